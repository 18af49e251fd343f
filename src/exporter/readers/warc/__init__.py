"""Reads web archives (WARC, plain or gzip; ARC): one article a page, with the pictures that were captured with it.

The file is gone through once to note what is where, then each page is taken by itself with its pictures, so that an
archive of any size needs the memory of one page.
"""

from collections.abc import Iterator
from typing import BinaryIO

import msgspec

from exporter.errors import SourceError
from exporter.messages import Decision, Report
from exporter.model.article import Article
from exporter.origin import Origin, Source
from exporter.readers import ReadOptions, refusal
from exporter.readers.warc.index import Index
from exporter.readers.warc.pages import PageError, WebPage, article_of_page
from exporter.readers.warc.pictures import with_pictures
from exporter.readers.warc.records import OF_THE_WEB, Fault, OnePieceError, Record, content_of, records_of
from exporter.readers.warc.streams import BrokenRecordError
from exporter.readers.xml.entries import titled

_MOST_TOLD = 20


def read(source: Source, options: ReadOptions, report: Report) -> Iterator[Article]:
    """The articles of a web archive. Raises SourceError when it is none, or is packed in one piece.

    Of several captures of a page the last one counts; with `keep_all` each is an article, and so are the words of a
    redirect or an error.
    """
    index = Index()
    try:
        with source.opened() as file:
            _look_through(file, index, source.name, report)
            yield from _Pages(file, index, source.name, options, report).articles()
    finally:
        index.close()


def _look_through(file: BinaryIO, index: Index, name: str, report: Report) -> None:
    """Note every record; tell those that are broken. Raises SourceError."""
    count = faults = 0
    try:
        for found in records_of(file):
            if isinstance(found, Fault):
                faults += 1
                if faults <= _MOST_TOLD:
                    text = f"the record at byte {found.offset:,} is left out: {found.reason}"
                    report.add("R711", text, "nothing to do; what was captured twice may stand elsewhere", Origin(name))
                continue
            count += 1
            if found.kind in OF_THE_WEB:
                index.add(found)
    except OnePieceError:
        text = "the web archive is packed in one piece, so that no record can be reached alone"
        message = refusal(report, "R712", text, "pack each record by itself: warcio recompress FILE NEW", Origin(name))
        raise SourceError(message) from None
    if faults > _MOST_TOLD:
        text = f"{faults - _MOST_TOLD} more records are left out, as they are broken"
        report.add("R711", text, "warcio check FILE names them", Origin(name))
    if not count:
        hint = "a web archive begins with WARC/1.0 or WARC/1.1, or is packed with gzip"
        raise SourceError(refusal(report, "R710", "there is no record of a web archive in it", hint, Origin(name)))
    index.complete()


class _Pages:
    """The pages of an archive, one after the other."""

    def __init__(self, file: BinaryIO, index: Index, name: str, options: ReadOptions, report: Report) -> None:
        self._file = file
        self._index = index
        self._name = name
        self._options = options
        self._report = report
        self._number = 0

    def articles(self) -> Iterator[Article]:
        for place in self._index.places():
            captures = self._index.captures(place)
            seen: set[str] = set()
            for capture in captures[::-1]:
                record = self._content_record(capture)
                if record is None:
                    continue
                mark = record.digest or f"{record.offset}"
                if mark in seen and not self._options.keep_all:
                    self._left_out(capture, "same-capture", "a later capture says the same")
                elif seen and not self._options.keep_all:
                    self._left_out(capture, "older-capture", "there is a later capture")
                else:
                    article = self._article(capture, record)
                    if article is None:
                        continue
                    yield article
                seen.add(mark)
        for media, count in self._index.others():
            text = f"{count} records of the type {media or 'unknown'}"
            self._decide(Origin(self._name), "left-out", "no-page", text, "no page; a picture stands in its article")

    def _content_record(self, capture: Record) -> Record | None:
        """The record that holds a capture's page; None, told, when it is none."""
        if capture.kind == "revisit":
            original = self._index.original(capture)
            if original is None:
                self._left_out(capture, "revisit", "what it saw again is not in the archive")
            elif original.media_type in ("text/html", "application/xhtml+xml") and original.status in (0, 200):
                return original
            return None
        if self._options.keep_all and capture.media_type in ("text/html", "application/xhtml+xml"):
            return capture
        if 300 <= capture.status < 400:
            self._left_out(capture, "redirect", f"leads to {capture.location[:200]}")
        elif capture.status not in (0, 200):
            self._left_out(capture, "status", f"the server answered {capture.status}")
        elif capture.media_type in ("text/html", "application/xhtml+xml"):
            return capture
        return None

    def _article(self, capture: Record, record: Record) -> Article | None:
        name = f"{self._name}#{capture.address}"
        origin = Origin(name)
        told = len(self._report.decisions)
        try:
            data = content_of(self._file, record, self._options.max_source_bytes)
            article = article_of_page(WebPage(data, capture.address, record.charset, name), self._options, self._report)
        except (BrokenRecordError, PageError) as exc:
            text = f"the page {capture.address[:200]} was left out: {exc}"
            self._report.add("R704", text, "capture it anew, or raise the limit with --max-source-mb", origin)
            self._left_out(capture, "unreadable", str(exc))
            return None
        if article is None:
            self._left_out(capture, "no-text", "there are no words on it")
            return None
        self._number += 1
        own = self._report.decisions[told:]
        self._report.decisions[told:] = [msgspec.structs.replace(one, article=self._number) for one in own]
        metadata = titled(article.metadata, article.body, origin, self._report)
        extra = {**metadata.extra, "captured": capture.date, "archive": self._name}
        metadata = msgspec.structs.replace(
            metadata,
            url=capture.address,
            source=metadata.source or f"{capture.address}, {capture.date[:10]}",
            extra=extra,
        )
        self._decide(origin, "article", "page", metadata.title, f"captured {capture.date}")
        article = msgspec.structs.replace(article, metadata=metadata)
        return with_pictures(article, capture, self._file, self._index, self._options, self._report)

    def _left_out(self, capture: Record, rule: str, why: str) -> None:
        self._decide(Origin(self._name), "left-out", rule, f"{capture.address} {capture.date}", why)

    def _decide(self, origin: Origin, role: str, rule: str, text: str, why: str) -> None:
        decision = Decision(
            origin=origin, role=role, rule=rule, confidence=1.0, text=text[:200], why=why, article=max(self._number, 1)
        )
        self._report.decisions.append(decision)
