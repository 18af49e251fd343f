"""A captured page as an article: its text in its true encoding, its main part, and what it says of itself.

The reader of web pages (`readers/web/`) reads it.
"""

import codecs

import msgspec

from exporter.errors import SourceError
from exporter.messages import Report
from exporter.model.article import Article
from exporter.origin import Source
from exporter.readers import ReadOptions
from exporter.readers.web.charset import text_of_page
from exporter.registry import READERS, find


class WebPage(msgspec.Struct, frozen=True):
    """A page as it was captured: its bytes, where it stood, what HTTP said of its encoding, what messages call it."""

    data: bytes
    address: str
    charset: str
    name: str


class PageError(Exception):
    """A page cannot be read; the text says why."""


def article_of_page(page: WebPage, options: ReadOptions, report: Report) -> Article | None:
    """The article of a page; None when it holds no words. Raises PageError: what is refused costs this page alone."""
    text = text_of_page(page.data, page.charset, page.name, report)
    own = Report()
    source = Source(page.name, codecs.BOM_UTF8 + text.encode("utf-8", "replace"), "web")
    wide = msgspec.structs.replace(options, max_source_bytes=4 * options.max_source_bytes)  # UTF-8 may be longer
    try:
        article: Article | None = next(iter(find(READERS, "web", "exporter.readers")(source, wide, own)), None)
    except SourceError as exc:
        first = exc.messages[0]
        if first.code == "R008":
            return None
        raise PageError(first.text) from exc
    report.extend([message for message in own.messages if message.severity != "error"])
    report.decisions.extend(own.decisions)
    return article
