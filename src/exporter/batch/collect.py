"""A collection from a folder of articles: read, planned, set, put together, accounted for, wherever a run was ended.

One process leads; reading and setting run over an executor. Nothing is done twice whose inputs are the same.
"""

import sqlite3
from collections.abc import Callable, Container, Mapping, Sequence
from contextlib import AbstractContextManager
from functools import partial
from pathlib import Path
from typing import Any

import msgspec

from exporter.batch.accounts import Choice, chosen, comparable, filtered, items_of, rows_of
from exporter.batch.agreement import Common
from exporter.batch.bench import Bench, Printed, Refused, Unprinted, Watch
from exporter.batch.beside import Beside
from exporter.batch.cluster import cluster
from exporter.batch.duplicates import find_twins
from exporter.batch.executors import Crew, local
from exporter.batch.formats import FORMATS
from exporter.batch.gathering import AT_ONCE, Gathering
from exporter.batch.inputs import Found, find_inputs, folder_of, more_seconds
from exporter.batch.inventory import INVENTORY, LEDGER, Counts, Row, counts_of, write_inventory, write_ledger
from exporter.batch.materials import keep_whereabouts
from exporter.batch.places import RemotePath, UnreachableError, place_of, said
from exporter.batch.plan import Item, Volume, language_of, title_of, volumes_of
from exporter.batch.provenance import about_run, materials_of
from exporter.batch.reading import Details, Reading, ReadOrder, article_of
from exporter.batch.request import Request, checked, collection_of, layout_of
from exporter.batch.sources import Sources, large, told_of_large
from exporter.batch.state import Outputs, State, where_kept
from exporter.batch.store import LostError, StoreError, name_of, open_store
from exporter.batch.tasks import SetOrder
from exporter.batch.tree import output_tree
from exporter.batch.unfound import say_unfound
from exporter.batch.versions import look_of, made_by
from exporter.embedding import library_versions
from exporter.errors import OutputError
from exporter.messages import Message, Report
from exporter.model.collection import Collection
from exporter.passes.identify import slug
from exporter.readers.collection_file import FILE


class Outcome(msgspec.Struct, frozen=True, kw_only=True):
    """What a run came to, or would come to: the counts, the files with their SHA-256 where they were made, and whether
    there was nothing to do. `volumes` are those of a plan."""

    counts: Counts
    files: dict[str, str]
    rows: tuple[Row, ...] = ()
    volumes: tuple[Volume, ...] = ()
    unchanged: bool = False


def collect(request: Request, watch: Watch) -> Outcome:
    """Make a collection. Raises ExporterError when nothing can be made of it."""
    try:
        return _collected(request, watch)
    except (StoreError, UnreachableError) as exc:
        raise _stopped(str(exc)) from exc
    except (OSError, sqlite3.Error) as exc:
        raise _stopped(f"the run cannot go on: {said(exc)}") from exc


def _collected(request: Request, watch: Watch) -> Outcome:
    folder = folder_of(checked(request).folder)
    report = Report()
    collection = collection_of(request, folder, report)
    request = msgspec.structs.replace(request, layout=layout_of(request, collection, folder))
    found = find_inputs(folder, collection.introductions, [FILE])
    say_unfound(collection, found, report)
    for message in report.messages:
        watch.message(message)
    state_folder, store = where_kept(request.output, request.state)
    state = State(state_folder)
    try:
        outcome = _Run(request, folder, collection, found, state, store, watch).outcome()
        if not request.plan_only:
            keep_whereabouts(request, state.folder, outcome.files[LEDGER])
        return outcome
    finally:
        state.close()


class _Run:
    def __init__(
        self,
        request: Request,
        folder: Path,
        collection: Collection,
        found: Found,
        state: State,
        store: str,
        watch: Watch,
    ) -> None:
        self._request = request
        self._collection = collection
        self._found = found
        self._state = state
        self._store = open_store(store)
        self._common = Common(store, self._store.token(), made_by())
        self._outputs = output_tree(place_of(request.output), state.scratch)
        self._watch = watch
        self._folder = folder
        self._beside = Beside(folder, request.reading.picture_root)
        self._look = look_of(request.layout)
        self._folder_name = Path(str(folder)).name
        reading = request.reading
        # What lies in the collection's folder is the articles' own.
        inside = {
            "picture_folders": (*reading.picture_folders, folder),
            "picture_root": reading.picture_root or folder,
            "keep_all": reading.keep_all or collection.keep_all,
        }
        order = ReadOrder(
            folder=request.folder if isinstance(folder, RemotePath) else str(folder),
            common=self._common,
            options=msgspec.structs.replace(reading, **inside),
            typography=request.layout.typography,
            seconds=request.seconds,
            leaves_repeats_out=collection.duplicates.inside == "leave-out",
        )
        self._gathering = Gathering(order, found, state, self._beside, watch)

    def outcome(self) -> Outcome:
        """What the run comes to. Raises OutputError when it cannot go on."""
        mending: list[Callable[[], None]] = [self._store.mend, lambda: self._store.forget_all_but(())]
        while True:
            try:
                if self._request.plan_only:
                    return self.planned()
                return self.finished() or self.all()
            except LostError as exc:
                if not mending:
                    raise _stopped(f"what is kept between runs is lost again and again: {exc}") from exc
                mending.pop(0)()

    def finished(self) -> Outcome | None:
        """What an earlier run came to, when all that it was made from, and all that it made, is as it was."""
        outputs = self._state.finished(self._run_name())
        if outputs is None:
            return None
        if self._outputs.marks(outputs.files) != outputs.marks or not self._gathering.is_as_it_was():
            return None
        return Outcome(counts=msgspec.convert(outputs.counts, Counts), files=outputs.files, unchanged=True)

    def planned(self) -> Outcome:
        """What a run would come to, as far as reading tells."""
        with self._crew() as crew:
            readings = self._gathering.articles(crew)
        choice = self._chosen(readings)
        volumes = volumes_of(self._collection, choice.wanted, _size_of, self._details_of)
        title = title_of(self._collection, self._folder_name)
        files = {volume.name: self._file_names(title, volume) for volume in volumes}
        by_path = {reading.path: reading for reading in readings}
        rows = rows_of(self._found.inputs, by_path, choice, volumes, files, {})
        names = dict.fromkeys((name for volume in volumes for name in files[volume.name]), "")
        return Outcome(counts=counts_of(rows, self._found.left), files=names, rows=tuple(rows), volumes=volumes)

    def all(self) -> Outcome:
        """Do what is left to do."""
        self._outputs.begin()
        self._state.begin()
        with self._crew() as crew:
            readings = self._gathering.articles(crew)
            introductions = self._gathering.introductions(crew)
            openings = {path: self._gathering.details(path)[0] for path in introductions}
            refused: Refused = {}
            while True:
                choice = self._chosen(readings, refused)
                volumes = volumes_of(self._collection, choice.wanted, _size_of, self._details_of, openings)
                bench = self._bench(crew, choice.wanted)
                editions, found = self._set(bench, volumes, introductions)
                if not found:
                    break
                # Others may have linked to these, and are set again without; others may say the same, and come in.
                refused |= found
            return self._written(bench, readings, introductions, choice, volumes, editions, refused)

    def _crew(self) -> AbstractContextManager[Crew]:
        request = self._request
        # A call holds several articles; each has its own bound inside.
        more = 10 * max(map(more_seconds, self._found.inputs), default=0)
        seconds = (request.seconds + 10) * AT_ONCE + more if request.seconds else 0
        if request.cluster:
            return cluster(request.cluster, seconds, request.memory_mb, self._watch)
        scratch = str(self._state.scratch)
        return local(request.formats, request.workers, seconds, request.memory_mb, scratch)

    def _run_name(self) -> str:
        request = self._request
        return name_of(
            "run",
            list(self._gathering.names.values()),
            self._collection,
            request.formats,
            request.layout,
            self._look,
            request.receipt,
            request.name,
            request.embed_source,
        )

    # --- Choosing and setting -----------------------------------------------------------------------------------

    def _chosen(self, readings: list[Reading], refused: Container[str] = ()) -> Choice:
        found, reasons = filtered(self._collection, items_of(readings))
        rules = self._collection.duplicates
        items = comparable(rules, [item for item in found if item.name not in refused])
        twins = find_twins(items, lambda item: self._details_of(item).sample, self._store, rules)
        return msgspec.structs.replace(chosen(rules, items, twins), excluded=reasons)

    def _details_of(self, item: Item) -> Details:
        return self._gathering.details(item.path)[item.place]

    def _bench(self, crew: Crew, items: Sequence[Item]) -> Bench:
        order = SetOrder(
            common=self._common,
            layout=self._request.layout,
            look=self._look,
            title=title_of(self._collection, self._folder_name),
            lang=language_of(self._collection, items),
            receipt=self._request.receipt,
            seconds=self._request.seconds,
        )
        return Bench(
            crew=crew,
            store=self._store,
            order=order,
            watch=self._watch,
            report=Report(),
        )

    def _set(
        self, bench: Bench, volumes: Sequence[Volume], introductions: Mapping[str, Reading]
    ) -> tuple[list[tuple[Volume, Any]], Refused]:
        """Set what was not set before: what is to be written, or the messages of articles that were refused."""
        from exporter.batch.formats import edition_class
        from exporter.batch.matter import About
        from exporter.publication.labels import load_labels

        about = About(
            collection=self._collection,
            title=bench.order.title,
            lang=bench.order.lang,
            labels=load_labels(bench.order.lang, bench.report),
            layout=bench.order.layout,
            introductions={
                path: article_of(self._store, reading.summaries[0].name) for path, reading in introductions.items()
            },
        )
        editions = []
        refused: Refused = {}
        for volume in volumes:
            printed: Printed = Unprinted()
            places = {entry.key: entry.item.name for entry in volume.entries}
            for format in (name for name in FORMATS if name in self._request.formats):
                edition = edition_class(format)(bench, about, volume, printed)
                for key, messages in edition.set().items():
                    if key not in places:  # a page of the collection's own
                        raise OutputError(*messages)
                    refused[places[key]] = messages
                if refused:
                    break
                editions.append((volume, edition))
                printed = edition if format == "pdf" else printed
        return editions, refused

    # --- Putting together ---------------------------------------------------------------------------------------

    def _written(
        self,
        bench: Bench,
        readings: list[Reading],
        introductions: Mapping[str, Reading],
        choice: Choice,
        volumes: Sequence[Volume],
        editions: Sequence[tuple[Volume, Any]],
        refused: Refused,
    ) -> Outcome:
        outputs = self._outputs
        for message in told_of_large(self._found.inputs) if self._request.embed_source else ():
            self._watch.message(message)
        files = {volume.name: self._file_names(bench.order.title, volume) for volume in volumes}
        read = [*readings, *introductions.values()]
        try:
            for volume, edition in editions:
                self._watch.step(f"writing {edition.format.upper()}", 1)
                name = next(name for name in files[volume.name] if name.endswith(f".{edition.format}"))
                outputs.write(name, partial(edition.write, sources=self._sources(volume, readings, introductions)))
                self._watch.done()
            by_path = {reading.path: reading for reading in readings}
            rows = rows_of(self._found.inputs, by_path, choice, volumes, files, refused)
            counts = counts_of(rows, self._found.left)
            outputs.make(INVENTORY, lambda file: write_inventory(file, rows, outputs.digests))
            digests = dict(outputs.digests)
            about = about_run(self._collection, bench.order)
            materials = materials_of(self._request, self._folder, self._collection, self._found, read, self._beside)
            engines = library_versions()
            outputs.make(LEDGER, lambda file: write_ledger(file, rows, digests, counts, about, materials, engines))
            outputs.place()
        finally:
            outputs.forget()
        self._tidy(read, editions)
        marks = outputs.marks(outputs.digests)
        kept = Outputs(outputs.digests, msgspec.to_builtins(counts), marks)
        self._state.finish(self._run_name(), kept, self._gathering.names.values())
        return Outcome(counts=counts, files=outputs.digests, rows=tuple(rows))

    def _sources(
        self, volume: Volume, readings: Sequence[Reading], introductions: Mapping[str, Reading]
    ) -> Sources | None:
        """The files that a volume is to carry."""
        if not self._request.embed_source:
            return None
        inside = {entry.item.path for entry in volume.entries} | {part.introduction for part in volume.parts}
        paths = {FILE} if (self._folder / FILE).is_file() else set()
        for reading in (*readings, *introductions.values()):
            if reading.path in inside:
                paths |= {reading.path, *self._beside.found(reading.path, reading.files)}
        if self._collection.metadata.cover:
            paths |= set(self._beside.found("", self._collection.files))
        return Sources(self._folder, paths - large(self._found.inputs), self._request.layout.theme)

    def _file_names(self, title: str, volume: Volume) -> tuple[str, ...]:
        """The files of a volume, one a format."""
        stem = self._request.name or slug(title) or "collection"
        name = f"{stem}-{volume.name}" if volume.name else stem
        return tuple(f"{name}.{format}" for format in FORMATS if format in self._request.formats)

    def _tidy(self, readings: list[Reading], editions: Sequence[tuple[Volume, Any]]) -> None:
        """Forget what this run had no use for."""
        used: set[str] = set()
        for _, edition in editions:
            used.update(edition.used())
        for reading in readings:
            used.update(reading.kept)
        self._store.forget_all_but(used)


def _stopped(text: str) -> OutputError:
    hint = "free some room, or mend what it names; then run again: it goes on where it was"
    return OutputError(Message("L409", "error", text, hint))


def _size_of(item: Item) -> int:
    return item.summary.words * 8 + item.summary.picture_bytes
