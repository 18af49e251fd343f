"""Which operators of a row of MathML are fences that belong together."""

from typing import Any

from exporter.readers.formulas.tokens import name_of, words_of

_PAIRS = dict(zip("([{⟨〈⌊⌈", ")]}⟩〉⌋⌉", strict=True))
_BARS = frozenset("|‖∥∣")


def sign_of(element: Any) -> str:
    """The sign of an operator that is one sign; "" for all else."""
    sign = words_of(element) if name_of(element) == "mo" else ""
    return sign if len(sign) == 1 else ""


def opens(element: Any, row: list[Any], place: int) -> bool:
    """Whether an element of a row is an opening fence; a bar is one where it says so or the row ends with its like."""
    sign = sign_of(element)
    if sign in _BARS:
        return _said_to(element, "prefix", "OPEN") or (place == 0 and len(row) > 2 and sign_of(row[-1]) == sign)
    return sign in _PAIRS or (sign in ("]", ")") and _said_to(element, "prefix", "OPEN"))


def closes(element: Any, opening: Any, is_last: bool) -> bool:
    """Whether an element ends what a fence has opened; as in "[0, 1)", it need not be of the same kind."""
    sign, other = sign_of(element), sign_of(opening)
    if not sign:
        return False
    if sign in _BARS:
        return _said_to(element, "postfix", "CLOSE") or (sign == other and is_last)
    return sign in _PAIRS.values() or (sign in _PAIRS and _said_to(element, "postfix", "CLOSE"))


def _said_to(element: Any, form: str, kind: str) -> bool:
    return bool(element.get("form") == form or element.get("data-mjx-texclass") == kind)
