"""Rules of the fonts of a PDF: what breaks them, and what comes near."""

import io
import re
from collections.abc import Callable, Sequence
from typing import Any

import pytest
from fontTools.ttLib import TTFont
from pdf_changes import (
    MAC,
    WIN,
    Change,
    Rules,
    annotated,
    artifact,
    below,
    both,
    breaking,
    breaks,
    compact,
    drawn,
    drawn_font,
    element,
    first_font,
    form,
    near,
    resource,
    shown,
    simple_font,
    true_type,
    type_one,
)
from pikepdf import Array, Dictionary, Name, Stream

LETTERS = true_type((3, 1))
SYMBOLS = true_type((3, 0))
HELVETICA = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)


def font(key: str, value: Any = None) -> Change:
    """Put something into the font of the first page, or take it out."""
    return lambda pdf: first_font(pdf).__delitem__(key) if value is None else first_font(pdf).__setitem__(key, value)


def lower(key: str, value: Any = None) -> Change:
    """Put something into the font that it rests on, or take it out."""
    return lambda pdf: below(pdf).__delitem__(key) if value is None else below(pdf).__setitem__(key, value)


def descriptor(key: str, value: Callable[[Any], Any]) -> Change:
    return lambda pdf: below(pdf).FontDescriptor.__setitem__(key, value(pdf))


def without_program(pdf: Any) -> None:
    for key in ("/FontFile2", "/FontFile3"):
        if key in below(pdf).FontDescriptor:
            del below(pdf).FontDescriptor[key]


def broken_program(pdf: Any) -> None:
    described = below(pdf).FontDescriptor
    described[next(key for key in ("/FontFile2", "/FontFile3") if key in described)].write(b"no font")


def mapped(character: bytes) -> Change:
    """Map the first code of the font to something else; b"" takes it out."""

    def change(pdf: Any) -> None:
        data = first_font(pdf).ToUnicode.read_bytes()
        start = data.index(b"beginbfchar")
        to = b"<%s>" % character if character else b""
        made = re.sub(rb"(<\w+>) <\w+>", rb"\1 " + to if to else b"", data[start:], count=1)
        first_font(pdf).ToUnicode.write(data[:start] + made)

    return change


def of_no_kind(pdf: Any) -> None:
    """A program whose kind has to be said, and is not."""
    font = simple_font(compact(), "/FontFile3", Encoding=WIN)(pdf)
    del font.FontDescriptor.FontFile3["/Subtype"]
    shown(lambda _: font, b"(ab)")(pdf)


def cid_set(data: bytes) -> Change:
    return descriptor("/CIDSet", lambda pdf: pdf.make_stream(data))


def all_cids(pdf: Any) -> None:
    """A list of just the characters that the program has."""
    program = TTFont(io.BytesIO(below(pdf).FontDescriptor.FontFile2.read_bytes()))
    count = program["maxp"].numGlyphs
    table = below(pdf).get("/CIDToGIDMap")
    cids: Sequence[int] = range(count)
    if isinstance(table, Stream):
        glyphs = table.read_bytes()
        cids = [cid for cid in range(len(glyphs) // 2) if int.from_bytes(glyphs[2 * cid : 2 * cid + 2], "big")]
    bits = bytearray(max(cids) // 8 + 1)
    for cid in cids:
        bits[cid // 8] |= 128 >> cid % 8
    below(pdf).FontDescriptor.CIDSet = pdf.make_stream(bytes(bits))


def letters(program: bytes = LETTERS, words: bytes = b"(ab)", **keys: Any) -> Change:
    """Show letters in a TrueType font."""
    return shown(simple_font(program, **{"Encoding": WIN, **keys}), words)


def of_type_one(words: bytes = b"(ab)", **keys: Any) -> Change:
    return shown(simple_font(type_one(), "/FontFile", **{"Encoding": WIN, **keys}), words)


def listing(names: str) -> Change:
    """A font of Type 1 that lists its characters."""

    def make(pdf: Any) -> Any:
        made = simple_font(type_one(), "/FontFile", Encoding=WIN)(pdf)
        made.FontDescriptor.CharSet = names
        return made

    return shown(make, b"(ab)")


def with_names(*names: str) -> Dictionary:
    return Dictionary(BaseEncoding=WIN, Differences=Array([97, *(Name(f"/{name}") for name in names)]))


def embedded_map(body: bytes = b"", **keys: Any) -> Change:
    """A character map in the file instead of a predefined one."""
    data = b"/CIDInit /ProcSet findresource begin begincmap /CMapName /Own def /WMode 0 def\n"
    data += b"1 begincodespacerange <0000> <FFFF> endcodespacerange\n" + (
        body or b"1 begincidrange <0000> <FFFF> 0 endcidrange"
    )
    system = Dictionary(Registry="Adobe", Ordering="Identity", Supplement=0)

    def change(pdf: Any) -> None:
        known = {"/Type": Name.CMap, "/CMapName": Name.Own, "/CIDSystemInfo": system}
        known |= {f"/{key}": value for key, value in keys.items()}
        first_font(pdf).Encoding = pdf.make_stream(data + b"\nendcmap end", Dictionary(known))

    return change


def looks_with(font: Any) -> Callable[[Any], Any]:
    """The looks of an annotation that shows something in a font."""
    words = form(b"BT /F1 9 Tf (a) Tj ET", Resources=Dictionary(Font=Dictionary(F1=font)))
    return lambda pdf: Dictionary(N=words(pdf))


RULES: Rules = {
    "V205": (
        [
            without_program, shown(lambda _: HELVETICA, b"(ab)"), annotated("/Stamp", "/Annot", looks_with(HELVETICA)),
            drawn(form(b"BT /F1 9 Tf (a) Tj ET", Resources=Dictionary(Font=Dictionary(F1=HELVETICA)))),
        ],
        [
            lambda pdf: below(pdf).FontDescriptor.__setitem__("/FontName", Name.Other),
            resource("/Font", "/F1", HELVETICA),
            shown(lambda _: HELVETICA, b"3 Tr (ab)"),
        ],
    ),
    "V206": (
        [
            font("/ToUnicode"), mapped(b""), letters(SYMBOLS, flags=4, Encoding=None),
            letters(Encoding=with_names("glyph1")), letters(Encoding=with_names("u1D44F")),
        ],
        [
            letters(), letters(Encoding=with_names("alpha", "fi")), of_type_one(Encoding=None),
            shown(drawn_font(), b"(a)"),
        ],
    ),
    "V251": (
        [
            font("/Type"), lower("/BaseFont"), lower("/Subtype", Name.Unheard), font("/DescendantFonts"),
            broken_program, letters(LastChar=99), letters(FirstChar=None), letters(Widths=None),
            artifact(b"BT /Nowhere 10 Tf (a) Tj ET"), of_no_kind,
        ],
        [shown(lambda _: HELVETICA, b"(ab)"), letters(), shown(drawn_font(), b"(a)")],
    ),
    "V252": (
        [
            font("/Encoding", Name("/Own-H")), font("/Encoding", Name("/UniJIS-UTF16-H")), lower("/CIDToGIDMap"),
            embedded_map(CIDSystemInfo=Dictionary(Registry="Adobe", Ordering="Japan1", Supplement=0)),
            embedded_map(WMode=1), embedded_map(b"/Other usecmap"),
        ],
        [font("/Encoding", Name("/Identity-V")), embedded_map(), embedded_map(b"/Identity-H usecmap")],
    ),
    "V253": (
        [letters(words=b"(x)"), of_type_one(b"(x)"), shown(drawn_font(), b"(ab)")],
        [letters(), of_type_one(), letters(words=b"3 Tr (x)"), shown(drawn_font(), b"(a)")],
    ),
    "V254": (
        [cid_set(b"\x80"), cid_set(b"\xff" * 9000), listing("/a/b/c"), listing("/a")],
        [all_cids, listing("/a/b"), listing("/.notdef/a/b")],
    ),
    "V255": (
        [
            lower("/W"), letters(Widths=Array([500, 510])), of_type_one(Widths=Array([490, 500])),
            shown(drawn_font(b"510 0 d0 0 0 1 1 re f"), b"(a)"),
            shown(simple_font(compact(), "/FontFile3", Encoding=WIN, Widths=Array([490, 500])), b"(ab)"),
        ],
        [
            letters(Widths=Array([500, 501])), of_type_one(), letters(words=b"3 Tr (ab)", Widths=Array([1, 1])),
            shown(simple_font(compact(), "/FontFile3", Encoding=WIN), b"(ab)"),
        ],
    ),
    "V256": (
        [
            letters(Encoding=None), letters(SYMBOLS), letters(Encoding=Name.StandardEncoding),
            letters(SYMBOLS, flags=4), letters(Encoding=with_names("glyph1")),
            letters(true_type((1, 0)), Encoding=with_names("alpha")),
            letters(true_type((3, 1), (1, 0)), flags=4, Encoding=None),
        ],
        [
            letters(), letters(Encoding=MAC), letters(true_type((1, 0)), Encoding=MAC),
            letters(Encoding=with_names("alpha")), letters(Encoding=with_names("fi")),
            letters(SYMBOLS, flags=4, Encoding=None), letters(true_type((3, 1)), flags=4, Encoding=None),
        ],
    ),
    "V257": ([mapped(b"0000"), mapped(b"FEFF"), mapped(b"FFFE")], [mapped(b"0041"), mapped(b"FFFD")]),
    "V258": (
        [mapped(b"E000"), letters(Encoding=with_names("dotlessj"))],
        [mapped(b"0041"), both(mapped(b"E000"), element("/Document", "/ActualText", "x"))],
    ),
    "V259": (
        [
            shown(first_font, b"<0000>"), shown(first_font, b"3 Tr <FFF0>"),
            letters(words=b"(a\\001)"), letters(Encoding=with_names(".notdef")), shown(first_font, b"<000008>"),
        ],
        [letters(), letters(words=b"(x)")],
    ),
}  # fmt: skip


@pytest.mark.parametrize(("code", "change"), breaking(RULES))
def test_file_that_breaks_a_rule_is_named(code: str, change: Change) -> None:
    assert breaks(code, change)


@pytest.mark.parametrize(("code", "change"), near(RULES))
def test_file_that_comes_near_is_left_alone(code: str, change: Change) -> None:
    assert not breaks(code, change)
