"""Formulas: LaTeX to MathML, and MathML to a drawing. The one place that knows the libraries for them.

latex2mathml takes much for granted: what it makes of a broken formula is found out here, not printed.
"""

import re
from functools import lru_cache
from typing import Any

import msgspec
from lxml import etree

from exporter.model.assets import Asset, asset_key

MATHML = "http://www.w3.org/1998/Math/MathML"
LONGEST = 5_000  # characters of one formula
_DEEPEST = 40  # groups in each other
_SIZE = 10.0  # of the drawing, in its own units; its measures are given in em
_MATCH = 1.08  # the lower case of STIX Two Math is that much smaller than the themes'
# Environments that the library has under another name alone.
_ENVIRONMENTS = {"aligned": "align*", "gathered": "gather*", "split": "align*", "dcases": "cases"}
_ENVIRONMENT = re.compile(r"\\(begin|end)\s*\{([A-Za-z]+\*?)\}")
_WITH_LIMITS = frozenset("∑ ∏ ∐ ⋃ ⋂ ⨁ ⨂ ⋁ ⋀ lim max min sup inf".split())
_PAIRS = {")": "(", "]": "[", "}": "{"}
_CHILDREN = {"mfrac": 2, "mroot": 2, "msub": 2, "msup": 2, "munder": 2, "mover": 2, "msubsup": 3, "munderover": 3}
_ENTITY = re.compile(r"&(?!#|lt;|gt;|amp;|quot;|apos;)")


class FormulaError(Exception):
    """A formula that cannot be set; `offset` is the place of the fault in it, in characters."""

    def __init__(self, reason: str, offset: int = 0) -> None:
        super().__init__(reason)
        self.offset = offset


class Formula(msgspec.Struct, frozen=True):
    """A formula's drawing; its width, height and depth below the line are in em of the text around it."""

    asset: Asset
    width_em: float
    height_em: float
    depth_em: float


@lru_cache(maxsize=512)
def mathml_of(latex: str, display: bool) -> str:
    """The `math` element of a formula, as XML. Raises FormulaError."""
    _check(latex)
    from latex2mathml.converter import convert
    from latex2mathml.exceptions import MissingEndError

    source = _ENVIRONMENT.sub(lambda found: f"\\{found[1]}{{{_ENVIRONMENTS.get(found[2], found[2])}}}", latex)
    try:
        markup = convert(source, display="block" if display else "inline")
    except MissingEndError as exc:
        raise FormulaError("an environment is begun and not ended") from exc
    except Exception as exc:
        raise FormulaError(f"it is not understood ({type(exc).__name__})") from exc
    try:
        root = etree.fromstring(_ENTITY.sub("&amp;", markup).encode())
    except etree.XMLSyntaxError as exc:
        raise FormulaError("it is not understood") from exc
    _check_tree(root, latex)
    _group_fences(root)
    if display:
        _raise_limits(root)
    root.set("display", "block" if display else "inline")
    root.set("alttext", latex)
    return etree.tostring(root, encoding="unicode")


def draw_formula(latex: str, display: bool, color: str) -> Formula:
    """The drawing of a formula in a colour ("#RRGGBB"). Raises FormulaError."""
    from ziamath.config import config
    from ziamath.zmath import Math

    root = etree.fromstring(mathml_of(latex, display))
    root.attrib.pop("alttext")
    config.svg2 = False  # paths in their places: not every reader of SVG knows symbols
    config.math.color = color
    try:
        drawn = Math(etree.tostring(root, encoding="unicode"), size=_SIZE)
        picture = drawn.svgxml()
    except Exception as exc:
        raise FormulaError(f"it cannot be drawn ({type(exc).__name__})") from exc
    _, top, width, height = (float(number) for number in picture.attrib["viewBox"].split())
    from xml.etree import ElementTree

    data = ElementTree.tostring(picture, encoding="utf-8")
    key = asset_key(data, "svg")
    asset = Asset(key, "image/svg+xml", data, max(1.0, width), max(1.0, height))
    em = _SIZE / _MATCH
    return Formula(asset, width / em, height / em, (height + top) / em)


def _group_fences(root: Any) -> None:
    """What an exponent behind a bracket belongs to is all that the brackets hold, not the closing one."""
    for name in ("msup", "msub", "msubsup"):
        for element in list(root.iter(f"{{{MATHML}}}{name}")):
            close, around = element[0], element.getparent()
            opening = _PAIRS.get((close.text or "").strip()) if close.tag == f"{{{MATHML}}}mo" else None
            depth = 1
            place = around.index(element)
            while opening and depth and place > 0:
                place -= 1
                sign = (around[place].text or "").strip() if around[place].tag == f"{{{MATHML}}}mo" else ""
                depth += (sign == (close.text or "").strip()) - (sign == opening)
            if opening and not depth:
                group = etree.Element(f"{{{MATHML}}}mrow")
                group.extend(around[place : around.index(element)])
                element.replace(close, group)
                group.append(close)


def _raise_limits(root: Any) -> None:
    """In a formula on a line of its own the limits of sums stand below and above them (TeXbook, chapter 17)."""
    for name, other in (("msub", "munder"), ("msup", "mover"), ("msubsup", "munderover")):
        for element in root.iter(f"{{{MATHML}}}{name}"):
            base = element[0]
            if base.tag == f"{{{MATHML}}}mo" and (base.text or "").strip() in _WITH_LIMITS:
                element.tag = f"{{{MATHML}}}{other}"


def _check(latex: str) -> None:
    """Braces and environments that do not match, and what would take too long."""
    if len(latex) > LONGEST:
        raise FormulaError(f"it is longer than {LONGEST:,} characters")
    if not latex.strip():
        raise FormulaError("it is empty")
    opened: list[int] = []
    for found in re.finditer(r"\\.|[{}]", latex, re.DOTALL):
        if found[0] == "{":
            opened.append(found.start())
            if len(opened) > _DEEPEST:
                raise FormulaError(f"groups stand more than {_DEEPEST} deep in each other", found.start())
        elif found[0] == "}":
            if not opened:
                raise FormulaError("a closing brace has no opening one", found.start())
            opened.pop()
    if opened:
        raise FormulaError("an opening brace has no closing one", opened[-1])
    begun: list[tuple[str, int]] = []
    for found in _ENVIRONMENT.finditer(latex):
        if found[1] == "begin":
            begun.append((found[2], found.start()))
        elif not begun or begun.pop()[0] != found[2]:
            raise FormulaError(f"\\end{{{found[2]}}} has no \\begin{{{found[2]}}}", found.start())
    if begun:
        raise FormulaError(f"\\begin{{{begun[-1][0]}}} has no \\end", begun[-1][1])


def _check_tree(root: Any, latex: str) -> None:
    for element in root.iter("*"):
        text = (element.text or "").strip()
        name = etree.QName(element).localname
        if name != "mtext" and re.fullmatch(r"\\[A-Za-z]+", text):
            raise FormulaError(f"the command {text} is not known", max(0, latex.find(text)))
        if name != "mtext" and text == "&":
            raise FormulaError("an & stands outside a matrix or an alignment", max(0, latex.find("&")))
        if name == "mtable" and not len(element):
            raise FormulaError("an alignment ends with an &")  # latex2mathml 3.81 loses all of it
        wanted = _CHILDREN.get(name)
        if wanted is not None and len(element) != wanted:
            raise FormulaError("an argument is missing")
