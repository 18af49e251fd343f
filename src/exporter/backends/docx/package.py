"""The package around the text: parts and their relationships (python-docx), settings, properties, and its bytes."""

from typing import Any

from docx.opc.constants import RELATIONSHIP_TYPE as RT
from docx.opc.packuri import PACKAGE_URI, PackURI
from docx.opc.part import Part
from docx.opc.pkgwriter import _ContentTypesItem
from docx.package import Package
from lxml import etree

from exporter.backends.archive import write_archive
from exporter.backends.docx.fonts import font_table
from exporter.backends.docx.ooxml import R, add, document_bytes, make, mm_to_twips, w
from exporter.backends.docx.story import Media, Story
from exporter.backends.docx.styles import section_properties, styles_part
from exporter.backends.docx.writer import Writer
from exporter.model.metadata import Metadata
from exporter.publication import Publication

_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.{}+xml"
_DC = "http://purl.org/dc/elements/1.1/"
_TERMS = "http://purl.org/dc/terms/"
_CORE = "http://schemas.openxmlformats.org/package/2006/metadata/core-properties"
_XSI = "http://www.w3.org/2001/XMLSchema-instance"
_EXTENDED = "http://schemas.openxmlformats.org/officeDocument/2006/extended-properties"


def build(publication: Publication) -> bytes:
    """The bytes of the whole package."""
    page, theme = publication.page, publication.theme
    package = Package()
    media = Media(package, publication.assets, theme)
    writer = Writer(publication)
    document = _part(package, "document", "document.main")
    story = Story(document, media)
    root = make("document")
    body = add(root, "body")
    writer.blocks(story, body, page.root.find("body/article"), writer.place)
    section = section_properties(theme, page.dir)
    furniture = page.root.find("body")
    for place, (name, reference, tag, kinds) in enumerate(
        (("header", "headerReference", "hdr", ("default",)), ("footer", "footerReference", "ftr", ("default", "first")))
    ):
        element = furniture.find(f"{name}[@class='running-{name}']")
        if element is None:
            continue
        part = _part(package, f"{name}1", name)
        part._blob = document_bytes(_furniture(writer, Story(part, media, in_note=True), element, tag))
        identifier = story.relate(part, RT.HEADER if name == "header" else RT.FOOTER)
        for kind in kinds:
            mark = make(reference, type=kind)
            mark.set(f"{{{R}}}id", identifier)
            section.insert(place, mark)
    body.append(section)
    notes = _part(package, "footnotes", "footnotes")
    notes._blob = document_bytes(writer.notes.part(Story(notes, media, in_note=True)))
    parts = [
        (_part(package, "styles", "styles", styles_part(theme, page.lang, page.dir)), RT.STYLES),
        (_part(package, "numbering", "numbering", writer.numbering.part()), RT.NUMBERING),
        (_part(package, "settings", "settings", _settings(publication)), RT.SETTINGS),
        (font_table(package, theme, page.root), RT.FONT_TABLE),
        (notes, RT.FOOTNOTES),
    ]
    for part, kind in parts:
        story.relate(part, kind)
    document._blob = document_bytes(root)
    package.relate_to(document, RT.OFFICE_DOCUMENT)
    package.relate_to(_properties_part(package, "core", _core(publication.metadata, page.lang)), RT.CORE_PROPERTIES)
    package.relate_to(_properties_part(package, "app", _app()), RT.EXTENDED_PROPERTIES)
    return _bytes(package)


def _furniture(writer: Writer, story: Story, element: Any, tag: str) -> Any:
    """A running header or footer; the header has the rule that print.css draws."""
    root = make(tag)
    writer.blocks(story, root, element, writer.place)
    rule = writer.theme.roles["rule"]
    for paragraph in root.findall(w("p")):
        properties = paragraph.find(w("pPr"))
        properties.find(w("pStyle")).set(w("val"), "Header" if tag == "hdr" else "Footer")
        if tag == "hdr":
            border = make("pBdr")
            color = writer.theme.color(rule.border_color)[1:]
            add(border, "bottom", val="single", sz=round(rule.border_top_pt * 8), space=3, color=color)
            properties.insert(1, border)
    return root


def _part(package: Any, name: str, kind: str, root: Any = None) -> Any:
    data = b"" if root is None else document_bytes(root)
    return Part(PackURI(f"/word/{name}.xml"), _TYPE.format(kind), data, package)


def _properties_part(package: Any, name: str, root: Any) -> Any:
    kinds = {
        "core": "application/vnd.openxmlformats-package.core-properties+xml",
        "app": "application/vnd.openxmlformats-officedocument.extended-properties+xml",
    }
    return Part(PackURI(f"/docProps/{name}.xml"), kinds[name], document_bytes(root), package)


def _settings(publication: Publication) -> Any:
    root = make("settings")
    add(root, "zoom", percent=100)
    add(root, "embedTrueTypeFonts")
    add(root, "saveSubsetFonts")
    add(root, "defaultTabStop", val=mm_to_twips(12.5))
    add(root, "autoHyphenation")
    add(root, "consecutiveHyphenLimit", val=2)
    add(root, "doNotHyphenateCaps")
    add(root, "characterSpacingControl", val="doNotCompress")
    note_properties = add(root, "footnotePr")
    for identifier in (-1, 0):
        add(note_properties, "footnote", id=identifier)
    compat = add(root, "compat")
    for name, value in (
        ("compatibilityMode", "15"),
        ("overrideTableStyleFontSizeAndJustification", "1"),
        ("enableOpenTypeFeatures", "1"),
        ("doNotFlipMirrorIndents", "1"),
        ("differentiateMultirowTableHeaders", "1"),
    ):
        add(compat, "compatSetting", name=name, uri="http://schemas.microsoft.com/office/word", val=value)
    add(root, "themeFontLang", val=publication.page.lang, bidi=publication.page.lang)
    add(root, "decimalSymbol", val=".")
    add(root, "listSeparator", val=",")
    return root


def _core(metadata: Metadata, lang: str) -> Any:
    """The core properties (ECMA-376-2, clause 11); what the article does not say is left out."""
    root = etree.Element(f"{{{_CORE}}}coreProperties", nsmap={"cp": _CORE, "dc": _DC, "dcterms": _TERMS, "xsi": _XSI})
    authors = "; ".join(author.name for author in metadata.authors)
    for namespace, name, value in (
        (_DC, "title", metadata.title),
        (_DC, "subject", metadata.subtitle),
        (_DC, "creator", authors),
        (_CORE, "keywords", ", ".join(metadata.keywords)),
        (_DC, "description", metadata.summary),
        (_CORE, "lastModifiedBy", authors),
        (_CORE, "revision", "1"),
        (_TERMS, "created", _instant(metadata.date)),
        (_TERMS, "modified", _instant(metadata.modified or metadata.date)),
        (_CORE, "category", metadata.section),
        (_DC, "identifier", metadata.identifier),
        (_DC, "language", lang),
    ):
        if value:
            element = etree.SubElement(root, f"{{{namespace}}}{name}")
            element.text = value
            if namespace == _TERMS:
                element.set(f"{{{_XSI}}}type", "dcterms:W3CDTF")
    return root


def _instant(date: str) -> str:
    """A full W3CDTF instant, which Word wants: midnight UTC where the article gives a day."""
    if len(date) == 10:
        return f"{date}T00:00:00Z"
    if "T" in date:
        return date if date.endswith("Z") or date[-6] in "+-" else f"{date}Z"
    return f"{date}{'-01' * (2 - date.count('-'))}T00:00:00Z" if date else ""


def _app() -> Any:
    root = etree.Element(f"{{{_EXTENDED}}}Properties", nsmap={None: _EXTENDED})
    etree.SubElement(root, f"{{{_EXTENDED}}}Application").text = "exporter"
    return root


def _bytes(package: Any) -> bytes:
    parts = list(package.iter_parts())
    entries = {"[Content_Types].xml": _ContentTypesItem.from_parts(parts).blob}
    entries[PACKAGE_URI.rels_uri.membername] = package.rels.xml
    for part in parts:
        entries[part.partname.membername] = part.blob
        if len(part.rels):
            entries[part.partname.rels_uri.membername] = part.rels.xml
    return write_archive(entries)
