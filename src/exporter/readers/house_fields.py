"""Fields of front matter as site generators mean them, made the fields that every article may have.

Hugo keeps an author's own fields below `params`; Jekyll parts words by spaces; Docusaurus names authors by keys of a
file, and gives an author of one field each; Eleventy has dates that only its own history knows.
"""

import re
from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import Any

import msgspec
import yaml

from exporter.errors import SourceError
from exporter.messages import Report
from exporter.origin import Origin, Source
from exporter.readers.dates import w3cdtf
from exporter.readers.field_names import known_name
from exporter.readers.front_matter import Field, parse_yaml

AUTHORS_FILE = "authors.yml"
_DATED_NAME = re.compile(r"(\d{4}-\d{1,2}-\d{1,2})[-_.]")
_DATED_FOLDERS = re.compile(r"(?:^|/)(\d{4})/(\d{2})/(\d{2})/")
_UNKNOWN_DATES = frozenset(("last modified", "created", "git last modified", "git created"))
_AUTHOR_PARTS = {"author_title": "title", "author_url": "url"}
_KEY = re.compile(r"[\w-]+")
_WORDS = frozenset(("tags", "categories"))


def house_fields(fields: tuple[Field, ...], name: str, report: Report) -> tuple[Field, ...]:
    """The fields with what a generator says in its own way said as everywhere; `name` is the article's path."""
    found = list(_flat(fields))
    keys = {field.key.lower() for field in found}
    jekyll = _is_of_jekyll(name, keys)
    found = [_with_words(field) if jekyll else field for field in found]
    found = [field for field in found if not _is_unknown_date(field, report)]
    _tell_unpublished(found, name, report)
    return tuple(_with_author(found))


def date_of_name(name: str) -> str:
    """The date in an article's path: of its file, of its folder when it is an index, or of three folders."""
    path = PurePosixPath(name.replace("\\", "/"))
    last = [path.name, *([f"{path.parent.name}."] if path.stem == "index" else [])]
    found = next((match for part in last if (match := _DATED_NAME.match(part))), None)
    if found:
        return w3cdtf(found[1])
    folders = _DATED_FOLDERS.search(str(path.parent) + "/")
    return w3cdtf("-".join(folders.groups())) if folders else ""


def with_authors(fields: tuple[Field, ...], source: Source, report: Report) -> tuple[tuple[Field, ...], bool]:
    """The fields with people for the keys of Docusaurus's file of authors, when that lies beside the article."""
    place = next((place for place, field in enumerate(fields) if field.key == "authors"), None)
    file = source.folder / AUTHORS_FILE if source.folder else None
    if place is None or file is None or not any(True for _ in _keys(fields[place].value)):
        return fields, False
    try:
        text = file.read_text("utf-8") if file.is_file() else ""
        known = {field.key: field.value for field in parse_yaml(text, AUTHORS_FILE, Report())} if text else {}
    except (OSError, UnicodeDecodeError, SourceError, yaml.YAMLError):
        report.add("R105", f"{AUTHORS_FILE} cannot be read, so that its keys stand as names", "mend it",
                   fields[place].origin)  # fmt: skip
        return fields, False
    people = [_person(entry, known) for entry in _entries(fields[place].value)]
    field = msgspec.structs.replace(fields[place], value=people)
    return (*fields[:place], field, *fields[place + 1 :]), bool(known)


def _entries(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _keys(value: Any) -> Iterator[str]:
    for entry in _entries(value):
        key = entry.get("key") if isinstance(entry, dict) else entry
        if isinstance(key, str) and _KEY.fullmatch(key):
            yield key


def _person(entry: Any, known: dict[str, Any]) -> Any:
    key = entry.get("key") if isinstance(entry, dict) else entry
    found = known.get(key) if isinstance(key, str) else None
    if not isinstance(found, dict):
        return entry
    return {**found, **entry} if isinstance(entry, dict) else found


def _flat(fields: tuple[Field, ...]) -> Iterator[Field]:
    """The fields, then those below `params`; a change's date and author are two."""
    for field in fields:
        if field.key == "last_update" and isinstance(field.value, dict):
            yield msgspec.structs.replace(field, key="modified", value=field.value.get("date"))
        yield field
    said = {known_name(field.key) for field in fields}
    for field in fields:
        if field.key.lower() == "params" and isinstance(field.value, dict):
            for key, value in field.value.items():
                if known_name(key) and known_name(key) not in said:
                    yield msgspec.structs.replace(field, key=key, value=value)


def _is_of_jekyll(name: str, keys: set[str]) -> bool:
    parts = PurePosixPath(name.replace("\\", "/")).parts
    return bool({"_posts", "_drafts"} & set(parts)) or (
        "layout" in keys and bool(_DATED_NAME.match(parts[-1] if parts else "")) and not {"eleventynavigation"} & keys
    )


def _with_words(field: Field) -> Field:
    """Jekyll's words are parted by spaces, when they are written as one text."""
    if field.key not in _WORDS or not isinstance(field.value, str) or re.search(r"[,;]", field.value):
        return field
    return msgspec.structs.replace(field, value=field.value.split())


def _is_unknown_date(field: Field, report: Report) -> bool:
    if field.key != "date" or not isinstance(field.value, str) or field.value.lower() not in _UNKNOWN_DATES:
        return False
    text = f'"{field.value}" is a date that only the history of the site knows; it was not read'
    report.add("R103", text, "write the day as 2025-02-13, or give it with --set date=…", field.origin)
    return True


def _tell_unpublished(fields: list[Field], name: str, report: Report) -> None:
    for field in fields:
        value = str(field.value).lower()
        if (field.key in ("draft", "unlisted") and value == "true") or (field.key == "published" and value == "false"):
            text = f"the article says of itself that its site does not show it ({field.key}: {value})"
            report.add("R110", text, "nothing to do, when it is to be published here", field.key_origin)
            return
    if "_drafts" in PurePosixPath(name.replace("\\", "/")).parts:
        text = "the article lies among the drafts of its site (_drafts)"
        report.add("R110", text, "nothing to do, when it is to be published here", Origin(name))


def _with_author(fields: list[Field]) -> Iterator[Field]:
    """Docusaurus's older fields of one author (author, author_title, author_url) as one."""
    parts = {_AUTHOR_PARTS[field.key]: field.value for field in fields if field.key in _AUTHOR_PARTS}
    for field in fields:
        if field.key == "author" and parts and isinstance(field.value, str):
            yield msgspec.structs.replace(field, value={"name": field.value, **parts})
        elif not (field.key in _AUTHOR_PARTS and any(other.key == "author" for other in fields)):
            yield field
