"""An XML file piece by piece, in UTF-8 and fit for a parser: no document type, no entities, no more than a bound.

A parser gets the text from its root element on, with as many line ends before it as stand there. What the document
type could declare (entities that grow, files of this machine, addresses) it never sees.
"""

import codecs
import re
from collections.abc import Callable, Iterator
from html.entities import html5
from typing import Any, BinaryIO

from exporter.errors import SourceError
from exporter.messages import Message, Report
from exporter.origin import Origin
from exporter.readers import ReadOptions, refusal
from exporter.readers.characters import FORBIDDEN

_PIECE_BYTES = 1 << 16
_LONGEST_PROLOG = 1 << 20  # characters before the root element
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
    (b"<\0?\0", "utf-16-le"),
    (b"\0<\0?", "utf-16-be"),
)
_LABEL = re.compile(rb"""\s*<\?xml[^>]*?\sencoding\s*=\s*["']([A-Za-z0-9._:-]+)""")
_ROOT = re.compile(r"<([A-Za-z_][\w.:-]*)")
_MARK = re.compile(r"\s*(?:<\?.*?\?>|<!--.*?-->)", re.DOTALL)
# Possessive groups: no input makes the pattern backtrack.
_SUBSET = r"""(?>[^\]"'<]++|"[^"]*+"|'[^']*+'|<!--(?:(?!-->).)*+-->|<)*+"""
_DOCTYPE = re.compile(rf"""\s*+<!DOCTYPE(?>[^\[<>"']++|"[^"]*+"|'[^']*+')*+(?:\[({_SUBSET})\]\s*+)?+>""", re.DOTALL)
_ASCII_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")  # the same of ASCII, twice as quick
_ENTITY = re.compile(r"&([A-Za-z][A-Za-z0-9]{1,31});")
_HINTS = {
    "R006": "delete it: it cannot be seen, and no XML document may hold it",
    "R707": "save the source anew in UTF-8, and let its first line say so",
    "R709": "write the character itself",
}
_OWN = frozenset(("amp", "lt", "gt", "quot", "apos"))
_ESCAPED = re.compile("[\udc80-\udcff]+")


class XmlStream:
    """What a parser reads. `root` is the name of the root element, `head` its whole tag."""

    def __init__(self, file: BinaryIO, name: str, options: ReadOptions, report: Report) -> None:
        self.name = name
        self._file = file
        self.limit = options.max_source_bytes
        self._report = report
        self._since = 0
        self._line = 1
        self._told: set[str] = set()
        self._first = file.read(_PIECE_BYTES)
        self._label = _encoding_of(self._first)
        self._decoder = self._decoder_of(self._label)
        self._waiting = ""  # text that was looked at and not yet given
        self._held = ""  # the end of a piece, which may be half a reference
        self._ended = False
        self._out = b""
        self._read_prolog()

    @property
    def root(self) -> str:
        """The root's name without its prefix."""
        found = _ROOT.match(self.head)
        return found[1].rpartition(":")[2] if found else ""

    def read(self, size: int) -> bytes:
        """At most `size` bytes more; none at the end. Raises SourceError when a part is larger than the bound."""
        while len(self._out) < size and not self._ended:
            self._out += self._next().encode("utf-8", "replace")
        data, self._out = self._out[:size], self._out[size:]
        self._since += len(data)
        if self._since > self.limit + 2 * _PIECE_BYTES:
            text = f"a part of the source has more than the limit of {self.limit:,} bytes"
            hint = "take it out, or raise the limit with --max-source-mb"
            raise SourceError(refusal(self._report, "R703", text, hint, Origin(self.name, self._line)))
        return data

    def refuse(self, text: str, line: int, column: int = 1) -> Message:
        """The message of XML that cannot be read further."""
        hint = "mend it there, or export it anew; xmllint --noout FILE names each fault"
        return refusal(self._report, "R701", text, hint, Origin(self.name, max(line, 1), max(column, 1)))

    def end_part(self) -> None:
        """Begin to count anew: a part was read and is let go of."""
        self._since = 0

    # --- The prolog ----------------------------------------------------------------------------------------

    def _read_prolog(self) -> None:
        text = self._piece()
        while True:
            place = self._root_in(text)
            self.head = text[place : text.find(">", place) + 1]
            if self.head or self._ended or len(text) > _LONGEST_PROLOG:
                break
            text += self._piece()
        if not _ROOT.match(self.head):
            self.head = ""
        self._waiting = "\n" * text.count("\n", 0, place) + text[place:]

    def _root_in(self, text: str) -> int:
        """Where the root element begins, behind the declaration, comments and document type. Raises SourceError."""
        place = _behind_marks(text, 0)
        doctype = _DOCTYPE.match(text, place)
        if doctype and "<!ENTITY" in (doctype[1] or ""):
            line = text.count("\n", 0, doctype.start() + doctype[0].index("<!ENTITY")) + 1
            hint = "where you trust it, put into its place what they stand for: xmllint --noent FILE"
            told = "the XML declares entities of its own, which are never resolved"
            raise SourceError(refusal(self._report, "R702", told, hint, Origin(self.name, line)))
        place = _behind_marks(text, doctype.end()) if doctype else place
        return len(text) - len(text[place:].lstrip())

    # --- Pieces --------------------------------------------------------------------------------------------

    def _next(self) -> str:
        text, self._waiting = self._waiting, ""
        text = self._held + (text or self._piece())
        self._held = ""
        if not self._ended and (place := text.rfind("&", -40)) >= 0 and ";" not in text[place:]:
            text, self._held = text[:place], text[place:]
        text = _ENTITY.sub(self._reference, text) if "&" in text else text
        text = (_ASCII_FORBIDDEN if text.isascii() else FORBIDDEN).sub(self._forbidden, text)
        self._line += text.count("\n")
        return text

    def _piece(self) -> str:
        data, self._first = self._first or self._file.read(_PIECE_BYTES), b""
        text = self._decoder.decode(data, not data)
        if not data:
            self._ended = True
        return _ESCAPED.sub(self._other_bytes, text) if not text.isascii() else text

    def _decoder_of(self, label: str) -> codecs.IncrementalDecoder:
        try:
            b"<".decode(label, "replace")  # of codecs only those of text
            decoder = codecs.getincrementaldecoder(label)
        except (LookupError, UnicodeError):
            self._tell("R707", f'there is no encoding "{label}"; the source is read as UTF-8')
            label = "utf-8"
            decoder = codecs.getincrementaldecoder(label)
        if len("\u00e9".encode(label, "replace")) == 1 and _is_utf8(self._first):
            self._tell("R707", f'the source says that it is "{label}", and is UTF-8')
            label = "utf-8"
            decoder = codecs.getincrementaldecoder(label)
        return decoder("surrogateescape" if label.startswith("utf-8") else "replace")

    def _other_bytes(self, found: re.Match[str]) -> str:
        data = found[0].encode("utf-8", "surrogateescape")
        self._tell("R707", f"byte {data[0]:#04x} is not UTF-8; such bytes are read as Windows-1252")
        return data.decode("cp1252", "replace")

    def _reference(self, found: re.Match[str]) -> str:
        """A reference that XML knows as it is, one that HTML knows as its characters, any other as text."""
        name = found[1]
        if name in _OWN:
            return found[0]
        if value := html5.get(f"{name};"):
            return "".join(f"&#{ord(sign)};" for sign in value)
        self._tell("R709", f'the reference "{found[0]}" means nothing that is known; it stands as text', found)
        return f"&amp;{name};"

    def _forbidden(self, found: re.Match[str]) -> str:
        text = f"the character U+{ord(found[0]):04X} stands in the source; U+FFFD replaces it"
        self._tell("R006", text, found)
        return "\ufffd"

    def _tell(self, code: str, text: str, found: re.Match[str] | None = None) -> None:
        """Add a message, the first of its kind."""
        if code not in self._told:
            self._told.add(code)
            above = found.string.count("\n", 0, found.start()) if found else 0
            self._report.add(code, text, _HINTS[code], Origin(self.name, self._line + above))


def parts_of(stream: XmlStream, is_part: Callable[[Any, int], bool]) -> Iterator[Any]:
    """The elements of a file one after the other; each is let go of when the next is asked for.

    `is_part` says of an element and its depth (0 is the root) whether it is one; any other element ends for good with
    its parent. Raises SourceError where the XML is broken.
    """
    from lxml import etree

    limit = stream.limit
    events = etree.iterparse(
        stream, events=("start", "end"), resolve_entities=False, no_network=True, load_dtd=False,
        remove_comments=True, remove_pis=True, huge_tree=limit > 9_000_000, encoding="utf-8",
    )  # fmt: skip
    depth = inside = 0
    try:
        for event, node in events:
            if event == "start":
                if not inside and is_part(node, depth):
                    inside = depth + 1
                depth += 1
                continue
            depth -= 1
            if inside == depth + 1:
                inside = 0
                yield node
                stream.end_part()
                node.clear(keep_tail=False)
                while node.getprevious() is not None:
                    del node.getparent()[0]
    except etree.XMLSyntaxError as exc:
        line, column = exc.position
        reason = (exc.msg or "it ends too early").partition(", line ")[0]
        raise SourceError(stream.refuse(f"the XML is broken: {reason}", line, column)) from exc


def _behind_marks(text: str, place: int) -> int:
    """Behind the declaration, instructions and comments that stand at a place."""
    while found := _MARK.match(text, place):
        place = found.end()
    return place


def _encoding_of(data: bytes) -> str:
    for mark, name in _BOMS:
        if data.startswith(mark):
            return name
    found = _LABEL.match(data[:400])
    return found[1].decode("ascii").lower() if found else "utf-8"


def _is_utf8(data: bytes) -> bool:
    """Whether some bytes have letters beyond ASCII that are UTF-8, which no other text of that length is by chance."""
    if data.isascii():
        return False
    try:
        codecs.getincrementaldecoder("utf-8")().decode(data)
    except UnicodeDecodeError:
        return False
    return True
