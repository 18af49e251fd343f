"""Puts the pieces of a volume together as an EPUB: title page, parts, articles, indexes."""

import uuid
from collections.abc import Iterable, Iterator
from datetime import datetime
from hashlib import sha256
from typing import BinaryIO

import msgspec

from exporter.backends.epub.collection import Book, Chapter, write_collection
from exporter.backends.epub.cover import cover_page, draw_cover
from exporter.backends.epub.metadata import Statement, accessibility, bibliography, global_identifier, modified
from exporter.backends.epub.pieces import PieceStyle, piece_of
from exporter.batch.matter import About, composed, indexes, part_key, part_page, title_page
from exporter.batch.plan import Volume
from exporter.batch.reading import picture_name
from exporter.batch.setting import piece_from
from exporter.batch.store import Store
from exporter.messages import Report
from exporter.publication import Publication
from exporter.publication.accessibility import Seen, claims_from, hard_to_see
from exporter.publication.compose import stylesheet
from exporter.publication.look import Look, find_look


def write_epub(
    sink: BinaryIO, about: About, volume: Volume, pieces: dict[str, str], store: Store, report: Report
) -> None:
    """Write a volume as an EPUB; `pieces` are the names in the store of its articles' pieces, by their keys."""
    opening = composed(about, title_page(about, volume), "title", "book", report)
    look = find_look(about.layout)
    book = _book(about, volume, opening, look, pieces)
    own: dict[str, bytes] = {key: asset.data for key, asset in opening.assets.items()}

    def chapters() -> Iterator[Chapter]:
        yield _chapter(opening, "title.page", "", 1, "titlepage", own, report)
        for number, part in enumerate(volume.parts, 1):
            if part.title:
                page = composed(about, part_page(about, part), "part", "book", report)
                yield _chapter(page, part_key(number), part.title, 1, "", own, report)
            for entry in part.entries:
                yield Chapter(
                    title=entry.metadata.title,
                    level=2 if part.title else 1,
                    piece=piece_from(store, pieces[entry.key]),
                    lang=entry.metadata.lang or about.lang,
                    landmark="bodymatter",
                )
        for number, article in enumerate(indexes(about, volume, lambda _: ""), 1):
            page = composed(about, article, "index", "book", report)
            yield _chapter(page, f"index.{number}", article.metadata.title, 1, "index", own, report)

    def picture(key: str) -> bytes:
        data = own.get(key) or store.get(picture_name(key))
        if data is None:
            raise KeyError(key)
        return data

    write_collection(sink, book, chapters(), picture)


def _chapter(
    publication: Publication, name: str, title: str, level: int, landmark: str, own: dict[str, bytes], report: Report
) -> Chapter:
    piece, _ = piece_of(publication, name, report)
    own.update((key, asset.data) for key, asset in publication.assets.items())
    return Chapter(title=title, level=level, piece=piece, lang=publication.page.lang, landmark=landmark)


def _book(about: About, volume: Volume, opening: Publication, look: Look, pieces: dict[str, str]) -> Book:
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
        if metadata.certifier:
            seen += Seen(barriers=hard_to_see(look.theme))
        yield from accessibility(claims_from(seen, about.labels, metadata.certifier))

    return Book(
        title=title,
        lang=about.lang,
        dir=opening.page.dir,
        identifier=identifier,
        modified=max(_moments(about, volume)),
        statements=statements,
        labels=about.labels,
        theme=look.theme,
        cover=cover,
        cover_page=cover_page(opening, cover),
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
