"""From the words on the command line to sources: files, globs, folders, standard input."""

import glob
import sys
from pathlib import Path

import msgspec

from exporter.errors import SourceError
from exporter.messages import Message
from exporter.origin import Source
from exporter.readers import format_of
from exporter.registry import SUFFIXES


class Found(msgspec.Struct, frozen=True):
    """One source to build: its file, and its place under the output folder. `path` is None for standard input."""

    path: Path | None
    relative: Path


def find_sources(words: list[str]) -> tuple[list[Found], list[Message]]:
    """The sources that the words name, in a stable order, each once; and what is to say about the words."""
    found: dict[str, Found] = {}
    messages: list[Message] = []
    for word in words:
        if word == "-":
            found["-"] = Found(None, Path("article"))
            continue
        path = Path(word)
        if path.is_dir():
            files = sorted(file for file in path.rglob("*") if file.is_file())
            taken = [file for file in files if file.suffix.lower().removeprefix(".") in SUFFIXES]
            for file in taken:
                found.setdefault(str(file.resolve()), Found(file, file.relative_to(path)))
            left = len(files) - len(taken)
            if left:
                text = f'{left} file(s) in "{word}" are no articles'
                messages.append(
                    Message("C103", "note", text, f"articles end in {', '.join(f'.{s}' for s in SUFFIXES)}")
                )
            if not taken:
                messages.append(_nothing(word, "put an article into the folder"))
            continue
        matches = [word] if path.exists() else sorted(glob.glob(word, recursive=True))
        if not matches:
            messages.append(_nothing(word, _near(path)))
        for match in matches:
            if Path(match).is_file():
                found.setdefault(str(Path(match).resolve()), Found(Path(match), Path(Path(match).name)))
    return list(found.values()), messages


def source_of(item: Found, format: str) -> Source:
    """The source's bytes. Raises SourceError when it cannot be read."""
    if item.path is None:
        return Source("-", sys.stdin.buffer.read(), format or "markdown")
    try:
        data = item.path.read_bytes()
    except OSError as exc:
        text = f"{item.path} cannot be read: {exc.strerror}"
        raise SourceError(Message("R001", "error", text, "check the file's name and its rights")) from exc
    kind = format or format_of(item.path.name) or item.path.suffix.removeprefix(".").lower()
    return Source(str(item.path), data, kind, item.path.parent)


def _nothing(word: str, hint: str) -> Message:
    return Message("C102", "error", f'no source matches "{word}"', hint)


def _near(path: Path) -> str:
    import difflib

    names = [item.name for item in path.parent.iterdir()] if path.parent.is_dir() else []
    near = difflib.get_close_matches(path.name, sorted(names), 1)
    return f'did you mean "{path.parent / near[0]}"?' if near else "name a file, a folder or a pattern such as *.md"
