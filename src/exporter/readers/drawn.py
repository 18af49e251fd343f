"""Blocks that are drawn: fences and divisions named chart or qr. What describes none of them stays what it was."""

import re
from collections.abc import Callable

import msgspec

from exporter.messages import Report
from exporter.model import nodes as n
from exporter.model.walk import plain_text
from exporter.origin import Origin
from exporter.readers.elements import Element

DRAWN = frozenset({"chart", "qr"})
_SCHEMES = re.compile(r"(?:https?://[^\s/?#]+|mailto:\S+@|tel:\+?[\d(])\S*", re.IGNORECASE)
_LONGEST = 500  # characters: beyond it the dots of a code of this size are too small for a telephone
Parsed = Callable[[str, Origin], tuple[n.AnyInline, ...]]


def drawn_of_code(code: n.CodeBlock, parsed: Parsed, report: Report) -> n.AnyBlock:
    """The block that a fence of code describes, or the code."""
    if code.language == "math" and code.value.strip():
        formula = n.Math(value=code.value.strip(), display=True, origin=code.origin)
        return n.Paragraph(children=(formula,), id=code.id, origin=code.origin)
    if code.language not in DRAWN or code.origin is None:
        return code
    if code.language == "qr":
        return _qr(code.value.strip(), code.caption, code.id, code.origin, report) or code
    from exporter.readers.chart_blocks import chart_of_fence

    block = chart_of_fence(code.value, code.origin, parsed, report)
    return code if block is None else msgspec.structs.replace(block, id=block.id or code.id)


def drawn_of_division(element: Element, blocks: list[n.AnyBlock], parsed: Parsed, report: Report) -> list[n.AnyBlock]:
    """The blocks of a division of class chart, its first table drawn, or of class qr, its code before them."""
    if "qr" in element.classes:
        attrs = element.attrs
        caption = parsed(attrs.get("title") or attrs.get("caption", ""), element.origin)
        target = attrs.get("url") or attrs.get("href") or _address_in(blocks)
        qr = _qr(target, caption, attrs.get("id", ""), element.origin, report)
        if qr is None:
            return [n.Paragraph(children=(n.Text(value=target),), origin=element.origin), *blocks] if target else blocks
        return [qr] if not attrs.get("url") and not attrs.get("href") else [qr, *blocks]
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


def _address_in(blocks: list[n.AnyBlock]) -> str:
    """The address that is all that stands in a division."""
    words = plain_text(tuple(blocks)).strip()
    return words if len(blocks) == 1 and " " not in words else ""


def _qr(target: str, caption: tuple[n.AnyInline, ...], id: str, origin: Origin, report: Report) -> n.Qr | None:
    """The code of an address; None, with a message, when it is none that a telephone may open."""
    shown = f'"{target[:60]}…"' if len(target) > 60 else f'"{target}"'
    if not _SCHEMES.fullmatch(target):
        text = f"{shown} is no address for a code to be scanned" if target else "the code to be scanned has no address"
        report.add("R505", text, "write it whole: https://…, mailto:… or tel:…", origin)
        return None
    if len(target.encode()) > _LONGEST:
        text = f"the address {shown} has {len(target.encode())} bytes, more than the {_LONGEST} that can be scanned"
        report.add("R505", text, "use a shorter address that leads there", origin)
        return None
    return n.Qr(target=target, caption=caption, id=id, origin=origin)
