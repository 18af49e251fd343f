"""The book as a file: EbookLib writes the package document, contents and NCX, our archive the bytes.

EbookLib 0.20 writes straight into a ZipFile that knows the clock; here it writes into a dict.
"""

from typing import Any

from ebooklib import epub
from lxml import etree

from exporter.backends.archive import write_archive
from exporter.backends.epub.content import STYLESHEET, TYPE, XML_LANG, documents
from exporter.backends.epub.cover import cover_page, draw_cover
from exporter.backends.epub.embedding import embed
from exporter.backends.epub.formulas import has_formulas, pictures_of
from exporter.backends.epub.metadata import Statement, identifier, modified, statements
from exporter.backends.epub.navigation import COVER_FILE, entries, landmarks, nested
from exporter.messages import Report
from exporter.model.assets import Asset
from exporter.publication import Publication
from exporter.publication.accessibility import barriers_of, seen_in

_XHTML = "application/xhtml+xml"
_NAV = "nav.xhtml"


def write_book(publication: Publication, report: Report) -> bytes:
    """The publication as an EPUB 3.3 file."""
    page, metadata, labels = publication.page, publication.metadata, publication.labels
    contents = documents(page, report)
    fonts = embed(publication.theme, [document.root.find("body") for document in contents])
    files = {document.file: document.serialized() for document in contents}
    style = "\n".join([*(font.rule for font in fonts), publication.book_css]).encode()
    cover = publication.assets.get(metadata.cover) or draw_cover(publication)

    for barrier in barriers_of(seen_in(publication)) if metadata.certifier else ():
        text = f"the book does not say that it conforms to WCAG 2.1 AA, though somebody certifies it: {barrier}"
        report.add("B112", text, "put that right, or leave certified-by out")

    book = epub.EpubBook()
    book.metadata.clear()  # EbookLib names itself and invents an identifier
    book.FOLDER_NAME = "OEBPS"
    book.IDENTIFIER_ID = "publication-id"
    book.title, book.direction = page.title, page.dir
    left_out = pictures_of(page.root) | {cover.key}
    pictures = [asset for key, asset in sorted(publication.assets.items()) if key not in left_out]
    primary = identifier(metadata, [*files.values(), style, *(asset.key.encode() for asset in pictures)])
    book.set_identifier(primary)
    book.set_language(page.lang)
    for statement in statements(publication, primary):
        _state(book, statement)
    _state_cover(book)

    title_page = cover_page(publication, cover)
    book.spine = [book.add_item(_item("cover", COVER_FILE, _XHTML, title_page))]
    for number, (file, data) in enumerate(files.items(), 1):
        book.spine.append(book.add_item(_item(f"content-{number}", file, _XHTML, data)))
        if has_formulas(contents[number - 1].root):
            book.spine[-1].properties = ["mathml"]
    navigation = epub.EpubNav(file_name=_NAV, title=labels["contents"], direction=page.dir)
    navigation.add_link(href=STYLESHEET, rel="stylesheet", type="text/css")
    book.add_item(navigation)
    book.add_item(epub.EpubNcx())
    book.toc = nested(entries(contents, page.title))
    book.guide = landmarks(contents, labels)
    book.add_item(_item("style", STYLESHEET, "text/css", style))
    for number, font in enumerate(fonts, 1):
        book.add_item(_item(f"font-{number}", font.file, font.media_type, font.data))
    _add_pictures(book, cover, pictures)
    made = _Writer(book, modified(metadata)).entries()
    # Beside the container's own files, where a book may hold what is none of its resources (EPUB 3.3, 4.2.6.1).
    kept = publication.kept.stored() if publication.kept else ()
    return write_archive(made | {f"META-INF/{name}": data for name, _, data in kept})


def _item(identifier: str, file: str, media_type: str, data: bytes) -> Any:
    """A file that EbookLib passes on byte for byte."""
    return epub.EpubItem(identifier, file, media_type, data)


def _add_pictures(book: Any, cover: Asset, pictures: list[Asset]) -> None:
    image = epub.EpubCover("cover-image", cover.key)
    image.media_type, image.content = cover.media_type, cover.data
    book.add_item(image)
    for number, asset in enumerate(pictures, 1):
        book.add_item(_item(f"picture-{number}", asset.key, asset.media_type, asset.data))


def _state(book: Any, statement: Statement) -> None:
    prefix, _, name = statement.name.rpartition(":")
    if prefix == "dc":
        book.add_metadata("DC", name, statement.value, {"id": statement.id} if statement.id else {})
        return
    attributes = {"property": statement.name}
    if statement.id:
        attributes["id"] = statement.id
    if statement.refines:
        attributes["refines"] = f"#{statement.refines}"
    if statement.scheme:
        attributes["scheme"] = statement.scheme
    book.add_metadata(None, "meta", statement.value, attributes)


def _state_cover(book: Any) -> None:
    """EPUB 2's way to name the cover, which many libraries still go by."""
    book.add_metadata(None, "meta", None, {"name": "cover", "content": "cover-image"})


class _Sink:
    """Takes what EbookLib writes into its ZipFile."""

    def __init__(self) -> None:
        self.entries: dict[str, bytes] = {}

    def writestr(self, name: str, data: str | bytes) -> None:
        self.entries[name] = data.encode() if isinstance(data, str) else data


class _Writer(epub.EpubWriter):  # type: ignore[misc]
    """EbookLib's writer, with what its documents lack."""

    def __init__(self, book: Any, changed: Any) -> None:
        super().__init__("", book, {"mtime": changed, "package_direction": True, "epub3_pages": False})
        self.out = _Sink()

    def entries(self) -> dict[str, bytes]:
        """Each file of the package by its path."""
        self.out.writestr("mimetype", b"application/epub+zip")
        self._write_container()
        self._write_opf()
        self._write_items()
        return self.out.entries

    def _write_opf_file(self, root: Any) -> None:
        root.set(XML_LANG, self.book.language)
        super()._write_opf_file(root)

    def _get_nav(self, item: Any) -> bytes:
        """EbookLib's navigation document; the landmarks, which are for programs, hidden and without a heading."""
        root = etree.fromstring(super()._get_nav(item))
        root.set("dir", self.book.direction)
        for nav in root.iter("{*}nav"):
            if nav.get(TYPE) == "landmarks":
                nav.set("hidden", "hidden")
                nav.remove(nav[0])
        markup: bytes = etree.tostring(root, encoding="utf-8", xml_declaration=True, doctype="<!DOCTYPE html>")
        return markup
