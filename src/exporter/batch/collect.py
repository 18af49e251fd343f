"""A collection from a folder of articles: read, planned, set, put together, accounted for, wherever a run was ended.

One process leads; reading and setting run over an executor. Nothing is done twice whose inputs are the same.
"""

import os
from collections.abc import Callable, Sequence
from concurrent.futures import Executor
from contextlib import AbstractContextManager
from functools import partial
from pathlib import Path
from typing import Any, Protocol

import msgspec

from exporter.batch import executors
from exporter.batch.accounts import Choice, chosen, filtered, items_of, rows_of
from exporter.batch.beside import Beside
from exporter.batch.duplicates import find_twins
from exporter.batch.inputs import Found, Input, find_inputs, folder_of
from exporter.batch.inventory import Counts, Row, as_csv, counts_of, write_ledger
from exporter.batch.plan import Item, Volume, language_of, title_of, volumes_of
from exporter.batch.reading import Reading, ReadOrder, read_inputs
from exporter.batch.request import Request, collection_of
from exporter.batch.setting import SetOrder, Setting, Task, piece_name, set_for_epub
from exporter.batch.spreading import spread
from exporter.batch.state import Kept, Outputs, State
from exporter.batch.store import Store, name_of
from exporter.batch.tree import OutputTree, digest_of
from exporter.batch.versions import made_by
from exporter.messages import Message, Report
from exporter.model.collection import Collection
from exporter.passes.identify import slug

INVENTORY, LEDGER = "inventory.csv", "ledger.sqlite"
_READ_AT_ONCE, _SET_AT_ONCE = 20, 12  # articles in one call
_SAVE_EVERY = 200  # readings


class Watch(Protocol):
    """Who is told how far a run is."""

    def step(self, name: str, total: int) -> None:
        """A step of so many pieces of work begins."""

    def done(self, count: int = 1) -> None:
        """So many pieces of it are done."""

    def message(self, message: Message) -> None:
        """Something about an article, or about the whole."""


class Outcome(msgspec.Struct, frozen=True, kw_only=True):
    """What a run came to: the counts, the files with their SHA-256, and whether there was nothing to do."""

    counts: Counts
    files: dict[str, str]
    rows: tuple[Row, ...] = ()
    unchanged: bool = False


def collect(request: Request, watch: Watch) -> Outcome:
    """Make a collection. Raises ExporterError when nothing can be made of it."""
    folder = folder_of(request.folder)
    report = Report()
    collection, apart = collection_of(request, folder, report)
    for message in report.messages:
        watch.message(message)
    found = find_inputs(folder, apart)
    state = State(Path(request.state) if request.state else state_folder(request.output))
    try:
        run = _Run(request, folder, collection, found, state, watch)
        finished = run.finished()
        return finished if finished else run.all()
    finally:
        state.close()


def state_folder(output: Path) -> Path:
    """Where a run into a folder keeps things: hidden beside it, so that the folder holds outputs alone."""
    output = Path(os.path.abspath(output))
    return output.parent / f".{output.name}.exporter"


class _Run:
    def __init__(
        self, request: Request, folder: Path, collection: Collection, found: Found, state: State, watch: Watch
    ) -> None:
        self._request = request
        self._collection = collection
        self._found = found
        self._state = state
        self._store = Store(state.folder / "objects")
        self._watch = watch
        self._beside = Beside(folder)
        self._folder_name = Path(str(folder)).name
        reading = request.reading
        # What lies in the collection's folder is the articles' own.
        inside = {"picture_folders": (*reading.picture_folders, folder), "picture_root": reading.picture_root or folder}
        self._order = ReadOrder(
            folder=request.folder,
            state=str(state.folder),
            made_by=made_by(),
            options=msgspec.structs.replace(reading, **inside),
            typography=request.layout.typography,
            seconds=request.seconds,
        )
        self._names = {item.path: self._reading_name(item) for item in found.inputs}

    def finished(self) -> Outcome | None:
        """What an earlier run came to, when all that it was made from, and all that it made, is as it was."""
        outputs = self._state.finished(self._run_name())
        if outputs is None:
            return None
        for path, digest in outputs.files.items():
            if digest_of(self._request.output / path) != digest:
                return None
        if any(self._kept(item) is None for item in self._found.inputs):
            return None
        return Outcome(counts=msgspec.convert(outputs.counts, Counts), files=outputs.files, unchanged=True)

    def all(self) -> Outcome:
        """Do what is left to do."""
        self._state.begin()
        with self._executor() as executor:
            readings = self._read(executor)
            choice = self._chosen(readings)
            refused: dict[str, tuple[Message, ...]] = {}
            while True:
                wanted = [item for item in choice.wanted if _place(item) not in refused]
                volumes = volumes_of(self._collection, wanted, _size_of)
                found, pieces = self._set(executor, volumes)
                if not found:
                    break
                refused |= found  # others may have linked to these: they are set again without
        return self._written(readings, choice, volumes, pieces, refused)

    def _executor(self) -> AbstractContextManager[Executor]:
        request = self._request
        if request.cluster:
            return executors.cluster(request.cluster)
        load_ahead()
        # A call holds several articles; each has its own bound inside.
        return executors.local(request.workers, (request.seconds + 5) * _READ_AT_ONCE, request.memory_mb)

    @property
    def _workers(self) -> int:
        return self._request.workers or os.cpu_count() or 1

    # --- Reading ------------------------------------------------------------------------------------------------

    def _read(self, executor: Executor) -> list[Reading]:
        readings: dict[str, Reading] = {}
        for item in self._found.inputs:
            if kept := self._kept(item):
                readings[item.path] = kept
        waiting = [item for item in self._found.inputs if item.path not in readings]
        self._watch.step("reading", len(waiting))
        work = _Call(read_inputs, self._order)
        for number, (item, result) in enumerate(spread(executor, work, waiting, _READ_AT_ONCE, self._workers), 1):
            reading = (
                result if isinstance(result, Reading) else Reading(path=item.path, messages=(_lost(item.path, result),))
            )
            readings[item.path] = reading
            if isinstance(result, Reading):  # what a crash or a lack of memory ended is tried again another time
                beside = self._beside.digest(item.path, reading.files)
                self._state.keep_reading(self._names[item.path], Kept(beside, reading))
            if number % _SAVE_EVERY == 0:
                self._state.save()
            self._watch.done()
        self._state.save()
        return [readings[item.path] for item in self._found.inputs]

    def _kept(self, item: Input) -> Reading | None:
        """What became of an input before, when it and what lies beside it are as they were."""
        kept = self._state.reading(self._names[item.path])
        if kept is None or kept.beside != self._beside.digest(item.path, kept.reading.files):
            return None
        return kept.reading

    def _reading_name(self, item: Input) -> str:
        order = self._order
        options = {name: str(value) for name, value in msgspec.structs.asdict(order.options).items()}
        return name_of("read", order.made_by, options, order.typography, item)

    def _run_name(self) -> str:
        request = self._request
        inputs = [self._names[item.path] for item in self._found.inputs]
        brand = digest_of(Path(request.layout.brand)) if request.layout.brand else ""
        return name_of(
            "run", inputs, self._collection, request.formats, request.layout, brand, request.receipt, request.name
        )

    # --- Choosing and setting -----------------------------------------------------------------------------------

    def _chosen(self, readings: list[Reading]) -> Choice:
        items, reasons = filtered(self._collection, items_of(readings))
        rules = self._collection.duplicates
        twins = find_twins([item.summary for item in items], self._store, rules)
        return msgspec.structs.replace(chosen(rules, items, twins), excluded=reasons)

    def _set(
        self, executor: Executor, volumes: Sequence[Volume]
    ) -> tuple[dict[str, tuple[Message, ...]], dict[str, str]]:
        """Set what was not set before: the messages of articles that were refused, and the pieces of the others."""
        order = self._set_order(volumes)
        tasks = [
            Task(
                key=entry.key,
                path=entry.item.path,
                article=entry.item.summary.name,
                targets=volume.targets.get(entry.key, {}),
            )
            for volume in volumes
            for entry in volume.entries
        ]
        places = {entry.key: _place(entry.item) for volume in volumes for entry in volume.entries}
        names = {task.key: piece_name(order, task) for task in tasks}
        waiting = [task for task in tasks if not self._store.has(names[task.key])]
        self._watch.step("setting", len(waiting))
        refused: dict[str, tuple[Message, ...]] = {}
        for task, result in spread(executor, _Call(set_for_epub, order), waiting, _SET_AT_ONCE, self._workers):
            if not isinstance(result, Setting):
                refused[places[task.key]] = (_lost(task.path, result),)
            elif not result.piece:
                refused[places[task.key]] = result.messages
            self._watch.done()
        return refused, names

    def _set_order(self, volumes: Sequence[Volume]) -> SetOrder:
        entries = [entry.item for volume in volumes for entry in volume.entries]
        return SetOrder(
            state=str(self._state.folder),
            made_by=made_by(),
            layout=msgspec.structs.replace(self._request.layout, kind="collection/article"),
            title=title_of(self._collection, self._folder_name),
            lang=language_of(self._collection, entries),
            receipt=self._request.receipt,
            seconds=self._request.seconds,
        )

    # --- Putting together ---------------------------------------------------------------------------------------

    def _written(
        self,
        readings: list[Reading],
        choice: Choice,
        volumes: tuple[Volume, ...],
        pieces: dict[str, str],
        refused: dict[str, tuple[Message, ...]],
    ) -> Outcome:
        from exporter.batch.books import write_epub
        from exporter.batch.matter import About
        from exporter.publication.labels import load_labels

        order = self._set_order(volumes)
        report = Report()
        about = About(
            collection=self._collection,
            title=order.title,
            lang=order.lang,
            labels=load_labels(order.lang, report),
            layout=self._request.layout,
        )
        outputs = OutputTree(self._request.output)
        stem = self._request.name or slug(order.title) or "collection"
        files: dict[str, tuple[str, ...]] = {}
        try:
            filled = [volume for volume in volumes if volume.parts]
            self._watch.step("writing", len(filled))
            for volume in filled:
                name = f"{stem}-{volume.name}.epub" if volume.name else f"{stem}.epub"
                write = partial(write_epub, about=about, volume=volume, pieces=pieces, store=self._store, report=report)
                outputs.write(name, write)
                files[volume.name] = (name,)
                self._watch.done()
            by_path = {reading.path: reading for reading in readings}
            rows = rows_of(self._found.inputs, by_path, choice, filled, files, refused)
            counts = counts_of(rows, self._found.left)
            digests = dict(outputs.digests)
            about_run = {"title": order.title, "made_by": made_by(), "identifier": self._collection.metadata.identifier}
            outputs.write(INVENTORY, lambda sink: sink.write(as_csv(rows, digests)))
            outputs.make(LEDGER, lambda file: write_ledger(file, rows, digests, counts, about_run))
            outputs.place()
        finally:
            outputs.forget()
        self._tidy(readings, pieces)
        kept = Outputs(outputs.digests, msgspec.to_builtins(counts))
        self._state.finish(self._run_name(), kept, self._names.values())
        return Outcome(counts=counts, files=outputs.digests, rows=tuple(rows))

    def _tidy(self, readings: list[Reading], pieces: dict[str, str]) -> None:
        """Forget what this run had no use for."""
        from exporter.batch.reading import picture_name
        from exporter.batch.setting import piece_from

        used = set(pieces.values())
        for reading in readings:
            for summary in reading.summaries:
                used.add(summary.name)
                used.update(map(picture_name, summary.assets))
        for name in pieces.values():
            used.update(map(picture_name, piece_from(self._store, name).pictures))
        self._store.forget_all_but(used)


class _Call:
    """A step with what is the same for all its items, as workers get it."""

    def __init__(self, work: Callable[[Any, Any], list[Any]], order: Any) -> None:
        self._work = work
        self._order = order

    def __call__(self, items: tuple[Any, ...]) -> list[Any]:
        return self._work(self._order, items)


def load_ahead() -> None:
    """Import what the workers need, so that processes forked afterwards share it."""
    import gc

    import exporter.batch.books
    import exporter.checks.receipt.epub
    import exporter.readers.markdown  # noqa: F401

    gc.freeze()


def _place(item: Item) -> str:
    return f"{item.path}#{item.place}"


def _size_of(item: Item) -> int:
    return item.summary.words * 8


def _lost(path: str, fault: BaseException | object) -> Message:
    name = type(fault).__name__
    reasons = {
        "TimeoutError": ("L302", "the process that worked on it took too long, and was ended"),
        "MemoryError": ("L303", "it needs more memory than a worker may have"),
        "ProcessExpired": ("L301", "the process that worked on it died"),
        "KilledWorker": ("L301", "the workers of the cluster that had it died"),
    }
    code, text = reasons.get(name, ("C105", f"exporter itself failed: {name}: {str(fault)[:200]}"))
    return Message(code, "error", f"{path}: {text}", "look at the article alone: exporter build")
