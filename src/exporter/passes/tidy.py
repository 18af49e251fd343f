"""Puts a tree in order: whole texts, nothing empty, heading levels without gaps."""

from collections.abc import Callable, Iterable
from itertools import groupby, pairwise
from typing import Any

import msgspec

from exporter.messages import Report
from exporter.model import nodes as n
from exporter.model.article import Article
from exporter.model.walk import rewrite, walk

# Blocks that hold nothing when these fields are empty; a page break or a rule is never empty.
_CONTENT: dict[type[n.Node], tuple[str, ...]] = {
    n.Heading: ("children",),
    n.Paragraph: ("children",),
    n.BulletList: ("items",),
    n.OrderedList: ("items",),
    n.DefinitionList: ("items",),
    n.Table: ("head", "body", "caption"),
    n.Figure: ("images", "caption", "credit"),
    n.BlockQuote: ("blocks", "attribution"),
    n.PullQuote: ("blocks", "attribution"),
    n.Callout: ("blocks", "title"),
    n.Division: ("blocks",),
    n.Row: ("cells",),
}
_INLINE_FIELDS = ("children", "caption", "credit", "attribution", "title")
_VISIBLE = (n.Image, n.Note, n.NoteReference, n.Code, n.Math, n.RawInline)


def tidy(article: Article, report: Report) -> Article:
    """Merge neighbouring texts, drop what is empty, and close gaps between heading levels.

    The top level of the body becomes 1, whatever the author began with; PDF/UA-1 (7.4.2) and WCAG 1.3.1 want no
    level skipped. A heading inside a box, a quote, a list, a cell or a note is no part of the outline: it becomes a
    strong paragraph, so that all three formats show the same outline.
    """
    standfirst = _merged(rewrite(article.standfirst, _clean))
    body = _outlined(rewrite(article.body, _clean))
    return msgspec.structs.replace(article, standfirst=standfirst, body=_levelled(body, report))


def _clean(node: n.Node) -> n.Node | None:
    """The node in order, its children being so already; None when it holds nothing."""
    changes: dict[str, Any] = {}
    for field in _INLINE_FIELDS:
        value = getattr(node, field, None)
        if isinstance(value, tuple) and value:
            merged = _merged(value)
            if merged is not value:
                changes[field] = merged
    if isinstance(node, n.DefinitionItem):
        changes["terms"] = tuple(_merged(term) for term in node.terms)
    if isinstance(node, n.DefinitionList):
        changes["items"] = _paired(node.items)
    node = msgspec.structs.replace(node, **changes) if changes else node
    if not _is_empty(node):
        return node
    # The target of a link stays; an empty heading would leave an empty line in every table of contents.
    return n.Paragraph(children=(), id=node.id, origin=node.origin) if isinstance(node, n.Block) and node.id else None


def _merged(inlines: tuple[Any, ...]) -> tuple[Any, ...]:
    """The same inlines with neighbouring texts joined."""
    if not any(isinstance(a, n.Text) and isinstance(b, n.Text) for a, b in pairwise(inlines)):
        return inlines
    result: list[Any] = []
    for is_text, run in groupby(inlines, lambda node: isinstance(node, n.Text)):
        nodes = list(run)
        if is_text and len(nodes) > 1:
            nodes = [msgspec.structs.replace(nodes[0], value="".join(node.value for node in nodes))]
        result.extend(nodes)
    return tuple(result)


def _paired(items: Iterable[n.DefinitionItem]) -> tuple[n.DefinitionItem, ...]:
    """Items that each have terms and definitions, as HTML wants of a `dl` (4.4.9)."""
    result: list[n.DefinitionItem] = []
    for item in items:
        last = result[-1] if result else None
        if last and not item.terms:
            result[-1] = msgspec.structs.replace(last, definitions=last.definitions + item.definitions)
        elif last and not last.definitions:
            result[-1] = msgspec.structs.replace(item, terms=last.terms + item.terms)
        else:
            result.append(item)
    return tuple(
        msgspec.structs.replace(item, terms=item.terms or ((),), definitions=item.definitions or ((),))
        for item in result
        if item.terms or item.definitions
    )


def _is_empty(node: n.Node) -> bool:
    fields = _CONTENT.get(type(node))
    if fields is None:
        return False
    if isinstance(node, (n.Heading, n.Paragraph)):
        return not any(_shows(inline) for inline in walk(node.children))
    return not any(getattr(node, field) for field in fields)


def _shows(inline: n.Node) -> bool:
    """Whether an inline prints something, or is the target of a link."""
    if isinstance(inline, n.Text):
        return bool(inline.value.strip())
    if isinstance(inline, n.Link):
        return not inline.children  # its address becomes its words
    return isinstance(inline, _VISIBLE) or (isinstance(inline, n.Span) and bool(inline.id))


def _outlined(blocks: tuple[Any, ...]) -> tuple[Any, ...]:
    """The blocks of the outline (the body and its divisions), with deeper headings made strong paragraphs."""
    result: list[Any] = []
    for block in blocks:
        if isinstance(block, n.Heading):
            result.append(msgspec.structs.replace(block, children=rewrite(block.children, _as_paragraph)))
        elif isinstance(block, n.Division):
            result.append(msgspec.structs.replace(block, blocks=_outlined(block.blocks)))
        else:
            result.append(rewrite(block, _as_paragraph))
    return tuple(result)


def _as_paragraph(node: n.Node) -> n.Node:
    if not isinstance(node, n.Heading):
        return node
    strong = n.Strong(children=node.children, origin=node.origin)
    return n.Paragraph(children=(strong,), id=node.id, origin=node.origin)


def _levelled(body: tuple[Any, ...], report: Report) -> tuple[Any, ...]:
    """The body with levels that begin at 1 and never jump downwards by more than one."""
    path: list[int] = []  # the author's levels that are open, outermost first

    def level(heading: n.Heading) -> n.Heading:
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
        return msgspec.structs.replace(heading, level=min(len(path), 6))

    return _on_headings(body, level)


def _on_headings(blocks: tuple[Any, ...], change: Callable[[n.Heading], n.Heading]) -> tuple[Any, ...]:
    """`change` on each heading of the outline, in the order of the text."""
    return tuple(
        msgspec.structs.replace(block, blocks=_on_headings(block.blocks, change))
        if isinstance(block, n.Division)
        else change(block)
        if isinstance(block, n.Heading)
        else block
        for block in blocks
    )
