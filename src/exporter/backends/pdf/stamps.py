"""The numbers of printed pages: where a theme's footer has them, and how they are written once they are known.

A part is laid out before it is known which pages it will have: room is left for three digits, and each page's number is
written there in the end, in the font and colour that it would have had.
"""

from collections.abc import Iterator
from functools import lru_cache
from typing import Any

import msgspec

from exporter.backends.pdf.book_fonts import Keep, without_fonts
from exporter.backends.pdf.layout import laid_out, options_of
from exporter.backends.pdf.parts import FontUse, NumberPlace, Numerals
from exporter.messages import Report
from exporter.publication import Publication

RESERVED = '.page-number::before { content: "888"; visibility: hidden }'
_SIGNS = "0123456789ivxlcdm"  # of arabic and roman numbers
_BARE = ".page-number::before { content: none }"
_POINTS = 0.75  # of a CSS pixel
_SHARES = {"center": 0.5, "right": 1.0, "left": 0.0}


def stamp(numerals: Numerals, place: NumberPlace, label: str) -> bytes:
    """The operators that print a page's number behind all else on it, where y grows downwards."""
    width = sum(numerals.widths[sign] for sign in label) * place.size / 1000
    glyphs = "".join(f"{numerals.glyphs[sign]:04x}" for sign in label)
    x = place.anchor - place.share * width
    return (
        f"/Artifact <</Type /Pagination>> BDC q {place.color} rg BT /{numerals.font} {place.size:g} Tf "
        f"1 0 0 -1 {x:.3f} {place.baseline:.3f} Tm <{glyphs}> Tj ET Q EMC"
    ).encode()


def number_places(document: Any) -> list[NumberPlace | None]:
    """Where each page of a document has room for its number."""
    return [next((_place(line, box) for line, box in _numbers(page._page_box)), None) for page in document.pages]


def numerals_of(publication: Publication, keep: Keep, report: Report) -> tuple[Numerals | None, list[FontUse]]:
    """The numerals of a publication's page numbers, None when its pages have none; and their font."""
    page = publication.page
    if page.root.find(".//span[@class='page-number']") is None:
        return None, []
    return _numerals(_Footer(publication, keep, report))


class _Footer:
    """A publication without any text; equal for all whose page numbers look the same."""

    def __init__(self, publication: Publication, keep: Keep, report: Report) -> None:
        from lxml import etree

        root: Any = etree.fromstring(etree.tostring(publication.page.root))
        body = root.find("body")
        for child in list(body):
            if child.tag != "footer":
                body.remove(child)
        for element in root.iter():  # the words beside it are each article's own
            is_number = element.tag == "span" and element.get("class") == "page-number"
            element.text, element.tail = _SIGNS if is_number else None, None
        page = msgspec.structs.replace(publication.page, root=root)
        self.publication = msgspec.structs.replace(
            publication, page=page, print_css=f"{publication.print_css}\n{_BARE}", kept=None
        )
        self.keep, self.report = keep, report
        self._is = (etree.tostring(root), self.publication.print_css)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Footer) and self._is == other._is

    def __hash__(self) -> int:
        return hash(self._is)


@lru_cache(maxsize=32)
def _numerals(footer: _Footer) -> tuple[Numerals | None, list[FontUse]]:
    import weasyprint
    import weasyprint.pdf

    publication = footer.publication
    fonts: list[FontUse] = []
    with laid_out(publication, footer.report) as document:
        options = {**weasyprint.DEFAULT_OPTIONS, **options_of(publication), "pdf_version": "1.7"}
        with without_fonts(fonts, footer.keep):
            weasyprint.pdf.generate_pdf(document, None, 1, **options)
    font = next((use for use in fonts if set(_SIGNS) <= set(use.letters.values())), None)
    if font is None:
        return None, []
    glyphs = {letters: glyph for glyph, letters in font.letters.items()}
    wanted = {glyphs[sign]: sign for sign in _SIGNS}
    font = msgspec.structs.replace(
        font, letters=wanted, widths={glyph: width for glyph, width in font.widths.items() if glyph in wanted}
    )
    return Numerals(
        font=font.name,
        glyphs={sign: glyphs[sign] for sign in _SIGNS},
        widths={sign: font.widths[glyphs[sign]] for sign in _SIGNS},
    ), [font]


def _numbers(box: Any, line: Any = None) -> Iterator[tuple[Any, Any]]:
    """The texts that stand for page numbers, each with the line that it stands in."""
    from weasyprint.formatting_structure import boxes

    if isinstance(box, boxes.TextBox):
        element = box.element
        if element is not None and box.element_tag == "span::before" and element.get("class") == "page-number":
            yield line, box
        return
    for child in getattr(box, "children", ()):
        yield from _numbers(child, box if isinstance(box, boxes.LineBox) else line)


def _place(line: Any, box: Any) -> NumberPlace:
    style = line.style
    rtl = style["direction"] == "rtl"
    align = style["text_align_all"]
    align = {"start": "right" if rtl else "left", "end": "left" if rtl else "right"}.get(align, align)
    share = _SHARES.get(align, 1.0 if rtl else 0.0)
    red, green, blue = box.style["color"].to("srgb").coordinates
    return NumberPlace(
        anchor=round((box.position_x + share * box.width) * _POINTS, 3),
        baseline=round((box.position_y + box.baseline) * _POINTS, 3),
        share=share,
        size=box.style["font_size"] * _POINTS,
        color=f"{red:.4g} {green:.4g} {blue:.4g}",
    )
