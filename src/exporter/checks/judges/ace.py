"""Ace by DAISY, the judge of EPUB Accessibility: it opens each content document in a browser and runs axe over it."""

import os
import re
import shutil
import zipfile
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import msgspec

from exporter.checks.judges import MISREAD, Absent, Answer
from exporter.checks.judges.programs import Programs, Stopped, last_line, report_of, said
from exporter.checks.rules import Fault, Severity

_COMMANDS = ("ace-cli", "ace")  # of the packages @daisy/ace-cli and @daisy/ace
_INSTALL = "npm install --global @daisy/ace-cli"
_BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
_SECONDS = 240
_PATIENCE = {"ACE_TIMEOUT_INITIAL": "60000"}  # milliseconds for its browser to start; its own five seconds may be few
_SEVERITIES: dict[str, Severity] = {"critical": "error", "serious": "error"}  # else a warning
_CRITERION = re.compile(r"wcag(\d)(\d)(\d+)")
_IDS = re.compile(r"\[[^\]]*\]")  # which a CFI may name behind its numbers
_LONGEST = 300


class Ace:
    """One process a book, as many side by side as there are cores."""

    name = "Ace"
    formats = ("epub",)

    def found(self) -> str:
        """The version that the command says."""
        command = _command()
        if not command:
            raise Absent(f"there is no command {' or '.join(_COMMANDS)}", _INSTALL)
        version = said([command, "--version"])
        if not re.fullmatch(r"\d+\.\d+\.\S+", version):
            raise Absent(f"{command} is not Ace by DAISY", _INSTALL)
        return version

    def judge(self, files: Sequence[Path], programs: Programs) -> list[Answer]:
        with ThreadPoolExecutor(os.cpu_count()) as pool:
            return list(pool.map(lambda file: _answer(file, programs), files))


def _answer(file: Path, programs: Programs) -> Answer:
    folder = programs.folder()
    command = [_command(), "--silent", "--force", "--doNotReportMedia", "--tempdir", f"{folder}/work"]
    try:
        ran = programs.run([*command, "--outdir", f"{folder}/report", str(file)], _SECONDS, _browser() | _PATIENCE)
        report = folder / "report" / "report.json"
        if not report.is_file():
            return f"it wrote no report: {last_line(ran.errors)}"
        return list(_faults(msgspec.json.decode(report_of(report)), _names(file)))
    except Stopped as exc:
        return str(exc)
    except MISREAD:
        return "its report is another one than that of Ace 1"
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _faults(report: Any, names: Sequence[str]) -> Iterator[Fault]:
    for document in report["assertions"]:
        part = _part(document["earl:testSubject"]["url"], names)
        for assertion in document["assertions"]:
            result, test = assertion["earl:result"], assertion["earl:test"]
            if result["earl:outcome"] != "fail":
                continue
            tags = test.get("rulesetTags") or []
            criteria = [f"WCAG {'.'.join(found.groups())}" for tag in tags if (found := _CRITERION.fullmatch(tag))]
            help = test.get("help") or {}
            pointer = result.get("earl:pointer") or {}
            places = pointer.get("cfi") or [""]
            yield Fault(
                f"Ace {test['dct:title']}",
                _SEVERITIES.get(test.get("earl:impact", ""), "warning"),
                result["dct:description"].partition("\n")[0][:_LONGEST],
                f"{part}, {selector}" if (selector := ", ".join(pointer.get("css") or [])[:120]) else part,
                help.get("dct:description", ""),
                part=part,
                at=_IDS.sub("", places[0]),
                why=test.get("dct:description", ""),
                source=", ".join(criteria) or help.get("url", ""),
            )


def _part(address: str, names: Sequence[str]) -> str:
    """The part that is meant by an address, which begins at the package document or at the top."""
    path = unquote(address).lstrip("/")
    return path if path in names else next((name for name in names if name.endswith(f"/{path}")), path)


def _names(file: Path) -> list[str]:
    try:
        with zipfile.ZipFile(file) as archive:
            return archive.namelist()
    except (OSError, zipfile.BadZipFile):
        return []


def _command() -> str:
    return next((path for name in _COMMANDS if (path := shutil.which(name))), "")


def _browser() -> dict[str, str]:
    """Where its browser is: the one that was named, that npm fetched for it into the user's cache, or the system's."""
    if os.environ.get("PUPPETEER_EXECUTABLE_PATH"):
        return {}  # handed on to every program
    fetched = os.environ.get("PUPPETEER_CACHE_DIR") or os.path.expanduser("~/.cache/puppeteer")
    if os.path.isdir(fetched):
        return {"PUPPETEER_CACHE_DIR": fetched}
    system = next((path for name in _BROWSERS if (path := shutil.which(name))), "")
    return {"PUPPETEER_EXECUTABLE_PATH": system} if system else {}
