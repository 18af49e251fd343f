"""PREMIS 3.0: every source and output as an object, what was done with them, by what, and which rights are stated."""

from typing import BinaryIO

from exporter.archive.package import Package
from exporter.archive.premis.agents import write_agents
from exporter.archive.premis.events import write_events
from exporter.archive.premis.objects import write_objects
from exporter.archive.premis.rights import write_rights
from exporter.archive.xml import Xml

_ROOT = {
    "xmlns": "http://www.loc.gov/premis/v3",
    "xmlns:xsi": "http://www.w3.org/2001/XMLSchema-instance",
    "version": "3.0",
}


def write_premis(sink: BinaryIO, package: Package) -> None:
    """Write the record of a package, in the order that the schema wants."""
    xml = Xml(sink)
    with xml.inside("premis", _ROOT):
        write_objects(xml, package)
        write_events(xml, package)
        write_agents(xml, package)
        write_rights(xml, package)
