"""Reads XML by its root element: RSS and Atom feeds, site exports of WordPress, journal articles in JATS.

The file is read piece by piece (`stream`), and each article is given as soon as it was read.
"""

from collections.abc import Callable, Iterator
from pathlib import Path

from exporter.errors import ExporterError, SourceError
from exporter.messages import Report
from exporter.model.article import Article
from exporter.origin import Origin, Source
from exporter.readers import ReadOptions, refusal
from exporter.readers.xml.stream import XmlStream

_JATS = frozenset(("article", "articles", "pmc-articleset", "article-set"))
ReadXml = Callable[[XmlStream, Source, ReadOptions, Report], Iterator[Article]]


def read(source: Source, options: ReadOptions, report: Report) -> Iterator[Article]:
    """The articles of a feed, a site export or a journal. Raises SourceError when the XML is broken or is none of them.

    Comments, drafts and what else is no article is left out, and told.
    """
    with source.opened() as file:
        stream = XmlStream(file, source.name, options, report)
        reader = _reader_of(stream)
        if reader is None:
            hint = "read are RSS, Atom, exports of WordPress, and JATS"
            if stream.root:
                text = f'no reader knows XML whose root element is "{stream.root}"'
            else:
                text = "there is no root element of XML in the first megabyte"
            raise SourceError(refusal(report, "R005", text, hint, Origin(source.name)))
        yield from reader(stream, source, options, report)


def is_known(file: Path) -> bool:
    """Whether an XML file is one that is read here; settings of programs are XML, too. Raises OSError."""
    report = Report()
    try:
        with file.open("rb") as data:
            return _reader_of(XmlStream(data, file.name, ReadOptions(), report)) is not None
    except ExporterError:
        return True  # reading it says what is wrong with it


def _reader_of(stream: XmlStream) -> ReadXml | None:
    if stream.root == "rss" and "wordpress.org/export" in stream.head:
        from exporter.readers.xml.wordpress import read as read_site

        return read_site
    if stream.root in ("rss", "feed") or (stream.root == "RDF" and "purl.org/rss/" in stream.head):
        from exporter.readers.xml.feeds import read as read_feed

        return read_feed
    if stream.root in _JATS and "docbook" not in stream.head:
        from exporter.readers.xml.jats import read as read_journal

        return read_journal
    return None
