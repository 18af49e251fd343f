"""Holds the pages of two PDFs to each other: first by the places of their lines and pictures, then pixel by pixel."""

from collections.abc import Iterator, Sequence
from typing import Any

import msgspec

from exporter.checks.editions import Show
from exporter.checks.editions.boxes import Box, hull, joined, meet, widened
from exporter.checks.editions.layout import PagePair, compare_layout
from exporter.checks.editions.moving import excerpt
from exporter.checks.editions.pixels import regions, render
from exporter.checks.editions.sheets import Line, Sheet
from exporter.checks.editions.sights import Sight, length

_AROUND_PT = 12.0  # around words that changed, within which rules, grounds and marks change with them
_FLOWING = ("moved", "broken", "words")


def compare_pages(documents: Sequence[Any], sheets: Sequence[Sequence[Sheet]], dpi: int, show: Show) -> list[PagePair]:
    """What is seen of every page of two pypdfium2 documents, in the order of the new one; two are drawn at once."""
    return [_looked_at(compared, documents, sheets, dpi, show) for compared in compare_layout(sheets[0], sheets[1])]


def _looked_at(
    compared: PagePair, documents: Sequence[Any], sheets: Sequence[Sequence[Sheet]], dpi: int, show: Show
) -> PagePair:
    pictures = [
        _picture(document, number, dpi) if number else None
        for document, number in zip(documents, compared.pages, strict=True)
    ]
    if all(pictures):
        old, new = (side[number - 1] for side, number in zip(sheets, compared.pages, strict=True))
        if not any(sight.sort == "paper" for sight in compared.sights):
            found = regions(pictures[0], pictures[1], new.width_pt)
            more = _unexplained(compared, found, old, new)
            compared = msgspec.structs.replace(compared, sights=(*compared.sights, *more))
    if compared.sights:
        show(compared, *pictures)
    return compared


def _picture(document: Any, number: int, dpi: int) -> Any:
    page = document[number - 1]
    picture = render(page, dpi)
    page.close()
    return picture


def _unexplained(compared: PagePair, found: Sequence[Box], old: Sheet, new: Sheet) -> Iterator[Sight]:
    """What differs in the pictures and was not told by lines and pictures that moved or changed."""
    known = [box for sight in compared.sights for box in _taken(sight)]
    elsewhere = [widened(box, _AROUND_PT) for box in (*compared.numbers, *compared.running)]
    rest = [box for box in found if not any(meet(box, one) for one in (*known, *elsewhere))]
    # A letter's picture is set on whole dots: what moved by less than is told may differ by one.
    still = {_exactly(line) for line in old.lines}
    lines = [line for line in new.lines if _exactly(line) in still and any(meet(box, line.box) for box in rest)]
    if lines:
        look = (
            "a line looks otherwise where it stands"
            if len(lines) == 1
            else f"{len(lines)} lines look otherwise where they stand"
        )
        boxes = tuple(line.box for line in lines)
        yield Sight("look", compared.pages, f"{look}: {excerpt(lines[0])}", boxes, boxes)
    drawn = tuple(box for box in rest if not any(meet(box, line.box) for line in (*new.lines, *old.lines)))
    if drawn:
        places = f"{len(drawn)} places" if len(drawn) > 1 else f"one place, {_where(drawn[0])}"
        yield Sight("drawing", compared.pages, f"a drawing, rule or ground changed in {places}", drawn, drawn)


def _taken(sight: Sight) -> list[Box]:
    """Where pictures differ because of what is told: all around lines that moved, close to lines that changed."""
    sides = [boxes for boxes in (sight.old_boxes, sight.new_boxes) if boxes]
    boxes = [box for side in sides for box in ([hull(side)] if sight.sort in _FLOWING else joined(side))]
    return [widened(box, _AROUND_PT) for box in boxes]


def _exactly(line: Line) -> tuple[str, float, float, float, float]:
    return line.text, round(line.x_pt, 2), round(line.y_pt, 2), round(line.width_pt, 2), round(line.size_pt, 2)


def _where(box: Box) -> str:
    size = f"{length(box.right_pt - box.left_pt)} by {length(box.bottom_pt - box.top_pt)}"
    return f"{size}, {length(box.left_pt)} from the left and {length(box.top_pt)} from the top"
