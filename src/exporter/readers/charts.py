"""The data of charts, alike for all readers: files read, columns chosen, numbers understood, faults told.

A chart whose data are not what it needs becomes a table of them: a picture that is not true is worse than none.
"""

from typing import TYPE_CHECKING, Any

import msgspec

from exporter.messages import Report, instead_of
from exporter.model import nodes as n
from exporter.model.article import Article
from exporter.model.walk import plain_text, rewrite, walk
from exporter.origin import Origin, Source
from exporter.readers.characters import without_forbidden
from exporter.readers.picture_faults import PictureFault
from exporter.readers.pictures import text_beside
from exporter.readers.written_numbers import group_mark, group_of, is_missing, number_of

if TYPE_CHECKING:
    from exporter.readers import ReadOptions

_MAX_CATEGORIES, _MAX_SERIES, _MAX_SLICES = 60, 6, 8
_MAX_ROWS, _MAX_COLUMNS = 2000, 40  # of a file: more is no table to print
_STACKED = ("stacked-bar", "pie")


class _Fault(Exception):  # noqa: N818 - it never leaves this module
    """Why data make no chart: the fact, the remedy and the line, 0 where it is not known."""

    def __init__(self, text: str, hint: str, line: int = 0) -> None:
        super().__init__(text)
        self.text, self.hint, self.line = text, hint, line


def load_charts(article: Article, source: Source, options: "ReadOptions", report: Report) -> Article:
    """The same article with numbers in its charts, and tables in the place of those that cannot be drawn."""
    lang = article.metadata.lang

    def load(node: n.Node) -> n.Node:
        return _loaded(node, lang, source, options, report) if isinstance(node, n.Chart) else node

    charts = (node for node in walk(article.body) if isinstance(node, n.Chart))
    files = tuple(chart.data for chart in charts if chart.data and "\n" not in chart.data)
    return msgspec.structs.replace(article, body=rewrite(article.body, load), files=(*article.files, *files))


def _loaded(chart: n.Chart, lang: str, source: Source, options: "ReadOptions", report: Report) -> n.Block:
    file, usual = "", group_mark(lang)
    place = chart.origin or Origin(source.name)
    if chart.data:
        text = chart.data
        if "\n" not in text:
            file = text
            try:
                text = text_beside(file, source, options)
            except PictureFault as fault:
                report.add("R502", f'the data file "{file[:80]}" {fault.reason}', fault.hint, place)
                words = chart.alt or plain_text(chart.caption) or file
                return n.Figure(
                    images=(n.Image(src=file, alt=words),), caption=chart.caption, credit=chart.credit, id=chart.id,
                    origin=chart.origin,
                )  # fmt: skip
            text = without_forbidden(text, Origin(file), report)
        parsed, by_comma = _parsed(text, chart.lines[0] + 1 if chart.lines else 0)
        chart = msgspec.structs.replace(chart, **parsed)
        if by_comma and usual == ".":  # its commas part cells, so its points are those of decimals
            usual = ""
    try:
        return _drawable(chart, usual)
    except _Fault as fault:
        line = f"line {fault.line} of {file}: " if file and fault.line else ""
        if fault.line and not file:
            place = Origin(place.file, fault.line, 1)
        report.add("R501", f"the chart is not drawn: {line}{fault.text}", fault.hint, place)
        return _table(chart)


def _parsed(text: str, first_line: int) -> tuple[dict[str, Any], bool]:
    """Columns, rows and their lines of a CSV text, and whether its cells are parted by commas."""
    import csv

    head = next((line for line in text.splitlines() if line.strip()), "")
    delimiter = max(",;\t", key=head.count)
    rows, lines = [], []
    reader = csv.reader(text.splitlines(), delimiter=delimiter, skipinitialspace=True)
    for row in reader:
        if any(cell.strip() for cell in row):
            rows.append(tuple(" ".join(cell.split()) for cell in row[:_MAX_COLUMNS]))
            lines.append((first_line or 1) + reader.line_num - 1)
        if len(rows) > _MAX_ROWS:
            break
    columns = rows[0] if rows else ()
    return {"columns": columns, "rows": tuple(rows[1:]), "lines": tuple(lines[1:])}, delimiter == ","


def _drawable(chart: n.Chart, usual: str) -> n.Chart:
    """The chart with its chosen columns and their numbers. Raises _Fault."""
    if not chart.rows:
        raise _Fault("it has no rows", "write a line with the names of the columns, and the rows below")
    lines = chart.lines if len(chart.lines) == len(chart.rows) else (0,) * len(chart.rows)
    width = len(chart.columns)
    for row, line in zip(chart.rows, lines, strict=True):
        if len(row) != width:
            raise _Fault(f"a row has {len(row)} cells, the head {width}", "give every row as many cells", line)
    places = _columns(chart)
    if len(chart.rows) > _MAX_CATEGORIES:
        text = f"it has {len(chart.rows)} categories, more than {_MAX_CATEGORIES}"
        raise _Fault(text, "group the small ones, or choose fewer rows")
    if len(places) - 1 > _MAX_SERIES:
        text = f"it has {len(places) - 1} series, more than {_MAX_SERIES}"
        raise _Fault(text, "choose some with series:")
    rows: list[list[str | float | None]] = [[_category(row[places[0]])] for row in chart.rows]
    for place in places[1:]:
        texts = [row[place] for row in chart.rows]
        group = group_of([text for text in texts if isinstance(text, str)], usual)
        for made_row, cell, line in zip(rows, texts, lines, strict=True):
            made_row.append(_number(cell, group, chart.columns[place], line))
    _check(chart.form, rows, lines)
    made = msgspec.structs.replace(
        chart, columns=tuple(chart.columns[place] for place in places), rows=tuple(tuple(row) for row in rows),
        data="", x="", series=(), lines=(),
    )  # fmt: skip
    return _sorted(made)


def _columns(chart: n.Chart) -> list[int]:
    """The places of the categories' column and of each series'."""
    known = [name.casefold() for name in chart.columns]

    def find(name: str) -> int:
        if name.casefold() in known:
            return known.index(name.casefold())
        raise _Fault(f'it has no column "{name}"', instead_of(name, chart.columns))

    x = find(chart.x) if chart.x else 0
    series = [find(name) for name in chart.series] or [place for place in range(len(chart.columns)) if place != x]
    if not series:
        raise _Fault("it has no column of numbers", "put the names in one column and the numbers in another")
    return [x, *series]


def _category(value: str | float | None) -> str:
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else str(value)
    return value or ""


def _number(value: str | float | None, group: str, column: str, line: int) -> float | None:
    if isinstance(value, str) and is_missing(value):
        return None
    number = number_of(value if isinstance(value, str) else repr(value), group) if value is not None else None
    if number is None and value is not None:
        raise _Fault(
            f'"{str(value)[:40]}" in the column "{column}" is no number',
            "write the number alone, or nothing where there is none",
            line,
        )
    return number


def _check(form: str, rows: list[Any], lines: tuple[int, ...]) -> None:
    """Raise _Fault where numbers do not fit the form."""
    numbers = [number for row in rows for number in row[1:] if number is not None]
    if not numbers:
        raise _Fault("it has no numbers", "write numbers in the columns after the first")
    stacked = form in _STACKED or (form == "area" and len(rows[0]) > 2)
    for row, line in zip(rows, lines, strict=True):
        if stacked and min((number for number in row[1:] if number is not None), default=0.0) < 0:
            raise _Fault(f'"{row[0]}" is less than nothing, which no part of a whole can be', "draw it as bars", line)
    if form == "pie" and len(rows[0]) > 2:
        raise _Fault("a pie shows one series", "choose one with series:, or draw it as stacked-bar")
    if form == "pie" and len(rows) > _MAX_SLICES:
        raise _Fault(f"a pie of {len(rows)} parts cannot be read", "draw it as bars, or group the small ones")
    if stacked and not sum(numbers):
        raise _Fault("its parts make nothing together", "write numbers greater than 0")


def _sorted(chart: n.Chart) -> n.Chart:
    if not chart.sort:
        return chart
    turned = -1 if chart.sort == "descending" else 1

    def key(row: tuple[Any, ...]) -> tuple[bool, float]:
        numbers = [number for number in row[1:] if number is not None]
        return not numbers, turned * (sum(numbers) if chart.form == "stacked-bar" else (numbers or [0.0])[0])

    return msgspec.structs.replace(chart, rows=tuple(sorted(chart.rows, key=key)))


def _table(chart: n.Chart) -> n.Block:
    """The data as they were written."""
    width = max([len(chart.columns), *map(len, chart.rows)], default=0)
    head = (_row(chart.columns, width, True, chart.origin),) if chart.columns else ()
    body = tuple(_row(row, width, False, chart.origin) for row in chart.rows)
    aligned: list[n.Alignment] = [""] * width
    between = (n.Text(value=" "),) if chart.caption and chart.credit else ()
    return n.Table(
        head=head, body=body, columns=tuple(aligned), caption=(*chart.caption, *between, *chart.credit), id=chart.id,
        origin=chart.origin,
    )  # fmt: skip


def _row(values: tuple[Any, ...], width: int, header: bool, origin: Origin | None) -> n.Row:
    texts = [_category(value) for value in values] + [""] * (width - len(values))
    cells = (
        n.Cell(
            blocks=(n.Paragraph(children=(n.Text(value=text),)),) if text else (), header=header,
            align="" if place == 0 else "right", origin=origin,
        )
        for place, text in enumerate(texts)
    )  # fmt: skip
    return n.Row(cells=tuple(cells), origin=origin)
