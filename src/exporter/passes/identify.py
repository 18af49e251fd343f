"""Gives every heading, figure and table an id that is unique, and the same as long as its words are."""

import re
import unicodedata

import msgspec

from exporter.messages import Report
from exporter.model.article import Article
from exporter.model.nodes import Block, Figure, Heading, Node, Span, Table
from exporter.model.walk import plain_text, rewrite, walk

_TEMPLATE_IDS = re.compile(r"fn(?:ref)?-\d+")


def identify(article: Article, report: Report) -> Article:
    """Keep the author's ids where they are unique and valid; make the others from the words.

    The first of two equal ids keeps it, the second is renamed with a warning, so that links reach the first.
    """
    nodes = [node for node in walk((article.standfirst, article.body)) if isinstance(node, (Block, Span))]
    reserved = {valid_id(node.id) for node in nodes if node.id}
    taken: set[str] = set()

    def name(node: Node) -> Node:
        if not isinstance(node, (Block, Span)):
            return node
        if node.id:
            wanted = valid_id(node.id)
            given = _unique(wanted, taken, reserved - {wanted})
            if given != wanted and wanted in taken:
                report.add(
                    "P102",
                    f'the id "{node.id}" stands twice; links to it reach the first',
                    f'give this one another id; it is "{given}" now',
                    node.origin,
                )
        elif isinstance(node, (Heading, Figure, Table)):
            words = node.children if isinstance(node, Heading) else node.caption
            fallback = "section" if isinstance(node, Heading) else type(node).__name__.lower()
            given = _unique(slug(plain_text(words)) or fallback, taken, reserved)
        else:
            return node
        taken.add(given)
        return node if given == node.id else msgspec.structs.replace(node, id=given)

    return msgspec.structs.replace(
        article, standfirst=rewrite(article.standfirst, name), body=rewrite(article.body, name)
    )


def slug(words: str) -> str:
    """An id from words: lower case, hyphens between words, letters of any script kept, at most 60 characters.

    GitHub's rule for headings, but that a first digit gets an "s" before it, since an XML id may not begin with one.
    """
    text = unicodedata.normalize("NFC", words).lower().strip()
    text = re.sub(r"[^\w\- ]", "", text).replace(" ", "-").strip("-_")[:60].strip("-")
    return valid_id(text) if text else ""


def valid_id(text: str) -> str:
    """The text as an XML NCName (Namespaces in XML 1.0, production 4): no spaces, signs or leading digit."""
    text = re.sub(r"[^\w.\-]", "-", text)
    return text if re.match(r"[^\W\d]", text) else f"s{text}"


def _unique(wanted: str, taken: set[str], reserved: set[str]) -> str:
    if _TEMPLATE_IDS.fullmatch(wanted):
        wanted += "-x"  # fn-1 and fnref-1 are the notes' own
    given, count = wanted, 1
    while given in taken or given in reserved:
        count += 1
        given = f"{wanted}-{count}"
    return given
