"""A picture as a run of DrawingML, with its alternative text."""

from typing import Any

import msgspec
from lxml import etree

from exporter.backends.docx.ooxml import NAMESPACES, A, R, px_to_emu, w
from exporter.backends.docx.story import Story
from exporter.publication.widths import given_width

_PIC = NAMESPACES["pic"]
_WP = NAMESPACES["wp"]
_SVG_EXTENSION = "{96DAC541-7B7A-43D3-8B79-37D633B846F1}"
_SVG = "http://schemas.microsoft.com/office/drawing/2016/SVG/main"
_DECORATIVE_EXTENSION = "{C183D7F6-B498-43B3-948B-1728B52AA6E4}"
_DECORATIVE = "http://schemas.microsoft.com/office/drawing/2017/decorative"
_PX_IN_MM = 96 / 25.4


class Room(msgspec.Struct, frozen=True):
    """The largest size of a picture, in CSS pixels."""

    column_px: float
    height_px: float


def picture_run(story: Story, image: Any, room: Room) -> Any:
    """The w:r of an img element, within its room and never enlarged."""
    key = image.get("src")
    asset = story.media.asset(key)
    width_px, height_px = _size(image, asset.width_px, asset.height_px, room)
    story.media.drawings += 1
    number = story.media.drawings
    extent = {"cx": str(px_to_emu(width_px)), "cy": str(px_to_emu(height_px))}
    run = etree.Element(w("r"), nsmap=NAMESPACES)
    drawing = etree.SubElement(run, w("drawing"))
    inline = etree.SubElement(drawing, f"{{{_WP}}}inline", distT="0", distB="0", distL="0", distR="0")
    etree.SubElement(inline, f"{{{_WP}}}extent", extent)
    described = etree.SubElement(
        inline, f"{{{_WP}}}docPr", id=str(number), name=f"Picture {number}", descr=image.get("alt", "")
    )
    if image.get("title"):
        described.set("title", image.get("title"))
    if image.get("role") == "presentation":
        mark = _extension(described, _DECORATIVE_EXTENSION)
        etree.SubElement(mark, f"{{{_DECORATIVE}}}decorative", nsmap={"adec": _DECORATIVE}, val="1")
    graphic = etree.SubElement(inline, f"{{{A}}}graphic")
    data = etree.SubElement(graphic, f"{{{A}}}graphicData", uri=_PIC)
    picture = etree.SubElement(data, f"{{{_PIC}}}pic")
    names = etree.SubElement(picture, f"{{{_PIC}}}nvPicPr")
    etree.SubElement(names, f"{{{_PIC}}}cNvPr", id=str(number), name=f"Picture {number}", descr=image.get("alt", ""))
    etree.SubElement(names, f"{{{_PIC}}}cNvPicPr")
    fill = etree.SubElement(picture, f"{{{_PIC}}}blipFill")
    blip = etree.SubElement(fill, f"{{{A}}}blip")
    if asset.media_type == "image/svg+xml":
        blip.set(f"{{{R}}}embed", story.fallback_picture(key))
        vector = etree.SubElement(_extension(blip, _SVG_EXTENSION), f"{{{_SVG}}}svgBlip", nsmap={"asvg": _SVG})
        vector.set(f"{{{R}}}embed", story.picture(key))
    else:
        blip.set(f"{{{R}}}embed", story.picture(key))
    etree.SubElement(etree.SubElement(fill, f"{{{A}}}stretch"), f"{{{A}}}fillRect")
    shape = etree.SubElement(picture, f"{{{_PIC}}}spPr")
    transform = etree.SubElement(shape, f"{{{A}}}xfrm")
    etree.SubElement(transform, f"{{{A}}}off", x="0", y="0")
    etree.SubElement(transform, f"{{{A}}}ext", extent)
    geometry = etree.SubElement(shape, f"{{{A}}}prstGeom", prst="rect")
    etree.SubElement(geometry, f"{{{A}}}avLst")
    return run


def _size(image: Any, width_px: float, height_px: float, room: Room) -> tuple[float, float]:
    """The printed size: the width asked for, else the natural one (the attribute), within the room."""
    ratio = height_px / width_px if width_px and height_px else 1.0
    wanted_mm = given_width(image, room.column_px / _PX_IN_MM)
    width_px = float(image.get("width", width_px)) if wanted_mm is None else wanted_mm * _PX_IN_MM
    width_px = max(1.0, min(width_px, room.column_px, room.height_px / ratio))
    return width_px, max(1.0, width_px * ratio)


def _extension(parent: Any, uri: str) -> Any:
    extensions = etree.SubElement(parent, f"{{{A}}}extLst")
    return etree.SubElement(extensions, f"{{{A}}}ext", uri=uri)
