"""The second step of each article: set as a piece of the book, proved, and kept in the store.

Runs in any process, here or on a cluster, as reading does.
"""

from pathlib import Path
from typing import Any, Literal

import msgspec

from exporter.backends.epub.pieces import Piece, piece_of
from exporter.batch.guards import bounded
from exporter.batch.reading import article_of, picture_name
from exporter.batch.store import Store, name_of
from exporter.errors import ExporterError
from exporter.messages import Message, Report
from exporter.model.article import Article
from exporter.model.nodes import Link, Node
from exporter.model.walk import rewrite
from exporter.publication import ELSEWHERE, Layout, Publication
from exporter.publication.compose import compose


class SetOrder(msgspec.Struct, frozen=True, kw_only=True):
    """What every article is set with; `title` is the collection's, `lang` that of articles which say none."""

    state: str
    made_by: str
    layout: Layout
    title: str
    lang: str
    receipt: Literal["required", "shown", "off"] = "required"
    seconds: float = 120.0


class Task(msgspec.Struct, frozen=True, kw_only=True):
    """One article to be set: its key, the name of the prepared article in the store, and its links to others."""

    key: str
    path: str
    article: str
    targets: dict[str, str]


class Setting(msgspec.Struct, frozen=True, kw_only=True):
    """What became of a task: the name of its piece in the store, "" when it was refused, and what was found."""

    key: str
    piece: str = ""
    messages: tuple[Message, ...] = ()


def piece_name(order: SetOrder, task: Task) -> str:
    """The name of an article's piece of an EPUB: all that it is made from."""
    return name_of("epub", order.made_by, order.layout, order.title, order.lang, order.receipt, task)


def set_for_epub(order: SetOrder, tasks: tuple[Task, ...]) -> list[Setting]:
    """Each article set as a piece of an EPUB, or its messages why not."""
    store = Store(Path(order.state) / "objects")
    return [_set(order, store, task) for task in tasks]


def linked(article: Article, targets: dict[str, str]) -> Article:
    """An article whose links to others of the collection lead there."""
    if not targets:
        return article

    def lead(node: Node) -> Node:
        if isinstance(node, Link) and node.target in targets:
            target = targets[node.target]
            return msgspec.structs.replace(node, target=target if target[0] == "#" else ELSEWHERE + target)
        return node

    return msgspec.structs.replace(
        article, standfirst=rewrite(article.standfirst, lead), body=rewrite(article.body, lead)
    )


def in_collection(order: SetOrder, article: Article) -> Article:
    """An article that knows the collection that it stands in, and takes its language where it says none."""
    metadata = article.metadata
    extra = {**metadata.extra, "collection": order.title}
    return msgspec.structs.replace(
        article, metadata=msgspec.structs.replace(metadata, extra=extra, lang=metadata.lang or order.lang)
    )


def _set(order: SetOrder, store: Store, task: Task) -> Setting:
    report = Report()
    try:
        with bounded(order.seconds, task.path):
            article = in_collection(order, linked(article_of(store, task.article), task.targets))
            publication = compose(article, order.layout, report, ("book",))
            piece, documents = piece_of(publication, task.key, report)
            _prove(order, article, publication, documents, report)
    except ExporterError as exc:
        report.extend(exc.messages)
    if report.failed:
        return Setting(key=task.key, messages=tuple(report.messages))
    for key, asset in publication.assets.items():
        store.put(picture_name(key), asset.data)
    name = piece_name(order, task)
    store.put(name, msgspec.msgpack.encode(piece))
    return Setting(key=task.key, piece=name, messages=tuple(report.messages))


def piece_from(store: Store, name: str) -> Piece:
    """A piece that was kept. Raises KeyError when the store has it no more."""
    data = store.get(name)
    if data is None:
        raise KeyError(name)
    return msgspec.msgpack.decode(data, type=Piece)


def _prove(order: SetOrder, article: Article, publication: Publication, documents: Any, report: Report) -> None:
    """Hold the piece's documents to the article, as a file of its own would be."""
    if order.receipt == "off":
        return
    from exporter.checks.receipt import differences_of
    from exporter.checks.receipt.epub import read_documents

    found = read_documents({document.file: document.root for document in documents})
    for difference in differences_of(article, publication, found):
        code = "V101" if order.receipt == "required" else "V102"
        text = f"the EPUB {difference.said}"
        report.add(code, text, "please report it; --receipt shown writes it nevertheless", difference.origin)
