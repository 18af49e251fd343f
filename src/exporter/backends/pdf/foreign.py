"""Lays out pages that are not ours, to be looked at: a document of a book, a piece of a Word file.

Comes in: the page as a tree, and what answers the addresses in it. Goes out: a PDF, and where some elements of the page
came to stand in it. Nothing is read from disk or network; the page may be anything that somebody made.
"""

from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from typing import Any

import msgspec

from exporter.backends.pdf.engine import weasyprint

# What an address below the top of the package means: the file's bytes and media type; None for none.
Fetch = Callable[[str], tuple[bytes, str] | None]
Place = tuple[int, tuple[float, float, float, float]]  # a page (the first is 1), and left, bottom, right, top in points
TOP = "http://package.invalid/"  # a name that nobody can own (RFC 2606); the fetcher answers for it
_POINTS = 0.75  # in a CSS pixel


class Laid(msgspec.Struct, frozen=True):
    """The PDF, and for each element that was asked for its place; None where it has no box."""

    data: bytes
    places: tuple[Place | None, ...]


class Unlaid(Exception):  # noqa: N818 - a picture less
    """The engine cannot lay the page out."""


def lay_out(root: Any, path: str, fetch: Fetch, elements: Sequence[Any], sheet: str) -> Laid:
    """Lay out a page that lies at a path of its package; `root` and `elements` are of the standard library's trees.

    Elements of XHTML have no namespace in it. `sheet` comes after what the page itself asks for. Raises Unlaid, and
    OutputError when the engine is missing.
    """
    engine = weasyprint()
    from weasyprint.text.fonts import FontConfiguration

    html_class, fetcher_class = _classes()
    fonts = FontConfiguration()
    fetcher = fetcher_class(fetch)
    try:
        style = engine.CSS(string=sheet, base_url=TOP, url_fetcher=fetcher, font_config=fonts)
        document = html_class(root, TOP + path, fetcher).render(font_config=fonts, stylesheets=[style])
        places = _places(document.pages, elements)
        return Laid(document.write_pdf(), places)
    except Exception as exc:  # of pages of any make the engine ends in anything
        raise Unlaid(type(exc).__name__) from exc


def _places(pages: Iterable[Any], elements: Sequence[Any]) -> tuple[Place | None, ...]:
    wanted = {id(element): number for number, element in enumerate(elements)}
    found: dict[int, Place] = {}
    for number, page in enumerate(pages, 1):
        for box in page._page_box.descendants():
            key = wanted.get(id(getattr(box, "element", None)))
            if key is None or not hasattr(box, "hit_area") or (key in found and found[key][0] != number):
                continue
            left, top, width, height = (float(side) * _POINTS for side in box.hit_area())
            bottom = float(page.height) * _POINTS - top - height
            here = left, bottom, left + width, bottom + height
            found[key] = number, _around(here, found[key][1]) if key in found else here
    return tuple(found.get(number) for number in range(len(elements)))


def _around(one: tuple[float, ...], other: tuple[float, ...]) -> tuple[float, float, float, float]:
    return min(one[0], other[0]), min(one[1], other[1]), max(one[2], other[2]), max(one[3], other[3])


@lru_cache(maxsize=1)
def _classes() -> tuple[type, type]:
    """Our HTML and fetcher classes, which derive from WeasyPrint's."""
    engine = weasyprint()
    import cssselect2
    from weasyprint.urls import URLFetcher, URLFetcherResponse

    class ForeignHtml(engine.HTML):  # type: ignore[misc, name-defined]
        """A page whose tree is there already."""

        def __init__(self, root: Any, address: str, fetcher: Any) -> None:
            self.base_url = address
            self.url_fetcher = fetcher
            self.media_type = "screen"
            self.wrapper_element = cssselect2.ElementWrapper.from_html_root(root, content_language=None)
            self.etree_element = self.wrapper_element.etree_element

    class PackageFetcher(URLFetcher):  # type: ignore[misc]
        """Answers for what is in the package; nothing of disk or network."""

        def __init__(self, answer: Fetch) -> None:
            super().__init__(ssl_context=object(), allowed_protocols=())
            self._answer = answer

        def fetch(self, url: str, headers: Any = None) -> Any:  # noqa: ARG002 - the engine's signature
            found = self._answer(url.removeprefix(TOP)) if url.startswith(TOP) else None
            if found is None:
                raise ValueError(f"{url} is outside the package")
            data, media_type = found
            return URLFetcherResponse(url, data, {"Content-Type": media_type})

    return ForeignHtml, PackageFetcher
