"""A finished document in the dress of a reference document: the one place where its modules meet.

The writer measures by the house's page and styles, given to it as a theme, and names our styles; here the package that
it made gets the house's parts, and its paragraphs the house's styles. Every rule of it: docs/word-template.md.
"""

from collections.abc import Iterator
from copy import deepcopy
from typing import Any

import msgspec

from exporter.backends.docx.carry import Left, connect
from exporter.backends.docx.cascade import Cascade
from exporter.backends.docx.filling import Values
from exporter.backends.docx.furniture import copy_furniture, dress_sections, number_drawings, place_furniture
from exporter.backends.docx.languages import word_language
from exporter.backends.docx.mapping import Mapping
from exporter.backends.docx.ooxml import WP, add, make, ordered, w
from exporter.backends.docx.opc import Package, Part, part_xml
from exporter.backends.docx.paragraphs import properties_of
from exporter.backends.docx.reference import Reference, open_reference
from exporter.backends.docx.reference_page import last_section, page_of
from exporter.backends.docx.reference_parts import house_theme, merge_fonts, merge_settings
from exporter.backends.docx.reference_theme import reference_theme
from exporter.backends.docx.renumber import Renumber
from exporter.backends.docx.restyle import STYLE_TAGS, Restyle, clean_styles
from exporter.backends.docx.style_names import FRAMES, STYLES, TABLE
from exporter.messages import Report
from exporter.publication import Publication

_BODY = STYLES["body"][0]
# Headings that are not the text's own: a house that numbers its headings would count them.
_UNNUMBERED = [STYLES[f"{part}-heading"][0] for part in ("contents", "notes", "contact")]
_BANDS = (("band1Horz", "noHBand", 0x0200), ("band1Vert", "noVBand", 0x0400))
_OFF = ("0", "false", "off")


class House:
    """A reference document and what is known of it. Raises TemplateError for one that cannot be used.

    `publication` is the one to write: the same page, measured and made by the house's look.
    """

    def __init__(self, publication: Publication, report: Report) -> None:
        given = publication.reference_doc
        assert given is not None  # the caller asks for a house only where there is one
        self._report = report
        self._reference = reference = open_reference(given.name, given.data)
        self._lang = word_language(publication.page.lang)
        self._styles = clean_styles(deepcopy(reference.styles), self._lang)
        self._settings = _part_of(reference, "settings")
        self._numbering = _part_of(reference, "numbering")
        self._theme = house_theme(reference)
        default_table = self._settings.find(w("defaultTableStyle")) if self._settings is not None else None
        table = default_table.get(w("val"), "") if default_table is not None else ""
        self._mapping = Mapping(self._styles, reference.body, table)
        if self._mapping.default:
            self._mapping.styles[self._mapping.default].set(w("default"), "1")
        self._cascade = Cascade(self._mapping.styles, self._styles, self._theme)
        self._section = last_section(reference)
        lists = Renumber(deepcopy(self._numbering), make("numbering"), self._mapping, self._cascade)
        step_pt = lists.indent(self._mapping.list_style(False, 0)) / 20
        page = page_of(self._section, _is_on(self._settings, "gutterAtTop"))
        theme = reference_theme(publication.theme, self._mapping, self._cascade, page, step_pt)
        self.publication = msgspec.structs.replace(publication, theme=theme)

    def dress(self, package: Package) -> None:
        """Change a package that the writer filled, and report what could not be taken over."""
        parts, left = package.parts, Left()
        document = parts["word/document.xml"]
        stories = {name: part.root() for name, part in parts.items() if _is_story(part)}
        merged = Restyle(
            self._styles, parts["word/styles.xml"].root(), self._mapping, self._cascade, self.publication.theme
        )
        numbering = Renumber(self._numbering, parts["word/numbering.xml"].root(), self._mapping, self._cascade)
        house_items = [found for root in stories.values() for found in _house_lists(root, numbering)]
        merged.adopt(element.get(w("val")) for root in stories.values() for element in root.iter(*STYLE_TAGS))
        items = {id(paragraph) for paragraph in house_items}
        for root in stories.values():
            self._name_styles(root, merged, items)
        values = Values(self.publication, lambda name: self._said(stories["word/document.xml"], name))
        furniture = copy_furniture(self._reference, self._section, values)
        self._check_names(furniture)
        self._number(package, stories, furniture, numbering, left)
        placed = place_furniture(furniture, self._section, package, document, self._reference, left)
        dress_sections(stories["word/document.xml"], self._section, placed)
        for name, root in stories.items():
            parts[name].data = part_xml(root)
        self._write_parts(package, merged)
        self._say(merged, left)

    def _name_styles(self, root: Any, merged: Restyle, house_items: set[int]) -> None:
        """Give a story's paragraphs, runs and tables the ids of the document's styles."""
        body = self._mapping.roles.get("body", "")
        if body and body != self._mapping.default:
            for paragraph in root.iter(w("p")):
                if paragraph.find(f"{w('pPr')}/{w('pStyle')}") is None:
                    properties_of(paragraph).insert(0, make("pStyle", val=_BODY))
        for element in root.iter(*STYLE_TAGS):
            if element.tag == w("pStyle") and id(element.getparent().getparent()) in house_items:
                continue  # named after the list's own style already
            identifier = element.get(w("val"))
            own = body if identifier == _BODY and body else merged.names.get(identifier, identifier)
            element.set(w("val"), own)
            if identifier in _UNNUMBERED and self._cascade.number(own)[0]:
                _leave_uncounted(element.getparent())
        if self._mapping.table:
            for look in root.iter(w("tblLook")):
                style = look.getparent().find(w("tblStyle"))
                if style is not None and style.get(w("val")) == self._mapping.table:
                    self._band(look)

    def _band(self, look: Any) -> None:
        """Show the bands of a house's table style, where it has any."""
        parts = {
            part.get(w("type"))
            for style in self._cascade.chain(self._mapping.table)
            for part in style.findall(w("tblStylePr"))
        }
        bits = int(look.get(w("val"), "0"), 16)
        for part, name, bit in _BANDS:
            if part in parts:
                look.set(w(name), "0")
                bits &= ~bit
        look.set(w("val"), f"{bits:04X}")

    def _number(self, package: Package, stories: dict[str, Any], furniture: dict[str, Any], numbering: Renumber,
                left: Left) -> None:  # fmt: skip
        """Merge the numberings, and give every list its new id."""
        used = {
            number.get(w("val"), "")
            for root in (self._styles, *furniture.values())
            for number in root.iter(w("numId"))
        }  # fmt: skip
        for root in (self._styles, *furniture.values()):
            for number in list(root.iter(w("numId"))):
                if number.get(w("val")) != "0" and not numbering.knows(number.get(w("val"), "")):
                    holder = number.getparent()
                    holder.getparent().remove(holder)
        ours = [number for root in stories.values() for number in root.iter(w("numId")) if not number.get("house")]
        names = numbering.write(used, {number.get(w("val"), "") for number in ours})
        for number in ours:
            number.set(w("val"), names.get(number.get(w("val")), number.get(w("val"))))
        for root in stories.values():
            for number in root.iter(w("numId")):
                number.attrib.pop("house", None)
        part = package.parts["word/numbering.xml"]
        source = self._reference.related("numbering")
        if source:
            connect(numbering.root, part, source, package, self._reference, left)
        numbering.settle()
        part.data = part_xml(numbering.root)
        first = 1 + sum(1 for root in stories.values() for _ in root.iter(f"{{{WP}}}docPr"))
        number_drawings(list(furniture.values()), first)

    def _said(self, root: Any, name: str) -> str | None:
        """The words of the first paragraph in a style that a STYLEREF field names; None when there is none."""
        wanted = self._mapping.spoken_of(name)
        for paragraph in root.iter(w("p")) if wanted else ():
            style = paragraph.find(f"{w('pPr')}/{w('pStyle')}")
            own = style.get(w("val")) if style is not None else self._mapping.default
            text = "".join(item.text or "" for item in paragraph.iter(w("t")))
            if own == wanted and text:
                return text
        return None

    def _check_names(self, furniture: dict[str, Any]) -> None:
        """Take names of styles out of copied parts that no style has."""
        for root in furniture.values():
            for element in list(root.iter(*STYLE_TAGS)):
                style = self._mapping.styles.get(element.get(w("val")))
                if style is None or style.get(w("type")) != STYLE_TAGS[element.tag]:
                    element.getparent().remove(element)

    def _write_parts(self, package: Package, merged: Restyle) -> None:
        parts = package.parts
        parts["word/styles.xml"].data = part_xml(merged.root)
        if self._theme is not None:
            parts["word/theme/theme1.xml"].data = part_xml(self._theme)
        table = parts["word/fontTable.xml"]
        ours = table.root()
        named = {font.get(w("name")) for font in ours if any("embed" in child.tag for child in font)}
        embedded = merge_fonts(table, ours, package, self._reference, named)
        settings = merge_settings(parts["word/settings.xml"].root(), self._settings, embedded)
        parts["word/settings.xml"].data = part_xml(settings)

    def _say(self, merged: Restyle, left: Left) -> None:
        name = self._reference.name
        if self._reference.has_macros:
            left.unseen["macros"] = None
        for part in (self._reference.related("settings"),):
            if part and any(item.external for item in self._reference.relations(part).values()):
                left.unseen["the address of its own template"] = None
        if self._section.columns > 1:
            left.seen[f"{self._section.columns} columns (the text stands in one)"] = None
        if left.seen:
            text = f'of the reference document "{name}" these were left out: {", ".join(left.seen)}'
            self._report.add("T122", text, "put pictures into its headers and footers themselves, not links or objects")
        if left.unseen:
            text = f'of the reference document "{name}" these are never copied: {", ".join(left.unseen)}'
            self._report.add("T124", text, "nothing needs to be done")
        if merged.made:
            names = [f'"{_name_of(role)}"' for role in merged.made]
            text = f'the reference document "{name}" has no style for: {", ".join(merged.made)}; ours are in its fonts'
            self._report.add("T123", text, f"for looks of your own, add styles to it with the names {', '.join(names)}")


def _name_of(role: str) -> str:
    return (STYLES.get(role) or FRAMES.get(role) or TABLE)[1]


def _house_lists(root: Any, numbering: Renumber) -> Iterator[Any]:
    """The paragraphs of a story that are items of the house's own lists now."""
    for number in list(root.iter(w("numPr"))):
        properties = number.getparent()
        identifier, level = number.find(w("numId")), number.find(w("ilvl"))
        found = numbering.house_list(identifier.get(w("val")), int(level.get(w("val"))))
        if found is None:
            continue
        style, house_number, house_level = found
        own = properties.find(w("pStyle"))
        if own is None:
            own = add(properties, "pStyle")
        own.set(w("val"), style)
        if house_number:
            level.set(w("val"), str(house_level))
            identifier.set(w("val"), house_number)
            identifier.set("house", "1")  # taken off when all lists have their new ids
        else:
            properties.remove(number)
        ordered(properties)
        yield properties.getparent()


def _leave_uncounted(properties: Any) -> None:
    if properties.find(w("numPr")) is None:
        number = add(properties, "numPr")
        add(number, "ilvl", val=0)
        add(number, "numId", val=0)
        ordered(properties)


def _part_of(reference: Reference, kind: str) -> Any:
    name = reference.related(kind)
    return reference.xml(name) if name else None


def _is_story(part: Part) -> bool:
    ends = (".document.main+xml", ".footnotes+xml", ".endnotes+xml", ".header+xml", ".footer+xml", ".comments+xml")
    return part.content_type.endswith(ends)


def _is_on(settings: Any, name: str) -> bool:
    element = settings.find(w(name)) if settings is not None else None
    return element is not None and element.get(w("val"), "1") not in _OFF
