"""A collection as an EPUB: articles are set as pieces, and put together with title page, parts and indexes."""

import copy
import uuid
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from hashlib import sha256
from typing import BinaryIO

import msgspec

from exporter.backends.epub.collection import Book, Chapter, write_collection
from exporter.backends.epub.cover import cover_page, draw_cover
from exporter.backends.epub.embedding import Embedded, UsedFace, embedded
from exporter.backends.epub.metadata import Statement, accessibility, bibliography, global_identifier, modified
from exporter.backends.epub.pieces import Piece, PieceStyle, piece_of, style_of
from exporter.backends.pdf.page_breaks import mark_breaks
from exporter.batch.agreement import agree_on_look
from exporter.batch.bench import Bench, Printed, Refused
from exporter.batch.matter import TITLE_PAGE, About, composed, indexes, main_tasks, title_page, titles_of
from exporter.batch.plan import Volume
from exporter.batch.reading import picture_name
from exporter.batch.sources import Sources
from exporter.batch.store import Store
from exporter.batch.tasks import SetOrder, Setting, Task, prove, set_each
from exporter.checks.receipt.comparing import Difference
from exporter.messages import Report
from exporter.model.article import Article
from exporter.publication import Publication
from exporter.publication.accessibility import Seen, claims_from, hard_to_see
from exporter.publication.compose import stylesheet
from exporter.publication.look import Look, find_look

Used = Mapping[UsedFace, set[int]]  # the code points that are set in each face
Embed = Callable[[Used], Sequence[Embedded]]


class EpubEdition:
    """A volume as an EPUB."""

    format = "epub"

    def __init__(self, bench: Bench, about: About, volume: Volume, printed: Printed) -> None:
        self._bench = bench
        self._about = about
        self._volume = volume
        self._printed = printed
        self._pieces: dict[str, str] = {}
        self._earlier: list[str] = []  # pieces that were set again: the next run begins with them, too
        self._indexes: dict[str, str] = {}  # their titles by their keys

    def set(self) -> Refused:
        """Set all that is in it; the messages of articles that were refused."""
        about, volume, bench = self._about, self._volume, self._bench
        tasks = [*main_tasks(about, volume, bench.keep)]
        for number, article in enumerate(indexes(about, volume, lambda _: ""), 1):
            tasks.append(Task(key=f"index.{number}", path="", article=bench.keep(article), page="index"))
            self._indexes[f"index.{number}"] = article.metadata.title
        tasks = [msgspec.structs.replace(task, breaks=self._printed.breaks_of(task.key)) for task in tasks]
        self._pieces, refused = bench.set(self.format, set_for_epub, tasks)
        if refused:
            return refused
        linking = list(self._linking_further(tasks))
        names, refused = bench.set(self.format, set_for_epub, linking) if linking else ({}, {})
        self._earlier = [self._pieces[key] for key in names]
        self._pieces |= names
        return refused

    def _linking_further(self, tasks: Sequence[Task]) -> Iterator[Task]:
        """The articles that link to a place in a later document of a long one, which is known when that is set."""
        targets = {target for task in tasks for target in task.targets.values()}
        keys = {target.partition("#")[0] for target in targets if "#" in target[1:]}
        continued = {key: _piece_from(self._bench.store, self._pieces[key]).continued for key in sorted(keys)}

        def led(target: str) -> str:
            key, _, place = target.partition("#")
            file = continued.get(key, {}).get(place, "")
            return f"{file.removesuffix('.xhtml')}#{place}" if file else target

        for task in tasks:
            further = {address: led(target) for address, target in task.targets.items()}
            if further != task.targets:
                yield msgspec.structs.replace(task, targets=further)

    def write(self, sink: BinaryIO, sources: Sources | None) -> None:
        """Write the file, with the sources that it is to carry."""
        about, store = self._about, self._bench.store
        opening = composed(about, title_page(about, self._volume), "title", "book", self._bench.report)
        book = _book(about, self._volume, opening, find_look(about.layout), self._pieces, self._embedded)
        own: dict[str, bytes] = {key: asset.data for key, asset in opening.assets.items()}

        def picture(key: str) -> bytes:
            return own.get(key) or store.get(picture_name(key))

        write_collection(sink, book, self._chapters(), picture, sources.stored if sources else None)

    def _embedded(self, used: Used) -> Sequence[Embedded]:
        """The book's fonts, cut to size where there is memory for it: in a worker."""
        found: Sequence[Embedded] = next(self._bench.finish(embed_for_epub, [used]))
        return found

    def used(self) -> Iterator[str]:
        """The names in the store of all that it is made of."""
        for name in (*self._pieces.values(), *self._earlier):
            yield name
            yield from map(picture_name, _piece_from(self._bench.store, name).pictures)

    def _chapters(self) -> Iterator[Chapter]:
        about = self._about
        titles = titles_of(about, self._volume)
        yield self._chapter(TITLE_PAGE, "", 1, about.lang, "titlepage")
        for part in self._volume.parts:
            if part.title:
                yield self._chapter(part.key, part.title, 1, about.lang)
            for entry in part.entries:
                lang = entry.metadata.lang or about.lang
                yield self._chapter(entry.key, titles[entry.key], 2 if part.title else 1, lang, "bodymatter")
        for key, title in self._indexes.items():
            yield self._chapter(key, title, 1, about.lang, "index")

    def _chapter(self, key: str, title: str, level: int, lang: str, landmark: str = "") -> Chapter:
        piece = _piece_from(self._bench.store, self._pieces[key])
        return Chapter(title=title, level=level, piece=piece, lang=lang, landmark=landmark)


def set_for_epub(order: SetOrder, tasks: tuple[Task, ...]) -> list[Setting]:
    """Each article set as a piece of an EPUB, or its messages why not."""
    return set_each("epub", "book", _piece, order, tasks)


def embed_for_epub(order: SetOrder, items: tuple[Used, ...]) -> list[list[Embedded]]:
    """The look's fonts for the code points that are set in each."""
    agree_on_look(order.layout, order.look)
    theme = find_look(order.layout).theme
    return [embedded(theme, used) for used in items]


def _piece(
    order: SetOrder, store: Store, task: Task, article: Article, publication: Publication, report: Report
) -> bytes:
    if task.breaks:
        root = copy.deepcopy(publication.page.root)
        mark_breaks(root, task.breaks)
        page = msgspec.structs.replace(publication.page, root=root)
        publication = msgspec.structs.replace(publication, page=page)
    piece, documents = piece_of(publication, task.key, report)

    def differences() -> Iterable[Difference]:
        from exporter.checks.receipt import differences_of
        from exporter.checks.receipt.epub import read_documents

        found = read_documents({document.file: document.root for document in documents})
        return differences_of(article, publication, found)

    prove(order, task, "epub", report, differences)
    for key, asset in publication.assets.items():
        store.put(picture_name(key), asset.data)
    return msgspec.msgpack.encode(piece)


def _piece_from(store: Store, name: str) -> Piece:
    """A piece that was kept. Raises LostError when the store has it no more."""
    return msgspec.msgpack.decode(store.get(name), type=Piece)


def _book(about: About, volume: Volume, opening: Publication, look: Look, pieces: dict[str, str], embed: Embed) -> Book:
    metadata = about.collection.metadata
    title = about.volume_title(volume)
    cover = opening.assets.get(metadata.cover) or draw_cover(
        msgspec.structs.replace(opening, page=msgspec.structs.replace(opening.page, title=title))
    )
    # Equal articles in equal order make one book, whenever it is made.
    digest = sha256("\n".join((title, *(pieces[entry.key] for entry in volume.entries))).encode()).hexdigest()
    given = global_identifier(metadata)
    identifier = given if given and not volume.name else uuid.uuid5(uuid.NAMESPACE_URL, f"{given} {digest}").urn

    def css(style: PieceStyle) -> str:
        layout = msgspec.structs.replace(about.layout, kind="collection/article")
        return stylesheet(layout, look.of_scripts(style.scripts, style.script), style.dir, "book")

    def statements(seen: Seen) -> Iterator[Statement]:
        yield from bibliography(metadata, title, identifier, role="edt")
        yield from _contributors(volume)
        yield from _series(about)
        if seen.pages:
            yield Statement("pageBreakSource", f"{title} (PDF)")
        if metadata.certifier:
            seen += Seen(barriers=hard_to_see(look.theme))
        yield from accessibility(claims_from(seen, about.labels, metadata.certifier))

    style = style_of(opening.theme, opening.page.dir)
    return Book(
        title=title,
        lang=about.lang,
        dir=opening.page.dir,
        identifier=identifier,
        modified=max(_moments(about, volume)),
        statements=statements,
        labels=about.labels,
        cover=cover,
        cover_page=cover_page(opening, cover, style.file),
        style=style,
        embed=embed,
        stylesheet=css,
    )


def _contributors(volume: Volume) -> Iterable[Statement]:
    """Who wrote the articles, each once, in their order."""
    names = dict.fromkeys(person.name for entry in volume.entries for person in entry.metadata.authors)
    for number, name in enumerate(names, 1):
        yield Statement("dc:contributor", name, f"contributor-{number}")
        yield Statement("role", "aut", refines=f"contributor-{number}", scheme="marc:relators")


def _series(about: About) -> Iterable[Statement]:
    """The series of the collection (EPUB 3.3, belongs-to-collection)."""
    collection = about.collection
    if collection.series:
        yield Statement("belongs-to-collection", collection.series, "series")
        yield Statement("collection-type", "series", refines="series")
        if collection.position:
            yield Statement("group-position", collection.position, refines="series")


def _moments(about: About, volume: Volume) -> Iterable[datetime]:
    yield modified(about.collection.metadata)
    for entry in volume.entries:
        yield modified(entry.metadata)
