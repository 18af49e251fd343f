"""Articles in JSON and YAML: read as the schema says, refused at the exact place."""

import json

import jsonschema
import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from exporter.errors import SourceError
from exporter.messages import Message, Report
from exporter.model import nodes as n
from exporter.model.article import Article
from exporter.model.metadata import Metadata
from exporter.model.walk import plain_text, rewrite, walk
from exporter.origin import Source
from exporter.readers import ReadOptions, read
from exporter.readers.schema import article_schema

ARTICLE = {
    "metadata": {"title": "A title", "author": "Press office", "date": "2025-02-13", "lang": "en", "mood": "calm"},
    "standfirst": "Two words.",
    "body": [
        {"type": "heading", "level": 1, "children": "A section"},
        {"type": "paragraph", "children": ["Plain, ", {"type": "strong", "children": ["strong"]}, "."]},
        {
            "type": "bullet-list",
            "items": [{"blocks": [{"type": "paragraph", "children": "one"}], "checked": True}],
        },
        {
            "type": "table",
            "caption": "Years",
            "head": [{"cells": [{"header": True, "blocks": [{"type": "paragraph", "children": "Year"}]}]}],
            "body": [{"cells": [{"blocks": [{"type": "paragraph", "children": "2025"}]}]}],
        },
        {
            "type": "definition-list",
            "items": [{"terms": ["EPUB"], "definitions": [[{"type": "paragraph", "children": "A book."}]]}],
        },
    ],
}


def reading(text: str, format: str = "json") -> tuple[Article, list[Message]]:
    report = Report()
    article = read(Source(f"article.{format}", text.encode(), format), ReadOptions(), report)
    return article, report.messages


def refusal(text: str, format: str = "json") -> Message:
    report = Report()
    try:
        read(Source(f"article.{format}", text.encode(), format), ReadOptions(), report)
    except SourceError as exc:
        return exc.messages[0]
    return next(message for message in report.messages if message.severity == "error")


def test_json_article_becomes_the_tree_it_describes() -> None:
    article, _ = reading(json.dumps(ARTICLE))
    assert article.metadata.title == "A title"
    assert article.metadata.authors[0].name == "Press office"
    assert plain_text(article.standfirst) == "Two words."
    assert [n.kind(block) for block in article.body] == [
        "heading", "paragraph", "bullet-list", "table", "definition-list",
    ]  # fmt: skip
    assert plain_text(article.body) == "A sectionPlain, strong.oneYear2025YearsEPUBA book."


def test_unknown_metadata_field_is_kept_and_named() -> None:
    article, messages = reading(json.dumps(ARTICLE))
    assert article.metadata.extra == {"mood": "calm"}
    assert [message.code for message in messages] == ["R104"]


def test_example_fits_the_published_schema() -> None:
    schema = article_schema()
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.validate(ARTICLE, schema)


@pytest.mark.parametrize(
    "wrong",
    [
        {"metadata": {"title": "x"}, "body": [{"type": "paragraf", "children": "x"}]},
        {"metadata": {"title": "x"}, "body": [{"type": "heading", "children": "x"}]},
        {"metadata": {"title": "x"}, "body": [{"type": "heading", "level": "two", "children": "x"}]},
        {"metadata": {"title": "x"}, "body": [{"type": "paragraph", "children": "x", "colour": "red"}]},
        {"metadata": {"title": "x"}, "text": "x"},
    ],
)
def test_what_the_schema_refuses_the_reader_refuses_too(wrong: dict[str, object]) -> None:
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(wrong, article_schema())
    assert refusal(json.dumps(wrong)).code == "R402"


def test_every_node_knows_its_line_and_column() -> None:
    text = '{"metadata": {"title": "x"},\n "body": [\n   {"type": "paragraph",\n    "children": ["a", "b"]}]}'
    article, _ = reading(text)
    (paragraph,) = article.body
    assert str(paragraph.origin) == "article.json:3:4"
    assert [str(node.origin) for node in paragraph.children] == ["article.json:4:18", "article.json:4:23"]


@pytest.mark.parametrize(
    ("text", "place", "words", "hint"),
    [
        ('{"metadata": {"title": "x",}}', "1:28", "broken", "remove the comma"),
        ('{"metadata": {"title": "x"}\n "body": []}', "2:2", "broken", "comma between"),
        ('{"metadata": {"title": "x"},\n "body": [{"type": "paragraf", "children": "x"}]}', "2:11", "paragraf",
         'did you mean "paragraph"?'),
        ('{"metadata": {"title": "x"},\n "body": [{"type": "heading", "level": 1,\n  "zzz": "x"}]}', "3:3", "zzz",
         "there are"),
        ('{"metadata": {"title": "x"},\n "body": [\n{"type": "heading", "level": [], "children": "x"}]}', "3:30",
         "$.body[0].level", "exporter schema"),
    ],
)  # fmt: skip
def test_misfit_is_refused_at_its_place_with_a_remedy(text: str, place: str, words: str, hint: str) -> None:
    message = refusal(text)
    assert str(message.origin) == f"article.json:{place}"
    assert words in message.text
    assert hint in message.hint
    assert message.excerpt


BODY = '{"metadata": {"title": "x"},\n "body": %s}'


@pytest.mark.parametrize(
    ("body", "place", "words", "hint"),
    [
        ('["hello"]', "2:11", "an object is wanted, not a text", '{"type": "paragraph", "children": "hello"}'),
        ('[{"type": "text", "value": "x"}]', "2:20", '"text" cannot stand here', "heading, paragraph"),
        ('[{"type": "paragraph", "children": [{"type": "table"}]}]', "2:55", '"table" cannot stand here', "text, emph"),
        ('[{"type": "callout", "kind": "tipp", "blocks": []}]', "2:39", '"tipp"', 'did you mean "tip"?'),
        ('[{"type": "heading", "level": 7, "children": "x"}]', "2:40", "of at most 6 is wanted", "exporter schema"),
        ('[{"type": "paragraph", "children": "x", "children": "y"}]', "2:50", "twice", "remove one"),
        ('[{"type": "bullet-list", "items": ["one"]}]', "2:45", "not a text", '"blocks"'),
        ("null", "2:10", "a list is wanted, not nothing", "exporter schema"),
    ],
)  # fmt: skip
def test_misfit_is_told_in_words_of_the_trade(body: str, place: str, words: str, hint: str) -> None:
    message = refusal(BODY % body)
    assert (message.code, str(message.origin)) == ("R402", f"article.json:{place}")
    assert words in message.text
    assert hint in message.hint


@pytest.mark.parametrize(
    ("text", "hint"),
    [('{"metadata": {}, // why\n "body": []}', "comment"), ('{"body": [', "too early"),
     ('{"body": [1,]}', "comma before"),
     ('{"body": NaN}', "check"), ("{'body': 1}", "double quotation marks"), ('{"body": []} x', "check")],
)  # fmt: skip
def test_broken_json_is_refused_with_the_likely_remedy(text: str, hint: str) -> None:
    message = refusal(text)
    assert message.code == "R401"
    assert hint in message.hint


def test_escaped_characters_that_no_document_may_hold_are_replaced() -> None:
    body = '[{"type": "paragraph", "children": "a\\u0000b\\ud800"}, {"type": "code-block", "value": "\\u0001"}]'
    article, messages = reading(BODY % body)
    assert plain_text(article.body) == "a\ufffdb\ufffd\ufffd"
    assert {message.code for message in messages} == {"R006"}


def test_places_are_right_behind_characters_that_yaml_counts_otherwise() -> None:
    body = '[{"type": "code-block", "value": "a\u2028b\u0085\U0001f600\\ud83d\\ude00"},\n{"type": "page-break"}]'
    article, _ = reading(BODY % body)
    assert str(article.body[1].origin) == "article.json:3:1"
    assert article.body[0].value == "a\u2028b\u0085\U0001f600\U0001f600"


def test_extra_fields_come_back_and_an_extra_that_is_none_is_kept() -> None:
    article, _ = reading('{"metadata": {"title": "x", "extra": {"mood": [1, "b"]}}, "body": []}')
    assert article.metadata.extra == {"mood": ["1", "b"]}
    article, _ = reading('{"metadata": {"title": "x", "extra": [1]}, "body": []}')
    assert article.metadata.extra == {"extra": ["1"]}


def test_aliases_that_grow_without_end_are_refused() -> None:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 10)}]" for i in range(1, 9)]
    assert refusal("\n".join(lines), "yaml").code == "R210"


def test_yaml_article_is_the_same_article() -> None:
    text = (
        "metadata:\n  title: A title\nbody:\n- type: heading\n  level: 2\n  children: Hello\n"
        "- type: paragraph\n  children: [a, b]\n"
    )
    article, _ = reading(text, "yaml")
    assert article.body[0].level == 2
    assert plain_text(article.body) == "Helloab"
    assert str(article.body[1].origin) == "article.yaml:7:3"


def test_broken_yaml_is_refused_at_its_place() -> None:
    message = refusal("metadata:\n  title: a: b\n", "yaml")
    assert (message.code, str(message.origin)) == ("R401", "article.yaml:2:11")


def test_article_without_a_title_is_refused() -> None:
    assert refusal('{"metadata": {}, "body": []}').code == "R101"


def test_deep_nesting_is_refused_and_does_not_overflow() -> None:
    text = '{"type":"block-quote","blocks":[' * 3000 + "]}" * 3000
    assert refusal(f'{{"metadata":{{"title":"x"}},"body":[{text}]}}').code == "R210"


words = st.text(
    st.characters(
        exclude_categories=("Cs", "Cc"), exclude_characters=("\ufffe", "\uffff", *map(chr, range(0xFDD0, 0xFDF0)))
    ),
    min_size=1,
    max_size=12,
)
inlines = st.recursive(
    st.one_of(words.map(lambda value: n.Text(value=value)), words.map(lambda value: n.Code(value=value))),
    lambda inner: st.lists(inner, min_size=1, max_size=3).flatmap(
        lambda children: st.sampled_from(
            [
                n.Emphasis(children=tuple(children)),
                n.Strong(children=tuple(children)),
                n.Link(target="https://example.org/", children=tuple(children), title="t"),
                n.Span(children=tuple(children), lang="fr", dir="ltr"),
                n.Note(label="a", blocks=(n.Paragraph(children=tuple(children)),)),
            ]
        )
    ),
    max_leaves=6,
)
paragraphs = st.lists(inlines, min_size=1, max_size=4).map(lambda items: n.Paragraph(children=tuple(items)))
blocks = st.recursive(
    paragraphs,
    lambda inner: st.lists(inner, min_size=1, max_size=3).flatmap(
        lambda items: st.sampled_from(
            [
                n.BlockQuote(blocks=tuple(items)),
                n.Callout(kind="tip", blocks=tuple(items)),
                n.OrderedList(items=(n.ListItem(blocks=tuple(items), checked=False),), start=3, style="a"),
                n.Table(body=(n.Row(cells=(n.Cell(blocks=tuple(items), column_span=2, align="right"),)),)),
                n.DefinitionList(items=(n.DefinitionItem(terms=((n.Text(value="t"),),), definitions=(tuple(items),)),)),
            ]
        )
    ),
    max_leaves=6,
)


@settings(max_examples=80, deadline=None)
@given(st.lists(blocks, max_size=4))
def test_any_tree_comes_back_from_json_as_it_was(body: list[n.AnyBlock]) -> None:
    article = Article(metadata=Metadata(title="x"), body=tuple(body))
    again, _ = reading(msgspec.json.encode(article).decode())
    assert rewrite(again.body, without_origin) == article.body
    assert all(node.origin for node in walk(again.body))


def without_origin(node: n.Node) -> n.Node:
    return msgspec.structs.replace(node, origin=None)
