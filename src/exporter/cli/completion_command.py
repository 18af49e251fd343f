"""`exporter completion`: a shell's completion script."""

import argparse

from exporter.cli import OK


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The words of `exporter completion`."""
    parser.add_argument("shell", choices=("bash", "zsh", "tcsh"))
    parser.epilog = 'bash: put eval "$(exporter completion bash)" into ~/.bashrc'


def run(options: argparse.Namespace) -> int:
    """Print the script."""
    import shtab

    from exporter.cli.parser import make_parser

    print(shtab.complete(make_parser([]), options.shell))
    return OK
