"""Words across each page, as Word itself writes a watermark: a shape of text in every header, behind the page's text.

Word knows it by the shape's name and offers to take it away (Design, Watermark). The markup is VML (ECMA-376-4, 14.1
and 19.1.2), which Word still writes for it and LibreOffice reads.
"""

import math
from typing import Any

from lxml import etree

from exporter.backends.docx.ooxml import R, add, make, w
from exporter.backends.docx.opc import Package, part_xml
from exporter.backends.docx.story import relation
from exporter.theme import Face, Theme
from exporter.theme.scripts import own_characters, stack

_V, _O = "urn:schemas-microsoft-com:vml", "urn:schemas-microsoft-com:office:office"
_HEADER_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.header+xml"
_TURN_DEGREES = 305  # clockwise, as in print.css
_LINE = 1.2
_MEAN_ADVANCE_EM = 0.55  # of a letter in a font that is not here
_SCALES = {"medium": 0.56, "long": 0.3}  # as in print.css


def watermark_font(words: str, theme: Theme) -> tuple[str, Face | None]:
    """The name of the font that has all of these words, and its face for them; None where it is not installed."""
    role, points = theme.roles["watermark"], frozenset(map(ord, words)) - {0x20}
    names = stack(theme, role.font)
    name = next((name for name in names if points <= own_characters(theme, theme.fonts[name])), names[0])
    faces = theme.fonts[name].faces
    return name, min(faces, key=lambda face: (face.italic, abs(face.weight - role.weight)), default=None)


def mark(package: Package, element: Any, theme: Theme) -> None:
    """Put the words of `p.watermark` into every header that the document shows, made where there is none."""
    document = package.parts["word/document.xml"]
    root = document.root()
    first = next(root.iter(w("sectPr")))
    wanted = ["default"]
    if first.find(w("titlePg")) is not None:
        wanted.append("first")
    if package.parts["word/settings.xml"].root().find(w("evenAndOddHeaders")) is not None:
        wanted.append("even")
    parts = {
        document.relationships.to_part(relation("header"), part): part
        for part in package.parts.values()
        if part.content_type == _HEADER_TYPE
    }
    shown = {item.get(w("type"), "default"): item.get(f"{{{R}}}id") for item in first.findall(w("headerReference"))}
    for kind in wanted:
        if kind in shown:
            continue
        part = package.part(f"word/header-{kind}.xml", _HEADER_TYPE, part_xml(make("hdr")))
        shown[kind] = document.relationships.to_part(relation("header"), part)
        parts[shown[kind]] = part
        reference = make("headerReference", type=kind)
        reference.set(f"{{{R}}}id", shown[kind])
        first.insert(0, reference)
    for number, identifier in enumerate(dict.fromkeys(shown[kind] for kind in wanted), 1):
        header = parts[identifier].root()
        paragraph = next(header.iterchildren(w("p")), None)
        _add_shape(add(header, "p") if paragraph is None else paragraph, element, theme, number)
        parts[identifier].data = part_xml(header)
    document.data = part_xml(root)


def _add_shape(paragraph: Any, element: Any, theme: Theme, number: int) -> None:
    words, role = "".join(element.itertext()), theme.roles["watermark"]
    classes = element.get("class", "").split()
    size_pt = role.size_pt * next((_SCALES[name] for name in classes if name in _SCALES), 1.0)
    family = theme.fonts[watermark_font(words, theme)[0]]
    width_pt = _width_pt(words, size_pt / role.size_pt, theme)
    picture = add(add(paragraph, "r"), "pict")
    shape_type = etree.SubElement(
        picture,
        f"{{{_V}}}shapetype",
        {"id": "_x0000_t136", "coordsize": "21600,21600", f"{{{_O}}}spt": "136", "adj": "10800",
         "path": "m@7,l@8,m@5,21600l@6,21600e"},
        nsmap={"v": _V, "o": _O},
    )  # fmt: skip
    formulas = etree.SubElement(shape_type, f"{{{_V}}}formulas")
    for formula in _FORMULAS:
        etree.SubElement(formulas, f"{{{_V}}}f", eqn=formula)
    etree.SubElement(
        shape_type,
        f"{{{_V}}}path",
        {"textpathok": "t", f"{{{_O}}}connecttype": "custom", f"{{{_O}}}connectangles": "270,180,90,0",
         f"{{{_O}}}connectlocs": "@9,0;@10,10800;@11,21600;@12,10800"},
    )  # fmt: skip
    etree.SubElement(shape_type, f"{{{_V}}}textpath", on="t", fitshape="t")
    style = (
        f"position:absolute;margin-left:0;margin-top:0;width:{width_pt:.1f}pt;height:{_LINE * size_pt:.1f}pt;"
        f"rotation:{_TURN_DEGREES};z-index:-251658752;mso-position-horizontal:center;"
        "mso-position-horizontal-relative:margin;mso-position-vertical:center;mso-position-vertical-relative:margin"
    )
    shape = etree.SubElement(
        picture,
        f"{{{_V}}}shape",
        {"id": f"PowerPlusWaterMarkObject{number}", f"{{{_O}}}spid": f"_x0000_s{2048 + number}", "type": "#_x0000_t136",
         "alt": "", "style": style, f"{{{_O}}}allowincell": "f", "fillcolor": theme.color(role.color), "stroked": "f"},
    )  # fmt: skip
    weight = ";font-weight:bold" if role.bold else ""
    etree.SubElement(
        shape, f"{{{_V}}}textpath", style=f'font-family:"{family.family}";font-size:1pt{weight}', string=words
    )


# Those of shape type 136, "text plain" (ECMA-376-4, 20.1.2).
_FORMULAS = (
    "sum #0 0 10800", "prod #0 2 1", "sum 21600 0 @1", "sum 0 0 @2", "sum 21600 0 @3", "if @0 @3 0", "if @0 21600 @1",
    "if @0 0 @2", "if @0 @4 21600", "mid @5 @6", "mid @8 @5", "mid @7 @8", "mid @6 @7", "sum @6 0 @5",
)  # fmt: skip


def _width_pt(words: str, unit: float, theme: Theme) -> float:
    """How long the words are as a line of their own, `unit` times the size of their role."""
    from exporter.publication.lettering import Setter

    line = Setter(theme, "ltr", math.inf).lines(words, "watermark", unit)[0]
    return line.width or _MEAN_ADVANCE_EM * len(words) * theme.roles["watermark"].size_pt * unit
