"""A drop cap as Word makes one: a paragraph of one letter in a frame, beside the paragraph that goes on."""

from copy import deepcopy
from typing import TYPE_CHECKING, Any

from exporter.backends.docx.ooxml import add, half_points, make, ordered, twips, w

if TYPE_CHECKING:
    from exporter.backends.docx.place import Place
    from exporter.backends.docx.writer import Writer

_LINES = 3
_GAP_EM = 0.08  # as in common.css
# Word sets the baseline of a line of exact height at four fifths of it; that of text stands this far below its middle.
_ASCENT, _BASELINE = 0.8, 0.375


def add_drop_cap(writer: "Writer", parent: Any, element: Any, place: "Place") -> Any:
    """Write the letter of a paragraph that has one; gives the paragraph without it."""
    rest = deepcopy(element)
    cap = rest.find(".//span[@class='drop-cap']")
    letter = deepcopy(cap)
    letter.tail = None
    around = cap.getparent()
    around.text = cap.tail
    around.remove(cap)
    frame = writer.write(parent, letter, "drop-cap", place)
    properties = frame.find(w("pPr"))
    role, body = writer.theme.roles["drop-cap"], writer.theme.roles["body"]
    gap = twips(_GAP_EM * role.size_pt)
    # ECMA-376-1, 17.3.1.11
    properties.append(
        make("framePr", dropCap="drop", lines=_LINES, hSpace=gap, wrap="around", vAnchor="text", hAnchor="text")
    )
    add(properties, "keepNext")
    add(properties, "textAlignment", val="baseline")
    ordered(properties)
    line_pt = role.leading * role.size_pt
    lower_pt = _BASELINE * body.size_pt + line_pt / _LINES * (_LINES - 0.5) - _ASCENT * line_pt
    for run in frame.iter(w("r")):
        format = run.find(w("rPr"))
        if format is None:
            format = make("rPr")
            run.insert(0, format)
        # LibreOffice takes the letter's look from the run alone.
        add(format, "color", val=writer.theme.color(role.color)[1:])
        add(format, "position", val=-half_points(lower_pt))
        ordered(format)
    return rest
