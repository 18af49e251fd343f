"""Phrasing content to runs: text with its format, links, breaks, fields, pictures, calls of notes."""

import re
from collections.abc import Callable
from copy import deepcopy
from typing import Any

import msgspec

from exporter.backends.docx.bookmarks import Bookmarks, place_name
from exporter.backends.docx.contents import SEQUENCES, add_caption_number, add_page_of
from exporter.backends.docx.controls import checkbox
from exporter.backends.docx.directions import directed
from exporter.backends.docx.fields import add_field, add_text
from exporter.backends.docx.formats import PLAIN, Format, run_properties
from exporter.backends.docx.lettering import Lettering
from exporter.backends.docx.notes import Notes
from exporter.backends.docx.ooxml import R, add, w
from exporter.backends.docx.pictures import Room, picture_run
from exporter.backends.docx.story import Story
from exporter.backends.docx.style_names import LINKED_CODE, character_style
from exporter.publication import ELSEWHERE, Pages
from exporter.theme import Role, Theme
from exporter.theme.scripts import is_upright

_SPACES = re.compile(r"[ \t\n\r]+")
# What Word takes for the address of a link; it calls a whole file broken for one that is none.
_ADDRESS = re.compile(
    r"(?:https?|ftp)://[^/?#\s:@]+(?::\d+)?(?:[/?#]\S*)?|(?:mailto|tel|sms|sip|geo|doi|urn):[^\s:]\S*", re.I
)
_CODE = character_style("code")
_LINK = character_style("link")
_CHANGES: dict[str, dict[str, Any]] = {
    "strong": {"bold": True},
    "s": {"strike": True},
    "u": {"underline": True},
    "sub": {"align": "subscript"},
    "sup": {"align": "superscript"},
    "small": {},
    "abbr": {},
    "q": {},
    "time": {},
}
_SPAN_ROLES = ("label", "credit")


class Line(msgspec.Struct, frozen=True):
    """What runs need to know of their paragraph: story, role, direction, language, the room for a picture."""

    story: Story
    role: Role
    rtl: bool
    lang: str
    room: Room
    in_contents: bool = False


class RunWriter:
    """Writes the runs of one document and collects which faces of the theme's fonts they use."""

    def __init__(self, theme: Theme, notes: Notes, bookmarks: Bookmarks, pages: Pages, page_pattern: str) -> None:
        self.pages = pages
        self.page_pattern = page_pattern
        self.notes = notes
        self.bookmarks = bookmarks
        self.faces: set[tuple[str, bool, bool]] = set()  # font, bold, italic
        self._theme = theme
        self.lettering = Lettering(theme)
        self.upright = is_upright(theme)
        self._properties: dict[Format, Any] = {}

    def write(self, paragraph: Any, element: Any, line: Line) -> None:
        """Add the runs of an element's content to a paragraph, its white space collapsed as CSS does."""
        _Setting(self, paragraph, line).content(element)

    def font(self, format: Format, role: Role) -> str:
        """The name of a run's font of Latin letters."""
        if format.style in (_CODE, LINKED_CODE):
            return self._theme.roles["code"].font
        if format.style == character_style("credit"):
            return self._theme.roles["credit"].font
        return role.font

    def format(self, run: Any, format: Format, role: Role, fonts: tuple[str, ...]) -> None:
        """Give a run its properties; `fonts` are those that set its text."""
        italic = self._theme.roles["credit"].italic if format.style == character_style("credit") else role.italic
        bold = format.bold or role.bold or format.style == character_style("label")
        self.faces.update((font, bold, italic if format.italic is None else format.italic) for font in fonts)
        if format == PLAIN:
            return
        if format not in self._properties:
            self._properties[format] = run_properties(format)
        run.append(deepcopy(self._properties[format]))


class _Setting:
    """One paragraph while it is set: knows whether a space would be the second."""

    def __init__(self, writer: RunWriter, paragraph: Any, line: Line) -> None:
        self._writer = writer
        self._paragraph = paragraph
        self._line = line
        self._rtl = line.rtl
        self._after_space = True
        self._last: Any = None  # the last w:t, while nothing but text came after it
        self._handlers: dict[str, Callable[[Any, Format, Any], None]] = {
            **dict.fromkeys(_CHANGES, self._changed),
            "em": self._emphasis,
            "code": self._code,
            "span": self._span,
            "a": self._link,
            "br": self._break,
            "img": self._picture,
        }

    def content(self, element: Any) -> None:
        lang = self._line.lang
        self._inside(element, Format(lang=lang) if lang else PLAIN, self._paragraph)
        if self._last is not None and self._last.text.endswith(" "):
            self._last.text = self._last.text[:-1]

    def _inside(self, element: Any, format: Format, parent: Any) -> None:
        if element.text:
            self._words(element.text, format, parent)
        for child in element:
            if isinstance(child.tag, str):
                self._element(child, format, parent)
            if child.tail:
                self._words(child.tail, format, parent)

    def _element(self, element: Any, format: Format, parent: Any) -> None:
        handler = self._handlers.get(element.tag)
        if handler is None:
            raise ValueError(f"no run for <{element.tag}>")
        attributes = element.attrib
        if not attributes:
            handler(element, format, parent)
            return
        outer = self._rtl
        if "lang" in attributes:
            format = msgspec.structs.replace(format, lang=attributes["lang"])
        if "dir" in attributes:
            self._rtl = attributes["dir"] == "rtl"
        number = self._writer.bookmarks.start(parent, element)
        handler(element, format, parent)
        self._writer.bookmarks.end(parent, number)
        self._rtl = outer

    def _changed(self, element: Any, format: Format, parent: Any) -> None:
        changes = _CHANGES[element.tag]
        self._inside(element, msgspec.structs.replace(format, **changes) if changes else format, parent)

    def _emphasis(self, element: Any, format: Format, parent: Any) -> None:
        if self._writer.upright:  # stress by weight, as in common.css
            self._inside(element, msgspec.structs.replace(format, bold=True), parent)
            return
        italic = self._line.role.italic if format.italic is None else format.italic
        self._inside(element, msgspec.structs.replace(format, italic=not italic), parent)

    def _code(self, element: Any, format: Format, parent: Any) -> None:
        style = LINKED_CODE if format.style == _LINK else _CODE
        self._inside(element, msgspec.structs.replace(format, style=style), parent)

    def _span(self, element: Any, format: Format, parent: Any) -> None:
        classes = element.get("class", "").split()
        if "page-number" in classes or "page-count" in classes:
            add_field(parent, "PAGE" if "page-number" in classes else "NUMPAGES", "1")
            self._not_text()
            return
        if "current-section" in classes:
            # Word finds the heading itself, on each page anew; who cannot shows nothing.
            add_field(parent, "STYLEREF 1", "")
            self._not_text()
            return
        if "math" in classes:
            from exporter.backends.docx.formulas import equation  # few texts have any

            parent.append(equation(element))
            self._not_text()
            return
        if "number" in classes and self._number(element, parent):
            return
        if "checkbox" in classes:
            parent.append(checkbox(element.get("data-checked") == "true", element.get("aria-label", "")))
            add(add(parent, "r"), "tab")
            self._not_text()
            self._after_space = True
            return
        for role in _SPAN_ROLES:
            if role in classes and format.style != _LINK:
                format = msgspec.structs.replace(format, style=character_style(role))
        if "small-caps" in classes:
            format = msgspec.structs.replace(format, small_caps=True)
        self._inside(element, format, parent)

    def _number(self, element: Any, parent: Any) -> bool:
        """The number of a heading (Word counts it), of a caption (a field) or before a line of the contents."""
        around = element.getparent()
        if around.tag in SEQUENCES:
            holder = around.getparent()
            bold = msgspec.structs.replace(PLAIN, bold=True)
            start = len(parent)
            add_caption_number(
                parent, element.text, SEQUENCES[around.tag], holder.get("id", ""), self._writer.bookmarks
            )
            for run in parent[start:]:
                if run.tag == w("r"):
                    self._writer.format(run, bold, self._line.role, (self._line.role.font,))
                    if run[-1].tag == w("rPr"):
                        run.insert(0, run[-1])
        elif around.tag == "a":
            self._words(element.text, PLAIN, parent)
            if element.text.replace(".", "").isdigit():
                add(add(parent, "r"), "tab")
            else:  # "Annex A", "Figure 1": as long as they are, a tab would lead them apart
                add_text(add(parent, "r"), "\u2002")
            self._after_space, self._last = True, None
            return True
        elif around.tag in ("h2", "h3", "h4", "h5", "h6"):
            self._after_space, self._last = True, None
            return True
        else:
            return False
        self._not_text()
        return True

    def _entry(self, element: Any, format: Format, parent: Any, anchor: str) -> None:
        """A line of the contents leads to its place, and shows its page at the end of the line."""
        link = add(parent, "hyperlink", anchor=anchor or None, history=1)
        self._inside(element, format, link)
        add(add(link, "r"), "tab")
        add_page_of(link, anchor, element.get("href", "")[1:], self._writer.pages)
        self._not_text()

    def _printed(self, element: Any, format: Format, parent: Any, anchor: str) -> None:
        """A link to another article with its page: behind its words in the contents, in their place in an index."""
        link = add(parent, "hyperlink", anchor=anchor, history=1)
        if self._line.in_contents:
            self._inside(element, format, link)
            add(add(link, "r"), "tab")
        add_field(link, f"PAGEREF {anchor} \\h", element.get("data-page"))
        self._not_text()

    def _reference(self, element: Any, format: Format, parent: Any, anchor: str) -> None:
        """A cross-reference: the field repeats its target's number, title or page."""
        identifier = element.get("href", "")[1:]
        if element.get("class") == "page-reference":
            if identifier not in self._writer.pages.of:
                self._hyperlink(element, format, parent, anchor)
                return
            format = msgspec.structs.replace(format, style=_LINK)
            before, _, after = self._writer.page_pattern.partition("{page}")
            if before:
                self._words(before, format, parent)
            add_page_of(parent, anchor, identifier, self._writer.pages, _LINK)
            self._not_text()
            if after:
                self._words(after, format, parent)
            return
        label = self._writer.bookmarks.label(identifier)
        numbered = re.fullmatch(r"[0-9.]+|[A-Z]+\.[0-9.]+|\w+\u00a0[A-Z]+", element.text or "") is not None
        if not (numbered or label or self._writer.bookmarks.is_of_heading(identifier)):
            self._hyperlink(element, format, parent, anchor)  # a bookmark without words gives a field none
            return
        code = f"REF {anchor} \\r \\h" if numbered else f"REF {label or anchor} \\h"
        add_field(parent, code, "".join(element.itertext()), _LINK)
        self._not_text()

    def _link(self, element: Any, format: Format, parent: Any) -> None:
        if element.get("role") == "doc-noteref":
            self._writer.notes.call(self._line.story, parent, element, self._writer.bookmarks)
            self._not_text()
            return
        target = element.get("href", "")
        anchor = self._writer.bookmarks.name(target[1:]) if target.startswith("#") else ""
        if target.startswith(ELSEWHERE):
            anchor = place_name(*target.removeprefix(ELSEWHERE).split("#"))
            if element.get("data-page"):
                self._printed(element, format, parent, anchor)
                return
        elif anchor and self._line.in_contents:
            self._entry(element, format, parent, anchor)
            return
        if anchor and element.get("class") in ("cross-reference", "page-reference"):
            self._reference(element, format, parent, anchor)
            return
        if anchor or _ADDRESS.fullmatch(target):
            self._hyperlink(element, format, parent, anchor)
        else:
            self._inside(element, format, parent)

    def _hyperlink(self, element: Any, format: Format, parent: Any, anchor: str) -> None:
        """A link to a bookmark, or to its address."""
        style = "" if _in_nav(element) else _LINK
        link = add(parent, "hyperlink", anchor=anchor or None, history=1)
        if not anchor:
            link.set(f"{{{R}}}id", self._line.story.link(element.get("href", "")))
        if element.get("title"):
            link.set(w("tooltip"), element.get("title")[:255])
        self._inside(element, msgspec.structs.replace(format, style=style), link)

    def _break(self, element: Any, format: Format, parent: Any) -> None:  # noqa: ARG002 - one signature for all
        if self._last is not None and self._last.text.endswith(" "):
            self._last.text = self._last.text[:-1]
        add(add(parent, "r"), "br")
        self._not_text()
        self._after_space = True

    def _picture(self, element: Any, format: Format, parent: Any) -> None:  # noqa: ARG002
        parent.append(picture_run(self._line.story, element, self._line.room))
        self._not_text()

    def _not_text(self) -> None:
        self._after_space = False
        self._last = None

    def _words(self, text: str, format: Format, parent: Any) -> None:
        text = _SPACES.sub(" ", text)
        if self._after_space and text[0] == " ":
            text = text[1:]
        if not text:
            return
        self._after_space = text[-1] == " "
        for part, rtl in directed(text, self._rtl):
            writer, role = self._writer, self._line.role
            for stretch in writer.lettering.stretches(part, writer.font(format, role), rtl, format.lang):
                run = add(parent, "r")
                own = format
                if rtl or stretch.slot:
                    own = msgspec.structs.replace(format, rtl=rtl, slot=stretch.slot, family=stretch.family)
                writer.format(run, own, role, stretch.fonts)
                self._last = _add_words(run, stretch.text)


def _add_words(run: Any, text: str) -> Any:
    """The text of a run; a soft hyphen is an element of its own, since Word prints the character."""
    if "\u00ad" not in text:
        return add_text(run, text)
    pieces = text.split("\u00ad")
    last = add_text(run, pieces[0])
    for piece in pieces[1:]:
        add(run, "softHyphen")
        last = add_text(run, piece)
    return last


def _in_nav(link: Any) -> bool:
    """Whether a link is a line of a list of contents, which looks like its line."""
    parent = link.getparent()
    return parent.tag == "p" and parent.getparent() is not None and parent.getparent().tag == "nav"
