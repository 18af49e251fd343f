"""The command line: one module a command, and `show` for what a terminal sees."""

import gc
import sys
from collections.abc import Sequence
from importlib import import_module

OK, SOME_REFUSED, USAGE, ALL_REFUSED, LIBRARY_MISSING, INTERRUPTED = 0, 1, 2, 3, 4, 130

# Each command's module has `add_arguments(parser)` and `run(options) -> int`, and is imported only when it is used.
COMMANDS: dict[str, str] = {
    "build": "turn articles into PDF, DOCX and EPUB",
    "new": "write a first article to start from",
    "schema": "print the JSON Schema of articles in JSON and YAML",
    "doctor": "say what is installed, what is missing and how to get it",
    "list": "list the kinds, themes, languages and formats there are",
    "completion": "print a shell's completion script",
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; gives the exit code that docs/cli.md lists."""
    # A short process makes no garbage worth looking for; looking costs a tenth of a cold build.
    gc.disable()
    from exporter.cli.parser import make_parser

    words = list(sys.argv[1:] if arguments is None else arguments)
    parser = make_parser(words)
    options = parser.parse_args(words)
    if not options.command:
        parser.print_help()
        return USAGE
    try:
        code: int = import_module(f"exporter.cli.{options.command}_command").run(options)
    except KeyboardInterrupt:
        print("exporter: interrupted; no half file was left", file=sys.stderr)
        return INTERRUPTED
    except BrokenPipeError:
        return OK
    return code
