"""What stands in a paragraph: runs, links, fields, notes, pictures, equations, controls (ISO/IEC 29500-1, 17.3)."""

import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from exporter.model import nodes as n
from exporter.origin import Origin
from exporter.readers.formulas import UnreadableFormula
from exporter.readers.office.languages import same_language
from exporter.readers.office.letters import Letters, over
from exporter.readers.office.pieces import Hyper, Piece
from exporter.readers.word.fields import Field
from exporter.readers.word.formulas import latex_of
from exporter.readers.word.language import lang_of
from exporter.readers.word.names import MC, W14, M, R, W, on, val
from exporter.readers.word.styles import Style
from exporter.readers.word.symbols import sign_of
from exporter.readers.word.words import PageStop, Words, form_box, on_attribute, shows, text_frames

if TYPE_CHECKING:
    from exporter.readers.word.story import Story

_SKIPPED = frozenset(
    f"{W}{name}"
    for name in "pPr rPr proofErr permStart permEnd lastRenderedPageBreak footnoteRef endnoteRef annotationRef "
    "separator "
    "continuationSeparator commentRangeStart commentRangeEnd bookmarkEnd sdtPr sdtEndPr delText instrText fldChar "
    "customXmlPr smartTagPr rubyPr".split()
)  # fmt: skip
_MOST_OPEN = 40  # fields in fields
_MOST_PLACES = 200  # bookmarks open at one place
_LONGEST_CODE = 4_000
_NAMED = ("link", "code", "label", "credit", "note-call")  # roles whose look says nothing more
_PRIVATE = re.compile("[\uf020-\uf0ff]")


class Runs:
    """Reads the paragraphs of one story; fields may go over several."""

    def __init__(self, story: "Story") -> None:
        self._story = story
        self._context = story.context
        self._fields: list[Field] = []
        self._links = 0
        self._paragraphs = 0
        self._handlers: dict[str, Callable[[Any, Letters, str], None]] = {
            f"{W}r": self._run,
            f"{W}hyperlink": self._hyperlink,
            f"{W}fldSimple": self._simple_field,
            f"{W}bookmarkStart": self._bookmark,
            f"{W}sdt": self._control,
            f"{M}oMath": self._formula,
            f"{M}oMathPara": self._formulas,
            f"{W}subDoc": self._outside,
            f"{MC}AlternateContent": self._alternate,
        }

    @property
    def open_list(self) -> bool:
        """Whether a list of contents goes on behind the paragraph that was read last."""
        return any(field.is_list and field.in_result for field in self._fields)

    def read(self, paragraph: Any, style: Style, origin: Origin) -> Words:
        """The content of a paragraph in a style."""
        self._paragraphs += 1
        self._style, self._origin = style, origin
        self._link: Hyper | None = None
        self._anchor = ""
        self._anchor_end = ""
        self.words = Words([], [], [], [], in_list=self.open_list)
        base = over(style.letters, self._context.styles.defaults)
        self._base = base
        self._inside(paragraph, Letters(), "")
        if self._anchor and self._anchor_end == "used":
            self.words.ids.append(self._anchor)
        return self.words

    def _inside(self, element: Any, letters: Letters, role: str) -> None:
        for child in element:
            tag = child.tag
            handler = self._handlers.get(tag)
            if handler is not None:
                handler(child, letters, role)
            elif tag == f"{W}bookmarkEnd":
                self._bookmark_end(child.get(f"{W}id", ""))
            elif tag not in _SKIPPED and isinstance(tag, str):
                self._inside(child, letters, role)

    # --- Runs -----------------------------------------------------------------------------------------------

    def _run(self, run: Any, outer: Letters, outer_role: str) -> None:
        properties = run.find(f"{W}rPr")
        letters, role = outer, outer_role
        if properties is not None and len(properties):
            of_style, own_role = self._context.styles.character(val(properties, "rStyle"))
            letters = over(
                self._context.styles.letters(properties), outer if own_role in _NAMED else over(of_style, outer)
            )
            role = own_role or outer_role
        for child in run:
            tag = child.tag
            if tag == f"{W}t":
                self._text(child.text or "", letters, role)
            elif tag == f"{W}tab" or tag == f"{W}ptab":
                self._text("\t", letters, role)
            elif tag in (f"{W}br", f"{W}cr"):
                self._break(child)
            elif tag == f"{W}fldChar":
                self._field_part(child)
            elif tag == f"{W}instrText":
                if self._fields and not self._fields[-1].in_result and len(self._fields[-1].code) < _LONGEST_CODE:
                    self._fields[-1].code += child.text or ""
            elif tag == f"{W}noBreakHyphen":
                self._text("\u2011", letters, role)
            elif tag == f"{W}softHyphen":
                self._text("\u00ad", letters, role)
            elif tag == f"{W}sym":
                self._symbol(child, letters, role)
            elif tag in (f"{W}footnoteReference", f"{W}endnoteReference"):
                self._note(child)
                if on_attribute(child, "customMarkFollows"):
                    return  # the mark that stands for it
            elif tag == f"{W}commentReference":
                note = self._context.comments.note(child.get(f"{W}id", ""), self._origin)
                if note:
                    self._add(note)
            elif tag in (f"{W}drawing", f"{W}pict", f"{W}object"):
                self._drawing(child)
            elif tag == f"{MC}AlternateContent":
                self._alternate(child, letters, role)
            elif tag == f"{W}ruby":
                self._ruby(child, letters, role)
            elif tag not in _SKIPPED and isinstance(tag, str):
                self._inside(child, letters, role)

    def _text(self, text: str, letters: Letters, role: str) -> None:
        if not text:
            return
        if not all(field.in_result for field in self._fields):
            return  # a part of a code
        whole = over(letters, self._base)
        self.words.size_pt = max(self.words.size_pt, whole.size_pt or 0.0)
        if _PRIVATE.search(text) and whole.font:
            text = _PRIVATE.sub(lambda found: sign_of(whole.font or "", ord(found[0])) or found[0], text)
        if whole.hidden and not self._context.options.keep_all:
            self.words.hidden.append(text)
            return
        self._add(n.Text(value=text, origin=self._origin), **self._marks(text, letters, whole, role))

    def _marks(self, text: str, letters: Letters, whole: Letters, role: str) -> dict[str, Any]:
        """The marks of letters that are not those of the whole paragraph's style."""
        style = self._style
        tilted = letters.italic is not None and letters.italic != bool(style.letters.italic)
        lang = lang_of(whole, text)
        foreign = bool(lang) and not whole.unproofed and not same_language(lang, self._context.lang)
        is_code = role == "code" or (
            letters.is_monospaced and not style.letters.is_monospaced and style.role.role != "code-block"
        )
        align = letters.align if letters.align in ("subscript", "superscript") and role != "note-call" else ""
        return {
            "bold": bool(letters.bold) or role == "strong",
            "italic": tilted or role == "emphasis",
            "underline": bool(letters.underline) and role != "link",
            "strike": bool(letters.strike),
            "small_caps": bool(letters.small_caps),
            "align": align,
            "code": is_code,
            "lang": self._context.named(lang) if foreign and any(map(str.isalpha, text)) else "",
            "role": role if role in ("label", "credit") else "",
        }

    def _add(self, node: n.AnyInline, **marks: Any) -> None:
        piece = Piece(node=node, link=self._hyper(), anchor=self._anchor, **marks)
        self.words.parts.append(piece)
        self.words.shows |= shows(piece)
        if self._anchor_end == "used":
            self._anchor = self._anchor_end = ""

    def _hyper(self) -> Hyper | None:
        if self._link:
            return self._link
        for field in reversed(self._fields):
            if field.in_result and field.name == "HYPERLINK":
                anchor = field.switch("l")
                target = field.argument if anchor is None or field.argument != anchor else ""
                if anchor:
                    target += f"#{anchor}"
                return Hyper(field.link, target, field.switch("o") or "") if target else None
        return None

    def _break(self, element: Any) -> None:
        kind = element.get(f"{W}type", "textWrapping")
        if kind == "page":
            self.words.parts.append(PageStop())
        elif kind == "column":
            self._add(n.Text(value=" ", origin=self._origin))
        else:
            self._add(n.LineBreak(origin=self._origin))

    def _symbol(self, element: Any, letters: Letters, role: str) -> None:
        font, code = element.get(f"{W}font", ""), element.get(f"{W}char", "")
        sign = sign_of(font, int(code, 16)) if re.fullmatch("[0-9A-Fa-f]{1,6}", code) else ""
        if not sign:
            self._context.tell("R419", f'the sign {code or "?"} of the font "{font}" has no letter of its own',
                               "write the sign that it shows in another font", self._origin)  # fmt: skip
            sign = "\ufffd"
        self._text(sign, letters, role)

    def _ruby(self, element: Any, letters: Letters, role: str) -> None:
        """Words with their reading above, which stands behind them in brackets."""
        base, reading = element.find(f"{W}rubyBase"), element.find(f"{W}rt")
        if base is not None:
            self._inside(base, letters, role)
        words = "".join(part.text or "" for part in reading.iter(f"{W}t")) if reading is not None else ""
        if words:
            self._text(f"({words})", letters, role)

    # --- Links, fields, bookmarks ---------------------------------------------------------------------------

    def _hyperlink(self, element: Any, letters: Letters, role: str) -> None:  # noqa: ARG002
        relation = self._story.relations.get(element.get(f"{R}id", ""))
        anchor = element.get(f"{W}anchor", "")
        target = relation.target if relation and relation.external else ""
        if anchor:
            target += f"#{anchor}"
        outer = self._link
        self._links += 1
        if target and not self.open_list:
            self._link = Hyper(self._links, target, element.get(f"{W}tooltip", ""))
        self._inside(element, letters, "link")
        self._link = outer

    def _simple_field(self, element: Any, letters: Letters, role: str) -> None:
        self._fields.append(Field(element.get(f"{W}instr", "")))
        self._begin_result()
        self._inside(element, letters, role)
        self._end_field()

    def _field_part(self, element: Any) -> None:
        kind = element.get(f"{W}fldCharType")
        if kind == "begin":
            if len(self._fields) == _MOST_OPEN:
                del self._fields[0]  # never ended
            self._fields.append(Field(box=form_box(element)))
        elif kind == "separate" and self._fields and not self._fields[-1].in_result:
            self._begin_result()
        elif kind == "end" and self._fields:
            if not self._fields[-1].in_result:
                self._begin_result()
            self._end_field()

    def _begin_result(self) -> None:
        field = self._fields[-1]
        self._links += 1
        field.in_result, field.link = True, self._links
        field.start, field.paragraph = len(self.words.parts), self._paragraphs
        if field.is_list:
            self.words.in_list = True
            self._context.lists.add(field.name if field.switch("c") is None else field.switch("c") or "")
        if field.is_outside:
            text = f"a field {field.name} takes something from another file; what it showed last was read"
            self._context.tell("R415", text, "put it into the document itself", self._origin)

    def _end_field(self) -> None:
        field = self._fields.pop()
        name, parts = field.name, self.words.parts
        here = field.paragraph == self._paragraphs
        if name == "FORMCHECKBOX":
            self._add(n.Text(value=field.box or "☐", origin=self._origin))
        elif name == "SEQ" and here and not self.words.sequence:
            self.words.sequence, self.words.sequence_end = field.argument, len(parts)
        elif name in ("REF", "PAGEREF") and here and not self.open_list and field.argument:
            self._reference(field, "page" if name == "PAGEREF" else "label")
        elif name == "NOTEREF" and here:
            label = self._context.note_of_bookmark.get(field.argument)
            if label:
                del parts[field.start :]
                self._add(n.NoteReference(label=label, origin=self._origin))

    def _reference(self, field: Field, kind: n.Reference) -> None:
        """A cross-reference; its words stay in it until it is known what its target is."""
        parts = self.words.parts
        shown = [part for part in parts[field.start :] if isinstance(part, Piece)]
        if len(shown) != len(parts) - field.start:
            return
        words = "".join(part.node.value for part in shown if isinstance(part.node, n.Text))
        del parts[field.start :]
        children = (n.Text(value=words, origin=self._origin),) if words.strip() else ()
        self._link, outer = None, self._link
        self._add(n.Link(target=f"#{field.argument}", children=children, reference=kind, origin=self._origin))
        self._link = outer

    def _bookmark(self, element: Any, letters: Letters, role: str) -> None:  # noqa: ARG002 - one signature for all
        name = element.get(f"{W}name", "")
        if len(self._context.open_bookmarks) < _MOST_PLACES:
            self._context.open_bookmarks[element.get(f"{W}id", "")] = name
        if not name or name == "_GoBack":
            return
        if not self.words.shows:
            self.words.ids.append(name)
        elif name in self._context.referenced and not self._anchor:
            self._anchor, self._anchor_start = name, len(self.words.parts)

    def _bookmark_end(self, identifier: str) -> None:
        name = self._context.open_bookmarks.pop(identifier, "")
        if self._anchor and name == self._anchor and self._anchor_end != "used":
            if len(self.words.parts) > self._anchor_start:
                self._anchor = ""
            else:
                self._anchor_end = "used"  # around nothing: what follows is its place

    # --- Notes, pictures, equations, controls ---------------------------------------------------------------

    def _note(self, element: Any) -> None:
        kind = "footnote" if element.tag == f"{W}footnoteReference" else "endnote"
        node = self._context.notes.call(kind, element.get(f"{W}id", ""), self._origin)
        if node is None:
            return
        for name in self._context.open_bookmarks.values():
            self._context.note_of_bookmark[name] = node.label
        self._add(node)

    def _drawing(self, element: Any) -> None:
        for image in self._story.pictures.images(element, self._origin):
            self._add(image)
        self.words.frames.extend(text_frames(element))

    def _alternate(self, element: Any, letters: Letters, role: str) -> None:
        """One of several ways to say the same: the first that is understood (29500-3, 7.2)."""
        choices = [*element.findall(f"{MC}Choice"), *element.findall(f"{MC}Fallback")]
        for choice in choices:
            if self._story.pictures.understands(choice) or choice is choices[-1]:
                if element.getparent().tag == f"{W}r":
                    for child in choice:
                        if child.tag in (f"{W}drawing", f"{W}pict", f"{W}object"):
                            self._drawing(child)
                        else:
                            self._inside(choice, letters, role)
                            return
                else:
                    self._inside(choice, letters, role)
                return

    def _formulas(self, element: Any, letters: Letters, role: str) -> None:  # noqa: ARG002
        for formula in element.iter(f"{M}oMath"):
            self._equation(formula, display=True)

    def _formula(self, element: Any, letters: Letters, role: str) -> None:  # noqa: ARG002
        self._equation(element, display=False)

    def _equation(self, element: Any, display: bool) -> None:
        try:
            latex = latex_of(element)
        except UnreadableFormula as exc:
            words = "".join(part.text or "" for part in element.iter(f"{M}t"))
            text = f'an equation has something in it ("{exc}") that is not known; its signs stand as text'
            self._context.tell("R418", text, "write it as LaTeX between dollars", self._origin)
            self._add(n.Text(value=words, origin=self._origin))
            return
        if latex:
            self._add(n.Math(value=latex, display=display, origin=self._origin))

    def _control(self, element: Any, letters: Letters, role: str) -> None:
        properties, content = element.find(f"{W}sdtPr"), element.find(f"{W}sdtContent")
        if content is None:
            return
        box = properties.find(f"{W14}checkbox") if properties is not None else None
        if box is not None:
            mark = box.find(f"{W14}checked")
            checked = mark is not None and mark.get(f"{W14}val", "1") in ("1", "true", "on")
            if self.words.checked is None and not self.words.shows:
                self.words.checked = checked
            else:
                self._add(n.Text(value="☑" if checked else "☐", origin=self._origin))
            return
        if properties is not None and on(properties, "showingPlcHdr"):
            words = "".join(part.text or "" for part in content.iter(f"{W}t"))
            if not self._context.options.keep_all:
                self._context.left_out(self._origin, words, "placeholder", "asks for words that nobody wrote")
                return
        self._inside(content, letters, role)

    def _outside(self, element: Any, letters: Letters, role: str) -> None:  # noqa: ARG002
        relation = self._story.relations.get(element.get(f"{R}id", ""))
        name = relation.target if relation else ""
        text = f'a part of the text lies in another file, "{name[:80]}", which was not read'
        self._context.tell("R415", text, "put it into the document itself", self._origin)
