"""From two words on the command line to the pairs of finished files that are editions of each other."""

from pathlib import Path

import msgspec

from exporter.checks.editions import FORMATS, Edition
from exporter.errors import SourceError
from exporter.messages import Message
from exporter.outputs import shown


class Pairs(msgspec.Struct, frozen=True):
    """Files of both editions, and those that only one of two folders has."""

    both: tuple[tuple[Path, Path], ...]
    alone: tuple[Path, ...] = ()


def find_pairs(old: Path, new: Path) -> Pairs:
    """Two files as one pair; two folders as pairs of the same names. Raises SourceError for what is neither."""
    for path in (old, new):
        if not path.exists():
            raise SourceError(Message("C109", "error", f"there is no {shown(path)}", "name two files, or two folders"))
    if old.is_dir() and new.is_dir():
        return _in_folders(old, new)
    if old.is_dir() or new.is_dir():
        text = f"{shown(old)} and {shown(new)} are a folder and a file"
        raise SourceError(Message("C109", "error", text, "name two files, or two folders"))
    for path in (old, new):
        if _format(path) not in FORMATS:
            text = f"{shown(path)} is no PDF, DOCX or EPUB"
            raise SourceError(Message("C109", "error", text, "name files that end so: sources are built first"))
    return Pairs(((old, new),))


def edition_of(path: Path) -> Edition:
    """A file's name, format and bytes. Raises SourceError where it cannot be read."""
    try:
        return Edition(shown(path), _format(path), path.read_bytes())
    except OSError as exc:
        text = f"{shown(path)} cannot be read: {exc.strerror}"
        raise SourceError(Message("V200", "error", text, "check its name and its rights")) from exc


def _in_folders(old: Path, new: Path) -> Pairs:
    names, new_names = ({file.relative_to(folder) for file in _files(folder)} for folder in (old, new))
    if not names and not new_names:
        text = f"there is no PDF, DOCX or EPUB in {shown(old)} and {shown(new)}"
        raise SourceError(Message("C109", "error", text, "name folders of finished files"))
    alone = [*(old / name for name in names - new_names), *(new / name for name in new_names - names)]
    return Pairs(tuple((old / name, new / name) for name in sorted(names & new_names)), tuple(sorted(alone)))


def _files(folder: Path) -> list[Path]:
    return [file for file in folder.rglob("*") if _format(file) in FORMATS and file.is_file()]


def _format(path: Path) -> str:
    return path.suffix[1:].lower()
