"""The tokens of MathML (MathML 3, 3.2) as LaTeX: identifiers, operators, words, space."""

import re
from typing import Any

from exporter.readers.formulas.latex import ALPHABETS, FUNCTIONS, escaped, text_of

_SPACE = re.compile(r"[ \t\n\r]+")  # MathML 3, 2.1.7: not the no-break one
_EM = re.compile(r"\s*(-?\d{0,4}\.?\d{0,6})\s*(em|ex|px|pt|mu)?\s*")
_EMS = {"em": 1.0, "ex": 0.5, "px": 1 / 16, "pt": 1 / 12, "mu": 1 / 18}
_SPACES = ((0.01, ""), (0.19, "\\,"), (0.25, "\\:"), (0.35, "\\;"), (0.8, "\\ "), (1.6, "\\quad"))


def name_of(element: Any) -> str:
    """The name of an element, whatever its namespace and prefix; "" for comments."""
    return re.split("[}:]", element.tag)[-1] if isinstance(element.tag, str) else ""


def words_of(element: Any) -> str:
    """The letters of an element, with one space where there is room between them."""
    return " ".join("".join(element.itertext()).split())


def identifier(element: Any) -> str:
    """An `mi`: the name of a function, one in an alphabet of its own, a word that stands upright, or a letter."""
    words, kind = words_of(element), element.get("mathvariant", "")
    name = words.replace(" ", "")
    if name in FUNCTIONS:
        return f"\\{name}"
    if kind in ALPHABETS:
        return f"\\{ALPHABETS[kind]}{{{escaped(words)}}}"
    if kind.startswith("bold") and words:
        return f"\\{'mathbf' if words.isascii() else 'boldsymbol'}{{{escaped(words)}}}"
    is_latin = words.isascii() and words.isalpha()
    if is_latin and (len(words) > 1 or kind == "normal"):
        return f"\\mathrm{{{words}}}"
    return escaped(words)


def operator(element: Any) -> str:
    """An `mo`: a sign, or the name of a function."""
    words = words_of(element)
    return identifier(element) if len(words) > 1 and words[0].isalpha() else escaped(words)


def text(element: Any) -> str:
    """An `mtext`: words with their no-break spaces."""
    return text_of(_SPACE.sub(" ", "".join(element.itertext())).strip(" "))


def space(element: Any) -> str:
    """An `mspace`: the space of TeX that is nearest to it."""
    found = _EM.fullmatch(element.get("width", ""))
    if not found or not found[1].strip("-."):
        return "\\ " if element.get("width") else ""
    width = float(found[1]) * _EMS.get(found[2] or "em", 1.0)
    return next((space for most, space in _SPACES if width < most), "\\qquad")
