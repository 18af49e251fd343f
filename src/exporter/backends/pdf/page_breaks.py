"""Where in a page's markup each printed page begins, and the same places in another copy of the markup."""

from collections.abc import Iterable, Iterator
from typing import Any

from exporter.backends.pdf.layout import NUMBER
from exporter.backends.pdf.parts import PageBreak


def breaks_of(document: Any, root: Any) -> list[PageBreak]:
    """The beginning of the text, in the markup of `root`, and the first word on each later page, by the number of its
    element and the letters of that element which stand on the pages before."""
    letters: dict[int, int] = {}
    found = [PageBreak(next(number for number, element in enumerate(root.iter()) if element.tag == "article"), 0)]
    for number, page in enumerate(document.pages):
        first = True
        for element, text in _texts(page._page_box.children[0]):
            if first and number:
                found.append(PageBreak(element, letters.get(element, 0)))
            first = False
            letters[element] = letters.get(element, 0) + _count(text)
    return found


def mark_breaks(root: Any, breaks: Iterable[tuple[PageBreak, str]]) -> None:
    """Put a mark, with a page's label, where each page begins; `root` is markup as it was when it was numbered."""
    elements = list(root.iter())
    for place, label in reversed(list(breaks)):
        mark = root.makeelement("span", {"id": f"page-{label}", "role": "doc-pagebreak", "aria-label": label})
        _insert(elements[place.element], place.letters, mark)


def _texts(box: Any) -> Iterator[tuple[int, str]]:
    """The texts of a box and of those in it, each with the number of its element; notes and marks stand apart."""
    from weasyprint.formatting_structure import boxes

    if isinstance(box, boxes.TextBox):
        number = box.element.get(NUMBER) if box.element is not None else None
        if number is not None and ":" not in box.element_tag and box.text.strip():
            yield int(number), box.text
        return
    for child in getattr(box, "children", ()):
        yield from _texts(child)


def _count(text: str) -> int:
    """The letters of a text that are the author's, not the line's."""
    return sum(not sign.isspace() and sign not in "-\u00ad" for sign in text)


def _insert(element: Any, letters: int, mark: Any) -> None:
    """Put a mark into an element behind so many of its own letters, where the next word begins."""
    if not letters:
        mark.tail, element.text = element.text, None
        element.insert(0, mark)
        return
    for place, child in enumerate((None, *element)):
        text = (element.text if child is None else child.tail) or ""
        count = _count(text)
        if count < letters:
            letters -= count
            continue
        end = _behind(text, letters)
        mark.tail = text[end:] or None
        if child is None:
            element.text = text[:end]
        else:
            child.tail = text[:end]
        element.insert(place, mark)
        return
    element.append(mark)


def _behind(text: str, letters: int) -> int:
    """The place of the word that begins behind so many letters of a text."""
    place = 0
    while letters and place < len(text):
        letters -= _count(text[place])
        place += 1
    while place < len(text) and not text[place - 1].isspace():
        place += 1
    return place
