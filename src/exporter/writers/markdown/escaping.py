"""Words, addresses and attributes so written that the reader takes them for nothing else."""

import re
from collections.abc import Iterable
from html import escape

_ENTITY = re.compile(r"&(?=#?\w+;)")
_ADDRESS = re.compile(r"https?://|www\.")
_CITATION = re.compile(r"\[[^\[\]\\`*<>^{}]*@[^\[\]\\`*<>^{}]*\](?![({\[:])")
# Wherever they stand in a line. A "<" is markup before a name alone, an underscore at the edge of a word.
_SIGNS = re.compile(r"[\\`*\[\]{~^$]|<(?=[A-Za-z/!?])|&(?=#?\w+;)|(?<!\w)_|_(?!\w)|\A_|_\Z")
# What a line may not begin with: headings, quotes, lists, rules, definitions, divisions, tables, captions, modules.
_BEGINNING = re.compile(
    r"(#|>|:|=|\||[-+](?=\s|[-+\s]*$|[-|:])|\d{1,9}(?=[.)](?:\s|$))|(?:Table|Tableau[ \u00a0\u202f]?)(?=:)"
    r"|import(?=[ ])|export(?=[ {]))"
)
_EDGES = re.compile(r"\A[^\S \n]+|(?<=\A )[^\S \n]+|[^\S \n]+(?=[ \n]*\Z)|[\x85\u2028\u2029]")
_BARE = re.compile(r"[^\s\"'{}=`|\\]+")
_NAME = re.compile(r"[^\s{}.#=\"'`|\\]+")


def text(value: str, quoted: bool = False) -> str:
    """Words inside a line; with `quoted` they hold no double quotation mark, since they stand between two."""
    citations = _CITATION.split(value)
    kept = _CITATION.findall(value)
    parts = [part for pair in zip(citations, [*kept, ""], strict=True) for part in pair]
    return "".join(
        part if place % 2 and not _SIGNS.search(part[1:-1]) else _escaped(part, quoted)
        for place, part in enumerate(parts)
    )


def _escaped(value: str, quoted: bool) -> str:
    value = _SIGNS.sub(lambda found: f"\\{found.group()}", value)
    value = _ADDRESS.sub(lambda found: found.group().replace("://", ":\\//").replace("www.", "www\\."), value)
    value = _EDGES.sub(lambda found: "".join(f"&#{ord(sign)};" for sign in found.group()), value)
    return value.replace('"', "&quot;") if quoted else value


def line_start(line: str) -> str:
    """A line of running text that begins no block."""
    line = line.lstrip(" ")  # which mean nothing there
    found = _BEGINNING.match(line)
    if found is None:
        return line
    sign = found.group()
    if sign in ("import", "export"):
        return f"&#{ord(sign[0])};{line[1:]}"
    return f"\\{line}" if len(sign) == 1 and not sign.isalnum() else f"{sign}\\{line[len(sign) :]}"


def address(target: str, quoted: bool = False) -> str:
    """A link's or picture's address between its parentheses."""
    value = _ENTITY.sub("&amp;", target.replace("\\", "\\\\")).replace("{", "&#123;").replace("\n", "&#10;")
    value = value.replace("<", "&lt;").replace(">", "&gt;")
    if quoted:
        value = value.replace('"', "&quot;")
    plain = value and not re.search(r"[\s()\x00-\x1f\x7f]", value)
    return value if plain else f"<{value}>"


def title(words: str, quoted: bool = False) -> str:
    """A link's or picture's title, with the space before it; nothing for none."""
    if not words:
        return ""
    value = _ENTITY.sub("&amp;", words.replace("\\", "\\\\")).replace("{", "&#123;").replace("\n", "&#10;")
    value = value.replace('"', "&quot;") if quoted else value.replace('"', '\\"')
    return f" '{value.replace(chr(39), '&#39;')}'" if quoted else f' "{value}"'


def html_text(value: str) -> str:
    """Words between tags, where Markdown is not read."""
    return escape(value, quote=False).replace("{", "&#123;")


def html_attributes(pairs: Iterable[tuple[str, str]], quoted: bool = False) -> str:
    """The attributes of a tag, each with a space before it; those without a value are left out."""
    mark = "'" if quoted else '"'
    written = []
    for name, value in pairs:
        if value:
            safe = escape(value).replace("{", "&#123;").replace("\n", "&#10;").replace("`", "&#96;")
            written.append(f" {name}={mark}{safe}{mark}")
    return "".join(written)


def attribute_list(
    id: str = "", classes: Iterable[str] = (), pairs: Iterable[tuple[str, str]] = (), quoted: bool = False
) -> str:
    """`{#id .class key=value}`; "" when there is nothing to say. No value may hold both kinds of quotation mark."""
    items = [f"#{id}" if _NAME.fullmatch(id) else _pair("id", id, quoted)] if id else []
    items += [f".{name}" if _NAME.fullmatch(name) else _pair("class", name, quoted) for name in classes]
    items += [_pair(name, value, quoted) for name, value in pairs if value]
    return f"{{{' '.join(items)}}}" if items else ""


def _pair(name: str, value: str, quoted: bool) -> str:
    if _BARE.fullmatch(value):
        return f"{name}={value}"
    value = value.replace('"', "") if quoted else value
    mark = "'" if quoted or '"' in value else '"'
    return f"{name}={mark}{value.replace(mark, ' ')}{mark}".replace("\n", " ")
