"""Reads a web page into an article.

The way: bytes to text (`charset`), a tree (`page`), the article's part of it (`main_part`), the tree of the article
alone (`shape`), nodes (`readers.converter`); beside it what the page says of itself (`statements`, `metadata`).
"""

import re
from collections.abc import Iterator

import msgspec

from exporter.errors import SourceError
from exporter.messages import Message, Report
from exporter.model import nodes as n
from exporter.model.article import Article
from exporter.model.walk import depth_of, plain_text
from exporter.origin import Origin, Source
from exporter.readers import ReadOptions, check_size, refusal
from exporter.readers.characters import without_forbidden
from exporter.readers.converter import Converter
from exporter.readers.elements import Child, TooDeepError
from exporter.readers.fields import metadata_of
from exporter.readers.web.charset import text_of_page
from exporter.readers.web.cover import cover_of
from exporter.readers.web.main_part import is_small, main_part
from exporter.readers.web.metadata import fields_of
from exporter.readers.web.opinions import trafilatura_statements
from exporter.readers.web.page import Page, TooManyElementsError, page_of
from exporter.readers.web.saved import saved_page
from exporter.readers.web.shape import Shape
from exporter.readers.web.statements import statements

_XML = re.compile(r"^\s*<\?xml[^>]*\?>")


def read(source: Source, options: ReadOptions, report: Report) -> Iterator[Article]:
    """The article of a web page. Raises SourceError when the page is too large, too deep, or has no words."""
    check_size(source.name, len(source.data), options, report)
    text = text_of_page(source.data, "", source.name, report).replace("\r\n", "\n").replace("\r", "\n")
    text = without_forbidden(text, Origin(source.name), report)
    report.know(source.name, text)
    page = _page(text, source, report)
    for formula in page.unread:
        report.add("R708", f'the formula "{formula.text[:60]}" is shown as its letters alone', "write it in TeX",
                   Origin(source.name, formula.line))  # fmt: skip
    markup = _XML.sub("", page.markup or text)
    part = main_part(page.root, markup, options.keep_all)
    if not part.runs.runs:
        hint = "save the page after it was shown whole: its words may be put there by a script"
        raise SourceError(refusal(report, "R008", "the page has no words", hint, Origin(source.name)))
    found = statements(page.root)
    if is_small(markup, part.runs):
        found += trafilatura_statements(markup, Origin(source.name))
    else:
        hint = "compare it with the page; save the article without the rest of its site"
        text_ = "the page is so large that only its structure was asked where its article stands"
        report.add("R524", text_, hint, Origin(source.name))
    words = " ".join(part.runs.runs[place].text for place in sorted(part.kept))
    saved = saved_page(page.remarks, source.name)
    fields = fields_of(found, words, saved, report)
    metadata, _ = metadata_of(fields, options.settings, report)
    report.decisions.extend(part.decisions())
    try:
        shape = Shape(part, metadata.url, source.folder is not None, options.keep_all)
        tree = shape.tree(page.root)
        for one in sorted(shape.left, key=lambda one: one.origin.line):
            words = one.attrs.get("src") or one.attrs.get("data-src") or one.attrs.get("alt", "") or f"<{one.tag}>"
            report.leave_out(one.origin, "outside", words, f"<{one.tag}> outside the article")
        body = Converter(tree, {}, _plain_inline, source.name, report, options.keep_all).body()
    except RecursionError as exc:
        raise SourceError(_too_deep(Origin(source.name), report)) from exc
    if depth_of(body) > options.max_depth:
        raise SourceError(_too_deep(Origin(source.name), report))
    if not metadata.title:
        report.add("R101", "the page has no title", "give one with --set title=…", Origin(source.name))
    cover, alt = cover_of(found, body, metadata.url, source, options, report)
    if cover and not metadata.cover:
        metadata = msgspec.structs.replace(metadata, cover=cover, cover_alt=alt)
    yield Article(metadata=metadata, body=_without_title(body, metadata.title))


def _page(text: str, source: Source, report: Report) -> Page:
    try:
        return page_of(text, source.name)
    except TooDeepError as exc:
        raise SourceError(_too_deep(exc.origin, report)) from exc
    except TooManyElementsError as exc:
        hint = "save the article without the rest of the page"
        raise SourceError(refusal(report, "R523", f"the page has {exc}", hint, Origin(source.name))) from exc


def _too_deep(origin: Origin, report: Report) -> Message:
    hint = "save the page as its browser shows it, or copy its text"
    return refusal(report, "R210", "the page is nested too deeply to be read", hint, origin)


def _plain_inline(text: str, origin: Origin) -> list[Child]:
    return [n.Text(value=text, origin=origin)] if text else []


def _without_title(body: tuple[n.AnyBlock, ...], title: str) -> tuple[n.AnyBlock, ...]:
    """The body without the heading that is the title."""
    for place, block in enumerate(body[:4]):
        if isinstance(block, n.Heading) and _plain(plain_text(block)) == _plain(title):
            return (*body[:place], *body[place + 1 :])
    return body


def _plain(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.casefold()))
