"""DOCX: the page as WordprocessingML, built with lxml in one walk, styled by the theme."""

from exporter.messages import Report
from exporter.publication import Publication


class DocxBackend:
    """An editable Word document."""

    name = "docx"
    suffix = ".docx"
    media_type = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"

    def load(self) -> None:
        """Import what builds the package."""
        import exporter.backends.docx.package  # noqa: F401 - loaded ahead

    def export(self, publication: Publication, report: Report) -> bytes:  # noqa: ARG002 - nothing to say so far
        """The DOCX's bytes; equal publications give equal bytes."""
        from exporter.backends.docx.package import build

        return build(publication)
