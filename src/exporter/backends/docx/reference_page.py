"""The page of a reference document: the set-up of its last section, with the headers and footers that reach it."""

from typing import Any

import msgspec

from exporter.backends.docx.cascade import integer
from exporter.backends.docx.ooxml import R, w
from exporter.backends.docx.reference import Reference, refused
from exporter.theme import PageSetup

_MM_IN_TWIP = 25.4 / 1440
_PAPER = {"w": 12240, "h": 15840}  # Word's, where a section says none
_MARGINS = dict.fromkeys(("top", "right", "bottom", "left"), 1440) | {"header": 720, "footer": 720, "gutter": 0}
_LEAST_TEXT_TWIPS = 1440
_MOST_TWIPS = 31680  # 22 inches, Word's largest paper


class ReferencePage(PageSetup, frozen=True):
    """A page of any size, in millimetres; the gutter is taken from the text."""

    paper_width_mm: float = 210.0
    paper_height_mm: float = 297.0
    gutter_mm: float = 0.0

    @property
    def width_mm(self) -> float:
        return self.paper_width_mm

    @property
    def height_mm(self) -> float:
        return self.paper_height_mm

    @property
    def text_width_mm(self) -> float:
        return self.paper_width_mm - self.margin_inner_mm - self.margin_outer_mm - self.gutter_mm


class Section(msgspec.Struct, frozen=True):
    """`element` is the w:sectPr; `furniture` names the parts of headers and footers by ("header", "first")."""

    element: Any
    furniture: dict[tuple[str, str], str]
    columns: int
    settings: dict[str, dict[str, int]]  # the attributes of w:pgSz and w:pgMar, in twips


def last_section(reference: Reference) -> Section:
    """The section that our text takes the place of. Raises TemplateError when it leaves no room for text."""
    sections = list(reference.body.iter(w("sectPr")))
    relations = reference.relations(reference.document)
    furniture: dict[tuple[str, str], str] = {}
    for section in sections:  # one without a header has that of the section before it
        for kind in ("header", "footer"):
            for item in section.findall(w(f"{kind}Reference")):
                relation = relations.get(item.get(f"{{{R}}}id", ""))
                if relation and not relation.external and relation.target in reference:
                    furniture[kind, item.get(w("type"), "default")] = relation.target
    last = sections[-1] if sections else None
    paper = _amounts(last, "pgSz", _PAPER, 1, _MOST_TWIPS)
    margins = _amounts(last, "pgMar", _MARGINS, -_MOST_TWIPS, _MOST_TWIPS)
    width = paper["w"] - margins["left"] - margins["right"] - margins["gutter"]
    height = paper["h"] - abs(margins["top"]) - abs(margins["bottom"])
    if width < _LEAST_TEXT_TWIPS or height < _LEAST_TEXT_TWIPS:
        raise refused(reference.name, "has margins that leave no room for text", "set its page up anew in Word")
    columns = last.find(w("cols")) if last is not None else None
    count = integer(columns.get(w("num"))) if columns is not None else 1
    return Section(last, furniture, max(1, count), {"pgSz": paper, "pgMar": margins})


def page_of(section: Section, gutter_at_top: bool) -> ReferencePage:
    """The section's page as the theme's."""
    paper, margins = section.settings["pgSz"], section.settings["pgMar"]
    mm = {name: value * _MM_IN_TWIP for name, value in margins.items()}
    return ReferencePage(
        margin_top_mm=abs(mm["top"]),
        margin_bottom_mm=abs(mm["bottom"]),
        margin_inner_mm=mm["left"],
        margin_outer_mm=mm["right"],
        header_mm=mm["header"],
        footer_mm=mm["footer"],
        paper_width_mm=paper["w"] * _MM_IN_TWIP,
        paper_height_mm=paper["h"] * _MM_IN_TWIP,
        gutter_mm=0.0 if gutter_at_top else mm["gutter"],
    )


def _amounts(section: Any, tag: str, usual: dict[str, int], least: int, most: int) -> dict[str, int]:
    element = section.find(w(tag)) if section is not None else None
    if element is None:
        return dict(usual)
    return {
        name: min(most, max(least, integer(element.get(w(name))))) if element.get(w(name)) is not None else value
        for name, value in usual.items()
    }
