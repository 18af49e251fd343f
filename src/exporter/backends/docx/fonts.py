"""Fonts in the package: subsets wide enough to go on writing, obfuscated as ECMA-376-4 (2.8.1) wants."""

import hashlib
from typing import Any

from docx.opc.packuri import PackURI
from docx.opc.part import Part

from exporter.backends.docx.ooxml import R, add, document_bytes, make
from exporter.theme import FontFamily, Theme
from exporter.theme.fonts import font_path, subset

_FONT_TYPE = "application/vnd.openxmlformats-officedocument.obfuscatedFont"
_TABLE_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.fontTable+xml"
_FONT_RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/font"
# What an editor may type into a Latin text: Basic Latin to Latin Extended-A, general punctuation, currency.
_LATIN = frozenset([*range(0x20, 0x180), 0x218, 0x219, 0x21A, 0x21B, *range(0x2000, 0x2070), *range(0x20A0, 0x20C0)])
_ARABIC = frozenset([*range(0x600, 0x700), *range(0x750, 0x780), *range(0xFB50, 0xFE00), *range(0xFE70, 0xFF00)])
_SLOTS = {
    (400, False): "embedRegular",
    (700, False): "embedBold",
    (400, True): "embedItalic",
    (700, True): "embedBoldItalic",
}


def font_table(package: Any, theme: Theme, root: Any) -> Any:
    """The font table part, with the faces that the page's text can use embedded."""
    text = "".join(root.itertext())
    used = frozenset(map(ord, text))
    has_code = root.find(".//code") is not None
    table = make("fonts")
    part = Part(PackURI("/word/fontTable.xml"), _TABLE_TYPE, b"", package)
    count = 0
    for family in theme.fonts.values():
        arabic = "Arab" in family.scripts
        if (family.generic == "monospace" and not has_code) or (arabic and not used & _ARABIC):
            continue
        wanted = used | _LATIN | (_ARABIC if arabic else frozenset())
        entry = add(table, "font", name=family.family)
        kind = {"serif": "roman", "sans-serif": "swiss", "monospace": "modern"}[family.generic]
        add(entry, "family", val=kind)
        add(entry, "pitch", val="fixed" if family.generic == "monospace" else "variable")
        for slot, data in _faces(theme, family, wanted):
            count += 1
            guid = _guid(data)
            name = PackURI(f"/word/fonts/font{count}.odttf")
            font_part = Part(name, _FONT_TYPE, _obfuscated(data, guid), package)
            part.rels.add_relationship(_FONT_RELATION, font_part, f"rId{count}", False)
            embedded = add(entry, slot, fontKey=f"{{{guid}}}")
            embedded.set(f"{{{R}}}id", f"rId{count}")
    part._blob = document_bytes(table)  # python-docx 1.2 has no setter: the relations come first
    return part


def _faces(theme: Theme, family: FontFamily, wanted: frozenset[int]) -> list[tuple[str, bytes]]:
    faces = []
    for slot_key, slot in _SLOTS.items():  # the schema's order
        face = next((face for face in family.faces if (face.weight, face.italic) == slot_key), None)
        path = font_path(theme, family, face) if face else None
        if path:
            faces.append((slot, subset(path, wanted)))
    return faces


def _guid(data: bytes) -> str:
    """A GUID of the content, so that the same font has the same key."""
    digest = hashlib.sha256(data).hexdigest().upper()[:32]
    return "-".join((digest[:8], digest[8:12], digest[12:16], digest[16:20], digest[20:]))


def _obfuscated(data: bytes, guid: str) -> bytes:
    """The font with its first 32 bytes XORed with the GUID's bytes, last byte first."""
    key = bytes.fromhex(guid.replace("-", ""))[::-1]
    return bytes(byte ^ key[place % 16] for place, byte in enumerate(data[:32])) + data[32:]
