"""Characters that no font has: which of a text's ask for a glyph, and a font that shows each as its number in a box.

So the printed page says what is missing, no glyph of the file stands for nothing (ISO 19005-3, 6.2.11.8), and what is
copied, searched or read aloud is the character itself.
"""

import unicodedata
from functools import lru_cache
from typing import Any

FAMILY = "Unknown Characters"
# Shapers make these without a glyph: Unicode's Default_Ignorable_Code_Point (DerivedCoreProperties.txt).
_IGNORABLE = (
    (0xAD, 0xAD), (0x34F, 0x34F), (0x61C, 0x61C), (0x115F, 0x1160), (0x17B4, 0x17B5), (0x180B, 0x180F),
    (0x200B, 0x200F), (0x202A, 0x202E), (0x2060, 0x206F), (0x3164, 0x3164), (0xFE00, 0xFE0F), (0xFEFF, 0xFEFF),
    (0xFFA0, 0xFFA0), (0xFFF0, 0xFFF8), (0x1BCA0, 0x1BCA3), (0x1D173, 0x1D17A), (0xE0000, 0xE0FFF),
)  # fmt: skip
_EM, _ASCENT, _DESCENT, _SPACE = 1000, 800, -200, 260
_FRAME, _DOT = 36, 40  # the box's stroke; a dot of a digit, and the room between two digits and around them
# Each digit in three columns and five rows, from the top.
_DIGITS = (
    "###  #  ### ### # # ### ### ### ### ### ### ##  ### ##  ### ###",
    "# # ##    #   # # # #   #     # # # # # # # # # #   # # #   #  ",
    "# #  #  ### ### ### ### ###   # ### ### ### ##  #   # # ### ###",
    "# #  #  #     #   #   # # #   # # #   # # # # # #   # # #   #  ",
    "### ### ### ###   # ### ###   # ### ### # # ##  ### ##  ### #  ",
)


def visible(text: str) -> frozenset[int]:
    """The code points of a text that ask for a glyph: no controls, spaces, joiners, marks of direction, selectors."""
    return frozenset(
        point
        for point in map(ord, set(text))
        if unicodedata.category(chr(point)) not in ("Cc", "Cs", "Zs", "Zl", "Zp")
        and not any(first <= point <= last for first, last in _IGNORABLE)
    )


@lru_cache(maxsize=16)
def numbers_in_boxes(points: frozenset[int]) -> bytes:
    """A TrueType font in which each of these code points is a box with its number in hexadecimal digits.

    Equal sets give equal bytes.
    """
    from io import BytesIO

    from fontTools.fontBuilder import FontBuilder

    names = {point: f"u{point:04X}" for point in sorted(points)}
    drawn = {".notdef": _box(""), "space": _space(), **{name: _box(f"{point:04X}") for point, name in names.items()}}
    font = FontBuilder(_EM, isTTF=True)
    font.setupGlyphOrder(list(drawn))
    font.setupCharacterMap({0x20: "space", **names})  # shapers make joiners and spaces of it
    font.setupGlyf({name: glyph for name, (glyph, _) in drawn.items()})
    font.setupHorizontalMetrics({name: (width, _FRAME) for name, (_, width) in drawn.items()})
    font.setupHorizontalHeader(ascent=_ASCENT, descent=_DESCENT)
    font.setupNameTable({"familyName": FAMILY, "styleName": "Regular", "psName": FAMILY.replace(" ", "")})
    font.setupOS2(sTypoAscender=_ASCENT, sTypoDescender=_DESCENT, usWinAscent=_ASCENT, usWinDescent=-_DESCENT)
    font.setupPost()
    font.font["head"].created = font.font["head"].modified = 0
    font.font.recalcTimestamp = False
    made = BytesIO()
    font.save(made)
    return made.getvalue()


def _space() -> tuple[Any, int]:
    from fontTools.ttLib.tables._g_l_y_f import Glyph

    return Glyph(), _SPACE


def _box(number: str) -> tuple[Any, int]:
    """The glyph of a number in two rows, and its advance width."""
    from fontTools.pens.ttGlyphPen import TTGlyphPen

    number = number.zfill(4) if len(number) < 5 else number.zfill(6)
    columns = len(number) // 2
    inner = columns * 4 * _DOT + _DOT
    height = 2 * 6 * _DOT + _DOT
    pen = TTGlyphPen(None)
    left, bottom = _FRAME, -_FRAME
    right, top = left + inner + 2 * _FRAME, bottom + height + 2 * _FRAME
    _rectangle(pen, left, bottom, right, top)
    _rectangle(pen, right - _FRAME, bottom + _FRAME, left + _FRAME, top - _FRAME)  # the other way round: a hole
    for place, digit in enumerate(number if number.strip("0") else ""):
        x = left + _FRAME + _DOT + place % columns * 4 * _DOT
        y = top - _FRAME - _DOT - place // columns * 6 * _DOT
        for row, line in enumerate(_DIGITS):
            for column, dot in enumerate(line[int(digit, 16) * 4 :][:3]):
                if dot == "#":
                    corner = x + column * _DOT, y - (row + 1) * _DOT
                    _rectangle(pen, *corner, corner[0] + _DOT, corner[1] + _DOT)
    return pen.glyph(), right + _FRAME


def _rectangle(pen: Any, x: int, y: int, to_x: int, to_y: int) -> None:
    pen.moveTo((x, y))
    for corner in ((x, to_y), (to_x, to_y), (to_x, y)):
        pen.lineTo(corner)
    pen.closePath()
