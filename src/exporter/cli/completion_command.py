"""`exporter completion`: a shell's completion script."""

import argparse

from exporter.cli import OK

# What a shell offers for an argument, by its name in the parser.
_FOLDERS = ("output", "templates", "picture_root")
_FILES = ("sources", "name")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The words of `exporter completion`."""
    parser.add_argument("shell", choices=("bash", "zsh", "tcsh"))
    parser.epilog = 'bash: put eval "$(exporter completion bash)" into ~/.bashrc'


def run(options: argparse.Namespace) -> int:
    """Print the script."""
    import shtab

    from exporter.cli.parser import make_parser
    from exporter.publication.compose import kinds
    from exporter.publication.look import themes
    from exporter.registry import READERS

    parser = make_parser(every=True)
    values = {"theme": themes(), "kind": kinds(), "source_format": list(READERS)}
    for command in _commands(parser):
        for action in command._actions:
            if action.dest in _FOLDERS:
                action.complete = shtab.DIRECTORY  # type: ignore[attr-defined]
            elif action.dest in _FILES:
                action.complete = shtab.FILE  # type: ignore[attr-defined]
            elif action.dest in values:
                action.choices = values[action.dest]
    print(shtab.complete(parser, options.shell))
    return OK


def _commands(parser: argparse.ArgumentParser) -> list[argparse.ArgumentParser]:
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            return list(action.choices.values())
    return []
