"""Markup of site generators (Hugo's short codes, Liquid tags and expressions, what MDX imports), put aside while
Markdown is read.

Each piece is replaced by as many noncharacters as it has characters, so that Markdown sees one opaque word, in a
link's address too, and every line and column stays where it was. Unicode keeps U+FDD0 to U+FDEF for the inside of
programs; the reader has taken them out of the text before.
"""

import re
from typing import Literal

import msgspec

_MARK = "\ufdd0"
_FILL = "\ufdd1"
_DIGIT = 0xFDE0
MASK = re.compile("\ufdd0[\ufde0-\ufdef]+(?:\n*\ufdd1+)*")
NONCHARACTERS = re.compile("[\ufdd0-\ufdef]")
_OPENING = re.compile(r"(?<!\\)(?:\{\{[<%]|\{\{|\{%)")  # a backslash before it says that it is text
_CLOSING = {"{{<": ">}}", "{{%": "%}}", "{{": "}}", "{%": "%}"}
_ARGUMENT = re.compile(r"""([\w-]+)\s*[=:]\s*(?:"((?:[^"\\]|\\.)*)"|'((?:[^'\\]|\\.)*)'|([^\s,]+))"""
                       r"""|"((?:[^"\\]|\\.)*)"|'((?:[^'\\]|\\.)*)'|`([^`]*)`|([^\s,]+)""")  # fmt: skip
_LITERAL = re.compile(r"""\{\{-?\s*(?:"([^"]*)"|'([^']*)')\s*(?:\|.*)?-?\}\}""", re.DOTALL)
_SITE = re.compile(r"\{\{-?\s*(?:site\.)?(?:baseurl|base_url|url|root|github\.url)\s*-?\}\}", re.IGNORECASE)
_HIGHLIGHT = re.compile(
    r"^(?P<open>\{% *highlight +(?P<lang>[\w+#-]+)[^\n%]*%\})[ \t]*$|^\{% *endhighlight *%\}[ \t]*$", re.MULTILINE
)
# What an MDX page loads from others and gives to them, at the beginning of a block; and its comments.
_MODULES = re.compile(
    r"""(?:\A|(?<=\n))(?:import[ ]+(?:[\w*{][^'";]{0,400}?\sfrom\s+)?(['"])[^'"\n]+\1;?"""
    r"""|export[ ]+(?:default|const|let|function)[ ][^\n]*|export[ ]*\{[^\n]*\};?)[ \t]*(?=\n|\Z)"""
)
_COMMENT = re.compile(r"\{/\*(?:(?!\n\n).){0,2000}?\*/\}", re.DOTALL)
_MAX_LENGTH = 4000


class Code(msgspec.Struct, frozen=True, kw_only=True):
    """One piece: a tag with its name and arguments, an expression, or text that stands for itself.

    `role` is "open" and "close" for the two halves of a pair that surrounds text, "literal" when `value` is the
    text to show (`name` is then the last filter), "raw" when `value` is the text in code, too. `inline` tells that
    other words stand in its line.
    """

    role: Literal["single", "open", "close", "literal", "raw"]
    source: str
    name: str = ""
    value: str = ""
    words: tuple[str, ...] = ()
    options: dict[str, str] = {}
    inline: bool = False


class Masked(msgspec.Struct, frozen=True):
    """A text with its pieces put aside."""

    text: str
    codes: tuple[Code, ...] = ()

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
        if _MARK not in text:
            return text
        return MASK.sub(lambda found: self._path(found.group()), text)

    def _source(self, mask: str) -> str:
        code = self.code(mask)
        return code.value if code.role == "raw" else code.source

    def _path(self, mask: str) -> str:
        code = self.code(mask)
        if code.role in ("literal", "raw"):
            return code.value
        return code.words[0] if code.words else code.source


def mask(text: str) -> Masked:
    """The text with every piece of generator's markup put aside."""
    if all(sign not in text for sign in ("{{", "{%", "import ", "export ", "{/*")):
        return Masked(text)
    text = _HIGHLIGHT.sub(_as_fence, text)
    found = _with_modules(text, _found(text))
    pairs = _pairs([source for _, source in found])
    parts: list[str] = []
    codes: list[Code] = []
    done = 0
    for place, (start, source) in enumerate(found):
        role = pairs.get(place, "")
        inline = (role != "close" and _behind_words(text, start)) or (
            role != "open" and _before_words(text, start + len(source))
        )
        codes.append(_code(source, role, inline))
        parts += (text[done:start], masked_as(len(codes) - 1, source))
        done = start + len(source)
    parts.append(text[done:])
    return Masked("".join(parts), tuple(codes))


def _as_fence(found: re.Match[str]) -> str:
    fence = f"```{found['lang']}" if found["open"] else "```"
    return fence.ljust(len(found.group()))


def _found(text: str) -> list[tuple[int, str]]:
    """Every piece with its start; between {% raw %} and {% endraw %} there is none."""
    result: list[tuple[int, str]] = []
    ends: dict[str, int] = {}
    place = 0
    while opening := _OPENING.search(text, place):
        start, sign = opening.start(), opening.group()
        closing = _CLOSING[sign]
        if ends.get(sign, -1) < opening.end():
            end = text.find(closing, opening.end())
            ends[sign] = len(text) if end < 0 else end
        end = ends[sign] + len(closing)
        source = text[start:end]
        if end > len(text) or len(source) > _MAX_LENGTH or "\n\n" in source or len(source) < 5:
            place = opening.end()
            continue
        if sign == "{{" and "{" in source[2:]:
            place = start + 1
            continue
        result.append((start, source))
        place = end
        if re.fullmatch(r"\{%-?\s*raw\s*-?%\}", source):
            after = re.compile(r"\{%-?\s*endraw\s*-?%\}").search(text, end)
            if after:
                result.append((after.start(), after.group()))
                place = after.end()
    return result


def _with_modules(text: str, found: list[tuple[int, str]]) -> list[tuple[int, str]]:
    """The pieces, and between them what only MDX knows."""
    more: list[tuple[int, str]] = []
    end = 0  # of the module lines so far
    for module in _MODULES.finditer(text):
        before = text[end if more else 0 : module.start()]
        if (not before.strip() or before.endswith("\n\n")) and "\n\n" not in module.group():
            more.append((module.start(), module.group()))
            end = module.end()
    more += [(comment.start(), comment.group()) for comment in _COMMENT.finditer(text)]
    if not more:
        return found
    kept: list[tuple[int, str]] = []
    for start, source in sorted([*found, *more]):
        if not kept or start >= kept[-1][0] + len(kept[-1][1]):
            kept.append((start, source))
    return kept


def _name(source: str) -> str:
    found = re.match(r"\{\{?[<%]-?\s*(?:/\s*)?([\w./-]+)", source)
    return found[1] if found else ""


def _pairs(sources: list[str]) -> dict[int, str]:
    """Which short codes are the two halves of a pair: their number, "open" or "close"."""
    result: dict[int, str] = {}
    waiting: dict[str, list[int]] = {}
    for number, source in enumerate(sources):
        if not source.startswith(("{{<", "{{%")):
            continue
        name = _name(source)
        if re.match(r"\{\{[<%]\s*/", source):
            if waiting.get(name):
                result[waiting[name].pop()] = "open"
                result[number] = "close"
        else:
            waiting.setdefault(name, []).append(number)
    return result


def _code(source: str, pair: str, inline: bool) -> Code:
    if re.match(r"\{\{[<%]\s*/\*", source):  # Hugo's way to show a short code
        shown = re.sub(r"^(\{\{[<%]\s*)/\*|\*/(\s*[>%]\}\})$", r"\1\2", source)
        return Code(role="raw", source=source, value=shown)
    if source.startswith(("{{<", "{{%", "{%")):
        name = _name(source)
        if source.startswith("{%") and name in ("raw", "endraw"):
            return Code(role="raw", source=source)
        words, options = _arguments(source, name)
        role: Literal["single", "open", "close"] = "open" if pair == "open" else "close" if pair else "single"
        return Code(role=role, source=source, name=name.lower(), words=words, options=options, inline=inline)
    if source.startswith("{/*"):
        return Code(role="literal", source=source)
    if not source.startswith("{"):
        return Code(role="literal", source=source, name=source.partition(" ")[0])
    literal = _LITERAL.fullmatch(source)
    if literal:
        filters = source.rpartition("|")[2].strip("-} \n").partition(":")[0] if "|" in source else ""
        return Code(role="literal", source=source, name=filters.strip(), value=literal[1] or literal[2] or "")
    if _SITE.fullmatch(source):
        return Code(role="literal", source=source, value="")
    return Code(role="single", source=source, inline=inline)


def _arguments(source: str, name: str) -> tuple[tuple[str, ...], dict[str, str]]:
    inner = re.sub(r"^\{\{?[<%]-?|/?-?[>%]\}\}?$", "", source)
    inner = inner[inner.find(name) + len(name) :]
    words: list[str] = []
    options: dict[str, str] = {}
    for found in _ARGUMENT.finditer(inner):
        value = next((value for value in found.groups()[1:] if value is not None), "")
        value = value.replace("\\_", "_").replace('\\"', '"')
        if found[1]:
            options[found[1].lower()] = value
        else:
            words.append(value)
    return tuple(words), options


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
