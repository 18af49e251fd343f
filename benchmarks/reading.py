"""How much of the articles on web pages is read, beside trafilatura alone: python benchmarks/reading.py FOLDER...

A folder is a corpus of pages whose article is known, in one of three forms:

- a folder a page with `source.html`, `expected.html` and `expected-metadata.json` (Mozilla's readability);
- `ground-truth.json` with the text of each article, and `html/NAME.html.gz` (Zyte's article extraction benchmark);
- `evaldata.json` with sentences that belong to each article and sentences that do not, and the pages in `cache/` and
  `eval/` (trafilatura's own evaluation).

Words count as often as they stand; precision, recall and F1 are means over the pages. Writes docs/reading-measured.md.
"""

import argparse
import gzip
import json
import re
import statistics
import sys
from collections import Counter
from collections.abc import Iterator
from multiprocessing import Pool
from pathlib import Path
from typing import Any

import msgspec

from exporter.errors import SourceError
from exporter.messages import Report
from exporter.model.article import Article
from exporter.model.walk import texts
from exporter.origin import Source
from exporter.readers import ReadOptions, articles_of

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "reading-measured.md"
FIELDS = ("title", "date", "byline")


class Page(msgspec.Struct):
    """A page and what is known of its article: its text, or sentences with and without it; its metadata."""

    name: str
    data: bytes
    text: str | None = None
    inside: list[str] = []
    outside: list[str] = []
    known: dict[str, str] = {}


class Result(msgspec.Struct):
    """What one reader gave for a page."""

    text: str
    found: dict[str, str]


def pages_of(folder: Path) -> Iterator[Page]:
    """The pages of a corpus."""
    if (folder / "ground-truth.json").is_file():
        for name, truth in json.loads((folder / "ground-truth.json").read_text("utf-8")).items():
            yield Page(name, gzip.decompress((folder / "html" / f"{name}.html.gz").read_bytes()), truth["articleBody"])
    elif (folder / "evaldata.json").is_file():
        for truth in json.loads((folder / "evaldata.json").read_text("utf-8")).values():
            files = [folder / sub / truth["file"] for sub in ("cache", "eval")]
            for file in [file for file in files if file.is_file()][:1]:
                yield Page(truth["file"], file.read_bytes(), None, truth["with"], truth["without"])
    else:
        for file in sorted(folder.glob("*/source.html")):
            told = json.loads((file.parent / "expected-metadata.json").read_text("utf-8"))
            known = {"title": told.get("title"), "date": told.get("publishedTime"), "byline": told.get("byline")}
            expected = _words_of_markup((file.parent / "expected.html").read_text("utf-8"))
            yield Page(file.parent.name, file.read_bytes(), expected,
                       known={name: value for name, value in known.items() if value})  # fmt: skip


def ours(page: Page) -> Result:
    report = Report()
    try:
        article = next(iter(articles_of(Source(page.name, page.data, "web"), ReadOptions(), report)), None)
    except SourceError:
        article = None
    if article is None:
        return Result("", {})
    metadata = article.metadata
    byline = " ".join(person.name for person in metadata.authors)
    return Result(_text(article), {"title": metadata.title, "date": metadata.date, "byline": byline})


def alone(page: Page) -> Result:
    """trafilatura by itself, with its own settings."""
    import trafilatura

    text = trafilatura.extract(page.data, include_comments=False) or ""
    found = trafilatura.extract_metadata(page.data)
    values = {"title": found.title, "date": found.date, "byline": found.author} if found else {}
    return Result(text, {name: value or "" for name, value in values.items()})


def _text(article: Article) -> str:
    return "\n".join(texts(article.body))


def _words_of_markup(markup: str) -> str:
    from lxml import html

    return " ".join(html.fromstring(markup).itertext()) if markup.strip() else ""


def score(expected: str, found: str) -> tuple[float, float, float]:
    """Precision, recall and F1 of the words."""
    wanted, given = Counter(re.findall(r"\w+", expected)), Counter(re.findall(r"\w+", found))
    common = (wanted & given).total()
    if not wanted and not given:
        return 1.0, 1.0, 1.0
    precision = common / given.total() if given else 0.0
    recall = common / wanted.total() if wanted else 1.0
    return precision, recall, 2 * precision * recall / (precision + recall) if common else 0.0


def sentences_score(pages: list[Page], results: list[Result]) -> tuple[float, float, float]:
    """Precision, recall and F1 over sentences that belong to an article, and sentences that do not."""
    right = missed = wrong = 0
    for page, result in zip(pages, results, strict=True):
        text = " ".join(result.text.split())
        here = [" ".join(sentence.split()) in text for sentence in page.inside]
        right, missed = right + sum(here), missed + len(here) - sum(here)
        wrong += sum(" ".join(sentence.split()) in text for sentence in page.outside)
    precision, recall = right / (right + wrong or 1), right / (right + missed or 1)
    return precision, recall, 2 * precision * recall / (precision + recall or 1)


def is_right(field: str, known: str, found: str) -> bool:
    """Whether a value says the same: a date the day, a title the words, a byline the names."""
    if field == "date":
        return known[:10] == found[:10]
    words, other = (re.findall(r"\w+", text.lower()) for text in (known, found))
    if field == "byline":
        words = words[1:] if words[:1] == ["by"] else words
        return bool(other) and Counter(other) <= Counter(words) and len(other) >= min(2, len(words))
    return bool(other) and other in _without_site(known)


def _without_site(title: str) -> list[list[str]]:
    """The words of a title, and those of it without the names of a site and its sections before or after."""
    parts = [part for part in re.split(r"\s+[|\-–—\\/»·:]\s+", title) if re.search(r"\w", part)]
    spans = {(0, end) for end in range(1, len(parts) + 1)} | {(start, len(parts)) for start in range(len(parts))}
    return [re.findall(r"\w+", " ".join(parts[start:end]).lower()) for start, end in sorted(spans)]


def rows_of(folder: Path, name: str, pool: Any) -> Iterator[str]:
    pages = list(pages_of(folder))
    for reader, label in ((ours, "exporter"), (alone, "trafilatura alone")):
        results = pool.map(reader, pages, chunksize=4)
        read = sum(bool(result.text.strip()) for result in results)
        if pages[0].text is None:
            scores = sentences_score(pages, results)
        else:
            each = [score(page.text or "", result.text) for page, result in zip(pages, results, strict=True)]
            scores = tuple(statistics.mean(values) for values in zip(*each, strict=True))
            for page, values in zip(pages, each, strict=True):
                if label == "exporter" and values[2] < 0.8:
                    print(f"  {page.name}: {values[0]:.2f} {values[1]:.2f}", file=sys.stderr)
        cells = [
            name,
            str(len(pages)),
            label,
            f"{100 * read / len(pages):.1f} %",
            *(f"{value:.3f}" for value in scores),
        ]
        for field in FIELDS:
            asked = [(page, result) for page, result in zip(pages, results, strict=True) if field in page.known]
            right = [is_right(field, page.known[field], result.found.get(field, "")) for page, result in asked]
            if label == "exporter":
                for (page, result), good in zip(asked, right, strict=True):
                    if not good:
                        told = f"{page.known[field]!r}, found {result.found.get(field, '')!r}"
                        print(f"  {page.name} {field}: {told}", file=sys.stderr)
            cells.append(f"{100 * sum(right) / len(right):.1f} % of {len(right)}" if right else "")
        yield f"| {' | '.join(cells)} |"


HEAD = """# Reading web pages, measured

Made by `python benchmarks/reading.py {command}`; the page is not to be edited.

Each page's article as it is known, against what was read of it: the share of pages of which something was read; of the
words that were read, how many belong to the article (precision); of the article's words, how many were read (recall);
both in one (F1). Titles count when all words are right, with or
without the site's name, dates when the day is, bylines when they name people of the
byline and nobody else. On trafilatura's own evaluation sentences are counted, not words. trafilatura {version} alone
stands beside it, with its own settings.

| corpus | pages | reader | read | precision | recall | F1 | title | date | byline |
|---|--:|---|--:|--:|--:|--:|--:|--:|--:|
{rows}
"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("corpora", nargs="+", metavar="NAME=FOLDER", help="a corpus and the name it has in the table")
    given = parser.parse_args().corpora
    from importlib.metadata import version

    rows: list[str] = []
    with Pool(2) as pool:
        for one in given:
            name, _, folder = one.rpartition("=")
            rows.extend(rows_of(Path(folder), name or Path(folder).name, pool))
    names = " ".join(f'"{one.rpartition("=")[0]}=FOLDER"' for one in given)
    PAGE.write_text(HEAD.format(command=names, version=version("trafilatura"), rows="\n".join(rows)), "utf-8")
    print("\n".join(rows))


if __name__ == "__main__":
    main()
