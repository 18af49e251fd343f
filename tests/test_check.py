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
from pdf_changes import below, elements, first_font, notes, picture
from pikepdf import Array, Dictionary, Name
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
    "empty": lambda: pikepdf.Array([]),
    "deep": lambda: pikepdf.Dictionary(X=pikepdf.Array([pikepdf.Dictionary(), pikepdf.Array([])])),
}
# Parts of a PDF that rules look at, each with the keys that may hold something else than they should.
PARTS: dict[str, tuple[Callable[[Any], Any], str]] = {
    "catalog": (
        lambda pdf: pdf.Root,
        "/StructTreeRoot /Names /OutputIntents /MarkInfo /ViewerPreferences /AF /OpenAction /AA /Lang /Metadata"
        " /Outlines /AcroForm /OCProperties /Perms",
    ),
    "page": (
        lambda pdf: pdf.pages[0].obj,
        "/Resources /Annots /Contents /Group /MediaBox /CropBox /StructParents /Tabs",
    ),
    "resources": (
        lambda pdf: pdf.pages[0].obj.Resources,
        "/Font /XObject /ExtGState /ColorSpace /Properties /Pattern /Shading",
    ),
    "font": (lambda pdf: first_font(pdf), "/Subtype /BaseFont /Encoding /DescendantFonts /ToUnicode"),
    "inner font": (lambda pdf: below(pdf), "/Subtype /FontDescriptor /W /DW /CIDToGIDMap /CIDSystemInfo"),
    "descriptor": (lambda pdf: below(pdf).FontDescriptor, "/Flags /FontFile2 /CIDSet /FontName"),
    "tree": (lambda pdf: pdf.Root.StructTreeRoot, "/K /ParentTree /RoleMap /ClassMap"),
    "element": (lambda pdf: elements(pdf, "/Table")[0], "/S /K /P /Pg /A /C /Lang /Alt /ID"),
    "cell": (lambda pdf: elements(pdf, "/TD")[0], "/S /K /A"),
    "annotation": (lambda pdf: notes(pdf)[0], "/Subtype /Rect /F /A /AA /AP /StructParent /Contents /Parent"),
    "picture": (lambda pdf: picture(pdf), "/ColorSpace /SMask /Intent /BitsPerComponent /Filter"),
    "intent": (lambda pdf: pdf.Root.OutputIntents[0], "/S /DestOutputProfile"),
    "trailer": (lambda pdf: pdf.trailer, "/Info /ID"),
}


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


@pytest.mark.parametrize(("part", "key"), [(part, key) for part, (_, keys) in PARTS.items() for key in keys.split()])
def test_malformed_part_of_a_pdf_is_never_more_than_a_finding(part: str, key: str) -> None:
    find, _ = PARTS[part]
    for make in MALFORMED.values():
        data = changed_pdf(lambda pdf, make=make: find(pdf).__setitem__(key, make()))(made("pdf"))
        faults = check("pdf", data)
        assert all(fault.text and fault.mend for fault in faults)
        assert [fault.code for fault in faults if "malformed" in fault.text] == []


@pytest.mark.parametrize("depth", [50, 5000])
def test_very_deep_tags_are_looked_through(depth: int) -> None:
    def change(pdf: Any) -> None:
        node = elements(pdf, "/Document")[0]
        for _ in range(depth):
            inner = pdf.make_indirect(Dictionary(Type=Name.StructElem, S=Name.Div, P=node, K=node.K))
            node.K = Array([inner])
            node = inner

    faults = check("pdf", changed_pdf(change)(made("pdf")))
    assert [fault.text for fault in faults if "malformed" in fault.text] == []


def test_tags_that_hold_themselves_are_looked_through() -> None:
    data = changed_pdf(lambda pdf: elements(pdf, "/L")[0].K.append(elements(pdf, "/Document")[0]))(made("pdf"))
    assert [fault.text for fault in check("pdf", data) if "malformed" in fault.text] == []


def test_the_same_finding_at_many_places_is_told_once(tmp_path: Path) -> None:
    def change(pdf: Any) -> None:
        note = Dictionary(Type=Name.Annot, Subtype=Name.Text, Rect=Array([0, 0, 9, 9]), Contents="x")
        for page in pdf.pages:
            page.obj.Annots = Array([note] * 40)

    (tmp_path / "many.pdf").write_bytes(changed_pdf(change)(made("pdf")))
    told = run(tmp_path, "many.pdf")
    assert "V230 error  a note does not say whether it is printed (40 times: page 1)" in told.stdout
    [record] = [json.loads(line) for line in run(tmp_path, "many.pdf", "--json").stdout.splitlines()]
    alike = [fault for fault in record["faults"] if fault["code"] == "V230"]
    assert [(fault["page"], fault["box"]) for fault in alike] == [(1, [0, 0, 9, 9])] * 40
    [sarif] = json.loads(run(tmp_path, "many.pdf", "--sarif").stdout)["runs"]
    assert {"page": 1, "box": [0, 0, 9, 9]} in [result.get("properties") for result in sarif["results"]]
