"""What differs on a page to the eye, as data, and how far things moved in words."""

from typing import Literal

import msgspec

from exporter.checks.editions.boxes import Box

Sort = Literal[
    "page",
    "paper",
    "moved",
    "size",
    "font",
    "color",
    "width",
    "broken",
    "words",
    "picture",
    "look",
    "drawing",
    "number",
    "running",
]
Pages = tuple[int, int]  # numbers of one page from 1, in the old edition and in the new one; 0 where it is not
_MM_PT = 72 / 25.4


class Sight(msgspec.Struct, frozen=True, omit_defaults=True):
    """One thing that is seen to differ: on which page, what, and where; `on` are all pages where one says so."""

    sort: Sort
    pages: Pages
    text: str
    old_boxes: tuple[Box, ...] = ()
    new_boxes: tuple[Box, ...] = ()
    right_pt: float = 0.0  # how far it moved
    down_pt: float = 0.0
    on: tuple[Pages, ...] = ()

    @property
    def said(self) -> str:
        """The sentence with its page."""
        old, new = self.pages
        if self.on or (not old and not new):
            return self.text
        was = f" (was {old})" if old and new and old != new else ""
        return f"page {new or old}{was}: {self.text}"


def moved_by(right_pt: float, down_pt: float) -> str:
    """A way in words: "down by 4.2 mm", "right by 0.4 pt and up by 1.1 mm"."""
    ways = []
    if round(abs(right_pt), 1):
        ways.append(f"{'right' if right_pt > 0 else 'left'} by {length(abs(right_pt))}")
    if round(abs(down_pt), 1):
        ways.append(f"{'down' if down_pt > 0 else 'up'} by {length(abs(down_pt))}")
    return " and ".join(ways)


def length(points: float) -> str:
    """A length in millimetres, or in points where it is less than one."""
    return f"{points / _MM_PT:.1f} mm" if points >= _MM_PT else f"{points:.1f} pt"
