"""Figures: each picture a paragraph, kept with the caption below."""

from typing import TYPE_CHECKING, Any

import msgspec

from exporter.backends.docx.ooxml import twips
from exporter.backends.docx.paragraphs import add_property, set_spacing
from exporter.backends.docx.pictures import picture_run
from exporter.backends.docx.place import inherited
from exporter.backends.docx.style_names import FIGURE

if TYPE_CHECKING:
    from exporter.backends.docx.place import Place
    from exporter.backends.docx.writer import Writer


def add_figure(writer: "Writer", parent: Any, element: Any, place: "Place") -> None:
    """The pictures of a figure, what stands for a missing one, and the caption."""
    place = inherited(element, place)
    caption = element.find("figcaption")
    after = twips(writer.theme.roles["table"].after_pt)
    for child in element:
        if child.tag == "img":
            paragraph = writer.begin(parent, FIGURE, "body", place)
            paragraph.append(picture_run(place.story, child, writer.room(place)))
            if caption is None:
                set_spacing(paragraph, after=after)
                add_property(paragraph, "keepNext", 0)
        elif child.tag == "p":
            writer.block(parent, child, place)
        else:
            set_spacing(writer.write(parent, child, "caption", msgspec.structs.replace(place, box="")), after=after)
