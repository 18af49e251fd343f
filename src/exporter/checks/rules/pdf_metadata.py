"""Rules of the metadata of a PDF: written so that they can be read, and with properties that are described."""

from collections.abc import Iterator

from exporter.checks.pdf.objects import entry, is_dictionary, name
from exporter.checks.pdf.xmp import Packet
from exporter.checks.pdf.xmp_schemas import EXTENSION, PDFA_ID, PDFUA_ID
from exporter.checks.pdf.xmp_types import wrong_descriptions
from exporter.checks.rules import Finding, rule
from exporter.checks.rules.pdf import Subject


@rule("V240", "error", "the metadata can be read",
      why="Catalogues and archives take title, author and date from there, and from nowhere else.",
      mend="write them as one packet of XMP in UTF-8, into a stream of the type Metadata and the subtype XML",
      source="ISO 19005-3, 6.6.2.1; ISO 14289-1, 7.1")  # fmt: skip
def readable(subject: Subject) -> Iterator[Finding]:
    stream = subject.root.get("/Metadata")
    if not is_dictionary(stream):
        yield Finding("it has no metadata")
    elif (name(entry(stream, "/Type")), name(entry(stream, "/Subtype"))) != ("Metadata", "XML"):
        yield Finding("the stream of its metadata does not say that it is Metadata in XML")
    for where, packet in _packets(subject):
        if packet.wrong:
            yield Finding(f"{where} cannot be read: {packet.wrong}")
        if packet.encoding != "UTF-8":
            yield Finding(f"{where} are written in {packet.encoding}")
        for told in packet.told:
            yield Finding(f"the head of {where} tells their {told}")


@rule("V241", "error", "each property of the metadata is described",
      why="Decades on nobody knows what a word meant that one program put there for itself.",
      mend="take the property out, or describe it in an extension schema",
      source="ISO 19005-3, 6.6.2.3.1")  # fmt: skip
def described(subject: Subject) -> Iterator[Finding]:
    for where, packet in _packets(subject):
        for value in packet.properties:
            if subject.types.of(value) is None and value.uri != EXTENSION:
                yield Finding(f"{where} have {value.prefix}:{value.name}, which nothing describes")


@rule("V242", "error", "each property of the metadata has a value of its kind",
      why="A date that is no date, or one name where a list is due, is passed over by what reads it.",
      mend="write the value as its schema asks", source="ISO 19005-3, 6.6.2.3.1")  # fmt: skip
def typed(subject: Subject) -> Iterator[Finding]:
    for where, packet in _packets(subject):
        for value in packet.properties:
            kind = subject.types.of(value)
            if kind is not None and not subject.types.fits(value, kind):
                said = f' "{value.text[:40]}"' if value.text else ""
                yield Finding(f"{where} have {value.prefix}:{value.name}{said}, which is not of the type {kind}")


@rule("V243", "error", "descriptions of properties are whole",
      why="A description that lacks its part describes nothing.",
      mend="write name, type, category and description of each property, with the prefixes that the standard gives",
      source="ISO 19005-3, 6.6.2.3.2, 6.6.2.3.3")  # fmt: skip
def whole(subject: Subject) -> Iterator[Finding]:
    for _, packet in _packets(subject):
        yield from (Finding(text) for text in wrong_descriptions(packet, subject.types))


@rule("V244", "error", "the file says what it is in the words of its standard",
      why="Who sorts files by what they claim looks for these very words.",
      mend="use the prefixes pdfaid and pdfuaid", source="ISO 19005-3, 6.6.4; ISO 14289-1, 5")  # fmt: skip
def claimed(subject: Subject) -> Iterator[Finding]:
    for value in subject.metadata.properties:
        prefix = {PDFA_ID: "pdfaid", PDFUA_ID: "pdfuaid"}.get(value.uri, value.prefix)
        if value.prefix != prefix:
            yield Finding(f"{value.name} is written with the prefix {value.prefix} instead of {prefix}")


def _packets(subject: Subject) -> Iterator[tuple[str, Packet]]:
    if is_dictionary(subject.root.get("/Metadata")):
        yield "the metadata", subject.metadata
    for number, packet in subject.other_metadata:
        yield f"the metadata of object {number}", packet
