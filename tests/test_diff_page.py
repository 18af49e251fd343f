"""The page of `exporter diff`: valid, whole in itself, legible for everyone; and it counts what it has no room for."""

import re
import subprocess
import sys
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from coloraide import Color
from editions import TEXT, article, edition
from lxml import html
from tinyhtml5.parser import HTMLParser

NEW = article(
    ("date: 2025-03-04", "date: 2025-04-05"),
    ("walked these roads", "ridden these roads"),
    ("| New bridge | 34 |", "| New bridge | 35 |"),
    ("one.png", "two.png"),
    ("\nIt has been painted seven times, always in green.\n", ""),
)
LONG = "\n\n\\newpage\n\n".join(f"Sheet {number} of the survey." for number in range(1, 43))


def words(element: Any) -> str:
    return " ".join(element.text_content().split())


def diff(folder: Path, *options: str) -> str:
    """The page that the command writes of the folders old and new."""
    command = [sys.executable, "-m", "exporter", "diff", "old", "new", "--html", "diff.html", *options]
    told = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=120, encoding="utf-8")
    assert told.stderr == ""
    return (folder / "diff.html").read_text("utf-8")


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The page of two folders with an article that changed everywhere, one that did not, and one that is new."""
    folder = tmp_path_factory.mktemp("folders")
    for name, text in (("old", TEXT), ("new", NEW)):
        (folder / name).mkdir()
        for format in ("pdf", "epub"):
            (folder / name / f"article.{format}").write_bytes(edition(text, format).data)
        comment = b"\n% a comment\n" if name == "new" else b""
        (folder / name / "same.pdf").write_bytes(edition(TEXT, "pdf").data + comment)
    (folder / "new" / "more.docx").write_bytes(edition(TEXT, "docx").data)
    return diff(folder)


def test_page_is_html_without_an_error(written: str) -> None:
    parser = HTMLParser()
    parser.parse(written)
    assert parser.errors == []
    page = html.fromstring(written)
    ids = [element.get("id") for element in page.iter("*") if element.get("id")]
    assert len(ids) == len(set(ids))
    assert {section.get("aria-labelledby") for section in page.iter("section")} == set(ids)


def test_page_asks_for_nothing_from_anywhere(written: str) -> None:
    page = html.fromstring(written)
    assert {element.tag for element in page.iter("*")} & {"script", "link", "iframe", "object", "form"} == set()
    policy = page.find(".//meta[@http-equiv='Content-Security-Policy']").get("content")
    assert "default-src 'none'" in policy
    assert set(re.findall(r"(\S+:)(?=;|$)", policy)) == {"data:"}
    assert all(image.get("src").startswith("data:image/webp;base64,") for image in page.iter("img"))
    assert set(re.findall(r"url\([\"']?(\w+):", written)) == {"data"}


def test_page_can_be_read_by_everyone(written: str) -> None:
    page = html.fromstring(written)
    assert page.get("lang") == "en"
    levels = [int(element.tag[1]) for element in page.iter("h1", "h2", "h3", "h4")]
    assert (levels[0], levels.count(1)) == (1, 1)
    assert all(after <= before + 1 for before, after in pairwise(levels))
    assert all(image.get("alt") for image in page.iter("img"))
    assert page.find(".//main") is not None
    # Colour is never the only sign: each side of a change says which it is, and the marks are struck out or underlined.
    assert {words(line.find("b")) for line in page.iter("p") if line.get("class") == "was"} == {"before"}
    assert {words(line.find("b")) for line in page.iter("p") if line.get("class") == "is"} == {"now"}


def test_colours_of_both_editions_are_legible_by_day_by_night_and_on_paper(written: str) -> None:
    palettes = [dict(re.findall(r"--(\w+): (#\w+)", one)) for one in re.findall(r":root \{(.*?)\}", written, re.DOTALL)]
    grounds = [palette for palette in palettes if "ground" in palette]
    sides = [palette for palette in palettes if "old" in palette]
    assert len(grounds) == len(sides) == 3
    for ground, side in zip(grounds, sides, strict=True):
        for name, color in (ground | side).items():
            if name in ("text", "muted", "accent", "link", "old", "new"):
                assert Color(color).contrast(ground["ground"], method="wcag21") >= 4.5, (name, ground["ground"])


def test_page_says_what_changed_in_each_file(written: str) -> None:
    page = html.fromstring(written)
    assert words(page.find(".//h1")) == "2 of 3 files changed"
    heads = [words(head) for head in page.iter("h2")]
    assert heads == [
        "In one of the folders only",
        "old/article.epub and new/article.epub",
        "old/article.pdf and new/article.pdf",
        "old/same.pdf and new/same.pdf",
    ]
    alone, _, pdf, same = page.iter("section")
    assert words(alone.find("ul")) == "new/more.docx"
    assert words(same).endswith("no change for a reader")
    changed = [(words(old), words(new)) for old, new in zip(pdf.iter("del"), pdf.iter("ins"), strict=True)]
    assert {("walked", "ridden"), ("34", "35")} <= set(changed)
    assert any("painted seven times" in words(line) for line in pdf.iter("li"))
    seen = [words(line) for leaf in pdf.iter("div") if leaf.get("class") == "leaf" for line in leaf.iter("li")]
    assert "a picture was replaced by another" in seen


def test_pages_beyond_those_with_pictures_are_counted_and_told(tmp_path: Path) -> None:
    changed = LONG.replace("of the survey", "of this survey").replace("Sheet 7 of this", "Sheet 7 of the")
    for name, text in (("old", LONG), ("new", changed)):
        (tmp_path / name).mkdir()
        file = tmp_path / name / "long.pdf"
        file.write_bytes(edition(f"---\ntitle: Sheets\nlang: en\n---\n\n{text}\n", "pdf").data)
    page = html.fromstring(diff(tmp_path, "--pages", "--dpi", "36"))
    [*leaves, left] = [element for element in page.iter("div") if element.get("class") == "leaf"]
    assert len(leaves) == 40
    assert words(left.find("p")) == "1 more page differs; there is no picture of it here."
    assert len(left.findall(".//li")) == 1
