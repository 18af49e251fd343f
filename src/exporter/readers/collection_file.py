"""Reads collection.yml: what a collection says of itself, and the rules by which it is put together."""

import posixpath
import re
import unicodedata
from collections.abc import Callable
from typing import Any

import msgspec

from exporter.errors import SourceError
from exporter.messages import Report, instead_of
from exporter.model.collection import Collection, CollectionPart, DuplicateRules, Filters, Volumes
from exporter.model.options import switch
from exporter.origin import Origin
from exporter.readers.dates import w3cdtf
from exporter.readers.fields import metadata_of
from exporter.readers.front_matter import Field, fit, parse_yaml

FILE = "collection.yml"
_ORDERS = ("date", "date-descending", "author", "title", "section", "path", "listed")
_GROUPS = ("folder", "year", "section", "author", "language", "none")
_UNITS = {"kb": 1_000, "mb": 1_000_000, "gb": 1_000_000_000}
_PLAIN = ("series", "position", "theme", "brand")
_EDITORS = ("editors", "editor", "éditeurs-scientifiques", "dirigé-par")


def read_collection(text: str, name: str, report: Report) -> Collection:
    """The collection that a file describes; what it does not say is as without a file. Raises SourceError."""
    report.know(name, text)
    own: dict[str, Field] = {}
    fields: list[Field] = []
    for field in fit(parse_yaml(text, name, report), report):
        plain = field.key.replace("_", "-").lower()
        if plain in _EDITORS:
            fields.append(msgspec.structs.replace(field, key="authors"))
        elif plain in _READ or plain in (*_PLAIN, "group"):
            if field.value is not None:  # a field that says nothing is as if it were not there
                own[plain] = field
        else:
            fields.append(field)
    metadata, _ = metadata_of(tuple(fields), {}, report)
    values: dict[str, Any] = {key: _text(own[key], report) for key in _PLAIN if key in own}
    if "group" in own:
        group = _choice(own["group"], _GROUPS, report)
        values["group"] = "" if group == "none" else group
    for key, read in _READ.items():
        if key in own:
            name_of_field, value = read(own[key], report)
            values[name_of_field] = value
    return Collection(metadata=metadata, origins={key: field.origin for key, field in own.items()}, **values)


def _order(field: Field, report: Report) -> tuple[str, Any]:
    return "order", _choice(field, _ORDERS, report) or "date"


def _parts(field: Field, report: Report) -> tuple[str, Any]:
    parts = []
    if not isinstance(field.value, list):
        _wrong(field, "a list of parts, each with a title", "- title: The first years", report)
    for entry in _list(field.value):
        if not isinstance(entry, dict) or not isinstance(entry.get("title"), str):
            _wrong(field, "a list of parts, each with a title", "- title: The first years", report)
            continue
        unknown = sorted(set(entry) - {"title", "introduction", "articles"})
        if unknown:
            text = f'a part has a field "{unknown[0]}", which is unknown'
            report.add("L102", text, "a part has: title, introduction, articles", field.origin)
        parts.append(
            CollectionPart(
                title=entry["title"],
                introduction=_introduction(entry.get("introduction"), field, report),
                articles=_texts(entry.get("articles")),
            )
        )
    return "parts", tuple(parts)


def _introduction(value: Any, field: Field, report: Report) -> str:
    """The path of an introduction. Raises SourceError for one outside of the collection's folder."""
    if value is None or value == "":
        return ""
    if not isinstance(value, str):
        _wrong(field, "a list of parts, each with the path of its introduction", "introduction: first.md", report)
        return ""
    path = _plain_path(value)
    if path.startswith(("/", "../")) or path == "..":
        text = f"the introduction {value} cannot be used: it lies outside the collection's folder"
        raise SourceError(report.add("L103", text, "copy it into the folder", field.origin))
    return path


def _articles(field: Field, report: Report) -> tuple[str, Any]:
    listed = _texts(field.value)
    if not listed:
        _wrong(field, "a list of paths", "- 2019/first.md", report)
    return "listed", tuple(map(_composed_path, listed))


def _filters(field: Field, report: Report) -> tuple[str, Any]:
    value = field.value if isinstance(field.value, dict) else {}
    known = {"include", "exclude", "from", "to", "since", "until", "language", "languages", "keyword", "keywords"}
    if not isinstance(field.value, dict) or set(value) - known:
        _wrong(field, f"a mapping of {', '.join(sorted(known))}", "filters: {from: 2019, to: 2021}", report)
    days = {}
    for ours, theirs in (("since", ("since", "from")), ("until", ("until", "to"))):
        text = next((str(value[name]) for name in theirs if value.get(name)), "")
        days[ours] = w3cdtf(text)[:10] if text else ""
        if text and not days[ours]:
            report.add("R103", f'"{text}" is not a date', "write the day as 2025-02-13, or a year", field.origin)
    return "filters", Filters(
        include=_texts(value.get("include")),
        exclude=_texts(value.get("exclude")),
        languages=_texts(value.get("languages") or value.get("language")),
        keywords=_texts(value.get("keywords") or value.get("keyword")),
        **days,
    )


def _duplicates(field: Field, report: Report) -> tuple[str, Any]:
    value = field.value if isinstance(field.value, dict) else {}
    by_hand = {"keep": _texts(value.get("keep")), "leave_out": _texts(value.get("leave-out"))}
    rules: dict[str, Any] = {name: tuple(map(_composed_path, paths)) for name, paths in by_hand.items()}
    for name in ("equal", "near", "inside"):
        if name in value:
            if value[name] in ("keep", "leave-out"):
                rules[name] = value[name]
            else:
                _wrong(field, f'"keep" or "leave-out" for {name}', f"{name}: keep", report)
    if "similarity" in value:
        try:
            rules["similarity"] = min(1.0, max(0.3, float(value["similarity"])))
        except (TypeError, ValueError):
            _wrong(field, "a number from 0.3 to 1 for similarity", "similarity: 0.7", report)
    if not isinstance(field.value, dict) or set(value) - {"equal", "near", "inside", "similarity", "keep", "leave-out"}:
        _wrong(
            field, "a mapping of equal, near, inside, similarity, keep, leave-out", "duplicates: {near: keep}", report
        )
    return "duplicates", DuplicateRules(**rules)


def _volumes(field: Field, report: Report) -> tuple[str, Any]:
    return "volumes", volumes_of(field.value, field.origin, report)


def volumes_of(value: Any, origin: Origin | None, report: Report) -> Volumes:
    """How a collection is split: "year", "part", "500" articles or "50 MB"; a mapping says the same at length."""
    if isinstance(value, dict):
        value = value.get("by") or value.get("size") or value.get("count")
    text = str(value or "").strip().lower()
    size = re.fullmatch(r"(\d+(?:\.\d+)?)\s*(kb|mb|gb)", text)
    if text == "year":
        return Volumes(by="year")
    if text == "part":
        return Volumes(by="part")
    if text.isdecimal() and len(text) < 10 and int(text):
        return Volumes(by="count", count=int(text))
    if size and float(size[1]):
        return Volumes(by="size", size_bytes=int(float(size[1]) * _UNITS[size[2]]))
    report.add("L102", f'"{value}" does not say how to part volumes', "write year, part, 500, or 50 MB", origin)
    return Volumes()


def _keep_all(field: Field, report: Report) -> tuple[str, Any]:
    value = switch(field.value)
    if value is None:
        _wrong(field, "yes or no", "keep-all: yes", report)
    return "keep_all", bool(value)


_READ: dict[str, Callable[[Field, Report], tuple[str, Any]]] = {
    "order": _order,
    "parts": _parts,
    "articles": _articles,
    "filters": _filters,
    "duplicates": _duplicates,
    "volumes": _volumes,
    "keep-all": _keep_all,
}


def read_collection_bytes(data: bytes, name: str, report: Report) -> Collection:
    """The same from bytes. Raises SourceError when they are no UTF-8."""
    try:
        return read_collection(data.decode("utf-8-sig"), name, report)
    except UnicodeDecodeError as exc:
        place = Origin(name, data.count(b"\n", 0, exc.start) + 1, 1)
        raise SourceError(report.add("R002", "the file is not UTF-8", "save it as UTF-8", place)) from exc


def _choice(field: Field, choices: tuple[str, ...], report: Report) -> str:
    value = str(field.value).strip().lower().replace("_", "-")
    if value in choices:
        return value
    report.add("L102", f'{field.key} cannot be "{field.value}"', instead_of(value, choices), field.origin)
    return ""


def _wrong(field: Field, wanted: str, hint: str, report: Report) -> None:
    report.add("L102", f"{field.key} is not {wanted}", f"write {hint}", field.origin)


def _text(field: Field, report: Report) -> str:
    if isinstance(field.value, str):
        return field.value
    _wrong(field, "a text", f"{field.key}: words", report)
    return ""


def _plain_path(path: str) -> str:
    """A path without "./" before it and steps back in it, as the folder's files have it."""
    return posixpath.normpath(path)


def _composed_path(path: str) -> str:
    """The same, as paths are compared: a file system may keep "é" as one character or as two."""
    return unicodedata.normalize("NFC", _plain_path(path))


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _texts(value: Any) -> tuple[str, ...]:
    if isinstance(value, str):
        return (value,)
    return tuple(item for item in _list(value) if isinstance(item, str) and item)
