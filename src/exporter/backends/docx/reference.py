"""A reference document: a house's own Word file, opened within bounds and checked, never trusted.

It comes from anywhere: parts are read one by one up to a size, XML without entities, and nothing outside of the package
is ever looked at. What no document can be made from is refused with one message.
"""

import io
import posixpath
import zlib
from functools import lru_cache
from typing import Any
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

import msgspec
from lxml import etree

from exporter.backends.docx.ooxml import w
from exporter.errors import TemplateError
from exporter.messages import Message

_MOST_FILE_BYTES = 64_000_000
_MOST_ENTRIES = 4_000
_MOST_XML_BYTES = 16_000_000
_MOST_PART_BYTES = 32_000_000
_MOST_READ_BYTES = 96_000_000  # of all parts together
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_STRICT = "http://purl.oclc.org/ooxml/"
_TYPES = "{http://schemas.openxmlformats.org/package/2006/content-types}"
_SAVE = "save it in Word as a Word document (.docx) or template (.dotx)"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")


class Relation(msgspec.Struct, frozen=True):
    """A relationship of a part: the last word of its type ("styles"), and a part's name or an address outside."""

    kind: str
    target: str
    external: bool


class Reference:
    """The parts of a reference document, read when they are asked for. Raises TemplateError for what is unusable."""

    def __init__(self, name: str, data: bytes) -> None:
        self.name = name
        self._read_bytes = 0
        self._archive = _archive(name, data)
        self._entries = {entry.filename.lower(): entry for entry in self._archive.infolist()}
        self._types = self._content_types()
        self.document = self._main()
        root = self.xml(self.document)
        if root.tag.startswith(f"{{{_STRICT}"):
            raise refused(name, "is written in Strict Open XML", "save it in Word as a plain Word document (.docx)")
        if root.tag != w("document"):
            raise refused(name, "is no text document", _SAVE)
        self.body = root
        styles = self.related("styles")
        self.styles = self.xml(styles) if styles else None
        if self.styles is None or self.styles.find(f"{w('style')}[@{w('type')}='paragraph']") is None:
            raise refused(name, "has no styles", "open it in Word and save it again as .docx")

    def __contains__(self, part: str) -> bool:
        return part.lower() in self._entries

    @property
    def has_macros(self) -> bool:
        """Whether programs are inside, wherever they are called from."""
        return any(name.endswith(("vbaproject.bin", "vbadata.xml")) or "/activex/" in name for name in self._entries)

    def content_type(self, part: str) -> str:
        """A part's content type; "" when the package says none."""
        ending = posixpath.splitext(part)[1][1:].lower()
        return self._types.get(f"/{part.lower()}") or self._types.get(ending, "")

    def bytes(self, part: str, most: int = _MOST_PART_BYTES) -> bytes:
        """A part's bytes. Raises TemplateError when it is missing, broken or too large."""
        entry = self._entries.get(part.lower())
        if entry is None:
            raise refused(self.name, f'has no part "{part}" though it names one', "open it in Word and save it again")
        self._read_bytes += entry.file_size
        if entry.file_size > most or self._read_bytes > _MOST_READ_BYTES:
            raise refused(self.name, f'is too large when unpacked ("{part}")', "take large pictures out of it")
        try:
            return self._archive.read(entry)
        except (BadZipFile, zlib.error, OSError, EOFError, NotImplementedError, RuntimeError) as exc:
            raise refused(self.name, f'is broken: "{part}" cannot be unpacked', _SAVE) from exc

    def xml(self, part: str) -> Any:
        """A part's root element, a new one at each call. Raises TemplateError."""
        parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True,
                                 remove_pis=True)  # fmt: skip
        try:
            root: Any = etree.fromstring(self.bytes(part, _MOST_XML_BYTES), parser)
        except (etree.XMLSyntaxError, ValueError) as exc:
            raise refused(self.name, f'is broken: "{part}" is no XML', _SAVE) from exc
        if root.getroottree().docinfo.doctype:  # ECMA-376-2, 8.1.4: no DTD in any part
            raise refused(self.name, f'declares entities in "{part}", which no Word document does', _SAVE)
        return root

    def relations(self, part: str = "") -> dict[str, Relation]:
        """The relationships of a part, or of the package, by id; those that lead outside are marked."""
        folder, _, file = part.rpartition("/")
        name = posixpath.join(folder, "_rels", f"{file}.rels")
        if name.lower() not in self._entries:
            return {}
        found = {}
        for item in self.xml(name):
            kind, target = item.get("Type", "").rpartition("/")[2], item.get("Target", "")
            external = item.get("TargetMode") == "External"
            if not external:
                target = posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")
            found[item.get("Id", "")] = Relation(kind, target, external)
        return found

    def related(self, kind: str) -> str:
        """The name of the part of this kind that the document refers to; "" when there is none."""
        for relation in self.relations(self.document).values():
            if relation.kind == kind and not relation.external and relation.target in self:
                return relation.target
        return ""

    def _main(self) -> str:
        for relation in self.relations().values():
            if relation.kind == "officeDocument" and relation.target in self:
                return relation.target
        hint = _SAVE
        if "content.xml" in self._entries:
            raise refused(self.name, "is an OpenDocument text", "save it as Word 2007-365 (.docx)")
        raise refused(self.name, "holds no Word document", hint)

    def _content_types(self) -> dict[str, str]:
        """Content types by "/part" and by ending."""
        if "[content_types].xml" not in self._entries:
            return {}
        types = {}
        for item in self.xml("[Content_Types].xml"):
            key = item.get("PartName" if item.tag == f"{_TYPES}Override" else "Extension", "")
            types[key.lower()] = item.get("ContentType", "")
        return types


@lru_cache(maxsize=4)
def open_reference(name: str, data: bytes) -> Reference:
    """The reference document, opened once for all articles of a batch; its users copy what they change."""
    return Reference(name, data)


def refused(name: str, what: str, hint: str) -> TemplateError:
    """The error of a reference document that cannot be used: `what` goes on after its name."""
    return TemplateError(Message("T121", "error", f'the reference document "{name}" {what}', hint))


def _archive(name: str, data: bytes) -> ZipFile:
    if len(data) > _MOST_FILE_BYTES:
        raise refused(name, f"is larger than {_MOST_FILE_BYTES // 1_000_000} MB", "take large pictures out of it")
    if data.startswith(_OLE):
        if _ENCRYPTED in data:
            raise refused(name, "is locked with a password", "save it without one")
        raise refused(name, "is a Word 97-2003 document (.doc, .dot)", _SAVE)
    try:
        archive = ZipFile(io.BytesIO(data))
        entries = archive.infolist()
    except (BadZipFile, OSError, EOFError, ValueError, NotImplementedError) as exc:
        raise refused(name, "is no Word document", _SAVE) from exc
    if len(entries) > _MOST_ENTRIES:
        raise refused(name, f"holds more than {_MOST_ENTRIES} parts", _SAVE)
    if any(_is_odd(entry) for entry in entries):
        raise refused(name, "is packed or locked in a way that Word does not", _SAVE)
    return archive


def _is_odd(entry: ZipInfo) -> bool:
    return entry.compress_type not in (ZIP_STORED, ZIP_DEFLATED) or bool(entry.flag_bits & 1)
