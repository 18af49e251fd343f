"""Fonts of a PDF (ISO 32000-1, 9.6 to 9.10): which glyph a code shows, how wide it is, and what character it is."""

from functools import cached_property
from typing import Any

import pikepdf
from fontTools import agl
from fontTools.encodings.MacRoman import MacRoman
from fontTools.encodings.StandardEncoding import StandardEncoding

from exporter.checks.pdf.cmaps import CMap, Codes
from exporter.checks.pdf.contents import Code
from exporter.checks.pdf.objects import data_of, entries, entry, items, name, number, text
from exporter.checks.pdf.programs import Compact, TrueType, TypeOne, Unreadable

_SYMBOLIC = 4
_NOTDEF = ".notdef"
_COLLECTIONS = frozenset(("Japan1", "CNS1", "GB1", "Korea1", "KR"))
STANDARD_14 = frozenset(
    "Courier Courier-Bold Courier-Oblique Courier-BoldOblique Helvetica Helvetica-Bold Helvetica-Oblique"
    " Helvetica-BoldOblique Times-Roman Times-Bold Times-Italic Times-BoldItalic Symbol ZapfDingbats".split()
)


def _win_ansi() -> list[str]:
    made = [_NOTDEF] * 32 + [
        agl.UV2AGL.get(ord(bytes([code]).decode("cp1252", "replace")), "bullet") for code in range(32, 256)
    ]
    made[0xA0], made[0xAD] = "space", "hyphen"
    return made


_ENCODINGS = {
    "WinAnsiEncoding": dict(enumerate(_win_ansi())),
    "MacRomanEncoding": {code: called if code >= 32 and called else _NOTDEF for code, called in enumerate(MacRoman)},
    "": dict(enumerate(StandardEncoding)),
}
_MAC_CODES = {called: code for code, called in enumerate(MacRoman)}


class Font:
    """A font as its dictionary and its program say it."""

    def __init__(self, font: Any) -> None:
        self.node = font
        self.kind = name(entry(font, "/Subtype"))
        self.codes = Codes(font)
        self.below = font if self.codes.simple else _below(font)
        self.inner = name(entry(self.below, "/Subtype"))
        self.descriptor = entry(self.below, "/FontDescriptor")
        self.called = name(entry(font, "/BaseFont")) or name(entry(self.below, "/BaseFont"))
        flags = entry(self.descriptor, "/Flags")
        self.symbolic = bool(flags & _SYMBOLIC) if isinstance(flags, int) else False

    @cached_property
    def stream(self) -> Any:
        """The stream of its program; None when it is not embedded."""
        keys = ("/FontFile", "/FontFile2", "/FontFile3")
        return next((found for key in keys if isinstance(found := entry(self.descriptor, key), pikepdf.Stream)), None)

    @cached_property
    def program(self) -> TrueType | Compact | TypeOne | None:
        """Its program. `wrong` says why an embedded one cannot be read."""
        if self.stream is None:
            return None
        data = data_of(self.stream)
        try:
            if entry(self.descriptor, "/FontFile") is not None:
                return TypeOne(data)
            if entry(self.descriptor, "/FontFile2") is not None or data[:4] in (b"\0\1\0\0", b"true", b"ttcf", b"OTTO"):
                found = TrueType(data)
                return found.outlines or found
            return Compact(data)
        except Unreadable as exc:
            self.wrong = str(exc)
            return None

    wrong = ""

    @property
    def told(self) -> str:
        """Its name for a reader."""
        return self.called.partition("+")[2] or self.called or "without a name"

    @property
    def is_standard(self) -> bool:
        """Whether it is one of the fourteen that each program has."""
        return self.called in STANDARD_14

    @property
    def glyph_names(self) -> list[str]:
        """The names of all glyphs in its program."""
        return self.program.names if isinstance(self.program, (Compact, TypeOne)) else []

    @property
    def cids(self) -> list[int]:
        """All CIDs that its program has glyphs for."""
        if isinstance(self.program, Compact):
            return self.program.cids
        if isinstance(self.program, TrueType):
            table = self._cid_to_glyph
            if table is None:
                return list(range(self.program.count))
            return [cid for cid in range(len(table) // 2) if 0 < (self._mapped(cid) or 0) < self.program.count]
        return []

    @property
    def maps(self) -> dict[tuple[int, int], dict[int, str]] | None:
        """The maps from codes to glyphs in its program; None for a program that has none of the kind."""
        return self.program.maps if isinstance(self.program, TrueType) else None

    @staticmethod
    def is_listed(called: str) -> bool:
        """Whether a glyph's name is in Adobe's list of them."""
        return called in agl.LEGACY_AGL2UV

    # Which glyph.

    @cached_property
    def differences(self) -> dict[int, str]:
        """The names that its dictionary gives to codes."""
        found: dict[int, str] = {}
        code = 0
        for one in items(entry(self.node, "/Encoding", "/Differences")):
            if isinstance(one, int):
                code = one
            elif isinstance(one, pikepdf.Name):
                found[code] = name(one)
                code += 1
        return found

    @cached_property
    def base(self) -> str:
        """The name of the encoding that it starts from; "" for that of its program."""
        encoding = entry(self.node, "/Encoding")
        return name(encoding) or name(entry(encoding, "/BaseEncoding"))

    def glyph_name(self, code: int) -> str:
        """The name that its dictionary gives to a code; "" where only the program knows."""
        found = self.differences.get(code, "")
        if not found and code < 256 and (self.base or self._is_plain):
            found = _ENCODINGS.get(self.base, _ENCODINGS[""] if self._is_plain else {}).get(code, "")
        return found

    def cid(self, code: Code) -> int | None:
        """The CID of a code of a composite font."""
        return self.codes.cid(*code)

    def glyph(self, code: Code) -> int | str | None:
        """The glyph of a code in the program, by number or name; None where it has none, or there is no program."""
        program = self.program
        if self.codes.simple:
            return self._simple(code[0])
        cid = self.cid(code)
        if cid is None or program is None:
            return None
        if isinstance(program, TrueType):
            glyph = self._mapped(cid)
            return glyph if glyph is not None and glyph < program.count else None
        return program.of_cid(cid) if isinstance(program, Compact) else None

    def is_notdef(self, code: Code) -> bool:
        """Whether a code shows the glyph that stands for missing ones."""
        if self.codes.simple:
            called = self.glyph_name(code[0])
            return called == _NOTDEF or (not called and code[0] == 0 and self.inner == "TrueType")
        cid = self.cid(code)
        if cid is None or self.program is None:
            return False
        return cid == 0 or self.glyph(code) in (None, 0)

    def has(self, code: Code) -> bool | None:
        """Whether the program has a glyph for a code; None when there is no program that tells."""
        if self.kind == "Type3":
            return f"/{self.glyph_name(code[0])}" in entries(entry(self.node, "/CharProcs"))
        if self.program is None or (not self.codes.simple and self.cid(code) is None):
            return None
        if self.codes.simple and not self.symbolic and self.base not in _ENCODINGS:
            return None
        return self.glyph(code) is not None or self.is_notdef(code)

    def _simple(self, code: int) -> int | str | None:
        program, called = self.program, self.glyph_name(code)
        if isinstance(program, TrueType):
            return self._of_truetype(program, code) or None
        if isinstance(program, Compact):
            return program.named(called or program.encoding.get(code, ""))
        if isinstance(program, TypeOne):
            called = called or program.encoding.get(code, "")
            return called if program.width_of(called) is not None else None
        return None

    def _of_truetype(self, program: TrueType, code: int) -> int:
        """ISO 32000-1, 9.6.6.4."""
        if self.symbolic or entry(self.node, "/Encoding") is None:
            if (3, 0) in program.maps:
                starts = (0xF000, 0, 0xF100, 0xF200)
                return next((found for start in starts if (found := program.glyph(start + code, 3, 0))), 0)
            return program.glyph(code, 1, 0)
        called = self.glyph_name(code)
        if called in ("", _NOTDEF):
            called = StandardEncoding[code] if isinstance(entry(self.node, "/Encoding"), pikepdf.Dictionary) else ""
        characters = agl.toUnicode(called)
        found = program.glyph(ord(characters[0]), 3, 1) if characters else 0
        if not found and called in _MAC_CODES:
            found = program.glyph(_MAC_CODES[called], 1, 0)
        return found or program.named(called)

    def _mapped(self, cid: int) -> int | None:
        """The glyph of a CID; None for one that the map does not reach."""
        table = self._cid_to_glyph
        if table is None:
            return cid
        return int.from_bytes(table[2 * cid : 2 * cid + 2], "big") if 2 * cid + 1 < len(table) else None

    @cached_property
    def _cid_to_glyph(self) -> bytes | None:
        table = entry(self.below, "/CIDToGIDMap")
        return data_of(table) if isinstance(table, pikepdf.Stream) else None

    @property
    def _is_plain(self) -> bool:
        """Whether codes that its dictionary does not name have the names of the standard encoding."""
        if self.inner == "TrueType":
            return not self.symbolic and bool(self.differences)
        return self.called in STANDARD_14 - {"Symbol", "ZapfDingbats"} and self.stream is None

    # How wide.

    def width_said(self, code: Code) -> float | None:
        """The width that the dictionary gives to a code; None where it gives none."""
        if not self.codes.simple:
            cid = self.cid(code)
            if cid is None:
                return None
            return self._widths.get(cid, self._default_width)
        first, last, widths = (entry(self.node, key) for key in ("/FirstChar", "/LastChar", "/Widths"))
        place = code[0] - first if isinstance(first, int) else -1
        told = isinstance(last, int) and code[0] <= last
        if told and isinstance(widths, pikepdf.Array) and 0 <= place < len(widths):
            return number(widths[place])
        missing = number(entry(self.descriptor, "/MissingWidth"))
        return missing if missing is not None else None if self.called in STANDARD_14 else 0.0

    def width_drawn(self, code: Code) -> float | None:
        """The width of the glyph in the program; None where nothing tells it."""
        if self.kind == "Type3":
            return self._width_of_drawing(code[0])
        program = self.program
        if program is None or (not self.codes.simple and self.cid(code) is None):
            return None
        glyph = self.glyph(code)
        if glyph is None:
            return None
        return program.width_of(str(glyph)) if isinstance(program, TypeOne) else program.width(int(glyph))

    def _width_of_drawing(self, code: int) -> float | None:
        """What a drawn glyph says itself of its width."""
        drawing = entry(self.node, "/CharProcs", f"/{self.glyph_name(code)}")
        begins = pikepdf.parse_content_stream(drawing)[:1] if isinstance(drawing, pikepdf.Stream) else []
        said = (number(one.operands[0]) for one in begins if str(one.operator) in ("d0", "d1") and len(one.operands))
        return next(said, None)

    @cached_property
    def _default_width(self) -> float:
        found = number(entry(self.below, "/DW"))
        return 1000.0 if found is None else found

    @cached_property
    def _widths(self) -> dict[int, float]:
        found: dict[int, float] = {}
        parts = items(entry(self.below, "/W"))
        place = 0
        while place + 1 < len(parts) and len(found) < 70_000:
            first, second = parts[place], parts[place + 1]
            if not isinstance(first, int):
                break
            if isinstance(second, pikepdf.Array):
                found |= {first + step: value for step, one in enumerate(second) if (value := number(one)) is not None}
                place += 2
            elif isinstance(second, int) and place + 2 < len(parts):
                width = number(parts[place + 2])
                if width is not None:
                    found |= dict.fromkeys(range(first, min(second, 65_535) + 1), width)
                place += 3
            else:
                break
        return found

    # Which character.

    @cached_property
    def _to_unicode(self) -> CMap | None:
        stream = entry(self.node, "/ToUnicode")
        return CMap(data_of(stream)) if isinstance(stream, pikepdf.Stream) else None

    def characters(self, code: Code) -> str | None:
        """The characters of a code; None where nothing tells them. A space stands for what is known, but not here."""
        if self._to_unicode is not None:
            found = self._to_unicode.look_up(*code)
            if isinstance(found, str):
                return found
        if name(entry(self.node, "/ToUnicode")) in ("Identity-H", "Identity-V"):
            return chr(code[0])
        if not self.codes.simple:
            system = entry(self.below, "/CIDSystemInfo")
            said = (text(entry(system, "/Registry")), text(entry(system, "/Ordering")))
            return " " if said[0] == "Adobe" and said[1] in _COLLECTIONS else None
        program, called = self.program, self.glyph_name(code[0])
        if not called and isinstance(program, (Compact, TypeOne)):
            called = program.encoding.get(code[0], "")
        known = " " if called and self.called in ("Symbol", "ZapfDingbats") else None
        return agl.toUnicode(called) if self.is_listed(called) else known


def _below(font: Any) -> Any:
    """The font that a composite one rests on; None where there is none."""
    below = items(entry(font, "/DescendantFonts"))
    return below[0] if below and isinstance(below[0], pikepdf.Dictionary) else None
