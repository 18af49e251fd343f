"""Sets the words of an article after the typography of their language, once, for all formats.

Text alone changes: never code, raw markup, addresses, or what the author typed in its final form. A paragraph is one
run of text whatever its markup, so that the space of `*mot* !` is found; each character is set in the language of its
nearest ancestor that states one. No letter and no digit ever changes.
"""

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator
from itertools import accumulate
from typing import Any

import msgspec

from exporter.messages import Report
from exporter.model import nodes as n
from exporter.model.article import Article
from exporter.model.metadata import Metadata
from exporter.model.walk import plain_text, tree_fields
from exporter.passes.conventions import Convention, convention_of
from exporter.passes.quotation import BREAK, CLOSE, OBJECT, OPEN, Edits, glyphs
from exporter.passes.spacing import around_signs, between_words

_Step = Callable[[str, Convention], Edits]
# What templates print of the metadata as running text; names, keywords and identifiers stay as they were given.
_PRINTED = ("title", "subtitle", "summary", "section")
# Nothing inside these is a sentence: addresses of the web, of mail and of files, entities, placeholders, :smile:.
# No part looks further than the longest that it can be taken for: else one long word would be gone through for each of
# its letters.
_FIXED = re.compile(
    r"(?:(?<![A-Za-z])[A-Za-z][A-Za-z0-9+.-]{0,30}://|www\.|mailto:)[^\s<>\"«»“”\ufdd0-\ufdd3]*[^\s<>\"«»“”.,;:!?'’)\]}*_~\ufdd0-\ufdd3]"
    r"|(?<![\w.+-])[\w.+-]{0,63}\w@\w[\w-]{0,63}(?:\.\w[\w-]{0,63})+"
    r"|(?<![\w/])(?:[\w-]{1,63}\.){1,20}[A-Za-z]{2,63}/[^\s«»\"\ufdd0-\ufdd3]*[^\s<>\"«»“”.,;:!?'’)\]}\ufdd0-\ufdd3]"
    r"|&#?\w{1,32};|\{\{[^{}\n]{0,500}\}\}|(?<!\w):[a-z0-9_+-]{1,60}:(?!\w)"
)
_MAY_BE_FIXED = re.compile(r"[@&{/]|www\.|:[a-z]")


def set_typography(article: Article, report: Report) -> Article:
    """Set every text of an article in its own language; `typography: off` in its metadata leaves all alone.

    Ids are made from the author's characters, so this runs after `identify`. A note tells how many places were set.
    """
    metadata = article.metadata
    if metadata.typography == "off":
        return article
    setter = _Setter()
    article = msgspec.structs.replace(
        article,
        metadata=setter.metadata(metadata),
        standfirst=setter.sequence(article.standfirst, metadata.lang),
        body=setter.sequence(article.body, metadata.lang),
    )
    if setter.places:
        text = f"{setter.places} place(s) of the text were set after the typography of their language"
        report.add("P108", text, "to keep every character as it was typed: --typography off")
    return article


class _Setter:
    """Sets the runs of one article and counts the places that it changed."""

    def __init__(self) -> None:
        self.places = 0

    def metadata(self, metadata: Metadata) -> Metadata:
        changes = {}
        for name in _PRINTED:
            value = getattr(metadata, name)
            (new,) = self._set([value], [metadata.lang])
            if new != value:
                changes[name] = new
        return msgspec.structs.replace(metadata, **changes) if changes else metadata

    def sequence(self, items: tuple[Any, ...], lang: str) -> tuple[Any, ...]:
        """A field of a node: inlines, which are one run, or nodes and sequences that hold such runs."""
        if items and isinstance(items[0], n.Inline):
            return self._inlines(items, lang)
        new = tuple(self.sequence(item, lang) if isinstance(item, tuple) else self._node(item, lang) for item in items)
        return items if all(a is b for a, b in zip(items, new, strict=True)) else new

    def _node(self, node: n.Node, lang: str) -> n.Node:
        lang = getattr(node, "lang", "") or lang
        changes = {}
        for field in tree_fields(type(node)):
            value = getattr(node, field)
            new = self.sequence(value, lang)
            if new is not value:
                changes[field] = new
        return msgspec.structs.replace(node, **changes) if changes else node

    def _inlines(self, inlines: tuple[Any, ...], lang: str) -> tuple[Any, ...]:
        pieces = list(_pieces(inlines, lang))
        texts = [text for text, _ in pieces]
        new = self._set(texts, [lang for _, lang in pieces])
        noted = any(isinstance(node, n.Note) for node in _flat(inlines))
        return self._rebuilt(inlines, lang, iter(new)) if noted or new != texts else inlines

    def _set(self, texts: list[str], langs: list[str]) -> list[str]:
        """The texts of one run as they are to be set, each in its own language."""
        conventions = {lang: convention_of(lang) for lang in langs}
        texts = self._step(glyphs, texts, langs, conventions)
        if any(convention.high is not None for convention in conventions.values()):
            # Where two languages meet at a space, what one leaves of it can be another's to set.
            for _ in conventions:
                texts = self._step(around_signs, texts, langs, conventions)
        return self._step(between_words, texts, langs, conventions)

    def _step(self, step: _Step, texts: list[str], langs: list[str], conventions: dict[str, Convention]) -> list[str]:
        whole = "".join(texts)
        shown = _FIXED.sub(_hidden, whole) if _MAY_BE_FIXED.search(whole) else whole
        ends = list(accumulate(map(len, texts)))
        edits: Edits = {}
        for lang, convention in conventions.items():  # each reads the whole run, and sets what is its own
            own = step(shown, convention).items()
            edits.update((place, new) for place, new in own if langs[bisect_right(ends, place)] == lang)
        self.places += sum(1 for new in edits.values() if new)
        return _edited(texts, ends, edits) if edits else texts

    def _rebuilt(self, inlines: Iterable[Any], lang: str, texts: Iterator[str]) -> tuple[Any, ...]:
        """The same inlines with new texts, taken in the order of `_pieces`."""
        result: list[Any] = []
        for node in inlines:
            if isinstance(node, n.Text):
                new = next(texts)
                result.append(node if new == node.value else msgspec.structs.replace(node, value=new))
            elif isinstance(node, n.Note):
                next(texts)
                result.append(self._node(node, lang))
            elif not _has_text(node):
                next(texts)
                result.append(node)
            else:
                quoted = isinstance(node, n.Quote)
                if quoted:
                    next(texts)
                children = self._rebuilt(node.children, getattr(node, "lang", "") or lang, texts)
                if quoted:
                    next(texts)
                same = all(a is b for a, b in zip(node.children, children, strict=True))
                result.append(node if same else msgspec.structs.replace(node, children=children))
        return tuple(result)


def _pieces(inlines: Iterable[Any], lang: str) -> Iterator[tuple[str, str]]:
    """Each text of a run with its language; one sign of no text for everything else."""
    for node in inlines:
        if isinstance(node, n.Text):
            yield node.value, lang
        elif not _has_text(node):
            yield BREAK if isinstance(node, n.LineBreak) else OBJECT, lang
        else:
            quoted = isinstance(node, n.Quote)
            if quoted:
                yield OPEN, lang
            yield from _pieces(node.children, getattr(node, "lang", "") or lang)
            if quoted:
                yield CLOSE, lang


def _flat(inlines: Iterable[Any]) -> Iterator[n.Node]:
    for node in inlines:
        yield node
        yield from _flat(getattr(node, "children", ()))


def _has_text(node: Any) -> bool:
    """Whether an inline holds further ones that are set; the address that a link shows is none."""
    if isinstance(node, n.Link):
        words = plain_text(node.children)
        return any(map(str.isspace, words)) or words not in node.target
    return hasattr(node, "children")


def _hidden(found: re.Match[str]) -> str:
    return OBJECT * len(found.group())


def _edited(texts: list[str], ends: list[int], edits: Edits) -> list[str]:
    """The texts with the edits made, each in the text that its character stands in."""
    result: list[Any] = list(texts)
    for place, new in edits.items():
        at = bisect_right(ends, place)
        if isinstance(result[at], str):
            result[at] = list(texts[at])
        result[at][place - ends[at] + len(texts[at])] = new
    return ["".join(signs) for signs in result]
