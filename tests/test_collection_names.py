"""Names that meet in a collection: of files, of parts, of fields that say nothing."""

import os
import re
import zipfile
from collections import Counter
from pathlib import Path

import pytest
from collection_folder import SAMPLES
from lxml import etree
from test_collect import run, steps

from exporter.checks.rules import check

WORDS = "The clerk of the harbour counts every crate that leaves the quay and writes its weight down. "


def article(file: Path, title: str, text: str, **fields: str) -> None:
    """An article of this text on disk."""
    front = "".join(f"{name}: {value}\n" for name, value in fields.items())
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(f"---\ntitle: {title}\n{front}---\n\n{text}\n", "utf-8")


def book(output: Path) -> dict[str, bytes]:
    """The entries of the one EPUB in a folder."""
    (path,) = output.glob("*.epub")
    with zipfile.ZipFile(path) as archive:
        names = archive.namelist()
        assert [name for name, count in Counter(names).items() if count > 1] == []
        return {name: archive.read(name) for name in names}


def listed(output: Path) -> list[str]:
    """The lines of the contents of the one EPUB in a folder."""
    nav = etree.fromstring(book(output)["OEBPS/nav.xhtml"])
    return ["".join(a.itertext()) for a in nav.find(".//{*}nav").iter("{*}a")]


@pytest.mark.parametrize("name", ["report", "index", "part"])
def test_documents_of_a_long_article_are_named_like_no_other_article_or_page(name: str, tmp_path: Path) -> None:
    folder = tmp_path / "in"
    long = "".join(f"## Month {month}\n\n{WORDS * 900}\n\n" for month in range(8))
    article(folder / f"long/{name}.md", "The long one", long, authors="[Ada Palmer]")
    for number in (1, 2, 3):
        text = f"Short words {number}, and [May](../long/{name}.md#month-5)."
        article(folder / f"short/{name}-{number}.md", f"Short {number}", text, authors="[Jean Vilar]")
    (folder / "collection.yml").write_text("title: T\nlang: en\n")
    run(folder, tmp_path / "out", "--to", "epub", code=0)
    parts = book(tmp_path / "out")
    ids = {file: set(re.findall(rb' id="([^"]+)"', data)) for file, data in parts.items()}
    for number in (1, 2, 3):
        page = parts[f"OEBPS/{name}-{number}.xhtml"]
        assert f"Short words {number}".encode() in page
        (target,) = re.findall(rb'<a href="([^"]+#month-5)"', page)
        file, _, place = target.partition(b"#")
        assert place in ids[f"OEBPS/{file.decode()}"]
    article(folder / "short/last.md", "Last", "One article more.")
    again = steps(run(folder, tmp_path / "out", "--to", "epub", code=0))
    assert again["setting EPUB"] == 2  # itself, and the title page, which counts


def test_groups_whose_names_differ_in_case_or_accents_alone_are_one_part_each(tmp_path: Path) -> None:
    for number, section in enumerate(["News", "news", "News", "École", "Ecole", "École"]):
        article(tmp_path / "in" / f"{number}.md", f"Title {number}", f"Words {number}", section=section)
    (tmp_path / "in" / "collection.yml").write_text("title: T\nlang: en\ngroup: section\n")
    run(tmp_path / "in", tmp_path / "out", "--to", "epub", code=0)
    lines = [line for line in listed(tmp_path / "out") if not line.startswith("Title")]
    assert sorted(lines) == ["Ecole", "News", "news", "École"]


def test_paths_are_names_whatever_their_signs_mean_in_a_pattern(tmp_path: Path) -> None:
    names = {"report[1].md": "Brackets", "x/cafe\u0301.md": "Decomposed", "b.md": "Listed", "a.md": "Other"}
    for name, title in names.items():
        article(tmp_path / "in" / name, title, f"Words of {title}. [There](x/caf\u00e9.md)")
    (tmp_path / "in" / "collection.yml").write_text(
        "title: T\nlang: en\narticles: [./b.md]\nparts:\n"
        '  - {title: One, articles: ["report[1].md"]}\n  - {title: Two, articles: ["x/caf\u00e9.md"]}\n',
        "utf-8",
    )
    run(tmp_path / "in", tmp_path / "out", "--to", "epub", code=0)
    assert listed(tmp_path / "out") == ["One", "Brackets", "Two", "Decomposed", "Listed", "Other"]
    assert b'href="cafe.xhtml"' in book(tmp_path / "out")["OEBPS/a.xhtml"]


def test_fields_that_say_nothing_and_signs_that_no_file_may_hold_harm_nothing(tmp_path: Path) -> None:
    article(tmp_path / "in" / "a.md", "A", "Words.")
    nothing = "".join(
        f"{name}:\n" for name in ("series", "theme", "brand", "publisher", "parts", "volumes", "group", "filters")
    )
    (tmp_path / "in" / "collection.yml").write_text(f'title: "T\\x01"\nsubtitle: "\\x02"\nlang: en\n{nothing}')
    events = run(tmp_path / "in", tmp_path / "out", "--to", "epub", code=0)
    messages = [event["message"] for event in events if event["event"] == "message"]
    assert [(message["code"], message["origin"]["line"]) for message in messages] == [("R006", 1), ("R006", 2)]
    assert not any(b"None" in data for name, data in book(tmp_path / "out").items() if name.endswith(".xhtml"))


@pytest.mark.parametrize("path", ["../secret.md", "x/../../secret.md", "{}/secret.md", ".."])
def test_introduction_outside_of_the_folder_is_refused(path: str, tmp_path: Path) -> None:
    article(tmp_path / "secret.md", "S", "The secret.")
    article(tmp_path / "in" / "a.md", "A", "Words.")
    part = f'  - {{title: P, introduction: "{path.format(tmp_path)}", articles: ["a.md"]}}\n'
    (tmp_path / "in" / "collection.yml").write_text(f"title: T\nlang: en\nparts:\n{part}")
    (event,) = run(tmp_path / "in", tmp_path / "out", code=3)
    assert (event["message"]["code"], event["message"]["origin"]["line"]) == ("L103", 4)
    assert not (tmp_path / "out").exists()


def test_introduction_is_no_article_however_its_path_is_written(tmp_path: Path) -> None:
    for name in ("in", "a"):
        article(tmp_path / "in" / f"{name}.md", name, f"Words of {name}.")
    (tmp_path / "in" / "collection.yml").write_text(
        'title: T\nlang: en\nparts:\n  - {title: P, introduction: ./x/../in.md, articles: ["*.md"]}\n'
    )
    events = run(tmp_path / "in", tmp_path / "out", "--to", "epub", code=0)
    assert [event["path"] for event in events if event["event"] == "article"] == ["a.md"]
    assert listed(tmp_path / "out") == ["P", "a"]


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        ("{languages: [EN]}", ["none.md", "us.md"]),
        ("{languages: [fr-CA]}", ["fr.md"]),
        ("{from: 2019-03}", ["fr.md", "us.md"]),
        ("{from: 2019-05, to: 2019-06-01}", ["fr.md"]),
        ("{to: 2019-03}", ["fr.md"]),
        ("{from: 2020}", []),
    ],
)
def test_filters_take_an_article_by_what_is_known_of_it(filters: str, expected: list[str], tmp_path: Path) -> None:
    article(tmp_path / "in" / "none.md", "None", "Of no language or date.")
    article(tmp_path / "in" / "us.md", "Us", "Of a day.", lang="en-US", date="2019-04-01")
    article(tmp_path / "in" / "fr.md", "Fr", "Of a year.", lang="fr", date="2019")
    (tmp_path / "in" / "collection.yml").write_text(f"title: T\nlang: en\nfilters: {filters}\n")
    events = run(tmp_path / "in", tmp_path / "out", "--to", "epub", code=0 if expected else 3)
    assert [e["path"] for e in events if e["event"] == "article" and e["status"] == "exported"] == expected


def test_name_that_is_not_utf8_is_a_reject_and_one_like_a_formula_is_text(tmp_path: Path) -> None:
    article(tmp_path / "in" / "=1+1.md", "Sum", "Words.")
    article(tmp_path / "in" / "a.md", "A", "Words.")
    os.rename(tmp_path / "in" / "a.md", os.fsencode(tmp_path / "in") + b"/caf\xe9.md")
    events = run(tmp_path / "in", tmp_path / "out", code=1)
    rows = {e["path"]: (e["status"], e["reason"][:5]) for e in events if e["event"] == "article"}
    assert rows == {"=1+1.md": ("exported", ""), "caf\\xe9.md": ("rejected", "R001:")}
    assert "\n'=1+1.md," in (tmp_path / "out" / "inventory.csv").read_text("utf-8-sig")


@pytest.mark.parametrize("name", ["a/b", "../b", "..", "a\\b", "n" * 300])
def test_files_are_named_as_the_user_says_in_their_folder_alone(name: str, tmp_path: Path) -> None:
    article(tmp_path / "in" / "a.md", "A", "Words.")
    (event,) = run(tmp_path / "in", tmp_path / "out" / "here", "--name", name, code=2)
    assert (event["message"]["code"], event["message"]["severity"]) == ("L104", "error")
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("formats", ["odt", "epub,odt", ""])
def test_format_that_is_not_there_is_told(formats: str, tmp_path: Path) -> None:
    article(tmp_path / "in" / "a.md", "A", "Words.")
    (event,) = run(tmp_path / "in", tmp_path / "out", "--to", formats, code=2)
    assert event["message"]["code"] == "B103"


def test_size_of_a_volume_counts_pictures(tmp_path: Path) -> None:
    picture = SAMPLES / "pictures" / "rayonnage.jpg"
    for name in ("a", "b", "c"):
        article(tmp_path / "in" / f"{name}.md", name, f"![The store]({name}.jpg) Words of {name}.")
        (tmp_path / "in" / f"{name}.jpg").write_bytes(picture.read_bytes() + name.encode())
    run(tmp_path / "in", tmp_path / "out", "--to", "epub", "--name", "v", "--volumes", "100 KB", code=0)
    assert sorted(file.name for file in (tmp_path / "out").glob("*.epub")) == ["v-1.epub", "v-2.epub", "v-3.epub"]


def test_name_that_no_article_has_is_told(tmp_path: Path) -> None:
    for name in ("a", "x/b"):
        article(tmp_path / "in" / f"{name}.md", name, f"Words of {name}.")
    (tmp_path / "in" / "collection.yml").write_text(
        "title: T\nlang: en\narticles: [a.md, c.md]\nduplicates: {keep: [a.md], leave-out: [b.md]}\n"
        "filters: {exclude: [drafts/**]}\nparts:\n  - {title: One, articles: [x, y]}\n  - {title: Two}\n"
    )
    events = run(tmp_path / "in", tmp_path / "out", "--to", "epub", code=0)
    told = [event["message"]["text"] for event in events if event["event"] == "message"]
    assert told == [
        'articles in collection.yml names "c.md", and no article is called so',
        'duplicates: leave-out in collection.yml names "b.md", and no article is called so',
        'the part "One" in collection.yml names "y", and no article is called so',
        'the part "Two" in collection.yml names no articles',
    ]
    lines = [event["message"]["origin"]["line"] for event in events if event["event"] == "message"]
    assert lines == [3, 4, 7, 7]


def test_link_to_an_introduction_leads_to_its_part(tmp_path: Path) -> None:
    article(tmp_path / "in" / "first.md", "First", "Before all.\n\n## Why\n\nSo. See [a](a.md).")
    article(tmp_path / "in" / "a.md", "A", "As [said](first.md), and [why](first.md#why).")
    (tmp_path / "in" / "collection.yml").write_text(
        "title: T\nlang: en\nparts:\n  - {title: P, introduction: first.md, articles: [a.md]}\n"
    )
    run(tmp_path / "in", tmp_path / "out", code=0)
    parts = book(tmp_path / "out")
    assert re.findall(rb'<a href="(.*?)"', parts["OEBPS/a.xhtml"]) == [b"part.1.xhtml", b"part.1.xhtml#why"]
    assert re.findall(rb'<a href="(.*?)"', parts["OEBPS/part.1.xhtml"]) == [b"a.xhtml"]
    for format in ("pdf", "docx", "epub"):
        faults = check(format, (tmp_path / "out" / f"t.{format}").read_bytes())
        assert not [fault for fault in faults if fault.severity == "error"]


def test_file_without_an_article_is_a_reject_that_says_so(tmp_path: Path) -> None:
    article(tmp_path / "in" / "a.md", "A", "Words.")
    (tmp_path / "in" / "feed.rss").write_text('<rss version="2.0"><channel><title>F</title></channel></rss>')
    events = run(tmp_path / "in", tmp_path / "out", "--to", "epub", code=1)
    reasons = {event["path"]: event["reason"] for event in events if event["event"] == "article"}
    assert reasons == {"a.md": "", "feed.rss": "no article is in it"}
