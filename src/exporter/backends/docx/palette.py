"""The theme part: the house's colours and fonts, so that Word's menus of colours and fonts offer them.

DrawingML wants three fills, lines and effects too (ECMA-376-1, 20.1.6.9 and 20.1.4.1.14); they are the plainest ones.
"""

from typing import Any

from lxml import etree

from exporter.backends.docx.ooxml import A
from exporter.theme import Theme

# Slot of the colour scheme -> the token in it, or the one after it where the theme has no such token.
_SLOTS = (
    ("dk1", "text", "text"),
    ("lt1", "paper", "text"),
    ("dk2", "muted", "text"),
    ("lt2", "surface", "paper"),
    ("accent1", "accent", "text"),
    ("accent2", "link", "accent"),
    ("accent3", "tip", "accent"),
    ("accent4", "warning", "accent"),
    ("accent5", "note", "accent"),
    ("accent6", "rule", "muted"),
    ("hlink", "link", "accent"),
    ("folHlink", "link", "accent"),
)


def palette_part(theme: Theme) -> Any:
    """The a:theme element."""
    root = etree.Element(f"{{{A}}}theme", name=theme.name, nsmap={"a": A})
    elements = _add(root, "themeElements")
    colors = _add(elements, "clrScheme", name=theme.name)
    for slot, token, other in _SLOTS:
        color = theme.color(token if token in theme.colors else other)[1:]
        _add(_add(colors, slot), "srgbClr", val=color)
    fonts = _add(elements, "fontScheme", name=theme.name)
    for name, role in (("majorFont", "heading-1"), ("minorFont", "body")):
        font = _add(fonts, name)
        _add(font, "latin", typeface=theme.fonts[theme.roles[role].font].family)
        _add(font, "ea", typeface="")
        _add(font, "cs", typeface="")
    formats = _add(elements, "fmtScheme", name=theme.name)
    for name in ("fillStyleLst", "lnStyleLst", "effectStyleLst", "bgFillStyleLst"):
        styles = _add(formats, name)
        for _ in range(3):
            if name == "effectStyleLst":
                _add(_add(styles, "effectStyle"), "effectLst")
                continue
            holder = _add(styles, "ln") if name == "lnStyleLst" else styles
            _add(_add(holder, "solidFill"), "schemeClr", val="phClr")
    return root


def _add(parent: Any, tag: str, **attributes: str) -> Any:
    return etree.SubElement(parent, f"{{{A}}}{tag}", attributes)
