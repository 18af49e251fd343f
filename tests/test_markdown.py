"""The Markdown reader: what an author writes, and the tree that comes of it."""

import os
import re
from pathlib import Path

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from exporter.errors import SourceError
from exporter.messages import Report
from exporter.model import nodes as n
from exporter.model.article import Article
from exporter.model.walk import children, plain_text, walk
from exporter.origin import Source
from exporter.readers import ReadOptions
from exporter.readers.markdown import read

CASES = Path(__file__).parent / "cases" / "markdown"
HEAD = "---\ntitle: T\n---\n"


def read_text(text: str, name: str = "article.md", **options: object) -> tuple[Article, Report]:
    report = Report()
    report.know(name, text)
    source = Source(name, text.encode("utf-8", "surrogatepass"), "markdown")
    return next(read(source, ReadOptions(**options), report)), report  # type: ignore[arg-type]


def read_or_refuse(text: str) -> tuple[Article | None, Report]:
    """The article, or None when the reader refuses it with a message."""
    report = Report()
    report.know("article.md", text)
    try:
        source = Source("article.md", text.encode("utf-8", "surrogatepass"), "markdown")
        return next(read(source, ReadOptions(), report)), report
    except SourceError:
        return None, report


def body(text: str) -> tuple[n.AnyBlock, ...]:
    return read_text(HEAD + text)[0].body


def codes(report: Report) -> list[str]:
    return [message.code for message in report.messages]


def words(article: Article) -> str:
    """Every word of an article in the order of the tree, notes included."""
    values = [
        node.value
        for node in walk(article.body)
        if isinstance(node, (n.Text, n.Code, n.CodeBlock, n.RawBlock, n.RawInline))
    ]
    return " ".join(values)


def outline(article: Article, report: Report) -> str:
    """The tree as indented lines: a node, its place, its values; then the messages."""
    lines: list[str] = []

    def add(node: n.Node, depth: int) -> None:
        place = f"{node.origin.line}:{node.origin.column}" if node.origin else "-"
        values = msgspec.structs.asdict(node)
        shown = [
            f"{name}={value!r}"
            for name, value in values.items()
            if name not in ("origin", "column_span", "row_span")
            and value not in ("", None, False, ())
            and not (isinstance(value, tuple) and not isinstance(value[0], str))
        ]
        shown += [f"{name}={values[name]}" for name in ("column_span", "row_span") if values.get(name, 1) > 1]
        lines.append("  " * depth + " ".join([type(node).__name__, place, *shown]))
        for child in children(node):
            add(child, depth + 1)

    for node in (*article.standfirst, *article.body):
        add(node, 0)
    for message in report.messages:
        place = f"{message.origin.line}:{message.origin.column}" if message.origin else "-"
        lines.append(f"{message.code} {place} {message.text}")
    return "\n".join(lines) + "\n"


@pytest.mark.parametrize("path", sorted(CASES.glob("*.md")), ids=lambda path: path.stem)
def test_case_gives_the_expected_tree(path: Path) -> None:
    found = outline(*read_text(path.read_text("utf-8"), path.name))
    expected = path.with_suffix(".expect")
    if os.environ.get("EXPORTER_ACCEPT"):
        expected.write_text(found, "utf-8")
    assert found == expected.read_text("utf-8")


# --- Title -----------------------------------------------------------------------------------------------


def test_first_heading_becomes_the_title() -> None:
    article, report = read_text("# The *title*\n\nText.\n")
    assert article.metadata.title == "The title"
    assert [plain_text(block) for block in article.body] == ["Text."]
    assert codes(report) == ["R107"]


def test_heading_that_repeats_the_title_is_dropped() -> None:
    assert [plain_text(block) for block in body("# T\n\nText.\n")] == ["Text."]
    assert [plain_text(block) for block in body("# T other\n\nText.\n")] == ["T other", "Text."]


def test_note_in_the_heading_that_became_the_title_is_kept() -> None:
    article, _ = read_text("# Title[^1]\n\nText.\n\n[^1]: The note.\n")
    assert article.metadata.title == "Title"
    assert [plain_text(node.blocks) for node in walk(article.body) if isinstance(node, n.Note)] == ["The note."]


def test_article_without_title_is_an_error_at_its_first_line() -> None:
    _, report = read_text("Text only.\n")
    (message,) = report.messages
    assert (message.code, message.origin and message.origin.line) == ("R101", 1)
    assert "title:" in message.hint


def test_standfirst_is_inline_markdown_and_the_summary_its_words() -> None:
    article, _ = read_text("---\ntitle: T\nchapô: Un *beau* [lien](https://example.org)\n---\n")
    assert article.metadata.summary == "Un beau lien"
    assert [type(node).__name__ for node in article.standfirst] == ["Text", "Emphasis", "Text", "Link"]


# --- Nothing is lost -------------------------------------------------------------------------------------


def test_every_cell_of_a_long_row_is_kept() -> None:
    article, report = read_text(HEAD + "| a | b |\n|---|---|\n| 1 | 2 | 3 | 4 |\n| 5 |\n")
    (table,) = article.body
    assert isinstance(table, n.Table)
    assert words(article).split() == list("ab12345")
    assert {len(row.cells) for row in (*table.head, *table.body)} == {4}
    (message,) = report.messages
    assert (message.code, message.origin and message.origin.line) == ("R204", 6)


@pytest.mark.parametrize("gap", ["\n\n", "\n"])
def test_caption_above_a_table_does_not_make_the_line_before_it_a_term(gap: str) -> None:
    table = "| A | B |\n|---|---|\n| 1 | 2 |\n"
    paragraph, captioned, definition = body(f"A *paragraph*.\n\n: The caption{gap}{table}\nTerm\n\n: Definition\n")
    assert isinstance(paragraph, n.Paragraph)
    assert isinstance(captioned, n.Table)
    assert (plain_text(paragraph), [plain_text(node) for node in captioned.caption]) == (
        "A paragraph.",
        ["The caption"],
    )
    assert isinstance(definition, n.DefinitionList)


def test_unclosed_fence_keeps_its_text_as_code() -> None:
    article, report = read_text(HEAD + "Text\n\n  ```python\n  x = 1\n\n  # not a heading\n")
    assert isinstance(article.body[1], n.CodeBlock)
    assert article.body[1].value == "x = 1\n\n# not a heading"
    (message,) = report.messages
    assert message.code == "R201"
    assert message.origin
    assert (message.origin.line, message.origin.column) == (6, 3)
    assert message.excerpt == "  ```python"


@pytest.mark.parametrize(
    "fence", ["```\na\n```\n", "> ```\n> a\n> ```\n", "- ~~~\n  a\n  ~~~~\n", "   ```\na\n   ```  \n"]
)
def test_closed_fence_is_not_reported(fence: str) -> None:
    assert codes(read_text(HEAD + fence)[1]) == []


def test_note_calls_and_texts_meet() -> None:
    article, report = read_text(HEAD + "a[^1] b[^1] c[^2]\n\n[^1]: One.\n[^3]: Three.\n")
    found = [type(node).__name__ for node in walk(article.body) if isinstance(node, (n.Note, n.NoteReference))]
    assert found == ["Note", "NoteReference"]
    assert sorted(codes(report)) == ["R202", "R203"]
    assert "[^2]" in words(article)
    assert "Three." in words(article)


def test_unclosed_comment_is_shown() -> None:
    assert "secret words" in words(read_text(HEAD + "Text\n\n<!-- secret words\n\nmore\n")[0])


def test_unknown_tag_is_shown_as_written() -> None:
    article, report = read_text(HEAD + "Set the <Location> field.\n")
    assert words(article) == "Set the  <Location>  field."
    assert codes(report) == ["R205"]


def test_end_of_an_unknown_tag_is_shown_as_written_and_told_with_its_start() -> None:
    article, report = read_text(HEAD + "An <aktor>old</aktor> word, and </other>.\n")
    assert words(article).split() == "An <aktor> old </aktor> word, and </other> .".split()
    assert [message.text[:10] for message in report.messages] == ['"<aktor>" ', '"</other>"']


def test_characters_that_xml_forbids_are_replaced() -> None:
    article, report = read_text(HEAD + "a\x00b\x0bc\ufffe\ufdd0d\n")
    assert words(article) == "a\ufffdb\ufffdc\ufffd\ufffdd"
    (message,) = report.messages
    assert message.code == "R006"
    assert message.origin
    assert (message.origin.line, message.origin.column) == (4, 2)


@pytest.mark.parametrize(
    "text",
    [
        ">" * 5000 + "x",
        "> " * 3000 + "x",
        "- " * 3000 + "x",
        "<div>" * 5000,
        "<b>" * 5000 + "x",
        "*a **b " * 3000 + "** *" * 3000,
        "^[" * 3000 + "x" + "]" * 3000,
        '<div markdown="1">\n' * 3000 + "x",
        "::: note\n" * 3000 + "x",
        "<svg>" + "<path d='m'>" * 3000,
    ],
    ids=lambda text: text[:12],
)
def test_deep_nesting_is_refused_or_read_but_never_breaks(text: str) -> None:
    article, report = read_or_refuse(HEAD + text)
    if article is None:
        assert [(message.code, bool(message.hint)) for message in report.messages if message.severity == "error"] == [
            ("R210", True)
        ]
    else:
        assert words(article)


def test_depth_within_the_bound_is_read() -> None:
    article, _ = read_text(HEAD + "> " * 40 + "x")
    assert words(article) == "x"
    with pytest.raises(SourceError):
        read_text(HEAD + "> " * 40 + "x", max_depth=30)


def test_drawing_with_many_closed_shapes_is_not_deep() -> None:
    _, report = read_text(HEAD + "Text <svg>" + "<path d='m'/>" * 500 + "</svg> more\n")
    assert codes(report) == ["R208"]


def test_backslash_before_a_generators_tag_keeps_the_tag_as_text() -> None:
    assert "name }}" in words(read_text(HEAD + "Write \\{{ name }}.\n")[0])
    assert "if x" in words(read_text(HEAD + "Write \\{% if x %}.\n")[0])


# --- Places ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "word", "place"),
    [
        ("one\ntwo *three*\n", "three", (5, 6)),
        ("> one\n> two **three**\n", "three", (5, 9)),
        ("- a\n  - `b` three\n", " three", (5, 8)),
        ("[a](b) [three](c)\n", "three", (4, 9)),
        ("| a | three |\n|---|---|\n", "three", (4, 7)),
        ("| a | a |\n|---|---|\n| a | three |\n", "three", (6, 7)),
        ("<div>\n <p>a <b>three</b></p>\n</div>\n", "three", (5, 10)),
        ("a[^1]\n\n[^1]: b\n    *three*\n", "three", (7, 6)),
        ("a &amp; b \\* *three*\n", "three", (4, 15)),
        ("a <br>\n<span>three</span>\n", "three", (5, 7)),
        ('<div markdown="1">\n\n*a*\nb **three**\n\n</div>\n', "three", (7, 5)),
        ("::: note\na\n\n1. *three*\n:::\n", "three", (7, 5)),
        ('x {{< ref "y" >}} *three*\n', "three", (4, 20)),
    ],
)
def test_text_knows_its_place(text: str, word: str, place: tuple[int, int]) -> None:
    node = next(node for node in walk(body(text)) if isinstance(node, n.Text) and node.value == word)
    assert node.origin
    assert (node.origin.line, node.origin.column) == place


def test_every_text_lies_in_its_line() -> None:
    for path in sorted(CASES.glob("*.md")):
        source = path.read_text("utf-8")
        lines = source.split("\n")
        for node in walk(read_text(source, path.name)[0].body):
            if isinstance(node, n.Text) and node.value.strip() and "&" not in source:
                assert node.origin
                assert node.value.split()[0].lower() in lines[node.origin.line - 1].lower(), (path.name, node)


# --- Properties ------------------------------------------------------------------------------------------

PIECES = st.sampled_from(
    "a b é ش 日 * ** _ ` ``` ~~~ ~ ^ [ ] ( ) ![ [^1] [^1]: ^[ < > <div> </div> <p> </p> <b> </b> <table> <tr> <td> "
    "<ul> <li> </li> <pre> </pre> <!-- --> <script> {{< x >}} {{< /x >}} {{ x }} {% raw %} {% endraw %} {% x %} "
    '{.a} {:.b} {#c} ::: :::note | |- --- === # ## 1. - + : \\ & &amp; &#0; <img src="x"> <a href="y"> </a> '
    '<div markdown="1"> <figure> <dl> <dt> <dd> <svg> [!NOTE] > *[a]: Table: \\newpage \ufdd0 \u0000 = " \''.split(" ")
) | st.sampled_from(["\n", "\n\n", " ", "    ", "\t", "\n> ", "\n- ", "\n    "])


@settings(max_examples=400, deadline=None, derandomize=True, database=None)
@given(st.lists(PIECES, max_size=40).map("".join))
def test_any_text_gives_an_article_or_a_refusal(text: str) -> None:
    article, report = read_or_refuse(text)
    assert (article is None) <= report.failed
    if article is not None:
        msgspec.json.encode(article.body)
        assert not any("\ufdd0" <= sign <= "\ufdef" for sign in words(article))
    for message in report.messages:
        assert message.text
        assert message.hint
        assert message.origin


@settings(max_examples=150, deadline=None, derandomize=True, database=None)
@given(st.text(max_size=200))
def test_any_characters_give_an_article_or_a_refusal(text: str) -> None:
    article, report = read_or_refuse(text.replace("\r", "\n"))
    assert (article is None) <= report.failed


# Pieces that take no word away by their own meaning (an address, a comment, the language of a fence).
HARMLESS = [
    *(
    "* ** _ ` ~~ ~ ^ [ ] ![ ^[ <div> </div> <p> </p> <b> </b> <table> <tr> <td> <th> </table> </tr> </td> <thead> <ul> "
    "<ol> <li> </li> </ul> <pre> </pre> <a> </a> {% raw %} {% endraw %} === --- \\ & &amp; <figure> </figure> "
    "<figcaption> </figcaption> <dl> <dt> <dd> </dl> <details> <summary> </summary> </details> <blockquote> <q> <h2> "
    "</blockquote> <cite> <footer> [!NOTE] > {:.b} </h2> <br> <hr> </iframe> <caption> <svg> </svg> <x-y> <code> "
    "</code> <kbd> <section> </section> <button> <select> <option> <video> </video> <center> <font> <foo>"
).split(" "),
    '<a href="y">', '<span lang="en">', '<div markdown="1">', '<p markdown="1">', '<iframe src="x">',
    '<input value="v">', '<aside class="pquote">', "![a](b)", "[^1]", "[^1]: ", "\n\n[^1]: ",
    "{{< row >}}", "{{< /row >}}", "{{< note >}}",
    "{{< /note >}}", "{{ x }}", "{% x %}", "\n::: note ", "\n:::: {.a}\n", "\n:::\n", "| ", "\n| - | - |\n", "# ",
    "## ", "1. ", "- ", "+ ", ": ", "\n", "\n", "\n\n", "\n\n", "\n\n     ", "\n> ", "\n- ", "\n```\n",
]  # fmt: skip


@settings(max_examples=500, deadline=None, derandomize=True, database=None)
@given(st.lists(st.tuples(st.sampled_from(HARMLESS), st.sampled_from(["{}", " {} ", "{} ", ""])), max_size=14))
def test_every_word_arrives_whatever_markup_stands_around_it(pieces: list[tuple[str, str]]) -> None:
    text = "".join(piece + form.format(f"w{number}w") for number, (piece, form) in enumerate(pieces))
    wanted = {f"w{number}w" for number, (_, form) in enumerate(pieces) if form}
    article = read_text(HEAD + text)[0]
    nodes = list(walk(article.body))
    shown = "".join(node.value for node in nodes if isinstance(node, (n.Text, n.Code, n.CodeBlock, n.RawInline)))
    shown += "".join(node.value for node in nodes if isinstance(node, n.RawBlock))
    shown += "".join(node.alt for node in nodes if isinstance(node, n.Image))
    assert wanted <= set(re.findall(r"w\d+w", shown)), text


# --- Speed -----------------------------------------------------------------------------------------------


def test_hostile_repetition_stays_linear() -> None:
    for piece in ("[", "![", "<", "<!--", "{{<", "`", "*a ", "[a](", "&amp;", "|a", "<td>", "{% a "):
        read_text(HEAD + piece * 3000)
    for piece in ("{", "{/*", "{'", "`{", "{`", "import a from 'b'\n", "export const a = {\n", "{% comment %}", "{# "):
        for name in ("a.md", "a.mdx"):
            read_text(HEAD + piece * 3000, name)


MDX = """\
---
title: T
---

import Tabs from '@theme/Tabs';
import {
  A,
  B,
} from '../components';
export const version = "1.0";

Words of the page.{/* said to nobody */} More.

```js
import React from 'react';
```

A line that says
import 'nothing' in a paragraph
"""


def test_what_a_page_imports_is_left_out_and_told() -> None:
    report = Report()
    [article] = read(Source("page.mdx", MDX.encode(), "markdown"), ReadOptions(), report)
    first, code, last = article.body
    assert plain_text(first) == "Words of the page. More."
    assert plain_text(code) == "import React from 'react';"
    assert plain_text(last) == "A line that says import 'nothing' in a paragraph"
    told = {str(message.origin): message.text for message in report.messages if message.code == "R208"}
    assert "import Tabs" in told["page.mdx:5:1"]
    assert {one.rule for one in report.decisions} == {"module", "comment"}
