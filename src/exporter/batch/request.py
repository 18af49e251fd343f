"""What a user asks of a collection, and the collection that the folder describes."""

from pathlib import Path
from typing import Literal

import msgspec

from exporter.errors import OutputError
from exporter.messages import Message, Report
from exporter.model.collection import Collection
from exporter.publication import Layout
from exporter.readers import ReadOptions
from exporter.readers.collection_file import FILE, read_collection_bytes


class Request(msgspec.Struct, frozen=True, kw_only=True):
    """What the user asks for. `state` is where things are kept between runs, "" for a folder beside the output."""

    folder: str
    output: Path
    collection_file: str = ""
    name: str = ""
    formats: tuple[str, ...] = ("epub",)
    layout: Layout = Layout()
    reading: ReadOptions = ReadOptions()
    receipt: Literal["required", "shown", "off"] = "required"
    workers: int = 0
    cluster: str = ""
    seconds: float = 120.0
    memory_mb: int = 2000
    state: str = ""


def collection_of(request: Request, folder: Path, report: Report) -> tuple[Collection, list[str]]:
    """The collection, and the paths below its folder that are none of its articles."""
    given = Path(request.collection_file) if request.collection_file else folder / FILE
    if not request.collection_file and not given.is_file():
        return Collection(group=_group(folder)), []
    try:
        data = given.read_bytes()
    except OSError as exc:
        text = f"the collection's file {given} cannot be read: {exc.strerror}"
        raise OutputError(Message("L101", "error", text, "check its name, or leave --collection out")) from exc
    collection = read_collection_bytes(data, str(given), report)
    own = [FILE, *(part.introduction for part in collection.parts if part.introduction)]
    return collection, own


def _group(folder: Path) -> Literal["", "folder"]:
    """Parts by folder, where there are at least two of them."""
    folders = [entry for entry in folder.iterdir() if entry.is_dir() and not entry.name.startswith(".")]
    return "folder" if len(folders) > 1 else ""
