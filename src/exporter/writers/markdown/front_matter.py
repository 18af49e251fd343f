"""What is said about an article, as front matter in YAML under our own names."""

import re
from typing import Any

import msgspec

from exporter.model.article import Article
from exporter.model.metadata import Contact, Person
from exporter.writers.markdown.escaping import field, text
from exporter.writers.names import key_of
from exporter.writers.yaml_text import yaml_text

_PARTED = re.compile(r"[;,]")
_NAMES_TWO = re.compile(r";|\s&\s|<[^<>]*@|^\s*$")


def front_matter(article: Article, standfirst: str) -> str:
    """The fields between their fences; those that templates know first, then all others as they came."""
    metadata = article.metadata
    fields: dict[str, Any] = {}
    for name in metadata.__struct_fields__:
        value = getattr(metadata, name)
        if name == "summary":
            value = standfirst or text(metadata.summary)
        if name == "extra" or not value:
            continue
        fields[key_of(name, metadata.extra).replace("_", "-")] = _VALUES.get(name, field)(value)
    for name, value in metadata.extra.items():
        fields.setdefault(name, value)
    return f"---\n{yaml_text(fields)}---\n"


def _title(value: str) -> str:
    return field(value, tags=True)


def _authors(people: tuple[Person, ...]) -> list[Any]:
    return [
        field(person.name) if person == Person(name=person.name) and not _NAMES_TWO.search(person.name)
        else _filled(person)
        for person in people
    ]  # fmt: skip


def _contacts(contacts: tuple[Contact, ...]) -> list[Any]:
    return [_filled(contact) for contact in contacts]


def _filled(entry: Person | Contact) -> dict[str, str]:
    return {name: field(value) for name, value in msgspec.structs.asdict(entry).items() if value}


def _keywords(words: tuple[str, ...]) -> list[str]:
    return [field(word) for word in words]


def _section(value: str) -> Any:
    return [field(value)] if _PARTED.search(value) else field(value)


_VALUES = {
    "title": _title,
    "subtitle": _title,
    "authors": _authors,
    "contact": _contacts,
    "keywords": _keywords,
    "section": _section,
}
