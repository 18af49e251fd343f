"""The package's metadata: Dublin Core from the article's, accessibility from what the page really holds.

Nothing is claimed that was not seen: a conformance claim ("WCAG 2.1 Level AA") needs the name of a person who
evaluated the book (EPUB Accessibility 1.1, section 3.5.3), so none is made.
"""

import re
import uuid
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from typing import Any

import msgspec

from exporter.backends.epub.formulas import pictures_of
from exporter.model.assets import Asset
from exporter.model.metadata import Metadata
from exporter.publication import Publication

# What an undated article says of its last change: the clock would make two builds differ.
UNDATED = datetime(2000, 1, 1, tzinfo=UTC)

# What may stand as the package's one identifier; any other is kept as a second one.
_GLOBAL = re.compile(r"(?i)urn:[a-z0-9][a-z0-9-]+:\S+|doi:10\.\S+|https?://\S+")
_ISBN = re.compile(r"(?:isbn[:\s]*)?(97[89](?:[\s-]?\d){10})", re.IGNORECASE)
_W3CDTF = re.compile(r"\d{4}(?:-\d\d(?:-\d\d(?:T\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:\d\d))?)?)?")


class Statement(msgspec.Struct, frozen=True):
    """One line of metadata: a Dublin Core element ("dc:title") or a property ("schema:accessMode") with its value.

    `id` is what a refinement names; `refines` is the id that this one refines.
    """

    name: str
    value: str
    id: str = ""
    refines: str = ""
    scheme: str = ""


def identifier(metadata: Metadata, contents: Iterable[bytes]) -> str:
    """The article's own identifier when it is a URN, DOI, ISBN or web address, else a UUID of the contents."""
    given = metadata.identifier.strip()
    if isbn := _ISBN.fullmatch(given):
        return f"urn:isbn:{re.sub('[^0-9]', '', isbn[1])}"
    if _GLOBAL.fullmatch(given):
        return given
    import hashlib

    digest = hashlib.sha256(msgspec.json.encode(metadata))
    for content in contents:
        digest.update(content)
    return uuid.uuid5(uuid.NAMESPACE_URL, digest.hexdigest()).urn


def modified(metadata: Metadata) -> datetime:
    """When the article was last changed, in UTC: its own dates, else a fixed one; never the clock."""
    for value in (metadata.modified, metadata.date):
        if _W3CDTF.fullmatch(value):
            padded = value + "-01-01"[len(value) - 4 :] if len(value) < 10 else value
            try:
                moment = datetime.fromisoformat(padded)
            except ValueError:
                continue
            return moment.replace(tzinfo=moment.tzinfo or UTC).astimezone(UTC)
    return UNDATED


def statements(publication: Publication, primary: str) -> Iterator[Statement]:
    """All that is said of the book, but its identifier and its language, which every package has."""
    yield from _bibliography(publication, primary)
    yield from _accessibility(publication)


def _bibliography(publication: Publication, primary: str) -> Iterator[Statement]:
    metadata = publication.metadata
    yield Statement("dc:title", publication.page.title, "title")
    yield Statement("title-type", "main", refines="title")
    if metadata.subtitle:
        yield Statement("dc:title", metadata.subtitle, "subtitle")
        yield Statement("title-type", "subtitle", refines="subtitle")
    for number, author in enumerate(metadata.authors, 1):
        yield Statement("dc:creator", author.name, f"creator-{number}")
        yield Statement("role", "aut", refines=f"creator-{number}", scheme="marc:relators")
        yield Statement("display-seq", str(number), refines=f"creator-{number}")
    if metadata.identifier.strip() and not primary.endswith(re.sub(r"[\s-]", "", metadata.identifier)[-9:]):
        yield Statement("dc:identifier", metadata.identifier.strip())
    if _W3CDTF.fullmatch(metadata.date):
        yield Statement("dc:date", metadata.date)
    for name, value in (
        ("dc:publisher", metadata.publisher),
        ("dc:description", metadata.summary),
        ("dc:rights", metadata.rights),
        ("dc:source", metadata.source),
        ("dc:source", metadata.url),
    ):
        if value.strip():
            yield Statement(name, value.strip())
    for keyword in dict.fromkeys(metadata.keywords):
        if keyword.strip():
            yield Statement("dc:subject", keyword.strip())


def _accessibility(publication: Publication) -> Iterator[Statement]:
    """EPUB Accessibility 1.1, section 2: how the book can be read, in schema.org's terms."""
    page = publication.page.root
    formulas = pictures_of(page)
    pictures = [picture for picture in page.iter("img") if picture.get("src") not in formulas]
    informative = [picture for picture in pictures if picture.get("role") != "presentation"]
    described = all(picture.get("alt", "").strip() for picture in informative)
    yield Statement("schema:accessMode", "textual")
    if informative:
        yield Statement("schema:accessMode", "visual")
        yield Statement("schema:accessModeSufficient", "textual,visual")
    if described:
        yield Statement("schema:accessModeSufficient", "textual")
    features = ["displayTransformability", "readingOrder", "structuralNavigation", "tableOfContents"]
    if informative and described:
        features.insert(0, "alternativeText")
    if formulas:
        features.append("MathML")
    for feature in features:
        yield Statement("schema:accessibilityFeature", feature)
    moving = any(_moves(asset) for asset in publication.assets.values())
    yield Statement("schema:accessibilityHazard", "unknown" if moving else "none")
    key = "accessibility_complete" if described else "accessibility_partial"
    yield Statement("schema:accessibilitySummary", publication.labels[key])


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
