"""Puts a tree in order: whole texts, no empty paragraphs, heading levels without gaps."""

from itertools import pairwise
from typing import Any

import msgspec

from exporter.messages import Report
from exporter.model.article import Article
from exporter.model.nodes import Block, Division, Heading, Image, Node, Note, Paragraph, Strong, Text
from exporter.model.walk import rewrite, walk


def tidy(article: Article, report: Report) -> Article:
    """Merge neighbouring texts, drop empty paragraphs, and close gaps between heading levels.

    The top level of the body becomes 1, whatever the author began with; PDF/UA-1 (7.4.2) and WCAG 1.3.1 want no
    level skipped. A heading inside a box, a quote, a list or a cell is no part of the outline: it becomes a strong
    paragraph, so that all three formats show the same outline.
    """
    standfirst = _merged(rewrite(article.standfirst, _clean))
    body = rewrite(article.body, _clean)
    body = tuple(block for block in body if not _is_empty(block))
    body = _outlined(body)
    return msgspec.structs.replace(article, standfirst=standfirst, body=_levelled(body, report))


def _clean(node: Node) -> Node | None:
    changes: dict[str, Any] = {}
    for field in ("children", "caption", "credit", "attribution"):
        value = getattr(node, field, None)
        if value:
            merged = _merged(value)
            if merged is not value:
                changes[field] = merged
    blocks = getattr(node, "blocks", None)
    if blocks and any(_is_empty(block) for block in blocks):
        changes["blocks"] = tuple(block for block in blocks if not _is_empty(block))
    return msgspec.structs.replace(node, **changes) if changes else node


def _merged(inlines: tuple[Any, ...]) -> tuple[Any, ...]:
    """The same inlines with neighbouring texts joined."""
    if not any(isinstance(a, Text) and isinstance(b, Text) for a, b in pairwise(inlines)):
        return inlines
    result: list[Any] = []
    for node in inlines:
        if isinstance(node, Text) and result and isinstance(result[-1], Text):
            result[-1] = msgspec.structs.replace(result[-1], value=result[-1].value + node.value)
        else:
            result.append(node)
    return tuple(result)


def _is_empty(block: Any) -> bool:
    if not isinstance(block, (Paragraph, Heading)) or block.id:
        return False
    for node in walk(block.children):
        if isinstance(node, (Image, Note)) or not isinstance(node, (Text, Strong)):
            return False
        if isinstance(node, Text) and node.value.strip():
            return False
    return True


def _outlined(blocks: tuple[Any, ...]) -> tuple[Any, ...]:
    """The blocks of the outline (the body and its divisions), with deeper headings made strong paragraphs."""
    result: list[Any] = []
    for block in blocks:
        if isinstance(block, Heading):
            result.append(block)
        elif isinstance(block, Division):
            result.append(msgspec.structs.replace(block, blocks=_outlined(block.blocks)))
        else:
            result.append(rewrite(block, _as_paragraph))
    return tuple(result)


def _as_paragraph(node: Node) -> Node:
    if not isinstance(node, Heading):
        return node
    strong = Strong(children=node.children, origin=node.origin)
    return Paragraph(children=(strong,), id=node.id, origin=node.origin)


def _levelled(body: tuple[Any, ...], report: Report) -> tuple[Any, ...]:
    headings = [node for node in walk(body) if isinstance(node, Heading)]
    levels: dict[int, int] = {}
    path: list[int] = []  # the author's levels that are open, outermost first
    for heading in headings:
        if path and heading.level > path[-1] + 1:
            report.add(
                "P101",
                f"a heading of level {heading.level} follows one of level {path[-1]}",
                f"make it a heading of level {path[-1] + 1}; it is set as one",
                heading.origin,
            )
        while path and path[-1] >= heading.level:
            path.pop()
        path.append(heading.level)
        levels[id(heading)] = min(len(path), 6)

    def level(node: Node) -> Node:
        if isinstance(node, Heading) and id(node) in levels and levels[id(node)] != node.level:
            return msgspec.structs.replace(node, level=levels[id(node)])
        return node

    return _apply(body, level)


def _apply(blocks: tuple[Block, ...], change: Any) -> tuple[Any, ...]:
    """`change` on the outline's own blocks, each the very node that `levels` knows."""
    return tuple(
        msgspec.structs.replace(block, blocks=_apply(block.blocks, change))
        if isinstance(block, Division)
        else change(block)
        for block in blocks
    )
