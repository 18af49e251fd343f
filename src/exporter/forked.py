"""Work that runs ahead in a forked process, so that two cores load libraries at the same time.

A cold build spends most of its time in imports: reading needs markdown-it and PyYAML, composing Jinja and lxml, a PDF
WeasyPrint. None needs the other's libraries, so each begins at once in a process of its own.
"""

import os
import pickle
import select
import signal
from collections.abc import Callable
from contextlib import suppress
from typing import Any, BinaryIO, Generic, TypeVar

from exporter.errors import OutputError
from exporter.messages import Message

T = TypeVar("T")


def can_fork() -> bool:
    """Whether this system forks (POSIX does)."""
    return hasattr(os, "fork")


class Ahead(Generic[T]):
    """One forked process at work.

    `work` runs in the child and may call the function that it is given to wait for what `send` passes on. Its
    result, or the ExporterError that it raised, comes back by `result`; both cross as pickles.
    """

    def __init__(self, work: Callable[[Callable[[], Any]], T]) -> None:
        inbox, to_child = os.pipe()
        from_child, outbox = os.pipe()
        self._pid = os.fork()
        if self._pid == 0:
            os.close(to_child)
            os.close(from_child)
            _child(work, os.fdopen(inbox, "rb"), os.fdopen(outbox, "wb"))
        os.close(inbox)
        os.close(outbox)
        self._to_child = os.fdopen(to_child, "wb")
        self._from_child = os.fdopen(from_child, "rb")

    def send(self, value: Any) -> None:
        """Pass a value on to the work; a child that has already ended is noticed by `result`."""
        with suppress(BrokenPipeError):
            pickle.dump(value, self._to_child, pickle.HIGHEST_PROTOCOL)
            self._to_child.flush()

    def ready(self) -> bool:
        """Whether `result` would not have to wait."""
        return bool(select.select([self._from_child], [], [], 0)[0])

    def result(self) -> T:
        """Wait for the work. Raises what it raised, or OutputError when its process was killed.

        The process ends by itself meanwhile; to see it gone (`stop`) would cost up to 8 ms here.
        """
        try:
            done, value = pickle.load(self._from_child)  # noqa: S301 - our own child wrote it
        except EOFError as exc:
            message = Message("B107", "error", "a process of this build was ended from outside", "free some memory")
            raise OutputError(message) from exc
        if not done:
            raise value
        found: T = value
        return found

    def stop(self) -> None:
        """End the child, whatever it is doing; to be called in the end, after `result` too."""
        if self._pid:
            os.kill(self._pid, signal.SIGKILL)
            os.waitpid(self._pid, 0)
            self._pid = 0
            self._from_child.close()
            with suppress(BrokenPipeError):
                self._to_child.close()


def _child(work: Callable[[Callable[[], Any]], Any], inbox: BinaryIO, outbox: BinaryIO) -> None:
    try:
        try:
            answer = (True, work(lambda: pickle.load(inbox)))  # noqa: S301 - our own parent wrote it
        except EOFError:
            os._exit(0)
        except BaseException as exc:
            answer = (False, exc)
        pickle.dump(answer, outbox, pickle.HIGHEST_PROTOCOL)
        outbox.flush()
    finally:
        os._exit(0)
