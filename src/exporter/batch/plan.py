"""Which articles a collection holds, in which order, parts and volumes, and under which names."""

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from hashlib import sha256
from itertools import groupby
from pathlib import PurePosixPath
from typing import Any

import msgspec

from exporter.batch.inputs import composed, matches
from exporter.batch.links import Links, Place
from exporter.batch.reading import Details, Summary
from exporter.model.collection import Collection, Filters, Volumes
from exporter.model.metadata import Metadata
from exporter.passes.identify import github_slug

_KEY_LENGTH = 60
_LAST = "9999"  # what has no date stands behind what has one


class Item(msgspec.Struct, frozen=True):
    """An article that may be in the collection: the path of its input, its place in it, and its summary."""

    path: str
    place: int
    summary: Summary

    @property
    def name(self) -> str:
        """What parts it from all others: its path and place."""
        return f"{self.path}#{self.place}"


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """An article of the collection. `key` names it in every format."""

    key: str
    item: Item

    @property
    def metadata(self) -> Metadata:
        """What is said about it."""
        return self.item.summary.metadata


class Part(msgspec.Struct, frozen=True, kw_only=True):
    """A part with its articles; without a title it is the whole, or what no part names, and has no page of its own.

    `key` names that page in every format; no article is called so.
    """

    title: str
    introduction: str
    entries: tuple[Entry, ...]
    key: str = ""


class Volume(msgspec.Struct, frozen=True, kw_only=True):
    """One file of each format: its parts in their order. `name` says what parts it from the others, "" for the only
    one; `targets` are the links of each article, by its key, to others of this volume: the address as it is written,
    and the key, or key and "#" and id, that it leads to."""

    name: str
    parts: tuple[Part, ...]
    targets: dict[str, dict[str, str]]

    @property
    def entries(self) -> Iterator[Entry]:
        """All articles in their order."""
        return (entry for part in self.parts for entry in part.entries)


def excluded(item: Item, filters: Filters, lang: str = "") -> str:
    """Why a filter leaves an article out; "" when none does. `lang` is the language of those that say none."""
    metadata = item.summary.metadata
    lang = metadata.lang or lang
    if filters.include and not matches(item.path, filters.include):
        return "its path is not included"
    if matches(item.path, filters.exclude):
        return "its path is excluded"
    day = metadata.date[:10]
    # A year is within a filter that begins, or ends, in the middle of it.
    is_early, is_late = f"{day}~" < filters.since, day > f"{filters.until}~"
    if ((filters.since or filters.until) and not day) or is_early or (filters.until and is_late):
        return f"its date, {metadata.date or 'none'}, is not within the filter's"
    if filters.languages and _primary(lang) not in set(map(_primary, filters.languages)):
        return f"its language, {lang or 'none'}, is not among the filter's"
    wanted = {word.casefold() for word in filters.keywords}
    if wanted and wanted.isdisjoint(word.casefold() for word in metadata.keywords):
        return "it has none of the filter's keywords"
    return ""


def _primary(tag: str) -> str:
    """The language of a tag, which may be written in capitals, without its region."""
    return re.split("[-_]", tag.lower())[0]


def volumes_of(
    collection: Collection,
    items: Sequence[Item],
    size_of: Callable[[Item], int],
    details_of: Callable[[Item], Details],
    introductions: Mapping[str, Details] | None = None,
) -> tuple[Volume, ...]:
    """The volumes of a collection's articles: those that are neither excluded, nor left out, nor refused.

    `size_of` gives about how many bytes an article takes, `details_of` its details; `introductions` are those of the
    introductions of parts by their paths.
    """
    listed = {path: place for place, path in enumerate(collection.listed)}
    ordered = sorted(items, key=lambda item: _order(collection, listed, item))
    entries = [Entry(key=key, item=item) for item, key in zip(ordered, _keys(ordered), strict=True)]
    parts = tuple(_parts(collection, entries))
    split = _split(collection.volumes, parts, size_of)
    volumes = (_with_links(name, own, details_of, introductions or {}) for name, own in split)
    return tuple(volume for volume in volumes if volume.parts)


def title_of(collection: Collection, folder_name: str) -> str:
    """A collection's title; without one that of its folder, as words."""
    return collection.metadata.title or re.sub(r"[-_]+", " ", folder_name).strip().capitalize() or "Collection"


def language_of(collection: Collection, items: Iterable[Item]) -> str:
    """A collection's language; without one that of most of its articles."""
    if collection.metadata.lang:
        return collection.metadata.lang
    found = Counter(item.summary.metadata.lang for item in items if item.summary.metadata.lang)
    return min(found, key=lambda tag: (-found[tag], tag)) if found else "en"


def _order(collection: Collection, listed: Mapping[str, int], item: Item) -> tuple[Any, ...]:
    metadata = item.summary.metadata
    way = (*PurePosixPath(item.path).parts, item.place)
    first: tuple[Any, ...] = ()
    if collection.order == "listed" or listed:
        first = (listed.get(composed(item.path), len(listed)),)
    if collection.order == "date":
        return (*first, metadata.date or _LAST, *_as_text(way))
    if collection.order == "date-descending":
        return (*first, _descending(metadata.date), *_as_text(way))
    if collection.order == "author":
        names = ", ".join(surname_first(person.name) for person in metadata.authors)
        return (*first, not names, sort_key(names), metadata.date or _LAST, *_as_text(way))
    if collection.order == "title":
        return (*first, sort_key(metadata.title), *_as_text(way))
    if collection.order == "section":
        return (*first, not metadata.section, sort_key(metadata.section), metadata.date or _LAST, *_as_text(way))
    return (*first, *_as_text(way))


def _as_text(way: tuple[Any, ...]) -> tuple[str, ...]:
    return tuple(f"{part:09}" if isinstance(part, int) else part for part in way)


def _descending(date: str) -> str:
    """A date as a text whose order is turned round; what has no date stands last."""
    return "".join(chr(0x10000 - ord(sign)) for sign in date) if date else "\U0010ffff"


def sort_key(words: str) -> str:
    """Words as they are sorted: without accents and case, so that "École" stands beside "Ecole"."""
    plain = unicodedata.normalize("NFKD", words.casefold())
    return "".join(sign for sign in plain if not unicodedata.combining(sign)) or words


def surname_first(name: str) -> str:
    """A name as it is sorted: "Ada Lovelace" as "Lovelace Ada"."""
    first, _, last = name.rpartition(" ")
    return f"{last} {first}" if first and "," not in name else name


def _keys(items: Sequence[Item]) -> Iterator[str]:
    """A name for each article from its path: short, readable, and never the same as another's."""
    taken = {"cover", "nav"}  # pages of the book's own
    for item in items:
        path = PurePosixPath(item.path)
        words = (
            path.parent.name if path.stem.lower() in ("index", "_index", "readme") and path.parent.name else path.stem
        )
        plain = unicodedata.normalize("NFKD", words).encode("ascii", "ignore").decode()
        base = github_slug(plain)[:_KEY_LENGTH].strip("-_") or "article"
        key = f"{base}-{item.place + 1}" if item.place else base
        if key in taken:
            key = f"{base}-{sha256(f'{item.path}#{item.place}'.encode()).hexdigest()[:8]}"
        taken.add(key)
        yield key


def _parts(collection: Collection, rest: list[Entry]) -> Iterator[Part]:
    for part in collection.parts:
        inside = [entry for entry in rest if matches(entry.item.path, part.articles)]
        rest = [entry for entry in rest if not matches(entry.item.path, part.articles)]
        if inside:
            yield Part(title=part.title, introduction=part.introduction, entries=tuple(inside))
    if not collection.parts and collection.group:
        named = [(_group(collection.group, entry.item), entry) for entry in rest]
        named.sort(key=lambda pair: (not pair[0], sort_key(pair[0]), pair[0]))
        for name, pairs in groupby(named, key=lambda pair: pair[0]):
            yield Part(title=name, introduction="", entries=tuple(entry for _, entry in pairs))
    elif rest:
        yield Part(title="", introduction="", entries=tuple(rest))


def _split(
    volumes: Volumes, parts: tuple[Part, ...], size_of: Callable[[Item], int]
) -> Iterator[tuple[str, tuple[Part, ...]]]:
    """The parts by volume, each with what its name is made of; a part may go on in the next volume."""
    if not volumes.by:
        yield "", parts
    elif volumes.by == "part":
        for number, part in enumerate(parts, 1):
            yield str(number), (part,)
    elif volumes.by == "year":
        years = sorted({entry.metadata.date[:4] for part in parts for entry in part.entries})
        for year in years:
            keys = {entry.key for part in parts for entry in part.entries if entry.metadata.date[:4] == year}
            yield year or "undated", _only(parts, keys)
    else:
        numbers: dict[str, int] = {}
        number, filled = 1, 0
        for entry in (entry for part in parts for entry in part.entries):
            size = 1 if volumes.by == "count" else size_of(entry.item)
            if filled and filled + size > (volumes.count or volumes.size_bytes):
                number, filled = number + 1, 0
            filled += size
            numbers[entry.key] = number
        for each in range(1, number + 1):
            yield str(each), _only(parts, {key for key, number in numbers.items() if number == each})


def _only(parts: tuple[Part, ...], keys: Container[str]) -> tuple[Part, ...]:
    """The parts with the entries of these keys alone, without parts that have none of them."""
    found = ((part, tuple(entry for entry in part.entries if entry.key in keys)) for part in parts)
    return tuple(msgspec.structs.replace(part, entries=entries) for part, entries in found if entries)


def _with_links(
    name: str,
    parts: tuple[Part, ...],
    details_of: Callable[[Item], Details],
    introductions: Mapping[str, Details],
) -> Volume:
    entries = [entry for part in parts for entry in part.entries]
    keyed = tuple(msgspec.structs.replace(part, key=f"part.{number}") for number, part in enumerate(parts, 1))
    opened = [part for part in keyed if part.introduction in introductions]
    places = [_place(entry.key, entry.item.path, entry.metadata.url, details_of, entry.item) for entry in entries]
    places += [_place(part.key, part.introduction, "", introductions.__getitem__, part.introduction) for part in opened]
    links = Links(places)
    targets = {entry.key: links.of(entry.key, entry.item.path, details_of(entry.item).links) for entry in entries}
    for part in opened:
        targets[part.key] = links.of(part.key, part.introduction, introductions[part.introduction].links)
    return Volume(name=name, parts=keyed, targets={key: found for key, found in targets.items() if found})


def _place(key: str, path: str, url: str, details_of: Callable[[Any], Details], of: Any) -> Place:
    return Place(key, path, url, lambda: details_of(of).ids)


def _group(group: str, item: Item) -> str:
    metadata = item.summary.metadata
    if group == "folder":
        parts = PurePosixPath(item.path).parts
        return re.sub(r"[-_]+", " ", parts[0]).strip().capitalize() if len(parts) > 1 else ""
    if group == "author":
        return metadata.authors[0].name if metadata.authors else ""
    return {"year": metadata.date[:4], "section": metadata.section, "language": metadata.lang}[group]
