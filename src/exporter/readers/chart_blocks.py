"""Charts as Markdown writes them: a fence of YAML, or a division around a table."""

import re
from collections.abc import Callable, Mapping
from typing import Any, cast, get_args

from exporter.errors import SourceError
from exporter.messages import Report, instead_of
from exporter.model import nodes as n
from exporter.model.walk import plain_text
from exporter.origin import Origin
from exporter.readers.front_matter import compose_yaml, plain_yaml

Parsed = Callable[[str, Origin], tuple[n.AnyInline, ...]]

_FORMS = {form: form for form in get_args(n.ChartForm)} | {
    "bars": "bar", "columns": "column", "lines": "line", "areas": "area", "donut": "pie", "doughnut": "pie",
    "stacked": "stacked-bar", "dots": "dot",
}  # fmt: skip
_NAMES = {"description": "alt", "caption": "title", "credit": "source"}
_OPTIONS = ("type", "title", "source", "unit", "alt", "data", "rows", "x", "series", "sort", "labels", "id")
_SORTS = {"asc": "ascending", "desc": "descending", "none": "", "no": "", "false": ""}
_TRUE, _FALSE = ("yes", "true", "on"), ("no", "false", "off")
_MAX_YAML_NODES = 50_000


def chart_of_fence(value: str, origin: Origin, parsed: Parsed, report: Report) -> n.Chart | None:
    """The chart that a fence describes; None, with a message, when it describes none."""
    own = Report()
    try:
        root = compose_yaml(value, origin.file, own, origin.line, "R402")
        data = plain_yaml(root, [_MAX_YAML_NODES]) if root else None
    except SourceError:
        fault = own.messages[0]
        report.add("R503", fault.text.replace("the YAML", "the chart's YAML"), fault.hint, fault.origin)
        return None
    except RecursionError:
        data = None
    if not isinstance(data, dict):
        report.add("R503", "the chart has no fields", "write type: bar, then rows: or data: with the numbers", origin)
        return None
    places = {
        _NAMES.get(key.value.lower(), key.value.lower()): (key.start_mark.line, item)
        for key, item in cast("Any", root).value
        if hasattr(key.value, "lower")
    }

    def place(name: str) -> Origin:
        line = places[name][0] if name in places else -1
        return Origin(origin.file, origin.line + 1 + line, 1)

    given = _known({key.lower(): item for key, item in data.items()}, place, report)
    columns: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    lines: tuple[int, ...] = ()
    listed = given.get("rows")
    if isinstance(listed, list) and listed:
        start = origin.line + 1
        lines = tuple(start + item.start_mark.line for item in places["rows"][1].value)
        if all(isinstance(row, dict) for row in listed):
            columns = tuple(dict.fromkeys(name for row in listed for name in row))
            rows = tuple(tuple(_word(row.get(name)) for name in columns) for row in listed)
        else:
            cells = [tuple(map(_word, row)) if isinstance(row, list) else (_word(row),) for row in listed]
            columns, rows, lines = cells[0], tuple(cells[1:]), lines[1:]
    elif isinstance(listed, dict):
        columns = ("", "")
        rows = tuple((name, _word(item)) for name, item in listed.items())
        lines = tuple(origin.line + 1 + key.start_mark.line for key, _ in places["rows"][1].value)
    file = _word(given.get("data"))
    if not rows and not file:
        report.add("R503", "the chart has no numbers", "write rows: with them, or data: with the name of a CSV file",
                   origin)  # fmt: skip
        return None
    if "\n" in file:  # the numbers themselves; a block's first line is the one after its key
        lines = (place("data").line,)
    return _chart(given, place, columns, rows, lines, file, parsed, report)


def chart_of_table(attrs: Mapping[str, str], table: n.Table, parsed: Parsed, report: Report) -> n.Chart | None:
    """The chart of a division around a table; None, with a message, when its type is none."""
    origin = table.origin or Origin("")
    given = _known({key: item for key, item in attrs.items() if key != "class"}, lambda _: origin, report)
    cells = [tuple(" ".join(plain_text(cell.blocks).split()) for cell in row.cells) for row in table.head + table.body]
    lines = tuple(row.origin.line if row.origin else 0 for row in table.head + table.body)
    chart = _chart(given, lambda _: origin, cells[0], tuple(cells[1:]), lines[1:], "", parsed, report)
    if chart is None or chart.caption:
        return chart
    import msgspec

    return msgspec.structs.replace(chart, caption=table.caption)


def _chart(
    given: Mapping[str, Any], place: Callable[[str], Origin], columns: tuple[str, ...],
    rows: tuple[tuple[str, ...], ...], lines: tuple[int, ...], file: str, parsed: Parsed, report: Report,
) -> n.Chart | None:  # fmt: skip
    word = _word(given.get("type", "")).lower().replace("_", "-").replace(" ", "-")
    if word not in _FORMS:
        text = f'there is no chart of the type "{word}"' if word else "the chart has no type"
        report.add("R503", text, instead_of(word, tuple(_FORMS)), place("type"))
        return None
    series = given.get("series", ())
    names = series if isinstance(series, list) else re.split(r"\s*,\s*", _word(series)) if series else []
    sort = _word(given.get("sort", "")).lower()
    sort = _SORTS.get(sort, sort)
    if sort not in ("", "ascending", "descending"):
        report.add("R504", f'there is no order "{sort}"', instead_of(sort, ("ascending", "descending")), place("sort"))
        sort = ""
    labels = _word(given.get("labels", "")).lower()
    if labels and labels not in (*_TRUE, *_FALSE, "auto"):
        report.add("R504", f'labels: "{labels}" is neither yes nor no', "write labels: yes or no", place("labels"))
    return n.Chart(
        form=cast("n.ChartForm", _FORMS[word]),
        columns=columns,
        rows=rows,
        lines=lines,
        data=file,
        x=_word(given.get("x", "")),
        series=tuple(map(_word, names)),
        unit=_word(given.get("unit", "")),
        sort=cast("Any", sort),
        labels=labels in _TRUE if labels in (*_TRUE, *_FALSE) else None,
        alt=_word(given.get("alt", "")),
        caption=parsed(_word(given.get("title", "")), place("title")),
        credit=parsed(_word(given.get("source", "")), place("source")),
        id=_word(given.get("id", "")),
        origin=place(""),
    )


def _known(given: dict[str, Any], place: Callable[[str], Origin], report: Report) -> dict[str, Any]:
    """The options under their own names; a note on each that there is not."""
    found: dict[str, Any] = {}
    for key, item in given.items():
        name = _NAMES.get(key, key)
        if name in _OPTIONS:
            found.setdefault(name, item)
        else:
            hint = "a chart takes the theme's colours" if "colo" in key else instead_of(key, (*_OPTIONS, *_NAMES))
            report.add("R504", f'a chart has no option "{key}"', hint, place(key))
    return found


def _word(value: Any) -> str:
    return value.strip() if isinstance(value, str) else ""
