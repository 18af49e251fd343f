"""`exporter check`: finished files, ours or anyone's, held to the rules of their formats."""

import argparse
import json
import sys
from collections.abc import Container, Iterator
from itertools import groupby
from pathlib import Path
from typing import Any

import msgspec

from exporter.cli import ALL_REFUSED, OK, SOME_REFUSED, USAGE
from exporter.cli.show import harmless

_MOST_SHOWN = 5  # different findings of one rule, and places of one finding
_SARIF = "https://json.schemastore.org/sarif-2.1.0.json"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The words of `exporter check`."""
    parser.add_argument(
        "files", nargs="+", type=Path, metavar="FILE", help="PDF, DOCX and EPUB files, or folders of them"
    )
    how = parser.add_mutually_exclusive_group()
    how.add_argument("--json", action="store_true", help="print one JSON record a file")
    how.add_argument("--sarif", action="store_true", help="print SARIF 2.1.0, as code hosts and editors read it")
    how.add_argument("--rules", action="store_true", help="print the rules of the files' formats, and check nothing")


def run(options: argparse.Namespace) -> int:
    """Check each file; the exit code is 1 when some file breaks a rule that is an error, 3 when none could be read."""
    from exporter.checks.rules import FORMATS, Fault, check

    files = list(_files(options.files, FORMATS))
    if not files:
        print("exporter: there is no PDF, DOCX or EPUB among these\n  hint: name files that end so", file=sys.stderr)
        return USAGE
    if options.rules:
        _print_rules({file.suffix[1:].lower() for file in files})
        return OK
    found: list[tuple[Path, list[Fault]]] = []
    unread = 0
    for file in files:
        try:
            found.append((file, check(file.suffix[1:].lower(), file.read_bytes())))
        except OSError as exc:
            fault = Fault("V200", "error", f"it cannot be read: {exc.strerror}", "", "check its name and its rights")
            found.append((file, [fault]))
        unread += any(fault.code == "V200" for fault in found[-1][1])
        if options.json:
            print(msgspec.json.encode({"file": str(file), "faults": found[-1][1]}).decode())
        elif not options.sarif:
            _show(*found[-1])
    if options.sarif:
        print(json.dumps(_sarif(found), ensure_ascii=False, indent=1))
    if unread == len(files):
        return ALL_REFUSED
    return SOME_REFUSED if any(fault.severity == "error" for _, faults in found for fault in faults) else OK


def _files(given: list[Path], formats: Container[str]) -> Iterator[Path]:
    for path in given:
        if path.is_dir():
            yield from sorted(file for file in path.rglob("*") if file.suffix[1:].lower() in formats and file.is_file())
        elif path.suffix[1:].lower() in formats:
            yield path


def _show(file: Path, faults: list[Any]) -> None:
    """What is wrong with a file, by rules: the same thing at many places is told once."""
    errors = sum(fault.severity == "error" for fault in faults)
    counted = f"{errors} error(s), {len(faults) - errors} warning(s)" if faults else "no rule is broken"
    print(f"{harmless(str(file))}: {counted}")
    for code, broken in groupby(faults, key=lambda fault: fault.code):
        places: dict[str, list[Any]] = {}
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
        print(f"    hint: {first.mend}")


def _told(text: str, alike: list[Any]) -> str:
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


def _sarif(found: list[tuple[Path, list[Any]]]) -> dict[str, Any]:
    from exporter import __version__
    from exporter.checks.rules import rules_of

    rules = [rule for name in sorted({file.suffix[1:].lower() for file, _ in found}) for rule in rules_of(name)]
    driver = {
        "name": "exporter",
        "version": __version__,
        "rules": [
            {
                "id": rule.code,
                "shortDescription": {"text": rule.asks},
                "fullDescription": {"text": f"{rule.why} ({rule.source})"},
                "help": {"text": rule.mend},
                "defaultConfiguration": {"level": rule.severity},
            }
            for rule in rules
        ],
    }
    results = [
        {
            "ruleId": fault.code,
            "level": fault.severity,
            "message": {"text": f"{fault.place}: {fault.text}" if fault.place else fault.text},
            "locations": [{"physicalLocation": {"artifactLocation": {"uri": file.as_posix()}}}],
            **({"properties": {"page": fault.page, "box": fault.box}} if fault.page else {}),
        }
        for file, faults in found
        for fault in faults
    ]
    return {"$schema": _SARIF, "version": "2.1.0", "runs": [{"tool": {"driver": driver}, "results": results}]}
