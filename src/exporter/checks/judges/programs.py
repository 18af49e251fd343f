"""Programs of others, run with bounds: in a scratch folder, for a time, with so much output, and away from the network.

A program gets a new session, an environment of a few names, and a home and a temporary folder of its own. It is told
to use a proxy that is not there, which Java and Chromium obey; neither is locked out of the network by that.
"""

import os
import signal
import subprocess
import tempfile
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import IO

import msgspec

MOST_BYTES = 64 * 1024 * 1024  # of what a program says, and of a report that it writes
_KEPT = ("PATH", "SYSTEMROOT", "JAVA_HOME", "LD_LIBRARY_PATH", "PUPPETEER_EXECUTABLE_PATH", "NODE_PATH")
_NOWHERE = ("127.0.0.1", "9")  # the discard port
_JAVA_OPTIONS = " ".join(
    (
        *(f"-D{scheme}.proxy{part}={word}" for scheme in ("http", "https")
          for part, word in zip(("Host", "Port"), _NOWHERE, strict=True)),
        "-Dhttp.nonProxyHosts=",
        "-Djava.awt.headless=true",
        "-XX:-UsePerfData",  # or it writes below /tmp
    )
)  # fmt: skip


class Stopped(Exception):  # noqa: N818 - it becomes a note
    """A program gave no answer: the reason, as what it did ("it took longer than 60 s")."""


class Ran(msgspec.Struct, frozen=True):
    """A program that ended: its exit code, what it printed, and the end of what it complained of."""

    code: int
    out: bytes
    errors: str


class Programs:
    """Runs programs, at most one a core at a time; leaving ends those that still run."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._free = threading.BoundedSemaphore(os.cpu_count() or 1)
        self._lock = threading.Lock()
        self._running: set[subprocess.Popen[bytes]] = set()
        self._closed = False

    def __enter__(self) -> "Programs":
        return self

    def __exit__(self, *_: object) -> None:
        with self._lock:
            self._closed = True
            running = list(self._running)
        for process in running:
            _end(process)

    def folder(self) -> Path:
        """A new, empty folder for what a program writes."""
        return Path(tempfile.mkdtemp(dir=self._folder))

    def run(self, words: Sequence[str], seconds: float, environment: Mapping[str, str] | None = None) -> Ran:
        """Run a program to its end. Raises Stopped."""
        home = self.folder()
        with self._free, (home / ".out").open("w+b") as out, (home / ".err").open("w+b") as errors:
            process = self._started(words, home, _environment(home, environment or {}), out, errors)
            try:
                _wait(process, seconds, lambda: max(_size(out), _size(errors)))
            finally:
                _end(process)
                with self._lock:
                    self._running.discard(process)
            return Ran(process.returncode, _read(out), _read(errors)[-2000:].decode("utf-8", "replace").strip())

    def _started(
        self, words: Sequence[str], home: Path, environment: dict[str, str], out: IO[bytes], errors: IO[bytes]
    ) -> subprocess.Popen[bytes]:
        with self._lock:
            if self._closed:
                raise Stopped("it was interrupted")
            try:
                process = subprocess.Popen(  # noqa: S603 - our words, and files named by us
                    words, cwd=home, env=environment, start_new_session=True,
                    stdin=subprocess.DEVNULL, stdout=out, stderr=errors,
                )  # fmt: skip
            except OSError as exc:
                raise Stopped(f"it cannot be started: {exc.strerror}") from exc
            self._running.add(process)
            return process


def said(words: Sequence[str], seconds: float = 30) -> str:
    """What a program prints that only tells of itself; "" when it does not answer."""
    with (
        tempfile.TemporaryDirectory(prefix="exporter-judge-", ignore_cleanup_errors=True) as folder,
        Programs(Path(folder)) as programs,
        suppress(Stopped),
    ):
        return programs.run(words, seconds).out.decode("utf-8", "replace").strip()
    return ""


def last_line(errors: str) -> str:
    """What a program that gave no report complained of last."""
    return (errors.splitlines() or ["it says nothing of it"])[-1][:200]


def report_of(file: Path) -> bytes:
    """A report that a program wrote. Raises Stopped when there is none, or it is too large."""
    try:
        if file.stat().st_size > MOST_BYTES:
            raise Stopped(f"its report has more than {MOST_BYTES:,} bytes")
        return file.read_bytes()
    except OSError as exc:
        raise Stopped("it wrote no report") from exc


def _environment(home: Path, more: Mapping[str, str]) -> dict[str, str]:
    proxy = f"http://{':'.join(_NOWHERE)}"
    return {
        **{name: os.environ[name] for name in _KEPT if name in os.environ},
        "HOME": str(home),
        "TMPDIR": str(home),
        "LANG": "C.UTF-8",
        "TZ": "UTC",
        "http_proxy": proxy,
        "https_proxy": proxy,
        "JAVA_TOOL_OPTIONS": f"{_JAVA_OPTIONS} -Djava.io.tmpdir={home} -Duser.home={home}",
        **more,
    }


def _wait(process: subprocess.Popen[bytes], seconds: float, written: Callable[[], int]) -> None:
    """Wait for the end of a program. Raises Stopped when it takes too long or says too much."""
    deadline = time.monotonic() + seconds
    while True:
        with suppress(subprocess.TimeoutExpired):
            process.wait(0.1)
            return
        if time.monotonic() > deadline:
            raise Stopped(f"it took longer than {seconds:g} s")
        if written() > MOST_BYTES:
            raise Stopped(f"it printed more than {MOST_BYTES:,} bytes")


def _end(process: subprocess.Popen[bytes]) -> None:
    """End a program with all that it started; nothing happens to one that has ended with its children."""
    with suppress(OSError):
        if hasattr(os, "killpg"):
            os.killpg(process.pid, signal.SIGKILL)
        else:
            process.kill()
    process.wait()


def _size(stream: IO[bytes]) -> int:
    return os.fstat(stream.fileno()).st_size


def _read(stream: IO[bytes]) -> bytes:
    stream.seek(0)
    return stream.read(MOST_BYTES)
