"""Footnotes as Word has them: a part of their own, called from the text."""

from collections.abc import Callable
from typing import Any

from exporter.backends.docx.bookmarks import Bookmarks
from exporter.backends.docx.fields import add_field, add_run
from exporter.backends.docx.ooxml import add, make
from exporter.backends.docx.story import Story
from exporter.backends.docx.style_names import character_style

_SEPARATORS = ((-1, "separator"), (0, "continuationSeparator"))


class Notes:
    """The notes of one document. Word counts them itself, in the order of their calls."""

    def __init__(self, page: Any) -> None:
        self._bodies = {aside.get("id"): aside for aside in page.iter("aside") if aside.get("role") == "doc-footnote"}
        self._rtl = page.get("dir") == "rtl"
        self._called: dict[str, str] = {}  # id -> the number that its call shows, in the order of the calls
        self._waiting: list[tuple[str, str]] = []  # notes called in a note, which Word cannot hold
        self._first_calls: dict[str, str] = {}  # id -> id of the element that calls it first
        self._repeated: set[str] = set()
        for link in page.iter("a"):
            if link.get("role") == "doc-noteref":
                target = link.get("href", "")[1:]
                if target in self._first_calls:
                    self._repeated.add(target)
                self._first_calls.setdefault(target, link.get("id", ""))

    @property
    def repeated_calls(self) -> list[str]:
        """The ids of the calls that later calls refer to."""
        return [identifier for target, identifier in self._first_calls.items() if target in self._repeated]

    @property
    def count(self) -> int:
        """How many notes were called so far; their ids count from 1."""
        return len(self._called)

    def is_called(self, body: Any) -> bool:
        """Whether any call reaches this note."""
        return body.get("id") in self._first_calls

    def call(self, story: Story, parent: Any, link: Any, bookmarks: Bookmarks) -> None:
        """Add a call: a reference the first time, a field that repeats its number afterwards.

        Word has no footnotes in footnotes, headers and footers: there the number stands as text.
        """
        target, number = link.get("href", "")[1:], "".join(link.itertext())
        style = character_style("note-call")
        if not story.holds_notes or target not in self._bodies:
            add_run(parent, number, style)
            self._waiting.append((target, number))
        elif target in self._called:
            name = bookmarks.name(self._first_calls[target])
            if name:
                add_field(parent, f"NOTEREF {name} \\f \\h", number, style)
            else:
                add_run(parent, number, style)
        else:
            self._called[target] = number
            place = len(self._called)
            run = add(parent, "r")
            add(add(run, "rPr"), "rStyle", val=style)
            # Where Word would count otherwise (a note was called in a note), the page's number stands.
            own = str(place) == number
            add(run, "footnoteReference", customMarkFollows=None if own else 1, id=place)
            if not own:
                add(run, "t").text = number

    def part(self, write_blocks: Callable[[Any, Any], None]) -> Any:
        """The w:footnotes element, made after the text that calls the notes.

        `write_blocks(parent, body)` writes the blocks of a note's body.
        """
        root = separators(self._rtl)
        for place, (target, number) in enumerate(self._called.items(), 1):
            note = add(root, "footnote", id=place)
            self._waiting.clear()
            write_blocks(note, self._bodies[target])
            _begin(note, 0, "" if number == str(place) else number)
            written = {target}
            while self._waiting:
                inner, inner_number = self._waiting.pop(0)
                if inner in self._bodies and inner not in self._called and inner not in written:
                    written.add(inner)
                    start = len(note)
                    write_blocks(note, self._bodies[inner])
                    _begin(note, start, inner_number)
        return root


def separators(rtl: bool) -> Any:
    """The w:footnotes element with nothing but the lines above notes."""
    root = make("footnotes")
    for identifier, kind in _SEPARATORS:
        paragraph = add(add(root, "footnote", type=kind, id=identifier), "p")
        properties = add(paragraph, "pPr")
        if rtl:
            add(properties, "bidi")
        add(properties, "spacing", before=0, after=0)
        add(add(paragraph, "r"), kind)
    return root


def _begin(note: Any, start: int, number: str) -> None:
    """Put a note's number before its first words: Word's own, or the one given."""
    first = next((child for child in note[start:] if child.tag.endswith("}p")), None)
    if first is None:
        first = add(note, "p")
    holder = make("p")
    if number:
        add_run(holder, number, character_style("note-call"))
    else:
        run = add(holder, "r")
        add(add(run, "rPr"), "rStyle", val=character_style("note-call"))
        add(run, "footnoteRef")
    add_run(holder, " ")
    place = 1 if len(first) and first[0].tag.endswith("}pPr") else 0
    first[place:place] = list(holder)
