"""The words of the command line."""

import argparse
import sys
from importlib import import_module
from typing import NoReturn

from exporter import __version__
from exporter.cli import COMMANDS, USAGE


class Parser(argparse.ArgumentParser):
    """An ArgumentParser whose errors offer the nearest known word."""

    def error(self, message: str) -> NoReturn:
        """Print what is wrong and where help is; exit 2."""
        import difflib

        parsers: list[argparse.ArgumentParser] = [self]
        for action in self._actions:
            if isinstance(action, argparse._SubParsersAction):
                parsers += action.choices.values()
        words = sorted({word for parser in parsers for action in parser._actions for word in action.option_strings})
        hints = []
        for word in message.split():
            near = difflib.get_close_matches(word.split("=")[0].strip("'(),"), [*words, *COMMANDS], 1, 0.7)
            if word.startswith("-") and near and near[0] != word:
                hints.append(f" (did you mean {near[0]}?)")
        print(f"{self.prog}: {message}{''.join(hints[:1])}", file=sys.stderr)
        print(f"  hint: {self.prog} --help", file=sys.stderr)
        raise SystemExit(USAGE)


def make_parser(words: list[str]) -> argparse.ArgumentParser:
    """The parser with the arguments of the command that `words` name, or of all commands when they name none."""
    parser = Parser(
        prog="exporter", description="One structured article becomes a PDF, a DOCX and an EPUB.", allow_abbrev=False
    )
    parser.add_argument("--version", action="version", version=f"exporter {__version__}")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", parser_class=Parser)
    named = next((word for word in words if word in COMMANDS), "")
    for name, summary in COMMANDS.items():
        command = commands.add_parser(name, help=summary, description=summary, allow_abbrev=False)
        if not named or name == named:
            import_module(f"exporter.cli.{name}_command").add_arguments(command)
    return parser
