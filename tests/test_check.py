"""`exporter check`: each rule finds the file that breaks it, and leaves the one alone that nearly does."""

import io
import json
import re
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from exporter.api import convert_text
from exporter.checks.rules import FORMATS, check, rules_of
from exporter.convert import Job, convert
from exporter.origin import Source
from exporter.publication import Layout

PICTURE = (Path(__file__).parents[1] / "samples" / "pictures").resolve()
TEXT = """---
title: Bridges
lang: en
author: A. Writer
toc: true
---

## First

Words with a note.[^1] See [the guide](https://example.org/guide).

![A bridge over a river](PICTURE){width=40%}

### Below

- one
- two

| Name | Length |
|:-----|-------:|
| Old  |     12 |
| New  |     34 |

[^1]: A note.
"""


def changed_pdf(change: Callable[[Any], object]) -> Callable[[bytes], bytes]:
    def make(data: bytes) -> bytes:
        made = io.BytesIO()
        with pikepdf.open(io.BytesIO(data)) as pdf:
            change(pdf)
            pdf.save(made)
        return made.getvalue()

    return make


def changed_zip(part: str, *pairs: tuple[str, str], drop: str = "") -> Callable[[bytes], bytes]:
    """A package in which a pattern of a part is replaced, each at its first place; and, perhaps, without a part."""

    def make(data: bytes) -> bytes:
        source, made = zipfile.ZipFile(io.BytesIO(data)), io.BytesIO()
        with zipfile.ZipFile(made, "w") as target:
            for item in source.infolist():
                content = source.read(item.filename)
                if item.filename == part:
                    text = content.decode()
                    for pattern, words in pairs:
                        text, count = re.subn(pattern, words, text, count=1, flags=re.DOTALL)
                        assert count, pattern
                    content = text.encode()
                if not drop or item.filename != drop:
                    target.writestr(item, content)
        return made.getvalue()

    return make


def elements(pdf: Any, kind: str) -> list[Any]:
    return [o for o in pdf.objects if isinstance(o, pikepdf.Dictionary) and str(o.get("/S", "")) == kind]


def in_xmp(old: bytes, new: bytes) -> Callable[[Any], None]:
    def change(pdf: Any) -> None:
        text = pdf.Root.Metadata.read_bytes()
        assert old in text
        pdf.Root.Metadata.write(text.replace(old, new))

    return change


def fonts(pdf: Any) -> Any:
    return next(iter(pdf.pages[0].Resources.Font.values()))


def links(pdf: Any) -> list[Any]:
    return [note for page in pdf.pages for note in page.get("/Annots", [])]


def attach(pdf: Any, **keys: Any) -> None:
    """An embedded file with these keys more than its name."""
    stream = pdf.make_stream(
        b"words", {"/Type": pikepdf.Name("/EmbeddedFile"), "/Subtype": pikepdf.Name("/text#2Fplain")}
    )
    made = {
        "/Type": pikepdf.Name("/Filespec"),
        "/F": "a.txt",
        "/UF": "a.txt",
        "/EF": pikepdf.Dictionary(F=stream),
        **keys,
    }
    specification = pdf.make_indirect(pikepdf.Dictionary(made))
    pdf.Root.Names.EmbeddedFiles = pikepdf.Dictionary(Names=pikepdf.Array(["a.txt", specification]))
    if keys:
        pdf.Root.AF = pikepdf.Array([specification])


def first_image(pdf: Any) -> Any:
    return next(o for o in pdf.objects if isinstance(o, pikepdf.Stream) and str(o.get("/Subtype", "")) == "/Image")


def first_descriptor(pdf: Any) -> Any:
    return fonts(pdf).DescendantFonts[0].FontDescriptor


def by_scope(pdf: Any) -> None:
    """Headers that say themselves what they head, and cells that name none."""
    for cell in elements(pdf, "/TD"):
        del cell["/A"]
    for head in elements(pdf, "/TH"):
        head.A["/Scope"] = pikepdf.Name("/Column")


def unmarked(pdf: Any, words: bytes) -> None:
    page = pdf.pages[0]
    page.contents_add(words, prepend=False)


OPF, BOOK, NAV = "OEBPS/content.opf", "OEBPS/content.xhtml", "OEBPS/nav.xhtml"
DOC, STYLES = "word/document.xml", "word/styles.xml"

# Of each rule a change that breaks it, and one that comes near.
PDF = {
    "V201": (in_xmp(b' pdfaid:conformance="A"', b""), in_xmp(b'conformance="A"', b'conformance="U"')),
    "V202": (in_xmp(b"<pdfuaid:part>1<", b"<pdfuaid:part><"), in_xmp(b"<pdfuaid:part>1<", b"<pdfuaid:part>2<")),
    "V203": (
        lambda pdf: pdf.trailer.Info.__setitem__("/Title", pikepdf.String("Tunnels")),
        lambda pdf: pdf.trailer.Info.__delitem__("/Title"),
    ),
    "V204": (
        lambda pdf: pdf.Root.ViewerPreferences.__setitem__("/DisplayDocTitle", False),
        in_xmp(b">Bridges<", b">B<"),
    ),
    "V205": (
        lambda pdf: [
            first_descriptor(pdf).__delitem__(k) for k in ("/FontFile2", "/FontFile3") if k in first_descriptor(pdf)
        ],
        lambda pdf: first_descriptor(pdf).__setitem__("/FontName", pikepdf.Name("/Other")),
    ),
    "V206": (
        lambda pdf: fonts(pdf).__delitem__("/ToUnicode"),
        lambda pdf: (
            fonts(pdf).__delitem__("/ToUnicode"),
            fonts(pdf).__setitem__("/Encoding", pikepdf.Name("/WinAnsiEncoding")),
        ),
    ),
    "V207": (
        lambda pdf: pdf.Root.MarkInfo.__setitem__("/Marked", False),
        lambda pdf: pdf.Root.MarkInfo.__setitem__("/Suspects", False),
    ),
    "V208": (
        lambda pdf: elements(pdf, "/L")[0].__setitem__("/S", pikepdf.Name("/Div")),
        lambda pdf: (
            elements(pdf, "/L")[0].__setitem__("/S", pikepdf.Name("/Liste")),
            pdf.Root.StructTreeRoot.__setitem__("/RoleMap", pikepdf.Dictionary({"/Liste": pikepdf.Name("/L")})),
        ),
    ),
    "V209": (
        lambda pdf: elements(pdf, "/Figure")[0].__delitem__("/Alt"),
        lambda pdf: (
            elements(pdf, "/Figure")[0].__delitem__("/Alt"),
            elements(pdf, "/Figure")[0].__setitem__("/ActualText", "x"),
        ),
    ),
    "V210": (
        lambda pdf: [th.__setitem__("/S", pikepdf.Name("/TD")) for th in elements(pdf, "/TH")],
        by_scope,
    ),
    "V211": (
        lambda pdf: links(pdf)[0].__delitem__("/Contents"),
        lambda pdf: links(pdf)[0].__setitem__("/Contents", "There"),
    ),
    "V212": (
        lambda pdf: unmarked(pdf, b"\n0 0 10 10 re f\n"),
        lambda pdf: unmarked(pdf, b"\n/Artifact BMC 0 0 10 10 re f EMC\n"),
    ),
    "V213": (lambda pdf: pdf.Root.__delitem__("/Lang"), lambda pdf: pdf.Root.__setitem__("/Lang", "x-unknown")),
    "V214": (
        lambda pdf: [page.__delitem__("/Tabs") for page in pdf.pages],
        lambda pdf: [
            (page.__delitem__("/Tabs"), page.__delitem__("/Annots")) for page in pdf.pages if "/Annots" in page
        ],
    ),
    "V215": (
        lambda pdf: pdf.Root.OutputIntents[0].__delitem__("/DestOutputProfile"),
        lambda pdf: pdf.Root.OutputIntents[0].__setitem__("/Info", "another"),
    ),
    "V216": (
        lambda pdf: first_image(pdf).__setitem__("/Interpolate", True),
        lambda pdf: first_image(pdf).__setitem__("/Interpolate", False),
    ),
    "V218": (lambda pdf: attach(pdf), lambda pdf: attach(pdf, **{"/AFRelationship": pikepdf.Name("/Source")})),
    "V219": (
        lambda pdf: pdf.Root.__setitem__("/OpenAction", pikepdf.Dictionary(S=pikepdf.Name("/JavaScript"), JS="x")),
        lambda pdf: pdf.Root.__setitem__("/OpenAction", pikepdf.Dictionary(S=pikepdf.Name("/GoTo"), D="first")),
    ),
    "V220": (
        lambda pdf: elements(pdf, "/H3")[0].__setitem__("/S", pikepdf.Name("/H4")),
        lambda pdf: elements(pdf, "/H3")[0].__setitem__("/S", pikepdf.Name("/H2")),
    ),
    "V221": (
        lambda pdf: elements(pdf, "/Note")[0].__delitem__("/ID"),
        lambda pdf: elements(pdf, "/Note")[0].__setitem__("/ID", "other"),
    ),
}
EPUB = {
    "V301": (
        changed_zip(OPF, ('<meta property="schema:accessibilitySummary">.*?</meta>', "")),
        changed_zip(OPF, ('(schema:accessibilitySummary">)[^<]*', r"\1Short")),
    ),
    "V302": (
        changed_zip(BOOK, ('alt="A bridge[^"]*"', 'alt=""')),
        changed_zip(
            BOOK,
            ('alt="A bridge[^"]*"', 'alt="" role="presentation"'),
            ("<h2", '<p><img src="assets/none.png" alt="x"/></p><h2'),
        ),
    ),
    "V303": (
        changed_zip(BOOK, (' alt="A bridge[^"]*"', "")),
        changed_zip(BOOK, ('alt="A bridge[^"]*"', 'alt="" role="presentation"')),
    ),
    "V304": (changed_zip(BOOK, ("<h3(.*?)</h3>", r"<h5\1</h5>")), changed_zip(BOOK, ("<h3(.*?)</h3>", r"<h2\1</h2>"))),
    "V305": (
        changed_zip(NAV, ('epub:type="landmarks"', 'epub:type="lot"')),
        changed_zip(NAV, ('epub:type="landmarks"', 'epub:type="landmarks x"')),
    ),
    "V306": (
        changed_zip(BOOK, ("<h3", '<p><span role="doc-pagebreak" id="p1"></span></p><h3')),
        changed_zip(BOOK, ("<h3", '<p><span role="doc-subtitle" id="p1">x</span></p><h3')),
    ),
    "V307": (
        changed_zip(BOOK, (' xml:lang="en"', ""), (' lang="en"', "")),
        changed_zip(BOOK, (' lang="en"', "")),
    ),
    "V308": (
        lambda data: changed_zip(BOOK, *[("<th( [^>]*)?>(.*?)</th>", r"<td>\2</td>")] * 2)(data),
        changed_zip(BOOK, ("<th( [^>]*)?>(.*?)</th>", r"<td>\2</td>")),
    ),
    "V309": (
        changed_zip(BOOK, (">the guide<", ">click here<")),
        changed_zip(BOOK, (">the guide<", ">click here for bridges<")),
    ),
    "V310": (
        changed_zip(BOOK, ('id="fn-1"', 'id="fn-9"')),
        changed_zip(BOOK, ('href="https://example.org/guide"', 'href="https://example.org/#no"')),
    ),
    "V311": (
        changed_zip(BOOK, ("<title>[^<]*</title>", "<title> </title>")),
        changed_zip(BOOK, ("<title>[^<]*</title>", "<title>x</title>")),
    ),
}
DOCX = {
    "V401": (changed_zip("", drop="word/numbering.xml"), changed_zip("docProps/app.xml", ("exporter", "another"))),
    "V402": (
        changed_zip(DOC, ('<w:footnoteReference w:id="[0-9]+"', '<w:footnoteReference w:id="77"')),
        changed_zip(DOC, (">Words with", ">Other words with")),
    ),
    "V403": (
        changed_zip(DOC, ("(<w:bookmarkStart [^>]*/>)", r"\1\1")),
        changed_zip(DOC, ('(<w:bookmarkStart [^>]*w:name=")', r"\1x")),
    ),
    "V404": (
        changed_zip(STYLES, ("(<w:pPr>)(<w:keepNext/>)(<w:keepLines/>)", r"\1\3\2")),
        changed_zip(STYLES, ("(<w:pPr>)(<w:keepNext/>)", r"\1")),
    ),
    "V405": (
        changed_zip("docProps/core.xml", ("<dc:title>[^<]*</dc:title>", "")),
        changed_zip("docProps/core.xml", (">Bridges<", ">B<")),
    ),
    "V406": (
        lambda data: changed_zip(STYLES, ("<w:lang [^>]*/>", ""))(data),
        changed_zip(STYLES, ('(<w:lang w:val=")en', r"\1fr")),
    ),
    "V407": (changed_zip(DOC, ('"Heading2"', '"Heading4"')), changed_zip(DOC, ('"Heading2"', '"Heading1"'))),
    "V408": (
        changed_zip(DOC, (' descr="A bridge[^"]*"', "")),
        changed_zip(DOC, (' descr="A bridge[^"]*"', ' descr="x"')),
    ),
    "V409": (
        changed_zip(DOC, ("<w:tblHeader/>", ""), ('w:firstColumn="[01]"', 'w:firstColumn="0"')),
        changed_zip(DOC, ('w:firstColumn="[01]"', 'w:firstColumn="0"')),
    ),
    "V410": (changed_zip(DOC, (">the guide<", ">here<")), changed_zip(DOC, (">the guide<", ">here and there<"))),
    "V411": (
        changed_zip("word/_rels/document.xml.rels", ('(Type="[^"]*/)hyperlink"', r'\1image"')),
        changed_zip("word/_rels/document.xml.rels", ("https://example.org/guide", "https://example.net/guide")),
    ),
}


@pytest.fixture(scope="module")
def files() -> dict[str, bytes]:
    picture = next(path.name for path in sorted(PICTURE.iterdir()) if path.suffix in (".jpg", ".png"))
    result = convert_text(TEXT.replace("PICTURE", picture), folder=PICTURE)
    assert [message.text for message in result.messages if message.severity == "error"] == []
    return {export.format: export.data for export in result.exports}


def codes(format: str, data: bytes) -> set[str]:
    return {fault.code for fault in check(format, data)}


@pytest.mark.parametrize("format", FORMATS)
def test_our_own_files_break_no_rule(format: str, files: dict[str, bytes]) -> None:
    assert check(format, files[format]) == []


@pytest.mark.parametrize("code", PDF)
def test_rules_of_pdf(code: str, files: dict[str, bytes]) -> None:
    breaks, nearly = (changed_pdf(change) for change in PDF[code])
    assert code in codes("pdf", breaks(files["pdf"]))
    assert code not in codes("pdf", nearly(files["pdf"]))


@pytest.mark.parametrize("code", EPUB)
def test_rules_of_epub(code: str, files: dict[str, bytes]) -> None:
    breaks, nearly = EPUB[code]
    assert code in codes("epub", breaks(files["epub"]))
    assert code not in codes("epub", nearly(files["epub"]))


@pytest.mark.parametrize("code", DOCX)
def test_rules_of_docx(code: str, files: dict[str, bytes]) -> None:
    breaks, nearly = DOCX[code]
    assert code in codes("docx", breaks(files["docx"]))
    assert code not in codes("docx", nearly(files["docx"]))


def test_encrypted_file_is_named(files: dict[str, bytes]) -> None:
    for user, code in (("", "V217"), ("secret", "V200")):
        made = io.BytesIO()
        with pikepdf.open(io.BytesIO(files["pdf"])) as pdf:
            pdf.save(made, encryption=pikepdf.Encryption(owner="o", user=user))
        assert code in codes("pdf", made.getvalue())


def test_file_without_identifier_is_named(files: dict[str, bytes]) -> None:
    assert "V222" in codes("pdf", re.sub(rb"/ID ?\[", b"/XX[", files["pdf"]))


def test_every_rule_has_a_file_that_breaks_it() -> None:
    tried = {*PDF, *EPUB, *DOCX, "V217", "V222"}
    assert {rule.code for format in FORMATS for rule in rules_of(format)} == tried


@pytest.mark.parametrize("format", FORMATS)
@pytest.mark.parametrize("data", [b"", b"no such file", b"PK\x03\x04 broken", b"%PDF-1.7\n broken"])
def test_what_is_no_such_file_is_said_so(format: str, data: bytes) -> None:
    assert codes(format, data) == {"V200"}


def run(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "exporter", "check", *words]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=60)


def test_command_tells_a_person_and_a_program(tmp_path: Path, files: dict[str, bytes]) -> None:
    (tmp_path / "good.docx").write_bytes(files["docx"])
    (tmp_path / "bad.epub").write_bytes(EPUB["V303"][0](files["epub"]))
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


@pytest.mark.parametrize(
    ("standard", "parts"), [("a-3a+ua-1", ("3", "A", "1")), ("a-2a", ("2", "A", "")), ("ua-1", ("", "", "1"))]
)
def test_pdf_says_the_standard_that_it_was_asked_for(standard: Any, parts: tuple[str, ...]) -> None:
    source = Source("-", TEXT.replace("![A bridge over a river](PICTURE){width=40%}", "").encode(), "markdown")
    result = convert(Job(source=source, formats=("pdf",), layout=Layout(pdf_standard=standard)))
    assert [message.text for message in result.messages if message.severity != "note"] == []
    with pikepdf.open(io.BytesIO(result["pdf"])) as pdf:
        xmp = pdf.open_metadata()
        said = (xmp.get(name, "") for name in ("pdfaid:part", "pdfaid:conformance", "pdfuaid:part"))
        assert tuple(str(value) for value in said) == parts
        assert bytes(pdf.Root.Metadata.read_bytes()).count(b"<rdf:RDF") == 1
    unmet = {"a-3a+ua-1": set(), "a-2a": {"V202"}, "ua-1": {"V201"}}[standard]
    assert codes("pdf", result["pdf"]) == unmet


def test_pdf_a_2_carries_no_source() -> None:
    job = Job(source=Source("-", TEXT.encode(), "markdown"), layout=Layout(pdf_standard="a-2a"), embed_source=True)
    assert [m.code for m in convert(job).messages if m.severity == "error"] == ["B111"]


FLIPS = st.lists(st.tuples(st.floats(0, 1), st.integers(0, 255)), min_size=1, max_size=8)
MALFORMED: dict[str, Callable[[], Any]] = {
    "name": lambda: pikepdf.Name("/X"),
    "number": lambda: 7,
    "array": lambda: pikepdf.Array([1, "words"]),
    "dictionary": lambda: pikepdf.Dictionary(X=1, K=2, S="words"),
    "text": lambda: "words",
}
CATALOG = ("/StructTreeRoot", "/Names", "/OutputIntents", "/MarkInfo", "/ViewerPreferences", "/AF", "/OpenAction")


class Unshown:
    """Files that a failing example does not print by the megabyte."""

    def __init__(self, files: dict[str, bytes]) -> None:
        self.files = files


@pytest.fixture(scope="module")
def unshown(files: dict[str, bytes]) -> Unshown:
    return Unshown(files)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.sampled_from(list(FORMATS)), FLIPS)
def test_damaged_file_is_never_more_than_a_finding(
    unshown: Unshown, format: str, flips: list[tuple[float, int]]
) -> None:
    data = bytearray(unshown.files[format])
    for share, byte in flips:
        data[int(share * (len(data) - 1))] = byte
    assert all(fault.text and fault.mend for fault in check(format, bytes(data)))


@pytest.mark.parametrize("kind", MALFORMED)
@pytest.mark.parametrize("key", CATALOG)
def test_malformed_catalog_is_never_more_than_a_finding(files: dict[str, bytes], key: str, kind: str) -> None:
    data = changed_pdf(lambda pdf: pdf.Root.__setitem__(key, MALFORMED[kind]()))(files["pdf"])
    assert all(fault.text and fault.mend for fault in check("pdf", data))


def test_broken_metadata_are_none(files: dict[str, bytes]) -> None:
    data = changed_pdf(lambda pdf: pdf.Root.Metadata.write(b"<x:xmpmeta> is not XML"))(files["pdf"])
    assert {"V201", "V202", "V204"} <= codes("pdf", data)
