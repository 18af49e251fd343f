"""PDF by WeasyPrint: layout, then conformance; PDF/A-3a and PDF/UA-1 in one file."""

from exporter.messages import Report
from exporter.publication import Pages, Publication


class PdfBackend:
    """A tagged, archivable PDF."""

    name = "pdf"
    suffix = ".pdf"
    media_type = "application/pdf"
    medium = "print"
    shows_pages = False

    def load(self) -> None:
        """Import WeasyPrint. Raises OutputError when it or Pango is missing."""
        from exporter.backends.pdf import layout

        layout.load()

    def export(self, publication: Publication, report: Report) -> bytes:
        """The PDF's bytes; equal publications give equal bytes. Raises OutputError."""
        return self.paginate(publication, report)[0]

    def paginate(self, publication: Publication, report: Report) -> tuple[bytes, Pages]:
        """The PDF's bytes, and the page of every id, which other formats show. Raises OutputError."""
        from exporter.backends.pdf.layout import lay_out

        printed = lay_out(publication, report)
        return printed.data, printed.pages
