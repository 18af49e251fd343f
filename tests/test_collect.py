"""A folder of articles to a collection: what is in it, what is not and why, in all three formats."""

import csv
import io
import re
import shutil
import sqlite3
import zipfile
from pathlib import Path
from typing import Any

import msgspec
import pikepdf
import pypdfium2
import pytest
import uharfbuzz as hb
from collection_folder import write
from lxml import etree
from web_archive import Archive, page

from exporter.checks.rules import check
from exporter.cli import main

CASES = Path(__file__).parent / "cases" / "xml"
NAME = "the-towns-papers"
_X = {"x": "http://www.w3.org/1999/xhtml", "epub": "http://www.idpf.org/2007/ops"}
_OPF = {"o": "http://www.idpf.org/2007/opf", "dc": "http://purl.org/dc/elements/1.1/"}
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def run(folder: str | Path, output: str | Path, *words: str, code: int = 1) -> list[dict[str, Any]]:
    """The events of a run that ends with this code."""
    sink = io.StringIO()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("sys.stdout", sink)
        assert main(["collect", str(folder), "-o", str(output), "--json", *words]) == code
    return [msgspec.json.decode(line) for line in sink.getvalue().splitlines()]


def steps(events: list[dict[str, Any]]) -> dict[str, int]:
    """How many pieces of work each step had."""
    found: dict[str, int] = {}
    for event in events:
        if event["event"] == "step":
            found[event["step"]] = found.get(event["step"], 0) + event["total"]
    return found


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[dict[str, Any]]]:
    """The folder of a collection in three formats, and the events of the run."""
    folder = write(tmp_path_factory.mktemp("town"))
    output = tmp_path_factory.mktemp("made") / "out"
    return output, run(folder, output)


@pytest.fixture(scope="module")
def epub(made: tuple[Path, Any]) -> dict[str, Any]:
    """The parts of the book."""
    with zipfile.ZipFile(made[0] / f"{NAME}.epub") as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def tree(data: bytes) -> Any:
    return etree.fromstring(data)


# --- The ledger -------------------------------------------------------------------------------------------------


def test_every_input_has_a_row_and_the_counts_add_up(made: tuple[Path, Any]) -> None:
    output, events = made
    rows = list(csv.DictReader((output / "inventory.csv").read_text("utf-8-sig").splitlines()))
    assert {row["path"]: row["status"] for row in rows} == {
        "2023/harbour.md": "exported",
        "2023/winter.md": "exported",
        "2024/arabic.md": "exported",
        "2024/broken.md": "rejected",
        "2024/copy.md": "duplicate",
        "2024/market.md": "exported",
        "2024/near.md": "exported",
        "2024/twice.md": "exported",
    }
    by_path = {row["path"]: row for row in rows}
    assert by_path["2024/broken.md"]["reason"].startswith("R101")
    assert by_path["2024/broken.md"]["line"] == "1"
    assert by_path["2024/copy.md"]["original"] == "2023/harbour.md"
    assert by_path["2024/near.md"]["cluster"] == "2023/harbour.md"
    assert 0.7 < float(by_path["2024/near.md"]["similarity"]) < 1
    assert by_path["2024/twice.md"]["reason"] == "101 words from line 6 stand again from line 10"
    result = events[-1]
    assert result["counts"] == {"inputs": 8, "exported": 6, "duplicates": 1, "rejected": 1, "excluded": 0, "left": 2}
    assert sum(event["event"] == "article" for event in events) == 8


def test_database_says_the_same_and_knows_the_outputs(made: tuple[Path, Any]) -> None:
    output, events = made
    database = sqlite3.connect(output / "ledger.sqlite")
    assert dict(database.execute("SELECT status, count(*) FROM articles GROUP BY status")) == {
        "exported": 6,
        "duplicate": 1,
        "rejected": 1,
    }
    kept = dict(database.execute("SELECT name, sha256 FROM outputs"))
    assert kept == {name: digest for name, digest in events[-1]["files"].items() if name != "ledger.sqlite"}
    in_epub = "SELECT count(*) FROM in_output WHERE output = ?"
    assert database.execute(in_epub, (f"{NAME}.epub",)).fetchone() == (6,)
    database.close()


# --- The book ---------------------------------------------------------------------------------------------------


def test_navigation_has_parts_and_articles_in_their_order(epub: dict[str, Any]) -> None:
    nav = tree(epub["OEBPS/nav.xhtml"])
    toc = nav.find(".//x:nav[@epub:type='toc']", _X)
    found = ["".join(link.itertext()) for link in toc.iterfind(".//x:a", _X)]
    assert found == [
        "The harbour",
        "The harbour lists (harbour)",  # another has title and date of it
        "A winter without ships",
        "The harbour lists (near)",
        "Le marché couvert",
        "Said twice",
        "سجلات الميناء",
        "Index of authors",
        "Index of keywords",
    ]
    inside = toc.find("x:ol/x:li/x:ol", _X)
    assert [link.get("href") for link in inside.iterfind(".//x:a", _X)] == ["harbour.xhtml", "winter.xhtml"]
    landmarks = nav.find(".//x:nav[@epub:type='landmarks']", _X)
    assert {link.get(f"{{{_X['epub']}}}type"): link.text for link in landmarks.iterfind(".//x:a", _X)} == {
        "cover": "Cover",
        "toc": "Contents",
        "titlepage": "The town's papers",
        "bodymatter": "Start of text",
        "index": "Index of authors",
    }
    ncx = tree(epub["OEBPS/toc.ncx"])
    sources = [item.get("src") for item in ncx.iter("{*}content")]
    assert sources[: len(found)] == [link.get("href") for link in toc.iterfind(".//x:a", _X)]


def test_package_says_what_the_collection_is(epub: dict[str, Any]) -> None:
    package = tree(epub["OEBPS/content.opf"])
    said = {
        (item.get("property") or item.tag.rpartition("}")[2]): item.text for item in package.find("o:metadata", _OPF)
    }
    assert said["belongs-to-collection"] == "Papers"
    assert said["collection-type"] == "series"
    assert said["group-position"] == "2"
    assert said["identifier"] == "urn:isbn:9780000000002"
    assert [item.text for item in package.iterfind(".//dc:contributor", _OPF)] == [
        "Ada Palmer",
        "Jean Vilar",
        "دار الوثائق",
    ]
    assert {item.text for item in package.iterfind(".//dc:language", _OPF)} == {"en", "fr", "ar"}


def test_articles_keep_language_and_direction_and_no_id_stands_twice(epub: dict[str, Any]) -> None:
    arabic, market = (tree(epub[f"OEBPS/{name}.xhtml"]) for name in ("arabic", "market"))
    assert (arabic.get("lang"), arabic.get("dir"), market.get("lang")) == ("ar", "rtl", "fr")
    for name, data in epub.items():
        if name.endswith(".xhtml"):
            ids = tree(data).xpath("//@id")
            assert len(ids) == len(set(ids)), name


def test_links_between_articles_lead_to_them_in_the_book(epub: dict[str, Any]) -> None:
    harbour = tree(epub["OEBPS/harbour.xhtml"])
    links = {"".join(link.itertext()): link.get("href") for link in harbour.iterfind(".//x:p//x:a", _X)}
    assert links["the winter"] == "winter.xhtml#cold"
    assert links["the market"] == links["our page"] == "market.xhtml"
    opening = tree(epub["OEBPS/part.1.xhtml"])
    assert "winter.xhtml" in {link.get("href") for link in opening.iterfind(".//x:a", _X)}


def test_page_list_is_that_of_the_printed_book(made: tuple[Path, Any], epub: dict[str, Any]) -> None:
    nav = tree(epub["OEBPS/nav.xhtml"])
    pages = nav.find(".//x:nav[@epub:type='page-list']", _X)
    labels = [link.text for link in pages.iterfind(".//x:a", _X)]
    assert labels == [str(number) for number in range(1, len(labels) + 1)]
    document = pypdfium2.PdfDocument(made[0] / f"{NAME}.pdf")
    for link in pages.iterfind(".//x:a", _X):
        file, _, mark = link.get("href").partition("#")
        page = tree(epub[f"OEBPS/{file}"])
        place = page.find(f".//x:span[@id='{mark}']", _X)
        assert place.get("role") == "doc-pagebreak"
        words = re.sub(r"\s+", "", (place.tail or "") + "".join(place.getparent().itertext()))[:8]
        printed = page_of(document, link.text)
        if page.get("dir") != "rtl":
            assert words in printed
    document.close()


def page_of(document: Any, label: str) -> str:
    """The words of the page with this printed number, without spaces."""
    number = next(n for n in range(len(document)) if document.get_page_label(n) == label)
    text: str = document[number].get_textpage().get_text_range()
    return re.sub(r"\s+", "", text)


# --- The printed book -------------------------------------------------------------------------------------------


def test_contents_and_indexes_name_the_pages_on_which_articles_begin(made: tuple[Path, Any]) -> None:
    document = pypdfium2.PdfDocument(made[0] / f"{NAME}.pdf")
    labels = [document.get_page_label(number) for number in range(len(document))]
    assert labels[:3] == ["i", "ii", "1"]
    begins = {
        title: next(label for label in labels if label.isdecimal() and page_of(document, label).startswith(words))
        for title, words in (
            ("A winter without ships", "Awinterwithoutships"),
            ("Le marché couvert", "Lemarchécouvert"),
            ("Said twice", "Saidtwice"),
        )
    }
    contents = document[1].get_textpage().get_text_range()
    for title, label in begins.items():
        assert re.search(rf"{title}[ .]*{label}\r?\n", contents), title
    index = "".join(page_of(document, label) for label in labels[-2:])
    assert f"marché,{begins['Le marché couvert']}" in index
    document.close()


def test_pages_bear_their_numbers(made: tuple[Path, Any]) -> None:
    document = pypdfium2.PdfDocument(made[0] / f"{NAME}.pdf")
    for number in range(1, len(document)):
        label = document.get_page_label(number)
        lines = document[number].get_textpage().get_text_bounded(bottom=0, top=60).split()
        assert lines == [label], number
    document.close()


def test_book_is_one_tagged_file_with_bookmarks_and_names(made: tuple[Path, Any]) -> None:
    with pikepdf.open(made[0] / f"{NAME}.pdf") as pdf:
        assert not pdf.check_pdf_syntax()
        document = pdf.Root.StructTreeRoot.K[0]
        kinds = [str(kid.S) for kid in document.K]
        assert kinds[:3] == ["/Sect", "/Sect", "/Part"]
        assert [str(kid.S) for kid in document.K[2].K] == ["/Sect", "/Art", "/Art"]
        languages = {str(kid.get("/Lang", "")) for kid in document.K}
        assert {"fr", "ar"} <= languages
        with pdf.open_outline() as outline:
            titles = [item.title for item in outline.root]
            assert titles[:2] == ["Contents", "The harbour"]
            assert titles[-2:] == ["Index of authors", "Index of keywords"]
            assert [child.title for child in outline.root[1].children] == [
                "The harbour lists",
                "A winter without ships",
            ]
        names = pikepdf.NameTree(pdf.Root.Names.Dests)
        assert {"harbour", "winter", "market", "part.1"} <= set(names)
        parents = pikepdf.NumberTree(pdf.Root.StructTreeRoot.ParentTree)
        for page in pdf.pages:
            assert page.StructParents in parents
            for annotation in page.get("/Annots", ()):
                element = parents[annotation.StructParent]
                assert str(element.S) in ("/Link", "/Reference")
                assert any(kid.Obj.objgen == annotation.objgen for kid in references(element))
        fonts = {str(font.BaseFont) for page in pdf.pages for font in page.Resources.get("/Font", {}).values()}
        files = [o for o in pdf.objects if isinstance(o, pikepdf.Dictionary) and "/FontFile2" in o]
        assert len(files) <= len(fonts)


def references(element: Any) -> list[Any]:
    return [kid for kid in element.K if not isinstance(kid, int) and str(kid.get("/Type", "")) == "/OBJR"]


# --- The Word file ----------------------------------------------------------------------------------------------


def test_word_file_has_one_set_of_ids_and_headings_of_the_whole(made: tuple[Path, Any]) -> None:
    with zipfile.ZipFile(made[0] / f"{NAME}.docx") as archive:
        document, notes, relations = (
            tree(archive.read(f"word/{name}")) for name in ("document.xml", "footnotes.xml", "_rels/document.xml.rels")
        )
        names = set(archive.namelist())
    called = [call.get(f"{_W}id") for call in document.iter(f"{_W}footnoteReference")]
    written = [note.get(f"{_W}id") for note in notes if not note.get(f"{_W}type")]
    assert called == written
    assert len(called) == 5
    bookmarks = [mark.get(f"{_W}name") for mark in document.iter(f"{_W}bookmarkStart")]
    ids = [mark.get(f"{_W}id") for mark in document.iter(f"{_W}bookmarkStart")]
    assert len(bookmarks) == len(set(bookmarks))
    assert len(ids) == len(set(ids))
    anchors = {link.get(f"{_W}anchor") for link in document.iter(f"{_W}hyperlink")} - {None}
    assert anchors <= set(bookmarks)
    targets = {item.get("Target") for item in relations if item.get("TargetMode") != "External"}
    assert {f"word/{target}" for target in targets} <= names
    titles = {
        "".join(paragraph.itertext()): style.get(f"{_W}val")
        for paragraph in document.iter(f"{_W}p")
        if (style := paragraph.find(f"{_W}pPr/{_W}pStyle")) is not None
    }
    assert titles["The harbour"] == "Heading1"
    assert titles["A winter without ships"] == "Heading2"
    assert titles["Cold"] == "Heading3"


def test_word_file_numbers_its_pages_and_begins_notes_anew(made: tuple[Path, Any]) -> None:
    with zipfile.ZipFile(made[0] / f"{NAME}.docx") as archive:
        document = tree(archive.read("word/document.xml"))
    sections = list(document.iter(f"{_W}sectPr"))
    numbers = [(n.get(f"{_W}fmt"), n.get(f"{_W}start")) for s in sections for n in s.iter(f"{_W}pgNumType")]
    assert numbers[0] == ("lowerRoman", None)
    assert numbers[1] == ("decimal", "1")
    assert all(number == ("decimal", None) for number in numbers[2:])
    assert all(s.find(f"{_W}footnotePr/{_W}numRestart") is not None for s in sections)
    assert document[0][-1].tag == f"{_W}sectPr"


@pytest.mark.parametrize("format", ["pdf", "docx", "epub"])
def test_no_rule_is_broken(made: tuple[Path, Any], format: str) -> None:
    found = check(format, (made[0] / f"{NAME}.{format}").read_bytes())
    # Two articles have the same title; the collection cannot give one another.
    assert [fault.code for fault in found if fault.code != "V324"] == []


# --- What a run leaves out, and what it does again --------------------------------------------------------------


def test_second_run_does_nothing_and_a_changed_article_is_set_alone(tmp_path: Path) -> None:
    folder, output = write(tmp_path / "town"), tmp_path / "out"
    run(folder, output)
    before = {file.name: (file.read_bytes(), file.stat().st_mtime_ns) for file in output.iterdir()}
    again = run(folder, output)
    assert again[-1]["unchanged"]
    assert {file.name: (file.read_bytes(), file.stat().st_mtime_ns) for file in output.iterdir()} == before
    winter = folder / "2023" / "winter.md"
    winter.write_text(winter.read_text("utf-8").replace("ice", "thick ice"), "utf-8")
    done = steps(run(folder, output))
    assert done["reading"] == 1
    assert done["setting EPUB"] == 1
    assert done["setting PDF"] == 1
    assert (output / f"{NAME}.epub").read_bytes() != before[f"{NAME}.epub"][0]
    winter.write_text(winter.read_text("utf-8").replace("thick ice", "ice"), "utf-8")
    run(folder, output)
    assert {file.name: file.read_bytes() for file in output.iterdir()} == {n: d for n, (d, _) in before.items()}


def test_picture_beside_an_article_that_changes_is_read_again(tmp_path: Path) -> None:
    folder, output = write(tmp_path / "town"), tmp_path / "out"
    run(folder, output, "--to", "epub")
    other = Path(__file__).parents[1] / "samples" / "pictures" / "rayonnage.jpg"
    shutil.copy(other, folder / "2023" / "store.png")
    done = steps(run(folder, output, "--to", "epub"))
    assert (done["reading"], done["setting EPUB"]) == (1, 1)


def test_bytes_are_the_same_with_one_worker_and_two_wherever_it_lies(tmp_path: Path) -> None:
    one = run(write(tmp_path / "one"), tmp_path / "made" / "out", "--workers", "1")[-1]["files"]
    two = run(write(tmp_path / "two" / "deeper"), tmp_path / "other", "--workers", "2", "--state", str(tmp_path / "s"))
    assert one == two[-1]["files"]


def test_output_that_was_touched_is_made_again(tmp_path: Path) -> None:
    folder, output = write(tmp_path / "town"), tmp_path / "out"
    files = run(folder, output, "--to", "epub")[-1]["files"]
    (output / f"{NAME}.epub").write_bytes(b"no book")
    assert run(folder, output, "--to", "epub")[-1]["files"] == files
    assert (output / f"{NAME}.epub").read_bytes() != b"no book"


def test_dry_run_says_what_would_be_made_and_makes_nothing(tmp_path: Path) -> None:
    folder, output = write(tmp_path / "town"), tmp_path / "out"
    events = run(folder, output, "--dry-run")
    volume = next(event for event in events if event["event"] == "volume")
    assert [(part["title"], len(part["articles"])) for part in volume["parts"]] == [("The harbour", 2), ("", 4)]
    assert set(events[-1]["files"]) == {f"{NAME}.{ending}" for ending in ("pdf", "docx", "epub")}
    assert not output.exists()


@pytest.mark.parametrize(
    ("how", "names"),
    [
        ("year", ["2023", "2024"]),
        ("part", ["1", "2"]),
        ("4", ["1", "2"]),
        ("1kb", ["1", "2", "3", "4", "5"]),
    ],
)
def test_volumes_part_a_collection(tmp_path: Path, how: str, names: list[str]) -> None:
    folder, output = write(tmp_path / "town"), tmp_path / "out"
    events = run(folder, output, "--volumes", how, "--to", "epub")
    files = sorted(name for name in events[-1]["files"] if name.endswith(".epub"))
    assert files == [f"{NAME}-{name}.epub" for name in names]
    inside = 0
    for name in files:
        with zipfile.ZipFile(output / name) as archive:
            nav = tree(archive.read("OEBPS/nav.xhtml"))
            lists = nav.find(".//x:nav[@epub:type='toc']", _X)
            leaves = [link.get("href") for link in lists.iterfind(".//x:a", _X)]
            inside += sum(not leaf.startswith(("part.", "index.")) for leaf in leaves)
        assert not [fault for fault in check("epub", (output / name).read_bytes()) if fault.severity == "error"]
    assert inside == 6


def test_rules_of_the_file_decide_what_stays(tmp_path: Path) -> None:
    folder = write(tmp_path / "town")
    file = folder / "collection.yml"
    text = file.read_text("utf-8")
    rules = """
order: title
filters: {exclude: ["2024/arabic.md"]}
duplicates: {near: leave-out, inside: leave-out, keep: ["2024/copy.md"]}
"""
    file.write_text(text + rules, "utf-8")
    rows = {e["path"]: e for e in run(folder, tmp_path / "out", "--to", "epub") if e["event"] == "article"}
    assert {path for path, row in rows.items() if row["status"] == "exported"} == {
        "2023/harbour.md",
        "2023/winter.md",
        "2024/copy.md",
        "2024/market.md",
        "2024/twice.md",
    }
    assert rows["2024/arabic.md"]["status"] == "excluded"
    assert rows["2024/near.md"]["status"] == "duplicate"
    with zipfile.ZipFile(tmp_path / "out" / f"{NAME}.epub") as archive:
        twice = archive.read("OEBPS/twice.xhtml").decode()
    assert twice.count("The keeper of the light wrote one line a day") == 1


def test_folder_without_a_file_makes_parts_of_its_folders(tmp_path: Path) -> None:
    folder = write(tmp_path / "the_town", with_file=False)
    events = run(folder, tmp_path / "out", "--to", "epub", "--dry-run")
    volume = next(event for event in events if event["event"] == "volume")
    assert [part["title"] for part in volume["parts"]] == ["2023", "2024"]
    assert list(events[-1]["files"]) == ["the-town.epub"]


def test_listed_articles_come_first_in_that_order(tmp_path: Path) -> None:
    folder = write(tmp_path / "town", with_file=False)
    listed = "title: T\norder: listed\ngroup: none\narticles: [2024/twice.md, 2024/market.md]\n"
    (folder / "collection.yml").write_text(listed)
    events = run(folder, tmp_path / "out", "--to", "epub", "--dry-run")
    volume = next(event for event in events if event["event"] == "volume")
    assert volume["parts"][0]["articles"][:2] == ["twice", "market"]


@pytest.mark.parametrize("format", ["pdf", "docx", "epub"])
def test_every_file_gives_its_sources_back(made: tuple[Path, Any], tmp_path: Path, format: str) -> None:
    assert main(["restore", str(made[0] / f"{NAME}.{format}"), "-o", str(tmp_path / "back")]) == 0
    original = write(tmp_path / "town")
    found = {file.relative_to(tmp_path / "back") for file in (tmp_path / "back").rglob("*") if file.is_file()}
    assert {str(name) for name in found} == {
        "2023/harbour.md",
        "2023/store.png",
        "2023/winter.md",
        "2024/arabic.md",
        "2024/market.md",
        "2024/near.md",
        "2024/twice.md",
        "collection.yml",
        "opening.md",
    }
    for name in found:
        assert (tmp_path / "back" / name).read_bytes() == (original / name).read_bytes()


def test_without_sources_nothing_of_them_is_in_the_files(tmp_path: Path) -> None:
    folder, output = write(tmp_path / "town"), tmp_path / "out"
    run(folder, output, "--no-embed-source")
    for format in ("pdf", "docx", "epub"):
        assert main(["restore", str(output / f"{NAME}.{format}"), "-o", str(tmp_path / "back")]) == 3


def test_exit_code_tells_all_some_and_none(tmp_path: Path) -> None:
    folder = write(tmp_path / "town")
    (folder / "2024" / "broken.md").unlink()
    run(folder, tmp_path / "all", "--to", "epub", code=0)
    none = tmp_path / "none"
    none.mkdir()
    (none / "broken.md").write_text("no title\n")
    run(none, tmp_path / "made", "--to", "epub", code=3)
    run(tmp_path / "nowhere", tmp_path / "made", code=2)


def test_introduction_that_is_missing_ends_the_run_with_its_name(tmp_path: Path) -> None:
    folder = write(tmp_path / "town")
    (folder / "opening.md").unlink()
    events = run(folder, tmp_path / "out", code=2)
    assert any(event["message"]["code"] == "L103" for event in events if event["event"] == "message")
    assert not (tmp_path / "out").exists()


# --- Files that hold many articles -----------------------------------------------------------------------------


def test_each_article_of_a_feed_and_of_a_web_archive_has_its_row(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    for name in ("feed.rss", "feed.atom", "site.xml", "journal.xml"):
        shutil.copy(CASES / name, folder / name)
    archive = Archive().add("/ice", page("Ice", "It came early.")).add("/snow", page("Snow", "It came late."))
    (folder / "town.warc.gz").write_bytes(archive.data)
    (folder / "settings.xml").write_text("<settings/>", "utf-8")
    output = tmp_path / "out"
    events = run(folder, output, "--to", "epub,docx", code=0)
    rows = list(csv.DictReader((output / "inventory.csv").read_text("utf-8-sig").splitlines()))
    assert [(row["path"], row["article"], row["title"], row["status"]) for row in rows] == [
        ("feed.atom", "1", "Marché & quai", "exported"),
        ("feed.atom", "2", "Plain", "exported"),
        ("feed.rss", "1", "The harbour & more", "exported"),
        ("feed.rss", "2", "Only this here.", "exported"),
        ("journal.xml", "1", "Ice in harbours", "exported"),
        ("site.xml", "1", "Le port & la ville", "exported"),
        ("site.xml", "2", "À propos", "exported"),
        ("town.warc.gz", "1", "Ice", "exported"),
        ("town.warc.gz", "2", "Snow", "exported"),
    ]
    assert len({row["key"] for row in rows}) == 9
    assert events[-1]["counts"]["left"] == 1


def test_source_as_large_as_a_web_archive_is_not_carried_and_is_told(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    archive = Archive(False).add("/film", bytes(100_100_000), "video/mp4").add("/ice", page("Ice", "It came early."))
    (folder / "town.warc").write_bytes(archive.data)
    output = tmp_path / "out"
    events = run(folder, output, "--to", "epub", code=0)
    assert [event["message"]["code"] for event in events if event["event"] == "message"] == ["R713"]
    assert (output / "in.epub").stat().st_size < 1_000_000


WRITTEN = {
    "ar": ("المكتبة العامة", "تفتح المكتبة أبوابها للجميع."),
    "he": ("הספרייה העירונית", "הספרייה פותחת את שעריה לכול."),
    "ja": ("図書館の再開", "市立図書館は月曜日に再開します。"),
    "ckb": ("پەرتووکخانەی گشتی", "کتێبخانەی گشتی لە ڕۆژی دووشەممە دەکرێتەوە."),
    "el": ("Η δημοτική βιβλιοθήκη", "Η βιβλιοθήκη ανοίγει ξανά τον Απρίλιο, και η έκθεση αρχίζει."),
    "grc": ("Ὀδύσσεια", "ἄνδρα μοι ἔννεπε, Μοῦσα, πολύτροπον, ὃς μάλα πολλὰ πλάγχθη."),
    "zh": ("图书馆重新开放", "市立图书馆将于下周一重新开放。"),
    "ln": ("Ndako ya mabɔkɔ", "Mokɔlɔ mwa yambo, bato bánso bakokɔ́ta."),
}


def write_in(langs: list[str], folder: Path) -> Path:
    """An article in each of these languages."""
    for number, lang in enumerate(langs):
        title, words = WRITTEN[lang]
        (folder / f"{number}.md").write_text(f"---\ntitle: {title}\nlang: {lang}\n---\n\n{words}\n")
    return folder


@pytest.mark.parametrize("langs", [["ar"], ["he"], ["ja"], ["ln"], ["ar", "he", "ja", "ln"], ["ln", "ja", "he", "ar"]])
@pytest.mark.parametrize("own", ["", "en", "he"])
def test_book_in_any_script_has_every_file_that_it_names(langs: list[str], own: str, tmp_path: Path) -> None:
    if own:
        (tmp_path / "collection.yml").write_text(f"title: All\nlang: {own}\n")
    run(write_in(langs, tmp_path), tmp_path / "out", "--to", "epub", code=0)
    (path,) = (tmp_path / "out").glob("*.epub")
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    named = set()
    for name, data in parts.items():
        if name.endswith((".xhtml", ".opf")):
            named |= set(etree.fromstring(data).xpath("//@href | //@src"))
        elif name.endswith(".css"):
            named |= set(re.findall(r"url\(\"?([^\")]+)", data.decode()))
    here = {f"OEBPS/{one.partition('#')[0]}" for one in named if one.partition("#")[0] and ":" not in one}
    assert here - set(parts) == set()
    assert len(here) > 4


@pytest.mark.parametrize(
    ("langs", "families"),
    [
        (["ar", "ckb"], ["Almarai", "IBM Plex Sans Arabic"]),
        (["ckb"], ["IBM Plex Sans Arabic"]),
        (["ja", "zh"], ["Noto Sans JP", "Noto Sans SC"]),
        (["zh", "ja"], ["Noto Sans SC", "Noto Sans JP"]),
        (["zh"], ["Noto Sans SC"]),
        (["grc", "el"], ["Noto Serif", "Source Serif 4"]),
    ],
)
def test_words_in_a_book_are_of_the_font_that_their_article_alone_has(
    langs: list[str], families: list[str], tmp_path: Path
) -> None:
    run(write_in(langs, tmp_path), tmp_path / "out", "--to", "epub", code=0)
    (path,) = (tmp_path / "out").glob("*.epub")
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    for lang, family in zip(langs, families, strict=True):
        root = next(root for root in map(etree.fromstring, _chapters(parts)) if root.get("lang") == lang)
        (words,) = (p.text for p in root.iterfind(".//{*}p") if p.text == WRITTEN[lang][1])
        css = parts[f"OEBPS/{root.find('.//{*}link').get('href')}"].decode()
        stack = re.findall(r'"([^"]+)"', re.search(r"\nbody, p \{[^}]*font-family: ([^;]+)", css)[1])
        faces = re.findall(r'font-family: "([^"]+)"; font-weight: 400; font-style: normal; src: url\("([^"]+)"\)', css)
        has = {name: set(hb.Face(parts[f"OEBPS/{file}"]).unicodes) for name, file in faces}
        letters = {ord(letter) for letter in words if letter.isalpha()}
        assert {next(name for name in stack if letter in has.get(name, ())) for letter in letters} == {family}


def _chapters(parts: dict[str, bytes]) -> list[bytes]:
    return [data for name, data in sorted(parts.items()) if re.search(r"/\d.*\.xhtml$", name)]


def test_word_file_of_articles_in_two_scripts_names_the_font_of_each(tmp_path: Path) -> None:
    run(write_in(["ar", "he"], tmp_path), tmp_path / "out", "--to", "docx", code=0)
    (path,) = (tmp_path / "out").glob("*.docx")
    with zipfile.ZipFile(path) as archive:
        root = etree.fromstring(archive.read("word/document.xml"))
        fonts = etree.fromstring(archive.read("word/fontTable.xml"))
    held = {font.get(f"{_W}name") for font in fonts if font.find(f"{_W}embedRegular") is not None}
    (run_of_hebrew,) = (run for run in root.iter(f"{_W}r") if "".join(run.itertext()) == WRITTEN["he"][1])
    assert run_of_hebrew.find(f"{_W}rPr/{_W}rFonts").get(f"{_W}cs") == "Frank Ruhl Libre"
    assert {"Almarai", "Frank Ruhl Libre"} <= held
