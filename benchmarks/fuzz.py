"""Feeds broken files to every reader: `python benchmarks/fuzz.py [--seconds 600] [--format NAME] [--seed N] FOLDER...`

Takes the files in the folders that a reader knows, breaks copies of them (bytes changed, taken away, doubled, mixed
with another file's; inside a zip as often as around it), and reads them. A reader gives articles or says why not;
anything else (another exception, more than --limit seconds, memory that grows beyond --mib) is printed with the seed
that makes it again, and ends in exit code 1.
"""

import argparse
import io
import random
import resource
import signal
import sys
import tempfile
import time
import traceback
import zlib
from collections import Counter
from contextlib import suppress
from pathlib import Path
from zipfile import ZIP_DEFLATED, BadZipFile, ZipFile

from exporter.errors import ExporterError
from exporter.messages import Report
from exporter.readers import ReadOptions, articles_of, format_of, source_of
from exporter.registry import READERS

_MOST_BYTES = 400_000  # of a file that is broken
_TELLING = (
    b"\0",
    b"\xff",
    b"<",
    b">",
    b"&",
    b"&#0;",
    b"---\n",
    b"]]>",
    b"{{<",
    b"{%",
    b"|",
    b"\xe2\x80\xae",
    b"\r",
    b"`",
)


class _LateError(BaseException):
    """Raised inside a reader that takes too long."""


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", nargs="+", type=Path, metavar="FOLDER")
    parser.add_argument("--seconds", type=float, default=600, help="for each reader (600)")
    parser.add_argument("--format", choices=sorted(READERS), help="one reader alone")
    parser.add_argument("--seed", type=int, default=1, help="of the first case (1)")
    parser.add_argument("--limit", type=int, default=20, help="seconds for one file (20)")
    parser.add_argument("--mib", type=int, default=1500, help="memory of the whole run (1500)")
    options = parser.parse_args()
    known: dict[str, list[Path]] = {}
    for file in sorted(path for folder in options.folders for path in folder.rglob("*") if path.is_file()):
        if (format := format_of(file.name)) and file.stat().st_size <= _MOST_BYTES:
            known.setdefault(format, []).append(file)
    signal.signal(signal.SIGALRM, _end)
    wrong = 0
    for format, files in known.items():
        if options.format in (None, format):
            wrong += _fuzz(format, files, options)
    return int(bool(wrong))


def _fuzz(format: str, files: list[Path], options: argparse.Namespace) -> int:
    counts: Counter[str] = Counter()
    end = time.monotonic() + options.seconds
    seed = options.seed
    with tempfile.TemporaryDirectory(prefix="exporter-fuzz-") as name:
        while time.monotonic() < end:
            dice = random.Random(f"{format} {seed}")
            original = dice.choice(files)
            file = Path(name) / original.name
            file.write_bytes(broken(original.read_bytes(), dice.choice(files).read_bytes(), dice))
            signal.alarm(options.limit)
            try:
                counts[_read(file, format)] += 1
            except (Exception, _LateError):
                counts["wrong"] += 1
                print(f"{format}, seed {seed}, from {original.name}:\n{traceback.format_exc(limit=-3)}", flush=True)
            finally:
                signal.alarm(0)
            file.unlink()
            seed += 1
    mib = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    if mib > options.mib:
        counts["wrong"] += 1
    said = ", ".join(f"{count} {what}" for what, count in sorted(counts.items()))
    print(f"{format}: {seed - options.seed} files ({said}), {mib} MiB so far", flush=True)
    return counts["wrong"]


def _read(file: Path, format: str) -> str:
    report = Report()
    try:
        found = sum(1 for _ in articles_of(source_of(file.name, file, format, ReadOptions()), ReadOptions(), report))
    except ExporterError as exc:
        if not all(message.hint for message in exc.messages):
            raise ValueError("an error without a remedy") from exc
        return "refused"
    return "read" if found else "without an article"


def broken(data: bytes, other: bytes, dice: random.Random) -> bytes:
    """A copy in which a few things are wrong."""
    if data.startswith(b"PK") and dice.randrange(3):
        with suppress(BadZipFile, NotImplementedError, RuntimeError, ValueError, zlib.error, EOFError):
            return _broken_inside(data, other, dice)
    for _ in range(dice.randint(1, 6)):
        start = dice.randrange(len(data) + 1)
        end = min(len(data), start + dice.choice((1, 1, 2, 8, 60, 400, 4000)))
        piece = data[start:end]
        change = dice.randrange(7)
        if change == 0:
            piece = b""
        elif change == 1:
            piece = bytes(dice.randrange(256) for _ in piece[:60]) + piece[60:]
        elif change == 2:
            piece *= dice.choice((2, 3, 30))
        elif change == 3:
            piece = dice.choice(_TELLING) * dice.choice((1, 1, 2, 200)) + piece
        elif change == 4:
            place = dice.randrange(len(other) + 1)
            piece = other[place : place + dice.choice((10, 200, 3000))]
        elif change == 5:
            return data[:start]
        else:
            piece = piece[::-1]
        data = data[:start] + piece + data[end:]
    return data


def _broken_inside(data: bytes, other: bytes, dice: random.Random) -> bytes:
    """A zip of which one or two entries are broken."""
    sink = io.BytesIO()
    with ZipFile(io.BytesIO(data)) as old, ZipFile(sink, "w", ZIP_DEFLATED) as new:
        names = old.namelist()
        chosen = {dice.choice(names) for _ in range(2)} if names else set()
        for name in names:
            content = old.read(name)
            new.writestr(name, broken(content, other, dice) if name in chosen and content else content)
    return sink.getvalue()


def _end(*_: object) -> None:
    raise _LateError


if __name__ == "__main__":
    sys.exit(main())
