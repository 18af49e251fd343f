"""Links that reach their targets: ids of the article, absolute addresses, and nothing that runs."""

import difflib
import re

import msgspec

from exporter.messages import Report
from exporter.model.article import Article
from exporter.model.nodes import AnyInline, Block, Link, Node, Span, Text
from exporter.model.walk import plain_text, rewrite, walk
from exporter.passes.identify import slug, valid_id

_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.\-]*:")
_ACTIVE = re.compile(r"\s*(?:javascript|vbscript|data|file|blob):", re.IGNORECASE)
_UNSAFE = re.compile(r"[^A-Za-z0-9\-._~:/?#\[\]@!$&'()*+,;=%]|%(?![0-9A-Fa-f]{2})|[\[\]]")


def resolve_links(article: Article, report: Report) -> Article:
    """Resolve internal links to ids, relative ones against the article's own address, and take off active ones.

    A link whose target cannot be known keeps its words; templates show it without an address.
    """
    ids = {node.id for node in walk((article.standfirst, article.body)) if isinstance(node, (Block, Span)) and node.id}
    slugs = {slug(identifier): identifier for identifier in sorted(ids)}
    base = article.metadata.url
    relative: list[Link] = []

    def resolve(node: Node) -> Node | tuple[AnyInline, ...]:
        if not isinstance(node, Link):
            return node
        target = node.target.strip()
        words = node.children or (Text(value=target, origin=node.origin),)
        if _ACTIVE.match(target):
            report.add(
                "P106",
                f'the link "{target[:60]}" would run a program or open a file; its words stay without it',
                "link to an address that begins with https:// or mailto:",
                node.origin,
            )
            return words
        if target.startswith("#"):
            target = _internal(node, target[1:], ids, slugs, report)
        elif target.startswith("//"):
            target = f"https:{target}"
        elif not _SCHEME.match(target):
            if re.match(r"https?://", base):
                target = _joined(base, target)
            else:
                relative.append(node)
        if not target.startswith("#"):
            target = _UNSAFE.sub(_percent, target)
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


def _internal(node: Link, wanted: str, ids: set[str], slugs: dict[str, str], report: Report) -> str:
    decoded = _unquoted(wanted)
    for candidate in (wanted, decoded, valid_id(decoded)):
        if candidate in ids:
            return f"#{candidate}"
    known = slugs.get(slug(decoded))
    if known:
        return f"#{known}"
    near = difflib.get_close_matches(decoded, sorted(ids), 1)
    report.add(
        "P103",
        f'the link "{plain_text(node.children)}" points to "#{wanted}", which does not exist',
        f'did you mean "#{near[0]}"?' if near else "give a heading this id: ## Heading {#id}",
        node.origin,
    )
    return ""


def _joined(base: str, target: str) -> str:
    from urllib.parse import urljoin

    return urljoin(base, target)


def _unquoted(text: str) -> str:
    if "%" not in text:
        return text
    from urllib.parse import unquote

    return unquote(text)


def _percent(found: re.Match[str]) -> str:
    """The percent-encoded form of a character that no URL may hold (RFC 3986, section 2.1)."""
    return "".join(f"%{byte:02X}" for byte in found.group().encode())
