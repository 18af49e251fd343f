"""What should become of each file, as a table beside them, and whether the ledger of a run says just that."""

import csv
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import astuple, dataclass, field, fields
from pathlib import Path

EXPECTED = "EXPECTED.tsv"
POISON = "poison"  # how the kinds of what is wrong begin


@dataclass(frozen=True)
class Expected:
    """A file by its path: "exported", "duplicate" or "rejected", the first by path of those that say the same or
    nearly so ("" for one that is alone), the code of the message that refuses it, and what kind of file it is, which no
    ledger says."""

    path: str
    status: str
    cluster: str = ""
    code: str = ""
    kind: str = field(default="", compare=False)


def write_expected(file: Path, rows: Iterable[Expected]) -> None:
    """Write the table, in the order of the paths."""
    with file.open("w", encoding="utf-8", newline="") as sink:
        writer = csv.writer(sink, "excel-tab", lineterminator="\n")
        writer.writerow(column.name for column in fields(Expected))
        writer.writerows(astuple(row) for row in rows)


def read_expected(file: Path) -> list[Expected]:
    """The table."""
    with file.open(encoding="utf-8", newline="") as source:
        return [Expected(**row) for row in csv.DictReader(source, dialect="excel-tab")]


def read_ledger(file: Path) -> list[Expected]:
    """The same of what did become of each, from the ledger.sqlite of a run."""
    with closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True)) as database:
        found = database.execute("SELECT path, status, cluster, reason FROM articles ORDER BY path, article").fetchall()
    return [
        Expected(path, status, cluster, reason.partition(":")[0] if status == "rejected" else "")
        for path, status, cluster, reason in found
    ]


def differences(expected: Iterable[Expected], found: Iterable[Expected]) -> Iterator[str]:
    """What a run has otherwise, a line for each file."""
    wanted = {row.path: row for row in expected}
    for row in found:
        other = wanted.pop(row.path, None)
        if other != row:
            yield f"{row.path}: {_said(row)}, not {_said(other) if other else 'in the folder'}"
    yield from (f"{path}: in no line of the ledger" for path in wanted)


def _said(row: Expected) -> str:
    return " ".join(filter(None, (row.status, row.code, f"with {row.cluster}" if row.cluster else "")))
