"""The events of a PREMIS record: sources taken in, decided on, made into files, held to them, and counted again.

What happened to all files alike is told by their objects, which name the event; what happened to one of them names its
objects. Nothing here knows a clock: an event has the days between which it was, as far as they are known (see `dates`).
"""

from collections.abc import Iterable

from exporter.archive.ledger import LedgerArticle
from exporter.archive.names import OUTPUTS, SOURCES
from exporter.archive.package import Package
from exporter.archive.premis.agents import EXPORTER, engines_of
from exporter.archive.premis.links import FIXITY, INGESTION, decision, identify, link, migration, validation
from exporter.archive.xml import Xml
from exporter.batch.inventory import INVENTORY

# Codes of the Library of Congress's vocabulary of event types.
_VOCABULARY = "http://id.loc.gov/vocabulary/preservation/eventType"
_TYPES = {"ingestion": "ing", "appraisal": "app", "migration": "mig", "validation": "val", "fixity check": "fix"}
_SOURCE, _OUTCOME = "source", "outcome"
_RECEIPTS = {
    "required": "each article was read back by a program that did not write it, and held to its source; "
    "one with a difference would have been refused",
    "shown": "each article was read back by a program that did not write it, and held to its source; "
    "differences are among the messages of the ledger",
}


def write_events(xml: Xml, package: Package) -> None:
    """All events, in the order in which they were."""
    ledger = package.ledger
    detail = "sources taken in as they came, each with its SHA-256"
    _event(xml, INGESTION, "ingestion", package.collected, detail, "success", [package.account])
    for article in ledger.articles():
        _decision(xml, package, article)
    for output in (name for name in ledger.outputs if name != INVENTORY):
        _making(xml, package, output)
    detail = "the SHA-256 of every file was computed anew while it was copied into this bag, and held to the ledger"
    _event(xml, FIXITY, "fixity check", package.bagged, detail, "success")


def _decision(xml: Xml, package: Package, article: LedgerArticle) -> None:
    """What was decided on an article that is not in the collection, or might not have been."""
    name, source = decision(article), SOURCES["folder"] + article.path
    if article.status == "rejected":
        notes = list(package.ledger.errors_of(article)) or [article.reason]
        is_here = package.files.has(source)
        detail = "read, and found unfit to be exported" if is_here else "not read, and not in this bag"
        objects = [(source, _SOURCE)] if is_here else []
        _event(xml, name, "validation", package.collected, detail, "fail", notes, objects)
    elif article.status == "excluded":
        detail = "held to the collection's filters"
        _event(xml, name, "appraisal", package.collected, detail, "left out", [article.reason], [(source, _SOURCE)])
    elif article.status == "duplicate" or article.original:
        outcome = "left out as a duplicate" if article.status == "duplicate" else "kept"
        other = [(SOURCES["folder"] + article.original, "compared with")] if article.original else []
        detail = "compared with the other articles"
        objects = [(source, _SOURCE), *other]
        _event(xml, name, "appraisal", package.collected, detail, outcome, [article.reason], objects)


def _making(xml: Xml, package: Package, output: str) -> None:
    """How a file of the collection was made and held to its articles."""
    ledger = package.ledger
    made = OUTPUTS + output
    detail = f"articles set as one {output.rpartition('.')[2].upper()}"
    engines = engines_of(package, output)
    _event(xml, migration(output), "migration", package.collected, detail, "success", (), [(made, _OUTCOME)], engines)
    if ledger.about["receipt"] in _RECEIPTS:
        detail = _RECEIPTS[ledger.about["receipt"]]
        name = validation(output)
        _event(xml, name, "validation", package.collected, detail, "success", (), [(made, "")])


def _event(
    xml: Xml,
    name: str,
    kind: str,
    when: str,
    detail: str,
    outcome: str,
    notes: Iterable[str] = (),
    objects: Iterable[tuple[str, str]] = (),
    engines: Iterable[str] = (),
) -> None:
    with xml.inside("event"):
        identify(xml, "event", name)
        where = {"authority": "eventType", "authorityURI": _VOCABULARY, "valueURI": f"{_VOCABULARY}/{_TYPES[kind]}"}
        xml.say("eventType", kind, where)
        xml.say("eventDateTime", when)
        with xml.inside("eventDetailInformation"):
            xml.say("eventDetail", detail)
        with xml.inside("eventOutcomeInformation"):
            xml.say("eventOutcome", outcome)
            for note in filter(None, notes):
                with xml.inside("eventOutcomeDetail"):
                    xml.say("eventOutcomeDetailNote", note)
        for agent in (EXPORTER, *engines):
            link(xml, "Agent", agent, "executing program")
        for value, role in objects:
            link(xml, "Object", value, role)
