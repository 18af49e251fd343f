"""From what was read, found alike, left out and set to one row for each article of each input."""

from collections.abc import Iterator, Mapping, Sequence

import msgspec

from exporter.batch.duplicates import Twin, clusters
from exporter.batch.inputs import Input, composed
from exporter.batch.inventory import Row
from exporter.batch.plan import Item, Volume, excluded
from exporter.batch.reading import Reading
from exporter.messages import Message
from exporter.model.collection import Collection, DuplicateRules
from exporter.passes.repeats import Repeat


class Choice(msgspec.Struct, frozen=True, kw_only=True):
    """Which articles are wanted, and why the others are not: reasons by the path and place of an article."""

    wanted: tuple[Item, ...]
    excluded: dict[tuple[str, int], str]
    duplicates: dict[tuple[str, int], Twin]
    twins: tuple[Twin, ...]
    items: tuple[Item, ...]  # all that were compared: twins count in it


def items_of(readings: Sequence[Reading]) -> tuple[Item, ...]:
    """All articles that could be read, in the order of their paths."""
    return tuple(
        Item(reading.path, place, summary) for reading in readings for place, summary in enumerate(reading.summaries)
    )


def filtered(collection: Collection, items: Sequence[Item]) -> tuple[tuple[Item, ...], dict[tuple[str, int], str]]:
    """The items that no filter leaves out, and the reasons for the others."""
    lang = collection.metadata.lang
    reasons = {(item.path, item.place): excluded(item, collection.filters, lang) for item in items}
    wanted = tuple(item for item in items if not reasons[item.path, item.place])
    return wanted, {key: reason for key, reason in reasons.items() if reason}


def comparable(rules: DuplicateRules, items: Sequence[Item]) -> tuple[Item, ...]:
    """The items in the order in which the first of equal ones is the one that stays: those that are left out by hand
    come last, so that nothing is left out for the sake of one that is not there."""
    return tuple(sorted(items, key=lambda item: composed(item.path) in rules.leave_out))


def chosen(rules: DuplicateRules, items: tuple[Item, ...], twins: Sequence[Twin]) -> Choice:
    """The articles that stay when those that say the same are left out by the rules."""
    left: dict[tuple[str, int], Twin] = {}
    for twin in twins:
        item = items[twin.number]
        rule = rules.equal if twin.is_equal else rules.near
        path = composed(item.path)
        if path in rules.leave_out or (rule == "leave-out" and path not in rules.keep):
            left[item.path, item.place] = twin
    by_hand = [item for item in items if composed(item.path) in rules.leave_out]
    for item in by_hand:
        left.setdefault((item.path, item.place), Twin(-1, -1, 0.0, 0.0))
    wanted = tuple(sorted((i for i in items if (i.path, i.place) not in left), key=lambda i: (i.path, i.place)))
    return Choice(wanted=wanted, excluded={}, duplicates=left, twins=tuple(twins), items=items)


def rows_of(
    inputs: Sequence[Input],
    readings: Mapping[str, Reading],
    choice: Choice,
    volumes: Sequence[Volume],
    outputs: Mapping[str, tuple[str, ...]],
    refused: Mapping[str, tuple[Message, ...]],
) -> list[Row]:
    """The ledger's rows. `outputs` are the files of each volume by its name, `refused` the messages of articles that
    could not be set, by path and place written as "path#place"."""
    keys = {
        (entry.item.path, entry.item.place): (entry.key, outputs[volume.name])
        for volume in volumes
        for entry in volume.entries
    }
    numbered = _Numbered(choice)
    return [row for item in inputs for row in _rows(item, readings[item.path], choice, numbered, keys, refused)]


class _Numbered:
    """What twins say, which count in the items."""

    def __init__(self, choice: Choice) -> None:
        self.places = {(item.path, item.place): number for number, item in enumerate(choice.items)}
        self.clusters = clusters(choice.twins)
        self.twins = {twin.number: twin for twin in choice.twins}


def _rows(
    item: Input,
    reading: Reading,
    choice: Choice,
    numbered: _Numbered,
    keys: Mapping[tuple[str, int], tuple[str, tuple[str, ...]]],
    refused: Mapping[str, tuple[Message, ...]],
) -> Iterator[Row]:
    if not reading.summaries:
        yield _rejected(Row(path=item.path, sha256=item.sha256), reading.messages)
        return
    for place, summary in enumerate(reading.summaries):
        key = (item.path, place)
        metadata = summary.metadata
        number = numbered.places.get(key, -1)
        twin = choice.duplicates.get(key) or numbered.twins.get(number)
        cluster = numbered.clusters.get(number)
        row = Row(
            path=item.path,
            article=place + 1,
            sha256=item.sha256,
            title=metadata.title,
            authors="; ".join(person.name for person in metadata.authors),
            date=metadata.date,
            language=metadata.lang,
            words=summary.words,
            cluster=choice.items[cluster].path if cluster is not None else "",
            similarity=twin.similarity if twin and twin.original >= 0 else 0.0,
            original=choice.items[twin.original].path if twin and twin.original >= 0 else "",
            messages=reading.messages,
            metadata=metadata,
        )
        if key in choice.excluded:
            yield msgspec.structs.replace(row, status="excluded", reason=choice.excluded[key])
        elif key in choice.duplicates:
            yield msgspec.structs.replace(row, status="duplicate", reason=_why(choice.duplicates[key], row))
        elif f"{item.path}#{place}" in refused:
            yield _rejected(row, refused[f"{item.path}#{place}"])
        else:
            name, files = keys[key]
            reason = _why(twin, row) if twin else _repeats(summary.repeats)
            first = next((repeat.again for repeat in summary.repeats if repeat.again and not twin), None)
            line = first.line if first else 0
            yield msgspec.structs.replace(row, key=name, outputs=files, reason=reason, line=line)


def _rejected(row: Row, messages: tuple[Message, ...]) -> Row:
    errors = [message for message in messages if message.severity == "error"]
    first = next(iter(errors or messages), None)
    line = first.origin.line if first and first.origin else 0
    said = f"{first.code}: {first.text}" if first else ""
    reason = said if errors else "; ".join(filter(None, ("no article is in it", said)))
    return msgspec.structs.replace(row, status="rejected", reason=reason, line=line, messages=messages)


def _why(twin: Twin, row: Row) -> str:
    if twin.original < 0:
        return "left out by hand"
    if twin.is_equal:
        return f"the same words as {row.original}"
    share = f"{twin.contained:.0%} of the shorter one's runs of five words are in the other"
    return f"near {row.original}: {twin.similarity:.0%} in common; {share}"


def _repeats(repeats: Sequence[Repeat]) -> str:
    return "; ".join(repeat.said for repeat in repeats)
