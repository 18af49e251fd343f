"""Marked content of a content stream (ISO 32000-1, 14.6): what it is inside of, from mark to mark."""

from collections.abc import Sequence
from typing import Any

import msgspec

from exporter.checks.pdf.objects import entry, is_dictionary, text
from exporter.checks.pdf.tree import Element, Tree


class Mark(msgspec.Struct, frozen=True):
    """What holds inside a mark: it is tagged, an artifact, has a replacement text, has a language."""

    tagged: bool = False
    artifact: bool = False
    replaced: bool = False
    spoken: bool = False


class Marker:
    """The marks of one content stream, innermost last; `judges` is false where contents need no tags."""

    def __init__(self, tree: Tree | None, number: Any, around: Mark) -> None:
        """`number` is the stream's StructParents, `around` what the stream itself is inside of."""
        self._tree = tree
        self._parents = tree.parents_of(number) if tree is not None else []
        self._stack: list[Mark] = []
        self.judges = tree is not None and tree.present
        self.now = around
        self._around = around

    def within(self, number: Any) -> "Marker":
        """The marks of a form that is painted here."""
        return Marker(self._tree, number, self.now)

    @property
    def key(self) -> tuple[bool, ...]:
        """The same where marks are judged alike."""
        return (self.judges, self.now.tagged, self.now.artifact, self.now.replaced, self.now.spoken)

    def open(self, tag: str, properties: Any) -> Mark:
        """Begin a mark; what is around it stays in force inside."""
        around, element = self.now, self._element(entry(properties, "/MCID"))
        above = [] if element is None else [element, *element.above()]
        self._stack.append(around)
        self.now = Mark(
            tagged=around.tagged or element is not None,
            artifact=around.artifact or tag == "Artifact",
            replaced=around.replaced
            or _has(properties, "/ActualText")
            or any(one.text("/ActualText") for one in above),
            spoken=around.spoken or _has(properties, "/Lang") or bool(element is not None and element.language),
        )
        return around

    def close(self) -> None:
        """End the innermost mark."""
        self.now = self._stack.pop() if self._stack else self._around

    def _element(self, identifier: Any) -> Element | None:
        if not isinstance(identifier, int) or not 0 <= identifier < len(self._parents) or self._tree is None:
            return None
        node = self._parents[identifier]
        return self._tree.rooted(node) if is_dictionary(node) else None


def unended(operators: Sequence[str]) -> set[int]:
    """The places of marks that have no end in their content stream, and of ends that end none: they mark nothing."""
    found: set[int] = set()
    begun: list[int] = []
    for place, operator in enumerate(operators):
        if operator in ("BDC", "BMC"):
            begun.append(place)
        elif operator == "EMC" and begun:
            begun.pop()
        elif operator == "EMC":
            found.add(place)
    return found.union(begun)


def _has(properties: Any, key: str) -> bool:
    return bool(text(entry(properties, key)))
