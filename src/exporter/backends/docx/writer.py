"""The one walk: a page's XHTML to WordprocessingML blocks, element by element.

Every element of the vocabulary has its handler here, in runs.py or tables.py; one that has none raises, so that
nothing is lost in silence.
"""

from collections.abc import Callable
from functools import partial
from typing import Any

import msgspec

from exporter.backends.docx.bookmarks import Bookmarks
from exporter.backends.docx.code import add_lines, stretches
from exporter.backends.docx.contents import add_contents, shows_page
from exporter.backends.docx.drop_cap import add_drop_cap
from exporter.backends.docx.figures import add_figure
from exporter.backends.docx.notes import Notes
from exporter.backends.docx.numbering import LEVELS, Numbering
from exporter.backends.docx.ooxml import add, ordered, twips, w
from exporter.backends.docx.own_sections import OWN_SECTIONS
from exporter.backends.docx.paragraphs import add_property, keep_lines, keep_together, set_spacing
from exporter.backends.docx.pictures import Room
from exporter.backends.docx.place import Place, inherited, stands_in
from exporter.backends.docx.runs import Line, RunWriter
from exporter.backends.docx.story import Story
from exporter.backends.docx.style_names import FRAMES, LOOSE_LIST, SPACER, character_style
from exporter.backends.docx.styles import Styles, is_exact
from exporter.backends.docx.tables import add_figures, add_row, add_table
from exporter.publication import Publication
from exporter.publication.vocabulary import role_of
from exporter.theme import Role

_PX_IN_MM = 96 / 25.4
_TWIPS_IN_PX = 15
_HEIGHT_SHARE = 0.6  # of the paper, as in print.css
_PARAGRAPHS = ("p", "h1", "h2", "h3", "h4", "h5", "h6", "dt")
_HEADINGS = ("h2", "h3", "h4", "h5", "h6")
_HOLDERS = ("article", "header", "footer", "dl")
# Elements without a handler of their own, and what reads them.
READ_BY_OTHERS = {
    **dict.fromkeys(("html", "head", "title", "meta", "body"), "package.py"),
    **dict.fromkeys(("colgroup", "col", "thead", "tbody", "tr", "th", "td"), "tables.py"),
    **dict.fromkeys(("li", "caption", "figcaption"), "the handler of the element around"),
}


class Writer:
    """Writes the stories of one document; of an article in a collection, where it is called `key`."""

    def __init__(self, publication: Publication, key: str = "") -> None:
        self.theme = publication.theme
        self.styles = Styles(self.theme, publication.page.dir)
        self.numbering = Numbering(self.theme, publication.page.dir)
        self.notes = Notes(publication.page.root)
        self.bookmarks = Bookmarks(publication.page.root, self.notes.repeated_calls, key)
        self.runs = RunWriter(
            self.theme, self.notes, self.bookmarks, publication.pages, publication.labels["page_reference"]
        )
        self.dir = publication.page.dir
        self._rtl = self.dir == "rtl"
        self._height_px = self.theme.page.height_mm * _PX_IN_MM * _HEIGHT_SHARE
        self.continuous = False  # whether the section that is written begins where the last one ended
        self._annex = ""  # the word before the letter of the annex that is written
        self.page_break = False  # whether the next paragraph begins a page
        self._framed: tuple[Any, Role | None] = (None, None)  # the last paragraph of the last box, and that box's role
        self.handlers: dict[str, Callable[[Any, Any, Place], None]] = {
            **dict.fromkeys(_PARAGRAPHS, self._paragraph),
            **dict.fromkeys(_HOLDERS, self.blocks),
            "div": self._division,
            "section": self._section,
            "ul": self._list,
            "ol": self._list,
            "dd": self._definition,
            "blockquote": self._quote,
            "aside": self._aside,
            "figure": partial(add_figure, self),
            "table": self._table,
            "pre": self._code,
            "hr": self._break,
            "nav": partial(add_contents, self),
        }

    def place(self, story: Story) -> Place:
        """The place of a story's own blocks."""
        return Place(story, self.theme.page.text_width_mm * _PX_IN_MM, rtl=self._rtl)

    def blocks(self, parent: Any, element: Any, place: Place) -> None:
        """Write an element's children as blocks at the end of `parent` (a body, a cell, a note, a header)."""
        place = inherited(element, place)
        for child in element:
            if isinstance(child.tag, str):
                self.block(parent, child, place)

    def note_blocks(self, parent: Any, body: Any, place: Place) -> None:
        """Write the blocks of a note's body at the end of `parent`."""
        for child in body:
            if "note-number" not in child.get("class", "").split():  # Word writes its own
                self.block(parent, child, place)

    def block(self, parent: Any, element: Any, place: Place) -> None:
        """Write one block. Raises ValueError for an element that has no handler."""
        handler = self.handlers.get(element.tag)
        if handler is None:
            raise ValueError(f"no block for <{element.tag}>")
        if element.tag not in _PARAGRAPHS and element.get("id"):
            self.bookmarks.end(parent, self.bookmarks.start(parent, element))
        handler(parent, element, place)

    def room(self, place: Place) -> Room:
        """The room of a picture, or of a table, in a place."""
        return Room(max(1.0, place.column_px - (place.indent + place.indent_end) / _TWIPS_IN_PX), self._height_px)

    def separate(self, parent: Any) -> Any:
        """An invisible paragraph that gives the room below a table and keeps neighbours apart that Word would join."""
        paragraph = add(parent, "p")
        add(add(paragraph, "pPr"), "pStyle", val=SPACER)
        return paragraph

    def entry(self, parent: Any, element: Any, place: Place) -> Any:
        """A line of the contents or of a list."""
        return self.write(parent, element, role_of(element), place)

    # --- Paragraphs -----------------------------------------------------------------------------------------

    def _paragraph(self, parent: Any, element: Any, place: Place) -> None:
        role = role_of(element)
        if role == "body" and place.box.startswith("callout"):
            role = "callout"
        if element.get("class", "").startswith("drop-cap"):
            element = add_drop_cap(self, parent, element, place)
        if role == "equation" and len(parent) and parent[-1].tag == w("p"):
            add_property(parent[-1], "keepNext", 1)
        self.write(parent, element, role, place)

    def write(self, parent: Any, element: Any, role: str, place: Place, style: str = "", **marks: int) -> Any:
        """One paragraph with an element's words; `marks` are further properties, on or off."""
        place = inherited(element, place)
        style = style or self._style(role, place)
        paragraph = self.begin(parent, style, role, place, **marks)
        if element.tag in _HEADINGS and element[:1] and element[0].get("class") == "number":
            self._number(paragraph, element[0].text)
        number = self.bookmarks.start(paragraph, element)
        line = Line(place.story, self.theme.roles[role], place.rtl, place.lang, self.room(place), shows_page(element))
        if stands_in(place) and not place.hanging:
            add(add(paragraph, "r"), "tab")
        self.runs.write(paragraph, element, line)
        self.bookmarks.end(paragraph, number)
        if is_exact(line.role) and element.find(".//img") is not None:
            set_spacing(paragraph, line=240, lineRule="auto")
        return paragraph

    def _number(self, paragraph: Any, words: str) -> None:
        """Let Word count a numbered heading by itself: the page's number gives level and kind."""
        annex, _, letter = words.rpartition("\u00a0")
        numbered = self.numbering.headings(annex if annex else self._annex if words[:1].isalpha() else "")
        self._annex = annex or self._annex
        properties = paragraph.find(w("pPr"))
        number = add(properties, "numPr")
        add(number, "ilvl", val=letter.count("."))
        add(number, "numId", val=numbered)
        ordered(properties)

    def begin(self, parent: Any, style: str, role: str, place: Place, **marks: int) -> Any:
        """An empty paragraph with its properties."""
        paragraph = add(parent, "p")
        properties = add(paragraph, "pPr")
        if style != self.styles.paragraph("body"):
            add(properties, "pStyle", val=style)
        for name, value in marks.items():
            add(properties, name, val=None if value else 0)
        if self.page_break and place.story.holds_notes:
            add(properties, "pageBreakBefore")
            self.page_break = False
        if place.rtl:
            add(properties, "bidi")
        self._indent(properties, role, place)
        if len(properties):
            ordered(properties)
        else:
            paragraph.remove(properties)
        return paragraph

    def _indent(self, properties: Any, role: str, place: Place) -> None:
        """Number and indents, where they are not what style and list say already."""
        if place.number:
            number = add(properties, "numPr")
            add(number, "ilvl", val=place.level)
            add(number, "numId", val=place.number)
            return
        frame = self.styles.frame(place.box or role)
        own = twips(frame.indent_start_pt), twips(frame.indent_end_pt)
        wanted = (place.indent, place.indent_end) if place.box else (place.indent + own[0], place.indent_end + own[1])
        if stands_in(place):  # the first line begins at the edge, its text after a tab
            add(properties, "ind", left=place.indent, right=wanted[1], hanging=place.indent - place.edge)
        elif wanted != own or place.hanging:
            add(properties, "ind", left=wanted[0], right=wanted[1], hanging=place.hanging or None)

    def _style(self, role: str, place: Place) -> str:
        if role == "list-item" and place.loose and not place.box:
            return LOOSE_LIST
        return self.styles.paragraph(role, place.box)

    # --- Containers -----------------------------------------------------------------------------------------

    def _section(self, parent: Any, element: Any, place: Place) -> None:
        name = element.get("class", "")
        if name == "notes":
            for body in element:  # the others are real footnotes
                if body.tag == "aside" and not self.notes.is_called(body):
                    self.blocks(parent, body, place)
        elif name in ("references", "index"):
            self.blocks(parent, element, place)
        else:
            self._box(parent, element, "contact-box" if name == "contact" else name or "contact-box", place)

    def _quote(self, parent: Any, element: Any, place: Place) -> None:
        self._box(parent, element, "quote", place)

    def _aside(self, parent: Any, element: Any, place: Place) -> None:
        classes = element.get("class", "").split()
        if "note" in classes:
            self.blocks(parent, element, place)
            return
        kind = "pull-quote" if "pull-quote" in classes else "callout"
        self._box(parent, element, next((name for name in classes if name in FRAMES and name != kind), kind), place)

    def _box(self, parent: Any, element: Any, name: str, place: Place) -> None:
        """The blocks of a box: in its frame, kept together, with the box's room before and after."""
        frame, role = self.styles.frame(name), self.theme.roles[name]
        self._part(parent, role)
        start = len(parent)
        inside = msgspec.structs.replace(
            place,
            box=name,
            edge=place.indent + twips(frame.indent_start_pt) if role.background or role.border_color else -1,
            indent=place.indent + twips(frame.indent_start_pt),
            indent_end=place.indent_end + twips(frame.indent_end_pt),
            level=-1,
            number=0,
            hanging=0,
        )
        self.blocks(parent, element, inside)
        paragraphs = [child for child in parent[start:] if child.tag == w("p")]
        if not paragraphs:
            return
        if name != "quote":
            for paragraph in paragraphs[:-1]:
                keep_together(paragraph)
        set_spacing(paragraphs[0], before=twips(role.before_pt))
        if parent[-1] is paragraphs[-1]:
            set_spacing(paragraphs[-1], after=twips(role.after_pt))
            self._framed = (paragraphs[-1], role)

    def _part(self, parent: Any, role: Role) -> None:
        """Keep a box from joining an equal one above it, and two backgrounds from filling the room between them."""
        last, above = self._framed
        if (
            len(parent) > 0
            and parent[-1] is last
            and (above == role or (above and above.background and role.background))
        ):
            set_spacing(last, after=0)
            self.separate(parent)

    def _division(self, parent: Any, element: Any, place: Place) -> None:
        if parent.tag == w("body"):
            for name in element.get("class", "").split():
                if name in OWN_SECTIONS:
                    OWN_SECTIONS[name](self, parent, element, place)
                    return
        if "bilingual" in element.get("class", "").split() and len(element) > 1:
            shares = [1 / len(element)] * len(element)
            add_row(
                self, parent, list(element), shares, inherited(element, place), self.theme.roles["body"], splits=True
            )
            self.separate(parent)
            return
        if element.get("class") != "key-figures" or not len(element):
            self.blocks(parent, element, place)
            return
        add_figures(self, parent, element, inherited(element, place))

    def _definition(self, parent: Any, element: Any, place: Place) -> None:
        self.blocks(parent, element, msgspec.structs.replace(place, indent=place.indent + self.numbering.step))

    def _list(self, parent: Any, element: Any, place: Place) -> None:
        place = inherited(element, place)
        level = min(place.level + 1, LEVELS - 1)
        offset = place.offset if place.level >= 0 else place.indent
        indent = offset + self.numbering.step * (level + 1)
        in_box = place.edge >= 0
        if element.tag == "ol":
            start = int(element.get("start", "1"))
            number = self.numbering.ordered(element.get("type", "1"), level, start, offset, in_box)
        else:
            number = self.numbering.bullets(offset, in_box)
        hanging = self.numbering.hanging(indent, offset, in_box)
        loose = "tight" not in element.get("class", "").split()
        inside = msgspec.structs.replace(
            place, level=level, offset=offset, indent=indent, loose=loose, number=0, hanging=0
        )
        for item in element:
            task = "task" in item.get("class", "").split()
            marks = {"hanging": hanging} if task else {"number": number}
            first = inherited(item, msgspec.structs.replace(inside, **marks))
            if len(item) == 0 or item[0].tag != "p":  # the sign needs a paragraph to stand in
                self.begin(parent, self._style("list-item", first), "list-item", first)
            for place_in_item, child in enumerate(item):
                self.block(parent, child, first if place_in_item == 0 and child.tag == "p" else inherited(item, inside))
        if loose and place.level < 0 and len(parent) and parent[-1].tag == w("p"):
            set_spacing(parent[-1], after=twips(self.theme.roles["body"].after_pt))

    # --- Figures, tables, code, breaks ----------------------------------------------------------------------

    def _table(self, parent: Any, element: Any, place: Place) -> None:
        place = inherited(element, place)
        caption = element.find("caption")
        if caption is not None:
            # What stands first in a box or cell has its room from there.
            before = 0 if place.box and not len(parent) else twips(self.theme.roles["table"].before_pt)
            set_spacing(self.write(parent, caption, "caption", place, keepNext=1), before=before)
        elif self.page_break and place.story.holds_notes:
            self.begin(parent, SPACER, "body", place)
        if element.find(".//tr") is None:
            return
        add_table(self, parent, element, place)
        self.separate(parent)

    def _code(self, parent: Any, element: Any, place: Place) -> None:
        place = msgspec.structs.replace(place, rtl=False)
        role = self.theme.roles["code-block"]
        if not place.box:
            self._part(parent, role)
        paragraph = self.begin(parent, self._style("code-block", place), "code-block", place)
        for words, token in stretches(element):
            run = add(paragraph, "r")
            if token:
                add(add(run, "rPr"), "rStyle", val=character_style(token))
            add_lines(run, words)
            self.runs.faces.add((role.font, self.theme.roles[token or "code-block"].bold, False))
        if "short" in element.get("class", "").split():
            keep_lines(paragraph)
        self._framed = (paragraph, role)

    def _break(self, parent: Any, element: Any, place: Place) -> None:
        if "page-break" in element.get("class", "").split():
            self.page_break = True
        else:
            self.begin(parent, self.styles.paragraph("rule"), "rule", place)
