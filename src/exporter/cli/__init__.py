"""The command line: one module a command; `views` and `show` for what is seen of it."""

import gc
import os
import sys
from importlib import import_module
from typing import NoReturn

OK, SOME_REFUSED, USAGE, ALL_REFUSED, LIBRARY_MISSING, INTERRUPTED, PIPE_CLOSED = 0, 1, 2, 3, 4, 130, 141

# Each command's module has `add_arguments(parser)` and `run(options) -> int`, and is imported only when it is used.
COMMANDS: dict[str, str] = {
    "build": "turn articles into PDF, DOCX and EPUB",
    "collect": "put a folder of articles together as one collection",
    "bag": "put a collection with its sources into an archive package",
    "verify": "say what has become of a collection or an archive package since it was made",
    "check": "hold finished files, ours or anyone's, to the rules of their formats",
    "diff": "say what changed for a reader between two editions of a file",
    "restore": "take the source out of a file that carries it",
    "brand": "hold the three formats of a theme or brand to each other",
    "new": "write a first article to start from",
    "schema": "print the JSON Schema of articles in JSON and YAML",
    "doctor": "say what is installed, what is missing and how to get it",
    "list": "list the kinds, themes, languages and formats there are",
    "completion": "print a shell's completion script",
}


def main(arguments: list[str] | None = None) -> int:
    """Run one command; gives the exit code that docs/cli.md lists. Raises SystemExit when the words are wrong."""
    # A short process makes no garbage worth looking for; looking costs a tenth of a cold build.
    gc.disable()
    for stream in (sys.stdout, sys.stderr):
        # A terminal that lacks a character shows its number rather than ending the work.
        getattr(stream, "reconfigure", lambda **_: None)(errors="backslashreplace")
    try:
        code = _run(sys.argv[1:] if arguments is None else arguments)
        sys.stdout.flush()
    except KeyboardInterrupt:
        print("exporter: interrupted; no half file was left", file=sys.stderr)
        return INTERRUPTED
    except BrokenPipeError:
        # The reader of a pipe had enough. Nothing more can be said there, not even at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return PIPE_CLOSED
    return code


def entry() -> NoReturn:
    """Run the command of this process and end it at once: taking a big program apart costs 20 ms and more."""
    try:
        code = main()
    except SystemExit as exc:
        code = exc.code if isinstance(exc.code, int) else OK if exc.code is None else SOME_REFUSED
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)


def _run(words: list[str]) -> int:
    command = next((word for word in words if word in COMMANDS), "")
    reading = None
    if command == "build":
        from exporter.convert import begin_reading

        reading = begin_reading()

    import argparse

    from exporter.cli.parser import make_parser

    parser = make_parser(command)
    options = parser.parse_args(words, argparse.Namespace(reading=reading))
    if not options.command:
        parser.print_help()
        return USAGE
    code: int = import_module(f"exporter.cli.{options.command}_command").run(options)
    return code
