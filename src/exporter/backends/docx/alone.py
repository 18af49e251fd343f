"""A piece as a file of its own: what it is read back from, before it is in the collection's file."""

from exporter.backends.archive import write_archive
from exporter.backends.docx.collection import in_root, part_root, relationships
from exporter.backends.docx.pieces import Counts, DocxPiece, counted_on


def alone(piece: DocxPiece) -> bytes:
    """The text of a piece with its notes and relationships; a program that shows it would miss its look."""
    counts = Counts()
    lists = {number: number for number in range(1, len(piece.lists) + 1)}
    blocks, notes = counted_on(piece.blocks, counts, lists), counted_on(piece.notes, counts, lists, in_notes=True)
    return write_archive(
        {
            "word/document.xml": b"".join(in_root(part_root("document"), b"<w:body>", [blocks], b"</w:body>")),
            "word/footnotes.xml": b"".join(in_root(part_root("footnotes"), b"", [notes])),
            "word/_rels/document.xml.rels": _RELATIONS % relationships(piece.relations, 0),
            "word/_rels/footnotes.xml.rels": _RELATIONS % relationships(piece.note_relations, 0),
        }
    )


_RELATIONS = b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">%s</Relationships>'
