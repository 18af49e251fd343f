"""What a page says of itself, in the ways that there are: JSON-LD, microdata, Open Graph, Dublin Core, meta names, and
what its text shows.

Each statement is a field of our metadata with its words, who says it and where.
"""

import json
import re
from collections.abc import Iterator
from typing import Any

import msgspec

from exporter.model.nodes import Text
from exporter.origin import Origin
from exporter.readers.elements import Child, Element

_LONGEST = 2000
_META: dict[str, tuple[str, str]] = {
    **{f"og:{name}": (field, "Open Graph") for name, field in (
        ("title", "title"), ("description", "summary"), ("locale", "lang"), ("site_name", "publisher"), ("url", "url"),
        ("image", "cover"), ("image:url", "cover"), ("image:secure_url", "cover"), ("image:alt", "cover_alt"),
    )},
    **{f"article:{name}": (field, "Open Graph") for name, field in (
        ("published_time", "date"), ("modified_time", "modified"), ("author", "authors"), ("section", "section"),
        ("tag", "keywords"), ("published", "date"), ("modified", "modified"),
    )},
    **{f"{prefix}{sign}{name}": (field, "Dublin Core") for prefix in ("dc", "dcterms", "dcterm") for sign in ".:"
       for name, field in (
        ("title", "title"), ("creator", "authors"), ("author", "authors"), ("date", "date"), ("issued", "date"),
        ("created", "date"), ("date.issued", "date"), ("date.created", "date"), ("modified", "modified"),
        ("description", "summary"), ("language", "lang"), ("publisher", "publisher"), ("rights", "rights"),
        ("subject", "keywords"),
    )},
    **{name: (field, "meta names") for name, field in (
        ("author", "authors"), ("byl", "authors"), ("parsely-author", "authors"), ("sailthru.author", "authors"),
        ("citation_author", "authors"), ("citation_title", "title"), ("parsely-title", "title"),
        ("sailthru.title", "title"), ("twitter:title", "title"), ("title", "title"), ("weibo:article:title", "title"),
        ("weibo:webpage:title", "title"), ("description", "summary"), ("twitter:description", "summary"),
        ("twitter:image", "cover"), ("twitter:image:src", "cover"),
        ("twitter:image:alt", "cover_alt"),
        ("date", "date"), ("pubdate", "date"), ("publishdate", "date"), ("publish-date", "date"),
        ("parsely-pub-date", "date"), ("sailthru.date", "date"), ("citation_publication_date", "date"),
        ("citation_date", "date"), ("cxenseparse:recs:publishtime", "date"), ("article.published", "date"),
        ("publication_date", "date"), ("last-modified", "modified"), ("keywords", "keywords"),
        ("news_keywords", "keywords"), ("copyright", "rights"), ("publisher", "publisher"),
    )},
}  # fmt: skip
_ARTICLES = re.compile(r"(?:Article|Posting|Report|Review|Story|NewsItem|CreativeWork|Recipe|Column)\w*$")
_PAGES = frozenset({"WebPage", "ItemPage"})
_PROPERTIES = {
    "headline": "title", "datePublished": "date", "dateCreated": "date", "dateModified": "modified",
    "description": "summary", "inLanguage": "lang", "articleSection": "section", "author": "authors",
    "creator": "authors", "publisher": "publisher", "copyrightNotice": "rights", "license": "rights",
    "keywords": "keywords", "url": "url",
}  # fmt: skip
_BYLINE = re.compile(
    r"(?:^|[\s_-])(?:byline|by-line|author|authors|writtenby|p-author|c-byline|article-author|dateline-author)"
    r"(?:$|[\s_-])", re.IGNORECASE,
)  # fmt: skip
_NO_BYLINE = re.compile(
    r"bio|avatar|image|photo|picture|box|follow|share|date|time|comment|more|related", re.IGNORECASE
)
_BYLINE_LENGTH = 100


class Statement(msgspec.Struct, frozen=True):
    """One field's value as the page has it."""

    field: str
    value: str
    source: str
    origin: Origin


def statements(root: Element) -> list[Statement]:
    """All that the page says of itself, the best informed source first."""
    found = [*_json_ld(root), *_microdata(root), *_meta(root), *_shown(root)]
    return [
        Statement(one.field, value, one.source, one.origin)
        for one in found
        if (value := " ".join(one.value.split())[:_LONGEST])
    ]


def words_of(element: Element) -> str:
    """The words in an element, on one line."""
    texts: list[str] = []
    stack: list[Child] = [element]
    while stack:
        child = stack.pop()
        if isinstance(child, Text):
            texts.append(child.value)
        elif isinstance(child, Element) and child.tag not in ("script", "style"):
            if child.is_block or child.tag == "br":
                texts.append(" ")
            stack.extend(reversed(child.children))
    return " ".join("".join(texts).split())


# --- JSON-LD (schema.org) --------------------------------------------------------------------------------


def _json_ld(root: Element) -> Iterator[Statement]:
    for script in root.descendants():
        if script.tag != "script" or "ld+json" not in script.attrs.get("type", "").lower():
            continue
        text = "".join(child.value for child in script.children if isinstance(child, Text))
        text = re.sub(r"^\s*(?:<!\[CDATA\[|<!--)|(?:\]\]>|-->)\s*$", "", text.strip()).strip().rstrip(";")
        try:
            things = list(_things(json.loads(text, strict=False)))
        except (ValueError, RecursionError):
            continue
        articles = [thing for thing in things if _is_a(thing, _ARTICLES.search)]
        for thing in articles[:1] or [thing for thing in things if _is_a(thing, _PAGES.__contains__)][:1]:
            yield from _of_thing(thing, script.origin)


def _things(data: Any, depth: int = 0) -> Iterator[dict[str, Any]]:
    if isinstance(data, list) and depth < 6:
        for item in data:
            yield from _things(item, depth + 1)
    elif isinstance(data, dict):
        yield data
        for name in ("@graph", "mainEntity"):
            if depth < 6:
                yield from _things(data.get(name), depth + 1)


def _is_a(thing: dict[str, Any], matches: Any) -> bool:
    kinds = thing.get("@type", "")
    return any(isinstance(kind, str) and matches(kind) for kind in (kinds if isinstance(kinds, list) else [kinds]))


def _of_thing(thing: dict[str, Any], origin: Origin) -> Iterator[Statement]:
    for name, field in (*_PROPERTIES.items(), ("name", "title")):
        values = thing.get(name)
        for value in values if isinstance(values, list) else [values]:
            if isinstance(value, dict):
                value = value.get("name") or (value.get("@id") if field == "url" else None)
            if isinstance(value, list) and value:
                value = value[0]
            if isinstance(value, str):
                yield Statement(field, _unescaped(value), "JSON-LD", origin)


# --- Microdata -------------------------------------------------------------------------------------------


def _microdata(root: Element) -> Iterator[Statement]:
    for element in root.descendants():
        for name in element.attrs.get("itemprop", "").split():
            field = _PROPERTIES.get(name, "")
            if not field or field == "url":
                continue
            attrs = element.attrs
            value = attrs.get("content") or attrs.get("datetime", "")
            named = [e for e in element.descendants() if "name" in e.attrs.get("itemprop", "").split()]
            if not value and named:
                value = named[0].attrs.get("content") or words_of(named[0])
            value = value or words_of(element)
            if field in ("summary", "publisher") and len(value) > 500:
                continue
            yield Statement(field, value, "microdata", element.origin)


# --- Meta elements ---------------------------------------------------------------------------------------


def _meta(root: Element) -> Iterator[Statement]:
    elements = [element for element in root.descendants() if element.tag == "meta" and element.attrs.get("content")]
    said: set[tuple[str, str]] = set()
    for attribute in ("property", "name"):
        found = [one for element in elements for one in _of_meta(element, attribute)]
        yield from (one for one in found if (one.field, one.source) not in said)
        said.update((one.field, one.source) for one in found)
    for element in root.descendants():
        if element.tag == "link" and "canonical" in element.attrs.get("rel", "").lower().split():
            yield Statement("url", element.attrs.get("href", ""), "the canonical link", element.origin)


def _of_meta(element: Element, attribute: str) -> Iterator[Statement]:
    for name in element.attrs.get(attribute, "").lower().split():
        if name in _META:
            field, source = _META[name]
            value = _unescaped(element.attrs["content"])
            if field != "authors" or not re.match(r"(?:https?:)?//|www\.", value):  # the address of a profile
                yield Statement(field, value, source, element.origin)


# --- What the text shows ---------------------------------------------------------------------------------


def _shown(root: Element) -> Iterator[Statement]:
    if root.attrs.get("lang") or root.attrs.get("xml:lang"):
        yield Statement("lang", root.attrs.get("lang") or root.attrs["xml:lang"], "the page", root.origin)
    headings = 0
    for element in root.descendants():
        attrs = element.attrs
        names = f"{attrs.get('class', '')} {attrs.get('id', '')}"
        if element.tag == "title" and headings == 0:
            yield Statement("title", words_of(element), "<title>", element.origin)
        elif element.tag == "h1":
            headings += 1
            yield Statement("title", words_of(element), "the first heading", element.origin)
        elif element.tag == "time":
            yield Statement("date", attrs.get("datetime") or words_of(element), "<time>", element.origin)
        elif attrs.get("rel") == "author" or (
            element.tag != "meta" and _BYLINE.search(names) and not _NO_BYLINE.search(names)
        ):
            value = words_of(element)
            if 2 < len(value) < _BYLINE_LENGTH:
                yield Statement("authors", value, "its byline", element.origin)


def _unescaped(text: str) -> str:
    from html import unescape

    return unescape(text) if "&" in text else text
