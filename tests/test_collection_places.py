"""Articles, outputs and what is kept may lie behind a URL: the bytes are those of folders of this machine."""

import shutil
from pathlib import Path

import bucket
import fsspec
import pytest
from collect_process import tree
from collection_folder import write
from test_collect import run, steps


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with articles, and the output of a run over folders of this machine."""
    folder = tmp_path_factory.mktemp("made")
    run(write(folder / "town"), folder / "out")
    return folder


@pytest.fixture
def buckets(tmp_path: Path, made: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Two buckets: one has the articles."""
    monkeypatch.setenv(bucket.FOLDER, str(tmp_path))
    shutil.copytree(made / "town", tmp_path / "press" / "town")
    (tmp_path / "archive").mkdir()
    return tmp_path


def test_articles_and_outputs_in_memory_have_the_same_bytes(made: Path, tmp_path: Path) -> None:
    system = fsspec.filesystem("memory")
    try:
        system.put(str(made / "town"), "/press/town", recursive=True)
        run("memory://press/town", "memory://archive/out", "--state", str(tmp_path / "state"))
        names = [name.rpartition("/")[2] for name in system.ls("/archive/out", detail=False)]
        assert {name: system.cat_file(f"/archive/out/{name}") for name in names} == tree(made / "out")
    finally:
        system.rm("/", recursive=True)


def test_file_url_is_the_folder_that_it_names(made: Path, tmp_path: Path) -> None:
    run(f"file://{made / 'town'}", f"file://{tmp_path / 'out'}")
    assert tree(tmp_path / "out") == tree(made / "out")


def test_all_of_a_run_in_buckets_has_the_same_bytes_and_goes_on_there(buckets: Path, made: Path) -> None:
    words = ("bucket://press/town", "bucket://archive/out", "--state", "bucket://archive/state", "--workers", "2")
    run(*words)
    assert tree(buckets / "archive" / "out") == tree(made / "out")
    assert run(*words)[-1]["unchanged"]
    article = buckets / "press" / "town" / "2023" / "winter.md"
    article.write_text(article.read_text("utf-8").replace("coldest", "hardest"), "utf-8")
    assert steps(run(*words))["reading"] == 1
    assert not list((buckets / "archive" / "out").glob(".*"))


def test_bucket_that_fails_is_a_message_and_the_next_run_goes_on(buckets: Path, made: Path) -> None:
    words = (
        "bucket://press/town",
        "bucket://archive/out",
        "--state",
        "bucket://archive/kept",
    )
    (buckets / bucket.BROKEN).touch()
    events = run(*words, code=3)
    assert [event["message"]["code"] for event in events if event["event"] == "message"] == ["L409"]
    assert "503 slow down" in events[-1]["message"]["text"]
    (buckets / bucket.BROKEN).unlink()
    run(*words)
    assert tree(buckets / "archive" / "out") == tree(made / "out")


@pytest.mark.parametrize(
    ("folder", "code", "ends"), [("nowhere://press", "L405", 3), ("memory://press/nothing", "R001", 2)]
)
def test_place_that_is_not_there_is_a_message(folder: str, code: str, ends: int, tmp_path: Path) -> None:
    events = run(folder, tmp_path / "out", code=ends)
    assert [event["message"]["code"] for event in events] == [code]
    assert not (tmp_path / "out").exists()
