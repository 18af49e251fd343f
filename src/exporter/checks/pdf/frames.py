"""A content stream while it is walked: its graphics state, its resources, and the geometry of what it paints."""

from collections.abc import Iterable
from typing import Any

import msgspec
import pikepdf

from exporter.checks.matrices import Matrix
from exporter.checks.pdf.colours import DEVICES, Space, read_space
from exporter.checks.pdf.contents import Contents, FontUse
from exporter.checks.pdf.marks import Marker
from exporter.checks.pdf.objects import entry, name, number
from exporter.checks.rules import Box


class State(msgspec.Struct, eq=False):
    """What q saves and Q brings back, as far as rules ask for it."""

    matrix: Matrix = (1, 0, 0, 1, 0, 0)
    fill: Space | None = Space("DeviceGray")
    stroke: Space | None = Space("DeviceGray")
    font: FontUse | None = None
    called: str = ""  # the name of the font
    mode: int = 0
    overprint: tuple[bool, bool, int] = (False, False, 0)  # of areas, of lines, and its mode
    clear: tuple[bool, bool] = (False, False)  # areas and lines that what lies below shines through


class Frame(msgspec.Struct, eq=False):
    """A content stream that is being walked: its resources, those of its page, and what its marks are inside of."""

    contents: Contents
    page: int
    resources: dict[str, Any]
    others: dict[str, Any]
    state: State
    marker: Marker
    depth: int = 0
    saved: list[State] = msgspec.field(default_factory=list)
    found: dict[tuple[str, str], Any] = msgspec.field(default_factory=dict)
    spaces: dict[str, Space | None] = msgspec.field(default_factory=dict)
    colourless: bool = False  # after d1 colours mean nothing

    def find(self, kind: str, called: str) -> Any:
        """What a name stands for: in the stream's own resources, or borrowed from those of its page."""
        key = (kind, called)
        if key not in self.found:
            found = entry(self.resources.get(f"/{kind}"), f"/{called}")
            if found is None and called:
                found = entry(self.others.get(f"/{kind}"), f"/{called}")
                if found is not None:
                    self.contents.note(self.contents.borrowed, called, self.page, kind)
            self.found[key] = found
        return self.found[key]

    def space(self, called: str) -> Space | None:
        """The colour space of a name."""
        if called not in self.spaces:
            self.spaces[called] = self.read_space(pikepdf.Name(f"/{called}")) if called else None
        return self.spaces[called]

    def read_space(self, thing: Any) -> Space | None:
        """The colour space that an object says, which is used now."""
        space = read_space(thing, self._named)
        self.contents.add_space(space, self.page)
        return space

    def _named(self, called: str) -> Any:
        if called in DEVICES.values():
            return entry(self.resources.get("/ColorSpace"), f"/{called}")
        return self.find("ColorSpace", called)


def matrix_of(things: Iterable[Any]) -> Matrix:
    """The matrix that six numbers give; without them, that which leaves everything where it is."""
    given = [number(item) or 0.0 for item in things]
    if len(given) != 6:
        return 1, 0, 0, 1, 0, 0
    a, b, c, d, e, f = given
    return a, b, c, d, e, f


def box_of(matrix: Matrix) -> Box:
    """The box around a picture, which fills the unit square."""
    a, b, c, d, e, f = matrix
    across, up = (e, e + a, e + c, e + a + c), (f, f + b, f + d, f + b + d)
    return round(min(across), 1), round(min(up), 1), round(max(across), 1), round(max(up), 1)


def last_name(instruction: Any) -> str:
    """The name that an instruction ends with."""
    operands = instruction.operands
    return name(operands[-1]) if len(operands) else ""
