"""A collection over a Dask cluster: the same bytes as here, whatever dies; and what a cluster lacks is a message."""

import os
import shutil
import signal
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from collect_process import Run, tree
from collection_folder import write
from dask_cluster import Cluster, dask_cluster, worker_of
from test_collect import run

from exporter.batch import cluster as crew

pytestmark = pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="finds processes in /proc")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with articles, and the output of a run of this machine's."""
    folder = tmp_path_factory.mktemp("made")
    run(write(folder / "town"), folder / "out")
    return folder


@pytest.fixture(scope="module")
def two(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Cluster, list[int]]]:
    """A cluster with two workers, and their nannies."""
    with dask_cluster(tmp_path_factory.mktemp("dask")) as cluster:
        yield cluster, [cluster.add_worker(), cluster.add_worker()]


def codes(events: list[dict[str, Any]]) -> list[str]:
    """The codes of the messages of a run."""
    return [event["message"]["code"] for event in events if event["event"] == "message"]


def test_cluster_makes_the_same_bytes(made: Path, two: tuple[Cluster, list[int]], tmp_path: Path) -> None:
    events = run(made / "town", tmp_path / "out", "--cluster", two[0].address)
    assert codes(events) == []
    assert tree(tmp_path / "out") == tree(made / "out")


@pytest.mark.parametrize("events", [2, 14])
def test_worker_that_is_killed_in_the_middle_loses_nothing(
    events: int, made: Path, two: tuple[Cluster, list[int]], tmp_path: Path
) -> None:
    cluster, nannies = two
    first = Run(made / "town", tmp_path / "out", "--cluster", cluster.address)
    first.wait_for(events)
    os.kill(worker_of(nannies[0]), signal.SIGKILL)
    code, _, said = first.end()
    assert "Traceback" not in said
    assert code == 1
    assert tree(tmp_path / "out") == tree(made / "out")
    cluster.wait_for(2)


@pytest.mark.parametrize(("word", "code"), [("crash", "L301"), ("hang", "L302")])
def test_bad_article_is_rejected_by_a_cluster_and_its_workers_live(
    word: str, code: str, made: Path, two: tuple[Cluster, list[int]], tmp_path: Path
) -> None:
    cluster, nannies = two
    before = [worker_of(nanny) for nanny in nannies]
    folder = tmp_path / "town"
    shutil.copytree(made / "town", folder)
    (folder / "bad.bad").write_text(f"{word}\n---\ntitle: Bad\n---\nWords, and metadata.\n")
    limits = ("--time-limit", "2") if word in ("wait", "hang") else ()
    # Where the reader is known, as it is on the workers.
    env = {"PYTHONPATH": os.pathsep.join((str(cluster.custom), str(Path(__file__).parent)))}
    output = tmp_path / "out"
    ended, events, said = Run(folder, output, "--to", "epub", "--cluster", cluster.address, *limits, env=env).end()
    rows = {event["path"]: event for event in events if event["event"] == "article"}
    assert rows["bad.bad"]["reason"].startswith(code), said
    assert (ended, sum(row["status"] == "exported" for row in rows.values())) == (1, 6)
    assert [worker_of(nanny) for nanny in nannies] == before


@pytest.fixture
def own(tmp_path: Path) -> Iterator[Cluster]:
    """A cluster of the test's own, without workers."""
    (tmp_path / "dask").mkdir()
    with dask_cluster(tmp_path / "dask") as cluster:
        yield cluster


def once_begun(folder: Path, act: Callable[[], object]) -> threading.Thread:
    """Acts when a run to `folder`/out has kept the first things that it made."""

    def watch() -> None:
        while len([*folder.glob(".out.exporter/objects/*/*")]) < 3:
            time.sleep(0.02)
        act()

    thread = threading.Thread(target=watch, daemon=True)
    thread.start()
    return thread


def test_cluster_whose_workers_all_died_is_given_up_and_another_run_goes_on(
    made: Path, own: Cluster, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(crew, "_PATIENCE_S", 5.0)
    own.add_worker()
    killed = once_begun(tmp_path, own.kill_workers)
    events = run(made / "town", tmp_path / "out", "--cluster", own.address, code=3)
    killed.join()
    assert codes(events) == ["L408", "L407"]
    assert not (tmp_path / "out").exists()
    run(made / "town", tmp_path / "out")
    assert tree(tmp_path / "out") == tree(made / "out")


def test_workers_that_come_late_are_waited_for(made: Path, own: Cluster, tmp_path: Path) -> None:
    def come() -> None:
        own.wait_for_work()
        own.add_worker()

    coming = threading.Thread(target=come, daemon=True)
    coming.start()
    assert codes(run(made / "town", tmp_path / "out", "--cluster", own.address)) == []
    coming.join()
    assert tree(tmp_path / "out") == tree(made / "out")


def test_scheduler_that_vanishes_is_a_message_and_another_run_goes_on(
    made: Path, own: Cluster, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(crew, "_RECONNECT_S", 3.0)
    own.add_worker()
    killed = once_begun(tmp_path, own.kill_scheduler)
    events = run(made / "town", tmp_path / "out", "--cluster", own.address, code=3)
    killed.join()
    assert codes(events) == ["L407"]
    run(made / "town", tmp_path / "out")
    assert tree(tmp_path / "out") == tree(made / "out")


def test_worker_with_another_version_ends_the_run_with_its_name(made: Path, own: Cluster, tmp_path: Path) -> None:
    other = tmp_path / "other"
    shutil.copytree(Path(__file__).parents[1] / "src" / "exporter", other / "exporter")
    with (other / "exporter" / "origin.py").open("a") as file:
        file.write("# another version\n")
    own.add_worker(other)
    events = run(made / "town", tmp_path / "out", "--cluster", own.address, code=3)
    assert codes(events) == ["L404"]
    assert "runs exporter" in events[-1]["message"]["text"]


@pytest.mark.parametrize(("hidden", "named"), [("here", "the articles"), (".out.exporter", "--state")])
def test_worker_that_sees_other_files_ends_the_run_with_what_it_lacks(
    hidden: str, named: str, made: Path, own: Cluster, tmp_path: Path
) -> None:
    if subprocess.run(["unshare", "--mount", "true"], capture_output=True).returncode:
        pytest.skip("only root makes a machine that sees other files")
    shutil.copytree(made / "town", tmp_path / "here" / "town")
    (tmp_path / ".out.exporter").mkdir()
    script = f'mount -t tmpfs none {tmp_path / hidden} && exec "$@"'
    own.add_worker(before=("unshare", "--mount", "sh", "-c", script, "sh"))
    events = run(tmp_path / "here" / "town", tmp_path / "out", "--cluster", own.address, code=3)
    assert codes(events) == ["L404"]
    assert named in str(events[-1]["message"])


def test_no_cluster_is_a_message(made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(crew, "_RECONNECT_S", 1.0)
    for address in ("tcp://127.0.0.1:9", "nowhere", "tcp://"):
        assert codes(run(made / "town", tmp_path / "out", "--cluster", address, code=3)) == ["L401"], address
