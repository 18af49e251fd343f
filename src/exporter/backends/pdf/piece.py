"""Lays an article out as a part of a book: as a file of its own would be, but for what the book has once.

Fonts are not embedded here: the book has each once, with the glyphs of all its parts.
"""

from typing import Any

import msgspec

from exporter.backends.pdf.book_fonts import Keep, merged, without_fonts
from exporter.backends.pdf.conformance import conform, words_of_links
from exporter.backends.pdf.layout import laid_out, options_of
from exporter.backends.pdf.page_breaks import breaks_of
from exporter.backends.pdf.parts import (
    AFTER,
    BEFORE,
    DOCUMENT,
    ELSEWHERE,
    FONTS,
    INSIDE,
    OUTLINES,
    PAGES,
    PARENT,
    FontUse,
    Mark,
    Numbering,
    PdfPart,
)
from exporter.backends.pdf.stamps import RESERVED, number_places, numerals_of
from exporter.messages import Report
from exporter.publication import ELSEWHERE as SCHEME
from exporter.publication import Publication, shows_pages


def part_of(
    publication: Publication,
    prefix: str,
    keep: Keep,
    report: Report,
    *,
    first_page: int = 1,
    bookmarks: bool = True,
    whole: bool = False,
) -> PdfPart:
    """The part of a publication. `prefix` stands before its ids; `keep` is given each font file that it was laid out
    with, under its SHA-256. With `whole` it has what the book says of itself, too. Raises OutputError."""
    numerals, digits = numerals_of(publication, keep, report)
    css = f"{publication.print_css}\n{RESERVED}\n@page :first {{ counter-reset: page {first_page} }}"
    publication = msgspec.structs.replace(publication, print_css=css)
    with laid_out(publication, report, numbered=True) as document:
        import weasyprint
        import weasyprint.pdf

        fonts: list[FontUse] = []
        options = {**weasyprint.DEFAULT_OPTIONS, **options_of(publication), "pdf_version": "1.7"}
        with without_fonts(fonts, keep) as held:
            pdf = weasyprint.pdf.generate_pdf(document, None, 1, **options)
        conform(publication, document, pdf)
        numbers = number_places(document)
        part = _part(publication, document, pdf, held, prefix, bookmarks, whole)
    return msgspec.structs.replace(
        part,
        fonts=merged([*fonts, *digits]) if numerals else fonts,
        numbers=numbers if numerals else [None] * len(numbers),
        numerals=numerals,
    )


def _part(
    publication: Publication, document: Any, pdf: Any, held: list[Any], prefix: str, bookmarks: bool, whole: bool
) -> PdfPart:
    root = _element(pdf, pdf.catalog["StructTreeRoot"])
    top = _element(pdf, root["K"][0])
    places = _places(pdf)
    words = words_of_links(publication.page.root)
    pages = [_element(pdf, reference) for reference in pdf.page_references]
    numbers = _element(pdf, root["ParentTree"])["Nums"]
    mapped = dict(zip(numbers[::2], numbers[1::2], strict=True))
    # The engine numbers annotations behind the pages; those of joined links have left gaps.
    annotated = [place for place in sorted(mapped) if place >= len(pages)]
    _mark_annotations(pdf, pages, words, {place: len(pages) + number for number, place in enumerate(annotated)})
    _prefix_ids(pdf, prefix)
    for page in pages:
        page["Parent"] = Mark(PAGES)
        page["StructParents"] = Mark(f"{PARENT}{page['StructParents']}")
    for reference in top["K"]:
        element = _element(pdf, reference)
        element["P"] = Mark(DOCUMENT)
        if element["S"] == "/Art":  # one for each page, where the article is one
            element["S"] = "/Div"
    outlines = _outlines(pdf) if bookmarks else []
    numbering = Numbering(pdf, {each.number: FONTS for each in held})
    page_numbers = [numbering.number(reference) for reference in pdf.page_references]
    tops = [numbering.number(reference) for reference in top["K"]]
    outermost = [numbering.number(reference) for reference in outlines]
    parents = [
        [numbering.number(kid) if kid != b"null" else -1 for kid in mapped[place]] for place in range(len(pages))
    ]
    annotations = [numbering.number(mapped[place]) for place in annotated]
    catalog: dict[str, list[Any]] = {}
    if whole:
        names = ("Metadata", "OutputIntents", "Lang", "ViewerPreferences", "MarkInfo")
        catalog = {name: numbering.segments(pdf.catalog[name]) for name in names if name in pdf.catalog}
        catalog["Info"] = numbering.segments(pdf.info)
    return PdfPart(
        objects=numbering.objects(),
        pages=page_numbers,
        height=float(pages[0]["MediaBox"][3]),
        lang=publication.page.lang,
        tops=tops,
        parents=parents,
        annotations=annotations,
        outlines=outermost,
        places={name: place for name, place in places.items() if name},
        fonts=[],
        breaks=breaks_of(document, publication.page.root),
        numbers=[],
        numerals=None,
        shows_pages=shows_pages(publication.page.root),
        catalog=catalog,
    )


def _mark_annotations(pdf: Any, pages: list[Any], words: dict[str, str], parents: dict[int, int]) -> None:
    """Let links to places inside the part and to other articles wait for them; `parents` are the new numbers in the
    parent tree by the old ones."""
    for page in pages:
        for reference in page.get("Annots", ()):
            annotation = _element(pdf, reference)
            if "StructParent" in annotation:
                annotation["StructParent"] = Mark(f"{PARENT}{parents[annotation['StructParent']]}")
            if "Dest" in annotation:
                annotation["Dest"] = Mark(f"{INSIDE}{annotation['Dest'].string}")
            address = annotation["A"]["URI"].string if "A" in annotation and "URI" in annotation["A"] else ""
            if address.startswith(SCHEME):
                del annotation["A"]
                annotation["Dest"] = Mark(f"{ELSEWHERE}{address.removeprefix(SCHEME)}")
                if address in words:
                    annotation["Contents"] = _string(words[address])


def _prefix_ids(pdf: Any, prefix: str) -> None:
    """Keep the ids of table headers and notes, which cells and readers go by, apart from those of other parts."""
    for item in pdf.objects:
        if not isinstance(item, dict) or item.get("Type") != "/StructElem":
            continue
        if "ID" in item:
            item["ID"] = _string(prefix + item["ID"].string)
        attributes = item.get("A")
        if isinstance(attributes, dict) and "Headers" in attributes:
            attributes["Headers"][:] = [_string(prefix + header.string) for header in attributes["Headers"]]


def _outlines(pdf: Any) -> list[bytes]:
    """The references of the outermost bookmarks, with marks for what is around them."""
    if "Outlines" not in pdf.catalog:
        return []
    found: list[bytes] = []
    reference: bytes | None = _element(pdf, pdf.catalog["Outlines"])["First"]
    while reference is not None:
        item = _element(pdf, reference)
        found.append(reference)
        item["Parent"] = Mark(OUTLINES)
        if "Count" in item:
            item["Count"] = -abs(item["Count"])  # closed: a book has many
        following = item.get("Next")
        if len(found) == 1:
            item["Prev"] = Mark(BEFORE)
        if following is None:
            item["Next"] = Mark(AFTER)
        reference = following
    return found


def _places(pdf: Any) -> dict[str, tuple[int, float, float]]:
    """The page, counted from 0, and the place of each id."""
    pages = {reference: number for number, reference in enumerate(pdf.page_references)}
    names = pdf.catalog.get("Names", {}).get("Dests", {}).get("Names", [])
    found: dict[str, tuple[int, float, float]] = {}
    for name, place in zip(names[::2], names[1::2], strict=True):
        found.setdefault(name.string, (pages[place[0]], round(float(place[2]), 2), round(float(place[3]), 2)))
    return found


def _string(text: str) -> Any:
    import pydyf

    return pydyf.String(text)


def _element(pdf: Any, reference: bytes) -> Any:
    return pdf.objects[int(reference.split()[0])]
