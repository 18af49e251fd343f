"""Formulas of JATS as LaTeX: of what is written in TeX and in MathML, the first."""

from typing import Any

from exporter.readers.formulas import UnreadableFormula
from exporter.readers.formulas.mathml import latex_of as latex_of_mathml
from exporter.readers.formulas.tex import bare

_MATHML = "{http://www.w3.org/1998/Math/MathML}math"


def latex_of(formula: Any) -> str | None:
    """The LaTeX of a formula: "" where it has none that is understood, None where it has no formula at all."""
    tex = formula if formula.tag == "tex-math" else next(formula.iter("tex-math"), None)
    if tex is not None and (text := bare("".join(tex.itertext()))):
        return text
    math = formula if formula.tag == _MATHML else next(formula.iter(_MATHML), None)
    if math is None:
        return None
    try:
        return latex_of_mathml(math)
    except UnreadableFormula:
        return ""
