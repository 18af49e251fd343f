"""The package's metadata: Dublin Core from the article's, accessibility from what the page really holds."""

import re
import uuid
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime

import msgspec

from exporter.model.metadata import Metadata
from exporter.publication import Publication
from exporter.publication.accessibility import Claim, claims_of

# What an undated article says of its last change: the clock would make two builds differ.
UNDATED = datetime(2000, 1, 1, tzinfo=UTC)

_CONFORMANCE = "conformance"  # the id of the claim that somebody certifies

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
    if given := global_identifier(metadata):
        return given
    import hashlib

    digest = hashlib.sha256(msgspec.json.encode(metadata))
    for content in contents:
        digest.update(content)
    return uuid.uuid5(uuid.NAMESPACE_URL, digest.hexdigest()).urn


def global_identifier(metadata: Metadata) -> str:
    """The identifier when it is a URN, DOI, ISBN or web address; "" for any other."""
    given = metadata.identifier.strip()
    if isbn := _ISBN.fullmatch(given):
        return f"urn:isbn:{re.sub('[^0-9]', '', isbn[1])}"
    return given if _GLOBAL.fullmatch(given) else ""


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
    yield from bibliography(publication.metadata, publication.page.title, primary)
    yield from accessibility(claims_of(publication))


def accessibility(claims: Iterable[Claim]) -> Iterator[Statement]:
    """What a book says of its accessibility."""
    for claim in claims:
        conforms = claim.name == "dcterms:conformsTo"
        refines = _CONFORMANCE if claim.name == "a11y:certifiedBy" else ""
        yield Statement(claim.name, claim.value, _CONFORMANCE if conforms else "", refines)


def bibliography(metadata: Metadata, title: str, primary: str, role: str = "aut") -> Iterator[Statement]:
    """What is known of the publication; `role` is what its creators did, as a MARC relator."""
    yield Statement("dc:title", title, "title")
    yield Statement("title-type", "main", refines="title")
    if metadata.subtitle:
        yield Statement("dc:title", metadata.subtitle, "subtitle")
        yield Statement("title-type", "subtitle", refines="subtitle")
    for number, author in enumerate(metadata.authors, 1):
        yield Statement("dc:creator", author.name, f"creator-{number}")
        yield Statement("role", role, refines=f"creator-{number}", scheme="marc:relators")
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
