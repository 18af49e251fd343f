"""Reads an article that is written as JSON or YAML after the published schema.

The file is `{"metadata": {...}, "standfirst": [...], "body": [...]}`, its nodes those of `exporter.model.nodes`. Where
inlines are wanted, a text stands for a text node. Every node gets the place where its object begins.
"""

import re
from collections.abc import Iterator
from typing import Any, NoReturn, get_args

import msgspec
import yaml

from exporter.errors import SourceError
from exporter.messages import Message, Report, instead_of
from exporter.model import nodes
from exporter.model.article import Article
from exporter.origin import Origin, Source
from exporter.readers import ReadOptions, decoded
from exporter.readers.characters import without_forbidden
from exporter.readers.fields import metadata_of
from exporter.readers.front_matter import Field, compose_yaml, plain_yaml

NODES: dict[str, type[nodes.Node]] = {
    str(cls.__struct_config__.tag): cls
    for cls in (
        *get_args(nodes.AnyInline),
        *get_args(nodes.AnyBlock),
        nodes.Row,
        nodes.Cell,
        nodes.ListItem,
        nodes.DefinitionItem,
    )
}
# What an object is when it does not say so, by the field that holds it.
_IMPLIED = {"head": "row", "body": "row", "cells": "cell", "images": "image", "items": "list-item"}
_INLINES = frozenset({"children", "caption", "credit", "attribution", "title", "standfirst"})
_TOP = ("metadata", "standfirst", "body")
_OURS = ("origin", "asset", "lines")  # what is no author's to say
_MAX_NODES = 2_000_000
_MOST_DIGITS = 300  # of a whole number
_INLINE_TYPES = tuple(str(cls.__struct_config__.tag) for cls in get_args(nodes.AnyInline))
_BLOCK_TYPES = tuple(str(cls.__struct_config__.tag) for cls in get_args(nodes.AnyBlock))
_CHOICES = {
    "kind": get_args(nodes.CalloutKind),
    "style": get_args(nodes.NumberStyle),
    "align": get_args(nodes.Alignment),
    "columns": get_args(nodes.Alignment),
    "dir": ("ltr", "rtl"),
    "form": get_args(nodes.ChartForm),
    "sort": ("ascending", "descending"),
}
# What msgspec calls a kind of value, in words.
_KINDS = {
    "array": "a list", "object": "an object", "str": "a text", "int": "a whole number", "float": "a number",
    "bool": "true or false", "null": "nothing",
}  # fmt: skip
# What JSON may hold and YAML not, or counts as the end of a line; and surrogates written as escapes.
_UNLIKE_YAML = re.compile(
    "[^\n\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]"
    r"|\\u[dD][89a-fA-F][0-9a-fA-F]{2}"
)


def read(source: Source, options: ReadOptions, report: Report) -> Iterator[Article]:
    """The article of a JSON or YAML file. Raises SourceError when it is broken or does not fit the schema."""
    data, root = _parsed(source, decoded(source, options, report), report)
    places = _Places(root, source.name)
    if not isinstance(data, dict):
        hint = 'write {"metadata": {"title": "..."}, "body": [...]}; exporter schema prints the whole form'
        raise SourceError(report.add("R402", "the article is not an object with fields", hint, Origin(source.name)))
    places.refuse_doubled(root, report)
    for key in data:
        if key not in _TOP:
            _misfit(report, f'the field "{key}" is unknown here', instead_of(key, _TOP), places.of_key(root, key))
    shaper = _Shaper(places, options.max_depth, report)
    body = shaper.nodes(data.get("body", []), places.child(root, "body"), "body-blocks")
    standfirst = shaper.nodes(data.get("standfirst", []), places.child(root, "standfirst"), "standfirst")
    shaped_data = {"metadata": {}, "body": body, "standfirst": standfirst}
    try:
        shaped = msgspec.convert(shaped_data, Article, strict=source.format == "json")
    except msgspec.ValidationError as exc:
        raise SourceError(_fault(exc, shaped_data, places, report)) from exc
    metadata, _ = metadata_of(_fields(data.get("metadata"), root, places, report), options.settings, report)
    if not metadata.title:
        hint = 'add "title" to its metadata, or give it with --set title=...'
        report.add("R101", "the article has no title", hint, Origin(source.name))
    yield msgspec.structs.replace(shaped, metadata=metadata)


def _parsed(source: Source, text: str, report: Report) -> tuple[Any, yaml.Node | None]:
    if source.format != "json":
        root = compose_yaml(text, source.name, report, 0, "R401")
        try:
            return (plain_yaml(root, [_MAX_NODES]) if root else None), root
        except RecursionError as exc:
            raise SourceError(_too_deep(report, Origin(source.name))) from exc
    import json

    def constant(name: str) -> NoReturn:
        position = text.find(name)
        raise json.JSONDecodeError(f"{name} is no number of JSON", text, position)

    def whole(digits: str) -> int:
        if len(digits) > _MOST_DIGITS:
            fault = f"a number has {len(digits):,} digits, more than {_MOST_DIGITS}"
            raise json.JSONDecodeError(fault, text, text.find(digits))
        return int(digits)

    try:
        data = json.loads(text, parse_constant=constant, parse_int=whole)
    except json.JSONDecodeError as exc:
        hint = _json_hint(exc.msg, text, exc.pos)
        place = Origin(source.name, exc.lineno, exc.colno)
        reason = exc.msg if exc.msg.startswith(("NaN", "Inf", "-Inf")) else f"{exc.msg[0].lower()}{exc.msg[1:]}"
        raise SourceError(report.add("R401", f"the JSON is broken: {reason}", hint, place)) from exc
    except RecursionError as exc:
        raise SourceError(_too_deep(report, Origin(source.name))) from exc
    # Otherwise JSON is YAML; the tree is wanted for its places alone, so what stands in its texts does not matter.
    plain = _UNLIKE_YAML.sub(lambda found: " " if found.group() == "\t" else "x" * len(found.group()), text)
    try:
        root = compose_yaml(plain, source.name, Report(), 0, "R401")
    except SourceError:
        root = None
    return data, root


class _Places:
    """Where things stand: the marks of a YAML node tree that has the shape of the data."""

    def __init__(self, root: yaml.Node | None, file: str) -> None:
        self._file = file
        self._root = root

    def of(self, node: yaml.Node | None) -> Origin:
        """The place of a node; the file's beginning when there is none."""
        if node is None:
            return Origin(self._file)
        return Origin(self._file, node.start_mark.line + 1, node.start_mark.column + 1)

    def child(self, node: yaml.Node | None, key: str | int) -> yaml.Node | None:
        """The value behind a key or a place in a list."""
        if isinstance(node, yaml.MappingNode):
            return next((value for name, value in node.value if name.value == key), None)
        if isinstance(node, yaml.SequenceNode) and isinstance(key, int) and key < len(node.value):
            item: yaml.Node = node.value[key]
            return item
        return None

    def of_key(self, node: yaml.Node | None, key: str) -> Origin:
        """The place of a key itself."""
        if isinstance(node, yaml.MappingNode):
            return self.of(next((name for name, _ in node.value if name.value == key), node))
        return self.of(node)

    def refuse_doubled(self, node: yaml.Node | None, report: Report) -> None:
        """Raise SourceError where an object has a key twice: all but the last value would be lost."""
        if not isinstance(node, yaml.MappingNode):
            return
        seen: set[str] = set()
        for key, _ in node.value:
            name = str(key.value)
            if name in seen:
                _misfit(report, f'the field "{name}" stands twice', "remove one of them", self.of(key))
            seen.add(name)

    def of_path(self, path: str) -> Origin:
        """The place of a path such as "$.body[3].children", or of its nearest parent that exists."""
        node = self._root
        for name, index in re.findall(r"\.([\w-]+)|\[(\d+)\]", path):
            below = self.child(node, name or int(index))
            if below is None:
                break
            node = below
        return self.of(node)


class _Shaper:
    """Brings the author's shorthand into the schema's full form, and each object's place into it."""

    def __init__(self, places: _Places, max_depth: int, report: Report) -> None:
        self._places = places
        self._max_depth = max_depth
        self._report = report

    def nodes(self, value: Any, place: yaml.Node | None, field: str, depth: int = 0) -> Any:
        """A field that holds nodes, in full form."""
        if depth > self._max_depth * 2:
            raise SourceError(_too_deep(self._report, self._places.of(place)))
        if isinstance(value, str) and field in _INLINES:
            return [self._text(value, place)]
        if not isinstance(value, list):
            return value
        shaped: list[Any] = []
        for index, item in enumerate(value):
            where = self._places.child(place, index)
            if isinstance(item, str) and (field in _INLINES or field == "terms-inner"):
                shaped.append(self._text(item, where))
            elif isinstance(item, str) and field == "terms":
                shaped.append([self._text(item, where)])
            elif isinstance(item, list):
                shaped.append(self.nodes(item, where, f"{field}-inner" if field == "terms" else field, depth + 1))
            elif isinstance(item, dict):
                shaped.append(self._node(item, where, field, depth + 1))
            elif isinstance(item, str):
                shaped.append(without_forbidden(item, self._places.of(where), self._report))
            else:
                shaped.append(item)
        return shaped

    def _node(self, item: dict[str, Any], place: yaml.Node | None, field: str, depth: int) -> dict[str, Any]:
        kind = item.get("type") or _IMPLIED.get(field, "")
        if field == "items" and "terms" in item:
            kind = "definition-item"
        cls = NODES.get(str(kind))
        if cls is None:
            text = f'"{kind}" is no type of node' if kind else "this object has no type"
            _misfit(self._report, text, instead_of(str(kind), tuple(NODES)), self._places.of(place))
        self._places.refuse_doubled(place, self._report)
        names = {field.name: field for field in msgspec.structs.fields(cls)}
        shaped: dict[str, Any] = {"type": kind}
        for key, value in item.items():
            if key in ("type", "origin"):
                continue
            if key not in names or key in _OURS:
                known = tuple(name for name in names if name not in _OURS)
                text = f'"{kind}" has no field "{key}"'
                _misfit(self._report, text, instead_of(key, known), self._places.of_key(place, key))
            where = self._places.child(place, key)
            if isinstance(value, str):
                value = without_forbidden(value, self._places.of(where), self._report)
            shaped[key] = value if names[key].type is str else self.nodes(value, where, key, depth)
        shaped["origin"] = self._origin(place)
        return shaped

    def _text(self, value: str, place: yaml.Node | None) -> dict[str, Any]:
        value = without_forbidden(value, self._places.of(place), self._report)
        return {"type": "text", "value": value, "origin": self._origin(place)}

    def _origin(self, place: yaml.Node | None) -> dict[str, Any]:
        origin = self._places.of(place)
        return {"file": origin.file, "line": origin.line, "column": origin.column}


def _fields(metadata: Any, root: yaml.Node | None, places: _Places, report: Report) -> tuple[Field, ...]:
    node = places.child(root, "metadata")
    if metadata is None:
        return ()
    if not isinstance(metadata, dict):
        hint = 'write "metadata": {"title": "..."}'
        _misfit(report, '"metadata" is not an object with fields', hint, places.of(node))
    places.refuse_doubled(node, report)
    fields: list[Field] = []
    for key, value in metadata.items():
        place = places.of(places.child(node, key))
        if key == "extra" and isinstance(value, dict):
            fields += [Field(name, _plain(inner, place, report), place, place) for name, inner in value.items()]
        else:
            fields.append(Field(key, _plain(value, place, report), places.of_key(node, key), place))
    return tuple(fields)


def _plain(value: Any, place: Origin, report: Report) -> Any:
    """Numbers and truth values as the text that they are in the file; texts, lists and objects as they are."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, float)):
        return str(value)
    if isinstance(value, str):
        return without_forbidden(value, place, report)
    if isinstance(value, list):
        return [_plain(item, place, report) for item in value]
    if isinstance(value, dict):
        return {key: _plain(item, place, report) for key, item in value.items()}
    return value


def _fault(exc: msgspec.ValidationError, data: Any, places: _Places, report: Report) -> Message:
    """What msgspec says of a value that does not fit, in words, with its place and what may stand there."""
    reason, _, path = str(exc).partition(" - at `")
    path = path.rstrip("`") or "$"
    field = re.sub(r"\[\d+\]$", "", path).rpartition(".")[2]
    hint = "exporter schema prints what may stand there"
    expected = re.fullmatch(r"Expected `(.*)`, got `(\w+)`", reason)
    bound = re.fullmatch(r"Expected `(\w+)` (<=|>=) (\S+)", reason)
    unfit = re.fullmatch(r"Invalid (?:enum )?value '?(.*?)'?", reason)
    if expected:
        wanted = " or ".join(_KINDS.get(name, name) for name in expected[1].split(" | "))
        reason = f"{wanted} is wanted, not {_KINDS.get(expected[2], expected[2])}"
        if expected.groups() == ("object", "str"):
            words = _value_at(data, path)
            block = f'{{"type": "paragraph", "children": "{str(words)[:40]}"}}'
            hint = f'write {{"blocks": [{block}]}}' if field in ("cells", "items") else f"write {block} for a paragraph"
    elif bound:
        reason = f"{_KINDS[bound[1]]} of at {'most' if bound[2] == '<=' else 'least'} {bound[3]} is wanted"
    elif unfit and field == "type":
        inline = unfit[1] in _INLINE_TYPES
        reason = f'"{unfit[1]}" cannot stand here'
        hint = f"there are: {', '.join(_BLOCK_TYPES if inline else _INLINE_TYPES)}"
    elif unfit and field in _CHOICES:
        reason = f'"{unfit[1]}" is not one of its values'
        hint = instead_of(unfit[1], tuple(choice for choice in _CHOICES[field] if choice))
    else:
        reason = f"{reason[0].lower()}{reason[1:]}".replace("`", '"')
    return report.add("R402", f"{path}: {reason}", hint, places.of_path(path))


def _value_at(data: Any, path: str) -> Any:
    for name, index in re.findall(r"\.([\w-]+)|\[(\d+)\]", path):
        data = data[name] if name else data[int(index)]
    return data


def _misfit(report: Report, text: str, hint: str, origin: Origin) -> NoReturn:
    raise SourceError(report.add("R402", text, hint, origin))


def _too_deep(report: Report, origin: Origin) -> Message:
    return report.add("R210", "the article is nested too deeply", "take lists and quotes out of each other", origin)


def _json_hint(problem: str, text: str, position: int) -> str:
    before, after = text[:position].rstrip()[-1:], text[position : position + 2]
    if after in ("//", "/*") or after[:1] == "#":
        return "remove the comment: JSON has none, YAML has (# to the end of the line)"
    if position >= len(text.rstrip()):
        return "the file ends too early: close every bracket and quotation mark"
    if "property name" in problem and before == "," and after[:1] == "}":
        return "remove the comma before the closing brace"
    if problem == "Expecting value" and before == "," and after[:1] == "]":
        return "remove the comma before the closing bracket"
    if "digits" in problem:
        return "put what is no quantity in quotation marks"
    if "delimiter" in problem:
        return "put a comma between the two values"
    if "property name" in problem:
        return 'put each name in double quotation marks: "title": ...'
    return "check the quotation marks, commas and brackets before this place"
