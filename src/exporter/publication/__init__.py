"""What is set: one semantic XHTML page with its pictures, metadata, labels and theme; every backend takes this."""

from typing import TYPE_CHECKING, Any, Literal

import msgspec

from exporter.model.assets import Asset
from exporter.model.metadata import Metadata, Typography

if TYPE_CHECKING:  # a cold build forks before it loads these
    from exporter.kept import Kept
    from exporter.publication.labels import Labels
    from exporter.theme import Theme


# What a link to another article of the same collection begins with; its key follows, and perhaps "#" and an id.
ELSEWHERE = "article:"
PdfStandard = Literal["a-3a+ua-1", "a-2a", "ua-1"]


class Layout(msgspec.Struct, frozen=True, kw_only=True):
    """How an article is to be set: its kind (a folder of templates), theme, page, and the user's own templates.

    Without a kind it is the one that the article names (`kind: press-release`), and a brief when it names none.
    `brand` is the file of a house's brand (`_brand.yml`), which dresses the theme.
    `reference_doc` is the house's own Word file, whose look the DOCX takes over.
    `pdf_standard` is what a PDF says that it is: PDF/A-3a and PDF/UA-1 in one file, PDF/A-2a, or PDF/UA-1.
    `pictures` "original" keeps every pixel; "print" makes copies of 300 an inch of pictures that are much finer.
    `typography` "off" leaves every character as the author typed it, as `typography: off` in the article does.
    """

    kind: str = ""
    theme: str = "editorial"
    page_size: str = ""
    templates: str = ""
    brand: str = ""
    reference_doc: str = ""
    typography: Typography = "auto"
    pictures: Literal["print", "original"] = "print"
    pdf_standard: PdfStandard = "a-3a+ua-1"


class Page(msgspec.Struct, frozen=True):
    """One XHTML page of the vocabulary; `root` is its lxml `html` element, without namespaces.

    Its users never change it; who needs another shape works on a copy. It crosses to another process as XML.
    """

    root: Any
    title: str
    lang: str
    dir: str

    def __reduce__(self) -> tuple[Any, ...]:
        from lxml import etree

        return _page, (etree.tostring(self.root), self.title, self.lang, self.dir)


def _page(markup: bytes, title: str, lang: str, dir: str) -> Page:
    from lxml import etree

    return Page(etree.fromstring(markup, etree.XMLParser(huge_tree=True, resolve_entities=False)), title, lang, dir)


class Pages(msgspec.Struct, frozen=True):
    """On which printed page each id is, and how many there are; from the layout of the PDF, empty where none was
    needed."""

    of: dict[str, int] = {}
    count: int = 0


class ReferenceDoc(msgspec.Struct, frozen=True):
    """A Word file that a DOCX takes its look from: its name and its bytes, unchecked."""

    name: str
    data: bytes


class Publication(msgspec.Struct, frozen=True, kw_only=True):
    """A page and all that stands beside it.

    `assets` are the pictures that the page shows, by key ("assets/HASH.png", the value of `img/@src`).
    `kept` is the source that every file made is to carry.
    `print_css` is the stylesheet of paged media, `book_css` that of reading systems.
    """

    page: Page
    metadata: Metadata
    assets: dict[str, Asset]
    labels: "Labels"
    theme: "Theme"
    print_css: str
    book_css: str
    pages: Pages = Pages()
    reference_doc: ReferenceDoc | None = None
    kept: "Kept | None" = None
    pdf_standard: PdfStandard = "a-3a+ua-1"


def shows_pages(root: Any) -> bool:
    """Whether a page's markup shows on which printed page something is: a table of contents, a page reference."""
    return root.find(".//nav") is not None or root.find(".//a[@class='page-reference']") is not None
