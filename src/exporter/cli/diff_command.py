"""`exporter diff`: what changed for a reader between two editions, in words and on the pages."""

import argparse
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from exporter.cli import ALL_REFUSED, OK, SOME_REFUSED, USAGE
from exporter.cli.show import harmless, show_message
from exporter.outputs import shown

if TYPE_CHECKING:
    from exporter.checks.editions.album import ComparedFiles

_MOST_LINES = 200  # of one half that a terminal gets; --json has all
_MOST_LEAVES = 40  # pages of which a page of pictures shows some
_DPI = (36, 600)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The words of `exporter diff`."""
    parser.add_argument("old", type=Path, metavar="A", help="a PDF, DOCX or EPUB, or a folder of them")
    parser.add_argument("new", type=Path, metavar="B", help="another edition of it, or a folder with the same names")
    halves = parser.add_mutually_exclusive_group()
    halves.add_argument("--words", action="store_true", help="compare what they say, not how they look")
    halves.add_argument("--pages", action="store_true", help="compare how they look, not what they say")
    parser.add_argument("--html", type=Path, metavar="FILE", help="write a page with pictures of the pages that differ")
    parser.add_argument("--pictures", type=Path, metavar="DIR", help="write pictures of the pages that differ, as PNG")
    parser.add_argument("--dpi", type=_dpi, default=100, metavar="N", help="how finely pages are drawn (100)")
    view = parser.add_mutually_exclusive_group()
    view.add_argument("--json", action="store_true", help="print one JSON record a pair")
    view.add_argument("-q", "--quiet", action="store_true", help="print nothing: the exit code tells")


def run(options: argparse.Namespace) -> int:
    """Compare; 1 when a reader sees a change, 2 when there is nothing to compare, 3 when no file could be read."""
    from exporter.cli.editions import find_pairs
    from exporter.errors import ExporterError, SourceError

    try:
        pairs = find_pairs(options.old, options.new)
        _refuse_formats(pairs.both, options.pages)
    except ExporterError as exc:
        return _refused(exc, USAGE)
    compared: list[ComparedFiles] = []
    unread = 0
    try:
        for old, new in pairs.both:
            try:
                compared.append(_compared(old, new, options))
            except SourceError as exc:
                unread += 1
                _refused(exc, ALL_REFUSED)
            else:
                _tell(compared[-1], options)
        for file in pairs.alone:
            _tell_alone(file, options)
        if options.html:
            _write_html(options.html, compared, [shown(file) for file in pairs.alone])
    except ExporterError as exc:
        return _refused(exc, ALL_REFUSED)
    if unread and not compared:
        return ALL_REFUSED
    same = not unread and not pairs.alone and all(pair.comparison.is_same for pair in compared)
    return OK if same else SOME_REFUSED


def _refuse_formats(pairs: Iterable[tuple[Path, Path]], pages_alone: bool) -> None:
    """Raise SourceError where pages alone of two formats are to be compared."""
    from exporter.errors import SourceError
    from exporter.messages import Message

    for old, new in pairs:
        if pages_alone and old.suffix.lower() != new.suffix.lower():
            text = f"{shown(old)} and {shown(new)} are of two formats, which are compared in words alone"
            raise SourceError(Message("C109", "error", text, "leave --pages away, or name two files of one format"))


def _dpi(word: str) -> int:
    if not word.isdecimal() or not _DPI[0] <= int(word) <= _DPI[1]:
        raise argparse.ArgumentTypeError(f"name a number from {_DPI[0]} to {_DPI[1]}")
    return int(word)


def _refused(exc: Any, code: int) -> int:
    for message in exc.messages:
        show_message(message)
    return code


def _compared(old: Path, new: Path, options: argparse.Namespace) -> "ComparedFiles":
    """What differs between two files, with pictures of it for a page; those for a folder are written."""
    from exporter.checks.editions import Wanted, compare
    from exporter.checks.editions.album import Album, ComparedFiles
    from exporter.cli.editions import edition_of
    from exporter.messages import Report

    album, report = Album(_MOST_LEAVES if options.html else 0, "webp"), Report()
    folder = options.pictures / new.stem if options.pictures else None

    def show(compared: Any, picture: Any, new_picture: Any) -> None:
        album.show(compared, picture, new_picture)
        if folder:
            _write_pictures(folder, compared, picture, new_picture)

    wanted = Wanted(words=not options.pages, pages=not options.words, dpi=options.dpi)
    comparison = compare(edition_of(old), edition_of(new), wanted, report, show)
    return ComparedFiles(comparison, album, tuple(report.messages))


def _write_pictures(folder: Path, compared: Any, old: Any, new: Any) -> None:
    """Each picture of a page as FOLDER/page-3-old.png, after its number in the new edition."""
    from exporter.checks.editions.album import leaf_of
    from exporter.outputs import write_whole

    leaf = leaf_of(compared, old, new, "png")
    name = f"page-{leaf.pages[1]}" if leaf.pages[1] else f"old-page-{leaf.pages[0]}"
    files = (("old", leaf.old), ("new", leaf.new), ("both", leaf.both))
    write_whole([(folder / f"{name}-{side}.png", data) for side, data in files if data], folder)


def _write_html(file: Path, compared: "list[ComparedFiles]", alone: list[str]) -> None:
    from exporter.checks.editions.html import html_of
    from exporter.outputs import write_whole

    write_whole([(file, html_of(compared, alone))], file.parent)


def _tell(pair: "ComparedFiles", options: argparse.Namespace) -> None:
    comparison = pair.comparison
    if options.json:
        print(msgspec.json.encode(_record(pair)).decode())
    elif not options.quiet:
        print(f"{harmless(comparison.old)} -> {harmless(comparison.new)}: {comparison.said}")
        _print_half("words", [change.said for change in comparison.words])
        _print_half("pictures, margins and styles", [change.said for change in comparison.parts])
        _print_half("pages", [sight.said for sight in comparison.pages])
        for message in pair.messages:
            show_message(message)


def _tell_alone(file: Path, options: argparse.Namespace) -> None:
    if options.json:
        print(msgspec.json.encode({"alone": shown(file)}).decode())
    elif not options.quiet:
        print(f"{harmless(shown(file))}: the other folder has no such file")


def _print_half(name: str, lines: list[str]) -> None:
    if lines:
        print(f"  {name}")
    for line in lines[:_MOST_LINES]:
        print(f"    {harmless(line)}")
    if len(lines) > _MOST_LINES:
        print(f"    and {len(lines) - _MOST_LINES} more, which --json tells")


def _record(pair: "ComparedFiles") -> dict[str, Any]:
    comparison = pair.comparison
    changes = {
        "words": [_said(change, change.said) for change in comparison.words],
        "parts": [_said(change, change.said) for change in comparison.parts],
        "pages": [_said(sight, sight.said) for sight in comparison.pages],
    }
    names = {"old": comparison.old, "new": comparison.new, "identical": comparison.identical}
    return {**names, "same": comparison.is_same, **changes, "messages": pair.messages}


def _said(found: msgspec.Struct, said: str) -> dict[str, Any]:
    return {**msgspec.to_builtins(found), "said": said}
