"""Judges that are not ours: programs of others that hold finished files to a standard, asked where they are installed.

Each judge is one module here and one entry below. What it finds becomes faults like those of our own rules, under
codes that begin with its name ("EPUBCheck RSC-005"). One that is not there, or fails, is silent: the reason is
noted, and nothing else is lost by it.
"""

import shutil
import tempfile
from collections.abc import Iterable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from typing import Protocol

import msgspec

from exporter.checks.checked import Asked
from exporter.checks.judges.programs import Programs
from exporter.checks.rules import Fault

JUDGES = {
    "epubcheck": "exporter.checks.judges.epubcheck:EpubCheck",
    "ace": "exporter.checks.judges.ace:Ace",
    "verapdf": "exporter.checks.judges.verapdf:VeraPdf",
}
_MOST_AT_ONCE = 64  # files that lie in the scratch folder together

Answer = list[Fault] | str  # what is wrong with a file, or why nothing is known of it
# What reading a report ends in that is not as its judge's documentation has it.
MISREAD = (msgspec.MsgspecError, LookupError, TypeError, ValueError, AttributeError)


class Absent(Exception):  # noqa: N818 - it becomes a note
    """A judge is not installed: what is lacking, and the command that installs it."""

    def __init__(self, lacking: str, install: str) -> None:
        super().__init__(lacking)
        self.install = install


class Judge(Protocol):
    """A program of others. `formats` are those that it judges."""

    name: str
    formats: tuple[str, ...]

    def found(self) -> str:
        """The version that is installed. Raises Absent."""

    def judge(self, files: Sequence[Path], programs: Programs) -> list[Answer]:
        """The answer for each file."""


class File(msgspec.Struct, frozen=True):
    """A finished file to be judged: its format, and its bytes or where it lies."""

    format: str
    content: bytes | Path


def judge_named(name: str) -> Judge:
    """The judge of a name among JUDGES."""
    module, _, attribute = JUDGES[name].partition(":")
    judge: Judge = getattr(import_module(module), attribute)()
    return judge


def ask(names: Iterable[str], files: Sequence[File]) -> list[tuple[tuple[Fault, ...], tuple[Asked, ...]]]:
    """Of each file what the named judges of its format find wrong with it, and which of them spoke.

    Every judge gets many files at once, copies in a scratch folder under names of our own, and all work side by side.
    """
    judges = [judge for judge in map(judge_named, names) if any(file.format in judge.formats for file in files)]
    found: list[tuple[list[Fault], list[Asked]]] = [([], []) for _ in files]
    present = []
    for judge in judges:
        try:
            present.append((judge, judge.found()))
        except Absent as exc:
            for file, (_, asked) in zip(files, found, strict=True):
                if file.format in judge.formats:
                    asked.append(Asked(judge.name, silent=str(exc), hint=exc.install))
    for start in range(0, len(files), _MOST_AT_ONCE) if present else ():
        group = slice(start, start + _MOST_AT_ONCE)
        _ask_present(present, files[group], found[group])
    return [(tuple(faults), tuple(asked)) for faults, asked in found]


def _ask_present(
    judges: Sequence[tuple[Judge, str]], files: Sequence[File], found: Sequence[tuple[list[Fault], list[Asked]]]
) -> None:
    """Add to what is found what judges that are here say of some files."""
    theirs = [[number for number, file in enumerate(files) if file.format in judge.formats] for judge, _ in judges]
    for (judge, version), numbers, answers in zip(judges, theirs, _answers(judges, theirs, files), strict=True):
        for number, answer in zip(numbers, answers, strict=True):
            faults, asked = found[number]
            asked.append(Asked(judge.name, version, answer if isinstance(answer, str) else ""))
            faults += [] if isinstance(answer, str) else answer


def _answers(
    judges: Sequence[tuple[Judge, str]], theirs: Sequence[Sequence[int]], files: Sequence[File]
) -> list[list[Answer]]:
    """What each judge says of the files whose numbers are its own."""
    with (
        tempfile.TemporaryDirectory(prefix="exporter-judges-", ignore_cleanup_errors=True) as folder,
        ThreadPoolExecutor(len(judges)) as pool,
        Programs(Path(folder)) as programs,
    ):
        try:
            copies = [_copied(file, Path(folder), number) for number, file in enumerate(files, 1)]
        except OSError as exc:
            return [[f"the files cannot be copied for it: {exc.strerror}"] * len(numbers) for numbers in theirs]
        waiting = [
            pool.submit(judge.judge, [copies[number] for number in numbers], programs)
            for (judge, _), numbers in zip(judges, theirs, strict=True)
        ]
        return [_awaited(answers) for answers in waiting]


def _awaited(answers: "Future[list[Answer]]") -> list[Answer]:
    """What a thread gives, looking up now and then: a signal that comes just before a wait does not end it."""
    while True:
        with suppress(TimeoutError):
            return answers.result(0.2)


def _copied(file: File, folder: Path, number: int) -> Path:
    """A copy that a judge may read, under a name that no shell, option or URL stumbles over."""
    copy = folder / f"{number:04}.{file.format}"
    if isinstance(file.content, bytes):
        copy.write_bytes(file.content)
    else:
        shutil.copyfile(file.content, copy)
    return copy
