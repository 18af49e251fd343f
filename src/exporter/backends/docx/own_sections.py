"""Parts of the text that need a section of their own: turned pages, two columns."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import msgspec

from exporter.backends.docx.paragraphs import add_property
from exporter.backends.docx.section import section_properties

if TYPE_CHECKING:
    from exporter.backends.docx.place import Place
    from exporter.backends.docx.writer import Writer

_PX_IN_MM = 96 / 25.4


def _add_landscape(writer: "Writer", parent: Any, element: Any, place: "Place") -> None:
    """Turned pages: the section before them ends here, and theirs after the blocks."""
    if len(parent):
        _end(writer, parent, continuous=writer.continuous)
    page = writer.theme.page
    turned_px = (page.height_mm - page.width_mm) * _PX_IN_MM
    writer.blocks(parent, element, msgspec.structs.replace(place, column_px=place.column_px + turned_px))
    _end(writer, parent, landscape=True)
    writer.continuous = False


def _add_columns(writer: "Writer", parent: Any, element: Any, place: "Place") -> None:
    """Two columns on the page that is there."""
    if len(parent):
        add_property(_end(writer, parent, continuous=writer.continuous), "keepNext", 1)
    gap_px = writer.theme.column_gap_mm * _PX_IN_MM
    writer.blocks(parent, element, msgspec.structs.replace(place, column_px=(place.column_px - gap_px) / 2))
    _end(writer, parent, columns=2, continuous=True)
    writer.continuous = True


def _end(writer: "Writer", parent: Any, landscape: bool = False, columns: int = 1, continuous: bool = False) -> Any:
    """End a section, which begins on the page that is there where it is `continuous`; gives its last paragraph."""
    last = writer.separate(parent)
    last[0].append(section_properties(writer.theme, writer.dir, landscape, columns, continuous))
    writer.page_break = False
    return last


# Class of a division -> what writes it.
OWN_SECTIONS: dict[str, Callable[["Writer", Any, Any, "Place"], None]] = {
    "landscape": _add_landscape,
    "columns": _add_columns,
}
