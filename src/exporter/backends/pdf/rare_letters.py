"""Marks words with rare letters, so that the page sets each in one font (the stylesheet's `.rare-letters`)."""

from typing import Any
from xml.etree.ElementTree import Element

from exporter.theme import Theme
from exporter.theme.needed import has_letters_font, words_with_rare_letters

_CLASS = "rare-letters"
_AS_IT_IS = frozenset(("head", "code", "pre"))


def mark_words(root: Any, theme: Theme) -> None:
    """Put such words of a page into elements of their own."""
    if has_letters_font(theme):
        _mark(root, theme)


def is_marked(element: Any) -> bool:
    """Whether it is the element of such a word, which may be set of more glyphs than it has letters."""
    return element is not None and element.get("class") == _CLASS


def _mark(element: Any, theme: Theme) -> None:
    children: list[Element] = []
    if element.tag not in _AS_IT_IS and "{" not in element.tag:
        element.text, found = _parted(element.text or "", theme)
        children += found
        for child in element:
            _mark(child, theme)
            child.tail, found = _parted(child.tail or "", theme)
            children += [child, *found]
        element[:] = children


def _parted(text: str, theme: Theme) -> tuple[str, list[Element]]:
    """A text up to the first such word, and an element for each of them with what follows it."""
    found: list[Element] = []
    begins, place = text, 0
    for start, end in words_with_rare_letters(theme, text):
        between = text[place:start]
        if found:
            found[-1].tail = between
        else:
            begins = between
        word = Element("span", {"class": _CLASS})
        word.text = text[start:end]
        found.append(word)
        place = end
    if found:
        found[-1].tail = text[place:]
    return begins, found
