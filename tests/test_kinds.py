"""Kinds of document: what each shows, where, in all three formats."""

import io
import re
import shutil
import subprocess
import zipfile
from pathlib import Path

import pypdfium2
import pytest
from docx_outline import outline
from lxml import etree

from exporter.api import convert_file, convert_text
from exporter.publication.look import themes

SAMPLES = Path(__file__).parents[1] / "samples"
RELEASE = """---
kind: Press release
title: Le pont rouvre
date: 2025-02-13
place: Lyon
lang: fr
publisher: Service communication
contact: {name: Bureau de presse, email: presse@example.org}
%s---

Le pont *rouvre* lundi.

Un second paragraphe.

::: boilerplate
Le service publie.
:::

::: notes-to-editors
## Pour les rédactions

1. Photos sur demande.
:::

Un dernier paragraphe.
"""


def pdf_pages(data: bytes) -> list[str]:
    text = subprocess.run(["pdftotext", "-", "-"], input=data, capture_output=True, check=True, timeout=60).stdout
    return [" ".join(page.split()) for page in text.decode().split("\f")[:-1]]


def book_text(data: bytes) -> str:
    with zipfile.ZipFile(io.BytesIO(data)) as book:
        names = sorted(name for name in book.namelist() if name.endswith(".xhtml") and "content" in name)
        pages = [etree.fromstring(book.read(name)).find("{*}body") for name in names]
    return " ".join(" ".join(page.itertext()) for page in pages)


def places(text: str, *words: str) -> list[int]:
    """Where each of these stands in the text; all of them have to."""
    text = " ".join(text.split()).casefold()  # some roles are set in capitals
    words = tuple(word.casefold() for word in words)
    assert [word for word in words if word not in text] == []
    return [text.index(word) for word in words]


def test_press_release_has_its_parts_in_their_order() -> None:
    result = convert_text(RELEASE % "")
    assert not result.failed
    parts = (
        "Diffusion immédiate",
        "Le pont rouvre",
        "Lyon, 13 février 2025 – Le pont rouvre lundi.",
        "Un second paragraphe.",
        "Un dernier paragraphe.",
        "– Fin –",
        "À propos",
        "Le service publie.",
        "Photos sur demande.",
        "Bureau de presse",
    )
    lines = [re.sub(r"\{\w+:([^}]*)\}", r"\1", line.split("] ", 1)[-1]) for line in outline(result["docx"])]
    lines = [re.sub(r"[*_/]", "", line) for line in lines]
    for text in (" ".join(pdf_pages(result["pdf"])), " ".join(lines)):
        found = places(text, *parts)
        assert found == sorted(found)
    for word in ("Diffusion immédiate", "– Fin –", "À propos", "Contact presse"):
        assert word in book_text(result["epub"])


def test_parts_of_a_press_release_have_their_word_styles() -> None:
    lines = outline(convert_text(RELEASE % "", ["docx"])["docx"])
    styles = set(re.findall(r"\[([^\]| ]+)", "\n".join(lines)))
    assert {"Kicker", "Release", "Title", "EndMark", "ContactBoxHeading"} <= styles
    assert any("Boilerplate" in style for style in styles)
    assert any("NotesToEditors" in style for style in styles)


def test_embargo_stands_on_every_page_of_a_press_release() -> None:
    text = RELEASE % "embargo: 2025-02-14T09:00:00+01:00\n" + "\nUn paragraphe de plus.\n" * 60
    result = convert_text(text)
    pages = pdf_pages(result["pdf"])
    assert len(pages) >= 2
    assert all("Sous embargo jusqu’au 14 février 2025 à 9 h" in page.replace("\xa0", " ") for page in pages)
    assert "Diffusion immédiate" not in pages[0]
    with zipfile.ZipFile(io.BytesIO(result["docx"])) as package:
        headers = [package.read(name).decode() for name in package.namelist() if re.match(r"word/header\d*\.xml", name)]
    assert any("Sous embargo" in header for header in headers)


def test_telephone_number_stays_on_one_line() -> None:
    contacts = [
        f"{{name: A, email: {'m' * width}@example.org, phone: +33 1 53 85 00 00}}" for width in range(20, 80, 3)
    ]
    text = f"---\ntitle: T\nlang: fr\nkind: press release\ncontact: [{', '.join(contacts)}]\n---\n\nTexte.\n"
    document = pypdfium2.PdfDocument(convert_text(text, ["pdf"])["pdf"])
    lines = [line for page in document for line in page.get_textpage().get_text_range().splitlines()]
    assert sum("+33 1 53 85 00 00" in line.replace("\xa0", " ") for line in lines) == len(contacts)


@pytest.mark.parametrize("kind", ["press release", "brief", "report"])
@pytest.mark.parametrize("name", ["embargo", "sous-embargo"])
def test_embargo_that_is_no_date_is_shown_and_nothing_is_for_immediate_release(kind: str, name: str) -> None:
    text = f"---\ntitle: T\nlang: fr\nkind: {kind}\n{name}: le 3 mars, vers 6 h du matin\n---\n\nTexte.\n"
    result = convert_text(text, ["pdf"])
    assert [message.code for message in result.messages] == ["R103"]
    page = pdf_pages(result["pdf"])[0].replace("\xa0", " ")
    assert "Sous embargo jusqu’au le 3 mars, vers 6 h du matin" in page
    assert "Diffusion immédiate" not in page


@pytest.mark.parametrize(
    ("own", "asked", "is_release"),
    [
        ("press-release", "", True),
        ("Press Release", "", True),
        ("press-release", "brief", False),
        ("brief", "press-release", True),
        ("page", "", False),  # what a site generator calls a kind
        ("../brief", "", False),
        ("[a, b]", "", False),
    ],
)
def test_kind_is_the_users_then_the_articles_then_a_brief(own: str, asked: str, is_release: bool) -> None:
    result = convert_text(f"---\ntitle: T\nlang: en\nkind: {own}\n---\n\nText.\n", ["docx"], kind=asked)
    assert not result.failed
    assert any("For immediate release" in line for line in outline(result["docx"])) == is_release


def test_release_that_begins_with_no_paragraph_has_its_dateline_apart() -> None:
    text = "---\ntitle: T\nlang: en\nplace: Paris\ndate: 2025-02-13\nkind: press-release\n---\n\n- one\n- two\n"
    lines = outline(convert_text(text, ["docx"])["docx"])
    assert any(line.startswith("[Dateline] Paris, 13 February 2025") for line in lines)


def test_the_sample_release_builds_without_a_word_of_complaint() -> None:
    result = convert_file(SAMPLES / "press-release.md")
    assert [message for message in result.messages if message.severity != "note"] == []
    assert len(pdf_pages(result["pdf"])) == 2


FIGURES = """---
title: Trois chiffres
lang: %s
---

Avant.

::: key-figures
- **109 Md€** promis *en France*
- **450 +** entreprises[^n]
- sans nombre
:::

Après.

[^n]: La note.
"""


@pytest.mark.parametrize("lang", ["fr", "ar"])
def test_key_figures_stand_side_by_side(lang: str) -> None:
    result = convert_text(FIGURES % lang)
    assert [message for message in result.messages if message.severity != "note"] == []
    command = ["pdftotext", "-bbox", "-", "-"]
    found = subprocess.run(command, input=result["pdf"], capture_output=True, check=True, timeout=60).stdout.decode()
    box = {
        word: (float(x), float(y)) for x, y, word in re.findall(r'xMin="([\d.]+)" yMin="([\d.]+)"[^>]*>([^<]+)<', found)
    }
    left, right = box["109"], box["450"]
    assert abs(left[1] - right[1]) < 1
    assert (left[0] < right[0]) == (lang == "fr")
    with zipfile.ZipFile(io.BytesIO(result["docx"])) as package:
        document = etree.fromstring(package.read("word/document.xml"))
    (row,) = document.iter("{*}tr")
    cells = ["".join(cell.itertext("{*}t")).replace("\xa0", " ") for cell in row.iter("{*}tc")]
    assert cells == ["109 Md€promis en France", "450 +entreprises", "sans nombre"]
    assert (document.find(".//{*}tblPr/{*}bidiVisual") is not None) == (lang == "ar")
    text = book_text(result["epub"])
    assert places(text, "109 Md€", "promis", "450 +", "entreprises", "sans nombre", "Après.")


def test_key_figures_without_a_list_are_a_division_like_any_other() -> None:
    result = convert_text("---\ntitle: T\nlang: en\n---\n\n::: key-figures\nNo list.\n:::\n", ["docx"])
    assert any(line.endswith("No list.") for line in outline(result["docx"]))


@pytest.mark.parametrize("theme", themes())
def test_every_font_is_in_each_package_once(theme: str) -> None:
    result = convert_file(SAMPLES / "ia-en-sante.md", ["docx", "epub"], theme=theme)
    with zipfile.ZipFile(io.BytesIO(result["epub"])) as book:
        manifest = etree.fromstring(book.read("OEBPS/content.opf")).find("{*}manifest")
        css = next(book.read(name).decode() for name in book.namelist() if name.endswith(".css"))
    files = [item.get("href") for item in manifest]
    assert len(files) == len(set(files))
    faces = re.findall(r"@font-face \{[^}]*\}", css)
    assert faces
    assert len(faces) == len(set(faces))
    with zipfile.ZipFile(io.BytesIO(result["docx"])) as package:
        table = etree.fromstring(package.read("word/fontTable.xml"))
    names = [font.get(f"{{{table.nsmap['w']}}}name") for font in table]
    assert len(names) == len(set(names))


NEWSLETTER = """---
kind: newsletter
title: La lettre
issue: 7
date: 2025-10-01
lang: fr
---

Un mot avant tout.

# Première nouvelle {#une}

Le texte de la première.

# Seconde nouvelle

Le texte de la seconde.

| a | b |
|---|---|
| 1 | 2 |
"""


def test_newsletter_has_masthead_contents_and_its_articles_in_order() -> None:
    result = convert_text(NEWSLETTER)
    assert [message for message in result.messages if message.severity != "note"] == []
    parts = ("La lettre", "Numéro 7", "1er octobre 2025", "Dans ce numéro", "Un mot avant tout.")
    texts = (pdf_pages(result["pdf"])[0], book_text(result["epub"]), "\n".join(outline(result["docx"])))
    for text in texts:
        found = places(text, *parts)
        assert found == sorted(found)
        assert len(re.findall("Première nouvelle", text)) == 2  # in the contents, and above its text


def test_newsletter_stands_in_two_columns() -> None:
    result = convert_text(NEWSLETTER)
    word = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
    with zipfile.ZipFile(io.BytesIO(result["docx"])) as package:
        root = etree.fromstring(package.read("word/document.xml"))
    sections = [
        (section.find(f"{word}type") is not None, section.find(f"{word}cols") is not None)
        for section in root.iter(f"{word}sectPr")
    ]
    # Each column section and what follows it begins on the page that is there.
    assert sections == [
        (False, False),
        (True, True),
        (True, False),
        (True, True),
        (True, False),
        (True, True),
        (True, False),
    ]
    page, table = root.find(f".//{word}pgSz"), root.find(f".//{word}tblW")
    assert int(table.get(f"{word}w")) < int(page.get(f"{word}w")) / 2
    boxes = subprocess.run(
        ["pdftotext", "-bbox", "-", "-"],
        input=convert_file(SAMPLES / "newsletter.md")["pdf"],
        capture_output=True,
        check=True,
    ).stdout.decode()
    width = float(re.search(r'<page width="([\d.]+)"', boxes)[1])
    assert float(re.search(r'xMin="([\d.]+)"[^>]*>Nous<', boxes)[1]) > width / 2


def test_newsletter_of_one_article_lists_nothing() -> None:
    result = convert_text(NEWSLETTER.partition("# Seconde")[0])
    assert "Dans ce numéro" not in pdf_pages(result["pdf"])[0]


def test_newsletter_without_headings_is_one_text() -> None:
    result = convert_text("---\ntitle: News\nlang: en\nkind: newsletter\n---\n\nWords alone.\n", ["epub"])
    assert not result.failed, result.messages


def _columns_of_word(data: bytes) -> dict[str, float]:
    """How far down the page LibreOffice sets each line."""
    import pypdfium2

    from exporter.checks.editions.office import printed
    from exporter.checks.editions.sheets import sheets_of

    [first, *_] = sheets_of(pypdfium2.PdfDocument(printed([data])[0]))
    return {line.text: line.y_pt for line in first.lines}


@pytest.mark.skipif(not shutil.which("soffice"), reason="LibreOffice is not installed")
def test_columns_of_a_word_file_begin_at_the_same_height() -> None:
    lines = _columns_of_word(convert_file(SAMPLES / "newsletter.md", ["docx"])["docx"])
    left, right = (next(y for text, y in lines.items() if text.startswith(f"Les {word}")) for word in ("publi", "lect"))
    assert abs(left - right) < 0.1, "the room below the table begins the second column"
