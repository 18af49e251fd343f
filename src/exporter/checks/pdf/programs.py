"""Font programs in a PDF: which glyphs they hold and how wide these are, in thousandths of the size of the type."""

import io
import math
import re
import struct
from functools import cached_property
from typing import Any

from fontTools.cffLib import CFFFontSet
from fontTools.misc import eexec
from fontTools.misc.psCharStrings import T2WidthExtractor
from fontTools.ttLib import TTFont

_TRIES = (Exception,)  # font programs are of any make; what a library stumbles over is a reason


class Unreadable(Exception):  # noqa: N818 - it becomes a reason
    """A font program that is none."""


class TrueType:
    """A program of TrueType outlines, or of any in its tables: glyphs by their number."""

    def __init__(self, data: bytes) -> None:
        try:
            self._font = TTFont(io.BytesIO(data), lazy=True, fontNumber=0)
            tables = self._font.reader
            (self._units,) = struct.unpack_from(">H", tables["head"], 18)
            (self.count,) = struct.unpack_from(">H", tables["maxp"], 4)
            (self._measured,) = struct.unpack_from(">H", tables["hhea"], 34)
            self._widths = tables["hmtx"]
        except _TRIES as exc:
            raise Unreadable(f"its program is no TrueType font ({type(exc).__name__})") from exc
        if not self._units or not self._measured:
            raise Unreadable("its program has no measures")

    def width(self, glyph: int) -> float | None:
        """How wide a glyph is; those after the last that is measured are as wide as it."""
        place = 4 * min(glyph, self._measured - 1)
        if glyph >= self.count or place + 2 > len(self._widths):
            return None
        (width,) = struct.unpack_from(">H", self._widths, place)
        return float(width * 1000 / self._units)

    @cached_property
    def maps(self) -> dict[tuple[int, int], dict[int, str]]:
        """Its maps from codes to glyphs, by platform and encoding."""
        try:
            return {(table.platformID, table.platEncID): dict(table.cmap or {}) for table in self._font["cmap"].tables}
        except _TRIES:
            return {}

    def glyph(self, code: int, platform: int, encoding: int) -> int:
        """The glyph of a code in one of its maps; 0 for none."""
        return self.named(self.maps.get((platform, encoding), {}).get(code, ""))

    def named(self, called: str) -> int:
        """The glyph of a name; 0 for none."""
        return self._order.get(called, 0)

    @cached_property
    def _order(self) -> dict[str, int]:
        try:
            return {called: place for place, called in enumerate(self._font.getGlyphOrder())}
        except _TRIES:
            return {}

    @property
    def outlines(self) -> "Compact | None":
        """The program in its table CFF, if it has one."""
        tables = self._font.reader
        return Compact(tables["CFF "]) if "CFF " in tables else None


class Compact:
    """A program in the Compact Font Format: glyphs by number, by name, or by CID."""

    def __init__(self, data: bytes) -> None:
        try:
            fonts = CFFFontSet()
            fonts.decompile(io.BytesIO(data), None)
            self._top = fonts[0]
            self._drawn = self._top.CharStrings
            self.names: list[str] = list(self._top.charset)
            self.by_cid = hasattr(self._top, "ROS")
        except _TRIES as exc:
            raise Unreadable(f"its program is no CFF font ({type(exc).__name__})") from exc
        self._places = {called: place for place, called in enumerate(self.names)}
        self.count = len(self.names)

    def named(self, called: str) -> int | None:
        """The glyph of a name; None for none."""
        return self._places.get(called)

    def of_cid(self, cid: int) -> int | None:
        """The glyph of a CID; without CIDs of its own the number is the glyph's."""
        if not self.by_cid:
            return cid if cid < self.count else None
        return 0 if cid == 0 else self._places.get(f"cid{cid:05d}")

    @property
    def cids(self) -> list[int]:
        """The CIDs that it has glyphs for."""
        if not self.by_cid:
            return list(range(self.count))
        return [int(called[3:]) if called.startswith("cid") else 0 for called in self.names]

    @property
    def encoding(self) -> dict[int, str]:
        """Its own names of codes."""
        said = getattr(self._top, "Encoding", "StandardEncoding")
        if isinstance(said, str):
            from fontTools.encodings.StandardEncoding import StandardEncoding

            return dict(enumerate(StandardEncoding)) if said == "StandardEncoding" else {}
        return dict(enumerate(said))

    def width(self, glyph: int) -> float | None:
        """How wide a glyph is."""
        try:
            drawn, selected = self._drawn.getItemAndSelector(self.names[glyph])
            private = drawn.private
            extractor = T2WidthExtractor(
                getattr(private, "Subrs", []), drawn.globalSubrs, private.nominalWidthX, private.defaultWidthX
            )
            extractor.execute(drawn)
            return float(extractor.width) * self._scale(selected) * 1000
        except _TRIES:
            return None

    def _scale(self, selected: int | None) -> float:
        """From units to the size of the type: by the matrix of the font, that of its part, or both."""
        matrices = [self._top.rawDict.get("FontMatrix")]
        if self.by_cid and selected is not None:
            matrices.append(self._top.FDArray[selected].rawDict.get("FontMatrix"))
        scales = [float(matrix[0]) for matrix in matrices if matrix]
        return math.prod(scales) if scales else 0.001


class TypeOne:
    """A program of Type 1: glyphs by name."""

    _ENTRY = re.compile(rb"/([^\s/{}\[\]()<>%]+)\s+(\d+)\s+(?:RD|-\||\S+) ", re.DOTALL)
    _CODE = re.compile(rb"dup\s+(\d+)\s*/(\S+)\s+put")

    def __init__(self, data: bytes) -> None:
        start = data.find(b"eexec")
        if start < 0:
            raise Unreadable("its program is no Type 1 font")
        head, body = data[:start], data[start + 5 :].lstrip(b" \t\r\n")
        if re.match(rb"[0-9A-Fa-f]{4}", body):
            digits = bytes(byte for byte in body if byte in b"0123456789ABCDEFabcdef")
            body = bytes.fromhex(digits[: len(digits) // 2 * 2].decode())
        private, _ = eexec.decrypt(body, 55665)
        private = private[4:]
        found = re.search(rb"/lenIV\s+(\d+)", private)
        self._skipped = int(found.group(1)) if found else 4
        self.encoding = {int(code): called.decode("latin-1") for code, called in self._CODE.findall(head)}
        if b"StandardEncoding" in head and not self.encoding:
            from fontTools.encodings.StandardEncoding import StandardEncoding

            self.encoding = dict(enumerate(StandardEncoding))
        matrix = re.search(rb"/FontMatrix\s*\[\s*([\d.eE+-]+)", head)
        self._scale = float(matrix.group(1)) if matrix else 0.001
        self._glyphs = dict(self._read(private))
        if not self._glyphs:
            raise Unreadable("its program has no glyphs")

    @property
    def names(self) -> list[str]:
        """The names of its glyphs."""
        return list(self._glyphs)

    def width_of(self, called: str) -> float | None:
        """How wide the glyph of a name is; None where there is none."""
        drawn = self._glyphs.get(called)
        if drawn is None:
            return None
        numbers: list[float] = []
        data, _ = eexec.decrypt(drawn, 4330)
        bytes_ = iter(data[self._skipped :])
        for byte in bytes_:
            if byte >= 32:
                numbers.append(_number(byte, bytes_))
            elif byte == 12 and next(bytes_, 0) == 12 and len(numbers) > 1:  # a division
                divisor = numbers.pop()
                numbers[-1] = numbers[-1] / divisor if divisor else 0.0
            elif byte == 13 and len(numbers) >= 2:  # hsbw
                return numbers[1] * self._scale * 1000
            else:  # sbw, or something that no glyph begins with
                return numbers[2] * self._scale * 1000 if byte == 12 and len(numbers) >= 4 else None
        return None

    def _read(self, private: bytes) -> Any:
        place = private.find(b"/CharStrings")
        while place >= 0 and (match := self._ENTRY.search(private, place)) is not None:
            size = int(match.group(2))
            if match.group(1) != b"CharStrings":
                yield match.group(1).decode("latin-1"), private[match.end() : match.end() + size]
                place = match.end() + size
            else:
                place = match.start() + len(b"/CharStrings")
                place = private.find(b"/", place)


def _number(byte: int, rest: Any) -> float:
    if byte <= 246:
        return byte - 139
    if byte <= 250:
        return (byte - 247) * 256 + next(rest, 0) + 108
    if byte <= 254:
        return -(byte - 251) * 256 - next(rest, 0) - 108
    return float(int.from_bytes(bytes(next(rest, 0) for _ in range(4)), "big", signed=True))
