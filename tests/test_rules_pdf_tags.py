"""Rules of the tags of a PDF, its tables, languages and what lies over its pages: what breaks them, what comes near."""

from typing import Any

import pytest
from pdf_changes import (
    Change,
    Rules,
    annotated,
    artifact,
    both,
    breaking,
    breaks,
    cells,
    element,
    elements,
    form,
    near,
    notes,
    paint,
    renamed,
    roles,
    root,
    with_kid,
)
from pikepdf import Array, Dictionary, Name


def note(key: str, value: Any = None) -> Change:
    """Put something into the first link, or take it out."""
    return lambda pdf: notes(pdf)[0].__delitem__(key) if value is None else notes(pdf)[0].__setitem__(key, value)


def all_pages(key: str, value: Any = None) -> Change:
    return lambda pdf: [
        page.obj.__delitem__(key) if value is None else page.obj.__setitem__(key, value)
        for page in pdf.pages
        if value is not None or key in page.obj
    ]


def without_language(*ways: Change) -> Change:
    """Take the language of the document away, and that of what speaks besides its text."""
    return both(root("/Lang"), root("/Outlines"), *ways)


def plain_metadata(pdf: Any) -> None:
    """Metadata whose title is in a language."""
    pdf.Root.Metadata.write(pdf.Root.Metadata.read_bytes().replace(b'"x-default"', b'"en"'))


def spoken(pdf: Any) -> None:
    """Each thing that has words is in a language of its own."""
    plain_metadata(pdf)
    elements(pdf, "/Document")[0].Lang = "en"
    for page in pdf.pages:
        words = page.Contents.read_bytes().replace(b"/Artifact\nBMC", b"/Artifact <</Lang (en)>> BDC")
        page.Contents.write(words.replace(b"<</Type /Pagination>>", b"<</Type /Pagination /Lang (en)>>"))


def film(**clip: Any) -> Change:
    """An annotation that plays a clip."""
    rendition = Dictionary(S=Name.MR, C=Dictionary(S=Name.MCD, D="film.mp4", **clip))
    return annotated("/Screen", "/Annot", Contents="A film", A=Dictionary(S=Name.Rendition, R=rendition))


def flagged(flags: Any) -> Change:
    return annotated("/Text", "/Annot", Contents="A note", F=flags)


SCOPE = {"Scope": Name.Column}
RULES: Rules = {
    "V207": (
        [lambda pdf: pdf.Root.MarkInfo.__setitem__("/Marked", False), root("/MarkInfo"), root("/StructTreeRoot")],
        [lambda pdf: pdf.Root.MarkInfo.__setitem__("/Suspects", False)],
    ),
    "V208": (
        [
            renamed("/L", "/Div"), renamed("/LBody", "/P"), renamed("/TR", "/P"), renamed("/TOCI", "/P"),
            renamed("/THead", "/Sect"), with_kid("/L", "/P"), with_kid("/TR", "/P"), with_kid("/L", "/Caption"),
            with_kid("/Table", "/Caption", 1), both(with_kid("/Table", "/Caption"), with_kid("/Table", "/Caption")),
            renamed("/TBody", "/THead"),
        ],
        [
            both(renamed("/L", "/Liste"), roles(Liste="L")), with_kid("/L", "/Caption", 0),
            with_kid("/Table", "/Caption"), with_kid("/TR", "/NonStruct"), renamed("/Document", "/Part"),
        ],
    ),
    "V209": (
        [element("/Figure", "/Alt"), element("/Figure", "/Alt", " "), renamed("/P", "/Formula")],
        [both(element("/Figure", "/Alt"), element("/Figure", "/ActualText", "x"))],
    ),
    "V210": (
        [
            both(cells("/TH"), cells("/TD")),
            both(cells("/TH", Scope=Name.Row), cells("/TD"), cells("/TH", 0)),
            both(cells("/TH"), cells("/TD", Headers=Array(["nobody"]))),
        ],
        [both(cells("/TH", **SCOPE), cells("/TD")), cells("/TH"), both(renamed("/TH", "/TD"), renamed("/TH", "/TD"))],
    ),
    "V211": (
        [
            note("/Contents"), note("/Contents", ""), note("/StructParent"), renamed("/Link", "/Span"),
            annotated("/Link", "", Contents="There"),
        ],
        [note("/Contents", "There"), annotated("/Link", "/Link", Contents="There"), annotated("/Link", F=6)],
    ),
    "V213": (
        [
            root("/Lang"),
            both(root("/Lang"), element("/Document", "/Lang", "en")),
            without_language(element("/Document", "/Lang", "en")),
            without_language(plain_metadata),
            without_language(spoken, artifact(b"/Span <</ActualText (x)>> BDC 0 0 5 5 re f EMC")),
        ],
        [root("/Lang", "x-unknown"), without_language(spoken)],
    ),
    "V214": (
        [all_pages("/Tabs"), all_pages("/Tabs", Name.R)],
        [both(all_pages("/Tabs"), all_pages("/Annots"))],
    ),
    "V220": ([renamed("/H3", "/H4"), renamed("/H1", "/P")], [renamed("/H3", "/H2"), renamed("/H3", "/H1")]),
    "V221": (
        [
            element("/Note", "/ID"),
            both(renamed("/P", "/Note"), element("/Note", "/ID", "x", 0), element("/Note", "/ID", "x", 1)),
        ],
        [element("/Note", "/ID", "other")],
    ),
    "V223": (
        [
            renamed("/P", "/Absatz"), both(renamed("/P", "/Absatz"), roles(Absatz="Zeile", Zeile="Absatz")),
            roles(P="Span"), roles(P="Absatz"), roles(P="P"),
            both(renamed("/P", "/Absatz"), roles(Absatz="Sect", Sect="Div")), element("/P", "/S"),
        ],
        [
            both(renamed("/P", "/Absatz"), roles(Absatz="P")), roles(Absatz="Zeile", Zeile="Absatz"),
            both(renamed("/P", "/Absatz"), roles(Absatz="Zeile", Zeile="P")),
        ],
    ),
    "V224": (
        [element("/P", "/P"), element("/P", "/P", lambda pdf: elements(pdf, "/Table")[0])],
        [lambda pdf: pdf.make_indirect(Dictionary(Type=Name.StructElem, S=Name.P))],
    ),
    "V225": ([renamed("/H3", "/H")], [renamed("/H3", "/P")]),
    "V226": (
        [lambda pdf: pdf.Root.MarkInfo.__setitem__("/Suspects", True)],
        [lambda pdf: pdf.Root.MarkInfo.__setitem__("/Suspects", False)],
    ),
    "V227": (
        [
            cells("/TD", 0, ColSpan=2), cells("/TD", 0, RowSpan=2), cells("/TD", -1, RowSpan=2),
            cells("/TD", 0, ColSpan=0), lambda pdf: elements(pdf, "/TR")[1].K.__delitem__(0),
        ],
        [cells("/TD", 0, ColSpan=1), renamed("/Table", "/Div")],
    ),
    "V228": (
        [both(renamed("/TH", "/TD"), renamed("/TH", "/TD"))],
        [renamed("/TH", "/TD")],
    ),
    "V229": (
        [annotated("/Sound"), annotated("/3D"), annotated("/Movie"), annotated("/Unheard"), annotated("/TrapNet")],
        [annotated("/Text"), annotated("/Stamp")],
    ),
    "V230": ([flagged(None), flagged(0), flagged(5), flagged(6), flagged(36), flagged(260)], [flagged(4), flagged(28)]),
    "V231": (
        [
            annotated("/Text", looks=None), annotated("/Text", looks=lambda _: Dictionary()),
            annotated("/Text", looks=lambda pdf: Dictionary(N=form()(pdf), D=form()(pdf))),
            annotated("/Text", looks=lambda pdf: Dictionary(N=Dictionary(On=form()(pdf)))),
            annotated("/Widget", FT=Name.Btn),
        ],
        [
            annotated("/Text"), annotated("/Link", looks=None), annotated("/Popup", looks=None),
            annotated("/Text", looks=None, Rect=Array([5, 5, 5, 5])),
            annotated("/Widget", FT=Name.Btn, looks=lambda pdf: Dictionary(N=Dictionary(On=form()(pdf)))),
        ],
    ),
    "V232": (
        [
            annotated("/Text", Contents="x"), annotated("/Text", "/Span", Contents="x"), annotated("/Widget", "/Span"),
            annotated("/PrinterMark", "/Annot"),
            both(annotated("/Widget", "/Form"), lambda pdf: elements(pdf, "/Form")[0].K.append(0)),
        ],
        [
            annotated("/Text", "/Annot"), annotated("/Widget", "/Form"), annotated("/PrinterMark"),
            annotated("/Text", Rect=Array([5000, 5000, 5010, 5010])), annotated("/Text", F=6),
            both(
                annotated("/Widget", "/Form"),
                lambda pdf: elements(pdf, "/Form")[0].K.append(0),
                element("/Form", "/A", Dictionary(O=Name.PrintField, Role=Name.tv)),
            ),
        ],
    ),
    "V233": (
        [annotated("/Text", "/Annot"), annotated("/Widget", "/Form")],
        [
            annotated("/Text", "/Annot", Contents="A note"), annotated("/Text", "/Annot", alt="A note"),
            annotated("/Widget", "/Form", TU="Your name"),
            annotated("/Widget", "/Form", Parent=Dictionary(TU="Your name")),
        ],
    ),
    "V234": (
        [film(), film(CT="video/mp4"), film(Alt=Array(["", "A film"])), film(CT="video/mp4", Alt=Array([""]))],
        [film(CT="video/mp4", Alt=Array(["", "A film"]))],
    ),
    "V275": (
        [root("/Lang", "en_GB"), root("/Lang", ""), root("/Lang", "englishlanguage"), element("/P", "/Lang", "en_")],
        [root("/Lang", "en-GB"), root("/Lang", "x-unknown"), element("/P", "/Lang", "fr")],
    ),
    "V276": (
        [
            paint(b"/P <</MCID 0>> BDC /Span <</Lang (en_GB)>> BDC 0 0 5 5 re f EMC EMC"),
            both(root("/StructTreeRoot"), paint(b"/Span <</Lang (en_GB)>> BDC 0 0 5 5 re f")),
        ],
        [paint(b"/P <</MCID 0>> BDC /Span <</Lang (en-GB)>> BDC 0 0 5 5 re f EMC EMC")],
    ),
}  # fmt: skip


@pytest.mark.parametrize(("code", "change"), breaking(RULES))
def test_file_that_breaks_a_rule_is_named(code: str, change: Change) -> None:
    assert breaks(code, change)


@pytest.mark.parametrize(("code", "change"), near(RULES))
def test_file_that_comes_near_is_left_alone(code: str, change: Change) -> None:
    assert not breaks(code, change)
