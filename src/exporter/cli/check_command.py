"""`exporter check`: finished files, ours or anyone's, held to the rules of their formats, by us and by other judges."""

import argparse
import json
import sys
from collections.abc import Container, Iterator
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from exporter.cli import ALL_REFUSED, LIBRARY_MISSING, OK, SOME_REFUSED, USAGE
from exporter.cli.guards import ended_by_signals, scratch_folder
from exporter.cli.report_page import ReportPage
from exporter.cli.show import harmless, show_judges, show_message
from exporter.errors import OutputError

if TYPE_CHECKING:
    from exporter.checks.checked import Checked
    from exporter.checks.rules import Fault

_MOST_SHOWN = 5  # different findings of one rule, and places of one finding


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The words of `exporter check`."""
    parser.add_argument(
        "files", nargs="+", type=Path, metavar="FILE", help="PDF, DOCX and EPUB files, or folders of them"
    )
    parser.add_argument("--judges", default="all", metavar="NAMES",
        help="besides our own rules ask epubcheck,ace,verapdf; all: those that are installed; none (all)")  # fmt: skip
    parser.add_argument(
        "--html", type=Path, metavar="FILE", help="write a page for people, with pictures of the places"
    )
    how = parser.add_mutually_exclusive_group()
    how.add_argument("--json", action="store_true", help="print one JSON record a file")
    how.add_argument("--sarif", action="store_true", help="print SARIF 2.1.0, as code hosts and editors read it")
    how.add_argument("--rules", action="store_true", help="print the rules of the files' formats, and check nothing")


def run(options: argparse.Namespace) -> int:
    """Check each file; the exit code is 1 when some file breaks a rule that is an error, 3 when none could be read."""
    from exporter.checks.judges import JUDGES
    from exporter.checks.rules import FORMATS

    files = list(_files(options.files, FORMATS))
    if not files:
        print("exporter: there is no PDF, DOCX or EPUB among these\n  hint: name files that end so", file=sys.stderr)
        return USAGE
    if options.rules:
        _print_rules({_format(file) for file in files})
        return OK
    named = [word.strip().lower() for word in options.judges.split(",") if word.strip()]
    judges = {"all": list(JUDGES), "none": []}.get(",".join(named), named)
    unknown = next((name for name in judges if name not in JUDGES), "")
    if unknown:
        print(f'exporter: there is no judge "{unknown}"\n  hint: there are {", ".join(JUDGES)}', file=sys.stderr)
        return USAGE
    with scratch_folder(), ended_by_signals():  # programs that judge end with this one, and leave nothing
        return _run(files, judges, options, required=judges is named)


def _run(files: list[Path], judges: list[str], options: argparse.Namespace, required: bool) -> int:
    page = ReportPage(options.html, "exporter check") if options.html else None
    found: list[tuple[Path, Checked]] = []
    for file, data, checked in _checked(files, judges):
        found.append((file, checked))
        if page:
            page.add_file(str(file), data, checked)
        if options.json:
            record = {"file": str(file), "faults": checked.faults, "judges": checked.judges}
            print(msgspec.json.encode(record).decode())
        elif not options.sarif:
            _show(file, checked)
    if options.sarif:
        from exporter.cli.sarif import sarif

        print(json.dumps(sarif(found), ensure_ascii=False, indent=1))
    elif not options.json:
        show_judges(((str(file), checked.judges) for file, checked in found), sys.stdout)
    if page:
        try:
            page.write()
        except OutputError as exc:
            show_message(exc.messages[0])
            return USAGE
    return _code([checked for _, checked in found], required)


def _files(given: list[Path], formats: Container[str]) -> Iterator[Path]:
    for path in given:
        if path.is_dir():
            yield from sorted(file for file in path.rglob("*") if _format(file) in formats and file.is_file())
        elif _format(path) in formats:
            yield path


def _format(file: Path) -> str:
    return file.suffix[1:].lower()


def _checked(files: list[Path], judges: list[str]) -> Iterator[tuple[Path, bytes, "Checked"]]:
    """Each file with its bytes and its faults by our rules, then by the judges, which are asked about all at once."""
    from exporter.checks.checked import Checked
    from exporter.checks.judges import File, ask
    from exporter.checks.rules import Fault, check

    readable = [file for file in files if file.is_file()]
    said = dict(zip(readable, ask(judges, [File(_format(file), file) for file in readable]), strict=True))
    for file in files:
        faults, asked = said.get(file, ((), ()))
        data = b""
        try:
            data = file.read_bytes()
            own = check(_format(file), data)
        except OSError as exc:
            own = [Fault("V200", "error", f"it cannot be read: {exc.strerror}", "", "check its name and its rights")]
        yield file, data, Checked(_format(file), (*own, *faults), asked)


def _code(found: list["Checked"], required: bool) -> int:
    """The exit code; 4 tells that a judge that was asked for by name was silent."""
    unread = [any(fault.code == "V200" for fault in checked.faults) for checked in found]
    if all(unread):
        return ALL_REFUSED
    if any(checked.errors for checked in found):
        return SOME_REFUSED
    silent = any(asked.silent for checked in found for asked in checked.judges)
    return LIBRARY_MISSING if required and silent else OK


def _show(file: Path, checked: "Checked") -> None:
    """What is wrong with a file, by rules: the same thing at many places is told once."""
    errors, faults = checked.errors, checked.faults
    counted = f"{errors} error(s), {len(faults) - errors} warning(s)" if faults else "no rule is broken"
    print(f"{harmless(str(file))}: {counted}")
    for code, broken in groupby(faults, key=lambda fault: fault.code):
        places: dict[str, list[Fault]] = {}
        first = None
        for fault in broken:
            first = first or fault
            places.setdefault(fault.text, []).append(fault)
        if first is None:
            continue
        for text, alike in list(places.items())[:_MOST_SHOWN]:
            print(f"  {code} {first.severity}  {harmless(_told(text, alike))}")
        if len(places) > _MOST_SHOWN:
            print(f"    and {len(places) - _MOST_SHOWN} more of this rule, which --json lists")
        if first.mend:
            print(f"    hint: {harmless(first.mend)}")


def _told(text: str, alike: "list[Fault]") -> str:
    """A text with its place, or with the first of many."""
    if len(alike) == 1:
        return f"{alike[0].place}: {text}" if alike[0].place else text
    places = list(dict.fromkeys(fault.place for fault in alike if fault.place))
    shown = "; ".join(places[:_MOST_SHOWN]) + (" ..." if len(places) > _MOST_SHOWN else "")
    return f"{text} ({len(alike)} times{': ' if shown else ''}{shown})"


def _print_rules(formats: set[str]) -> None:
    from exporter.checks.rules import rules_of

    for name in sorted(formats):
        for rule in rules_of(name):
            print(f"{rule.code} {rule.severity:8} {rule.asks}  ({rule.source})")
