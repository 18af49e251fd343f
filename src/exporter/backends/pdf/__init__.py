"""PDF by WeasyPrint: layout, then conformance; PDF/A-3a and PDF/UA-1 in one file."""

from exporter.messages import Report
from exporter.publication import Publication


class PdfBackend:
    """A tagged, archivable PDF."""

    name = "pdf"
    suffix = ".pdf"
    media_type = "application/pdf"
    medium = "print"

    def load(self) -> None:
        """Import WeasyPrint. Raises OutputError when it or Pango is missing."""
        from exporter.backends.pdf import layout

        layout.load()

    def export(self, publication: Publication, report: Report) -> bytes:
        """The PDF's bytes; equal publications give equal bytes. Raises OutputError."""
        from exporter.backends.pdf.layout import lay_out

        return lay_out(publication, report)
