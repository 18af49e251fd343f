"""Formulas of a page, however a script has drawn them, as their LaTeX: KaTeX, MathJax 2 and 3, MathML.

A script leaves what it drew (boxes for each sign, of which the words would be no text) beside what it was made from.
The latter stays, as `<span data-tex="LaTeX">` with the LaTeX as its words.
"""

import re
from collections.abc import Iterator
from typing import Any

_MATHML = "{http://www.w3.org/1998/Math/MathML}math"
_TEX = "application/x-tex"
_DISPLAY_STYLE = re.compile(r"\{\s*\\(?:displaystyle|textstyle)\b(.*)\}", re.DOTALL)
_DRAWN = re.compile(r"(?:^|\s)(?:MathJax|MJX|MathJax_\w+)(?:$|\s)")  # by MathJax 2, before the script that it drew
_AROUND = ("katex", "mwe-math-element", "MathJax", "MathJax_CHTML", "MathJax_SVG", "MathJax_Display", "MathJax_MathML")
_LONGEST = 5_000  # letters


class Formula:
    """A formula on a page: the element that stands for it, its LaTeX, and whether it stands on lines of its own."""

    __slots__ = ("display", "element", "latex")

    def __init__(self, element: Any, latex: str, display: bool) -> None:
        self.element = element
        self.latex = latex
        self.display = display


def set_formulas(root: Any) -> tuple[bool, list[tuple[str, int]]]:
    """Put each formula's LaTeX in its place; whether there was a formula, and the letters and lines of those that could
    not be understood, of which the letters stay."""
    unread: list[tuple[str, int]] = []
    found = list(_formulas(root))
    for formula in found:
        letters = " ".join("".join(formula.element.itertext("*")).split())
        if not formula.latex:
            unread.append((letters, formula.element.sourceline or 1))
        _put(formula, letters)
    for preview in [each for each in root.iter("*") if "MathJax_Preview" in (each.get("class") or "")] if found else ():
        _drop(preview)
    return bool(found), unread


def _formulas(root: Any) -> Iterator[Formula]:
    inside: set[Any] = set()
    for element in root.iter("*"):
        if element in inside:
            continue
        found = _formula(element)
        if found is not None:
            inside.update(found.element.iter())
            yield found


def _formula(element: Any) -> Formula | None:
    name, classes = _local(element), (element.get("class") or "").split()
    if name == "script":
        kind = (element.get("type") or "").lower()
        if not kind.startswith(("math/tex", "math/mml")):
            return None
        text = element.text or ""
        latex = text.strip() if kind.startswith("math/tex") else _of_text(text)
        return Formula(element, latex, "mode=display" in kind or 'display="block"' in text)
    if name == "mjx-container":
        math = _math_of(element)
        latex = _latex(math) if math is not None else element.get("data-latex") or ""
        is_known = math is not None or latex
        return Formula(element, latex, element.get("display") == "true") if is_known else None
    if name == "span" and "katex-display" in classes:
        math = _math_of(element)
        return None if math is None else Formula(element, _latex(math), True)
    if any(each in classes for each in _AROUND) and name in ("span", "div"):
        math = _math_of(element)
        if math is not None:
            return Formula(element, _latex(math), _is_display(math) or "MathJax_Display" in classes)
        text = next((each.get("data-mathml") for each in element.iter() if each.get("data-mathml")), "")
        return (
            Formula(element, _of_text(text), 'display="block"' in text) if text and not _has_source(element) else None
        )
    return Formula(element, _latex(element), _is_display(element)) if name == "math" else None


def _has_source(element: Any) -> bool:
    """Whether the script from which MathJax 2 drew an element stands behind it."""
    after = element.getnext()
    while after is not None and not (after.getprevious().tail or "").strip():
        if _local(after) == "script":
            return (after.get("type") or "").startswith("math/")
        after = after.getnext()
    return False


def _put(formula: Formula, letters: str) -> None:
    from lxml import etree

    element = formula.element
    if _local(element) == "script":
        before = element.getprevious()
        while before is not None and _DRAWN.search(before.get("class") or "") and not (before.tail or "").strip():
            _drop(before)
            before = element.getprevious()
    namespace = str(element.tag).rpartition("}")[0]
    made = etree.Element(f"{namespace}}}span" if "xhtml" in namespace else "span")
    if formula.latex:
        made.set("data-tex", formula.latex)
        made.set("data-display", "block" if formula.display else "inline")
    made.text, made.tail, made.sourceline = formula.latex or letters, element.tail, element.sourceline
    element.getparent().replace(element, made)


def _drop(element: Any) -> None:
    """Take an element away, and leave the text behind it."""
    before, parent = element.getprevious(), element.getparent()
    if before is not None:
        before.tail = (before.tail or "") + (element.tail or "")
    else:
        parent.text = (parent.text or "") + (element.tail or "")
    parent.remove(element)


# --- MathML ----------------------------------------------------------------------------------------------


def _math_of(element: Any) -> Any:
    return next((each for each in element.iter() if _local(each) == "math"), None)


def _latex(math: Any) -> str:
    """The LaTeX of a <math>: what it was made from, or what its elements say."""
    notes = [each for each in math.iter() if _local(each) == "annotation" and each.get("encoding") == _TEX]
    written = next((text for each in notes if (text := (each.text or "").strip())), "") or math.get("alttext") or ""
    if written.strip():
        found = _DISPLAY_STYLE.fullmatch(written.strip())
        return (found[1] if found else written).strip()[:_LONGEST]
    return _of_elements(math)


def _of_text(markup: str) -> str:
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True, recover=True)
    try:
        math = etree.fromstring(markup.strip().encode("utf-8", "replace"), parser)
    except etree.XMLSyntaxError:
        return ""
    return "" if math is None or _local(math) != "math" else _latex(math)


def _of_elements(math: Any) -> str:
    from copy import deepcopy

    from lxml import etree

    from exporter.readers.formulas import UnreadableFormula
    from exporter.readers.formulas.mathml import latex_of

    plain = etree.Element(_MATHML)
    plain.text = math.text
    plain.extend(deepcopy(child) for child in math)
    for note in [each for each in plain.iter() if _local(each) in ("annotation", "annotation-xml")]:
        _drop(note)
    try:
        return latex_of(plain)
    except UnreadableFormula:
        return ""


def _is_display(math: Any) -> bool:
    classes = " ".join(each.get("class") or "" for each in (math, math.getparent()) if each is not None)
    return math.get("display") == "block" or "display" in classes


def _local(element: Any) -> str:
    return element.tag.rpartition("}")[2].lower() if isinstance(element.tag, str) else ""
