"""A PDF as its rules look at it."""

import io
import re
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property
from typing import TYPE_CHECKING, Any

import pikepdf

from exporter.checks.pdf.objects import (
    MOST_BYTES,
    data_of,
    entries,
    entry,
    identity,
    inherited,
    items,
    looks_of,
    name,
    numbers,
)
from exporter.checks.pdf.tree import Element, Tree
from exporter.checks.pdf.xmp import Packet, read_packet
from exporter.checks.pdf.xmp_types import Types, described
from exporter.checks.rules import Box, Finding, Unreadable

if TYPE_CHECKING:  # what only some rules ask for is loaded when they do: a build asks the others
    from exporter.checks.pdf.contents import Contents, FontUse
    from exporter.checks.pdf.fonts import Font
    from exporter.checks.pdf.places import Marks
    from exporter.checks.pdf.syntax import Written

_MOST_BOOKMARKS = 20_000
_MOST_NODES = 100_000  # of the tree of pages
_NOT_WHICH = re.compile(r"^stream <[^>]*>[^:]*: ")  # qpdf names the object that it reads from


class Subject:
    """An opened PDF, with what several rules look at."""

    def __init__(self, pdf: Any, data: bytes) -> None:
        self.pdf = pdf
        self.data = data
        self.root = pdf.Root
        self.boxes = _media_boxes(pdf)
        self.pages = list(pdf.pages)
        self.numbers = {page.obj.objgen: number for number, page in enumerate(self.pages, 1)}
        self.tree = Tree(pdf.Root, self.numbers)
        self._fonts: dict[Any, Font] = {}

    @cached_property
    def metadata(self) -> Packet:
        """The metadata of the document; empty where there are none."""
        return read_packet(data_of(self.root.get("/Metadata")))

    @cached_property
    def other_metadata(self) -> list[tuple[int, Packet]]:
        """The metadata of pictures, fonts and other parts, with the numbers of their objects."""
        own = identity(entry(self.root, "/Metadata"))
        found = []
        for item in self.pdf.objects:
            if isinstance(item, pikepdf.Stream) and name(item.get("/Type")) == "Metadata" and identity(item) != own:
                found.append((item.objgen[0], read_packet(data_of(item))))
        return found

    @cached_property
    def types(self) -> Types:
        """The types of the properties that the document describes."""
        return described(self.metadata)

    @cached_property
    def intents(self) -> list[Any]:
        """The output intents of PDF/A that have a profile."""
        intents = items(self.root.get("/OutputIntents"))
        return [one for one in intents if name(entry(one, "/S")) == "GTS_PDFA1" and "/DestOutputProfile" in one]

    @cached_property
    def marks(self) -> "Marks":
        """The words and boxes of marked contents."""
        from exporter.checks.pdf.places import Marks

        return Marks(self.data)

    def close(self) -> None:
        """Let go of what was read for places."""
        if "marks" in self.__dict__:
            self.marks.close()

    @cached_property
    def contents(self) -> "Contents":
        """What the contents of all pages use."""
        from exporter.checks.pdf.walk import Walk

        return Walk(self.pages, self.tree, "/Lang" in self.root).run()

    @cached_property
    def written(self) -> "Written":
        """How the file is written."""
        from exporter.checks.pdf.syntax import read_written

        return read_written(self.pdf, self.data)

    def font(self, use: "FontUse") -> "Font":
        """A font that the contents use, with its program."""
        from exporter.checks.pdf.fonts import Font

        if use.key not in self._fonts:
            self._fonts[use.key] = Font(use.font)
        return self._fonts[use.key]

    @cached_property
    def bookmarks(self) -> list[Any]:
        """Every bookmark."""
        found: list[Any] = []
        seen: set[Any] = set()
        waiting = [entry(self.root, "/Outlines", "/First")]
        while waiting and len(found) < _MOST_BOOKMARKS:
            one = waiting.pop()
            if isinstance(one, pikepdf.Dictionary) and one.objgen not in seen:
                seen.add(one.objgen)
                found.append(one)
                waiting += [one.get("/Next"), one.get("/First")]
        return found

    @cached_property
    def annotations(self) -> list[tuple[int, Any]]:
        """Each annotation with the number of its page."""
        return [
            (number, note)
            for number, page in enumerate(self.pages, 1)
            for note in items(entry(page.obj, "/Annots"))
            if isinstance(note, pikepdf.Dictionary)
        ]

    @cached_property
    def fonts(self) -> dict[Any, Any]:
        """The fonts in the resources of all pages, looks of annotations, forms, patterns and drawn fonts."""
        found: dict[Any, Any] = {}
        waiting = [inherited(page.obj, "/Resources") for page in self.pages]
        waiting += [entry(look, "/Resources") for _, note in self.annotations for look in looks_of(note.get("/AP"))]
        seen: set[Any] = set()
        while waiting:
            resources = waiting.pop()
            fonts = {identity(font): font for font in entries(entry(resources, "/Font")).values()}
            found |= fonts
            drawn = [item for key in ("/XObject", "/Pattern") for item in entries(entry(resources, key)).values()]
            for item in [*drawn, *fonts.values()]:
                if "/Resources" in entries(item) and identity(item) not in seen:
                    seen.add(identity(item))
                    waiting.append(entry(item, "/Resources"))
        return found

    def at(self, element: Element, said: str) -> Finding:
        """A finding where an element of the tags stands, with the box that the tags name or that of its words."""
        page, words, box = self.marks.of(element)
        place = f"page {page}" if page else ""
        if words:
            place = f'{place}, at "{words}"'
        return Finding(said, place, page, _box(element.attributes("Layout").get("/BBox")) or box)

    def on(self, page: int, said: str, note: Any = None) -> Finding:
        """A finding on a page, perhaps at one of its annotations."""
        return Finding(said, f"page {page}" if page else "", page, _box(entry(note, "/Rect")))


def _media_boxes(pdf: Any) -> dict[Any, Any]:
    """What each page or node says of its size, before qpdf puts a letter's in the place of what is no box."""
    found: dict[Any, Any] = {}
    waiting = [pdf.Root["/Pages"]]
    while waiting and len(found) < _MOST_NODES:
        node = waiting.pop()
        if isinstance(node, pikepdf.Dictionary) and node.objgen not in found:
            found[node.objgen] = node.get("/MediaBox")
            waiting += items(node.get("/Kids"))
    return found


def _box(sides: Any) -> Box | None:
    found = numbers(sides)
    if len(found) != 4:
        return None
    left, right = sorted((found[0], found[2]))
    bottom, top = sorted((found[1], found[3]))
    return left, bottom, right, top


@contextmanager
def opened(data: bytes) -> Iterator[Subject]:
    """The file as its rules look at it. Raises Unreadable for what is no PDF."""
    # Nothing is unpacked beyond these bounds while the file is looked at: a small one may claim to hold a terabyte.
    bounds: dict[str, Any] = pikepdf.settings.set_qpdf_limits(
        flate_max_memory=MOST_BYTES, png_max_memory=MOST_BYTES, run_length_max_memory=MOST_BYTES
    )
    try:
        with _open(data) as pdf:
            subject = Subject(pdf, data)
            try:
                yield subject
            finally:
                subject.close()
    finally:
        pikepdf.settings.set_qpdf_limits(**bounds)


def _open(data: bytes) -> Any:
    try:
        pdf = pikepdf.open(io.BytesIO(data), inherit_page_attributes=False)
    except pikepdf.PasswordError as exc:
        raise Unreadable("it is encrypted with a password") from exc
    except pikepdf.PdfError as exc:
        raise Unreadable(_NOT_WHICH.sub("", str(exc).partition("\n")[0])[:120]) from exc
    if not isinstance(pdf.trailer.get("/Root"), pikepdf.Dictionary) or "/Pages" not in pdf.Root:
        pdf.close()
        raise Unreadable("it has no catalog of pages")
    return pdf
