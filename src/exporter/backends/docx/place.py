"""Where a block of a DOCX stands."""

from typing import Any

import msgspec

from exporter.backends.docx.story import Story


class Place(msgspec.Struct, frozen=True):
    """Where a block stands, and what it takes from there. Indents are in twips, from the edges of the column."""

    story: Story
    column_px: float
    rtl: bool = False
    lang: str = ""
    box: str = ""
    edge: int = -1  # where the text of a box with a visible frame begins; every paragraph in it has to
    indent: int = 0
    indent_end: int = 0
    level: int = -1  # of the list around; 0 is the outermost
    offset: int = 0  # where the outermost list around begins
    number: int = 0  # w:numId for the next paragraph
    hanging: int = 0  # how far the first line of the next paragraph stands out, for a sign in the text
    loose: bool = False


def inherited(element: Any, place: Place) -> Place:
    """The place with the element's own language and direction."""
    lang, dir = element.get("lang"), element.get("dir")
    if not lang and not dir:
        return place
    return msgspec.structs.replace(place, lang=lang or place.lang, rtl=dir == "rtl" if dir else place.rtl)


def stands_in(place: Place) -> bool:
    """Whether a paragraph without a list's number stands in from the edge of its visible box."""
    return 0 <= place.edge < place.indent and not place.number
