"""What a run said of its collection, read from its ledger; the database is opened for reading alone."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import msgspec

from exporter.batch.inventory import LEDGER, Status
from exporter.batch.materials import Material
from exporter.errors import SourceError
from exporter.messages import Message
from exporter.model.metadata import Metadata


class LedgerArticle(msgspec.Struct, frozen=True, kw_only=True):
    """What became of one article: see inventory.Row. `id` is its number in the ledger."""

    id: int
    path: str
    article: int
    status: Status
    reason: str
    original: str
    key: str
    words: int
    metadata: Metadata
    outputs: tuple[str, ...] = ()


class Ledger:
    """The ledger of a run. Whatever reads on in a damaged one raises sqlite3.DatabaseError: see `reading`."""

    def __init__(self, file: Path) -> None:
        self._database = sqlite3.connect(f"{file.absolute().as_uri()}?mode=ro&immutable=1", uri=True)
        self._database.execute("PRAGMA trusted_schema = OFF")
        self.about: dict[str, str] = dict(self._rows("SELECT name, value FROM about ORDER BY name"))
        self.metadata = msgspec.json.decode(self.about["metadata"], type=Metadata)
        self.outputs: dict[str, str] = dict(self._rows("SELECT name, sha256 FROM outputs ORDER BY name"))
        self.engines: dict[str, str] = dict(self._rows("SELECT name, version FROM engines ORDER BY name"))

    def sources(self) -> Iterator[Material]:
        """Every file that the collection was made from, in the order of places and paths; without their users."""
        rows = self._rows("SELECT place, path, role, sha256, size_bytes FROM sources ORDER BY place, path")
        return (msgspec.convert(dict(zip(Material.__struct_fields__, row, strict=False)), Material) for row in rows)

    def read_sources(self) -> Iterator[Material]:
        """Those of them that could be read: a link that leads nowhere is among the articles alone, as rejected."""
        return (material for material in self.sources() if material.sha256)

    def used_by(self, article: str) -> Iterator[tuple[str, str]]:
        """The places and paths of the files with which an article was read."""
        return self._rows("SELECT place, path FROM used_by WHERE user = ? ORDER BY place, path", article)

    def users(self, material: Material) -> Iterator[str]:
        """The paths of the articles that were read with a file."""
        key = material.place, material.path
        rows = self._rows("SELECT user FROM used_by WHERE place = ? AND path = ? ORDER BY user", *key)
        return (row[0] for row in rows)

    def articles(self, path: str = "") -> Iterator[LedgerArticle]:
        """Every article in the order of the paths, or those of one input."""
        names = [name for name in LedgerArticle.__struct_fields__ if name not in ("metadata", "outputs")]
        where = "WHERE path = ?" if path else ""
        rows = self._rows(
            f"SELECT metadata, {', '.join(names)} FROM articles {where} ORDER BY id",  # noqa: S608 - our own names
            *([path] if path else []),
        )
        for metadata, *cells in rows:
            values = dict(zip(names, cells, strict=True))
            held = self._rows("SELECT output FROM in_output WHERE article = ? ORDER BY output", values["id"])
            said = msgspec.json.decode(metadata, type=Metadata)
            yield LedgerArticle(**values, metadata=said, outputs=tuple(row[0] for row in held))

    def said(self) -> Iterator[tuple[str, str, str]]:
        """The place, path and what became of each source: for an article its status, else its role; statuses of several
        articles in one source stand beside each other."""
        query = (
            "SELECT s.place, s.path, COALESCE(GROUP_CONCAT(DISTINCT a.status), s.role) FROM sources s "
            "LEFT JOIN articles a ON s.role = 'article' AND a.path = s.path GROUP BY s.place, s.path"
        )
        return self._rows(query)

    def held_by(self, output: str) -> Iterator[str]:
        """The paths of the articles that an output holds, in their order."""
        rows = self._rows(
            "SELECT DISTINCT path FROM articles JOIN in_output ON articles.id = in_output.article "
            "WHERE output = ? ORDER BY path",
            output,
        )
        return (row[0] for row in rows)

    def errors_of(self, article: LedgerArticle) -> Iterator[str]:
        """Why an article was rejected."""
        query = "SELECT code, text FROM messages WHERE article = ? AND severity = 'error' ORDER BY number"
        return (f"{code}: {text}" for code, text in self._rows(query, article.id))

    def close(self) -> None:
        """Let go of the database."""
        self._database.close()

    def _rows(self, query: str, *values: Any) -> Iterator[Any]:
        return self._database.execute(query, values)


@contextmanager
def reading(file: Path) -> Iterator[Ledger]:
    """The ledger in a file. Raises SourceError when there is none, or it is damaged, there or later on."""
    ledger = None
    try:
        if not file.is_file():
            text = f"there is no {LEDGER} in {file.parent}"
            hint = "name a folder that exporter collect made"
            raise SourceError(Message("A101", "error", text, hint))
        ledger = Ledger(file)
        yield ledger
    except (sqlite3.Error, KeyError, msgspec.MsgspecError) as exc:
        text = f"{file} cannot be read: {exc}"
        hint = "make the collection again with this version: exporter collect"
        raise SourceError(Message("A102", "error", text, hint)) from exc
    finally:
        if ledger:
            ledger.close()
