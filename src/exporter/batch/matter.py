"""The pages of a collection that no article brings: title page, openings of parts, contents, indexes."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

import msgspec

from exporter.batch.plan import Entry, Part, Volume, sort_key, surname_first
from exporter.batch.tasks import Task
from exporter.messages import Report
from exporter.model.article import Article
from exporter.model.collection import Collection
from exporter.model.metadata import Metadata
from exporter.publication import Layout, Publication
from exporter.publication.compose import compose
from exporter.publication.labels import Labels, direction

TITLE_PAGE = "title.page"  # its key
# Entries of an index, or lines of the contents, on one page of the book's markup.
_AT_ONCE = 800


class About(msgspec.Struct, frozen=True, kw_only=True):
    """A collection as its own pages need it. `introductions` are the prepared articles that open its parts, by the
    path that names them."""

    collection: Collection
    title: str
    lang: str
    labels: Labels
    layout: Layout
    introductions: dict[str, Article] = {}

    def volume_title(self, volume: Volume) -> str:
        """The title with what parts this volume from the others."""
        return f"{self.title}, {self.volume_label(volume)}" if volume.name else self.title

    def volume_label(self, volume: Volume) -> str:
        """What parts this volume from the others, in words: "Volume 2", "2019", the title of its part."""
        if self.collection.volumes.by == "part" and volume.parts[0].title:
            return volume.parts[0].title
        number = volume.name
        return number if self.collection.volumes.by == "year" else self.labels["volume"].format(number=number)


def composed(about: About, article: Article, page: str, medium: str, report: Report) -> Publication:
    """A page of the collection, set by its template under kinds/collection."""
    layout = msgspec.structs.replace(about.layout, kind=f"collection/{page}")
    return compose(article, layout, report, (medium,))


def main_tasks(about: About, volume: Volume, keep: Callable[[Article], str]) -> list[Task]:
    """What is to be set of a volume but for contents and indexes, in its order: title page, openings of parts,
    articles. `keep` gives the name in the store of an article."""
    tasks = [Task(key=TITLE_PAGE, path="", article=keep(title_page(about, volume)), page="title")]
    for part in volume.parts:
        if part.title:
            article, targets = keep(part_page(about, part)), volume.targets.get(part.key, {})
            tasks.append(Task(key=part.key, path=part.introduction, article=article, targets=targets, page="part"))
        tasks += [
            Task(
                key=entry.key,
                path=entry.item.path,
                article=entry.item.summary.name,
                targets=volume.targets.get(entry.key, {}),
            )
            for entry in part.entries
        ]
    return tasks


def title_page(about: About, volume: Volume) -> Article:
    """What the collection is, by whom, when, and how much."""
    collection, labels = about.collection, about.labels
    entries = list(volume.entries)
    years = sorted({entry.metadata.date[:4] for entry in entries if entry.metadata.date})
    span = f"{years[0]}–{years[-1]}" if len(years) > 1 else "".join(years)
    position = f", {collection.position}" if collection.position else ""
    extra: dict[str, Any] = {
        "collection": about.title,
        "series": f"{collection.series}{position}" if collection.series else "",
        "volume": about.volume_label(volume) if volume.name else "",
        "count": labels["article_count"].format(count=len(entries)),
        "span": span,
    }
    metadata = msgspec.structs.replace(collection.metadata, title=about.title, lang=about.lang, extra=extra)
    return Article(metadata=metadata, assets=collection.assets)


def part_page(about: About, part: Part) -> Article:
    """The opening of a part: its title, and its introduction where it has one."""
    introduction = about.introductions.get(part.introduction, Article(metadata=Metadata()))
    metadata = Metadata(title=part.title, lang=introduction.metadata.lang or about.lang, extra=_extra(about))
    return msgspec.structs.replace(introduction, metadata=metadata)


def contents(about: About, volume: Volume, page_of: Callable[[str], str], at_once: int = _AT_ONCE) -> Iterator[Article]:
    """The contents, in pages of markup of so many lines; `page_of` gives the printed page of a key, or ""."""
    titles = titles_of(about, volume)
    rows: list[dict[str, Any]] = []
    for part in volume.parts:
        if part.title:
            row = {"title": part.title, "key": part.key, "inside": False}
            rows.append({**row, "page": page_of(part.key), "lang": "", "dir": ""})
        for entry in part.entries:
            row = {"title": titles[entry.key], "key": entry.key, "inside": bool(part.title)}
            rows.append({**row, "page": page_of(entry.key), **_foreign(about, entry)})
    for place in range(0, len(rows), at_once):
        extra = {**_extra(about), "rows": rows[place : place + at_once], "continued": place > 0}
        yield Article(metadata=Metadata(title=about.labels["contents"], lang=about.lang, extra=extra))


def titles_of(about: About, volume: Volume) -> dict[str, str]:
    """The titles of articles by their keys; of those that have the same, each with its date, or else its key."""
    plain = {entry.key: entry.metadata.title for entry in volume.entries}
    counts = Counter(plain.values())
    dated = {
        entry.key: f"{entry.metadata.title} ({about.labels.date(entry.metadata.date)})"
        for entry in volume.entries
        if counts[entry.metadata.title] > 1 and entry.metadata.date
    }
    counts.update(dated.values())
    unclear = {key: f"{title} ({key})" for key, title in plain.items() if counts[dated.get(key, title)] > 1}
    return {**plain, **dated, **unclear}


def indexes(about: About, volume: Volume, page_of: Callable[[str], str]) -> Iterator[Article]:
    """The indexes of authors and of keywords, where there are at least two of them."""
    titles = titles_of(about, volume)
    entries = list(volume.entries)
    authors = ((surname_first(p.name), p.name, entry) for entry in entries for p in entry.metadata.authors)
    keywords = ((word, word, entry) for entry in entries for word in entry.metadata.keywords)
    for title, found in (("index_of_authors", authors), ("index_of_keywords", keywords)):
        letters = _letters(about, found, titles, page_of)
        if sum(len(letter["entries"]) for letter in letters) > 1:
            yield from _index(about, about.labels[title], letters)


def _index(about: About, title: str, letters: list[dict[str, Any]]) -> Iterator[Article]:
    pages: list[list[dict[str, Any]]] = [[]]
    for letter in letters:
        if pages[-1] and sum(len(each["entries"]) for each in (*pages[-1], letter)) > _AT_ONCE:
            pages.append([])
        pages[-1].append(letter)
    for page in pages:
        span = f" ({page[0]['name']}–{page[-1]['name']})" if len(pages) > 1 else ""
        printed = any(place["page"] for letter in page for each in letter["entries"] for place in each["places"])
        extra = {**_extra(about), "letters": page, "printed": printed}
        yield Article(metadata=Metadata(title=f"{title}{span}", lang=about.lang, extra=extra))


def _letters(
    about: About, found: Iterable[tuple[str, str, Entry]], titles: dict[str, str], page_of: Callable[[str], str]
) -> list[dict[str, Any]]:
    """The entries of an index by their first letter, each with the articles that it leads to."""
    places: dict[tuple[str, str], list[Entry]] = defaultdict(list)
    for sorted_as, shown, entry in found:
        key = sort_key(sorted_as), shown
        if entry not in places[key]:
            places[key].append(entry)
    letters: dict[str, list[dict[str, Any]]] = {}
    for (sorted_as, shown), entries in sorted(places.items(), key=lambda pair: pair[0]):
        letter = sorted_as[:1].upper() if sorted_as[:1].isalpha() else "#"
        line = {
            "name": shown,
            "places": _places(about, entries, titles, page_of),
            **_common(_foreign(about, e) for e in entries),
        }
        letters.setdefault(letter, []).append(line)
    return [{"name": letter, "entries": lines, **_common(lines)} for letter, lines in letters.items()]


def _common(places: Iterable[dict[str, Any]]) -> dict[str, str]:
    """The language and direction that all of these have; none where they differ."""
    found = {(place["lang"], place["dir"]) for place in places}
    lang, dir = found.pop() if len(found) == 1 else ("", "")
    return {"lang": lang, "dir": dir}


def _places(
    about: About, entries: Sequence[Entry], titles: dict[str, str], page_of: Callable[[str], str]
) -> list[dict[str, str]]:
    return [
        {"key": entry.key, "title": titles[entry.key], "page": page_of(entry.key), **_foreign(about, entry)}
        for entry in entries
    ]


def _foreign(about: About, entry: Entry) -> dict[str, str]:
    """The language of a title where it is not the collection's, and its direction."""
    lang = entry.metadata.lang or about.lang
    return {"lang": "", "dir": ""} if lang == about.lang else {"lang": lang, "dir": direction(lang)}


def _extra(about: About) -> dict[str, Any]:
    return {"collection": about.title}
