"""WordprocessingML names, units and the one way to make an element.

Children of w:pPr, w:rPr and the like have a fixed order (ECMA-376-1, annex A); Word calls a file broken that has
another. `ordered` sorts them by the lists here.
"""

from typing import Any

from lxml import etree

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
WP = "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"
A = "http://schemas.openxmlformats.org/drawingml/2006/main"
PIC = "http://schemas.openxmlformats.org/drawingml/2006/picture"
W14 = "http://schemas.microsoft.com/office/word/2010/wordml"
MC = "http://schemas.openxmlformats.org/markup-compatibility/2006"
NAMESPACES = {"w": W, "r": R, "wp": WP, "a": A, "pic": PIC, "w14": W14, "mc": MC}

PARAGRAPH_PROPERTIES = (
    "pStyle keepNext keepLines pageBreakBefore framePr widowControl numPr suppressLineNumbers pBdr shd tabs "
    "suppressAutoHyphens kinsoku wordWrap overflowPunct topLinePunct autoSpaceDE autoSpaceDN bidi adjustRightInd "
    "snapToGrid spacing ind contextualSpacing mirrorIndents suppressOverlap jc textDirection textAlignment "
    "textboxTightWrap outlineLvl divId cnfStyle rPr sectPr pPrChange"
).split()
RUN_PROPERTIES = (
    "rStyle rFonts b bCs i iCs caps smallCaps strike dstrike outline shadow emboss imprint noProof snapToGrid vanish "
    "webHidden color spacing w kern position sz szCs highlight u effect bdr shd fitText vertAlign rtl cs em lang"
).split()
TABLE_PROPERTIES = (
    "tblStyle tblpPr tblOverlap bidiVisual tblStyleRowBandSize tblStyleColBandSize tblW jc tblCellSpacing tblInd "
    "tblBorders shd tblLayout tblCellMar tblLook tblCaption tblDescription"
).split()
CELL_PROPERTIES = (
    "cnfStyle tcW gridSpan hMerge vMerge tcBorders shd noWrap tcMar textDirection tcFitText vAlign hideMark"
).split()
_ORDERS = {
    f"{{{W}}}{name}": {f"{{{W}}}{child}": place for place, child in enumerate(children)}
    for name, children in (
        ("pPr", PARAGRAPH_PROPERTIES),
        ("rPr", RUN_PROPERTIES),
        ("tblPr", TABLE_PROPERTIES),
        ("tcPr", CELL_PROPERTIES),
    )
}

XML_SPACE = "{http://www.w3.org/XML/1998/namespace}space"


class _Names(dict[str, str]):
    """Local names to qualified ones, each made once: elements are made by the ten thousand."""

    def __missing__(self, name: str) -> str:
        self[name] = qualified = f"{{{W}}}{name}"
        return qualified


_NAMES = _Names()


def w(name: str) -> str:
    """The qualified name of a WordprocessingML element or attribute."""
    return _NAMES[name]


def make(tag: str, /, **attributes: Any) -> Any:
    """A new w: element; attributes are w: ones, and None leaves one out."""
    return etree.Element(_NAMES[tag], _attributes(attributes), NAMESPACES)


def add(parent: Any, tag: str, /, **attributes: Any) -> Any:
    """A new w: element at the end of a parent."""
    element = etree.SubElement(parent, _NAMES[tag])
    for name, value in attributes.items():  # one by one: a dictionary of them takes lxml a third longer
        if value is not None:
            element.set(_NAMES[name], value if type(value) is str else str(value))
    return element


def declare_extensions(root: Any) -> None:
    """Let programs that do not know a part's newer markup pass over it (ECMA-376-3, 7.2)."""
    if next(root.iter(f"{{{W14}}}*"), None) is not None:
        root.set(f"{{{MC}}}Ignorable", "w14")


def ordered(properties: Any) -> Any:
    """The same properties element with its children in the order of the schema."""
    order = _ORDERS[properties.tag]
    places = [order[child.tag] for child in properties]
    if places != sorted(places):
        properties[:] = sorted(properties, key=lambda child: order[child.tag])
    return properties


def twips(points: float) -> int:
    """Twentieths of a point."""
    return round(points * 20)


def half_points(points: float) -> int:
    """The unit of w:sz."""
    return round(points * 2)


def mm_to_twips(millimetres: float) -> int:
    """Twentieths of a point in millimetres."""
    return round(millimetres * 1440 / 25.4)


def px_to_emu(pixels: float) -> int:
    """English Metric Units in CSS pixels (1/96 inch)."""
    return round(pixels * 9525)


def _attributes(values: dict[str, Any]) -> dict[str, str]:
    return {_NAMES[name]: str(value) for name, value in values.items() if value is not None}
