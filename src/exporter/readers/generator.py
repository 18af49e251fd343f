"""Markup of site generators (Hugo's short codes, Liquid and Nunjucks, the braces of MDX), put aside while Markdown is
read.

Each piece is replaced by as many noncharacters as it has characters, so that Markdown sees one opaque word, in a
link's address too, and every line and column stays where it was. Unicode keeps U+FDD0 to U+FDEF for the inside of
programs; the reader has taken them out of the text before.
"""

import re
from collections.abc import Mapping
from typing import Any, Literal

import msgspec

from exporter.readers import mdx
from exporter.readers.tags import arguments_of, found_tags, is_remark, name_of, pairs_in

_MARK = "\ufdd0"
_FILL = "\ufdd1"
_DIGIT = 0xFDE0
MASK = re.compile("\ufdd0[\ufde0-\ufdef]+(?:\n*\ufdd1+)*")
NONCHARACTERS = re.compile("[\ufdd0-\ufdef]")
_LITERAL = re.compile(r"""\{\{-?\s*(?:"([^"]*)"|'([^']*)')\s*(?:\|.*)?-?\}\}""", re.DOTALL)
_SITE = re.compile(r"\{\{-?\s*(?:site\.)?(?:baseurl|base_url|url|root|github\.url)\s*-?\}\}", re.IGNORECASE)
_FIELD = re.compile(
    r"\{\{-?\s*(?:page\.|frontmatter\.)?([\w-]+(?:\.[\w-]+)*)\s*(?:\|\s*(?:escape|strip|safe)\s*)?-?\}\}"
)
_HIGHLIGHT = re.compile(
    r"""^(?P<open>\{% *highlight +(?P<lang>[\w+#-]+)[^\n%]*%\}"""
    r"""|\{\{[<%] *highlight +"?(?P<hugo>[\w+#-]+)"?[^\n]*[%>]\}\})[ \t]*$"""
    r"""|^(?:\{% *endhighlight *%\}|\{\{[<%] */ *highlight *[%>]\}\})[ \t]*$""",
    re.MULTILINE,
)
_OF_THE_SITE = re.compile(r"@site/(?:static/)?|pathname://(?=/)")  # Docusaurus's ways to write the site's root


class Code(msgspec.Struct, frozen=True, kw_only=True):
    """One piece: a tag with its name and arguments, an expression, or text that stands for itself.

    `role` is "open" and "close" for the two halves of a pair that surrounds text, "literal" when `value` is the
    text to show (`name` is then the last filter), "raw" when `value` is the text in code, too, "remark" for words that
    are none of the page, "module" for what the page loads or gives away. `inline` tells that other words stand in its
    line.
    """

    role: Literal["single", "open", "close", "literal", "raw", "remark", "module"]
    source: str
    name: str = ""
    value: str = ""
    words: tuple[str, ...] = ()
    options: dict[str, str] = {}
    inline: bool = False


class Masked(msgspec.Struct, frozen=True):
    """A text with its pieces put aside; `is_mdx` tells that its tags are JSX."""

    text: str
    codes: tuple[Code, ...] = ()
    is_mdx: bool = False

    def code(self, mask: str) -> Code:
        """The piece that a mask stands for."""
        number = 0
        for sign in mask[1:]:
            if sign in (_FILL, "\n"):
                break
            number = number * 16 + ord(sign) - _DIGIT
        return self.codes[number]

    def as_written(self, text: str) -> str:
        """A text of code, with each piece as the author wrote it; {% raw %} tells Liquid only, so it goes."""
        if _MARK not in text:
            return text.replace(_FILL, "") if _FILL in text else text
        return MASK.sub(lambda found: self._source(found.group()), text)

    def address(self, text: str) -> str:
        """An address with what its pieces stand for: a page's path, a word, nothing for the site's root."""
        if _MARK in text:
            text = MASK.sub(lambda found: self._path(found.group()), text)
        return _OF_THE_SITE.sub("/" if text.startswith("@") else "", text, count=1) if text[:1] in ("@", "p") else text

    def _source(self, mask: str) -> str:
        code = self.code(mask)
        return code.value if code.role == "raw" else code.source

    def _path(self, mask: str) -> str:
        code = self.code(mask)
        if code.role in ("literal", "raw"):
            return code.value
        return code.words[0] if code.words else code.options.get("path", code.source)


def mask(text: str, name: str = "", fields: Mapping[str, Any] | None = None) -> Masked:
    """The text with every piece of generator's markup put aside; `fields` are what its expressions may show."""
    is_mdx = mdx.is_mdx(name, text)
    if not is_mdx and all(sign not in text for sign in ("{{", "{%", "{#", "{/*")):
        return Masked(text)
    text = _HIGHLIGHT.sub(_as_fence, text)
    found = mdx.found_pieces(text) if is_mdx else _apart([*found_tags(text), *mdx.remarks(text)])
    constants = mdx.constants_in(source for _, source in found) if is_mdx else {}
    pairs = pairs_in([source for _, source in found])
    parts: list[str] = []
    codes: list[Code] = []
    done = 0
    for place, (start, source) in enumerate(found):
        role = pairs.get(place, "")
        inline = (role != "close" and _behind_words(text, start)) or (
            role != "open" and _before_words(text, start + len(source))
        )
        code = (
            _mdx_code(source, inline, fields or {}, constants) if is_mdx else _code(source, role, inline, fields or {})
        )
        codes.append(code)
        parts += (text[done:start], masked_as(len(codes) - 1, source))
        done = start + len(source)
    parts.append(text[done:])
    return Masked("".join(parts), tuple(codes), is_mdx)


def _as_fence(found: re.Match[str]) -> str:
    fence = f"```{found['lang'] or found['hugo']}" if found["open"] else "```"
    return fence.ljust(len(found.group()))


def _apart(found: list[tuple[int, str]]) -> list[tuple[int, str]]:
    """The pieces in their order, without those that begin inside another."""
    kept: list[tuple[int, str]] = []
    for start, source in sorted(found):
        if not kept or start >= kept[-1][0] + len(kept[-1][1]):
            kept.append((start, source))
    return kept


def _code(source: str, pair: str, inline: bool, fields: Mapping[str, Any]) -> Code:
    if re.match(r"\{\{[<%]\s*/\*", source):  # Hugo's way to show a short code
        shown = re.sub(r"^(\{\{[<%]\s*)/\*|\*/(\s*[>%]\}\})$", r"\1\2", source)
        return Code(role="raw", source=source, value=shown)
    if is_remark(source) or mdx.is_remark(source):
        return Code(role="remark", source=source)
    if pair == "raw":
        return Code(role="raw", source=source)
    if source.startswith(("{{<", "{{%", "{%")):
        name = name_of(source)
        words, options = arguments_of(source, name)
        shown = _shown(fields, words[0]) if name == "param" and words else ""
        if shown:
            return Code(role="literal", source=source, value=shown)
        role: Literal["single", "open", "close"] = "open" if pair == "open" else "close" if pair else "single"
        if role == "close" and source.startswith("{%"):
            name = name.removeprefix("end")
        return Code(role=role, source=source, name=name.lower(), words=words, options=options, inline=inline)
    return _expression(source, inline, fields)


def _mdx_code(source: str, inline: bool, fields: Mapping[str, Any], constants: Mapping[str, str]) -> Code:
    if mdx.is_remark(source):
        return Code(role="remark", source=source)
    if not source.startswith("{"):
        return Code(role="module", source=source)
    value = mdx.value_of(source)
    value = constants.get(mdx.name_of(source)) if value is None else value
    if value is None and (field := mdx.field_of(source)):
        value = _shown(fields, field) or None
    if value is not None:
        return Code(role="literal", source=source, value=value)
    return Code(role="single", source=source, inline=inline)


def _expression(source: str, inline: bool, fields: Mapping[str, Any]) -> Code:
    literal = _LITERAL.fullmatch(source)
    if literal:
        filters = source.rpartition("|")[2].strip("-} \n").partition(":")[0] if "|" in source else ""
        return Code(role="literal", source=source, name=filters.strip(), value=literal[1] or literal[2] or "")
    if _SITE.fullmatch(source):
        return Code(role="literal", source=source, value="")
    field = _FIELD.fullmatch(source)
    if field and (shown := _shown(fields, field[1])):
        return Code(role="literal", source=source, value=shown)
    return Code(role="single", source=source, inline=inline)


def _shown(fields: Mapping[str, Any], path: str) -> str:
    """The text of a field, or of one inside another ("author.name"); those below `params` are the page's own."""
    value: Any = fields
    for name in path.split("."):
        inner = value.get("params") if isinstance(value, Mapping) else None
        value = (
            value.get(name, inner.get(name) if isinstance(inner, Mapping) else None)
            if isinstance(value, Mapping)
            else None
        )
    return value if isinstance(value, str) else ""


def _behind_words(text: str, start: int) -> bool:
    """Whether words stand before a place in its line; the marks of lists and quotes are none."""
    line = text.rfind("\n", 0, start) + 1
    return text[line:start].strip(" \t>*+-0123456789.)") != ""


def _before_words(text: str, end: int) -> bool:
    """Whether words stand behind a place in its line."""
    line = text.find("\n", end)
    return text[end : line if line >= 0 else None].strip() != ""


def masked_as(number: int, source: str) -> str:
    """As many noncharacters as the piece has characters: a mark, the number in base 16, and filling."""
    first = source.find("\n") if "\n" in source else len(source)
    digits = f"{number:x}"
    room = max(first - 1, len(digits))  # a piece has five characters at least: 65,536 pieces before one grows
    head = _MARK + "".join(chr(_DIGIT + int(digit, 16)) for digit in digits.rjust(room, "0"))
    return head + re.sub(r"[^\n]", _FILL, source[first:])
