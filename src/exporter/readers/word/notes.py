"""Footnotes and endnotes (ISO/IEC 29500-1, 17.11): their text at their first call, and further calls of it."""

from collections.abc import Callable
from typing import Any

from exporter.model import nodes as n
from exporter.origin import Origin
from exporter.readers.word.context import Context
from exporter.readers.word.names import W

_DEEPEST = 8  # notes called in notes

ReadBlocks = Callable[[Any, str], tuple[n.AnyBlock, ...]]


class Notes:
    """The notes of a file. `read_blocks` reads the blocks of a note in the part of this name."""

    def __init__(self, context: Context, parts: dict[str, tuple[str, Any]], read_blocks: ReadBlocks) -> None:
        self._context, self._read_blocks = context, read_blocks
        self._elements: dict[tuple[str, str], tuple[str, Any]] = {}
        self._labels: dict[tuple[str, str], str] = {}
        self._depth = 0
        for kind, (name, root) in parts.items():
            for element in root if root is not None else ():
                if element.tag == W + kind and element.get(f"{W}type", "normal") == "normal":
                    self._elements.setdefault((kind, element.get(f"{W}id", "")), (name, element))

    def call(self, kind: str, identifier: str, origin: Origin) -> n.Note | n.NoteReference | None:
        """The node of a call: the note itself where it is called first; None when it has no text."""
        key = (kind, identifier)
        if key in self._labels:
            return n.NoteReference(label=self._labels[key], origin=origin)
        found = self._elements.get(key)
        if found is None or self._depth >= _DEEPEST:
            self._context.tell("R202", f"a {kind} is called but has no text", "write it, or take its call away", origin)
            return None
        label = self._labels[key] = str(len(self._labels) + 1)
        self._depth += 1
        blocks = self._read_blocks(found[1], found[0])
        self._depth -= 1
        return n.Note(label=label, blocks=blocks, origin=origin)

    def tell_uncalled(self) -> None:
        """Say which notes nothing calls."""
        for key, (_, element) in self._elements.items():
            words = " ".join("".join(part.text or "" for part in element.iter(f"{W}t")).split())
            if key not in self._labels and words:
                text = f'a {key[0]} is never called: "{words[:80]}"'
                self._context.tell("R203", text, "call it in the text", self._context.origin(element))
