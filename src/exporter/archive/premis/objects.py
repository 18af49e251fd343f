"""The objects of a PREMIS record: the collection as an entity, and each file with its fixity, size and format."""

from collections.abc import Iterable

from exporter.archive.filing import Filed
from exporter.archive.names import INVENTORY_COPY, OUTPUTS, SOURCES, source_name
from exporter.archive.package import Package
from exporter.archive.premis.links import (
    FIXITY,
    INGESTION,
    LOCAL,
    decision,
    identify,
    link,
    migration,
    rights,
    validation,
)
from exporter.archive.xml import Xml
from exporter.batch.inventory import INVENTORY, LEDGER
from exporter.batch.materials import Material

_PRONOM = "PRONOM"


def write_objects(xml: Xml, package: Package) -> None:
    """The collection, then its sources, outputs, and what accounts for them."""
    _collection(xml, package)
    for material in package.ledger.read_sources():
        _source(xml, package, material)
    for output in package.ledger.outputs:
        if output != INVENTORY:
            _output(xml, package, output)
    for path in (OUTPUTS + INVENTORY, OUTPUTS + LEDGER, INVENTORY_COPY):
        with xml.inside("object", {"xsi:type": "file"}):
            _characteristics(xml, package.files.of(path))
            xml.say("originalName", path.rpartition("/")[2])
            _relation(xml, "reference", "documents", [package.identifier], kind="URI")
            if not path.endswith(LEDGER):
                link(xml, "Event", FIXITY)


def _collection(xml: Xml, package: Package) -> None:
    ledger = package.ledger
    with xml.inside("object", {"xsi:type": "intellectualEntity"}):
        identify(xml, "object", package.identifier, "URI")
        xml.say("originalName", package.title)
        outputs = [OUTPUTS + name for name in ledger.outputs if name != INVENTORY]
        _relation(xml, "structural", "is represented by", outputs)
        if words := ledger.metadata.rights.strip():
            link(xml, "RightsStatement", rights(package.rights[words]))


def _source(xml: Xml, package: Package, material: Material) -> None:
    ledger = package.ledger
    articles = list(ledger.articles(material.path)) if material.role == "article" else []
    with xml.inside("object", {"xsi:type": "file"}):
        _characteristics(xml, package.files.of(source_name(material)))
        xml.say("originalName", material.path)
        if any(article.status == "exported" for article in articles) or material.role in ("collection", "introduction"):
            _relation(xml, "structural", "is part of", [package.identifier], kind="URI")
        beside = [SOURCES[place] + path for place, path in ledger.used_by(material.path)] if articles else []
        _relation(xml, "structural", "includes", beside)
        users = (SOURCES["folder"] + user for user in ledger.users(material))
        _relation(xml, "structural", "is included in", users)
        link(xml, "Event", INGESTION)
        for article in articles:
            if article.status != "exported" or article.original:
                link(xml, "Event", decision(article))
        for output in sorted({output for article in articles for output in article.outputs}):
            link(xml, "Event", migration(output))
        link(xml, "Event", FIXITY)
        for words in dict.fromkeys(article.metadata.rights.strip() for article in articles):
            if words:
                link(xml, "RightsStatement", rights(package.rights[words]))


def _output(xml: Xml, package: Package, output: str) -> None:
    ledger = package.ledger
    with xml.inside("object", {"xsi:type": "file"}):
        _characteristics(xml, package.files.of(OUTPUTS + output), f"exporter {ledger.about['made_by']}")
        xml.say("originalName", output)
        sources = (SOURCES["folder"] + path for path in ledger.held_by(output))
        _relation(xml, "derivation", "has source", sources, migration(output))
        _relation(xml, "structural", "represents", [package.identifier], kind="URI")
        link(xml, "Event", migration(output))
        if ledger.about["receipt"] != "off":
            link(xml, "Event", validation(output))
        link(xml, "Event", FIXITY)


def _characteristics(xml: Xml, filed: Filed, made_by: str = "") -> None:
    identify(xml, "object", filed.path)
    with xml.inside("objectCharacteristics"):
        xml.say("compositionLevel", "0")
        for name, digest in (("SHA-256", filed.sha256), ("SHA-512", filed.sha512)):
            with xml.inside("fixity"):
                xml.say("messageDigestAlgorithm", name)
                xml.say("messageDigest", digest)
        xml.say("size", filed.size_bytes)
        with xml.inside("format"):
            with xml.inside("formatDesignation"):
                xml.say("formatName", filed.format.name)
                xml.say("formatVersion", filed.format.version)
            if filed.format.pronom:
                with xml.inside("formatRegistry"):
                    xml.say("formatRegistryName", _PRONOM)
                    xml.say("formatRegistryKey", filed.format.pronom)
                    xml.say("formatRegistryRole", "specification")
        if made_by:
            name, _, version = made_by.partition(" ")
            with xml.inside("creatingApplication"):
                xml.say("creatingApplicationName", name)
                xml.say("creatingApplicationVersion", version)


def _relation(xml: Xml, kind_of: str, sort: str, others: Iterable[str], event: str = "", kind: str = LOCAL) -> None:
    """A relationship to other objects; nothing when there are none."""
    related = list(others)
    if not related:
        return
    with xml.inside("relationship"):
        xml.say("relationshipType", kind_of)
        xml.say("relationshipSubType", sort)
        for value in related:
            with xml.inside("relatedObjectIdentifier"):
                xml.say("relatedObjectIdentifierType", kind)
                xml.say("relatedObjectIdentifierValue", value)
        if event:
            with xml.inside("relatedEventIdentifier"):
                xml.say("relatedEventIdentifierType", LOCAL)
                xml.say("relatedEventIdentifierValue", event)
