"""The house's fields and content controls filled with what the article says: title, authors, date and the rest.

A field stays a field, so that Word counts anew; what it shows until then is ours. One that would show an error (a
bookmark, a file, a property that the document has not) gives its place to the words that it showed.
"""

import re
from collections.abc import Callable
from copy import deepcopy
from typing import Any

import msgspec

from exporter.backends.docx.carry import unwrap
from exporter.backends.docx.fields import add_text
from exporter.backends.docx.ooxml import XML_SPACE, add, make, w
from exporter.publication import Publication

_COUNTED = frozenset(
    "PAGE NUMPAGES SECTION SECTIONPAGES NUMWORDS NUMCHARS REVNUM = IF COMPARE QUOTE SYMBOL SEQ FILENAME TIME "
    "EDITTIME".split()
)
_DATES = frozenset(("DATE", "SAVEDATE", "CREATEDATE", "PRINTDATE"))
# Field -> core property; DOCPROPERTY takes the same words.
_PROPERTIES = {
    "TITLE": "title",
    "SUBJECT": "subject",
    "AUTHOR": "creator",
    "KEYWORDS": "keywords",
    "COMMENTS": "description",
    "CATEGORY": "category",
    "COMPANY": "company",
    "LASTSAVEDBY": "creator",
}
_MOMENTS = frozenset(("CREATETIME", "LASTSAVEDTIME", "LASTPRINTED"))
_CORE, _EXTENDED = "{6C3C8BC8-F283-45AE-878A-BAB7291924A1}", "{6668398D-A668-4E3E-86A5-5EB15B7AD43E}"
_BOUND = {name: name for name in _PROPERTIES.values()} | {"publishdate": "date", "abstract": "description"}
_PICTURE = re.compile(r"d{1,2}|M{1,4}|y{4}|y{2}|[^dMy]+|.")
_TEXTS = tuple(w(tag) for tag in ("t", "tab", "br", "cr", "noBreakHyphen", "softHyphen", "drawing", "pict", "sym"))


class Values:
    """What the article says, by core property; `heading` gives the words in a style, None where there are none."""

    def __init__(self, publication: Publication, heading: Callable[[str], str | None]) -> None:
        metadata = publication.metadata
        self.heading = heading
        self.date = metadata.date
        self.labels = publication.labels
        self.texts = {
            "title": metadata.title,
            "subject": metadata.subtitle,
            "creator": "; ".join(author.name for author in metadata.authors),
            "keywords": ", ".join(metadata.keywords),
            "description": metadata.summary,
            "category": metadata.section,
            "company": metadata.publisher,
            "date": publication.labels.date(metadata.date) if metadata.date else "",
        }

    def of(self, code: str) -> str | None:
        """What a field shows: its words, "" to leave those that it has, None when it cannot stay a field."""
        words = re.findall(r'"[^"]*"|\S+', code)
        name = words[0].upper() if words else ""
        if name == "DOCPROPERTY" and len(words) > 1:
            name = words[1].strip('"').upper()
            if name in _MOMENTS:
                return self._moment(code)
            if name not in _PROPERTIES:
                return None
        if name in _PROPERTIES:
            return _cased(self.texts[_PROPERTIES[name]], code) or None
        if name in _DATES:
            return self._moment(code)
        if name == "STYLEREF" and len(words) > 1:
            found = self.heading(words[1].strip('"'))
            return None if found is None else "" if re.search(r"\\[nrsw]\b", code) else _cased(found, code)
        return "" if name in _COUNTED or name.startswith("=") else None

    def _moment(self, code: str) -> str:
        """The article's date, in the field's own way of writing it where that is one of numbers."""
        picture = re.search(r'\\@\s*(?:"([^"]*)"|(\S+))', code)
        parts = self.date[:10].split("-")
        pattern = (picture[1] or picture[2] or "").replace("\\", "") if picture else ""  # "dd\\/MM\\/yyyy"
        if len(parts) != 3 or not pattern or re.search(r"M{3}|d{3}|[Hhms]", pattern):
            return self.texts["date"]
        year, month, day = parts
        shown = {"d": str(int(day)), "dd": day, "M": str(int(month)), "MM": month, "yy": year[2:], "yyyy": year}
        return "".join(shown.get(piece, piece.strip("'")) for piece in _PICTURE.findall(pattern))


class _Field(msgspec.Struct):
    """A complex field while it is read: its marks, the parts of its code (fields in it, too), and what it shows."""

    marks: list[Any]
    code: list[Any]
    shown: list[Any]
    within: list[Any]
    holds_fields: bool = False


def fill(root: Any, values: Values) -> None:
    """Fill the fields and content controls of a copied header or footer."""
    for control in list(root.iter(w("sdt"))):
        _fill_control(control, values)
    for field in list(root.iter(w("fldSimple"))):
        _fill_simple(field, values)
    for field in _fields(root):
        _fill_field(field, values)


def _fields(root: Any) -> list[_Field]:
    """The complex fields of a story, inner ones before those around them."""
    found: list[_Field] = []
    open_fields: list[_Field] = []
    for element in root.iter():
        if element.tag == w("fldChar"):
            kind = element.get(w("fldCharType"))
            if kind == "begin":
                for outer in open_fields:
                    outer.holds_fields = True
                open_fields.append(_Field([element], [], [], []))
            elif open_fields:
                open_fields[-1].marks.append(element)
                if kind == "end":
                    found.append(open_fields.pop())
                    if open_fields and len(open_fields[-1].marks) == 1:
                        last = found[-1]
                        open_fields[-1].within += [*last.marks, *last.code, *last.shown, *last.within]
        elif open_fields and element.tag == w("instrText"):
            open_fields[-1].code.append(element)
        elif open_fields and element.tag in _TEXTS and len(open_fields[-1].marks) == 2:
            open_fields[-1].shown.append(element)
    return found


def _fill_field(field: _Field, values: Values) -> None:
    value = values.of("".join(code.text or "" for code in field.code).strip())
    if value is None:
        for element in (*field.marks, *field.code, *field.within):
            _drop(element)
        if _is_ours("".join(code.text or "" for code in field.code)):
            for element in field.shown:
                _drop(element)
        return
    if not value or field.holds_fields:
        return
    if len(field.marks) == 2:  # begin and end: it showed nothing so far
        end = field.marks[1].getparent()
        middle = make("r")
        add(middle, "fldChar", fldCharType="separate")
        run = make("r")
        add_text(run, value)
        end.getparent()[end.getparent().index(end) : end.getparent().index(end)] = [middle, run]
        return
    texts = [element for element in field.shown if element.tag == w("t")]
    if texts:
        _say(texts[0], value)
        for element in field.shown:
            if element is not texts[0]:
                _drop(element)
    else:
        after = field.marks[1].getparent()
        run = make("r")
        look = after.find(w("rPr"))
        if look is not None:
            run.append(deepcopy(look))
        add_text(run, value)
        after.addnext(run)


def _fill_simple(field: Any, values: Values) -> None:
    code = field.get(w("instr"), "").strip()
    value = values.of(code)
    texts = list(field.iter(w("t")))
    if value is None:
        for text in texts if _is_ours(code) else ():
            text.text = ""
        unwrap(field)
    elif value:
        if not texts:
            texts = [add_text(add(field, "r"), value)]
        _say(texts[0], value)
        for text in texts[1:]:
            _drop(text)


def _fill_control(control: Any, values: Values) -> None:
    """Fill a control that is bound to a property; of any other, its own words stay."""
    properties, content = control.find(w("sdtPr")), control.find(w("sdtContent"))
    if properties is None or content is None:
        return
    for name in ("placeholder", "showingPlcHdr"):
        for element in properties.findall(w(name)):
            properties.remove(element)
    binding = next((item for item in properties if item.tag.endswith("}dataBinding")), None)
    if binding is None:
        return
    path = re.search(r"(\w+)(?:\[\d+\])?/?$", binding.get(w("xpath"), ""))
    name = _BOUND.get(path[1].lower(), "") if path else ""
    value = values.texts[name] if name else ""
    date = properties.find(w("date"))
    if date is not None:
        date.attrib.pop(w("fullDate"), None)
    # LibreOffice 7.4 loads no document in which a path has a prefix that is not declared.
    spaces = binding.get(w("prefixMappings"), "")
    whole = all(f"xmlns:{prefix}=" in spaces for prefix in re.findall(r"(\w+):", binding.get(w("xpath"), "")))
    if binding.get(w("storeItemID"), "").upper() not in (_CORE, _EXTENDED) or not value or not whole:
        properties.remove(binding)
    if name:
        _say_in(content, value)


def _say_in(content: Any, value: str) -> None:
    """Put words into a control in the place of those that it shows, in the format of the first of them."""
    texts = list(content.iter(w("t")))
    if not texts:
        holder = next(content.iter(w("p")), content)
        texts = [add_text(add(holder, "r"), value)]
    for style in list(content.iter(w("rStyle"))):
        if style.get(w("val"), "").lower().startswith("placeholder"):
            style.getparent().remove(style)
    _say(texts[0], value)
    for text in texts[1:]:
        _drop(text)


def _is_ours(code: str) -> bool:
    """Whether a field showed what another document said: its title, its authors, its headings."""
    words = re.findall(r'"[^"]*"|\S+', code)
    name = words[0].upper() if words else ""
    named = words[1].strip('"').upper() if name == "DOCPROPERTY" and len(words) > 1 else name
    return named in _PROPERTIES or name == "STYLEREF"


def _cased(text: str, code: str) -> str:
    switch = re.search(r"\\\*\s*(\w+)", code)
    name = switch[1].lower() if switch else ""
    return {"upper": text.upper(), "lower": text.lower()}.get(name, text)


def _say(text: Any, value: str) -> None:
    text.text = value
    text.set(XML_SPACE, "preserve")


def _drop(element: Any) -> None:
    """Take an element out of its run, and the run when nothing is left of it."""
    run = element.getparent()
    if run is None:
        return
    run.remove(element)
    if run.tag == w("r") and all(child.tag == w("rPr") for child in run) and run.getparent() is not None:
        run.getparent().remove(run)
