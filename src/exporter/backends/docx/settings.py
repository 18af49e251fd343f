"""The settings part: what Word is to do with the document as a whole."""

from typing import Any

from exporter.backends.docx.ooxml import add, make, twips
from exporter.theme import Theme
from exporter.theme.scripts import EAST_ASIAN

_WORD = "http://schemas.microsoft.com/office/word"
# Word 2013 and later, so that the title bar says nothing of a compatibility mode.
_COMPATIBILITY = {
    "compatibilityMode": 15,
    "overrideTableStyleFontSizeAndJustification": 1,
    "enableOpenTypeFeatures": 1,
    "doNotFlipMirrorIndents": 1,
    "differentiateMultirowTableHeaders": 1,
}


def settings_part(theme: Theme, lang: str, dir: str, embedded: bool) -> Any:
    """The w:settings element; `embedded` tells whether fonts are inside. Order of its children: ECMA-376-1, A.1."""
    body = theme.roles["body"]
    root = make("settings")
    add(root, "zoom", percent=100)
    if embedded:
        add(root, "embedTrueTypeFonts")
        add(root, "saveSubsetFonts")
    add(root, "defaultTabStop", val=twips(theme.list_indent_em * body.size_pt))
    if body.hyphenate:
        add(root, "autoHyphenation")
        add(root, "consecutiveHyphenLimit", val=2)
        add(root, "doNotHyphenateCaps")
    east = theme.script in EAST_ASIAN
    # Two full-width marks in a row take the room of one and a half in Chinese and Japanese (JLREQ, 3.1.4).
    add(root, "characterSpacingControl", val="compressPunctuation" if east else "doNotCompress")
    notes = add(root, "footnotePr")
    for identifier in (-1, 0):
        add(notes, "footnote", id=identifier)
    compatibility = add(root, "compat")
    for name, value in _COMPATIBILITY.items():
        add(compatibility, "compatSetting", name=name, uri=_WORD, val=value)
    add(root, "themeFontLang", val=lang, eastAsia=lang if east else None, bidi=lang if dir == "rtl" else None)
    same = ("hyperlink", "followedHyperlink", *(f"accent{n}" for n in range(1, 7)))
    colors = {"bg1": "light1", "t1": "dark1", "bg2": "light2", "t2": "dark2"}
    add(root, "clrSchemeMapping", **colors, **{name: name for name in same})
    add(root, "decimalSymbol", val=".")
    add(root, "listSeparator", val=",")
    return root
