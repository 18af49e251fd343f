"""SVG pictures with the theme's fonts where they ask for any sans or serif, as Word's copy of them has."""

import re
from functools import partial

import msgspec
from lxml import etree

from exporter.model.assets import Asset
from exporter.theme import Theme

_GENERIC = re.compile(r"(?<![\w-])(sans-serif|serif|monospace)(?![\w-])")
_DECLARED = re.compile(r"(?<=font-family)\s*:[^;}]*")


def in_theme_fonts(asset: Asset, theme: Theme) -> Asset:
    """The asset, a drawing's generic families led by the theme's: the machine's own would be of another width."""
    if asset.media_type != "image/svg+xml" or b"text" not in asset.data:
        return asset
    try:
        root = etree.fromstring(asset.data, etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True))
    except etree.XMLSyntaxError:
        return asset  # the engine will say so
    families = {
        "sans-serif": theme.fonts[theme.roles["caption"].font].family,
        "serif": theme.fonts[theme.roles["body"].font].family,
        "monospace": theme.fonts[theme.roles["code"].font].family,
    }
    # The engine takes a quotation mark here for a part of the name.
    lead = partial(_GENERIC.sub, lambda found: f"{families[found[0]]}, {found[0]}")
    root.set("font-family", root.get("font-family", "sans-serif"))
    for element in root.iter("{*}*"):
        if "font-family" in element.attrib:
            element.set("font-family", lead(element.get("font-family", "")))
        if "style" in element.attrib:
            element.set("style", _DECLARED.sub(lambda found: lead(found[0]), element.get("style", "")))
        if etree.QName(element).localname == "style" and element.text:
            element.text = _DECLARED.sub(lambda found: lead(found[0]), element.text)
    return msgspec.structs.replace(asset, data=etree.tostring(root))
