"""What readers of a site wrote below a post, where all is kept: a section at the article's end."""

from typing import Any

import msgspec

from exporter.messages import Report
from exporter.model import nodes as n
from exporter.model.article import Article
from exporter.origin import Origin
from exporter.readers import ReadOptions
from exporter.readers.dates import w3cdtf
from exporter.readers.generator import Masked
from exporter.readers.markup import blocks_of


def with_comments(article: Article, item: Any, name: str, options: ReadOptions, report: Report) -> Article:
    """The article of a post with its comments, each a quotation with who wrote it, when all is kept."""
    comments = list(item.iterchildren("{*}comment")) if options.keep_all else []
    if not comments:
        return article
    quotes = (_quote(comment, Origin(name, comment.sourceline or 1), options, report) for comment in comments)
    return msgspec.structs.replace(
        article, body=(*article.body, n.Division(blocks=tuple(quotes), classes=("comments",)))
    )


def _quote(comment: Any, origin: Origin, options: ReadOptions, report: Report) -> n.BlockQuote:
    said = {name: "".join(child.itertext()).strip() for child in comment for name in (_local(child),)}
    words = Masked(said.get("comment_content", ""))
    day = w3cdtf(said.get("comment_date", ""))[:10]
    by = ", ".join(filter(None, (said.get("comment_author"), said.get("comment_author_url"), day)))
    who = (n.Text(value=by, origin=origin),) if by else ()
    return n.BlockQuote(blocks=blocks_of(words, origin, report, options), attribution=who, origin=origin)


def _local(node: Any) -> str:
    return str(node.tag).rpartition("}")[2]
