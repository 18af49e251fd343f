"""`exporter new`: a first article that builds, with a word on each thing."""

import argparse
import shlex
import sys
from pathlib import Path

from exporter.cli import OK, USAGE
from exporter.cli.show import show_message
from exporter.messages import Message
from exporter.readers import format_of
from exporter.resources import templates_folder


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The words of `exporter new`."""
    languages = sorted(file.stem for file in (templates_folder() / "new").glob("*.md"))
    parser.add_argument("name", metavar="FILE", help="the article's file, such as my-article.md")
    parser.add_argument("--lang", default="en", choices=languages, help="the language to begin in (en)")


def run(options: argparse.Namespace) -> int:
    """Write the article; never over another file."""
    path = Path(options.name)
    if path.name in ("", ".."):
        hint = "name the article's file, such as my-article.md"
        show_message(Message("B102", "error", f'"{options.name}" names no file', hint))
        return USAGE
    if format_of(path.name) != "markdown":
        path = path.with_name(f"{path.name}.md")
    text = (templates_folder() / "new" / f"{options.lang}.md").read_text("utf-8")
    try:
        with path.open("x", encoding="utf-8") as file:
            file.write(text)
    except FileExistsError:
        show_message(Message("C104", "error", f'"{path}" is there already', "choose another name"))
        return USAGE
    except OSError as exc:
        hint = "make its folder first, or choose another"
        show_message(Message("B102", "error", f"{path} cannot be written: {exc.strerror}", hint))
        return USAGE
    print(path)
    print(f"next: exporter build {shlex.quote(str(path))}", file=sys.stderr)
    return OK
