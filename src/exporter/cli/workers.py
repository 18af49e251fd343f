"""Many sources over all cores: forked workers, results in the order of the sources, whatever happens to a worker.

Each worker has a pipe of its own and shares no lock, so that one may be killed at any moment, by us or by the system,
without harm to the others; the executors of `concurrent.futures` do not stand that.
"""

import os
import signal
from collections import deque
from collections.abc import Callable, Generator, Iterable, Sequence
from multiprocessing.connection import Connection, Pipe, wait
from typing import Any, Generic, NoReturn, TypeVar

T = TypeVar("T")
R = TypeVar("R")

# Items that a worker makes before a new one takes its place: WeasyPrint's memory creeps from 118 to 215 MiB over 500
# documents, and a new worker costs a few milliseconds.
_SHIFT = 200
# How far the results may run ahead of the one that is due: they wait in memory.
_AHEAD = 32


def spread(work: Callable[[T], R], items: Sequence[T], lost: Callable[[T], R]) -> Generator[R, None, None]:
    """The result of `work` for each item, in order; `lost` gives that of an item whose worker was killed twice.

    Items are known to the workers, results come back as pickles. `work` raises nothing. Workers end with the
    generator, wherever they are: `work` must not write what may not stay half-written.
    """
    waiting = deque(range(len(items)))
    tried: set[int] = set()
    results: dict[int, R] = {}
    workers: list[_Worker[T, R]] = []
    due = 0
    try:
        while due < len(items):
            while waiting and len(workers) < (os.cpu_count() or 1):
                workers.append(_Worker(work, items, [worker.connection for worker in workers]))
            for worker in workers:
                if worker.item is None and waiting and waiting[0] < due + _AHEAD:
                    worker.begin(waiting.popleft())
            for worker in _ready(workers):
                item = worker.item
                assert item is not None
                try:
                    results[item] = worker.result()
                except (EOFError, OSError):
                    if item in tried:
                        results[item] = lost(items[item])
                    else:
                        tried.add(item)
                        waiting.appendleft(item)
                    worker.made = _SHIFT
                if worker.made >= _SHIFT:
                    worker.end()
                    workers.remove(worker)
            while due in results:
                yield results.pop(due)
                due += 1
    finally:
        for worker in workers:
            worker.end()


class _Worker(Generic[T, R]):
    """One forked process. `item` is the number of what it makes now, `made` how many it has made."""

    def __init__(self, work: Callable[[T], R], items: Sequence[T], others: Iterable[Connection]) -> None:
        self.connection, theirs = Pipe()
        self.item: int | None = None
        self.made = 0
        self._pid = os.fork()
        if self._pid == 0:
            _serve(work, items, theirs, [self.connection, *others])
        theirs.close()

    def begin(self, item: int) -> None:
        """Let it make an item; that it has been killed meanwhile is noticed by `result`."""
        self.item = item
        try:
            self.connection.send(item)
        except OSError:
            return

    def result(self) -> R:
        """What it made. Raises EOFError or OSError when it was killed."""
        result: R = self.connection.recv()
        self.item = None
        self.made += 1
        return result

    def end(self) -> None:
        """End the process, whatever it is doing."""
        os.kill(self._pid, signal.SIGKILL)
        os.waitpid(self._pid, 0)
        self.connection.close()


def _ready(workers: list[_Worker[T, R]]) -> list[_Worker[T, R]]:
    """The workers that have a result, or are dead, once there is one."""
    busy: dict[Any, _Worker[T, R]] = {worker.connection: worker for worker in workers if worker.item is not None}
    return [busy[connection] for connection in wait(list(busy))]


def _serve(
    work: Callable[[T], R], items: Sequence[T], connection: Connection, others: Iterable[Connection]
) -> NoReturn:
    """Make what the parent asks for until it goes; it alone decides on Ctrl-C, which reaches all processes."""
    try:
        # Kept open here, they would hide from the other workers that their parent has gone.
        for other in others:
            other.close()
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        while True:
            connection.send(work(items[connection.recv()]))
    finally:
        os._exit(0)
