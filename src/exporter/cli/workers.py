"""Many sources over all cores: forked workers, results in the order of the sources, whatever happens to a worker."""

import multiprocessing
import os
import signal
from collections.abc import Callable, Generator, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from functools import partial
from typing import TypeVar

T = TypeVar("T")
R = TypeVar("R")

# Sources that a set of workers makes before new ones take over: WeasyPrint's memory creeps from 118 to 215 MiB over
# 500 documents, and a new worker costs a few milliseconds.
_SHIFT = 200


def spread(work: Callable[[T], R], items: Sequence[T], lost: Callable[[T], R]) -> Generator[R, None, None]:
    """The outcome of `work` for each item, in order; `lost` gives that of an item whose worker was killed.

    `work`, items and outcomes cross between processes as pickles. Closing the generator ends the workers.
    """
    for start in range(0, len(items), _SHIFT):
        yield from _shift(work, items[start : start + _SHIFT], lost)


def _shift(work: Callable[[T], R], items: Sequence[T], lost: Callable[[T], R]) -> Iterator[R]:
    done = 0
    while done < len(items):
        try:
            with _pool(min(len(items) - done, os.cpu_count() or 1)) as pool:
                for outcome in pool.map(partial(_at_work, work), items[done:]):
                    done += 1
                    yield outcome
        except BrokenProcessPool:
            # Any of those at work may have killed its worker (out of memory): the first has a worker to itself now.
            yield _alone(work, items[done], lost)
            done += 1


def _alone(work: Callable[[T], R], item: T, lost: Callable[[T], R]) -> R:
    try:
        with _pool(1) as pool:
            return pool.submit(_at_work, work, item).result()
    except BrokenProcessPool:
        return lost(item)


@contextmanager
def _pool(workers: int) -> Iterator[ProcessPoolExecutor]:
    pool = ProcessPoolExecutor(workers, multiprocessing.get_context("fork"), _begin)
    try:
        yield pool
    except BaseException:
        for worker in multiprocessing.active_children():
            worker.terminate()
        raise
    finally:
        pool.shutdown(cancel_futures=True)


def _begin() -> None:
    """Let the parent alone decide when a worker ends: Ctrl-C reaches all processes of a terminal at once."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, _end)


def _end(*_: object) -> None:
    raise SystemExit(1)  # a signal's own end would leave half-written files


def _at_work(work: Callable[[T], R], item: T) -> R:
    try:
        return work(item)
    except SystemExit:
        os._exit(1)  # the pool would take it for an outcome, and go on with the next item
