"""Work over several processes: every outcome in order, whatever becomes of a worker."""

import os
import signal
from functools import partial
from pathlib import Path

import pytest

from exporter.cli.workers import spread


def squared(number: int, deadly: int, once: Path | None = None) -> int:
    """The square of a number; the deadly one kills its worker, always or only the first time."""
    if number == deadly and not (once and once.exists()):
        if once:
            once.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return number * number


def test_outcomes_come_in_the_order_of_the_items() -> None:
    assert list(spread(partial(squared, deadly=-1), range(9), lambda _: -1)) == [n * n for n in range(9)]


def test_item_that_kills_its_worker_is_the_only_one_lost() -> None:
    outcomes = list(spread(partial(squared, deadly=4), range(9), lambda number: -number))
    assert outcomes == [0, 1, 4, 9, -4, 25, 36, 49, 64]


def test_item_whose_worker_was_killed_by_accident_is_made_again(tmp_path: Path) -> None:
    work = partial(squared, deadly=4, once=tmp_path / "killed")
    assert list(spread(work, range(9), lambda _: -1)) == [n * n for n in range(9)]


def process_of(_: int) -> int:
    return os.getpid()


def test_workers_end_when_nobody_wants_their_outcomes() -> None:
    outcomes = spread(process_of, range(9), lambda _: -1)
    workers = {next(outcomes) for _ in range(4)}
    outcomes.close()
    for worker in workers:
        with pytest.raises(ProcessLookupError):
            os.kill(worker, 0)
