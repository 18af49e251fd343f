"""A part as a file of its own, with its fonts as they are: what it is read back from, before it is in the book."""

import io
from collections.abc import Callable, Iterator

from exporter.backends.pdf.book import (
    Slot,
    destination,
    element_of,
    finished,
    info_of,
    leaf_of,
    node_of,
    numbers_of,
    plain_chunk,
    plain_numbers,
    reference,
    string,
    write_book,
)
from exporter.backends.pdf.parts import FontUse, PartObject, PdfPart


def alone(part: PdfPart, font_file: Callable[[str], bytes]) -> bytes:
    """A file of one part: its pages, structure and places; `font_file` gives a font's file by its SHA-256."""
    fonts: list[PartObject] = []
    numbers: dict[str, int] = {}
    for use in part.fonts:
        numbers[use.name] = 1 + len(fonts)
        fonts += _font(use, len(fonts), font_file(use.file))
    info, first = info_of(part), 1 + plain_numbers(fonts)
    catalog = first + numbers_of(info)
    names = b" ".join(
        b"%s %s" % (string(name), destination(first + part.pages[page], left, top))
        for name, (page, left, top) in sorted(part.places.items(), key=lambda pair: string(pair[0]))
    )
    document = catalog + 3
    slot = Slot(
        first=first,
        parent=0,
        kind="Art",
        above=document,
        lang="",
        pages_root=catalog + 2,
        fonts=numbers,
        outlines=0,
        before=0,
        after=0,
        labels=("1",) * len(part.pages),
        elsewhere=None,
    )
    pages, element, leaf = (reference(find(info, first)) for find in (node_of, element_of, leaf_of))
    root = reference(catalog + 4)
    whole = [
        b"<</Type /Catalog/Pages %s/MarkInfo <</Marked true>>/StructTreeRoot %s/Names <</Dests <</Names [%s]>>>>>>"
        % (reference(catalog + 2), root, names),
        b"<<>>",
        b"<</Type /Pages/Kids [%s]/Count %d>>" % (pages, len(part.pages)),
        b"<</Type /StructElem/S /Document/P %s/K [%s]>>" % (root, element),
        b"<</Type /StructTreeRoot/K [%s]/ParentTree <</Kids [%s]>>>>" % (reference(document), leaf),
    ]
    sink = io.BytesIO()
    chunks = [plain_chunk(fonts, 1)] if fonts else []
    write_book(sink, [*chunks, finished(part, slot)], whole, catalog)
    return sink.getvalue()


def _font(use: FontUse, first: int, file: bytes) -> list[PartObject]:
    """A font whose glyphs say what they stand for (ISO 32000-1, 9.7.4 and 9.10.3)."""
    name = b"/" + use.name.encode()
    is_cff = file[:4] == b"OTTO"
    kind = b"/CIDFontType0" if is_cff else b"/CIDFontType2/CIDToGIDMap /Identity"
    kept, said = (b"/FontFile3", b"/Subtype /OpenType") if is_cff else (b"/FontFile2", b"")
    widths = b" ".join(b"%d [%g]" % (glyph, width) for glyph, width in sorted(use.widths.items()))
    letters = b"".join(_mapped(use))
    box = b"/FontBBox [0 %d 1000 %d]/ItalicAngle 0/Ascent %d/Descent %d/CapHeight %d/StemV %d" % (
        (use.descent, use.ascent, use.ascent, use.descent, use.ascent, use.stem)
    )
    system = b"<</Registry (Adobe)/Ordering (Identity)/Supplement 0>>"
    return [
        PartObject(
            [
                b"<</Type /Font/Subtype /Type0/BaseFont %s/Encoding /Identity-H/DescendantFonts [" % name,
                first + 1,
                b"]/ToUnicode ",
                first + 3,
                b">>",
            ]
        ),
        PartObject(
            [
                b"<</Type /Font/Subtype %s/BaseFont %s/CIDSystemInfo %s/FontDescriptor " % (kind, name, system),
                first + 2,
                b"/DW 1000/W [%s]>>" % widths,
            ]
        ),
        PartObject([b"<</Type /FontDescriptor/FontName %s/Flags 4%s%s " % (name, box, kept), first + 4, b">>"]),
        PartObject([b"<</Length %d>>" % len(letters)], letters),
        PartObject([b"<<%s/Length %d/Length1 %d>>" % (said, len(file), len(file))], file),
    ]


def _mapped(use: FontUse) -> Iterator[bytes]:
    yield (
        b"/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapType 2 def 1 begincodespacerange "
        b"<0000> <ffff> endcodespacerange\n"
    )
    pairs = sorted(use.letters.items())
    for place in range(0, len(pairs), 100):
        group = pairs[place : place + 100]
        yield b"%d beginbfchar\n" % len(group)
        for glyph, letters in group:
            yield b"<%04x> <%s>\n" % (glyph, letters.encode("utf-16-be").hex().encode())
        yield b"endbfchar\n"
    yield b"endcmap CMapName currentdict /CMap defineresource pop end end\n"
