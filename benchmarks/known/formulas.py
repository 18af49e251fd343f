"""The letters of a formula one by one, however it is written: what Word, MathML and LaTeX have in common."""

from typing import Any

_UNSHOWN = ("annotation", "annotation-xml")


def letters(text: str) -> str:
    """Each letter as a word of its own."""
    return f" {' '.join(text)} "


def letters_of_mathml(math: Any) -> str:
    """The letters that a <math> shows."""

    def shown(node: Any) -> str:
        if not isinstance(node.tag, str) or node.tag.rpartition("}")[2] in _UNSHOWN:
            return ""
        return (node.text or "") + "".join(shown(child) + (child.tail or "") for child in node)

    return letters(shown(math))


def letters_of_latex(latex: str) -> str:
    """The letters that a formula in LaTeX shows, by latex2mathml; the LaTeX where that does not understand it."""
    from latex2mathml.converter import convert
    from lxml import etree

    try:
        return letters_of_mathml(etree.fromstring(convert(latex)))
    except Exception:  # of a library that promises nothing
        return latex
