"""Articles written down as Markdown, JSON, XHTML: what comes back is equal, and what a format cannot hold is named."""

from pathlib import Path

import pytest
import tinyhtml5
from article_trees import articles
from hypothesis import HealthCheck, given, settings

from exporter.errors import SourceError
from exporter.messages import Report
from exporter.model import nodes as n
from exporter.model.article import Article
from exporter.model.metadata import Metadata
from exporter.model.walk import plain_text, walk
from exporter.origin import Source
from exporter.readers import ReadOptions, as_read, format_of
from exporter.writers import written
from exporter.writers.held import held

ROOT = Path(__file__).parents[1]
CORPORA = ROOT.parent / "shared" / "corpora"


# Hypothesis writes its strategies down when it fails; these are long.
pytestmark = pytest.mark.filterwarnings("ignore:Generating overly large repr")


def reading(text: bytes, format: str, name: str = "a.md") -> Article:
    return next(as_read(Source(name, text, format), ReadOptions(), Report()))


def sources() -> list[Path]:
    own = [*(ROOT / "samples").glob("*.*"), *(ROOT / "docs").rglob("*.md"), *(ROOT / "tests/cases").rglob("*.md")]
    return sorted(path for path in (*own, *(CORPORA / "articles").rglob("*.md")) if path.is_file())


@pytest.mark.parametrize("format", ["markdown", "json", "xhtml"])
@pytest.mark.parametrize("path", sources(), ids=lambda path: path.name)
def test_article_comes_back_as_it_was_read(path: Path, format: str) -> None:
    try:
        article = reading(path.read_bytes(), format_of(path.name), path.name)
    except SourceError:
        return  # it was no article before either
    report = Report()
    again = reading(written(article, format, path.name, report), format, path.name)
    assert report.messages == []
    assert held(again) == held(article)


anything = settings(max_examples=80, derandomize=True, deadline=None, suppress_health_check=list(HealthCheck))


@anything
@given(articles())
def test_any_article_comes_back_from_markdown_or_what_does_not_is_named(article: Article) -> None:
    report = Report()
    text = written(article, "markdown", "a.md", report)
    named = {"R611", "R612"} & {message.code for message in report.messages}
    assert named or held(reading(text, "markdown")) == held(article)


@pytest.mark.parametrize(
    "text",
    [" ::: \\", "import a from 'b'", "export const a = 1", "{/* said to nobody */}", " - a", "a\u202f ", " \u202fa"],
)
def test_words_that_look_like_marks_come_back(text: str) -> None:
    paragraph = n.Paragraph(children=(n.Text(value=text),))
    row = n.Row(cells=(n.Cell(blocks=(paragraph,), header=True),))
    table = n.Table(head=(row,), body=(), columns=("",), widths=(0.5,))
    article = Article(metadata=Metadata(title="T"), body=(paragraph, table))
    assert held(reading(written(article, "markdown", "a.md", Report()), "markdown")) == held(article)


def chart_of(value: str) -> n.Chart:
    return n.Chart(form="bar", columns=("Year", "{{ a"), rows=((value, 2.5), ("{% x", 1)), unit="%")


@pytest.mark.parametrize("value", ["{{", "{%", "{% raw %}", "{{\n}}", "[a $ b_ @doe]", "\\{{"])
def test_braces_of_site_generators_in_code_and_charts_come_back_wherever_they_stand(value: str) -> None:
    said = n.Paragraph(children=(n.Text(value=value.replace("\n", " ")),))
    for block in (n.CodeBlock(value=value), chart_of(value.replace("\n", " ")), said):
        items = (n.DefinitionItem(terms=((n.Text(value="t"),),), definitions=((block,),)),)
        body = (
            n.DefinitionList(items=items),
            n.OrderedList(items=(n.ListItem(blocks=(block, said)),), tight=False),
            n.BlockQuote(blocks=(block, said)),
            n.Callout(kind="note", blocks=(said, block)),
        )
        article = Article(metadata=Metadata(title="T"), body=body)
        report = Report()
        text = written(article, "markdown", "a.md", report)
        assert report.messages == []
        assert held(reading(text, "markdown")) == held(article)


def test_exclamation_mark_behind_a_backslash_makes_no_picture_of_a_link() -> None:
    link = n.Link(target="https://example.org/", children=(n.Text(value="x"),))
    for value in ("\\!", "\\\\!", "a!"):
        article = Article(metadata=Metadata(title="T"), body=(n.Paragraph(children=(n.Text(value=value), link)),))
        assert held(reading(written(article, "markdown", "a.md", Report()), "markdown")) == held(article)


@anything
@given(articles())
def test_any_article_comes_back_from_json(article: Article) -> None:
    text = written(article, "json", "a.json", Report())
    assert held(reading(text, "json")) == held(article)


@anything
@given(articles())
def test_any_article_comes_back_from_xhtml_and_a_browser_has_all_its_words(article: Article) -> None:
    page = written(article, "xhtml", "a.xhtml", Report())
    assert held(reading(page, "xhtml", "a.xhtml")) == held(article)
    shown = squeezed("".join(tinyhtml5.parse(page.decode(), return_root=True).itertext()))
    texts = [node.value for node in walk((article.standfirst, article.body)) if isinstance(node, n.Text)]
    assert [text for text in texts if squeezed(text) not in shown] == []


def squeezed(text: str) -> str:
    return "".join(text.split())


def test_page_corrected_by_hand_is_read_as_it_stands_now() -> None:
    page = written(of(n.Paragraph(children=words("A wrod."))), "xhtml", "a.xhtml", Report())
    corrected = page.replace(b"wrod", b"<b>word</b>").replace(b"<b>", b"<strong>").replace(b"</b>", b"</strong>")
    corrected = corrected.replace(b"<h1>T</h1>", b"<h1>A title</h1>")
    article = reading(corrected, "xhtml", "a.xhtml")
    assert article.metadata.title == "A title"
    paragraph = n.Paragraph(children=(*words("A "), n.Strong(children=words("word")), *words(".")))
    assert held(article).body == (paragraph,)


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ((b"<p>Some", b"<marquee>Some"), "marquee"),
        ((b"<main>", b"<main>Words of their own"), "words outside a paragraph"),
        ((b' data-note="1"', b' data-note="2"'), "note"),
        ((b"data-columns='[", b"data-columns='{"), "JSON"),
        ((b"<h2>", b'<h2 data-level="9">'), "level"),
        ((b"Heading", b"Head&nbsp;ing"), "no XML any more"),
        ((b"<!DOCTYPE html>", b'<!DOCTYPE html [<!ENTITY a "b">]>'), "declares entities"),
    ],
)
def test_page_changed_into_one_that_is_not_known_is_read_like_any_page(change: tuple[bytes, bytes], why: str) -> None:
    said = "Some words of an article, in a sentence that is long enough to be one of its paragraphs, and not a menu."
    note = n.Note(label="1", blocks=(n.Paragraph(children=words("A note.")),))
    cell = n.Row(cells=(n.Cell(blocks=(n.Paragraph(children=words("Cell")),)),))
    article = of(
        n.Heading(level=1, children=words("Heading")),
        n.Paragraph(children=(*words(said), note)),
        n.Table(body=(cell,), columns=("left",)),
    )
    page = written(article, "xhtml", "a.xhtml", Report()).replace(*change, 1)
    page = page.replace(b"</p>", b"</marquee>", 1) if b"<marquee>" in page else page
    report = Report()
    again = next(as_read(Source("a.xhtml", page, "xhtml"), ReadOptions(), report))
    (told,) = [message for message in report.messages if message.code == "R527"]
    assert why in told.text
    assert told.excerpt
    assert said in plain_text(again.body)


def test_page_of_somebody_else_is_read_as_a_page_of_the_web() -> None:
    said = "Words of a page that was written by another program, long enough to be a paragraph of an article."
    page = f'<html xmlns="http://www.w3.org/1999/xhtml"><head><title>T</title></head><body><p>{said}</p></body></html>'
    assert plain_text(reading(page.encode(), "xhtml", "a.xhtml").body) == said


@pytest.mark.parametrize("format", ["markdown", "xhtml"])
def test_writing_what_was_written_gives_the_same_bytes(format: str) -> None:
    for path in (ROOT / "samples").glob("*.md"):
        once = written(reading(path.read_bytes(), "markdown"), format, "a.md", Report())
        assert written(reading(once, format), format, "a.md", Report()) == once


def of(*body: n.AnyBlock) -> Article:
    return Article(metadata=Metadata(title="T"), body=body)


def words(value: str) -> tuple[n.Text, ...]:
    return (n.Text(value=value),)


@pytest.mark.parametrize(
    ("block", "text"),
    [
        (
            n.Paragraph(children=words("1. snake_case costs 5 * 3, see [1] #2")),
            r"1\. snake_case costs 5 \* 3, see \[1\] #2",
        ),
        (n.Paragraph(children=(*words("A "), n.Strong(children=words("bold.")), *words(" end"))), "A **bold.** end"),
        (n.Paragraph(children=(n.Emphasis(children=words("x.")), *words("y"))), "<em>x.</em>y"),
        (n.Paragraph(children=words("see [@doe, p. 3] there")), "see [@doe, p. 3] there"),
        (n.Callout(kind="tip", title=words("Of old"), blocks=()), "::: tip Of old\n:::"),
        (n.Heading(level=2, children=words("C#"), id="c"), "## C\\# {#c}"),
    ],
)
def test_markdown_is_what_a_person_would_write(block: n.AnyBlock, text: str) -> None:
    assert written(of(block), "markdown", "a.md", Report()).decode() == f"---\ntitle: T\n---\n\n{text}\n"


@pytest.mark.parametrize(
    ("block", "code"),
    [
        (n.Paragraph(children=(n.Image(src="a.png", alt="A"),)), "R611"),  # a picture alone is a figure
        (n.ThematicBreak(id="x"), "R611"),
        (
            n.BulletList(
                items=(n.ListItem(blocks=(n.Paragraph(children=words("a")), n.Paragraph(children=words("b")))),)
            ),
            "R611",
        ),
        (n.Paragraph(children=(n.NoteReference(label="never"),)), "R612"),
        (n.Heading(level=1, children=words("T")), "R612"),  # the title, which stands in the front matter
    ],
)
def test_what_markdown_cannot_hold_is_named_with_the_way_out(block: n.AnyBlock, code: str) -> None:
    report = Report()
    written(of(block), "markdown", "a.md", report)
    assert [message.code for message in report.messages] == [code]
    assert n.kind(block) in report.messages[0].text
    assert "--to json" in report.messages[0].hint
    other = Report()
    written(of(block), "json", "a.json", other)
    assert other.messages == []


def test_field_whose_name_is_taken_keeps_its_value() -> None:
    article = reading(b"---\ntitle: T\ndeck: One.\nsummary: Two.\n---\n\nWords.\n", "markdown")
    for format in ("markdown", "json"):
        again = reading(written(article, format, "a", Report()), format)
        assert again.metadata == article.metadata
        assert (again.metadata.summary, again.metadata.extra) == ("One.", {"summary": "Two."})
