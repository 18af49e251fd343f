"""The first step of each input: read, prepared, kept in the store, and summed up for the plan.

Runs in any process, here or on a cluster; what it gives back is small, and nothing that it raises ends the work.
"""

from hashlib import sha256
from pathlib import Path
from typing import Any

import msgspec

from exporter.batch.agreement import Common, agree_on_folder, store_of
from exporter.batch.fingerprints import digest_of, sample_of, words_by_part
from exporter.batch.guards import bounded
from exporter.batch.inputs import Input, more_seconds
from exporter.batch.places import place_of
from exporter.batch.store import Store, name_of
from exporter.errors import ExporterError
from exporter.messages import Message, Report
from exporter.model.article import Article
from exporter.model.assets import Asset
from exporter.model.metadata import Metadata, Typography
from exporter.model.nodes import Heading, Image, Link, Span
from exporter.model.walk import walk
from exporter.origin import Source
from exporter.passes import prepare
from exporter.passes.addresses import scheme_of
from exporter.passes.repeats import Repeat, repeats_in, without_repeats
from exporter.readers import ReadOptions, articles_of, check_size, source_of
from exporter.registry import STREAMED, ZIPPED


class ChangedError(Exception):
    """An article is no longer what the run found."""


class ReadOrder(msgspec.Struct, frozen=True, kw_only=True):
    """What every input is read with."""

    folder: str
    common: Common
    options: ReadOptions
    typography: Typography = "auto"
    seconds: float = 60.0
    leaves_repeats_out: bool = False


class Summary(msgspec.Struct, frozen=True, kw_only=True):
    """What the plan has to know of one article; `name` is that of the prepared article in the store.

    `assets` are the keys of its pictures, `picture_bytes` the length of all of them.
    """

    name: str
    metadata: Metadata
    words: int
    digest: str
    repeats: tuple[Repeat, ...] = ()
    assets: tuple[str, ...] = ()
    picture_bytes: int = 0


class Details(msgspec.Struct, frozen=True, kw_only=True):
    """What is asked of one article now and then, and is no small part of it: kept on disk, not in memory.

    `sample` is that of its runs of words. `links` are the addresses of its links that may lead to other articles, each
    with the one that was written for it; `ids` are what can be linked to in it.
    """

    sample: bytes
    links: dict[str, str] = {}
    ids: tuple[str, ...] = ()


class Reading(msgspec.Struct, frozen=True, kw_only=True):
    """What became of one input: the summaries of its articles, none when it was refused, and what was found.

    `details` are those of the same articles, until they are kept. `files` are the addresses of what was, or would have
    been, read beside it.
    """

    path: str
    summaries: tuple[Summary, ...] = ()
    details: tuple[Details, ...] = ()
    messages: tuple[Message, ...] = ()
    files: tuple[str, ...] = ()

    @property
    def kept(self) -> list[str]:
        """The names in the store of its articles and their pictures."""
        pictures = (picture_name(key) for summary in self.summaries for key in summary.assets)
        return [*(summary.name for summary in self.summaries), *pictures]


def read_inputs(order: ReadOrder, inputs: tuple[Input, ...]) -> list[Reading]:
    """Each input read, or its messages why not."""
    agree_on_folder(order.folder)
    folder, store = place_of(order.folder), store_of(order.common)
    return [_read(order, folder, store, item) for item in inputs]


def bare_article(store: Store, name: str) -> Article:
    """A prepared article whose pictures are without their bytes. Raises LostError when the store has it no more."""
    return msgspec.msgpack.decode(store.get(name), type=Article)


def article_of(store: Store, name: str) -> Article:
    """A prepared article with its pictures. Raises LostError when the store has it no more."""
    article = bare_article(store, name)
    assets = {key: msgspec.structs.replace(asset, data=_picture(store, key)) for key, asset in article.assets.items()}
    return msgspec.structs.replace(article, assets=assets)


def keep_article(store: Store, article: Article) -> str:
    """Keep a prepared article and its pictures: its name in the store, which is by its content.

    One that was moved, or read with other options to the same end, is the same.
    """
    for key, asset in article.assets.items():
        store.put(picture_name(key), asset.data)
    bare: dict[str, Asset] = {key: msgspec.structs.replace(a, data=b"") for key, a in article.assets.items()}
    data = msgspec.msgpack.encode(msgspec.structs.replace(article, assets=bare))
    name = name_of("article", data)
    store.put(name, data)
    return name


def picture_name(key: str) -> str:
    """The name of a picture's bytes in the store."""
    return name_of("picture", key)


def _picture(store: Store, key: str) -> bytes:
    return store.get(picture_name(key))


def _read(order: ReadOrder, folder: Path, store: Store, item: Input) -> Reading:
    report = Report()
    files: dict[str, None] = {}
    found: list[tuple[Summary, Details]] = []
    try:
        with bounded(order.seconds, item.path):
            source = _source(order, folder, item, report)
        articles = articles_of(source, order.options, report)
        while True:
            more = 0.0 if found else more_seconds(item)
            with bounded(order.seconds and order.seconds + more, item.path):
                article = next(articles, None)
                if article is None:
                    break
                files |= dict.fromkeys(_files(article))
                found.append(_prepared(order, store, article, report))
    except OSError as exc:
        report.add("R001", f"{item.path} cannot be read: {exc.strerror}", "check its name and its rights")
    except ExporterError as exc:
        report.extend(exc.messages)
    if report.failed:
        found = []
    return Reading(
        path=item.path,
        summaries=tuple(summary for summary, _ in found),
        details=tuple(details for _, details in found),
        messages=tuple(report.messages),
        files=tuple(files),
    )


def _prepared(order: ReadOrder, store: Store, article: Article, report: Report) -> tuple[Summary, Details]:
    repeats = _say_repeats(order, article, report)
    if repeats and order.leaves_repeats_out:
        article = msgspec.structs.replace(article, body=without_repeats(article.body))
    written = _links(article)
    return _summed_up(store, prepare(article, report, order.typography), repeats, written)


def _source(order: ReadOrder, folder: Path, item: Input, report: Report) -> Source:
    if item.is_too_large or item.format not in STREAMED | ZIPPED:
        check_size(item.path, item.size_bytes, order.options, report)
    source = source_of(item.path, folder / item.path, item.format, order.options)
    if item.format not in STREAMED and sha256(source.data).hexdigest() != item.sha256:
        raise ChangedError(item.path)
    return source


def _say_repeats(order: ReadOrder, article: Article, report: Report) -> tuple[Repeat, ...]:
    repeats = repeats_in(article.body)
    for repeat in repeats:
        done = ", and were left out" if order.leaves_repeats_out else ""
        hint = "take them out, or write duplicates: {inside: leave-out} into collection.yml"
        report.add("L201", f"{repeat.said}{done}", hint, repeat.again)
    return repeats


def _summed_up(
    store: Store, article: Article, repeats: tuple[Repeat, ...], written: list[str]
) -> tuple[Summary, Details]:
    standfirst, body = words_by_part(article)
    words = [*standfirst, *body]
    nodes: list[Any] = list(walk((article.standfirst, article.body)))
    summary = Summary(
        name=keep_article(store, article),
        metadata=msgspec.structs.replace(article.metadata, extra={}),
        words=len(words),
        digest=digest_of(article.metadata, body, article.assets),
        repeats=repeats,
        assets=tuple(article.assets),
        picture_bytes=sum(len(asset.data) for asset in article.assets.values()),
    )
    details = Details(
        sample=sample_of(words),
        links=_written_for([node.target for node in nodes if isinstance(node, Link)], written),
        ids=tuple(node.id for node in nodes if isinstance(node, (Heading, Span)) and node.id),
    )
    return summary, details


def _links(article: Article) -> list[str]:
    return [node.target for node in walk((article.standfirst, article.body)) if isinstance(node, Link)]


def _written_for(links: list[str], written: list[str]) -> dict[str, str]:
    """The links that may lead to other articles, with what they were before the article's own address came before."""
    before = written if len(written) == len(links) else links
    return {link: old for link, old in zip(links, before, strict=True) if _may_lead_inside(link)}


def _may_lead_inside(target: str) -> bool:
    return not target.startswith("#") and scheme_of(target) in ("", "http", "https")


def _files(article: Article) -> tuple[str, ...]:
    """What was read beside an article, and the pictures that were looked for in vain."""
    sought = [node.src for node in walk((article.standfirst, article.body)) if isinstance(node, Image)]
    beside = (address for address in (*article.files, *sought) if not scheme_of(address))
    return tuple(dict.fromkeys(beside))
