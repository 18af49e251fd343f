"""The agents of a PREMIS record: this program, and the libraries that decide how its files look."""

from exporter import __version__
from exporter.archive.package import Package
from exporter.archive.premis.links import identify
from exporter.archive.xml import Xml

EXPORTER = "exporter"
# Those that work for one format alone; the others work for all.
_FORMATS = {"weasyprint": "pdf", "pydyf": "pdf", "EbookLib": "epub"}


def engines_of(package: Package, output: str) -> list[str]:
    """The libraries that had a hand in a file."""
    format = output.rpartition(".")[2]
    return [name for name in package.ledger.engines if _FORMATS.get(name, format) == format]


def write_agents(xml: Xml, package: Package) -> None:
    """Each with its version when the collection was made."""
    version = package.ledger.about["made_by"]
    note = f"the collection was made by version {version}, the bag by version {__version__}"
    _agent(xml, EXPORTER, version, note)
    for name, version in package.ledger.engines.items():
        _agent(xml, name, version, "")


def _agent(xml: Xml, name: str, version: str, note: str) -> None:
    with xml.inside("agent"):
        identify(xml, "agent", name)
        xml.say("agentName", name)
        xml.say("agentType", "software")
        xml.say("agentVersion", version)
        xml.say("agentNote", note)
