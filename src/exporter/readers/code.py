"""Blocks of code, from fences, indentation and <pre>."""

import re
from collections.abc import Callable

from exporter.messages import Report
from exporter.model import nodes as n
from exporter.origin import Origin
from exporter.readers.attributes import parse_attributes
from exporter.readers.elements import Element

_TITLE = re.compile(r"""(?<=\s)(?:title|filename)=(?:"([^"]*)"|'([^']*)')""")
_HIGHLIGHT = re.compile(r"\s*(?://|#|/\*|<!--|--|%|;|\{/\*)\s*highlight-(?:next-line|start|end)\s*(?:\*/\}?|-->)?\s*")
_RAW_FORMAT = re.compile(r"\{=([\w-]+)\}")


def code_of_fence(
    element: Element, parsed: Callable[[str, Origin], tuple[n.AnyInline, ...]]
) -> n.CodeBlock | n.RawBlock:
    """The code of a fence: ```python, ```{.python caption="..."}, ```{python} or pandoc's raw ```{=latex}."""
    info, value = element.attrs.get("info", ""), element.attrs["text"].removesuffix("\n")
    raw = _RAW_FORMAT.fullmatch(info)
    if raw:
        return n.RawBlock(format=raw[1], value=value, origin=element.origin)
    brace = info.find("{")
    listed = parse_attributes(info, brace) if brace >= 0 else None
    attrs = {**(listed[1] if listed else {}), **{k: v for k, v in element.attrs.items() if k not in ("info", "text")}}
    titled = _TITLE.search(info) if listed is None else None
    if titled:  # as Docusaurus has it
        attrs.setdefault("title", next(value for value in titled.groups() if value is not None))
        info = f"{info[: titled.start()]} {info[titled.end() :]}"
        brace = info.find("{")
    words = (info[:brace] if brace >= 0 else info).split()
    language = words[0] if words else ""
    if not language and brace >= 0:
        first = re.match(r"\{\s*\.?([\w+#-]+)", info)
        language = first[1] if first else ""
    caption = attrs.get("caption") or attrs.get("title") or attrs.get("filename", "")
    return n.CodeBlock(
        value=value,
        language=_language(language),
        caption=parsed(caption, element.origin),
        id=attrs.get("id", ""),
        origin=element.origin,
    )


def code_of_element(element: Element) -> n.CodeBlock:
    """The code of a <pre>; its language from class "language-NAME" as HTML (section 4.5.15) has it."""
    classes = [*element.classes, *(name for child in element.descendants() for name in child.classes)]
    language = next((name.removeprefix("language-") for name in classes if name.startswith("language-")), "")
    value = "".join(_words(element))
    return n.CodeBlock(
        value=value.removeprefix("\n").rstrip("\n \t"),
        language=_language(language),
        id=element.attrs.get("id", ""),
        origin=element.origin,
    )


def without_highlights(text: str, first: Origin, report: Report) -> str:
    """Code without the lines that tell Docusaurus which others to colour; `first` is the place of its first line."""
    kept = []
    for number, row in enumerate(text.splitlines(keepends=True)):
        if _HIGHLIGHT.fullmatch(row):
            place = Origin(first.file, first.line + number, len(row) - len(row.lstrip()) + 1)
            report.leave_out(place, "highlight", row, "it tells which lines of the code to colour")
        else:
            kept.append(row)
    return "".join(kept)


def _words(element: Element) -> list[str]:
    words: list[str] = []
    for child in element.children:
        if isinstance(child, Element) and "text" in child.attrs:
            words.append(child.attrs["text"])
        elif isinstance(child, Element):
            if child.markdown and child.attrs.get("title"):
                words.append(f"{child.attrs['title']}\n")
            words.extend("\n" if child.tag == "br" else word for word in (_words(child) or ("",)))
        elif isinstance(child, (n.Text, n.Code, n.RawInline)):
            words.append(child.value)
        elif isinstance(child, n.LineBreak):
            words.append("\n")
    return words


def _language(word: str) -> str:
    """A language's name as it may stand in a class."""
    return re.sub(r"[^\w+#.-]", "", word)[:40]
