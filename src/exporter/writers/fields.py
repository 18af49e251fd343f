"""What is said about an article, as the fields that its reader understands so."""

import re
from collections.abc import Callable
from html import unescape
from typing import Any

import msgspec

from exporter.model.metadata import Contact, Metadata, Person
from exporter.readers.field_names import ALIASES

_PARTED = re.compile(r"[;,]")
_NAMES_TWO = re.compile(r";|\s&\s|<[^<>]*@|^\s*$")


def fields_of(metadata: Metadata) -> dict[str, Any]:
    """The fields that have a value, under our own names, and then all others as they came.

    Where one of these others has such a name, ours stands under another that means the same; the first one counts.
    """
    fields: dict[str, Any] = {}
    for name in metadata.__struct_fields__:
        value = getattr(metadata, name)
        if name != "extra" and value:
            fields[_key_of(name, metadata.extra)] = _VALUES.get(name, _text)(value)
    return fields | {name: value for name, value in metadata.extra.items() if name not in fields}


def _key_of(name: str, extra: dict[str, Any]) -> str:
    names = [key.replace("_", "-") for key in (name, *ALIASES.get(name, ()))]
    return next((key for key in names if key not in extra and key.replace("-", "_") not in extra), names[0])


def _text(value: str, tags: bool = False) -> str:
    """A text in which entities will be read as the characters that they stand for, and `tags` will be taken out."""
    if unescape(value) != value or (tags and "<" in value):
        value = value.replace("&", "&amp;")
        value = value.replace("<", "&lt;") if tags else value
    return value


def _title(value: str) -> str:
    return _text(value, tags=True)


def _authors(people: tuple[Person, ...]) -> list[Any]:
    return [
        _text(person.name) if person == Person(name=person.name) and not _NAMES_TWO.search(person.name)
        else _filled(person)
        for person in people
    ]  # fmt: skip


def _contacts(contacts: tuple[Contact, ...]) -> list[Any]:
    return [_filled(contact) for contact in contacts]


def _filled(entry: Person | Contact) -> dict[str, str]:
    return {name: _text(value) for name, value in msgspec.structs.asdict(entry).items() if value}


def _keywords(words: tuple[str, ...]) -> list[str]:
    return [_text(word) for word in words]


def _section(value: str) -> Any:
    return [_text(value)] if _PARTED.search(value) else _text(value)


_VALUES: dict[str, Callable[[Any], Any]] = {
    "title": _title,
    "subtitle": _title,
    "authors": _authors,
    "contact": _contacts,
    "keywords": _keywords,
    "section": _section,
}
