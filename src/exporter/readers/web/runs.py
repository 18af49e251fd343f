"""Stretches of running text of a page, in their order, and which of them an element holds."""

import re

from exporter.model.nodes import Text
from exporter.readers.elements import Element

# Elements whose content nobody reads as text of the page.
WORDLESS = frozenset(
    "script style template head noscript iframe object select textarea datalist svg canvas audio video noframes "
    "map meter progress title".split()
)
_HIDDEN_STYLE = re.compile(r"(?:^|;)\s*(?:display\s*:\s*none|visibility\s*:\s*hidden)", re.IGNORECASE)
_WIDE = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff]")  # a letter says as much as three others
_SENTENCE = re.compile(
    "[.!?\u2026:;\u3002\uff01\uff1f\u061f\u06d4][\"'\u2019\u201d\u00bb)\\]]*(?:\\s|$)|[,\u3001\uff0c\u060c]"
)


class Run:
    """A stretch of text inside one block. `size` and `linked` count letters; a line break that stands twice ends it."""

    __slots__ = ("element", "is_formula", "linked", "place", "size", "text")

    def __init__(self, element: Element, place: int, text: str, linked: str, is_formula: bool) -> None:
        self.element = element
        self.place = place
        self.text = text
        self.is_formula = is_formula  # nothing but formulas
        self.size = _size(text)
        self.linked = min(self.size, _size(linked))

    @property
    def link_share(self) -> float:
        return self.linked / self.size if self.size else 0.0

    @property
    def is_prose(self) -> bool:
        """Whether it reads like a sentence: long, or with a sentence's punctuation, and not all of it links."""
        return self.link_share <= 0.5 and (self.size >= 80 or (self.size >= 25 and bool(_SENTENCE.search(self.text))))


class Runs:
    """All runs of a tree; those inside an element are `first[id(element)]` to `end[id(element)]`."""

    def __init__(self, root: Element) -> None:
        self.runs: list[Run] = []
        self.first: dict[int, int] = {}
        self.end: dict[int, int] = {}
        self.parent: dict[int, Element] = {}
        self.of_text: dict[int, int] = {}  # the run of each text node, by its identity
        self.elements: list[Element] = []  # in the order of the text
        self.hidden: list[Element] = []  # words inside a line that nobody is shown or told
        self._pieces: list[tuple[Text, bool]] = []
        self._formulas: set[int] = set()
        self._collect(root)

    def within(self, element: Element) -> list[Run]:
        """The runs inside an element."""
        return self.runs[self.first.get(id(element), 0) : self.end.get(id(element), 0)]

    def _collect(self, root: Element) -> None:
        blocks = [root]
        links = breaks = 0
        stack: list[tuple[Element, int]] = [(root, 0)]
        self.first[id(root)] = 0
        self.elements.append(root)
        while stack:
            element, place = stack.pop()
            if place == len(element.children):
                if element.is_block:
                    self._flush(blocks[-1])
                    if len(blocks) > 1:
                        blocks.pop()
                links -= element.tag == "a"
                self.end[id(element)] = len(self.runs) + any(not text.value.isspace() for text, _ in self._pieces)
                continue
            stack.append((element, place + 1))
            child = element.children[place]
            if isinstance(child, Text):
                breaks = 0 if child.value.strip() else breaks
                self._pieces.append((child, links > 0))
                if "data-tex" in element.attrs:
                    self._formulas.add(id(child))
            elif isinstance(child, Element):
                breaks = breaks + 1 if child.tag == "br" else breaks
                if child.is_block or breaks == 2:
                    self._flush(blocks[-1])
                    breaks = 0
                self.parent[id(child)] = element
                self.elements.append(child)
                self.first[id(child)] = len(self.runs)
                is_hidden_word = not child.is_block and is_hidden(child)
                if is_hidden_word:
                    self.hidden.append(child)
                if child.tag in WORDLESS or is_hidden_word:
                    self.end[id(child)] = len(self.runs)
                    continue
                if child.is_block:
                    blocks.append(child)
                links += child.tag == "a"
                stack.append((child, 0))

    def _flush(self, block: Element) -> None:
        text = " ".join("".join(piece.value for piece, _ in self._pieces).split())
        if text:
            linked = " ".join("".join(piece.value for piece, is_linked in self._pieces if is_linked).split())
            self.of_text.update((id(piece), len(self.runs)) for piece, _ in self._pieces)
            is_formula = all(id(piece) in self._formulas or not piece.value.strip(" \n\t.,;:()0123456789")
                             for piece, _ in self._pieces)  # fmt: skip
            self.runs.append(Run(block, len(self.runs), text, linked, is_formula and bool(self._formulas)))
        self._pieces.clear()


def is_hidden(element: Element) -> bool:
    """Whether an element says that it is not shown, or only a decoration."""
    attrs = element.attrs
    return "hidden" in attrs or attrs.get("aria-hidden") == "true" or bool(_HIDDEN_STYLE.search(attrs.get("style", "")))


def _size(text: str) -> int:
    return len(text) + 2 * len(_WIDE.findall(text)) if not text.isascii() else len(text)
