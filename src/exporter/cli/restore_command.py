"""`exporter restore`: the source out of a file that carries it."""

import argparse
import sys
from pathlib import Path

from exporter.cli import ALL_REFUSED, OK, SOME_REFUSED, USAGE
from exporter.cli.show import harmless


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The words of `exporter restore`."""
    parser.add_argument("file", type=Path, metavar="FILE", help="a PDF, DOCX or EPUB made with --embed-source")
    parser.add_argument(
        "-o", "--output", default=Path(), type=Path, metavar="DIR", help="the folder for the files (here)"
    )


def run(options: argparse.Namespace) -> int:
    """Write the source's files; none when one of them is not as it was, or another file stands in its place."""
    from exporter.checks.carried import source_in
    from exporter.errors import OutputError
    from exporter.kept import Unrestorable
    from exporter.outputs import write_whole

    format = options.file.suffix[1:].lower()
    if format not in ("pdf", "docx", "epub"):
        return _refused(f"{options.file} is no PDF, DOCX or EPUB", "name a file that ends so", USAGE)
    try:
        manifest, files = source_in(format, options.file.read_bytes())
    except OSError as exc:
        return _refused(f"{options.file} cannot be read: {exc.strerror}", "check its name and its rights", USAGE)
    except Unrestorable as exc:
        return _refused(f"{options.file} does not give its source back: {exc}", "take another copy", ALL_REFUSED)
    targets = [(options.output / file.name, file.data) for file in files]
    try:
        taken = next((target for target, data in targets if target.is_file() and target.read_bytes() != data), None)
        if taken:
            text = f"{taken} is there already, and is another file"
            return _refused(text, "choose another folder with -o", SOME_REFUSED)
        write_whole(targets, options.output)
    except OutputError as exc:
        return _refused(exc.messages[0].text, exc.messages[0].hint, SOME_REFUSED)
    except OSError as exc:
        return _refused(f"{exc.filename} cannot be read: {exc.strerror}", "choose another folder", SOME_REFUSED)
    for target, _ in targets:
        print(harmless(str(target)))
    kind = f"kind {manifest.kind}, " if manifest.kind else ""
    print(f"made by {manifest.made_by}, {kind}theme {manifest.theme}", file=sys.stderr)
    return OK


def _refused(text: str, hint: str, code: int) -> int:
    print(f"exporter: {harmless(text)}\n  hint: {hint}", file=sys.stderr)
    return code
