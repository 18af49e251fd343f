"""Rules of what lies over the pages of a PDF: links, notes, fields and their looks (ISO 14289-1, ISO 19005-3)."""

from collections.abc import Iterator
from typing import Any

import pikepdf

from exporter.checks.pdf.objects import entries, entry, inherited, is_dictionary, items, name, numbers, text
from exporter.checks.pdf.tree import Element
from exporter.checks.rules import Finding, rule
from exporter.checks.rules.pdf import Subject

# ISO 32000-1, 12.5.6, without those that ISO 19005-3 excludes.
_KINDS = frozenset(
    "Text Link FreeText Line Square Circle Polygon PolyLine Highlight Underline Squiggly StrikeOut Stamp Caret Ink"
    " Popup FileAttachment Widget PrinterMark TrapNet Watermark Redact".split()
)
_INVISIBLE, _HIDDEN, _PRINT, _NO_VIEW, _TOGGLE = 1, 2, 4, 32, 256
_WORDS = {"Link": "a link", "Widget": "a field", "Text": "a note"}


@rule("V211", "error", "a link is in the tags, and says where it leads",
      why='A screen reader that finds no words says "link" and leaves its user to guess.',
      mend="put it into a Link element, and describe it in Contents", source="ISO 14289-1, 7.18.5")  # fmt: skip
def linked(subject: Subject) -> Iterator[Finding]:
    for page, note in _seen(subject):
        if name(note.get("/Subtype")) != "Link":
            continue
        owner = _owner(subject, note)
        if owner is None:
            yield subject.on(page, "a link is not in the tags", note)
        elif owner.kind != "Link":
            yield subject.on(page, f"a link is held by {owner.tag or 'nothing'}, not by a Link tag", note)
        if not text(note.get("/Contents")).strip():
            yield subject.on(page, "a link says nothing of where it leads", note)


@rule("V214", "error", "the tab key follows the tags",
      why="Who cannot use a mouse is led across the page in an order of its own.",
      mend="set Tabs to S on pages that have links", source="ISO 14289-1, 7.18.3")  # fmt: skip
def in_tab_order(subject: Subject) -> Iterator[Finding]:
    for number in dict.fromkeys(page for page, _ in subject.annotations):
        if name(entry(subject.pages[number - 1].obj, "/Tabs")) != "S":
            yield subject.on(number, "the tab key does not follow the tags")


@rule("V229", "error", "what lies over a page is of a kind that lasts",
      why="Sounds, films and models need programs that will not be there when the file is opened.",
      mend="take it out, or attach it as a file", source="ISO 19005-3, 6.3.1; ISO 14289-1, 7.18.2")  # fmt: skip
def lasting(subject: Subject) -> Iterator[Finding]:
    for page, note in subject.annotations:
        kind = name(note.get("/Subtype"))
        if kind not in _KINDS:
            yield subject.on(page, f"an annotation of the kind {kind or 'that is not said'}", note)
        elif kind == "TrapNet" and not _is_out_of_sight(subject, page, note):
            yield subject.on(page, "a trap network lies over the page", note)


@rule("V230", "error", "what lies over a page is shown and printed",
      why="What is hidden on the screen, or lacking on paper, makes two documents of one.",
      mend="set its flags to Print, and to none that hides it", source="ISO 19005-3, 6.3.2")  # fmt: skip
def shown(subject: Subject) -> Iterator[Finding]:
    for page, note in subject.annotations:
        flags = note.get("/F")
        if not isinstance(flags, int):
            if name(note.get("/Subtype")) != "Popup":
                yield subject.on(page, f"{_called(note)} does not say whether it is printed", note)
        elif not flags & _PRINT:
            yield subject.on(page, f"{_called(note)} is not printed", note)
        elif flags & (_INVISIBLE | _HIDDEN | _NO_VIEW | _TOGGLE):
            yield subject.on(page, f"{_called(note)} may be hidden", note)


@rule("V231", "error", "what lies over a page brings its own look",
      why="Without it each viewer draws what it likes, or nothing.",
      mend="give it an appearance stream (AP with N alone)", source="ISO 19005-3, 6.3.3")  # fmt: skip
def drawn(subject: Subject) -> Iterator[Finding]:
    for page, note in subject.annotations:
        kind, looks = name(note.get("/Subtype")), note.get("/AP")
        sides = numbers(note.get("/Rect"))
        empty = len(sides) == 4 and sides[0] == sides[2] and sides[1] == sides[3]
        if not is_dictionary(looks):
            if kind not in ("Popup", "Link") and not empty:
                yield subject.on(page, f"{_called(note)} has no appearance", note)
            continue
        normal = looks.get("/N")
        button = kind == "Widget" and name(inherited(note, "/FT")) == "Btn"
        if set(looks.keys()) != {"/N"}:
            yield subject.on(page, f"{_called(note)} has other appearances than its normal one", note)
        elif button and not (isinstance(normal, pikepdf.Dictionary) and entries(normal)):
            yield subject.on(page, "a button has no appearance for each of its states", note)
        elif not button and not isinstance(normal, pikepdf.Stream):
            yield subject.on(page, f"{_called(note)} has an appearance that is not drawn", note)


@rule("V232", "error", "what lies over a page is in a tag of its kind",
      why="Assistive technology comes to fields and notes by the tags alone.",
      mend="put fields into Form tags of their own, other annotations into Annot tags",
      source="ISO 14289-1, 7.18.1, 7.18.4, 7.18.8")  # fmt: skip
def housed(subject: Subject) -> Iterator[Finding]:
    for page, note in _seen(subject):
        kind = name(note.get("/Subtype"))
        owner = _owner(subject, note)
        held = owner.tag if owner is not None else "no tag"
        if kind == "PrinterMark" and owner is not None:
            yield subject.on(page, f"a printer's mark is in the tags, in {held}", note)
        elif kind == "Widget" and (owner is None or owner.kind != "Form"):
            yield subject.on(page, f"a field is held by {held}, not by a Form tag", note)
        elif kind not in ("Widget", "PrinterMark", "Link") and (owner is None or owner.kind != "Annot"):
            yield subject.on(page, f"{_called(note)} is held by {held}, not by an Annot tag", note)
    for element in subject.tree.elements:
        if element.kind == "Form" and "/Role" not in element.attributes("PrintField"):
            kinds = [name(entry(link, "/Subtype")) for link in element.links]
            if kinds != ["Widget"] or element.kids or element.marks:
                yield subject.at(element, "a Form tag holds something else than one field")


@rule("V233", "error", "a field or a note says what it is",
      why="A screen reader that finds no words says where something is, and leaves its user to guess what.",
      mend="describe notes in Contents, and fields in TU", source="ISO 14289-1, 7.18.1")  # fmt: skip
def named(subject: Subject) -> Iterator[Finding]:
    for page, note in _seen(subject):
        kind = name(note.get("/Subtype"))
        owner = _owner(subject, note)
        described = owner is not None and owner.text("/Alt")
        if kind == "Widget":
            if not described and not text(inherited(note, "/TU")):
                yield subject.on(page, "a field says nothing of what belongs into it", note)
        elif kind != "Link" and not described and not text(note.get("/Contents")):
            yield subject.on(page, f"{_called(note)} has no description", note)


@rule("V234", "error", "a film or a sound says what it is",
      why="Who cannot see or hear it needs words for it, and a program its kind to play it.",
      mend="give the media clip CT and Alt", source="ISO 14289-1, 7.18.6.2")  # fmt: skip
def announced(subject: Subject) -> Iterator[Finding]:
    for page, note in subject.annotations:
        for action in (note.get("/A"), *entries(note.get("/AA")).values()):
            clip = entry(action, "/R", "/C")
            if not is_dictionary(clip):
                continue
            said = items(clip.get("/Alt"))
            if not text(clip.get("/CT")):
                yield subject.on(page, "a media clip does not say its type", note)
            if len(said) < 2 or len(said) % 2 or not all(isinstance(word, pikepdf.String) for word in said):
                yield subject.on(page, "a media clip has no alternative text", note)


def _seen(subject: Subject) -> Iterator[tuple[int, Any]]:
    """The annotations that are neither hidden nor off the page."""
    return ((page, note) for page, note in subject.annotations if not _is_out_of_sight(subject, page, note))


def _is_out_of_sight(subject: Subject, page: int, note: Any) -> bool:
    flags, sides = note.get("/F"), numbers(note.get("/Rect"))
    if isinstance(flags, int) and flags & _HIDDEN:
        return True
    crop = numbers(subject.pages[page - 1].cropbox)
    if len(sides) != 4 or len(crop) != 4:
        return False
    return crop[1] >= sides[3] or crop[0] >= sides[2] or crop[3] <= sides[1] or crop[2] <= sides[0]


def _owner(subject: Subject, note: Any) -> Element | None:
    return subject.tree.owner(note.get("/StructParent"))


def _called(note: Any) -> str:
    kind = name(note.get("/Subtype"))
    return _WORDS.get(kind, f"an annotation ({kind or 'of no kind'})")
