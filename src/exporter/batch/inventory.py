"""The ledger of a run: every input with what became of it, as a table for people and as a database.

`in = exported + duplicates + rejected`, always: what a filter left out was never in.
"""

import csv
import sqlite3
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Literal

import msgspec

from exporter.batch.materials import Material
from exporter.messages import Message
from exporter.model.metadata import Metadata

INVENTORY, LEDGER = "inventory.csv", "ledger.sqlite"
Status = Literal["exported", "duplicate", "rejected", "excluded"]
_COLUMNS = (
    "path", "article", "sha256", "title", "authors", "date", "language", "words", "status", "reason", "line",
    "cluster", "similarity", "original", "key", "outputs",
)  # fmt: skip


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """What became of one article: `article` counts those of one input from 1, `line` is that of its reason, 0 for none.

    `cluster` is the path of the first of those that say the same, `similarity` to `original` from 0 to 1.
    `outputs` are the files that hold it.
    """

    path: str
    article: int = 1
    sha256: str = ""
    title: str = ""
    authors: str = ""
    date: str = ""
    language: str = ""
    words: int = 0
    status: Status = "exported"
    reason: str = ""
    line: int = 0
    cluster: str = ""
    similarity: float = 0.0
    original: str = ""
    key: str = ""
    outputs: tuple[str, ...] = ()
    messages: tuple[Message, ...] = ()
    metadata: Metadata = Metadata()


class Counts(msgspec.Struct, frozen=True, kw_only=True):
    """What a run came to."""

    inputs: int
    exported: int
    duplicates: int
    rejected: int
    excluded: int = 0
    left: int = 0


def counts_of(rows: Iterable[Row], left: int) -> Counts:
    """The counts of a ledger; `left` is the number of files that were no articles."""
    found = Counter(row.status for row in rows)
    wanted = found["exported"] + found["duplicate"] + found["rejected"]
    return Counts(
        inputs=wanted,
        exported=found["exported"],
        duplicates=found["duplicate"],
        rejected=found["rejected"],
        excluded=found["excluded"],
        left=left,
    )


def write_inventory(file: Path, rows: Iterable[Row], digests: dict[str, str]) -> None:
    """The inventory: one line an article, in the order of the paths; UTF-8 with a mark, as spreadsheets want it.

    `digests` are the SHA-256 of the outputs by their names.
    """
    with file.open("w", encoding="utf-8-sig", newline="") as sink:
        writer = csv.writer(sink, lineterminator="\r\n")
        writer.writerow((*_COLUMNS, "outputs_sha256"))
        for row in rows:
            writer.writerow(
                (
                    *(_cell(getattr(row, name)) for name in _COLUMNS[:-1]),
                    _cell(" ".join(row.outputs)),
                    " ".join(digests[name] for name in row.outputs),
                )
            )


def write_ledger(
    file: Path,
    rows: Sequence[Row],
    digests: dict[str, str],
    counts: Counts,
    about: dict[str, str],
    materials: Iterable[Material],
    engines: dict[str, str],
) -> None:
    """The same as an SQLite database (ledger.sql) with each article's messages and metadata, what all was made from
    and by which libraries; equal rows give equal bytes."""
    database = sqlite3.connect(file)
    database.executescript((Path(__file__).parent / "ledger.sql").read_text("utf-8"))
    values = {**about, **{name: str(value) for name, value in msgspec.structs.asdict(counts).items()}}
    database.executemany("INSERT INTO about VALUES (?, ?)", sorted(values.items()))
    database.executemany("INSERT INTO engines VALUES (?, ?)", sorted(engines.items()))
    database.executemany("INSERT INTO outputs VALUES (?, ?)", sorted(digests.items()))
    for item in materials:
        key = item.place, item.path
        database.execute("INSERT INTO sources VALUES (?, ?, ?, ?, ?)", (*key, item.role, item.sha256, item.size_bytes))
        database.executemany("INSERT INTO used_by VALUES (?, ?, ?)", ((*key, user) for user in item.users))
    for number, row in enumerate(rows, 1):
        cells = [*(getattr(row, name) for name in _COLUMNS[:-1]), msgspec.json.encode(row.metadata).decode()]
        database.execute(f"INSERT INTO articles VALUES ({', '.join('?' * (len(cells) + 1))})", (number, *cells))  # noqa: S608
        database.executemany("INSERT INTO in_output VALUES (?, ?)", ((number, name) for name in sorted(row.outputs)))
        database.executemany(
            "INSERT INTO messages VALUES (?, ?, ?, ?, ?, ?, ?)",
            (
                (number, place, m.code, m.severity, m.text, m.hint, m.origin.line if m.origin else 0)
                for place, m in enumerate(row.messages, 1)
            ),
        )
    database.commit()
    database.close()


def _cell(value: object) -> object:
    """A value as a spreadsheet may have it: words that begin like a formula are made text (OWASP, CSV injection)."""
    if isinstance(value, str) and value[:1] in ("=", "+", "-", "@", "\t", "\r"):
        return f"'{value}"
    return "" if value in (0, 0.0) else value
