"""Many small pieces of work over a crew, a few at a time in one call, whatever becomes of a worker."""

import errno
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, wait
from typing import Any, TypeVar

from exporter.batch.executors import Crew
from exporter.batch.places import UnreachableError
from exporter.batch.reading import ChangedError
from exporter.batch.store import StoreError
from exporter.batch.workers import DiedError
from exporter.errors import ExporterError
from exporter.messages import Message

T = TypeVar("T")
R = TypeVar("R")

_AHEAD = 6  # calls a worker: enough to keep it busy, and few results wait in memory
_OF_THE_MACHINE = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EROFS, errno.EIO, errno.EMFILE, errno.ENFILE)
_ATTEMPTS = 3  # at an article alone, when its worker dies each time


def spread(
    crew: Crew, work: Callable[[tuple[T, ...]], list[R]], items: Sequence[T], at_once: int
) -> Iterator[tuple[T, R | BaseException]]:
    """The result of each item, or what its own work ended in, as they come.

    A call that fails as a whole (its worker crashed, hung or ran out of memory) is made again for each of its items
    alone, so that one of them cannot take the others with it. One whose worker died even so is tried again when nothing
    else is at work: workers also die of what is beside them. Raises what no article is to blame for.
    """
    waiting = deque((tuple(items[place : place + at_once]), 1) for place in range(0, len(items), at_once))
    suspects: deque[tuple[tuple[T, ...], int]] = deque()
    running: dict[Future[Any], tuple[tuple[T, ...], int]] = {}
    while waiting or running or suspects:
        if not waiting and not running:
            waiting.append(suspects.popleft())
        while waiting and len(running) < _AHEAD * crew.workers:
            batch, attempt = waiting.popleft()
            running[crew.submit(work, batch)] = batch, attempt
        done, _ = wait(running, return_when=FIRST_COMPLETED)
        for future in done:
            batch, attempt = running.pop(future)
            fault = future.exception()
            if fault is None:
                yield from zip(batch, future.result(), strict=True)
            elif _ends_all(fault):
                raise fault
            elif len(batch) > 1:
                waiting.extendleft(((item,), attempt) for item in reversed(batch))
            elif isinstance(fault, DiedError) and attempt < _ATTEMPTS:
                suspects.append((batch, attempt + 1))
            else:
                yield batch[0], fault


def lost(path: str, fault: object) -> Message:
    """What ended the work on an article, as a message."""
    reasons: dict[type, tuple[str, str]] = {
        TimeoutError: ("L302", "the process that worked on it took too long, and was ended"),
        MemoryError: ("L303", "it needs more memory than a worker may have"),
        ChangedError: ("L304", "it was changed while the run was reading"),
        DiedError: ("L301", "the process that worked on it died, each time that it was tried"),
    }
    failed = "C105", f"exporter itself failed: {type(fault).__name__}: {str(fault)[:200]}"
    code, text = reasons.get(type(fault), failed)
    return Message(code, "error", f"{path}: {text}", "look at the article alone: exporter build")


def _ends_all(fault: BaseException) -> bool:
    """Whether a fault is no article's: what was ordered cannot be done, or nothing can be kept."""
    is_machine = isinstance(fault, OSError) and fault.errno in _OF_THE_MACHINE
    return is_machine or isinstance(fault, (ExporterError, StoreError, UnreachableError))
