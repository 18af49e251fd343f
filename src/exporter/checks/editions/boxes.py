"""Rectangles on a page, measured from its upper left corner."""

from collections.abc import Sequence

import msgspec

_NEAR = 0.9  # of its height that a line may stand below another to share a box with it


class Box(msgspec.Struct, frozen=True):
    """A rectangle on a page."""

    left_pt: float
    top_pt: float
    right_pt: float
    bottom_pt: float


def meet(one: Box, other: Box) -> bool:
    """Whether two boxes have some room in common."""
    across = one.left_pt < other.right_pt and other.left_pt < one.right_pt
    return across and one.top_pt < other.bottom_pt and other.top_pt < one.bottom_pt


def hull(boxes: Sequence[Box]) -> Box:
    """The box around boxes."""
    return Box(
        min(box.left_pt for box in boxes),
        min(box.top_pt for box in boxes),
        max(box.right_pt for box in boxes),
        max(box.bottom_pt for box in boxes),
    )


def widened(box: Box, by_pt: float) -> Box:
    """A box with so much around it."""
    return Box(box.left_pt - by_pt, box.top_pt - by_pt, box.right_pt + by_pt, box.bottom_pt + by_pt)


def joined(boxes: Sequence[Box]) -> list[Box]:
    """Boxes with those made one that follow each other and stand one below the other, as the lines of a paragraph."""
    found: list[Box] = []
    for box in boxes:
        near_pt = _NEAR * (box.bottom_pt - box.top_pt)
        if found and meet(widened(found[-1], near_pt), box):
            found[-1] = hull((found[-1], box))
        else:
            found.append(box)
    return found
