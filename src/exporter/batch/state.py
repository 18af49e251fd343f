"""What earlier runs found out, kept beside the outputs: what became of each input, and the last run that was finished.

Only the process that leads the run writes here; what is lost when it is killed is found out again.
"""

import shutil
import sqlite3
from collections.abc import Iterable
from pathlib import Path

import msgspec

from exporter.batch.materials import state_folder
from exporter.batch.places import is_url, said
from exporter.batch.reading import Details, Reading
from exporter.batch.store import name_of
from exporter.cache import cache_folder
from exporter.errors import OutputError
from exporter.messages import Message

_VERSION = 3
_TABLES = """
CREATE TABLE readings (name TEXT PRIMARY KEY, beside TEXT NOT NULL, reading BLOB NOT NULL,
    details BLOB NOT NULL);
CREATE TABLE finished (id INTEGER PRIMARY KEY CHECK (id = 1), name TEXT NOT NULL, outputs BLOB NOT NULL);
"""


class Kept(msgspec.Struct, frozen=True):
    """A reading, without its details, and the digest of the files that were read beside it."""

    beside: str
    reading: Reading


class Outputs(msgspec.Struct, frozen=True):
    """The files of a finished run by path, each with its SHA-256, what the run came to, as the command says it, and
    what tells whether the files are as it left them."""

    files: dict[str, str]
    counts: dict[str, int]
    marks: dict[str, str]


def where_kept(output: str, state: str) -> tuple[Path, str]:
    """The folder in which a run keeps what it found out, and the address of the store of what it made.

    Both are in one folder, `state`, or one hidden beside the output, so that this holds outputs alone. When `state` is
    a URL, the store is there; what was found out is always kept on this machine.
    """
    address = state or output
    if is_url(address):
        folder = cache_folder() / "collections" / name_of(address)
    elif state:
        folder = Path(state).absolute()
    else:
        folder = state_folder(Path(output))
    return folder, f"{state.rstrip('/')}/objects" if is_url(state) else str(folder / "objects")


class State:
    """The folder in which a run keeps what it found out; one run at a time, as long as its process lives.

    `scratch` is a folder for its temporary files, empty at the beginning.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.scratch = folder / "scratch"
        try:
            folder.mkdir(parents=True, exist_ok=True)
            self._lock = _locked(folder / "lock")
            self._database = _opened(folder / "state.sqlite")
            shutil.rmtree(self.scratch, ignore_errors=True)
            self.scratch.mkdir()
        except (OSError, sqlite3.Error) as exc:
            text = f"the folder for what is kept between runs, {folder}, cannot be used: {said(exc)}"
            raise OutputError(Message("B102", "error", text, "name another one with --state")) from exc

    def reading(self, name: str) -> Kept | None:
        """What became of an input before; None when it was never read so."""
        row = self._database.execute("SELECT beside, reading FROM readings WHERE name = ?", (name,)).fetchone()
        return Kept(row[0], msgspec.msgpack.decode(row[1], type=Reading)) if row else None

    def details(self, name: str) -> tuple[Details, ...]:
        """The details of the articles of an input that was kept."""
        row = self._database.execute("SELECT details FROM readings WHERE name = ?", (name,)).fetchone()
        return msgspec.msgpack.decode(row[0], type=tuple[Details, ...])

    def keep_reading(self, name: str, beside: str, reading: Reading) -> Reading:
        """Keep what became of an input, and give it back without its details; `save` makes it last."""
        bare = msgspec.structs.replace(reading, details=())
        row = (name, beside, msgspec.msgpack.encode(bare), msgspec.msgpack.encode(reading.details))
        self._database.execute("INSERT OR REPLACE INTO readings VALUES (?, ?, ?, ?)", row)
        return bare

    def save(self) -> None:
        """Make all that was kept last."""
        self._database.commit()

    def finished(self, name: str) -> Outputs | None:
        """The outputs of the last finished run, when it was the one of this name."""
        row = self._database.execute("SELECT outputs FROM finished WHERE name = ?", (name,)).fetchone()
        return msgspec.msgpack.decode(row[0], type=Outputs) if row else None

    def begin(self) -> None:
        """Forget which run was finished: its outputs may be about to change."""
        self._database.execute("DELETE FROM finished")
        self._database.commit()

    def finish(self, name: str, outputs: Outputs, readings: Iterable[str]) -> None:
        """Note that a run was finished, and forget readings that it had no use for."""
        self._database.execute("CREATE TEMP TABLE used (name TEXT PRIMARY KEY)")
        self._database.executemany("INSERT OR IGNORE INTO used VALUES (?)", ((name,) for name in readings))
        self._database.execute("DELETE FROM readings WHERE name NOT IN used")
        self._database.execute("DROP TABLE used")
        row = (name, msgspec.msgpack.encode(outputs))
        self._database.execute("INSERT OR REPLACE INTO finished VALUES (1, ?, ?)", row)
        self._database.commit()

    def close(self) -> None:
        """Let go of the folder."""
        shutil.rmtree(self.scratch, ignore_errors=True)
        self._database.close()
        self._lock.close()


def _locked(file: Path) -> sqlite3.Connection:
    """A lock that ends with this process, however that ends, on every system and most network disks: SQLite's."""
    database = sqlite3.connect(file, timeout=0, isolation_level=None)
    try:
        database.execute("BEGIN EXCLUSIVE")
    except sqlite3.OperationalError as exc:
        if exc.sqlite_errorcode != sqlite3.SQLITE_BUSY:
            raise
        text = f"another run is at work that keeps its things in {file.parent}"
        hint = "wait for it, or name another output, or another folder with --state"
        raise OutputError(Message("L406", "error", text, hint)) from exc
    return database


def _opened(file: Path) -> sqlite3.Connection:
    database = _connected(file)
    if database is None:  # nothing in it is needed
        for ending in ("", "-journal"):
            file.with_name(file.name + ending).unlink(missing_ok=True)
        database = _connected(file)
    assert database is not None
    return database


def _connected(file: Path) -> sqlite3.Connection | None:
    """The database with its tables; None when it is damaged, or of another version."""
    database = sqlite3.connect(file)
    try:
        # What a killed run loses is found out again: there is no need to wait for the disk.
        database.execute("PRAGMA synchronous = OFF")
        version = database.execute("PRAGMA user_version").fetchone()[0]
        if version == 0:
            database.executescript(f"BEGIN; {_TABLES} PRAGMA user_version = {_VERSION}; COMMIT;")
        elif version != _VERSION or database.execute("PRAGMA quick_check").fetchone()[0] != "ok":
            database.close()
            return None
    except sqlite3.OperationalError:  # no room, no rights
        database.close()
        raise
    except sqlite3.DatabaseError:
        database.close()
        return None
    return database
