"""The whole document: the page's stories, what they refer to, and the parts that say how it looks and what it is."""

from typing import TYPE_CHECKING, Any

import msgspec

from exporter.backends.docx.embedding import CONTENT_TYPE as FONT_TYPE
from exporter.backends.docx.embedding import EmbeddedFont, Style, embed, font_table
from exporter.backends.docx.languages import word_language
from exporter.backends.docx.ooxml import add, declare_extensions, make, w
from exporter.backends.docx.opc import Package, Part, part_xml
from exporter.backends.docx.palette import palette_part
from exporter.backends.docx.properties import CORE_TYPE, EXTENDED_TYPE, core_properties, extended_properties
from exporter.backends.docx.section import furnish, section_properties
from exporter.backends.docx.settings import settings_part
from exporter.backends.docx.story import Media, Story, relation
from exporter.backends.docx.style_names import FOOTER
from exporter.backends.docx.watermark import mark, watermark_font
from exporter.backends.docx.writer import Writer
from exporter.messages import Report
from exporter.publication import Publication
from exporter.theme import Theme

if TYPE_CHECKING:
    from exporter.backends.docx.dress import House

_WORD_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.{}+xml"
THEME_TYPE = "application/vnd.openxmlformats-officedocument.theme+xml"
KEPT_RELATION = "urn:exporter:source-file"
_CORE_RELATION = "http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties"


def build(publication: Publication, report: Report) -> bytes:
    """The bytes of the whole package. Raises TemplateError for a reference document that cannot be used."""
    package = Package()
    media = Media(package, publication.assets, publication.theme)
    house = _house(publication, report) if publication.reference_doc else None
    publication = house.publication if house else publication
    page, theme = publication.page, publication.theme
    writer = Writer(publication)
    document = word_part(package, "document", "document.main")
    story = Story(document, media, holds_notes=True)
    root = make("document")
    body = add(root, "body")
    page_body = page.root.find("body")
    for article in page_body.iterchildren("article"):
        writer.blocks(body, article, writer.place(story))
    has_cover = page_body.find("article/header[@class='title-block cover']") is not None
    body.append(section_properties(theme, page.dir, continuous=writer.continuous))
    furniture = dict.fromkeys(("header", "footer"), "")
    if not house:
        furniture = {name: add_furniture(package, writer, media, document, page_body, name) for name in furniture}
    if has_cover or not house:
        furnish(next(body.iter(w("sectPr"))), furniture["header"], furniture["footer"], has_cover)
    notes = word_part(package, "footnotes", "footnotes")
    note_place = writer.place(Story(notes, media))
    notes_root = writer.notes.part(lambda parent, element: writer.note_blocks(parent, element, note_place))
    for text in (root, notes_root):
        declare_extensions(text)
    watermark = page_body.find("header[@class='watermark']/p")
    if watermark is not None:
        writer.runs.faces.add(_watermark_face(watermark, theme))
    document.data = part_xml(root)
    notes.data = part_xml(notes_root)
    document.relationships.to_part(relation("footnotes"), notes)
    lang = word_language(page.lang)
    look = Look(
        styles=writer.styles.part(lang),
        numbering=writer.numbering.part(),
        fonts=embed(theme, [Style(*face) for face in writer.runs.faces], "".join(page_body.itertext())),
    )
    add_look(package, document, publication, theme, look)
    for stored, media_type, data in publication.kept.stored() if publication.kept else ():
        kept = package.part(f"source/{stored}", media_type, data)
        package.relationships.to_part(KEPT_RELATION, kept)
    if house:
        house.dress(package)
    if watermark is not None:
        mark(package, watermark, theme)
    return package.write()


class Look(msgspec.Struct, frozen=True):
    """What says how the text looks: the bytes of the styles, the w:numbering element, and the embedded fonts."""

    styles: bytes
    numbering: Any
    fonts: list[EmbeddedFont]


def add_look(package: Package, document: Part, publication: Publication, theme: Theme, look: Look) -> None:
    """Add all parts that are no text: look, settings, fonts, properties."""
    page = publication.page
    settings = settings_part(theme, word_language(page.lang), page.dir, bool(look.fonts))
    parts = (("styles", look.styles), ("numbering", part_xml(look.numbering)), ("settings", part_xml(settings)))
    for name, data in parts:
        part = word_part(package, name, name)
        part.data = data
        document.relationships.to_part(relation(name), part)
    palette = package.part("word/theme/theme1.xml", THEME_TYPE)
    palette.data = part_xml(palette_part(theme))
    document.relationships.to_part(relation("theme"), palette)
    table = word_part(package, "fontTable", "fontTable")
    identifiers = []
    for number, font in enumerate(look.fonts, 1):
        part = package.part(f"word/fonts/font{number}.odttf", FONT_TYPE, font.data)
        identifiers.append(table.relationships.to_part(relation("font"), part))
    table.data = part_xml(font_table(theme, look.fonts, identifiers))
    document.relationships.to_part(relation("fontTable"), table)
    core = package.part("docProps/core.xml", CORE_TYPE, part_xml(core_properties(publication)))
    extended = package.part("docProps/app.xml", EXTENDED_TYPE, part_xml(extended_properties(publication)))
    package.relationships.to_part(relation("officeDocument"), document)
    package.relationships.to_part(_CORE_RELATION, core)
    package.relationships.to_part(relation("extended-properties"), extended)


def _house(publication: Publication, report: Report) -> "House":
    from exporter.backends.docx.dress import House  # few documents have one

    return House(publication, report)


def _watermark_face(element: Any, theme: Theme) -> tuple[str, bool, bool]:
    name, face = watermark_font("".join(element.itertext()), theme)
    return name, bool(face and face.bold), False


def add_furniture(package: Package, writer: Writer, media: Media, document: Part, page_body: Any, name: str) -> str:
    """The relationship id of the running header or footer; "" when the page has none."""
    element = page_body.find(f"{name}[@class='running-{name}']")
    if element is None:
        return ""
    part = word_part(package, f"{name}1", name)
    root = make("hdr" if name == "header" else "ftr")
    writer.blocks(root, element, writer.place(Story(part, media)))
    if name == "footer":
        for style in root.iter(w("pStyle")):
            style.set(w("val"), FOOTER)
    if len(root) == 0:
        add(root, "p")
    part.data = part_xml(root)
    return document.relationships.to_part(relation(name), part)


def word_part(package: Package, name: str, kind: str) -> Part:
    """A part of WordprocessingML: "styles", and its kind as its content type names it."""
    return package.part(f"word/{name}.xml", _WORD_TYPE.format(kind))
