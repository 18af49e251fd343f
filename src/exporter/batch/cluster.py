"""The crew of a Dask cluster that is there: its scheduler hands calls to its workers, and those of lost ones to others.

On each worker the work is done in a process beside it, as it is done here: what crashes, hangs or grows there is an
article's process, and never the cluster's worker.
"""

import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import CancelledError, Future
from contextlib import contextmanager
from functools import partial
from typing import Any

from exporter.batch.bench import Watch
from exporter.batch.executors import Crew
from exporter.batch.places import said
from exporter.batch.workers import DiedError, Seat, Worker
from exporter.errors import OutputError
from exporter.messages import Message

_PATIENCE_S = 300.0  # what a cluster may take to get a worker, or its scheduler back
_RECONNECT_S = 20.0
_LOOK_S = 1.0
_own = threading.local()


class ClusterCrew(Crew):
    """The workers of a cluster, over the executor of a Dask client. `seconds` and `memory_mb` bound a call."""

    def __init__(self, client: Any, address: str, seconds: float, memory_mb: int, watch: Watch) -> None:
        self._client = client
        self._address = address
        self._executor = client.get_executor(pure=False)  # equal calls are made anew
        self._beside = partial(call_beside, memory_mb, seconds)
        self._watch = watch
        self._waiting: set[Future[Any]] = set()
        self._setting = threading.Lock()
        self._threads = 0
        self._closed = threading.Event()
        self._gone: OutputError | None = None
        threading.Thread(target=self._look, daemon=True).start()

    @property
    def workers(self) -> int:
        """The threads of all workers that are there now."""
        return max(1, self._threads)

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> "Future[Any]":
        """Call a function on a worker. See `Worker.call` for what a call may end in."""
        outer: Future[Any] = Future()
        self._waiting.add(outer)
        if self._gone:
            self._set(outer, None, self._gone)
        else:
            inner = self._executor.submit(self._beside, partial(fn, *args, **kwargs))
            inner.add_done_callback(partial(self._pass_on, outer))
        return outer

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """Take back what is not done yet."""
        self._closed.set()
        if not self._gone:
            self._executor.shutdown(wait=wait and not cancel_futures)

    def _pass_on(self, outer: "Future[Any]", inner: "Future[Any]") -> None:
        try:
            fault = inner.exception()
        except CancelledError:  # the scheduler has forgotten it; another one may have taken its place
            fault = DiedError()
        if type(fault).__name__ == "KilledWorker":  # all that Dask gave it to
            fault = DiedError()
        self._set(outer, inner, fault)

    def _set(self, outer: "Future[Any]", inner: "Future[Any] | None", fault: BaseException | None) -> None:
        with self._setting:
            if outer not in self._waiting:
                return
            self._waiting.discard(outer)
        if fault or inner is None:
            outer.set_exception(fault)
        else:
            outer.set_result(inner.result())

    def _look(self) -> None:
        """See whether there are a scheduler and workers, until there have been none for too long."""
        since = time.monotonic()
        is_told = False
        while not self._closed.wait(_LOOK_S) and not self._gone:
            if self._client.status in ("closing", "closed"):
                self._give_up("its scheduler has gone")
                continue
            try:
                self._threads = sum(self._client.nthreads().values())
            except Exception:  # noqa: S112 - of any kind; Dask is connecting anew, or will soon be closed
                continue
            if self._threads:
                since, is_told = time.monotonic(), False
            elif time.monotonic() > since + _PATIENCE_S:
                self._give_up(f"it has had no workers for {_PATIENCE_S:g} seconds")
            elif time.monotonic() > since + _PATIENCE_S / 10 and not is_told:
                text = f"the cluster has no workers; waiting for up to {_PATIENCE_S:g} seconds"
                self._watch.message(Message("L408", "warning", text, f"start some: dask worker {self._address}"))
                is_told = True

    def _give_up(self, why: str) -> None:
        text = f"the Dask cluster at {self._address} cannot be worked with any more: {why}"
        hint = "start it again, with exporter installed on each machine; then run again: it goes on where it was"
        self._gone = OutputError(Message("L407", "error", text, hint))
        for outer in list(self._waiting):
            self._set(outer, None, self._gone)


@contextmanager
def cluster(address: str, seconds: float, memory_mb: int, watch: Watch) -> Iterator[Crew]:
    """The workers of a Dask cluster that is there. Raises OutputError when it, or the library, is not."""
    try:
        import distributed
    except ImportError as exc:
        text = 'the library "distributed", which --cluster needs, is not installed'
        hint = 'pip install "exporter[cluster]"'
        raise OutputError(Message("B101", "error", text, hint)) from exc
    try:
        client: Any = distributed.Client(address, timeout=_RECONNECT_S, set_as_default=False)
    except (OSError, ValueError, TimeoutError) as exc:
        text = f"there is no Dask cluster at {address}: {said(exc)}"
        raise OutputError(Message("L401", "error", text, "start one: dask scheduler, dask worker")) from exc
    crew = ClusterCrew(client, address, seconds, memory_mb, watch)
    try:
        yield crew
    finally:
        crew.shutdown(cancel_futures=True)  # all is done, or no longer wanted
        client.close()


def call_beside(memory_mb: int, seconds: float, work: Callable[[], Any]) -> Any:
    """The result of a call that a process beside this one answers. Runs on a worker of Dask's, in any thread of it."""
    from distributed import get_worker

    if not hasattr(_own, "seat"):
        folder = get_worker().local_directory
        _own.seat = Seat(lambda: Worker(memory_mb, folder, fresh=True))
    return _own.seat.call(work, seconds)
