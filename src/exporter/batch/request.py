"""What a user asks of a collection, and the collection that the folder describes."""

import os
import re
from pathlib import Path
from typing import Literal

import msgspec

from exporter.batch.formats import FORMATS
from exporter.errors import OutputError
from exporter.messages import Message, Report, instead_of
from exporter.model.article import Article
from exporter.model.collection import Collection
from exporter.origin import Source
from exporter.publication import Layout
from exporter.readers import ReadOptions
from exporter.readers.collection_file import FILE, read_collection_bytes, volumes_of
from exporter.readers.pictures import load_pictures

_LONGEST_NAME = 150  # bytes; the number of a volume and an ending come behind


class Request(msgspec.Struct, frozen=True, kw_only=True):
    """What the user asks for. `state` is where things are kept between runs, "" for a folder beside the output.

    `volumes` is said as in the collection's file, over what stands there; with `plan_only` nothing is set or written.
    """

    folder: str
    output: str
    collection_file: str = ""
    name: str = ""
    volumes: str = ""
    plan_only: bool = False
    formats: tuple[str, ...] = ("epub",)
    embed_source: bool = True
    layout: Layout = Layout()
    reading: ReadOptions = ReadOptions()
    receipt: Literal["required", "shown", "off"] = "required"
    workers: int = 0
    cluster: str = ""
    seconds: float = 120.0
    memory_mb: int = 2000
    state: str = ""


def checked(request: Request) -> Request:
    """A request whose formats and name can be used. Raises OutputError before anything is read."""
    for format in request.formats or ("",):
        if format not in FORMATS:
            raise OutputError(Message("B103", "error", f'there is no format "{format}"', instead_of(format, FORMATS)))
    name = request.name
    if re.search(r"[/\\\x00]", name) or name in (".", "..") or len(os.fsencode(name)) > _LONGEST_NAME:
        text = f'the files cannot be named "{name[:80]}"'
        hint = f"give a name without / of at most {_LONGEST_NAME} bytes; -o says the folder"
        raise OutputError(Message("L104", "error", text, hint))
    return request


def collection_of(request: Request, folder: Path, report: Report) -> Collection:
    """The collection that a folder's file describes, or that the folder is without one."""
    given = Path(request.collection_file) if request.collection_file else folder / FILE
    if not request.collection_file and not given.is_file():
        return _with_volumes(Collection(group=_group(folder)), request, report)
    try:
        data = given.read_bytes()
    except OSError as exc:
        text = f"the collection's file {given} cannot be read: {exc.strerror}"
        raise OutputError(Message("L101", "error", text, "check its name, or leave --collection out")) from exc
    collection = read_collection_bytes(data, str(given), report)
    if collection.metadata.cover:
        collection = _with_cover(collection, Source(given.name, data, "yaml", given.parent), request, report)
    return _with_volumes(collection, request, report)


def layout_of(request: Request, collection: Collection, folder: Path) -> Layout:
    """The layout: what the user says, else the collection, else the usual; a brand's file lies beside the
    collection's."""
    layout = request.layout
    beside = Path(request.collection_file).parent if request.collection_file else folder
    brand = layout.brand or (str(beside / collection.brand) if collection.brand else "")
    return msgspec.structs.replace(layout, theme=layout.theme or collection.theme or Layout().theme, brand=brand)


def _with_cover(collection: Collection, source: Source, request: Request, report: Report) -> Collection:
    """The collection with the picture of its cover, read as an article's is."""
    article = load_pictures(Article(metadata=collection.metadata), source, request.reading, report)
    return msgspec.structs.replace(collection, metadata=article.metadata, assets=article.assets, files=article.files)


def _with_volumes(collection: Collection, request: Request, report: Report) -> Collection:
    if not request.volumes:
        return collection
    return msgspec.structs.replace(collection, volumes=volumes_of(request.volumes, None, report))


def _group(folder: Path) -> Literal["", "folder"]:
    """Parts by folder, where there are at least two of them."""
    folders = [entry for entry in folder.iterdir() if entry.is_dir() and not entry.name.startswith(".")]
    return "folder" if len(folders) > 1 else ""
