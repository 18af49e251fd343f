"""A document of a book as the tree that the layout engine takes: the standard library's, XHTML as plain names."""

import html
from collections.abc import Iterator, Sequence
from typing import Any
from xml.etree.ElementTree import Element

from lxml import etree

XHTML = "{http://www.w3.org/1999/xhtml}"
_MOST_ELEMENTS = 1500  # of a document that is taken whole; of a longer one what stands near the places
_NEIGHBOURS, _MOST_OF_ONE = 3, 60


def engine_tree(root: Any, places: Sequence[Any]) -> tuple[Element, list[Element | None]]:
    """The tree of a document, and in it the elements at some places; None for one too large to be laid out."""
    whole = sum(1 for _ in zip(root.iter("*"), range(_MOST_ELEMENTS + 1), strict=False)) <= _MOST_ELEMENTS
    small = [place for place in places if whole or _size(place) <= _MOST_ELEMENTS]
    kept = None if whole else set(_near(root, small))
    made: dict[Any, Element] = {}
    return _made(root, kept, made), [made.get(place) if place in small else None for place in places]


def _near(root: Any, places: Sequence[Any]) -> Iterator[Any]:
    """Every element of the head, of the places, and of what stands beside them and beside what holds them."""
    yield root
    for head in root.iterchildren(f"{XHTML}head"):
        yield from head.iter("*")
    for place in places:
        yield from place.iter("*")
        for holder in (place, *place.iterancestors()):
            yield holder
            for before in (True, False):
                beside = holder.itersiblings("*", preceding=before)
                for sibling, _ in zip(beside, range(_NEIGHBOURS), strict=False):
                    if _size(sibling) <= _MOST_OF_ONE:
                        yield from sibling.iter("*")


def _size(element: Any) -> int:
    return sum(1 for _ in element.iter("*"))


def _made(element: Any, kept: set[Any] | None, made: dict[Any, Element]) -> Element:
    copy = Element(element.tag.removeprefix(XHTML), {str(name): str(value) for name, value in element.attrib.items()})
    made[element] = copy
    copy.text = element.text
    last: Element | None = None
    for child in element:
        words = child.tail or ""
        if isinstance(child.tag, str):
            if kept is None or child in kept:
                last = _made(child, kept, made)
                copy.append(last)
        elif child.tag is etree.Entity:
            words = html.unescape(child.text) + words
        if last is None:
            copy.text = (copy.text or "") + words
        else:
            last.tail = (last.tail or "") + words
    return copy
