"""A collection as one tagged PDF: articles are laid out as parts, get their numbers, and are put one behind another."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache
from hashlib import sha256
from typing import BinaryIO

import msgspec

from exporter.backends.pdf.alone import alone
from exporter.backends.pdf.attachments import embedded
from exporter.backends.pdf.book import Chunk, PartInfo, Slot, finished, info_of, plain_chunk, plain_numbers, write_book
from exporter.backends.pdf.book_fonts import Fonts, font_objects
from exporter.backends.pdf.parts import PageBreak, PartObject, PdfPart
from exporter.backends.pdf.piece import part_of
from exporter.backends.pdf.whole import MOST_OBJECTS, Portion, Whole, whole_of
from exporter.batch.agreement import store_of
from exporter.batch.bench import Bench, Printed, Refused
from exporter.batch.matter import TITLE_PAGE, About, contents, indexes, main_tasks
from exporter.batch.plan import Volume
from exporter.batch.sources import Sources
from exporter.batch.store import Store, name_of
from exporter.batch.tasks import SetOrder, Setting, Task, piece_name, prove, set_each
from exporter.checks.receipt.comparing import Difference
from exporter.errors import OutputError
from exporter.messages import Message, Report
from exporter.model.article import Article
from exporter.publication import Publication

_ATTACHED = 20  # files in one chunk
_ROUNDS = 4  # of laying out texts that name their own pages
_ROMAN = ((100, "c"), (90, "xc"), (50, "l"), (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))


class PdfEdition:
    """A volume as a PDF, and what it tells the other formats of its pages."""

    format = "pdf"

    def __init__(self, bench: Bench, about: About, volume: Volume, printed: Printed) -> None:  # noqa: ARG002 - itself
        self._bench = bench
        self._about = about
        self._volume = volume
        self._names: dict[str, str] = {}
        self._infos: dict[str, PartInfo] = {}
        self._fonts = Fonts()
        self._used: dict[str, dict[str, int]] = {}  # of each part, the places of its fonts by their resources' names
        self._pages: dict[str, int] = {}

    def set(self) -> Refused:
        """Lay out all that is in it; the messages of articles that were refused."""
        tasks = main_tasks(self._about, self._volume, self._bench.keep)
        refused = self._set(tasks)
        for _ in range(_ROUNDS):
            if refused:
                return refused
            self._number(tasks)
            moved = [task for task in tasks if self._infos[task.key].shows_pages and self._is_moved(task)]
            if not moved:
                break
            moved = [msgspec.structs.replace(task, first_page=self._pages[task.key]) for task in moved]
            by_key = {task.key: task for task in moved}
            tasks = [by_key.get(task.key, task) for task in tasks]
            refused = self._set(moved)
        bench, about, volume = self._bench, self._about, self._volume
        matter = [
            Task(key=f"{page}.{number}", path="", article=bench.keep(article), page=page)
            for page, articles in (
                ("contents", contents(about, volume, self.page_of)),
                ("index", indexes(about, volume, self.page_of)),
            )
            for number, article in enumerate(articles, 1)
        ]
        return self._set(matter)

    def page_of(self, key: str) -> str:
        """The number of the page on which an article or part begins, as printed; "" for what stands in front."""
        return str(self._pages.get(key, ""))

    def breaks_of(self, key: str) -> tuple[tuple[PageBreak, str], ...]:
        """Where the printed pages of an article begin, each with its number as printed."""
        if key not in self._pages:
            return ()
        first = self._pages[key]
        return tuple((place, str(first + number)) for number, place in enumerate(self._infos[key].breaks))

    def pages_of(self, key: str) -> dict[str, int]:
        """The printed pages of the ids of an article whose text names pages; empty for others."""
        info = self._infos[key]
        if not info.shows_pages or key not in self._pages:
            return {}
        return {name: self._pages[key] + page for name, (page, _, _) in sorted(info.places.items())}

    def write(self, sink: BinaryIO, sources: Sources | None) -> None:
        """Write the file, with the sources that it is to carry."""
        fonts: list[PartObject] = []
        numbers: list[int] = []
        for use in self._fonts.all:
            made, number = font_objects(use, _font(self._bench.store, use.file))
            numbers.append(1 + len(fonts) + number)
            fonts += [_moved(item, len(fonts)) for item in made]
        portions = [
            msgspec.structs.replace(portion, fonts={name: numbers[n] for name, n in self._used[portion.key].items()})
            for portion in self._portions()
        ]
        attached = _Attached(sources, 1 + plain_numbers(fonts))
        whole = whole_of(portions, attached.numbers, attached.free, self._about.lang)
        self._check_size(whole)
        items = [(self._names[p.key], slot) for p, slot in zip(portions, whole.slots, strict=True)]
        self._bench.watch.step("binding PDF", len(items))

        def chunks() -> Iterator[Chunk]:
            yield plain_chunk(fonts, 1)
            yield from attached.chunks()
            for chunk in self._bench.finish(finish_for_pdf, items):
                yield chunk
                self._bench.watch.done()

        write_book(sink, chunks(), whole.objects, whole.first)

    def used(self) -> Iterator[str]:
        """The names in the store of all that it is made of."""
        for name in self._names.values():
            yield name
            yield info_name(name)
        for use in self._fonts.all:
            yield font_name(use.file)

    def _set(self, tasks: Sequence[Task]) -> Refused:
        names, refused = self._bench.set(self.format, set_for_pdf, tasks)
        self._names |= names
        for task in tasks:
            if task.key in refused:
                continue
            info = _info_from(self._bench.store, names[task.key])
            # What a font has to have is known of all together.
            self._used[task.key] = {use.name: self._fonts.add(use) for use in info.fonts}
            self._infos[task.key] = msgspec.structs.replace(info, fonts=())
        return refused

    def _number(self, tasks: Sequence[Task]) -> None:
        page = 1
        for task in tasks[1:]:  # the title page is in front
            self._pages[task.key] = page
            page += len(self._infos[task.key].pages)
        self._pages["index"] = page

    def _is_moved(self, task: Task) -> bool:
        return task.page != "title" and task.first_page != self._pages[task.key]

    def _portions(self) -> Iterator[Portion]:
        about, volume = self._about, self._volume
        front = 1
        yield self._portion(TITLE_PAGE, "", _roman, front, kind="Sect")
        front += len(self._infos[TITLE_PAGE].pages)
        for number, article in enumerate(contents(about, volume, self.page_of), 1):
            title = article.metadata.title if number == 1 else ""
            keys = [row["key"] for row in article.metadata.extra["rows"]]
            yield self._portion(f"contents.{number}", title, _roman, front, kind="Sect", targets=keys)
            front += len(self._infos[f"contents.{number}"].pages)
        for number, part in enumerate(volume.parts, 1):
            division = number if part.title else 0
            if part.title:
                yield self._portion(
                    part.key,
                    part.title,
                    str,
                    self._pages[part.key],
                    kind="Sect",
                    division=number,
                    opens=True,
                    targets=self._targets(part.key),
                )
            for entry in part.entries:
                title, first = entry.metadata.title, self._pages[entry.key]
                yield self._portion(entry.key, title, str, first, division=division, targets=self._targets(entry.key))
        page = self._pages["index"]
        for number, article in enumerate(indexes(about, volume, self.page_of), 1):
            key = f"index.{number}"
            letters = article.metadata.extra["letters"]
            keys = [place["key"] for letter in letters for each in letter["entries"] for place in each["places"]]
            yield self._portion(key, article.metadata.title, str, page, kind="Sect", targets=keys)
            page += len(self._infos[key].pages)

    def _targets(self, key: str) -> list[str]:
        return [target for target in self._volume.targets.get(key, {}).values() if target[0] != "#"]

    def _portion(
        self,
        key: str,
        title: str,
        say: Callable[[int], str],
        first: int,
        *,
        kind: str = "Art",
        division: int = 0,
        opens: bool = False,
        targets: Iterable[str] = (),
    ) -> Portion:
        info = self._infos[key]
        return Portion(
            key=key,
            title=title,
            info=info,
            labels=tuple(say(first + place) for place in range(len(info.pages))),
            kind=kind,
            division=division,
            opens=opens,
            targets=tuple(dict.fromkeys(targets)),
        )

    def _check_size(self, whole: Whole) -> None:
        if whole.first + len(whole.objects) > MOST_OBJECTS:
            text = f"the PDF would have more than {MOST_OBJECTS:,} objects, the most that PDF/A allows"
            raise OutputError(Message("L402", "error", text, "split it: --volumes 5000"))


class _Attached:
    """The files that the book carries: the numbers of their objects, from `first`, and then their bytes."""

    def __init__(self, sources: Sources | None, first: int) -> None:
        self._sources = sources
        self._first = first
        names = sources.names if sources else []
        self.numbers = {name: first + 2 * number + number // _ATTACHED + 1 for number, name in enumerate(names)}
        self.free = first + 2 * len(names) + -(-len(names) // _ATTACHED)

    def chunks(self) -> Iterator[Chunk]:
        """A few files at a time."""
        objects: list[PartObject] = []
        first = self._first
        for name, file in self._sources.stored() if self._sources else ():
            objects += embedded(name, file, len(objects))
            if len(objects) == 2 * _ATTACHED:
                yield plain_chunk(objects, first)
                first += plain_numbers(objects)
                objects = []
        if objects:
            yield plain_chunk(objects, first)


def set_for_pdf(order: SetOrder, tasks: tuple[Task, ...]) -> list[Setting]:
    """Each article laid out as a part of a PDF, or its messages why not."""
    return set_each("pdf", "print", _part, order, tasks)


def finish_for_pdf(order: SetOrder, items: tuple[tuple[str, Slot], ...]) -> list[Chunk]:
    """Parts as bytes of the file, each in its place."""
    store = store_of(order.common)
    return [finished(_part_from(store, name), slot) for name, slot in items]


def font_name(digest: str) -> str:
    """The name of a font's file in the store."""
    return name_of("font", digest)


def info_name(name: str) -> str:
    """The name in the store of what a book has to know of a part."""
    return name_of("info", name)


def _part(
    order: SetOrder, store: Store, task: Task, article: Article, publication: Publication, report: Report
) -> bytes:
    fonts: dict[str, bytes] = {}

    def keep(digest: str, file: bytes) -> None:
        fonts[digest] = file
        store.put(font_name(digest), file)

    part = part_of(
        publication,
        f"a{sha256(task.key.encode()).hexdigest()[:8]}-",
        keep,
        report,
        first_page=task.first_page,
        bookmarks=task.page == "article",
        whole=task.page == "title",
    )

    def differences() -> Iterable[Difference]:
        from exporter.checks.receipt import differences_of
        from exporter.checks.receipt.pdf import read_pdf

        data = alone(part, lambda digest: fonts.get(digest) or _font(store, digest))
        return differences_of(article, publication, read_pdf(data), printed=True)

    prove(order, task, "pdf", report, differences)
    store.put(info_name(piece_name("pdf", order, task)), msgspec.msgpack.encode(info_of(part)))
    return msgspec.msgpack.encode(part)


@lru_cache(maxsize=16)
def _font(store: Store, digest: str) -> bytes:
    return store.get(font_name(digest))


def _part_from(store: Store, name: str) -> PdfPart:
    return msgspec.msgpack.decode(store.get(name), type=PdfPart)


def _info_from(store: Store, name: str) -> PartInfo:
    return msgspec.msgpack.decode(store.get(info_name(name)), type=PartInfo)


def _moved(item: PartObject, by: int) -> PartObject:
    value = [each + by if isinstance(each, int) else each for each in item.value]
    return PartObject(value, item.content)


def _roman(number: int) -> str:
    found = ""
    for value, letters in _ROMAN:
        found += letters * (number // value)
        number %= value
    return found
