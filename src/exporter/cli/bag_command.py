"""`exporter bag`: a collection with its sources as an archive package."""

import argparse
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from exporter.cli import ALL_REFUSED, OK, USAGE
from exporter.cli.show import harmless, show_message
from exporter.messages import Message

if TYPE_CHECKING:
    from exporter.batch.materials import Whereabouts

_CODES = {"A101": USAGE, "R001": USAGE, "C108": USAGE}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The words of `exporter bag`."""
    add = parser.add_argument
    add("folder", type=Path, metavar="DIR", help="the folder that exporter collect made")
    add("-o", "--output", required=True, type=Path, metavar="BAG", help="the folder for the bag")
    add_places(parser)
    add("--date", default="", metavar="DAY", help="the day of the bag, as 2025-02-13 (the newest that an article says)")
    add("--json", action="store_true", help="print the result as a JSON record")
    add("-q", "--quiet", action="store_true", help="print errors alone")


def add_places(parser: argparse.ArgumentParser) -> None:
    """The words that say where sources lie; without them they are sought where they lay before."""
    add = parser.add_argument
    add("--sources", default="", metavar="FOLDER", help="where the articles lie (where they lay)")
    add("--picture-root", default="", metavar="DIR", help="the --picture-root that exporter collect had")
    add("--collection", default="", metavar="FILE", help="the --collection that exporter collect had")
    add("--state", default="", metavar="DIR", help="the --state that exporter collect had")


def places_in(options: argparse.Namespace) -> "Whereabouts":
    """What these words say."""
    from exporter.batch.materials import Whereabouts

    return Whereabouts(folder=options.sources, pictures=options.picture_root, collection=options.collection)


def run(options: argparse.Namespace) -> int:
    """Make the bag; the exit code tells whether it is there."""
    from exporter.archive.bagging import BagRequest, make_bag
    from exporter.cli.guards import ended_by_signals
    from exporter.errors import ExporterError

    try:
        if options.date and not _is_day(options.date):
            text = f'--date cannot be "{options.date}"'
            raise ExporterError(Message("C108", "error", text, "write a day, as 2025-02-13"))
        request = BagRequest(
            collection=options.folder,
            output=options.output,
            date=options.date,
            sources=places_in(options),
            state=options.state,
        )
        with ended_by_signals():
            bagged = make_bag(request)
    except ExporterError as exc:
        if options.json:
            print(msgspec.json.encode({"bag": None, "messages": exc.messages}).decode())
        else:
            for message in exc.messages:
                show_message(message)
        return next((_CODES[m.code] for m in exc.messages if m.code in _CODES), ALL_REFUSED)
    if options.json:
        print(msgspec.json.encode({"bag": str(options.output), **msgspec.structs.asdict(bagged)}).decode())
    elif not options.quiet:
        for message in bagged.messages:
            show_message(message)
        rest = bagged.payload_files - bagged.sources - bagged.outputs
        again = "; it was there already, the same" if bagged.unchanged else ""
        print(
            f"{harmless(str(options.output))}: {bagged.payload_files:,} files = {bagged.sources:,} sources + "
            f"{bagged.outputs:,} outputs + {rest:,} metadata, {bagged.payload_bytes:,} bytes{again}"
        )
    sys.stdout.flush()
    return OK


def _is_day(text: str) -> bool:
    import datetime

    try:
        return bool(re.fullmatch(r"\d{4}-\d\d-\d\d", text) and datetime.date.fromisoformat(text))
    except ValueError:
        return False
