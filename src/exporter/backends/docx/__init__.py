"""DOCX: the page as WordprocessingML, built with lxml in one walk, styled by the theme."""

from exporter.errors import OutputError
from exporter.messages import Message, Report
from exporter.publication import Publication


class DocxBackend:
    """An editable Word document."""

    name = "docx"
    suffix = ".docx"
    media_type = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    medium = ""
    shows_pages = True

    def load(self) -> None:
        """Import what builds the package. Raises OutputError when a library is missing."""
        from importlib.util import find_spec

        try:
            import exporter.backends.docx.package  # noqa: F401 - loaded ahead

            # Fonts cut down before are kept: most documents need none of its 12 ms.
            missing = "" if find_spec("uharfbuzz") else "uharfbuzz"
        except ImportError as exc:
            missing = exc.name or "lxml"
        if missing:
            text = f'the library "{missing}", which DOCX needs, is not installed'
            raise OutputError(Message("B101", "error", text, "install exporter again: pip install exporter"))

    def export(self, publication: Publication, report: Report) -> bytes:
        """The DOCX's bytes; equal publications give equal bytes."""
        from exporter.backends.docx.package import build

        return build(publication, report)
