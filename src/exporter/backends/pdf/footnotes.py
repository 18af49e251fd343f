"""Moves each note's body to its call, where CSS floats it to the foot of the page."""

from typing import Any


def move_to_calls(root: Any) -> None:
    """Change a page's copy (an ElementTree element) so that each note stands where it is first called.

    A note inside another note stays in the section of notes at the end: there is no foot of a footnote.
    """
    parents = {child: parent for parent in root.iter() for child in parent}
    section = next((element for element in root.iter("section") if element.get("class") == "notes"), None)
    if section is None:
        return
    notes = {aside.get("id"): aside for aside in section.findall("aside")}
    for call in list(root.iter("a")):
        identifier = call.get("href", "")[1:]
        if call.get("role") != "doc-noteref" or not call.get("id") or identifier not in notes:
            continue
        if _is_inside_note(call, parents):
            continue
        note = notes.pop(identifier)
        section.remove(note)
        for child in note.findall("p"):
            if child.get("class") == "note-number":
                note.remove(child)
        parent = parents[call]
        place = list(parent).index(call)
        parent.remove(call)
        parent.insert(place, note)
        parents[note] = parent
        note.tail = call.tail
    if not section.findall("aside"):
        parents[section].remove(section)


def _is_inside_note(element: Any, parents: dict[Any, Any]) -> bool:
    while element is not None:
        if element.tag == "aside" and element.get("role") == "doc-footnote":
            return True
        element = parents.get(element)
    return False
