"""Finds every file that a run makes its collection from, for the ledger: articles, what lies beside them, its own."""

from collections.abc import Iterator, Sequence
from hashlib import sha256
from pathlib import Path

import msgspec

from exporter.batch.beside import FOLDER, Beside
from exporter.batch.inputs import Found
from exporter.batch.materials import APART, Material
from exporter.batch.reading import Reading
from exporter.batch.request import Request
from exporter.batch.tasks import SetOrder
from exporter.model.collection import Collection
from exporter.readers.collection_file import FILE


def materials_of(
    request: Request,
    folder: Path,
    collection: Collection,
    found: Found,
    readings: Sequence[Reading],
    beside: Beside,
) -> tuple[Material, ...]:
    """All files, in the order of their places and paths; each once."""
    files = {(file.place, file.path): file for file in _own(request, folder)}
    for role, inputs in (("article", found.inputs), ("introduction", found.apart)):
        for item in inputs:
            values = {"role": role, "sha256": item.sha256, "size_bytes": item.size_bytes}
            files[FOLDER, item.path] = msgspec.convert({"place": FOLDER, "path": item.path, **values}, Material)
    users: dict[tuple[str, str], set[str]] = {}
    named = [(reading.path, reading.files, {reading.path}) for reading in readings]
    for path, addresses, by in (*named, ("", (*collection.files, collection.brand), set())):
        for placed in beside.placed(path, filter(None, addresses)):
            key = placed.place, placed.path
            files.setdefault(key, Material(role="beside", **msgspec.structs.asdict(placed)))
            users.setdefault(key, set()).update(by)
    return tuple(msgspec.structs.replace(files[key], users=tuple(sorted(users.get(key, ())))) for key in sorted(files))


def _own(request: Request, folder: Path) -> Iterator[Material]:
    """The collection's own file."""
    file = Path(request.collection_file) if request.collection_file else folder / FILE
    if file.is_file():
        data = file.read_bytes()
        place, path = (APART, file.name) if request.collection_file else (FOLDER, FILE)
        digest = sha256(data).hexdigest()
        yield Material(place=place, path=path, role="collection", sha256=digest, size_bytes=len(data))


def about_run(collection: Collection, order: SetOrder) -> dict[str, str]:
    """What the ledger says of the whole."""
    metadata = msgspec.structs.replace(collection.metadata, title=order.title, lang=order.lang)
    return {
        "title": order.title,
        "language": order.lang,
        "identifier": metadata.identifier,
        "metadata": msgspec.json.encode(metadata).decode(),
        "series": collection.series,
        "position": collection.position,
        "receipt": order.receipt,
        "made_by": order.common.made_by,
    }
