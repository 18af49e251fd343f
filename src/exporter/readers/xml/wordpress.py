"""Site exports of WordPress (WXR): published posts and pages are articles; all else is told.

The file is read twice: pictures of galleries and covers are named by numbers whose addresses stand anywhere in it.
"""

import re
from collections.abc import Iterator
from typing import Any, BinaryIO

import msgspec

from exporter.messages import Report
from exporter.model.article import Article
from exporter.origin import Source
from exporter.readers import ReadOptions
from exporter.readers.generator import Masked
from exporter.readers.xml.comments import with_comments
from exporter.readers.xml.entries import Entry, Told, article_of
from exporter.readers.xml.feeds import CONTENT, DC, local, origin_of, text_of
from exporter.readers.xml.leftovers import with_leftovers
from exporter.readers.xml.local_pictures import LocalPictures
from exporter.readers.xml.stream import XmlStream, parts_of
from exporter.readers.xml.wordpress_text import Picture, markup_of

_PIECE_BYTES = 1 << 20
_MOST_PICTURES = 200_000
_PUBLISHED = frozenset(("publish", "inherit", ""))
_ARTICLES = frozenset(("post", "page", ""))
# What is read of a post, though its words may be others in the article: dates, codes, names.
_READ = frozenset(
    "title link pubDate creator guid encoded category post_date post_date_gmt post_modified post_modified_gmt "
    "post_name status post_type".split()
)
# What WordPress keeps beside its articles under types of their own.
_INNER = re.compile(r"attachment|nav_menu_item|revision|custom_css|customize_changeset|oembed_cache|user_request|wp_.*|"
                    r"acf-.*|elementor_.*|wpcf7_.*|feedback|jp_.*|shop_order.*|scheduled-action")  # fmt: skip
_STATES = {
    "draft": "a draft", "pending": "waits for review", "private": "is private", "future": "is not published yet",
    "trash": "was thrown away", "auto-draft": "an empty draft",
}  # fmt: skip


def read(stream: XmlStream, source: Source, options: ReadOptions, report: Report) -> Iterator[Article]:
    """The posts and pages of an export. Drafts, private and protected posts, comments and the parts of the site are
    left out unless `keep_all` asks for them."""
    site = _Site(source, options, report)
    with source.opened() as file:
        if _has_attachments(file):
            file.seek(0)
            site.look_through(XmlStream(file, source.name, options, Report()))
    number = 0
    for part in _parts(stream):
        if local(part) != "item":
            site.take(part)
            continue
        entry = site.entry(part, number + 1)
        article = article_of(entry, number + 1, options, report) if entry else None
        if article is not None and entry is not None:
            number += 1
            article = with_comments(article, part, source.name, options, report)
            done = [child for child in part if local(child) in _READ or (local(child) == "comment")]
            yield with_leftovers(article, part, done, number, source.name, options, report)
    site.told.tell()


def _has_attachments(file: BinaryIO) -> bool:
    """Whether any picture is named at all: looking for it is far quicker than reading."""
    before = b""
    while data := file.read(_PIECE_BYTES):
        if b"attachment_url" in before + data or b"\0" in data[:64]:  # not to be seen in UTF-16
            return True
        before = data[-20:]
    return False


def _parts(stream: XmlStream) -> Iterator[Any]:
    return parts_of(stream, lambda node, depth: depth == 2 or (depth == 1 and local(node) != "channel"))


class _Site:
    """What an export says of its site, and its items as entries."""

    def __init__(self, source: Source, options: ReadOptions, report: Report) -> None:
        self.told = Told(source.name, report)
        self._source = source
        self._options = options
        self._fields: dict[str, str] = {}
        self._authors: dict[str, dict[str, str]] = {}
        self._pictures: dict[str, Picture] = {}
        self._of_parent: dict[str, list[str]] = {}
        self._local = LocalPictures(source, options)

    def look_through(self, stream: XmlStream) -> None:
        """Note where the pictures are."""
        for part in _parts(stream):
            if local(part) != "item" or _text(part, "post_type") != "attachment":
                continue
            address = _text(part, "attachment_url")
            if not address or len(self._pictures) >= _MOST_PICTURES:
                continue
            id = _text(part, "post_id")
            alt = _meta(part).get("_wp_attachment_image_alt", "")
            self._pictures[id] = Picture(address=address, alt=alt, caption=_excerpt(part))
            self._of_parent.setdefault(_text(part, "post_parent"), []).append(id)

    def take(self, part: Any) -> None:
        """Take in what stands beside the items."""
        name, text = local(part), "".join(part.itertext()).strip()
        if name == "title":
            self._fields["publisher"] = text
        elif name == "language":
            self._fields["lang"] = text
        elif name in ("base_site_url", "base_blog_url", "link"):
            self._local.add_site(text)
        elif name == "author":
            shown = _text(part, "author_display_name")
            names = f"{_text(part, 'author_first_name')} {_text(part, 'author_last_name')}".strip()
            login = _text(part, "author_login")
            self._authors[login] = {"name": shown or names or login}

    def entry(self, item: Any, number: int) -> Entry | None:
        """The article that an item is; None, told, when it is none."""
        origin = origin_of(item, self._source.name)
        kind, state = _text(item, "post_type"), _text(item, "status")
        title = text_of(item, "title")
        if _INNER.fullmatch(kind) and not self._options.keep_all:
            pictures = "pictures and files" if kind == "attachment" else "menus, designs and other parts of the site"
            self.told.left_out(origin, "wordpress-type", title, f"it is of the type {kind}", pictures, number)
            return None
        content = next((child for child in item.iterchildren(CONTENT)), None)
        text = "" if content is None else "".join(content.itertext())
        state = "protected" if _text(item, "post_password") else state
        if state not in _PUBLISHED and not self._options.keep_all:
            why = _STATES.get(state, "protected by a password" if state == "protected" else f"its status is {state}")
            kinds = "posts behind a password" if state == "protected" else f"posts whose status is {state}"
            self.told.left_out(origin, "wordpress-status", title, why, kinds, number)
            return None
        if kind not in _ARTICLES and not text.strip() and not self._options.keep_all:
            why = f"it is of the type {kind}, and has no text"
            self.told.left_out(origin, "wordpress-type", title, why, "parts of the site without text", number)
            return None
        for comment in item.iterchildren("{*}comment") if not self._options.keep_all else ():
            self.told.left_out(
                origin_of(comment, self._source.name), "wordpress-comment", _text(comment, "comment_content"),
                f'a comment on "{title}"', "comments of readers", number,
            )  # fmt: skip
        id = _text(item, "post_id")
        markup = markup_of(text, lambda wanted: self._gallery(id, wanted))
        return Entry(
            origin=origin,
            start=origin if content is None else origin_of(content, self._source.name),
            rule="wordpress-page" if kind == "page" else "wordpress-post" if kind == "post" else f"wordpress-{kind}",
            fields=self._metadata(item),
            content=msgspec.structs.replace(markup, text=self._local.in_text(markup.text)),
            summary=Masked(_excerpt(item)),
            extra=_extra(item, kind, state),
        )

    def _metadata(self, item: Any) -> dict[str, Any]:
        meta = _meta(item)
        categories = _terms(item, "category")
        login = text_of(item, f"{DC}creator")
        cover = self._pictures.get(meta.get("_thumbnail_id", ""))
        return {
            **self._fields,
            "title": text_of(item, "title"),
            "subtitle": meta.get("subtitle") or meta.get("_subtitle", ""),
            "authors": [self._authors.get(login, {"name": login})] if login else [],
            "date": _moment(item, "post_date") or text_of(item, "pubDate"),
            "modified": _moment(item, "post_modified"),
            "section": categories[0] if categories and categories[0] != "Uncategorized" else "",
            "keywords": _terms(item, "post_tag"),
            "identifier": text_of(item, "guid"),
            "url": text_of(item, "link"),
            "cover": self._local.address(cover.address) if cover else "",
            "cover_alt": cover.alt if cover else "",
        }

    def _gallery(self, post: str, wanted: dict[str, str]) -> Iterator[Picture]:
        """The pictures that a gallery names by their numbers, or all of its post."""
        ids = re.findall(r"\d+", wanted.get("ids") or wanted.get("include", ""))
        left = set(re.findall(r"\d+", wanted.get("exclude", "")))
        for id in ids or self._of_parent.get(wanted.get("id", post), []):
            picture = self._pictures.get(id)
            if picture and id not in left and re.search(r"\.(?:png|jpe?g|gif|webp|avif|svg)$", picture.address, re.I):
                yield picture


def _text(node: Any, name: str) -> str:
    """The text of a child of WordPress's own namespace, whose version changes."""
    found = next(node.iterchildren(f"{{*}}{name}"), None)
    return "" if found is None else "".join(found.itertext()).strip()


def _excerpt(item: Any) -> str:
    """The author's own summary; `encoded` is the name of the content, too."""
    own = (child for child in item.iterchildren("{*}encoded") if child.tag != CONTENT)
    return next(("".join(child.itertext()).strip() for child in own), "")


def _meta(item: Any) -> dict[str, str]:
    found = item.iterchildren("{*}postmeta")
    return {_text(meta, "meta_key"): _text(meta, "meta_value") for meta in found}


def _terms(item: Any, domain: str) -> list[str]:
    return [
        text
        for child in item.iterchildren("category")
        if child.get("domain") == domain and (text := "".join(child.itertext()).strip())
    ]


def _moment(item: Any, name: str) -> str:
    """A date, with its zone where that is known; WordPress writes zeros for none."""
    zoned = _text(item, f"{name}_gmt")
    if zoned and not zoned.startswith("0000"):
        return f"{zoned.replace(' ', 'T')}Z"
    own = _text(item, name)
    return "" if own.startswith("0000") else own


def _extra(item: Any, kind: str, state: str) -> dict[str, Any]:
    """What no other field holds: the type and status where they are others than usual, every category, the slug."""
    taken = {"category", "post_tag", "post_format", None}
    others = [f"{each}: {', '.join(_terms(item, each))}" for each in _domains(item) if each not in taken]
    found: dict[str, Any] = {
        "type": kind if kind != "post" else "",
        "status": state if state != "publish" else "",
        "categories": _terms(item, "category"),
        "taxonomies": others,
        "slug": _text(item, "post_name"),
    }
    return {key: value for key, value in found.items() if value}


def _domains(item: Any) -> list[str]:
    return list(dict.fromkeys(child.get("domain", "") for child in item.iterchildren("category")))
