"""Languages as office files name them: with regions that nobody chose, run by run."""

from collections.abc import Iterator
from typing import Any

import msgspec

from exporter.model import nodes as n
from exporter.model.walk import children, plain_text, rewrite
from exporter.readers.office.pieces import joined

# CLDR's likely regions of the languages that office programs proof: the region says nothing beyond the language.
_LIKELY = frozenset(
    "af-za ar-sa bg-bg ca-es cs-cz cy-gb da-dk de-de el-gr en-us es-es et-ee eu-es fa-ir fi-fi fr-fr ga-ie gl-es he-il "
    "hi-in hr-hr hu-hu id-id is-is it-it ja-jp ko-kr lt-lt lv-lv ms-my mt-mt nb-no nl-nl nn-no no-no pl-pl pt-br ro-ro "
    "ru-ru sk-sk sl-si sq-al sr-rs sv-se sw-ke th-th tr-tr uk-ua ur-pk vi-vn".split()
)
_OTHER_NAMES = {"zh-tw": "zh-Hant", "zh-hk": "zh-Hant-HK", "zh-cn": "zh", "es-es_tradnl": "es", "iw": "he"}


def plain_language(tag: str) -> str:
    """A tag without a region that its language likely has: "fr-FR" gives "fr", "fr-CA" itself; "" for no tag."""
    tag = tag.strip().replace("_", "-") if tag.lower() != "es-es_tradnl" else tag
    low = tag.lower()
    if low in _OTHER_NAMES:
        return _OTHER_NAMES[low]
    if low in ("", "x-none", "zxx", "none-none", "none"):
        return ""
    return low.partition("-")[0] if low in _LIKELY else tag


def same_language(one: str, other: str) -> bool:
    """Whether two tags name one language, whatever their regions; Chinese is two, by its script."""
    return _stem(one) == _stem(other)


def _stem(tag: str) -> str:
    low = plain_language(tag).lower()
    return low[:7] if low.startswith("zh-hant") else low.partition("-")[0]


def lifted(blocks: tuple[n.AnyBlock, ...]) -> tuple[n.AnyBlock, ...]:
    """The blocks with the languages of whole paragraphs on what holds them: a quotation, or a division around
    neighbours. A division that says nothing but a direction is open for its neighbours, too."""
    result: list[Any] = []
    for block in blocks:
        lang, dir = _lang_of(block), _dir_of(block)
        if isinstance(block, n.BlockQuote) and lang:
            result.append(msgspec.structs.replace(_without(block, lang), lang=lang))
            continue
        if not lang and not dir:
            result.append(_inside(block))
            continue
        bare = _without(block, lang) if lang else block
        inside = bare.blocks if isinstance(bare, n.Division) and dir else (bare,)
        last = result[-1] if result else None
        if isinstance(last, _Group) and (last.lang, last.dir) == (lang, dir):
            last.blocks += inside
        else:
            result.append(_Group(lang, dir, list(inside), block))
    return tuple(item.block() if isinstance(item, _Group) else item for item in result)


def _inside(node: Any) -> Any:
    """A block of several languages, with what stands in it lifted by itself."""
    changes = {}
    for field in ("blocks", "items", "head", "body", "cells", "definitions"):
        value = getattr(node, field, ())
        if not value or isinstance(node, n.Note):
            continue
        if field == "blocks":
            new: Any = lifted(value)
        elif field == "definitions":
            new = tuple(lifted(blocks) for blocks in value)
        else:
            new = tuple(_inside(item) for item in value)
        changes[field] = new
    return msgspec.structs.replace(node, **changes) if changes else node


class _Group:
    """Neighbours of one language and direction."""

    def __init__(self, lang: str, dir: Any, blocks: list[Any], first: n.AnyBlock) -> None:
        self.lang, self.dir, self.blocks, self._first = lang, dir, blocks, first

    def block(self) -> n.AnyBlock:
        """A division; a heading alone keeps its language in its words."""
        if len(self.blocks) == 1 and isinstance(self._first, n.Heading) and not self.dir:
            return self._first
        return n.Division(blocks=tuple(self.blocks), lang=self.lang, dir=self.dir, origin=self._first.origin)


def _is_mark(node: Any) -> bool:
    return isinstance(node, n.Span) and bool(node.lang) and not node.id and not node.classes


def _dir_of(block: n.AnyBlock) -> str:
    plain = isinstance(block, n.Division) and not block.lang and not block.classes and not block.id
    return block.dir if plain and isinstance(block, n.Division) else ""


def _lang_of(block: n.Node) -> str:
    """The one language that all words of a block are marked as; "" when there is none, or several."""
    found = {inline.lang if _is_mark(inline) else "" for inline in _running(block)}
    return found.pop() if len(found) == 1 else ""


def _running(node: n.Node) -> Iterator[Any]:
    """The outermost inlines of every line of a block, but for those without letters; notes are texts of their own."""
    for child in children(node):
        if not isinstance(child, n.Inline):
            yield from _running(child)
        elif any(map(str.isalpha, plain_text(child))):
            yield child


def _without(block: Any, lang: str) -> Any:
    def strip(node: n.Node) -> n.Node | tuple[n.Node, ...]:
        if isinstance(node, n.Span) and _is_mark(node) and node.lang == lang:
            return node.children
        return node

    return rewrite(rewrite(block, strip), _merge)


def _merge(node: Any) -> Any:
    """A node in which texts that meet are one."""
    inlines = getattr(node, "children", ())
    result: tuple[Any, ...] = ()
    for inline in inlines:
        result = joined(result, (inline,))
    return msgspec.structs.replace(node, children=result) if len(result) < len(inlines) else node
