"""What of an article a text holds: an article without what is no author's to write, and how two of them differ."""

import re
from collections.abc import Iterator
from itertools import count
from typing import Any

import msgspec

from exporter.model import nodes as n
from exporter.model.article import Article
from exporter.model.walk import plain_text, rewrite, walk
from exporter.origin import Origin

_SPACE = re.compile(r"[ \t\n\r\f\v]+")
_INLINE_FIELDS = ("children", "caption", "credit", "attribution", "title")


class Difference(msgspec.Struct, frozen=True):
    """A part of an article that comes back otherwise: where it was read, what it is, and whether words are lost."""

    what: str
    origin: Origin | None
    words: str
    lost: bool


def held(article: Article) -> Article:
    """The article with what means the same written in one way.

    No places and no loaded files; neighbouring texts as one, one space for several, none at the ends of running text;
    notes labelled by their order; a standfirst for a summary alone; columns of a table named only where one is aligned.
    """
    standfirst, summary = article.standfirst, article.metadata.summary
    if not standfirst and summary:
        standfirst = (n.Text(value=summary),)
    elif standfirst:
        summary = " ".join(plain_text(standfirst).split())
    labels: dict[str, str] = {}
    order = count(1)

    def shaped(node: n.Node) -> n.Node:
        changes: dict[str, Any] = {"origin": None}
        for field in _INLINE_FIELDS:
            if isinstance(value := getattr(node, field, None), tuple) and not isinstance(node, n.Inline):
                changes[field] = _spaced(value)
        match node:
            case n.Note():
                labels[node.label] = str(next(order))
                changes |= {"label": labels[node.label], "number": 0}
            case n.NoteReference():
                changes |= {"label": labels.get(node.label, ""), "number": 0}
            case n.Image():
                changes["asset"] = ""
            case n.DefinitionItem():
                changes["terms"] = tuple(_spaced(term) for term in node.terms)
            case n.BulletList() | n.OrderedList():
                direct = any(isinstance(block, n.Paragraph) for item in node.items for block in item.blocks)
                changes["tight"] = node.tight or not direct
            case n.Table():
                changes["columns"] = node.columns if any(node.columns) else ()
            case n.Chart():
                rows = tuple(tuple(_number(cell) for cell in row) for row in node.rows)
                changes |= {"lines": (), "rows": rows}
        return msgspec.structs.replace(node, **changes)

    metadata = msgspec.structs.replace(article.metadata, summary=summary)
    standfirst = _spaced(rewrite(standfirst, shaped))
    return Article(metadata=metadata, standfirst=standfirst, body=rewrite(article.body, shaped))


def differences(article: Article, again: Article) -> Iterator[Difference]:
    """What is otherwise in the article that was read back: by field, and by block of the body."""
    before, after = held(article), held(again)
    for name in before.metadata.__struct_fields__:
        value = getattr(before.metadata, name)
        if value != getattr(after.metadata, name):
            yield Difference(f'the field "{name}"', None, str(value), bool(value))
    if before.standfirst != after.standfirst:
        words = plain_text(before.standfirst)
        yield Difference("the standfirst", None, words, _words(before.standfirst) != _words(after.standfirst))
    yield from _of_blocks(article.body, before.body, after.body)


def _of_blocks(
    read: tuple[n.AnyBlock, ...], before: tuple[n.AnyBlock, ...], after: tuple[n.AnyBlock, ...]
) -> Iterator[Difference]:
    from difflib import SequenceMatcher

    if before == after:
        return
    ours, theirs = [repr(block) for block in before], [repr(block) for block in after]
    for tag, start, end, other, other_end in SequenceMatcher(None, ours, theirs, autojunk=False).get_opcodes():
        if tag == "equal":
            continue
        lost = _words(before[start:end]) != _words(after[other:other_end])
        for place in range(start, end):
            block = read[place]
            yield Difference(f"the {n.kind(block)}", block.origin, plain_text(block), lost)
        if start == end:
            words = plain_text(after[other])
            yield Difference(f"a {n.kind(after[other])} that the article has not", None, words, lost)


def _words(value: Any) -> str:
    """All words with notes, pictures' texts and targets among them, without their spaces."""
    parts: list[str] = []
    for node in walk(value):
        for field in ("value", "alt", "target", "src", "expansion", "data"):
            if isinstance(text := getattr(node, field, ""), str):
                parts.append(text)
        if isinstance(node, n.Chart):
            parts += [str(cell) for row in (node.columns, *node.rows) for cell in row]
    return "".join("".join(parts).split())


def _number(cell: Any) -> str:
    """A cell of a chart as text; 2.50 is 2.5."""
    words = "" if cell is None else cell.strip() if isinstance(cell, str) else repr(cell)
    return f"{float(words):.15g}" if re.fullmatch(r"-?\d+(?:\.\d+)?(?:e[-+]\d+)?", words) else words


def _spaced(inlines: tuple[Any, ...]) -> tuple[Any, ...]:
    """Running text with its texts joined and its spaces as they are set."""
    after_space = [True]

    def walked(nodes: tuple[Any, ...]) -> tuple[Any, ...]:
        result: list[Any] = []
        for node in nodes:
            if isinstance(node, n.Text):
                value = _SPACE.sub(" ", node.value)
                value = value.lstrip(" ") if after_space[0] else value
                if not value:
                    continue
                after_space[0] = value.endswith(" ")
                if result and isinstance(result[-1], n.Text):
                    result[-1] = n.Text(value=result[-1].value + value)
                else:
                    result.append(n.Text(value=value))
            elif isinstance(inner := getattr(node, "children", None), tuple):
                result.append(msgspec.structs.replace(node, children=walked(inner)) if inner else node)
                if not inner:
                    after_space[0] = False
            else:
                after_space[0] = isinstance(node, n.LineBreak)
                result.append(node)
        return tuple(result)

    written = list(walked(inlines))
    while written and isinstance(written[-1], (n.Text, n.LineBreak)):
        words = written[-1].value.rstrip(" ") if isinstance(written[-1], n.Text) else ""
        if words:
            written[-1] = n.Text(value=words)
            break
        written.pop()
    return tuple(written)
