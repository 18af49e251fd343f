"""Formulas of OpenDocument (MathML, presentation) as LaTeX."""

from collections.abc import Callable
from typing import Any

from exporter.readers.office.latex import (
    ACCENTS,
    FUNCTIONS,
    NARY,
    environment,
    escaped,
    fence,
    joined,
    scripted,
    text_of,
)
from exporter.readers.opendocument.names import MATH


class UnreadableFormula(Exception):  # noqa: N818 - it becomes a message
    """A formula that has something in it which LaTeX has no word for here."""


def latex_of(element: Any) -> str:
    """The LaTeX of a math element. Raises UnreadableFormula."""
    return _all(element).strip()


def _all(element: Any) -> str:
    return joined([_one(child) for child in element])


def _one(element: Any) -> str:
    name = element.tag.removeprefix(MATH) if isinstance(element.tag, str) else "annotation"
    handler = _HANDLERS.get(name)
    if handler is None:
        raise UnreadableFormula(name)
    return handler(element)


def _words(element: Any) -> str:
    return "".join(element.itertext()).strip()


def _identifier(element: Any) -> str:
    words = _words(element)
    if words in FUNCTIONS:
        return f"\\{words}"
    if len(words) > 1 and words.isascii() and words.isalpha():
        return f"\\mathrm{{{words}}}"
    return escaped(words)


def _parts(element: Any, wanted: int) -> list[str]:
    parts = [_one(child) for child in element]
    if len(parts) != wanted:
        raise UnreadableFormula(element.tag.removeprefix(MATH))
    return parts


def _fraction(element: Any) -> str:
    above, below = _parts(element, 2)
    return f"\\frac{{{above}}}{{{below}}}"


def _root(element: Any) -> str:
    inside, degree = _parts(element, 2)
    return f"\\sqrt[{degree}]{{{inside}}}"


def _below(element: Any) -> str:
    base, low = _parts(element, 2)
    return scripted(base, low, "")


def _above(element: Any) -> str:
    base, high = _parts(element, 2)
    return scripted(base, "", high)


def _both(element: Any) -> str:
    return scripted(*_parts(element, 3))


def _over(element: Any) -> str:
    base, high = _parts(element, 2)
    sign = _words(element[1])
    if sign in ACCENTS:
        return f"\\{ACCENTS[sign]}{{{base}}}"
    return scripted(base, "", high) if base in NARY.values() else f"\\overset{{{high}}}{{{base}}}"


def _under(element: Any) -> str:
    base, low = _parts(element, 2)
    is_limit = base in NARY.values() or base.removeprefix("\\") in FUNCTIONS
    return scripted(base, low, "") if is_limit else f"\\underset{{{low}}}{{{base}}}"


def _fenced(element: Any) -> str:
    inside = joined(
        [piece for place, child in enumerate(element) for piece in ([","] if place else []) + [_one(child)]]
    )
    return fence(element.get("open", "("), inside, element.get("close", ")"))


def _table(element: Any) -> str:
    rows = [" & ".join(_all(cell) for cell in row) for row in element]
    return environment("matrix", rows)


_HANDLERS: dict[str, Callable[[Any], str]] = {
    "semantics": lambda element: _one(element[0]) if len(element) else "",
    **dict.fromkeys(("mrow", "mstyle", "mpadded", "mphantom", "merror", "math"), _all),
    "mi": _identifier,
    "mn": lambda element: escaped(_words(element)),
    "mo": lambda element: escaped(_words(element)),
    "mtext": lambda element: text_of("".join(element.itertext())),
    "mspace": lambda element: "\\ " if element.get("width") else "",
    "mfrac": _fraction,
    "msqrt": lambda element: f"\\sqrt{{{_all(element)}}}",
    "mroot": _root,
    "msub": _below,
    "msup": _above,
    "msubsup": _both,
    "munder": _under,
    "mover": _over,
    "munderover": _both,
    "mfenced": _fenced,
    "mtable": _table,
    "annotation": lambda element: "",  # noqa: ARG005
}
