"""The one walk: a page's XHTML to WordprocessingML blocks, element by element.

Every element of the vocabulary has its handler here; one that has none raises, so that nothing is lost in silence.
"""

from collections.abc import Callable
from typing import Any

import msgspec

from exporter.backends.docx.notes import Notes
from exporter.backends.docx.numbering import LEVELS, Numbering
from exporter.backends.docx.ooxml import XML_SPACE, add, make, ordered, w
from exporter.backends.docx.pictures import picture_run
from exporter.backends.docx.runs import Format, RunWriter
from exporter.backends.docx.story import Story
from exporter.backends.docx.styles import FIGURE, SPACER, box_properties, paragraph_border, style_id
from exporter.backends.docx.tables import TableWriter, box_table
from exporter.publication import Publication
from exporter.publication.vocabulary import role_of

_PX_IN_MM = 96 / 25.4
_HEIGHT_SHARE = 0.6  # of the paper, as in print.css


class Place(msgspec.Struct, frozen=True):
    """Where a block stands: what its paragraphs inherit."""

    rtl: bool = False
    lang: str = ""
    level: int = -1  # of the list around, 0 the outermost
    number: int = 0  # of the list around, as w:numId
    in_callout: bool = False
    column_px: float = 0.0


class Writer:
    """Writes the stories of one document."""

    def __init__(self, publication: Publication) -> None:
        theme, page = publication.theme, publication.page
        self.theme = theme
        self.numbering = Numbering(theme)
        self.notes = Notes(page.root, self)
        self.column_px = theme.page.text_width_mm * _PX_IN_MM
        self.max_height_px = theme.page.height_mm * _PX_IN_MM * _HEIGHT_SHARE
        self.runs = RunWriter(self.notes, self.column_px, self.max_height_px)
        self.tables = TableWriter(self)
        self.dir = page.dir
        self.page_break_pending = False
        self._handlers: dict[str, Callable[[Story, Any, Any, Place], None]] = {
            **dict.fromkeys(("p", "h1", "h2", "h3", "h4", "h5", "h6", "dt"), self._paragraph_element),
            **dict.fromkeys(("article", "div", "header", "footer", "dl"), self._inside),
            "section": self._section,
            "ul": self._list,
            "ol": self._list,
            "dd": self._inside,
            "blockquote": self._inside,
            "aside": self._aside,
            "figure": self._figure,
            "table": self._table,
            "pre": self._code,
            "hr": self._break,
        }

    @property
    def place(self) -> Place:
        """The place of the page's own blocks."""
        return Place(rtl=self.dir == "rtl", column_px=self.column_px)

    def blocks(self, story: Story, parent: Any, element: Any, place: Place) -> None:
        """Write an element's children as blocks at the end of `parent` (a body, a cell, a note, a header)."""
        place = inherited(element, place)
        for child in element:
            if not isinstance(child.tag, str):
                continue
            handler = self._handlers.get(child.tag)
            if handler is None:
                raise ValueError(f"no block for <{child.tag}>")
            handler(story, parent, child, place)

    def paragraph(self, story: Story, parent: Any, element: Any, place: Place, style: str, **marks: Any) -> Any:
        """One paragraph with an element's phrasing content; `marks` are further properties by name."""
        place = inherited(element, place)
        paragraph = add(parent, "p")
        properties = add(paragraph, "pPr")
        if style != style_id("body"):
            add(properties, "pStyle", val=style)
        for name, value in marks.items():
            if isinstance(value, dict):
                add(properties, name, **value)
            elif value is not None and value is not False:
                properties.append(value) if not isinstance(value, (bool, str, int)) else add(properties, name)
        if self.page_break_pending and not story.in_note:
            add(properties, "pageBreakBefore")
            self.page_break_pending = False
        if place.rtl:
            add(properties, "bidi")
        ordered(properties)
        if not len(properties):
            paragraph.remove(properties)
        name = self.notes.bookmark(element.get("id", ""))
        number = self.notes.bookmark_number() if name else 0
        if name:
            add(paragraph, "bookmarkStart", id=number, name=name)
        self.runs.write(story, paragraph, element, place.rtl, Format(lang=place.lang))
        if name:
            add(paragraph, "bookmarkEnd", id=number)
        return paragraph

    # --- Handlers, in the order of the vocabulary -----------------------------------------------------------

    def _inside(self, story: Story, parent: Any, element: Any, place: Place) -> None:
        self.blocks(story, parent, element, place)

    def _section(self, story: Story, parent: Any, element: Any, place: Place) -> None:
        if "notes" not in element.get("class", "").split():  # those are real footnotes
            self.blocks(story, parent, element, place)

    def _paragraph_element(self, story: Story, parent: Any, element: Any, place: Place) -> None:
        role = role_of(element)
        marks: dict[str, Any] = {}
        style = style_id(role)
        if role == "contact-heading":
            marks["pBdr"] = paragraph_border(self.theme, box_properties(self.theme, "contact-box"), self.dir)
            marks["spacing"] = {"before": round(box_properties(self.theme, "contact-box").before_pt * 20)}
        if place.level >= 0 and role in ("body", "list-item"):
            style = "CalloutList" if place.in_callout else style_id("list-item")
            if place.number and place.number > 0:
                marks["numPr"] = _number(place.level, place.number)
            else:
                marks["ind"] = {"left": self.numbering.indent_twips(place.level)}
        elif role == "callout" and place.level < 0:
            marks["keepNext"] = False
        elif role == "definition":
            marks["ind"] = {"left": self.numbering.indent_twips(0)}
        self.paragraph(story, parent, element, place, style, **marks)

    def _list(self, story: Story, parent: Any, element: Any, place: Place) -> None:
        level = min(place.level + 1, LEVELS - 1)
        if element.tag == "ol":
            start = int(element.get("start", "1"))
            number = self.numbering.ordered(element.get("type", "1"), level, start)
        else:
            number = self.numbering.bullets()
        for item in element:
            task = "task" in item.get("class", "").split()
            inner = msgspec.structs.replace(inherited(item, place), level=level, number=0 if task else number)
            first = True
            for child in item:
                # Only the first paragraph bears the number; the others stand under its text.
                bearing = first and child.tag == "p"
                where = inner if bearing else msgspec.structs.replace(inner, number=0)
                self._handlers[child.tag](story, parent, child, where)
                first = False

    def _aside(self, story: Story, parent: Any, element: Any, place: Place) -> None:
        classes = element.get("class", "").split()
        if "pull-quote" in classes or "note" in classes:
            self.blocks(story, parent, element, place)
            return
        kind = next((name for name in classes if name.startswith("callout-")), "callout")
        table, cell = box_table(self, box_properties(self.theme, kind), place)
        parent.append(table)
        inside = msgspec.structs.replace(inherited(element, place), in_callout=True, level=-1, number=0)
        self.blocks(story, cell, element, inside)
        close_cell(cell)
        spacer(parent)

    def _figure(self, story: Story, parent: Any, element: Any, place: Place) -> None:
        caption = element.find("figcaption")
        for child in element:
            if child.tag == "img":
                paragraph = add(parent, "p")
                properties = add(paragraph, "pPr")
                add(properties, "pStyle", val=FIGURE)
                if caption is None:
                    add(properties, "keepNext", val=0)
                if place.rtl:
                    add(properties, "bidi")
                if place.level >= 0:
                    add(properties, "ind", left=self.numbering.indent_twips(place.level))
                ordered(properties)
                column_px = place.column_px or self.column_px
                if place.level >= 0:
                    column_px -= self.numbering.indent_twips(place.level) / 15
                paragraph.append(picture_run(story, child, column_px, self.max_height_px))
            elif child.tag == "p":
                self._paragraph_element(story, parent, child, place)
            else:
                self.paragraph(story, parent, child, place, style_id("caption"))

    def _table(self, story: Story, parent: Any, element: Any, place: Place) -> None:
        caption = element.find("caption")
        if caption is not None:
            self.paragraph(story, parent, caption, place, style_id("caption"), keepNext=True)
        parent.append(self.tables.write(story, element, place))
        spacer(parent)

    def _code(self, story: Story, parent: Any, element: Any, place: Place) -> None:
        paragraph = add(parent, "p")
        add(add(paragraph, "pPr"), "pStyle", val=style_id("code-block"))
        run = add(paragraph, "r")
        for count, line in enumerate("".join(element.itertext()).rstrip("\n").split("\n")):
            if count:
                add(run, "br")
            text = add(run, "t")
            text.text = line
            text.set(XML_SPACE, "preserve")

    def _break(self, story: Story, parent: Any, element: Any, place: Place) -> None:  # noqa: ARG002
        if "page-break" in element.get("class", "").split():
            self.page_break_pending = True
            return
        paragraph = add(parent, "p")
        add(add(paragraph, "pPr"), "pStyle", val=style_id("rule"))


def inherited(element: Any, place: Place) -> Place:
    """The place with the element's own language and direction."""
    lang, dir = element.get("lang"), element.get("dir")
    if not lang and not dir:
        return place
    return msgspec.structs.replace(place, lang=lang or place.lang, rtl=dir == "rtl" if dir else place.rtl)


def close_cell(cell: Any) -> None:
    """A cell ends with a paragraph, whatever stands in it (ECMA-376-1, 17.4.65)."""
    if len(cell) == 0 or cell[-1].tag != w("p"):
        add(cell, "p")


def spacer(parent: Any) -> None:
    """The room below a table; it also keeps two tables apart, which Word would join."""
    add(add(add(parent, "p"), "pPr"), "pStyle", val=SPACER)


def _number(level: int, number: int) -> Any:
    properties = make("numPr")
    add(properties, "ilvl", val=level)
    add(properties, "numId", val=number)
    return properties
