"""A collection as one Word file: articles are set as pieces, and written one behind another with what is around."""

from collections.abc import Iterable, Iterator
from hashlib import sha256
from typing import BinaryIO

import msgspec

from exporter.backends.docx.alone import alone
from exporter.backends.docx.bookmarks import place_name
from exporter.backends.docx.collection import Book, Chapter, write_collection
from exporter.backends.docx.pieces import Depth, DocxPiece, piece_of
from exporter.batch.bench import Bench, Printed, Refused
from exporter.batch.matter import TITLE_PAGE, About, composed, contents, indexes, main_tasks, title_page
from exporter.batch.plan import Volume
from exporter.batch.sources import Sources
from exporter.batch.store import Store, name_of
from exporter.batch.tasks import SetOrder, Setting, Task, prove, set_each
from exporter.checks.receipt.comparing import Difference
from exporter.errors import OutputError
from exporter.messages import Message, Report
from exporter.model.article import Article
from exporter.model.metadata import Metadata
from exporter.publication import ELSEWHERE, Pages, Publication
from exporter.publication.look import find_look

_CONTENTS = "contents.1"  # its key, which no article has


class DocxEdition:
    """A volume as a Word file."""

    format = "docx"

    def __init__(self, bench: Bench, about: About, volume: Volume, printed: Printed) -> None:
        self._bench = bench
        self._about = about
        self._volume = volume
        self._printed = printed
        self._names: dict[str, str] = {}

    def set(self) -> Refused:
        """Set all that is in it; the messages of articles that were refused."""
        about, volume, bench = self._about, self._volume, self._bench
        page_of = self._printed.page_of
        title, *main = main_tasks(about, volume, bench.keep)
        lines = next(contents(about, volume, page_of, at_once=len(main)))
        tasks = [
            title,
            Task(key=_CONTENTS, path="", article=bench.keep(lines), page="contents"),
            *(
                msgspec.structs.replace(task, depth=self._depth, pages=self._printed.pages_of(task.key))
                for task in main
            ),
            *(
                Task(key=f"index.{number}", path="", article=bench.keep(article), page="index", depth=self._depth)
                for number, article in enumerate(indexes(about, volume, page_of), 1)
            ),
        ]
        self._names, refused = bench.set(self.format, set_for_docx, tasks)
        return refused

    def write(self, sink: BinaryIO, sources: Sources | None) -> None:
        """Write the file, with the sources that it is to carry."""
        about, store, report = self._about, self._bench.store, self._bench.report
        opening = composed(about, title_page(about, self._volume), "title", "book", report)
        extra = {"collection": about.title}
        bare = Article(metadata=Metadata(title=about.title, lang=about.lang, extra=extra))
        furniture = composed(about, bare, "furniture", "book", report)
        look = find_look(about.layout)
        book = Book(
            opening=opening,
            furniture=furniture,
            depth=_depth("article", self._depth),
            theme=lambda scripts: look.of_scripts(scripts, opening.theme.script).theme,
        )

        try:
            stored, types = (sources.stored, sources.media_types) if sources else (None, None)
            write_collection(sink, book, self._chapters(), store.get, stored, types)
        except OverflowError as exc:
            text = "the text of the Word file would take 4 GB or more, which no program opens"
            raise OutputError(Message("L403", "error", text, "split it: --volumes 1000")) from exc

    def used(self) -> Iterator[str]:
        """The names in the store of all that it is made of."""
        for name in self._names.values():
            yield name
            yield from (file.kept for file in _piece_from(self._bench.store, name).pictures)

    @property
    def _depth(self) -> int:
        """The level of articles' titles: below those of parts, where there are any."""
        return 2 if any(part.title for part in self._volume.parts) else 1

    def _chapters(self) -> Iterator[Chapter]:
        first = next(key for key in self._names if key not in (TITLE_PAGE, _CONTENTS))
        *_, last = self._names
        behind = next((key for key in self._names if key.startswith("index.")), "")
        for key, name in self._names.items():
            piece = _piece_from(self._bench.store, name)
            yield Chapter(piece, begins=key == first, is_behind=key == behind, last=key == last)


def set_for_docx(order: SetOrder, tasks: tuple[Task, ...]) -> list[Setting]:
    """Each article set as a piece of a Word file, or its messages why not."""
    return set_each("docx", "book", _piece, order, tasks)


def _piece(
    order: SetOrder, store: Store, task: Task, article: Article, publication: Publication, report: Report
) -> bytes:
    def keep(data: bytes) -> str:
        name = name_of("media", sha256(data).hexdigest())
        store.put(name, data)
        return name

    numbers = {"title": "", "contents": "lowerRoman"}.get(task.page, "decimal")
    publication = msgspec.structs.replace(publication, pages=Pages(task.pages, len(task.pages)))
    piece = piece_of(publication, task.key, order.lang, _depth(task.page, task.depth), keep, numbers)

    def differences() -> Iterable[Difference]:
        from exporter.checks.receipt import differences_of
        from exporter.checks.receipt.docx import read_docx

        return differences_of(article, publication, read_docx(alone(piece), _elsewhere(publication)))

    prove(order, task, "docx", report, differences)
    return msgspec.msgpack.encode(piece)


def _depth(page: str, depth: int) -> Depth:
    return Depth(depth if page == "article" else 1, 1 if page == "index" else depth)


def _elsewhere(publication: Publication) -> dict[str, str]:
    """The places in other articles that a page's links lead to, by the names of their bookmarks."""
    targets = {link.get("href", "") for link in publication.page.root.iter("a")}
    inside = (target.removeprefix(ELSEWHERE) for target in targets if target.startswith(ELSEWHERE))
    return {place_name(*target.split("#")): f"{ELSEWHERE}{target}" for target in inside}


def _piece_from(store: Store, name: str) -> DocxPiece:
    return msgspec.msgpack.decode(store.get(name), type=DocxPiece)
