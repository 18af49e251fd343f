"""What earlier runs found out, kept beside the outputs: what became of each input, and the last run that was finished.

Only the process that leads the run writes here; what is lost when it is killed is found out again.
"""

import sqlite3
from collections.abc import Iterable
from pathlib import Path

import msgspec

from exporter.batch.reading import Reading
from exporter.errors import OutputError
from exporter.messages import Message

_VERSION = 1
_TABLES = """
CREATE TABLE readings (name TEXT PRIMARY KEY, beside TEXT NOT NULL, reading BLOB NOT NULL) WITHOUT ROWID;
CREATE TABLE finished (id INTEGER PRIMARY KEY CHECK (id = 1), name TEXT NOT NULL, outputs BLOB NOT NULL);
"""


class Kept(msgspec.Struct, frozen=True):
    """A reading, and the digest of the files that were read beside it."""

    beside: str
    reading: Reading


class Outputs(msgspec.Struct, frozen=True):
    """The files of a finished run by path, each with its SHA-256, and what the run came to, as the command says it."""

    files: dict[str, str]
    counts: dict[str, int]


class State:
    """The folder in which a run keeps what it made; one run at a time."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        try:
            folder.mkdir(parents=True, exist_ok=True)
            self._database = self._opened()
        except (OSError, sqlite3.Error) as exc:
            text = f"the folder for what is kept between runs, {folder}, cannot be used: {exc}"
            raise OutputError(Message("B102", "error", text, "name another one with --state")) from exc

    def reading(self, name: str) -> Kept | None:
        """What became of an input before; None when it was never read so."""
        row = self._database.execute("SELECT beside, reading FROM readings WHERE name = ?", (name,)).fetchone()
        return Kept(row[0], msgspec.msgpack.decode(row[1], type=Reading)) if row else None

    def keep_reading(self, name: str, kept: Kept) -> None:
        """Keep what became of an input; `save` makes it last."""
        row = (name, kept.beside, msgspec.msgpack.encode(kept.reading))
        self._database.execute("INSERT OR REPLACE INTO readings VALUES (?, ?, ?)", row)

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
        """Let go of the database."""
        self._database.close()

    def _opened(self) -> sqlite3.Connection:
        file = self.folder / "state.sqlite"
        database = self._connected(file)
        try:
            version = database.execute("PRAGMA user_version").fetchone()[0]
        except sqlite3.DatabaseError:  # damaged: nothing in it is needed
            version = -1
        if version not in (0, _VERSION):
            database.close()
            file.unlink()
            database = self._connected(file)
            version = 0
        if version == 0:
            database.executescript(f"BEGIN; {_TABLES} PRAGMA user_version = {_VERSION}; COMMIT;")
        return database

    @staticmethod
    def _connected(file: Path) -> sqlite3.Connection:
        database = sqlite3.connect(file, timeout=5)
        # What a killed run loses is found out again: there is no need to wait for the disk.
        database.execute("PRAGMA synchronous = OFF")
        database.execute("PRAGMA locking_mode = EXCLUSIVE")
        return database
