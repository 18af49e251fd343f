"""Gives every heading, figure and table an id that is unique, and the same as long as its words are."""

import re
import unicodedata
from collections.abc import Iterable

import msgspec

from exporter.messages import Report
from exporter.model.article import Article
from exporter.model.nodes import Block, Chart, Figure, Heading, Node, Span, Table
from exporter.model.walk import plain_text, rewrite, walk

# Namespaces in XML 1.0, production 4 (NCName): what an id may begin with, and what else it may hold.
_NAME_START = (
    "A-Z_a-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02ff\u0370-\u037d\u037f-\u1fff\u200c\u200d\u2070-\u218f"
    "\u2c00-\u2fef\u3001-\ud7ff\uf900-\ufdcf\ufdf0-\ufffd\U00010000-\U000effff"
)
# The same for Latin letters alone: the whole sets take 7 ms each to compile, which most articles need not spend.
_LATIN = "A-Z_a-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02ff"
_LATIN_NAME = re.compile(f"[{_LATIN}][{_LATIN}\\-.0-9]*")
_TEMPLATE_IDS = re.compile(r"fn(?:ref)?-\d+")
_MAX_SLUG = 60


def identify(article: Article, report: Report) -> Article:
    """Keep the author's ids where they are unique and valid; make the others from the words.

    The first of two equal ids keeps it, the second is renamed with a warning, so that links reach the first.
    """
    names = _Names(
        valid_id(node.id)
        for node in walk((article.standfirst, article.body))
        if isinstance(node, (Block, Span)) and node.id
    )

    def name(node: Node) -> Node:
        if not isinstance(node, (Block, Span)):
            return node
        if node.id:
            wanted = valid_id(node.id)
            given = names.of_author(wanted)
            if given is None:
                given = names.new(wanted)
                reason = "is a note's own" if names.is_reserved(wanted) else "stands twice; links to it reach the first"
                report.add(
                    "P102",
                    f'the id "{node.id}" {reason}',
                    f'give this one another id; it is "{given}" now',
                    node.origin,
                )
        elif isinstance(node, (Heading, Figure, Table, Chart)):
            words = node.children if isinstance(node, Heading) else node.caption
            given = names.new(slug(plain_text(words)) or ("section" if isinstance(node, Heading) else _kind(node)))
        else:
            return node
        return node if given == node.id else msgspec.structs.replace(node, id=given)

    return msgspec.structs.replace(
        article, standfirst=rewrite(article.standfirst, name), body=rewrite(article.body, name)
    )


class _Names:
    """The ids of one article: those that its author wrote, each given once, and new ones beside them."""

    def __init__(self, written: Iterable[str]) -> None:
        self._waiting = set(written)
        self._taken = set(self._waiting)
        self._counts: dict[str, int] = {}

    def of_author(self, wanted: str) -> str | None:
        """The author's own id for the first who asks, None for every other."""
        if wanted not in self._waiting or self.is_reserved(wanted):
            return None
        self._waiting.remove(wanted)
        return wanted

    def is_reserved(self, wanted: str) -> bool:
        """Whether an id is one that the templates give to notes and their calls."""
        return _TEMPLATE_IDS.fullmatch(wanted) is not None

    def new(self, wanted: str) -> str:
        """An id that nobody has: the wanted one, or with the next free number behind it."""
        given = wanted
        count = self._counts.get(wanted, 1)
        while given in self._taken or self.is_reserved(given):
            count += 1
            given = f"{wanted}-{count}"
        self._counts[wanted] = count
        self._taken.add(given)
        return given


def slug(words: str) -> str:
    """An id from words: lower case, hyphens between words, letters of any script kept, at most 60 characters.

    GitHub's rule for headings, but that a first digit gets an "s" before it, since an XML id may not begin with one.
    """
    text = github_slug(words).strip("-_")[:_MAX_SLUG].strip("-")
    return valid_id(text) if text else ""


def github_slug(words: str) -> str:
    """What GitHub makes of a heading's words: each space a hyphen, signs gone, no limit."""
    text = re.sub(r"\s", "-", unicodedata.normalize("NFC", words).lower().strip())
    if text.isascii():
        return re.sub(r"[^\w\-]", "", text)
    # Vowel signs and accents (M) belong to their letters; without them Hindi or Thai words fall apart.
    return "".join(sign for sign in text if sign in "-_" or unicodedata.category(sign)[0] in "LMN")


def valid_id(text: str) -> str:
    """The text as an XML NCName: signs that it may not hold become hyphens, and a letter stands first."""
    if _LATIN_NAME.fullmatch(text):
        return text
    text = re.sub(f"[^{_NAME_START}\\-.0-9\u00b7\u0300-\u036f\u203f\u2040]", "-", text)
    return text if re.match(f"[{_NAME_START}]", text) else f"s{text}"


def _kind(node: Node) -> str:
    return type(node).__name__.lower()
