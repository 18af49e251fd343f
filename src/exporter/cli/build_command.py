"""`exporter build`: articles into files."""

import argparse
import gc
import time
from collections.abc import Generator, Iterator
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from exporter.cli import ALL_REFUSED, LIBRARY_MISSING, OK, SOME_REFUSED, USAGE
from exporter.cli.amounts import amount
from exporter.cli.guards import ended_by_signals, scratch_folder, time_limit
from exporter.cli.report_page import ReportPage
from exporter.cli.sources import Found, Search, find_sources, source_of
from exporter.cli.views import Lines, Outcome, Records, View
from exporter.convert import FORMATS, Job, Reading, Result, convert_overlapped, convert_unjudged, judged, load_ahead
from exporter.errors import ExporterError, OutputError
from exporter.forked import can_fork
from exporter.messages import Message, instead_of
from exporter.outputs import Export, shown, target_of, write_exports
from exporter.proving import Checks, Receipts
from exporter.publication import Layout
from exporter.readers import ReadOptions, format_of
from exporter.registry import BACKENDS, READERS, names

if TYPE_CHECKING:
    from exporter.checks.receipt import Receipt

Made = tuple[Result, float]  # what a source gave, and the seconds that it took
_POOL_FROM = 4  # sources: below it, starting workers costs more than they save
_JUDGED = 32  # results whose files are judged together
# What the command asked for and nobody has, whatever the article: the exit code says so.
_CODES = {"B101": LIBRARY_MISSING, "B103": USAGE, "T103": USAGE, "T104": USAGE}


class Order(msgspec.Struct, frozen=True, kw_only=True):
    """What the command asks for each source."""

    formats: tuple[str, ...]
    layout: Layout
    reading: ReadOptions
    folder: Path
    source_format: str
    seconds: float
    strict: bool
    receipt: Receipts
    receipt_files: bool
    check: Checks
    embed_source: bool


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The words of `exporter build`."""
    add = parser.add_argument
    add("sources", nargs="+", metavar="SOURCE", help="files, folders, patterns, or - for standard input")
    add("-o", "--output", default=".", metavar="DIR", help="the folder for the files (here)")
    add("--to", default=",".join(FORMATS), metavar="FORMATS", help="pdf,docx,epub (all)")
    add("--from", dest="source_format", default="", metavar="FORMAT",
        help=f"{', '.join(READERS)} (by the file's ending; markdown for standard input)")  # fmt: skip
    add("--theme", default="editorial", metavar="NAME", help="a theme's name or folder (editorial)")
    add("--brand", default="", metavar="FILE", help="the house's _brand.yml (the one beside the article; off for none)")
    add("--reference-doc", default="", metavar="FILE", help="the house's Word file (.docx, .dotx) for the DOCX's look")
    add("--kind", default="", metavar="NAME", help="the kind of document (the article's own, or brief)")
    add("--page-size", default="", choices=("A4", "Letter"), metavar="SIZE", help="A4 or Letter (the theme's)")
    add("--typography", default="auto", choices=("auto", "off"), metavar="HOW",
        help="auto: spaces, quotes and dashes as the language has them; off: as typed (auto)")  # fmt: skip
    add("--pictures", default="print", choices=("print", "original"), metavar="HOW",
        help="print: very fine pictures at 300 pixels an inch; original: every pixel (print)")  # fmt: skip
    add("--pdf-standard", default="a-3a+ua-1", choices=("a-3a+ua-1", "a-2a", "ua-1"), metavar="NAME",
        help="a-3a+ua-1: PDF/A-3a and PDF/UA-1 in one file; a-2a; ua-1 (a-3a+ua-1)")  # fmt: skip
    add("--templates", default="", metavar="DIR", help="your own templates, which come before ours")
    add("--set", action="append", default=[], metavar="NAME=VALUE", help="a metadata field, over the article's own")
    add("--picture-root", default=None, type=Path, metavar="DIR", help='what "/" means in a picture\'s address')
    add("--allow-remote", action="store_true", help="fetch pictures, and pages that are named by their address")
    add("--changes", default="accept", choices=("accept", "reject", "refuse"), metavar="HOW",
        help="tracked changes of a Word or OpenDocument file: accept, reject, or refuse it (accept)")  # fmt: skip
    add("--comments", default="leave-out", choices=("leave-out", "notes"), metavar="HOW",
        help="its comments: leave-out, or notes that name who wrote them (leave-out)")  # fmt: skip
    add("--keep-all", action="store_true", help="leave nothing out that is no part of an article")
    add("--max-source-mb", default=8.0, type=amount, metavar="N", help="the largest article, in megabytes (8)")
    add("--time-limit", default=300.0, type=amount, metavar="S",
        help="seconds that one article may take (300; 0 for no limit)")  # fmt: skip
    add("--strict", action="store_true", help="refuse an article that has a warning")
    add("--receipt", default="required", choices=("required", "shown", "off"), metavar="HOW",
        help="each file is read back and held to its article; required: what lacks something is refused; shown: it is "
        "written with a warning; off: nothing is read back (required)")  # fmt: skip
    add("--receipt-files", action="store_true", help="write each article's receipt beside its files (.receipt.json)")
    add("--check", default="fast", choices=("fast", "full", "off"), metavar="HOW",
        help="what holds each file to its standards; fast: the quick ones of our rules, which warn; full: all of them "
        "and the judges that are installed, whose errors refuse it; off: nothing (fast)")  # fmt: skip
    add("--embed-source", action="store_true",
        help="let each file carry its source, which exporter restore gives back")  # fmt: skip
    add(
        "--html",
        default=None,
        type=Path,
        metavar="FILE",
        help="write a page for people: receipts, and what checks found",
    )
    add("--json", action="store_true", help="print one JSON record a source, and one of the whole")
    add("-q", "--quiet", action="store_true", help="print errors alone")
    add("-v", "--verbose", action="store_true", help="print notes too, and what each article took")


def run(options: argparse.Namespace) -> int:
    """Build all sources; the exit code tells how many were refused."""
    view: View = Records() if options.json else Lines(options.quiet, options.verbose)
    formats = tuple(dict.fromkeys(name.strip() for name in options.to.split(",") if name.strip()))
    search = find_sources(options.sources)
    faults = [*_faults(options, formats), *_collisions(search.found, Path(options.output), formats)]
    for message in [*faults, *search.messages]:
        view.message(message)
    if faults or any(message.severity == "error" for message in search.messages):
        view.end(0, 0, search.left)
        return USAGE
    order = Order(
        formats=formats,
        layout=Layout(
            kind=options.kind,
            theme=options.theme,
            page_size=options.page_size,
            typography=options.typography,
            pictures=options.pictures,
            pdf_standard=options.pdf_standard,
            templates=str(Path(options.templates).resolve()) if options.templates else "",
            brand=options.brand,
            reference_doc=options.reference_doc,
        ),
        reading=ReadOptions(
            settings={name.strip(): value for name, _, value in (item.partition("=") for item in options.set)},
            allow_remote=options.allow_remote,
            keep_all=options.keep_all,
            picture_root=options.picture_root,
            max_source_bytes=int(options.max_source_mb * 1_000_000),
            changes=options.changes,
            comments=options.comments,
        ),
        folder=Path(options.output),
        source_format=options.source_format,
        seconds=options.time_limit,
        strict=options.strict,
        receipt=options.receipt,
        receipt_files=options.receipt_files,
        check=options.check,
        embed_source=options.embed_source,
    )
    page = ReportPage(options.html, "exporter build", order.check) if options.html else None
    with scratch_folder(), ended_by_signals():
        return _run(order, search, view, options.reading, page)


def _run(order: Order, search: Search, view: View, reading: Reading | None, page: ReportPage | None) -> int:
    built = refused = 0
    code, whole = ALL_REFUSED, True
    try:
        with closing(_outcomes(search.found, order, reading, page)) as outcomes:
            view.begin(len(search.found), search.found[0].name)
            for outcome in outcomes:
                built += bool(outcome.written)
                refused += not outcome.written
                code = next((_CODES[message.code] for message in outcome.messages if message.code in _CODES), code)
                view.outcome(outcome)
        if page:
            page.write()
    except ExporterError as exc:  # what every source would end in is said once, or that there is no page of them
        whole = False
        for message in exc.messages:
            view.message(message)
            code = _CODES.get(message.code, code)
    view.end(built, refused, search.left)
    if built:
        return OK if whole and not refused else SOME_REFUSED
    return code


def _outcomes(
    found: list[Found], order: Order, reading: Reading | None, page: ReportPage | None
) -> Generator[Outcome, None, None]:
    """What becomes of each source, in the order of the sources; this process judges and writes the files."""
    most = _JUDGED if order.check == "full" else 1
    waiting: list[tuple[Found, Made]] = []
    with closing(_all_made(found, order, reading)) as all_made:
        for item, made in zip(found, all_made, strict=True):
            waiting.append((item, made))
            if len(waiting) == most:
                yield from _finished(waiting, order, page)
                waiting = []
        yield from _finished(waiting, order, page)


def _all_made(found: list[Found], order: Order, reading: Reading | None) -> Generator[Made, None, None]:
    """What each source gives, in their order."""
    if len(found) == 1:
        yield _make(found[0], order, reading)
        return
    if reading:
        reading.stop()
    gc.enable()  # for one article it is not worth its time
    readers = {order.source_format or _format(item) for item in found}
    load_ahead(order.formats, order.layout, order.receipt, order.check, readers)
    if len(found) < _POOL_FROM or not can_fork():
        yield from (_make(item, order) for item in found)
        return
    from exporter.cli.workers import spread

    gc.freeze()  # what is shared with the workers is never looked through, and so never copied
    # Workers may be ended at any moment, so they write nothing.
    with closing(spread(partial(_make, order=order), found, _lost)) as results:
        yield from results


def _make(item: Found, order: Order, reading: Reading | None = None) -> Made:
    """Read and convert one source, every fault a message; and the seconds that it took."""
    started = time.monotonic()
    text = f"the article took longer than {order.seconds:g} seconds"
    late = OutputError(Message("B106", "error", text, "split it, or give it more with --time-limit"))
    try:
        source = source_of(item, order.source_format, order.reading)
        job = Job(
            source=source,
            formats=order.formats,
            layout=order.layout,
            read_options=order.reading,
            receipt=order.receipt,
            check=order.check,
            embed_source=order.embed_source,
        )
        with time_limit(order.seconds, late):
            result = convert_overlapped(job, reading) if reading else convert_unjudged(job)
    except ExporterError as exc:
        result = Result(item.name, (), exc.messages)
    except Exception as exc:
        result = Result(item.name, (), (_own_fault(exc),))
    return result, time.monotonic() - started


def _finished(waiting: list[tuple[Found, Made]], order: Order, page: ReportPage | None) -> Iterator[Outcome]:
    """The outcomes of some sources with their files written, unless they were refused."""
    results = [result for _, (result, _) in waiting]
    for (item, (_, seconds)), judgement in zip(
        waiting, judged(results) if order.check == "full" else results, strict=True
    ):
        result = _strictly(judgement) if order.strict else judgement
        messages = result.messages
        try:
            exports = [*result.exports, *([_receipt_file(result.receipt)] if order.receipt_files else [])]
            written = write_exports(exports if result.exports else [], order.folder, item.place)
        except ExporterError as exc:
            written, messages = (), (*messages, *exc.messages)
        if page:
            files = (*result.exports, *result.withheld)
            page.add_article(item.name, not written, messages, result.receipt, files, result.checks)
        yield Outcome(item.name, written, messages, seconds, result.receipt, result.checks)


def _receipt_file(receipt: "Receipt | None") -> Export:
    data = msgspec.json.format(msgspec.json.encode(receipt), indent=2)
    return Export("receipt", ".receipt.json", "application/json", data + b"\n")


def _lost(item: Found) -> Made:
    """The result of a source whose worker was killed, twice."""
    text = "the process that built it was ended from outside"
    return Result(item.name, (), (Message("B107", "error", text, "free some memory"),)), 0


def _strictly(result: Result) -> Result:
    """The result, refused when it has a warning."""
    warnings = sum(message.severity == "warning" for message in result.messages)
    if not warnings or result.failed:
        return result
    text, hint = f"--strict refuses an article with {warnings} warning(s)", "mend what they name, or leave --strict out"
    messages = (*result.messages, Message("C106", "error", text, hint))
    return msgspec.structs.replace(result, exports=(), withheld=result.exports, messages=messages)


def _own_fault(exc: Exception) -> Message:
    """A message for an error that no input should cause: where in the program it came up, and what it was."""
    trace = exc.__traceback__
    place = ""
    while trace:
        place = f"{Path(trace.tb_frame.f_code.co_filename).name}:{trace.tb_lineno}"
        trace = trace.tb_next
    text = f"exporter itself failed: {type(exc).__name__} at {place}: {str(exc)[:200]}"
    return Message("C105", "error", text, "report it with this line and the source")


def _faults(options: argparse.Namespace, formats: tuple[str, ...]) -> list[Message]:
    """What is wrong with the options, before any source is read."""
    faults = []
    for name in formats or ("",):
        if name not in BACKENDS and name not in names(BACKENDS, "exporter.backends"):
            hint = instead_of(name, names(BACKENDS, "exporter.backends"))
            faults.append(Message("B103", "error", f'there is no format "{name}"', hint))
    given = options.source_format
    if given and given not in READERS and given not in names(READERS, "exporter.readers"):
        hint = instead_of(given, names(READERS, "exporter.readers"))
        faults.append(Message("R005", "error", f'no reader knows "{given}"', hint))
    for word in options.set:
        if not word.partition("=")[0].strip() or "=" not in word:
            hint = "write --set name=value, such as --set lang=fr"
            faults.append(Message("C101", "error", f'"{word}" sets nothing', hint))
    for option, folder in (("--templates", options.templates), ("--picture-root", options.picture_root)):
        if folder and not Path(folder).is_dir():
            faults.append(Message("C107", "error", f'{option} "{folder}" is no folder', "name a folder that is there"))
    return faults


def _collisions(found: list[Found], folder: Path, formats: tuple[str, ...]) -> list[Message]:
    taken: dict[Path, Found] = {}
    sources = {item.path.resolve() for item in found if item.path}
    faults = []
    for item in found:
        target = target_of(folder, item.place, "")
        if target in taken:
            text = f'"{taken[target].name}" and "{item.name}" would both be written as "{shown(target)}"'
            hint = "rename one of them, build the folder above them, or build each into a folder of its own with -o"
            faults.append(Message("B104", "error", text, hint))
        taken[target] = item
        for name in formats:  # a Word file can be both
            output = target_of(folder, item.place, f".{name}")
            if output.resolve() in sources:
                hint = "write into another folder with -o, or leave this format out with --to"
                faults.append(
                    Message("C104", "error", f'"{shown(output)}" is a source, and would be overwritten', hint)
                )
    return faults


def _format(item: Found) -> str:
    return format_of(item.path.name) if item.path else "web" if item.address else "markdown"
