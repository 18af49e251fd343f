"""What all of an OpenDocument text shares while it is read."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from exporter.messages import Report
from exporter.model import nodes as n
from exporter.origin import Origin
from exporter.readers.office.languages import plain_language
from exporter.readers.office.package import Package
from exporter.readers.office.telling import Teller
from exporter.readers.opendocument.names import TEXT, XLINK, count, place_name
from exporter.readers.opendocument.styles import Styles

if TYPE_CHECKING:
    from exporter.readers import ReadOptions

_LINE = "line"  # the attribute in which each paragraph keeps its number
_MOST_REPEATS = 5_000  # cells that a file may ask for without writing them
_PARAGRAPHS = (f"{TEXT}p", f"{TEXT}h")


class Context(Teller):
    """One file's reading; `read_blocks` reads the blocks of a note."""

    read_blocks: Callable[[Any], tuple[n.AnyBlock, ...]]

    def __init__(self, package: Package, styles: Styles, options: "ReadOptions", report: Report) -> None:
        super().__init__(package.name, options, report)
        self.package, self.styles = package, styles
        self.lang = ""
        self.rtl = False
        self.column_px = 0.0
        self.is_numbered = False
        self.lists: set[str] = set()
        self.referenced: set[str] = set()
        self.comment_count = 0
        self.repeats_left = _MOST_REPEATS
        self._labels = 0

    def next_label(self) -> str:
        """The label of the next note."""
        self._labels += 1
        return str(self._labels)

    def named(self, lang: str) -> str:
        """A language as the article names it."""
        return plain_language(lang)

    def origin(self, element: Any) -> Origin:
        """The place of an element: the number of its paragraph, or of the first one in it."""
        for near in (element, next(element.iter(*_PARAGRAPHS), None), *element.iterancestors(*_PARAGRAPHS)):
            if near is not None and near.get(_LINE):
                return Origin(self.name, count(near.get(_LINE), 1, 10_000_000))
        return Origin(self.name)

    def look_through(self, body: Any) -> None:
        """Count the paragraphs, so that messages can name and show them, and note which places are referred to."""
        lines: list[str] = []
        for element in body.iter(*_PARAGRAPHS):
            lines.append(" ".join("".join(element.itertext()).split()))
            element.set(_LINE, str(len(lines)))
        self.report.know(self.name, "\n".join(lines))
        for item in body.iter():
            if not isinstance(item.tag, str) or item.tag == f"{TEXT}sequence":
                continue
            name = item.get(f"{TEXT}ref-name") or (item.get(f"{XLINK}href", "") if item.tag == f"{TEXT}a" else "")
            if name:
                self.referenced.add(place_name(name.removeprefix("#")))
