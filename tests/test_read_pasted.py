"""Pasted text: what it is taken for, line by line; nothing is lost without being told."""

import re
import string
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from exporter.api import convert_file
from exporter.errors import SourceError
from exporter.messages import Decision, Report
from exporter.model import nodes as n
from exporter.model.article import Article
from exporter.model.walk import plain_text, texts
from exporter.origin import Source
from exporter.readers import ReadOptions, read
from exporter.readers.written_dates import LANGUAGES, written_date

SHARED = Path(__file__).parents[2] / "shared" / "corpora"
needs_corpora = pytest.mark.skipif(not SHARED.is_dir(), reason="the shared corpora are not beside the checkout")


def pasted(text: str, keep_all: bool = False, **settings: str) -> tuple[Article, list[Decision]]:
    report = Report()
    source = Source("pasted.txt", text.encode(), "text", Path())
    return read(source, ReadOptions(keep_all=keep_all, settings=settings), report), report.decisions


def outline(article: Article) -> list[str]:
    """Each block's kind and words."""
    return [f"{n.kind(block)}: {plain_text(block)}" for block in article.body]


PRESS = """\
Skip to content
Home
Share this article

Published on 13 February 2025
A library opens its archive
By Jane Doe and John Smith
The city library puts thirty thousand papers on the web, and asks its readers to help.
What is there
The first papers are minutes, maps and photographs. They can be searched in three languages:
minutes of the council
maps of the old town
photographs of markets

- free of charge
- without registration

1. Look for a name
2. Read the page
“A paper that nobody can find is a paper that was lost.”
— Ada Archivist
Write to archive@example.org, or see https://example.org/archive.
Read more about the archive
We use cookies to improve your experience
###
"""


def test_parts_of_a_press_text_are_found() -> None:
    article, _ = pasted(PRESS)
    metadata = article.metadata
    assert (metadata.title, metadata.date, metadata.lang) == ("A library opens its archive", "2025-02-13", "en")
    assert [author.name for author in metadata.authors] == ["Jane Doe", "John Smith"]
    assert plain_text(article.standfirst).startswith("The city library puts")
    assert [n.kind(block) for block in article.body] == [
        "heading", "paragraph", "bullet-list", "bullet-list", "ordered-list", "block-quote", "paragraph", "paragraph",
    ]  # fmt: skip
    plain_list, marked, numbered, quote = article.body[2:6]
    assert isinstance(plain_list, n.BulletList)
    assert isinstance(marked, n.BulletList)
    assert isinstance(numbered, n.OrderedList)
    assert isinstance(quote, n.BlockQuote)
    assert [len(each.items) for each in (plain_list, marked, numbered)] == [3, 2, 2]
    assert plain_text(marked) == "free of chargewithout registration"
    assert plain_text(quote.attribution) == "Ada Archivist"
    links = [link.target for link in article.body[6].children if isinstance(link, n.Link)]  # type: ignore[union-attr]
    assert links == ["mailto:archive@example.org", "https://example.org/archive"]


def test_what_is_left_out_is_told_with_its_reason() -> None:
    _, decisions = pasted(PRESS)
    gone = {decision.text: decision.why for decision in decisions if decision.role == "left-out"}
    assert set(gone) == {
        "Skip to content", "Home", "Share this article", "We use cookies to improve your experience", "###",
    }  # fmt: skip
    assert all(gone.values())


def test_keep_all_leaves_nothing_out() -> None:
    article, decisions = pasted(PRESS, keep_all=True)
    words = " ".join(outline(article))
    for line in ("Share this article", "We use cookies to improve your experience", "###"):
        assert line in words or line == article.metadata.title
    assert not any(decision.role == "left-out" for decision in decisions)


@needs_corpora
def test_seed_is_one_article() -> None:
    file = SHARED / "seed" / "press-article.txt"
    article, decisions = pasted(file.read_text("utf-8"))
    lines = [line.strip() for line in file.read_text("utf-8").split("\n")]
    metadata = article.metadata
    assert metadata.title == lines[1]
    assert (metadata.date, metadata.lang) == ("2025-02-13", "fr")
    assert [author.name for author in metadata.authors] == ["Rémy Teston"]
    assert plain_text(article.standfirst) == lines[4]
    headings = [plain_text(block) for block in article.body if isinstance(block, n.Heading)]
    assert headings == [lines[5], lines[10]]
    # Every distinct line once and unchanged, in its order, slips of the author included.
    assert [plain_text(block) for block in article.body] == lines[5:19]
    repeats = [(each.origin.line, each.last_line) for each in decisions if each.role == "repeat" and each.last_line]
    assert repeats == [(21, 41), (42, 62)]


@needs_corpora
def test_seed_becomes_three_files() -> None:
    result = convert_file(SHARED / "seed" / "press-article.txt")
    assert [export.format for export in result.exports] == ["pdf", "docx", "epub"]


@needs_corpora
@pytest.mark.parametrize(
    ("name", "title", "date", "author", "headings"),
    [
        ("18f-once.txt", "Method cards tune-up", "2017-09-21", "18F", 3),
        ("18f-three-times.txt", "How user story estimation helps my team deliver value", "2016-01-25", "18F", 2),
        ("design-fr-une-fois.txt", "Ateliers de formation", "2026-03-24", "DesignGouv", 10),
        (
            "design-fr-trois-fois.txt",
            "Les surcouches ne rendent ni accessible ni conforme",
            "2025-04-03",
            "DesignGouv",
            0,
        ),
    ],
)
def test_pages_of_houses(name: str, title: str, date: str, author: str, headings: int) -> None:
    article, _ = pasted((SHARED / "pasted-text" / name).read_text("utf-8"))
    metadata = article.metadata
    assert (metadata.title, metadata.date, [a.name for a in metadata.authors]) == (title, date, [author])
    assert sum(isinstance(block, n.Heading) for block in article.body) == headings
    texts = outline(article)
    assert len(texts) == len(set(texts))


def test_wrapped_mail_is_read_by_paragraphs() -> None:
    text = (
        "A library opens its archive\n\nThe city library puts thirty thousand papers on the web,\n"
        "and asks its readers to help. The first of them are the well-\nknown minutes of the council, which many have\n"
        "asked for over the years.\n\nIt is free for all who want to read it, and needs no card\n"
        "or name; the reading room stays open as before, each day.\n"
    )
    article, _ = pasted(text)
    assert [n.kind(block) for block in article.body] == ["paragraph", "paragraph"]
    assert "well-known minutes" in plain_text(article.body[0])


def test_text_without_a_title_is_refused_with_a_remedy() -> None:
    with pytest.raises(SourceError) as caught:
        pasted("word " * 60 + "end.")
    assert [message.code for message in caught.value.messages] == ["R101"]


LINES = st.lists(
    st.one_of(
        st.sampled_from(
            ["13 February 2025", "By Jane Doe", "Share", "A heading", "- an item", "2) item", "It said:", "###", "", ""]
        ),
        st.text(string.ascii_letters + " .,:;-—«»“”é漢ع1", max_size=80),
    ),
    max_size=25,
)


@settings(max_examples=300, deadline=None)
@given(LINES)
def test_every_line_is_told(lines: list[str]) -> None:
    lines = ["A title of some words", *lines]
    _, decisions = pasted("\n".join(lines))
    starts = [decision.origin.line for decision in decisions]
    told = {n for d in decisions for n in range(d.origin.line, (d.last_line or d.origin.line) + 1)}
    assert told >= {number for number, line in enumerate(lines, 1) if line.strip()}
    assert len(starts) == len(set(starts))


@settings(max_examples=200, deadline=None)
@given(LINES)
def test_with_keep_all_every_word_is_in_the_article(lines: list[str]) -> None:
    lines = ["A title of some words", *lines]
    article, decisions = pasted("\n".join(lines), keep_all=True)
    assert not any(decision.role in ("repeat", "left-out") for decision in decisions)
    fields = {decision.origin.line for decision in decisions if "date" in decision.role or "byline" in decision.role}
    quotes = [block.attribution for block in article.body if isinstance(block, n.BlockQuote)]
    shown = [article.metadata.title, plain_text(article.standfirst), *texts(article.body), *map(plain_text, quotes)]
    kept = Counter(re.findall(r"[^\W\d_]+", " ".join(shown)))
    wanted = Counter(
        word
        for number, line in enumerate(lines, 1)
        if number not in fields
        for word in re.findall(r"[^\W\d_]+", re.sub(r"^\s*\(?[a-zA-Z][.)]\s+", "", line))
    )
    assert not wanted - kept


@settings(max_examples=300, deadline=None)
@given(st.dates(), st.sampled_from(LANGUAGES), st.sampled_from(["medium", "long", "full"]))
def test_dates_are_read_as_languages_write_them(date: object, lang: str, form: str) -> None:
    from babel.dates import format_date

    assert date.year >= 1  # type: ignore[attr-defined]
    if date.year < 1000:  # type: ignore[attr-defined]
        date = date.replace(year=date.year + 1000)  # type: ignore[attr-defined]
    written = format_date(date, form, locale=lang)  # type: ignore[arg-type]
    assert written_date(written, lang) == str(date)


@pytest.mark.parametrize(
    ("lines", "title", "embargo"),
    [
        (["Communiqué de presse", "Sous embargo jusqu'au 3 mars 2026", "Un plan"], "Un plan", "2026-03-03"),
        (["PRESSEMITTEILUNG", "Sperrfrist: 3. März 2026", "Neues Archiv öffnet"], "Neues Archiv öffnet", "2026-03-03"),
        (["FOR IMMEDIATE RELEASE", "Press release", "Library opens"], "Library opens", ""),
        (["プレスリリース", "図書館、公開書庫を新設"], "図書館、公開書庫を新設", ""),
        (["بيان صحفي", "افتتاح الأرشيف للجميع"], "افتتاح الأرشيف للجميع", ""),
    ],
)  # fmt: skip
def test_line_that_says_press_release_is_no_title(lines: list[str], title: str, embargo: str) -> None:
    article, decisions = pasted("\n\n".join([*lines, "Words that say what is new, and more of them. " * 4]))
    assert (article.metadata.title, article.metadata.embargo) == (title, embargo)
    assert article.metadata.extra["kind"] == "press-release"
    assert {decision.role for decision in decisions} >= {"kind", "title"}


def test_headline_about_an_embargo_is_a_headline() -> None:
    article, _ = pasted("Embargo sur 20 produits en 2024 : le bilan\n\n" + "Le bilan de la mesure est connu. " * 6)
    assert article.metadata.title.startswith("Embargo sur 20 produits")
    assert article.metadata.embargo == ""


def test_language_of_a_short_release_full_of_names_and_figures_is_known() -> None:
    text = """La bibliothèque ouvre lundi

La ville ouvre lundi 2 mars 2026 la bibliothèque, 14 rue Victor-Hugo, avec 32 000 documents, 120 places de travail, huit
salles et un jardin. Mairie, département, architectes et associations locales présentent le projet à 11 heures :
ateliers, lectures, concerts, expositions.

Budget total : 4,2 millions d'euros, dont 1,1 million du département. Entrée libre, tous les jours, de 10 heures à
19 heures, dimanche compris. Contact presse : service de la communication, 01 00 00 00 00."""
    assert pasted(text)[0].metadata.lang == "fr"
