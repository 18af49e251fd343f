"""Numbers the notes in the order of their calls."""

import msgspec

from exporter.messages import Report
from exporter.model.article import Article
from exporter.model.nodes import Node, Note, NoteReference
from exporter.model.walk import rewrite, walk


def number(article: Article, report: Report) -> Article:  # noqa: ARG001 - every pass takes the report
    """Give each note its number, 1 upwards, and each further call the number of its note.

    A note inside another note comes after it. A further call of a note that is not there becomes its label.
    """
    notes = [node for node in walk((article.standfirst, article.body)) if isinstance(node, Note)]
    numbers = {label: count for count, label in enumerate(dict.fromkeys(note.label for note in notes), 1)}

    def give(node: Node) -> Node:
        if isinstance(node, (Note, NoteReference)) and node.label in numbers:
            return msgspec.structs.replace(node, number=numbers[node.label])
        return node

    if not notes:
        return article
    return msgspec.structs.replace(
        article, standfirst=rewrite(article.standfirst, give), body=rewrite(article.body, give)
    )
