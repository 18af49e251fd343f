"""The format of a run, and its properties."""

from typing import Any

import msgspec

from exporter.backends.docx.languages import word_language
from exporter.backends.docx.lettering import HINT
from exporter.backends.docx.ooxml import add, make, ordered


class Format(msgspec.Struct, frozen=True):
    """The format of a run; every field changes nothing when it is false, empty or None."""

    style: str = ""
    bold: bool = False
    italic: bool | None = None
    strike: bool = False
    underline: bool = False
    small_caps: bool = False
    align: str = ""
    lang: str = ""
    rtl: bool = False
    slot: str = ""  # as in lettering.Stretch
    family: str = ""


PLAIN = Format()


def run_properties(format: Format) -> Any:
    """The w:rPr of a format."""
    properties = make("rPr")
    if format.style:
        add(properties, "rStyle", val=format.style)
    if format.slot:
        add(properties, "rFonts", **_fonts(format))
    if format.bold:
        add(properties, "b")
        add(properties, "bCs")
    if format.italic is not None:
        add(properties, "i", val=None if format.italic else 0)
        add(properties, "iCs", val=None if format.italic else 0)
    if format.strike:
        add(properties, "strike")
    if format.small_caps:
        add(properties, "smallCaps")
    if format.underline:
        add(properties, "u", val="single")
    if format.align:
        add(properties, "vertAlign", val=format.align)
    if format.rtl:
        add(properties, "rtl")
    if format.lang:
        lang = word_language(format.lang)
        add(properties, "lang", val=lang, eastAsia=lang, bidi=lang)
    return ordered(properties)


def _fonts(format: Format) -> dict[str, str]:
    """The attributes of w:rFonts for a stretch that its style's fonts do not set (ECMA-376-1, 17.3.2.26)."""
    if (
        format.slot == "ascii"
    ):  # Word takes Greek letters for Latin ones, Indic for complex ones, some signs for wide ones
        return dict.fromkeys(("ascii", "hAnsi", "eastAsia", "cs"), format.family)
    return {HINT: "eastAsia"} if format.slot == HINT else {format.slot: format.family}
