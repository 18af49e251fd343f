"""Where the sources of a collection lie: where the user says, else where they lay when the collection was made."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec

from exporter.archive.names import is_safe
from exporter.batch.inputs import files_in, folder_of
from exporter.batch.materials import APART, Material, Whereabouts, state_folder, whereabouts
from exporter.errors import ExporterError


class Places:
    """The folders of a collection's sources."""

    def __init__(self, known: Whereabouts) -> None:
        self._known = known
        self._folders: dict[str, Any] = {}

    def file(self, material: Material) -> Any:
        """The file of a source, there or not, which can be opened; None when nobody says where it lies."""
        address = self._known.of(material.place)
        if not address or not is_safe(material.path):
            return None
        if material.place == APART:
            return Path(address)
        if address not in self._folders:
            self._folders[address] = folder_of(address)
        return self._folders[address] / material.path

    def files(self, place: str) -> Iterator[tuple[str, Any]]:
        """All files of a place by their paths, but hidden ones; none when it is a single file, or is not known."""
        address = self._known.of(place)
        return iter(()) if not address or place == APART else files_in(folder_of(address))

    def is_there(self) -> bool:
        """Whether the folder of articles is where it was."""
        try:
            return bool(folder_of(self._known.folder))
        except ExporterError:
            return False

    @property
    def folder(self) -> str:
        """The address of the folder of articles, "" when it is not known."""
        return self._known.folder

    @property
    def ledger(self) -> str:
        """The SHA-256 of the ledger as the run left it, "" when it is not known."""
        return self._known.ledger


def places_of(collection: Path, given: Whereabouts, state: str) -> Places:
    """Where the sources of the collection in a folder lie. Raises SourceError when a folder is not there."""
    known = whereabouts(Path(state) if state else state_folder(collection))
    if given.folder:  # other sources than those that are remembered
        return Places(msgspec.structs.replace(given, ledger=known.ledger))
    ways = {name: way for name, way in msgspec.structs.asdict(given).items() if way}
    return Places(msgspec.structs.replace(known, **ways))


def lies_in(path: Path, folder: str) -> bool:
    """Whether a path lies in a folder of this machine."""
    if not folder or "://" in folder:
        return False
    inside, above = os.path.realpath(path), os.path.realpath(folder)
    return os.path.commonpath([inside, above]) == above
