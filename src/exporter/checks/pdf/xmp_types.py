"""Types of the values of metadata: those that are known, and those that a document describes itself."""

from collections.abc import Iterator

import msgspec

from exporter.checks.pdf.xmp import Packet, Value
from exporter.checks.pdf.xmp_schemas import EXTENSION, FIELD, PROPERTY, SCHEMA, SCHEMAS, SIMPLE, STRUCTURES, TYPE

# The fields that a description of a schema is made of, whether each must be there, and the array that it may be.
_SCHEMA_FIELDS = {"schema": "text", "namespaceURI": "uri", "prefix": "text", "property": "seq", "valueType": "seq"}
_PARTS: dict[str, tuple[str, str, dict[str, str], frozenset[str]]] = {
    "schema": (SCHEMA, "pdfaSchema", _SCHEMA_FIELDS, frozenset(("schema", "namespaceURI", "prefix"))),
    "property": (
        PROPERTY,
        "pdfaProperty",
        {"name": "text", "valueType": "text", "category": "text", "description": "text"},
        frozenset(("name", "valueType", "category", "description")),
    ),
    "valueType": (
        TYPE,
        "pdfaType",
        {"type": "text", "namespaceURI": "uri", "prefix": "text", "description": "text", "field": "seq"},
        frozenset(("type", "namespaceURI", "prefix", "description")),
    ),
    "field": (
        FIELD,
        "pdfaField",
        {"name": "text", "valueType": "text", "description": "text"},
        frozenset(("name", "valueType", "description")),
    ),
}
_DEEPEST = 20


class Types(msgspec.Struct):
    """The types of properties and structures by their namespaces and names."""

    properties: dict[tuple[str, str], str] = msgspec.field(default_factory=dict)
    structures: dict[str, tuple[str, dict[str, str]]] = msgspec.field(default_factory=lambda: dict(STRUCTURES))

    def of(self, value: Value) -> str | None:
        """The type that a property must have; None when nobody has described it."""
        return SCHEMAS.get(value.uri, {}).get(value.name) or self.properties.get((value.uri, value.name))

    def is_known(self, kind: str) -> bool:
        """Whether a type is one, or an array of one."""
        return _parts(kind)[1] in (*SIMPLE, *self.structures) or kind == "lang alt"

    def fits(self, value: Value, kind: str, depth: int = 0) -> bool:
        """Whether a value has a type."""
        if kind == "lang alt":
            return value.form == "alt" and all(item.form == "simple" and item.language for item in value.items)
        array, single = _parts(kind)
        if array:
            return value.form == array and all(self.fits(item, single, depth + 1) for item in value.items)
        if single == "any" or depth > _DEEPEST:
            return True
        if single in self.structures:
            uri, fields = self.structures[single]
            return value.form == "struct" and all(
                item.uri == uri and item.name in fields and self.fits(item, fields[item.name], depth + 1)
                for item in value.items
            )
        pattern = SIMPLE.get(single)
        return value.form == "simple" and (pattern is None or pattern.fullmatch(value.text) is not None)


def described(packet: Packet) -> Types:
    """The types that a packet describes in its extension schemas."""
    types = Types()
    for schema in _schemas(packet):
        uri = _text(schema, SCHEMA, "namespaceURI")
        for one in _items(schema, SCHEMA, "valueType"):
            fields = {
                _text(field, FIELD, "name"): _kind(_text(field, FIELD, "valueType"))
                for field in _items(one, TYPE, "field")
            }
            types.structures[_kind(_text(one, TYPE, "type"))] = (_text(one, TYPE, "namespaceURI"), fields)
        for one in _items(schema, SCHEMA, "property"):
            called = _text(one, PROPERTY, "name")
            kind = _kind(_text(one, PROPERTY, "valueType"))
            if types.is_known(kind):
                types.properties[uri, called] = kind
    return types


def wrong_descriptions(packet: Packet, types: Types) -> Iterator[str]:
    """What is wrong with the descriptions of schemas themselves."""
    container = packet.get(EXTENSION, "schemas")
    if container is None:
        return
    if container.form != "bag" or container.prefix != "pdfaExtension":
        yield "the list of schemas is no bag with the prefix pdfaExtension"
    for schema in container.items:
        yield from _wrong(schema, "schema", types)


def _wrong(value: Value, part: str, types: Types) -> Iterator[str]:
    uri, prefix, fields, needed = _PARTS[part]
    if value.form != "struct":
        yield f"a description of a {part} has no fields"
        return
    called = next((item.text for item in value.items if item.name in ("schema", "name", "type")), "")
    where = f'the description of the {part} "{called[:40]}"'
    there = {item.name for item in value.items if item.uri == uri}
    for lacking in sorted(needed - there):
        yield f"{where} lacks {prefix}:{lacking}"
    for item in value.items:
        if item.uri != uri or item.name not in fields:
            yield f"{where} has {item.prefix}:{item.name}, which descriptions have not"
        elif item.prefix != prefix:
            yield f"{where} writes {item.name} with the prefix {item.prefix} instead of {prefix}"
        elif fields[item.name] == "seq":
            if item.form != "seq":
                yield f"{where} has a {item.name} that is no sequence"
            for inner in item.items:
                yield from _wrong(inner, item.name, types)
        elif item.form != "simple" or (fields[item.name] == "uri" and not types.fits(item, "uri")):
            yield f"{where} has a {item.name} that is no {fields[item.name]}"
        elif item.name == "category" and item.text not in ("external", "internal"):
            yield f"{where} has the category {item.text[:40]} instead of external or internal"
        elif item.name == "valueType" and not types.is_known(_kind(item.text)):
            yield f"{where} has the type {item.text[:40]}, which nothing describes"


def _schemas(packet: Packet) -> list[Value]:
    container = packet.get(EXTENSION, "schemas")
    return container.items if container is not None else []


def _items(value: Value, uri: str, name: str) -> list[Value]:
    field = value.field(uri, name)
    return field.items if field is not None else []


def _text(value: Value, uri: str, name: str) -> str:
    field = value.field(uri, name)
    return field.text.strip() if field is not None else ""


def _kind(said: str) -> str:
    """A type as it is kept here: in small letters, and a choice as what is chosen from."""
    kind = " ".join(said.lower().split()).replace("open choice", "choice").replace("closed choice", "choice")
    kind = kind.replace("choice of ", "").replace("oecf/sfr", "oecfsfr")
    return "text" if kind == "choice" else kind


def _parts(kind: str) -> tuple[str, str]:
    """The array that a type is ("" for none) and the type of what is in it."""
    array, _, single = kind.partition(" ")
    return (array, single) if array in ("bag", "seq", "alt") and single else ("", kind)
