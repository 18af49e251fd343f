"""Feeds: RSS 2.0 and 1.0, and Atom (RFC 4287), each entry with its full content an article.

What stands beside the entries (the feed's title, language, authors) belongs to all that follow it.
"""

import re
from collections.abc import Iterator
from html import unescape
from typing import Any

from lxml import etree

from exporter.messages import Report
from exporter.model.article import Article
from exporter.origin import Origin, Source
from exporter.readers import ReadOptions
from exporter.readers.generator import Masked
from exporter.readers.xml.entries import Entry, Told, article_of
from exporter.readers.xml.leftovers import with_leftovers
from exporter.readers.xml.stream import XmlStream, parts_of

ATOM = "{http://www.w3.org/2005/Atom}"
CONTENT = "{http://purl.org/rss/1.0/modules/content/}encoded"
DC = "{http://purl.org/dc/elements/1.1/}"
_DC_TERMS = "{http://purl.org/dc/terms/}"
_RSS1 = "{http://purl.org/rss/1.0/}"
_MEDIA = "{http://search.yahoo.com/mrss/}"
_XML = "{http://www.w3.org/XML/1998/namespace}"
_MAIL = re.compile(r"(\S+@\S+?)\s*(?:\((.*)\))?")
_TAG = re.compile(r"<[^<>]*>")
# What is read of an entry, though its words may be others in the article: dates, names, markup.
_READ = frozenset(
    ("title", "link", "author", "category", "guid", "description", "pubDate", "enclosure", CONTENT, f"{DC}creator",
     f"{DC}date", f"{DC}subject", f"{DC}language", f"{DC}identifier", f"{DC}title", f"{_DC_TERMS}created",
     f"{_DC_TERMS}modified", *(ATOM + name for name in ("title", "link", "author", "category", "id", "content",
     "summary", "published", "updated", "rights", "source")))
)  # fmt: skip
_CUT = re.compile(r"\s*(?:\[?(?:…|\.\.\.)\]?|continue reading.*|read more.*)\s*$", re.IGNORECASE)


def read(stream: XmlStream, source: Source, options: ReadOptions, report: Report) -> Iterator[Article]:
    """The articles of a feed. An entry without content is left out, and told."""
    feed = _Feed(source.name, options, report)
    number = 0
    # In RSS 2.0 the entries stand in the channel, elsewhere in the root.
    depth = 2 if stream.root == "rss" else 1
    for part in parts_of(stream, lambda node, level: level == depth or (level == 1 and local(node) != "channel")):
        if local(part) not in ("item", "entry"):
            feed.take(part)
            continue
        entry = feed.atom_entry(part) if part.tag == f"{ATOM}entry" else feed.rss_item(part)
        if not (entry.content.text.strip() or entry.files) and not options.keep_all:
            title = str(entry.fields.get("title", ""))
            feed.told.left_out(entry.origin, entry.rule, title, "the feed has no text of it", "entries without text")
            continue
        article = article_of(entry, number + 1, options, report)
        if article is not None:
            number += 1
            done = [child for child in part if _spelling(child) in _READ]
            yield with_leftovers(article, part, done, number, source.name, options, report)
    feed.told.tell()


def local(node: Any) -> str:
    """An element's name without its namespace."""
    return str(node.tag).rpartition("}")[2]


def text_of(node: Any, *names: str) -> str:
    """The text of the first child of these names that has some."""
    for name in names:
        for child in node.iterchildren(*_spelled(name)):
            if text := "".join(child.itertext()).strip():
                return text
    return ""


def _spelling(node: Any) -> str:
    """An element's name, in RSS 1.0 as 2.0 writes it."""
    return str(node.tag).removeprefix(_RSS1)


def _spelled(name: str) -> tuple[str, ...]:
    """A name of RSS as 2.0 and 1.0 write it; the second has a namespace."""
    return (name,) if name.startswith("{") else (name, f"{_RSS1}{name}")


def origin_of(node: Any, name: str) -> Origin:
    """Where an element stands in its file."""
    return Origin(name, node.sourceline or 1)


class _Feed:
    """What a feed says of itself, and its entries made alike."""

    def __init__(self, name: str, options: ReadOptions, report: Report) -> None:
        self.told = Told(name, report)
        self._name = name
        self._keeps_all = options.keep_all
        self._about: list[str] = []  # what else the feed says of itself, where all is kept
        self._fields: dict[str, Any] = {}
        self._authors: list[dict[str, str]] = []

    def take(self, part: Any) -> None:
        """Take in an element that stands beside the entries."""
        name = local(part)
        text = "".join(part.itertext()).strip()
        if name == "channel":  # RSS 1.0 has it beside the entries
            for child in part:
                self.take(child)
        elif name == "title":
            self._fields["publisher"] = text
        elif name == "language":
            self._fields["lang"] = text
        elif name in ("copyright", "rights"):
            self._fields["rights"] = text
        elif name == "author" and part.tag.startswith(ATOM):
            self._authors.append(_person(part))
        elif text and self._keeps_all:
            self._about.append(f"{name}: {' '.join(text.split())}")
        elif text:
            self.told.decide(origin_of(part, self._name), "feed", f"{name}: {text}", "the feed says it of itself")

    def rss_item(self, item: Any) -> Entry:
        full, description = self._child(item, CONTENT), self._child(item, "description")
        body = full if full is not None else description
        content = "" if body is None else "".join(body.itertext())
        summary = "" if full is None or description is None else "".join(description.itertext())
        address = text_of(item, "link")
        identifier = text_of(item, "guid", f"{DC}identifier")
        guid = self._child(item, "guid")
        if not address and guid is not None and guid.get("isPermaLink", "true") != "false":
            address = identifier
        fields = {
            **self._fields,
            "title": text_of(item, "title", f"{DC}title"),
            "authors": [*self._creators(item)] or self._authors,
            "date": text_of(item, "pubDate", f"{DC}date", f"{_DC_TERMS}created"),
            "modified": text_of(item, f"{_DC_TERMS}modified", f"{ATOM}updated"),
            "keywords": self._texts(item, "category", f"{DC}subject"),
            "identifier": identifier,
            "url": address,
            "lang": text_of(item, f"{DC}language") or self._fields.get("lang", ""),
        }
        return self._entry(item, body, "rss-item", fields, content, summary)

    def atom_entry(self, entry: Any) -> Entry:
        body = self._child(entry, f"{ATOM}content")
        summary = self._child(entry, f"{ATOM}summary")
        if body is None or (not len(body) and not (body.text or "").strip() and not body.get("src")):
            body, summary = summary, None
        people = _people(entry, f"{ATOM}author")
        links = [child for child in entry.iterchildren(f"{ATOM}link") if child.get("rel", "alternate") == "alternate"]
        terms = (child.get("label") or child.get("term", "") for child in entry.iterchildren(f"{ATOM}category"))
        title = self._child(entry, f"{ATOM}title")
        fields = {
            **self._fields,
            "title": "" if title is None else _markup(title),
            "authors": people
            or [_person(child) for child in entry.iterfind(f"{ATOM}source/{ATOM}author")]
            or self._authors,
            "date": text_of(entry, f"{ATOM}published", f"{ATOM}updated"),
            "modified": text_of(entry, f"{ATOM}updated"),
            "keywords": [term for term in terms if term],
            "identifier": text_of(entry, f"{ATOM}id"),
            "url": links[0].get("href", "") if links else "",
            "lang": _language(entry if body is None else body),
            "rights": text_of(entry, f"{ATOM}rights") or self._fields.get("rights", ""),
        }
        content = "" if body is None else _markup(body)
        return self._entry(entry, body, "atom-entry", fields, content, "" if summary is None else _markup(summary))

    def _entry(self, item: Any, body: Any, rule: str, fields: dict[str, Any], content: str, summary: str) -> Entry:
        files = tuple(
            (address, title) for address, title in dict.fromkeys(_files(item, body)) if address not in content
        )
        return Entry(
            origin=origin_of(item, self._name),
            start=origin_of(item if body is None else body, self._name),
            rule=rule,
            fields=fields,
            content=Masked(content),
            summary=Masked("" if not self._keeps_all and _begins(content, summary) else summary),
            files=files,
            extra={"feed": list(self._about)} if self._about else {},
        )

    def _child(self, node: Any, name: str) -> Any:
        return next(node.iterchildren(*_spelled(name)), None)

    def _texts(self, node: Any, *names: str) -> list[str]:
        found = (("".join(child.itertext())).strip() for name in names for child in node.iterchildren(*_spelled(name)))
        return [text for text in found if text]

    def _creators(self, item: Any) -> Iterator[dict[str, str]]:
        names = self._texts(item, f"{DC}creator")
        for text in names or self._texts(item, "author"):
            found = _MAIL.fullmatch(text)
            yield {"name": found[2] or found[1], "email": found[1]} if found else {"name": text}


def _people(entry: Any, path: str) -> list[dict[str, str]]:
    return [_person(author) for author in entry.iterfind(path)]


def _person(author: Any) -> dict[str, str]:
    names = {"name": "name", "email": "email", "url": "uri"}
    return {key: text for key, name in names.items() if (text := text_of(author, f"{ATOM}{name}"))}


def _language(node: Any) -> str:
    """The language that an element or one around it says it is in."""
    while node is not None:
        if lang := node.get(f"{_XML}lang"):
            return str(lang)
        node = node.getparent()
    return ""


def _markup(node: Any) -> str:
    """The HTML of a text construct of Atom: escaped, as elements, or plain words."""
    kind = (node.get("type") or "text").lower()
    if kind == "xhtml" or len(node):
        holder = node[0] if len(node) == 1 and local(node[0]) == "div" else node
        for child in holder.iter(etree.Element):
            child.tag = local(child)
        markup = etree.tostring(holder, method="html", encoding="unicode", with_tail=False)
        return str(markup[markup.index(">") + 1 : markup.rindex("</")]) if "</" in markup else ""
    text = "".join(node.itertext())
    if kind in ("html", "text/html", "application/xhtml+xml"):
        return text
    return text.replace("&", "&amp;").replace("<", "&lt;")


def _files(item: Any, body: Any) -> Iterator[tuple[str, str]]:
    """What an entry brings with it: recordings, documents, pictures, and content that stands elsewhere."""
    for child in item.iterchildren("enclosure"):
        if address := child.get("url"):
            yield address, ""
    for child in item.iterdescendants(f"{_MEDIA}content"):
        if address := child.get("url"):
            yield address, text_of(child, f"{_MEDIA}title", f"{_MEDIA}description")
    for child in item.iterchildren(f"{ATOM}link"):
        if child.get("rel") == "enclosure" and (address := child.get("href")):
            yield address, child.get("title", "")
    if body is not None and body.tag == f"{ATOM}content" and (address := body.get("src")):
        yield address, ""


def _begins(content: str, summary: str) -> bool:
    """Whether a summary is nothing but the beginning of the content, as programs make it."""
    return _words(content).startswith(_words(_CUT.sub("", unescape(_TAG.sub(" ", summary)))))


def _words(markup: str) -> str:
    return re.sub(r"\W+", " ", unescape(_TAG.sub(" ", markup))).strip()
