"""What stands around a build: its temporary files, requests to end it, and its time."""

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from importlib.machinery import ExtensionFileLoader
from types import FrameType

_SOON_S = 0.05  # until a request is heard again that came while it could not be


@contextmanager
def scratch_folder() -> Iterator[None]:
    """Give this process and its children a folder of their own as TMPDIR, and remove it at the end.

    WeasyPrint 70 copies each font there and removes it when its configuration is collected, which a process that ends
    by `os._exit`, as forked ones do, never lives to see. Where there is no such folder, nothing changes.
    """
    before = os.environ.get("TMPDIR")
    folder = os.path.join(before or "/tmp", f"exporter-{os.getpid()}")  # noqa: S108 - made by us alone, or not used
    try:
        os.mkdir(folder, 0o700)
    except OSError:
        yield
        return
    os.environ["TMPDIR"] = folder
    try:
        yield
    finally:
        if before is None:
            del os.environ["TMPDIR"]
        else:
            os.environ["TMPDIR"] = before
        _remove(folder)


@contextmanager
def ended_by_signals() -> Iterator[None]:
    """Let a request to end unwind the work, as Ctrl-C does, so that nothing half-made stays."""
    numbers = [getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)]
    # Under nohup, SIGHUP is ignored and stays so; in the background of a shell, SIGINT.
    before = {number: signal.signal(number, _end) for number in numbers if signal.getsignal(number) != signal.SIG_IGN}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


@contextmanager
def time_limit(seconds: float, late: BaseException) -> Iterator[None]:
    """Raise `late` inside when the work takes longer; 0 means no limit, and where there are no alarms there is none."""
    if not seconds or not hasattr(signal, "setitimer"):
        yield
        return

    def end(_: int, frame: FrameType | None) -> None:
        if not _is_loading(frame):
            raise late

    signal.signal(signal.SIGALRM, end)
    # Again and again, should the first be lost in a callback of a C library.
    signal.setitimer(signal.ITIMER_REAL, seconds, 2)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)


def _end(number: int, frame: FrameType | None) -> None:
    if _is_loading(frame):
        from threading import Timer

        Timer(_SOON_S, os.kill, (os.getpid(), number)).start()
    elif number == signal.SIGINT:
        raise KeyboardInterrupt
    else:
        raise SystemExit(128 + number)


def _is_loading(frame: FrameType | None) -> bool:
    """Whether a C++ library is being loaded: what is raised in the middle of that ends the process (pikepdf 10)."""
    while frame:
        if frame.f_code.co_filename.startswith("<frozen importlib") and isinstance(
            frame.f_locals.get("self"), ExtensionFileLoader
        ):
            return True
        frame = frame.f_back
    return False


def _remove(folder: str) -> None:
    for path, folders, files in os.walk(folder, topdown=False):
        for name in files:
            with suppress(OSError):
                os.unlink(os.path.join(path, name))
        for name in folders:
            with suppress(OSError):
                os.rmdir(os.path.join(path, name))
    with suppress(OSError):
        os.rmdir(folder)
