"""Marks, and what is painted in them: whether all is tagged or an artifact, and has a language."""

from typing import Any

import pikepdf

from exporter.checks.pdf.frames import Frame
from exporter.checks.pdf.objects import entry, name, text
from exporter.checks.rules import Box


def open_mark(frame: Frame, instruction: Any) -> None:
    """Begin a mark."""
    contents, page = frame.contents, frame.page
    tag, properties = properties_of(frame, instruction)
    around = frame.marker.open(tag, properties)
    mark = frame.marker.now
    if not frame.marker.judges:
        return
    if tag == "Artifact" and mark.tagged:
        contents.note(contents.artifacts, page, page)
    elif mark.tagged and around.artifact:
        contents.note(contents.tagged, page, page)
    if tag == "Span" and not mark.spoken and any(text(entry(properties, k)) for k in ("/ActualText", "/Alt", "/E")):
        contents.note(contents.unspoken_spans, page, page)


def close_mark(frame: Frame, _: Any) -> None:
    """End the innermost mark."""
    frame.marker.close()


def properties_of(frame: Frame, instruction: Any) -> tuple[str, Any]:
    """The tag of a mark or a point, and what it says besides."""
    operands = instruction.operands
    properties = operands[1] if len(operands) > 1 else None
    if name(properties):
        properties = frame.find("Properties", name(properties))
    language = entry(properties, "/Lang")
    if isinstance(language, pikepdf.String):
        frame.contents.note(frame.contents.languages, text(language), frame.page)
    return name(operands[0]) if len(operands) else "", properties


def note_painted(frame: Frame, what: str, box: Box | None = None) -> None:
    """Enter something that is painted where it is neither tagged nor an artifact."""
    mark, contents = frame.marker.now, frame.contents
    if frame.marker.judges and not mark.tagged and not mark.artifact:
        contents.note(contents.loose, frame.page, frame.page, what, box)
