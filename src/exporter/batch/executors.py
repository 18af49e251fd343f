"""Where the work is done: one interface, `concurrent.futures.Executor`, over the cores of this machine or a cluster.

A local worker that crashes, hangs or grows takes only its own work with it; on a cluster Dask gives the work of a lost
worker to another one.
"""

import os
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future
from contextlib import contextmanager
from typing import Any

from exporter.errors import OutputError
from exporter.messages import Message

# Calls that a worker answers before a new one takes its place: WeasyPrint's memory creeps from 118 to 215 MiB over 500
# documents.
_SHIFT = 60


class LocalExecutor(Executor):
    """Processes of this machine, forked from this one, so that they share what it has loaded.

    A call that takes longer than `seconds` ends in TimeoutError, one whose process dies in pebble.ProcessExpired; the
    others go on.
    """

    def __init__(self, workers: int, seconds: float, memory_mb: int) -> None:
        import multiprocessing

        from pebble import ProcessPool

        forking = "fork" in multiprocessing.get_all_start_methods()
        self._seconds = seconds or None
        self._pool: Any = ProcessPool(
            max_workers=workers,
            max_tasks=_SHIFT,
            initializer=_begin,
            initargs=(memory_mb,),
            context=multiprocessing.get_context("fork" if forking else "spawn"),
        )

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> "Future[Any]":
        """Call a function in one of the processes."""
        future: Future[Any] = self._pool.schedule(fn, args=args, kwargs=kwargs, timeout=self._seconds)
        return future

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """End the processes, at once when what they do is no longer wanted."""
        if cancel_futures:
            self._pool.stop()
        else:
            self._pool.close()
        if wait:
            self._pool.join()


@contextmanager
def local(workers: int, seconds: float, memory_mb: int) -> Iterator[Executor]:
    """So many processes here (0: one a core). Whatever happens inside, none is left behind."""
    executor = LocalExecutor(workers or os.cpu_count() or 1, seconds, memory_mb)
    try:
        yield executor
    except BaseException:
        executor.shutdown(cancel_futures=True)
        raise
    executor.shutdown()


@contextmanager
def cluster(address: str) -> Iterator[Executor]:
    """The workers of a Dask cluster that is there. Raises OutputError when it, or the library, is not."""
    try:
        from distributed import Client
    except ImportError as exc:
        text = 'the library "distributed", which --cluster needs, is not installed'
        hint = 'pip install "exporter[cluster]"'
        raise OutputError(Message("B101", "error", text, hint)) from exc
    try:
        client = Client(address, timeout="20s", set_as_default=False)
    except (OSError, ValueError, TimeoutError) as exc:
        text = f"there is no Dask cluster at {address}: {exc}"
        raise OutputError(Message("L401", "error", text, "start one: dask scheduler, dask worker")) from exc
    try:
        yield client.get_executor()
    finally:
        client.close()


def _begin(memory_mb: int) -> None:
    """What a new process does first: a bound for its memory; Ctrl-C is the parent's to hear."""
    import signal

    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    if memory_mb:
        try:
            import resource
        except ImportError:  # no POSIX
            return
        used = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
        bound = used + memory_mb * 1_000_000
        _, hard = resource.getrlimit(resource.RLIMIT_DATA)
        resource.setrlimit(resource.RLIMIT_DATA, (bound if hard < 0 else min(bound, hard), hard))
