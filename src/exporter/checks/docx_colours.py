"""What colour a Word file's words have, and what lies behind them, as Word's styles come to it.

A run's own properties count before its character style's, those before the paragraph's style, the table's style and the
document's defaults (ECMA-376-1, 17.7.2). Word's automatic colour is black or white, whichever can be read. What cannot
be told, such as the ground of a drawn box or a pattern, is left alone.
"""

import colorsys
from functools import cached_property
from typing import Any

from lxml import etree

from exporter.backends.docx.cascade import Cascade, integer, is_hex
from exporter.checks.rules.docx import A, Subject, W, is_on

_DEFAULT_HALF_POINTS = 20  # ECMA-376-1, 17.3.2.38
_HIGHLIGHTS = {
    "black": "000000", "blue": "0000FF", "cyan": "00FFFF", "darkBlue": "00008B", "darkCyan": "008B8B",
    "darkGray": "A9A9A9", "darkGreen": "006400", "darkMagenta": "800080", "darkRed": "8B0000", "darkYellow": "808000",
    "green": "00FF00", "lightGray": "D3D3D3", "magenta": "FF00FF", "red": "FF0000", "white": "FFFFFF",
    "yellow": "FFFF00",
}  # fmt: skip
_TEXT_FILL = "{http://schemas.microsoft.com/office/word/2010/wordml}textFill"
_SHAPE = "{http://schemas.microsoft.com/office/word/2010/wordprocessingShape}wsp"
_SHAPE_LOOK = "{http://schemas.microsoft.com/office/word/2010/wordprocessingShape}spPr"
_UNTOLD = ""  # a colour that cannot be told
# The bits of w:tblLook/@w:val, where it has no attributes (ECMA-376-1 first edition, 2.4.52).
_LOOK_BITS = {"firstRow": 0x20, "lastRow": 0x40, "firstColumn": 0x80, "lastColumn": 0x100, "noHBand": 0x200,
              "noVBand": 0x400}  # fmt: skip


class Colours:
    """Resolves what a run looks like; styles and cells are resolved once."""

    def __init__(self, subject: Subject) -> None:
        self._subject = subject
        styles = subject.beside("styles")
        self._styles = etree.Element(f"{W}styles") if styles is None else styles
        self._cascade = Cascade(subject.styles, self._styles, subject.beside("theme"))
        self._in_styles: dict[tuple[str, str], Any] = {}
        self._in_tables: dict[Any, tuple[Any, ...]] = {}

    @cached_property
    def _page(self) -> str:
        """The colour of the page."""
        shown = self._subject.settings.find(f"{W}displayBackgroundShape")
        background = self._subject.document.find(f"{W}background")
        if background is None or shown is None or not is_on(shown.get(f"{W}val")):
            return "#FFFFFF"
        return self._color(background, "color", "theme") or "#FFFFFF"

    @cached_property
    def _default_table(self) -> str:
        for name, style in self._subject.styles.items():
            if style.get(f"{W}type") == "table" and is_on(style.get(f"{W}default", "0")):
                return name
        return ""

    def of(self, run: Any, paragraph: Any) -> tuple[str, str, float, bool]:
        """A run's colour and that of its ground, "" for one that cannot be told; its size; whether it is bold."""
        cell = next(run.iterancestors(f"{W}tc"), None)
        hidden = self._value(run, paragraph, cell, "vanish")
        color = self._value(run, paragraph, cell, "color")
        if (hidden is not None and is_on(hidden.get(f"{W}val"))) or color is None:
            return _UNTOLD, _UNTOLD, 0.0, False
        if run.find(f"{W}rPr/{_TEXT_FILL}") is not None:
            return _UNTOLD, _UNTOLD, 0.0, False
        size = self._value(run, paragraph, cell, "sz")
        bold = self._value(run, paragraph, cell, "b")
        size_pt = (integer(size.get(f"{W}val")) if size is not None else _DEFAULT_HALF_POINTS) / 2
        is_bold = bold is not None and is_on(bold.get(f"{W}val"))
        shown = self._color(color, "val", "theme")
        return shown, self._ground(run, paragraph, cell) if shown else _UNTOLD, size_pt, is_bold

    def _value(self, run: Any, paragraph: Any, cell: Any, tag: str) -> Any:
        """The property of a run that counts, None where nothing sets one."""
        properties = run.find(f"{W}rPr")
        if properties is not None:
            own = properties.find(f"{W}{tag}")
            if own is not None:
                return own
            character = properties.find(f"{W}rStyle")
            found = self._in_style(character.get(f"{W}val"), f"{W}rPr/{W}{tag}") if character is not None else None
            if found is not None:
                return found
        named = paragraph.find(f"{W}pPr/{W}pStyle")
        identifier = named.get(f"{W}val") if named is not None else self._subject.default_style
        found = self._in_style(identifier, f"{W}rPr/{W}{tag}")
        if found is None and cell is not None:
            found = next((e for layer in self._layers(cell) if (e := layer.find(f"{W}rPr/{W}{tag}")) is not None), None)
        return self._styles.find(f"{W}docDefaults/{W}rPrDefault/{W}rPr/{W}{tag}") if found is None else found

    def _in_style(self, identifier: str, path: str) -> Any:
        key = identifier, path
        if key not in self._in_styles:
            chain = self._subject.chain(identifier)
            self._in_styles[key] = next((e for style in chain if (e := style.find(path)) is not None), None)
        return self._in_styles[key]

    def _ground(self, run: Any, paragraph: Any, cell: Any) -> str:
        """What lies behind a run: its marker, its shading, its paragraph's, its cell's, the box's, the page's."""
        marker = self._value(run, paragraph, cell, "highlight")
        if marker is not None and marker.get(f"{W}val") in _HIGHLIGHTS:
            return f"#{_HIGHLIGHTS[marker.get(f'{W}val')]}"
        named = paragraph.find(f"{W}pPr/{W}pStyle")
        identifier = named.get(f"{W}val") if named is not None else self._subject.default_style
        own = paragraph.find(f"{W}pPr/{W}shd")
        shadings = [
            self._value(run, paragraph, cell, "shd"),
            own if own is not None else self._in_style(identifier, f"{W}pPr/{W}shd"),
        ]
        for holder in run.iterancestors(f"{W}tc", f"{W}txbxContent"):
            for shading in shadings:
                if (color := self._shaded(shading)) is not None:
                    return color
            shadings = [self._of_cell(holder)] if holder.tag == f"{W}tc" else []
            if holder.tag == f"{W}txbxContent":
                color = self._of_box(holder)
                if color is not None:
                    return color
        for shading in shadings:
            if (color := self._shaded(shading)) is not None:
                return color
        return self._page

    def _of_cell(self, cell: Any) -> Any:
        """The shading of a cell: its own, that of its table's style in its place, the table's."""
        own = cell.find(f"{W}tcPr/{W}shd")
        if own is not None:
            return own
        for layer in self._layers(cell):
            found = layer.find(f"{W}tcPr/{W}shd")
            if found is None and layer.tag == f"{W}style":
                found = layer.find(f"{W}tblPr/{W}shd")
            if found is not None:
                return found
        table = next(cell.iterancestors(f"{W}tbl"), None)
        return table.find(f"{W}tblPr/{W}shd") if table is not None else None

    def _of_box(self, content: Any) -> str | None:
        """The fill of the box that words stand in; None for none, "" for one that cannot be told."""
        shape = next(content.iterancestors(_SHAPE), None)
        look = shape.find(_SHAPE_LOOK) if shape is not None else None
        if look is None:
            return _UNTOLD
        if look.find(f"{A}noFill") is not None:
            return None
        solid = look.find(f"{A}solidFill/{A}srgbClr")
        value = solid.get("val", "") if solid is not None and not len(solid) else ""
        return f"#{value.upper()}" if is_hex(value) else _UNTOLD

    def _shaded(self, shading: Any) -> str | None:
        """The colour of a shading; None where it lets the ground be seen, "" where it cannot be told."""
        if shading is None:
            return None
        pattern = shading.get(f"{W}val", "clear")
        fill = self._color(shading, "fill", "themeFill")
        if pattern in ("clear", "nil"):
            return fill or None
        if pattern == "solid":
            return self._color(shading, "color", "theme") or "#000000"
        if pattern.startswith("pct") and pattern[3:].isdecimal():
            share = int(pattern[3:]) / 100
            over, under = self._color(shading, "color", "theme") or "#000000", fill or "#FFFFFF"
            return _mixed(over, under, share)
        return _UNTOLD

    def _color(self, element: Any, attribute: str, theme: str) -> str:
        """A colour of an element, by the theme where it names one of that; "" for the automatic one."""
        slot = element.get(f"{W}themeColor" if theme == "theme" else f"{W}{theme}")
        if slot and slot != "none":
            found = self._cascade.theme_color(slot)
            if found:
                tint, shade = element.get(f"{W}{theme}Tint"), element.get(f"{W}{theme}Shade")
                return _lightened(found, tint, shade)
        value = element.get(f"{W}{attribute}") or ""
        return f"#{value.upper()}" if is_hex(value) else _UNTOLD

    def _layers(self, cell: Any) -> tuple[Any, ...]:
        """What a table's style says for a cell, the nearest first: its formats for that place, then itself."""
        row, table = next(cell.iterancestors(f"{W}tr"), None), next(cell.iterancestors(f"{W}tbl"), None)
        if row is None or table is None:
            return ()
        key = (row, list(row.iterchildren(f"{W}tc")).index(cell) if cell.getparent() is row else 0)
        if key not in self._in_tables:
            named = table.find(f"{W}tblPr/{W}tblStyle")
            chain = list(self._subject.chain(named.get(f"{W}val") if named is not None else self._default_table))
            wanted = _conditions(table, row, cell, chain)
            formats = [{e.get(f"{W}type"): e for e in style.iterchildren(f"{W}tblStylePr")} for style in chain]
            nearest = [of[condition] for condition in wanted for of in formats if condition in of]
            self._in_tables[key] = (*nearest, *chain)
        return self._in_tables[key]


def _conditions(table: Any, row: Any, cell: Any, chain: list[Any]) -> list[str]:
    """The conditional formats that a cell's place in its table calls for, the strongest first (17.7.6)."""
    look = _look(table)
    rows = list(table.iterchildren(f"{W}tr"))
    if row not in rows or cell.getparent() is not row:
        return []
    cells = list(row.iterchildren(f"{W}tc"))
    y, x = rows.index(row), cells.index(cell)
    first_row, last_row = look["firstRow"] and y == 0, look["lastRow"] and y == len(rows) - 1 and y > 0
    first_column, last_column = look["firstColumn"] and x == 0, look["lastColumn"] and x == len(cells) - 1
    found = []
    for vertical, row_name in ((first_row, "n"), (last_row, "s")):
        for horizontal, column_name in ((first_column, "w"), (last_column, "e")):
            if vertical and horizontal:
                found.append(f"{row_name}{column_name}Cell")
    found += [name for name, holds in (("firstRow", first_row), ("lastRow", last_row), ("firstCol", first_column),
                                       ("lastCol", last_column)) if holds]  # fmt: skip
    if not look["noHBand"] and not (first_row or last_row):
        found.append(f"band{(y - look['firstRow']) // _band(chain, 'Row') % 2 + 1}Horz")
    if not look["noVBand"] and not (first_column or last_column):
        found.append(f"band{(x - look['firstColumn']) // _band(chain, 'Col') % 2 + 1}Vert")
    return found


def _look(table: Any) -> dict[str, bool]:
    element = table.find(f"{W}tblPr/{W}tblLook")
    if element is None:
        return dict.fromkeys(_LOOK_BITS, False) | {"noVBand": True, "noHBand": True}
    value = element.get(f"{W}val") or ""
    bits = int(value, 16) if value and all(sign in "0123456789abcdefABCDEF" for sign in value) else 0
    return {name: is_on(element.get(f"{W}{name}")) if element.get(f"{W}{name}") else bool(bits & bit)
            for name, bit in _LOOK_BITS.items()}  # fmt: skip


def _band(chain: list[Any], direction: str) -> int:
    """How many rows or columns a band has."""
    for style in chain:
        size = style.find(f"{W}tblPr/{W}tblStyle{direction}BandSize")
        if size is not None:
            return max(1, integer(size.get(f"{W}val")))
    return 1


def _lightened(color: str, tint: str | None, shade: str | None) -> str:
    """A colour of the theme with its tint or shade (ECMA-376-1, 17.3.2.6)."""
    share = next((int(value, 16) / 255 for value in (tint, shade) if value and len(value) == 2), 1.0)
    if share == 1.0:
        return color
    red, green, blue = (int(color[place : place + 2], 16) / 255 for place in (1, 3, 5))
    hue, lightness, saturation = colorsys.rgb_to_hls(red, green, blue)
    lightness = lightness * share + (1 - share) if tint else lightness * share
    return "#" + "".join(f"{round(part * 255):02X}" for part in colorsys.hls_to_rgb(hue, lightness, saturation))


def _mixed(over: str, under: str, share: float) -> str:
    parts = ((int(over[place : place + 2], 16), int(under[place : place + 2], 16)) for place in (1, 3, 5))
    return "#" + "".join(f"{round(one * share + other * (1 - share)):02X}" for one, other in parts)
