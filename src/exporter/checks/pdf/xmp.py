"""Metadata in XMP (ISO 16684-1): the properties of a packet, each with the form that it is written in."""

import re
from collections.abc import Iterator
from typing import Any, Literal

import msgspec
from lxml import etree

from exporter.checks.pdf.xmp_schemas import RDF, XML

Form = Literal["simple", "bag", "seq", "alt", "struct"]
_PADDING = b"\0 \t\r\n"
_ARRAYS: dict[str, Form] = {"Bag": "bag", "Seq": "seq", "Alt": "alt"}
_HEAD = re.compile(rb"<\?xpacket\b(.*?)\?>", re.DOTALL)
_ATTRIBUTE = re.compile(rb"""\b(bytes|encoding)\s*=\s*["']([^"']*)""")
_WIDE = (
    (b"\xff\xfe\x00\x00", "UTF-32"),
    (b"\x00\x00\xfe\xff", "UTF-32"),
    (b"\xff\xfe", "UTF-16"),
    (b"\xfe\xff", "UTF-16"),
)


class Value(msgspec.Struct, eq=False):
    """A property, a field or an item with its value."""

    uri: str
    name: str
    prefix: str
    form: Form
    text: str = ""
    language: str = ""
    items: "list[Value]" = msgspec.field(default_factory=list)  # of an array, or the fields of a structure

    def field(self, uri: str, name: str) -> "Value | None":
        """A field of a structure."""
        return next((item for item in self.items if (item.uri, item.name) == (uri, name)), None)


class Packet(msgspec.Struct, eq=False):
    """A packet of metadata; `wrong` says why it cannot be read, `told` what its head says besides."""

    properties: list[Value] = msgspec.field(default_factory=list)
    wrong: str = ""
    told: tuple[str, ...] = ()
    encoding: str = "UTF-8"

    def get(self, uri: str, name: str) -> Value | None:
        """A property; None where there is none."""
        return next((value for value in self.properties if (value.uri, value.name) == (uri, name)), None)

    def text(self, uri: str, name: str) -> str:
        """The text of a property, of several languages that of the first; "" where there is none."""
        value = self.get(uri, name)
        if value is None:
            return ""
        return value.text or next((item.text for item in value.items if item.text), "")

    def all(self) -> Iterator[Value]:
        """Every property with all that is in it."""
        waiting = list(reversed(self.properties))
        while waiting:
            value = waiting.pop()
            yield value
            waiting += reversed(value.items)


def read_packet(data: bytes) -> Packet:
    """The metadata that a stream holds."""
    head = _HEAD.search(data[:4096])
    told = tuple(key.decode() for key, _ in _ATTRIBUTE.findall(head.group(1))) if head else ()
    encoding = next((name for mark, name in _WIDE if data.startswith(mark)), "UTF-8")
    packet = Packet(told=told, encoding=encoding)
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, remove_pis=True)
    try:
        root = etree.fromstring(data.strip(_PADDING) if encoding == "UTF-8" else data, parser)
    except (etree.XMLSyntaxError, ValueError) as exc:
        packet.wrong = f"they are no well-formed XML ({str(exc)[:80]})"
        return packet
    trees = [root] if root.tag == f"{{{RDF}}}RDF" else list(root.iter(f"{{{RDF}}}RDF"))
    if len(trees) != 1:
        packet.wrong = f"they have {len(trees)} parts in RDF instead of one"
    try:
        packet.properties = [value for tree in trees[:1] for value in _properties(tree)]
    except _NotRdf as exc:
        packet.wrong = str(exc)
    return packet


class _NotRdf(Exception):  # noqa: N818 - it becomes a reason
    """What RDF does not allow."""


def _properties(tree: Any) -> Iterator[Value]:
    about: set[str] = set()
    seen: set[tuple[str, str]] = set()
    for node in _elements(tree):
        if node.tag != f"{{{RDF}}}Description":
            raise _NotRdf(f"{_short(node)} stands where a description should")
        about.add(node.get(f"{{{RDF}}}about", node.get("about", "")))
        for value in _fields(node):
            if (value.uri, value.name) in seen:
                raise _NotRdf(f"the property {value.prefix}:{value.name} stands there twice")
            seen.add((value.uri, value.name))
            yield value
    if len(about - {""}) > 1:
        raise _NotRdf("its descriptions are of different things")


def _fields(node: Any) -> Iterator[Value]:
    """The properties that attributes and elements of a description say."""
    prefixes = {uri: prefix or "" for prefix, uri in node.nsmap.items()}
    for key, text in node.attrib.items():
        uri, _, called = key[1:].rpartition("}")
        if key.startswith("{") and uri not in (RDF, XML):
            yield Value(uri, called, prefixes.get(uri, ""), "simple", text)
    for child in _elements(node):
        yield _value(child, 0)


def _value(node: Any, depth: int) -> Value:
    if depth > 40:
        raise _NotRdf("its values are too deep within each other")
    name = etree.QName(node)
    made = Value(name.namespace or "", name.localname, node.prefix or "", "simple")
    made.language = node.get(f"{{{XML}}}lang", "")
    children = _elements(node)
    if node.get(f"{{{RDF}}}parseType") == "Resource":
        made.form, made.items = "struct", [_value(child, depth + 1) for child in children]
    elif node.get(f"{{{RDF}}}parseType"):
        raise _NotRdf(f"{_short(node)} is written in a way that XMP does not have")
    elif not children:
        others = list(_fields(node))
        resource = node.get(f"{{{RDF}}}resource")
        if others:
            made.form, made.items = "struct", others
        made.text = resource if resource is not None else node.text or ""
    elif len(children) > 1 or (node.text or "").strip():
        raise _NotRdf(f"{_short(node)} holds more than one value")
    else:
        [child] = children
        kind = etree.QName(child)
        if kind.namespace == RDF and kind.localname in _ARRAYS:
            made.form = _ARRAYS[kind.localname]
            made.items = [_value(item, depth + 1) for item in _elements(child)]
            if any((item.uri, item.name) != (RDF, "li") for item in made.items):
                raise _NotRdf(f"{_short(node)} holds something else than items")
        elif kind.namespace == RDF and kind.localname == "Description":
            made.form, made.items = "struct", list(_fields(child))
            inner = next((item for item in made.items if (item.uri, item.name) == (RDF, "value")), None)
            if inner is not None:  # a value with qualifiers
                made.form, made.text, made.items = inner.form, inner.text, inner.items
        else:  # a node of a type of its own
            made.form, made.items = "struct", list(_fields(child))
    return made


def _elements(node: Any) -> list[Any]:
    return [child for child in node if isinstance(child.tag, str)]


def _short(node: Any) -> str:
    return f"{node.prefix}:{etree.QName(node).localname}" if node.prefix else str(etree.QName(node).localname)
