"""Colour spaces of a PDF (ISO 32000-1, 8.6) and the heads of their profiles (ISO 15076-1, 7.2)."""

from collections.abc import Callable, Hashable, Iterator
from typing import Any

import msgspec
import pikepdf

from exporter.checks.pdf.objects import data_of, entries, entry, identity, items, name

DEVICES = {"DeviceGray": "DefaultGray", "DeviceRGB": "DefaultRGB", "DeviceCMYK": "DefaultCMYK"}
_SHORT = {"G": "DeviceGray", "RGB": "DeviceRGB", "CMYK": "DeviceCMYK", "I": "Indexed"}
_DEEPEST = 8


class Space(msgspec.Struct, frozen=True, eq=False):
    """A colour space: its family, the object that defines it, and the spaces that it rests on."""

    family: str
    node: Any = None
    below: "tuple[Space, ...]" = ()

    def all(self) -> "Iterator[Space]":
        """The space and all that it rests on."""
        yield self
        for space in self.below:
            yield from space.all()

    @property
    def key(self) -> Hashable:
        """The same for the same space."""
        return self.family, identity(self.node) if self.node is not None else None


class Profile(msgspec.Struct, frozen=True):
    """What the head of an ICC profile says: class and colour space in four letters, and the major version."""

    kind: str = ""
    space: str = ""
    version: int = 0

    @property
    def told(self) -> str:
        """The head in words."""
        return f"class {self.kind.strip() or 'none'}, colours {self.space or 'none'}, version {self.version}"


def read_space(thing: Any, named: Callable[[str], Any], depth: int = 0) -> Space | None:
    """The space that an object says; `named` gives what the resources call so. None for what is none."""
    family = name(thing)
    if family:
        family = _SHORT.get(family, family)
        if family in DEVICES and depth < _DEEPEST:
            instead = named(DEVICES[family])
            found = read_space(instead, lambda _: None, depth + 1) if instead is not None else None
            return found or Space(family)
        if family == "Pattern":
            return Space(family)
        other = named(family)
        return read_space(other, named, depth + 1) if other is not None and depth < _DEEPEST else None
    parts = items(thing) if isinstance(thing, pikepdf.Array) else []
    if not parts or depth >= _DEEPEST:
        return None
    family = _SHORT.get(name(parts[0]), name(parts[0]))
    if family in DEVICES or (family == "Pattern" and len(parts) == 1):
        return read_space(parts[0], named, depth + 1)
    rests = {"Indexed": parts[1:2], "Pattern": parts[1:2], "Separation": parts[2:3], "DeviceN": parts[2:3]}.get(
        family, []
    )
    if family == "DeviceN":
        rests = [*rests, *entries(entry(parts[4] if len(parts) > 4 else None, "/Colorants")).values()]
    below = (read_space(rest, named, depth + 1) for rest in rests)
    return Space(family, thing, tuple(space for space in below if space is not None))


def profile_of(stream: Any) -> Profile:
    """The head of the profile that a stream holds; an empty one for what is none."""
    head = data_of(stream)[:128]
    if len(head) < 128:
        return Profile()
    return Profile(head[12:16].decode("latin-1"), head[16:20].decode("latin-1").strip(), head[8])
