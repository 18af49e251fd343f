"""An Open Packaging Convention package (ECMA-376-2): parts, their relationships and their content types.

python-docx has all this too, but its import takes 50 to 60 ms of every cold start beyond lxml's, and of its parts for
text none is used here; what a package needs is on this page.
"""

import posixpath
from collections.abc import Iterable, Mapping
from typing import Any

import msgspec
from lxml import etree

from exporter.backends.archive import Packed, write_archive

_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
_RELATIONSHIPS = "http://schemas.openxmlformats.org/package/2006/relationships"
_DEFAULTS = {
    "rels": "application/vnd.openxmlformats-package.relationships+xml",
    "xml": "application/xml",
    "png": "image/png",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "gif": "image/gif",
    "svg": "image/svg+xml",
    "odttf": "application/vnd.openxmlformats-officedocument.obfuscatedFont",
}


class Relationships:
    """The relationships of a part or of the package; equal targets share one id. `folder` is where the part lies."""

    def __init__(self, folder: str = "") -> None:
        self._folder = folder
        self._ids: dict[tuple[str, str, bool], str] = {}

    def __bool__(self) -> bool:
        return bool(self._ids)

    def to_part(self, kind: str, part: "Part") -> str:
        """The id of the relationship to a part; `kind` is its type's URI."""
        return self._id(kind, posixpath.relpath(part.name, self._folder or "."), False)

    def to_address(self, kind: str, url: str) -> str:
        """The id of the relationship to an address outside the package."""
        return self._id(kind, url, True)

    @property
    def all(self) -> tuple[tuple[str, str, bool], ...]:
        """Type, target and whether it is outside of each, in the order of their ids: "rId1", "rId2" ..."""
        return tuple(self._ids)

    def xml(self) -> bytes:
        """The relationships part."""
        root = etree.Element(f"{{{_RELATIONSHIPS}}}Relationships", nsmap=default_namespace(_RELATIONSHIPS))
        for (kind, target, external), identifier in self._ids.items():
            item = etree.SubElement(root, f"{{{_RELATIONSHIPS}}}Relationship", Id=identifier, Type=kind, Target=target)
            if external:
                item.set("TargetMode", "External")
        return part_xml(root)

    def _id(self, kind: str, target: str, external: bool) -> str:
        return self._ids.setdefault((kind, target, external), f"rId{len(self._ids) + 1}")


class Part(msgspec.Struct):
    """One part: its name inside the package ("word/styles.xml"), content type, bytes and relationships."""

    name: str
    content_type: str
    data: bytes | Packed
    relationships: Relationships

    def root(self) -> Any:
        """The root element of a part of XML."""
        assert isinstance(self.data, bytes)  # only fonts come packed
        return etree.fromstring(self.data, etree.XMLParser(huge_tree=True, resolve_entities=False))


class Package:
    """The parts of one file."""

    def __init__(self) -> None:
        self.relationships = Relationships()
        self._parts: dict[str, Part] = {}

    def part(self, name: str, content_type: str, data: bytes | Packed = b"") -> Part:
        """The part of this name, made when there is none."""
        if name not in self._parts:
            self._parts[name] = Part(name, content_type, data, Relationships(posixpath.dirname(name)))
        return self._parts[name]

    @property
    def parts(self) -> dict[str, Part]:
        """All parts so far, by name."""
        return dict(self._parts)

    def write(self) -> bytes:
        """The file's bytes."""
        return write_archive({"[Content_Types].xml": self.content_types(), **self.entries()})

    def entries(self) -> dict[str, bytes | Packed]:
        """All files of it but for the content types, by name."""
        entries: dict[str, bytes | Packed] = {
            "_rels/.rels": self.relationships.xml(),
        }
        for part in self._parts.values():
            entries[part.name] = part.data
            if part.relationships:
                folder, _, file = part.name.rpartition("/")
                entries[f"{folder}/_rels/{file}.rels"] = part.relationships.xml()
        return entries

    def content_types(self, others: Iterable[str] = (), more: Mapping[str, str] | None = None) -> bytes:
        """The content types of its parts, of files with `others`' endings, and of `more` endings that have these."""
        root = etree.Element(f"{{{_TYPES}}}Types", nsmap=default_namespace(_TYPES))
        endings = {"rels", *others, *(_ending(part.name) for part in self._parts.values())}
        usual = {**(more or {}), **{ending: _DEFAULTS[ending] for ending in endings & _DEFAULTS.keys()}}
        for ending, content_type in sorted(usual.items()):
            etree.SubElement(root, f"{{{_TYPES}}}Default", Extension=ending, ContentType=content_type)
        for name in sorted(self._parts):
            part = self._parts[name]
            if _DEFAULTS.get(_ending(name)) != part.content_type:
                etree.SubElement(root, f"{{{_TYPES}}}Override", PartName=f"/{name}", ContentType=part.content_type)
        return part_xml(root)


def default_namespace(uri: str) -> Any:
    """The namespaces of an element whose own one has no prefix (lxml's stubs know only named prefixes)."""
    return {None: uri}


def part_xml(root: etree._Element) -> bytes:
    """An element as the whole of a part."""
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)


def _ending(name: str) -> str:
    return name.rpartition(".")[2].lower()
