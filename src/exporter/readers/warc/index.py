"""What is where in a web archive: a database on disk for the time of reading, so that its size costs no memory."""

import re
import sqlite3
from collections.abc import Iterator
from urllib.parse import urldefrag, urljoin

import msgspec

from exporter.readers.warc.records import Record

_TABLE = """
CREATE TABLE records (id INTEGER PRIMARY KEY, place TEXT, date TEXT, status INTEGER, media TEXT, digest TEXT,
    kind TEXT, head BLOB);
"""
_PAGES = ("text/html", "application/xhtml+xml")
_MOST_STEPS = 10  # redirects one behind the other


class Index:
    """The records of one archive."""

    def __init__(self) -> None:
        self._database = sqlite3.connect("")  # a file of its own, gone when it is closed
        self._database.executescript(_TABLE)

    def add(self, record: Record) -> None:
        """Note a record that holds something of the web."""
        row = (
            place_of(record.address), record.date, record.status, record.media_type, record.digest, record.kind,
            msgspec.msgpack.encode(record),
        )  # fmt: skip
        self._database.execute(
            "INSERT INTO records (place, date, status, media, digest, kind, head) VALUES (?, ?, ?, ?, ?, ?, ?)", row
        )

    def complete(self) -> None:
        """All records are noted: make them quick to find."""
        self._database.execute("CREATE INDEX by_place ON records (place)")
        self._database.execute("CREATE INDEX by_digest ON records (digest)")

    def close(self) -> None:
        self._database.close()

    def places(self) -> Iterator[str]:
        """The addresses of pages, in the order in which they first stand in the archive."""
        rows = self._database.execute(
            "SELECT place, min(id) AS first FROM records WHERE media IN (?, ?) OR kind = 'revisit' "
            "GROUP BY place ORDER BY first", _PAGES,
        )  # fmt: skip
        return (row[0] for row in rows)

    def captures(self, place: str) -> list[Record]:
        """The captures of an address, oldest first."""
        rows = self._database.execute(
            "SELECT head FROM records WHERE place = ? ORDER BY date, id LIMIT 10000", (place,)
        )
        return [msgspec.msgpack.decode(row[0], type=Record) for row in rows]

    def others(self) -> list[tuple[str, int]]:
        """How many records there are of each kind that is no page."""
        rows = self._database.execute(
            "SELECT media, count(*) FROM records WHERE media NOT IN (?, ?) AND kind != 'revisit' "
            "AND status IN (0, 200) GROUP BY media ORDER BY media", _PAGES,
        )  # fmt: skip
        return [(str(media), int(count)) for media, count in rows]

    def original(self, revisit: Record) -> Record | None:
        """The record whose content a revisit saw again."""
        if revisit.digest:
            row = self._database.execute(
                "SELECT head FROM records WHERE digest = ? AND kind != 'revisit' LIMIT 1", (revisit.digest,)
            ).fetchone()
            if row:
                return msgspec.msgpack.decode(row[0], type=Record)
        for each in self.captures(place_of(revisit.refers_to or revisit.address))[::-1]:
            if each.kind != "revisit" and each.status in (0, 200) and not revisit.digest:
                return each
        return None

    def at(self, address: str, date: str) -> Record | None:
        """What an address led to when a page was captured: redirects followed, revisits resolved, the nearest date."""
        for _ in range(_MOST_STEPS):
            captures = self.captures(place_of(address))
            if not captures:
                return None
            record = min(captures, key=lambda each: _distance(each.date, date))
            if record.kind == "revisit":
                return self.original(record)
            if record.status in (0, 200):
                return record
            if not (300 <= record.status < 400 and record.location):
                whole = [each for each in captures if each.status in (0, 200) and each.kind != "revisit"]
                return whole[-1] if whole else None
            address = joined(record.address, record.location)
        return None


def place_of(address: str) -> str:
    """An address as it is compared: without scheme, fragment and what servers take for the same."""
    plain = urldefrag(address)[0] if "#" in address else address
    found = re.match(r"https?://([^/?]*)(.*)", plain, re.IGNORECASE | re.DOTALL)
    if found is None:
        return plain
    return f"{re.sub(r':(?:80|443)$', '', found[1].lower())}{found[2] or '/'}"


def joined(base: str, address: str) -> str:
    """An address as a page at `base` means it; as it is where it is none."""
    try:
        return urljoin(base, address.strip())
    except ValueError:
        return address


def _distance(date: str, other: str) -> int:
    """How far two moments are apart, as digits are; the same for all, so it tells which is nearer."""
    first, second = (int(re.sub(r"\D", "", each)[:14].ljust(14, "0") or 0) for each in (date, other))
    return abs(first - second)
