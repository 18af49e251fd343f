"""Reads what has to be read of a collection's inputs, and takes what was read before from where it is kept."""

from collections.abc import Sequence
from functools import partial
from typing import Any

import msgspec

from exporter.batch.agreement import store_of
from exporter.batch.bench import Watch
from exporter.batch.beside import Beside
from exporter.batch.executors import Crew
from exporter.batch.inputs import Found, Input
from exporter.batch.reading import Details, Reading, ReadOrder, read_inputs
from exporter.batch.spreading import lost, spread
from exporter.batch.state import State
from exporter.batch.store import name_of
from exporter.errors import SourceError
from exporter.messages import Message

AT_ONCE = 20  # articles in one call
_SAVE_EVERY = 200  # readings
_EQUAL = ("authors", "keywords", "section", "lang", "publisher", "rights", "contact")  # in many articles' metadata


class Gathering:
    """The inputs of one run; `names` are those of their readings by path, which say all that they are made from."""

    def __init__(self, order: ReadOrder, found: Found, state: State, beside: Beside, watch: Watch) -> None:
        self._order = order
        self._store = store_of(order.common)
        self._found = found
        self._state = state
        self._beside = beside
        self._watch = watch
        self._known: dict[Any, Any] = {}
        self.names = {item.path: self._name(item) for item in (*found.inputs, *found.apart)}

    def is_as_it_was(self) -> bool:
        """Whether every input was read before, and it and what lies beside it are as they were."""
        return all(self._kept(item) for item in (*self._found.inputs, *self._found.apart))

    def articles(self, crew: Crew) -> list[Reading]:
        """What became of each input, in the order of their paths."""
        return self._read(crew, self._found.inputs)

    def introductions(self, crew: Crew) -> dict[str, Reading]:
        """The introductions of parts by their paths. Raises SourceError for one that cannot be read."""
        found = self._read(crew, self._found.apart)
        for reading in found:
            if not reading.summaries:
                text = f"the introduction {reading.path} cannot be used"
                message = Message("L103", "error", text, "correct it, or take it out of collection.yml")
                raise SourceError(message, *reading.messages)
        return {reading.path: reading for reading in found}

    def details(self, path: str) -> tuple[Details, ...]:
        """The details of the articles that were read of an input."""
        return self._state.details(self.names[path])

    def _read(self, crew: Crew, inputs: Sequence[Input]) -> list[Reading]:
        readings = {item.path: kept for item in inputs if (kept := self._kept(item))}
        gone = self._store.missing(name for reading in readings.values() for name in reading.kept)
        readings = {path: reading for path, reading in readings.items() if gone.isdisjoint(reading.kept)}
        waiting = [item for item in inputs if item.path not in readings]
        self._watch.step("reading", len(waiting))
        work: Any = partial(read_inputs, self._order)
        for number, (item, result) in enumerate(spread(crew, work, waiting, AT_ONCE), 1):
            # A file that cannot be read, a crash, a lack of memory: another run may not meet it.
            if not isinstance(result, Reading):
                result = Reading(path=item.path, messages=(lost(item.path, result),))
            elif not any(message.code == "R001" for message in result.messages):
                beside = self._beside.digest(item.path, result.files)
                result = self._shared(self._state.keep_reading(self.names[item.path], beside, result))
            readings[item.path] = result
            if number % _SAVE_EVERY == 0:
                self._state.save()
            self._watch.done()
        self._state.save()
        return [readings[item.path] for item in inputs]

    def _kept(self, item: Input) -> Reading | None:
        """What became of an input before, when it and what lies beside it are as they were."""
        kept = self._state.reading(self.names[item.path])
        if kept is None or kept.beside != self._beside.digest(item.path, kept.reading.files):
            return None
        return self._shared(kept.reading)

    def _shared(self, reading: Reading) -> Reading:
        """A reading that has in common with others what is equal in them, so that many take less memory."""
        known = self._known
        messages = tuple(
            known.setdefault(message, message) if message.origin is None else message for message in reading.messages
        )
        summaries = []
        for summary in reading.summaries:
            metadata = summary.metadata
            equal = {name: known.setdefault(value, value) for name in _EQUAL if (value := getattr(metadata, name))}
            metadata = msgspec.structs.replace(metadata, **equal)
            summaries.append(msgspec.structs.replace(summary, metadata=metadata))
        return msgspec.structs.replace(reading, messages=messages, summaries=tuple(summaries))

    def _name(self, item: Input) -> str:
        order = self._order
        options = {name: str(getattr(order.options, name)) for name in order.options.__struct_fields__}
        return name_of("read", order.common.made_by, options, order.typography, order.leaves_repeats_out, item)
