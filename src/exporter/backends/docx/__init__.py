"""DOCX: the page as WordprocessingML, built with lxml in one walk, styled by the theme."""

from exporter.errors import OutputError
from exporter.messages import Message, Report
from exporter.publication import Publication


class DocxBackend:
    """An editable Word document."""

    name = "docx"
    suffix = ".docx"
    media_type = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"

    def load(self) -> None:
        """Import what builds the package. Raises OutputError when a library is missing."""
        try:
            import uharfbuzz  # noqa: F401

            import exporter.backends.docx.package  # noqa: F401 - loaded ahead
        except ImportError as exc:
            text = f'the library "{exc.name}", which DOCX needs, is not installed'
            raise OutputError(Message("B101", "error", text, "install exporter again: pip install exporter")) from exc

    def export(self, publication: Publication, report: Report) -> bytes:  # noqa: ARG002 - nothing to say so far
        """The DOCX's bytes; equal publications give equal bytes."""
        from exporter.backends.docx.package import build

        return build(publication)
