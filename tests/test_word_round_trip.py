"""A DOCX of ours reads back to the article that it was made from, but for the differences that have a name."""

import re
from pathlib import Path

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from word_round_trip import NAMED, differences

from exporter.api import convert_file
from exporter.convert import Job, convert
from exporter.messages import Report
from exporter.model import nodes as n
from exporter.model.article import Article
from exporter.model.metadata import Metadata
from exporter.model.walk import plain_text
from exporter.origin import Source
from exporter.passes import prepare
from exporter.readers import ReadOptions, format_of, read, source_of

ROOT = Path(__file__).parents[1]
SAMPLES = sorted([*(ROOT / "samples").glob("*.md"), *(ROOT / "samples").glob("*.yaml")])


def prepared(source: Source) -> Article:
    return prepare(read(source, ReadOptions(), Report()), Report())


@pytest.mark.parametrize("file", SAMPLES, ids=lambda file: file.stem)
def test_docx_of_a_sample_reads_back_to_its_article(file: Path) -> None:
    article = prepared(source_of(str(file), file, format_of(file.name), ReadOptions()))
    data = convert_file(file, ["docx"], check="off", receipt="off").exports[0].data
    back = prepared(Source(f"{file.stem}.docx", data, "word"))
    assert differences(article, back, context=2) == []


def test_each_named_difference_is_in_the_documents() -> None:
    page = (ROOT / "docs" / "word.md").read_text("utf-8")
    names = set(re.findall(r"^- \*\*([^*]+)\*\*:", page, re.MULTILINE))
    assert set(NAMED) <= {name.lower() for name in names}


# --- Articles that nobody wrote --------------------------------------------------------------------------

WORDS = st.lists(
    st.sampled_from("alpha beta, gamma δέλτα été Straße 42 x&y <z> “q” it’s end.".split()), min_size=1, max_size=6
)
# Marks of letters in the order in which a reader of Word files puts them into each other.
MARKS = (n.Strong, n.Emphasis, n.Underline, n.Strikethrough, n.SmallCaps)


def text(value: str) -> n.Text:
    return n.Text(value=value)


@st.composite
def inlines(draw: st.DrawFn, notes: bool = True) -> tuple[n.AnyInline, ...]:
    """Running text: plain words between words with marks, links, code, notes."""
    found: list[n.AnyInline] = [text(" ".join(draw(WORDS)))]
    for kind in draw(st.lists(st.sampled_from(["marks", "link", "code", "note", "sub", "break", "math"]), max_size=3)):
        words = " ".join(draw(WORDS))
        made: n.AnyInline = text(words)
        if kind == "marks":
            chosen = draw(st.lists(st.sampled_from(range(len(MARKS))), min_size=1, max_size=3, unique=True))
            for place in sorted(chosen, reverse=True):
                made = MARKS[place](children=(made,))
        elif kind == "link":
            made = n.Link(
                target="https://example.org/a?b=c", children=(made,), title=draw(st.sampled_from(["", "Tip"]))
            )
        elif kind == "code":
            made = n.Code(value=words)
        elif kind == "sub":
            made = draw(st.sampled_from([n.Subscript, n.Superscript]))(children=(made,))
        elif kind == "break":
            made = n.LineBreak()
        elif kind == "math":
            made = n.Math(value=draw(st.sampled_from(["a^2", "\\frac{a}{b}", "\\sqrt{x}", "x_1"])))
        elif notes:
            count = draw(st.integers(1, 2))
            blocks = tuple(n.Paragraph(children=draw(inlines(notes=False))) for _ in range(count))
            made = n.Note(label=draw(st.uuids()).hex, blocks=blocks)
        before, after = ("", "") if isinstance(made, n.LineBreak) else (" ", " ")
        found[-1] = text(f"{plain_text(found[-1])}{before}")
        found += [made, text(f"{after}{' '.join(draw(WORDS))}")]
    return tuple(found)


def paragraphs() -> st.SearchStrategy[n.AnyBlock]:
    return st.builds(lambda children: n.Paragraph(children=children), inlines())


@st.composite
def lists(draw: st.DrawFn, depth: int = 0) -> n.AnyBlock:
    items = []
    for _ in range(draw(st.integers(1, 3))):
        blocks: list[n.AnyBlock] = [draw(paragraphs())]
        if depth < 2 and draw(st.booleans()):
            blocks.append(draw(lists(depth + 1)))
        items.append(n.ListItem(blocks=tuple(blocks)))
    tight = draw(st.booleans()) if depth == 0 else True
    if draw(st.booleans()):
        start, style = draw(st.integers(1, 5)), draw(st.sampled_from(["1", "a", "A", "i", "I"]))
        return n.OrderedList(items=tuple(items), tight=tight, start=start, style=style)  # type: ignore[arg-type]
    return n.BulletList(items=tuple(items), tight=tight)


@st.composite
def tables(draw: st.DrawFn) -> n.AnyBlock:
    count = draw(st.integers(1, 3))

    def row(header: bool) -> n.Row:
        aligned = st.sampled_from(["", "center", "right"])
        return n.Row(
            cells=tuple(
                n.Cell(blocks=(n.Paragraph(children=draw(inlines(notes=False))),), header=header, align=draw(aligned))
                for _ in range(count)
            )
        )

    caption = draw(inlines(notes=False)) if draw(st.booleans()) else ()
    body = tuple(row(False) for _ in range(draw(st.integers(1, 3))))
    return n.Table(head=(row(True),), body=body, caption=caption)


@st.composite
def boxes(draw: st.DrawFn) -> n.AnyBlock:
    inside = tuple(draw(st.lists(paragraphs(), min_size=1, max_size=2)))
    said = draw(inlines(notes=False)) if draw(st.booleans()) else ()
    kind = draw(st.sampled_from(["quote", "pull-quote", "note", "tip", "warning", "key-facts"]))
    if kind == "quote":
        return n.BlockQuote(blocks=inside, attribution=said)
    if kind == "pull-quote":
        return n.PullQuote(blocks=inside, attribution=said)
    return n.Callout(kind=kind, blocks=inside, title=said)  # type: ignore[arg-type]


CODE = st.builds(lambda value: n.CodeBlock(value=value), st.sampled_from(["a = 1", "def f(x):\n    return x\n\nf(1)"]))
TERMS = st.builds(
    lambda term, blocks: n.DefinitionList(items=(n.DefinitionItem(terms=(term,), definitions=(tuple(blocks),)),)),
    inlines(notes=False),
    st.lists(paragraphs(), min_size=1, max_size=2),
)
BLOCKS = st.one_of(lists(), tables(), boxes(), CODE, TERMS, st.just(n.ThematicBreak()))


@st.composite
def articles(draw: st.DrawFn) -> Article:
    """An article in which a paragraph stands between any two other blocks."""
    body: list[n.AnyBlock] = []
    for _ in range(draw(st.integers(1, 3))):
        level = draw(st.integers(1, 2)) if body else 1
        body += [n.Heading(level=level, children=draw(inlines(notes=False))), draw(paragraphs()), draw(BLOCKS)]
        body.append(draw(paragraphs()))
    return Article(metadata=Metadata(title="A title", lang="en"), body=tuple(body))


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(articles())
def test_docx_of_any_article_reads_back_to_it(article: Article) -> None:
    source = Source("a.json", msgspec.json.encode(article), "json")
    made = prepared(source)
    data = convert(Job(source=source, formats=("docx",), check="off", receipt="off")).exports[0].data
    assert differences(made, prepared(Source("a.docx", data, "word")), context=2) == []
