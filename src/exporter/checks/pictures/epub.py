"""Places in a book: the element as the book's own styles and pictures set it, with a frame around it."""

import posixpath
import re
from collections.abc import Mapping, Sequence
from functools import partial
from mimetypes import guess_type
from typing import Any
from urllib.parse import unquote

import msgspec
from lxml import etree

from exporter.backends.pdf.foreign import Unlaid, lay_out
from exporter.checks.pictures import Picture, Shown
from exporter.checks.pictures.excerpts import of_element, of_line
from exporter.checks.pictures.marking import fitted, opened, picture
from exporter.checks.pictures.pdf import opened_pages
from exporter.checks.pictures.trees import XHTML, engine_tree
from exporter.checks.places import element_at
from exporter.checks.rules import Fault, Unreadable
from exporter.checks.rules.zipped import Package, opened_package
from exporter.errors import OutputError

_SHEET = "@page { size: 148mm 210mm !important; margin: 9mm !important }"
_CAPTION = "Set by the book's own styles, with its own pictures."
_MOST_BYTES = 8 * 1024 * 1024  # of what one address answers
_PICTURE_PX = (480, 480)
_PLACE = re.compile(r"(.*?)(?::(\d+))?")
_MOST_ON_A_LINE = 200


class Found(msgspec.Struct, frozen=True):
    """Where a fault is: the part, the line (0: not known), and the element in the part's tree, where it is known."""

    part: str = ""
    line: int = 0
    element: Any = None


def places_shown(data: bytes, faults: Sequence[Fault]) -> list[Shown]:
    """The elements of faults, each document laid out once; else the picture that an element names, or its source."""
    with opened_package(data) as package:
        roots = {part: _root(package, part) for part in dict.fromkeys(_part(package, fault) for fault in faults)}
        found = [_found(fault, _part(package, fault), roots) for fault in faults]
        shown: list[Shown] = [None] * len(faults)
        for part, root in roots.items():
            here = [number for number, one in enumerate(found) if one.part == part and one.element is not None]
            if here and root.tag == f"{XHTML}html":
                pictures = _laid_out(package, part, root, [found[number].element for number in here])
                for number, made in zip(here, pictures, strict=True):
                    shown[number] = made
        return [
            known or _named_by(package, one) or _source(package, one) for known, one in zip(shown, found, strict=True)
        ]


def _part(package: Package, fault: Fault) -> str:
    """The part that a fault is in; "" for none."""
    said = _PLACE.fullmatch(fault.place)
    part = fault.part or (said[1] if said else "")
    return part if part in package.names else ""


def _root(package: Package, part: str) -> Any:
    try:
        return package.xml(part) if part else None
    except (Unreadable, etree.XMLSyntaxError):
        return None


def _found(fault: Fault, part: str, roots: Mapping[str, Any]) -> Found:
    """The place of a fault; one that names a line alone means all that begins on that line."""
    root = roots[part]
    said = _PLACE.fullmatch(fault.place)
    line = int(said[2] or 0) if said else 0
    if root is None or not (fault.at or line):
        return Found(part, line)
    if fault.at:
        return Found(part, line, element_at(root, fault.at))
    return Found(part, line, _common([element for element in root.iter("*") if element.sourceline == line]))


def _common(elements: Sequence[Any]) -> Any:
    """The innermost element that holds all of these; None of none."""
    if not elements:
        return None
    chain = [elements[0], *elements[0].iterancestors()]
    for other in elements[1:_MOST_ON_A_LINE]:
        theirs = {other, *other.iterancestors()}
        chain = [element for element in chain if element in theirs]
    return chain[0]


def _laid_out(package: Package, part: str, root: Any, elements: Sequence[Any]) -> list[Shown]:
    tree, copies = engine_tree(root, elements)
    wanted = [copy for copy in copies if copy is not None]
    try:
        laid = lay_out(tree, part, partial(_answer, package), wanted, _SHEET)
    except (Unlaid, OutputError):
        return [None] * len(elements)
    places = dict(zip(map(id, wanted), laid.places, strict=True))
    alt = f"The place in {part} as it is set, with a frame around it"
    with opened_pages(laid.data) as pages:
        return [
            pages.place(*place, alt, _CAPTION) if (place := places.get(id(copy))) is not None else None
            for copy in copies
        ]


def _answer(package: Package, address: str) -> tuple[bytes, str] | None:
    """A file of the package by the address that the engine asks for."""
    path = posixpath.normpath(unquote(address.partition("#")[0].partition("?")[0]))
    if path not in package.names:
        return None
    data = package.data(path)
    return (data, guess_type(path)[0] or "application/octet-stream") if len(data) <= _MOST_BYTES else None


def _named_by(package: Package, found: Found) -> Picture | None:
    """The picture that an element names, such as the cover among the package's items."""
    if found.element is None:
        return None
    address = found.element.get("src") or found.element.get("href") or ""
    path = posixpath.normpath(posixpath.join(posixpath.dirname(found.part), unquote(address.partition("#")[0])))
    if path not in package.names or not (guess_type(path)[0] or "").startswith("image/"):
        return None
    image = opened(package.data(path))
    return picture(fitted(image, *_PICTURE_PX), f"The picture {path}", "The picture itself.") if image else None


def _source(package: Package, found: Found) -> Shown:
    if found.element is not None:
        return of_element(found.element)
    return of_line(package.data(found.part), found.line) if found.part and found.line else None
