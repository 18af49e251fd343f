"""Which scripts a text is written in, and a theme with the fonts that these need.

Scripts bear their ISO 15924 codes. Han characters are shared by several: the language says whose shapes they get.
"""

import re
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

import msgspec

from exporter.theme import FontFamily, Theme
from exporter.theme.fonts import characters, font_path

# Letters that a Latin font need not have; a text without any costs no further look. As a pattern it cost 8 ms a start.
_BEYOND_LATIN = (
    ("\u0180", "\u1fff"), ("\u20d0", "\u20ff"), ("\u2190", "\u2dff"), ("\u2e80", "\ufaff"), ("\ufb13", "\ufdff"),
    ("\ufe20", "\uffef"), ("\U0001d400", "\U0003ffff"),
)  # fmt: skip
_EAST_ASIAN = ("Jpan", "Hans", "Hant", "Kore")
EAST_ASIAN = frozenset(_EAST_ASIAN)
# The language tags that ask for a script's shapes; a later one is the nearer.
TAGS_OF_SCRIPT = {
    "Jpan": ("ja",),
    "Kore": ("ko",),
    "Hans": ("zh",),
    "Hant": ("zh-Hant", "zh-TW", "zh-HK", "zh-MO", "yue"),
}
RIGHT_TO_LEFT = frozenset(("Arab", "Hebr"))
# Scripts whose type has no italics: emphasis is bold in them.
_UPRIGHT = EAST_ASIAN.union(RIGHT_TO_LEFT)
_EAST_ASIAN_LANGUAGES = {"ja": "Jpan", "ko": "Kore", "zh": "Hans", "yue": "Hant"}
# Written from right to left wherever they are written (CLDR 48, likely subtags and languages' scripts).
RIGHT_TO_LEFT_LANGUAGES = {
    **dict.fromkeys("he iw jpr jrb yi ji".split(), "Hebr"),
    **dict.fromkeys("aii arc syc syr".split(), "Syrc"),
    "dv": "Thaa",
    "nqo": "Nkoo",
    **dict.fromkeys(
        "aeb apc apd ar arq ars ary arz azb bal bft bgn bqi brh ckb dcc fa gbz gjk gju glk haz hnd hno khw ks kvx kxp "
        "lah lki lrc luz mvy mzn ota pbt pnb prd prs ps pst sd sdh skr trw ug ur".split(),
        "Arab",
    ),
}
# Where Chinese is written in traditional characters unless the tag says otherwise (CLDR, likely subtags).
_TRADITIONAL = frozenset({"tw", "hk", "mo"})
# Signs of no script, which a Latin font may have or not: symbols, those of mathematics, emoji.
EMOJI = "Zsye"
SIGNS = ("Zsym", "Zmth", EMOJI)
# Rare letters of Latin and Cyrillic: ISO 15924's code for no script in particular.
LETTERS = "Zyyy"
FULL = "+"  # behind a script: its font for texts with letters that the others lack
_RANGES = {
    "Armn": "\u0530-\u058f\ufb13-\ufb17",
    "Geor": "\u10a0-\u10ff\u1c90-\u1cbf\u2d00-\u2d2f",
    "Deva": "\u0900-\u097f\ua8e0-\ua8ff",
    "Beng": "\u0980-\u09ff",
    "Guru": "\u0a00-\u0a7f",
    "Gujr": "\u0a80-\u0aff",
    "Orya": "\u0b00-\u0b7f",
    "Taml": "\u0b80-\u0bff",
    "Telu": "\u0c00-\u0c7f",
    "Knda": "\u0c80-\u0cff",
    "Mlym": "\u0d00-\u0d7f",
    "Sinh": "\u0d80-\u0dff",
    "Thai": "\u0e00-\u0e7f",
    "Laoo": "\u0e80-\u0eff",
    "Mymr": "\u1000-\u109f\ua9e0-\ua9ff\uaa60-\uaa7f",
    "Khmr": "\u1780-\u17ff\u19e0-\u19ff",
    "Ethi": "\u1200-\u139f\u2d80-\u2ddf",
    "Grek": "\u0370-\u03ff\u1f00-\u1fff",
    "Cyrl": "\u0400-\u052f\u1c80-\u1c8f",
    "Hebr": "\u0590-\u05ff\ufb1d-\ufb4f",
    "Arab": "\u0600-\u06ff\u0750-\u077f\u08a0-\u08ff\ufb50-\ufdff\ufe70-\ufeff",
    "Kana": "\u3040-\u30ff\u31f0-\u31ff\uff66-\uff9f",
    "Hang": "\u1100-\u11ff\u3130-\u318f\uac00-\ud7af",
    "Hani": "\u2e80-\u2fdf\u3000-\u303f\u3100-\u312f\u3200-\u4dbf\u4e00-\u9fff\uf900-\ufaff\ufe30-\ufe4f\uff00-\uff65"
    "\U00020000-\U0003ffff",
}
_KNOWN = frozenset((*_RANGES, *(f"{script}{FULL}" for script in _RANGES), *EAST_ASIAN, *SIGNS, LETTERS, "Latn"))
_EAST_ASIAN_SIGNS = ("Kana", "Hang", "Hani")
# As wide as an ideograph in Chinese and Japanese, where they come from its font: marks of quotation, dash, dots.
_WIDE = frozenset(map(ord, "“”—…"))
_GREEK = frozenset((*range(0x370, 0x400), *range(0x1F00, 0x2000)))
_PRIVATE = range(0xE000, 0xF900)
_WIDE_IN = ("Jpan", "Hans", "Hant")
# A leading that Latin letters are comfortable in is tight for characters that fill their square.
_EAST_ASIAN_LEADING = 1.12
_LEADING_OF_TEXT = 1.3


def east_asian_script(lang: str) -> str:
    """The East Asian script of a language ("zh-TW" gives "Hant"); "" for all other languages."""
    language, *others = lang.lower().split("-")
    script = _EAST_ASIAN_LANGUAGES.get(language, "")
    if script in ("Hans", "Hant"):
        named = next((part.capitalize() for part in others if part in ("hans", "hant")), "")
        return named or ("Hant" if not _TRADITIONAL.isdisjoint(others) else script)
    return script


def scripts_of(text: str, langs: Iterable[str]) -> tuple[str, ...]:
    """The scripts of a text other than Latin. Of the East Asian ones those of these languages come first, in order."""
    if not is_beyond_latin(text):
        return ()
    signs = "".join(set(text))  # a pattern is one sign, and a page has few that differ
    found = [script for script, pattern in _patterns().items() if pattern.search(signs)]
    if not {"Kana", "Hang", "Hani"}.isdisjoint(found):
        east = dict.fromkeys(filter(None, map(east_asian_script, langs)))
        east.update(dict.fromkeys(script for sign, script in (("Kana", "Jpan"), ("Hang", "Kore")) if sign in found))
        found = [*(east or ["Hans"]), *found]
    return tuple(script for script in found if script not in ("Kana", "Hang", "Hani"))


def is_beyond_latin(text: str) -> bool:
    """Whether a text has letters that a Latin font need not have."""
    if text.isascii():
        return False
    return any(first <= sign <= last for sign in set(text) if sign >= "\u0180" for first, last in _BEYOND_LATIN)


def is_east_asian(text: str) -> bool:
    """Whether a text has ideographs, kana, hangul or their punctuation."""
    return is_beyond_latin(text) and any(_patterns()[script].search(text) for script in _EAST_ASIAN_SIGNS)


def with_scripts(theme: Theme, scripts: tuple[str, ...], page: str) -> Theme:
    """The theme with its Latin fonts and, of its others, those that a page of these scripts needs, in their order.

    Where a script needs one, each kind of face gets its like: a serif Hebrew beside a serif, a sans beside a sans.
    A script with FULL behind it gets the fonts that have most of its letters.
    The page's own script, `page`, decides whether there are italics, and how far its lines stand apart.
    """
    own = {name: family for name, family in theme.fonts.items() if "Latn" in family.scripts}
    others = {name: family for name, family in theme.fonts.items() if name not in own}
    picked = dict.fromkeys(name for name, family in others.items() if not _KNOWN.issuperset(family.scripts))
    east = [script for script in scripts if script in EAST_ASIAN]
    # Characters that the stated script lacks may be another's.
    wanted = (*scripts, *(script for script in _EAST_ASIAN if east and script not in east))
    for script in wanted:
        picked.update(dict.fromkeys(_fonts_for(theme, script)))
    roles = theme.roles
    if page in _UPRIGHT:
        roles = {name: msgspec.structs.replace(role, italic=False) for name, role in roles.items()}
    if page in EAST_ASIAN:
        roles = {
            name: msgspec.structs.replace(role, leading=round(role.leading * _EAST_ASIAN_LEADING, 3))
            if role.leading >= _LEADING_OF_TEXT
            else role
            for name, role in roles.items()
        }
    fonts = {**own, **{name: _plain(others[name]) for name in picked}}
    return msgspec.structs.replace(theme, fonts=fonts, roles=roles, scripts=scripts, script=page)


def _fonts_for(theme: Theme, script: str) -> Iterator[str]:
    """The names of the fonts that a theme has for a script beside those of its Latin ones that do without."""
    others = {name: family for name, family in theme.fonts.items() if "Latn" not in family.scripts}
    known = [name for name, family in others.items() if script in family.scripts and _is_here(theme, family)]
    own = (family for family in theme.fonts.values() if "Latn" in family.scripts and script not in family.scripts)
    for generic in dict.fromkeys(family.generic for family in own):
        like = [name for name in known if others[name].generic == generic] or known
        yield from like[:1]


def _plain(family: FontFamily) -> FontFamily:
    scripts = tuple(script.removesuffix(FULL) for script in family.scripts)
    return msgspec.structs.replace(family, scripts=scripts) if scripts != family.scripts else family


def letters_of_script(script: str, text: str) -> str:
    """The characters of a text that are of a script's own ranges, each once; none of an East Asian script's."""
    pattern = _patterns().get(script)
    return "".join(sign for sign in sorted(set(text)) if pattern.match(sign)) if pattern else ""


def is_upright(theme: Theme) -> bool:
    """Whether the page's script has no italics."""
    return theme.script in _UPRIGHT


def own_characters(theme: Theme, family: FontFamily) -> frozenset[int]:
    """The characters that a family sets, as far as it is here; a Latin one leaves some to fonts of other scripts.

    Private ones mean something in the font of a text alone.
    """
    path = font_path(theme, family, family.faces[0]) if family.faces else None
    if path is None:
        return frozenset()
    if "Latn" not in family.scripts:
        return _public(path)
    return _own(path, theme.script in _WIDE_IN, _has_greek_beside(theme, family))


@cache
def _own(path: Path, is_wide: bool, has_greek_beside: bool) -> frozenset[int]:
    """What of a Latin font is its own beside ideographs, or beside Greek."""
    own = characters(path)
    own = own - _WIDE if is_wide else own
    return own - _GREEK if has_greek_beside else own


@cache
def _public(path: Path) -> frozenset[int]:
    own = characters(path)
    return own if own.isdisjoint(_PRIVATE) else own.difference(_PRIVATE)


def narrows(theme: Theme, family: FontFamily) -> bool:
    """Whether a family has to leave characters to other fonts."""
    return "Latn" in family.scripts and (theme.script in _WIDE_IN or _has_greek_beside(theme, family))


def _has_greek_beside(theme: Theme, family: FontFamily) -> bool:
    """Whether Greek is set in another font: a Latin one has some of its letters, as signs of mathematics."""
    return "Grek" not in family.scripts and not {"Grek", f"Grek{FULL}"}.isdisjoint(theme.scripts)


def page_script(scripts: tuple[str, ...], lang: str) -> str:
    """The script of a page's language, where it has any of it; "" for Latin and scripts that are set like it."""
    language, *others = lang.lower().split("-")
    named = next((part.capitalize() for part in others if part.capitalize() in RIGHT_TO_LEFT), "")
    script = east_asian_script(lang) or named or RIGHT_TO_LEFT_LANGUAGES.get(language, "")
    return script if script in scripts or f"{script}{FULL}" in scripts else ""


def stack(theme: Theme, font: str) -> list[str]:
    """The names of the families that set a text, in the order in which they are asked: `font`, then other scripts'.

    Those of its kind come first: a serif Hebrew for a serif. What none of them has may be in another Latin one, as the
    lines of boxes are in a monospaced font.
    """
    generic = theme.fonts[font].generic
    others = [name for name, family in theme.fonts.items() if name != font and "Latn" not in family.scripts]
    latin = [name for name, family in theme.fonts.items() if name != font and "Latn" in family.scripts]
    return [font, *sorted(others, key=lambda name: theme.fonts[name].generic != generic), *latin]


def font_of_script(theme: Theme, *scripts: str) -> str:
    """The name of the theme's first font for one of these scripts; "" when it has none."""
    return next((name for name, family in theme.fonts.items() if not set(scripts).isdisjoint(family.scripts)), "")


def passage_fonts(theme: Theme) -> dict[str, str]:
    """The font of a passage by the script of its language, where a text has another East Asian one than the page's."""
    east = [script for script in theme.scripts if script in EAST_ASIAN]
    others = [script for script in east if script != theme.script] if len(east) > 1 else []
    return {script: font for script in others if (font := font_of_script(theme, script))}


def parts_by_font(theme: Theme, names: list[str], points: frozenset[int]) -> Iterator[tuple[str, frozenset[int]]]:
    """The code points that each family of a stack sets: those that the families before it lack.

    Rare letters come with all others, as a mark is to stand over a letter of its own font.
    """
    left = points
    for name in names:
        family = theme.fonts[name]
        own = own_characters(theme, family)
        if left & own:
            yield name, (points if LETTERS in family.scripts else left) & own
            left -= own
        if not left:
            return


def _is_here(theme: Theme, family: FontFamily) -> bool:
    return font_path(theme, family, family.faces[0]) is not None


@cache
def _patterns() -> dict[str, re.Pattern[str]]:
    return {script: re.compile(f"[{range}]") for script, range in _RANGES.items()}
