"""The agents of a PREMIS record: this program, and the libraries that decide how its files look."""

from exporter import __version__
from exporter.archive.package import Package
from exporter.archive.premis.links import identify
from exporter.archive.xml import Xml
from exporter.batch.inventory import INVENTORY

EXPORTER = "exporter"
# Those that do not work for every format of a collection.
_FORMATS = {"weasyprint": ("pdf",), "pydyf": ("pdf",), "EbookLib": ()}


def engines_of(package: Package, output: str) -> list[str]:
    """The libraries that had a hand in a file."""
    format = output.rpartition(".")[2]
    return [name for name in package.ledger.engines if format in _FORMATS.get(name, (format,))]


def write_agents(xml: Xml, package: Package) -> None:
    """Each with its version when the collection was made."""
    version = package.ledger.about["made_by"]
    note = f"the collection was made by version {version}, the bag by version {__version__}"
    _agent(xml, EXPORTER, version, note)
    made = [name for name in package.ledger.outputs if name != INVENTORY]
    used = {engine for output in made for engine in engines_of(package, output)}
    for name in sorted(used):
        _agent(xml, name, package.ledger.engines[name], "")


def _agent(xml: Xml, name: str, version: str, note: str) -> None:
    with xml.inside("agent"):
        identify(xml, "agent", name)
        xml.say("agentName", name)
        xml.say("agentType", "software")
        xml.say("agentVersion", version)
        xml.say("agentNote", note)
