"""The blocks of one part (ISO/IEC 29500-1, 17.2 to 17.4): paragraphs, tables and what holds them, as a manuscript."""

from typing import Any, Literal

import msgspec

from exporter.model import nodes as n
from exporter.readers.office.letters import over
from exporter.readers.office.manuscript import Break, Element, Inset, Item, Line, Look
from exporter.readers.office.pieces import Piece, inlines_of, trimmed
from exporter.readers.word.context import Context
from exporter.readers.word.names import WP, M, O, V, W, number, on, val
from exporter.readers.word.numbering import Marked
from exporter.readers.word.parts import WordParts
from exporter.readers.word.pictures import Pictures
from exporter.readers.word.runs import Runs
from exporter.readers.word.styles import Style, settings_of
from exporter.readers.word.tables import grid_of
from exporter.readers.word.words import PageStop, Words

_FURNITURE = ("furniture", "watermark", "logo", "notes-heading")
_CONTENTS = "Table of Contents"
_BOXES = {"☐": False, "☒": True, "☑": True}
_OWN_INDENT = ("list-item", "definition", "body")  # roles whose indent says what they belong to
_SEPARATORS = " .:\u00a0\u2002\u2003–—-)"


class Story:
    """Reads the paragraphs and tables of one part: the text, a note, a header."""

    def __init__(self, context: Context, parts: WordParts, part: str) -> None:
        self.context, self.relations = context, parts.relations(part)
        self.pictures = Pictures(context, parts, self.relations)
        self._runs = Runs(self)
        self._ids: list[str] = []
        self._sections: list[Any] = []

    def read(self, holder: Any) -> tuple[Element, ...]:
        """The manuscript of what a body, cell, note or text box holds."""
        if holder.tag == f"{W}body":
            self._sections = list(holder.iter(f"{W}sectPr"))
            for number_of, section in enumerate(self._sections):
                section.set(_PLACE, str(number_of))
            if self._sections:
                self.context.column_px = column_px(self._sections[0])
        found: list[Element] = []
        for child in holder:
            self._element(child, found)
        return tuple(found)

    def _element(self, element: Any, found: list[Element]) -> None:
        tag = element.tag
        if tag == f"{W}p":
            self._paragraph(element, found)
        elif tag == f"{W}tbl":
            found.append(grid_of(self, element, self._taken_ids()))
        elif tag == f"{W}sdt":
            self._control(element, found)
        elif tag == f"{W}bookmarkStart":
            self._ids.append(element.get(f"{W}name", ""))
        elif tag == f"{W}altChunk":
            text = "a part of the text is a file of another kind inside the document, and was not read"
            hint = "open the document in Word and save it again: Word takes such parts in"
            self.context.tell("R415", text, hint, self.context.origin(element))
        elif tag in (f"{M}oMathPara", f"{M}oMath"):
            holder = element.makeelement(f"{W}p", {})
            element.addprevious(holder)
            holder.append(element)
            self._paragraph(holder, found)
        elif tag in _HOLDERS:
            for child in list(element):
                self._element(child, found)

    def _control(self, element: Any, found: list[Element]) -> None:
        properties, content = element.find(f"{W}sdtPr"), element.find(f"{W}sdtContent")
        gallery = val(properties, "docPartObj", "docPartGallery")
        if gallery == _CONTENTS and not self.context.options.keep_all:
            self.context.lists.add("TOC")
            words = "".join(part.text or "" for part in element.iter(f"{W}t"))
            self.context.left_out(self.context.origin(element), words, "contents", "contents are made anew")
            return
        for child in content if content is not None else ():
            self._element(child, found)

    # --- Paragraphs -----------------------------------------------------------------------------------------

    def _paragraph(self, paragraph: Any, found: list[Element]) -> None:
        context = self.context
        properties, origin = paragraph.find(f"{W}pPr"), context.origin(paragraph)
        identifier = val(properties, "pStyle")
        style = context.styles.paragraph(identifier)
        own = settings_of(properties)
        words = self._runs.read(paragraph, style, origin)
        role, rule, confidence = style.role.role, style.rule, style.confidence
        if "level" in own and role == "body" and own["level"] < _HEADINGS:
            role, rule, confidence = f"heading-{own['level'] + 1}", f"outline level {own['level'] + 1}", 0.95
        if on(properties, "pageBreakBefore") and len(found) and not self._runs.open_list:
            found.append(Break(origin))
        context.left_out(origin, "".join(words.hidden), "hidden", "hidden in Word")
        if self._is_left_out(role, words, origin):
            self._ids += words.ids
            return
        marked = self._mark(own, style, identifier or "")
        line = _Frame(self, role, style, own, marked, words, origin, (rule, confidence, _is_initial(properties)))
        self._lines(paragraph, line, found)
        for frame in words.frames:
            found.append(Inset(origin=origin, content=self.read(frame)))
        section = properties.find(f"{W}sectPr") if properties is not None else None
        if section is not None:
            found.append(self._section(section, origin))

    def _is_left_out(self, role: str, words: Words, origin: Any) -> bool:
        """Whether a paragraph is no part of the text: a line of the contents, a header."""
        is_list = role.startswith("toc-") or role == "contents-heading" or (words.in_list and role != "spacer")
        if (not is_list and role not in _FURNITURE) or self.context.options.keep_all:
            return False
        text = "".join(part.node.value for part in words.parts if isinstance(part, Piece)
                       and isinstance(part.node, n.Text))  # fmt: skip
        why = "contents are made anew" if is_list else "stands around the text on each page"
        self.context.left_out(origin, text, "contents" if is_list else "furniture", why)
        return True

    def _mark(self, own: dict[str, Any], style: Style, identifier: str) -> Marked | None:
        number = own.get("number", style.number)
        if not number:
            return None
        numbering = self.context.numbering
        level = own.get("number_level", style.number_level)
        if "number_level" not in own and (of_style := numbering.level_of_style(number, identifier)) is not None:
            level = of_style
        if "indent" not in own and (indent := numbering.indent(number, level)) is not None:
            own["indent"] = indent
        return numbering.next(number, level)

    def _lines(self, paragraph: Any, frame: "_Frame", found: list[Element]) -> None:
        """The lines of a paragraph: several where a page begins inside it."""
        stretches: list[list[Piece]] = [[]]
        for part in frame.words.parts:
            if isinstance(part, PageStop):
                stretches.append([])
            else:
                stretches[-1].append(part)
        for place, stretch in enumerate(stretches):
            if place:
                found.append(Break(frame.origin))
            children = frame.children(stretch)
            shows = bool(children) or (frame.marked is not None and place == 0 and not frame.is_heading)
            if place == 0 and frame.words.ids:
                self._ids += frame.words.ids
            if frame.role == "spacer" and found and isinstance(found[-1], Line) and found[-1].role == "spacer":
                continue
            if shows or frame.role in ("spacer", "rule"):
                found.append(frame.line(children, self._taken_ids() if shows else ()))
            elif frame.style.ruled or _is_rule(paragraph):
                found.append(Line(origin=frame.origin, role="rule", rule="a border without words", confidence=0.8))

    def _taken_ids(self) -> tuple[str, ...]:
        wanted, placed = self.context.referenced, self.context.placed
        ids, self._ids = tuple(name for name in self._ids if name in wanted and name not in placed), []
        placed.update(ids)
        return ids

    def _section(self, section: Any, origin: Any) -> Break:
        """The end of a section; how the next one begins is said by that one."""
        place = number(section.get(_PLACE), -1)
        following = self._sections[place + 1] if 0 <= place < len(self._sections) - 1 else None
        if following is not None:
            self.context.column_px = column_px(following)
        kind = val(following, "type") if following is not None else None
        return Break(origin, new_page=kind not in ("continuous", "nextColumn"))


class _Frame:
    """What all lines of a paragraph have in common."""

    def __init__(self, story: Story, role: str, style: Style, own: dict[str, Any], marked: Marked | None, words: Words,
                 origin: Any, said: tuple[str, float, bool]) -> None:  # fmt: skip
        self._context = story.context
        self.role, self.style, self.marked, self.words, self.origin = role, style, marked, words, origin
        self._own, (self._rule, self._confidence, self._initial) = own, said
        self.is_heading = role.startswith("heading-")
        if self.is_heading and marked and not marked.form.is_bullet:
            self._context.is_numbered = True

    def children(self, stretch: list[Piece]) -> n.AnyInline | Any:
        """The inlines of a stretch, without the number of a caption and the box of a task."""
        words = self.words
        if words.sequence and self.role == "caption":
            stretch = _unnumbered(stretch, words)
        if self.role == "code-block":
            return inlines_of(stretch)
        pieces = trimmed(stretch)
        if self.marked and not self.marked.is_plain and not self.is_heading and self.marked.label.strip():
            label = n.Text(value=f"{self.marked.label.strip()} ", origin=self.origin)
            pieces = [Piece(node=label), *pieces]
        return inlines_of(pieces)

    def line(self, children: Any, ids: tuple[str, ...]) -> Line:
        style, own, context = self.style, self._own, self._context
        align = own.get("align", style.align)
        indent = own.get("indent", style.indent)
        rtl = own.get("rtl", style.rtl)
        dir: Literal["", "ltr", "rtl"] = (
            "" if bool(rtl) == context.rtl or self.role == "code-block" else "rtl" if rtl else "ltr"
        )
        item = self._item()
        if item is None and self.role not in _OWN_INDENT:
            indent -= style.indent
        if item is not None and item.checked is None and not item.ordered:
            item, children = _task(item, children)
        return Line(
            origin=self.origin, children=children, role="drop-cap" if self._initial else self.role,
            box=style.role.box, rule=self._rule, confidence=self._confidence, ids=tuple(map(_plain_id, ids)), dir=dir,
            align=_aligned(align, bool(rtl)), item=item, indent=max(0, indent), loose=style.name.endswith("Loose"),
            keeps_with_next=own.get("keeps_with_next", style.keeps_with_next), numbered=bool(self.words.sequence),
            sequence=self.words.sequence, annex=self._is_annex(), look=self._look(align),
        )  # fmt: skip

    def _item(self) -> Item | None:
        if self.words.checked is not None:
            return Item("task", -1, checked=self.words.checked)
        marked = self.marked
        if marked is None or self.is_heading or not (marked.is_plain or marked.form.is_bullet):
            return None
        if marked.form.is_bullet:
            return Item(marked.key, marked.level, checked=_BOXES.get(marked.form.label.strip()))
        return Item(marked.key, marked.level, True, marked.style, marked.number)

    def _is_annex(self) -> bool:
        return bool(self.is_heading and self.marked and self.marked.form.format == "upperLetter"
                    and not self.marked.is_plain)  # fmt: skip

    def _look(self, align: str) -> Look:
        letters = over(self.style.letters, self._context.styles.defaults)
        texts = [(len(part.node.value), part.bold) for part in self.words.parts
                 if isinstance(part, Piece) and isinstance(part.node, n.Text)]  # fmt: skip
        count = sum(length for length, _ in texts)
        bold = sum(length for length, is_bold in texts if is_bold) / count if count else 0.0
        size = self.words.size_pt or letters.size_pt or 0.0
        return Look(max(bold, float(bool(letters.bold))), size, align == "center")


_HEADINGS = 9
_FLAT = 40_000  # EMU, about three points
_PLACE = "place"  # the attribute in which each section keeps its number
_TWIPS_IN_PX = 15
_GAP = 720  # between columns, where nothing is said (17.6.4)
_HOLDERS = frozenset(f"{W}{name}" for name in "customXml smartTag body sdtContent".split())


def column_px(section: Any) -> float:
    """How wide a line of a section is, in CSS pixels; 0 where it does not say."""
    size, margins, columns = (section.find(W + name) for name in ("pgSz", "pgMar", "cols"))
    if size is None or margins is None:
        return 0.0
    sides = number(margins.get(f"{W}left")) + number(margins.get(f"{W}right"))
    width = max(0, number(size.get(f"{W}w")) - sides)
    count = max(1, number(columns.get(f"{W}num"), 1)) if columns is not None else 1
    gap = number(columns.get(f"{W}space"), _GAP) if columns is not None else 0
    return max(0.0, (width - (count - 1) * gap) / count / _TWIPS_IN_PX)


def _plain_id(name: str) -> str:
    """A bookmark's name as an id: that of a caption's label is the caption's own."""
    return name.removeprefix("_Ref_") if name.startswith("_Ref_") else name


def _unnumbered(stretch: list[Piece], words: Words) -> list[Piece]:
    """The pieces of a caption behind its number, and what parts it from the words."""
    rest = stretch[words.sequence_end :]
    for place, piece in enumerate(rest):
        if not isinstance(piece.node, n.Text):
            return rest[place:]
        if value := piece.node.value.lstrip(_SEPARATORS):
            first = msgspec.structs.replace(piece, node=n.Text(value=value, origin=piece.node.origin))
            return [first, *rest[place + 1 :]]
    return []


def _task(item: Item, children: Any) -> tuple[Item, Any]:
    """An item that begins with a box is one of a task list."""
    first = children[0] if children else None
    if isinstance(first, n.Text) and first.value[:1] in _BOXES and first.value[1:2] in (" ", "\t"):
        rest = first.value[2:].lstrip()
        checked = Item(item.key, item.level, checked=_BOXES[first.value[0]])
        return checked, (*((n.Text(value=rest, origin=first.origin),) if rest else ()), *children[1:])
    return item, children


def _aligned(align: str, rtl: bool) -> Any:
    """In a paragraph from right to left, "left" is where lines begin (ISO/IEC 29500-1, 17.3.1.13)."""
    sides = {"left": "right", "right": "left", "start": "right", "end": "left"} if rtl else {"start": "left",
             "end": "right"}  # fmt: skip
    side = sides.get(align, align)
    return side if side in ("left", "center", "right") else ""


def _is_initial(properties: Any) -> bool:
    frame = properties.find(f"{W}framePr") if properties is not None else None
    return frame is not None and frame.get(f"{W}dropCap", "none") != "none"


def _is_rule(paragraph: Any) -> bool:
    """Whether all that a paragraph without words shows is a line: Word's own, or a flat shape."""
    flat = [extent for extent in paragraph.iter(f"{WP}extent") if number(extent.get("cy"), _FLAT) < _FLAT]
    return bool(flat) or any(shape.get(f"{O}hr") in ("t", "true") for shape in paragraph.iter(f"{V}rect"))
