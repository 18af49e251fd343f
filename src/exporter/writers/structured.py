"""Writes an article as JSON after the published schema, a text standing for a text node where it is all there is."""

import json
from typing import Any

import msgspec

from exporter.model.article import Article
from exporter.writers.fields import fields_of

_INLINES = frozenset({"children", "caption", "credit", "attribution", "standfirst", "title"})
_NOT_OURS = frozenset({"origin", "asset", "lines", "assets", "files"})


def write(article: Article) -> str:
    """The article's text."""
    whole = msgspec.json.decode(msgspec.json.encode(msgspec.structs.replace(article, assets={})))
    whole.pop("metadata", None)
    metadata = fields_of(article.metadata)
    return json.dumps({"metadata": metadata, **_shaped(whole)}, ensure_ascii=False, indent=1) + "\n"


def _shaped(value: Any) -> Any:
    if isinstance(value, list):
        return [_shaped(item) for item in value]
    if not isinstance(value, dict):
        return value
    shaped: dict[str, Any] = {}
    for key, item in value.items():
        if key in _NOT_OURS:
            continue
        shaped[key] = _shaped(item)
        match shaped[key]:
            case [{"type": "text", "value": words}] if key in _INLINES:
                shaped[key] = words
    return shaped
