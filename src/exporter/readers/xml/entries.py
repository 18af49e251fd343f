"""An entry of a feed or of a site export, and the article that it is."""

from typing import Any

import msgspec

from exporter.messages import Decision, Report
from exporter.model import nodes as n
from exporter.model.article import Article
from exporter.model.metadata import Metadata
from exporter.model.walk import plain_text, texts
from exporter.origin import Origin
from exporter.readers import ReadOptions
from exporter.readers.elements import TooDeepError
from exporter.readers.fields import metadata_of
from exporter.readers.front_matter import Field
from exporter.readers.generator import Masked
from exporter.readers.markup import blocks_of, inlines_of

_TITLE_LENGTH = 80


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """One entry: `fields` are metadata under the names of `readers.fields`, `extra` what has no such name.

    `content` and `summary` are HTML, the first of which begins at `start`; `files` are addresses and titles of what
    the entry brings with it.
    """

    origin: Origin
    start: Origin
    rule: str
    fields: dict[str, Any]
    content: Masked
    summary: Masked = Masked("")
    extra: dict[str, Any] = {}
    files: tuple[tuple[str, str], ...] = ()


class Told:
    """What a source has that is no article: decided one by one, told once a kind."""

    def __init__(self, name: str, report: Report) -> None:
        self._name = name
        self._report = report
        self._counts: dict[str, tuple[int, Origin]] = {}

    def left_out(self, origin: Origin, rule: str, text: str, why: str, kind: str, article: int = 1) -> None:
        """Decide that something is left out; `kind` names it where it is counted ("drafts")."""
        self.decide(origin, rule, text, why, article)
        count, first = self._counts.get(kind, (0, origin))
        self._counts[kind] = (count + 1, first)

    def decide(self, origin: Origin, rule: str, text: str, why: str, article: int = 1) -> None:
        """Decide it, and count it nowhere."""
        text = " ".join(text.split())
        self._report.decisions.append(
            Decision(
                origin=origin, role="left-out", rule=rule, confidence=1.0, text=_short(text), why=why, article=article
            )
        )

    def tell(self) -> None:
        """Say what was left out, a message for each kind."""
        for kind, (count, first) in self._counts.items():
            hint = "nothing to do, unless one of them is wanted: publish it at its site, and export anew"
            self._report.add("R706", f"left out as no articles: {kind} ({count})", hint, first)


def article_of(entry: Entry, number: int, options: ReadOptions, report: Report) -> Article | None:
    """The article of an entry, which is the source's `number`th; None, told, when it is nested too deeply."""
    fields = tuple(Field(key, value, entry.origin, entry.origin) for key, value in entry.fields.items() if value)
    metadata, _ = metadata_of(fields, options.settings, report)
    told = len(report.decisions)
    try:
        body = blocks_of(entry.content, entry.start, report, options)
        standfirst = inlines_of(entry.summary, entry.origin, report, options)
    except (TooDeepError, RecursionError):
        text = f'"{_short(metadata.title)}" is nested more than {options.max_depth} levels deep, and was left out'
        report.add("R704", text, "write it flatter at its site, and export it anew", entry.origin)
        _decide(entry, "left-out", metadata.title, number, report, "it is nested too deeply")
        return None
    report.decisions[told:] = [msgspec.structs.replace(one, article=number) for one in report.decisions[told:]]
    body = (*body, *(_link(address, title, entry.origin) for address, title in entry.files))
    metadata = titled(metadata, body, entry.origin, report)
    _decide(entry, "article", metadata.title, number, report)
    summary = " ".join(plain_text(standfirst).split())
    metadata = msgspec.structs.replace(metadata, summary=metadata.summary or summary, extra=entry.extra)
    return Article(metadata=metadata, body=body, standfirst=standfirst)


def titled(metadata: Metadata, body: tuple[n.AnyBlock, ...], origin: Origin, report: Report) -> Metadata:
    """The metadata with a title; where there is none, the first words stand for it, or the address."""
    if metadata.title:
        return metadata
    words = next((" ".join(text.split()) for text in texts(body) if text.strip()), "")
    title = _short(words) or metadata.url or metadata.date or "Untitled"
    report.add("R705", f'an article has no title; it is called "{title}"', "give it one at its site", origin)
    return msgspec.structs.replace(metadata, title=title)


def _decide(entry: Entry, role: str, text: str, number: int, report: Report, why: str = "") -> None:
    decision = Decision(
        origin=entry.origin, role=role, rule=entry.rule, confidence=1.0, text=_short(text), why=why, article=number
    )
    report.decisions.append(decision)


def _link(address: str, title: str, origin: Origin) -> n.Paragraph:
    words = n.Text(value=title or address, origin=origin)
    return n.Paragraph(children=(n.Link(target=address, children=(words,), origin=origin),), origin=origin)


def _short(text: str) -> str:
    """The first words of a text."""
    if len(text) <= _TITLE_LENGTH:
        return text
    return f"{text[:_TITLE_LENGTH].rpartition(' ')[0] or text[:_TITLE_LENGTH]}…"
