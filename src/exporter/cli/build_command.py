"""`exporter build`: articles into files."""

import argparse
import os
import sys
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import msgspec

from exporter.cli import ALL_REFUSED, LIBRARY_MISSING, OK, SOME_REFUSED, USAGE
from exporter.cli.show import show_message
from exporter.cli.sources import Found, find_sources, source_of
from exporter.convert import FORMATS, Job, Result, convert, convert_overlapped
from exporter.errors import ExporterError, OutputError
from exporter.messages import Message
from exporter.outputs import Written, target_of, write_result
from exporter.publication import Layout
from exporter.readers import ReadOptions
from exporter.registry import BACKENDS, READERS

_POOL_FROM = 4  # sources: below it, starting workers costs more than they save


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The words of `exporter build`."""
    add = parser.add_argument
    add("sources", nargs="+", metavar="SOURCE", help="files, folders, patterns, or - for standard input")
    add("-o", "--output", default=".", metavar="DIR", help="the folder for the files (here)")
    add("--to", default=",".join(FORMATS), metavar="FORMATS", help="pdf,docx,epub (all)")
    add("--from", dest="source_format", default="", choices=("", *READERS), metavar="FORMAT",
        help=f"{', '.join(READERS)} (by the file's ending; markdown for standard input)")  # fmt: skip
    add("--theme", default="editorial", metavar="NAME", help="a theme's name or folder (editorial)")
    add("--kind", default="brief", metavar="NAME", help="the kind of document (brief)")
    add("--page-size", default="", choices=("", "A4", "Letter"), metavar="SIZE", help="A4 or Letter (the theme's)")
    add("--templates", default="", metavar="DIR", help="your own templates, which come before ours")
    add("--set", action="append", default=[], metavar="NAME=VALUE", help="a metadata field, over the article's own")
    add("--picture-root", default=None, type=Path, metavar="DIR", help='what "/" means in a picture\'s address')
    add("--allow-remote", action="store_true", help="fetch pictures from the network")
    add("--max-source-mb", default=8.0, type=float, metavar="N", help="the largest article, in megabytes (8)")
    add("--time-limit", default=300.0, type=float, metavar="S", help="seconds that one article may take (300)")
    add("--strict", action="store_true", help="refuse an article that has a warning")
    add("--json", action="store_true", help="print one JSON record a source, and one of the whole")
    add("-q", "--quiet", action="store_true", help="print errors alone")
    add("-v", "--verbose", action="store_true", help="print notes too, and what each article took")


def run(options: argparse.Namespace) -> int:
    """Build all sources; the exit code tells how many were refused."""
    formats = tuple(dict.fromkeys(name.strip() for name in options.to.split(",") if name.strip()))
    settings = dict(item.partition("=")[::2] for item in options.set)
    faults = [*_format_faults(formats), *_setting_faults(options.set)]
    found, messages = find_sources(options.sources)
    faults += [message for message in messages if message.severity == "error"]
    faults += _collisions(found, Path(options.output))
    if faults or not found:
        for fault in faults:
            _say(fault, options)
        return USAGE
    for message in messages:
        _say(message, options)
    layout = Layout(
        kind=options.kind, theme=options.theme, page_size=options.page_size, templates=_folder(options.templates)
    )
    reading = ReadOptions(
        settings=settings,
        allow_remote=options.allow_remote,
        picture_root=options.picture_root,
        max_source_bytes=int(options.max_source_mb * 1_000_000),
    )
    make = partial(_build_one, formats=formats, layout=layout, reading=reading, options=options)
    counts = {"built": 0, "refused": 0}
    missing = False
    started = time.monotonic()
    for number, (result, written, seconds) in enumerate(_results(found, make), 1):
        _clear(options)
        counts["built" if written else "refused"] += 1
        missing = missing or any(message.code == "B101" for message in result.messages)
        _show(result, written, seconds, options)
        _progress(number, len(found), started, options)
    _clear(options)
    _summary(counts, time.monotonic() - started, options)
    if missing and not counts["built"]:
        return LIBRARY_MISSING
    if counts["refused"]:
        return SOME_REFUSED if counts["built"] else ALL_REFUSED
    return OK


Outcome = tuple[Result, list[Written], float]


def _build_one(
    item: Found, overlapped: bool, formats: tuple[str, ...], layout: Layout, reading: ReadOptions, options: Any
) -> Outcome:
    started = time.monotonic()
    written: list[Written] = []
    try:
        source = source_of(item, options.source_format)
        job = Job(source=source, formats=formats, layout=layout, read_options=reading)
        with _time_limit(options.time_limit):
            result = convert_overlapped(job) if overlapped else convert(job)
        if not result.failed and not (options.strict and _has_warnings(result)):
            written = write_result(result, Path(options.output), item.relative)
    except ExporterError as exc:
        result = Result(str(item.path or "-"), (), exc.messages)
    return msgspec.structs.replace(result, exports=()), written, time.monotonic() - started


def _results(found: list[Found], make: Callable[..., Outcome]) -> Iterator[Outcome]:
    """The outcome of each source, in the order of the sources."""
    if len(found) < _POOL_FROM or not hasattr(os, "fork"):
        for item in found:
            yield make(item, len(found) == 1)
        return
    import multiprocessing
    from concurrent.futures import ProcessPoolExecutor

    workers = min(len(found), os.cpu_count() or 1)
    context = multiprocessing.get_context("fork")
    # A worker's memory creeps with WeasyPrint's caches; a new one after 200 articles costs a second.
    with ProcessPoolExecutor(workers, context, max_tasks_per_child=None) as pool:
        yield from pool.map(partial(make, overlapped=False), found, chunksize=1)


class _time_limit:  # noqa: N801 - used as a statement
    """Ends the work inside after some seconds with an OutputError; where there are no alarms, never."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds

    def __enter__(self) -> None:
        import signal

        if hasattr(signal, "setitimer"):
            signal.signal(signal.SIGALRM, self._end)
            signal.setitimer(signal.ITIMER_REAL, self._seconds)

    def __exit__(self, *_: object) -> None:
        import signal

        if hasattr(signal, "setitimer"):
            signal.setitimer(signal.ITIMER_REAL, 0)

    def _end(self, *_: object) -> None:
        text = f"the article took longer than {self._seconds:g} seconds"
        raise OutputError(Message("B106", "error", text, "split it, or give it more with --time-limit"))


def _format_faults(formats: tuple[str, ...]) -> list[Message]:
    import difflib

    faults = []
    for name in formats:
        if name not in BACKENDS:
            near = difflib.get_close_matches(name, list(BACKENDS), 1)
            hint = f'did you mean "{near[0]}"?' if near else f"there are: {', '.join(BACKENDS)}"
            faults.append(Message("B103", "error", f'there is no format "{name}"', hint))
    if not formats:
        faults.append(Message("B103", "error", "no format was named", f"there are: {', '.join(BACKENDS)}"))
    return faults


def _setting_faults(words: list[str]) -> list[Message]:
    return [
        Message("C101", "error", f'"{word}" sets nothing', "write --set name=value, such as --set lang=fr")
        for word in words
        if not word.partition("=")[0].strip() or "=" not in word
    ]


def _collisions(found: list[Found], folder: Path) -> list[Message]:
    taken: dict[Path, Found] = {}
    faults = []
    for item in found:
        target = target_of(folder, item.relative, "")
        if target in taken:
            text = f'"{taken[target].path}" and "{item.path}" would both be written as "{target}"'
            faults.append(Message("B104", "error", text, "rename one of them, or build them into folders of their own"))
        taken[target] = item
    return faults


def _folder(name: str) -> str:
    return str(Path(name).resolve()) if name else ""


def _has_warnings(result: Result) -> bool:
    return any(message.severity == "warning" for message in result.messages)


def _show(result: Result, written: list[Written], seconds: float, options: Any) -> None:
    if options.json:
        record = {
            "source": result.source,
            "built": bool(written),
            "outputs": [msgspec.to_builtins(item) for item in written],
            "messages": [msgspec.to_builtins(message) for message in result.messages],
        }
        print(msgspec.json.encode(record).decode())
        return
    for message in result.messages:
        _say(message, options)
    if written and not options.quiet:
        took = f"  ({seconds:.2f} s)" if options.verbose else ""
        for item in written:
            print(f"{item.path}{took}")
    if not written:
        why = "has warnings, and --strict refuses them" if not result.failed else "was refused"
        print(f"{result.source} {why}; nothing was written for it", file=sys.stderr)


def _say(message: Message, options: Any) -> None:
    if message.severity == "error" or (not options.quiet and (message.severity == "warning" or options.verbose)):
        show_message(message)


def _summary(counts: dict[str, int], seconds: float, options: Any) -> None:
    if options.json:
        print(msgspec.json.encode({"summary": counts}).decode())
    elif not options.quiet and sum(counts.values()) > 1:
        print(f"{counts['built']} built, {counts['refused']} refused, {seconds:.1f} s")


def _progress(number: int, total: int, started: float, options: Any) -> None:
    if total < _POOL_FROM or options.quiet or options.json or not sys.stderr.isatty():
        return
    rate = number / max(time.monotonic() - started, 0.001)
    print(f"\r{number}/{total}  {rate:.1f} a second, {(total - number) / rate:.0f} s left", end="", file=sys.stderr)


def _clear(options: Any) -> None:
    if not options.quiet and not options.json and sys.stderr.isatty():
        print("\r\x1b[K", end="", file=sys.stderr)
