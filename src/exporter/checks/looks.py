"""How a word looks, whatever the format."""

import msgspec


class Look(msgspec.Struct, frozen=True):
    """A word's type: its family, size in points, weight, and colour as "#RRGGBB"."""

    family: str
    size_pt: float
    bold: bool
    color: str

    def __str__(self) -> str:
        return f"{self.family} {self.size_pt:.1f}{' bold' if self.bold else ''} {self.color}"
