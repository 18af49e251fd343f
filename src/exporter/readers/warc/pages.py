"""A captured page as an article: its text in its true encoding, its main part, and what it says of itself.

The reader of web pages (`readers/web/`) reads it.
"""

import codecs
import re

import msgspec

from exporter.errors import SourceError
from exporter.messages import Report
from exporter.model.article import Article
from exporter.origin import Origin, Source
from exporter.readers import ReadOptions
from exporter.registry import READERS, find

_META = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?([A-Za-z0-9._:-]{1,40})""", re.IGNORECASE)


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
    text = text_of(page, report)
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


def text_of(page: WebPage, report: Report) -> str:
    """A page's text: by its mark, as UTF-8 where it is that, by the labels of HTTP and the page, as Windows-1252."""
    meta = _META.search(page.data[:4096])
    labels = [label for label in (page.charset, meta[1].decode("ascii") if meta else "") if label]
    for mark, name in (
        (codecs.BOM_UTF8, "utf-8-sig"),
        (codecs.BOM_UTF16_LE, "utf-16"),
        (codecs.BOM_UTF16_BE, "utf-16"),
    ):
        if page.data.startswith(mark):
            return page.data.decode(name, "replace")
    for name in dict.fromkeys(("utf-8", *labels)):
        try:
            text = page.data.decode(name)
        except (UnicodeError, LookupError):
            continue
        if labels and labels[0].lower() not in (name.lower(), "utf8") and not page.data.isascii():
            _tell(page, labels[0], name, report)
        return text
    if labels:
        _tell(page, labels[0], "Windows-1252", report)
    return page.data.decode("cp1252", "replace")


def _tell(page: WebPage, label: str, name: str, report: Report) -> None:
    text = f'the page says that it is in the encoding "{label[:40]}"; it is read as {name}'
    report.add("R707", text, "nothing to do, when its letters are right", Origin(page.name))
