"""An article as a piece of a book that holds many: its documents, deflated, and what the book has to know of it."""

from collections.abc import Iterator
from typing import Any

import msgspec

from exporter.backends.archive import Packed, pack
from exporter.backends.epub.content import Document, documents
from exporter.backends.epub.embedding import UsedFace, used_in
from exporter.backends.epub.formulas import has_formulas
from exporter.messages import Report
from exporter.publication import Publication
from exporter.publication.accessibility import Seen, seen_in
from exporter.theme import Theme
from exporter.theme.scripts import FULL


class PieceDocument(msgspec.Struct, frozen=True):
    """One content document: its file's name, its bytes, and the properties that the manifest says of it."""

    file: str
    data: Packed
    properties: str = ""


class Piece(msgspec.Struct, frozen=True, kw_only=True):
    """An article's part of a book. `style` is the stylesheet that it wants, by direction and script.

    `fonts` are the characters that it sets in each face, `pictures` the keys of the pictures that it shows, `breaks`
    where printed pages begin in it. `continued` are the ids of its later documents, each with that one's file.
    """

    documents: tuple[PieceDocument, ...]
    style: "PieceStyle"
    fonts: tuple[tuple[UsedFace, str], ...]
    pictures: tuple[str, ...]
    seen: Seen
    breaks: "tuple[PageBreak, ...]" = ()
    continued: dict[str, str] = {}


class PageBreak(msgspec.Struct, frozen=True):
    """Where a printed page begins: its number as printed, and the place in the book."""

    label: str
    href: str


class PieceStyle(msgspec.Struct, frozen=True, order=True):
    """What decides how a stylesheet reads: the direction, the page's own script, and all scripts of the text."""

    dir: str
    script: str = ""
    scripts: tuple[str, ...] = ()

    @property
    def file(self) -> str:
        """The stylesheet's name; articles of one direction and script share it, unless they need a fuller font."""
        names = [self.dir] if self.dir != "ltr" or self.script else []
        names += [self.script, *(f"{script[: -len(FULL)]}-full" for script in self.scripts if script.endswith(FULL))]
        return "-".join(["style", *(name.lower() for name in names if name)]) + ".css"


def style_of(theme: Theme, dir: str) -> PieceStyle:
    """The stylesheet of a page in a fitted theme."""
    return PieceStyle(dir, theme.script, theme.scripts)


def piece_of(publication: Publication, name: str, report: Report) -> tuple[Piece, list[Document]]:
    """A publication as a piece whose files are named after `name`, and its documents before they were packed."""
    style = style_of(publication.theme, publication.page.dir)
    made = documents(publication.page, report, name, style.file)
    bodies: list[Any] = [document.root.find("body") for document in made]
    fonts = used_in(publication.theme, bodies)
    shown = {image.get("src") for body in bodies for image in body.iter("img")}
    return Piece(
        documents=tuple(
            PieceDocument(document.file, pack(document.serialized()), "mathml" if has_formulas(document.root) else "")
            for document in made
        ),
        style=style,
        fonts=tuple((face, "".join(map(chr, sorted(points)))) for face, points in sorted(fonts.items())),
        pictures=tuple(sorted(key for key in publication.assets if key in shown)),
        seen=seen_in(publication),
        breaks=tuple(_breaks(made)),
        continued={
            element.get("id"): document.file
            for document in made[1:]
            for element in document.root.iter("*")
            if element.get("id")
        },
    ), made


def _breaks(documents: list[Document]) -> Iterator[PageBreak]:
    for document in documents:
        for mark in document.root.iter("span"):
            if mark.get("role") == "doc-pagebreak":
                yield PageBreak(mark.get("aria-label"), f"{document.file}#{mark.get('id')}")
