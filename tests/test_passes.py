"""Passes: a tree in order, ids that stay, links that reach, notes that count."""

import random
import string

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from exporter.messages import Message, Report
from exporter.model import nodes as n
from exporter.model.article import Article
from exporter.model.metadata import Metadata, Person
from exporter.model.walk import plain_text, rewrite, walk
from exporter.origin import Origin
from exporter.passes import prepare
from exporter.passes.coverage import check_coverage
from exporter.passes.tidy import tidy
from exporter.publication import Layout
from exporter.publication.look import find_theme


def text(words: str) -> n.Text:
    return n.Text(value=words)


def paragraph(*inlines: n.AnyInline | str, id: str = "") -> n.Paragraph:
    return n.Paragraph(children=tuple(text(i) if isinstance(i, str) else i for i in inlines), id=id)


def heading(level: int, words: str, id: str = "") -> n.Heading:
    return n.Heading(level=level, children=(text(words),), id=id)


def link(target: str, words: str = "words") -> n.Link:
    return n.Link(target=target, children=(text(words),) if words else ())


def note(label: str, *blocks: n.AnyBlock) -> n.Note:
    return n.Note(label=label, blocks=blocks or (paragraph("a note"),))


def prepared(*body: n.AnyBlock, url: str = "") -> tuple[Article, list[Message]]:
    report = Report()
    article = Article(metadata=Metadata(title="T", url=url), body=body)
    return prepare(article, report), report.messages


def codes(messages: list[Message]) -> list[str]:
    return [message.code for message in messages]


# --- Order --------------------------------------------------------------------------------------------------


def test_neighbouring_texts_become_one() -> None:
    article, _ = prepared(paragraph("a", "b", n.Code(value="c"), "d", "e"))
    assert [plain_text(node) for node in article.body[0].children] == ["ab", "c", "de"]


def test_what_holds_nothing_is_dropped_at_any_depth() -> None:
    empty = (
        paragraph(), paragraph(" \u00a0"), paragraph(n.Emphasis(children=())), heading(1, ""), n.BulletList(items=()),
        n.Table(), n.Table(body=(n.Row(cells=()),)), n.Figure(images=()), n.DefinitionList(items=()),
        n.BlockQuote(blocks=(paragraph(),)), n.Division(blocks=(n.Division(blocks=()),)),
    )  # fmt: skip
    article, messages = prepared(*empty, n.BlockQuote(blocks=(*empty, paragraph("kept"))))
    assert plain_text(article.body) == "kept"
    assert [n.kind(node) for node in walk(article.body)] == ["block-quote", "paragraph", "text"]
    assert messages == []


def test_picture_note_rule_and_target_of_a_link_are_not_nothing() -> None:
    kept = (
        paragraph(n.Image(src="a.png")), paragraph(note("a")), paragraph(n.Code(value=" ")), n.ThematicBreak(),
        n.PageBreak(), paragraph(id="here"), n.Callout(kind="tip", blocks=(), title=(text("t"),)),
    )  # fmt: skip
    article, _ = prepared(*kept)
    assert len(article.body) == len(kept)


def test_empty_heading_with_an_id_stays_a_target_and_leaves_the_contents() -> None:
    article, messages = prepared(heading(1, "", id="here"), paragraph(link("#here")))
    assert [n.kind(block) for block in article.body] == ["paragraph", "paragraph"]
    assert article.body[0].id == "here"
    assert messages == []


def test_terms_and_definitions_come_in_pairs() -> None:
    one, two = (paragraph("one"),), (paragraph("two"),)
    items = (
        n.DefinitionItem(terms=((text("a"),),), definitions=()),
        n.DefinitionItem(terms=((text("b"),),), definitions=(one,)),
        n.DefinitionItem(terms=(), definitions=(two,)),
        n.DefinitionItem(terms=((text("c"),),), definitions=()),
    )
    article, _ = prepared(n.DefinitionList(items=items))
    pairs = [([plain_text(term) for term in item.terms], [plain_text(d) for d in item.definitions])
             for item in article.body[0].items]  # fmt: skip
    assert pairs == [(["a", "b"], ["one", "two"]), (["c"], [""])]


@pytest.mark.parametrize(
    ("levels", "wanted", "skipped"),
    [([1, 2, 3], [1, 2, 3], 0), ([2, 3, 2], [1, 2, 1], 0), ([1, 1, 1], [1, 1, 1], 0), ([2, 4, 3, 2], [1, 2, 2, 1], 1),
     ([3, 2, 1], [1, 1, 1], 0), ([1, 6, 6, 2], [1, 2, 2, 2], 1), ([2, 5, 2, 5], [1, 2, 1, 2], 2), ([6], [1], 0)],
)  # fmt: skip
def test_levels_begin_at_one_and_never_jump(levels: list[int], wanted: list[int], skipped: int) -> None:
    body = [
        msgspec.structs.replace(heading(level, f"h{place}"), origin=Origin("a.md", place + 1))
        for place, level in enumerate(levels)
    ]
    article, messages = prepared(*body)
    assert [block.level for block in article.body] == wanted
    assert codes(messages) == ["P101"] * skipped


def test_same_heading_object_at_two_depths_gets_two_levels() -> None:
    again = heading(2, "Again")
    article, _ = prepared(again, heading(1, "Top"), again)
    assert [block.level for block in article.body] == [1, 1, 2]


def test_heading_outside_the_outline_is_a_strong_paragraph() -> None:
    inside = heading(2, "Inside", id="in")
    holders = (
        n.BlockQuote(blocks=(inside,)),
        n.BulletList(items=(n.ListItem(blocks=(inside,)),)),
        n.Table(body=(n.Row(cells=(n.Cell(blocks=(inside,)),)),)),
        paragraph(note("a", inside)),
        n.Heading(level=1, children=(text("Top"), note("b", inside))),
    )
    for holder in holders:
        article, _ = prepared(holder)
        found = [node for node in walk(article.body) if n.kind(node) in ("heading", "strong")]
        assert [n.kind(node) for node in found if "Inside" in plain_text(node)] == ["strong"]
    article, _ = prepared(n.Division(blocks=(inside,)))
    assert isinstance(article.body[0].blocks[0], n.Heading)


# --- Ids ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "id"),
    [("Two Words", "two-words"), ("L’été à Paris", "lété-à-paris"), ("1. First", "s1-first"), ("???", "section"),
     ("نص عربي", "نص-عربي"), ("नमस्ते दुनिया", "नमस्ते-दुनिया"), ("½ m² of µ", "s--m--of--"), ("fn-1", "fn-1-2"),
     ("snake_case", "snake_case"), ("a" * 80, "a" * 60), ("Why\u00a0?", "why")],
)  # fmt: skip
def test_heading_is_named_after_its_words(words: str, id: str) -> None:
    article, _ = prepared(heading(1, words))
    assert article.body[0].id == id


def test_equal_words_get_numbers_and_authors_come_first() -> None:
    article, messages = prepared(heading(1, "A"), heading(1, "A"), heading(1, "B", id="a"), heading(1, "A"))
    assert [block.id for block in article.body] == ["a-2", "a-3", "a", "a-4"]
    assert messages == []


def test_second_of_two_equal_ids_is_renamed_and_named() -> None:
    spans = paragraph(n.Span(children=(text("s"),), id="x"))
    article, messages = prepared(heading(1, "A", id="x"), heading(1, "B", id="x"), spans)
    assert [node.id for node in walk(article.body) if getattr(node, "id", "")] == ["x", "x-2", "x-3"]
    assert codes(messages) == ["P102", "P102"]


@pytest.mark.parametrize("id", ["a b", "1", "²", "x:y", "é#1", "fn-1", "fnref-2", "<&>", "-", "\u0301"])
def test_id_becomes_a_valid_name_and_links_still_reach_it(id: str) -> None:
    article, messages = prepared(heading(1, "A", id=id), paragraph(link(f"#{id}")))
    given = article.body[0].id
    if id not in ("fn-1", "fnref-2"):  # these are the notes' own, so that a link to them means a note
        assert article.body[1].children[0].target == f"#{given}"
        assert messages == []
    assert is_ncname(given)


def is_ncname(name: str) -> bool:
    from lxml import etree

    return etree.fromstring(f"<{name}/>").tag == name


def test_thousands_of_equal_headings_are_named_quickly() -> None:
    article, _ = prepared(*(heading(1, "A") for _ in range(20_000)))
    assert article.body[-1].id == "a-20000"


# --- Links --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("target", ["#2-costs--benefits", "#2-Costs--Benefits", "#costs-benefits", "#Own-Id", "#own-id",
                                    "#s2-costs--benefits", "#2-costs--b%65nefits"])  # fmt: skip
def test_internal_link_finds_its_heading_by_the_names_that_others_give(target: str) -> None:
    headings = (heading(1, "2. Costs & Benefits"), heading(1, "x", id="own-id"))
    article, messages = prepared(*headings, paragraph(link(target)))
    found = article.body[2].children[0].target.removeprefix("#")
    assert found in {block.id for block in article.body[:2]}
    assert messages == []


def test_dead_internal_link_keeps_its_words_and_offers_the_nearest() -> None:
    article, messages = prepared(heading(1, "Costs"), paragraph(link("#coss", "see")))
    assert article.body[1].children[0] == n.Link(target="", children=(text("see"),))
    assert (messages[0].code, messages[0].hint) == ("P103", 'did you mean "#costs"?')


@pytest.mark.parametrize("target", ["javascript:alert(1)", " JavaScript:x", "java\tscript:x", "data:text/html,x",
                                    "vbscript:x", "file:///etc/passwd"])  # fmt: skip
def test_link_that_would_run_leaves_its_words(target: str) -> None:
    article, messages = prepared(paragraph(link(target)))
    assert article.body[0].children == (text("words"),)
    assert codes(messages) == ["P106"]


@pytest.mark.parametrize("target", ["foo:bar", "C:\\papers\\a.docx", "https://", "http:///", "https://a:b/", "http://[x/",
                                    "https://a b.org/", "https://a..b/", "http://h:99999/", "//"])  # fmt: skip
def test_link_that_cannot_work_leaves_its_words_and_says_so(target: str) -> None:
    article, messages = prepared(paragraph(link(target)))
    assert article.body[0].children == (text("words"),)
    assert codes(messages) == ["P107"]
    assert target[:10] in messages[0].text


@pytest.mark.parametrize(
    ("target", "wanted"),
    [
        ("https://example.org/a b?q=[1]|2#é", "https://example.org/a%20b?q=%5B1%5D%7C2#%C3%A9"),
        ("https://example.org/%20%zz", "https://example.org/%20%25zz"),
        ("http://été.fr/là", "http://xn--t-9fab.fr/l%C3%A0"),
        ("//example.org/x", "https://example.org/x"),
        ("http:\\\\example.org\\a", "http://example.org/a"),
        ("http://[::1]:80/", "http://[::1]:80/"),
        ("http://a@b@example.org/", "http://a%40b@example.org/"),
        ("HTTPS://example.org", "https://example.org"),
        ("mailto:a b@example.org?subject=é", "mailto:a%20b@example.org?subject=%C3%A9"),
        ("doi:10.1000/182", "https://doi.org/10.1000/182"),
        ("tel:+33 1 23", "tel:+33%201%2023"),
    ],
)
def test_address_is_made_valid_and_means_the_same(target: str, wanted: str) -> None:
    article, messages = prepared(paragraph(link(target)))
    assert article.body[0].children[0].target == wanted
    assert messages == []


def test_relative_links_are_joined_to_the_article_s_address() -> None:
    article, messages = prepared(paragraph(link("../b c#d"), link("?q")), url="https://example.org/x/a")
    assert [child.target for child in article.body[0].children] == [
        "https://example.org/b%20c#d", "https://example.org/x/a?q",
    ]  # fmt: skip
    assert messages == []


def test_relative_links_without_an_address_are_told_once() -> None:
    article, messages = prepared(paragraph(link("../b")), paragraph(link("/c")))
    assert codes(messages) == ["P105"]
    assert "2 link(s)" in messages[0].text
    assert "--set url=" in messages[0].hint
    assert plain_text(article.body) == "wordswords"


def test_link_without_words_shows_its_address_and_link_in_a_link_its_words() -> None:
    article, _ = prepared(paragraph(link("https://example.org/", "")))
    assert plain_text(article.body) == "https://example.org/"
    outer = n.Link(target="https://example.org/", children=(text("a "), link("https://example.com/", "b")))
    article, messages = prepared(paragraph(outer))
    assert [n.kind(node) for node in walk(article.body)].count("link") == 1
    assert plain_text(article.body) == "a b"
    assert codes(messages) == ["P107"]


# --- Notes --------------------------------------------------------------------------------------------------


def numbers(article: Article) -> dict[str, int]:
    return {node.label: node.number for node in walk(article.body) if isinstance(node, n.Note)}


def test_notes_are_numbered_in_the_order_of_the_page() -> None:
    table = n.Table(
        caption=(text("c"), note("caption")), body=(n.Row(cells=(n.Cell(blocks=(paragraph(note("cell")),)),)),)
    )
    nested = paragraph(note("outer", paragraph("x", note("inner"))), note("last"))
    article, _ = prepared(n.Heading(level=1, children=(text("h"), note("heading"))), table, nested)
    assert numbers(article) == {"heading": 1, "caption": 2, "cell": 3, "outer": 4, "inner": 5, "last": 6}


def test_further_call_bears_the_number_of_its_note() -> None:
    article, _ = prepared(paragraph(note("a"), note("b"), n.NoteReference(label="a")))
    assert [child.number for child in article.body[0].children] == [1, 2, 1]


def test_two_notes_of_one_label_are_two_notes() -> None:
    article, _ = prepared(paragraph(note("a", paragraph("x", note("a"))), note("a")))
    assert sorted(node.number for node in walk(article.body) if isinstance(node, n.Note)) == [1, 2, 3]


def test_call_without_a_note_prints_its_label_and_says_so() -> None:
    article, messages = prepared(paragraph("x", n.NoteReference(label="lost")))
    assert plain_text(article.body) == "x[lost]"
    assert codes(messages) == ["R202"]


# --- Glyphs -------------------------------------------------------------------------------------------------


def lacking(words: str, metadata: Metadata | None = None) -> list[Message]:
    report = Report()
    article = Article(metadata=metadata or Metadata(title="T"), body=(paragraph(words),))
    check_coverage(article, find_theme(Layout()), report)
    return report.messages


@pytest.mark.parametrize(
    "words",
    [
        "plain",
        "é ß œ € … « »",
        "Привет",
        "Ελλάς",
        "مرحبا",
        "שלום",
        "日本 汉字 한국",
        "a\u00adb\u200db\u2067c\u2069\ufe0f",
        "\u202f",
    ],
)
def test_what_the_fonts_have_is_not_spoken_of(words: str) -> None:
    assert lacking(words) == []


def test_each_script_without_glyphs_is_told_once_with_its_characters() -> None:
    messages = lacking("ༀ and ༀ ꦗ " + "".join(map(chr, range(0xA990, 0xA9A8))))
    assert codes(messages) == ["P104", "P104"]
    assert ["and 12 more" in message.text for message in messages] == [True, False]
    assert "ꦐ (U+A990)" in messages[0].text
    assert "theme" in messages[0].hint


def test_glyphs_of_the_metadata_and_private_ones_are_wanted_too() -> None:
    assert codes(lacking("x", Metadata(title="T", authors=(Person(name="ꦗ"),)))) == ["P104"]
    assert codes(lacking("\ue000")) == ["P104"]


# --- Any tree -----------------------------------------------------------------------------------------------


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10**9))
def test_no_word_is_lost_and_every_id_and_number_is_one_of_a_kind(seed: int) -> None:
    body = tuple(any_block(random.Random(seed), 0) for _ in range(6))
    report = Report()
    article = prepare(Article(metadata=Metadata(title="T"), body=body), report)
    assert words_of(article.body) == words_of(body)
    ids = [node.id for node in walk(article.body) if getattr(node, "id", "")]
    assert len(ids) == len(set(ids))
    notes = [node.number for node in walk(article.body) if isinstance(node, n.Note)]
    assert sorted(notes) == list(range(1, len(notes) + 1))
    once = tidy(Article(metadata=Metadata(title="T"), body=body), Report())
    assert tidy(once, Report()) == once, "a tidy tree stays as it is"


def words_of(body: object) -> str:
    return "".join(sorted("".join(node.value for node in walk(body) if isinstance(node, n.Text)).replace(" ", "")))


def any_inline(chance: random.Random, depth: int) -> n.AnyInline:
    words = text("".join(chance.choices(string.ascii_letters + " é", k=chance.randint(1, 4))) + ".")
    if depth > 5:
        return words
    below = tuple(any_inline(chance, depth + 1) for _ in range(chance.randint(1, 2)))
    return chance.choice(
        [words, words, n.Strong(children=below), n.Link(target="#a", children=below), n.Span(children=below, id="s"),
         n.Note(label="n", blocks=(n.Paragraph(children=below),))]
    )  # fmt: skip


def any_block(chance: random.Random, depth: int) -> n.AnyBlock:
    inlines = tuple(any_inline(chance, 3) for _ in range(chance.randint(1, 3)))
    if depth > 3:
        return n.Paragraph(children=inlines)
    below = tuple(any_block(chance, depth + 1) for _ in range(chance.randint(0, 2)))
    return chance.choice(
        [n.Heading(level=chance.randint(1, 6), children=inlines, id=chance.choice(["", "x"])),
         n.Paragraph(children=inlines), n.BlockQuote(blocks=below, attribution=inlines), n.Division(blocks=below),
         n.Table(caption=inlines, body=(n.Row(cells=(n.Cell(blocks=below),)),)),
         n.DefinitionList(items=(n.DefinitionItem(terms=(inlines,), definitions=(below,)),)),
         n.OrderedList(items=(n.ListItem(blocks=below),), id=chance.choice(["", "x", "fn-1"]))]
    )  # fmt: skip


def test_passes_leave_a_prepared_article_as_it_is() -> None:
    article, _ = prepared(heading(2, "A"), paragraph("b", note("n"), link("https://example.org/é")))
    assert prepare(article, Report()) == article
    assert rewrite(article.body, lambda node: node) is article.body
