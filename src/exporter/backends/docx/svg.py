"""An SVG as pixels, with the theme's fonts and none of the machine's."""

import re
from functools import partial
from typing import Any

from lxml import etree

from exporter.model.assets import Asset
from exporter.theme import Theme
from exporter.theme.fonts import font_path

_PPI = 192  # two pixels for one, so that lines stay sharp; enough for print, and small enough to send by mail
_MAX_PIXELS = 2400
_FILTER = re.compile(r"(?<![\w-])filter\s*:[^;}]*;?")


def png_of_svg(asset: Asset, theme: Theme) -> bytes:
    """The PNG of an SVG asset; a picture that cannot be drawn becomes an empty one of the same size."""
    import resvg_py

    scale = min(_PPI / 96, _MAX_PIXELS / max(asset.width_px, asset.height_px, 1))
    width_px, height_px = max(1, round(asset.width_px * scale)), max(1, round(asset.height_px * scale))
    # Fonts are read anew for each drawing; most have no words.
    families = theme.fonts.values() if b"<text" in asset.data or b":text" in asset.data else ()
    files = [font_path(theme, family, face) for family in families for face in family.faces]
    draw = partial(
        resvg_py.svg_to_bytes,
        skip_system_fonts=True,
        font_files=[str(file) for file in files if file],
        font_family=theme.fonts[theme.roles["caption"].font].family,
        sans_serif_family=theme.fonts[theme.roles["caption"].font].family,
        serif_family=theme.fonts[theme.roles["body"].font].family,
    )
    try:
        data = draw(svg_string=_without_filters(asset.data), width=width_px)
    except ValueError:
        data = draw(svg_string=f'<svg xmlns="http://www.w3.org/2000/svg" width="{width_px}" height="{height_px}"/>')
    return bytes(data)


def _without_filters(data: bytes) -> str:
    """The SVG without filter effects: one of them can keep the renderer busy for minutes, and the PDF has none either.

    A limit of time would give other bytes on a slower machine.
    """
    text = data.decode("utf-8", "replace")
    if "filter" not in text:
        return text
    try:
        root: Any = etree.fromstring(data, etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True))
    except etree.XMLSyntaxError:
        return ""  # which the renderer refuses
    for element in root.iter("{*}*"):
        element.attrib.pop("filter", None)
        if "style" in element.attrib:
            element.set("style", _FILTER.sub("", element.get("style", "")))
        if etree.QName(element).localname == "style" and element.text:
            element.text = _FILTER.sub("", element.text)
    drawn: str = etree.tostring(root, encoding="unicode")
    return drawn
