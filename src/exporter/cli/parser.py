"""The words of the command line."""

import argparse
import re
import sys
from importlib import import_module
from typing import NoReturn

from exporter import __version__
from exporter.cli import COMMANDS, USAGE


class Parser(argparse.ArgumentParser):
    """An ArgumentParser whose errors offer the nearest known word."""

    def error(self, message: str) -> NoReturn:
        """Print what is wrong and where help is; exit 2."""
        near = self._nearest(message)
        print(f"{self.prog}: {message}{f' (did you mean {near}?)' if near else ''}", file=sys.stderr)
        print(f"  hint: {self.prog} --help", file=sys.stderr)
        raise SystemExit(USAGE)

    def _nearest(self, message: str) -> str:
        """The known word that is nearest to the one that argparse complains of; "" when none is near."""
        import difflib

        choice = re.search(r"invalid choice: '([^']*)' \(choose from (.*)\)", message)
        option = re.search(r"unrecognized arguments:.*?(--?[\w-]+)", message)
        if choice:
            word, known = choice[1], re.findall(r"[\w-]+", choice[2])
        elif option:
            word, known = option[1], self._options()
        else:
            return ""
        return next(iter(difflib.get_close_matches(word, known, 1)), "")

    def _options(self) -> list[str]:
        commands = [action for action in self._actions if isinstance(action, argparse._SubParsersAction)]
        parsers = [self, *(parser for action in commands for parser in action.choices.values())]
        return sorted({word for parser in parsers for action in parser._actions for word in action.option_strings})


def make_parser(named: str = "", every: bool = False) -> Parser:
    """The parser of all commands, with the arguments of the one that is named, or of every one."""
    parser = Parser(
        prog="exporter", description="One structured article becomes a PDF, a DOCX and an EPUB.", allow_abbrev=False
    )
    parser.add_argument("--version", action="version", version=f"exporter {__version__}")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", parser_class=Parser)
    for name, summary in COMMANDS.items():
        command = commands.add_parser(name, help=summary, description=summary, allow_abbrev=False)
        if every or name == named:
            import_module(f"exporter.cli.{name}_command").add_arguments(command)
    return parser
