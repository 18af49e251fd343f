"""Reads a PDF that has no tags: its lines in the order in which they are drawn, put together where they look like one
paragraph."""

import io
from collections.abc import Iterator, Sequence
from typing import Any

import pikepdf
import pypdfium2

from exporter.checks.editions.sheets import Line, sheets_of
from exporter.checks.receipt.contents import LINES, Contents, Passage, once_in_a_row
from exporter.checks.receipt.pdf import metadata_of

_LEADING = 1.7  # of its size: lines that stand farther apart are of two paragraphs
_SAME_PT = 0.3  # by which sizes of one paragraph may differ


def is_tagged(data: bytes) -> bool:
    """Whether a PDF says in which order it is read. Raises pikepdf.PdfError for what is none."""
    with pikepdf.open(io.BytesIO(data)) as pdf:
        return "/StructTreeRoot" in pdf.Root


def read_untagged(data: bytes) -> Contents:
    """What a PDF without tags says, as far as its lines tell."""
    document = pypdfium2.PdfDocument(data)
    try:
        passages = [
            Passage(" ".join(line.text for line in lines), LINES, page=number)
            for number, sheet in enumerate(sheets_of(document), 1)
            for lines in _paragraphs(sheet.lines)
        ]
    finally:
        document.close()
    with pikepdf.open(io.BytesIO(data)) as pdf:
        return Contents(passages=tuple(passages), links=once_in_a_row(_links(pdf)), metadata=metadata_of(pdf))


def _paragraphs(lines: Sequence[Line]) -> Iterator[list[Line]]:
    paragraph: list[Line] = []
    for line in lines:
        if paragraph and not _goes_on(paragraph[-1], line):
            yield paragraph
            paragraph = []
        paragraph.append(line)
    if paragraph:
        yield paragraph


def _goes_on(last: Line, line: Line) -> bool:
    down_pt = line.y_pt - last.y_pt
    beside = line.x_pt < last.x_pt + last.width_pt and last.x_pt < line.x_pt + line.width_pt
    return beside and 0 < down_pt <= _LEADING * line.size_pt and abs(line.size_pt - last.size_pt) <= _SAME_PT


def _links(pdf: Any) -> Iterator[str]:
    for page in pdf.pages:
        for annotation in page.get("/Annots", []):
            action = annotation.get("/A")
            if action is not None and "/URI" in action:
                yield bytes(action.URI).decode("utf-8", "replace")
