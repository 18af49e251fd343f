"""Blocks that are drawn: fences and divisions named chart or qr. What describes none of them stays what it was."""

from collections.abc import Callable

import msgspec

from exporter.messages import Report
from exporter.model import nodes as n
from exporter.origin import Origin
from exporter.readers.elements import Element

DRAWN = frozenset({"chart"})
Parsed = Callable[[str, Origin], tuple[n.AnyInline, ...]]


def drawn_of_code(code: n.CodeBlock, parsed: Parsed, report: Report) -> n.AnyBlock:
    """The block that a fence of code describes, or the code."""
    if code.language not in DRAWN or code.origin is None:
        return code
    from exporter.readers.chart_blocks import chart_of_fence

    block = chart_of_fence(code.value, code.origin, parsed, report)
    return code if block is None else msgspec.structs.replace(block, id=block.id or code.id)


def drawn_of_division(
    element: Element, blocks: list[n.AnyBlock], parsed: Parsed, report: Report
) -> list[n.AnyBlock]:
    """The blocks of a division of class chart, its first table drawn."""
    from exporter.readers.chart_blocks import chart_of_table

    place = next((i for i, block in enumerate(blocks) if isinstance(block, n.Table)), None)
    if place is None:
        text, hint = "there is no table in the chart's division", "put the table between the lines of :::"
        report.add("R503", text, hint, element.origin)
        return blocks
    table = blocks[place]
    assert isinstance(table, n.Table)
    chart = chart_of_table(element.attrs, table, parsed, report)
    return blocks if chart is None else [*blocks[:place], chart, *blocks[place + 1 :]]
