"""Comparisons as one page that stands alone: words with their changes marked, and pictures of the pages that differ."""

import re
from base64 import b64encode
from collections.abc import Sequence

import msgspec

from exporter import __version__
from exporter.checks.editions import Comparison
from exporter.checks.editions.album import Album, Leaf
from exporter.checks.editions.changes import Change, Span
from exporter.messages import Message
from exporter.publication.templating import environment_of, get_template

# What no document may hold, and what would turn a page's text around.
_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffe\uffff\u202a-\u202e\u2066-\u2069]")
FORMAT, MEDIA_TYPE = "webp", "image/webp"


class ComparedFiles(msgspec.Struct, frozen=True):
    """One pair of files: what differs, the pictures of its pages, and what was found on the way."""

    comparison: Comparison
    album: Album
    messages: tuple[Message, ...]


class _Said(msgspec.Struct, frozen=True):
    """One change as a template shows it."""

    head: str
    said: str
    spans: tuple[Span, ...]


class _Picture(msgspec.Struct, frozen=True):
    address: str
    alt: str
    caption: str


class _Leaf(msgspec.Struct, frozen=True):
    title: str
    said: tuple[str, ...]
    pictures: tuple[_Picture, ...]
    width_px: int
    height_px: int


class _Pair(msgspec.Struct, frozen=True, kw_only=True):
    name: str
    said: str
    notes: tuple[str, ...]
    words: tuple[_Said, ...]
    parts: tuple[_Said, ...]
    sights: bool
    leaves: tuple[_Leaf, ...]
    left: tuple[str, ...]
    left_said: str


def html_of(pairs: Sequence[ComparedFiles], alone: Sequence[str]) -> str:
    """The page; `alone` are files that only one edition has."""
    template = get_template(environment_of(""), "report/diff.html.jinja")
    page = template.render(
        version=__version__,
        title="What changed between two editions",
        alone=alone,
        pairs=[_pair(pair) for pair in pairs],
        has_pictures=any(pair.album.leaves for pair in pairs),
    )
    return _CONTROLS.sub("\ufffd", page)


def _pair(pair: ComparedFiles) -> _Pair:
    comparison, leaves = pair.comparison, pair.album.leaves
    shown = {leaf.pages for leaf in leaves}
    left = tuple(sight.said for sight in comparison.pages if sight.pages not in shown)
    more = pair.album.left
    return _Pair(
        name=f"{comparison.old} and {comparison.new}",
        said=comparison.said,
        notes=tuple(f"{message.text}; {message.hint}" for message in pair.messages),
        words=tuple(map(_said, comparison.words)),
        parts=tuple(map(_said, comparison.parts)),
        sights=bool(comparison.pages),
        leaves=tuple(map(_leaf, leaves)),
        left=left,
        left_said=f"{more} more pages differ; of these there is no picture here." if more else "Beside the pages:",
    )


def _said(change: Change) -> _Said:
    head = f"{change.place}, {change.kind}" if change.place else change.kind
    return _Said(head, change.said, change.spans if change.what == "changed" else ())


def _leaf(leaf: Leaf) -> _Leaf:
    old, new = leaf.pages
    title = f"page {new}" if new else f"page {old} of the old edition"
    title += f" (was {old})" if old and new and old != new else ""
    pictures = (
        (leaf.old, f"Page {old} of the old edition", f"the old edition, page {old}"),
        (leaf.new, f"Page {new} of the new edition", f"the new edition, page {new}"),
        (leaf.both, "Both over each other, each in its colour", "both over each other"),
    )
    shown = tuple(_Picture(_address(data), alt, text) for data, alt, text in pictures if data)
    return _Leaf(title, leaf.said, shown, leaf.width_px, leaf.height_px)


def _address(data: bytes) -> str:
    return f"data:{MEDIA_TYPE};base64,{b64encode(data).decode()}"
