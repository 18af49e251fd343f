"""Contents, lists of figures and tables, cross-references: live fields whose shown results are right already.

The page numbers come from the layout of our PDF; Word counts anew when the reader asks it to. A field over several
paragraphs begins in the first and ends after the last (ECMA-376-1, 17.16.18); the codes are those of 17.16.5.
"""

from typing import TYPE_CHECKING, Any

from exporter.backends.docx.fields import add_field, add_run, begin_field, end_field
from exporter.backends.docx.ooxml import add
from exporter.backends.docx.paragraphs import keep_lines
from exporter.publication import ELSEWHERE, Pages

if TYPE_CHECKING:
    from exporter.backends.docx.place import Place
    from exporter.backends.docx.writer import Writer

SEQUENCES = {"figcaption": "Figure", "caption": "Table"}
_SEQUENCE_OF = {"figures": "Figure", "tables": "Table"}
_UNKNOWN = "–"
MAIN = "main"  # the bookmark around a collection's main pages


def add_contents(writer: "Writer", parent: Any, element: Any, place: "Place") -> None:
    """A nav element: its heading, then one paragraph an entry within one field."""
    lines = element.findall("p")
    contents = element.get("class") == "contents"
    if contents:
        control = add(parent, "sdt")
        part = add(add(control, "sdtPr"), "docPartObj")
        add(part, "docPartGallery", val="Table of Contents")
        add(part, "docPartUnique")
        parent = add(control, "sdtContent")
    for heading in element.findall("h2"):
        writer.block(parent, heading, place)
    if element.get("class") == "stories":  # no more than links: the articles follow on the same page
        for line in lines:
            writer.entry(parent, line, place)
        return
    depth = max((int(line.get("class", "toc-1")[-1]) for line in lines if contents), default=3)
    # In a collection Word is to look for headings in the main pages alone.
    is_collection = contents and any(link.get("href", "").startswith(ELSEWHERE) for link in element.iter("a"))
    within = f"\\b {MAIN} " if is_collection else ""
    if contents:
        code = f'TOC {within}\\o "1-{depth}" \\h \\z'
    else:
        code = f'TOC \\h \\z \\c "{_SEQUENCE_OF[element.get("class")]}"'
    for number, line in enumerate(lines):
        paragraph = writer.entry(parent, line, place)
        keep_lines(paragraph)
        if number == 0:
            begin_field(paragraph, code, at=1)
    if lines:
        end_field(writer.separate(parent))


def add_page_of(parent: Any, bookmark: str, identifier: str, pages: Pages, style: str = "") -> None:
    """The field of the page on which a bookmark is."""
    page = pages.of.get(identifier)
    add_field(parent, f"PAGEREF {bookmark} \\h", str(page) if page else _UNKNOWN, style)


def add_caption_number(parent: Any, words: str, sequence: str, identifier: str, bookmarks: Any) -> None:
    """A caption's label and number, "Figure 2": a field that counts, under a bookmark for references to it."""
    label, space, number = words.rpartition("\u00a0")
    mark = bookmarks.start_label(parent, identifier)
    add_run(parent, label + space)
    add_field(parent, f"SEQ {sequence} \\* ARABIC", number)
    bookmarks.end(parent, mark)


def shows_page(element: Any) -> bool:
    """Whether a line ends with the page of its link's target."""
    parent = element.getparent()
    return parent is not None and parent.tag == "nav" and parent.get("class") != "stories"
