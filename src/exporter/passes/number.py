"""Numbers the notes in the order of their calls."""

from collections.abc import Iterable, Iterator

import msgspec

from exporter.messages import Report
from exporter.model.article import Article
from exporter.model.nodes import Node, Note, NoteReference, Superscript, Table, Text
from exporter.model.walk import children, rewrite, walk


def number(article: Article, report: Report) -> Article:
    """Give each note its number, 1 upwards, and each further call the number of its note.

    Two notes of one label are two notes; a further call of that label means the first. A note inside another one
    comes right after it. A call without a note prints its label.
    """
    text = (article.standfirst, article.body)
    if not any(isinstance(node, (Note, NoteReference)) for node in walk(text)):
        return article
    numbers: dict[int, int] = {}  # by the identity of the note as it stands in the tree now
    by_label: dict[str, int] = {}
    for node in _in_page_order((*article.standfirst, *article.body)):
        if isinstance(node, Note) and id(node) not in numbers:
            numbers[id(node)] = len(numbers) + 1
            by_label.setdefault(node.label, len(numbers))
    # `rewrite` hands over copies, innermost first; the same walk over the originals tells which is which.
    originals = (node for node in _innermost_first((*article.standfirst, *article.body)) if isinstance(node, Note))
    given: set[int] = set()

    def give(node: Node) -> Node:
        if isinstance(node, Note):
            own = numbers[id(next(originals))]
            if own in given:  # the same note object stands twice in a tree that a program made
                return NoteReference(label=node.label, number=own, origin=node.origin)
            given.add(own)
            return msgspec.structs.replace(node, number=own)
        if isinstance(node, NoteReference):
            if node.label in by_label:
                return msgspec.structs.replace(node, number=by_label[node.label])
            return _without_note(node, report)
        return node

    return msgspec.structs.replace(
        article, standfirst=rewrite(article.standfirst, give), body=rewrite(article.body, give)
    )


def _without_note(node: NoteReference, report: Report) -> Node:
    report.add(
        "R202",
        f'the note "{node.label}" is called here, and stands nowhere',
        f'write a node of type "note" with the label "{node.label}" and its blocks',
        node.origin,
    )
    label = Text(value=f"[{node.label}]", origin=node.origin)
    return Superscript(children=(label,), origin=node.origin)


def _in_page_order(nodes: Iterable[Node]) -> Iterator[Node]:
    """Every node, parents before children, a table's caption before its rows as the page has them."""
    for node in nodes:
        yield node
        if isinstance(node, Table):
            yield from _in_page_order((*node.caption, *node.head, *node.body))
        else:
            yield from _in_page_order(children(node))


def _innermost_first(nodes: Iterable[Node]) -> Iterator[Node]:
    for node in nodes:
        yield from _innermost_first(children(node))
        yield node
