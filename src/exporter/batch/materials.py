"""The files that a collection was made from, as its ledger has them, and where they lie on this machine."""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import msgspec

from exporter.batch.beside import FOLDER

if TYPE_CHECKING:  # who asks what was done once needs not what does it
    from exporter.batch.request import Request

Role = Literal["article", "introduction", "beside", "collection"]
APART = "collection"  # the place of a collection's file that was named with --collection
_WHEREABOUTS = "sources.json"


class Material(msgspec.Struct, frozen=True, kw_only=True):
    """One file: its path below its place, and what it is to the collection.

    `users` are the paths of the articles that were read with it; articles stand in the folder.
    """

    place: str
    path: str
    role: Role
    sha256: str
    size_bytes: int
    users: tuple[str, ...] = ()


def state_folder(output: Path) -> Path:
    """Where a run into a folder keeps things: hidden beside it, so that the folder holds outputs alone."""
    output = Path(os.path.abspath(output))
    return output.parent / f".{output.name}.exporter"


class Whereabouts(msgspec.Struct, frozen=True, kw_only=True):
    """Where the sources of a collection lie on this machine: the folder, or file, of each place; "" for none.

    `ledger` is the SHA-256 of the ledger that tells of them, "" where that is not known.
    """

    folder: str = ""
    pictures: str = ""
    collection: str = ""
    ledger: str = ""

    def of(self, place: str) -> str:
        """The folder, or file, of a place."""
        known: Mapping[str, str] = {FOLDER: self.folder, APART: self.collection}
        return known.get(place, self.pictures)


def keep_whereabouts(request: "Request", state: Path, ledger: str) -> None:
    """Note for later where the sources lie, beside what is kept between runs: outputs say nothing of a machine."""
    pictures = str(request.reading.picture_root or "")
    known = Whereabouts(
        folder=_from(state, request.folder),
        pictures=_from(state, pictures),
        collection=_from(state, request.collection_file),
        ledger=ledger,
    )
    (state / _WHEREABOUTS).write_bytes(msgspec.json.format(msgspec.json.encode(known), indent=1))


def whereabouts(state: Path) -> Whereabouts:
    """Where the sources lay when the collection was made; nothing where that is not known any more."""
    try:
        known = msgspec.json.decode((state / _WHEREABOUTS).read_bytes(), type=Whereabouts)
    except (OSError, msgspec.MsgspecError):
        return Whereabouts()
    ways = {name: _to(state, way) for name, way in msgspec.structs.asdict(known).items() if name != "ledger"}
    return Whereabouts(**ways, ledger=known.ledger)


def _from(state: Path, address: str) -> str:
    """An address as it is from the folder of what is kept, so that both may be moved together."""
    return address if not address or "://" in address else os.path.relpath(address, state)


def _to(state: Path, way: str) -> str:
    return way if not way or "://" in way else os.path.normpath(state / way)
