"""Formulas as MathML, which reading systems set, search and read aloud (EPUB 3.3, 6.1.3)."""

from typing import Any

from lxml import etree


def pictures_of(root: Any) -> set[str]:
    """The addresses of the pictures that a page has of its formulas."""
    return {image.get("src") for span in _formulas(root) for image in span.iter("img")}


def write_formulas(root: Any) -> None:
    """Put MathML into the place of each formula's picture, its LaTeX as the alternative text."""
    spans = _formulas(root)
    if not spans:
        return
    from exporter.publication.mathematics import mathml_of

    for span in spans:
        math = etree.fromstring(mathml_of(span.get("data-latex"), "display" in span.get("class")))
        math.tail = span.tail
        span.getparent().replace(span, math)


def has_formulas(root: Any) -> bool:
    """Whether a content document holds MathML."""
    return root.find(".//{http://www.w3.org/1998/Math/MathML}math") is not None


def _formulas(root: Any) -> list[Any]:
    return [span for span in root.iter("span") if span.get("data-latex") is not None]
