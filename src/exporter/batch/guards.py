"""A bound for the time of one article, wherever it is worked on."""

import faulthandler
import os
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NoReturn

from exporter.errors import OutputError
from exporter.messages import Message

LATE = 1  # how a process ends that could not be stopped in time (faulthandler)
_GRACE_S = 5.0


class _Late(BaseException):
    """Raised inside the work, past whatever would catch an Exception."""


@contextmanager
def bounded(seconds: float, what: str) -> Iterator[None]:
    """Raise OutputError when the work inside takes longer; 0 means no bound.

    An alarm ends it at the next step of Python's. Inside a C library there may be none: a few seconds later the process
    is ended, with the code LATE. A worker is there for nothing else.
    """
    if not seconds:
        yield
        return
    with open(os.devnull, "w", encoding="ascii") as nowhere:
        faulthandler.dump_traceback_later(seconds + _GRACE_S, exit=True, file=nowhere)
        try:
            with _alarm(seconds):
                yield
        except _Late:
            text = f"{what} took longer than {seconds:g} seconds"
            message = Message("B106", "error", text, "split it, or give it more with --time-limit")
            raise OutputError(message) from None
        finally:
            faulthandler.cancel_dump_traceback_later()


@contextmanager
def _alarm(seconds: float) -> Iterator[None]:
    if threading.current_thread() is not threading.main_thread() or not hasattr(signal, "setitimer"):
        yield
        return

    def end(*_: object) -> NoReturn:
        raise _Late

    before = signal.signal(signal.SIGALRM, end)
    # Again and again, should the first be lost in a callback of a C library.
    signal.setitimer(signal.ITIMER_REAL, seconds, 2)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
