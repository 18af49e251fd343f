"""What the metadata of a bag are made from: the ledger, the files, who the collection is, and what is known of days."""

import uuid
from hashlib import sha256

import msgspec

from exporter.archive.dates import between, newest
from exporter.archive.filing import Filed, Filing
from exporter.archive.ledger import Ledger
from exporter.archive.names import SOURCES, source_name
from exporter.backends.epub.metadata import global_identifier
from exporter.batch.beside import FOLDER


class Package(msgspec.Struct, frozen=True, kw_only=True):
    """A collection as a bag tells of it. `identifier` is the collection's own, or made from its sources.

    `day` is the one of the bag: what the user gave, else the newest that the articles say, "" for none. `collected` and
    `bagged` are when the collection and the bag were made, as far as that is known (see `dates`). `rights` are the
    numbers of the statements of rights by their words.
    """

    ledger: Ledger
    files: Filing
    identifier: str
    publisher: str
    day: str
    collected: str
    bagged: str
    rights: dict[str, int]

    @property
    def title(self) -> str:
        """The collection's title."""
        return self.ledger.about["title"]

    @property
    def account(self) -> str:
        """What became of the articles, in numbers that add up."""
        about = self.ledger.about
        return (
            f"{about['inputs']} articles = {about['exported']} exported + {about['duplicates']} duplicates + "
            f"{about['rejected']} rejected; {about['excluded']} excluded by the collection's filters"
        )

    def source(self, path: str) -> Filed:
        """The file of an article's source."""
        return self.files.of(SOURCES[FOLDER] + path)


def package_of(ledger: Ledger, files: Filing, date: str) -> Package:
    """A package whose sources and outputs are filed; `date` is the day that the user gave, or ""."""
    own = ledger.metadata
    latest = newest([own])
    rights = {own.rights.strip(): 1} if own.rights.strip() else {}
    publishers = set()
    for article in ledger.articles():
        metadata = article.metadata
        latest = max(latest, newest([metadata]))
        if words := metadata.rights.strip():
            rights.setdefault(words, len(rights) + 1)
        if article.status == "exported":
            publishers.add(metadata.publisher)
    return Package(
        ledger=ledger,
        files=files,
        identifier=_identifier(ledger),
        publisher=own.publisher or (publishers.pop() if len(publishers) == 1 else ""),
        day=date or latest,
        collected=between(latest, date),
        bagged=date or between(latest, ""),
        rights=rights,
    )


def _identifier(ledger: Ledger) -> str:
    """The collection's own identifier, else a UUID of its title and sources: the same whenever and wherever made."""
    given = global_identifier(ledger.metadata)
    if given:
        return given
    digest = sha256(ledger.about["title"].encode())
    for material in ledger.read_sources():
        digest.update(f"\n{material.sha256} {source_name(material)}".encode())
    return uuid.uuid5(uuid.NAMESPACE_URL, digest.hexdigest()).urn
