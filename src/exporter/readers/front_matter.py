"""Splits front matter from the text and reads it: YAML between ---, TOML between +++, JSON in braces.

Every scalar stays the text that the author wrote (null is None): a date, a number or `no` means something only to the
field that it belongs to.
"""

import re
from typing import Any

import msgspec
import yaml

from exporter.errors import SourceError
from exporter.messages import Message, Report
from exporter.origin import Origin
from exporter.readers.characters import without_forbidden

_MAX_DEPTH = 20
_MAX_NODES = 20_000
_MAX_YAML_DEPTH = 200
_HINTS = (
    ("mapping values are not allowed", 'put the value in quotation marks, since it holds a colon: title: "A: b"'),
    ("could not find expected ':'", "write each field as name: value"),
    ("unexpected end of stream", "close the quotation mark"),
    ("alias", 'put the value in quotation marks, since it begins with "*"'),
    ("alphabetic or numeric character", 'put the value in quotation marks, since it begins with "*" or "&"'),
    ("expected key", "put the whole value in quotation marks, or begin the line below the name above"),
    ("cannot start any token", "put the value in quotation marks, since it begins with a sign that YAML keeps"),
)


_PROGRAMS = frozenset(("js", "javascript", "cjs", "mjs", "ts", "coffee"))
_KINDS = frozenset(("json", "yaml", "yml", "toml")) | _PROGRAMS  # what Eleventy lets an author say behind the fence
_FIELD = re.compile(r"[ \t]*(?:(?!- )[^\s:#][^:\n]*:(?:\s|$)|#)")


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
    opening = re.match(r"(---|\+\+\+)[ \t]*(?P<kind>[A-Za-z]*)[ \t]*\n", text)
    kind = opening["kind"].lower() if opening else ""
    if opening and (not kind or kind in _KINDS):
        fence = opening.group(1)
        end = re.compile(r"^(?:---|\.\.\.)[ \t]*$" if fence == "---" else r"^\+\+\+[ \t]*$", re.MULTILINE)
        closing = end.search(text, opening.end())
        if closing is None:
            if fence == "---" and not _FIELD.match(text, opening.end()):
                return FrontMatter()  # a thematic break, not front matter
            hint = f"close the front matter with a line {fence}"
            raise SourceError(report.add("R102", "the front matter is never closed", hint, Origin(file)))
        inner = text[opening.end() : closing.start()]
        if inner.startswith("\n") and not (_FIELD.match(inner.lstrip()) or inner.isspace()):
            return FrontMatter()
        lines = text.count("\n", 0, closing.end()) + 1
        if kind in _PROGRAMS:
            reason = "the front matter is a program in JavaScript, which is never run"
            raise SourceError(
                report.add("R102", reason, "write its fields as YAML between two lines ---", Origin(file))
            )
        if kind == "json":
            found = _parse_json(inner, file, report, 1)
            return FrontMatter(found.fields, lines)
        is_yaml = kind in ("yaml", "yml") or (fence == "---" and not kind)
        fields = parse_yaml(inner, file, report, 1) if is_yaml else _parse_toml(inner, file, report)
        return FrontMatter(fit(fields, report), lines)
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
        if _may_be_deep(text) and _depth(text, loader) > _MAX_YAML_DEPTH:
            raise RecursionError
        root: yaml.Node | None = yaml.compose(text, Loader=loader)
    except yaml.YAMLError as exc:
        mark = getattr(exc, "problem_mark", None)
        if mark is None or "end of stream" in str(exc):  # the end says nothing, the beginning of the open quote does
            mark = getattr(exc, "context_mark", None) or mark
        place = Origin(file, first_line + mark.line + 1, mark.column + 1) if mark else Origin(file, first_line + 1)
        problem = str(getattr(exc, "problem", "") or getattr(exc, "reason", "") or exc)
        hint = _hint(problem, text, mark.line if mark else 0, mark.column if mark else 0)
        what = "the front matter is broken" if code == "R102" else "the YAML is broken"
        raise SourceError(report.add(code, f"{what}: {problem}", hint, place)) from exc
    except RecursionError as exc:
        text = "the YAML is nested too deeply"
        raise SourceError(report.add(code, text, "write it flatter", Origin(file, first_line + 1))) from exc
    return root


def _hint(problem: str, text: str, line: int, column: int) -> str:
    row = next(iter(text.split("\n")[line : line + 1]), "")
    if row[column : column + 1] == "\t" or row.startswith("\t"):
        return "replace the tab by spaces"
    return next((hint for part, hint in _HINTS if part in problem), "write each field as name: value")


def _may_be_deep(text: str) -> bool:
    """Whether a text could be nested beyond the bound. Composing recurses in C: too deep a text ends the process."""
    depth = deepest = 0
    for sign in re.findall(r"[\[\]{}]", text):
        depth = depth + 1 if sign in "[{" else max(depth - 1, 0)
        deepest = max(deepest, depth)
    lines = (len(line) - len(line.lstrip(" ")) + line.count("- ") + line.count("? ") for line in text.split("\n"))
    return deepest + max(lines) > _MAX_YAML_DEPTH


def _depth(text: str, loader: Any) -> int:
    """How deep a YAML text is nested, at most a little more than the bound."""
    depth = deepest = 0
    for event in yaml.parse(text, Loader=loader):
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
            deepest = max(deepest, depth)
            if deepest > _MAX_YAML_DEPTH:
                break
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
    return deepest


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
    except RecursionError as exc:
        raise SourceError(_too_deep(file, report)) from exc
    except tomllib.TOMLDecodeError as exc:
        found = re.search(r"line (\d+), column (\d+)", str(exc))
        line, column = map(int, found.groups()) if found else (1, 1)
        reason = re.sub(r" \(at .*\)", "", str(exc))
        text = f"the front matter is broken: {reason}"
        hint = 'write each field as name = "value"'
        raise SourceError(report.add("R102", text, hint, Origin(file, line + 1, column))) from exc
    except ValueError as exc:  # Python reads no number of more than 4,300 digits
        text, hint = "the front matter is broken: a number is too long", "put it in quotation marks"
        raise SourceError(report.add("R102", text, hint, Origin(file))) from exc
    places = _places(r"^[ \t]*\[*[\"']?{key}[\"']?[ \t]*[\]=.]", text, data, file)
    return tuple(Field(key, _texts(value), places[key], places[key]) for key, value in data.items())


def _parse_json(text: str, file: str, report: Report, above: int = 0) -> FrontMatter:
    import json

    doubled: set[str] = set()

    def pairs(items: list[tuple[str, Any]]) -> dict[str, Any]:
        result: dict[str, Any] = {}
        for key, value in items:
            if key in result:
                doubled.add(key)
            result[key] = value
        return result

    try:
        data, end = json.JSONDecoder(object_pairs_hook=pairs, parse_int=str).raw_decode(text.strip() if above else text)
        fields_of_data = _texts(data)
    except RecursionError as exc:
        raise SourceError(_too_deep(file, report)) from exc
    except json.JSONDecodeError as exc:
        place = Origin(file, exc.lineno + above, exc.colno)
        message = report.add("R102", f"the front matter is broken: {exc.msg}", "write JSON with quoted names", place)
        raise SourceError(message) from exc
    places = _places(r"\"{key}\"[ \t]*:", text[:end], data, file, above)
    for key in sorted(doubled & data.keys()):
        hint = "remove one of them"
        report.add("R106", f'the field "{key}" stands twice; the last one counts', hint, places[key])
    fields = tuple(Field(key, value, places[key], places[key]) for key, value in fields_of_data.items())
    return FrontMatter(fit(fields, report), text.count("\n", 0, end) + 1)


def _too_deep(file: str, report: Report) -> Message:
    return report.add("R102", "the front matter is nested too deeply", "write it flatter", Origin(file))


def _places(pattern: str, text: str, data: dict[str, Any], file: str, above: int = 1) -> dict[str, Origin]:
    """Where each name stands: these parsers tell no places, so the first line that reads like it."""
    places = {}
    for key in data:
        found = re.search(pattern.format(key=re.escape(key)), text, re.MULTILINE)
        line = text.count("\n", 0, found.start()) + 1 if found else 1
        places[key] = Origin(file, line + above, 1)
    return places


def fit(fields: tuple[Field, ...], report: Report) -> tuple[Field, ...]:
    """The fields without characters that no document may hold; escapes can write them."""

    def fitted(value: Any, origin: Origin) -> Any:
        if isinstance(value, str):
            return without_forbidden(value, origin, report)
        if isinstance(value, list):
            return [fitted(item, origin) for item in value]
        if isinstance(value, dict):
            return {fitted(key, origin): fitted(item, origin) for key, item in value.items()}
        return value

    return tuple(msgspec.structs.replace(field, value=fitted(field.value, field.origin)) for field in fields)


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
