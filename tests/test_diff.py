"""`exporter diff`: the command, its exit codes and what it writes; files that are none; folders."""

import base64
import importlib.util
import io
import json
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from editions import TEXT, article, edition
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree, html
from PIL import Image
from rule_files import changed_zip
from web_server import web_server

from exporter.api import convert_text
from exporter.checks.editions import Edition, Wanted, compare
from exporter.errors import SourceError
from exporter.messages import Report

ROOT = Path(__file__).parents[1]
NEW = article(("arch of the old", "arch of the small"))
FORMATS = ("pdf", "docx", "epub")


def run(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "exporter", "diff", *words]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=120, encoding="utf-8")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two editions as old/article and new/article in each format; of the new one a second article."""
    folder = tmp_path_factory.mktemp("editions")
    for name, text in (("old", TEXT), ("new", NEW)):
        (folder / name).mkdir()
        for format in FORMATS:
            (folder / name / f"article.{format}").write_bytes(edition(text, format).data)
    (folder / "new" / "more.epub").write_bytes(edition(TEXT, "epub").data)
    return folder


@pytest.mark.parametrize("format", FORMATS)
def test_same_bytes_are_told_at_once(folder: Path, format: str) -> None:
    told = run(folder, f"old/article.{format}", f"old/article.{format}")
    assert (told.returncode, told.stderr) == (0, "")
    assert told.stdout == f"old/article.{format} -> old/article.{format}: the same bytes\n"


def test_change_is_told_in_words_and_on_its_page(folder: Path) -> None:
    told = run(folder, "old/article.pdf", "new/article.pdf")
    assert told.returncode == 1
    lines = told.stdout.splitlines()
    assert lines[0] == "old/article.pdf -> new/article.pdf: 1 change in words, 1 page looks otherwise"
    assert [line.strip()[:18] for line in lines[1:]] == ["words", "page 1, paragraph:", "pages", 'page 1: "… north f']
    words, pages = (run(folder, f"{name}/article.pdf", "new/article.pdf", "--words") for name in ("old", "new"))
    assert (words.returncode, pages.returncode) == (1, 0)
    assert "pages" not in words.stdout
    assert run(folder, "old/article.pdf", "new/article.pdf", "-q").stdout == ""


def test_two_files_that_differ_in_bytes_alone_are_the_same_to_a_reader(folder: Path) -> None:
    (folder / "commented.pdf").write_bytes((folder / "old" / "article.pdf").read_bytes() + b"\n% a comment\n")
    told = run(folder, "old/article.pdf", "commented.pdf")
    assert told.returncode == 0
    assert told.stdout == "old/article.pdf -> commented.pdf: no change for a reader\n"


def test_record_has_every_change_and_its_sentence(folder: Path) -> None:
    [record] = map(json.loads, run(folder, "old/article.pdf", "new/article.pdf", "--json").stdout.splitlines())
    assert (record["identical"], record["same"], record["parts"], record["messages"]) == (False, False, [], [])
    [change], [sight] = record["words"], record["pages"]
    assert (change["what"], change["kind"], change["place"]) == ("changed", "paragraph", "page 1")
    assert [(span["old"].strip(), span["new"].strip()) for span in change["spans"]] == [("old", "small")]
    assert change["said"].startswith("page 1, paragraph: ")
    assert (sight["sort"], sight["pages"]) == ("words", [1, 1])
    assert set(sight["new_boxes"][0]) == {"left_pt", "top_pt", "right_pt", "bottom_pt"}


def test_folders_are_compared_file_by_file(folder: Path) -> None:
    told = run(folder, "old", "new", "--words")
    assert told.returncode == 1
    assert [line for line in told.stdout.splitlines() if not line.startswith(" ")] == [
        *(f"old/article.{name} -> new/article.{name}: 1 change in words" for name in sorted(FORMATS)),
        "new/more.epub: the other folder has no such file",
    ]
    records = [json.loads(line) for line in run(folder, "old", "new", "--words", "--json").stdout.splitlines()]
    assert records[-1] == {"alone": "new/more.epub"}
    assert run(folder, "old", "old").returncode == 0


def test_formats_are_compared_in_words_and_a_note_says_so(folder: Path) -> None:
    told = run(folder, "old/article.docx", "old/article.epub")
    assert told.returncode == 0
    assert "V106 note" in told.stderr


def test_page_of_pictures_stands_alone(folder: Path) -> None:
    told = run(folder, "old/article.pdf", "new/article.pdf", "--html", "out/diff.html")
    assert told.returncode == 1
    text = (folder / "out" / "diff.html").read_text("utf-8")
    page = html.fromstring(text)
    pictures = page.findall(".//img")
    assert [picture.get("alt") for picture in pictures] == [
        "Page 1 of the old edition",
        "Page 1 of the new edition",
        "Both over each other, each in its colour",
    ]
    for picture in pictures:
        kind, _, data = picture.get("src").partition(",")
        assert kind == "data:image/webp;base64"
        size = Image.open(io.BytesIO(base64.b64decode(data))).size
        assert size == (int(picture.get("width")), int(picture.get("height")))
    assert (page.findtext(".//del"), page.findtext(".//ins")) == ("old", "small")
    assert not re.findall(r'(?:src|href)="(?!data:)', text)
    assert "<script" not in text
    assert page.getroottree().getroot().get("lang") == "en"
    levels = [int(heading.tag[1]) for heading in page.iter("h1", "h2", "h3", "h4")]
    assert levels == [1, 2, 3, 3, 4]
    run(folder, "old/article.pdf", "new/article.pdf", "--html", "out/again.html")
    assert (folder / "out" / "again.html").read_text("utf-8") == text


def test_words_of_an_edition_are_no_markup_of_the_page(folder: Path) -> None:
    (folder / "marked.epub").write_bytes(edition(article(("arch of the", "`<b>arch</b>` of the")), "epub").data)
    run(folder, "old/article.epub", "marked.epub", "--html", "out/marked.html")
    page = etree.parse(folder / "out" / "marked.html", etree.HTMLParser())
    assert [element.text for element in page.iter("b")] == ["before", "now"]
    assert "<b>arch</b>" in page.findtext(".//ins")


def test_pictures_of_pages_are_written_to_a_folder(folder: Path) -> None:
    run(folder, "old/article.pdf", "new/article.pdf", "--pictures", "pictures", "--dpi", "50")
    written = sorted((folder / "pictures").rglob("*.png"))
    assert [path.name for path in written] == ["page-1-both.png", "page-1-new.png", "page-1-old.png"]
    assert {Image.open(io.BytesIO(path.read_bytes())).size for path in written} == {(414, 585)}


def test_what_cannot_be_compared_is_refused(folder: Path) -> None:
    (folder / "broken.pdf").write_bytes(b"%PDF-1.7\n broken")
    (folder / "broken.epub").write_bytes((folder / "old" / "article.epub").read_bytes()[:9000])
    (folder / "notes.txt").write_text("words")
    with zipfile.ZipFile(folder / "swollen.epub", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("META-INF/container.xml", bytes(129 * 1024 * 1024))
    for words, code in (
        (("old/article.pdf", "broken.pdf"), 3),
        (("broken.epub", "old/article.epub"), 3),
        (("swollen.epub", "old/article.epub"), 3),
        (("old/article.pdf", "nothing.pdf"), 2),
        (("old/article.pdf", "notes.txt"), 2),
        (("old", "new/article.pdf"), 2),
        (("old/article.pdf", "new/article.docx", "--pages"), 2),
        (("old/article.pdf", "new/article.pdf", "--dpi", "fine"), 2),
        (("old/article.pdf", "new/article.pdf", "--words", "--pages"), 2),
    ):
        told = run(folder, *words)
        assert told.returncode == code, words
        assert "hint:" in told.stderr
        assert ("larger than" in told.stderr) == ("swollen.epub" in words)
        assert "Traceback" not in told.stderr


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(FORMATS), st.lists(st.tuples(st.floats(0, 1), st.integers(0, 255)), min_size=1, max_size=8))
def test_damaged_file_is_compared_or_refused(format: str, flips: list[tuple[float, int]]) -> None:
    good = edition(TEXT, format)
    data = bytearray(good.data)
    for share, byte in flips:
        data[int(share * (len(data) - 1))] = byte
    damaged = Edition(f"damaged.{format}", format, bytes(data))
    try:
        found = compare(good, damaged, Wanted(pages=format != "docx", dpi=36), Report())
        told = [one.said for one in (*found.words, *found.parts, *found.pages)]
    except SourceError as exc:
        told = [message.text for message in exc.messages if message.code == "V200"]
        told = told or ["", "it is refused for no reason"]
    assert all(told)


def test_example_of_the_docs_is_what_the_command_says(tmp_path: Path) -> None:
    spec = importlib.util.spec_from_file_location("make_images", ROOT / "docs" / "make_images.py")
    assert spec
    assert spec.loader
    images = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(images)
    text = (ROOT / "samples" / "report.md").read_text("utf-8")
    for name, changes in (("old", []), ("new", images.EDITIONS)):
        convert_text(article(*changes, text=text), ["pdf"], folder=ROOT / "samples").save(tmp_path / name, "report")
    example = re.search(
        r"```console\n\$ exporter diff (.*?)\n(.*?)```", (ROOT / "docs" / "diff.md").read_text("utf-8"), re.S
    )
    assert example
    assert run(tmp_path, *example[1].split()).stdout == example[2]


@pytest.mark.skipif(not shutil.which("soffice"), reason="LibreOffice is not installed")
def test_nothing_that_a_word_file_links_to_is_fetched() -> None:
    with web_server({}) as server:
        target = f'Target="{server.address}/picture.png" TargetMode="External"'
        kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/image"
        relation = f'<Relationship Id="rIdX" Type="{kind}" {target}/></Relationships>'
        linked = changed_zip("word/document.xml", ('r:embed="[^"]*"', 'r:link="rIdX"'))(edition(TEXT, "docx").data)
        linked = changed_zip("word/_rels/document.xml.rels", ("</Relationships>", relation))(linked)
        old = edition(TEXT, "docx")
        found = compare(old, Edition("linked.docx", "docx", linked), Wanted(words=False), Report()).pages
        assert [sight.text for sight in found] == ["a picture is gone"]
        assert server.asked == []
