"""Tables from elements, with every cell in its place."""

import re
from collections.abc import Iterable
from typing import Protocol, cast

from exporter.messages import Report
from exporter.model import nodes as n
from exporter.model.grid import squared
from exporter.readers.elements import Child, Element

_ALIGNMENTS = frozenset({"left", "center", "right"})
_MAX_SPAN = 1000  # HTML's own bound for colspan


class Content(Protocol):
    """What converts the content of cells and captions."""

    report: Report

    def blocks(self, children: Iterable[Child]) -> list[n.AnyBlock]: ...

    def inlines(self, children: Iterable[Child]) -> tuple[n.AnyInline, ...]: ...


def table_of(element: Element, content: Content) -> list[n.AnyBlock]:
    """The table of an element; what stands between its rows comes before it, as in a browser."""
    head: list[n.Row] = []
    body: list[n.Row] = []
    caption: tuple[n.AnyInline, ...] = ()
    outside: list[Child] = []
    markdown = "columns" in element.attrs
    columns, widths = (element.attrs["columns"].split(","), ()) if markdown else _columns(element)
    for section, row in _rows(element, outside):
        cells = tuple(_cell(child, content) for child in row.elements() if child.tag in ("td", "th"))
        outside.extend(child for child in row.children if not _is_cell(child))
        if not cells:
            continue
        node = n.Row(cells=cells, origin=row.origin)
        titles = not body and (section == "thead" or (section != "tfoot" and all(cell.header for cell in cells)))
        (head if titles and (markdown or len(cells) > 1 or section == "thead") else body).append(node)
    for child in element.elements():
        if child.tag == "caption":
            caption = content.inlines(_running(child))
            outside = [other for other in outside if other is not child]
    if markdown:
        _tell_long_rows(body, len(columns), content.report)
    width, sections = squared(head, body)
    blocks = content.blocks(outside)
    if not width:
        return [n.Paragraph(children=caption, origin=element.origin), *blocks] if caption else blocks
    aligned = (*columns, *("",) * (width - len(columns)))[:width] if columns else ()
    table = n.Table(
        head=sections[0],
        body=sections[1],
        columns=cast("tuple[n.Alignment, ...]", aligned),
        widths=widths if len(widths) == width else (),
        caption=caption,
        id=element.attrs.get("id", ""),
        origin=element.origin,
    )
    return [*blocks, table]


def _columns(element: Element) -> tuple[list[str], tuple[float, ...]]:
    """The alignments of columns, and their shares of the width, that <col> elements of HTML say; nothing for none."""
    found = [child for group in element.elements() if group.tag == "colgroup" for child in group.elements()]
    found = [child for child in found or element.elements() if child.tag == "col"]
    aligns = [align if (align := child.attrs.get("align", "").lower()) in _ALIGNMENTS else "" for child in found]
    shares = [re.fullmatch(r"(\d+(?:\.\d+)?)%", child.attrs.get("width", "")) for child in found]
    widths = tuple(min(float(share[1]) / 100, 1.0) for share in shares if share)
    return (aligns if any(aligns) else []), (widths if len(widths) == len(found) else ())


def _is_cell(child: Child) -> bool:
    return isinstance(child, Element) and child.tag in ("td", "th")


def _running(caption: Element) -> list[Child]:
    """A caption's content without the paragraphs around it."""
    result: list[Child] = []
    for child in caption.children:
        result.extend(child.children if isinstance(child, Element) and child.tag in ("p", "div") else (child,))
    return result


def _rows(element: Element, outside: list[Child]) -> Iterable[tuple[str, Element]]:
    for child in element.children:
        if not isinstance(child, Element):
            outside.append(child)
        elif child.tag == "tr":
            yield "", child
        elif child.tag in ("thead", "tbody", "tfoot"):
            for row in child.children:
                if isinstance(row, Element) and row.tag == "tr":
                    yield child.tag, row
                else:
                    outside.append(row)
        elif child.tag not in ("colgroup", "col"):
            outside.append(child)


def _cell(element: Element, content: Content) -> n.Cell:
    attrs = element.attrs
    align = attrs.get("align", "").lower()
    styled = re.search(r"text-align:\s*(left|center|right)", attrs.get("style", ""))
    return n.Cell(
        blocks=tuple(content.blocks(element.children)),
        header=element.tag == "th",
        column_span=_span(attrs.get("colspan", "")),
        row_span=_span(attrs.get("rowspan", "")),
        align=cast("n.Alignment", styled[1] if styled else align if align in _ALIGNMENTS else ""),
        origin=element.origin,
    )


def _span(text: str) -> int:
    return min(max(int(text), 1), _MAX_SPAN) if re.fullmatch(r"\s*\d{1,4}\s*", text) else 1


def _tell_long_rows(rows: list[n.Row], width: int, report: Report) -> None:
    long = [row for row in rows if len(row.cells) > width]
    if long:
        more = f", and {len(long) - 1} more rows" if len(long) > 1 else ""
        report.add(
            "R204",
            f"a row has {len(long[0].cells)} cells, the table's head {width}{more}; columns are added",
            r"write a | that belongs to the text as \|, or add a column to the head",
            long[0].origin,
        )
