"""Ways to change the PDF of the article, for the tests of rules: each takes the opened file and breaks something."""

import io
from collections.abc import Callable
from functools import cache
from typing import Any

from fontTools.fontBuilder import FontBuilder
from fontTools.misc import eexec
from fontTools.pens.t2CharStringPen import T2CharStringPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from pikepdf import Array, Dictionary, Name, Stream
from rule_files import changed_pdf, made

from exporter.checks.rules import check

Change = Callable[[Any], object]


def both(*changes: Change) -> Change:
    """Several changes, one after the other."""
    return lambda pdf: [change(pdf) for change in changes]


def breaks(code: str, change: Change) -> bool:
    """Whether a change to the article's PDF breaks a rule, and no more than that."""
    faults = check("pdf", changed_pdf(change)(made("pdf")))
    assert [fault.text for fault in faults if "cannot be decided" in fault.text] == []
    return code in {fault.code for fault in faults}


def root(key: str, value: Any = None) -> Change:
    """Put something into the catalog, or take it out; what a function makes is made for the file."""

    def change(pdf: Any) -> None:
        if value is None:
            del pdf.Root[key]
        else:
            pdf.Root[key] = value(pdf) if callable(value) else value

    return change


def in_xmp(old: bytes, new: bytes) -> Change:
    """Replace something in the metadata."""

    def change(pdf: Any) -> None:
        text = pdf.Root.Metadata.read_bytes()
        assert old in text
        pdf.Root.Metadata.write(text.replace(old, new))

    return change


def elements(pdf: Any, kind: str) -> list[Any]:
    """The structure elements of a kind."""
    return [o for o in pdf.objects if isinstance(o, Dictionary) and str(o.get("/S", "")) == kind]


def element(kind: str, key: str, value: Any = None, number: int = 0) -> Change:
    """Put something into an element, or take it out."""

    def change(pdf: Any) -> None:
        node = elements(pdf, kind)[number]
        if value is None:
            del node[key]
        else:
            node[key] = value(pdf) if callable(value) else value

    return change


def renamed(kind: str, other: str, number: int = 0) -> Change:
    """Call an element something else."""
    return element(kind, "/S", Name(other), number)


def with_kid(kind: str, kid: str, place: int | None = None) -> Change:
    """Put an empty element of a kind into another."""

    def change(pdf: Any) -> None:
        node = elements(pdf, kind)[0]
        made = pdf.make_indirect(Dictionary(Type=Name.StructElem, S=Name(kid), P=node))
        node.K.insert(len(node.K) if place is None else place, made)

    return change


def roles(**mapped: str) -> Change:
    """Write a role map."""
    return lambda pdf: pdf.Root.StructTreeRoot.__setitem__(
        "/RoleMap", Dictionary({f"/{tag}": Name(f"/{target}") for tag, target in mapped.items()})
    )


def cells(kind: str, number: int | None = None, **attributes: Any) -> Change:
    """Give table cells these attributes and no others; all of a kind, or one."""

    def change(pdf: Any) -> None:
        found = elements(pdf, kind)
        for cell in found if number is None else [found[number]]:
            cell["/A"] = Dictionary(O=Name.Table, **attributes)

    return change


def notes(pdf: Any) -> list[Any]:
    """The annotations of all pages."""
    return [note for page in pdf.pages for note in page.get("/Annots", [])]


def paint(words: bytes) -> Change:
    """Paint something on the first page, outside all marks."""
    return lambda pdf: pdf.pages[0].contents_add(b"\n" + words + b"\n", prepend=False)


def artifact(words: bytes) -> Change:
    """Paint something on the first page as an artifact."""
    return paint(b"/Artifact BMC q " + words + b" Q EMC")


def resource(kind: str, name: str, value: Any) -> Change:
    """Put something into the resources of the first page."""

    def change(pdf: Any) -> None:
        resources = pdf.pages[0].obj.Resources
        if kind not in resources:
            resources[kind] = Dictionary()
        resources[kind][name] = value(pdf) if callable(value) else value

    return change


def form(words: bytes = b"0 0 5 5 re f", **keys: Any) -> Callable[[Any], Any]:
    """A drawing."""

    def make(pdf: Any) -> Any:
        known = {
            "/Type": Name.XObject,
            "/Subtype": Name.Form,
            "/BBox": Array([0, 0, 10, 10]),
            "/Resources": Dictionary(),
        }
        known |= {f"/{key}": value(pdf) if callable(value) else value for key, value in keys.items()}
        return pdf.make_indirect(pdf.make_stream(words, Dictionary({k: v for k, v in known.items() if v is not None})))

    return make


def drawn(what: Callable[[Any], Any], words: bytes = b"/X1 Do") -> Change:
    """Use a drawing or a picture on the first page."""
    return both(resource("/XObject", "/X1", what), artifact(words))


def stated(**keys: Any) -> Change:
    """Paint something in a graphics state."""
    return both(resource("/ExtGState", "/G1", Dictionary(**keys)), artifact(b"/G1 gs 0 0 5 5 re f"))


def in_space(space: Any, numbers: bytes = b"0 0 0") -> Change:
    """Paint something in a colour space."""
    return both(resource("/ColorSpace", "/C1", space), artifact(b"/C1 cs " + numbers + b" scn 0 0 5 5 re f"))


def picture(pdf: Any) -> Any:
    """The first picture of the file."""
    return next(o for o in pdf.objects if isinstance(o, Stream) and str(o.get("/Subtype", "")) == "/Image")


def annotated(kind: str, tag: str = "", looks: Any = True, alt: str = "", **keys: Any) -> Change:
    """Lay an annotation over the first page, in a tag; `looks` is its appearance, True for a simple one."""

    def change(pdf: Any) -> None:
        page, tree = pdf.pages[0].obj, pdf.Root.StructTreeRoot
        known: dict[str, Any] = {
            "/Type": Name.Annot,
            "/Subtype": Name(kind),
            "/Rect": Array([100, 100, 120, 120]),
            "/F": 4,
        }
        if looks is not None:
            known["/AP"] = Dictionary(N=form()(pdf)) if looks is True else looks(pdf)
        known |= {f"/{key}": value for key, value in keys.items()}
        note = pdf.make_indirect(Dictionary({key: value for key, value in known.items() if value is not None}))
        page["/Annots"] = Array([*page.get("/Annots", []), note])
        page["/Tabs"] = Name.S
        if kind == "/Widget":
            pdf.Root.AcroForm = Dictionary(Fields=Array([note]))
        if tag:
            document = elements(pdf, "/Document")[0]
            link = Dictionary(Type=Name.OBJR, Obj=note, Pg=page)
            made = Dictionary(Type=Name.StructElem, S=Name(tag), P=document, K=Array([link]))
            if alt:
                made["/Alt"] = alt
            node = pdf.make_indirect(made)
            document.K.append(node)
            note["/StructParent"] = 900
            tree.ParentTree.Nums.append(900)
            tree.ParentTree.Nums.append(node)

    return change


def attached(listed: bool = True, **keys: Any) -> Change:
    """An embedded file that lacks nothing, but for these keys; None takes one out."""

    def change(pdf: Any) -> None:
        stream = pdf.make_stream(
            b"words", Dictionary(Type=Name.EmbeddedFile, Subtype=keys.pop("media", Name("/text/plain")))
        )
        known: dict[str, Any] = {
            "/Type": Name.Filespec,
            "/F": "a.txt",
            "/UF": "a.txt",
            "/AFRelationship": Name.Source,
            "/EF": Dictionary(F=stream),
        }
        known |= {f"/{key}": value for key, value in keys.items()}
        made = Dictionary({key: value for key, value in known.items() if value is not None})
        specification = pdf.make_indirect(made)
        pdf.Root.Names.EmbeddedFiles = Dictionary(Names=Array(["a.txt", specification]))
        if listed:
            pdf.Root.AF = Array([specification])

    return change


def first_font(pdf: Any) -> Any:
    """The font of the first page."""
    return next(iter(pdf.pages[0].Resources.Font.values()))


def below(pdf: Any) -> Any:
    """What the font of the first page rests on."""
    return first_font(pdf).DescendantFonts[0]


def shown(font: Callable[[Any], Any], words: bytes) -> Change:
    """Show something in a font of one's own, as an artifact."""
    return both(resource("/Font", "/F1", font), artifact(b"BT /F1 10 Tf " + words + b" Tj ET"))


@cache
def true_type(*maps: tuple[int, int]) -> bytes:
    """A TrueType program of the letters a and b, 500 wide, with maps of codes for these platforms and encodings."""
    builder = FontBuilder(1000, isTTF=True)
    builder.setupGlyphOrder([".notdef", "a", "b"])
    pen = TTGlyphPen(None)
    for x, y in ((0, 0), (100, 0), (100, 100)):
        (pen.lineTo if x or y else pen.moveTo)((x, y))
    pen.closePath()
    outline = pen.glyph()
    builder.setupGlyf(dict.fromkeys((".notdef", "a", "b"), outline))
    builder.setupHorizontalMetrics(dict.fromkeys((".notdef", "a", "b"), (500, 0)))
    builder.setupHorizontalHeader(ascent=800, descent=-200)
    builder.setupCharacterMap({97: "a", 98: "b"})
    builder.setupPost()
    [table, *_] = builder.font["cmap"].tables
    tables = []
    for platform, encoding in maps:
        one = type(table)(4)
        one.format, one.platformID, one.platEncID, one.language = 4, platform, encoding, 0
        one.cmap = {
            (0xF000 if encoding == 0 and platform == 3 else 0) + code: glyph for code, glyph in table.cmap.items()
        }
        tables.append(one)
    builder.font["cmap"].tables = tables
    saved = io.BytesIO()
    builder.save(saved)
    return saved.getvalue()


@cache
def compact() -> bytes:
    """A program in the Compact Font Format of the letters a and b, 500 wide."""
    builder = FontBuilder(1000, isTTF=False)
    builder.setupGlyphOrder([".notdef", "a", "b"])
    builder.setupHorizontalMetrics(dict.fromkeys((".notdef", "a", "b"), (500, 0)))
    pen = T2CharStringPen(500, None)
    pen.moveTo((0, 0))
    pen.lineTo((100, 100))
    pen.closePath()
    builder.setupCFF("Letters", {}, dict.fromkeys((".notdef", "a", "b"), pen.getCharString()), {})
    table = builder.font["CFF "]
    return bytes(table.compile(builder.font))


@cache
def type_one() -> bytes:
    """A program of Type 1 of the letters a and b, 500 wide."""
    width = bytes([139, 248, 136, 13])  # 0 500 hsbw
    glyph, _ = eexec.encrypt(b"\0\0\0\0" + width + bytes([14]), 4330)
    glyphs = b"".join(b"/%s %d RD %s ND\n" % (name, len(glyph), glyph) for name in (b".notdef", b"a", b"b"))
    private = (
        b"dup /Private 3 dict dup begin /lenIV 4 def\n2 index /CharStrings 3 dict dup begin\n" + glyphs + b"end end\n"
    )
    body, _ = eexec.encrypt(b"\0\0\0\0" + private, 55665)
    head = (
        b"%!PS-AdobeFont-1.0: Letters\n/FontMatrix [0.001 0 0 0.001 0 0] readonly def\n/Encoding StandardEncoding def\n"
    )
    return head + b"currentfile eexec\n" + body + b"0" * 512 + b"\ncleartomark"


def simple_font(program: bytes, key: str = "/FontFile2", flags: int = 32, **keys: Any) -> Callable[[Any], Any]:
    """A simple font of the letters a and b with a program; "" leaves the program out."""

    def make(pdf: Any) -> Any:
        descriptor = Dictionary(Type=Name.FontDescriptor, FontName=Name("/ABCDEF+Letters"), Flags=flags)
        if key:
            descriptor[key] = pdf.make_stream(
                program, Dictionary(Subtype=Name.Type1C) if key == "/FontFile3" else Dictionary()
            )
        known: dict[str, Any] = {
            "/Type": Name.Font,
            "/Subtype": Name.TrueType if key == "/FontFile2" else Name.Type1,
            "/BaseFont": Name("/ABCDEF+Letters"),
            "/FirstChar": 97,
            "/LastChar": 98,
            "/Widths": Array([500, 500]),
            "/FontDescriptor": descriptor,
        }
        known |= {f"/{name}": value for name, value in keys.items()}
        return pdf.make_indirect(Dictionary({name: value for name, value in known.items() if value is not None}))

    return make


def drawn_font(glyph: bytes = b"500 0 d0 0 0 100 100 re f", **keys: Any) -> Callable[[Any], Any]:
    """A font whose letter a is a drawing."""

    def make(pdf: Any) -> Any:
        known: dict[str, Any] = {
            "/Type": Name.Font,
            "/Subtype": Name.Type3,
            "/FontBBox": Array([0, 0, 500, 500]),
            "/FontMatrix": Array([0.001, 0, 0, 0.001, 0, 0]),
            "/CharProcs": Dictionary(a=pdf.make_stream(glyph)),
            "/Encoding": Dictionary(Differences=Array([97, Name.a])),
            "/FirstChar": 97,
            "/LastChar": 97,
            "/Widths": Array([500]),
            "/Resources": Dictionary(),
        }
        known |= {f"/{name}": value for name, value in keys.items()}
        return pdf.make_indirect(Dictionary({name: value for name, value in known.items() if value is not None}))

    return make


WIN, MAC = Name.WinAnsiEncoding, Name.MacRomanEncoding


def profile(kind: bytes = b"", space: bytes = b"", version: int = 2, count: int = 3) -> Callable[[Any], Any]:
    """A colour space with the profile of the file, in which its head may be changed."""

    def make(pdf: Any) -> Any:
        data = bytearray(pdf.Root.OutputIntents[0].DestOutputProfile.read_bytes())
        data[12:16], data[16:20], data[8] = kind or data[12:16], space or data[16:20], version
        return pdf.make_indirect(pdf.make_stream(bytes(data), Dictionary(N=count)))

    return make


def profiled(**head: Any) -> Callable[[Any], Any]:
    """A colour space by such a profile."""
    return lambda pdf: Array([Name.ICCBased, profile(**head)(pdf)])


def ink(alternate: str, name: str = "/Gold") -> Array:
    """The colour space of an ink."""
    count = {"/DeviceGray": 1, "/DeviceRGB": 3, "/DeviceCMYK": 4}[alternate]
    tint = Dictionary(FunctionType=2, Domain=Array([0, 1]), C0=Array([0] * count), C1=Array([1] * count), N=1)
    return Array([Name.Separation, Name(name), Name(alternate), tint])


def inks(names: list[str], *described: str) -> Callable[[Any], Any]:
    """The colour space of several inks, of which some are described."""

    def make(pdf: Any) -> Any:
        count = len(names)
        tint = pdf.make_stream(
            b"{ " + b"pop " * count + b"0 0 0 }",
            Dictionary(FunctionType=4, Domain=Array([0, 1] * count), Range=Array([0, 1] * 3)),
        )
        said = Dictionary(Colorants=Dictionary({name: ink("/DeviceRGB", name) for name in described}))
        return Array([Name.DeviceN, Array([Name(name) for name in names]), Name.DeviceRGB, tint, said])

    return make


Rules = dict[str, tuple[list[Change], list[Change]]]  # of each rule what breaks it, and what comes near


def breaking(rules: Rules) -> list[Any]:
    """The changes that break rules, as parameters of a test."""
    return [(code, change) for code, (changes, _) in rules.items() for change in changes]


def near(rules: Rules) -> list[Any]:
    """The changes that come near, as parameters of a test."""
    return [(code, change) for code, (_, changes) in rules.items() for change in changes]
