"""Articles that crash, hang, eat or leave: each becomes a reject with its reason, and the others are as without it."""

import os
from pathlib import Path
from typing import Any

import pytest
from collection_folder import write
from faulty_readers import READER
from test_collect import run

from exporter import registry


@pytest.fixture(autouse=True)
def _readers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(registry.READERS, "bad", READER)
    monkeypatch.setitem(registry.SUFFIXES, "bad", "bad")


def bad(folder: Path, word: str) -> Path:
    """A folder with an article that is bad in this way."""
    (folder / "2023" / "bad.bad").write_text(
        f"{word}\n---\ntitle: A bad one\nlang: en\n---\nWords that stay, and metadata.\n", "utf-8"
    )
    return folder


def row(events: list[dict[str, Any]], path: str) -> dict[str, Any]:
    """The row of an article."""
    return next(event for event in events if event["event"] == "article" and event["path"] == path)


def files(output: Path) -> dict[str, bytes]:
    """The books that were made, without what the bad article stands in."""
    return {file.name: file.read_bytes() for file in sorted(output.iterdir()) if file.suffix in (".epub", ".docx")}


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """The books of the folder without a bad article."""
    output = tmp_path_factory.mktemp("sound") / "out"
    run(write(tmp_path_factory.mktemp("town")), output, "--to", "epub,docx")
    return files(output)


@pytest.mark.parametrize(
    ("word", "code"), [("crash", "L301"), ("wait", "B106"), ("hang", "L302"), ("eat", "L303"), ("exit", "C105")]
)
def test_bad_article_is_rejected_and_the_others_are_as_without_it(
    word: str, code: str, tmp_path: Path, sound: dict[str, bytes]
) -> None:
    folder = bad(write(tmp_path / "town"), word)
    limits = ("--time-limit", "1") if word in ("wait", "hang") else ()
    events = run(folder, tmp_path / "out", "--to", "epub,docx", "--workers", "2", *limits)
    found = row(events, "2023/bad.bad")
    assert found["status"] == "rejected"
    assert found["reason"].startswith(code)
    assert files(tmp_path / "out") == sound


def test_article_whose_process_was_killed_by_chance_is_in(tmp_path: Path) -> None:
    folder = bad(write(tmp_path / "town"), "crash once")
    events = run(folder, tmp_path / "out", "--to", "epub")
    assert row(events, "2023/bad.bad")["status"] == "exported"


def test_what_no_article_is_to_blame_for_is_tried_again_by_the_next_run(tmp_path: Path) -> None:
    folder = bad(write(tmp_path / "town"), "crash")
    run(folder, tmp_path / "out", "--to", "epub")
    bad(folder, "nothing")
    os.utime(folder / "2023" / "bad.bad", (0, 0))
    assert row(run(folder, tmp_path / "out", "--to", "epub"), "2023/bad.bad")["status"] == "exported"


def test_article_beyond_the_bound_is_rejected_and_a_higher_bound_takes_it(tmp_path: Path) -> None:
    folder = write(tmp_path / "town")
    (folder / "2023" / "long.md").write_text("---\ntitle: Long\nlang: en\n---\n" + "Many words. " * 2_000, "utf-8")
    found = row(run(folder, tmp_path / "out", "--to", "epub", "--max-source-mb", "0.02"), "2023/long.md")
    assert (found["status"], found["reason"][:4]) == ("rejected", "R004")
    found = row(run(folder, tmp_path / "out", "--to", "epub", "--max-source-mb", "0.03"), "2023/long.md")
    assert found["status"] == "exported"
