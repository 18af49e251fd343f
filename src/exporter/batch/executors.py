"""Where the work is done: one interface, `concurrent.futures.Executor`, over the cores of this machine or a cluster.

A worker that crashes, hangs or grows takes only its own work with it.
"""

import gc
import os
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Executor, ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from typing import Any

from exporter.batch.workers import Seat, Worker


class Crew(Executor):
    """An executor that knows how many calls it can work on at once."""

    @property
    def workers(self) -> int:
        """How many, at this moment; at least one."""
        raise NotImplementedError


class LocalCrew(ThreadPoolExecutor, Crew):
    """Processes of this machine, forked from this one, so that they share what it has loaded.

    Each has a thread here, which hands it one call after another. A call may take `seconds` and `memory_mb` (0: no
    bound); `folder` is for its temporary files.
    """

    def __init__(self, workers: int, seconds: float, memory_mb: int, folder: str = "") -> None:
        super().__init__(workers)
        self._workers = workers
        self._seconds = seconds
        self._memory_mb = memory_mb
        self._folder = folder
        self._own = threading.local()
        self._seats: list[Seat] = []
        self._running: set[Callable[[], Any]] = set()

    @property
    def workers(self) -> int:
        """As many as there may be processes."""
        return self._workers

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Any:
        """Call a function in one of the processes. See `Worker.call` for what a call may end in."""
        return super().submit(self._call, partial(fn, *args, **kwargs))

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """End the processes, at once when what they do is no longer wanted."""
        super().shutdown(wait=False, cancel_futures=cancel_futures)
        while cancel_futures and self._running:  # a worker may be about to begin
            for seat in self._seats:
                seat.kill()
            time.sleep(0.02)
        super().shutdown(wait)
        for seat in self._seats:
            seat.end()

    def _call(self, work: Callable[[], Any]) -> Any:
        if not hasattr(self._own, "seat"):
            self._own.seat = Seat(lambda: Worker(self._memory_mb, self._folder))
            self._seats.append(self._own.seat)
        self._running.add(work)
        try:
            return self._own.seat.call(work, self._seconds)
        finally:
            self._running.discard(work)


@contextmanager
def local(formats: Iterable[str], workers: int, seconds: float, memory_mb: int, folder: str) -> Iterator[Crew]:
    """So many processes here (0: one a core). Whatever happens inside, none is left behind."""
    load_ahead(formats)
    crew = LocalCrew(workers or os.cpu_count() or 1, seconds, memory_mb, folder)
    try:
        yield crew
    except BaseException:
        crew.shutdown(cancel_futures=True)
        raise
    crew.shutdown()


def load_ahead(formats: Iterable[str]) -> None:
    """Import what the workers need, so that processes forked afterwards share it."""
    import exporter.checks.receipt
    import exporter.readers.markdown  # noqa: F401
    from exporter.batch.formats import edition_class
    from exporter.checks.receipt import load

    load(formats)
    for format in formats:
        edition_class(format)
    if "pdf" in formats:
        from exporter.backends.pdf.layout import load as load_engine

        load_engine()
    gc.freeze()
    gc.enable()  # a run is long
