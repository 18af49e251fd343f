"""Runs commands and says what they took: seconds, seconds of all cores, peak memory of the largest process and of all.

The peak of the largest process is the operating system's own figure. That of all together is the sum of their
proportional shares (PSS: pages that processes share are counted once), looked at ten times a second, on Linux alone.
"""

import os
import statistics
import subprocess
import threading
import time
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path

Command = list[str]
# As on a user's machine: Python keeps the bytecode that it compiled.
_ENVIRONMENT = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
_INTERVAL_S = 0.1


@dataclass(frozen=True)
class Run:
    """What a command took. `all_mib` is 0 where the system does not say."""

    seconds: float
    cpu_seconds: float
    largest_mib: float
    all_mib: float


def run(command: Command, folder: Path | None = None, path: str = "", allowed: Iterable[int] = (0,)) -> Run:
    """Run a command with its children in a folder, with `path` before the places of programs.

    Raises SystemExit when its exit code is not among those allowed.
    """
    environment = {**_ENVIRONMENT, "PATH": f"{path}{os.pathsep}{_ENVIRONMENT['PATH']}"} if path else _ENVIRONMENT
    start = time.perf_counter()
    process = subprocess.Popen(
        command, cwd=folder, env=environment, start_new_session=True,
        stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    with _Watch(process.pid) as watch:
        _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - start
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode not in allowed:
        raise SystemExit(f"failed ({process.returncode}): {' '.join(command)[:400]}")
    return Run(seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024, watch.peak_kib / 1024)


def median(runs: Iterable[Run]) -> Run:
    """The middle of each figure."""
    columns = zip(*(asdict(each).values() for each in runs), strict=True)
    return Run(*map(statistics.median, columns))


def print_runs(title: str, runs: Mapping[str, Run]) -> None:
    """A line for each command."""
    print(f"\n{title}\n{'':40}{'s':>9}{'CPU s':>9}{'largest MiB':>13}{'all MiB':>9}")
    for name, each in runs.items():
        together = f"{each.all_mib:.0f}" if each.all_mib else "–"  # gone before it was looked at
        print(f"{name:40}{each.seconds:9.2f}{each.cpu_seconds:9.2f}{each.largest_mib:13.0f}{together:>9}")


def print_verdicts(found: Mapping[str, tuple[float, float]], unit: str = "") -> None:
    """A line for each figure with its target."""
    for name, (figure, target) in found.items():
        said = "met" if figure <= target else "MISSED"
        print(f"  {name:54}{figure:8.{0 if unit else 3}f}{unit}   target {target:g}{unit}   {said}")


class _Watch:
    """Looks at the memory of all processes of a session until the work inside is done."""

    def __init__(self, session: int) -> None:
        self.peak_kib = 0
        self._session = session
        self._done = threading.Event()
        self._thread = threading.Thread(target=self._look, daemon=True)

    def __enter__(self) -> "_Watch":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._done.set()
        self._thread.join()

    def _look(self) -> None:
        while not self._done.wait(_INTERVAL_S):
            self.peak_kib = max(self.peak_kib, sum(map(_pss_kib, self._processes())))

    def _processes(self) -> Iterable[str]:
        for name in os.listdir("/proc") if os.path.isdir("/proc") else ():
            if name.isdecimal():
                with suppress(OSError, ValueError):  # gone meanwhile
                    with open(f"/proc/{name}/stat", encoding="utf-8", errors="replace") as file:
                        fields = file.read().rpartition(")")[2].split()  # behind the name, which may hold anything
                    if int(fields[3]) == self._session:
                        yield name


def _pss_kib(process: str) -> int:
    with suppress(OSError, ValueError), open(f"/proc/{process}/smaps_rollup", encoding="ascii") as file:
        return next((int(line.split()[1]) for line in file if line.startswith("Pss:")), 0)
    return 0
