"""Pictures of the pages that differ: the old one and the new one with boxes around changes, and both over each other.

The old edition is vermilion and the new one blue, which are told apart whatever one's sight (Okabe and Ito, 2008), and
its boxes are broken where the new one's are whole.
"""

import io
from collections.abc import Callable, Sequence
from typing import Any

import msgspec

from exporter.checks.editions import Comparison
from exporter.checks.editions.boxes import Box, hull, joined
from exporter.checks.editions.layout import PagePair
from exporter.checks.editions.sights import Pages, Sight
from exporter.messages import Message

OLD, NEW, BOTH = (213, 94, 0), (0, 114, 178), (64, 64, 64)
_COLORS = 96  # of a picture, which is of letters more than of photographs
_EFFORT = 20  # of 100, for a file without loss
_STROKE_PX, _DASH_PX, _ROOM_PX = 2, 7, 3


class Leaf(msgspec.Struct, frozen=True):
    """One page that differs: what is seen of it, and its pictures as files; b"" for one that is not there."""

    pages: Pages
    said: tuple[str, ...]
    old: bytes
    new: bytes
    both: bytes
    width_px: int
    height_px: int


class Album:
    """Keeps pictures of the first so many pages that differ, in the format of their files; counts the others."""

    def __init__(self, most: int, format: str) -> None:
        self._most, self._format = most, format
        self.leaves: list[Leaf] = []
        self.left = 0

    def show(self, compared: PagePair, old: Any, new: Any) -> None:
        """Take a pair of pages in."""
        if len(self.leaves) < self._most:
            self.leaves.append(leaf_of(compared, old, new, self._format))
        else:
            self.left += 1


class ComparedFiles(msgspec.Struct, frozen=True):
    """One pair of files: what differs, the pictures of its pages, and what was found on the way."""

    comparison: Comparison
    album: Album
    messages: tuple[Message, ...]


def leaf_of(compared: PagePair, old: Any, new: Any, format: str) -> Leaf:
    """The pictures of a page that differs as files of a format ("png", "webp"); each is drawn upon a copy."""
    both = _over(old, new) if old and new and old.size == new.size else None
    boxes = [_boxes(sight, sight.old_boxes) for sight in compared.sights]
    new_boxes = [_boxes(sight, sight.new_boxes) for sight in compared.sights]
    files = (
        _file(_with_boxes(old, compared.width_pt, boxes, _dashed), format) if old else b"",
        _file(_with_boxes(new, compared.width_pt, new_boxes, _framed), format) if new else b"",
        _file(both, format) if both else b"",
    )
    said = tuple(sight.text for sight in compared.sights)
    shown = new or old
    return Leaf(compared.pages, said, *files, shown.width, shown.height)


def _file(picture: Any, format: str) -> bytes:
    from PIL import Image

    buffer = io.BytesIO()
    few = picture.quantize(_COLORS, Image.Quantize.FASTOCTREE)
    if format == "png":
        few.save(buffer, format, optimize=True)
    else:
        few.convert("RGB").save(buffer, format, lossless=True, quality=_EFFORT, method=1)
    return buffer.getvalue()


def _over(old: Any, new: Any) -> Any:
    """Both pages in one picture: what only one of them has in its colour, what both have in grey."""
    from PIL import Image, ImageChops

    ink, new_ink = (ImageChops.invert(picture.convert("L")) for picture in (old, new))
    both = ImageChops.darker(ink, new_ink)
    parts = ((both, BOTH), (ImageChops.subtract(ink, both), OLD), (ImageChops.subtract(new_ink, both), NEW))
    channels = []
    for channel in range(3):
        taken = Image.new("L", old.size, 0)
        for part, color in parts:
            taken = ImageChops.add(taken, part.point(_share(255 - color[channel])))
        channels.append(ImageChops.invert(taken))
    return Image.merge("RGB", channels)


def _share(most: int) -> Sequence[int]:
    return [value * most // 255 for value in range(256)]


def _boxes(sight: Sight, boxes: Sequence[Box]) -> list[Box]:
    """What is drawn around a change: one box around lines that moved together, or around lines that stand close."""
    return [hull(boxes)] if boxes and (sight.right_pt or sight.down_pt) else joined(boxes)


def _with_boxes(
    picture: Any, width_pt: float, boxes: Sequence[Sequence[Box]], draw_box: Callable[[Any, list[float]], None]
) -> Any:
    from PIL import ImageDraw

    picture = picture.copy()
    scale = picture.width / width_pt
    draw = ImageDraw.Draw(picture)
    for box in (box for some in boxes for box in some):
        left, top, right, bottom = box.left_pt, box.top_pt, box.right_pt, box.bottom_pt
        edges = [left * scale, top * scale, right * scale, bottom * scale]
        draw_box(draw, [edges[0] - _ROOM_PX, edges[1] - _ROOM_PX, edges[2] + _ROOM_PX, edges[3] + _ROOM_PX])
    return picture


def _framed(draw: Any, edges: list[float]) -> None:
    """A rectangle in whole lines."""
    draw.rectangle(edges, outline=NEW, width=_STROKE_PX)


def _dashed(draw: Any, edges: list[float]) -> None:
    """A rectangle in broken lines."""
    left, top, right, bottom = edges
    for start in range(round(left), round(right), 2 * _DASH_PX):
        for y in (top, bottom):
            draw.line((start, y, min(start + _DASH_PX, right), y), fill=OLD, width=_STROKE_PX)
    for start in range(round(top), round(bottom), 2 * _DASH_PX):
        for x in (left, right):
            draw.line((x, start, x, min(start + _DASH_PX, bottom)), fill=OLD, width=_STROKE_PX)
