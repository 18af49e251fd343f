"""What a Word file says about itself (ISO/IEC 29500-2, 11; 29500-1, 22.2): fields as front matter has them."""

from typing import Any

import msgspec

from exporter.origin import Origin
from exporter.readers.front_matter import Field
from exporter.readers.word.parts import WordParts

_OURS = "exporter"  # who writes a subtitle, and the dates of the text, where others write what they like
_FIELDS = {
    "title": "title", "creator": "authors", "keywords": "keywords", "description": "summary", "category": "section",
    "language": "lang", "identifier": "identifier",
}  # fmt: skip
_EMPTY_TITLES = ("word document", "microsoft word - ", "document1", "untitled", "powerpoint presentation")


class Properties(msgspec.Struct):
    """The properties that say something about the text, by the names of its fields; `ours` where exporter wrote
    them."""

    values: dict[str, str]
    ours: bool = False

    def fields(self, name: str) -> tuple[Field, ...]:
        """The fields of front matter that they are."""
        place = Origin(name)
        return tuple(Field(key, value, place, place) for key, value in self.values.items() if value)


def properties_of(parts: WordParts) -> Properties:
    """The core and extended properties."""
    core = _texts(parts, "core-properties")
    extended = _texts(parts, "extended-properties")
    ours = extended.get("Application", "") == _OURS
    values = {ours_name: core[name] for name, ours_name in _FIELDS.items() if core.get(name)}
    if values.get("title", "").lower().startswith(_EMPTY_TITLES):
        del values["title"]
    if company := extended.get("Company"):
        values["publisher"] = company
    if ours:
        values["subtitle"] = core.get("subject", "")
        for name, term in (("date", "created"), ("modified", "modified")):
            values[name] = _day(core.get(term, ""))
        if values["modified"] == values["date"]:
            del values["modified"]
        if values.get("identifier", "").startswith(("http:", "https:")):
            values["url"] = values.pop("identifier")
    elif subject := core.get("subject"):
        values["subject"] = subject
    if status := core.get("contentStatus"):
        values["status"] = status
    return Properties(values, ours)


def _texts(parts: WordParts, kind: str) -> dict[str, str]:
    for relation in parts.relations().values():
        if relation.kind == kind and not relation.external and relation.target in parts.package:
            root: Any = parts.xml(relation.target)
            return {item.tag.rpartition("}")[2]: " ".join((item.text or "").split()) for item in root}
    return {}


def _day(moment: str) -> str:
    """A moment's day where its time says nothing: exporter writes days as their midnight."""
    return moment[:10] if moment.endswith("T00:00:00Z") else moment
