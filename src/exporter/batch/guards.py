"""A bound for the time of one article, wherever it is worked on."""

import ctypes
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NoReturn

from exporter.errors import OutputError
from exporter.messages import Message


class _Late(BaseException):
    """Raised inside the work, past whatever would catch an Exception."""


@contextmanager
def bounded(seconds: float, what: str) -> Iterator[None]:
    """Raise OutputError when the work inside takes longer; 0 means no bound.

    In a process's main thread an alarm ends it wherever it is; a cluster works in other threads, where it ends at the
    next step of Python's.
    """
    if not seconds:
        yield
        return
    main = threading.current_thread() is threading.main_thread() and hasattr(signal, "setitimer")
    try:
        with _alarm(seconds) if main else _watch(seconds):
            yield
    except _Late:
        text = f"{what} took longer than {seconds:g} seconds"
        message = Message("B106", "error", text, "split it, or give it more with --time-limit")
        raise OutputError(message) from None


@contextmanager
def _alarm(seconds: float) -> Iterator[None]:
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


@contextmanager
def _watch(seconds: float) -> Iterator[None]:
    thread = ctypes.c_ulong(threading.get_ident())
    timer = threading.Timer(
        seconds, lambda: ctypes.pythonapi.PyThreadState_SetAsyncExc(thread, ctypes.py_object(_Late))
    )
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
