"""The rights of a PREMIS record: what the collection and its articles state, word for word, each statement once."""

import re
from collections import defaultdict

from exporter.archive.names import SOURCES
from exporter.archive.package import Package
from exporter.archive.premis.links import identify, link, rights
from exporter.archive.xml import Xml

# Words that name a licence. Any other statement is kept as what it is, words of the source: whether a work is under
# copyright, and by the law of which country, its article does not say.
_LICENCE = re.compile(r"(?i)\bcc[ -]?(?:0|by)\b|creative ?commons|\blicen[cs]ed?\b|etalab|\bgfdl\b|open government")
_ADDRESS = re.compile(r"https?://[^\s<>\"]+[^\s<>\".,;)]")


def write_rights(xml: Xml, package: Package) -> None:
    """Each statement with the objects that it is about."""
    objects: dict[str, list[str]] = defaultdict(list)
    for article in package.ledger.articles():
        if words := article.metadata.rights.strip():
            objects[words].append(SOURCES["folder"] + article.path)
    for words, number in package.rights.items():
        with xml.inside("rights"), xml.inside("rightsStatement"):
            identify(xml, "rightsStatement", rights(number))
            if _LICENCE.search(words):
                _licence(xml, words)
            else:
                _other(xml, words)
            for path in dict.fromkeys(objects[words]):
                link(xml, "Object", path)
            if words == package.ledger.metadata.rights.strip():
                link(xml, "Object", package.identifier, kind="URI")


def _licence(xml: Xml, words: str) -> None:
    xml.say("rightsBasis", "license")
    with xml.inside("licenseInformation"):
        if found := _ADDRESS.search(words):
            with xml.inside("licenseDocumentationIdentifier"):
                xml.say("licenseDocumentationIdentifierType", "URI")
                xml.say("licenseDocumentationIdentifierValue", found[0])
        xml.say("licenseTerms", words)


def _other(xml: Xml, words: str) -> None:
    xml.say("rightsBasis", "other")
    with xml.inside("otherRightsInformation"):
        xml.say("otherRightsBasis", "statement in the source")
        xml.say("otherRightsNote", words)
