"""Comparisons as one page that stands alone: words with their changes marked, and pictures of the pages that differ."""

from base64 import b64encode
from collections.abc import Sequence

import msgspec

from exporter.checks.editions.album import ComparedFiles, Leaf
from exporter.checks.editions.changes import Change, Span
from exporter.checks.page.dress import rendered


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


def html_of(pairs: Sequence[ComparedFiles], alone: Sequence[str]) -> bytes:
    """The page; `alone` are files that only one edition has."""
    changed = sum(not pair.comparison.is_same for pair in pairs)
    return rendered(
        "diff.html.jinja",
        command="exporter diff",
        title=_title(changed, len(pairs)),
        alone=alone,
        pairs=[_pair(pair) for pair in pairs],
        words=sum(len(pair.comparison.words) for pair in pairs),
        parts=sum(len(pair.comparison.parts) for pair in pairs),
        pages=sum(pair.comparison.changed_pages for pair in pairs),
        has_pictures=any(pair.album.leaves for pair in pairs),
    )


def _title(changed: int, count: int) -> str:
    if not changed:
        return "Nothing changed for a reader"
    return "What changed between two editions" if count == 1 else f"{changed} of {count} files changed"


def _pair(pair: ComparedFiles) -> _Pair:
    comparison, leaves = pair.comparison, pair.album.leaves
    shown = {leaf.pages for leaf in leaves}
    left = tuple(sight.said for sight in comparison.pages if sight.pages not in shown)
    return _Pair(
        name=f"{comparison.old} and {comparison.new}",
        said=comparison.said,
        notes=tuple(f"{message.text}; {message.hint}" for message in pair.messages),
        words=tuple(map(_said, comparison.words)),
        parts=tuple(map(_said, comparison.parts)),
        sights=bool(comparison.pages),
        leaves=tuple(map(_leaf, leaves)),
        left=left,
        left_said=_left_said(pair.album.left),
    )


def _left_said(count: int) -> str:
    if not count:
        return "Beside the pages:"
    if count == 1:
        return "1 more page differs; there is no picture of it here."
    return f"{count} more pages differ; there are no pictures of them here."


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
    return f"data:image/webp;base64,{b64encode(data).decode()}"
