"""`exporter collect` as a process of its own, which can be watched and killed."""

import os
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

import msgspec


class Run:
    """One run, in a process group of its own. Its temporary files are in a folder beside the output; no file may have
    more than `most_bytes` (0: any)."""

    def __init__(
        self, folder: str | Path, output: str | Path, *words: str, env: Mapping[str, str] = {}, most_bytes: int = 0
    ) -> None:
        self.scratch = Path(env["TMPDIR"]) if "TMPDIR" in env else Path(output).parent / "tmp"
        self.scratch.mkdir(exist_ok=True, parents=True)
        self.process = subprocess.Popen(
            [sys.executable, "-m", "exporter", "collect", str(folder), "-o", str(output), "--json", *words],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            bufsize=0,  # what `wait_for` did not read is there for `end`
            start_new_session=True,
            preexec_fn=lambda: _begin(most_bytes),
            env={**os.environ, "TMPDIR": str(self.scratch), **env},
        )

    def wait_for(self, events: int) -> int:
        """Wait until so many events were seen, or the end; how many there were."""
        assert self.process.stdout
        seen = 0
        while seen < events and self.process.stdout.readline():
            seen += 1
        return seen

    def workers(self) -> list[int]:
        """The processes that it has started."""
        found: list[int] = []
        for file in Path(f"/proc/{self.process.pid}/task").glob("*/children"):
            with suppress(OSError):
                found += map(int, file.read_text().split())
        return sorted(found)

    def kill(self, *processes: int) -> None:
        """Kill processes; without any, the whole group."""
        with suppress(ProcessLookupError):
            if not processes:
                os.killpg(self.process.pid, signal.SIGKILL)
            for process in processes:
                os.kill(process, signal.SIGKILL)

    def end(self) -> tuple[int, list[dict], str]:
        """Wait for the end: the code, the events that were not seen yet, and what it said beside."""
        out, err = self.process.communicate()
        lines = [line for line in out.splitlines(keepends=True) if line.endswith(b"\n")]  # a kill may cut the last
        return self.process.returncode, [msgspec.json.decode(line) for line in lines], err.decode()

    def is_gone(self, processes: list[int], seconds: float = 20) -> bool:
        """Whether processes end within a time; they are nobody's children any more."""
        until = time.monotonic() + seconds
        while any(map(_is_alive, processes)):
            if time.monotonic() > until:
                return False
            time.sleep(0.1)
        return True


def _begin(most_bytes: int) -> None:
    signal.signal(signal.SIGINT, signal.SIG_DFL)  # a test run in the background ignores it
    if most_bytes:
        resource.setrlimit(resource.RLIMIT_FSIZE, (most_bytes, -1))


def _is_alive(process: int) -> bool:
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def tree(folder: Path) -> dict[str, bytes]:
    """All files of a folder."""
    return {file.name: file.read_bytes() for file in sorted(folder.iterdir())}
