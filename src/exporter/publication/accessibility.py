"""What a publication can say of its accessibility: each claim in schema.org's terms, with what was seen of it.

EPUB Accessibility 1.1, section 2, tells what is said. That a book conforms (section 4) needs the name of somebody who
evaluated it; even then it is said only where nothing that a program can see stands against it.
"""

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import msgspec

from exporter.model.assets import Asset
from exporter.publication import Publication
from exporter.theme.branding import hard_to_read

CONFORMS_TO = "EPUB Accessibility 1.1 - WCAG 2.1 Level AA"
_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_FIXED_SIZE = re.compile(r"font-size:\s*[\d.]+(?:px|pt|mm|cm|in)")


class Claim(msgspec.Struct, frozen=True):
    """One property ("schema:accessibilityFeature") with its value, and the evidence for it in words."""

    name: str
    value: str
    evidence: str


def claims_of(publication: Publication) -> tuple[Claim, ...]:
    """All that the content bears out, in the order in which a package says it."""
    return tuple(_claims(publication))


def barriers_of(publication: Publication) -> tuple[str, ...]:
    """What stands against saying that the book conforms, as far as a program can see it."""
    return tuple(_barriers(publication))


def _claims(publication: Publication) -> Iterator[Claim]:
    root = publication.page.root
    informative, formulas = _pictures(root)
    described = sum(bool(picture.get("alt", "").strip()) for picture in informative)
    counted = f"{described} of {_count(len(informative), 'picture')} described"
    words = len("".join(root.itertext()).split())
    yield Claim("schema:accessMode", "textual", _count(words, "word"))
    if informative:
        yield Claim("schema:accessMode", "visual", _count(len(informative), "picture"))
        yield Claim("schema:accessModeSufficient", "textual,visual", "all of it is words and pictures")
    if described == len(informative):
        yield Claim("schema:accessModeSufficient", "textual", counted if informative else "there are no pictures")
    if informative and described == len(informative):
        yield Claim("schema:accessibilityFeature", "alternativeText", counted)
    yield from _features(publication, formulas)
    moving = [asset.key for asset in publication.assets.values() if _moves(asset)]
    seen = f"{_count(len(moving), 'picture')} moving" if moving else "nothing moves, sounds or flashes"
    yield Claim("schema:accessibilityHazard", "unknown" if moving else "none", seen)
    key = "accessibility_complete" if described == len(informative) else "accessibility_partial"
    yield Claim("schema:accessibilitySummary", publication.labels[key], counted if informative else "no pictures")
    if publication.metadata.certifier and not barriers_of(publication):
        yield Claim("dcterms:conformsTo", CONFORMS_TO, "nothing that a program can see stands against it")
        yield Claim("a11y:certifiedBy", publication.metadata.certifier, "named in the article")


def _features(publication: Publication, formulas: int) -> Iterator[Claim]:
    name = "schema:accessibilityFeature"
    headings = list(publication.page.root.iter(*_HEADINGS))
    if not _FIXED_SIZE.search(publication.book_css):
        yield Claim(name, "displayTransformability", "text flows, and no size in the stylesheet is fixed")
    yield Claim(name, "readingOrder", "documents hold the text in the order of the source, and nothing moves it")
    if headings:
        yield Claim(name, "structuralNavigation", _count(len(headings), "heading"))
        yield Claim(name, "tableOfContents", f"{_count(len(headings), 'heading')} in the navigation document")
    if formulas:
        yield Claim(name, "MathML", _count(formulas, "formula"))


def _barriers(publication: Publication) -> Iterator[str]:
    root = publication.page.root
    informative, _ = _pictures(root)
    bare = sum(not picture.get("alt", "").strip() for picture in informative)
    if bare:
        yield f"{_count(bare, 'picture')} without a description (WCAG 1.1.1)"
    if not publication.metadata.lang:
        yield "no language is said (WCAG 3.1.1)"
    levels = [int(element.tag[1]) for element in root.iter(*_HEADINGS)]
    if any(after > before + 1 for before, after in pairwise(levels)):
        yield "a level of headings is skipped (WCAG 1.3.1)"
    if any(table.find(".//th") is None for table in root.iter("table")):
        yield "a table has no header cells (WCAG 1.3.1)"
    if any(not _says_something(link) for link in root.iter("a")):
        yield "a link has no words (WCAG 2.4.4)"
    if any(_moves(asset) for asset in publication.assets.values()):
        yield "a picture moves, and may flash (WCAG 2.2.2, 2.3.1)"
    for said, _ in hard_to_read(publication.theme):
        yield f"{said} (WCAG 1.4.3)"
        break


def _pictures(root: Any) -> tuple[list[Any], int]:
    """The pictures that say something, and how many formulas there are, whose pictures these are not."""
    pictures = root.xpath(".//img[not(ancestor::span[@data-latex])][not(@role='presentation')]")
    return pictures, len(root.xpath(".//span[@data-latex]"))


def _says_something(link: Any) -> bool:
    return bool(
        link.get("aria-label")
        or "".join(link.itertext()).strip()
        or any(picture.get("alt", "").strip() for picture in link.iter("img"))
    )


def _moves(asset: Asset) -> bool:
    """Whether a picture is animated, and might flash."""
    data = asset.data
    signs: dict[str, Any] = {
        "image/gif": lambda: data.count(b"\x21\xf9\x04") > 1,
        "image/webp": lambda: b"ANIM" in data[:64],
        "image/png": lambda: b"acTL" in data[:1024],
        "image/svg+xml": lambda: b"<animate" in data or b"@keyframes" in data,
    }
    return asset.media_type in signs and bool(signs[asset.media_type]())


def _count(number: int, thing: str) -> str:
    return f"{number:,} {thing}{'' if number == 1 else 's'}"
