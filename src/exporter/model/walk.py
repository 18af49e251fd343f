"""Ways through a tree: its children, every node, its words, and a changed copy."""

from collections.abc import Callable, Iterator
from functools import cache
from typing import Any, TypeVar

import msgspec

from exporter.model.nodes import (
    Block,
    Code,
    CodeBlock,
    Heading,
    Image,
    LineBreak,
    Math,
    Node,
    Note,
    Paragraph,
    RawBlock,
    RawInline,
    Text,
)

NodeT = TypeVar("NodeT", bound=Node)


def children(node: Node) -> Iterator[Node]:
    """The nodes directly below, in the order of the text."""
    for field in tree_fields(type(node)):
        for item in getattr(node, field):
            if isinstance(item, Node):
                yield item
            else:
                yield from _nodes(item)


def walk(value: Any) -> Iterator[Node]:
    """Every node of a node or a tuple of nodes, parents before their children."""
    found: list[Node] = []
    _gather(value, found.append)
    return iter(found)


def rewrite(value: Any, change: Callable[[Node], Node | tuple[Node, ...] | None]) -> Any:
    """A copy in which `change` was applied to every node, children first; the same object where nothing changed.

    `change` gives the node itself, another one, several (spliced into the sequence), or None to take it away.
    """
    if isinstance(value, Node):
        changes = {}
        for field in tree_fields(type(value)):
            old = getattr(value, field)
            new = _rewrite_sequence(old, change)
            if new is not old:
                changes[field] = new
        return change(msgspec.structs.replace(value, **changes) if changes else value)
    return _rewrite_sequence(value, change)


def plain_text(value: Any) -> str:
    """The words of a node or of inlines, without notes and pictures' alternative texts."""
    found: list[str] = []
    _add_text(value, found.append)
    return "".join(found)


def texts(value: Any) -> Iterator[str]:
    """The words of each paragraph, heading, caption and piece of code, notes among them, apart from each other."""
    for node in walk(value):
        if isinstance(node, (Paragraph, Heading)):
            yield plain_text(node.children)
        elif isinstance(node, (CodeBlock, RawBlock)):
            yield node.value
        for field in ("terms", "caption", "credit", "attribution"):
            if inlines := getattr(node, field, ()):
                yield plain_text(inlines)


def depth_of(blocks: Any) -> int:
    """How many blocks stand in each other at the deepest place."""
    deepest, waiting = 0, [(blocks, 0)]
    while waiting:
        value, depth = waiting.pop()
        if isinstance(value, tuple):
            waiting += [(item, depth) for item in value]
        elif isinstance(value, Node):
            below = depth + isinstance(value, Block)
            deepest = max(deepest, below)
            waiting += [(child, below) for child in children(value)]
    return deepest


def _rewrite_sequence(value: tuple[Any, ...], change: Callable[[Node], Node | tuple[Node, ...] | None]) -> Any:
    result: list[Any] | None = None  # a copy, from the first item on that is another
    for place, item in enumerate(value):
        new = rewrite(item, change)
        if new is item:
            if result is not None:
                result.append(item)
            continue
        if result is None:
            result = list(value[:place])
        if isinstance(item, Node) and isinstance(new, tuple):
            result.extend(new)
        elif new is not None:
            result.append(new)
    return value if result is None else tuple(result)


@cache
def tree_fields(cls: type[Node]) -> tuple[str, ...]:
    """The fields of a node type that hold nodes, in the order of the text."""
    names = ("head", "body", "terms", "title", "images", "children", "definitions", "blocks", "items", "cells")
    order = {name: place for place, name in enumerate((*names, "caption", "credit", "attribution"))}
    fields = [
        field.name
        for field in msgspec.structs.fields(cls)
        if field.name in order and not (field.name == "title" and field.type is str)
    ]
    return tuple(sorted(fields, key=order.__getitem__))


def _gather(value: Any, add: Callable[[Node], None]) -> None:
    """Add all nodes of a value. Every step of an article walks through all of it: a generator a node took four times
    as long."""
    if type(value) is tuple:
        for item in value:
            _gather(item, add)
    elif isinstance(value, Node):
        add(value)
        for field in tree_fields(type(value)):
            below = getattr(value, field)
            if below:
                _gather(below, add)


def _nodes(value: Any) -> Iterator[Node]:
    if isinstance(value, Node):
        yield value
    elif isinstance(value, tuple):
        for item in value:
            yield from _nodes(item)


def _add_text(value: Any, add: Callable[[str], None]) -> None:
    if type(value) is tuple:
        for item in value:
            _add_text(item, add)
    elif isinstance(value, (Text, Code, CodeBlock, Math, RawBlock, RawInline)):
        add(value.value)
    elif isinstance(value, LineBreak):
        add("\n")
    elif isinstance(value, Node) and not isinstance(value, (Note, Image)):
        for field in tree_fields(type(value)):
            _add_text(getattr(value, field), add)
