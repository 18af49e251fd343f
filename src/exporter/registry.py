"""Finds readers, passes, backends and checks by name.

Entries are strings "package.module:attribute", so that the registry imports nothing above it and a format's
libraries load only when it is asked for. A user's package adds its own through the entry points
"exporter.readers" and "exporter.backends".
"""

from importlib import import_module
from typing import Any

READERS: dict[str, str] = {
    "markdown": "exporter.readers.markdown:read",
    "json": "exporter.readers.structured:read",
    "yaml": "exporter.readers.structured:read",
    "text": "exporter.readers.pasted:read",
    "web": "exporter.readers.web:read",
}

# Formats that are read piece by piece from their file.
STREAMED: frozenset[str] = frozenset()

# File endings, without the dot, and the reader that takes them.
SUFFIXES: dict[str, str] = {
    "md": "markdown",
    "markdown": "markdown",
    "mdown": "markdown",
    "json": "json",
    "yaml": "yaml",
    "yml": "yaml",
    "txt": "text",
    "html": "web",
    "htm": "web",
    "xhtml": "web",
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
    from importlib.metadata import entry_points  # 20 ms, and needed only by users' own packages

    for entry in entry_points(group=group):
        if entry.name == name:
            return entry.load()
    raise KeyError(name)


def names(entries: dict[str, str], group: str) -> list[str]:
    """All names that `find` knows: ours, then those of installed packages."""
    from importlib.metadata import entry_points

    return [*entries, *sorted(entry.name for entry in entry_points(group=group) if entry.name not in entries)]
