"""`exporter diff` in words: each change of an edition is named for what it is, and nothing else is named."""

from pathlib import Path

import pytest
from editions import TEXT, article, compared, edition, said
from hypothesis import given, settings
from hypothesis import strategies as st

from exporter.api import convert_file, convert_text
from exporter.checks.editions import Edition, Wanted, compare
from exporter.checks.editions.aligning import Block, align
from exporter.checks.editions.changes import Change
from exporter.checks.editions.spans import spans_of
from exporter.checks.editions.tokens import key_of
from exporter.checks.editions.words import changes_in_words
from exporter.checks.receipt.docx import read_docx
from exporter.checks.receipt.epub import read_epub
from exporter.checks.receipt.pdf import read_pdf
from exporter.messages import Report

FORMATS = ("pdf", "docx", "epub")
SAMPLES = Path(__file__).parents[1] / "samples"
STEEL = (
    "Steel came up the river in three barges. Its builders worked through two winters, and the last rivet was driven "
    "on the\nday of the harvest fair."
)
PAINTED = "It has been painted seven times, always in green."
TOLL = "The toll was lifted in 1920, when the county took the bridge over from the company."
GUIDE = "https://example.org/guide"
TABLE = TEXT[TEXT.index("| Name") : TEXT.index("\n## The new bridge")]
WIDER = TABLE.replace("| Name |", "| Name | Arches |").replace("|:-----|", "|:-----|--:|")
for name, arches in (("Old", 1), ("New", 2), ("Mill", 1)):
    WIDER = WIDER.replace(f"{name} bridge |", f"{name} bridge | {arches} |")

# Of each case what is changed in the source, and what is to be named: what became of what, from which words to which.
CASES: dict[str, tuple[list[tuple[str, str]], list[tuple[str, str, str, str]]]] = {
    "a word": ([("arch of the old", "arch of the small")], [("changed", "paragraph", "old", "small")]),
    "a sign": ([("one cart at a time,", "one cart at a time;")], [("changed", "paragraph", ",", ";")]),
    "the case of a letter": (
        [("the parish books", "the Parish books")],
        [("changed", "paragraph", "parish", "Parish")],
    ),
    "words at two places": (
        [("A traveller", "A stranger"), ("the toll house", "the mill house")],
        [("changed", "paragraph", "traveller|toll", "stranger|mill")],
    ),
    "a paragraph less": ([(f"\n{PAINTED}\n", "")], [("removed", "paragraph", PAINTED, "")]),
    "a paragraph more": ([(PAINTED, f"{TOLL}\n\n{PAINTED}")], [("added", "paragraph", "", TOLL)]),
    "two paragraphs swapped": (
        [(f"{STEEL}\n\n{PAINTED}", f"{PAINTED}\n\n{STEEL}")],
        [("moved", "paragraph", PAINTED, PAINTED)],
    ),
    "a paragraph in two": (
        [("left.\n\nNobody", "left.\n\nNobody"), ("in three barges. Its", "in three barges.\n\nIts")],
        [("split", "paragraph", "", STEEL.replace("\n", " "))],
    ),
    "two paragraphs in one": (
        [(f"fair.\n\n{PAINTED}", f"fair. {PAINTED}")],
        [("joined", "paragraph", "", f"{STEEL} {PAINTED}".replace("\n", " "))],
    ),
    "a cell": ([("| 34 |", "| 35 |")], [("changed", "table 1, row 3, column 2", "34", "35")]),
    "a word of a cell": (
        [("| Mill bridge", "| Mill weir")],
        [("changed", "table 1, row 4, column 1", "bridge", "weir")],
    ),
    "a row more": (
        [("| Mill bridge", "| Ford | 4 | 1300 |\n| Mill bridge")],
        [("added", "table 1, row 4", "", "Ford | 4 | 1300")],
    ),
    "a row less": (
        [("| New bridge | 34 | 1911 |\n", "")],
        [("removed", "table 1, row 3", "New bridge | 34 | 1911", "")],
    ),
    "a column more": ([(TABLE, WIDER)], [("added", "table 1, column 2", "", "Arches | 1 | 2 | 1")]),
    "an alternative text": (
        [("An arch over a river", "An arch over a brook")],
        [("changed", "picture 1, alternative text", "river", "brook")],
    ),
    "a link": ([(GUIDE, "https://example.org/walks")], [("changed", "link 1", GUIDE, "https://example.org/walks")]),
    "a note": ([("Those of private", "All of private")], [("changed", "note 1", "Those", "All")]),
    "a note less": (
        [("[^two] See", " See"), ("\n[^two]: They were begun by a new priest.\n", "")],
        [("changed", "paragraph", "[2]", ""), ("removed", "note 2", "They were begun by a new priest.", "")],
    ),
    "a note before all others": (
        [("The survey counts", "The survey[^zero] counts"), ("[^one]: Those", "[^zero]: Of 1913.\n\n[^one]: Those")],
        [("changed", "paragraph", "", "[1]"), ("added", "note 1", "", "Of 1913.")],
    ),
    "two notes for each other": (
        [("county.[^one]", "county.[^two]"), ("later.[^two]", "later.[^one]")],
        [("changed", "paragraph", "[1]", "[1]"), ("changed", "paragraph", "[2]", "[2]")],
    ),
    "an author": (
        [("author: A. Writer", "author: B. Writer")],
        [("changed", "paragraph", "A", "B"), ("changed", "author", "A. Writer", "B. Writer")],
    ),
    "a language": ([("lang: en", "lang: en-GB")], [("changed", "language", "en", "en-GB")]),
    "nothing but the source's lines": ([("two\npeople", "two people")], []),
}


def told(change: Change) -> tuple[str, str, str, str]:
    """What became of what; the words that were replaced, where these are known."""
    if change.spans:
        old, new = ("|".join(getattr(span, side).strip() for span in change.spans) for side in ("old", "new"))
        return change.what, change.kind, old, new
    return change.what, change.kind, change.old, change.new


@pytest.mark.parametrize("format", FORMATS)
@pytest.mark.parametrize("case", CASES)
def test_change_is_named_and_nothing_else(case: str, format: str) -> None:
    changes, expected = CASES[case]
    comparison = compared(edition(TEXT, format), edition(article(*changes), format), pages=False)
    assert [told(change) for change in comparison.words] == expected


@pytest.mark.parametrize("format", FORMATS)
def test_change_of_a_headings_level_is_named(format: str) -> None:
    new = article(("## The new bridge", "### The new bridge"))
    level = 1 if format == "docx" else 2  # Word's first heading is the one below its title
    assert said(edition(TEXT, format), edition(new, format), pages=False) == [
        f'{"page 1, " if format == "pdf" else ""}heading {level} is now a heading {level + 1}: "The new bridge"'
    ]


def test_changes_read_as_an_editor_writes_them() -> None:
    changes = [("arch of the old bridge", "arch of the small bridge"), ("| 34 |", "| 35 |"), (f"\n{PAINTED}\n", "")]
    pdf, book = ([edition(text, format) for text in (TEXT, article(*changes))] for format in ("pdf", "epub"))
    assert said(*pdf, pages=False) == [
        'page 1, paragraph: "… north first sees the arch of the old bridge. It carries one cart at a …" became '
        '"… north first sees the arch of the small bridge. It carries one cart at a …"',
        'page 1, table 1, row 3, column 2: "34" became "35"',
        f'page 1, paragraph removed: "{PAINTED}"',
    ]
    assert said(*book, pages=False)[1:] == [
        'under "The old bridge", table 1, row 3, column 2: "34" became "35"',
        f'under "The new bridge", paragraph removed: "{PAINTED}"',
    ]


def test_page_breaks_through_paragraphs_and_tables_are_no_change() -> None:
    rows = "\n".join(f"| Bridge {number} | {number * 7} |" for number in range(40))
    table = f"| Name | Length |\n|:--|--:|\n{rows}\n"
    long = "\n\n".join(
        f"Of bridge {number} {'nothing is known but its name and its place, ' * 7}so far." for number in range(30)
    )
    head = "---\ntitle: Bridges\nlang: en\n---\n\n"
    for count in (1, 2, 5):
        added = "\n\n".join(f"One more paragraph, the {number}." for number in range(count))
        texts = (f"{head}{table}\n{long}\n", f"{head}{added}\n\n{table}\n{long}\n")
        old, new = (edition(text, "pdf") for text in texts)
        changes = compared(old, new, pages=False).words
        assert [(change.what, change.place) for change in changes] == [("added", "page 1")] * count


def test_word_that_a_line_parts_is_no_other_word() -> None:
    [span] = spans_of("the exam ple is one of many old ones", "the example is one of many new ones", "printed")
    assert (span.old, span.new) == ("old", "new")


def test_passage_that_moves_far_is_one_with_its_change() -> None:
    last = "It has been painted seven times, always in green, and never in any other colour."
    text = article((f"\n{PAINTED}\n", ""), ("The survey", f"{last}\n\nThe survey"))
    base = article((PAINTED, last.replace("never", "not once")))
    [change] = compared(edition(base, "docx"), edition(text, "docx"), pages=False).words
    assert change.said.startswith('under "Bridges of the county", paragraph moved, now after "4 March 2025"')
    assert told(change) == ("moved", "paragraph", "not once", "never")


LANGUAGES = {
    "archives-ar.md": [("والحفظ يبدأ", "والنشر يبدأ"), ("والحفظ", "والنشر")],
    "archive-he.md": [("אינו מחסן.", "אינו מרתף."), ("מחסן", "מרתף")],
    "toshokan-ja.md": [("閲覧に登録や料金は", "閲覧に予約や料金は"), ("登録", "予約")],
    "ia-en-sante.md": [("parlé d’argent", "parlé d’avenir"), ("d’argent", "d’avenir")],
}


@pytest.mark.parametrize("format", FORMATS)
@pytest.mark.parametrize("name", LANGUAGES)
def test_word_is_found_in_every_script(name: str, format: str) -> None:
    (before, after), words = LANGUAGES[name]
    text = (SAMPLES / name).read_text("utf-8")
    assert text.count(before) >= 1
    files = [convert_text(one, [format], folder=SAMPLES)[format] for one in (text, text.replace(before, after, 1))]
    old, new = (Edition(f"{number}.{format}", format, data) for number, data in enumerate(files))
    changes = [told(change)[2:] for change in compare(old, new, Wanted(pages=False), Report()).words]
    assert words in changes
    assert set(changes) == {words}


@pytest.mark.parametrize("name", ["archives-ar.md", "archive-he.md"])
def test_pdf_from_right_to_left_is_read_in_its_order(name: str) -> None:
    """Word keeps its text as it was written; of two passages of the samples a PDF cannot tell the order."""
    result = convert_file(SAMPLES / name, ["pdf", "docx"])
    written = {key_of(passage.text, "printed") for passage in read_docx(result["docx"]).passages}
    passages = read_pdf(result["pdf"]).passages
    assert sum(key_of(passage.text, "printed") not in written for passage in passages) <= 1 < len(passages) // 20


# What one format says and another does not: a book has no pages to refer to; a telephone number's groups stand in the
# order of their line; a sign above two letters that are joined comes with one of them a second time.
APART = {
    ("report.md", "pdf", "epub"): 1,
    ("report.md", "docx", "epub"): 1,
    ("archive-he.md", "pdf", "docx"): 1,
    ("archive-he.md", "pdf", "epub"): 1,
}


@pytest.mark.parametrize("name", sorted(path.name for path in SAMPLES.iterdir() if path.is_file()))
def test_three_formats_of_one_article_say_the_same(name: str) -> None:
    result = convert_file(SAMPLES / name)
    files = [Edition(f"a.{format}", format, result[format]) for format in FORMATS]
    for old, new in ((files[0], files[1]), (files[0], files[2]), (files[1], files[2])):
        comparison = compare(old, new, Wanted(pages=False), Report())
        assert len(comparison.words) == APART.get((name, old.format, new.format), 0), [c.said for c in comparison.words]


def test_what_only_one_format_says_is_named() -> None:
    new = article((f"\n{PAINTED}\n", ""), ("arch of the old", "arch of the small"))
    assert said(edition(TEXT, "pdf"), edition(new, "epub"))[1:] == [f'page 1, paragraph, only in the PDF: "{PAINTED}"']


WORDS = st.text("abcdefgho éßあの橋مبس", min_size=1, max_size=30).map(lambda text: f"w{text} end".strip())
PARAGRAPHS = st.lists(WORDS, min_size=2, max_size=8)
READERS = {"docx": read_docx, "epub": read_epub, "pdf": read_pdf}


def small(paragraphs: list[str], format: str) -> bytes:
    body = "\n\n".join(paragraphs)
    return convert_text(f"---\ntitle: T\nlang: en\ntypography: off\n---\n\n{body}\n", [format], receipt="off")[format]


@settings(max_examples=40, deadline=None)
@given(PARAGRAPHS, st.sampled_from(("docx", "epub")))
def test_edition_has_nothing_that_differs_from_itself(paragraphs: list[str], format: str) -> None:
    contents = READERS[format](small(paragraphs, format))
    assert changes_in_words(contents, contents, "exact") == []


@settings(max_examples=40, deadline=None)
@given(PARAGRAPHS, st.integers(0, 7), st.sampled_from(("docx", "epub")))
def test_paragraph_that_was_taken_away_is_told(paragraphs: list[str], place: int, format: str) -> None:
    place %= len(paragraphs)
    rest = [*paragraphs[:place], *paragraphs[place + 1 :]]
    contents, others = (READERS[format](small(some, format)) for some in (paragraphs, rest))
    [change] = changes_in_words(contents, others, "exact")
    assert (change.what, key_of(change.old, "exact")) == ("removed", key_of(paragraphs[place], "exact"))


TEXTS = st.lists(st.sampled_from(("a", "b", "a b", "b a", "a b c", "c", "", "one two three four five six")), max_size=9)


@settings(max_examples=300, deadline=None)
@given(TEXTS, TEXTS)
def test_every_block_of_both_editions_is_told_of_once(old: list[str], new: list[str]) -> None:
    sides = [[Block("paragraph", "paragraph", text, text, "exact") for text in texts] for texts in (old, new)]
    matches = align(*sides, " ")
    assert sorted(number for match in matches for number in match.old) == list(range(len(old)))
    assert sorted(number for match in matches for number in match.new) == list(range(len(new)))
    for match in matches:
        texts = [" ".join(side[number] for number in numbers) for side, numbers in ((old, match.old), (new, match.new))]
        assert match.what not in ("same", "split", "joined") or texts[0] == texts[1]


@settings(max_examples=15, deadline=None)
@given(PARAGRAPHS, st.integers(0, 7))
def test_paragraph_that_was_taken_away_is_told_of_a_pdf(paragraphs: list[str], place: int) -> None:
    place %= len(paragraphs)
    rest = [*paragraphs[:place], *paragraphs[place + 1 :]]
    contents, others = (read_pdf(small(some, "pdf")) for some in (paragraphs, rest))
    assert changes_in_words(contents, contents, "printed") == []
    assert [change.what for change in changes_in_words(contents, others, "printed")] == ["removed"]
