"""Reports: contents, lists, numbers and references, the same in three formats; fields in Word show what is right."""

import io
import re
import subprocess
import zipfile
from pathlib import Path

import pikepdf
import pytest
from lxml import etree

from exporter.api import convert_file, convert_text
from exporter.convert import Result

SAMPLE = Path(__file__).parents[1] / "samples" / "report.md"
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
LONG = "Un paragraphe assez long pour remplir la page, une ligne après l’autre. " * 12
REPORT = f"""---
title: Le rapport
lang: fr
kind: report
---

# Premier {{#premier}}

{LONG}

## Sous-titre

Voir [](#tab) et [](#second), [](#second){{.page}}.

Table: Une table {{#tab}}

| a | b |
|---|---|
| 1 | 2 |

{(LONG + chr(10) + chr(10)) * 5}

# Second {{#second}}

Table: Une autre table

| a | b |
|---|---|
| 1 | 2 |

::: annex
# Méthode

## Détail
:::
"""


@pytest.fixture(scope="module")
def sample() -> Result:
    return convert_file(SAMPLE)


def pdf_pages(data: bytes) -> list[str]:
    text = subprocess.run(["pdftotext", "-", "-"], input=data, capture_output=True, check=True, timeout=60).stdout
    return [" ".join(page.split()) for page in text.decode().split("\f")[:-1]]


def document(result: Result) -> etree._Element:
    with zipfile.ZipFile(io.BytesIO(result["docx"])) as package:
        return etree.fromstring(package.read("word/document.xml"))


def words(paragraph: etree._Element) -> str:
    return "".join(node.text or "" if node.tag == f"{W}t" else "\t" for node in paragraph.iter(f"{W}t", f"{W}tab"))


def codes(root: etree._Element) -> list[str]:
    return [(node.text or "").strip() for node in root.iter(f"{W}instrText")]


def results(root: etree._Element, code: str) -> list[str]:
    """What the fields of a code show, in their order."""
    found = []
    for start in root.iter(f"{W}instrText"):
        if not (start.text or "").strip().startswith(code):
            continue
        text, run = "", start.getparent().getnext()
        while (run := run.getnext()) is not None and run.find(f"{W}fldChar") is None:
            text += "".join(run.itertext())
        found.append(text)
    return found


def contents(root: etree._Element, style: str = "TOC") -> list[str]:
    return [
        words(paragraph)
        for paragraph in root.iter(f"{W}p")
        if (name := paragraph.find(f"{W}pPr/{W}pStyle")) is not None
        and re.fullmatch(rf"{style}\d?", name.get(f"{W}val", ""))
    ]


def test_word_contents_show_the_pages_of_the_pdf(sample: Result) -> None:
    pages = pdf_pages(sample["pdf"])
    lines = contents(document(sample))
    assert len(lines) == 14
    for line in lines:
        *title, page = re.split("[\t\u2002]", line)
        on_it = [number for number, text in enumerate(pages, 1) if number > 2 and title[-1] in text]
        assert int(page) == on_it[0], line


def test_contents_of_pdf_and_word_say_the_same(sample: Result) -> None:
    printed = re.sub(r"(?:\. ?)+(?= \d)|\s+", " ", pdf_pages(sample["pdf"])[1])
    for line in contents(document(sample)) + contents(document(sample), "TableofFigures"):
        *title, page = re.split("[\t\u2002]", line)
        assert re.search(rf"{re.escape(' '.join(title).replace(chr(160), ' '))}[ .]+{page}\b", printed), line


def test_contents_and_lists_are_one_field_each_that_is_closed(sample: Result) -> None:
    root = document(sample)
    assert [code for code in codes(root) if code.startswith("TOC")] == [
        'TOC \\o "1-3" \\h \\z',
        'TOC \\h \\z \\c "Figure"',
        'TOC \\h \\z \\c "Table"',
    ]
    kinds = [mark.get(f"{W}fldCharType") for mark in root.iter(f"{W}fldChar")]
    assert kinds.count("begin") == kinds.count("separate") == kinds.count("end")
    assert root.find(f".//{W}docPartGallery").get(f"{W}val") == "Table of Contents"


def test_nothing_asks_to_be_updated(sample: Result) -> None:
    with zipfile.ZipFile(io.BytesIO(sample["docx"])) as package:
        settings = package.read("word/settings.xml")
        assert b"updateFields" not in settings
        assert b'w:dirty="' not in package.read("word/document.xml")


def test_every_field_reaches_its_bookmark(sample: Result) -> None:
    root = document(sample)
    names = {mark.get(f"{W}name") for mark in root.iter(f"{W}bookmarkStart")}
    wanted = {code.split()[1] for code in codes(root) if code.startswith(("PAGEREF", "REF"))}
    assert wanted
    assert wanted <= names


def test_numbers_references_and_annexes_in_french() -> None:
    result = convert_text(REPORT)
    assert [message for message in result.messages if message.severity != "note"] == []
    text = " ".join(pdf_pages(result["pdf"])[2:]).replace("\u00a0", " ")
    for part in ("1 Premier", "1.1 Sous-titre", "2 Second", "Annexe A Méthode", "A.1 Détail", "Tableau 1. Une table"):
        assert part in text
    assert re.search(r"Voir Tableau 1 et 2, page 4\.", text)
    root = document(result)
    assert results(root, "SEQ Table") == ["1", "2"]
    assert results(root, "REF _Ref_tab") == ["Tableau\u00a01"]
    assert results(root, "REF second \\r") == ["2"]
    assert results(root, "PAGEREF second")[-1] == "4"


def test_word_counts_headings_by_itself(sample: Result) -> None:
    root = document(sample)
    numbered = [
        (paragraph.find(f"{W}pPr/{W}numPr/{W}ilvl").get(f"{W}val"), words(paragraph))
        for paragraph in root.iter(f"{W}p")
        if paragraph.find(f"{W}pPr/{W}pStyle") is not None
        and paragraph.find(f"{W}pPr/{W}pStyle").get(f"{W}val").startswith("Heading")
        and paragraph.find(f"{W}pPr/{W}numPr") is not None
    ]
    assert ("0", "Why one source") in numbered
    assert ("1", "Sample") in numbered
    with zipfile.ZipFile(io.BytesIO(sample["docx"])) as package:
        numbering = package.read("word/numbering.xml").decode()
    assert 'w:lvlText w:val="Annex\u00a0%1"' in numbering


def test_word_alone_has_the_same_bytes_as_with_the_pdf(sample: Result) -> None:
    alone = convert_file(SAMPLE, formats=("docx",))
    assert [export.format for export in alone.exports] == ["docx"]
    assert alone["docx"] == sample["docx"]


def test_running_header_names_the_section_of_the_page(sample: Result) -> None:
    pages = pdf_pages(sample["pdf"])
    assert "From paper to page and stream ·" not in pages[0]
    assert "1 Why one source" in pages[2][:90]
    assert "Annex" in pages[-1][:90]
    with zipfile.ZipFile(io.BytesIO(sample["docx"])) as package:
        assert b"STYLEREF 1" in package.read("word/header1.xml")


def test_cover_has_no_page_number(sample: Result) -> None:
    pages = pdf_pages(sample["pdf"])
    assert "Page 1" not in pages[0]
    assert "Page 2" in pages[1]
    references = [
        (node.tag.removeprefix(W), node.get(f"{W}type"))
        for node in document(sample).iter(f"{W}headerReference", f"{W}footerReference")
    ]
    assert ("footerReference", "first") not in references


def test_book_leads_from_its_contents_to_the_headings(sample: Result) -> None:
    with zipfile.ZipFile(io.BytesIO(sample["epub"])) as book:
        page = etree.fromstring(book.read("OEBPS/content.xhtml"))
    ids = {node.get("id") for node in page.iter() if node.get("id")}
    links = page.findall(".//{*}nav//{*}a")
    assert len(links) == 18
    assert {link.get("href", "").partition("#")[2] for link in links} <= ids
    assert [link.get("class") for link in page.iter("{*}a") if link.get("class") == "page-reference"]


def test_any_article_may_ask_for_contents_and_numbers() -> None:
    text = "---\ntitle: T\nlang: en\ntoc: true\nnumber-sections: true\ntoc-depth: 1\n---\n\n# One\n\n## Two\n\nText.\n"
    result = convert_text(text)
    assert contents(document(result)) == ["1\tOne\t1"]
    assert "1.1 Two" in pdf_pages(result["pdf"])[0]
    plain = convert_text(text.replace("toc: true\nnumber-sections: true\n", ""))
    assert contents(document(plain)) == []
    assert "1.1" not in pdf_pages(plain["pdf"])[0]


def test_reference_to_nothing_is_told() -> None:
    result = convert_text("---\ntitle: T\nlang: en\n---\n\nSee [](#nowhere).\n")
    assert [message.code for message in result.messages if message.severity == "warning"] == ["P103"]
    assert "#nowhere" in pdf_pages(result["pdf"])[0]


WIDE = """---
title: Wide
lang: en
kind: report
---

# One

Text before.

Table: Lines by month {#wide}

| Office | %s |
|:--|%s
| Communications | %s |

Text after.

::: landscape
A turned page.
:::

The end.
"""
MONTHS = "January February March April May June July August September October November December".split()


def sizes(data: bytes, tmp_path: Path) -> list[bool]:
    """Whether each page is turned."""
    file = tmp_path / "pages.pdf"
    file.write_bytes(data)
    with pikepdf.open(file) as pdf:
        return [float(page.mediabox[2]) > float(page.mediabox[3]) for page in pdf.pages]


def test_wide_table_turns_its_page_in_pdf_and_word(tmp_path: Path) -> None:
    result = convert_text(WIDE % (" | ".join(MONTHS), "--:|" * 12, " | ".join(["1,200,000"] * 12)))
    assert sizes(result["pdf"], tmp_path) == [False, False, False, True, False, True, False]
    root = document(result)
    sections = list(root.iter(f"{W}sectPr"))
    turned = [section.find(f"{W}pgSz").get(f"{W}orient") for section in sections]
    assert turned == [None, "landscape", None, "landscape", None]
    # The first names header and footer, the others inherit them.
    assert [len(section.findall(f"{W}headerReference")) for section in sections] == [1, 0, 0, 0, 0]
    table = root.find(f".//{W}tbl")
    assert int(table.find(f"{W}tblPr/{W}tblW").get(f"{W}w")) > int(sections[0].find(f"{W}pgSz").get(f"{W}w"))


def test_tables_shrink_by_steps_in_word() -> None:
    styles = []
    for count in (4, 9):
        text = WIDE % (" | ".join(MONTHS[:count]), "--:|" * count, " | ".join(["1,200,000"] * count))
        result = convert_text(text)
        table = document(result).find(f".//{W}tbl")
        styles.append({style.get(f"{W}val") for style in table.iter(f"{W}pStyle")})
    assert styles[0] == {"TableText", "TableHeader"}
    assert styles[1] == {"TableTextDenser", "TableHeaderDenser"}


def test_brief_keeps_its_pages_upright(tmp_path: Path) -> None:
    text = WIDE.replace("kind: report", "kind: brief").replace("::: landscape", "::: plain")
    result = convert_text(text % (" | ".join(MONTHS), "--:|" * 12, " | ".join(["1,200,000"] * 12)))
    assert sizes(result["pdf"], tmp_path) == [False]


@pytest.mark.parametrize("kind", ["report", "brief"])
def test_every_field_refers_to_a_bookmark_that_has_its_words(kind: str) -> None:
    """A brief numbers nothing: a bookmark around a number is not there, and an empty one gives Word no words."""
    root = etree.fromstring(
        zipfile.ZipFile(io.BytesIO(convert_text(REPORT, ["docx"], kind=kind)["docx"])).read("word/document.xml")
    )
    codes = [item.text.split() for item in root.iter(f"{W}instrText")]
    referred = {words[1] for words in codes if words[0] == "REF"}
    assert referred
    for name in referred:
        [start] = [mark for mark in root.iter(f"{W}bookmarkStart") if mark.get(f"{W}name") == name]
        following = start.itersiblings()
        inside = []
        for element in following:
            if element.tag == f"{W}bookmarkEnd" and element.get(f"{W}id") == start.get(f"{W}id"):
                break
            inside.append(element)
        assert "".join(text for element in inside for text in element.itertext()).strip(), name
