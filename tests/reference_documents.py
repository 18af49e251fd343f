"""Reference documents as houses have them, made with python-docx: one French and rich, one American and plain."""

import io
import re
import subprocess
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import docx
from docx.document import Document
from docx.enum.section import WD_ORIENT
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml import parse_xml
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor
from PIL import Image

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
DUBLIN_CORE = "http://purl.org/dc/elements/1.1/"
CORE_SPACE = "http://schemas.openxmlformats.org/package/2006/metadata/core-properties"
CORE = "{6C3C8BC8-F283-45AE-878A-BAB7291924A1}"
# What Word in French calls its styles inside the file; the names stay English there.
FRENCH = {"Title": "Titre", "Subtitle": "Sous-titre", "Quote": "Citation", "IntenseQuote": "Citationintense",
          "Caption": "Lgende", "ListParagraph": "Paragraphedeliste", "ListBullet": "Listepuces",
          "ListNumber": "Listenumros", "Header": "En-tte", "Footer": "Pieddepage",
          **{f"Heading{n}": f"Titre{n}" for n in range(1, 10)}}  # fmt: skip


def logo() -> bytes:
    """A square of one colour as a PNG."""
    sink = io.BytesIO()
    Image.new("RGB", (64, 64), (122, 20, 62)).save(sink, "PNG")
    return sink.getvalue()


def field(paragraph: Any, code: str, shown: str) -> None:
    """Add a complex field to a paragraph."""
    for kind in ("begin", "code", "separate", "shown", "end"):
        run = paragraph.add_run()
        if kind == "code":
            run._r.append(parse_xml(f'<w:instrText xmlns:w="{W}" xml:space="preserve"> {code} </w:instrText>'))
        elif kind == "shown":
            run.text = shown
        else:
            run._r.append(parse_xml(f'<w:fldChar xmlns:w="{W}" w:fldCharType="{kind}"/>'))


def bound(paragraph: Any, name: str, shown: str) -> None:
    """Add a content control bound to a core property."""
    paragraph._p.append(
        parse_xml(
            f'<w:sdt xmlns:w="{W}"><w:sdtPr><w:alias w:val="{name}"/><w:dataBinding '
            f"w:prefixMappings=\"xmlns:ns0='{DUBLIN_CORE}' xmlns:ns1='{CORE_SPACE}' \" "
            f'w:xpath="/ns1:coreProperties[1]/ns0:{name}[1]" w:storeItemID="{CORE}"/><w:text/></w:sdtPr>'
            f"<w:sdtContent><w:r><w:rPr><w:b/></w:rPr><w:t>{shown}</w:t></w:r><w:r><w:t> (modèle)</w:t></w:r>"
            f"</w:sdtContent></w:sdt>"
        )
    )


def number_headings(document: Document) -> None:
    """Number the headings 1, 1.1 by a definition that they share."""
    levels = "".join(
        f'<w:lvl w:ilvl="{n}"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:pStyle w:val="Heading{n + 1}"/>'
        f'<w:lvlText w:val="{".".join(f"%{m + 1}" for m in range(n + 1))}"/><w:lvlJc w:val="left"/>'
        f'<w:pPr><w:ind w:left="567" w:hanging="567"/></w:pPr></w:lvl>'
        for n in range(3)
    )
    root = document.part.numbering_part.element
    abstract = parse_xml(
        f'<w:abstractNum xmlns:w="{W}" w:abstractNumId="77"><w:nsid w:val="0E000000"/>'
        f'<w:multiLevelType w:val="multilevel"/>{levels}</w:abstractNum>'
    )
    root.insert(0, abstract)
    root.append(parse_xml(f'<w:num xmlns:w="{W}" w:numId="1077"><w:abstractNumId w:val="77"/></w:num>'))
    for n in range(3):
        properties = document.styles[f"Heading {n + 1}"].element.get_or_add_pPr()
        numbers = parse_xml(f'<w:numPr xmlns:w="{W}"><w:ilvl w:val="{n}"/><w:numId w:val="1077"/></w:numPr>')
        properties.find(qn("w:keepLines")).addnext(numbers)


def french() -> bytes:
    """A ministry's template: A4 with a gutter, Georgia and Verdana, numbered headings, logo, three headers."""
    document = docx.Document()
    normal = document.styles["Normal"]
    normal.font.name, normal.font.size = "Verdana", Pt(9.5)
    normal.font.color.rgb = RGBColor(0x22, 0x2B, 0x38)
    normal.paragraph_format.space_after = Pt(6)
    for n, size in ((1, 17), (2, 13), (3, 11)):
        style = document.styles[f"Heading {n}"]
        style.font.name, style.font.size, style.font.bold = "Georgia", Pt(size), n < 3
        style.font.color.rgb = RGBColor(0x7A, 0x14, 0x3E)
        for name in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
            style.element.rPr.rFonts.attrib.pop(qn(f"w:{name}"), None)
    title = document.styles["Title"]
    title.font.name, title.font.size, title.font.color.rgb = "Georgia", Pt(26), RGBColor(0x7A, 0x14, 0x3E)
    number_headings(document)
    byline = document.styles.add_style("Byline", WD_STYLE_TYPE.PARAGRAPH)
    byline.font.italic = True
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin, section.right_margin, section.gutter = Mm(30), Mm(20), Mm(5)
    section.top_margin, section.bottom_margin = Mm(35), Mm(25)
    section.different_first_page_header_footer = True
    document.settings.odd_and_even_pages_header_footer = True
    zoom = document.settings.element.find(qn("w:zoom"))
    zoom.addnext(parse_xml(f'<w:mirrorMargins xmlns:w="{W}"/>'))
    first = section.first_page_header.paragraphs[0]
    first.add_run().add_picture(io.BytesIO(logo()), width=Mm(18))
    first.add_run("  Ministère des Ponts")
    header = section.header.paragraphs[0]
    header.add_run("Ministère des Ponts – ")
    field(header, 'STYLEREF "Titre"', "Modèle de note")
    header.add_run(" – ")
    field(header, 'STYLEREF "heading 1"', "Ancienne partie")
    even = section.even_page_header.paragraphs[0]
    bound(even, "title", "Modèle de note")
    footer = section.footer.paragraphs[0]
    footer.add_run("Page ")
    field(footer, "PAGE", "3")
    footer.add_run(" sur ")
    field(footer, "NUMPAGES", "7")
    field(footer, "DOCPROPERTY  Author  \\* MERGEFORMAT", "Service du modèle")
    field(footer, 'SAVEDATE \\@ "dd/MM/yyyy"', "01/01/2009")
    field(footer, 'DOCPROPERTY "Référence"', "REF-12")
    section.first_page_footer.paragraphs[0].add_run("12, quai des Ponts, 75000 Paris")
    document.add_paragraph("Le texte du modèle, qui ne reste pas.")
    return renamed(saved(document), FRENCH)


def american() -> bytes:
    """A plain Letter template whose text is in Body Text, with a table style of its own and no headers."""
    document = docx.Document()
    section = document.sections[0]
    section.page_width, section.page_height = Mm(215.9), Mm(279.4)
    section.left_margin = section.right_margin = Mm(25.4)
    body = document.styles["Body Text"]
    body.font.name, body.font.size = "Arial", Pt(12)
    table = document.add_table(2, 2, style="Light Grid Accent 1")
    table.cell(0, 0).text = "Head"
    for text in ("One.", "Two.", "Three."):
        document.add_paragraph(text, style="Body Text")
    return saved(document)


def landscape() -> bytes:
    """A template turned on its side, after a cover in a section of its own whose header goes on."""
    document = docx.Document()
    document.sections[0].header.paragraphs[0].text = "From the cover on"
    section = document.add_section()
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = Mm(297), Mm(210)
    return saved(document)


def foreign(data: bytes, folder: Path) -> bytes:
    """The same document as LibreOffice writes it."""
    (folder / "before.docx").write_bytes(data)
    (folder / "saved").mkdir(exist_ok=True)
    command = ["soffice", "--headless", f"-env:UserInstallation=file://{folder}/profile", "--convert-to", "docx",
               "--outdir", str(folder / "saved"), str(folder / "before.docx")]  # fmt: skip
    subprocess.run(command, check=True, capture_output=True, timeout=180)
    return (folder / "saved" / "before.docx").read_bytes()


def saved(document: Document) -> bytes:
    sink = io.BytesIO()
    document.save(sink)
    return sink.getvalue()


def renamed(data: bytes, names: dict[str, str]) -> bytes:
    """The document with other style ids, as a Word in another language writes them."""

    def change(text: str) -> str:
        def other(found: re.Match[str]) -> str:
            return f'{found[1]}"{names.get(found[2], found[2])}"'

        return re.sub(r'((?:w:styleId|<w:(?:pStyle|basedOn|next|link) w:val)=)"([^"]*)"', other, text)

    return rewritten(data, {r"word/.*\.xml": change})


def rewritten(data: bytes, changes: dict[str, Callable[[str], str]], more: dict[str, bytes] | None = None) -> bytes:
    """The package with the text of its parts changed, by a pattern of their names, and parts added."""
    sink = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.infolist():
            content = old.read(entry)
            for pattern, change in changes.items():
                if re.fullmatch(pattern, entry.filename):
                    content = change(content.decode()).encode()
            new.writestr(entry.filename, content)
        for name, content in (more or {}).items():
            new.writestr(name, content)
    return sink.getvalue()
