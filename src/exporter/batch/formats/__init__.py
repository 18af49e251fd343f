"""The formats of a collection, one module each: how an article is set for it, and how its file is put together."""

from importlib import import_module
from typing import Any

# The printed edition comes first: the others name its pages.
_EDITIONS = {
    "pdf": "exporter.batch.formats.pdf:PdfEdition",
    "docx": "exporter.batch.formats.docx:DocxEdition",
    "epub": "exporter.batch.formats.epub:EpubEdition",
}
FORMATS = tuple(_EDITIONS)


def edition_class(format: str) -> Any:
    """What makes a format of a volume."""
    module, _, name = _EDITIONS[format].partition(":")
    return getattr(import_module(module), name)
