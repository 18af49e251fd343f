"""Many small pieces of work over an executor, a few at a time in one call, whatever becomes of a worker."""

from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Executor, Future, wait
from typing import Any, TypeVar

from exporter.messages import Message

T = TypeVar("T")
R = TypeVar("R")

_AHEAD = 6  # calls a worker: enough to keep it busy, and few results wait in memory


def spread(
    executor: Executor, work: Callable[[tuple[T, ...]], list[R]], items: Sequence[T], at_once: int, workers: int
) -> Iterator[tuple[T, R | BaseException]]:
    """The result of each item, or what its own work ended in, as they come.

    A call that fails as a whole (its worker crashed, hung or ran out of memory) is made again for each of its items
    alone, so that one of them cannot take the others with it.
    """
    waiting = deque(tuple(items[place : place + at_once]) for place in range(0, len(items), at_once))
    running: dict[Future[Any], tuple[T, ...]] = {}
    while waiting or running:
        while waiting and len(running) < _AHEAD * workers:
            batch = waiting.popleft()
            running[executor.submit(work, batch)] = batch
        done, _ = wait(running, return_when=FIRST_COMPLETED)
        for future in done:
            batch = running.pop(future)
            fault = future.exception()
            if fault is None:
                yield from zip(batch, future.result(), strict=True)
            elif len(batch) > 1:
                waiting.extendleft((item,) for item in reversed(batch))
            else:
                yield batch[0], fault


def lost(path: str, fault: object) -> Message:
    """What ended the work on an article, as a message."""
    name = type(fault).__name__
    reasons = {
        "TimeoutError": ("L302", "the process that worked on it took too long, and was ended"),
        "MemoryError": ("L303", "it needs more memory than a worker may have"),
        "ProcessExpired": ("L301", "the process that worked on it died"),
        "KilledWorker": ("L301", "the workers of the cluster that had it died"),
    }
    code, text = reasons.get(name, ("C105", f"exporter itself failed: {name}: {str(fault)[:200]}"))
    return Message(code, "error", f"{path}: {text}", "look at the article alone: exporter build")
