"""A captured page as an article: its text in its true encoding, its main part, and what it says of itself.

The reader of web pages reads it where there is one (format "web"); else the page's own <article> or <main> is taken,
without navigation and forms.
"""

import codecs
import re

import msgspec

from exporter.errors import SourceError
from exporter.messages import Report
from exporter.model.article import Article
from exporter.model.nodes import Heading
from exporter.model.walk import plain_text
from exporter.origin import Origin, Source
from exporter.readers import ReadOptions
from exporter.readers.characters import without_forbidden
from exporter.readers.converter import Converter
from exporter.readers.elements import Child, Element
from exporter.readers.fields import metadata_of
from exporter.readers.front_matter import Field
from exporter.readers.generator import Masked
from exporter.readers.walker import Walker
from exporter.registry import READERS, find

_META = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?([A-Za-z0-9._:-]{1,40})""", re.IGNORECASE)
_DOCTYPE = re.compile(r"\A\s*(?:<\?xml[^>]*>\s*)?<!doctype[^>]*>", re.IGNORECASE)
_FURNITURE = frozenset("nav header footer aside form script style noscript dialog button iframe template".split())
_NAMES = {
    "author": "authors", "article:author": "authors", "dc.creator": "authors", "keywords": "keywords",
    "article:published_time": "date", "date": "date", "dc.date": "date", "article:modified_time": "modified",
    "og:site_name": "publisher", "description": "summary", "og:title": "title", "dc.rights": "rights",
}  # fmt: skip
_MAX_DEPTH = 200


class WebPage(msgspec.Struct, frozen=True):
    """A page as it was captured: its bytes, where it stood, what HTTP said of its encoding, what messages call it."""

    data: bytes
    address: str
    charset: str
    name: str


class PageError(Exception):
    """A page cannot be read; the text says why."""


def article_of_page(page: WebPage, options: ReadOptions, report: Report) -> Article | None:
    """The article of a page; None when it holds no words. Raises TooDeepError or PageError."""
    text = text_of(page, report)
    return _by_reader(page, text, options, report) if "web" in READERS else _by_parts(page, text, options, report)


def _by_reader(page: WebPage, text: str, options: ReadOptions, report: Report) -> Article | None:
    """What the reader of web pages makes of it. What it refuses costs this page alone."""
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


def _by_parts(page: WebPage, text: str, options: ReadOptions, report: Report) -> Article | None:
    origin = Origin(page.name)
    text = without_forbidden(text, origin, report)
    text = _DOCTYPE.sub(lambda found: re.sub(r"[^\n]", " ", found[0]), text)
    walker = Walker(page.name, text.split("\n"), Masked(text), report, _MAX_DEPTH)
    root = walker.html_tree(text, 0)
    parts = {tag: found for tag in ("title", "html", "article", "main", "body") if (found := _first(root, tag))}
    content = parts.get("article") or parts.get("main") or parts.get("body") or root
    if not options.keep_all:
        content = _without_furniture(content)
    body = Converter(content, {}, walker.inline, page.name, report).body()
    if not plain_text(body).strip():
        return None
    values: dict[str, str] = {}
    for element in root.descendants():
        if element.tag == "meta":
            name = (element.attrs.get("property") or element.attrs.get("name", "")).lower()
            if name in _NAMES and element.attrs.get("content"):
                values.setdefault(_NAMES[name], element.attrs["content"])
    first = next((block for block in body if isinstance(block, Heading)), None)
    heading = " ".join(plain_text(first).split()) if first else ""
    title = parts.get("title")
    values["title"] = values.get("title") or heading or _words(title)
    values["lang"] = parts["html"].attrs.get("lang", "") if "html" in parts else ""
    fields = tuple(Field(key, value, origin, origin) for key, value in values.items() if value)
    metadata, _ = metadata_of(fields, options.settings, report)
    if first is not None and body and body[0] is first and heading.casefold() == metadata.title.casefold():
        body = body[1:]
    return Article(metadata=metadata, body=body)


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


def _first(root: Element, tag: str) -> Element | None:
    return next((element for element in root.descendants() if element.tag == tag), None)


def _without_furniture(element: Element) -> Element:
    kept: list[Child] = []
    for child in element.children:
        if not isinstance(child, Element):
            kept.append(child)
        elif child.tag not in _FURNITURE and child.attrs.get("role") not in ("navigation", "search", "banner"):
            kept.append(_without_furniture(child))
    return element.copy(kept)


def _words(element: Element | None) -> str:
    return "" if element is None else " ".join(plain_text(tuple(_texts(element))).split())


def _texts(element: Element) -> list[Child]:
    return [child for child in element.children if not isinstance(child, Element)]
