"""The numbers of printed pages: where a theme's footer has them, and how they are written once they are known.

A part is laid out before it is known which pages it will have. A page of nothing but the footer tells where a number
begins and ends, and in which font and colour; each page's number is then written there.
"""

from typing import Any

import msgspec

from exporter.backends.pdf.layout import laid_out, options_of
from exporter.backends.pdf.parts import FontUse
from exporter.messages import Report
from exporter.publication import Publication

SIGNS = "0123456789ivxlcdm"
# Instead of the number that a part's own layout would give.
HIDDEN = ".page-number::before { content: none; }"


class Numerals(msgspec.Struct, frozen=True, kw_only=True):
    """How a page's number is written: the font of each sign by its resource's name, its glyphs and their widths in
    1/1000 em, the size and baseline in points from the paper's edges, and where a number of no width would stand:
    `anchor` from the left, with `share` of the width before it (0 for the start, 1 for the end of a line)."""

    font: str
    glyphs: dict[str, int]
    widths: dict[str, float]
    size: float
    baseline: float
    anchor: float
    share: float
    color: str


def stamp(numerals: Numerals, label: str, height: float) -> bytes:
    """The operators that print a label, behind a page's own, whose coordinates begin at the top."""
    width = sum(numerals.widths[sign] for sign in label) * numerals.size / 1000
    x = numerals.anchor - numerals.share * width
    glyphs = "".join(f"{numerals.glyphs[sign]:04x}" for sign in label)
    return (
        f"/Artifact <</Type /Pagination>> BDC q 1 0 0 -1 0 {height:g} cm {numerals.color} rg BT "
        f"/{numerals.font} {numerals.size:g} Tf 1 0 0 1 {x:.3f} {numerals.baseline:.3f} Tm <{glyphs}> Tj ET Q EMC"
    ).encode()


def numerals_of(publication: Publication, keep: Any, report: Report) -> tuple[Numerals | None, list[FontUse]]:
    """The numerals of a publication's footer, None when it has no number; and the fonts that they need."""
    import weasyprint
    import weasyprint.pdf

    from exporter.backends.pdf.piece import without_fonts

    found = []
    for signs in (SIGNS, SIGNS[:1]):
        css = f'{publication.print_css}\n.page-number::before {{ content: "{signs}" !important; }}'
        with laid_out(msgspec.structs.replace(publication, print_css=css), report) as document:
            fonts: list[FontUse] = []
            options = {**weasyprint.DEFAULT_OPTIONS, **options_of(publication), "pdf_version": "1.7"}
            with without_fonts(fonts, keep):
                weasyprint.pdf.generate_pdf(document, None, 1, **options)
            boxes = [box for box in _boxes(document.pages[0]._page_box) if box.text == signs]
            if not boxes:
                return None, []
            found.append((boxes[0], fonts, document.pages[0].height))
    (box, fonts, height), (short, _, _) = found
    font = next(use for use in fonts if set(SIGNS) <= set(use.letters.values()))
    glyphs = {letters: glyph for glyph, letters in font.letters.items()}
    start, short_start = box.position_x * 0.75, short.position_x * 0.75
    width, short_width = box.width * 0.75, short.width * 0.75
    share = (short_start - start) / (width - short_width)
    red, green, blue = box.style["color"].to("srgb").coordinates
    return Numerals(
        font=font.name,
        glyphs={sign: glyphs[sign] for sign in SIGNS},
        widths={sign: font.widths[glyphs[sign]] for sign in SIGNS},
        size=box.style["font_size"] * 0.75,
        baseline=(height - box.position_y - box.baseline) * 0.75,
        anchor=round(start + share * width, 3),
        share=round(share, 3),
        color=f"{red:.4g} {green:.4g} {blue:.4g}",
    ), [font]


def _boxes(box: Any) -> Any:
    from weasyprint.formatting_structure import boxes

    if isinstance(box, boxes.TextBox):
        yield box
    for child in getattr(box, "children", ()):
        yield from _boxes(child)
