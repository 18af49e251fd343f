"""Invisible characters that turn the direction of text: kept, since Arabic and Hebrew need them, and told, since a text
may say by them other than it shows."""

import re
from typing import Any

import msgspec

from exporter.messages import Report
from exporter.model.article import Article
from exporter.model.walk import walk
from exporter.origin import Origin, Source

# Marks, embeddings, overrides and isolates (Unicode Standard Annex 9, section 2).
_TURNING = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_IN_BYTES = re.compile(rb"\xd8\x9c|\xe2\x80[\x8e\x8f\xaa-\xae]|\xe2\x81[\xa6-\xa9]")


def tell_turning(article: Article, source: Source, report: Report) -> None:
    """One message for an article in which such characters stand, with the place of the first."""
    if not _IN_BYTES.search(msgspec.json.encode(msgspec.structs.replace(article, assets={}))):
        return
    place, sign = Origin(source.name), _first(msgspec.to_builtins(article.metadata).values())
    for node in () if sign else walk((article.standfirst, article.body)):
        place = getattr(node, "origin", None) or place
        if sign := _first(msgspec.structs.asdict(node).values()):
            break
    if sign:
        text = f"invisible characters turn the text's direction, the first U+{ord(sign):04X}; they are kept"
        hint = "nothing to do where Arabic or Hebrew stands; elsewhere look whether the text says what it shows"
        report.add("R525", text, hint, place)


def _first(values: Any) -> str:
    """The first such character in texts, or in what lies in lists and tables of them; "" for none."""
    for value in values:
        if isinstance(value, str):
            found = _TURNING.search(value)
            inner = found[0] if found else ""
        elif isinstance(value, dict):
            inner = _first((*value, *value.values()))
        else:
            inner = _first(value) if isinstance(value, (list, tuple)) else ""
        if inner:
            return inner
    return ""
