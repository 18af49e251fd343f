"""Rules of what is painted in a PDF, and of its colours: what breaks them, and what comes near."""

from typing import Any

import pytest
from pdf_changes import (
    Change,
    Rules,
    artifact,
    both,
    breaking,
    breaks,
    drawn,
    drawn_font,
    form,
    in_space,
    ink,
    inks,
    near,
    paint,
    picture,
    profile,
    profiled,
    resource,
    root,
    shown,
    stated,
)
from pikepdf import Array, Dictionary, Name

SMALL = b"BI /W 1 /H 1 %s ID \xff\xff\xff\nEI"
RED = b"/BPC 8 /CS /RGB "
WHITE = Dictionary(WhitePoint=Array([0.95, 1, 1.08]))
SRGB = b"\1\0\0\0\0\0\20"  # how JPEG 2000 says it
NO_INTENT = root("/OutputIntents")


def pictured(key: str, value: Any) -> Change:
    return lambda pdf: picture(pdf).__setitem__(key, value)


def bitmap(**keys: Any) -> Change:
    """A picture of one dot."""

    def make(pdf: Any) -> Any:
        known = {"/Type": Name.XObject, "/Subtype": Name.Image, "/Width": 1, "/Height": 1}
        return pdf.make_stream(keys.pop("data", b"\0\0\0\0"), Dictionary(known | {f"/{k}": v for k, v in keys.items()}))

    return drawn(make)


def jpeg_2000(channels: int = 3, depth: int = 7, methods: tuple[bytes, ...] = (SRGB,)) -> bytes:
    """The head of a JPEG 2000 file, with a box for each way of saying its colours."""

    def box(kind: bytes, data: bytes) -> bytes:
        return (len(data) + 8).to_bytes(4, "big") + kind + data

    head = box(b"ihdr", b"\0\0\0\1\0\0\0\1" + channels.to_bytes(2, "big") + bytes([depth, 7, 0, 0]))
    colours = b"".join(box(b"colr", method) for method in methods)
    return box(b"jP  ", b"\r\n\x87\n") + box(b"jp2h", head + colours)


def of_jpeg_2000(*head: Any, **keys: Any) -> Change:
    return bitmap(data=jpeg_2000(*head), Filter=Name.JPXDecode, **keys)


def tiling(words: bytes) -> Any:
    known = Dictionary(PatternType=1, PaintType=1, TilingType=1, BBox=Array([0, 0, 3, 3]), XStep=3, YStep=3)
    known.Resources = Dictionary()
    return lambda pdf: pdf.make_stream(words, known)


def patterned(pattern: Any) -> Change:
    return both(resource("/Pattern", "/P1", pattern), artifact(b"/Pattern cs /P1 scn 0 0 5 5 re f"))


def shading(space: str) -> Dictionary:
    tint = Dictionary(FunctionType=2, Domain=Array([0, 1]), C0=Array([0, 0, 0, 0]), C1=Array([1, 1, 1, 1]), N=1)
    return Dictionary(ShadingType=2, ColorSpace=Name(space), Coords=Array([0, 0, 1, 1]), Function=tint)


def intents(make: Any) -> Change:
    """Add an output intent."""
    return lambda pdf: pdf.Root.OutputIntents.append(make(pdf))


def for_print(pdf: Any, **keys: Any) -> Dictionary:
    return Dictionary(S=Name.GTS_PDFX, OutputConditionIdentifier="x", **keys)


def intent_profile(**head: Any) -> Change:
    return lambda pdf: pdf.Root.OutputIntents[0].__setitem__("/DestOutputProfile", profile(**head)(pdf))


def no_profile(pdf: Any) -> Array:
    return Array([Name.ICCBased, pdf.make_stream(b"short", Dictionary(N=3))])


def opaque(pdf: Any) -> None:
    """Take away what the picture lets shine through."""
    del picture(pdf)["/SMask"]


def printed_over(mode: int) -> Change:
    """Paint an ink over others in a mode."""
    return both(
        resource("/ColorSpace", "/C1", profiled(space=b"CMYK", count=4)),
        resource("/ExtGState", "/G1", Dictionary(OP=True, OPM=mode)),
        artifact(b"/G1 gs /C1 cs 0 0 0 1 scn 0 0 5 5 re f"),
    )


def halftone(**keys: Any) -> Dictionary:
    return Dictionary({"/HalftoneType": 1, "/Frequency": 60, "/Angle": 45} | {f"/{k}": v for k, v in keys.items()})


def twice(**keys: Any) -> Change:
    return drawn(form(**keys), b"/X1 Do /X1 Do")


def inherited(pdf: Any) -> None:
    page = pdf.pages[0].obj
    pdf.Root.Pages.Resources = page.Resources
    del page["/Resources"]


TRANSPARENT = Dictionary(S=Name.Transparency, CS=Name.DeviceRGB)
RULES: Rules = {
    "V212": (
        [
            paint(b"0 0 5 5 re f"), paint(b"/Span BMC 0 0 5 5 re f EMC"), paint(SMALL % RED),
            paint(b"/P <</MCID 9999>> BDC 0 0 5 5 re f EMC"), paint(b"/P <</MCID 0>> BDC 0 0 5 5 re f"),
            both(resource("/XObject", "/X1", form()), paint(b"/X1 Do")),
        ],
        [
            artifact(b"0 0 5 5 re f"), paint(b"/P <</MCID 0>> BDC 0 0 5 5 re f EMC"), paint(b"0 0 5 5 re n"),
            both(resource("/XObject", "/X1", form(b"/Artifact BMC 0 0 5 5 re f EMC")), paint(b"/X1 Do")), drawn(form()),
        ],
    ),
    "V215": (
        [
            artifact(b"1 0 0 0 k 0 0 5 5 re f"), both(NO_INTENT, artifact(b"1 0 0 rg 0 0 5 5 re f")),
            in_space(Name.DeviceCMYK, b"0 0 0 1"), in_space(ink("/DeviceCMYK"), b"1"),
            bitmap(ColorSpace=Name.DeviceCMYK, BitsPerComponent=8),
            in_space(Array([Name.Indexed, Name.DeviceCMYK, 0, "abcd"]), b"0"),
            patterned(tiling(b"1 0 0 0 k 0 0 2 2 re f")),
            patterned(Dictionary(PatternType=2, Shading=shading("/DeviceCMYK"))),
            both(resource("/Shading", "/S1", shading("/DeviceCMYK")), artifact(b"/S1 sh")),
            drawn(form(Group=Dictionary(S=Name.Transparency, CS=Name.DeviceCMYK))),
            shown(drawn_font(b"1 0 d0 1 0 0 0 k 0 0 1 1 re f"), b"(a)"), artifact(SMALL % b"/BPC 8 /CS /CMYK"),
        ],
        [
            artifact(b"1 0 0 rg 0 g 0 0 5 5 re f"), in_space(ink("/DeviceRGB"), b"1"),
            in_space(Array([Name.CalRGB, WHITE])),
            both(
                resource("/ColorSpace", "/DefaultCMYK", profiled(space=b"CMYK", count=4)),
                artifact(b"1 0 0 0 k 0 0 5 5 re f"),
            ),
            shown(drawn_font(b"1 0 0 0 1 1 d1 1 0 0 0 k 0 0 1 1 re f"), b"(a)"),
        ],
    ),
    "V216": (
        [
            pictured("/Interpolate", True), pictured("/Alternates", Array([])), pictured("/OPI", Dictionary()),
            pictured("/BitsPerComponent", 3), bitmap(ImageMask=True, BitsPerComponent=8),
        ],
        [pictured("/Interpolate", False), bitmap(ImageMask=True, BitsPerComponent=1), bitmap(ImageMask=True)],
    ),
    "V260": (
        [artifact(SMALL % (RED + b"/I true")), artifact(SMALL % b"/BPC 3 /CS /G")],
        [artifact(SMALL % (RED + b"/I false"))],
    ),
    "V261": (
        [
            of_jpeg_2000(2), of_jpeg_2000(3, 255), of_jpeg_2000(3, 40), of_jpeg_2000(3, 7, (b"\4\0\0",)),
            of_jpeg_2000(3, 7, (b"\1\0\0\0\0\0\20", b"\2\0\0")), of_jpeg_2000(3, 7, (b"\1\0\0\0\0\0\23",)),
        ],
        [
            of_jpeg_2000(), of_jpeg_2000(1), of_jpeg_2000(3, 7, (b"\1\0\1\0\0\0\20", b"\2\0\0")),
            of_jpeg_2000(4), of_jpeg_2000(3, 7, (b"\4\0\0",), ColorSpace=Name.DeviceRGB),
        ],
    ),
    "V262": ([artifact(b"foo"), artifact(b"BX foo EX")], [artifact(b"BX EX 0 0 m 1 1 l S")]),
    "V263": (
        [inherited, both(resource("/ExtGState", "/G1", Dictionary(LW=1)), drawn(form(b"/G1 gs 0 0 5 5 re f")))],
        [drawn(form(b"/G1 gs", Resources=lambda _: Dictionary(ExtGState=Dictionary(G1=Dictionary(LW=1)))))],
    ),
    "V264": (
        [
            drawn(form(Ref=Dictionary(F="a.pdf", Page=0))), drawn(form(OPI=Dictionary())),
            drawn(form(Subtype2=Name.PS)), drawn(form(Subtype=Name.PS)),
        ],
        [drawn(form()), resource("/XObject", "/X1", form(Ref=Dictionary(F="a.pdf", Page=0)))],
    ),
    "V265": ([twice(StructParents=900)], [twice(), drawn(form(StructParents=900))]),
    "V266": (
        [
            stated(TR=Name.Identity), stated(TR2=Name.Identity), stated(HTP=Array([0, 0])),
            stated(HT=halftone(HalftoneType=10)), stated(HT=halftone(HalftoneName="x")),
            stated(HT=halftone(TransferFunction=Name.Identity)),
            stated(HT=Dictionary(HalftoneType=5, Default=halftone(), Gold=halftone())),
        ],
        [
            stated(TR2=Name.Default), stated(HT=halftone()),
            resource("/ExtGState", "/G1", Dictionary(TR=Name.Identity)),
            stated(HT=Dictionary(HalftoneType=5, Default=halftone(), Gold=halftone(TransferFunction=Name.Identity))),
        ],
    ),
    "V267": (
        [
            artifact(b"/Own ri"), stated(RI=Name.Own), pictured("/Intent", Name.Own),
            artifact(SMALL % (RED + b"/Intent /Own")),
        ],
        [artifact(b"/Saturation ri"), stated(RI=Name.Perceptual)],
    ),
    "V268": (
        [
            stated(BM=Name.Own), NO_INTENT, both(NO_INTENT, opaque, stated(ca=0.5)),
            both(NO_INTENT, opaque, drawn(form(Group=TRANSPARENT))),
        ],
        [
            stated(BM=Name.Multiply), stated(ca=0.5), both(NO_INTENT, opaque), both(NO_INTENT, opaque, stated(CA=0.5)),
            both(NO_INTENT, stated(ca=0.5), lambda pdf: pdf.pages[0].obj.__setitem__("/Group", TRANSPARENT)),
        ],
    ),
    "V269": (
        [
            paint(b"/P <</MCID 0>> BDC /Artifact BMC 0 0 5 5 re f EMC EMC"),
            paint(b"/Artifact BMC /P <</MCID 0>> BDC 0 0 5 5 re f EMC EMC"),
            paint(b"/P <</MCID 0>> BDC 0 0 5 5 re f"),
        ],
        [paint(b"EMC"), paint(b"/P <</MCID 0>> BDC /Span BMC 0 0 5 5 re f EMC EMC /Artifact BMC 0 0 5 5 re f EMC")],
    ),
    "V270": (
        [drawn(form(Filter=Name.FlateDecode)), artifact(SMALL % (RED + RED))],
        [drawn(form()), artifact(SMALL % RED)],
    ),
    "V271": (
        [
            intent_profile(kind=b"link"), intent_profile(space=b"Lab "), intent_profile(version=5),
            intents(lambda pdf: for_print(pdf, DestOutputProfile=profile()(pdf))),
            intents(lambda pdf: for_print(pdf, DestOutputProfileRef=Dictionary())),
        ],
        [
            intent_profile(kind=b"prtr"), intents(for_print),
            intents(lambda pdf: for_print(pdf, DestOutputProfile=pdf.Root.OutputIntents[0].DestOutputProfile)),
        ],
    ),
    "V272": (
        [
            in_space(profiled(kind=b"link")), in_space(profiled(version=5)), in_space(profiled(space=b"XYZ ")),
            in_space(profiled(space=b"CMYK")), in_space(profiled(count=1)), in_space(no_profile),
        ],
        [in_space(profiled()), in_space(profiled(kind=b"scnr")), in_space(profiled(space=b"Lab "))],
    ),
    "V273": ([printed_over(1)], [printed_over(0)]),
    "V274": (
        [
            in_space(inks(["/Gold", "/Silver"], "/Gold"), b"0 0"),
            both(
                in_space(ink("/DeviceRGB"), b"1"),
                resource("/ColorSpace", "/C2", ink("/DeviceGray")),
                artifact(b"/C2 cs"),
            ),
        ],
        [
            in_space(inks(["/Gold", "/Silver"], "/Gold", "/Silver"), b"0 0"),
            in_space(inks(["/Cyan", "/None"]), b"0 0"),
            both(
                in_space(ink("/DeviceRGB"), b"1"),
                resource("/ColorSpace", "/C2", lambda pdf: pdf.make_indirect(ink("/DeviceRGB"))),
                artifact(b"/C2 cs"),
            ),
        ],
    ),
}  # fmt: skip


@pytest.mark.parametrize(("code", "change"), breaking(RULES))
def test_file_that_breaks_a_rule_is_named(code: str, change: Change) -> None:
    assert breaks(code, change)


@pytest.mark.parametrize(("code", "change"), near(RULES))
def test_file_that_comes_near_is_left_alone(code: str, change: Change) -> None:
    assert not breaks(code, change)


def test_drawing_that_shows_itself_is_looked_through_once() -> None:
    def change(pdf: Any) -> None:
        drawing = form(b"0 0 5 5 re f /X1 Do")(pdf)
        drawing.Resources.XObject = Dictionary(X1=drawing)
        drawn(lambda _: drawing)(pdf)

    assert not breaks("V270", change)
