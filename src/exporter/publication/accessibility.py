"""What a publication can say of its accessibility: each claim in schema.org's terms, with what was seen of it.

EPUB Accessibility 1.1, section 2, tells what is said. That a book conforms (section 4) needs the name of somebody who
evaluated it; even then it is said only where nothing that a program can see stands against it.
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import islice, pairwise
from typing import Any

import msgspec

from exporter.model.assets import Asset
from exporter.publication import Publication
from exporter.publication.labels import Labels
from exporter.theme import Theme
from exporter.theme.branding import hard_to_read

CONFORMS_TO = "EPUB Accessibility 1.1 - WCAG 2.1 Level AA"
_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_FEATURE = "schema:accessibilityFeature"
_FIXED_SIZE = re.compile(r"font-size:\s*[\d.]+(?:px|pt|mm|cm|in)")


class Claim(msgspec.Struct, frozen=True):
    """One property ("schema:accessibilityFeature") with its value, and the evidence for it in words."""

    name: str
    value: str
    evidence: str


class Seen(msgspec.Struct, frozen=True, kw_only=True):
    """What was counted in a page, or in all pages of a book together."""

    words: int = 0
    headings: int = 0
    pictures: int = 0  # that say something
    described: int = 0  # of these
    formulas: int = 0
    moving: int = 0
    pages: int = 0  # of a printed edition, whose beginnings are marked
    indexes: int = 0
    sized: bool = False  # whether a size in a stylesheet is fixed
    barriers: tuple[str, ...] = ()  # each once

    def __add__(self, other: "Seen") -> "Seen":
        return Seen(
            words=self.words + other.words,
            headings=self.headings + other.headings,
            pictures=self.pictures + other.pictures,
            described=self.described + other.described,
            formulas=self.formulas + other.formulas,
            moving=self.moving + other.moving,
            pages=self.pages + other.pages,
            indexes=self.indexes + other.indexes,
            sized=self.sized or other.sized,
            barriers=tuple(dict.fromkeys((*self.barriers, *other.barriers))),
        )


def seen_in(publication: Publication) -> Seen:
    """What is in a publication's page."""
    root = publication.page.root
    # The pictures of formulas are none of these.
    informative = root.xpath(".//img[not(ancestor::span[@data-latex])][not(@role='presentation')]")
    return Seen(
        words=len("".join(root.itertext()).split()),
        headings=sum(1 for _ in root.iter(*_HEADINGS)),
        pictures=len(informative),
        described=sum(bool(picture.get("alt", "").strip()) for picture in informative),
        formulas=len(root.xpath(".//span[@data-latex]")),
        indexes=len(root.xpath(".//*[@role='doc-index']")),
        moving=sum(map(_moves, publication.assets.values())),
        sized=_has_fixed_size(publication.book_css),
        barriers=tuple(_barriers(publication)),
    )


@lru_cache(maxsize=16)
def _has_fixed_size(css: str) -> bool:
    return bool(_FIXED_SIZE.search(css))


def claims_of(publication: Publication) -> tuple[Claim, ...]:
    """All that the content of a publication bears out, in the order in which a package says it."""
    return claims_from(seen_in(publication), publication.labels, publication.metadata.certifier)


def claims_from(seen: Seen, labels: Labels, certifier: str) -> tuple[Claim, ...]:
    """All that was seen bears out."""
    return tuple(_claims(seen, labels, certifier))


def barriers_of(seen: Seen) -> tuple[str, ...]:
    """What stands against saying that a book conforms, as far as a program can see it."""
    bare = seen.pictures - seen.described
    pictures = (f"{_count(bare, 'picture')} without a description (WCAG 1.1.1)",) if bare else ()
    moving = ("a picture moves, and may flash (WCAG 2.2.2, 2.3.1)",) if seen.moving else ()
    return (*pictures, *seen.barriers, *moving)


def hard_to_see(theme: Theme) -> tuple[str, ...]:
    """The first colour of a theme that is hard to read on its ground, if there is one."""
    return tuple(f"{said} (WCAG 1.4.3)" for said, _ in islice(hard_to_read(theme), 1))


def _claims(seen: Seen, labels: Labels, certifier: str) -> Iterator[Claim]:
    counted = f"{seen.described} of {_count(seen.pictures, 'picture')} described" if seen.pictures else "no pictures"
    complete = seen.described == seen.pictures
    yield Claim("schema:accessMode", "textual", _count(seen.words, "word"))
    if seen.pictures:
        yield Claim("schema:accessMode", "visual", _count(seen.pictures, "picture"))
        yield Claim("schema:accessModeSufficient", "textual,visual", "all of it is words and pictures")
    if complete:
        yield Claim("schema:accessModeSufficient", "textual", counted)
    if seen.pictures and complete:
        yield Claim(_FEATURE, "alternativeText", counted)
    if not seen.sized:
        yield Claim(_FEATURE, "displayTransformability", "text flows, and no size in the stylesheet is fixed")
    yield Claim(_FEATURE, "readingOrder", "documents hold the text in the order of the source, and nothing moves it")
    if seen.headings:
        yield Claim(_FEATURE, "structuralNavigation", _count(seen.headings, "heading"))
        yield Claim(_FEATURE, "tableOfContents", "the navigation document leads to them")
    if seen.formulas:
        yield Claim(_FEATURE, "MathML", _count(seen.formulas, "formula"))
    if seen.indexes:
        yield Claim(_FEATURE, "index", _count(seen.indexes, "page") + " of an index")
    if seen.pages:
        yield Claim(_FEATURE, "pageBreakMarkers", f"{_count(seen.pages, 'page')} of the printed edition")
        yield Claim(_FEATURE, "pageNavigation", "the page list leads to them")
    moving = f"{_count(seen.moving, 'picture')} moving" if seen.moving else "nothing moves, sounds or flashes"
    yield Claim("schema:accessibilityHazard", "unknown" if seen.moving else "none", moving)
    summary = labels["accessibility_complete" if complete else "accessibility_partial"]
    yield Claim("schema:accessibilitySummary", summary, counted)
    if certifier and not barriers_of(seen):
        yield Claim("dcterms:conformsTo", CONFORMS_TO, "nothing that a program can see stands against it")
        yield Claim("a11y:certifiedBy", certifier, "named in the article")


def _barriers(publication: Publication) -> Iterator[str]:
    root = publication.page.root
    if not publication.metadata.lang:
        yield "no language is said (WCAG 3.1.1)"
    levels = [int(element.tag[1]) for element in root.iter(*_HEADINGS)]
    if any(after > before + 1 for before, after in pairwise(levels)):
        yield "a level of headings is skipped (WCAG 1.3.1)"
    if any(table.find(".//th") is None for table in root.iter("table")):
        yield "a table has no header cells (WCAG 1.3.1)"
    if any(not _says_something(link) for link in root.iter("a")):
        yield "a link has no words (WCAG 2.4.4)"
    if publication.metadata.certifier:  # who asks for no claim need not wait for this
        yield from hard_to_see(publication.theme)


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
