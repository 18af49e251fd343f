"""How words look in an EPUB: its stylesheet applied; sizes against the theme's body, since readers have their own."""

import io
import re
import zipfile
from collections.abc import Mapping
from typing import Any

from lxml import etree

from exporter.checks.looks import Look
from exporter.theme import Theme

_KEPT = ("font-family", "font-size", "font-weight", "color")
_BOLD = 600


def read(data: bytes, marks: Mapping[str, str], theme: Theme) -> dict[str, Look]:
    """The look of each mark's word, by its key; one that is not there is left out."""
    from exporter.checks.stylesheets import Stylesheets

    with zipfile.ZipFile(io.BytesIO(data)) as book:
        css = "\n".join(book.read(name).decode() for name in book.namelist() if name.endswith(".css"))
        pages = [etree.fromstring(book.read(name)) for name in sorted(book.namelist()) if name.endswith(".xhtml")]
    sheets = Stylesheets([css], _KEPT)
    body_pt = theme.roles["body"].size_pt
    found: dict[str, Look] = {}
    for page in pages:
        styles: dict[Any, dict[str, Any]] = {}
        body = page.find("{*}body")
        for element, declared in sheets.pages(page):
            style = _computed(declared, styles.get(element.getparent(), {}), body_pt)
            styles[element] = style
            if body is None or not (element is body or body in element.iterancestors()):
                continue
            own = " ".join((element.text or "", *(child.tail or "" for child in element)))
            for key, mark in marks.items():
                if mark in re.findall(r"\w+", own):
                    found.setdefault(key, _look(style))
    return found


def has_picture(data: bytes, alt: str) -> bool:
    """Whether a page of the book shows a picture with this text."""
    with zipfile.ZipFile(io.BytesIO(data)) as book:
        pages = [etree.fromstring(book.read(name)) for name in book.namelist() if name.endswith(".xhtml")]
    return any(image.get("alt") == alt for page in pages for image in page.iter("{*}img"))


def _computed(declared: dict[str, str], inherited: dict[str, Any], body_pt: float) -> dict[str, Any]:
    style = {"font-size": body_pt, **inherited}
    for name, value in declared.items():
        if value == "inherit":
            style[name] = inherited.get(name)
        elif name == "font-size":
            style[name] = _points(value, inherited.get(name, body_pt), body_pt)
        else:
            style[name] = value
    return style


def _points(value: str, parent_pt: float, body_pt: float) -> float:
    number = re.fullmatch(r"([\d.]+)(rem|em|%|pt)", value)
    if not number:
        return parent_pt
    factors = {"rem": body_pt, "em": parent_pt, "%": parent_pt / 100, "pt": 1.0}
    return float(number[1]) * factors[number[2]]


def _look(style: dict[str, Any]) -> Look:
    family = str(style.get("font-family", "")).split(",")[0].strip("\"' ")
    weight = str(style.get("font-weight", "400")).replace("bold", "700").replace("normal", "400")
    return Look(family, style["font-size"], int(weight) >= _BOLD, str(style.get("color", "")).upper())
