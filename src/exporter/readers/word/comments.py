"""Comments (ISO/IEC 29500-1, 17.13.4): what people wrote beside the text, left out or read as notes."""

from typing import Any

from exporter.model import nodes as n
from exporter.origin import Origin
from exporter.readers.word.context import Context
from exporter.readers.word.names import W
from exporter.readers.word.notes import ReadBlocks


class Comments:
    """The comments of a file; they become notes with the names of who wrote them where that is asked for."""

    def __init__(self, context: Context, part: str, root: Any, read_blocks: ReadBlocks) -> None:
        self._context, self._part, self._read_blocks = context, part, read_blocks
        self._as_notes = context.options.comments == "notes" or context.options.keep_all
        self._elements = {item.get(f"{W}id", ""): item for item in root.iterchildren(f"{W}comment")} if (
            root is not None) else {}  # fmt: skip
        self._read: set[str] = set()

    def note(self, identifier: str, origin: Origin) -> n.Note | None:
        """The note of a comment; None when comments are left out."""
        element = self._elements.get(identifier)
        if element is None or identifier in self._read:
            return None
        self._read.add(identifier)
        if not self._as_notes:
            words = "".join(part.text or "" for part in element.iter(f"{W}t"))
            self._context.left_out(origin, words, "comment", f"a comment by {_author(element)}")
            return None
        blocks = self._read_blocks(element, self._part)
        name = n.Strong(children=(n.Text(value=f"{_author(element)}:", origin=origin),), origin=origin)
        before = (name, n.Text(value=" ", origin=origin))
        first = blocks[0] if blocks else None
        if isinstance(first, n.Paragraph):
            head = n.Paragraph(children=(*before, *first.children), origin=origin)
            blocks = (head, *blocks[1:])
        else:
            blocks = (n.Paragraph(children=before[:1], origin=origin), *blocks)
        return n.Note(label=f"comment-{identifier}", blocks=blocks, origin=origin)

    def tell(self) -> None:
        """Say what became of the comments."""
        count = len(self._elements)
        if not count:
            return
        some = f"{count} comments" if count > 1 else "a comment"
        if self._as_notes:
            self._context.tell("R417", f"{some} became notes", "leave them out with --comments leave-out")
        else:
            self._context.tell("R417", f"{some} left out", "read them as notes with --comments notes")


def _author(element: Any) -> str:
    name: str = element.get(f"{W}author") or element.get(f"{W}initials") or "?"
    return " ".join(name.split())[:80]
