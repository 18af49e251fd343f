"""The report page: valid, whole in itself, readable by everyone, and its pictures show the places that they should."""

import base64
import io
import re
import socket
import subprocess
import sys
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any

import pikepdf
import pypdfium2
import pytest
from coloraide import Color
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import html
from PIL import Image, ImageChops, ImageStat
from rule_files import PICTURE, changed_pdf, changed_zip, made
from tinyhtml5.parser import HTMLParser

from exporter.api import convert_text
from exporter.checks.checked import Asked, Checked
from exporter.checks.page import Page
from exporter.checks.rules import FORMATS, check, rules_of

MARK = (0xE6, 0x00, 0x7A)
BOOK = "OEBPS/content.xhtml"
UNDESCRIBED = changed_zip(BOOK, (' alt="A bridge[^"]*"', ""))


def page_of(**files: bytes) -> Any:
    """The page of some files, by their names with _ for the dot, held to our own rules."""
    page = Page("exporter check")
    for name, data in files.items():
        format = name.rpartition("_")[2]
        checked = Checked(format, tuple(check(format, data)))
        page.add_file(page.file(name.replace("_", "."), data, checked))
    return html.fromstring(page.html().decode())


def exporter(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "exporter", *words]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=120)


def rule(page: Any, code: str) -> Any:
    """What the page shows of a rule."""
    [found] = [one for one in page.iter("article") if f" {code}," in f" {words(one.find('p'))}"]
    return found


def words(element: Any) -> str:
    return " ".join(element.text_content().split())


def table(page: Any) -> list[list[str]]:
    return [[words(cell) for cell in row] for row in page.iter("tr")]


def own_picture(size: tuple[int, int]) -> Image.Image:
    """The picture of the article that all of these files are made from, so large."""
    file = next(path for path in sorted(PICTURE.iterdir()) if path.suffix in (".jpg", ".png"))
    with Image.open(file) as image:
        return image.convert("RGB").resize(size)


def pictures(element: Any) -> list[Image.Image]:
    """The pictures below an element, decoded."""
    data = [image.get("src").partition("base64,")[2] for image in element.iter("img")]
    return [Image.open(io.BytesIO(base64.b64decode(one))).convert("RGB") for one in data]


def frame(picture: Image.Image) -> tuple[int, int, int, int]:
    """Where the frame runs that marks the place: left, top, right, bottom."""
    bands = ImageChops.difference(picture, Image.new("RGB", picture.size, MARK)).split()
    near = [band.point(lambda value: 255 if value < 70 else 0) for band in bands]
    found = ImageChops.multiply(ImageChops.multiply(near[0], near[1]), near[2]).getbbox()
    assert found, "no frame"
    return found


# --- The page itself --------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """What the command writes of a book, a Word file and a PDF that break rules, and of one that breaks none."""
    folder = tmp_path_factory.mktemp("files")
    (folder / "book.epub").write_bytes(UNDESCRIBED(made("epub")))
    (folder / "good.docx").write_bytes(made("docx"))
    (folder / "text.docx").write_bytes(_undescribed_docx(made("docx")))
    (folder / "page.pdf").write_bytes(_silent_link(made("pdf")))
    assert exporter(folder, "check", ".", "--judges", "none", "--html", "report.html", "--json").returncode == 1
    return (folder / "report.html").read_bytes()


def test_page_is_html_without_an_error(written: bytes) -> None:
    parser = HTMLParser()
    parser.parse(written.decode())
    assert parser.errors == []
    page = html.fromstring(written.decode())
    assert page.get("lang") == "en"
    ids = [element.get("id") for element in page.iter("*") if element.get("id")]
    assert len(ids) == len(set(ids))
    assert {link.get("href")[1:] for link in page.iter("a") if link.get("href")[0] == "#"} <= set(ids)


def test_page_asks_for_nothing_from_anywhere(written: bytes) -> None:
    page = html.fromstring(written.decode())
    assert {element.tag for element in page.iter("*")} & {"script", "link", "iframe", "object", "form"} == set()
    assert all(image.get("src").startswith("data:image/webp;base64,") for image in page.iter("img"))
    style = "".join(element.text_content() for element in page.iter("style"))
    assert "@import" not in style
    assert set(re.findall(r"url\([\"']?(\w+):", style)) <= {"data"}
    assert len(written) - sum(len(image.get("src")) for image in page.iter("img")) < 1_000_000


def test_page_can_be_read_by_everyone(written: bytes) -> None:
    page = html.fromstring(written.decode())
    levels = [int(element.tag[1]) for element in page.iter("h1", "h2", "h3", "h4")]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
    assert all(image.get("alt") for image in page.iter("img"))
    assert all(head.get("scope") for head in page.iter("th"))
    assert page.find(".//main") is not None
    assert "initial-scale=1" in page.find(".//meta[@name='viewport']").get("content")


def test_colours_are_legible_by_day_and_by_night(written: bytes) -> None:
    palettes = re.findall(r":root \{(.*?)\}", written.decode(), re.DOTALL)
    day, night, print_ = (dict(re.findall(r"--(\w+): (#\w+)", palette)) for palette in palettes)
    for palette in (day, night, print_):
        for ground in (palette["ground"], palette["paper"]):
            for name in ("text", "muted", "accent", "link", "good", "warning", "error"):
                assert Color(palette[name]).contrast(ground, method="wcag21") >= 4.5, (name, ground)


def test_page_tells_why_how_to_mend_and_by_which_clause(written: bytes) -> None:
    page = html.fromstring(written.decode())
    assert words(page.find(".//h1")) == "3 of 4 files break their standards"
    broken = [UNDESCRIBED(made("epub")), made("docx"), _silent_link(made("pdf")), _undescribed_docx(made("docx"))]
    formats = ["epub", "docx", "pdf", "docx"]
    counts = [str(len(check(format, data)) or "–") for format, data in zip(formats, broken, strict=True)]
    assert table(page) == [
        ["Name", "Format", "Errors", "Warnings"],
        ["book.epub", "EPUB", counts[0], "–"],
        ["good.docx", "DOCX", "–", "–"],
        ["page.pdf", "PDF", counts[2], "–"],
        ["text.docx", "DOCX", counts[3], "–"],
    ]
    shown = words(rule(page, "V303"))
    [asked] = [one for one in rules_of("epub") if one.code == "V303"]
    assert asked.why in shown
    assert asked.mend[1:] in shown
    assert asked.source in shown
    assert re.search(rf"{BOOK}:\d+", shown)
    assert [section.get("id") for section in page.iter("section") if section.get("id")] == [
        "file-1",
        "file-3",
        "file-4",
    ]


def test_page_is_the_same_for_the_same_files(written: bytes, tmp_path: Path) -> None:
    (tmp_path / "page.pdf").write_bytes(_silent_link(made("pdf")))
    for name in ("one.html", "two.html"):
        exporter(tmp_path, "check", "page.pdf", "--judges", "none", "--html", name)
    assert (tmp_path / "one.html").read_bytes() == (tmp_path / "two.html").read_bytes()


def test_page_says_which_judges_spoke() -> None:
    page = Page("exporter check")
    asked = (Asked("EPUBCheck", "5.3.0"), Asked("Ace", silent="there is no command ace", hint="npm install it"),
             Asked("veraPDF", "1.28", "it took longer than 90 s"))  # fmt: skip
    page.add_file(page.file("a.epub", made("epub"), Checked("epub", (), asked)))
    shown = html.fromstring(page.html().decode())
    assert words(shown.find(".//header/p[@class='lead']")).endswith("rules of our own, and judged by EPUBCheck 5.3.0.")
    [judges] = [element for element in shown.iter("ul") if element.get("class") == "judges"]
    assert [words(judge) for judge in judges][1:] == [
        "EPUBCheck 5.3.0 Judged 1 file.",
        "Ace Not asked: there is no command ace. npm install it",
        "veraPDF Says nothing of a.epub: it took longer than 90 s.",
    ]


def test_what_files_say_is_text_and_nothing_else() -> None:
    evil = '"><script>alert(1)</script>\u202e\x07'
    book = changed_zip(BOOK, ('href="https://example.org/guide"', 'href="&lt;script&gt;alert(1)&lt;/script&gt;.xhtml"'))
    page = Page("exporter check")
    data = book(made("epub"))
    page.add_file(page.file(evil, data, Checked("epub", tuple(check("epub", data)))))
    text = page.html().decode()
    assert "<script>" not in text
    assert "&lt;script&gt;alert(1)" in text
    assert not re.search("[\u202e\x07]", text)


# --- Places -----------------------------------------------------------------------------------------------


def _silent_link(data: bytes) -> bytes:
    """The PDF with its first link, which says nothing of where it leads."""

    def change(pdf: Any) -> None:
        del _link(pdf)[1]["/Contents"]

    return changed_pdf(change)(data)


def _link(pdf: Any) -> tuple[Any, Any]:
    """The page and annotation of the link to the guide."""
    for page in pdf.pages:
        for note in page.get("/Annots", []):
            if "guide" in str(note.get("/A", {}).get("/URI", "")):
                return page, note
    raise AssertionError("no link")


def _undescribed_docx(data: bytes) -> bytes:
    return changed_zip("word/document.xml", (' descr="A bridge[^"]*"', ""))(data)


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
@pytest.mark.parametrize("origin", [0, 40])
def test_frame_on_a_page_is_around_the_link(turn: int, origin: int) -> None:
    def change(pdf: Any) -> None:
        page, _ = _link(pdf)
        page["/Rotate"] = turn
        left, bottom, right, top = (float(side) for side in page.MediaBox)
        page["/MediaBox"] = pikepdf.Array([left - origin, bottom - origin, right, top])

    data = changed_pdf(change)(_silent_link(made("pdf")))
    [picture] = pictures(rule(page_of(a_pdf=data), "V211"))
    with pikepdf.open(io.BytesIO(data)) as pdf:
        page, note = _link(pdf)
        width, height = (float(page.MediaBox[n + 2]) - float(page.MediaBox[n]) for n in (0, 1))
        low = [float(page.MediaBox[n]) for n in (0, 1)]
        across, up = (sorted((float(note.Rect[n]) - low[n], float(note.Rect[n + 2]) - low[n])) for n in (0, 1))
        number = [one.objgen for one in pdf.pages].index(page.objgen)
    scale = 1000 / (width if turn % 180 == 0 else height)
    expected = {0: across, 90: up, 180: (width - across[1], width - across[0]), 270: (height - up[1], height - up[0])}
    left, top, right, bottom = frame(picture)
    assert (left + 7, right - 7) == pytest.approx([side * scale for side in expected[turn]], abs=4)
    inside = picture.crop((left + 7, top + 7, right - 7, bottom - 7))
    drawn = pypdfium2.PdfDocument(data)[number].render(scale=scale).to_pil().convert("RGB")
    row = drawn.crop((left + 7, 0, right - 7, drawn.height))
    differences = [
        sum(ImageStat.Stat(ImageChops.difference(inside, row.crop((0, y, inside.width, y + inside.height)))).mean)
        for y in range(row.height - inside.height)
    ]
    there = min(range(len(differences)), key=differences.__getitem__)
    vertical = {0: height - up[1], 90: across[0], 180: up[0], 270: width - across[1]}
    assert there == pytest.approx(vertical[turn] * scale, abs=4)


def test_frame_in_a_book_is_around_the_picture() -> None:
    [picture] = pictures(rule(page_of(a_epub=UNDESCRIBED(made("epub"))), "V303"))
    left, top, right, bottom = frame(picture)
    inside = picture.crop((left + 7, top + 7, right - 7, bottom - 7)).resize((40, 25))  # a pixel aside is not another
    difference = ImageChops.difference(inside, own_picture(inside.size))
    assert ImageStat.Stat(difference).mean == pytest.approx([0, 0, 0], abs=4)
    assert top > 10  # there is something of what stands above it


def test_places_of_a_long_book_are_found_as_well() -> None:
    paragraphs = "".join(f"<p>Paragraph {n} of many.</p>" for n in range(2000))
    long = changed_zip(BOOK, ("<h3 ", f'{paragraphs}<p><a href="none.xhtml">CLICKED</a></p><h3 '))
    [picture] = pictures(rule(page_of(a_epub=long(made("epub"))), "V310"))
    left, top, right, bottom = frame(picture)
    assert (right - left) / (bottom - top) == pytest.approx(2.5, abs=1)  # a word


def test_picture_of_a_word_file_is_the_one_that_lies_in_it() -> None:
    shown = rule(page_of(a_docx=_undescribed_docx(made("docx"))), "V408")
    [picture] = pictures(shown)
    difference = ImageChops.difference(picture, own_picture(picture.size))
    assert ImageStat.Stat(difference).mean == pytest.approx([0, 0, 0], abs=4)
    assert "The picture itself." in words(shown)


def test_words_of_a_word_file_are_shown_as_words_and_said_to_be_set_simply() -> None:
    empty = changed_zip("word/document.xml", (">the guide<", ">click here<"))
    shown = rule(page_of(a_docx=empty(made("docx"))), "V410")
    [picture] = pictures(shown)
    frame(picture)
    assert "set simply: Word shows them in another way" in words(shown)


def test_where_nothing_can_be_seen_the_source_stands() -> None:
    hidden = changed_zip(BOOK, ("<h3 ", '<p style="display: none"><a href="none.xhtml">gone</a></p><h3 '))
    shown = rule(page_of(a_epub=hidden(made("epub"))), "V310")
    assert pictures(shown) == []
    assert words(shown.find(".//pre")) == '<a href="none.xhtml">gone</a>'


def test_book_s_pictures_and_styles_come_from_the_book_alone() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.setblocking(False)
        address = f"http://127.0.0.1:{server.getsockname()[1]}"
        fetching = changed_zip(
            BOOK,
            (
                "</head>",
                f'<link rel="stylesheet" href="{address}/a.css"/><style>@import "{address}/b.css";</style></head>',
            ),
            (' alt="A bridge[^"]*"', ""),
            ("<h3 ", f'<p><img src="{address}/c.png"/><img src="file:///etc/hostname"/></p><h3 '),
        )
        shown = rule(page_of(a_epub=fetching(made("epub"))), "V303")
        assert len(pictures(shown)) == 1  # the others are none
        with pytest.raises(BlockingIOError):
            server.accept()


def test_so_many_places_are_shown_and_the_others_counted() -> None:
    links = " ".join(f"[click here](https://example.org/{n})," for n in range(60))
    result = convert_text(f"---\ntitle: Links\nlang: en\n---\n\n{links}\n", ["epub"])
    shown = rule(page_of(a_epub=result["epub"]), "V309")
    assert "broken at 60 places" in words(shown)
    assert len(shown.findall(".//li")) == 12
    assert len(pictures(shown)) == 3
    assert "… and at 48 more places." in words(shown)


FLIPS = st.lists(st.tuples(st.floats(0, 1), st.integers(0, 255)), min_size=1, max_size=40)
BREAKS: dict[str, Callable[[bytes], bytes]] = {
    "epub": UNDESCRIBED, "docx": _undescribed_docx, "pdf": _silent_link,
}  # fmt: skip


@settings(max_examples=40, deadline=None)
@given(st.sampled_from(list(FORMATS)), FLIPS)
def test_page_of_a_damaged_file_is_made_all_the_same(format: str, flips: list[tuple[float, int]]) -> None:
    data = bytearray(BREAKS[format](made(format)))
    for share, byte in flips:
        data[int(share * (len(data) - 1))] = byte
    assert page_of(**{f"a_{format}": bytes(data)}).find(".//h1") is not None


# --- Builds -----------------------------------------------------------------------------------------------

ARTICLES = {
    "whole": "---\ntitle: A title\nlang: en\nauthor: A. Writer\n---\n\nSome words.[^1]\n\n[^1]: A note.\n",
    "links": "---\ntitle: A title\nlang: en\n---\n\nSee [here](https://example.org).\n",
    "quotes": "---\ntitle: A title\nlang: en\n---\n\nWords.\n\n> Words of others.\n",
    "untitled": "---\nlang: en\n---\n\nWords.\n",
}


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """The page of a build in which one article loses a quotation to a template, and another has no title."""
    folder = tmp_path_factory.mktemp("build")
    (folder / "mine" / "blocks").mkdir(parents=True)
    (folder / "mine" / "blocks" / "block-quote.xhtml.jinja").write_text("")
    for name, text in ARTICLES.items():
        (folder / f"{name}.md").write_text(text)
    files = [f"{name}.md" for name in ARTICLES]
    told = exporter(
        folder, "build", *files, "--to", "docx,epub", "-o", "out", "--templates", "mine", "--html", "b.html"
    )
    assert told.returncode == 1
    return html.fromstring((folder / "b.html").read_text())


def article(page: Any, name: str) -> Any:
    [found] = [
        one
        for one in page.iter("section")
        if "article" in one.get("class", "") and words(one.find(".//h2")) == f"{name}.md"
    ]
    return found


def test_build_s_page_has_each_article_with_its_receipt(built: Any) -> None:
    assert words(built.find(".//h1")) == "2 of 4 articles were refused"
    assert table(built) == [
        ["Name", "State", "Errors", "Warnings"],
        ["whole.md", "built", "–", "–"],
        ["links.md", "built", "2", "–"],
        ["quotes.md", "refused", "1", "–"],
        ["untitled.md", "refused", "1", "–"],
    ]
    whole = words(article(built, "whole"))
    assert "The receipt is complete: all of this was found again in DOCX, EPUB." in whole
    facts = {words(one[0]): words(one[1]) for one in article(built, "whole").find(".//dl")}
    assert (facts["note"], int(facts["words"]) > 3, int(facts["blocks"]) >= 2) == ("1", True, True)
    [added] = [one for one in article(built, "whole").iter("div") if one.get("class") == "added"]
    assert [words(one) for one in added.iter("li")] == ["A. Writer", "Notes"]


def test_build_s_page_shows_what_is_lost_with_its_line(built: Any) -> None:
    quotes = article(built, "quotes")
    assert "The receipt is not complete: 1 difference" in words(quotes)
    assert 'DOCX, EPUB lacks this paragraph: "Words of others."' in words(quotes)
    assert "quotes.md:8:" in words(quotes)
    assert words(quotes.find(".//pre")) == "> Words of others."


def test_build_s_page_shows_broken_rules_and_other_messages(built: Any) -> None:
    links = article(built, "links")
    assert [words(head) for head in links.iter("h3")] == ["DOCX", "EPUB"]
    assert len(pictures(links)) == 2
    assert "R101" in words(article(built, "untitled"))
    assert pictures(article(built, "whole")) == []


def test_page_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text(ARTICLES["whole"])
    (tmp_path / "file").write_text("")
    told = exporter(tmp_path, "build", "a.md", "--to", "epub", "--html", "file/page.html")
    assert (told.returncode, "B102" in told.stderr, (tmp_path / "a.epub").exists()) == (1, True, True)
    told = exporter(tmp_path, "check", "a.epub", "--judges", "none", "--html", "file/page.html")
    assert (told.returncode, "B102" in told.stderr, "Traceback" in told.stderr) == (2, True, False)
