"""exporter: one structured article becomes a PDF, a DOCX and an EPUB.

    import exporter

    result = exporter.convert_file("article.md", formats=["pdf", "docx"])
    result["pdf"]               # bytes
    result.messages             # what was found, as records
    result.save("build")        # both files, or none

Names load when they are first used, so that `import exporter` costs nothing. `exporter.convert` is the module of the
core: `from exporter.convert import Job, convert` for jobs with options of your own.
"""

from importlib import import_module

TYPE_CHECKING = False  # what typing's is, without loading typing
if TYPE_CHECKING:
    from exporter.api import convert_file, convert_text
    from exporter.convert import Job, Result
    from exporter.errors import ExporterError
    from exporter.messages import Message, Report
    from exporter.model.article import Article
    from exporter.origin import Source
    from exporter.outputs import Export, Written
    from exporter.publication import Layout
    from exporter.readers import ReadOptions, read

__version__ = "0.1.0"

_PLACES = {
    "convert_file": "api",
    "convert_text": "api",
    "Export": "outputs",
    "Job": "convert",
    "Result": "convert",
    "ExporterError": "errors",
    "Message": "messages",
    "Report": "messages",
    "Article": "model.article",
    "Source": "origin",
    "Written": "outputs",
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
    "Written",
    "convert_file",
    "convert_text",
    "read",
]


def __getattr__(name: str) -> object:
    if name in _PLACES:
        value = getattr(import_module(f"exporter.{_PLACES[name]}"), name)
        globals()[name] = value
        return value
    raise AttributeError(f"module 'exporter' has no attribute '{name}'")


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
