"""The whole document: the page's stories, what they refer to, and the parts that say how it looks and what it is."""

from typing import TYPE_CHECKING, Any

from exporter.backends.docx.embedding import CONTENT_TYPE as FONT_TYPE
from exporter.backends.docx.embedding import Style, embed, font_table
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
_THEME_TYPE = "application/vnd.openxmlformats-officedocument.theme+xml"
_KEPT_RELATION = "urn:exporter:source-file"
_CORE_RELATION = "http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties"


def build(publication: Publication, report: Report) -> bytes:
    """The bytes of the whole package. Raises TemplateError for a reference document that cannot be used."""
    package = Package()
    media = Media(package, publication.assets, publication.theme)
    house = _house(publication, report) if publication.reference_doc else None
    publication = house.publication if house else publication
    page, theme = publication.page, publication.theme
    writer = Writer(publication)
    document = _part(package, "document", "document.main")
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
        furniture = {name: _furniture(package, writer, media, document, page_body, name) for name in furniture}
    if has_cover or not house:
        furnish(next(body.iter(w("sectPr"))), furniture["header"], furniture["footer"], has_cover)
    notes = _part(package, "footnotes", "footnotes")
    note_place = writer.place(Story(notes, media))
    notes_root = writer.notes.part(lambda parent, element: writer.note_blocks(parent, element, note_place))
    for text in (root, notes_root):
        declare_extensions(text)
    watermark = page_body.find("header[@class='watermark']/p")
    if watermark is not None:
        writer.runs.faces.add(_watermark_face(watermark, theme))
    fonts = embed(theme, [Style(*face) for face in writer.runs.faces], "".join(page_body.itertext()))
    lang = word_language(page.lang)
    document.data = part_xml(root)
    notes.data = part_xml(notes_root)
    for name, data in (
        ("styles", writer.styles.part(lang)),
        ("numbering", part_xml(writer.numbering.part())),
        ("settings", part_xml(settings_part(theme, lang, page.dir, bool(fonts)))),
    ):
        part = _part(package, name, name)
        part.data = data
        document.relationships.to_part(relation(name), part)
    document.relationships.to_part(relation("footnotes"), notes)
    palette = package.part("word/theme/theme1.xml", _THEME_TYPE, part_xml(palette_part(theme)))
    document.relationships.to_part(relation("theme"), palette)
    table = _part(package, "fontTable", "fontTable")
    identifiers = []
    for number, font in enumerate(fonts, 1):
        part = package.part(f"word/fonts/font{number}.odttf", FONT_TYPE, font.data)
        identifiers.append(table.relationships.to_part(relation("font"), part))
    table.data = part_xml(font_table(theme, fonts, identifiers))
    document.relationships.to_part(relation("fontTable"), table)
    core = package.part("docProps/core.xml", CORE_TYPE, part_xml(core_properties(publication)))
    extended = package.part("docProps/app.xml", EXTENDED_TYPE, part_xml(extended_properties(publication)))
    package.relationships.to_part(relation("officeDocument"), document)
    package.relationships.to_part(_CORE_RELATION, core)
    package.relationships.to_part(relation("extended-properties"), extended)
    for stored, media_type, data in publication.kept.stored() if publication.kept else ():
        kept = package.part(f"source/{stored}", media_type, data)
        package.relationships.to_part(_KEPT_RELATION, kept)
    if house:
        house.dress(package)
    if watermark is not None:
        mark(package, watermark, theme)
    return package.write()


def _house(publication: Publication, report: Report) -> "House":
    from exporter.backends.docx.dress import House  # few documents have one

    return House(publication, report)


def _watermark_face(element: Any, theme: Theme) -> tuple[str, bool, bool]:
    name, face = watermark_font("".join(element.itertext()), theme)
    return name, bool(face and face.bold), False


def _furniture(package: Package, writer: Writer, media: Media, document: Part, page_body: Any, name: str) -> str:
    """The relationship id of the running header or footer; "" when the page has none."""
    element = page_body.find(f"{name}[@class='running-{name}']")
    if element is None:
        return ""
    part = _part(package, f"{name}1", name)
    root = make("hdr" if name == "header" else "ftr")
    writer.blocks(root, element, writer.place(Story(part, media)))
    if name == "footer":
        for style in root.iter(w("pStyle")):
            style.set(w("val"), FOOTER)
    if len(root) == 0:
        add(root, "p")
    part.data = part_xml(root)
    return document.relationships.to_part(relation(name), part)


def _part(package: Package, name: str, kind: str) -> Part:
    return package.part(f"word/{name}.xml", _WORD_TYPE.format(kind))
