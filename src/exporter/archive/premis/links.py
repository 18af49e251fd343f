"""How the entities of a PREMIS record are named, and how they name each other."""

from exporter.archive.ledger import LedgerArticle
from exporter.archive.xml import Xml

LOCAL = "local"  # unique in this bag: the path of a file from the bag's folder, the name of an event
INGESTION, FIXITY = "ingestion", "fixity check"


def migration(output: str) -> str:
    """The event in which a file of the collection was made."""
    return f"migration of {output}"


def validation(output: str) -> str:
    """The event in which a file of the collection was held to its articles."""
    return f"validation of {output}"


def decision(article: LedgerArticle) -> str:
    """The event in which it was decided on an article: whether it is in the collection."""
    return f"decision {article.id}"


def rights(number: int) -> str:
    """A statement of rights."""
    return f"rights {number}"


def identify(xml: Xml, what: str, value: str, kind: str = LOCAL) -> None:
    """The identifier of an entity: "object", "event", "agent", "rightsStatement"."""
    with xml.inside(f"{what}Identifier"):
        xml.say(f"{what}IdentifierType", kind)
        xml.say(f"{what}IdentifierValue", value)


def link(xml: Xml, what: str, value: str, role: str = "", kind: str = LOCAL) -> None:
    """A link to another entity: "Object", "Event", "Agent", "RightsStatement"; with its role there."""
    with xml.inside(f"linking{what}Identifier"):
        xml.say(f"linking{what}IdentifierType", kind)
        xml.say(f"linking{what}IdentifierValue", value)
        xml.say(f"linking{what}Role", role)
