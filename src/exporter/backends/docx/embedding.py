"""The theme's fonts inside a document, so that it looks the same where they are not installed.

Each face is cut down to whole Unicode blocks: those of every Western text and those that the text touches. A letter
that is not there yet can still be typed, and the file stays small. Obfuscation and its key: ECMA-376-4, 2.8.1; here
the key comes from the font's bytes, so that equal fonts give equal files.
"""

import hashlib
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path
from typing import Any

import msgspec

from exporter.backends.archive import Packed, pack
from exporter.backends.docx.ooxml import R, add, make
from exporter.theme import Face, FontFamily, Theme
from exporter.theme.fonts import font_path, kept_subset, subset

CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.obfuscatedFont"

# Basic Latin with Latin-1, Œ and its like, general punctuation, currency, ballot boxes.
_ALWAYS = frozenset((*range(0x20, 0x100), *map(ord, "ŒœŠšŽžŸƒ€₣™−☐☑"), *range(0x2000, 0x2070), *range(0x20A0, 0x20C0)))
_BLOCKS = (
    (0x100, 0x17F), (0x180, 0x24F), (0x250, 0x2AF), (0x300, 0x36F), (0x370, 0x3FF), (0x400, 0x4FF), (0x590, 0x5FF),
    (0x600, 0x6FF), (0x750, 0x77F), (0x8A0, 0x8FF), (0xFB1D, 0xFB4F), (0xFB50, 0xFDFF), (0xFE70, 0xFEFF),
    (0x1E00, 0x1EFF), (0x2070, 0x209F), (0x2100, 0x214F), (0x2150, 0x218F), (0x2190, 0x21FF), (0x2200, 0x22FF),
)  # fmt: skip
_IN_BLOCKS = _ALWAYS.union(*(range(low, high + 1) for low, high in _BLOCKS))
_SLOTS = {(False, False): "embedRegular", (True, False): "embedBold", (False, True): "embedItalic",
          (True, True): "embedBoldItalic"}  # fmt: skip
_SLOT_ORDER = tuple(_SLOTS.values())
_FAMILY = {"serif": "roman", "sans-serif": "swiss", "monospace": "modern"}
_RESTRICTED = 0x0002  # OS/2 fsType: "must not be embedded" (OpenType 1.9, OS/2)


class Style(msgspec.Struct, frozen=True):
    """What a stretch of text asks of a font; `font` is a name in `Theme.fonts`."""

    font: str
    bold: bool = False
    italic: bool = False


class Obfuscated(msgspec.Struct, frozen=True):
    """A face's key and its bytes."""

    key: str
    data: Packed


class EmbeddedFont(msgspec.Struct, frozen=True):
    """One face of the document: the family's name, the w: element that refers to it, its key and its bytes."""

    family: str
    slot: str
    key: str
    data: Packed


def embed(theme: Theme, used: Iterable[Style], text: str) -> list[EmbeddedFont]:
    """The faces for these styles, in the theme's order; those not installed or not to be embedded are left out.

    The body's family comes with its bold and italic, and every other with its upright, whatever the text uses:
    whoever edits the document will want them.
    """
    body = theme.roles["body"].font
    wanted = {*used, Style(body), Style(body, bold=True), Style(body, italic=True)}
    wanted |= {Style(style.font) for style in wanted}
    points = _code_points(text)
    found = []
    for name, family in theme.fonts.items():
        for slot, face in _faces(family).items():
            if Style(name, *slot) not in wanted:
                continue
            path = font_path(theme, family, face)
            made = _obfuscated(path, points, face if face.variable else None) if path else None
            if made:
                found.append(EmbeddedFont(family.family, _SLOTS[slot], made.key, made.data))
    return found


def font_table(theme: Theme, fonts: list[EmbeddedFont], identifiers: list[str]) -> Any:
    """The w:fonts element; `identifiers` are the relationship ids of the fonts, in their order."""
    root = make("fonts")
    for family in theme.fonts.values():
        entry = add(root, "font", name=family.family)
        add(entry, "charset", val="00")
        add(entry, "family", val=_FAMILY[family.generic])
        add(entry, "pitch", val="fixed" if family.generic == "monospace" else "variable")
        own = [(font, id) for font, id in zip(fonts, identifiers, strict=True) if font.family == family.family]
        for font, identifier in sorted(own, key=lambda pair: _SLOT_ORDER.index(pair[0].slot)):
            add(entry, font.slot, fontKey=font.key).set(f"{{{R}}}id", identifier)
    return root


def _code_points(text: str) -> frozenset[int]:
    points = {ord(character) for character in set(text) if character.isprintable()} - _ALWAYS
    blocks = [range(low, high + 1) for low, high in _BLOCKS if any(low <= point <= high for point in points)]
    return _ALWAYS.union(points, *blocks)


def _faces(family: FontFamily) -> dict[tuple[bool, bool], Any]:
    """The face of each of Word's four styles: the family's nearest one to 400 and to 700."""
    faces: dict[tuple[bool, bool], Any] = {}
    for face in sorted(family.faces, key=lambda face: abs(face.weight - (700 if face.bold else 400))):
        faces.setdefault((face.bold, face.italic), face)
    return faces


@lru_cache(maxsize=64)
def _obfuscated(path: Path, points: frozenset[int], face: Face | None) -> Obfuscated | None:
    """A face's key and obfuscated bytes, made once a process for articles of one alphabet."""
    if points <= _IN_BLOCKS:
        made = kept_subset(path, points, "obfuscated 2", _obfuscate, face)
    else:
        made = _obfuscate(subset(path, points, face))
    return msgspec.msgpack.decode(made, type=Obfuscated | None)


def _obfuscate(font: bytes) -> bytes:
    """An Obfuscated as MessagePack; of a font that must not be embedded, nil."""
    if _embedding_rights(font) & _RESTRICTED:
        return msgspec.msgpack.encode(None)
    digest = hashlib.sha256(font).hexdigest()[:32].upper()
    key = "-".join((digest[:8], digest[8:12], digest[12:16], digest[16:20], digest[20:]))
    mask = bytes.fromhex(digest)[::-1] * 2
    head = bytes(byte ^ other for byte, other in zip(font[:32], mask, strict=True))
    return msgspec.msgpack.encode(Obfuscated(f"{{{key}}}", pack(head + font[32:])))


def _embedding_rights(font: bytes) -> int:
    """The fsType field of a font's OS/2 table (OpenType 1.9: the fifth of its two-byte fields); 0 without one."""
    for entry in range(12, 12 + 16 * int.from_bytes(font[4:6], "big"), 16):
        if font[entry : entry + 4] == b"OS/2":
            table = int.from_bytes(font[entry + 8 : entry + 12], "big")
            return int.from_bytes(font[table + 8 : table + 10], "big")
    return 0
