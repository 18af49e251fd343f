"""Rules of a PDF as a whole, its forms and actions; and that each rule has a file that breaks it."""

import io
from typing import Any

import pikepdf
import pytest
import test_rules_pdf_contents
import test_rules_pdf_fonts
import test_rules_pdf_metadata
import test_rules_pdf_syntax
import test_rules_pdf_tags
from pdf_changes import Change, Rules, annotated, attached, both, breaking, breaks, in_xmp, near, notes, root
from pikepdf import Array, Dictionary, Name, String
from rule_files import TEXT, changed_pdf, codes, made

from exporter.checks.rules import check, rules_of
from exporter.convert import Job, convert
from exporter.origin import Source
from exporter.publication import Layout


def info(key: str, value: Any = None) -> Change:
    """Put something into the information dictionary, or take it out."""
    return lambda pdf: pdf.trailer.Info.__delitem__(key) if value is None else pdf.trailer.Info.__setitem__(key, value)


def opens(kind: str, **keys: Any) -> Change:
    return root("/OpenAction", Dictionary(S=Name(kind), **keys))


def layers(order: Any = None, **keys: Any) -> Change:
    """A layer, with a configuration of layers."""

    def make(pdf: Any) -> Any:
        group = pdf.make_indirect(Dictionary(Type=Name.OCG, Name="Drawing"))
        shown = Dictionary({"/Name": "All"} | {f"/{key}": value for key, value in keys.items()})
        if order is not None:
            shown.Order = Array(order(group))
        return Dictionary(OCGs=Array([group]), D=shown)

    return root("/OCProperties", make)


def field(**keys: Any) -> Change:
    return annotated("/Widget", "/Form", FT=Name.Tx, T="name", TU="Your name", **keys)


def above(**keys: Any) -> Change:
    """A field that holds the one on the page."""

    def change(pdf: Any) -> None:
        pdf.Root.AcroForm.Fields = Array(
            [pdf.make_indirect(Dictionary(T="all", Kids=pdf.Root.AcroForm.Fields, **keys))]
        )

    return both(field(), change)


def in_form(key: str, value: Any) -> Change:
    return both(field(), lambda pdf: pdf.Root.AcroForm.__setitem__(key, value))


def first_bookmark(pdf: Any) -> None:
    pdf.Root.Outlines.First.A = Dictionary(S=Name.JavaScript, JS="x")


RULES: Rules = {
    "V201": (
        [in_xmp(b' pdfaid:conformance="A"', b""), in_xmp(b'pdfaid:part="3"', b"")],
        [in_xmp(b'conformance="A"', b'conformance="U"')],
    ),
    "V202": ([in_xmp(b"<pdfuaid:part>1<", b"<pdfuaid:part><")], [in_xmp(b"<pdfuaid:part>1<", b"<pdfuaid:part>2<")]),
    "V203": ([info("/Title", String("Tunnels"))], [info("/Title")]),
    "V204": (
        [
            lambda pdf: pdf.Root.ViewerPreferences.__setitem__("/DisplayDocTitle", False), root("/ViewerPreferences"),
            in_xmp(b">Bridges<", b"><"),
        ],
        [in_xmp(b">Bridges<", b">B<")],
    ),
    "V218": (
        [
            attached(False), attached(AFRelationship=None), attached(F=None), attached(UF=""),
            attached(media=Name.text), attached(EF=None, AFRelationship=None),
        ],
        [attached(), attached(EF=None)],
    ),
    "V219": (
        [
            opens("/JavaScript", JS="x"), opens("/Launch", F="x"), opens("/Hide"), opens("/Unheard"),
            opens("/Named", N=Name.Print), opens("/GoTo", D="first", Next=Dictionary(S=Name.JavaScript, JS="x")),
            root("/AA", Dictionary()), first_bookmark,
            lambda pdf: pdf.pages[0].obj.__setitem__("/AA", Dictionary()),
            lambda pdf: notes(pdf)[0].__setitem__("/A", Dictionary(S=Name.JavaScript, JS="x")),
            lambda pdf: pdf.Root.Names.__setitem__("/JavaScript", Dictionary(Names=Array([]))),
        ],
        [opens("/GoTo", D="first"), opens("/Named", N=Name.NextPage), opens("/URI", URI="https://example.org")],
    ),
    "V235": (
        [
            in_form("/NeedAppearances", True), in_form("/XFA", Array([])), root("/NeedsRendering", True),
            field(AA=Dictionary()), field(A=Dictionary(S=Name.GoTo, D="first")), above(AA=Dictionary()),
        ],
        [field(), in_form("/NeedAppearances", False), above()],
    ),
    "V236": (
        [root("/Perms", Dictionary(Other=Dictionary()))],
        [root("/Perms", Dictionary(DocMDP=Dictionary())), root("/Perms", Dictionary(UR3=Dictionary()))],
    ),
    "V237": (
        [
            in_xmp(b'pdfaid:part="3"', b'pdfaid:part="2"'), in_xmp(b'conformance="A"', b'conformance="B"'),
            in_xmp(b"<pdfuaid:part>1<", b"<pdfuaid:part>2<"),
        ],
        [in_xmp(b' pdfaid:part="3" pdfaid:conformance="A"', b"")],
    ),
    "V238": (
        [
            layers(Name=""), layers(AS=Array([])), layers(lambda _: []),
            both(layers(), lambda pdf: pdf.Root.OCProperties.__setitem__("/Configs", Array([Dictionary(Name="All")]))),
        ],
        [
            layers(), layers(lambda group: [group]), layers(lambda group: [Array(["Below", group])]),
            both(layers(), lambda pdf: pdf.Root.OCProperties.__setitem__("/Configs", Array([Dictionary(Name="Some")]))),
        ],
    ),
    "V239": (
        [
            root("/Requirements", Array([])), lambda pdf: pdf.pages[0].obj.__setitem__("/PresSteps", Dictionary()),
            lambda pdf: pdf.Root.Names.__setitem__("/AlternatePresentations", Dictionary()),
        ],
        [lambda pdf: pdf.Root.Names.__setitem__("/Pages", Dictionary())],
    ),
}  # fmt: skip
TESTED = {
    code
    for module in (
        test_rules_pdf_contents,
        test_rules_pdf_fonts,
        test_rules_pdf_metadata,
        test_rules_pdf_syntax,
        test_rules_pdf_tags,
    )
    for code in (*module.RULES, *getattr(module, "BYTES", ()))
}


@pytest.mark.parametrize(("code", "change"), breaking(RULES))
def test_file_that_breaks_a_rule_is_named(code: str, change: Change) -> None:
    assert breaks(code, change)


@pytest.mark.parametrize(("code", "change"), near(RULES))
def test_file_that_comes_near_is_left_alone(code: str, change: Change) -> None:
    assert not breaks(code, change)


def test_every_rule_has_a_file_that_breaks_it() -> None:
    assert {rule.code for rule in rules_of("pdf")} == {*RULES, *TESTED, "V217", "V247"}


def test_encrypted_file_is_named() -> None:
    for user, code in (("", "V217"), ("secret", "V200")):
        saved = io.BytesIO()
        with pikepdf.open(io.BytesIO(made("pdf"))) as pdf:
            pdf.save(saved, encryption=pikepdf.Encryption(owner="o", user=user))
        assert code in codes("pdf", saved.getvalue())


def der(tag: int, *parts: bytes) -> bytes:
    body = b"".join(parts)
    assert len(body) < 128
    return bytes([tag, len(body)]) + body


def message(certificates: int = 1, signers: int = 1) -> bytes:
    """A signed message of which there is no more than its outermost parts."""
    whole = der(
        0x30, b"\2\1\1", der(0x31), der(0x30), der(0xA0, der(0x30) * certificates), der(0x31, der(0x30) * signers)
    )
    return der(0x30, b"\6\1\1", der(0xA0, whole))


def signed(contents: bytes, short: int = 0) -> bytes:
    """The article with a signature over all of it, or over all but its last bytes."""

    def change(pdf: Any) -> None:
        signature = Dictionary(Type=Name.Sig, Contents=String(b"\0" * 60), ByteRange=Array([0] + [1_000_000] * 3))
        form_field = pdf.make_indirect(Dictionary(FT=Name.Sig, T="s", V=pdf.make_indirect(signature)))
        pdf.Root.AcroForm = Dictionary(Fields=Array([form_field]))

    data = changed_pdf(change, object_streams=False)(made("pdf"))
    start = data.index(b"/Contents <00") + len("/Contents ")
    end = start + data[start:].index(b">") + 1
    bounds = b"[ 0 %d %d %d ]" % (start, end, len(data) - end - short)
    place = data.index(b"[ 0 1000000")
    room = data[place:].index(b"]") + 1
    data = data[:place] + bounds.ljust(room) + data[place + room :]
    return data[: start + 1] + contents.hex().encode().ljust(end - start - 2, b"0") + data[end - 1 :]


def test_signature_covers_the_file_and_names_one_signer() -> None:
    assert "V236" not in codes("pdf", signed(message()))
    for data in (signed(message(), 1), signed(message(0)), signed(message(1, 2)), signed(b"no message")):
        assert "V236" in codes("pdf", data)


def test_finding_knows_its_page_and_the_part_of_it_that_is_meant() -> None:
    change: Change = lambda pdf: notes(pdf)[0].__delitem__("/Contents")  # noqa: E731
    data = changed_pdf(change)(made("pdf"))
    with pikepdf.open(io.BytesIO(data)) as pdf:
        rectangle = [float(side) for side in notes(pdf)[0].Rect]
    [fault] = [fault for fault in check("pdf", data) if fault.code == "V211"]
    assert (fault.place, fault.page) == ("page 1", 1)
    assert fault.box is not None
    assert [fault.box[0], *sorted(fault.box[1::2])] == [rectangle[0], *sorted(rectangle[1::2])]


def test_finding_in_the_tags_quotes_the_words_that_it_is_about() -> None:
    def change(pdf: Any) -> None:
        [table] = [o for o in pdf.objects if isinstance(o, Dictionary) and str(o.get("/S", "")) == "/Table"]
        table.S = Name.Board

    [fault] = [fault for fault in check("pdf", changed_pdf(change)(made("pdf"))) if fault.code == "V223"]
    assert fault.place == 'page 1, at "Name Length Old 12 New 34"'
    assert fault.box is not None
    left, bottom, right, top = fault.box
    assert 0 < left < right < 600
    assert 0 < bottom < top < 850


def test_very_many_findings_of_a_rule_end_with_one_that_says_so() -> None:
    def change(pdf: Any) -> None:
        page = pdf.pages[0].obj
        note = Dictionary(Type=Name.Annot, Subtype=Name.Text, Rect=Array([0, 0, 9, 9]))
        page.Annots = Array([note] * 900)

    faults = [fault for fault in check("pdf", changed_pdf(change)(made("pdf"))) if fault.code == "V230"]
    assert len(faults) == 501
    assert "first 500" in faults[-1].text


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
    accessible = {rule.code for rule in rules_of("pdf") if "14289" in rule.source}
    unmet = codes("pdf", result["pdf"])
    assert unmet & accessible == ({"V202"} if standard == "a-2a" else set())
    assert unmet - accessible == {"a-3a+ua-1": set(), "a-2a": {"V237"}, "ua-1": {"V201", "V230", "V241"}}[standard]


def test_pdf_a_2_carries_no_source() -> None:
    job = Job(source=Source("-", TEXT.encode(), "markdown"), layout=Layout(pdf_standard="a-2a"), embed_source=True)
    assert [m.code for m in convert(job).messages if m.severity == "error"] == ["B111"]
