"""Equations of Word (Office MathML, ISO/IEC 29500-1, 22.1) as LaTeX.

Of the libraries that do this, docxlatex 1.2 loses limits, cases and words in text, dwml 0.3 breaks on fractions without
properties, omml2latex 0.1 does not load in Python 3.11 (tried on the formulas of tests/test_mathematics.py).
"""

import re
from collections.abc import Callable
from typing import Any

from exporter.readers.formulas import UnreadableFormula
from exporter.readers.formulas.latex import (
    ACCENTS,
    ALPHABETS,
    BRACES,
    FUNCTIONS,
    MATRICES,
    NARY,
    atop,
    environment,
    escaped,
    fence,
    joined,
    scripted,
    text_of,
)
from exporter.readers.word.names import M, W, on

_SILENT = frozenset(f"{M}{name}" for name in "ctrlPr argPr".split())


def latex_of(element: Any) -> str:
    """The LaTeX of an m:oMath. Raises UnreadableFormula."""
    return _all(element).strip()


def _all(element: Any) -> str:
    """The LaTeX of an element's children."""
    if element is None:
        return ""
    parts = []
    for child in element:
        if child.tag in _SILENT or child.tag.endswith("Pr") or not isinstance(child.tag, str):
            continue
        handler = _HANDLERS.get(child.tag)
        if handler is not None:
            parts.append(handler(child))
        elif child.tag.startswith(W):
            if child.tag in (f"{W}ins", f"{W}moveTo", f"{W}smartTag"):
                parts.append(_all(child))
        else:
            raise UnreadableFormula(child.tag.rpartition("}")[2])
    return joined(parts)


def _part(element: Any, name: str) -> str:
    return _all(element.find(M + name))


def _value(element: Any, name: str, otherwise: str = "") -> str:
    """A property's m:val: `otherwise` where the element does not name it."""
    kind = element.tag.rpartition("}")[2]
    found = element.find(f"{M}{kind}Pr/{M}{name}")
    return otherwise if found is None else found.get(f"{M}val", "")


def _run(run: Any) -> str:
    text = "".join(part.text or "" for part in run.iter(f"{M}t", f"{W}t"))
    properties = run.find(f"{M}rPr")
    if properties is None:
        return escaped(text)
    kind = {child.tag.rpartition("}")[2]: child.get(f"{M}val", "1") for child in properties}
    if kind.get("nor", "0") not in ("0", "false", "off"):
        return text_of(text)
    if kind.get("scr", "roman") in ALPHABETS:
        return f"\\{ALPHABETS[kind['scr']]}{{{escaped(text)}}}"
    if kind.get("sty") == "p" and any(sign.isalpha() for sign in text):
        return _upright(text)
    if kind.get("sty") in ("b", "bi") or on(run.find(f"{W}rPr"), "b"):
        return f"\\mathbf{{{escaped(text)}}}"
    return escaped(text)


def _upright(text: str) -> str:
    """Letters that stand upright: the name of a function, or a unit."""
    pieces = []
    for piece in re.findall(r"[A-Za-z]+|[^A-Za-z]+", text):
        if piece in FUNCTIONS:
            pieces.append(f"\\{piece}")
        else:
            pieces.append(f"\\mathrm{{{piece}}}" if piece[0].isascii() and piece[0].isalpha() else escaped(piece))
    return joined(pieces)


def _fraction(element: Any) -> str:
    above, below = _part(element, "num"), _part(element, "den")
    kind = _value(element, "type", "bar")
    if kind == "noBar":
        return atop(above, below)
    return f"{above}/{below}" if kind == "lin" else f"\\frac{{{above}}}{{{below}}}"


def _root(element: Any) -> str:
    degree = _part(element, "deg")
    return f"\\sqrt[{degree}]{{{_part(element, 'e')}}}" if degree else f"\\sqrt{{{_part(element, 'e')}}}"


def _before(element: Any) -> str:
    return scripted("{}", _part(element, "sub"), _part(element, "sup")) + _part(element, "e")


def _sum(element: Any) -> str:
    sign = _value(element, "chr", "∫")
    name = NARY.get(sign) or escaped(sign)
    low = "" if _is_on(element, "subHide") else _part(element, "sub")
    high = "" if _is_on(element, "supHide") else _part(element, "sup")
    return joined([scripted(name, low, high), _part(element, "e")])


def _is_on(element: Any, name: str) -> bool:
    return _value(element, name, "0") not in ("0", "false", "off")


def _fences(element: Any) -> str:
    opening, closing = _value(element, "begChr", "("), _value(element, "endChr", ")")
    parts = element.findall(f"{M}e")
    if len(parts) == 1:
        inside = [child for child in parts[0] if child.tag not in _SILENT and not child.tag.endswith("Pr")]
        if len(inside) == 1:
            only = inside[0]
            if only.tag == f"{M}m" and (opening, closing) in MATRICES:
                return _environment(only, MATRICES[opening, closing])
            if only.tag == f"{M}eqArr" and (opening, closing) == ("{", ""):
                return _lines(only, "cases")
            if only.tag == f"{M}f" and _value(only, "type") == "noBar" and (opening, closing) == ("(", ")"):
                return f"\\binom{{{_part(only, 'num')}}}{{{_part(only, 'den')}}}"
    separator = escaped(_value(element, "sepChr", "|"))
    inner = joined([separator, _all(part)] if place else [_all(part)] for place, part in enumerate(parts))
    return fence(opening, inner, closing)


def _function(element: Any) -> str:
    name, argument = _part(element, "fName"), _part(element, "e")
    return joined([name, argument])


def _under(element: Any) -> str:
    inside, below = element.find(f"{M}e"), _part(element, "lim")
    words = _all(inside)
    if words.strip() in _WITH_LIMITS or words.startswith(("\\underbrace", "\\lim")):
        return f"{words.strip()}_{{{below}}}"
    return f"\\underset{{{below}}}{{{words}}}"


def _over(element: Any) -> str:
    words, above = _all(element.find(f"{M}e")), _part(element, "lim")
    if words.strip() in _WITH_LIMITS or words.startswith("\\overbrace") or re.match(r"\\(?:sum|prod|lim)_", words):
        return f"{words.strip()}^{{{above}}}"
    return f"\\overset{{{above}}}{{{words}}}"


_WITH_LIMITS = frozenset([*(f"\\{name}" for name in ("lim", "max", "min", "sup", "inf", "limsup", "liminf")),
                          *NARY.values()])  # fmt: skip


def _accent(element: Any) -> str:
    sign = _value(element, "chr", "\u0302")
    return f"\\{ACCENTS.get(sign, 'hat')}{{{_part(element, 'e')}}}"


def _bar(element: Any) -> str:
    name = "overline" if _value(element, "pos", "bot") == "top" else "underline"
    return f"\\{name}{{{_part(element, 'e')}}}"


def _group(element: Any) -> str:
    sign, top = _value(element, "chr", "⏟"), _value(element, "pos", "bot") == "top"
    if sign in BRACES:
        return f"\\{BRACES[sign]}{{{_part(element, 'e')}}}"
    return f"\\{'overset' if top else 'underset'}{{{escaped(sign)}}}{{{_part(element, 'e')}}}"


def _matrix(element: Any) -> str:
    kinds = [column.get(f"{M}val") for column in element.iter(f"{M}mcJc")]
    aligned = len(kinds) > 1 and kinds[:2] == ["right", "left"]
    return _environment(element, "aligned" if aligned else "matrix")


def _environment(element: Any, name: str) -> str:
    rows = [" & ".join(_cell(cell) for cell in row.findall(f"{M}e")) for row in element.findall(f"{M}mr")]
    return environment(name, rows)


def _cell(cell: Any) -> str:
    words = _all(cell).strip()
    return "" if words == "\\" else words  # a space that only keeps the cell from being empty


def _array(element: Any) -> str:
    return _lines(element, "aligned")


def _lines(element: Any, name: str) -> str:
    """Lines below each other; an ampersand in them is where they meet (22.1.2.34)."""
    rows = [_all(line).replace("\\&", "&").strip() for line in element.findall(f"{M}e")]
    return environment(name, rows)


def _inside(element: Any) -> str:
    return _part(element, "e")


_HANDLERS: dict[str, Callable[[Any], str]] = {
    f"{M}{name}": handler
    for name, handler in {
        "r": _run,
        "f": _fraction,
        "sSub": lambda element: scripted(_part(element, "e"), _part(element, "sub"), ""),
        "sSup": lambda element: scripted(_part(element, "e"), "", _part(element, "sup")),
        "sSubSup": lambda element: scripted(_part(element, "e"), _part(element, "sub"), _part(element, "sup")),
        "sPre": _before,
        "rad": _root,
        "nary": _sum,
        "d": _fences,
        "func": _function,
        "limLow": _under,
        "limUpp": _over,
        "acc": _accent,
        "bar": _bar,
        "groupChr": _group,
        "m": _matrix,
        "eqArr": _array,
        "box": _inside,
        "phant": _inside,
        "borderBox": lambda element: f"\\boxed{{{_part(element, 'e')}}}",
        "oMath": lambda element: _all(element),
        "e": lambda element: _all(element),
    }.items()
}
