"""The shared templates: one page for all formats, in a closed vocabulary, and a user's overrides."""

from pathlib import Path

import pytest
from lxml import etree

from exporter.errors import TemplateError
from exporter.messages import Report
from exporter.model.article import Article
from exporter.model.metadata import Contact, Metadata, Person
from exporter.model.nodes import (
    AnyBlock,
    Callout,
    Cell,
    CodeBlock,
    Figure,
    Heading,
    Image,
    Link,
    ListItem,
    Note,
    OrderedList,
    Paragraph,
    Quote,
    RawBlock,
    Row,
    Table,
    Text,
)
from exporter.origin import Origin
from exporter.passes import prepare
from exporter.publication import Layout, Publication
from exporter.publication.compose import compose
from exporter.publication.labels import load_labels


def text(words: str) -> tuple[Text, ...]:
    return (Text(value=words),)


def paragraph(words: str) -> Paragraph:
    return Paragraph(children=text(words), origin=Origin("article.md", 7, 1))


def publication(*blocks: AnyBlock, layout: Layout | None = None, **fields: object) -> Publication:
    metadata = Metadata(**{"title": "A title", "lang": "en", **fields})  # type: ignore[arg-type]
    report = Report()
    return compose(prepare(Article(metadata=metadata, body=blocks), report), layout or Layout(), report)


def markup(*blocks: AnyBlock, **fields: object) -> str:
    return etree.tostring(publication(*blocks, **fields).page.root, encoding="unicode")


def test_words_with_markup_characters_stay_words() -> None:
    assert "<p>a &lt; b &amp; c</p>" in markup(paragraph("a < b & c"))


def test_headings_start_below_the_title_and_six_levels_stay_apart() -> None:
    page = markup(*(Heading(level=level, id=f"s{level}", children=text(f"Level {level}")) for level in range(1, 7)))
    for level, tag in enumerate(("h2", "h3", "h4", "h5", "h6"), 1):
        assert f'<{tag} id="s{level}">Level {level}</{tag}>' in page
    assert '<h6 id="s6" class="level-6">Level 6</h6>' in page


def test_note_has_a_call_in_the_text_and_one_body_at_the_end_of_the_page() -> None:
    note = Note(label="a", blocks=(paragraph("The note's words."),))
    page = publication(Paragraph(children=(*text("Called"), note))).page.root
    (call,) = page.findall(".//a[@role='doc-noteref']")
    (body,) = page.findall(".//aside[@role='doc-footnote']")
    assert call.get("href") == "#" + body.get("id")
    assert "".join(body.itertext()).split() == ["1", "The", "note’s", "words."]


def test_empty_corner_heads_nothing() -> None:
    head = Row(cells=(Cell(blocks=(), header=True), Cell(blocks=(paragraph("2025"),), header=True)))
    body = Row(cells=(Cell(blocks=(paragraph("Paris"),)), Cell(blocks=(paragraph("12"),))))
    cells = publication(Table(head=(head,), body=(body,))).page.root.find(".//thead/tr")
    assert [(cell.tag, cell.get("scope")) for cell in cells] == [("td", None), ("th", "col")]


def test_header_cells_say_what_they_head() -> None:
    head = Row(cells=(Cell(blocks=(paragraph("Year"),), header=True),))
    body = Row(cells=(Cell(blocks=(paragraph("2025"),), header=True, column_span=2),))
    page = markup(Table(head=(head,), body=(body,), caption=text("Years")))
    assert '<th scope="col">' in page
    assert '<th scope="row" colspan="2">' in page
    assert "<caption>Years</caption>" in page


def test_call_out_without_title_takes_the_label_of_its_language() -> None:
    callout = Callout(kind="key-facts", blocks=(paragraph("Un fait."),))
    assert '<p class="callout-title">À retenir</p>' in markup(callout, lang="fr")


def test_missing_picture_leaves_its_alternative_text() -> None:
    figure = Figure(images=(Image(src="bridge.png", alt="A bridge at dawn"),))
    page = markup(figure)
    assert "Picture missing: A bridge at dawn" in page
    assert "bridge.png" not in page


def test_raw_markup_is_shown_as_it_was_written() -> None:
    assert "&lt;blink&gt;x&lt;/blink&gt;" in markup(RawBlock(format="html", value="<blink>x</blink>"))


def test_script_link_never_becomes_a_link() -> None:
    page = markup(Paragraph(children=(Link(target="javascript:alert(1)", children=text("here")),)))
    assert "href" not in page.split("<article>")[1]
    assert "here" in page


def test_inline_quote_takes_the_marks_of_the_language() -> None:
    quote = Paragraph(children=(Quote(children=text("bonjour")),))
    assert "«\u00a0bonjour\u00a0»" in markup(quote, lang="fr")
    assert "“bonjour”" in markup(quote, lang="en")


def test_quote_inside_a_quote_takes_the_inner_marks() -> None:
    inner = Quote(children=text("oui"))
    nested = Paragraph(children=(Quote(children=(*text("Il dit "), inner)), inner))
    assert ">« Il dit <q>“oui”</q> »</q><q>« oui »</q>" in markup(nested, lang="fr")
    assert ">“Il dit <q>‘oui’</q>”</q><q>“oui”</q>" in markup(nested, lang="en")


def test_ordered_list_keeps_its_start_and_type() -> None:
    item = ListItem(blocks=(paragraph("x"),))
    assert '<ol start="4" type="a" class="tight">' in markup(OrderedList(items=(item,), start=4, style="a"))


def test_right_to_left_language_turns_the_page() -> None:
    page = publication(paragraph("نص"), lang="ar").page
    assert page.root.get("dir") == "rtl"
    assert page.root.get("lang") == "ar"


def test_title_block_and_contact_box_show_the_metadata() -> None:
    page = markup(
        paragraph("Text."),
        subtitle="A subtitle",
        section="Health",
        authors=(Person(name="Press office", email="press@example.org"),),
        date="2025-02-01",
        embargo="2025-02-03T09:00:00+01:00",
        contact=(Contact(name="Desk", phone="+33 1 00 00 00 00"),),
        lang="fr",
    )
    for words in ("A subtitle", "Health", "mailto:press@example.org", "1er février 2025", "3 février 2025 à 9\u00a0h"):
        assert words in page
    assert "+33 1 00 00 00 00" in page


def test_user_template_overrides_one_block_and_leaves_the_rest(tmp_path: Path) -> None:
    (tmp_path / "blocks").mkdir()
    (tmp_path / "blocks" / "callout.xhtml.jinja").write_text("<blockquote>{{ flow(block.blocks) }}</blockquote>")
    layout = Layout(templates=str(tmp_path))
    page = publication(Callout(kind="tip", blocks=(paragraph("Mine."),)), paragraph("Ours."), layout=layout).page
    assert page.root.find(".//blockquote/p").text == "Mine."
    assert page.root.find(".//aside") is None
    assert page.root.find("body/article/p").text == "Ours."


def test_markup_outside_the_vocabulary_names_the_template_and_its_line(tmp_path: Path) -> None:
    (tmp_path / "blocks").mkdir()
    (tmp_path / "blocks" / "callout.xhtml.jinja").write_text("{# mine #}\n<marquee>{{ flow(block.blocks) }}</marquee>")
    with pytest.raises(TemplateError) as refused:
        publication(Callout(kind="tip", blocks=(paragraph("x"),)), layout=Layout(templates=str(tmp_path)))
    (message,) = refused.value.messages
    assert message.code == "T102"
    assert "marquee" in message.text
    assert str(message.origin) == "blocks/callout.xhtml.jinja:2:1"


def test_words_that_word_has_no_place_for_are_refused(tmp_path: Path) -> None:
    (tmp_path / "blocks").mkdir()
    (tmp_path / "blocks" / "callout.xhtml.jinja").write_text("<div>bare words{{ flow(block.blocks) }}</div>")
    with pytest.raises(TemplateError, match="bare words"):
        publication(Callout(kind="tip", blocks=(paragraph("x"),)), layout=Layout(templates=str(tmp_path)))


def test_undefined_name_in_a_template_is_an_error_at_its_line(tmp_path: Path) -> None:
    (tmp_path / "blocks").mkdir()
    (tmp_path / "blocks" / "paragraph.xhtml.jinja").write_text("<p>\n{{ blok.children }}</p>")
    with pytest.raises(TemplateError, match="blok") as refused:
        publication(paragraph("x"), layout=Layout(templates=str(tmp_path)))
    assert refused.value.messages[0].origin.line == 2


@pytest.mark.parametrize("attack", ["''.__class__.__mro__[1].__subclasses__()", "flow.__globals__", "image.__self__"])
def test_template_cannot_reach_out_of_its_sandbox(tmp_path: Path, attack: str) -> None:
    (tmp_path / "blocks").mkdir()
    (tmp_path / "blocks" / "paragraph.xhtml.jinja").write_text(f"<p>{{{{ {attack} }}}}</p>")
    with pytest.raises(TemplateError):
        publication(paragraph("x"), layout=Layout(templates=str(tmp_path)))


def test_unknown_kind_and_theme_offer_the_nearest() -> None:
    with pytest.raises(TemplateError) as refused:
        publication(paragraph("x"), layout=Layout(kind="breif"))
    assert refused.value.messages[0].hint == 'did you mean "brief"?'
    with pytest.raises(TemplateError) as refused:
        publication(paragraph("x"), layout=Layout(theme="editorail"))
    assert refused.value.messages[0].hint == 'did you mean "editorial"?'


def test_code_keeps_its_spaces_and_lines() -> None:
    assert "<code>a\n    b</code>" in markup(CodeBlock(value="a\n    b"))


def test_language_without_labels_is_named() -> None:
    report = Report()
    compose(Article(metadata=Metadata(title="x", lang="cy")), Layout(), report)
    assert [message.code for message in report.messages] == ["T106"]


def test_article_without_a_language_is_set_as_english_and_says_so() -> None:
    report = Report()
    page = compose(Article(metadata=Metadata(title="x")), Layout(), report).page
    assert page.lang == "en"
    assert [(message.code, message.severity) for message in report.messages] == [("T108", "note")]


@pytest.mark.parametrize(
    ("lang", "moment", "words"),
    [
        ("fr", "2025-02-03T18:05", "3 février 2025 à 18\u00a0h\u00a005"),
        ("fr", "2025-02-01", "1er février 2025"),
        ("en", "2025-02-03T09:00:00+01:00", "3 February 2025, 09:00"),
        ("de", "2025-02-03T09:30", "3. Februar 2025, 09:30 Uhr"),
        ("it", "2025-02-03T09:30", "3 febbraio 2025, ore 09:30"),
    ],
)
def test_times_are_written_as_the_language_does(lang: str, moment: str, words: str) -> None:
    assert load_labels(lang, Report()).date(moment) == words
