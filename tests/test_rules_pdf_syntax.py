"""Rules of how a PDF is written: what breaks them, and what comes near."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from pdf_changes import (
    Change,
    Rules,
    artifact,
    both,
    breaking,
    breaks,
    elements,
    first_font,
    in_space,
    inks,
    near,
    root,
)
from pikepdf import Array, Dictionary, Name, Object
from rule_files import changed_pdf, codes, made

FIRST = "/Q"  # what is put into the catalog


def stream(**keys: Any) -> Change:
    """A stream that nothing shows."""
    return root(FIRST, lambda pdf: pdf.make_stream(b"words", Dictionary(**keys)))


def nested(times: int) -> Change:
    return artifact(b"q " * times + b"Q " * times)


def box(key: str, *sides: float) -> Change:
    return lambda pdf: pdf.pages[0].obj.__setitem__(key, Array(sides))


def far_map(pdf: Any) -> None:
    """A character map that goes beyond the last CID."""
    data = (
        b"begincmap 1 begincodespacerange <0000> <FFFF> endcodespacerange 1 begincidrange <0000> <FFFF> 9 endcidrange"
    )
    system = Dictionary(Registry="Adobe", Ordering="Identity", Supplement=0)
    first_font(pdf).Encoding = pdf.make_stream(
        data, Dictionary(Type=Name.CMap, CMapName=Name.Own, CIDSystemInfo=system)
    )


SMALL = b"BI /W 1 /H 1 /BPC 8 /CS /RGB /F %s ID %s\nEI"
RULES: Rules = {
    "V248": (
        [
            stream(F="a.txt"), stream(FFilter=Name.FlateDecode), stream(Filter=Name.LZWDecode),
            stream(Filter=Name.Unheard),
            artifact(SMALL % (b"/LZW", b"\x80\x0b\x60\x50")),
        ],
        [
            stream(Filter=Name.FlateDecode), artifact(SMALL % (b"/AHx", b"ffffff>")),
        ],
    ),
    "V249": (
        [
            root(FIRST, 2_147_483_648), root(FIRST, -2_147_483_649), root(FIRST, "x" * 32_768),
            root(FIRST, Name("/" + "x" * 128)), root("/" + "x" * 128, 1), nested(28),
            box("/TrimBox", 0, 0, 2, 100), box("/MediaBox", 0, 0, 14_401, 100), box("/MediaBox", 0, 0, 100),
            artifact(b"9999999999 0 m 5 5 l S"), artifact(b"BT (" + b" " * 32_768 + b") Tj ET"),
            in_space(inks([f"/I{n}" for n in range(33)]), b"0 " * 33), far_map,
        ],
        [
            root(FIRST, 2_147_483_647), root(FIRST, -2_147_483_648), root(FIRST, "x" * 32_767),
            root(FIRST, Name("/" + "x" * 127)), root(FIRST, "9999999999 (9999999999) <9>"),
            root(FIRST, 0.5), nested(27), box("/TrimBox", 0, 0, 3, 14_400),
        ],
    ),
    "V250": (
        [
            lambda pdf: elements(pdf, "/P")[0].__setitem__("/S", Object.parse(b"/Abs#e4tze")),
            lambda pdf: first_font(pdf).__setitem__("/BaseFont", Object.parse(b"/Schrift#ff")),
        ],
        [
            lambda pdf: elements(pdf, "/P")[0].__setitem__("/S", Name("/Absätze")),
            root(FIRST, Object.parse(b"/Abs#e4tze")),
        ],
    ),
}  # fmt: skip


@pytest.mark.parametrize(("code", "change"), breaking(RULES))
def test_file_that_breaks_a_rule_is_named(code: str, change: Change) -> None:
    assert breaks(code, change)


@pytest.mark.parametrize(("code", "change"), near(RULES))
def test_file_that_comes_near_is_left_alone(code: str, change: Change) -> None:
    assert not breaks(code, change)


def plain(change: Change = lambda _: None) -> bytes:
    """The article with each object for itself, so that bytes can be changed."""
    return changed_pdf(change, object_streams=False)(made("pdf"))


def replaced(pattern: bytes, words: bytes) -> Callable[[bytes], bytes]:
    def make(data: bytes) -> bytes:
        changed, count = re.subn(pattern, words, data, count=1, flags=re.DOTALL)
        assert count
        return changed

    return make


def of_length(more: int) -> Callable[[bytes], bytes]:
    """Say another length of the first stream."""

    def make(data: bytes) -> bytes:
        found = re.search(rb"/Length (\d+)", data)
        assert found
        said = str(int(found.group(1)) + more).encode().rjust(len(found.group(1)), b"0")
        return data[: found.start(1)] + said + data[found.end(1) :]

    return make


BYTES = {
    "V245": (
        [
            lambda data: b"junk\n" + data, replaced(rb"%PDF-1\.\d", b"%PDF-1.8"),
            replaced(rb"%PDF-1\.\d", b"%PDF-2.0"), replaced(rb"(%PDF-1\.\d\n)%....", rb"\1%abcd"),
            lambda data: data + b"junk", lambda data: data.rstrip() + b"\n\n",
        ],
        [lambda data: data.rstrip(), lambda data: data.rstrip() + b"\r\n", replaced(rb"%PDF-1\.\d", b"%PDF-1.4")],
    ),
    "V246": (
        [
            replaced(rb"xref\n0 ", b"xref 0 "), replaced(rb"(\n\d+ 0 obj)\n", rb"\1 "),
            replaced(rb"\nendobj", b" endobj"), replaced(rb"\nendstream", b" endstream"), of_length(-1), of_length(1),
            replaced(rb"\n(\d+) 0 obj", rb" \1 0 obj"),
        ],
        [lambda data: data, replaced(rb"(\d+ 0 obj)\n", b"\\1\r")],
    ),
    "V249": (
        [replaced(rb"\(QQQQ+\)", b"0." + b"0" * 38 + b"1"), replaced(rb"\(QQQQ+\)", b"4" + b"0" * 38 + b".0")],
        [replaced(rb"\(QQQQ+\)", b"0." + b"0" * 30 + b"1")],
    ),
    "V222": ([replaced(rb"/ID ?\[", b"/XX[")], [lambda data: data]),
}  # fmt: skip


@pytest.mark.parametrize(("code", "make"), [(code, make) for code, (many, _) in BYTES.items() for make in many])
def test_bytes_that_break_a_rule_are_named(code: str, make: Callable[[bytes], bytes]) -> None:
    assert code in codes("pdf", make(plain(root(FIRST, "Q" * 60))))


@pytest.mark.parametrize(("code", "make"), [(code, make) for code, (_, many) in BYTES.items() for make in many])
def test_bytes_that_come_near_are_left_alone(code: str, make: Callable[[bytes], bytes]) -> None:
    assert code not in codes("pdf", make(plain(root(FIRST, "Q" * 60))))


@pytest.mark.parametrize(
    ("written", "whole"),
    [
        (b"<414>", False),
        (b"<4g>", False),
        (b"<4142>", True),
        (b"<41 42>", True),
        (b"(a<b>c)", True),
        (b"(a(<4>)b)", True),
    ],
)
def test_string_in_hexadecimal_has_two_digits_a_byte(written: bytes, whole: bool) -> None:
    data = plain(root(FIRST, "QQQQQQQQQQ")).replace(b"(QQQQQQQQQQ)", written.ljust(12))
    assert ("V247" in codes("pdf", data)) is not whole
    in_contents = artifact(b"BT " + written + b" Tj ET")
    assert breaks("V247", in_contents) is not whole


def test_older_state_of_an_object_is_no_part_of_the_file() -> None:
    data, older = plain(), b"9000 0 obj\n<414>\nendobj\n"
    place = data.rindex(b"xref\n0 ")
    longer = data[:place] + older + data[place:].replace(b"\n%d\n" % place, b"\n%d\n" % (place + len(older)))
    assert codes("pdf", longer) == codes("pdf", data)


@pytest.mark.parametrize(("called", "whole"), [(b"/StdCF__", False), (b"/Identity", True)])
def test_key_of_a_stream_does_nothing(called: bytes, whole: bool) -> None:
    parameters = Dictionary(Name=Name("/" + "Q" * (len(called) - 1)))
    data = plain(stream(Filter=Name.QQQQQ, DecodeParms=parameters)).replace(b"/" + b"Q" * (len(called) - 1), called)
    assert ("V248" in codes("pdf", data.replace(b"/QQQQQ", b"/Crypt"))) is not whole


def test_object_streams_are_looked_through() -> None:
    data = changed_pdf(root(FIRST, "x" * 40_000))(made("pdf"))
    assert b"x" * 1000 not in data
    assert "V249" in codes("pdf", data)


def test_stream_that_unpacks_to_very_much_is_left_packed() -> None:
    bomb = root(FIRST, lambda pdf: pdf.make_stream(b"0" * 100_000_000))
    assert not breaks("V249", bomb)
    assert breaks("V270", both(bomb, lambda pdf: pdf.pages[0].obj.__setitem__("/Contents", pdf.Root[FIRST])))
