"""Sections: paper, margins, direction, columns; a first page whose header is empty; pages that are turned."""

from typing import Any

from exporter.backends.docx.ooxml import R, add, make, mm_to_twips, w
from exporter.theme import Theme


def section_properties(
    theme: Theme, dir: str, landscape: bool = False, columns: int = 1, continuous: bool = False
) -> Any:
    """The w:sectPr of pages of the theme's paper, or of that paper turned. It inherits header and footer."""
    page = theme.page
    section = make("sectPr")
    if continuous:
        add(section, "type", val="continuous")
    width, height = mm_to_twips(page.width_mm), mm_to_twips(page.height_mm)
    if landscape:
        add(section, "pgSz", w=height, h=width, orient="landscape")
    else:
        add(section, "pgSz", w=width, h=height)
    add(
        section,
        "pgMar",
        top=mm_to_twips(page.margin_top_mm),
        right=mm_to_twips(page.margin_outer_mm),
        bottom=mm_to_twips(page.margin_bottom_mm),
        left=mm_to_twips(page.margin_inner_mm),
        header=mm_to_twips(page.header_mm),
        footer=mm_to_twips(page.footer_mm),
        gutter=0,
    )
    if columns > 1:
        add(section, "cols", num=columns, space=mm_to_twips(theme.column_gap_mm))
    if dir == "rtl":
        add(section, "bidi")
    return section


def furnish(section: Any, header_id: str, footer_id: str, has_cover: bool) -> None:
    """Give the document's first section its header and footer, which the others inherit (ECMA-376-1, 17.10.5).

    The ids are those of the running header and footer, "" where a page has none. The first page has the same footer,
    unless it is a cover, and no header (a `titlePg` without a first header is an empty one).
    """
    references = make("sectPr")
    for name, kind, identifier in (
        ("headerReference", "default", header_id),
        ("footerReference", "default", footer_id),
        ("footerReference", "first", "" if has_cover else footer_id),
    ):
        if identifier:
            add(references, name, type=kind).set(f"{{{R}}}id", identifier)
    section[0:0] = list(references)
    before = section.find(w("cols"))
    (section.find(w("pgMar")) if before is None else before).addnext(make("titlePg"))
