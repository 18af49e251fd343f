"""A Word file of many articles, written piece by piece: what is held in memory is a line for each, not its text."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from copy import deepcopy
from tempfile import TemporaryFile
from typing import Any, BinaryIO
from xml.sax.saxutils import quoteattr

import msgspec

from exporter.backends.archive import ArchiveWriter
from exporter.backends.docx.contents import MAIN
from exporter.backends.docx.embedding import Style, embed
from exporter.backends.docx.languages import word_language
from exporter.backends.docx.notes import separators
from exporter.backends.docx.numbering import Numbering
from exporter.backends.docx.ooxml import MC, add, make, w
from exporter.backends.docx.opc import Package, Part, Relationships, part_xml
from exporter.backends.docx.package import KEPT_RELATION, THEME_TYPE, Look, add_furniture, add_look, word_part
from exporter.backends.docx.pieces import FOOTER, HEADER, Counts, Depth, DocxPiece, PictureFile, counted_on
from exporter.backends.docx.story import Media, relation
from exporter.backends.docx.styles import Styles
from exporter.backends.docx.writer import Writer
from exporter.kept import Stored
from exporter.model.assets import keys_of
from exporter.publication import Publication
from exporter.theme import Theme

_BEFORE = b'<w:pgNumType w:fmt="decimal"/>'
_FIRST = b'<w:pgNumType w:fmt="decimal" w:start="1"/>'
_MAIN, _BEHIND = f'<w:bookmarkStart w:id="0" w:name="{MAIN}"/>'.encode(), b'<w:bookmarkEnd w:id="0"/>'
_PICTURES = ("png", "jpg", "jpeg", "gif", "svg", "odttf")
_STYLE_REFERENCES = ("basedOn", "next", "link")
_BLOCK_BYTES = 1 << 20


class Book(msgspec.Struct, frozen=True, kw_only=True):
    """What the file says of itself: `opening` has its metadata, `furniture` its running header and footer.

    `depth` is that of articles. `theme` gives the look for the scripts of all pieces.
    """

    opening: Publication
    furniture: Publication
    depth: Depth
    theme: Callable[[tuple[str, ...]], Theme]


class Chapter(msgspec.Struct, frozen=True):
    """A piece of the file; it `begins` the numbers of the main pages, is the first behind them, or the `last` one."""

    piece: DocxPiece
    begins: bool = False
    is_behind: bool = False
    last: bool = False


def write_collection(
    sink: BinaryIO,
    book: Book,
    chapters: Iterable[Chapter],
    picture: Callable[[str], bytes],
    sources: Stored | None = None,
    source_types: Mapping[str, str] | None = None,
) -> None:
    """Write the file; `picture` gives the bytes of a picture by the name under which they are kept, `sources` the files
    that it is to carry, `source_types` their media types by the endings of their names.

    Raises OverflowError where its text takes 4 GB or more.
    """
    archive = ArchiveWriter(sink)
    package = Package()
    document = word_part(package, "document", "document.main")
    _furnish(package, document, book)
    notes = word_part(package, "footnotes", "footnotes")
    document.relationships.to_part(relation("footnotes"), notes)
    # Its own relationships come first, so that the pieces' can be counted on.
    for name in ("styles", "numbering", "settings", "fontTable"):
        document.relationships.to_part(relation(name), word_part(package, name, name))
    document.relationships.to_part(relation("theme"), package.part("word/theme/theme1.xml", THEME_TYPE))
    archive.add("[Content_Types].xml", _types(book, source_types or {}))
    gathered = _Gathered(book, len(document.relationships.all))
    with TemporaryFile() as note_file, TemporaryFile() as relation_file, TemporaryFile() as note_relation_file:
        blocks = gathered.blocks(chapters, note_file, relation_file, note_relation_file)
        archive.add_stream("word/document.xml", in_root(part_root("document"), b"<w:body>", blocks, b"</w:body>"))
        archive.add_stream("word/footnotes.xml", in_root(separators(book.opening.page.dir == "rtl"), b"", note_file))
        own = document.relationships.xml()
        archive.add_stream("word/_rels/document.xml.rels", _before_end(own, relation_file))
        archive.add_stream("word/_rels/footnotes.xml.rels", _before_end(notes.relationships.xml(), note_relation_file))
    add_look(package, document, book.opening, gathered.theme, gathered.look())
    if sources:
        _add_sources(archive, package, sources, gathered.pictures, picture)
    entries = package.entries()
    for name in sorted(entries):
        if name not in _STREAMED:
            archive.add(name, entries[name])
    for file in sorted(gathered.pictures.values(), key=lambda file: file.part):
        archive.add(file.part, picture(file.kept))
    archive.close()


def _add_sources(
    archive: ArchiveWriter,
    package: Package,
    sources: Stored,
    pictures: Mapping[str, PictureFile],
    picture: Callable[[str], bytes],
) -> None:
    """Add the files that the file carries, but for pictures that are in it as they came."""

    def known(data: bytes) -> str:
        parts = (f"word/media/{key.rpartition('/')[2]}" for key in keys_of(data))
        found = (pictures[part] for part in parts if part in pictures)
        return next((f"../{file.part}" for file in found if picture(file.kept) == data), "")

    for name, file in sources(known):
        archive.add(f"source/{name}", file.data)
        package.relationships.to_part(KEPT_RELATION, Part(f"source/{name}", "", b"", Relationships()))


_STREAMED = frozenset(
    ("word/document.xml", "word/footnotes.xml", "word/_rels/document.xml.rels", "word/_rels/footnotes.xml.rels")
)


class _Gathered:
    """What is known of all pieces so far."""

    def __init__(self, book: Book, relations: int) -> None:
        self._book = book
        self._dir = book.opening.page.dir
        self._counts = Counts(relations=relations)
        self._numbering = Numbering(book.opening.theme, self._dir)
        self._variants: dict[tuple[str, str], None] = {}
        self._faces: set[tuple[str, bool, bool]] = set()
        self._letters: set[str] = set()
        self._scripts: dict[str, None] = {}
        self.pictures: dict[str, PictureFile] = {}

    def blocks(
        self, chapters: Iterable[Chapter], notes: BinaryIO, relations: BinaryIO, note_relations: BinaryIO
    ) -> Iterator[bytes]:
        """The blocks of all chapters; their notes and relationships go into the files."""
        counts = self._counts
        is_inside = False
        for chapter in chapters:
            piece = chapter.piece
            lists = {number: self._numbering.number(use) for number, use in enumerate(piece.lists, 1)}
            blocks = counted_on(piece.blocks, counts, lists)
            if chapter.begins:
                yield _MAIN
                is_inside = True
                blocks = blocks.replace(_BEFORE, _FIRST, 1)
            if is_inside and chapter.is_behind:
                yield _BEHIND
                is_inside = False
            if chapter.last:
                blocks, section = _without_last_break(blocks)
                yield blocks + (_BEHIND if is_inside else b"") + section
            else:
                yield blocks
            notes.write(counted_on(piece.notes, counts, lists, in_notes=True))
            relations.write(relationships(piece.relations, counts.relations))
            note_relations.write(relationships(piece.note_relations, counts.note_relations))
            self._gather(piece)
        for file in (notes, relations, note_relations):
            file.seek(0)

    @property
    def theme(self) -> Theme:
        """The theme with the fonts for all scripts."""
        return self._book.theme(tuple(self._scripts))

    def look(self) -> Look:
        """How all of it looks."""
        lang = word_language(self._book.opening.page.lang)
        element = Styles(self.theme, self._dir).element(lang, tuple(self._variants))
        _deepen(element, self._book.depth)
        fonts = embed(self.theme, [Style(*face) for face in self._faces], "".join(sorted(self._letters)))
        return Look(part_xml(element), self._numbering.part(), fonts)

    def _gather(self, piece: DocxPiece) -> None:
        counts = self._counts
        counts.relations += len(piece.relations)
        counts.note_relations += len(piece.note_relations)
        counts.bookmarks += piece.bookmarks
        counts.drawings += piece.drawings
        counts.notes += piece.notes_count
        self._variants |= dict.fromkeys(piece.variants)
        self._faces.update(piece.faces)
        self._letters.update(piece.letters)
        self._scripts |= dict.fromkeys(piece.scripts)
        self.pictures |= {file.part: file for file in piece.pictures}


def _furnish(package: Package, document: Part, book: Book) -> None:
    """Add running header and footer, as the first relationships; Word finds the article's title on each page anew."""
    publication = book.furniture
    writer = Writer(publication)
    media = Media(package, publication.assets, publication.theme)
    body = publication.page.root.find("body")
    found = [add_furniture(package, writer, media, document, body, name) for name in ("header", "footer")]
    assert found == [HEADER, FOOTER]
    header = package.parts["word/header1.xml"]
    root = header.root()
    for code in root.iter(w("instrText")):
        code.text = code.text.replace("STYLEREF 1", f"STYLEREF {book.depth.title}")
    header.data = part_xml(root)


def _types(book: Book, others: Mapping[str, str]) -> bytes:
    """The content types of all that will be in the file; `others` by the endings of names."""
    package = Package()
    document = word_part(package, "document", "document.main")
    _furnish(package, document, book)
    word_part(package, "footnotes", "footnotes")
    add_look(package, document, book.opening, book.opening.theme, Look(b"", make("numbering"), []))
    return package.content_types(_PICTURES, others)


def _deepen(styles: Any, depth: Depth) -> None:
    """Give the styles the names that pieces use: titles are headings, and headings lower ones."""
    found = {style.get(w("styleId")): style for style in styles.iter(w("style"))}
    for level in range(6, 0, -1):
        style = found[f"Heading{level}"]
        _rename(style, level + depth.below)
        for name in _STYLE_REFERENCES:
            for reference in styles.iter(w(name)):
                if reference.get(w("val")) == f"Heading{level}":
                    reference.set(w("val"), f"Heading{level + depth.below}")
    title = found["Title"]
    for level in range(1, depth.below + 1):
        style = deepcopy(title)
        _rename(style, level)
        title.addnext(style)


def _rename(style: Any, level: int) -> None:
    style.set(w("styleId"), f"Heading{level}")
    style.find(w("name")).set(w("val"), f"heading {level}")
    properties = style.find(w("pPr"))
    outline = properties.find(w("outlineLvl"))
    if outline is None:
        outline = add(properties, "outlineLvl")
    outline.set(w("val"), str(level - 1))


def part_root(tag: str) -> Any:
    """The root element of a part, which declares what its text may hold."""
    root = make(tag)
    root.set(f"{{{MC}}}Ignorable", "w14")
    return root


def in_root(root: Any, before: bytes, inside: Iterable[bytes], after: bytes = b"") -> Iterator[bytes]:
    """A part of a root element, what it holds, and more."""
    if not len(root):
        root.text = ""
    markup = part_xml(root)
    end = markup.rindex(b"</")
    yield markup[:end] + before
    yield from _in_blocks(inside)
    yield after + markup[end:]


def _before_end(markup: bytes, inside: Iterable[bytes]) -> Iterator[bytes]:
    end = markup.rindex(b"</") if b"</" in markup else markup.rindex(b"/>")
    if b"</" not in markup:
        markup = markup[:end] + b"></Relationships>"
        end += 1
    yield markup[:end]
    yield from _in_blocks(inside)
    yield markup[end:]


def _in_blocks(content: Any) -> Iterator[bytes]:
    """A file's bytes, or pieces as they come."""
    if hasattr(content, "read"):
        yield from iter(lambda: content.read(_BLOCK_BYTES), b"")
    else:
        yield from content


def relationships(relations: Iterable[tuple[str, str, bool]], before: int) -> bytes:
    """The markup of relationships, whose ids count on from `before`."""
    return "".join(
        f'<Relationship Id="rId{before + number}" Type={quoteattr(kind)} Target={quoteattr(target)}'
        f"{' TargetMode=' + quoteattr('External') if outside else ''}/>"
        for number, (kind, target, outside) in enumerate(relations, 1)
    ).encode()


def _without_last_break(blocks: bytes) -> tuple[bytes, bytes]:
    """The blocks of the last chapter, and its section, which ends with the body instead of a paragraph."""
    start = blocks.rindex(b"<w:sectPr")
    end = blocks.index(b"</w:sectPr>", start) + len(b"</w:sectPr>")
    return blocks[:start] + blocks[end:], blocks[start:end]
