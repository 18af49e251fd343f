"""EPUB 3.3: the publication's page as content documents, with navigation, cover, fonts and metadata of its own."""

from exporter.errors import OutputError
from exporter.messages import Message, Report
from exporter.publication import Publication


class EpubBackend:
    """One reflowable book for reading systems; what EPUBCheck wants, and nothing that an older system trips over."""

    name = "epub"
    suffix = ".epub"
    media_type = "application/epub+zip"
    medium = "book"
    shows_pages = False

    def load(self) -> None:
        """Import EbookLib and the font subsetter. Raises OutputError when one is missing."""
        try:
            import uharfbuzz  # noqa: F401

            import exporter.backends.epub.package  # noqa: F401
        except ImportError as exc:
            text = f'the library "{exc.name}", which EPUB needs, is not installed'
            raise OutputError(Message("B101", "error", text, "install exporter again: pip install exporter")) from exc

    def export(self, publication: Publication, report: Report) -> bytes:
        """The book's bytes; equal publications give equal bytes. Raises OutputError when a library is missing."""
        self.load()
        from exporter.backends.epub.package import write_book

        return write_book(publication, report)
