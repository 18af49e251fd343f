"""Backends carry a publication into a format; each gives the file's bytes and touches no disk."""

from typing import Protocol

from exporter.errors import OutputError
from exporter.messages import Message, Report, instead_of
from exporter.publication import Publication
from exporter.registry import BACKENDS, find


class Backend(Protocol):
    """One format. `name` is what --to takes, `suffix` the file's ending with its dot.

    `medium` is the stylesheet that it needs of the publication: "print", "book" or "".
    `shows_pages` tells that it prints page numbers that only the PDF's layout knows (`Publication.pages`).
    """

    name: str
    suffix: str
    media_type: str
    medium: str
    shows_pages: bool

    def load(self) -> None:
        """Import what `export` will need, so that this can be done ahead. Raises OutputError when it is missing."""
        ...

    def export(self, publication: Publication, report: Report) -> bytes:
        """The file's bytes; equal publications give equal bytes. Raises OutputError."""
        ...


def backend(name: str) -> Backend:
    """The backend of a format. Raises OutputError for an unknown name or a missing library."""
    try:
        made: Backend = find(BACKENDS, name, "exporter.backends")()
    except KeyError as exc:
        message = Message("B103", "error", f'there is no format "{name}"', instead_of(name, tuple(BACKENDS)))
        raise OutputError(message) from exc
    return made
