"""Which of the theme's fonts sets a stretch of text in Word, and how a run says so.

Word asks a style for up to three fonts, of Latin, East Asian and right-to-left letters, and chooses by character. Only
what these do not have needs a font of its own; marks that Word takes for Latin (“ — …) need a hint beside ideographs.
"""

import re
from itertools import groupby

import msgspec

from exporter.theme import Theme
from exporter.theme.needed import words_with_rare_letters
from exporter.theme.scripts import (
    EAST_ASIAN,
    EMOJI,
    LETTERS,
    RIGHT_TO_LEFT,
    east_asian_script,
    is_beyond_latin,
    is_east_asian,
    own_characters,
    passage_fonts,
    stack,
)
from exporter.theme.unknown import visible

HINT = "hint"
# A sign with its marks, or with the selector of its form as an emoji.
_CLUSTERS = re.compile(".[\u0300-\u036f\u20d0-\u20ff\ufe0f\ufe20-\ufe2f]*", re.DOTALL)


class Stretch(msgspec.Struct, frozen=True):
    """Text of one font. `slot` is the attribute of w:rFonts that names its `family`, HINT, or "" for the style's own;
    `fonts` are the names in `Theme.fonts` of those that set it."""

    text: str
    slot: str
    family: str
    fonts: tuple[str, ...]


class Lettering:
    """Finds the fonts of one document's text."""

    def __init__(self, theme: Theme) -> None:
        self._theme = theme
        self._own = {name: own_characters(theme, font) for name, font in theme.fonts.items()} if theme.scripts else {}
        self._passages = passage_fonts(theme)

    def stretches(self, text: str, font: str, rtl: bool, lang: str) -> list[Stretch]:
        """A text of one direction by font; `font` is that of its style, `lang` the language of its passage or ""."""
        right = complex_font(self._theme, font) if rtl else ""
        # In a collection with articles of other scripts the styles' own font is another's.
        is_apart = right and (lang or self._theme.script not in RIGHT_TO_LEFT)
        of_right = ("cs", self._theme.fonts[right].family) if is_apart else ("", "")
        if not self._own or (not self._theme.script and not is_beyond_latin(text)):
            return [Stretch(text, *of_right, (right or font,))]
        east = self._passages.get(east_asian_script(lang), "")
        names = [*filter(None, (right,)), *stack(self._theme, font)]
        chosen: list[tuple[str, str, str]] = []  # slot, family, font
        for cluster in _CLUSTERS.findall(text):
            choice = self._choice(cluster, font, names, east)
            if choice[2] == right:
                choice = (*of_right, right)
            # A space or sign between two words goes with the first.
            if chosen and chosen[-1][1] and not cluster[0].isalnum() and not is_beyond_latin(cluster):
                choice = chosen[-1]
            chosen += [choice] * len(cluster)
        for start, end in words_with_rare_letters(self._theme, text):
            word = list(zip(text[start:end], chosen[start:end], strict=True))
            rare = next((one for _, one in word if LETTERS in self._theme.fonts[one[2]].scripts), None)
            if rare:
                chosen[start:end] = [rare if ord(sign) in self._own[rare[2]] else one for sign, one in word]
        made = []
        for (slot, family), group in groupby(range(len(text)), lambda place: chosen[place][:2]):
            places = list(group)
            fonts = dict.fromkeys(chosen[place][2] for place in places)
            made.append(Stretch("".join(text[place] for place in places), slot, family, tuple(fonts)))
        return made

    def _choice(self, cluster: str, font: str, names: list[str], east: str) -> tuple[str, str, str]:
        """The font of a sign with its marks: the first that has all of it, else the first that has the sign."""
        of_east = is_east_asian(cluster)
        order = [east, *names] if east and of_east else names
        if "\ufe0f" in cluster:  # emoji, and keycaps
            order = sorted(order, key=lambda name: EMOJI not in self._theme.fonts[name].scripts)
        points = visible(cluster) if len(cluster) > 1 else {ord(cluster)}
        whole = next((name for name in order if points <= self._own[name]), "")
        name = whole or next((name for name in order if ord(cluster[0]) in self._own[name]), font)
        scripts = EAST_ASIAN.intersection(self._theme.fonts[name].scripts)
        if scripts:
            if name != east_asian_font(self._theme, font):
                return "eastAsia", self._theme.fonts[name].family, name
            return ("" if of_east else HINT), "", name
        if name in (font, names[0]):
            return "", "", name
        family = self._theme.fonts[name].family
        return ("cs" if names[0] != font else "ascii"), family, name


def east_asian_font(theme: Theme, font: str) -> str:
    """The name of the font beside `font` for East Asian letters; "" when the text needs none."""
    return _beside(theme, font, EAST_ASIAN)


def complex_font(theme: Theme, font: str) -> str:
    """The name of the font beside `font` for right-to-left letters, the page's own first; "" when it needs none."""
    own = _beside(theme, font, frozenset({theme.script})) if theme.script in RIGHT_TO_LEFT else ""
    return own or _beside(theme, font, RIGHT_TO_LEFT)


def fonts_of(theme: Theme, font: str) -> dict[str, str]:
    """The attributes of w:rFonts of a style: the family, and those beside it for other scripts."""
    family = theme.fonts[font].family
    east, right = east_asian_font(theme, font) or font, complex_font(theme, font) or font
    return {"ascii": family, "hAnsi": family, "eastAsia": theme.fonts[east].family, "cs": theme.fonts[right].family}


def _beside(theme: Theme, font: str, scripts: frozenset[str]) -> str:
    names = stack(theme, font)[1:]
    return next((name for name in names if not scripts.isdisjoint(theme.fonts[name].scripts)), "")
