"""A bag (BagIt 1.0, RFC 8493) of a collection and its sources: whole, and as the ledger says, or not at all."""

import filecmp
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import msgspec

from exporter.archive.dublin_core import write_dublin_core
from exporter.archive.filing import Filing
from exporter.archive.ledger import Ledger, reading
from exporter.archive.names import (
    DUBLIN_CORE,
    INVENTORY_COPY,
    OUTPUTS,
    PREMIS,
    is_safe,
    refused_names,
    source_name,
)
from exporter.archive.package import package_of
from exporter.archive.places import Places, lies_in, places_of
from exporter.archive.premis import write_premis
from exporter.archive.tag_files import write_tag_files
from exporter.batch.inventory import INVENTORY, LEDGER
from exporter.batch.materials import Whereabouts
from exporter.batch.tree import digest_of
from exporter.errors import OutputError, SourceError
from exporter.messages import Message, Report

_MOST_MESSAGES = 50


class BagRequest(msgspec.Struct, frozen=True, kw_only=True):
    """What the user asks for: the collection's folder, the bag's, a day or "", and where the sources lie."""

    collection: Path
    output: Path
    date: str = ""
    sources: Whereabouts = Whereabouts()
    state: str = ""


class Bagged(msgspec.Struct, frozen=True, kw_only=True):
    """A bag that was made, or was there already, with the very same bytes: how much is in it, and what was found."""

    sources: int
    outputs: int
    payload_files: int
    payload_bytes: int
    identifier: str
    date: str
    unchanged: bool = False
    messages: tuple[Message, ...] = ()


def make_bag(request: BagRequest) -> Bagged:
    """Make a bag. Raises SourceError when a file is missing or not as the ledger says, OutputError when it cannot be
    written, or another one is there."""
    report = Report()
    with reading(request.collection / LEDGER) as ledger:
        places = places_of(request.collection, request.sources, request.state)
        _check_output(request, places)
        _check_names(ledger, report)
        with _filing(request.output) as files:
            sources = _file_sources(ledger, places, files)
            outputs = _file_outputs(ledger, places.ledger, request.collection, files)
            package = package_of(ledger, files, request.date)
            with files.writing(DUBLIN_CORE) as sink:
                write_dublin_core(sink, package)
            with files.writing(PREMIS) as sink:
                write_premis(sink, package)
            write_tag_files(files, package)
            size_bytes, count = files.sum()
            unchanged = _placed(files.folder, request.output)
        _say_strangers(ledger, request.collection, report)
    return Bagged(
        sources=sources,
        outputs=outputs,
        payload_files=count,
        payload_bytes=size_bytes,
        identifier=package.identifier,
        date=package.day,
        unchanged=unchanged,
        messages=tuple(report.messages),
    )


@contextmanager
def _filing(output: Path) -> Iterator[Filing]:
    """The files of a bag in a folder beside its place, which is gone afterwards."""
    folder = output.parent / f".{output.name}.part"
    files = Filing(folder)
    try:
        shutil.rmtree(folder, ignore_errors=True)  # what a killed run left
        folder.mkdir(parents=True)
        yield files
    except OSError as exc:
        name = os.fsdecode(exc.filename2 or exc.filename or output)
        text = f"{name} cannot be written: {exc.strerror or exc}"
        raise OutputError(Message("B102", "error", text, "choose another place with -o, or free some room")) from exc
    finally:
        files.close()


def _check_output(request: BagRequest, places: Places) -> None:
    for folder in (str(request.collection), places.folder):
        if lies_in(request.output, folder):
            text = f"{request.output} lies in {folder}, which the bag is made from"
            raise OutputError(Message("A105", "error", text, "choose another place with -o"))


def _check_names(ledger: Ledger, report: Report) -> None:
    sources = (source_name(material) for material in ledger.read_sources())
    outputs = (OUTPUTS + name for name in (*ledger.outputs, LEDGER))
    for path in (*sources, *outputs):
        if not is_safe(path):
            text = f'the ledger names "{path}", which is no name of a file in a bag'
            raise SourceError(Message("A102", "error", text, "make the collection again: exporter collect"))
    names = [*map(source_name, ledger.read_sources()), *(OUTPUTS + name for name in ledger.outputs)]
    report.extend(list(refused_names(names)))
    if report.failed:
        raise SourceError(*report.of("error")[:_MOST_MESSAGES])


def _file_sources(ledger: Ledger, places: Places, files: Filing) -> int:
    """Copy every source that could be read, each as the ledger says; their number."""
    faults: list[Message] = []
    count = 0
    for material in ledger.read_sources():
        count += 1
        file = places.file(material)
        if file is None:
            text = f"nothing says where {material.path} lies"
            option = {"folder": "--sources FOLDER", "picture-root": "--picture-root DIR"}
            hint = f"name it: {option.get(material.place, '--collection FILE')}"
            raise SourceError(Message("A103", "error", text, hint))
        faults += _filed(files, file, material.path, source_name(material), material.sha256, "A103")
    if faults:
        raise SourceError(*faults[:_MOST_MESSAGES], *_more(faults))
    return count


def _file_outputs(ledger: Ledger, own: str, collection: Path, files: Filing) -> int:
    """Copy what the run made, each as the ledger says, and the ledger, whose SHA-256 may be known; their number."""
    faults: list[Message] = []
    for name, digest in ledger.outputs.items():
        faults += _filed(files, collection / name, name, OUTPUTS + name, digest, "A104")
    faults += _filed(
        files, collection / LEDGER, LEDGER, OUTPUTS + LEDGER, own or digest_of(collection / LEDGER), "A104"
    )
    if not faults:
        with (collection / INVENTORY).open("rb") as source:
            files.copy(source, INVENTORY_COPY)
    else:
        raise SourceError(*faults[:_MOST_MESSAGES], *_more(faults))
    return len(ledger.outputs) + 1


def _filed(files: Filing, file: Any, name: str, path: str, digest: str, code: str) -> Iterator[Message]:
    """Copy a file whose SHA-256 the ledger has; what is wrong with it."""
    what = ""
    try:
        if not file.is_file():
            what = f"is not where it was, at {file}"
        else:
            with file.open("rb") as source:
                found = files.copy(source, path).sha256
            if not digest:
                what = "could not be read when the collection was made, so that the ledger has no SHA-256 of it"
            elif found != digest:
                what = f"is not as it was when the collection was made: its SHA-256 is {found}, in the ledger {digest}"
    except PermissionError as exc:
        if str(exc.filename) != str(file):
            raise
        what = f"cannot be read: {exc.strerror}"
    if what:
        hint = "put the file back as it was, or collect again: exporter collect"
        yield Message(code, "error", f"{name} {what}", hint)


def _more(faults: list[Message]) -> Iterator[Message]:
    if len(faults) > _MOST_MESSAGES:
        text = f"{len(faults) - _MOST_MESSAGES} more files are not as the ledger says"
        yield Message("A103", "error", text, "exporter verify names them all")


def _placed(folder: Path, output: Path) -> bool:
    """Put the bag into its place; whether the same was there. Raises OutputError when something else is there."""
    if not os.path.lexists(output):
        os.rename(folder, output)
        return False
    if _same(folder, output):
        return True
    text = f"{output} is there already, and is not the bag that would be made"
    raise OutputError(Message("A105", "error", text, "choose another place with -o; exporter verify compares it"))


def _same(one: Path, other: Path) -> bool:
    """Whether two folders have the same files with the same bytes."""
    names = [
        sorted(path.relative_to(folder) for path in folder.rglob("*") if not path.is_dir()) for folder in (one, other)
    ]
    return names[0] == names[1] and all(filecmp.cmp(one / name, other / name, shallow=False) for name in names[0])


def _say_strangers(ledger: Ledger, collection: Path, report: Report) -> None:
    known = {*ledger.outputs, LEDGER}
    strangers = sorted(file.name for file in collection.iterdir() if file.name not in known)
    if strangers:
        text = (
            f'{len(strangers)} file(s) in "{collection}" are not of the last run and are not in the bag: {strangers[0]}'
        )
        report.add("A108", text, "put them elsewhere, or collect again")
