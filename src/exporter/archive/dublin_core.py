"""Dublin Core (DCMI Metadata Terms) in qualified XML: a record of the collection, and one of each article.

The elements and their encoding schemes are those of DCMI's schema dcterms.xsd (2008-02-11); each record is a container
of them. A record describes an article as the collection has it: what it was read from is its source, the files that
hold it are its formats.
"""

import re
from collections.abc import Iterator
from typing import BinaryIO

from exporter.archive.ledger import LedgerArticle
from exporter.archive.names import OUTPUTS
from exporter.archive.package import Package
from exporter.archive.xml import Xml
from exporter.batch.inventory import INVENTORY
from exporter.model.metadata import Metadata

_NAMESPACES = {
    "xmlns:dcterms": "http://purl.org/dc/terms/",
    "xmlns:xsi": "http://www.w3.org/2001/XMLSchema-instance",
}
_URI = re.compile(r"(?:https?://|urn:|doi:)[!#-;=?-\[\]_a-z~]+", re.IGNORECASE)
_LANGUAGE = re.compile(r"[A-Za-z]{1,8}(?:-[A-Za-z0-9]{1,8})*")
_DATE = re.compile(r"\d{4}(?:-\d\d(?:-\d\d(?:T\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:\d\d))?)?)?")

Statement = tuple[str, str, str]  # element, value, encoding scheme or "" or "lang" for words in the record's language


def write_dublin_core(sink: BinaryIO, package: Package) -> None:
    """Write the records: the collection's first, then the articles' in the order of their paths.

    An input that was refused unread says nothing of itself and has none; it is in the record of its preservation.
    """
    xml = Xml(sink)
    with xml.inside("records", _NAMESPACES):
        _write(xml, _of_collection(package), package.ledger.about["language"])
        for article in package.ledger.articles():
            if article.metadata.title:
                _write(xml, _of_article(package, article), article.metadata.lang or package.ledger.about["language"])


def _write(xml: Xml, statements: Iterator[Statement], lang: str) -> None:
    known = {"lang": {"xml:lang": lang} if _LANGUAGE.fullmatch(lang) else {}, "": {}}
    with xml.inside("record"):
        for name, value, scheme in statements:
            xml.say(f"dcterms:{name}", value, known.get(scheme, {"xsi:type": f"dcterms:{scheme}"}))


def _of_collection(package: Package) -> Iterator[Statement]:
    ledger = package.ledger
    yield _identifier(package.identifier)
    yield from _of_metadata(ledger.metadata, package.identifier, package.publisher)
    yield "language", ledger.about["language"], _scheme(_LANGUAGE, ledger.about["language"], "RFC4646")
    yield "type", "Collection", "DCMIType"
    yield "extent", _counted(int(ledger.about["exported"]), "article"), ""
    series = ", ".join(filter(None, (ledger.about["series"], ledger.about["position"])))
    yield "isPartOf", series, ""
    for name in ledger.outputs:
        if name != INVENTORY:
            yield "hasFormat", OUTPUTS + name, ""
    for article in ledger.articles():
        if article.status == "exported":
            value, scheme = _known_as(package, article)
            yield "hasPart", value, scheme


def _of_article(package: Package, article: LedgerArticle) -> Iterator[Statement]:
    source = package.source(article.path)
    metadata = article.metadata
    value, scheme = _known_as(package, article)
    yield "identifier", value, scheme
    yield from _of_metadata(metadata, value, metadata.publisher)
    lang = metadata.lang or package.ledger.about["language"]
    yield "language", lang, _scheme(_LANGUAGE, lang, "RFC4646")
    yield "type", "Text", "DCMIType"
    yield "format", source.format.media_type, "IMT"
    yield "extent", _counted(article.words, "word"), ""
    yield "source", source.path, ""
    if article.status == "exported":
        yield "isPartOf", package.identifier, _scheme(_URI, package.identifier, "URI")
    elif article.original:
        yield "isVersionOf", package.source(article.original).path, ""
    for output in article.outputs:
        yield "hasFormat", OUTPUTS + output, ""


def _of_metadata(metadata: Metadata, primary: str, publisher: str) -> Iterator[Statement]:
    """What a collection or an article says of itself, but for its language."""
    yield "title", metadata.title, "lang"
    yield "alternative", metadata.subtitle, "lang"
    for author in metadata.authors:
        yield "creator", author.name, ""
    for name, value in (("issued", metadata.date), ("modified", metadata.modified)):
        yield name, _with_seconds(value), _scheme(_DATE, value, "W3CDTF")
    yield "abstract", metadata.summary, "lang"
    for word in dict.fromkeys((*metadata.keywords, metadata.section)):
        yield "subject", word, "lang"
    yield "publisher", publisher, ""
    for value in dict.fromkeys((metadata.identifier.strip(), metadata.url.strip())):
        if value != primary:
            yield _identifier(value)
    yield "source", metadata.source, _scheme(_URI, metadata.source, "URI")
    rights = metadata.rights.strip()
    yield ("license", rights, "URI") if _URI.fullmatch(rights) else ("rights", rights, "lang")


def _known_as(package: Package, article: LedgerArticle) -> tuple[str, str]:
    """The first of what an article may be known as: its identifier, its address, the place of its source in the bag."""
    place = package.source(article.path).path
    if article.article > 1:
        place = f"{place}#{article.article}"
    value = next(filter(None, (article.metadata.identifier.strip(), article.metadata.url.strip(), place)))
    return value, _scheme(_URI, value, "URI")


def _identifier(value: str) -> Statement:
    return "identifier", value, _scheme(_URI, value, "URI")


def _scheme(pattern: re.Pattern[str], value: str, scheme: str) -> str:
    """The encoding scheme of a value, where the value is as the scheme wants it."""
    return scheme if pattern.fullmatch(value) else ""


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def _with_seconds(date: str) -> str:
    """A date as XML Schema's dateTime wants it, which cannot be without seconds."""
    return re.sub(r"(T\d\d:\d\d)(?=Z|[+-])", r"\1:00", date)
