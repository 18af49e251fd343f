"""Front matter: every usual spelling, and each fault at its line and column with its cure."""

import pytest

from exporter.errors import SourceError
from exporter.messages import Message, Report
from exporter.model.article import Article
from exporter.model.metadata import Person
from exporter.origin import Source
from exporter.readers import ReadOptions, read
from exporter.readers.dates import w3cdtf


def read_text(text: str, name: str = "article.md", settings: dict[str, str] | None = None) -> tuple[Article, Report]:
    report = Report()
    report.know(name, text)
    article = read(
        Source(name, text.encode("utf-8", "surrogatepass"), "markdown"), ReadOptions(settings=settings or {}), report
    )
    return article, report


def refused(text: str) -> Message:
    with pytest.raises(SourceError) as caught:
        read_text(text)
    (message,) = caught.value.messages
    return message


@pytest.mark.parametrize(
    "text",
    [
        '---\ntitle: "A: b"\ndate: 2025-02-13\n---\nText\n',
        '---\ntitle: "A: b"\ndate: 2025-02-13\n...\nText\n',
        '+++\ntitle = "A: b"\ndate = 2025-02-13\n+++\nText\n',
        '{\n  "title": "A: b",\n  "date": "2025-02-13"\n}\nText\n',
    ],
    ids=["yaml", "yaml with dots", "toml", "json"],
)
def test_front_matter_is_read_in_every_form(text: str) -> None:
    article, report = read_text(text)
    assert (article.metadata.title, article.metadata.date) == ("A: b", "2025-02-13")
    assert len(article.body) == 1
    assert report.messages == []


@pytest.mark.parametrize(
    "text", ["---\n- a: b\n\n# T\n", "---\n\nText: words\n", "---\nText\n\n# T\n", "{.lead}\nText\n"]
)
def test_text_that_begins_with_a_rule_or_a_brace_is_no_front_matter(text: str) -> None:
    assert read_text(text)[0].body


@pytest.mark.parametrize(
    ("text", "place", "cure"),
    [
        ("---\ntitle: A: b\n---\n", (2, 9), "quotation marks, since it holds a colon"),
        ("---\ntitle: x\nplace:\n\tParis\n---\n", (4, 1), "tab"),
        ('---\ntitle: "A\ndate: 2025\n---\n', (2, 8), "close the quotation mark"),
        ("---\ntitle: @x\n---\n", (2, 8), "quotation marks"),
        ("---\ntitle: *x*\n---\n", (2, 10), "quotation marks"),
        ('---\ntitle: "A" and b\n---\n', (2, 12), "quotation marks"),
        ("---\ntitle: x\nno end\n", (1, 1), "close the front matter"),
        ("---\n- title\n---\n", (2, 1), "name: value"),
        ("+++\ntitle = x\n+++\n", (2, 9), "name = "),
        ('{"title": x}\n', (1, 11), "JSON"),
    ],
)
def test_broken_front_matter_is_refused_at_its_place_with_its_cure(
    text: str, place: tuple[int, int], cure: str
) -> None:
    message = refused(text)
    assert message.code == "R102"
    assert message.origin
    assert (message.origin.line, message.origin.column) == place
    assert cure in message.hint
    assert message.excerpt == text.split("\n")[place[0] - 1]


@pytest.mark.parametrize(
    "text",
    [
        "---\na: " + "[" * 100_000 + "\n---\n",
        "---\na: " + "{a: " * 100_000 + "\n---\n",
        "---\n" + "- " * 5000 + "x\n---\n",
        '{"a": ' + "[" * 100_000 + "}",
        "+++\na = " + "[" * 5000 + "\n+++\n",
        "---\na: &a [*a]\ntitle: x\n---\n",
        "---\na: &a [x, x, x, x, x, x, x, x, x]\n"
        + "".join(f"{b}: &{b} [{', '.join([f'*{a}'] * 9)}]\n" for a, b in zip("abcd", "bcde", strict=True))
        + "---\n",
    ],
    ids=["lists", "mappings", "dashes", "json", "toml", "itself", "bomb"],
)
def test_front_matter_without_end_is_refused_and_ends_nothing(text: str) -> None:
    assert refused(text).code == "R102"


def test_tags_of_python_are_only_text() -> None:
    assert read_text("---\ntitle: !!python/object/apply:os.system [x]\n---\n# T\n")[0].metadata.title == "x"


def test_doubled_key_is_told_at_the_second() -> None:
    article, report = read_text("---\ntitle: A\nlang: fr\ntitle: B\n---\n")
    (message,) = report.messages
    assert (message.code, message.origin and message.origin.line) == ("R106", 4)
    assert article.metadata.title == "B"


def test_french_names_are_known() -> None:
    article, report = read_text(
        "---\ntitre: T\nauteurs: [Jeanne Doe]\nchapô: Un chapô\nmots-clés: a, b\nrubrique: Ville\nlieu: Paris\n"
        "langue: fr\nsource: Insee\ncontact: Presse <p@x.fr>\nembargo: 14 février 2025\n---\n"
    )
    data = article.metadata
    assert (data.title, data.summary, data.keywords, data.section) == ("T", "Un chapô", ("a", "b"), "Ville")
    assert (data.place, data.lang, data.source, data.embargo) == ("Paris", "fr", "Insee", "2025-02-14")
    assert (data.contact[0].name, data.contact[0].email) == ("Presse", "p@x.fr")
    assert report.messages == []


def test_people_come_in_every_usual_form() -> None:
    article, _ = read_text(
        "---\ntitle: T\nauthor: [Jane Doe <j@x.org>, {name: John, affiliation: [{name: Lab}]}, null]\n---\n"
    )
    assert article.metadata.authors == (
        Person(name="Jane Doe", email="j@x.org"),
        Person(name="John", affiliation="Lab"),
    )


def test_title_keeps_its_stars_and_loses_entities_and_tags() -> None:
    article, _ = read_text('---\ntitle: "L’*IA* &amp; <em>nous</em><br>demain"\n---\n')
    assert article.metadata.title == "L’*IA* & nous demain"


def test_unknown_field_is_kept_and_its_neighbour_named() -> None:
    article, report = read_text("---\ntitle: T\nautor: X\nlayout: post\n---\n")
    (message,) = report.messages
    assert (message.code, message.hint) == ("R109", 'did you mean "author"?')
    assert article.metadata.extra == {"autor": "X", "layout": "post"}


def test_wrong_date_is_kept_as_written() -> None:
    article, report = read_text("---\ntitle: T\ndate: 2025-13-45\n---\n")
    (message,) = report.messages
    assert message.code == "R103"
    assert message.origin
    assert (message.origin.line, message.origin.column) == (3, 7)
    assert (article.metadata.date, article.metadata.extra) == ("", {"date": "2025-13-45"})


def test_date_of_the_file_name_stands_in() -> None:
    assert read_text("---\ntitle: T\n---\n", "posts/2016-03-21-why.md")[0].metadata.date == "2016-03-21"
    assert read_text("---\ntitle: T\ndate: 2017\n---\n", "2016-03-21-why.md")[0].metadata.date == "2017"


def test_settings_win_over_fields() -> None:
    metadata = read_text("---\ntitle: T\nauthor: A\nlang: en\n---\n", settings={"langue": "fr", "author": "B"})[
        0
    ].metadata
    assert (metadata.lang, metadata.authors[0].name) == ("fr", "B")


def test_scalars_stay_what_the_author_wrote() -> None:
    article, _ = read_text("---\ntitle: 12:30\nlang: no\nslug: 007\n---\n")
    assert (article.metadata.title, article.metadata.lang, article.metadata.extra["slug"]) == ("12:30", "no", "007")


@pytest.mark.parametrize(
    ("written", "date"),
    [
        ("2019-02-14 09:24:00 -0500", "2019-02-14T09:24:00-05:00"),
        ("2016-03-21 12:00:00 -4", "2016-03-21T12:00:00-04:00"),
        ("2025-02-13", "2025-02-13"),
        ("2025/02/13", "2025-02-13"),
        ("13.02.2025", "2025-02-13"),
        ("31/12/2025", "2025-12-31"),
        ("12/31/2025", "2025-12-31"),
        ("03/04/2025", ""),
        ("20250213", "2025-02-13"),
        ("2025", "2025"),
        ("février 2025", "2025-02"),
        ("1er mars 2025", "2025-03-01"),
        ("jeudi 13 février 2025", "2025-02-13"),
        ("Thu, 13 Feb 2025 09:00:00 +0100", "2025-02-13T09:00:00+01:00"),
        ("Feb 13, 2025", "2025-02-13"),
        ("2025-02-29", ""),
        ("2024-02-29", "2024-02-29"),
        ("demain", ""),
    ],
)
def test_dates_become_w3cdtf(written: str, date: str) -> None:
    assert w3cdtf(written) == date


def test_typo_between_two_names_is_led_to_ours() -> None:
    _, report = read_text("---\ntitle: T\ntilte: x\n---\n")
    assert report.messages[0].hint == 'did you mean "title"?'


@pytest.mark.parametrize(
    ("field", "wanted"),
    [
        ("bilingual: besides", "side-by-side or sequence"),
        ("translation: The bridge reopens", "a mapping"),
        ("drop-cap: maybe", "yes or no"),
        ("drop_cap: maybe", "yes or no"),
        ("toc: contents.html", "yes or no"),
    ],
)
def test_field_that_the_page_cannot_follow_is_named(field: str, wanted: str) -> None:
    _, report = read_text(f"---\ntitle: T\nlang: en\n{field}\n---\n")
    [message] = report.messages
    assert (message.code, message.excerpt) == ("R105", field)
    assert wanted in message.hint


@pytest.mark.parametrize(
    "field",
    ["bilingual: no", "bilingual: columns", "drop-cap: yes", "toc:", "toc: {depth: 2}", "lof: true", "lot: off",
     "number-captions: 1", "translation: {lang: fr, title: Le pont}"],
)  # fmt: skip
def test_field_that_the_page_follows_is_not_spoken_of(field: str) -> None:
    _, report = read_text(f"---\ntitle: T\nlang: en\n{field}\n---\n")
    assert report.messages == []


@pytest.mark.parametrize(
    ("written", "date"),
    [("3. März 2026", "2026-03-03"), ("1º de março de 2026", "2026-03-01"), ("1 marca 2026", "2026-03-01"),
     ("2026年3月1日", "2026-03-01"), ("1 مارس 2026", "2026-03-01"), ("03/04/2026", "")],
)  # fmt: skip
def test_dates_are_read_in_every_language_that_has_labels(written: str, date: str) -> None:
    article, report = read_text(f"---\ntitle: T\ndate: {written}\nembargo: {written}\n---\n")
    assert (article.metadata.date, article.metadata.embargo) == (date, date)
    assert bool(report.messages) is not bool(date)


@pytest.mark.parametrize("written", ["3. März 2026, 6.00 Uhr", "3 mars 2026 à 6 h", "March 3, 2026 at 9:00 a.m."])
def test_embargo_never_loses_its_time(written: str) -> None:
    article, report = read_text(f"---\ntitle: T\nembargo: {written}\n---\n")
    assert (article.metadata.embargo, article.metadata.extra) == ("", {"embargo": written})
    assert [message.code for message in report.messages] == ["R103"]
