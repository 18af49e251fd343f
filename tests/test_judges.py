"""Judges that are not ours: what they find, and what becomes of one that is not there or fails."""

import io
import json
import os
import re
import shutil
import subprocess
import sys
import time
import zipfile
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from lxml import etree
from rule_files import changed_pdf, changed_zip, made

from exporter.api import convert_text
from exporter.checks.checked import Asked
from exporter.checks.judges import JUDGES, File, ask, judge_named
from exporter.checks.judges.programs import Programs, Stopped
from exporter.checks.places import element_at
from exporter.checks.rules import Fault

BOOK = "OEBPS/content.xhtml"
TWICE = changed_zip(BOOK, ("<h3 ", '<p id="twice"><b>é</b></p><p><b>ü</b> <i id="twice">x</i></p><h3 '))

# No rule of ours: EPUBCheck alone looks at what may stand in what.
NESTED = changed_zip(BOOK, ("<h3 ", "<p>a paragraph <p>in a paragraph</p></p><h3 "))


def run(folder: Path, *words: str, path: Path | None = None) -> subprocess.CompletedProcess[str]:
    """The command, with a folder before or instead of the others on the PATH."""
    environment = {**os.environ, **({"PATH": str(path)} if path else {})}
    command = [sys.executable, "-m", "exporter", *words]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, env=environment, timeout=120)


def program(folder: Path, name: str, script: str) -> Path:
    """A folder with a program that stands for a judge's command: POSIX shell, and nothing else on its PATH."""
    folder.mkdir(exist_ok=True)
    (folder / name).write_text(f"#!/bin/sh\nPATH=/usr/bin:/bin\n{script}\n")
    (folder / name).chmod(0o755)
    return folder


def gone(process: str) -> bool:
    """Whether a process has ended, or does within some seconds: what is killed takes a moment to go."""
    for _ in range(500):
        state = subprocess.run(["ps", "-o", "stat=", "-p", process], capture_output=True, text=True).stdout.strip()
        if not state or state.startswith("Z"):
            return True
        time.sleep(0.01)
    return False


def of(name: str, *files: bytes, format: str = "epub") -> list[tuple[tuple[Fault, ...], tuple[Asked, ...]]]:
    return ask([name], [File(format, data) for data in files])


# --- EPUBCheck --------------------------------------------------------------------------------------------


@cache
def epubcheck_of_three() -> list[tuple[tuple[Fault, ...], tuple[Asked, ...]]]:
    return of("epubcheck", made("epub"), TWICE(made("epub")), b"no book")


def test_epubcheck_judges_many_books_each_by_itself() -> None:
    good, bad, none = epubcheck_of_three()
    assert good[0] == ()
    assert {fault.code for fault in bad[0]} == {"EPUBCheck RSC-005"}
    assert {fault.severity for fault in none[0]} == {"error"}
    assert [(one.judge, one.silent) for found in (good, bad, none) for one in found[1]] == [("EPUBCheck", "")] * 3


def test_epubcheck_s_places_are_the_elements_that_it_means() -> None:
    faults = epubcheck_of_three()[1][0]
    with zipfile.ZipFile(io.BytesIO(TWICE(made("epub")))) as book:
        root = etree.fromstring(book.read(BOOK))
    elements = [element_at(root, fault.at) for fault in faults]
    assert [(element.tag.rpartition("}")[2], element.get("id")) for element in elements] == [
        ("p", "twice"),
        ("i", "twice"),
    ]
    assert all(fault.part == BOOK and re.fullmatch(rf"{BOOK}:\d+", fault.place) for fault in faults)
    assert 'Duplicate ID "twice"' in faults[0].text


def test_epubcheck_judges_many_books_in_one_process(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    script = f'echo "$@" >> {tmp_path}/asked\nexec {shutil.which("java")} "$@"'
    monkeypatch.setenv("PATH", f"{program(tmp_path / 'bin', 'java', script)}{os.pathsep}{os.environ['PATH']}")
    assert [len(found[0]) for found in of("epubcheck", TWICE(made("epub")), made("epub"))] == [2, 0]
    assert len((tmp_path / "asked").read_text().splitlines()) == 1


def test_epubcheck_works_with_a_java_that_brings_no_compiler(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    java = shutil.which("java")
    script = f'case "$*" in *EpubCheckMany.java*) echo "no module jdk.compiler" >&2; exit 1;; esac\nexec {java} "$@"'
    monkeypatch.setenv("PATH", f"{program(tmp_path / 'bin', 'java', script)}{os.pathsep}{os.environ['PATH']}")
    good, bad = of("epubcheck", made("epub"), TWICE(made("epub")))
    assert (len(good[0]), len(bad[0])) == (0, 2)


# --- Ace --------------------------------------------------------------------------------------------------


@pytest.mark.skipif(
    not (shutil.which("ace-cli") or shutil.which("ace")), reason="Ace by DAISY is not here: npm package @daisy/ace-cli"
)
def test_ace_finds_claims_that_are_missing_and_pictures_without_words() -> None:
    opf = changed_zip("OEBPS/content.opf", ('<meta property="schema:accessibilitySummary">.*?</meta>', ""))
    [(faults, [asked])] = of("ace", changed_zip(BOOK, (' alt="A bridge[^"]*"', ""))(opf(made("epub"))))
    assert (asked.judge, asked.silent) == ("Ace", "")
    found = {fault.code: fault for fault in faults}
    assert {"Ace metadata-accessibilitysummary", "Ace image-alt"} <= found.keys()
    assert (found["Ace image-alt"].part, found["Ace image-alt"].source) == (BOOK, "WCAG 1.1.1")
    assert found["Ace image-alt"].at


# --- veraPDF: it is in none of the registries that tests may use, so a program stands for it that prints a report which
# veraPDF's own command wrote (built from its source of August 2025), of a file with a picture without a description.

RECORDED = Path(__file__).with_name("verapdf_report.json")


def verapdf(folder: Path, report: Path = RECORDED) -> Path:
    script = (
        f'[ "$1" = --version ] && {{ echo "veraPDF 1.28.1"; exit; }}\n'
        f'echo "$@" >> {folder}/asked\nfor file; do :; done\nsed "s#FILE#$file#" {report}\nexit 1'
    )
    return program(folder / "bin", "verapdf", script)


def test_verapdf_holds_a_file_to_what_it_claims(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(verapdf(tmp_path)))
    [(faults, [asked])] = of("verapdf", made("pdf"), format="pdf")
    assert (asked.named, asked.silent) == ("veraPDF 1.28.1", "")
    flavours = [re.search(r"--flavour (\S+)", line)[1] for line in (tmp_path / "asked").read_text().splitlines()]  # type: ignore[index]
    assert sorted(flavours) == ["3a", "ua1"]
    codes = [fault.code for fault in faults]
    assert codes[: len(codes) // 2] == [
        f"veraPDF {rule}" for rule in ("5-1", "7.3-1", "7.4.2-1", "7.18.1-2", "7.18.5-1", "7.18.5-2")
    ]
    figure = next(fault for fault in faults if fault.code == "veraPDF 7.3-1")
    assert figure.text == "Figure structure element neither has an alternate description nor a replacement text"
    assert (figure.severity, figure.source) == ("error", "ISO 14289-1:2014, 7.3")
    link = next(fault for fault in faults if fault.code == "veraPDF 7.18.5-1")
    assert (link.page, link.place) == (2, "page 2")


def test_verapdf_s_older_reports_are_read_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    report = json.loads(RECORDED.read_text())
    for job in report["report"]["jobs"]:
        job["validationResult"] = job["validationResult"][0]
    (tmp_path / "old.json").write_text(json.dumps(report))
    monkeypatch.setenv("PATH", str(verapdf(tmp_path, tmp_path / "old.json")))
    [(faults, _)] = of("verapdf", made("pdf"), format="pdf")
    assert "veraPDF 7.3-1" in {fault.code for fault in faults}


def test_verapdf_is_not_asked_of_a_file_that_claims_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(verapdf(tmp_path)))
    claimless = changed_pdf(lambda pdf: pdf.Root.__delitem__("/Metadata"))(made("pdf"))
    [(faults, [asked])] = of("verapdf", claimless, format="pdf")
    assert faults == ()
    assert "claims neither PDF/A nor PDF/UA" in asked.silent
    assert not (tmp_path / "asked").exists()


@pytest.mark.parametrize(
    ("script", "reason"),
    [
        ("echo 'Error: out of memory' >&2; exit 3", "it gave no report: Error: out of memory"),
        ("exit 0", "it gave no report: it says nothing of it"),
        ('echo \'{"report": {"jobs": [7]}}\'', "it gave no report: it says nothing of it"),
        ('echo \'{"report": {"jobs": []}}\'', "it could not judge the file: it says nothing of it"),
    ],
)
def test_judge_that_fails_is_a_note(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, script: str, reason: str) -> None:
    script = f'[ "$1" = --version ] && {{ echo "veraPDF 1.28.1"; exit; }}\n{script}'
    monkeypatch.setenv("PATH", str(program(tmp_path / "bin", "verapdf", script)))
    assert of("verapdf", made("pdf"), format="pdf") == [((), (Asked("veraPDF", "1.28.1", reason),))]


# --- Programs of others -----------------------------------------------------------------------------------


def test_program_that_takes_too_long_is_ended_with_its_children(tmp_path: Path) -> None:
    script = program(tmp_path / "bin", "slow", f"sleep 300 &\necho $! > {tmp_path}/child\nsleep 300") / "slow"
    with Programs(tmp_path) as programs, pytest.raises(Stopped, match=r"it took longer than 0\.5 s"):
        programs.run([str(script)], 0.5)
    assert gone((tmp_path / "child").read_text().strip())


def test_program_that_says_too_much_is_ended(tmp_path: Path) -> None:
    script = program(tmp_path / "bin", "loud", "exec yes") / "loud"
    with Programs(tmp_path) as programs, pytest.raises(Stopped, match="it printed more than"):
        programs.run([str(script)], 60)


def test_program_gets_no_home_no_secrets_and_no_network(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("A_SECRET", "secret")
    with Programs(tmp_path) as programs:
        ran = programs.run([str(program(tmp_path / "bin", "tells", "env; pwd") / "tells")], 60)
    told = ran.out.decode()
    assert "secret" not in told
    assert f"HOME={tmp_path}/" in told
    assert "https_proxy=http://127.0.0.1:9" in told
    assert "-Dhttp.nonProxyHosts=" in told


# --- The command ------------------------------------------------------------------------------------------


def test_judges_that_are_not_here_are_named_with_what_installs_them(tmp_path: Path) -> None:
    (tmp_path / "none").mkdir()
    (tmp_path / "book.epub").write_bytes(made("epub"))
    told = run(tmp_path, "check", "book.epub", path=tmp_path / "none")
    assert told.returncode == 0, told.stderr
    assert "judged by our own rules\n" in told.stdout
    assert "EPUBCheck not asked: there is no Java\n  hint: apt-get install default-jre-headless" in told.stdout
    assert "Ace not asked: there is no command ace-cli or ace\n  hint: npm install" in told.stdout
    required = run(tmp_path, "check", "book.epub", "--judges", "ace", path=tmp_path / "none")
    assert required.returncode == 4
    record = json.loads(run(tmp_path, "check", "book.epub", "--json", path=tmp_path / "none").stdout)
    assert [one["judge"] for one in record["judges"] if one["silent"] and one["hint"]] == ["EPUBCheck", "Ace"]


def test_files_of_which_a_judge_says_nothing_are_told_in_one_line(tmp_path: Path) -> None:
    claimless = changed_pdf(lambda pdf: pdf.Root.__delitem__("/Metadata"))(made("pdf"))
    for number in range(5):
        (tmp_path / f"{number}.pdf").write_bytes(claimless)
    told = run(tmp_path, "check", ".", "--judges", "verapdf", path=verapdf(tmp_path))
    assert "veraPDF says nothing of 0.pdf, 1.pdf, 2.pdf and 2 more: the file claims neither" in told.stdout


def test_judges_are_chosen_by_name(tmp_path: Path) -> None:
    (tmp_path / "book.epub").write_bytes(NESTED(made("epub")))
    assert run(tmp_path, "check", "book.epub", "--judges", "none").returncode == 0
    told = run(tmp_path, "check", "book.epub", "--judges", "epubcheck")
    assert told.returncode == 1
    assert re.search(r'EPUBCheck RSC-005 error {2}OEBPS/content.xhtml:\d+: element "p" not allowed', told.stdout)
    assert re.search(r"judged by our own rules, EPUBCheck \d", told.stdout)
    wrong = run(tmp_path, "check", "book.epub", "--judges", "epubchek")
    assert (wrong.returncode, "epubcheck, ace, verapdf" in wrong.stderr) == (2, True)


def test_each_judge_that_spoke_has_a_run_of_its_own_in_sarif(tmp_path: Path) -> None:
    (tmp_path / "book.epub").write_bytes(NESTED(made("epub")))
    told = run(tmp_path, "check", "book.epub", "--judges", "epubcheck,verapdf", "--sarif")
    own, theirs = json.loads(told.stdout)["runs"]
    assert (own["tool"]["driver"]["name"], own["results"]) == ("exporter", [])
    assert theirs["tool"]["driver"]["name"] == "EPUBCheck"
    assert [result["ruleId"] for result in theirs["results"]] == ["EPUBCheck RSC-005"]
    assert [rule["id"] for rule in theirs["tool"]["driver"]["rules"]] == ["EPUBCheck RSC-005"]


def test_judges_leave_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "temporary").mkdir()
    monkeypatch.setenv("TMPDIR", str(tmp_path / "temporary"))
    (tmp_path / "book.epub").write_bytes(made("epub"))
    assert run(tmp_path, "check", "book.epub", "--judges", "epubcheck").returncode == 0
    assert list((tmp_path / "temporary").iterdir()) == []


def test_check_that_is_ended_ends_its_judges_and_leaves_nothing(tmp_path: Path) -> None:
    (tmp_path / "temporary").mkdir()
    script = f'[ "$1" = --version ] && {{ echo "veraPDF 1.28.1"; exit; }}\necho $$ > {tmp_path}/asked\nexec sleep 300'
    path = program(tmp_path / "bin", "verapdf", script)
    (tmp_path / "page.pdf").write_bytes(made("pdf"))
    process = subprocess.Popen(
        [sys.executable, "-m", "exporter", "check", "page.pdf"], cwd=tmp_path, stdout=subprocess.PIPE,
        env={**os.environ, "PATH": str(path), "TMPDIR": str(tmp_path / "temporary")},
    )  # fmt: skip
    while not ((tmp_path / "asked").exists() and (tmp_path / "asked").read_text().strip()):
        time.sleep(0.01)
    process.terminate()
    process.communicate(timeout=60)
    assert process.returncode == 143
    assert list((tmp_path / "temporary").iterdir()) == []
    assert gone((tmp_path / "asked").read_text().strip())


def test_doctor_lists_the_judges(tmp_path: Path) -> None:
    findings = {finding["name"]: finding for finding in json.loads(run(tmp_path, "doctor", "--json").stdout)}
    judges = [judge_named(name) for name in JUDGES]
    assert {name for name in findings if name.startswith("judge ")} == {f"judge {judge.name}" for judge in judges}
    assert findings["judge EPUBCheck"]["detail"] == f"{judges[0].found()}, judges epub"
    without = run(tmp_path, "doctor", "--json", path=program(tmp_path / "bin", "java", "exit 0"))
    findings = {finding["name"]: finding for finding in json.loads(without.stdout)}
    assert (findings["judge Ace"]["ok"], findings["judge Ace"]["hint"]) == (
        False,
        "npm install --global @daisy/ace-cli",
    )


# --- Builds -----------------------------------------------------------------------------------------------

TEXT = "---\ntitle: Two paragraphs\nlang: en\n---\n\nOne.\n\nTwo.\n"


@pytest.fixture
def careless(tmp_path: Path) -> Path:
    """Templates that give every paragraph the same id."""
    (tmp_path / "templates" / "blocks").mkdir(parents=True)
    paragraph = '<p id="same">{{ inlines(block.children) }}</p>'
    (tmp_path / "templates" / "blocks" / "paragraph.xhtml.jinja").write_text(paragraph)
    return tmp_path / "templates"


def test_full_check_refuses_what_a_judge_faults(careless: Path) -> None:
    fast = convert_text(TEXT, ["epub"], templates=careless)
    assert (fast.failed, [one.judges for one in fast.checks]) == (False, [()])
    full = convert_text(TEXT, ["epub"], templates=careless, check="full")
    assert (full.failed, full.exports, [export.format for export in full.withheld]) == (True, (), ["epub"])
    [message] = [message for message in full.messages if message.severity == "error"]
    assert message.code == "V104"
    assert re.search(r'EPUBCheck RSC-005 in the EPUB: OEBPS/content.xhtml:\d+: .*Duplicate ID "same"', message.text)
    assert "--html" in message.hint
    assert "EPUBCheck RSC-005" in {fault.code for fault in full.checks[0].faults}
    assert full.withheld[0].data == fast["epub"]


def test_full_check_of_many_articles_writes_the_good_ones(careless: Path, tmp_path: Path) -> None:
    for number in range(5):  # one paragraph has one id; two have the same
        (tmp_path / f"{number}.md").write_text(TEXT if number == 3 else TEXT.replace("Two.\n", ""))
    told = run(tmp_path, "build", *(f"{n}.md" for n in range(5)), "--to", "epub,docx", "--check", "full", "-o", "out",
               "--templates", str(careless), "--json")  # fmt: skip
    assert told.returncode == 1, told.stderr
    *records, summary = [json.loads(line) for line in told.stdout.splitlines()]
    assert [record["built"] for record in records] == [True, True, True, False, True]
    assert summary["summary"] == {"built": 4, "refused": 1, "left": 0}
    [refused] = [record for record in records if not record["built"]]
    assert "V104" in {message["code"] for message in refused["messages"]}
    judges = [one["judge"] for check in refused["checks"] for one in check["judges"]]
    assert "EPUBCheck" in judges
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == sorted(
        f"{n}.{format}" for n in (0, 1, 2, 4) for format in ("docx", "epub")
    )


UNDESCRIBED = "---\ntitle: Links\nlang: en\n---\n\nSee [here](https://example.org).\n"


def test_receipt_and_check_have_a_switch_each() -> None:
    def both(**switches: Any) -> tuple[bool, list[str]]:
        result = convert_text(UNDESCRIBED, ["epub"], **switches)
        return result.receipt is not None, [message.code for message in result.messages]

    assert both() == (True, ["V103"])
    assert both(receipt="off") == (False, ["V103"])
    assert both(check="off") == (True, [])
    assert both(receipt="off", check="off") == (False, [])
