"""A run that is killed, wherever it is, goes on to the same files, and leaves nothing behind.

Each kill is at a moment that its number draws: four here, fifty with KILLS=50 pytest tests/test_collection_kills.py.
"""

import os
import random
import signal
import time
from pathlib import Path

import pytest
from collect_process import Run, tree
from collection_folder import write

KILLS = int(os.environ.get("KILLS", "4"))
pytestmark = pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="finds processes in /proc")


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of articles."""
    return write(tmp_path_factory.mktemp("town"))


@pytest.fixture(scope="module")
def undisturbed(town: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[dict[str, bytes], int]:
    """The files of a run that nobody disturbs, and how many events it tells."""
    output = tmp_path_factory.mktemp("undisturbed") / "out"
    _, events, _ = Run(town, output, "--workers", "2").end()
    return tree(output), len(events)


@pytest.mark.parametrize("number", range(KILLS))
def test_run_that_was_killed_goes_on_to_the_same_files(
    number: int, town: Path, undisturbed: tuple[dict[str, bytes], int], tmp_path: Path
) -> None:
    files, events = undisturbed
    chance = random.Random(number)
    output = tmp_path / "out"
    for _ in range(chance.randint(1, 3)):
        run = Run(town, output, "--workers", str(chance.randint(1, 2)))
        run.wait_for(chance.randint(0, events))
        time.sleep(chance.random() * 0.2)  # between two events, too
        workers = run.workers()
        victim = chance.choice(("all", "leader", "workers", "one worker"))
        if victim == "all":
            run.kill()
        elif victim == "leader":
            run.kill(run.process.pid)
        elif workers:
            run.kill(*(workers if victim == "workers" else [chance.choice(workers)]))
        code, _, said = run.end()
        assert code in (1, -signal.SIGKILL)
        assert "Traceback" not in said
        assert run.is_gone(workers)
    run = Run(town, output, "--workers", str(chance.randint(1, 2)))
    code, _, said = run.end()
    assert (code, said) == (1, "")
    assert tree(output) == files
    state = tmp_path / ".out.exporter"
    assert {file.name for file in state.iterdir()} == {"lock", "objects", "sources.json", "state.sqlite"}
    assert list((state / "objects").rglob(".*")) == []
    assert list(run.scratch.iterdir()) == []
