"""What a reference document's styles come to: Word's inheritance resolved (ECMA-376-1, 17.7.2)."""

from collections.abc import Iterator
from typing import Any

import msgspec

from exporter.backends.docx.ooxml import A, w

_DEPTH = 32  # of styles based on styles; Word itself stops at 11
_OFF = ("0", "false", "off")
_DEFAULT_HALF_POINTS = 20  # ECMA-376-1, 17.3.2.38
_AUTO_LINE = 240  # of w:spacing/@line with lineRule "auto": one line
_NATURAL = 1.2  # a font's own line height, as a multiple of its size
_SLOTS = {"dark1": "dk1", "light1": "lt1", "dark2": "dk2", "light2": "lt2", "text1": "dk1", "background1": "lt1",
          "text2": "dk2", "background2": "lt2", "hyperlink": "hlink", "followedHyperlink": "folHlink"}  # fmt: skip


class Look(msgspec.Struct, frozen=True, kw_only=True):
    """A style's look. Lengths are points; `color` is "#RRGGBB" or "" for Word's automatic one."""

    font: str
    size_pt: float
    color: str
    bold: bool
    italic: bool
    underline: bool
    before_pt: float
    after_pt: float
    leading: float
    indent_start_pt: float
    indent_end_pt: float
    first_line_pt: float
    align: str
    is_framed: bool


class Cascade:
    """Resolves styles. `theme` is the a:theme element, None where there is none."""

    def __init__(self, styles: dict[str, Any], root: Any, theme: Any) -> None:
        self._styles = styles
        self._defaults = root.find(w("docDefaults"))
        self._theme = theme

    def look(self, identifier: str) -> Look:
        """What a style says with all that it is based on and the document's defaults."""
        size = self._value(identifier, "rPr", "sz", "val")
        color = self._value(identifier, "rPr", "color", "val")
        before, after = (self._points(identifier, "spacing", name) for name in ("before", "after"))
        size_pt = (integer(size) or _DEFAULT_HALF_POINTS) / 2
        start = self._points(identifier, "ind", "left") or self._points(identifier, "ind", "start")
        first = self._points(identifier, "ind", "firstLine") - self._points(identifier, "ind", "hanging")
        underline = self._value(identifier, "rPr", "u", "val")
        jc = self._value(identifier, "pPr", "jc", "val")
        return Look(
            font=self.font(identifier),
            size_pt=size_pt,
            color=f"#{color.upper()}" if is_hex(color) else "",
            bold=self.toggle(identifier, "b"),
            italic=self.toggle(identifier, "i"),
            underline=underline not in ("", "none"),
            before_pt=before,
            after_pt=after,
            leading=self._leading(identifier, size_pt),
            indent_start_pt=start,
            indent_end_pt=self._points(identifier, "ind", "right") or self._points(identifier, "ind", "end"),
            first_line_pt=first,
            align={"right": "end", "end": "end", "center": "center", "both": "justify"}.get(jc, "start"),
            is_framed=any(True for _ in self._found(identifier, "pPr", "pBdr"))
            or is_hex(self._value(identifier, "pPr", "shd", "fill")),
        )

    def font(self, identifier: str) -> str:
        """The family of Latin text; "" when nothing says one."""
        for fonts in self._found(identifier, "rPr", "rFonts"):
            slot = fonts.get(w("asciiTheme")) or fonts.get(w("hAnsiTheme"))
            name = (slot and self.theme_font("major" if slot.startswith("major") else "minor")) or fonts.get(w("ascii"))
            if name:
                return str(name)
        return self.theme_font("minor")

    def fonts(self, identifier: str) -> dict[str, str]:
        """The attributes of the w:rFonts that counts for a style, names of the theme's slots among them."""
        for fonts in self._found(identifier, "rPr", "rFonts"):
            return dict(fonts.attrib)
        return {}

    def toggle(self, identifier: str, name: str) -> bool:
        """Whether a run property such as w:b is on."""
        for element in self._found(identifier, "rPr", name):
            return element.get(w("val"), "1") not in _OFF
        return False

    def number(self, identifier: str) -> tuple[str, int]:
        """The numbering id and level that a paragraph style brings; "" for none."""
        number = self._value(identifier, "pPr", "numPr", "numId", child=True)
        level = integer(self._value(identifier, "pPr", "numPr", "ilvl", child=True))
        return ("" if number == "0" else number), level

    def theme_font(self, slot: str) -> str:
        """The theme's "major" or "minor" font."""
        if self._theme is None:
            return ""
        latin = self._theme.find(f".//{{{A}}}{slot}Font/{{{A}}}latin")
        return latin.get("typeface", "") if latin is not None else ""

    def theme_color(self, slot: str) -> str:
        """A colour of the theme as "#RRGGBB": "dk1", "accent1"; "" when there is none."""
        if self._theme is None:
            return ""
        holder = self._theme.find(f".//{{{A}}}clrScheme/{{{A}}}{_SLOTS.get(slot, slot)}")
        for color in holder if holder is not None else ():
            value = color.get("lastClr") or color.get("val", "")
            if is_hex(value):
                return f"#{value.upper()}"
        return ""

    def _leading(self, identifier: str, size_pt: float) -> float:
        """The line height as a multiple of the size; Word's own counts in lines of the font."""
        line = integer(self._value(identifier, "pPr", "spacing", "line")) or _AUTO_LINE
        if self._value(identifier, "pPr", "spacing", "lineRule") in ("", "auto"):
            return max(1.3, line / _AUTO_LINE * _NATURAL)  # never taken for an exact height
        return line / 20 / size_pt

    def _points(self, identifier: str, tag: str, attribute: str) -> float:
        return integer(self._value(identifier, "pPr", tag, attribute)) / 20

    def _value(self, identifier: str, holder: str, tag: str, attribute: str, child: bool = False) -> str:
        """The nearest value of an attribute, or of a child's w:val, of a property."""
        for element in self._found(identifier, holder, tag):
            source, name = element, attribute
            if child:
                source, name = element.find(w(attribute)), "val"
            value = source.get(w(name)) if source is not None else None
            if value is not None:
                return str(value)
        return ""

    def _found(self, identifier: str, holder: str, tag: str) -> Iterator[Any]:
        """A property wherever it stands: in the style, in those below it, in the defaults."""
        for style in self.chain(identifier):
            element = style.find(f"{w(holder)}/{w(tag)}")
            if element is not None:
                yield element
        if self._defaults is not None:
            element = self._defaults.find(f"{w(holder + 'Default')}/{w(holder)}/{w(tag)}")
            if element is not None:
                yield element

    def chain(self, identifier: str) -> Iterator[Any]:
        """A style and those that it is based on, the nearest first; a circle ends."""
        for _ in range(_DEPTH):
            style = self._styles.get(identifier)
            if style is None:
                return
            yield style
            base = style.find(w("basedOn"))
            identifier = base.get(w("val"), "") if base is not None else ""


def integer(value: str | None) -> int:
    """A number of an attribute, 0 for what is none; some programs write "12.0"."""
    try:
        return max(-1_000_000, min(1_000_000, round(float(value or 0))))
    except (ValueError, OverflowError):
        return 0


def is_hex(value: str) -> bool:
    """Whether a value is a colour RRGGBB."""
    return len(value) == 6 and all(letter in "0123456789abcdefABCDEF" for letter in value)
