"""`exporter check`: the command, and what it says of files that are damaged."""

import json
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree
from rule_files import changed_pdf, changed_zip, codes, made, part_of

from exporter.checks.rules import FORMATS, check


@pytest.mark.parametrize("format", FORMATS)
def test_our_own_files_break_no_rule(format: str) -> None:
    assert check(format, made(format)) == []


@pytest.mark.parametrize("format", FORMATS)
@pytest.mark.parametrize("data", [b"", b"no such file", b"PK\x03\x04 broken", b"%PDF-1.7\n broken"])
def test_what_is_no_such_file_is_said_so(format: str, data: bytes) -> None:
    assert codes(format, data) == {"V200"}


def run(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """The command with our own rules alone; tests/test_judges.py has the judges of others."""
    command = [sys.executable, "-m", "exporter", "check", "--judges", "none", *words]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=60)


def test_command_tells_a_person_and_a_program(tmp_path: Path) -> None:
    (tmp_path / "good.docx").write_bytes(made("docx"))
    undescribed = changed_zip("OEBPS/content.xhtml", (' alt="A bridge[^"]*"', ""))(made("epub"))
    (tmp_path / "bad.epub").write_bytes(undescribed)
    told = run(tmp_path, ".")
    assert told.returncode == 1
    assert "good.docx: no rule is broken" in told.stdout
    assert re.search(r"V303 error {2}OEBPS/content.xhtml:\d+: the picture .* has no alt", told.stdout)
    assert run(tmp_path, "good.docx").returncode == 0
    records = [json.loads(line) for line in run(tmp_path, ".", "--json").stdout.splitlines()]
    assert [(record["file"], bool(record["faults"])) for record in records] == [
        ("bad.epub", True),
        ("good.docx", False),
    ]
    [sarif] = json.loads(run(tmp_path, ".", "--sarif").stdout)["runs"]
    assert "V303" in [result["ruleId"] for result in sarif["results"]]
    assert {rule["id"] for rule in sarif["tool"]["driver"]["rules"]} >= {"V303", "V401"}


def test_command_without_a_file_it_knows_says_so(tmp_path: Path) -> None:
    told = run(tmp_path, "nothing.txt")
    assert told.returncode == 2
    assert "hint:" in told.stderr


FLIPS = st.lists(st.tuples(st.floats(0, 1), st.integers(0, 255)), min_size=1, max_size=8)
MALFORMED: dict[str, Callable[[], Any]] = {
    "name": lambda: pikepdf.Name("/X"),
    "number": lambda: 7,
    "array": lambda: pikepdf.Array([1, "words"]),
    "dictionary": lambda: pikepdf.Dictionary(X=1, K=2, S="words"),
    "text": lambda: "words",
}
CATALOG = ("/StructTreeRoot", "/Names", "/OutputIntents", "/MarkInfo", "/ViewerPreferences", "/AF", "/OpenAction")


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(list(FORMATS)), FLIPS)
def test_damaged_file_is_never_more_than_a_finding(format: str, flips: list[tuple[float, int]]) -> None:
    data = bytearray(made(format))
    for share, byte in flips:
        data[int(share * (len(data) - 1))] = byte
    assert all(fault.text and fault.mend for fault in check(format, bytes(data)))


WRONG = st.sampled_from(["", "x", "-1", "999999999999", "é", "0x", "1.5", "#", "..", "%ff", "http://[x", "\u0663"])
TURNS = st.lists(st.tuples(st.floats(0, 1), st.floats(0, 1), st.none() | WRONG), min_size=1, max_size=6)
MARKUP = {
    "docx": ("word/document.xml", "word/styles.xml", "word/numbering.xml", "word/_rels/document.xml.rels"),
    "epub": ("OEBPS/content.xhtml", "OEBPS/content.opf", "OEBPS/nav.xhtml"),
}


@settings(max_examples=60, deadline=None)
@given(st.sampled_from([(format, part) for format, parts in MARKUP.items() for part in parts]), TURNS)
def test_markup_that_lacks_or_twists_something_is_looked_through_to_the_end(
    where: tuple[str, str], turns: list[tuple[float, float, str | None]]
) -> None:
    format, part = where
    root = etree.fromstring(part_of(made(format), part))
    for share, other, value in turns:
        element = list(root.iter("*"))[int(share * (len(list(root.iter("*"))) - 1))]
        if value is None and element is not root:
            element.getparent().remove(element)
        elif element.attrib:
            element.set(element.keys()[int(other * (len(element.attrib) - 1))], value or "")
    faults = check(format, changed_zip("", add={part: etree.tostring(root)})(made(format)))
    assert [fault.text for fault in faults if "cannot be decided" in fault.text] == []


@pytest.mark.parametrize("kind", MALFORMED)
@pytest.mark.parametrize("key", CATALOG)
def test_malformed_catalog_is_never_more_than_a_finding(key: str, kind: str) -> None:
    data = changed_pdf(lambda pdf: pdf.Root.__setitem__(key, MALFORMED[kind]()))(made("pdf"))
    assert all(fault.text and fault.mend for fault in check("pdf", data))


def test_broken_metadata_are_none() -> None:
    data = changed_pdf(lambda pdf: pdf.Root.Metadata.write(b"<x:xmpmeta> is not XML"))(made("pdf"))
    assert {"V201", "V202", "V204"} <= codes("pdf", data)
