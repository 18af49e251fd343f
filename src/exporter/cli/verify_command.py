"""`exporter verify`: what has become of a collection or an archive package since it was made."""

import argparse
from pathlib import Path
from typing import Any

import msgspec

from exporter.cli import OK, SOME_REFUSED, USAGE
from exporter.cli.bag_command import add_places, places_in
from exporter.cli.show import harmless, show_message


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The words of `exporter verify`."""
    add = parser.add_argument
    add("folder", type=Path, metavar="DIR_OR_BAG", help="the folder of a collection, or a bag, ours or anyone's")
    add_places(parser)
    add("--json", action="store_true", help="print one JSON record a file, and one of the whole")
    add("-q", "--quiet", action="store_true", help="print the last line alone")
    add("-v", "--verbose", action="store_true", help="print the files that are the same, too")


def run(options: argparse.Namespace) -> int:
    """Look at every file; the exit code is 1 when one is not as it was."""
    from exporter.archive.findings import summed
    from exporter.archive.verifying import VerifyRequest, verify
    from exporter.errors import ExporterError

    request = VerifyRequest(folder=options.folder, sources=places_in(options), state=options.state)
    try:
        verified = verify(request)
    except ExporterError as exc:
        if options.json:
            print(msgspec.json.encode({"summary": None, "messages": exc.messages}).decode())
        else:
            for message in exc.messages:
                show_message(message)
        return USAGE if exc.messages[0].code in ("A101", "R001") else SOME_REFUSED
    counts = summed(verified.findings)
    same = counts["same"] == counts["files"]
    if options.json:
        for finding in verified.findings:
            print(msgspec.json.encode(finding).decode())
        summary = {"kind": verified.kind, "same": same, "counts": counts, "sources": verified.sources}
        print(msgspec.json.encode({"summary": summary}).decode())
    else:
        for finding in verified.findings:
            if not options.quiet and (finding.status != "same" or options.verbose):
                _show(finding)
        total, *parts = counts.items()
        held = f"; sources: {verified.sources}" if verified.sources else ""
        added = " + ".join(f"{count:,} {status}" for status, count in parts)
        print(f"{harmless(str(options.folder))}: {total[1]:,} files = {added}{harmless(held)}")
    return OK if same else SOME_REFUSED


def _show(finding: Any) -> None:
    code = f"{finding.code} " if finding.code else ""
    text = f": {finding.text}" if finding.text else ""
    said = f", {finding.ledger}" if finding.ledger not in ("", finding.what) else ""
    print(f"{code}{finding.status}  {harmless(f'{finding.path} ({finding.what}{said}){text}')}")
