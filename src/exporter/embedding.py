"""Gathers what a file is to carry of its source: the article as it came, and the files beside it that it names."""

from contextlib import suppress
from importlib.metadata import PackageNotFoundError, version
from pathlib import PurePath

from exporter import __version__
from exporter.kept import Kept, SourceFile, keep, safe_name
from exporter.model.article import Article
from exporter.origin import Source
from exporter.publication import Layout
from exporter.readers import ReadOptions
from exporter.readers.picture_faults import PictureFault
from exporter.readers.pictures import file_beside

# Whose versions decide how the files look.
_LIBRARIES = ("weasyprint", "pydyf", "EbookLib", "lxml", "Jinja2", "markdown-it-py", "fonttools", "uharfbuzz", "pillow")


def source_files(article: Article, source: Source, options: ReadOptions, layout: Layout) -> Kept:
    """The source of an article. A file that is not there is not carried; its reading has said so."""
    name = PurePath(source.name).name if source.name not in ("", "-") else f"article.{source.format}"
    with source.opened() as file:
        files = {name: SourceFile(name, file.read())}
    for address in article.files:
        beside = safe_name(address)
        if beside in files or ":" in address.partition("/")[0]:  # fetched, or in the article itself
            continue
        try:
            files[beside] = SourceFile(beside, file_beside(address, source, options))
        except PictureFault:
            continue
    return keep(
        files.values(),
        made_by=f"exporter {__version__}",
        reader=source.format,
        kind=layout.kind or str(article.metadata.extra.get("kind", "")),
        theme=PurePath(layout.theme).name,
        libraries=library_versions(),
    )


def library_versions() -> dict[str, str]:
    """The versions of the libraries that decide how files look, of those that are installed."""
    found = {}
    for name in _LIBRARIES:
        with suppress(PackageNotFoundError):
            found[name] = version(name)
    return found
