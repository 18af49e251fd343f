"""What stands in a paragraph of OpenDocument text: spans, links, notes, fields, frames (part 3, 6)."""

from typing import TYPE_CHECKING, Any

from exporter.model import nodes as n
from exporter.origin import Origin
from exporter.readers.formulas import UnreadableFormula
from exporter.readers.formulas.mathml import latex_of
from exporter.readers.office.languages import same_language
from exporter.readers.office.letters import Letters, over
from exporter.readers.office.pieces import Hyper, Piece
from exporter.readers.opendocument.names import (
    DC,
    DRAW,
    LOEXT,
    MATH,
    OFFICE,
    SVG,
    TEXT,
    XLINK,
    count,
    pixels,
    place_name,
)
from exporter.readers.opendocument.styles import Style

if TYPE_CHECKING:
    from exporter.readers.opendocument.story import Story

_ALMOST = 0.98
_MOST_SPACES = 80
_SKIPPED = frozenset(f"{TEXT}{name}" for name in ("soft-page-break", "change", "change-start", "change-end",
                     "note-citation", "toc-mark", "alphabetical-index-mark", "bookmark-end"))  # fmt: skip


class Runs:
    """Reads one paragraph."""

    def __init__(self, story: "Story", style: Style, origin: Origin) -> None:
        self._story, self._context, self._style, self._origin = story, story.context, style, origin
        self.pieces: list[Piece] = []
        self.ids: list[str] = []
        self.frames: list[Any] = []
        self.hidden: list[str] = []
        self.sequence, self.sequence_end = "", 0
        self._links = 0
        self._base = over(style.own, over(style.letters, self._context.styles.defaults))

    def read(self, element: Any) -> None:
        """Read all that an element holds."""
        self._inside(element, self._style.own, "", None)

    def _inside(self, element: Any, letters: Letters, role: str, link: Hyper | None) -> None:
        self._text(element.text, letters, role, link)
        for child in element:
            self._element(child, letters, role, link)
            self._text(child.tail, letters, role, link)

    def _element(self, element: Any, letters: Letters, role: str, link: Hyper | None) -> None:
        tag = element.tag
        if tag == f"{TEXT}span":
            own, own_role = self._context.styles.character(element.get(f"{TEXT}style-name", ""))
            self._inside(element, letters if own_role else over(own, letters), own_role or role, link)
        elif tag == f"{TEXT}a":
            self._links += 1
            target = element.get(f"{XLINK}href", "")
            target = place_name(target) if target.startswith("#") else target
            inner = Hyper(self._links, target, element.get(f"{OFFICE}title", "")) if target else link
            self._inside(element, letters, "link", inner)
        elif tag == f"{TEXT}s":
            self._text(" " * count(element.get(f"{TEXT}c"), 1, _MOST_SPACES), letters, role, link)
        elif tag == f"{TEXT}tab":
            self._text("\t", letters, role, link)
        elif tag == f"{TEXT}line-break":
            self._add(n.LineBreak(origin=self._origin), link)
        elif tag == f"{TEXT}note":
            self._note(element)
        elif tag in (
            f"{TEXT}bookmark",
            f"{TEXT}bookmark-start",
            f"{TEXT}reference-mark",
            f"{TEXT}reference-mark-start",
        ):
            self.ids.append(place_name(element.get(f"{TEXT}name", "")))
        elif tag in (f"{TEXT}bookmark-ref", f"{TEXT}reference-ref", f"{TEXT}sequence-ref"):
            self._reference(element)
        elif tag == f"{TEXT}sequence":
            self._inside(element, letters, role, link)
            if not self.sequence:
                self.sequence, self.sequence_end = element.get(f"{TEXT}name", "") or "Figure", len(self.pieces)
            self.ids.append(place_name(element.get(f"{TEXT}ref-name", "")))
        elif tag == f"{OFFICE}annotation":
            self._comment(element)
        elif tag == f"{DRAW}frame":
            self._frame(element, link)
        elif tag in (f"{DRAW}g", f"{DRAW}a"):
            for child in element:
                self._element(child, letters, role, link)
        elif tag == f"{DRAW}custom-shape":
            self.frames.append(element)
        elif tag not in _SKIPPED and isinstance(tag, str) and not tag.startswith(OFFICE):
            self._inside(element, letters, role, link)

    def _text(self, text: str | None, letters: Letters, role: str, link: Hyper | None) -> None:
        if not text:
            return
        whole = over(letters, self._base)
        if whole.hidden and not self._context.options.keep_all:
            self.hidden.append(text)
            return
        style = self._style.letters
        has_letters = any(map(str.isalpha, text))
        foreign = bool(whole.lang) and has_letters and not same_language(whole.lang or "", self._context.lang)
        is_code = role == "code" or (
            letters.is_monospaced and not style.is_monospaced and self._style.role.role != "code-block"
        )
        tilted = letters.italic is not None and letters.italic != bool(style.italic)
        self.pieces.append(
            Piece(
                node=n.Text(value=text, origin=self._origin),
                link=link,
                bold=bool(letters.bold) or role == "strong",
                italic=tilted or role == "emphasis",
                underline=bool(letters.underline) and role != "link",
                strike=bool(letters.strike),
                small_caps=bool(letters.small_caps),
                align=letters.align if letters.align in ("subscript", "superscript") else "",  # type: ignore[arg-type]
                code=is_code,
                lang=self._context.named(whole.lang or "") if foreign else "",
            )
        )

    def _add(self, node: n.AnyInline, link: Hyper | None = None) -> None:
        self.pieces.append(Piece(node=node, link=link))

    def _note(self, element: Any) -> None:
        body = element.find(f"{TEXT}note-body")
        blocks = self._context.read_blocks(body) if body is not None else ()
        self._add(n.Note(label=self._context.next_label(), blocks=blocks, origin=self._origin))

    def _comment(self, element: Any) -> None:
        author = " ".join(element.findtext(f"{DC}creator", "?").split())[:80]
        self._context.comment_count += 1
        if self._context.options.comments != "notes" and not self._context.options.keep_all:
            words = " ".join("".join(part.itertext()) for part in element.iter(f"{TEXT}p"))
            self._context.left_out(self._origin, words, "comment", f"a comment by {author}")
            return
        name = n.Paragraph(children=(n.Strong(children=(n.Text(value=f"{author}:"),)),), origin=self._origin)
        blocks = (name, *self._context.read_blocks(element))
        self._add(n.Note(label=self._context.next_label(), blocks=blocks, origin=self._origin))

    def _reference(self, element: Any) -> None:
        kind: n.Reference = "page" if element.get(f"{TEXT}reference-format") == "page" else "label"
        words = "".join(element.itertext())
        children = (n.Text(value=words, origin=self._origin),) if words.strip() else ()
        target = f"#{place_name(element.get(f'{TEXT}ref-name', ''))}"
        self._add(n.Link(target=target, children=children, reference=kind, origin=self._origin))

    # --- Frames ---------------------------------------------------------------------------------------------

    def _frame(self, frame: Any, link: Hyper | None) -> None:
        """The first of a frame's contents that can be read: its other ones say the same (part 3, 10.4.2)."""
        for content in frame:
            if content.tag == f"{DRAW}text-box":
                self.frames.append(content)
                return
            if content.tag == f"{DRAW}object" and self._formula(content):
                return
            if content.tag == f"{DRAW}image":
                image = self._image(frame, content)
                if image:
                    self._add(image, link)
                return
        if frame.find(f"{DRAW}object") is not None or frame.find(f"{DRAW}object-ole") is not None:
            text = "an object of another program has no picture, and was not read"
            self._context.tell("R416", text, "save it as a picture and put that in its place", self._origin)

    def _image(self, frame: Any, content: Any) -> n.Image | None:
        target = content.get(f"{XLINK}href", "").removeprefix("./")
        said = [" ".join(frame.findtext(SVG + name, "").split()) for name in ("title", "desc")]
        alt = " ".join(filter(None, said))
        if not target or ":" in target.split("/")[0] or target.startswith(("/", "..")):
            text = f'picture "{target[:80]}" is only linked to, and was not fetched'
            self._context.tell("R304", text, "break the link and save the picture in the document", self._origin)
            return None
        image = self._context.picture(self._context.package, target, alt, self._origin)
        if image is None:
            return None
        decorative = frame.get(f"{LOEXT}decorative") == "true"
        width_px, natural_px = pixels(frame.get(f"{SVG}width")), self._context.assets[image.asset].width_px
        column_px = self._context.column_px
        own = bool(width_px and column_px and width_px < _ALMOST * min(natural_px, column_px))
        width = f"{max(1, round(100 * width_px / column_px))}%" if own else ""
        return n.Image(src=image.src, alt="" if decorative else alt, decorative=decorative, width=width,
                       asset=image.asset, origin=self._origin)  # fmt: skip

    def _formula(self, content: Any) -> bool:
        """A formula: its LaTeX where that stands beside its MathML, or what that is in LaTeX."""
        root = content.find(f"{MATH}math")
        name = f"{content.get(f'{XLINK}href', '').removeprefix('./').rstrip('/')}/content.xml"
        if root is None and name in self._context.package:
            root = self._context.package.xml(name)
        if root is None or root.tag != f"{MATH}math":
            return False
        try:
            latex = latex_of(root)
        except UnreadableFormula as exc:
            text = f'a formula has something in it ("{exc}") that is not known; its signs stand as text'
            self._context.tell("R418", text, "write it as LaTeX between dollars", self._origin)
            said = next(root.iter(f"{MATH}annotation"), root)
            words = "".join(said.itertext())
            self._add(n.Code(value=" ".join(words.split()), origin=self._origin))
            return True
        if latex:
            self._add(n.Math(value=latex, display=root.get("display") == "block", origin=self._origin))
        return True
