"""A zipped office file, opened within bounds and never trusted: it comes from anywhere.

Nothing is unpacked to a disk: parts are read one by one up to a size, XML without a DTD and without entities, and
nothing outside of the package is ever looked at.
"""

import io
import posixpath
import re
import zlib
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, NoReturn
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from lxml import etree

from exporter.errors import SourceError
from exporter.messages import Report
from exporter.origin import Origin, Source
from exporter.registry import MOST_WHOLE_BYTES

if TYPE_CHECKING:
    from exporter.readers import ReadOptions

MOST_ENTRIES = 4_000
_MOST_READ_BYTES = 512_000_000  # of all parts together
_MARKUP = 4  # bytes of XML that one byte of text may take
_PROLOGUE_BYTES = 65_536
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_DOCTYPE = re.compile(rb"<\x00?!\x00?D\x00?O\x00?C\x00?T\x00?Y\x00?P\x00?E|<\x00?!\x00?E\x00?N\x00?T\x00?I\x00?T\x00?Y")
_SAVE = "open it in its own program, and save it again as .docx or .odt"


class Package:
    """The parts of a file, by their names in small letters. Raises SourceError for what cannot be used."""

    def __init__(self, source: Source, options: "ReadOptions", report: Report) -> None:
        self.name = source.name
        self._report = report
        self._most_xml_bytes = options.max_source_bytes * _MARKUP
        self._most_picture_bytes = options.max_picture_bytes
        self._read_bytes = self._xml_bytes = 0
        self._archive = self._opened(source.data)
        self._entries = dict(self._listed())

    def __contains__(self, part: str) -> bool:
        return part.lower() in self._entries

    @property
    def names(self) -> tuple[str, ...]:
        """The names of all parts as they are written, in their order."""
        return tuple(entry.filename for entry in self._entries.values())

    def size_bytes(self, part: str) -> int:
        """The size that a part has unpacked; 0 when there is none."""
        entry = self._entries.get(part.lower())
        return entry.file_size if entry else 0

    def picture(self, part: str) -> bytes:
        """The bytes of a picture; empty when it is missing, damaged or larger than a picture may be."""
        entry = self._entries.get(part.lower())
        if entry is None or entry.file_size > self._most_picture_bytes:
            return b""
        try:
            return self._bytes(entry)
        except _UNREADABLE:
            return b""

    def text(self, part: str) -> bytes:
        """The bytes of a part of markup. Raises SourceError when it is missing, damaged or too large."""
        entry = self._entries.get(part.lower())
        if entry is None:
            self.refuse("R411", f'has no part "{part}" though it names one', _SAVE)
        self._xml_bytes += entry.file_size
        if self._xml_bytes > self._most_xml_bytes:
            size = f"{self._xml_bytes:,} bytes of text and markup, more than {self._most_xml_bytes:,}"
            hint = "split the document, or raise the limit with --max-source-mb"
            self.refuse("R412", f'is too large: unpacked, up to "{part}", it has {size}', hint)
        try:
            return self._bytes(entry)
        except _UNREADABLE as exc:
            self.refuse("R411", f'is damaged: "{part}" cannot be unpacked', _SAVE, exc)

    def xml(self, part: str) -> Any:
        """A part's root element. Raises SourceError when it is no XML, or declares entities."""
        return self.parsed(self.text(part), part)

    def parsed(self, data: bytes, part: str) -> Any:
        """The root element of markup; `part` is its name for messages. Raises SourceError."""
        if _DOCTYPE.search(data[:_PROLOGUE_BYTES]):
            self._refuse_doctype(part)
        # Without `huge_tree` libxml2 bounds depth, length of words and growth by entities itself.
        parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True,
                                 remove_pis=True)  # fmt: skip
        try:
            root: Any = etree.fromstring(data, parser)
        except (etree.XMLSyntaxError, ValueError) as exc:
            if "depth" in str(exc):
                self.refuse("R210", f'is nested too deeply in "{part}"', "write it flatter", exc)
            self.refuse("R411", f'is damaged: "{part}" is no XML ({exc})', _SAVE, exc)
        if root.getroottree().docinfo.doctype:  # behind anything that the search did not see
            self._refuse_doctype(part)
        return root

    def refuse(self, code: str, what: str, hint: str, cause: Exception | None = None) -> NoReturn:
        """Raise the error of a file that cannot be read: `what` goes on after its name."""
        raise SourceError(self._report.add(code, f'"{self.name}" {what}', hint, Origin(self.name))) from cause

    def _refuse_doctype(self, part: str) -> NoReturn:
        # ECMA-376-2, 8.1.4, and OpenDocument 1.3 part 2, 3.1: no DTD in any part.
        self.refuse("R413", f'declares entities or a DTD in "{part}", which no office program writes', _SAVE)

    def _bytes(self, entry: ZipInfo) -> bytes:
        self._read_bytes += entry.file_size
        if self._read_bytes > _MOST_READ_BYTES:
            limit = f"{_MOST_READ_BYTES // 1_000_000:,} MB"
            self.refuse("R412", f"is too large: unpacked it has more than {limit}", "take large pictures out of it")
        return self._archive.read(entry)

    def _opened(self, data: bytes) -> ZipFile:
        if len(data) > MOST_WHOLE_BYTES:
            limit = f"{MOST_WHOLE_BYTES // 1_000_000:,} MB"
            self.refuse("R412", f"is larger than {limit}", "take large pictures out of it")
        if not data:
            self.refuse("R003", "is empty", "save it again")
        if data.startswith(_OLE):
            if _ENCRYPTED in data:
                self.refuse("R411", "is locked with a password", "save it without one")
            self.refuse("R411", "is a Word 97-2003 document", "save it in Word as a Word document (.docx)")
        try:
            return ZipFile(io.BytesIO(data))
        except (*_UNREADABLE, UnicodeDecodeError) as exc:
            self.refuse("R411", "is no zipped office file, or is cut off", _SAVE, exc)

    def _listed(self) -> Iterator[tuple[str, ZipInfo]]:
        entries = self._archive.infolist()
        if len(entries) > MOST_ENTRIES:
            self.refuse("R412", f"holds {len(entries):,} parts, more than {MOST_ENTRIES:,}", _SAVE)
        seen: set[str] = set()
        for entry in entries:
            name = entry.filename.replace("\\", "/")
            if entry.compress_type not in (ZIP_STORED, ZIP_DEFLATED) or entry.flag_bits & 1:
                self.refuse("R411", "is packed or locked in a way that office programs do not", _SAVE)
            if name.startswith("/") or ".." in name.split("/") or re.match("[A-Za-z]:", name):
                text = f'"{self.name}" holds an entry whose name leads outside ("{name[:80]}"); it was not read'
                self._report.add("R414", text, "ask whoever sent the file how it was made", Origin(self.name))
                continue
            if name.lower() in seen:
                self.refuse("R411", f'holds two parts of the name "{name[:80]}"', _SAVE)
            seen.add(name.lower())
            yield name.lower(), entry


_UNREADABLE = (BadZipFile, zlib.error, OSError, EOFError, NotImplementedError, RuntimeError, ValueError)


def joined(folder: str, target: str) -> str:
    """The name of a part that another one, which lies in `folder`, calls `target`."""
    return posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")
