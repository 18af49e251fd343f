"""The running text of a page in its order: each stretch between two blocks, and what can be counted in it."""

import re

from exporter.model.nodes import Text
from exporter.readers.elements import Element

# Elements whose content nobody reads as text of the page.
WORDLESS = frozenset(
    "script style template head noscript iframe object select textarea datalist svg canvas audio video noframes "
    "map meter progress title".split()
)
_WIDE = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff]")  # a letter says as much as three others
_SENTENCE = re.compile("[.!?\u2026:;\u3002\uff01\uff1f\u061f\u06d4][\"'\u2019\u201d\u00bb)\\]]*(?:\\s|$)|[,\u3001\uff0c\u060c]")


class Run:
    """A stretch of text inside one block. `size` and `linked` count letters; a line break that stands twice ends it."""

    __slots__ = ("element", "linked", "place", "size", "text")

    def __init__(self, element: Element, place: int) -> None:
        self.element = element
        self.place = place
        self.text = ""
        self.size = 0
        self.linked = 0

    @property
    def link_share(self) -> float:
        return self.linked / self.size if self.size else 0.0

    @property
    def has_sentence(self) -> bool:
        """Whether its punctuation is that of a sentence."""
        return bool(_SENTENCE.search(self.text))


class Runs:
    """All runs of a tree, and which of them stand in an element: `first[id(element)]` to `end[id(element)]`."""

    def __init__(self, root: Element, without: frozenset[int] | set[int] = frozenset()) -> None:
        self._without = without
        self.runs: list[Run] = []
        self.first: dict[int, int] = {}
        self.end: dict[int, int] = {}
        self.parent: dict[int, Element] = {}
        self.elements: list[Element] = []  # in the order of the text
        self._collect(root)

    def within(self, element: Element) -> list[Run]:
        """The runs inside an element."""
        return self.runs[self.first.get(id(element), 0) : self.end.get(id(element), 0)]

    def size(self, element: Element) -> int:
        return sum(run.size for run in self.within(element))

    def ancestors(self, element: Element) -> list[Element]:
        """From the parent up to the root."""
        found = []
        above = self.parent.get(id(element))
        while above is not None:
            found.append(above)
            above = self.parent.get(id(above))
        return found

    def _collect(self, root: Element) -> None:
        pieces: list[tuple[str, bool]] = []
        blocks = [root]
        links = breaks = 0

        def flush() -> None:
            nonlocal breaks
            breaks = 0
            text = " ".join("".join(piece for piece, _ in pieces).split())
            if text:
                run = Run(blocks[-1], len(self.runs))
                run.text = text
                run.size = _size(text)
                run.linked = min(run.size, _size(" ".join("".join(p for p, linked in pieces if linked).split())))
                self.runs.append(run)
            pieces.clear()

        stack: list[tuple[Element, int]] = [(root, 0)]
        self.first[id(root)] = 0
        self.elements.append(root)
        while stack:
            element, place = stack.pop()
            if place == len(element.children):
                if element.is_block:
                    flush()
                    blocks.pop() if len(blocks) > 1 else None
                if element.tag == "a":
                    links -= 1
                self.end[id(element)] = len(self.runs) + any(not text.isspace() for text, _ in pieces)
                continue
            stack.append((element, place + 1))
            child = element.children[place]
            if isinstance(child, Text):
                if child.value.strip():
                    breaks = 0
                pieces.append((child.value, links > 0))
            elif isinstance(child, Element):
                self.parent[id(child)] = element
                self.elements.append(child)
                if child.is_block:
                    flush()
                self.first[id(child)] = len(self.runs)
                if child.tag in WORDLESS or id(child) in self._without:
                    self.end[id(child)] = len(self.runs)
                    continue
                if child.tag == "br":
                    breaks += 1
                    pieces.append((" ", False))
                    if breaks == 2:
                        flush()
                if child.is_block:
                    blocks.append(child)
                if child.tag == "a":
                    links += 1
                stack.append((child, 0))


def _size(text: str) -> int:
    return len(text) + 2 * len(_WIDE.findall(text)) if not text.isascii() else len(text)
