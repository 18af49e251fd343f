"""What an article says, as it has to be found in everything that is made of it."""

from collections.abc import Iterator
from typing import Any

import msgspec

from exporter.checks.receipt.contents import OfNotes, call, folded, once_in_a_row
from exporter.model import nodes as n
from exporter.model.article import Article
from exporter.model.walk import children
from exporter.origin import Origin
from exporter.passes.addresses import scheme_of
from exporter.publication import ELSEWHERE, Publication

_OPEN = "\x00"  # where templates add words of their own: marks of quotation, a reference's number


class Piece(msgspec.Struct, frozen=True):
    """Words that stand together in every format: those of a block, between what templates put into it."""

    text: str
    shown: str
    kind: str
    words: int
    origin: Origin | None = None


class Expected(msgspec.Struct, frozen=True, kw_only=True):
    """The pieces in the order of the text, and all that is not words; `shapes` are the cells of each table's rows."""

    pieces: tuple[Piece, ...]
    notes: dict[int, tuple[Piece, ...]]
    shapes: tuple[tuple[int, ...], ...]
    pictures: tuple[str, ...]
    formulas: tuple[str, ...]
    links: tuple[str, ...]
    metadata: dict[str, tuple[str, ...]]


def expected_of(article: Article, publication: Publication) -> Expected:
    """What is expected of all files that are made of a prepared article."""
    taker = _Taker()
    metadata = article.metadata
    taker.take((n.Text(value=metadata.title),), "title")
    if metadata.subtitle:
        taker.take((n.Text(value=metadata.subtitle),), "subtitle")
    if article.standfirst:
        taker.take(article.standfirst, "standfirst")
    elif metadata.summary:
        taker.take((n.Text(value=metadata.summary),), "standfirst")
    taker.blocks(article.body)
    taker.of_notes.put_back()
    return Expected(
        pieces=tuple(taker.pieces),
        notes={number: tuple(pieces) for number, pieces in taker.notes.items()},
        shapes=tuple(taker.shapes),
        pictures=tuple(taker.pictures),
        formulas=tuple(taker.formulas),
        links=once_in_a_row(taker.links),
        metadata=_metadata(publication),
    )


def _metadata(publication: Publication) -> dict[str, tuple[str, ...]]:
    """Dublin Core's elements with the words that every format has to keep of them."""
    metadata = publication.metadata
    values = {
        "title": (metadata.title,),
        "creator": tuple(author.name for author in metadata.authors),
        "description": (metadata.summary,),
        "subject": metadata.keywords,
        "language": (publication.page.lang,),
        "date": (metadata.date,),
    }
    return {name: found for name, given in values.items() if (found := tuple(value for value in given if value))}


class _Taker:
    def __init__(self) -> None:
        self.pieces: list[Piece] = []
        self.notes: dict[int, list[Piece]] = {}
        self.shapes: list[tuple[int, ...]] = []
        self.pictures: list[str] = []
        self.formulas: list[str] = []
        self.links: list[str] = []
        self.of_notes = OfNotes(self.pictures, self.formulas, self.links)

    def blocks(self, blocks: Any) -> None:
        """Take in blocks one after the other."""
        for block in blocks:
            self._block(block)

    def take(self, inlines: Any, kind: str, origin: Origin | None = None) -> None:
        """Take in running text: a piece for each part of it that stands together."""
        for words in "".join(self._inlines(inlines)).split(_OPEN):
            text = folded(words)
            if text:
                self.pieces.append(Piece(text, " ".join(words.split())[:200], kind, len(words.split()), origin))

    def _block(self, block: Any) -> None:
        kind = n.kind(block)
        if isinstance(block, (n.Heading, n.Paragraph)):
            self.take(block.children, kind, block.origin)
        elif isinstance(block, n.CodeBlock):
            self.take(block.caption, "caption", block.origin)
            self.take((n.Text(value=block.value),), kind, block.origin)
        elif isinstance(block, n.RawBlock):
            self.take((n.Text(value=block.value),), kind, block.origin)
        elif isinstance(block, n.Table):
            self.take(block.caption, "caption", block.origin)
            rows = (*block.head, *block.body)
            for cell in (cell for row in rows for cell in row.cells):
                self.blocks(cell.blocks)
            self.shapes.append(tuple(len(row.cells) for row in rows))
        elif isinstance(block, n.Chart):
            self._chart(block)
        elif isinstance(block, n.Qr):
            self.take(block.caption, "caption", block.origin)
            address = block.target.removeprefix("mailto:").removeprefix("tel:")
            self.take((n.Text(value=address),), kind, block.origin)
            self.links.append(block.target)
        else:
            self._other(block)

    def _other(self, block: Any) -> None:
        """A block that holds others, with its title, caption, credit or attribution where its template sets them."""
        if isinstance(block, n.Figure):
            for image in block.images:
                self._picture(image, block.origin)
        for name in ("title", "caption", "credit"):
            self.take(getattr(block, name, ()), name, block.origin)
        for child in children(block):
            if isinstance(child, n.DefinitionItem):
                for term in child.terms:
                    self.take(term, "term", child.origin or block.origin)
                for definition in child.definitions:
                    self.blocks(definition)
            elif isinstance(child, n.ListItem):
                self.blocks(child.blocks)
            elif isinstance(child, n.Block):
                self._block(child)
        self.take(getattr(block, "attribution", ()), "attribution", block.origin)

    def _chart(self, chart: n.Chart) -> None:
        """Its words; its numbers are written after the language, and are held to the page's."""
        self.take(chart.caption, "caption", chart.origin)
        self.take(chart.credit, "credit", chart.origin)

    def _picture(self, image: n.Image, origin: Origin | None) -> None:
        if image.decorative:
            return
        if image.asset:
            self.pictures.append(image.alt)
        else:
            self.take((n.Text(value=image.alt),), "missing-picture", origin)

    def _inlines(self, inlines: Any) -> Iterator[str]:
        for node in inlines:
            if isinstance(node, (n.Text, n.Code, n.RawInline)):
                yield node.value
            elif isinstance(node, n.Math):
                self.formulas.append(node.value)
                yield _OPEN  # a broken one is shown as it was written
            elif isinstance(node, n.Image):
                if node.decorative:
                    continue
                if node.asset:
                    self.pictures.append(node.alt)
                else:
                    yield f"{_OPEN}{node.alt}{_OPEN}"
            elif isinstance(node, (n.Note, n.NoteReference)):
                if isinstance(node, n.Note):
                    self._note(node)
                yield call(node.number)
            elif isinstance(node, n.Quote):
                yield f"{_OPEN}{''.join(self._inlines(node.children))}{_OPEN}"
            else:
                if isinstance(node, n.Link):
                    if node.target.startswith(ELSEWHERE) or scheme_of(node.target):
                        self.links.append(node.target)
                    if not node.children:
                        yield _OPEN
                yield from self._inlines(getattr(node, "children", ()))

    def _note(self, note: n.Note) -> None:
        kept, self.pieces = self.pieces, []
        begun = self.of_notes.begin()
        self.blocks(note.blocks)
        self.of_notes.end(note.number, begun)
        self.notes[note.number], self.pieces = self.pieces, kept
