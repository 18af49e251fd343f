"""What fonts of a theme a text needs: those of its scripts, and others where these lack letters or signs of it."""

import re
import unicodedata
from collections.abc import Iterable, Iterator

from exporter.theme import Theme
from exporter.theme.scripts import (
    FULL,
    LETTERS,
    SIGNS,
    font_of_script,
    is_beyond_latin,
    letters_of_script,
    own_characters,
    scripts_of,
    with_scripts,
)
from exporter.theme.unknown import visible

# Latin (African languages, phonetics, transliteration), Cyrillic, and the marks of both.
_ALPHABETS = (
    ("\u0180", "\u036f"), ("\u0400", "\u052f"), ("\u1ab0", "\u1aff"), ("\u1c80", "\u1c8f"), ("\u1d00", "\u1eff"),
    ("\u2c60", "\u2c7f"), ("\u2de0", "\u2dff"), ("\ua640", "\ua69f"), ("\ua700", "\ua7ff"), ("\uab30", "\uab6f"),
    ("\ufe20", "\ufe2f"),
)  # fmt: skip
_FIRST_SIGN, _MARKS_OF_SIGNS, _LETTERS_AS_SIGNS = "\u20d0", ("\u20d0", "\u20ff"), ("\U0001d400", "\U0001d7ff")
_WORD = re.compile("[^\\s\u2e80-\U0003ffff]+")


def needed_scripts(theme: Theme, text: str, langs: Iterable[str]) -> tuple[str, ...]:
    """The scripts of a text as `with_scripts` wants them; `langs` are its languages, the page's first."""
    if not is_beyond_latin(text):
        return ()
    text = "".join(sorted(set(text)))  # each letter once, as all of these look for some
    scripts = tuple(script for script in scripts_of(text, langs) if script != "Grek" or _is_greek(theme, text))
    fitted = with_scripts(theme, scripts, "")
    full = tuple(f"{script}{FULL}" if _lacks(fitted, script, text) else script for script in scripts)
    letters = (LETTERS,) if _rare_letters(fitted, text) else ()
    return (*full, *letters, *_signs_of(theme, text))


def words_with_rare_letters(theme: Theme, text: str) -> Iterator[tuple[int, int]]:
    """Where such words begin and end, which are of one font with their marks; `theme` is fitted to the text.

    Those that follow each other are given together.
    """
    rare = _rare_letters(theme, text) if has_letters_font(theme) else frozenset()
    begin = end = -1
    for word in _WORD.finditer(text) if rare else ():
        if rare.isdisjoint(map(ord, word[0])):
            continue
        if begin < 0 or not text[end : word.start()].isspace():
            if begin >= 0:
                yield begin, end
            begin = word.start()
        end = word.end()
    if begin >= 0:
        yield begin, end


def has_letters_font(theme: Theme) -> bool:
    """Whether some letters of the text that a theme is fitted to need the font for rare ones."""
    return LETTERS in theme.scripts and bool(font_of_script(theme, LETTERS))


def _is_greek(theme: Theme, text: str) -> bool:
    """Whether a text has more of Greek than the signs of it that Latin fonts have: π, Ω."""
    points = visible(letters_of_script("Grek", text))
    return not all(points <= own for own in _text_fonts(theme, "Latn"))


def _lacks(fitted: Theme, script: str, text: str) -> bool:
    """Whether one of the fonts for a script lacks a letter of a text, which a fuller font is to set then."""
    if script == "Cyrl":  # has no fuller one: its words with rare letters are in the font of LETTERS
        return False
    points = visible(letters_of_script(script, text))
    families = (family for family in fitted.fonts.values() if script in family.scripts)
    return any(not points <= own_characters(fitted, family) for family in families)


def _rare_letters(fitted: Theme, text: str) -> frozenset[int]:
    """Letters and marks that one of the text fonts lacks, and those for Cyrillic too."""
    if not is_beyond_latin(text):
        return frozenset()
    found = (sign for sign in set(text) if any(first <= sign <= last for first, last in _ALPHABETS))
    points = visible("".join(found))
    for script in ("Latn", "Cyrl") if points else ():
        owns = _text_fonts(fitted, script)
        known = points if owns else frozenset()
        for own in owns:
            known &= own
        points -= known
    return points


def _text_fonts(theme: Theme, script: str) -> list[frozenset[int]]:
    """The characters of each font of a script but for monospaced ones."""
    families = (family for family in theme.fonts.values() if script in family.scripts)
    return [own_characters(theme, family) for family in families if family.generic != "monospace"]


def _signs_of(theme: Theme, text: str) -> tuple[str, ...]:
    """The kinds of signs of which a text has some that the theme's Latin fonts lack; none or all of them."""
    points = {ord(sign) for sign in set(text) if sign >= _FIRST_SIGN and _is_sign(sign)}
    for family in theme.fonts.values():
        if points and "Latn" in family.scripts:
            points -= own_characters(theme, family)
    return SIGNS if points else ()


def _is_sign(character: str) -> bool:
    ranges = _MARKS_OF_SIGNS, _LETTERS_AS_SIGNS
    return unicodedata.category(character)[0] == "S" or any(first <= character <= last for first, last in ranges)
