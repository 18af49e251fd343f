"""The second step of each article: set for a format, proved, and kept in the store.

Runs in any process, here or on a cluster, as reading does.
"""

from collections.abc import Callable, Iterable
from typing import Literal

import msgspec

from exporter.backends.pdf.parts import PageBreak
from exporter.batch.agreement import Common, agree_on_look, store_of
from exporter.batch.guards import bounded
from exporter.batch.reading import article_of
from exporter.batch.store import Store, name_of
from exporter.checks.receipt.comparing import Difference
from exporter.errors import ExporterError
from exporter.messages import Message, Report
from exporter.model.article import Article
from exporter.model.nodes import Link, Node
from exporter.model.walk import rewrite
from exporter.publication import ELSEWHERE, Layout, Publication
from exporter.publication.compose import compose


class SetOrder(msgspec.Struct, frozen=True, kw_only=True):
    """What every article is set with; `title` is the collection's, `lang` that of articles which say none. `look` names
    how the layout looks."""

    common: Common
    layout: Layout
    look: str
    title: str
    lang: str
    receipt: Literal["required", "shown", "off"] = "required"
    seconds: float = 120.0


class Task(msgspec.Struct, frozen=True, kw_only=True):
    """One article, or page of the collection's own, to be set: its key, the name of the prepared article in the store,
    and its links to others. `page` is its template under kinds/collection. `first_page` is the number of its first
    printed page, where that is known and its text has to know it; `breaks` are where its printed pages begin; `depth`
    is the level of its title as a heading, in a format whose headings are those of the whole; `pages` are the printed
    pages of its ids, where its text names them."""

    key: str
    path: str
    article: str
    targets: dict[str, str] = {}
    page: str = "article"
    first_page: int = 1
    breaks: tuple[tuple[PageBreak, str], ...] = ()
    depth: int = 1
    pages: dict[str, int] = {}


class Setting(msgspec.Struct, frozen=True, kw_only=True):
    """What became of a task: the name of its piece in the store, "" when it was refused, and what was found."""

    key: str
    piece: str = ""
    messages: tuple[Message, ...] = ()


Make = Callable[[SetOrder, Store, Task, Article, Publication, Report], bytes]


def piece_name(format: str, order: SetOrder, task: Task) -> str:
    """The name of an article's piece of a format: all that it is made from."""
    return name_of(format, order.common.made_by, order.layout, order.look, order.title, order.lang, order.receipt, task)


def set_each(format: str, medium: str, make: Make, order: SetOrder, tasks: Iterable[Task]) -> list[Setting]:
    """Each article composed and made a piece, which is kept; or its messages why not."""
    store = store_of(order.common)
    agree_on_look(order.layout, order.look)
    return [_set(format, medium, make, order, store, task) for task in tasks]


def prove(
    order: SetOrder, task: Task, format: str, report: Report, differences: Callable[[], Iterable[Difference]]
) -> None:
    """Report what a piece has otherwise than its article; the collection's own pages have no article."""
    if order.receipt == "off" or task.page not in ("article", "part"):
        return
    for difference in differences():
        code = "V101" if order.receipt == "required" else "V102"
        text = f"the {format.upper()} {difference.said}"
        report.add(code, text, "please report it; --receipt shown writes it nevertheless", difference.origin)


def _set(format: str, medium: str, make: Make, order: SetOrder, store: Store, task: Task) -> Setting:
    report = Report()
    data = b""
    try:
        with bounded(order.seconds, task.path):
            article = _in_collection(order, _linked(article_of(store, task.article), task.targets))
            layout = msgspec.structs.replace(order.layout, kind=f"collection/{task.page}")
            publication = compose(article, layout, report, (medium,))
            data = make(order, store, task, article, publication, report)
    except ExporterError as exc:
        report.extend(exc.messages)
    if report.failed:
        return Setting(key=task.key, messages=tuple(report.messages))
    name = piece_name(format, order, task)
    store.put(name, data)
    return Setting(key=task.key, piece=name, messages=tuple(report.messages))


def _linked(article: Article, targets: dict[str, str]) -> Article:
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


def _in_collection(order: SetOrder, article: Article) -> Article:
    """An article that knows the collection that it stands in, and takes its language where it says none."""
    metadata = article.metadata
    extra = {**metadata.extra, "collection": order.title}
    return msgspec.structs.replace(
        article, metadata=msgspec.structs.replace(metadata, extra=extra, lang=metadata.lang or order.lang)
    )
