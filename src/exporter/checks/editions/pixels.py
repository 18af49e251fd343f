"""Where two pictures of a page differ: boxes around what changed, whatever it is."""

from collections.abc import Iterator
from typing import Any

from exporter.checks.editions.boxes import Box

# What differs by less, of 255, is the edge of something that moved by less than a tenth of a point: at 100 dots an inch
# that is a seventh of a dot, at 300 nearly half of one.
_FAINT, _FAINT_PER_DPI = 28, 0.36
_CELL_PX = 8
_GAP_CELLS = 1  # between parts of one region
_MOST_PIXELS = 20_000_000  # of one picture: a larger sheet is looked at more coarsely


def render(page: Any, dpi: int) -> Any:
    """A page of a pypdfium2 document as a Pillow image, white where nothing is drawn."""
    width_pt, height_pt = page.get_size()
    scale = dpi / 72
    too_large = width_pt * height_pt * scale * scale / _MOST_PIXELS
    if too_large > 1:
        scale /= too_large**0.5
    bitmap = page.render(scale=scale)
    picture = bitmap.to_pil().convert("RGB")
    bitmap.close()
    return picture


def regions(old: Any, new: Any, width_pt: float) -> list[Box]:
    """The boxes, from the top, within which two pictures of a page of this width differ."""
    from PIL import ImageChops

    if old.size != new.size:
        new = new.resize(old.size)
    channels = ImageChops.difference(old, new).split()
    most = ImageChops.lighter(ImageChops.lighter(channels[0], channels[1]), channels[2])
    faint = min(255, round(_FAINT + _FAINT_PER_DPI * 72 * old.width / width_pt))
    mask = most.point([0] * faint + [255] * (256 - faint))
    if mask.getbbox() is None:
        return []
    cells = mask.reduce(_CELL_PX)
    columns = cells.width
    marked = {divmod(place, columns) for place, value in enumerate(cells.tobytes()) if value}
    scale = width_pt / old.width * _CELL_PX
    boxes = [
        Box(left * scale, top * scale, (right + 1) * scale, (bottom + 1) * scale)
        for top, left, bottom, right in _connected(marked)
    ]
    return sorted(boxes, key=lambda box: (box.top_pt, box.left_pt))


def _connected(marked: set[tuple[int, int]]) -> Iterator[tuple[int, int, int, int]]:
    """The first and last row and column of each group of cells that touch, or nearly."""
    reach = range(-1 - _GAP_CELLS, 2 + _GAP_CELLS)
    while marked:
        waiting = [marked.pop()]
        top, left = bottom, right = waiting[0]
        while waiting:
            row, column = waiting.pop()
            top, bottom, left, right = min(top, row), max(bottom, row), min(left, column), max(right, column)
            near = {(row + down, column + aside) for down in reach for aside in reach} & marked
            marked -= near
            waiting += near
        yield top, left, bottom, right
