"""What became of each part of a source whose reader follows marks and does not guess: its blocks, and the rest.

Readers that guess tell their decisions themselves.
"""

import re
from collections.abc import Iterator, Sequence

from exporter.messages import Decision
from exporter.model import nodes as n
from exporter.model.article import Article
from exporter.model.walk import texts, walk
from exporter.origin import Origin, Source

_SHOWN = 80


def parts_of(article: Article, source: Source, told: Sequence[Decision] = ()) -> list[Decision]:
    """A decision for each top-level block and note, and one for each stretch of lines that no node comes from.

    Such lines hold metadata, marks that stand alone, comments, or what works on a web page only. `told` is what the
    reader said of what it left out.
    """
    decisions = [*_of_blocks(article, source.name), *told]
    lines = source.text.split("\n")
    taken = {number for one in decisions for number in range(one.origin.line, max(one.last_line, one.origin.line) + 1)}
    taken |= {node.origin.line for node in walk((article.standfirst, article.body)) if node.origin}
    data = source.format in ("json", "yaml")
    border = min((one.origin.line for one in decisions), default=len(lines) + 1) - 1 if data else _front_matter(lines)
    taken -= {number for number in taken if number <= border and not data}
    rest = [number for number, line in enumerate(lines, 1) if line.strip() and number not in taken]
    for first, last in _stretches(rest, border):
        origin, words = Origin(source.name, first), lines[first - 1]
        if last <= border:
            decisions.append(_decision(origin, "metadata", "fields", article.metadata.title, last))
        elif data or not re.search(r"\w", "".join(lines[first - 1 : last])):
            decisions.append(_decision(origin, "mark", "no-words", words, last))
        else:
            why = "a comment, a definition of marks, or what works on a web page only"
            decisions.append(_decision(origin, "left-out", "no-node", words, last, why))
    return sorted(decisions, key=lambda one: one.origin.line)


def _of_blocks(article: Article, name: str) -> Iterator[Decision]:
    for block in article.body:
        if block.origin and block.origin.file == name:
            yield _decision(block.origin, n.kind(block), "as-marked", " ".join(texts(block)), _last_line(block))
    for note in walk((article.standfirst, article.body)):
        if isinstance(note, n.Note) and note.blocks and (place := note.blocks[0].origin):
            last = max(map(_last_line, note.blocks))
            yield _decision(place, "note", "as-marked", " ".join(texts(note.blocks)), last)


def _last_line(block: n.AnyBlock) -> int:
    """The last line that a block surely has; its notes stand elsewhere."""
    last = block.origin.line if block.origin else 0
    noted = {id(inner) for node in walk(block) if isinstance(node, n.Note) for inner in walk(node.blocks)}
    for node in walk(block):
        if node.origin and id(node) not in noted:
            below = node.value.count("\n") if isinstance(node, (n.CodeBlock, n.RawBlock)) else 0
            if isinstance(node, n.CodeBlock) or (isinstance(node, n.RawBlock) and node.format != "generator"):
                below += 2  # its fences
            last = max(last, node.origin.line + below)
    return last


def _decision(origin: Origin, role: str, rule: str, words: str, last: int, why: str = "") -> Decision:
    last = last if last > origin.line else 0
    words = " ".join(words.split())[:_SHOWN]
    return Decision(origin=origin, role=role, rule=rule, confidence=1.0, text=words, last_line=last, why=why)


def _front_matter(lines: list[str]) -> int:
    """The number of lines that front matter takes."""
    fence = re.sub(r"^(---|\+\+\+)[ \t]*[A-Za-z]*$", r"\1", lines[0].strip()) if lines else ""
    if fence == "{":
        return next((i for i, line in enumerate(lines[1:], 2) if line.rstrip() == "}"), 0)
    if fence not in ("---", "+++"):
        return 0
    return next((i for i, line in enumerate(lines[1:], 2) if line.strip() in (fence, "...")), 0)


def _stretches(numbers: list[int], border: int) -> Iterator[tuple[int, int]]:
    """Lines that follow each other, as their first and last; the front matter's last line ends a stretch."""
    first = last = 0
    for number in numbers:
        if first and (number == last + 1 or number <= border) and not (last <= border < number):
            last = number
            continue
        if first:
            yield first, last
        first = last = number
    if first:
        yield first, last
