"""Phrasing content to runs: text with its format, links, breaks, fields, calls of notes."""

import re
from collections.abc import Callable
from copy import deepcopy
from typing import Any

import msgspec
from lxml import etree

from exporter.backends.docx.ooxml import W14, XML_SPACE, R, add, make, ordered, w
from exporter.backends.docx.pictures import picture_run
from exporter.backends.docx.story import Story
from exporter.backends.docx.styles import style_id

_SPACES = re.compile(r"[ \t\n\r]+")
_RTL_LETTERS = "\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc"
# In a right-to-left paragraph a Latin stretch is one run, with the spaces and signs between its words.
_LTR_IN_RTL = re.compile(
    r"[A-Za-z\u00c0-\u024f\u0370-\u052f](?:[^" + _RTL_LETTERS + r"]*[A-Za-z0-9\u00c0-\u024f\u0370-\u052f])?"
)
_RTL_IN_LTR = re.compile(f"[{_RTL_LETTERS}](?:[^A-Za-z\u00c0-\u024f]*[{_RTL_LETTERS}])?")


class Format(msgspec.Struct, frozen=True):
    """The format of a run; every field changes nothing when it is false or empty."""

    style: str = ""
    bold: bool = False
    italic: bool | None = None
    strike: bool = False
    underline: bool = False
    small_caps: bool = False
    align: str = ""
    lang: str = ""
    rtl: bool = False


_TAGS: dict[str, Callable[[Format], Format]] = {
    "strong": lambda f: msgspec.structs.replace(f, bold=True),
    "em": lambda f: msgspec.structs.replace(f, italic=True),
    "s": lambda f: msgspec.structs.replace(f, strike=True),
    "u": lambda f: msgspec.structs.replace(f, underline=True),
    "sub": lambda f: msgspec.structs.replace(f, align="subscript"),
    "sup": lambda f: msgspec.structs.replace(f, align="superscript"),
    "code": lambda f: msgspec.structs.replace(f, style=style_id("code")),
    "small": lambda f: f,
    "abbr": lambda f: f,
    "q": lambda f: f,
    "time": lambda f: f,
}
_SPAN_CLASSES = {"label": "label", "credit": "credit"}
PHRASING_TAGS = frozenset({*_TAGS, "a", "br", "img", "span"})


class NoteCalls:
    """What runs need to know of notes and targets; the writer gives it."""

    def call(self, story: Story, link: Any) -> list[Any]:
        """The runs that call a note."""
        raise NotImplementedError

    def bookmark(self, identifier: str) -> str:
        """The bookmark's name of an id; "" when nothing links to it."""
        raise NotImplementedError

    def bookmark_number(self) -> int:
        """A number that no other bookmark has."""
        raise NotImplementedError


class RunWriter:
    """Writes the runs of one document."""

    def __init__(self, calls: NoteCalls, column_px: float, max_height_px: float) -> None:
        self._calls = calls
        self._column_px = column_px
        self._max_height_px = max_height_px
        self._properties: dict[Format, Any] = {}

    def write(self, story: Story, paragraph: Any, element: Any, rtl: bool, format: Format = Format()) -> None:
        """Add the runs of an element's content to a paragraph, its white space collapsed as CSS does."""
        _Line(self, story, paragraph, rtl).content(element, format)

    def run(self, text: str, format: Format) -> Any:
        """One run of text."""
        run = make("r")
        self._format(run, format)
        _text(run, text)
        return run

    def _format(self, run: Any, format: Format) -> None:
        if format == Format():
            return
        if format not in self._properties:
            self._properties[format] = _properties(format)
        run.append(deepcopy(self._properties[format]))


class _Line:
    """One paragraph while it is written: knows whether a space would be the second."""

    def __init__(self, writer: RunWriter, story: Story, paragraph: Any, rtl: bool) -> None:
        self._writer = writer
        self._story = story
        self._paragraph = paragraph
        self._rtl = rtl
        self._after_space = True
        self._last: Any = None

    def content(self, element: Any, format: Format) -> None:
        self._inside(element, format, self._paragraph)
        if self._last is not None and self._after_space and self._last.text and self._last.text.endswith(" "):
            self._last.text = self._last.text[:-1]

    def _inside(self, element: Any, format: Format, parent: Any) -> None:
        if element.text:
            self._words(element.text, format, parent)
        for child in element:
            self._element(child, format, parent)
            if child.tail:
                self._words(child.tail, format, parent)

    def _element(self, element: Any, format: Format, parent: Any) -> None:
        tag = element.tag
        lang = element.get("lang")
        if lang:
            format = msgspec.structs.replace(format, lang=lang)
        if tag in _TAGS:
            change = _TAGS[tag](format)
            if tag == "em" and format.italic:
                change = msgspec.structs.replace(change, italic=False)
            self._inside(element, change, parent)
        elif tag == "span":
            self._span(element, format, parent)
        elif tag == "a":
            self._link(element, format, parent)
        elif tag == "br":
            run = add(parent, "r")
            add(run, "br")
            self._after_space = True
            self._last = None
        elif tag == "img":
            parent.append(picture_run(self._story, element, self._writer._column_px, self._writer._max_height_px))
            self._after_space = False
            self._last = None
        else:
            raise ValueError(f"no run for <{tag}>")

    def _span(self, element: Any, format: Format, parent: Any) -> None:
        classes = element.get("class", "").split()
        if "page-number" in classes or "page-count" in classes:
            field(parent, "PAGE" if "page-number" in classes else "NUMPAGES", "1", self._writer)
            self._after_space = False
            self._last = None
            return
        if "checkbox" in classes:
            parent.append(checkbox(element.get("data-checked") == "true", element.get("aria-label", "")))
            self._after_space = False
            return
        for name, role in _SPAN_CLASSES.items():
            if name in classes:
                format = msgspec.structs.replace(format, style=style_id(role))
        if "small-caps" in classes:
            format = msgspec.structs.replace(format, small_caps=True)
        name = self._writer._calls.bookmark(element.get("id", ""))
        if name:
            number = self._writer._calls.bookmark_number()
            add(parent, "bookmarkStart", id=number, name=name)
            self._inside(element, format, parent)
            add(parent, "bookmarkEnd", id=number)
        else:
            self._inside(element, format, parent)

    def _link(self, element: Any, format: Format, parent: Any) -> None:
        if element.get("role") == "doc-noteref":
            for run in self._writer._calls.call(self._story, element):
                parent.append(run)
            self._after_space = False
            self._last = None
            return
        target = element.get("href", "")
        if not target or parent.tag != w("p"):
            self._inside(element, format, parent)
            return
        link = add(parent, "hyperlink", history=1)
        if target.startswith("#"):
            link.set(w("anchor"), self._writer._calls.bookmark(target[1:]))
        else:
            link.set(f"{{{R}}}id", self._story.link(target))
        if element.get("title"):
            link.set(w("tooltip"), element.get("title")[:255])
        self._inside(element, msgspec.structs.replace(format, style=style_id("link")), link)

    def _words(self, text: str, format: Format, parent: Any) -> None:
        text = _SPACES.sub(" ", text)
        if self._after_space and text.startswith(" "):
            text = text[1:]
        if not text:
            return
        self._after_space = text.endswith(" ")
        for part, rtl in directed(text, self._rtl):
            run = add(parent, "r")
            self._writer._format(run, msgspec.structs.replace(format, rtl=True) if rtl else format)
            self._last = _text(run, part)


def directed(text: str, rtl_paragraph: bool) -> list[tuple[str, bool]]:
    """The text in stretches of one direction, each with whether it is set from right to left."""
    pattern = _LTR_IN_RTL if rtl_paragraph else _RTL_IN_LTR
    parts: list[tuple[str, bool]] = []
    place = 0
    for found in pattern.finditer(text):
        if found.start() > place:
            parts.append((text[place : found.start()], rtl_paragraph))
        parts.append((found.group(), not rtl_paragraph))
        place = found.end()
    if place < len(text):
        parts.append((text[place:], rtl_paragraph))
    return parts


def field(parent: Any, code: str, result: str, writer: RunWriter, format: Format = Format()) -> None:
    """A complex field with the result that it shows."""
    for kind in ("begin", "code", "separate", "result", "end"):
        if kind == "result":
            parent.append(writer.run(result, format))
            continue
        run = add(parent, "r")
        if kind == "code":
            add(run, "instrText").text = f" {code} "
            run[-1].set(XML_SPACE, "preserve")
        else:
            add(run, "fldChar", fldCharType=kind)


def checkbox(checked: bool, label: str) -> Any:
    """A content control that shows a box and can be ticked (Word 2010 and later; others show its sign)."""
    control = make("sdt")
    properties = add(control, "sdtPr")
    if label:
        add(properties, "alias", val=label)
    mark = etree.SubElement(properties, f"{{{W14}}}checkbox")
    for name, value in (("checked", "1" if checked else "0"), ("checkedState", "2611"), ("uncheckedState", "2610")):
        etree.SubElement(mark, f"{{{W14}}}{name}").set(f"{{{W14}}}val", value)
    run = add(add(control, "sdtContent"), "r")
    _text(run, "☑" if checked else "☐")
    return control


def _text(run: Any, text: str) -> Any:
    element = add(run, "t")
    element.text = text
    if text[:1] == " " or text[-1:] == " ":
        element.set(XML_SPACE, "preserve")
    return element


def _properties(format: Format) -> Any:
    properties = make("rPr")
    if format.style:
        add(properties, "rStyle", val=format.style)
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
        add(properties, "lang", val=format.lang, bidi=format.lang)
    return ordered(properties)
