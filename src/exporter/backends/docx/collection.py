"""A Word file of many articles, written piece by piece: what is held in memory is a line for each, not its text."""

import posixpath
from collections.abc import Callable, Iterable, Iterator, Mapping
from copy import deepcopy
from tempfile import TemporaryFile
from typing import Any, BinaryIO
from xml.sax.saxutils import quoteattr

import msgspec
from lxml import etree

from exporter.backends.archive import ArchiveWriter, Packed
from exporter.backends.docx.embedding import Style, embed, font_table
from exporter.backends.docx.languages import word_language
from exporter.backends.docx.notes import separators
from exporter.backends.docx.numbering import Numbering
from exporter.backends.docx.ooxml import add, make, w
from exporter.backends.docx.opc import Package, content_types, part_xml, relationships_xml
from exporter.backends.docx.package import furniture, office_parts
from exporter.backends.docx.palette import palette_part
from exporter.backends.docx.pieces import FOOTER, HEADER, Counts, Depth, DocxPiece, counted_on
from exporter.backends.docx.settings import settings_part
from exporter.backends.docx.story import relation
from exporter.backends.docx.styles import Styles
from exporter.publication import Publication
from exporter.theme import Theme

_FIRST = b'<w:pgNumType w:fmt="decimal"/>'
_BEGINS = b'<w:pgNumType w:fmt="decimal" w:start="1"/>'


class Book(msgspec.Struct, frozen=True, kw_only=True):
    """What the file says of itself: `opening` has its metadata, `furniture` its running header and footer.

    `depth` is the level of articles' titles. `theme` has every font that a piece may set.
    """

    opening: Publication
    furniture: Publication
    depth: int
    theme: Theme


class Chapter(msgspec.Struct, frozen=True):
    """A piece of the file; `begins` the numbering of the main pages."""

    piece: DocxPiece
    begins: bool = False


def write_collection(
    sink: BinaryIO, book: Book, chapters: Iterable[Chapter], picture: Callable[[str], bytes]
) -> None:
    """Write the file; `picture` gives the bytes of a picture by the name under which they are kept."""
    archive = ArchiveWriter(sink)
    archive.add("[Content_Types].xml", content_types(_TYPES))
