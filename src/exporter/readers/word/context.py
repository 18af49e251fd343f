"""What all parts of a Word file share while it is read: styles, lists, notes, names of places, and what was found."""

import re
from typing import TYPE_CHECKING, Any

from exporter.messages import Report
from exporter.origin import Origin
from exporter.readers.office.languages import plain_language
from exporter.readers.office.telling import Teller
from exporter.readers.word.names import W, number
from exporter.readers.word.numbering import Numbering
from exporter.readers.word.styles import Styles

if TYPE_CHECKING:
    from exporter.readers import ReadOptions
    from exporter.readers.word.comments import Comments
    from exporter.readers.word.notes import Notes

_REFERRED = re.compile(r'\b(?:REF|PAGEREF)\s+"?([^\s"\\]+)|\\l\s+"?([^\s"\\]+)')
_LINE = "line"  # the attribute in which each paragraph keeps its number


class Context(Teller):
    """One file's reading."""

    comments: "Comments"
    notes: "Notes"

    def __init__(self, name: str, styles: Styles, numbering: Numbering, options: "ReadOptions", report: Report) -> None:
        super().__init__(name, options, report)
        self.styles, self.numbering = styles, numbering
        self.lang = ""
        self.rtl = False
        self.column_px = 0.0
        self.referenced: set[str] = set()
        self.placed: set[str] = set()
        self.lists: set[str] = set()
        self.open_bookmarks: dict[str, str] = {}
        self.note_of_bookmark: dict[str, str] = {}
        self.is_numbered = False

    def named(self, lang: str) -> str:
        """A language as the article names it."""
        return plain_language(lang)

    def origin(self, element: Any) -> Origin:
        """The place of an element: the number of its paragraph, or of the first one in it."""
        for near in (element, next(element.iter(f"{W}p"), None), *element.iterancestors(f"{W}p")):
            if near is not None and near.get(_LINE):
                return Origin(self.name, max(1, number(near.get(_LINE), 1)))
        return Origin(self.name)

    def look_through(self, *roots: Any) -> None:
        """Count the paragraphs of all parts, so that messages can name and show them, and note which places are
        referred to."""
        lines: list[str] = []
        for root in roots:
            for paragraph in root.iter(f"{W}p"):
                words = "".join(part.text or "" for part in paragraph.iter(f"{W}t"))
                lines.append(" ".join(words.split()))
                paragraph.set(_LINE, str(len(lines)))
                marks = paragraph.iter(f"{W}instrText", f"{W}fldChar")  # a code may be in pieces
                codes = "".join((part.text or "") if part.tag == f"{W}instrText" else " " for part in marks)
                self._refer(codes)
            for field in root.iter(f"{W}fldSimple"):
                self._refer(field.get(f"{W}instr", ""))
            self.referenced.update(link.get(f"{W}anchor") for link in root.iter(f"{W}hyperlink")
                                   if link.get(f"{W}anchor"))  # fmt: skip
        self.report.know(self.name, "\n".join(lines))

    def _refer(self, codes: str) -> None:
        self.referenced.update(found[1] or found[2] for found in _REFERRED.finditer(codes))
