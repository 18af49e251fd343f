"""`exporter read`: the reading report, the article written down with its files, and readers of other packages."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from exporter.cli import main

SAMPLES = Path(__file__).parents[1] / "samples"
ARTICLE = """---
title: A title
lang: en
---

First words[^1].

<!-- a comment -->

![A bridge](bridge.svg)

[^1]: A note.
"""
PLUGIN = '''"""Two letters that are no markup."""
from exporter.messages import Decision
from exporter.model.article import Article
from exporter.model.assets import Asset, asset_key
from exporter.model.metadata import Metadata
from exporter.model.nodes import Figure, Image, Paragraph, Text
from exporter.origin import Origin

PIXEL = bytes.fromhex("89504e470d0a1a0a") + b"pixel"


def read(source, options, report):
    for number, letter in enumerate(source.text.split("===\\n"), 1):
        first, *rest = letter.strip().split("\\n")
        key = asset_key(PIXEL, "png")
        body = [Paragraph(children=(Text(value=line),)) for line in rest if options.keep_all or "(advert)" not in line]
        for place, line in enumerate(rest):
            left = "(advert)" in line and not options.keep_all
            report.decisions.append(Decision(
                origin=Origin(source.name, place + 2), role="left-out" if left else "paragraph", rule="advert",
                confidence=0.75, text=line, why="it sells something" if left else "", article=number))
        body.append(Figure(images=(Image(src="inside.png", alt="A pixel", asset=key),)))
        asset = Asset(key, "image/png", PIXEL, 1, 1)
        yield Article(metadata=Metadata(title=first), body=tuple(body), assets={key: asset})
'''


@pytest.fixture
def article(tmp_path: Path) -> Path:
    (tmp_path / "bridge.svg").write_bytes((SAMPLES / "pictures" / "structure.svg").read_bytes())
    path = tmp_path / "article.md"
    path.write_text(ARTICLE)
    return path


@pytest.fixture
def plugin(tmp_path: Path) -> dict[str, str]:
    """A package with a reader, installed as pip would leave it; the environment in which Python finds it."""
    site = tmp_path / "site"
    info = site / "letters-1.2.dist-info"
    info.mkdir(parents=True)
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: letters\nVersion: 1.2\n")
    (info / "entry_points.txt").write_text(
        "[exporter.readers]\nletter = letters_reader:read\nlost = no_such_module:read\n"
    )
    (site / "letters_reader.py").write_text(PLUGIN)
    return {"PYTHONPATH": str(site), "PATH": "", "NO_COLOR": "1"}


def record(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, dict[str, Any]]:
    code = main(["read", *words, "--json"])
    return code, json.loads(capsys.readouterr().out)


def run(env: dict[str, str], *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-m", "exporter", *words], env=env, capture_output=True, text=True)


def test_report_has_every_line_of_the_source(article: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, found = record(capsys, str(article))
    told = [(one["origin"]["line"], one.get("last_line"), one["role"]) for one in found["decisions"]]
    assert code == 0
    assert told == [
        (1, 4, "metadata"),
        (6, None, "paragraph"),
        (8, None, "left-out"),
        (10, None, "figure"),
        (12, None, "note"),
    ]
    assert found["articles"] == [{"number": 1, "title": "A title", "written": "", "beside": []}]


def test_report_on_a_terminal_is_a_table_with_reasons(article: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["read", str(article)]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].split() == ["lines", "became", "rule", "sure", "begins", "with"]
    assert lines[3].split()[:4] == ["8", "left-out", "comment", "100%"]
    assert "a comment" in lines[4]


def test_article_is_written_with_the_files_that_it_names(article: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = article.parent / "out"
    code, found = record(capsys, str(article), "-o", f"{out}/")
    assert code == 0
    assert sorted(path.name for path in out.iterdir()) == ["article.md", "bridge.svg"]
    assert found["articles"][0]["beside"] == [str(out / "bridge.svg")]
    assert "First words[^1]." in (out / "article.md").read_text()
    assert main(["build", str(out / "article.md"), "-o", str(out), "--to", "epub", "--strict"]) == 0


def test_ending_of_the_output_chooses_the_format(article: Path, capsys: pytest.CaptureFixture[str]) -> None:
    target = article.parent / "out" / "a.json"
    assert main(["read", str(article), "-o", str(target)]) == 0
    assert json.loads(target.read_text())["metadata"]["title"] == "A title"
    capsys.readouterr()
    assert main(["read", str(article), "-o", "-", "--to", "json"]) == 0
    out, err = capsys.readouterr()
    assert json.loads(out) == json.loads(target.read_text())
    assert "became" in err


def test_corrections_are_never_written_over(article: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = article.parent / "out"
    assert main(["read", str(article), "-o", str(out)]) == 0
    (out / "bridge.svg").unlink()
    (out / "article.md").write_text("corrected")
    code, found = record(capsys, str(article), "-o", str(out)) if capsys.readouterr() else (0, {})
    assert code == 3
    assert [message["code"] for message in found["messages"]] == ["C104"]
    assert [path.name for path in out.iterdir()] == ["article.md"]
    assert (out / "article.md").read_text() == "corrected"


def test_missing_file_is_told_and_the_article_written(article: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (article.parent / "bridge.svg").unlink()
    code, found = record(capsys, str(article), "-o", str(article.parent / "out"))
    assert code == 0
    assert [message["code"] for message in found["messages"]] == ["R613"]


def test_reader_of_another_package_is_found_by_the_ending(plugin: dict[str, str], tmp_path: Path) -> None:
    source = tmp_path / "two.letter"
    source.write_text("One\nDear reader,\nBuy it! (advert)\n===\nTwo\nHello.\n")
    done = run(plugin, "read", str(source), "-o", str(tmp_path / "out"))
    assert done.returncode == 0, done.stderr
    assert "article 2" in done.stdout
    assert "75%" in done.stdout
    assert "it sells something" in done.stdout
    names = sorted(path.relative_to(tmp_path / "out").as_posix() for path in (tmp_path / "out").rglob("*.*"))
    assert [name.partition("/")[0] for name in names] == ["001-one.md", "002-two.md", "assets"]
    assert f"![A pixel]({names[2]})" in (tmp_path / "out" / "001-one.md").read_text()
    assert "advert" not in (tmp_path / "out" / "001-one.md").read_text()
    kept = run(plugin, "read", str(source), "-o", str(tmp_path / "all"), "--keep-all")
    assert "it sells something" not in kept.stdout
    assert "advert" in (tmp_path / "all" / "001-one.md").read_text()


def test_several_articles_need_a_folder(plugin: dict[str, str], tmp_path: Path) -> None:
    source = tmp_path / "two.letter"
    source.write_text("One\nDear reader,\n===\nTwo\nHello.\n")
    done = run(plugin, "read", str(source), "-o", str(tmp_path / "one.md"))
    assert done.returncode == 3
    assert "R007" in done.stderr
    assert not (tmp_path / "one.md").exists()


def test_doctor_lists_readers_of_all_packages(plugin: dict[str, str]) -> None:
    findings = json.loads(run(plugin, "doctor", "--json").stdout)
    readers = {one["name"]: one for one in findings if one["kind"] == "reader"}
    assert readers["reader markdown"]["detail"] == ".md .markdown .mdown .mdx, ours"
    assert readers["reader letter"]["detail"] == ".letter, from letters 1.2 (letters_reader:read)"
    assert readers["reader letter"]["ok"]
    assert not readers["reader lost"]["ok"]
    assert "letters 1.2" in readers["reader lost"]["hint"]


def test_reader_that_cannot_be_loaded_is_told(plugin: dict[str, str], tmp_path: Path) -> None:
    source = tmp_path / "a.lost"
    source.write_text("Words")
    done = run(plugin, "read", str(source))
    assert done.returncode == 3
    assert "R005" in done.stderr
    assert "no_such_module" in done.stderr
