"""Rules of PDF: each finds the file that breaks it, and leaves the one alone that nearly does."""

import io
import re
from collections.abc import Callable
from typing import Any

import pikepdf
import pytest
from rule_files import TEXT, changed_pdf, codes, made

from exporter.checks.rules import check, rules_of
from exporter.convert import Job, convert
from exporter.origin import Source
from exporter.publication import Layout


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


@pytest.mark.parametrize("code", PDF)
def test_rules_of_pdf(code: str) -> None:
    breaks, nearly = (changed_pdf(change) for change in PDF[code])
    assert code in codes("pdf", breaks(made("pdf")))
    assert code not in codes("pdf", nearly(made("pdf")))


def test_finding_knows_its_page_and_the_part_of_it_that_is_meant() -> None:
    data = changed_pdf(PDF["V211"][0])(made("pdf"))
    with pikepdf.open(io.BytesIO(data)) as pdf:
        rectangle = [float(side) for side in links(pdf)[0].Rect]
        last = len(pdf.pages)
    [fault] = [fault for fault in check("pdf", data) if fault.code == "V211"]
    assert (fault.place, fault.page) == (f"page {fault.page}", fault.page)
    assert 1 <= fault.page <= last
    assert fault.box is not None
    assert [fault.box[0], *sorted(fault.box[1::2])] == [rectangle[0], *sorted(rectangle[1::2])]


def test_every_rule_has_a_file_that_breaks_it() -> None:
    assert {rule.code for rule in rules_of("pdf")} == {*PDF, "V217", "V222"}


def test_encrypted_file_is_named() -> None:
    for user, code in (("", "V217"), ("secret", "V200")):
        saved = io.BytesIO()
        with pikepdf.open(io.BytesIO(made("pdf"))) as pdf:
            pdf.save(saved, encryption=pikepdf.Encryption(owner="o", user=user))
        assert code in codes("pdf", saved.getvalue())


def test_file_without_identifier_is_named() -> None:
    assert "V222" in codes("pdf", re.sub(rb"/ID ?\[", b"/XX[", made("pdf")))


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
