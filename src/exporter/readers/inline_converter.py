"""Running text from the tree of elements: every inline element has its meaning here, none loses its words."""

import re
from collections.abc import Callable, Iterable, Sequence

import msgspec

from exporter.messages import Report
from exporter.model import nodes as n
from exporter.model.walk import plain_text
from exporter.origin import Origin
from exporter.readers.element_parts import (
    LEFT_OUT,
    MEDIA,
    Blocks,
    Inlines,
    language_of,
    written,
)
from exporter.readers.elements import Child, Element
from exporter.readers.figures import image_of
from exporter.readers.words import Words

ReadInline = Callable[[str, Origin], list[Child]]

_SIMPLE: dict[str, Callable[..., n.AnyInline]] = {
    **dict.fromkeys(("em", "i", "cite", "dfn", "var"), n.Emphasis),
    **dict.fromkeys(("strong", "b"), n.Strong),
    **dict.fromkeys(("s", "del", "strike"), n.Strikethrough),
    **dict.fromkeys(("u", "ins"), n.Underline),
    "sub": n.Subscript,
    "sup": n.Superscript,
}
_CLASSED = {"mark": "mark", "small": "small", "kbd": "kbd"}
_CODE = frozenset({"code", "tt", "samp", "kbd"})
_STYLE: dict[str, Callable[..., n.AnyInline]] = {
    "small-caps": n.SmallCaps,
    "underline": n.Underline,
    "line-through": n.Strikethrough,
    "italic": n.Emphasis,
}


def words_of_code(child: Child) -> str:
    """What a piece of code in HTML says; dollars are dollars there."""
    if isinstance(child, n.Math):
        dollars = "$$" if child.display else "$"
        return f"{dollars}{child.value}{dollars}"
    return child.value if isinstance(child, (n.Text, n.Code, n.RawInline)) else " "


class InlineConverter:
    """Converts running text; `Converter` adds the blocks, which text and notes may hold."""

    def __init__(
        self, abbreviations: dict[str, str], read_inline: ReadInline, report: Report, keep_all: bool = False
    ) -> None:
        self.report = report
        self.keeps_all = keep_all
        self._words = Words(abbreviations)
        self._read_inline = read_inline
        self._notes: dict[str, list[Element]] = {}
        self._called: dict[str, int] = {}
        self._told: set[str] = set()

    def blocks(self, children: Iterable[Child]) -> Blocks:
        """The blocks of some content."""
        raise NotImplementedError

    def block(self, element: Element) -> Blocks:
        """The blocks of one element."""
        raise NotImplementedError

    def inlines(self, children: Iterable[Child]) -> Inlines:
        """Running text: spaces collapsed as in HTML, without the ones at its ends."""
        self._words.begin()
        result = self._inlines(children)
        while result and isinstance(result[-1], (n.Text, n.LineBreak)):
            last = result[-1]
            if isinstance(last, n.Text) and (words := last.value.rstrip(" ")):
                result[-1] = last if words == last.value else msgspec.structs.replace(last, value=words)
                break
            result.pop()
        return tuple(result)

    def _inlines(self, children: Iterable[Child]) -> list[n.AnyInline]:
        result: list[n.AnyInline] = []
        for child in children:
            if isinstance(child, n.Text):
                result.extend(self._words.nodes(child))
            elif isinstance(child, Element):
                result.extend(self._inline(child))
            else:
                self._words.other(child)
                result.append(child)
        return result

    def _inline(self, element: Element) -> Sequence[n.AnyInline]:
        tag = element.tag
        if tag in _CODE and not any(True for _ in element.elements()):
            return self._inline_code(element)
        node = _SIMPLE.get(tag)
        if node is not None:
            children = self._children(element)
            if element.attrs and language_of(element.attrs) != ("", ""):
                children = self._span_of(element, children)
            return (node(children=children, origin=element.origin),) if children else ()
        handler = _INLINE_HANDLERS.get(tag)
        if handler is not None:
            return handler(self, element)
        if tag in LEFT_OUT:
            return tuple(n.RawInline(format="html", value=block.value, origin=block.origin)
                         for block in self._left_out(element) if isinstance(block, n.RawBlock))  # fmt: skip
        if tag in MEDIA or tag in (":code", ":raw"):
            return self._block_in_text(element)
        return self._children(element)

    def _block_in_text(self, element: Element) -> list[n.AnyInline]:
        """What a block without paragraphs says, where only running text may stand (a caption)."""
        result: list[n.AnyInline] = []
        for block in self.block(element):
            if isinstance(block, (n.CodeBlock, n.RawBlock)):
                result.append(n.Code(value=" ".join(block.value.split()), origin=block.origin))
            elif isinstance(block, n.Paragraph):
                result.extend(block.children)
            else:
                result.append(n.Text(value=f" {plain_text(block)}", origin=block.origin))
        return result

    def _children(self, element: Element) -> Inlines:
        return tuple(self._inlines(element.children))

    def _inline_code(self, element: Element) -> Sequence[n.AnyInline]:
        words = "".join(words_of_code(child) for child in element.children)
        code = n.Code(value=" ".join(words.split()), origin=element.origin)
        self._words.other(code)
        return (code,) if code.value else ()

    def _link(self, element: Element) -> Sequence[n.AnyInline]:
        attrs = element.attrs
        before = self._words.link(not attrs.get("href"))
        children = self._children(element)
        self._words.link(before)
        target = attrs.get("href", "").strip()
        if not target:
            return self._span_of(element, children)
        reference = self._reference(element, target, children)
        if reference:
            link = n.Link(target=target, children=(), reference=reference, origin=element.origin)
            self._words.other(link)
            return (link,)
        if not children and not (attrs.get("title") or attrs.get("aria-label")):
            return self._span_of(element, ())
        if not children:
            children = (n.Text(value=attrs.get("title") or attrs["aria-label"], origin=element.origin),)
        link = n.Link(target=target, children=children, title=attrs.get("title", ""), origin=element.origin)
        return self._span_of(element, (link,)) if language_of(attrs) != ("", "") else (link,)

    def _reference(self, element: Element, target: str, children: Sequence[n.AnyInline]) -> n.Reference:
        """What a link without words refers to; one in HTML is an anchor of its page's furniture."""
        named = element.attrs.get("title") or element.attrs.get("aria-label")
        if children or named or not element.markdown or not re.fullmatch(r"#.+", target):
            return ""
        return "page" if "page" in element.classes else "label"

    def _span(self, element: Element) -> Sequence[n.AnyInline]:
        children = self._children(element)
        style = element.attrs.get("style", "")
        for name, node in _STYLE.items():
            if children and (name in style or name in element.classes or name.replace("-", "") in element.classes):
                children = (node(children=children, origin=element.origin),)
        if children and re.search(r"font-weight:\s*(?:bold|[6-9]00)", style):
            children = (n.Strong(children=children, origin=element.origin),)
        return self._span_of(element, children)

    def _span_of(self, element: Element, children: Inlines, *classes: str) -> Inlines:
        lang, dir = language_of(element.attrs)
        anchor = element.attrs.get("id") or (element.attrs.get("name", "") if element.tag == "a" else "")
        kept = tuple(name for name in element.classes if name not in _STYLE and name != "smallcaps")
        named = classes or (kept if element.tag == "span" else ())
        if not (anchor or (children and (lang or dir or named))):
            return children
        return (n.Span(children=children, lang=lang, dir=dir, id=anchor, classes=named, origin=element.origin),)

    def _classed(self, element: Element) -> Sequence[n.AnyInline]:
        return self._span_of(element, self._children(element), _CLASSED.get(element.tag, element.tag))

    def _abbreviation(self, element: Element) -> Sequence[n.AnyInline]:
        self._words.abbreviate(False)
        children = self._children(element)
        self._words.abbreviate(True)
        title = element.attrs.get("title", "")
        if not title or not children:
            return children
        return (n.Abbreviation(expansion=title, children=children, origin=element.origin),)

    def _inline_quote(self, element: Element) -> Sequence[n.AnyInline]:
        children = self._children(element)
        lang, _ = language_of(element.attrs)
        if not children:
            return ()
        return (n.Quote(children=children, lang=lang, cite=element.attrs.get("cite", ""), origin=element.origin),)

    def _image(self, element: Element) -> Sequence[n.AnyInline]:
        image = image_of(element)
        if image is None:
            return ()
        self._words.other(image)
        return (image,)

    def _break(self, element: Element) -> Sequence[n.AnyInline]:
        node = n.LineBreak(origin=element.origin)
        self._words.other(node)
        return (node,)

    def _note_call(self, element: Element) -> Sequence[n.AnyInline]:
        label = element.attrs["label"]
        texts = self._notes.get(label)
        if texts is None:
            if f"note {label}" in self._told:
                return self._words.nodes(n.Text(value=f"[^{label}]", origin=element.origin))
            self._told.add(f"note {label}")
            self.report.add(
                "R202",
                f"the footnote [^{label}] is called but has no text",
                f"write the text on a line of its own: [^{label}]: text",
                element.origin,
            )
            return self._words.nodes(n.Text(value=f"[^{label}]", origin=element.origin))
        count = self._called[label] = self._called.get(label, 0) + 1
        if count > 1:
            node: n.AnyInline = n.NoteReference(label=label, origin=element.origin)
        else:
            words = self._words
            self._words = words.another()
            blocks = self.blocks([child for text in texts for child in text.children])
            self._words = words
            node = n.Note(label=label, blocks=tuple(blocks), origin=element.origin)
        self._words.other(node)
        return (node,)

    def _inline_note(self, element: Element) -> Sequence[n.AnyInline]:
        label = f"inline {len(self._called) + 1}"
        self._called[label] = 1
        words = self._words
        self._words = words.another()
        blocks = self.blocks(element.children)
        self._words = words
        node = n.Note(label=label, blocks=tuple(blocks), origin=element.origin)
        self._words.other(node)
        return (node,)

    def _input(self, element: Element) -> Sequence[n.AnyInline]:
        value = element.attrs.get("value") or element.attrs.get("placeholder", "")
        if element.attrs.get("type") in ("hidden", "checkbox", "radio", "image") or not value:
            return ()
        return self._words.nodes(n.Text(value=value, origin=element.origin))

    def _drawing(self, element: Element) -> Sequence[n.AnyInline]:
        """A drawing inside the page: its words only, and a message."""
        self._tell_left_out(f"<{element.tag}>", element.origin)
        return self._children(element)

    def _parsed(self, text: str, origin: Origin) -> Inlines:
        """Markdown in an attribute."""
        return self.inlines(self._read_inline(text, origin)) if text else ()

    def _left_out(self, element: Element) -> Blocks:
        """What works on a web page only; said once a kind. A drawing keeps its words."""
        if element.tag == "rp":
            return []
        if element.tag in ("canvas", "map", "frameset"):
            self._tell_left_out(f"<{element.tag}>", element.origin)
            return self.blocks(element.children)
        if self.keeps_all:
            return [n.RawBlock(format="html", value=written(element), origin=element.origin)]
        self._tell_left_out(f"<{element.tag}>", element.origin, written(element))
        return []

    def _tell_left_out(self, what: str, origin: Origin, words: str = "") -> None:
        if words:
            self.report.leave_out(origin, "web-page-only", words, f"{what} works on a web page only")
        if what not in self._told:
            self._told.add(what)
            text = f"{what} works on a web page only; it was left out"
            self.report.add("R208", text, "keep what it shows as text, or as a picture beside the article", origin)


_INLINE_HANDLERS: dict[str, Callable[[InlineConverter, Element], Sequence[n.AnyInline]]] = {
    "a": InlineConverter._link,
    "span": InlineConverter._span,
    **dict.fromkeys(("bdi", "bdo", "font"), InlineConverter._span),
    **dict.fromkeys(("mark", "small", "kbd"), InlineConverter._classed),
    **dict.fromkeys(("abbr", "acronym"), InlineConverter._abbreviation),
    "q": InlineConverter._inline_quote,
    "img": InlineConverter._image,
    "br": InlineConverter._break,
    ":note-call": InlineConverter._note_call,
    ":inline-note": InlineConverter._inline_note,
    "input": InlineConverter._input,
    "svg": InlineConverter._drawing,
    "wbr": lambda *_: (),
    "source": lambda *_: (),
}
