"""Journal articles in JATS (NISO Z39.96): front, body and back, alone or many in one file.

An article becomes the same elements as HTML has (`tree`), so that tables, notes and figures are converted as
everywhere; what is said about it is its front (`front`).
"""

from collections.abc import Iterator
from typing import Any

import msgspec

from exporter.errors import SourceError
from exporter.messages import Decision, Report
from exporter.model.article import Article
from exporter.model.nodes import Text
from exporter.model.walk import plain_text
from exporter.origin import Origin, Source
from exporter.readers import ReadOptions, refusal
from exporter.readers.converter import Converter
from exporter.readers.elements import Child, TooDeepError
from exporter.readers.fields import metadata_of
from exporter.readers.front_matter import Field
from exporter.readers.xml.entries import titled
from exporter.readers.xml.feeds import local, origin_of
from exporter.readers.xml.jats.front import extra_of, fields_of
from exporter.readers.xml.jats.tree import Tree
from exporter.readers.xml.leftovers import with_leftovers
from exporter.readers.xml.stream import XmlStream, parts_of

# What is read of a front, though its words may be others in the article: dates, and text with markup.
_READ = ("pub-date", "date", "abstract", "trans-abstract", "name", "permissions", "fpage", "lpage", "volume", "issue")


def read(stream: XmlStream, source: Source, options: ReadOptions, report: Report) -> Iterator[Article]:
    """The articles of a journal's file. Raises SourceError when there is none in it."""
    number = 0
    for part in parts_of(stream, lambda node, depth: local(node) == "article" or depth == 1):
        if local(part) != "article" or part.find("front") is None:
            continue
        number += 1
        article = _article(part, number, source, options, report)
        if article is not None:
            yield article
    if not number:
        text = "the XML has no article with a front, as JATS wants it"
        raise SourceError(refusal(report, "R005", text, "read are RSS, Atom, exports of WordPress, and JATS",
                                  Origin(source.name)))  # fmt: skip


def _article(part: Any, number: int, source: Source, options: ReadOptions, report: Report) -> Article | None:
    origin = origin_of(part, source.name)
    fields = tuple(Field(key, value, origin, origin) for key, value in fields_of(part).items() if value)
    metadata, _ = metadata_of(fields, options.settings, report)
    told = len(report.decisions)
    try:
        tree = Tree(part, source, options, report)
        abstract = tree.standfirst()
        converter = Converter(tree.body(), {}, _plain, source.name, report, options.keep_all)
        body = converter.body()
        standfirst = converter.inlines(abstract.children) if abstract else ()
    except (TooDeepError, RecursionError):
        text = f'"{metadata.title[:80]}" is nested more than {options.max_depth} levels deep, and was left out'
        report.add("R704", text, "take its elements out of each other", origin)
        report.decisions.append(_decision(origin, "left-out", metadata.title, number, "it is nested too deeply"))
        return None
    report.decisions[told:] = [msgspec.structs.replace(one, article=number) for one in report.decisions[told:]]
    metadata = titled(metadata, body, origin, report)
    report.decisions.append(_decision(origin, "article", metadata.title, number))
    summary = " ".join(plain_text(standfirst).split())
    metadata = msgspec.structs.replace(metadata, summary=summary, extra=extra_of(part))
    article = Article(metadata=metadata, body=body, standfirst=standfirst)
    front = part.find("front")
    done = list(front.iter(*_READ))
    return with_leftovers(article, front, done, number, source.name, options, report)


def _plain(text: str, origin: Origin) -> list[Child]:
    """Words in an attribute, which hold no markup here."""
    return [Text(value=text, origin=origin)]


def _decision(origin: Origin, role: str, text: str, number: int, why: str = "") -> Decision:
    return Decision(
        origin=origin, role=role, rule="jats-article", confidence=1.0, text=text[:80], why=why, article=number
    )
