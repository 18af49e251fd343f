"""`exporter collect`: a folder of articles into a collection."""

import argparse
import sys
import time
from pathlib import Path
from typing import Any

import msgspec

from exporter.batch.collect import Outcome, collect
from exporter.batch.formats import FORMATS
from exporter.batch.inventory import Counts, Row
from exporter.batch.plan import Volume
from exporter.batch.request import Request
from exporter.cli import ALL_REFUSED, LIBRARY_MISSING, OK, SOME_REFUSED, USAGE
from exporter.cli.amounts import amount
from exporter.cli.guards import ended_by_signals
from exporter.cli.show import harmless, show_message
from exporter.errors import ExporterError
from exporter.messages import Message
from exporter.publication import Layout
from exporter.readers import ReadOptions

_CODES = {"B101": LIBRARY_MISSING, "B103": USAGE, "T103": USAGE, "T104": USAGE, "R001": USAGE, "L104": USAGE}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The words of `exporter collect`."""
    add = parser.add_argument
    add("folder", metavar="FOLDER", help="a folder of articles, or its URL (s3://bucket/articles)")
    add("-o", "--output", required=True, metavar="DIR", help="the folder for the files, or its URL")
    add("--to", default=",".join(FORMATS), metavar="FORMATS", help=f"{','.join(FORMATS)} (all)")
    add("--collection", default="", metavar="FILE", help="what the collection says of itself (FOLDER/collection.yml)")
    add(
        "--volumes",
        default="",
        metavar="HOW",
        help="several files: year, part, 500 (articles), 50MB (the collection's)",
    )
    add("--dry-run", action="store_true", help="say what would be made and what not, and make nothing")
    add("--name", default="", metavar="NAME", help="the files' name (the collection's title)")
    add("--theme", default="", metavar="NAME", help="a theme's name or folder (the collection's; editorial)")
    add("--brand", default="", metavar="FILE", help="the house's _brand.yml (the collection's)")
    add("--page-size", default="", choices=("", "A4", "Letter"), metavar="SIZE", help="A4 or Letter (the theme's)")
    add("--typography", default="auto", choices=("auto", "off"), metavar="HOW", help="auto, or off (auto)")
    add("--templates", default="", metavar="DIR", help="your own templates, which come before ours")
    add("--picture-root", default=None, type=Path, metavar="DIR", help='what "/" means in an address (FOLDER)')
    add("--set", action="append", default=[], metavar="NAME=VALUE", help="a field of every article, over its own")
    add("--changes", default="accept", choices=("accept", "reject", "refuse"), metavar="HOW",
        help="tracked changes of Word and OpenDocument files: accept, reject, or refuse them (accept)")  # fmt: skip
    add("--comments", default="leave-out", choices=("leave-out", "notes"), metavar="HOW",
        help="their comments: leave-out, or notes that name who wrote them (leave-out)")  # fmt: skip
    add("--keep-all", action="store_true", help="leave nothing out that is no part of an article")
    add("--receipt", default="required", choices=("required", "shown", "off"), metavar="HOW",
        help="each article is read back and held to its source: required, shown, off (required)")  # fmt: skip
    add("--no-embed-source", action="store_true", help="do not put the sources into each file, as they came")
    add("--workers", default=0, type=int, metavar="N", help="processes that work at once (one a core)")
    add("--cluster", default="", metavar="ADDRESS", help="the scheduler of a Dask cluster that is to do the work")
    add("--max-source-mb", default=8.0, type=amount, metavar="N", help="the largest article, in megabytes (8)")
    add("--time-limit", default=120.0, type=amount, metavar="S", help="seconds that one article may take (120)")
    add("--memory-limit", default=2000, type=int, metavar="MB", help="what one process may need (2000)")
    add("--state", default="", metavar="DIR", help="what is kept between runs, or its URL (hidden beside the output)")
    add("--json", action="store_true", help="print events and the result as JSON records")
    add("-q", "--quiet", action="store_true", help="print errors and the result alone")
    add("-v", "--verbose", action="store_true", help="print what was found in each article, too")


def run(options: argparse.Namespace) -> int:
    """Make the collection; the exit code tells whether all, some or none of the articles are in it."""
    view: Any = _Events() if options.json else _Lines(options.quiet, options.verbose)
    settings = {name.strip(): value for name, _, value in (word.partition("=") for word in options.set)}
    request = Request(
        folder=options.folder,
        output=options.output,
        collection_file=options.collection,
        name=options.name,
        volumes=options.volumes,
        plan_only=options.dry_run,
        formats=tuple(dict.fromkeys(name.strip() for name in options.to.split(",") if name.strip())),
        layout=Layout(
            theme=options.theme,
            brand=options.brand,
            page_size=options.page_size,
            templates=str(Path(options.templates).resolve()) if options.templates else "",
            typography=options.typography,
        ),
        reading=ReadOptions(
            settings=settings,
            keep_all=options.keep_all,
            max_source_bytes=int(options.max_source_mb * 1_000_000),
            picture_root=options.picture_root,
            changes=options.changes,
            comments=options.comments,
        ),
        receipt=options.receipt,
        embed_source=not options.no_embed_source,
        workers=options.workers,
        cluster=options.cluster,
        seconds=options.time_limit,
        memory_mb=options.memory_limit,
        state=options.state,
    )
    try:
        with ended_by_signals():
            outcome = collect(request, view)
    except ExporterError as exc:
        for message in exc.messages:
            view.message(message)
        return next((_CODES[m.code] for m in exc.messages if m.code in _CODES), ALL_REFUSED)
    view.end(outcome)
    return _code(outcome.counts)


def _code(counts: Counts) -> int:
    if counts.exported and not counts.rejected:
        return OK
    return SOME_REFUSED if counts.exported else ALL_REFUSED


class _Lines:
    """What a person reads: progress on a terminal, what was found, a summary whose counts add up."""

    def __init__(self, quiet: bool, verbose: bool) -> None:
        self._quiet, self._verbose = quiet, verbose
        self._moving = sys.stderr.isatty() and not quiet
        self._step, self._total, self._done = "", 0, 0
        self._started = self._began = time.monotonic()

    def step(self, name: str, total: int) -> None:
        """Say which step begins."""
        self._clear()
        self._step, self._total, self._done, self._began = name, total, 0, time.monotonic()

    def done(self, count: int = 1) -> None:
        """Say how far the step is, how fast, and how long it will take."""
        self._done += count
        if self._moving and (self._done % 20 == 0 or self._done == self._total):
            passed = time.monotonic() - self._began
            rest = passed / self._done * (self._total - self._done)
            rate = self._done / passed if passed else 0
            text = f"{self._step} {self._done:,}/{self._total:,}  {rate:.0f} a second, {rest:.0f} s left"
            print(f"\r\x1b[K{text}", end="", file=sys.stderr, flush=True)

    def message(self, message: Message) -> None:
        """Show it when the user wants to see its kind."""
        if message.severity == "error" or (not self._quiet and (message.severity == "warning" or self._verbose)):
            self._clear()
            show_message(message)

    def end(self, outcome: Outcome) -> None:
        """Name the files, what is not in them and why, and the counts."""
        self._clear()
        for row in outcome.rows:
            self._row(row)
        for name in outcome.files if not self._quiet and not outcome.volumes else ():
            print(harmless(name))
        for volume in outcome.volumes:
            self._plan(volume)
        counts = outcome.counts
        others = f", {counts.excluded:,} excluded" if counts.excluded else ""
        others += f", {counts.left:,} other file(s) left alone" if counts.left else ""
        planned = f"; would write {', '.join(map(harmless, outcome.files))}" if outcome.volumes else ""
        again = "; nothing has changed since the last run" if outcome.unchanged else ""
        print(
            f"{counts.inputs:,} in = {counts.exported:,} exported + {counts.duplicates:,} duplicates + "
            f"{counts.rejected:,} rejected{others}{planned}, {time.monotonic() - self._started:.1f} s{again}"
        )

    def _plan(self, volume: Volume) -> None:
        """What a volume would hold."""
        label = f"volume {volume.name}" if volume.name else "one volume"
        print(f"{label}: {sum(1 for _ in volume.entries):,} article(s) in {len(volume.parts)} part(s)")
        for part in volume.parts:
            print(f"  {harmless(part.title) or 'without a part'}: {len(part.entries):,}")

    def _row(self, row: Row) -> None:
        if row.status == "rejected":
            for message in row.messages:
                if message.severity == "error" or self._verbose:
                    show_message(message)
        elif self._verbose:
            for message in row.messages:
                show_message(message)
        if row.status in ("rejected", "duplicate") and not self._quiet:
            place = f"{row.path}:{row.line}" if row.line else row.path
            print(f"{row.status}  {harmless(place)}  {harmless(row.reason)}", file=sys.stderr)
        elif row.reason and not self._quiet and row.status == "exported":
            print(f"kept  {harmless(row.path)}  {harmless(row.reason)}", file=sys.stderr)

    def _clear(self) -> None:
        if self._moving:
            print("\r\x1b[K", end="", file=sys.stderr, flush=True)


class _Events:
    """What a program reads: one JSON record an event, a row of the ledger each, and the result."""

    def __init__(self) -> None:
        self._step, self._total, self._done = "", 0, 0

    def step(self, name: str, total: int) -> None:
        """A step begins."""
        self._step, self._total, self._done = name, total, 0
        self._print({"event": "step", "step": name, "total": total})

    def done(self, count: int = 1) -> None:
        """Some of it is done; told a hundred times a step."""
        before, self._done = self._done, self._done + count
        if self._done == self._total or self._done * 100 // self._total > before * 100 // self._total:
            self._print({"event": "progress", "step": self._step, "done": self._done, "total": self._total})

    def message(self, message: Message) -> None:
        """Something about the whole."""
        self._print({"event": "message", "message": message})

    def end(self, outcome: Outcome) -> None:
        """Every row, then the result."""
        for row in outcome.rows:
            self._print({"event": "article", **msgspec.structs.asdict(row)})
        for volume in outcome.volumes:
            parts = [{"title": part.title, "articles": [entry.key for entry in part.entries]} for part in volume.parts]
            self._print({"event": "volume", "volume": volume.name, "parts": parts})
        result = {"counts": outcome.counts, "files": outcome.files, "unchanged": outcome.unchanged}
        self._print({"event": "result", **result})

    def _print(self, record: dict[str, Any]) -> None:
        print(msgspec.json.encode(record).decode(), flush=True)
