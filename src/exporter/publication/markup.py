"""Inlines to XHTML. Python writes these, not a template: a stray space would be a printed typo."""

import re
from collections.abc import Callable
from typing import Any

from markupsafe import Markup, escape

from exporter.model import nodes as n
from exporter.model.assets import Asset
from exporter.passes.addresses import SCHEMES
from exporter.publication import ELSEWHERE
from exporter.publication.labels import Labels
from exporter.publication.outline import Outline

_SIMPLE = {
    n.Emphasis: "em",
    n.Strong: "strong",
    n.Strikethrough: "s",
    n.Subscript: "sub",
    n.Superscript: "sup",
    n.Underline: "u",
}
_WIDTH = re.compile(r"\d+(?:\.\d+)?(?:%|mm|cm|in|pt|px)")


class InlineMarkup:
    """Writes the inlines of one article; needs its pictures, labels and what draws formulas."""

    def __init__(
        self, assets: dict[str, Asset], labels: Labels, outline: Outline, formula: Callable[[n.Math], str]
    ) -> None:
        self._outline = outline
        self._assets = assets
        self._labels = labels
        self._quotes = 0  # how many quotations stand around what is written now
        self._writers: dict[type, Callable[[Any], str]] = {
            n.Text: lambda node: str(escape(node.value)),
            n.Code: lambda node: f"<code>{escape(node.value)}</code>",
            n.Math: formula,
            n.SmallCaps: lambda node: f'<span class="small-caps">{self._all(node.children)}</span>',
            n.LineBreak: lambda _: "<br/>",
            n.Link: self._link,
            n.Abbreviation: lambda node: f'<abbr title="{escape(node.expansion)}">{self._all(node.children)}</abbr>',
            n.Quote: self._quote,
            n.Span: self._span,
            n.Image: lambda node: str(self.image(node)),
            n.Note: lambda node: self._call(node, f' id="fnref-{node.number}"'),
            n.NoteReference: lambda node: self._call(node, ""),
            n.RawInline: lambda node: f'<code class="raw">{escape(node.value)}</code>',
        }
        for cls, tag in _SIMPLE.items():
            self._writers[cls] = self._simple(tag)

    def __call__(self, inlines: tuple[n.AnyInline, ...]) -> Markup:
        """The markup of a sequence of inlines."""
        return Markup(self._all(inlines))

    def image(self, node: n.Image) -> Markup:
        """One picture, or where it is missing its alternative text in brackets."""
        asset = self._assets.get(node.asset)
        if asset is None:
            words = f"{self._labels['missing_picture']}: {node.alt}" if node.alt else self._labels["missing_picture"]
            return Markup(f'<span class="missing-picture">[{escape(words)}]</span>')
        width_px, height_px = (max(1, round(side * 96 / asset.ppi)) for side in (asset.width_px, asset.height_px))
        style = f' style="width: {node.width}"' if _WIDTH.fullmatch(node.width) else ""
        role = ' role="presentation"' if node.decorative else ""
        title = f' title="{escape(node.title)}"' if node.title else ""
        alt = "" if node.decorative else node.alt
        return Markup(
            f'<img src="{asset.key}" alt="{escape(alt)}" width="{width_px}" height="{height_px}"{style}{role}{title}/>'
        )

    def _all(self, inlines: tuple[n.AnyInline, ...]) -> str:
        writers = self._writers
        return "".join([writers[type(node)](node) for node in inlines])

    def _simple(self, tag: str) -> Callable[[Any], str]:
        return lambda node: f"<{tag}>{self._all(node.children)}</{tag}>"

    def _link(self, node: n.Link) -> str:
        title = f' title="{escape(node.title)}"' if node.title else ""
        if node.reference and not node.children:
            return self._reference(node)
        words = self._all(node.children)
        if _is_safe(node.target):
            return f'<a href="{escape(node.target)}"{title}>{words}</a>'
        return f'<a class="unresolved" data-target="{escape(node.target)}"{title}>{words}</a>'

    def _reference(self, node: n.Link) -> str:
        """A cross-reference shows its target's number, or title where it has none; formats with pages show the page."""
        entry = self._outline.entries.get(node.target[1:])
        if entry is None:
            return f'<a href="{escape(node.target)}">{escape(node.target[1:])}</a>'
        words = str(escape(entry.number)) or self._all(entry.title)
        name = "page-reference" if node.reference == "page" else "cross-reference"
        return f'<a class="{name}" href="{escape(node.target)}">{words}</a>'

    def _quote(self, node: n.Quote) -> str:
        opening, closing = self._labels.inner_quotes if self._quotes % 2 else self._labels.quotes
        self._quotes += 1
        words = self._all(node.children)
        self._quotes -= 1
        lang = f' lang="{escape(node.lang)}"' if node.lang else ""
        cite = f' cite="{escape(node.cite)}"' if _is_safe(node.cite) else ""
        return f"<q{lang}{cite}>{opening}{words}{closing}</q>"

    def _span(self, node: n.Span) -> str:
        words = self._all(node.children)
        values = {"id": node.id, "lang": node.lang, "dir": node.dir, "class": " ".join(node.classes)}
        attributes = "".join(f' {name}="{escape(value)}"' for name, value in values.items() if value)
        return f"<span{attributes}>{words}</span>" if attributes else words

    def _call(self, node: n.Note | n.NoteReference, id_attribute: str) -> str:
        label = escape(f"{self._labels['note']} {node.number}")
        return (
            f'<a class="note-call" role="doc-noteref" href="#fn-{node.number}"{id_attribute} aria-label="{label}">'
            f"{node.number}</a>"
        )


def _is_safe(target: str) -> bool:
    """Whether a link may lead there: a scheme that the passes let through, or a place in the page."""
    scheme, colon, _ = target.partition(":")
    return target.startswith(("#", ELSEWHERE)) or (bool(colon) and scheme.lower() in SCHEMES)
