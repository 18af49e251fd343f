"""veraPDF, the reference judge of PDF/A and PDF/UA: each file is held to the standards that it claims."""

import re
import shutil
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Any

import msgspec
import pikepdf

from exporter.checks.judges import MISREAD, Absent, Answer
from exporter.checks.judges.programs import Programs, Stopped, last_line, said
from exporter.checks.pdf.objects import identity
from exporter.checks.pdf.xmp_schemas import PDFA_ID, PDFUA_ID
from exporter.checks.rules import Fault, Finding, Unreadable
from exporter.checks.rules.pdf import Subject, opened

_COMMAND = "verapdf"
_INSTALL = "get its installer from https://verapdf.org, and put its command on the PATH"
_MEND = "export it so that the rule holds; docs.verapdf.org/validation explains the rules"
_FLAVOURS = frozenset(("1a", "1b", "2a", "2b", "2u", "3a", "3b", "3u", "4", "4e", "4f", "ua1", "ua2"))
_SECONDS, _SECONDS_A_FILE = 90, 60
_MOST_PLACES = 25  # of one rule in one file
_LONGEST = 300  # characters of what it says of one place
_PAGE = re.compile(r"/pages\[(\d+)\]")
_OBJECT = re.compile(r"\((\d+) (\d+) obj ")


class VeraPdf:
    """Many files in one process, and one process for each standard that some of them claim."""

    name = "veraPDF"
    formats = ("pdf",)

    def found(self) -> str:
        """The version that the command says."""
        command = shutil.which(_COMMAND)
        if not command:
            raise Absent(f"there is no command {_COMMAND}", _INSTALL)
        version = re.search(r"veraPDF\s+v?(\d\S*)", said([command, "--version"]))
        return version[1] if version else ""

    def judge(self, files: Sequence[Path], programs: Programs) -> list[Answer]:
        """Ask it once for each standard; of a file that claims none it knows nothing."""
        claims = {file: _claims(file) for file in files}
        flavours = sorted({flavour for claimed in claims.values() for flavour in claimed})
        theirs = [[file for file in files if flavour in claims[file]] for flavour in flavours]
        with ThreadPoolExecutor(len(flavours) or 1) as pool:
            answers = list(pool.map(partial(_answers, programs), flavours, theirs))
        return [_joined([answer[file] for answer in answers if file in answer]) for file in files]


def _joined(answers: Sequence[Answer]) -> Answer:
    """The faults of one file by all standards, or why one of them is not known."""
    if not answers:
        return "the file claims neither PDF/A nor PDF/UA, and is held to nothing"
    silent = next((answer for answer in answers if isinstance(answer, str)), "")
    return silent or [fault for answer in answers if isinstance(answer, list) for fault in answer]


def _answers(programs: Programs, flavour: str, files: Sequence[Path]) -> dict[Path, Answer]:
    command = [shutil.which(_COMMAND) or _COMMAND, "--format", "json", "--flavour", flavour]
    command += ["--maxfailuresdisplayed", str(_MOST_PLACES), *map(str, files)]
    try:
        ran = programs.run(command, _SECONDS + _SECONDS_A_FILE * len(files))
    except Stopped as exc:
        return dict.fromkeys(files, str(exc))
    try:
        jobs = {Path(job["itemDetails"]["name"]).name: job for job in msgspec.json.decode(ran.out)["report"]["jobs"]}
        return {file: _answer(jobs.get(file.name, {}), file) for file in files}
    except MISREAD:
        return dict.fromkeys(files, f"it gave no report: {last_line(ran.errors)}")


def _answer(job: Any, file: Path) -> Answer:
    if "validationResult" not in job:
        failed = job.get("taskException") or {}
        return f"it could not judge the file: {failed.get('exceptionMessage') or 'it says nothing of it'}"[:_LONGEST]
    results = job["validationResult"]  # before 1.27 one, since then a list
    rules = [
        rule
        for one in (results if isinstance(results, list) else [results])
        for rule in one["details"]["ruleSummaries"]
    ]
    with opened(file.read_bytes()) as subject:
        return [fault for rule in sorted(rules, key=_clause) for fault in _faults(rule, subject)]


def _faults(rule: Any, subject: Subject) -> Iterator[Fault]:
    checks = [check for check in rule["checks"] if check["status"] == "failed"]
    more = rule["failedChecks"] - len(checks)
    for number, check in enumerate(checks, 1):
        found = _place(check["context"], subject)
        others = f" (and at {more} more places)" if more > 0 and number == len(checks) else ""
        yield Fault(
            f"veraPDF {rule['clause']}-{rule['testNumber']}",
            "error",
            (check.get("errorMessage") or rule["description"])[:_LONGEST] + others,
            str(found.place),
            _MEND,
            found.page,
            found.box,
            why=rule["description"],
            source=f"{rule['specification']}, {rule['clause']}",
        )


def _place(context: str, subject: Subject) -> Finding:
    """Where a check failed, by the innermost annotation or structure element on its way, else by its page."""
    found = _PAGE.search(context)
    page = int(found[1]) + 1 if found else 0
    with suppress(pikepdf.PdfError, *MISREAD):
        for number, generation in reversed(_OBJECT.findall(context)):
            thing = subject.pdf.get_object(int(number), int(generation))
            if isinstance(thing, pikepdf.Dictionary) and "/Rect" in thing:
                return subject.on(page, "", thing)
            element = next((one for one in subject.tree.elements if identity(one.node) == identity(thing)), None)
            if element is not None:
                return subject.at(element, "")
    return subject.on(page, "")


def _clause(rule: Any) -> tuple[list[int], int]:
    return [int(part) for part in re.findall(r"\d+", rule["clause"])], rule["testNumber"]


def _claims(file: Path) -> tuple[str, ...]:
    """The standards that a PDF says it meets, by veraPDF's names."""
    try:
        with opened(file.read_bytes()) as subject:
            part, level = (subject.metadata.text(PDFA_ID, name) for name in ("part", "conformance"))
            accessible = subject.metadata.text(PDFUA_ID, "part")
    except (OSError, Unreadable):
        return ()
    return tuple(name for name in (part + level.lower(), f"ua{accessible}") if name in _FLAVOURS)
