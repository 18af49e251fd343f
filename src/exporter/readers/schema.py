"""The published JSON Schema of articles in JSON and YAML, made from the model itself."""

from typing import Any

import msgspec

from exporter.model.article import Article
from exporter.readers.field_names import ALIASES

_OPTIONAL_TYPE = ("Row", "Cell", "ListItem", "DefinitionItem", "Image")
_INLINE_FIELDS = ("children", "caption", "credit", "attribution", "standfirst")


def article_schema() -> dict[str, Any]:
    """The schema (JSON Schema 2020-12): metadata, standfirst and body; what the reader fills in itself is left out."""
    schema = msgspec.json.schema(Article)
    definitions = schema["$defs"]
    for name in ("Asset", "Origin"):
        definitions.pop(name, None)
    for name, definition in definitions.items():
        properties = definition.get("properties", {})
        for own in ("origin", "asset", "assets", "files", "lines"):
            properties.pop(own, None)
        if name == "Image" or name in _OPTIONAL_TYPE:
            definition["required"] = [field for field in definition.get("required", []) if field != "type"]
        if "type" in properties:
            definition["additionalProperties"] = False
        for field in _INLINE_FIELDS:
            if field in properties:
                properties[field] = _or_text(properties[field])
        if "terms" in properties:
            properties["terms"]["items"] = _or_text(properties["terms"]["items"])
        if name == "Callout":
            properties["title"] = _or_text(properties["title"])
    article = definitions["Article"]
    article["additionalProperties"] = False
    article["required"] = ["metadata"]
    _open_metadata(definitions)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "An article for exporter",
        "description": "JSON or YAML. Where inlines are wanted, a text stands for a text node.",
        **schema,
    }


def _or_text(field: dict[str, Any]) -> dict[str, Any]:
    """A list of inlines, in which a text stands for a text node, or one text for the whole list."""
    field = dict(field)
    if "items" in field:
        field["items"] = {"anyOf": [{"type": "string"}, field["items"]]}
    return {"anyOf": [{"type": "string"}, field]}


def _open_metadata(definitions: dict[str, Any]) -> None:
    """Metadata takes its names' aliases and any further field, as front matter does."""
    metadata = definitions["Metadata"]
    properties = metadata["properties"]
    properties.pop("extra", None)
    for name in ("authors", "contact"):
        text_or_one = [{"type": "string"}, {"$ref": f"#/$defs/{'Person' if name == 'authors' else 'Contact'}"}]
        properties[name] = {"anyOf": [*text_or_one, {"type": "array", "items": {"anyOf": text_or_one}}]}
    properties["keywords"] = {"anyOf": [{"type": "string"}, properties["keywords"]]}
    for name, aliases in ALIASES.items():
        properties[name]["description"] = f"Also: {', '.join(aliases)}."
    metadata["additionalProperties"] = True
