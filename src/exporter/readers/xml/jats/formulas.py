"""Formulas of JATS as LaTeX: what is written in TeX without its frame, MathML by mathml-to-latex."""

import re
from copy import deepcopy
from typing import Any

from lxml import etree

_MATHML = "{http://www.w3.org/1998/Math/MathML}math"
_FRAME = re.compile(r"\\begin\s*\{document\}(.*)\\end\s*\{document\}", re.DOTALL)
_DOLLARS = re.compile(r"\A\s*(?:\$\$(.*)\$\$|\$(.*)\$|\\\[(.*)\\\]|\\\((.*)\\\))\s*\Z", re.DOTALL)
_LONGEST = 5_000  # characters; `publication.mathematics` sets no longer one
_NAMES = re.compile(r"(?<![\\A-Za-z{])(sin|cos|tan|cot|sinh|cosh|tanh|log|ln|exp|max|min|lim|det|sup|inf)(?![A-Za-z])")


def latex_of(formula: Any) -> str | None:
    """The LaTeX of a formula: "" where it has none that is understood, None where it has no formula at all."""
    tex = formula if formula.tag == "tex-math" else next(formula.iter("tex-math"), None)
    if tex is not None and (text := _bare("".join(tex.itertext()))):
        return text
    math = formula if formula.tag == _MATHML else next(formula.iter(_MATHML), None)
    return None if math is None else _of_mathml(math)


def _bare(text: str) -> str:
    """A formula in TeX without the document around it and its dollars."""
    if found := _FRAME.search(text):
        text = found[1]
    found = _DOLLARS.match(text)
    return (next(part for part in found.groups() if part is not None) if found else text).strip()


def _of_mathml(math: Any) -> str:
    from mathml_to_latex.converter import MathMLToLaTeX

    plain = deepcopy(math)
    plain.tail = None
    try:
        for node in plain.iter(etree.Element):
            node.tag = etree.QName(node).localname
        etree.cleanup_namespaces(plain)
        latex = str(MathMLToLaTeX.convert(etree.tostring(plain, encoding="unicode")))
    except Exception:  # of a library that takes much for granted, or of names that are none in XML
        return ""
    if len(latex) > _LONGEST:
        return ""
    if ("&" in latex.replace(r"\&", "") or r"\\" in latex) and r"\begin" not in latex:
        latex = rf"\begin{{matrix}} {latex} \end{{matrix}}"
    pieces = re.split(r"(\\text\{[^{}]*\})", latex)
    return "".join(piece if place % 2 else _NAMES.sub(r"\\\1", piece) for place, piece in enumerate(pieces))
