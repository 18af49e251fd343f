"""`exporter read`: what became of each part of a source, and its articles written down to be corrected."""

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from exporter.cli import ALL_REFUSED, OK, USAGE
from exporter.cli.amounts import amount
from exporter.cli.decisions import show_decisions
from exporter.cli.guards import time_limit
from exporter.cli.show import harmless, show_message
from exporter.errors import ExporterError, OutputError
from exporter.messages import Message, Report
from exporter.outputs import shown

if TYPE_CHECKING:
    from exporter.writers.files import WrittenArticle


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The words of `exporter read`."""
    from exporter.writers.files import SUFFIXES

    parser.add_argument(
        "source", metavar="SOURCE", help="a file that a reader knows, its address, or - for standard input"
    )
    parser.add_argument(
        "-o", "--output", default="", metavar="FILE", help="write the article there; a folder for several; - prints it"
    )
    parser.add_argument(
        "--to", default="", choices=tuple(SUFFIXES), help="the format to write (that of -o's ending, else markdown)"
    )
    parser.add_argument(
        "--from", default="", dest="source_format", metavar="FORMAT", help="the source's format, whatever its ending"
    )
    parser.add_argument(
        "--max-source-mb", default=8.0, type=amount, metavar="N", help="the largest article, in megabytes (8)"
    )
    parser.add_argument(
        "--time-limit", default=300.0, type=amount, metavar="S", help="seconds that it may take (300; 0 for no limit)"
    )
    parser.add_argument("--keep-all", action="store_true", help="leave nothing out that is no part of an article")
    parser.add_argument("--allow-remote", action="store_true", help="fetch a page that is named by its address")
    parser.add_argument("--json", action="store_true", help="print the report as JSON")


def run(options: argparse.Namespace) -> int:
    """Read, report and write; nothing is written when the source is refused or another file stands in its place."""
    from exporter.cli.sources import found_alone, source_of
    from exporter.outputs import write_whole
    from exporter.readers import ReadOptions
    from exporter.writers.files import SUFFIXES, articles_written

    found = found_alone(options.source)
    if found.path and found.path.is_dir():
        print(f"exporter: {harmless(options.source)} is a folder", file=sys.stderr)
        print("  hint: name one file; exporter collect takes a folder", file=sys.stderr)
        return USAGE
    report, read = Report(), list["WrittenArticle"]()
    to_file = options.output not in ("", "-")
    endings = {suffix: format for format, suffix in SUFFIXES.items()}
    format = options.to or endings.get(Path(options.output).suffix.lower(), "markdown")
    text = f"reading took longer than {options.time_limit:g} seconds"
    late = OutputError(Message("B106", "error", text, "split the source, or give it more with --time-limit"))
    output = Path(options.output) if to_file else Path(f"{found.place}.text")
    try:
        reading = ReadOptions(
            keep_all=options.keep_all,
            allow_remote=options.allow_remote,
            max_source_bytes=int(options.max_source_mb * 1_000_000),
        )
        source = source_of(found, options.source_format, reading)
        if not to_file:  # nothing is copied, so nothing has to be there
            source = type(source)(source.name, source.data, source.format, None, source.file)
        with time_limit(options.time_limit, late):
            read.extend(articles_written(source, output, format, reading, report))
        if not read:
            report.add("R008", "no article was found in the source", "name another file, or its format with --from")
        if to_file:
            files = {path: data for one in read for path, data in ((one.path, one.data), *one.beside.items())}
            write_whole(files.items(), output)
    except ExporterError as exc:
        report.extend(exc.messages)
        read = []
    if options.output == "-":
        sys.stdout.write("".join(one.data.decode("utf-8", "replace") for one in read))
    _tell(options, report, read, to_file)
    return OK if read else ALL_REFUSED


def _tell(options: argparse.Namespace, report: Report, read: "list[WrittenArticle]", to_file: bool) -> None:
    stream = sys.stderr if options.output == "-" else sys.stdout
    if options.json:
        import msgspec

        articles = [
            {
                "number": one.number,
                "title": one.title,
                "written": shown(one.path) if to_file else "",
                "beside": [shown(path) for path in one.beside] if to_file else [],
            }
            for one in read
        ]
        record = {
            "source": options.source,
            "articles": articles,
            "decisions": report.decisions,
            "messages": report.messages,
        }
        print(msgspec.json.format(msgspec.json.encode(record), indent=1).decode(), file=stream)
        return
    show_decisions(report.decisions, stream)
    stream.flush()
    for message in report.messages:
        show_message(message)
    for one in read if to_file else ():
        for path in (one.path, *one.beside):
            print(harmless(shown(path)), file=stream)
    if not read:
        print(f"{harmless(options.source)} was refused; nothing was written", file=sys.stderr)
