"""Lays a publication out with WeasyPrint: the page as it is, its stylesheet, its fonts, and nothing from outside."""

import gc
import logging
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import lru_cache, partial
from typing import Any

import msgspec

from exporter.backends.pdf.actual_text import say_what_glyphs_stand_for
from exporter.backends.pdf.conformance import conform, info_of
from exporter.backends.pdf.contents_tags import mark_contents
from exporter.backends.pdf.drawings import in_theme_fonts
from exporter.backends.pdf.engine import no_system_fonts, weasyprint
from exporter.backends.pdf.faces import PrintedFace, needed_faces
from exporter.backends.pdf.fitting import fit
from exporter.backends.pdf.footnotes import misplaced, move_to_calls
from exporter.backends.pdf.glyph_letters import map_glyphs_to_letters
from exporter.backends.pdf.half_tags import halves_kept
from exporter.backends.pdf.hyphenation import know_patterns
from exporter.backends.pdf.pictures import taken_as_they_are
from exporter.backends.pdf.rare_letters import mark_words
from exporter.errors import OutputError
from exporter.messages import Message, Report
from exporter.model.assets import Asset
from exporter.publication import Pages, Publication

_BASE = "publication:/"
NUMBER = "data-number"  # the attribute of a numbered element
# Warnings about what other messages have said already: descriptions (R306), ids (P102).
_KNOWN = re.compile("only allowed in page margins|has no required alt|^Anchor defined twice")
# No output intent of the engine's own: `conform` adds it.
_OPTIONS = {"pdf_tags": True, "output_intent": ""}
_VARIANTS = {"a-3a+ua-1": "pdf/a-3a", "a-2a": "pdf/a-2a", "ua-1": "pdf/ua-1"}


def options_of(publication: Publication) -> dict[str, Any]:
    """What the engine is told of the PDF."""
    return {**_OPTIONS, "pdf_variant": _VARIANTS[publication.pdf_standard]}


def load() -> None:
    """Import the engine."""
    with _without_collector():
        weasyprint()
        _classes()


class Printed(msgspec.Struct, frozen=True):
    """The PDF's bytes, and where each id came to stand."""

    data: bytes
    pages: Pages


def lay_out(publication: Publication, report: Report) -> Printed:
    """The PDF of a publication. Raises OutputError when the engine is missing or gives up."""
    with laid_out(publication, report) as document:
        data: bytes = document.write_pdf(
            finisher=partial(conform, publication), pdf_identifier=True, **options_of(publication)
        )
        return Printed(data, _pages(document))


@contextmanager
def laid_out(publication: Publication, report: Report, numbered: bool = False) -> Iterator[Any]:
    """The engine's document of a publication, to be written inside. Raises OutputError as `lay_out` does.

    With `numbered` each element bears its number in the page's markup, in the order of the text.
    """
    engine = weasyprint()
    mark_contents()
    say_what_glyphs_stand_for()
    map_glyphs_to_letters()
    with _collected(engine, report), _without_collector(), halves_kept(publication.page.root):
        try:
            document = _rendered(publication, numbered)
            document.metadata = info_of(publication)
            yield document
        except (ValueError, TypeError, IndexError, KeyError, AttributeError, AssertionError, RecursionError) as exc:
            # What its layout ends in on a page that it cannot set; seen with huge spans and nested floats.
            text = f"the layout engine gave up: {type(exc).__name__}: {str(exc)[:120]}"
            message = Message(
                "B108", "error", text, "simplify the table or box that it stopped at, or leave out the PDF"
            )
            raise OutputError(message) from exc


def _pages(document: Any) -> Pages:
    found: dict[str, int] = {}
    for number, page in enumerate(document.pages, 1):
        for identifier in page.anchors:
            found.setdefault(identifier, number)
    return Pages(found, len(document.pages))


def _rendered(publication: Publication, numbered: bool) -> Any:
    """The pages. A note that the engine misplaces is left at the end of the article, then all of them are."""
    html_class, fetcher_class = _classes()
    theme = publication.theme
    fetcher = fetcher_class({key: in_theme_fonts(asset, theme) for key, asset in publication.assets.items()})
    fonts, sheets = _stylesheets(publication.print_css, needed_faces(publication))
    root = publication.page.root
    know_patterns({root.get("lang", ""), *(element.get("lang") for element in root.iterfind(".//*[@lang]"))})
    kept: frozenset[str] = frozenset()
    while True:
        root = _copy(publication)
        for number, element in enumerate(root.iter() if numbered else ()):
            element.set(NUMBER, str(number))
        mark_words(root, theme)
        fit(root, theme, publication.labels["page_reference"])
        moved = move_to_calls(root, kept)
        pictures = taken_as_they_are(publication.assets)
        document = html_class(root, fetcher).render(
            font_config=fonts, stylesheets=sheets, cache=pictures, **options_of(publication)
        )
        lost = misplaced(document, moved)
        if not lost:
            return document
        kept |= moved if kept else lost


def _copy(publication: Publication) -> Any:
    """The page as an element tree of the standard library, the kind that WeasyPrint's own parser gives."""
    from xml.etree import ElementTree

    from lxml import etree

    # WeasyPrint 70 gives up at a paragraph separator in running text, which Pango takes for the end of the paragraph.
    markup = etree.tostring(publication.page.root).replace(b"&#8233;", b" ")
    return ElementTree.fromstring(markup)  # noqa: S314 - our own markup


@lru_cache(maxsize=16)
def _stylesheets(css: str, faces: tuple[PrintedFace, ...]) -> tuple[Any, list[Any]]:
    """The font configuration and parsed stylesheets, shared by all publications of one look in a process."""
    engine = weasyprint()
    from weasyprint.text.fonts import FontConfiguration

    files = {face.address: face for face in faces}
    rules = [
        f'@font-face {{ font-family: "{face.family}"; font-weight: {face.face.weight}; '
        f"font-style: {'italic' if face.face.italic else 'normal'}; src: url({address}) }}"
        for address, face in files.items()
    ]
    _, fetcher_class = _classes()
    with no_system_fonts():
        fonts = FontConfiguration()
    fetcher = fetcher_class({}, files)
    sheet = engine.CSS(string="\n".join([*rules, css]), font_config=fonts, base_url=_BASE, url_fetcher=fetcher)
    return fonts, [sheet]


@lru_cache(maxsize=1)
def _classes() -> tuple[type, type]:
    """Our HTML and fetcher classes; they derive from WeasyPrint's, which must not be imported before it is needed."""
    engine = weasyprint()
    import cssselect2
    from weasyprint.urls import URLFetcher, URLFetcherResponse

    class PageHtml(engine.HTML):  # type: ignore[misc, name-defined]
        """A page whose tree is there already: WeasyPrint 70 itself takes only text to parse."""

        def __init__(self, root: Any, fetcher: Any) -> None:
            self.base_url = _BASE
            self.url_fetcher = fetcher
            self.media_type = "print"
            self.wrapper_element = cssselect2.ElementWrapper.from_html_root(root, content_language=None)
            self.etree_element = self.wrapper_element.etree_element

    class PackageFetcher(URLFetcher):  # type: ignore[misc]
        """Answers a publication's pictures and the font files that it is given; nothing else of disk or network."""

        def __init__(self, assets: Mapping[str, Asset], faces: Mapping[str, PrintedFace] | None = None) -> None:
            # A context of our own, never used: Python 3.12 reads the system's certificates to make one.
            super().__init__(ssl_context=object(), allowed_protocols=())
            self._assets = assets
            self._faces = faces or {}

        def fetch(self, url: str, headers: Any = None) -> Any:  # noqa: ARG002 - the engine's signature
            asset = self._assets.get(url.removeprefix(_BASE))  # joined to the base or, as an image's, as it stands
            if asset is not None:
                return URLFetcherResponse(url, asset.data, {"Content-Type": asset.media_type})
            if url in self._faces:
                return URLFetcherResponse(url, self._faces[url].data(), {"Content-Type": "font/ttf"})
            raise ValueError(f"{url} is outside the publication")

    return PageHtml, PackageFetcher


class _Collector(logging.Handler):
    """Turns the engine's warnings into messages."""

    def __init__(self, report: Report) -> None:
        super().__init__(logging.WARNING)
        self._report = report

    def emit(self, record: logging.LogRecord) -> None:
        text = record.getMessage()
        if not _KNOWN.search(text):
            where = "article or template" if "image" in text else "stylesheet or template"
            self._report.add(
                "B105", f"the layout engine says: {text[:200]}", f"correct it in the {where} it comes from"
            )


@contextmanager
def _collected(engine: Any, report: Report) -> Iterator[None]:
    handler = _Collector(report)
    logger = engine.LOGGER
    logger.addHandler(handler)
    propagate, logger.propagate = logger.propagate, False
    try:
        yield
    finally:
        logger.removeHandler(handler)
        logger.propagate = propagate


@contextmanager
def _without_collector() -> Iterator[None]:
    """Switch the garbage collector off: a tenth of a layout's time goes into looking for what is not there."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()
