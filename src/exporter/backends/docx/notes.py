"""Footnotes as Word has them: a part of their own, called from the text; and the bookmarks that links reach."""

import re
from typing import TYPE_CHECKING, Any

from exporter.backends.docx.ooxml import add, make
from exporter.backends.docx.runs import Format, NoteCalls, field
from exporter.backends.docx.story import Story
from exporter.backends.docx.styles import style_id

if TYPE_CHECKING:
    from exporter.backends.docx.writer import Writer

_SEPARATORS = ((-1, "separator"), (0, "continuationSeparator"))


class Notes(NoteCalls):
    """The notes and bookmarks of one document."""

    def __init__(self, page: Any, writer: "Writer") -> None:
        self._writer = writer
        self._bodies = {aside.get("id"): aside for aside in page.iter("aside") if aside.get("role") == "doc-footnote"}
        self._called: list[str] = []
        targets = {link.get("href")[1:] for link in page.iter("a") if link.get("href", "").startswith("#")}
        headings = [element.get("id") for tag in ("h2", "h3", "h4", "h5", "h6") for element in page.iter(tag)]
        self._names = _bookmark_names([*sorted(targets - set(self._bodies)), *filter(None, headings)])
        self._repeated = _called_twice(page)
        self._bookmarks = 0

    def bookmark(self, identifier: str) -> str:
        """The name of an id's bookmark; "" when nothing wants one."""
        return self._names.get(identifier, "") if identifier else ""

    def bookmark_number(self) -> int:
        """The next bookmark's number, unique in the document."""
        self._bookmarks += 1
        return self._bookmarks

    def call(self, story: Story, link: Any) -> list[Any]:
        """The runs of a call: a reference the first time, a field that repeats its number afterwards.

        Word has no footnotes in footnotes, headers and footers: there the number stands as text.
        """
        identifier = link.get("href")[1:]
        number = "".join(link.itertext())
        format = Format(style=style_id("note-call"))
        if story.in_note or identifier not in self._bodies:
            return [self._writer.runs.run(number, format)]
        if identifier in self._called:
            holder = make("p")
            field(holder, f"NOTEREF _note{self._called.index(identifier) + 1} \\h", number, self._writer.runs, format)
            return list(holder)
        self._called.append(identifier)
        place = len(self._called)
        run = make("r")
        add(add(run, "rPr"), "rStyle", val=style_id("note-call"))
        add(run, "footnoteReference", id=place)
        if identifier not in self._repeated:
            return [run]
        bookmark = self.bookmark_number()
        start = make("bookmarkStart", id=bookmark, name=f"_note{place}")
        return [start, run, make("bookmarkEnd", id=bookmark)]

    def part(self, story: Story) -> Any:
        """The w:footnotes element, written after the text that calls the notes."""
        root = make("footnotes")
        for identifier, kind in _SEPARATORS:
            note = add(root, "footnote", type=kind, id=identifier)
            add(add(add(note, "p"), "r"), kind)
        for number, identifier in enumerate(self._called, 1):
            note = add(root, "footnote", id=number)
            body = self._bodies[identifier]
            for child in [child for child in body if "note-number" in child.get("class", "").split()]:
                body = _without(body, child)
            self._writer.blocks(story, note, body, self._writer.place)
            self._number(note)
        return root

    @property
    def any_called(self) -> bool:
        """Whether the document has footnotes."""
        return bool(self._called)

    def _number(self, note: Any) -> None:
        """Put the note's own number before its first words."""
        first = note.find("{*}p")
        if first is None:
            first = add(note, "p")
        run = make("r")
        add(add(run, "rPr"), "rStyle", val=style_id("note-call"))
        add(run, "footnoteRef")
        place = 1 if len(first) and first[0].tag.endswith("}pPr") else 0
        first.insert(place, run)
        first.insert(place + 1, self._writer.runs.run(" ", Format()))


def _without(body: Any, child: Any) -> Any:
    from copy import copy

    changed = copy(body)
    changed.remove(changed[list(body).index(child)])
    return changed


def _called_twice(page: Any) -> set[str]:
    seen: set[str] = set()
    twice: set[str] = set()
    for link in page.iter("a"):
        if link.get("role") == "doc-noteref":
            identifier = link.get("href", "#")[1:]
            (twice if identifier in seen else seen).add(identifier)
    return twice


def _bookmark_names(identifiers: list[str]) -> dict[str, str]:
    """Names that Word takes: letters, digits and underscores, at most 40, none twice whatever the case."""
    names: dict[str, str] = {}
    taken: set[str] = set()
    for identifier in dict.fromkeys(identifiers):
        base = re.sub(r"\W+", "_", identifier)[:34] or "target"
        base = base if base[0].isalpha() else f"s{base}"
        name, count = base, 1
        while name.lower() in taken:
            count += 1
            name = f"{base}_{count}"
        taken.add(name.lower())
        names[identifier] = name
    return names
