"""`exporter restore`: the source out of a file that carries it."""

import argparse
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from exporter.cli import ALL_REFUSED, OK, SOME_REFUSED, USAGE
from exporter.cli.show import harmless
from exporter.kept import SourceFile


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The words of `exporter restore`."""
    parser.add_argument("file", type=Path, metavar="FILE", help="a PDF, DOCX or EPUB made with --embed-source")
    parser.add_argument(
        "-o", "--output", default=Path(), type=Path, metavar="DIR", help="the folder for the files (here)"
    )


def run(options: argparse.Namespace) -> int:
    """Write the source's files; none when one of them is not as it was, or another file stands in its place."""
    from exporter.checks.carried import carried
    from exporter.errors import OutputError
    from exporter.kept import Unrestorable
    from exporter.outputs import write_whole

    format = options.file.suffix[1:].lower()
    if format not in ("pdf", "docx", "epub"):
        return _refused(f"{options.file} is no PDF, DOCX or EPUB", "name a file that ends so", USAGE)
    if not options.file.is_file():
        return _refused(f"{options.file} cannot be read: there is no such file", "check its name", USAGE)
    targets: list[Path] = []

    def files(found: Iterable[SourceFile]) -> Iterator[tuple[Path, bytes]]:
        for file in found:
            target = options.output / file.name
            if target.is_file() and target.read_bytes() != file.data:
                raise _Taken(f"{target} is there already, and is another file")
            targets.append(target)
            yield target, file.data

    try:
        with carried(format, options.file) as found:
            manifest = found.manifest
            write_whole(files(found.files), options.output)
    except Unrestorable as exc:
        return _refused(f"{options.file} does not give its source back: {exc}", "take another copy", ALL_REFUSED)
    except OutputError as exc:
        return _refused(exc.messages[0].text, exc.messages[0].hint, SOME_REFUSED)
    except _Taken as exc:
        return _refused(str(exc), "choose another folder with -o", SOME_REFUSED)
    except OSError as exc:
        return _refused(f"{options.file} cannot be read: {exc.strerror}", "check its name and its rights", USAGE)
    for target in targets:
        print(harmless(str(target)))
    kind = f"kind {manifest.kind}, " if manifest.kind else ""
    print(f"made by {manifest.made_by}, {kind}theme {manifest.theme}", file=sys.stderr)
    return OK


class _Taken(Exception):  # noqa: N818 - it becomes a message
    """Another file stands in the place of one."""


def _refused(text: str, hint: str, code: int) -> int:
    print(f"exporter: {harmless(text)}\n  hint: {hint}", file=sys.stderr)
    return code
