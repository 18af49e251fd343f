"""exporter: one structured article becomes a PDF, a DOCX and an EPUB.

    import exporter

    result = exporter.convert_file("article.md", formats=["pdf", "docx"])
    result["pdf"]               # bytes
    result.messages             # what was found, as records

Names load when they are first used, so that `import exporter` costs nothing.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from exporter.api import convert_file, convert_text
    from exporter.convert import Export, Job, Result, convert
    from exporter.errors import ExporterError
    from exporter.messages import Message, Report
    from exporter.model.article import Article
    from exporter.origin import Source
    from exporter.publication import Layout
    from exporter.readers import ReadOptions, read

__version__ = "0.1.0"

_PLACES = {
    "convert_file": "api",
    "convert_text": "api",
    "Export": "convert",
    "Job": "convert",
    "Result": "convert",
    "convert": "convert",
    "ExporterError": "errors",
    "Message": "messages",
    "Report": "messages",
    "Article": "model.article",
    "Source": "origin",
    "Layout": "publication",
    "ReadOptions": "readers",
    "read": "readers",
}
__all__ = [
    "Article",
    "Export",
    "ExporterError",
    "Job",
    "Layout",
    "Message",
    "ReadOptions",
    "Report",
    "Result",
    "Source",
    "convert",
    "convert_file",
    "convert_text",
    "read",
]


def __getattr__(name: str) -> Any:
    if name in _PLACES:
        # `exporter.convert` is the function; the module of that name would come first once it is imported.
        value = getattr(import_module(f"exporter.{_PLACES[name]}"), name)
        globals()[name] = value
        return value
    raise AttributeError(f"module 'exporter' has no attribute '{name}'")
