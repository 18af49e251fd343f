"""Splits front matter from the text and reads it: YAML between ---, TOML between +++, JSON in braces.

Every scalar stays the text that the author wrote (null is None): a date, a number or `no` means something only to the
field that it belongs to.
"""

import re
from typing import Any

import msgspec
import yaml

from exporter.errors import SourceError
from exporter.messages import Report
from exporter.origin import Origin

_MAX_DEPTH = 20
_MAX_NODES = 20_000
_HINTS = (
    ("found character '\\t'", "replace the tab by spaces"),
    ("mapping values are not allowed", 'put the value in quotation marks, since it holds a colon: title: "A: b"'),
    ("could not find expected ':'", "write each field as name: value"),
    ("found unexpected end of stream", "close the quotation mark"),
    ("undefined alias", 'put the value in quotation marks, since it begins with "*"'),
    (
        "cannot start any token",
        "put the value in quotation marks, since it begins with a sign that YAML keeps for itself",
    ),
)


class Field(msgspec.Struct, frozen=True):
    """One field: `value` is text, None, a list or a dict of these; places are those of its name and value."""

    key: str
    value: Any
    key_origin: Origin
    origin: Origin


class FrontMatter(msgspec.Struct, frozen=True):
    """The fields in their order, and the number of lines that they and their fences take."""

    fields: tuple[Field, ...] = ()
    lines: int = 0


def read_front_matter(text: str, file: str, report: Report) -> FrontMatter:
    """The front matter of a text; empty when there is none. Raises SourceError when it is broken or not closed."""
    opening = re.match(r"(---|\+\+\+)[ \t]*\n", text)
    if opening:
        fence = opening.group(1)
        end = re.compile(r"^(?:---|\.\.\.)[ \t]*$" if fence == "---" else r"^\+\+\+[ \t]*$", re.MULTILINE)
        closing = end.search(text, opening.end())
        if closing is None:
            if fence == "---" and not re.match(r"[ \t]*[\w-]+[ \t]*:", text[opening.end() :]):
                return FrontMatter()  # a thematic break, not front matter
            hint = f"close the front matter with a line {fence}"
            raise SourceError(report.add("R102", "the front matter is never closed", hint, Origin(file)))
        inner = text[opening.end() : closing.start()]
        lines = text.count("\n", 0, closing.end()) + 1
        fields = parse_yaml(inner, file, report, 1) if fence == "---" else _parse_toml(inner, file, report)
        return FrontMatter(fields, lines)
    if re.match(r"\{\s*\n?\s*\"", text):
        return _parse_json(text, file, report)
    return FrontMatter()


def parse_yaml(text: str, file: str, report: Report, first_line: int = 0) -> tuple[Field, ...]:
    """The fields of a YAML mapping; `first_line` is the number of lines above it. Raises SourceError."""
    root = compose_yaml(text, file, report, first_line, "R102")
    if root is None:
        return ()
    if not isinstance(root, yaml.MappingNode):
        place = Origin(file, first_line + root.start_mark.line + 1, root.start_mark.column + 1)
        text = "the front matter is not a list of fields"
        raise SourceError(report.add("R102", text, "write each field as name: value", place))
    budget = [_MAX_NODES]
    fields: dict[str, Field] = {}
    for key_node, value_node in root.value:
        key_origin = _origin(key_node, file, first_line)
        key = str(key_node.value) if isinstance(key_node, yaml.ScalarNode) else "?"
        if key in fields:
            report.add(
                "R106",
                f'the field "{key}" stands twice; the last one counts',
                f"remove one of them; the first stands in line {fields[key].key_origin.line}",
                key_origin,
            )
        try:
            value = plain_yaml(value_node, budget)
        except RecursionError as exc:
            text = f'the field "{key}" is nested too deeply or refers to itself'
            raise SourceError(report.add("R102", text, "write it without references", key_origin)) from exc
        fields[key] = Field(key, value, key_origin, _origin(value_node, file, first_line))
    return tuple(fields.values())


def compose_yaml(text: str, file: str, report: Report, first_line: int, code: str) -> yaml.Node | None:
    """The node tree of one YAML document. Raises SourceError with `code` at the place of the fault."""
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        root: yaml.Node | None = yaml.compose(text, Loader=loader)
    except yaml.YAMLError as exc:
        mark = getattr(exc, "problem_mark", None) or getattr(exc, "context_mark", None)
        place = Origin(file, first_line + mark.line + 1, mark.column + 1) if mark else Origin(file, first_line + 1)
        problem = str(getattr(exc, "problem", "") or getattr(exc, "reason", "") or exc)
        hint = next((hint for part, hint in _HINTS if part in problem), "write each field as name: value")
        what = "the front matter is broken" if code == "R102" else "the YAML is broken"
        raise SourceError(report.add(code, f"{what}: {problem}", hint, place)) from exc
    except RecursionError as exc:
        text = "the YAML is nested too deeply"
        raise SourceError(report.add(code, text, "write it flatter", Origin(file, first_line + 1))) from exc
    return root


def plain_yaml(node: yaml.Node, budget: list[int], depth: int = 0) -> Any:
    """A YAML node as text, None, lists and dicts. Raises RecursionError past the bounds (an alias bomb)."""
    budget[0] -= 1
    if depth > _MAX_DEPTH or budget[0] < 0:
        raise RecursionError
    if isinstance(node, yaml.SequenceNode):
        return [plain_yaml(item, budget, depth + 1) for item in node.value]
    if isinstance(node, yaml.MappingNode):
        return {
            str(key.value) if isinstance(key, yaml.ScalarNode) else "?": plain_yaml(value, budget, depth + 1)
            for key, value in node.value
        }
    return None if node.tag == "tag:yaml.org,2002:null" else str(node.value)


def _parse_toml(text: str, file: str, report: Report) -> tuple[Field, ...]:
    import tomllib

    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as exc:
        found = re.search(r"line (\d+), column (\d+)", str(exc))
        line, column = map(int, found.groups()) if found else (1, 1)
        reason = re.sub(r" \(at .*\)", "", str(exc))
        text = f"the front matter is broken: {reason}"
        hint = 'write each field as name = "value"'
        raise SourceError(report.add("R102", text, hint, Origin(file, line + 1, column))) from exc
    places = _places(r"^[ \t]*\[*[\"']?{key}[\"']?[ \t]*[\]=.]", text, data, file)
    return tuple(Field(key, _texts(value), places[key], places[key]) for key, value in data.items())


def _parse_json(text: str, file: str, report: Report) -> FrontMatter:
    import json

    try:
        data, end = json.JSONDecoder().raw_decode(text)
    except json.JSONDecodeError as exc:
        place = Origin(file, exc.lineno, exc.colno)
        message = report.add("R102", f"the front matter is broken: {exc.msg}", "write JSON with quoted names", place)
        raise SourceError(message) from exc
    places = _places(r"\"{key}\"[ \t]*:", text, data, file, 0)
    fields = tuple(Field(key, _texts(value), places[key], places[key]) for key, value in data.items())
    return FrontMatter(fields, text.count("\n", 0, end) + 1)


def _places(pattern: str, text: str, data: dict[str, Any], file: str, above: int = 1) -> dict[str, Origin]:
    """Where each name stands: these parsers tell no places, so the first line that reads like it."""
    places = {}
    for key in data:
        found = re.search(pattern.format(key=re.escape(key)), text, re.MULTILINE)
        line = text.count("\n", 0, found.start()) + 1 if found else 1
        places[key] = Origin(file, line + above, 1)
    return places


def _texts(value: Any) -> Any:
    if isinstance(value, dict):
        return {str(key): _texts(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_texts(item) for item in value]
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    return value.isoformat() if hasattr(value, "isoformat") else str(value)


def _origin(node: yaml.Node, file: str, first_line: int) -> Origin:
    return Origin(file, first_line + node.start_mark.line + 1, node.start_mark.column + 1)
