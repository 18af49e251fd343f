"""Moves each note's body to its call, where CSS floats it to the foot of the page."""

import re
from collections.abc import Iterator
from typing import Any

from exporter.publication.vocabulary import ELEMENTS

_CALLS = ".//a[@role='doc-noteref']"
_SPACES = re.compile(r"[ \t\r\n]+")
# WeasyPrint 70 does not break a footnote between pages: what is longer than the page is cut off, and a note of half a
# page drives its call away from its place. Longer notes (in characters), and those that hold more than text, stay at
# the end of the article.
_LONGEST = 2400
_TOO_TALL = ("table", "img", "pre")
# Each note in a table makes the engine set the table again: 36 take three times as long as in paragraphs.
_MOST_IN_TABLE = 12
_WIDE = 3  # digits of a number for which the room before notes is too narrow


def move_to_calls(root: Any, keep: frozenset[str] = frozenset()) -> frozenset[str]:
    """Change a page's copy (an ElementTree element) so that each note stands right after its first call.

    Call and number stay our own links, so that they agree with the other formats and lead to each other; the engine
    only floats the note. The notes in `keep`, long ones, those of a table with many, and those inside another note
    stay in the section of notes at the end. Returns the ids of the moved ones.
    """
    parents = {child: parent for parent in root.iter() for child in parent}
    section = next((element for element in root.iter("section") if element.get("class") == "notes"), None)
    if section is None:
        return frozenset()
    for aside in section.findall("aside"):
        if len("".join(aside[0].itertext()).strip()) >= _WIDE:
            aside.set("class", f"{aside.get('class')} wide-number")
        _number_in_line(aside)
    notes = {aside.get("id"): aside for aside in section.findall("aside") if _fits(aside)}
    crowded = {table for table in root.iter("table") if len(table.findall(_CALLS)) > _MOST_IN_TABLE}
    moved = set()
    for call in list(root.iter("a")):
        identifier = call.get("href", "")[1:]
        if call.get("role") != "doc-noteref" or not call.get("id") or identifier not in notes or identifier in keep:
            continue
        if any(around.get("role") == "doc-footnote" or around in crowded for around in _ancestors(call, parents)):
            continue
        note = notes.pop(identifier)
        section.remove(note)
        parent = parents[call]
        parent.insert(list(parent).index(call) + 1, note)
        parents[note] = parent
        note.tail, call.tail = call.tail, None
        _collapse_spaces(note)
        moved.add(identifier)
    if section.find("aside") is None:
        parents[section].remove(section)
    return frozenset(moved)


def misplaced(document: Any, moved: frozenset[str]) -> frozenset[str]:
    """The moved notes that the engine lost, set twice or ran off the paper.

    WeasyPrint 70 loses a note now and then, where a box that must not break is driven to the next page.
    """
    found = [anchor for page in document.pages for anchor in page.anchors if anchor in moved]
    clipped = [
        note.element.get("id")
        for page in document.pages
        for area in page._page_box.children
        if type(area).__name__ == "FootnoteAreaBox"
        for note in area.children
        if area.position_y + area.margin_height() > page.height or area.position_y < 0
    ]
    return frozenset(note for note in moved if found.count(note) != 1 or note in clipped)


def _number_in_line(note: Any) -> None:
    """Let a note's number begin its first paragraph, if it begins with one: so both stand on one line in any script."""
    number, first = note[0], note[1] if len(note) > 1 else None
    if first is None or first.tag != "p":
        return
    link = number[0]
    link.set("class", "note-number")
    link.tail, first.text = first.text, None
    first.insert(0, link)
    note.remove(number)


def _fits(note: Any) -> bool:
    return len("".join(note.itertext())) <= _LONGEST and all(note.find(f".//{tag}") is None for tag in _TOO_TALL)


def _ancestors(element: Any, parents: dict[Any, Any]) -> Iterator[Any]:
    while (element := parents.get(element)) is not None:
        yield element


def _collapse_spaces(element: Any) -> None:
    """Collapse white space as CSS does: WeasyPrint 70 takes it as it stands in a note, so that each newline breaks."""
    if element.tag == "pre":
        return
    rule = ELEMENTS.get(element.tag)
    holds_text = rule is None or rule.text
    element.text = _SPACES.sub(" ", element.text) if element.text and holds_text else None
    for child in element:
        _collapse_spaces(child)
        child.tail = _SPACES.sub(" ", child.tail) if child.tail and holds_text else None
