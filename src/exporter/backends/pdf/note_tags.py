"""Tags notes as such, each with an ID (ISO 14289-1, 7.9): the engine gives them no meaning.

A note is what holds a line that leads back to its call, at the foot of a page or at the end of the article. Of one that
goes on on the next page the engine makes two elements.
"""

from collections.abc import Callable, Iterator
from typing import Any

Element = Callable[[bytes], Any]
_BACK = "fnref-"  # how the names of calls begin, where notes lead back to


def tag_notes(pdf: Any, element: Element) -> None:
    """Give all notes their tag, once all else is tagged; `element` gives an object by its reference."""
    import pydyf

    notes = {id(note): note for note in _notes(pdf, element)}
    for number, note in enumerate(notes.values(), 1):
        note["S"] = "/Note"
        note["ID"] = pydyf.String(f"note-{number}")
    if notes:
        _join(element(element(pdf.catalog["StructTreeRoot"])["K"][0]), element)


def _notes(pdf: Any, element: Element) -> Iterator[Any]:
    for link in pdf.objects:
        if isinstance(link, dict) and link.get("S") == "/Link" and link.get("Type") == "/StructElem":
            told = (element(kid) for kid in link["K"] if isinstance(kid, bytes))
            annotations = [element(kid["Obj"]) for kid in told if kid.get("Type") == "/OBJR"]
            if any("Dest" in each and each["Dest"].string.startswith(_BACK) for each in annotations):
                yield _holder(element(link["P"]), element)


def _holder(line: Any, element: Element) -> Any:
    """What a note's line belongs to as a whole, below its section or its area at the foot of a page."""
    holder = element(line["P"])
    while (above := element(holder["P"]))["S"] == "/NonStruct" and element(above["P"])["S"] != "/Document":
        holder = above
    return holder


def _join(document: Any, element: Element) -> None:
    """Let what begins a page within a section of notes be part of the last note before."""
    last: Any = None
    for page in _kids(document, element):
        if page["S"] == "/NonStruct":
            continue
        rest = _rest_of_note(page, element) if last else None
        goes_on = bool(rest)
        if rest:
            for kid in _kids(rest, element):
                kid["P"] = last.reference
            last["K"] += rest["K"]
            element(rest["P"])["K"].remove(rest.reference)
            rest.clear()  # nothing refers to it any more
        last = last if goes_on else None
        for section in _kids(page, element):
            parts = [*_kids(section, element)]
            begun = next((part for part in reversed(parts) if part["S"] == "/Note"), None if parts else last)
            last = begun if section["S"] == "/Sect" else None


def _rest_of_note(page: Any, element: Element) -> Any:
    """What begins a page below a section of notes without a tag; None when there is none."""
    section = next(_kids(page, element), None)
    part = next(_kids(section, element), None) if section and section["S"] == "/Sect" else None
    return part if part and part["S"] == "/NonStruct" else None


def _kids(parent: Any, element: Element) -> Iterator[Any]:
    """The elements directly below one."""
    for kid in parent["K"]:
        if isinstance(kid, bytes) and (child := element(kid)).get("Type") == "/StructElem":
            yield child
