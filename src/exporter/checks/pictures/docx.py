"""Places in a Word file: the picture that lies there, or the words of the paragraph or table, set simply.

Only Word itself sets a page as Word does; the words are here for a person to find the place by.
"""

import posixpath
from collections.abc import Iterator, Sequence
from typing import Any
from urllib.parse import unquote
from xml.etree.ElementTree import Element, SubElement

from lxml import etree

from exporter.backends.pdf.foreign import Unlaid, lay_out
from exporter.checks.pictures import Picture, Shown
from exporter.checks.pictures.excerpts import of_element
from exporter.checks.pictures.marking import fitted, opened, picture
from exporter.checks.pictures.pdf import opened_pages
from exporter.checks.places import element_at
from exporter.checks.rules import Fault, Unreadable
from exporter.checks.rules.zipped import Package, opened_package
from exporter.errors import OutputError

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_WP = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
_RELATION = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
_MOST_WORDS, _MOST_ROWS, _MOST_CELLS = 2000, 24, 10  # letters of a paragraph; of a table
_PICTURE_PX = (480, 480)
_SHEET = """
@page { size: 150mm 400mm; margin: 8mm 10mm }
html { font: 10.5pt/1.45 serif }
p { margin: 0 0 2mm }
table { border-collapse: collapse }
td { border: 0.5pt solid gray; padding: 1mm 2mm; vertical-align: top }
.near { color: gray }
"""


def places_shown(data: bytes, faults: Sequence[Fault]) -> list[Shown]:
    """What each fault is about, where its rule says an element."""
    with opened_package(data) as package:
        return [_place(package, fault) for fault in faults]


def _place(package: Package, fault: Fault) -> Shown:
    if not fault.at or fault.part not in package.names:
        return None
    try:
        element = element_at(package.xml(fault.part), fault.at)
    except (Unreadable, etree.XMLSyntaxError):
        return None
    if element is None:
        return None
    drawing = _holder(element, f"{_WP}inline", f"{_WP}anchor")
    if drawing is not None:
        return _picture_in(package, fault.part, drawing) or of_element(element)
    block = _holder(element, f"{_W}p", f"{_W}tbl")
    return (_words(block) if block is not None else None) or of_element(element)


def _holder(element: Any, *tags: str) -> Any:
    return next((one for one in (element, *element.iterancestors()) if one.tag in tags), None)


def _picture_in(package: Package, part: str, drawing: Any) -> Picture | None:
    """The picture that a drawing shows; None for one that is no picture, or of a kind that cannot be read here."""
    blip = next(drawing.iter(f"{_A}blip"), None)
    folder, file = posixpath.split(part)
    relations = f"{folder}/_rels/{file}.rels"
    if blip is None or relations not in package.names:
        return None
    for relation in package.xml(relations).iter(_RELATION):
        path = posixpath.normpath(posixpath.join(folder, unquote(relation.get("Target", "")))).lstrip("/")
        if relation.get("Id") == blip.get(f"{_R}embed") and path in package.names:
            image = opened(package.data(path))
            alt = f"The picture {posixpath.basename(path)}"
            return picture(fitted(image, *_PICTURE_PX), alt, "The picture itself.") if image else None
    return None


def _words(block: Any) -> Picture | None:
    """The words of a paragraph or table between its neighbours, with a frame around it; None where it has none."""
    if not _text(block).strip():
        return None
    root = Element("html")
    body = SubElement(root, "body")
    before, after = (next(block.itersiblings(f"{_W}p", preceding=side), None) for side in (True, False))
    _paragraph(body, before, "near")
    meant = _table(body, block) if block.tag == f"{_W}tbl" else _paragraph(body, block)
    _paragraph(body, after, "near")
    try:
        laid = lay_out(root, "", lambda _: None, [meant], _SHEET)
    except (Unlaid, OutputError):
        return None
    if laid.places[0] is None:
        return None
    kind = "table" if block.tag == f"{_W}tbl" else "paragraph"
    with opened_pages(laid.data) as pages:
        caption = f"The {kind}'s words, set simply: Word shows them in another way."
        return pages.place(*laid.places[0], f"The words of the {kind}, with a frame around them", caption)


def _paragraph(parent: Element, paragraph: Any, kind: str = "") -> Element:
    made = SubElement(parent, "p", {"class": kind} if kind else {})
    if paragraph is not None:
        for run in paragraph.iter(f"{_W}r"):
            look = run.find(f"{_W}rPr")
            names = [
                n for n, tag in (("b", "b"), ("i", "i")) if look is not None and look.find(f"{_W}{tag}") is not None
            ]
            holder = made
            for name in names:
                holder = SubElement(holder, name)
            SubElement(holder, "span").text = _text(run)
    return made


def _table(parent: Element, table: Any) -> Element:
    made = SubElement(parent, "table")
    for row in list(table.iterchildren(f"{_W}tr"))[:_MOST_ROWS]:
        line = SubElement(made, "tr")
        for cell in list(row.iterchildren(f"{_W}tc"))[:_MOST_CELLS]:
            SubElement(line, "td").text = _text(cell)
    return made


def _text(element: Any) -> str:
    return "".join(_pieces(element))[:_MOST_WORDS]


def _pieces(element: Any) -> Iterator[str]:
    for one in element.iter(f"{_W}t", f"{_W}tab", f"{_W}br", f"{_W}p"):
        yield (one.text or "") if one.tag == f"{_W}t" else " "
