"""What is kept may be damaged, old, in use, or on a full disk: it is made anew, or a message says why it is not."""

import os
import shutil
import signal
import sqlite3
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from collect_process import Run, tree
from collection_folder import write
from faulty_readers import READER
from test_collect import run

from exporter import registry


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with articles, the output of a run over them, and what was kept."""
    folder = tmp_path_factory.mktemp("made")
    run(write(folder / "town"), folder / "out")
    return folder


@pytest.fixture
def town(made: Path, tmp_path: Path) -> Path:
    """A copy of it all."""
    shutil.copytree(made, tmp_path, dirs_exist_ok=True)
    return tmp_path


def again(town: Path) -> list[str]:
    """Make a little otherwise and run again: the codes of its messages."""
    shutil.rmtree(town / "out")
    events = run(town / "town", town / "out")
    return [event["message"]["code"] for event in events if event["event"] == "message"]


def _objects(town: Path) -> list[Path]:
    return sorted(file for file in (town / ".out.exporter" / "objects").rglob("*") if file.is_file())


def _garbage(town: Path) -> None:
    (town / ".out.exporter" / "state.sqlite").write_bytes(b"no database" * 900)


def _truncated(town: Path) -> None:
    file = town / ".out.exporter" / "state.sqlite"
    os.truncate(file, file.stat().st_size // 2)


def _emptied(town: Path) -> None:
    os.truncate(town / ".out.exporter" / "state.sqlite", 0)


def _other_version(town: Path) -> None:
    with sqlite3.connect(town / ".out.exporter" / "state.sqlite") as database:
        database.execute("PRAGMA user_version = 999")


def _objects_halved(town: Path) -> None:
    for file in _objects(town):
        os.truncate(file, file.stat().st_size // 2)


def _objects_changed(town: Path) -> None:
    for file in _objects(town)[::3]:
        data = bytearray(file.read_bytes())
        data[-1] ^= 1
        file.write_bytes(data)


def _objects_gone(town: Path) -> None:
    for file in _objects(town)[::3]:
        file.unlink()


def _half_written(town: Path) -> None:
    file = _objects(town)[0]
    file.with_name(f".{file.name}-0123").write_bytes(b"half")


@pytest.mark.parametrize(
    "damage",
    [
        _garbage, _truncated, _emptied, _other_version,
        _objects_halved, _objects_changed, _objects_gone, _half_written,
    ],
)  # fmt: skip
def test_damage_to_what_is_kept_is_mended(damage: Callable[[Path], None], made: Path, town: Path) -> None:
    damage(town)
    assert again(town) == []
    assert tree(town / "out") == tree(made / "out")
    assert [file for file in _objects(town) if file.name.startswith(".")] == []
    assert {file.name for file in _objects(town)} == {file.name for file in _objects(made)}


def test_second_run_at_the_same_time_is_told_of_the_first(town: Path, made: Path) -> None:
    shutil.rmtree(town / "out")
    first = Run(town / "town", town / "out")
    first.wait_for(3)
    os.kill(first.process.pid, signal.SIGSTOP)
    try:
        events = run(town / "town", town / "out", code=3)
        assert [event["message"]["code"] for event in events] == ["L406"]
    finally:
        os.kill(first.process.pid, signal.SIGCONT)
    assert first.end()[0] == 1
    assert tree(town / "out") == tree(made / "out")


def test_run_without_room_says_so_and_goes_on_when_there_is(made: Path, town: Path) -> None:
    shutil.rmtree(town / ".out.exporter")
    shutil.rmtree(town / "out")
    code, events, said = Run(town / "town", town / "out", most_bytes=60_000).end()
    assert code == 3
    assert "Traceback" not in said
    assert [event["message"]["code"] for event in events if event["event"] == "message"] == ["L409"]
    assert not (town / "out").exists()
    assert Run(town / "town", town / "out").end()[0] == 1
    assert tree(town / "out") == tree(made / "out")


def test_full_disk_is_a_message_and_no_reject(made: Path, town: Path) -> None:
    disk = town / "disk"
    disk.mkdir()
    mounting = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=400k", "none", disk], capture_output=True)
    if mounting.returncode:
        pytest.skip("only root makes a small disk")
    try:
        code, events, said = Run(town / "town", disk / "out", env={"TMPDIR": str(town / "tmp")}).end()
        assert code == 3
        assert "Traceback" not in said
        assert [event["message"]["code"] for event in events if event["event"] == "message"] == ["L409"]
        subprocess.run(["mount", "-o", "remount,size=50m", disk], check=True)
        assert Run(town / "town", disk / "out", env={"TMPDIR": str(town / "tmp")}).end()[0] == 1
        assert tree(disk / "out") == tree(made / "out")
    finally:
        subprocess.run(["umount", disk], check=True)


@pytest.mark.parametrize("place", ["out", ".out.exporter"])
def test_file_where_a_folder_should_be_is_a_message(place: str, town: Path) -> None:
    shutil.rmtree(town / place)
    (town / place).write_text("mine")
    events = run(town / "town", town / "out", code=3)
    assert [event["message"]["code"] for event in events if event["event"] == "message"] == ["B102"]
    assert (town / place).read_text() == "mine"


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_run_that_is_asked_to_end_ends_at_once_and_goes_on_later(
    number: signal.Signals, code: int, made: Path, town: Path
) -> None:
    shutil.rmtree(town / ".out.exporter")
    before = tree(town / "out")
    first = Run(town / "town", town / "out")
    first.wait_for(4)
    workers = first.workers()
    os.kill(first.process.pid, number)
    assert first.end()[0] == code
    assert first.is_gone(workers)
    assert tree(town / "out") == before
    assert list(first.scratch.iterdir()) == []
    assert again(town) == []
    assert tree(town / "out") == tree(made / "out")


def test_article_that_changes_while_the_run_reads_is_not_taken_for_what_it_was(
    town: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(registry.READERS, "bad", READER)
    monkeypatch.setitem(registry.SUFFIXES, "bad", "bad")
    (town / "town" / "0.bad").write_text("write beside\n---\ntitle: One\n---\nWords, and metadata.\n")
    (town / "town" / "zz.md").write_text("---\ntitle: Last\nlang: en\n---\nAs it was.\n")
    rows = {e["path"]: e for e in run(town / "town", town / "out", "--workers", "1") if e["event"] == "article"}
    assert rows["zz.md"]["reason"].startswith("L304")
    rows = {e["path"]: e for e in run(town / "town", town / "out", "--workers", "1") if e["event"] == "article"}
    assert rows["zz.md"]["status"] == "exported"
