"""Links that reach their targets: ids of the article, absolute addresses, and nothing that runs."""

import re
from typing import Any

import msgspec

from exporter.messages import Report
from exporter.model.article import Article
from exporter.model.nodes import AnyInline, Block, Heading, Link, Node, Quote, Span, Text
from exporter.model.walk import plain_text, rewrite, walk
from exporter.passes.addresses import AddressFault, address, scheme_of
from exporter.passes.identify import github_slug, slug, valid_id

_ACTIVE = frozenset({"javascript", "vbscript", "data", "file", "blob"})


def resolve_links(article: Article, report: Report) -> Article:
    """Resolve internal links to ids, relative ones against the article's own address, and take off what cannot work.

    A link whose target cannot be known keeps its words; templates show it without an address.
    """
    text = (article.standfirst, article.body)
    targets = _Targets(text)
    base = article.metadata.url if re.match(r"https?://", article.metadata.url) else ""
    relative: list[Link] = []

    def resolve(node: Node) -> Node | tuple[AnyInline, ...]:
        if isinstance(node, Quote) and node.cite:
            return _with_cite(node, base)
        if not isinstance(node, Link):
            return node
        children = _without_links(node, report)
        target = node.target.strip()
        words = children or (Text(value=target, origin=node.origin),)
        if node.reference:
            target = targets.find(node, report)
            if target:
                return msgspec.structs.replace(node, target=target, children=())
            return words
        scheme = scheme_of(target)
        try:
            if scheme in _ACTIVE:
                raise AddressFault("P106", "would run a program or open a file")
            if target.startswith("#"):
                target = targets.find(node, report)
            elif not scheme and not target.startswith("//") and not base:
                relative.append(node)
            else:
                target = address(_joined(base, target) if base and not scheme else target)
        except AddressFault as fault:
            where = "link to an address that begins with https:// or mailto:"
            shown = f"{target[:60]}…" if len(target) > 60 else target
            report.add(fault.code, f'the link "{shown}" {fault.reason}; its words stay without it', where, node.origin)
            return words
        if target == node.target and words is node.children:
            return node
        return msgspec.structs.replace(node, target=target, children=words)

    article = msgspec.structs.replace(
        article, standfirst=rewrite(article.standfirst, resolve), body=rewrite(article.body, resolve)
    )
    if relative:
        first = relative[0]
        report.add(
            "P105",
            f'{len(relative)} link(s) such as "{first.target}" are relative, and nothing says to what; '
            "their words stay without an address",
            "give the article's own address: url: https://… in its front matter, or --set url=https://…",
            first.origin,
        )
    return article


class _Targets:
    """The ids of an article, and the other names under which authors know its headings."""

    def __init__(self, text: Any) -> None:
        self._text = text
        self._ids = {node.id for node in walk(text) if isinstance(node, (Block, Span)) and node.id}
        self._names: dict[str, str] | None = None

    def find(self, link: Link, report: Report) -> str:
        """The target of an internal link, "" with a warning when the article has none such."""
        wanted = link.target.strip()[1:]
        decoded = _unquoted(wanted)
        for candidate in (wanted, decoded, valid_id(decoded) if decoded else ""):
            if candidate in self._ids:
                return f"#{candidate}"
        if self._names is None:
            self._names = self._other_names()
        known = self._names.get(decoded) or self._names.get(decoded.lower()) or self._names.get(slug(decoded))
        if known:
            return f"#{known}"
        import difflib

        near = difflib.get_close_matches(decoded, sorted(self._ids), 1)
        report.add(
            "P103",
            f'the link "{plain_text(link.children)}" points to "#{wanted}", which does not exist',
            f'did you mean "#{near[0]}"?' if near else "give a heading this id: ## Heading {#id}",
            link.origin,
        )
        return ""

    def _other_names(self) -> dict[str, str]:
        """Ids by what GitHub and pandoc would call their headings; the first heading of a name has it."""
        names: dict[str, str] = {}
        for node in walk(self._text):
            if not isinstance(node, (Block, Span)) or not node.id:
                continue
            names.setdefault(node.id.lower(), node.id)
            names.setdefault(slug(node.id), node.id)
            if isinstance(node, Heading):
                words = plain_text(node.children)
                names.setdefault(github_slug(words), node.id)
                names.setdefault(_pandoc_slug(words), node.id)
        names.pop("", None)
        return names


def _pandoc_slug(words: str) -> str:
    """What pandoc makes of a heading's words (User's Guide, auto_identifiers): it begins with the first letter."""
    text = re.sub(r"[^\w\s.\-]", "", words.lower()).strip()
    return re.sub(r"^[\W\d_]+", "", re.sub(r"\s+", "-", text))


def _without_links(link: Link, report: Report) -> tuple[AnyInline, ...]:
    """The link's children; a link inside a link leaves its words, since no format has such a thing."""

    def unwrap(node: Node) -> Node | tuple[AnyInline, ...]:
        if not isinstance(node, Link):
            return node
        report.add(
            "P107",
            f'the link "{node.target[:60]}" stands inside another link; its words stay in that one',
            "close the outer link before it",
            node.origin,
        )
        return node.children

    children: tuple[AnyInline, ...] = rewrite(link.children, unwrap)
    return children


def _with_cite(quote: Quote, base: str) -> Quote:
    """The quotation with a valid source, or without one: nobody sees it, and packages allow https alone (EPUB 3.3)."""
    try:
        cite = address(_joined(base, quote.cite) if base and not scheme_of(quote.cite) else quote.cite)
    except AddressFault:
        cite = ""
    cite = cite if cite.startswith("https:") else ""
    return quote if cite == quote.cite else msgspec.structs.replace(quote, cite=cite)


def _joined(base: str, target: str) -> str:
    from urllib.parse import urljoin

    try:
        return urljoin(base, target)
    except ValueError:  # an unclosed bracket in what looks like a host
        return target


def _unquoted(text: str) -> str:
    if "%" not in text:
        return text
    from urllib.parse import unquote

    return unquote(text)
