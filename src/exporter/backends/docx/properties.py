"""What a package says about its document: Dublin Core from the metadata, and nothing of the machine.

Core properties: ECMA-376-2, 11. A document without a date says none; the clock is not asked.
"""

from datetime import UTC, datetime
from typing import Any

from lxml import etree

from exporter.backends.docx.opc import default_namespace
from exporter.publication import Publication

CORE_TYPE = "application/vnd.openxmlformats-package.core-properties+xml"
EXTENDED_TYPE = "application/vnd.openxmlformats-officedocument.extended-properties+xml"

_CP = "http://schemas.openxmlformats.org/package/2006/metadata/core-properties"
_DC = "http://purl.org/dc/elements/1.1/"
_DCTERMS = "http://purl.org/dc/terms/"
_XSI = "http://www.w3.org/2001/XMLSchema-instance"
_EXTENDED = "http://schemas.openxmlformats.org/officeDocument/2006/extended-properties"


def core_properties(publication: Publication) -> Any:
    """The cp:coreProperties element of a publication."""
    metadata = publication.metadata
    root = etree.Element(f"{{{_CP}}}coreProperties", nsmap={"cp": _CP, "dc": _DC, "dcterms": _DCTERMS, "xsi": _XSI})
    authors = [author.name for author in metadata.authors]
    values = {
        f"{{{_DC}}}title": metadata.title,
        f"{{{_DC}}}subject": metadata.subtitle,
        f"{{{_DC}}}creator": "; ".join(authors),
        f"{{{_CP}}}keywords": ", ".join(metadata.keywords),
        f"{{{_DC}}}description": metadata.summary,
        f"{{{_CP}}}category": metadata.section,
        f"{{{_CP}}}contentStatus": publication.labels["draft"] if metadata.watermark == "draft" else "",
        f"{{{_DC}}}identifier": metadata.identifier or metadata.url,
        f"{{{_DC}}}language": publication.page.lang,
        f"{{{_CP}}}lastModifiedBy": authors[0] if authors else metadata.publisher,
        f"{{{_CP}}}revision": "1",
    }
    for name, value in values.items():
        if value:
            etree.SubElement(root, name).text = value
    for term, value in (("created", metadata.date), ("modified", metadata.modified or metadata.date)):
        if value:
            # W3CDTF; the schema names no other type, and Word reads a date without a time as its midnight.
            element = etree.SubElement(root, f"{{{_DCTERMS}}}{term}")
            element.set(f"{{{_XSI}}}type", "dcterms:W3CDTF")
            element.text = _moment(value)
    return root


def extended_properties(publication: Publication) -> Any:
    """The Properties element of docProps/app.xml: the publisher, and no machine, template or clock."""
    root = etree.Element(f"{{{_EXTENDED}}}Properties", nsmap=default_namespace(_EXTENDED))
    etree.SubElement(root, f"{{{_EXTENDED}}}Application").text = "exporter"
    if publication.metadata.publisher:
        etree.SubElement(root, f"{{{_EXTENDED}}}Company").text = publication.metadata.publisher
    return root


def _moment(date: str) -> str:
    """A W3CDTF date as a moment in UTC, which Word wants: midnight of its day, or of the first of its month or year."""
    if "T" not in date:
        date = f"{date}-01-01"[:10] if len(date) == 4 else f"{date}-01"[:10]
    moment = datetime.fromisoformat(date)
    if moment.tzinfo is not None:
        moment = moment.astimezone(UTC)
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")
