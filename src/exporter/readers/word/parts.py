"""The parts of a Word file and what they refer to (ISO/IEC 29500-2). What leads outside is never followed."""

import posixpath
import zlib
from functools import cached_property
from pathlib import Path
from typing import Any
from zipfile import BadZipFile, ZipFile

import msgspec

from exporter.readers.office.package import Package, joined
from exporter.readers.word.names import W, usual

_TYPES = "{http://schemas.openxmlformats.org/package/2006/content-types}"
_SAVE = "save it in Word as a Word document (.docx)"
_MOST_APP_BYTES = 100_000
_LONGEST_TARGET = 8_000
# Parts with programs or foreign documents in them, which nobody opens here.
_PROGRAMS = ("vbaproject.bin", "vbadata.xml")


def is_made_here(file: Path) -> bool:
    """Whether `exporter` made a Word file."""
    try:
        with ZipFile(file) as archive, archive.open("docProps/app.xml") as part:
            return b"<Application>exporter</Application>" in part.read(_MOST_APP_BYTES)
    except (OSError, KeyError, BadZipFile, NotImplementedError, RuntimeError, ValueError, zlib.error):
        return False  # reading it says what is wrong


class Relation(msgspec.Struct, frozen=True):
    """A relationship of a part: the last word of its type ("styles"), and a part's name or an address outside."""

    kind: str
    target: str
    external: bool


class WordParts:
    """A package as Word lays it out."""

    def __init__(self, package: Package) -> None:
        self.package = package
        self.main = self._main()
        self._relations: dict[str, dict[str, Relation]] = {}

    @cached_property
    def document(self) -> Any:
        """The root of the main part. Raises SourceError when it is no text."""
        root = self.xml(self.main)
        if root.tag != f"{W}document" or root.find(f"{W}body") is None:
            self.package.refuse("R411", "is no text document", _SAVE)
        return root

    def xml(self, part: str) -> Any:
        """A part's root element, under the usual namespaces. Raises SourceError."""
        return self.package.parsed(usual(self.package.text(part)), part)

    def story(self, kind: str) -> tuple[str, Any]:
        """The name and root of the part of this kind that the main one refers to; "" and None when there is none."""
        name = self.related(kind)
        return (name, self.xml(name)) if name else ("", None)

    def stories(self, *kinds: str) -> list[tuple[str, Any]]:
        """The names and roots of all parts of these kinds that the main one refers to, each once."""
        relations = self.relations(self.main).values()
        names = dict.fromkeys(item.target for item in relations if item.kind in kinds and not item.external)
        return [(name, self.xml(name)) for name in names if name in self.package]

    def related(self, kind: str) -> str:
        """The name of the part of this kind that the main one refers to; "" when there is none."""
        for relation in self.relations(self.main).values():
            if relation.kind == kind and not relation.external and relation.target in self.package:
                return relation.target
        return ""

    def relations(self, part: str = "") -> dict[str, Relation]:
        """The relationships of a part, or of the package, by id."""
        if part not in self._relations:
            self._relations[part] = self._read(part)
        return self._relations[part]

    @property
    def programs(self) -> list[str]:
        """The names of parts that are programs, wherever they are called from."""
        names = self.package.names
        return [name for name in names if name.lower().endswith(_PROGRAMS) or "/activex/" in name.lower()]

    def _read(self, part: str) -> dict[str, Relation]:
        folder, _, file = part.rpartition("/")
        name = posixpath.join(folder, "_rels", f"{file}.rels")
        if name not in self.package:
            return {}
        found = {}
        for item in self.xml(name).iter("{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"):
            kind, target = item.get("Type", "").rpartition("/")[2], item.get("Target", "")
            external = item.get("TargetMode") == "External"
            if len(target) > _LONGEST_TARGET:  # every link to it would repeat it
                continue
            found[item.get("Id", "")] = Relation(kind, target if external else joined(folder, target), external)
        return found

    def _main(self) -> str:
        self._relations = {}
        for relation in self._read("").values():
            if relation.kind == "officeDocument" and not relation.external and relation.target in self.package:
                return relation.target
        if "mimetype" in self.package and "content.xml" in self.package:
            self.package.refuse("R411", "is an OpenDocument file", "end its name in .odt, or say --from odt")
        if "word/document.xml" not in self.package:
            self.package.refuse("R411", "holds no Word document", _SAVE)
        return "word/document.xml"
