"""Phrasing content to runs: text with its format, links, breaks, fields, pictures, calls of notes."""

import re
from collections.abc import Callable
from copy import deepcopy
from typing import Any

import msgspec
from lxml import etree

from exporter.backends.docx.bookmarks import Bookmarks
from exporter.backends.docx.fields import add_field, add_text
from exporter.backends.docx.languages import word_language
from exporter.backends.docx.lettering import HINT, Lettering
from exporter.backends.docx.notes import Notes
from exporter.backends.docx.ooxml import W14, R, add, make, ordered, w
from exporter.backends.docx.pictures import Room, picture_run
from exporter.backends.docx.story import Story
from exporter.backends.docx.style_names import LINKED_CODE, character_style
from exporter.backends.docx.styles import is_bold
from exporter.theme import Role, Theme
from exporter.theme.scripts import is_upright

_SPACES = re.compile(r"[ \t\n\r]+")
_RTL = "\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc"
_LTR = "A-Za-z\u00aa\u00b5\u00ba\u00c0-\u024f\u0370-\u058f\u1e00-\u1fff"
# A stretch of the other direction goes from its first letter to its last, with the spaces and signs between.
_LTR_IN_RTL = f"[{_LTR}](?:[^{_RTL}]*[{_LTR}0-9])?"
_RTL_IN_LTR = f"[{_RTL}](?:[^{_LTR}]*[{_RTL}])?"
# What Word takes for the address of a link; it calls a whole file broken for one that is none.
_ADDRESS = re.compile(
    r"(?:https?|ftp)://[^/?#\s:@]+(?::\d+)?(?:[/?#]\S*)?|(?:mailto|tel|sms|sip|geo|doi|urn):[^\s:]\S*", re.I
)
_CODE = character_style("code")
_LINK = character_style("link")


class Format(msgspec.Struct, frozen=True):
    """The format of a run; every field changes nothing when it is false, empty or None."""

    style: str = ""
    bold: bool = False
    italic: bool | None = None
    strike: bool = False
    underline: bool = False
    small_caps: bool = False
    align: str = ""
    lang: str = ""
    rtl: bool = False
    slot: str = ""  # as in lettering.Stretch
    family: str = ""


_PLAIN = Format()
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


class RunWriter:
    """Writes the runs of one document and collects which faces of the theme's fonts they use."""

    def __init__(self, theme: Theme, notes: Notes, bookmarks: Bookmarks) -> None:
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
        bold = format.bold or is_bold(role) or format.style == character_style("label")
        self.faces.update((font, bold, italic if format.italic is None else format.italic) for font in fonts)
        if format == _PLAIN:
            return
        if format not in self._properties:
            self._properties[format] = _properties(format)
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
        self._inside(element, Format(lang=lang) if lang else _PLAIN, self._paragraph)
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

    def _link(self, element: Any, format: Format, parent: Any) -> None:
        if element.get("role") == "doc-noteref":
            self._writer.notes.call(self._line.story, parent, element, self._writer.bookmarks)
            self._not_text()
            return
        target = element.get("href", "")
        anchor = self._writer.bookmarks.name(target[1:]) if target.startswith("#") else ""
        if not anchor and not _ADDRESS.fullmatch(target):
            self._inside(element, format, parent)
            return
        link = add(parent, "hyperlink", anchor=anchor or None, history=1)
        if not anchor:
            link.set(f"{{{R}}}id", self._line.story.link(target))
        if element.get("title"):
            link.set(w("tooltip"), element.get("title")[:255])
        self._inside(element, msgspec.structs.replace(format, style=_LINK), link)

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


def directed(text: str, rtl: bool) -> list[tuple[str, bool]]:
    """The text in stretches of one direction, each with whether it is set from right to left.

    Word needs every right-to-left run marked, and takes font and size of the complex script only there.
    """
    if not rtl and max(text) < _RTL[0]:
        return [(text, False)]
    parts: list[tuple[str, bool]] = []
    place = 0
    for found in re.finditer(_LTR_IN_RTL if rtl else _RTL_IN_LTR, text):
        if found.start() > place:
            parts.append((text[place : found.start()], rtl))
        parts.append((found.group(), not rtl))
        place = found.end()
    if place < len(text):
        parts.append((text[place:], rtl))
    return parts


def checkbox(checked: bool, label: str) -> Any:
    """A content control that shows a box and can be ticked (Word 2010 and later; others show its sign)."""
    control = make("sdt")
    properties = add(control, "sdtPr")
    if label:
        add(properties, "alias", val=label)
    mark = etree.SubElement(properties, f"{{{W14}}}checkbox")
    for name, value in (("checked", str(int(checked))), ("checkedState", "2611"), ("uncheckedState", "2610")):
        etree.SubElement(mark, f"{{{W14}}}{name}").set(f"{{{W14}}}val", value)
    add_text(add(add(control, "sdtContent"), "r"), "☑" if checked else "☐")
    return control


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


def _fonts(format: Format) -> dict[str, str]:
    """The attributes of w:rFonts for a stretch that its style's fonts do not set (ECMA-376-1, 17.3.2.26)."""
    if format.slot == "ascii":  # Word takes Greek and Cyrillic letters for Latin ones
        return {"ascii": format.family, "hAnsi": format.family}
    return {HINT: "eastAsia"} if format.slot == HINT else {format.slot: format.family}


def _properties(format: Format) -> Any:
    properties = make("rPr")
    if format.style:
        add(properties, "rStyle", val=format.style)
    if format.slot:
        add(properties, "rFonts", **_fonts(format))
    if format.bold:
        add(properties, "b")
        add(properties, "bCs")
    if format.italic is not None:
        add(properties, "i", val=None if format.italic else 0)
        add(properties, "iCs", val=None if format.italic else 0)
    if format.strike:
        add(properties, "strike")
    if format.small_caps:
        add(properties, "smallCaps")
    if format.underline:
        add(properties, "u", val="single")
    if format.align:
        add(properties, "vertAlign", val=format.align)
    if format.rtl:
        add(properties, "rtl")
    if format.lang:
        lang = word_language(format.lang)
        add(properties, "lang", val=lang, eastAsia=lang, bidi=lang)
    return ordered(properties)
