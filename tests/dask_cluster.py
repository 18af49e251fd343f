"""A Dask cluster on this machine: a scheduler and workers as processes of their own, which can be killed."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import msgspec

_CUSTOM = """
from exporter import registry
registry.READERS["bad"] = "faulty_readers:read"
registry.SUFFIXES["bad"] = "bad"
"""


class Cluster:
    """A scheduler, and the workers that were started; `custom` is a folder to be imported from, for faulty readers."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.custom = folder / "custom"
        self.custom.mkdir()
        (self.custom / "sitecustomize.py").write_text(_CUSTOM)
        file = folder / "scheduler.json"
        self._scheduler = self._start("scheduler", "--port", "0", "--scheduler-file", str(file))
        while not file.exists() or not file.read_text():
            time.sleep(0.05)
        self.address: str = msgspec.json.decode(file.read_bytes())["address"]
        self._workers: list[subprocess.Popen[bytes]] = []

    def add_worker(self, *path: Path, before: tuple[str, ...] = ()) -> int:
        """Start a worker with its nanny, and wait until it is there; the nanny's process. What is in `path` is imported
        first, `before` are the words of a command that starts it."""
        known = (*map(str, path), str(self.custom), str(Path(__file__).parent))
        words = ("--nthreads", "1", "--local-directory", str(self._folder / f"worker{len(self._workers)}"))
        self._workers.append(self._start("worker", self.address, *words, path=known, before=before))
        self.wait_for(len([worker for worker in self._workers if worker.poll() is None]))
        return self._workers[-1].pid

    def wait_for(self, workers: int) -> None:
        """Wait until so many workers are there."""
        from distributed import Client

        with Client(self.address, set_as_default=False) as client:
            client.wait_for_workers(workers, timeout=60)

    def wait_for_work(self) -> None:
        """Wait until somebody has given the scheduler something to do."""
        from distributed import Client

        with Client(self.address, set_as_default=False) as client:
            while not client.run_on_scheduler(lambda dask_scheduler: bool(dask_scheduler.tasks)):
                time.sleep(0.05)

    def kill_workers(self) -> None:
        """End all workers and their nannies at once."""
        for worker in self._workers:
            with suppress(ProcessLookupError):
                os.killpg(worker.pid, signal.SIGKILL)
            worker.wait()

    def kill_scheduler(self) -> None:
        """End the scheduler at once."""
        self._scheduler.kill()
        self._scheduler.wait()

    def _start(
        self, kind: str, *words: str, path: tuple[str, ...] = (), before: tuple[str, ...] = ()
    ) -> "subprocess.Popen[bytes]":
        with (self._folder / f"{kind}.log").open("ab") as log:
            return subprocess.Popen(
                [*before, sys.executable, "-m", f"distributed.cli.dask_{kind}", "--no-dashboard", *words],
                stdout=log,
                stderr=log,
                start_new_session=True,
                env={**os.environ, "PYTHONPATH": os.pathsep.join(path)},
            )


@contextmanager
def dask_cluster(folder: Path) -> Iterator[Cluster]:
    """A cluster without workers, which is gone at the end."""
    cluster = Cluster(folder)
    try:
        yield cluster
    finally:
        cluster.kill_workers()
        cluster.kill_scheduler()


def worker_of(nanny: int) -> int:
    """The process that a nanny looks after."""
    for file in Path(f"/proc/{nanny}/task").glob("*/children"):
        for child in map(int, file.read_text().split()):
            if b"spawn_main" in Path(f"/proc/{child}/cmdline").read_bytes():
                return child
    raise ProcessLookupError
