"""A book of many articles, written piece by piece: what is held in memory is a line for each, not its text.

EbookLib keeps every document until the end; here the package document, the navigation and the NCX are written from
those lines (EPUB 3.3, sections 5 and 7; NCX: OPF 2.0.1, section 2.4.1).
"""

from collections import defaultdict
from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import BinaryIO
from xml.sax.saxutils import escape, quoteattr

import msgspec

from exporter.backends.archive import ArchiveWriter
from exporter.backends.epub.embedding import Embedded, UsedFace
from exporter.backends.epub.metadata import Statement
from exporter.backends.epub.pieces import PageBreak, Piece, PieceStyle
from exporter.kept import Stored
from exporter.model.assets import Asset, keys_of
from exporter.publication.accessibility import Seen
from exporter.publication.labels import Labels

_XHTML = "application/xhtml+xml"
_MEDIA_TYPES = {
    "png": "image/png",
    "jpg": "image/jpeg",
    "gif": "image/gif",
    "svg": "image/svg+xml",
    "webp": "image/webp",
}
_FONT_TYPES = {"otf": "font/otf", "ttf": "font/ttf"}
_CONTAINER = (
    '<?xml version="1.0" encoding="utf-8"?>\n'
    '<container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>'
    '<rootfile full-path="OEBPS/content.opf" media-type="application/oebps-package+xml"/></rootfiles></container>\n'
)


class Chapter(msgspec.Struct, frozen=True, kw_only=True):
    """A piece of the book with its line in the contents: "" for a page that is not listed.

    `level` 1 is the outermost; `landmark` is what its first document is in EPUB's terms ("titlepage", "index").
    """

    title: str
    level: int
    piece: Piece
    lang: str
    landmark: str = ""


class Book(msgspec.Struct, frozen=True, kw_only=True):
    """What the book says of itself. `embed` gives the fonts for the code points that pieces set in each face,
    `stylesheet` their CSS; `style` is that of the cover and the contents.

    `statements` gives all that is said in the package, once it is known what was seen in all pieces.
    """

    title: str
    lang: str
    dir: str
    identifier: str
    modified: datetime
    statements: Callable[[Seen], Iterable[Statement]]
    labels: Labels
    cover: Asset
    cover_page: bytes
    style: PieceStyle
    embed: Callable[[Mapping[UsedFace, set[int]]], Sequence[Embedded]]
    stylesheet: Callable[[PieceStyle], str]


class _Line(msgspec.Struct, frozen=True):
    title: str
    level: int
    file: str
    lang: str


class _Document(msgspec.Struct, frozen=True):
    identifier: str
    file: str
    properties: str


def write_collection(
    sink: BinaryIO,
    book: Book,
    chapters: Iterable[Chapter],
    picture: Callable[[str], bytes],
    sources: Stored | None = None,
) -> None:
    """Write the book; `picture` gives the bytes of a picture by its key, `sources` the files that it is to carry.

    Equal chapters give equal bytes.
    """
    archive = ArchiveWriter(sink)
    archive.add("mimetype", b"application/epub+zip")
    archive.add("META-INF/container.xml", _CONTAINER.encode())
    lines: list[_Line] = []
    documents: list[_Document] = []
    fonts: dict[UsedFace, set[int]] = defaultdict(set)
    styles = {book.style.file: book.style}
    pictures: set[str] = set()
    seen = Seen()
    pages: list[PageBreak] = []
    langs: dict[str, None] = {book.lang: None}
    order: dict[str, int] = {}  # in which places are played, as the NCX says
    landmarks = [("cover", book.labels["cover"], "cover.xhtml"), ("toc", book.labels["contents"], "nav.xhtml#toc")]
    for chapter in chapters:
        piece = chapter.piece
        for document in piece.documents:
            archive.add(f"OEBPS/{document.file}", document.data)
            documents.append(_Document(f"d{len(documents) + 1}", document.file, document.properties))
        first = piece.documents[0].file
        if chapter.title:
            lines.append(_Line(chapter.title, chapter.level, first, chapter.lang))
            order.setdefault(first, len(order) + 1)
        if chapter.landmark and all(kind != chapter.landmark for kind, _, _ in landmarks):
            words = book.labels["start"] if chapter.landmark == "bodymatter" else chapter.title or book.title
            landmarks.append((chapter.landmark, words, first))
        for font, text in piece.fonts:
            fonts[font].update(map(ord, text))
        known = styles.get(piece.style.file, piece.style)
        scripts = tuple(dict.fromkeys((*known.scripts, *piece.style.scripts)))
        styles[piece.style.file] = PieceStyle(known.dir, known.script, scripts)
        pictures.update(piece.pictures)
        seen += piece.seen
        langs[chapter.lang] = None
        for page in piece.breaks:
            pages.append(page)
            order[page.href] = len(order) + 1
    pictures.discard(book.cover.key)
    made = book.embed(fonts)
    rules = "\n".join(file.rule for file in made)
    for file in made:
        archive.add(f"OEBPS/{file.file}", file.data)
    for name, style in sorted(styles.items()):
        archive.add(f"OEBPS/{name}", f"{rules}\n{book.stylesheet(style)}".encode())
    for key in sorted(pictures):
        archive.add(f"OEBPS/{key}", picture(key))
    archive.add(f"OEBPS/{book.cover.key}", book.cover.data)
    archive.add("OEBPS/cover.xhtml", book.cover_page)
    archive.add("OEBPS/nav.xhtml", "".join(_navigation(book, lines, landmarks, pages)).encode())
    archive.add("OEBPS/toc.ncx", "".join(_ncx(book, lines, pages, order)).encode())
    items = [
        *(("font", file.file, _FONT_TYPES[file.file.rpartition(".")[2].lower()]) for file in made),
        *(("style", name, "text/css") for name in sorted(styles)),
        *(("picture", key, _MEDIA_TYPES[key.rpartition(".")[2]]) for key in sorted(pictures)),
    ]
    seen += Seen(pages=len(pages))
    said = [*(Statement("dc:language", lang) for lang in langs if lang != book.lang), *book.statements(seen)]
    archive.add("OEBPS/content.opf", "".join(_package(book, said, documents, items)).encode())
    if sources:
        _add_sources(archive, sources, pictures, picture)
    archive.close()


def _add_sources(
    archive: ArchiveWriter, sources: Stored, pictures: Container[str], picture: Callable[[str], bytes]
) -> None:
    """Add the files that the book carries, but for pictures that are in it as they came."""

    def known(data: bytes) -> str:
        key = next((key for key in keys_of(data) if key in pictures and picture(key) == data), "")
        return f"../OEBPS/{key}" if key else ""

    for name, file in sources(known):
        archive.add(f"META-INF/{name}", file.data)


def _package(
    book: Book, statements: Iterable[Statement], documents: list[_Document], items: list[tuple[str, str, str]]
) -> Iterator[str]:
    yield '<?xml version="1.0" encoding="utf-8"?>\n'
    yield '<package xmlns="http://www.idpf.org/2007/opf" version="3.0" unique-identifier="publication-id" '
    yield f'xml:lang={quoteattr(book.lang)} dir="{book.dir}">\n'
    yield '<metadata xmlns:dc="http://purl.org/dc/elements/1.1/">\n'
    yield f'<dc:identifier id="publication-id">{escape(book.identifier)}</dc:identifier>\n'
    yield f"<dc:language>{escape(book.lang)}</dc:language>\n"
    yield f'<meta property="dcterms:modified">{book.modified:%Y-%m-%dT%H:%M:%SZ}</meta>\n'
    yield from map(_statement, statements)
    yield '<meta name="cover" content="cover-image"/>\n</metadata>\n<manifest>\n'
    yield f'<item id="nav" href="nav.xhtml" media-type="{_XHTML}" properties="nav"/>\n'
    yield '<item id="ncx" href="toc.ncx" media-type="application/x-dtbncx+xml"/>\n'
    yield f'<item id="cover" href="cover.xhtml" media-type="{_XHTML}"/>\n'
    cover = f'href="{book.cover.key}" media-type="{book.cover.media_type}"'
    yield f'<item id="cover-image" {cover} properties="cover-image"/>\n'
    for document in documents:
        properties = f' properties="{document.properties}"' if document.properties else ""
        yield f'<item id="{document.identifier}" href={quoteattr(document.file)} media-type="{_XHTML}"{properties}/>\n'
    for number, (kind, file, media_type) in enumerate(items, 1):
        yield f'<item id="{kind}-{number}" href={quoteattr(file)} media-type="{media_type}"/>\n'
    direction = ' page-progression-direction="rtl"' if book.dir == "rtl" else ""
    yield f'</manifest>\n<spine toc="ncx"{direction}>\n<itemref idref="cover"/>\n'
    for number, document in enumerate(documents):
        yield f'<itemref idref="{document.identifier}"/>\n'
        if number == 0:  # behind the title page
            yield '<itemref idref="nav"/>\n'
    yield "</spine>\n</package>\n"


def _statement(statement: Statement) -> str:
    identifier = f' id="{statement.id}"' if statement.id else ""
    value = escape(statement.value)
    if statement.name.startswith("dc:"):
        return f"<{statement.name}{identifier}>{value}</{statement.name}>\n"
    refines = f' refines="#{statement.refines}"' if statement.refines else ""
    scheme = f' scheme="{statement.scheme}"' if statement.scheme else ""
    return f'<meta property="{statement.name}"{identifier}{refines}{scheme}>{value}</meta>\n'


def _navigation(
    book: Book, lines: list[_Line], landmarks: list[tuple[str, str, str]], pages: list[PageBreak]
) -> Iterator[str]:
    title = escape(book.labels["contents"])
    yield "<?xml version='1.0' encoding='utf-8'?>\n<!DOCTYPE html>\n"
    yield '<html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops" '
    yield f'lang={quoteattr(book.lang)} xml:lang={quoteattr(book.lang)} dir="{book.dir}">\n<head>\n'
    yield '<meta charset="utf-8"/>\n'
    link = f'<link rel="stylesheet" type="text/css" href="{book.style.file}"/>'
    yield f"<title>{title}</title>\n{link}\n</head>\n<body>\n"
    yield f'<nav epub:type="toc" id="toc" role="doc-toc" aria-labelledby="contents">\n<h1 id="contents">{title}</h1>\n'
    yield from _nested(lines, book.lang)
    yield "</nav>\n"
    yield '<nav epub:type="landmarks" hidden="hidden">\n<ol>\n'
    for kind, words, href in landmarks:
        yield f'<li><a epub:type="{kind}" href={quoteattr(href)}>{escape(words)}</a></li>\n'
    yield "</ol>\n</nav>\n"
    if pages:
        yield '<nav epub:type="page-list" hidden="hidden" role="doc-pagelist">\n<ol>\n'
        for page in pages:
            yield f"<li><a href={quoteattr(page.href)}>{escape(page.label)}</a></li>\n"
        yield "</ol>\n</nav>\n"
    yield "</body>\n</html>\n"


def _nested(lines: list[_Line], lang: str) -> Iterator[str]:
    """The lines as lists within lists; a skipped level makes no gap."""
    depths: list[int] = []
    for line in lines:
        while depths and depths[-1] > line.level:
            depths.pop()
            yield "</li>\n</ol>\n"
        if depths and depths[-1] == line.level:
            yield "</li>\n"
        else:
            yield "<ol>\n"
            depths.append(line.level)
        own = f" lang={quoteattr(line.lang)} xml:lang={quoteattr(line.lang)}" if line.lang != lang else ""
        yield f"<li><a href={quoteattr(line.file)}{own}>{escape(line.title)}</a>"
    for _ in depths:
        yield "</li>\n</ol>\n"


def _ncx(book: Book, lines: list[_Line], pages: list[PageBreak], order: Mapping[str, int]) -> Iterator[str]:
    yield '<?xml version="1.0" encoding="utf-8"?>\n'
    yield '<ncx xmlns="http://www.daisy.org/z3986/2005/ncx/" version="2005-1" '
    yield f"xml:lang={quoteattr(book.lang)}>\n<head>\n"
    depth = max((line.level for line in lines), default=1)
    for name, value in (
        ("uid", book.identifier),
        ("depth", str(depth)),
        ("totalPageCount", str(len(pages))),
        ("maxPageNumber", pages[-1].label if pages else "0"),
    ):
        yield f'<meta name="dtb:{name}" content={quoteattr(value)}/>\n'
    yield f"</head>\n<docTitle><text>{escape(book.title)}</text></docTitle>\n<navMap>\n"
    depths: list[int] = []
    for number, line in enumerate(lines, 1):
        while depths and depths[-1] >= line.level:
            depths.pop()
            yield "</navPoint>\n"
        depths.append(line.level)
        yield f'<navPoint id="n{number}" playOrder="{order[line.file]}">'
        yield f"<navLabel><text>{escape(line.title)}</text></navLabel>"
        yield f"<content src={quoteattr(line.file)}/>\n"
    for _ in depths:
        yield "</navPoint>\n"
    yield "</navMap>\n"
    if pages:
        yield "<pageList>\n"
        for number, page in enumerate(pages, 1):
            place = order[page.href]
            yield f'<pageTarget id="p{number}" type="normal" value="{page.label}" playOrder="{place}">'
            yield f"<navLabel><text>{page.label}</text></navLabel><content src={quoteattr(page.href)}/></pageTarget>\n"
        yield "</pageList>\n"
    yield "</ncx>\n"
