"""The section: paper, margins, direction, and a first page whose header is empty."""

from typing import Any

from exporter.backends.docx.ooxml import R, add, make, mm_to_twips
from exporter.theme import Theme


def section_properties(theme: Theme, dir: str, header_id: str, footer_id: str, has_cover: bool = False) -> Any:
    """The w:sectPr; the ids are those of the running header and footer, "" where a page has none.

    The first page has the same footer, unless it is a cover, and no header (a `titlePg` without a first header is an
    empty one).
    """
    page = theme.page
    section = make("sectPr")
    for name, kind, identifier in (
        ("headerReference", "default", header_id),
        ("footerReference", "default", footer_id),
        ("footerReference", "first", "" if has_cover else footer_id),
    ):
        if identifier:
            add(section, name, type=kind).set(f"{{{R}}}id", identifier)
    add(section, "pgSz", w=mm_to_twips(page.width_mm), h=mm_to_twips(page.height_mm))
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
    add(section, "titlePg")
    if dir == "rtl":
        add(section, "bidi")
    return section
