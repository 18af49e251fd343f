"""A worker: a process that answers one call after another, over a pipe of its own, until it has grown too large.

It shares no lock and no pipe with others, so that one may be killed at any moment, by us or by the system, without harm
to them (docs/decisions/0014).
"""

import gc
import multiprocessing
import os
import pickle
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from multiprocessing.connection import Connection, Pipe
from typing import Any, NoReturn

from exporter.batch.guards import LATE

# What a process may have more than at its beginning when it has answered; else a new one takes its place. Memory creeps
# in C libraries, and one large article may leave much behind.
_GROWTH_MB = 256
_IDLE_S = 60  # a worker for which there is nothing to do ends itself
_START_S = 120  # what a new process may take to say that it is there
_FAREWELL_S = 0.2  # what one that is ending by itself may take, before it is killed
_RESIDENT, _DATA = 1, 5  # fields of /proc/self/statm (proc(5))

_starting = threading.Lock()
_ours: set[Connection] = set()  # this process's ends of its workers' pipes


class DiedError(Exception):
    """The process that worked on a call ended in the middle of it."""


class Worker:
    """One process. `folder` is where its temporary files are, "" for the usual place; they go with it.

    It is a copy of this process, which shares what is loaded, or a `fresh` interpreter, where other threads of this one
    are at work that we know nothing of. A call may need `memory_mb` more than the process has before it.
    """

    def __init__(self, memory_mb: int, folder: str = "", *, fresh: bool = False) -> None:
        self._folder = tempfile.mkdtemp(prefix="exporter-", dir=folder or None)
        with _starting:  # or a copy would hold the other end of another one's pipe, and hide its death
            self._pipe, theirs = Pipe()
            _ours.add(self._pipe)
            self._process = (_Fresh if fresh else _Copy)(theirs, memory_mb, self._folder)
            theirs.close()
        self._since = time.monotonic()
        self.is_ended = False
        self._hear(_START_S)

    @property
    def is_usable(self) -> bool:
        """Whether it may be called: it has not ended, nor is it about to."""
        return not self.is_ended and time.monotonic() < self._since + _IDLE_S - 10

    def call(self, work: Callable[[], Any], seconds: float) -> Any:
        """The result of a call. Raises what it raised, DiedError when the process did not live to see the end, or
        TimeoutError when it took longer than `seconds` (0: no bound)."""
        with suppress(OSError):  # that it has died is heard
            self._pipe.send(work)
        done, value, is_last = self._hear(seconds)
        if is_last:
            self.end()
        if done:
            return value
        raise value

    def kill(self) -> None:
        """End the process, whatever it is doing; who waits for its answer hears of it."""
        self._process.kill()

    def end(self) -> int:
        """End the process and take away what it leaves; how it ended."""
        self.is_ended = True
        with _starting:
            _ours.discard(self._pipe)
        self._pipe.close()
        code = self._process.end()
        shutil.rmtree(self._folder, ignore_errors=True)
        return code

    def _hear(self, seconds: float) -> tuple[bool, Any, bool]:
        try:
            if self._pipe.poll(seconds or None):
                answer: tuple[bool, Any, bool] = self._pipe.recv()
                self._since = time.monotonic()
                return answer
        except (EOFError, OSError, pickle.UnpicklingError) as exc:
            raise TimeoutError if self.end() == LATE else DiedError from exc
        self.end()
        raise TimeoutError


class Seat:
    """A place for one worker after another: a new one comes when the last has ended."""

    def __init__(self, start: Callable[[], Worker]) -> None:
        self._start = start
        self._worker: Worker | None = None

    def call(self, work: Callable[[], Any], seconds: float) -> Any:
        """The result of a call (see `Worker.call`)."""
        if self._worker is None or not self._worker.is_usable:
            self.end()
            self._worker = self._start()
        return self._worker.call(work, seconds)

    def kill(self) -> None:
        """End the worker that sits there, whatever it is doing (see `Worker.kill`)."""
        if self._worker and not self._worker.is_ended:
            self._worker.kill()

    def end(self) -> None:
        """End the worker that sits there, and take away what it leaves."""
        if self._worker and not self._worker.is_ended:
            self._worker.end()


class _Copy:
    """A process that is forked from this one; where there is no fork, one that imports its main module."""

    def __init__(self, theirs: Connection, memory_mb: int, folder: str) -> None:
        can_fork = "fork" in multiprocessing.get_all_start_methods()
        context: Any = multiprocessing.get_context("fork" if can_fork else "spawn")
        self._process = context.Process(target=_serve, args=(theirs, os.getpid(), memory_mb, folder), daemon=True)
        self._process.start()

    def kill(self) -> None:
        self._process.kill()

    def end(self) -> int:
        self._process.join(_FAREWELL_S)
        self._process.kill()
        self._process.join()
        return int(self._process.exitcode)


class _Fresh:
    """A new interpreter. Dask's workers are daemons, to which multiprocessing gives no children."""

    def __init__(self, theirs: Connection, memory_mb: int, folder: str) -> None:
        words = (str(theirs.fileno()), str(os.getpid()), str(memory_mb), folder)
        self._process = subprocess.Popen(  # noqa: S603 - our own module
            [sys.executable, "-m", "exporter.batch.workers", *words],
            pass_fds=[theirs.fileno()],
            stdin=subprocess.DEVNULL,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
        )

    def kill(self) -> None:
        self._process.kill()

    def end(self) -> int:
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(_FAREWELL_S)
        self._process.kill()
        return self._process.wait()


def _serve(pipe: Connection, parent: int, memory_mb: int, folder: str) -> NoReturn:
    """Answer calls until there are no more, or memory has grown too much. Ctrl-C is the parent's to hear."""
    try:
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        for other in _ours:  # kept open here, they would hide from the other workers that their parent has gone
            other.close()
        os.environ["TMPDIR"] = tempfile.tempdir = folder
        threading.Thread(target=_end_with, args=(parent,), daemon=True).start()
        gc.enable()
        began = _memory_bytes(_RESIDENT)
        pipe.send((True, None, False))
        while pipe.poll(_IDLE_S):
            work = pipe.recv()
            _bound(memory_mb)
            done, value = _outcome(work)
            is_last = _memory_bytes(_RESIDENT) - began > _GROWTH_MB * 1_000_000
            try:
                pipe.send((done, value, is_last))
            except (pickle.PicklingError, TypeError, AttributeError):
                pipe.send((False, RuntimeError(repr(value)[:500]), is_last))
            if is_last:
                break
    finally:
        os._exit(0)


def _outcome(work: Callable[[], Any]) -> tuple[bool, Any]:
    try:
        return True, work()
    except BaseException as exc:
        return False, exc.with_traceback(None)


def _end_with(parent: int) -> None:
    """End this process soon after the one that it works for, in the middle of a call, too."""
    while os.name != "posix" or os.getppid() == parent:
        time.sleep(1)
    os._exit(0)


def _bound(memory_mb: int) -> None:
    """Let the next call have so much memory more (0: no bound)."""
    try:
        import resource
    except ImportError:  # no POSIX
        return
    if memory_mb:
        _, hard = resource.getrlimit(resource.RLIMIT_DATA)
        bound = _memory_bytes(_DATA) + memory_mb * 1_000_000
        resource.setrlimit(resource.RLIMIT_DATA, (bound if hard < 0 else min(bound, hard), hard))


def _memory_bytes(field: int) -> int:
    """What this process has of a kind; where there is no /proc, the most that it ever had in memory."""
    try:
        with open("/proc/self/statm", encoding="ascii") as file:
            return int(file.read().split()[field]) * os.sysconf("SC_PAGE_SIZE")
    except OSError:
        try:
            import resource
        except ImportError:
            return 0
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)


if __name__ == "__main__":
    _serve(Connection(int(sys.argv[1])), int(sys.argv[2]), int(sys.argv[3]), sys.argv[4])
