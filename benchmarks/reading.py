"""How much of articles is read, by every reader: python benchmarks/reading.py CORPORA [NAME=FOLDER...]

CORPORA is a folder like `shared/corpora`, whose folders `known.shared` knows; each further folder holds web pages whose
article is known (`known.pages`). Precision, recall and F1 of the words are means over the files; trafilatura alone
stands beside the reader of web pages. Writes docs/reading-measured.md; files that come below 0.98 are listed there with
the reason that `known/reasons.toml` gives.
"""

import argparse
import statistics
import sys
import tempfile
import tomllib
from collections.abc import Iterator
from importlib.metadata import version
from multiprocessing import Pool
from pathlib import Path
from typing import Any

import msgspec
from known import Corpus, Item
from known.formulas import letters_of_latex
from known.pages import corpus_of_pages
from known.shared import corpora_of
from scores import Score, is_right, score_of_sentences, score_of_words

from exporter.errors import SourceError
from exporter.messages import Report
from exporter.model import nodes as n
from exporter.model.article import Article
from exporter.model.walk import plain_text, rewrite, texts, walk
from exporter.origin import Source
from exporter.readers import ReadOptions, articles_of, source_of

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "reading-measured.md"
REASONS = Path(__file__).parent / "known" / "reasons.toml"
FIELDS = ("title", "date", "byline")
FLOOR = 0.98  # what comes below is looked at, and explained


class Result(msgspec.Struct):
    """What one reader gave for a file: its text, what stands beside that, and why there is none."""

    text: str = ""
    beside: str = ""
    found: dict[str, str] = {}
    refused: str = ""


def ours(item: Item) -> Result:
    report = Report()
    source = source_of(item.file.name, item.file, item.format, ReadOptions())
    if item.data is not None:
        source = Source(item.name, item.data, item.format)
    try:
        articles = list(articles_of(source, ReadOptions(), report))
    except SourceError as exc:
        return Result(refused=f"{exc.messages[0].code}: {exc.messages[0].text}")
    if not articles:
        told = [message for message in report.messages if message.severity != "info"]
        return Result(refused=f"{told[0].code}: {told[0].text}" if told else "no article")
    about = articles[0].metadata
    people = " ".join(person.name for person in about.authors)
    beside = [decision.text for decision in report.decisions if decision.role in ("title", "date", "byline")]
    beside += [_beside(article) for article in articles]
    bodies = [rewrite(article.body, _with_letters) for article in articles]
    if item.format == "web":  # whose corpora have the text alone, and pictures of formulas
        beside = [letters_of_latex(node.value) for a in articles for node in walk(a.body) if isinstance(node, n.Math)]
        bodies = [rewrite(article.body, _without_formulas) for article in articles]
    return Result(
        "\n".join(text for body in bodies for text in texts(body)),
        "\n".join(beside),
        {"title": about.title, "date": about.date, "byline": people},
    )


def _with_letters(node: n.Node) -> n.Node:
    """A formula as the letters that it shows: LaTeX has words for what other files have signs for."""
    return n.Text(value=letters_of_latex(node.value)) if isinstance(node, n.Math) else node


def _without_formulas(node: n.Node) -> n.Node | None:
    return None if isinstance(node, n.Math) else node


def _beside(article: Article) -> str:
    about = article.metadata
    people = [f"{person.name} {person.role} {person.affiliation} {person.email}" for person in about.authors]
    said = (about.title, about.subtitle, about.date, about.summary, about.source, about.rights, about.section)
    return "\n".join((*said, *people, *about.keywords, plain_text(article.standfirst), str(about.extra or "")))


def alone(item: Item) -> Result:
    """trafilatura by itself, with its own settings."""
    import trafilatura

    data = item.file.read_bytes() if item.data is None else item.data
    text = trafilatura.extract(data, include_comments=False) or ""
    found = trafilatura.extract_metadata(data)
    values = {"title": found.title, "date": found.date, "byline": found.author} if found else {}
    return Result(text, "", {name: value or "" for name, value in values.items()}, "" if text.strip() else "nothing")


class Row(msgspec.Struct):
    """What one reader gave for a corpus."""

    corpus: Corpus
    reader: str
    results: list[Result]

    def pairs(self) -> list[tuple[Item, Result]]:
        """The files that were read, each with what was read of it."""
        pairs = zip(self.corpus.items, self.results, strict=True)
        return [(item, result) for item, result in pairs if not result.refused]

    def scores(self) -> list[tuple[str, Score]]:
        """The score of each file whose text is known; of sentences, that of the whole corpus."""
        pairs = self.pairs()
        if any(item.inside for item, _ in pairs):
            told = ((result.text, item.inside, item.outside) for item, result in pairs)
            return [("", score_of_sentences(told))]
        return [
            (item.name, score_of_words(item.text, result.text, result.beside, item.either))
            for item, result in pairs
            if item.text is not None
        ]

    def wrong(self, field: str) -> Iterator[tuple[bool, Item, str]]:
        """For each known value of a field whether what was found is another, and what that is."""
        for item, result in self.pairs():
            if field in item.known:
                found = result.found.get(field, "")
                yield not is_right(field, item.known[field], found), item, found

    def cells(self) -> str:
        """The row of the table."""
        read, scores = self.pairs(), [score for _, score in self.scores()]
        columns = zip(*((score.precision, score.recall, score.f1) for score in scores), strict=True)
        means = [f"{statistics.mean(values):.3f}" for values in columns] or [""] * 3
        fields = []
        for field in FIELDS:
            wrong = [is_wrong for is_wrong, _, _ in self.wrong(field)]
            fields.append(f"{100 * (1 - sum(wrong) / len(wrong)):.1f} % of {len(wrong)}" if wrong else "")
        share = f"{len(read)} ({100 * len(read) / len(self.results):.1f} %)"
        shown = (self.corpus.name, self.corpus.expected, self.reader, str(len(self.results)), share, *means, *fields)
        return f"| {' | '.join(shown)} |"


def rows_of(corpora: list[Corpus], pool: Any) -> Iterator[Row]:
    read: dict[Path, Result] = {}
    for corpus in corpora:
        new = [item for item in corpus.items if item.file not in read]
        read |= zip((item.file for item in new), pool.map(ours, new, chunksize=4), strict=True)
        yield Row(corpus, "exporter", [read[item.file] for item in corpus.items])
        if corpus.items[0].format == "web":
            yield Row(corpus, "trafilatura alone", pool.map(alone, corpus.items, chunksize=4))


def refusals(rows: list[Row]) -> Iterator[str]:
    """The files that were not read, each with the reason."""
    told = {
        f"| {row.corpus.name} | {item.name} | {result.refused} |": None
        for row in rows
        for item, result in zip(row.corpus.items, row.results, strict=True)
        if result.refused and row.reader == "exporter"
    }
    yield from told


def low(rows: list[Row], singly: int) -> Iterator[str]:
    """The files of the first `singly` corpora whose words come below the floor, each with its reason."""
    reasons = tomllib.loads(REASONS.read_text("utf-8"))
    corpora = list(dict.fromkeys(row.corpus.name for row in rows))[:singly]
    for row in rows:
        if row.reader != "exporter" or row.corpus.name not in corpora:
            continue
        for name, score in row.scores():
            if min(score.precision, score.recall) < FLOOR:
                why = reasons.get(row.corpus.expected, {}).get(name) or reasons.get(row.corpus.name, {}).get(name, "")
                yield f"| {row.corpus.name} | {name} | {score.precision:.3f} | {score.recall:.3f} | {why} |"


HEAD = """# Reading, measured

Made by `python benchmarks/reading.py CORPORA {command}`; the page is not to be edited.
CORPORA is the folder of the shared corpora.

Each file is read, or refused with a reason. What was read is compared with what the article is known to be (column
*expected*): as the corpus gives it, or, where that brings no text, as an independent reader of the format has it. Of
the words that were read, how many are expected (precision); of those expected, how many were read (recall); both in one
(F1): means over the files that were read. A word that became title, byline or another field counts where it is
expected, and nowhere else, and so does what short codes say. Formulas are compared by their letters; of web pages they
are left aside, because the corpora have pictures of them.

Titles count when all words are right, with or without the site's name, dates when the day is, bylines when they name
people of the byline and nobody else. trafilatura {trafilatura} alone stands beside the reader of web pages, with its
own settings. pandoc is {pandoc}. The corpora hold no feeds and no exports of WordPress: of these only the tests speak.

Wanted on pages like Mozilla's: F1 of 0.95, 95 % of the titles, 90 % of the dates, 85 % of the bylines.

| corpus | expected | reader | files | read | precision | recall | F1 | title | date | byline |
|---|---|---|--:|--:|--:|--:|--:|--:|--:|--:|
{rows}

## Refused

| corpus | file | reason |
|---|---|---|
{refused}

## Below {floor}

Every file of the shared corpora whose precision or recall is below {floor}, and why.

| corpus | file | precision | recall | why |
|---|---|--:|--:|---|
{low}
"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("corpora", type=Path, metavar="CORPORA", help="the folder of the shared corpora")
    parser.add_argument("pages", nargs="*", metavar="NAME=FOLDER", help="web pages, and their name in the table")
    parser.add_argument("--only", default="", metavar="WORD", help="corpora with a word in their name; writes nothing")
    given = parser.parse_args()
    with Pool(2) as pool, tempfile.TemporaryDirectory(prefix="exporter-reading-") as scratch:
        corpora = list(corpora_of(given.corpora, Path(scratch)))
        singly = len({corpus.name for corpus in corpora})
        for one in given.pages:
            name, _, folder = one.rpartition("=")
            corpora.append(corpus_of_pages(Path(folder), name or Path(folder).name))
        rows = list(rows_of([corpus for corpus in corpora if given.only in corpus.name], pool))
    for row in rows:
        print(row.cells())
        for field in FIELDS if row.reader == "exporter" else ():
            for is_wrong, item, found in row.wrong(field):
                if is_wrong:
                    print(f"  {item.name} {field}: {item.known[field]!r}, found {found!r}", file=sys.stderr)
    print("\n".join((*refusals(rows), *low(rows, singly))), file=sys.stderr)
    if given.only:
        return
    import pypandoc

    text = HEAD.format(
        command=" ".join(f'"{one.rpartition("=")[0]}=FOLDER"' for one in given.pages),
        trafilatura=version("trafilatura"), pandoc=pypandoc.get_pandoc_version(), floor=FLOOR,
        rows="\n".join(row.cells() for row in rows), refused="\n".join(refusals(rows)),
        low="\n".join(low(rows, singly)),
    )  # fmt: skip
    PAGE.write_text(text, "utf-8")


if __name__ == "__main__":
    main()
