"""Finds readers, passes, backends and checks by name.

Entries are strings "package.module:attribute", so that the registry imports nothing above it and a format's
libraries load only when it is asked for. A user's package adds its own through the entry points
"exporter.readers", "exporter.writers" and "exporter.backends"; the name of a reader's entry is the ending of its files.
"""

from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from importlib.metadata import EntryPoint

READERS: dict[str, str] = {
    "markdown": "exporter.readers.markdown:read",
    "json": "exporter.readers.structured:read",
    "yaml": "exporter.readers.structured:read",
    "text": "exporter.readers.pasted:read",
    "word": "exporter.readers.word:read",
    "odt": "exporter.readers.opendocument:read",
    "xml": "exporter.readers.xml:read",
    "warc": "exporter.readers.warc:read",
    "web": "exporter.readers.web:read",
    "xhtml": "exporter.readers.xhtml:read",
}

# Formats that are read piece by piece from their file.
STREAMED: frozenset[str] = frozenset({"xml", "warc"})

# Formats whose files are zips with pictures in them: larger than a text, and what they unpack to is bounded.
ZIPPED: frozenset[str] = frozenset({"word", "odt"})
MOST_WHOLE_BYTES = 256_000_000  # of a file in which more than a text may lie, where it is held as a whole

# File endings, without the first dot, and the reader that takes them.
SUFFIXES: dict[str, str] = {
    "md": "markdown",
    "markdown": "markdown",
    "mdown": "markdown",
    "mdx": "markdown",
    "json": "json",
    "yaml": "yaml",
    "yml": "yaml",
    "txt": "text",
    "docx": "word",
    "docm": "word",
    "dotx": "word",
    "dotm": "word",
    "odt": "odt",
    "ott": "odt",
    "xml": "xml",
    "rss": "xml",
    "atom": "xml",
    "wxr": "xml",
    "warc": "warc",
    "warc.gz": "warc",
    "arc": "warc",
    "arc.gz": "warc",
    "html": "web",
    "htm": "web",
    "xhtml": "xhtml",
}

# Formats in which an article is written down to be corrected; each has a reader of the same name.
WRITERS: dict[str, str] = {
    "markdown": "exporter.writers.markdown:write",
    "json": "exporter.writers.structured:write",
    "xhtml": "exporter.writers.xhtml:write",
}

BACKENDS: dict[str, str] = {
    "pdf": "exporter.backends.pdf:PdfBackend",
    "docx": "exporter.backends.docx:DocxBackend",
    "epub": "exporter.backends.epub:EpubBackend",
}


def find(entries: dict[str, str], name: str, group: str) -> Any:
    """The object behind a name; raises KeyError when neither we nor an installed package has it."""
    if name in entries:
        module, _, attribute = entries[name].partition(":")
        return getattr(import_module(module), attribute)
    return installed(group)[name].load()


@cache
def installed(group: str) -> "dict[str, EntryPoint]":
    """The entries of installed packages by their names; of two of one name, the first that Python finds."""
    from importlib.metadata import entry_points  # 20 ms, and needed only by users' own packages

    found: dict[str, EntryPoint] = {}
    for entry in entry_points(group=group):
        found.setdefault(entry.name, entry)
    return dict(sorted(found.items()))


def names(entries: dict[str, str], group: str) -> list[str]:
    """All names that `find` knows: ours, then those of installed packages."""
    return [*entries, *(name for name in installed(group) if name not in entries)]
