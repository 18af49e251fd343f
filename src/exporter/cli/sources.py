"""From the words on the command line to sources: files, folders, patterns, standard input."""

import glob
import os
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import msgspec

from exporter.errors import SourceError
from exporter.messages import Message
from exporter.origin import Source, stem_of
from exporter.outputs import shown
from exporter.readers import ReadOptions, bounded, format_of, is_address, is_article, page_at
from exporter.readers import source_of as read_source
from exporter.registry import SUFFIXES

_ENDINGS = ", ".join(f".{suffix}" for suffix in SUFFIXES)


class Found(msgspec.Struct, frozen=True):
    """One source to build: its file, None for standard input or a page on the network, which has an address; and the
    place of its outputs under the output folder.

    The place is a path without ending. A file that was named gives its own name; one that a folder or a pattern with
    folders gave keeps its way from there.
    """

    path: Path | None
    place: Path
    address: str = ""

    @property
    def name(self) -> str:
        """What messages call it."""
        return shown(self.path) if self.path else self.address or "-"


class Search(msgspec.Struct):
    """What the words gave: sources in a stable order, each once; what is to say; how many other files were left."""

    found: list[Found]
    messages: list[Message]
    left: int = 0


def find_sources(words: list[str]) -> Search:
    """Look for the sources that the words name. Folders are searched to their depth, hidden files left alone."""
    found: dict[str, Found] = {}
    search = Search([], [])
    for word in words:
        for item in _of_word(word, search):
            # The same file named twice, or by a link, is built once.
            found.setdefault(str(item.path.resolve()) if item.path else item.name, item)
    search.found = list(found.values())
    return search


def found_alone(word: str) -> Found:
    """The one source that a word names as it is: standard input, a page on the network, or a file."""
    if word == "-":
        return Found(None, Path(stem_of("-")))
    if is_address(word):
        parts = [part for part in re.split(r"[/?#]+", word) if part]
        name = re.sub(r"[^\w.-]+", "-", Path(parts[-1]).stem if len(parts) > 2 else parts[-1]).strip(".-")
        return Found(None, Path(name or stem_of("-")), word)
    return Found(Path(word), Path(stem_of(word)))


def source_of(item: Found, format: str, reading: ReadOptions) -> Source:
    """The source's bytes. Raises SourceError when it cannot be read."""
    if item.address:
        return page_at(item.address, format, reading)
    if item.path is None:
        kind = format or "markdown"
        return Source("-", bounded(sys.stdin.buffer, kind, reading), kind)
    kind = format or format_of(item.path.name)
    try:
        source = read_source(item.name, item.path, kind, reading)
    except OSError as exc:
        text = f"{item.name} cannot be read: {exc.strerror}"
        raise SourceError(Message("R001", "error", text, "check the file's name and its rights")) from exc
    if not kind:
        text = f'the ending of "{item.name}" tells no format that is known'
        hint = f"name it, such as --from markdown, or end the file in {_ENDINGS}"
        raise SourceError(Message("R005", "error", text, hint))
    return source


def _of_word(word: str, search: Search) -> Iterator[Found]:
    path = Path(word)
    if word == "-" or is_address(word):
        yield found_alone(word)
    elif path.is_dir():
        yield from _of_folder(path, Path(), search)
    elif os.path.lexists(path):
        yield Found(path, Path(path.stem))
    else:
        yield from _of_pattern(word, search)


def _of_pattern(word: str, search: Search) -> Iterator[Found]:
    matches = sorted(Path(match) for match in glob.glob(word, recursive=True))
    if not matches:
        search.messages.append(_nothing(word, _near(Path(word))))
        return
    root = _plain_start(word)
    files = [match for match in matches if not match.is_dir()]
    for file in files:
        yield Found(file, file.relative_to(root).with_suffix(""))
    if not files:  # as a shell would expand it
        for folder in matches:
            yield from _of_folder(folder, folder.relative_to(root), search)


def _plain_start(pattern: str) -> Path:
    """The folders of a pattern before its first wild card."""
    parts = Path(pattern).parts
    wild = next(number for number, part in enumerate(parts) if glob.has_magic(part))
    return Path(*parts[:wild])


def _of_folder(folder: Path, place: Path, search: Search) -> Iterator[Found]:
    taken = left = 0
    for path, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(name for name in names if not name.startswith(".")):
            file = Path(path) / name
            if is_article(file):
                taken += 1
                yield Found(file, place / file.relative_to(folder).with_suffix(""))
            else:
                left += 1
    if left:
        text = f'{left} file(s) in "{shown(folder)}" are no articles'
        search.messages.append(Message("C103", "note", text, f"articles end in {_ENDINGS}"))
    search.left += left
    if not taken:
        search.messages.append(_nothing(str(folder), "put an article into the folder"))


def _nothing(word: str, hint: str) -> Message:
    return Message("C102", "error", f'no source matches "{shown(Path(word))}"', hint)


def _near(path: Path) -> str:
    import difflib

    names = [item.name for item in path.parent.iterdir()] if path.parent.is_dir() else []
    near = difflib.get_close_matches(path.name, sorted(names), 1)
    return f'did you mean "{path.parent / near[0]}"?' if near else "name a file, a folder or a pattern such as *.md"
