"""Articles of any shape for hypothesis: every node of the model, with what a text format can hold inside."""

import re
from typing import Any

from hypothesis import strategies as st

from exporter.model import nodes as n
from exporter.model.article import Article
from exporter.model.metadata import Contact, Metadata, Person

_NASTY = [
    *list(r"""\`*_{}[]()#+-.!|~^$<>&"':;@=/%?,0123 abcé東مא"""),
    "\u00a0",
    "\u2014",
    "\u202f",
    "  ",
    "&amp;",
    "{{",
    "{%",
]
_NASTY += [
    "www.a.fr",
    "http://b.fr/x_y",
    "](",
    "[x]",
    "[^1]",
    "::: ",
    "# ",
    "- ",
    "1. ",
    "> ",
    "Table: ",
    "![",
    "--",
    "<em>",
]
letters = st.text(st.characters(categories=("L", "N", "P", "S", "Zs")), min_size=1, max_size=6)
words = st.one_of(
    st.lists(st.sampled_from(_NASTY), min_size=1, max_size=8).map("".join),
    st.lists(letters, min_size=1, max_size=3).map(" ".join),
    st.sampled_from(["word", "two words", "Mr. X", "l'eau", "a-b_c", "Some words, and more."]),
).filter(lambda value: bool(value.strip()) and not set(value) & set(map(chr, range(0xFDD0, 0xFDF0))))
field_words = words.map(lambda value: re.sub(r"[ \t]+", " ", value.strip()))
names = st.sampled_from(["a", "fig-1", "été", "a.b", "x_y"])
classes = st.lists(st.sampled_from(["lead", "x1", "über", "a.b"]), max_size=2).map(tuple)
langs = st.sampled_from(["", "fr", "ar", "zh-Hant"])
dirs = st.sampled_from(["", "ltr", "rtl"])
targets = st.sampled_from(
    [
        "https://example.org/",
        "http://a.fr/b_c(d)?e=f&amp=g",
        "#x",
        "mailto:a@b.fr",
        "a b.html",
        'x"y',
        "<z>",
        "a\\b",
        "{{u}}",
    ]
)
widths = st.sampled_from(["", "60%", "40mm"])

texts = words.map(lambda value: n.Text(value=value))
codes = words.map(lambda value: n.Code(value=" ".join(value.split())))
formulas = st.sampled_from([r"x^2", r"\frac{a}{b}", "n", r"a_i \$"]).flatmap(
    lambda value: st.booleans().map(lambda display: n.Math(value=value, display=display))
)
pictures = st.builds(
    n.Image,
    src=st.sampled_from(["a.png", "p/é b.svg", "x(1).jpg"]),
    alt=words.map(lambda alt: " ".join(alt.split())),
    title=st.one_of(st.just(""), field_words),
    width=widths,
) | st.builds(n.Image, src=st.just("a.png"), decorative=st.just(True), width=widths)
leaves = st.one_of(texts, texts, texts, codes, formulas, pictures, st.just(n.LineBreak()))


def _runs(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """Running text with words in it."""
    return st.tuples(st.lists(inner, max_size=2), texts, st.lists(inner, max_size=2)).map(
        lambda parts: (*parts[0], parts[1], *parts[2])
    )


def _wrapped(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    run = _runs(inner)
    plain = [n.Emphasis, n.Strong, n.Strikethrough, n.Subscript, n.Superscript, n.SmallCaps, n.Underline]
    return st.one_of(
        *(st.builds(cls, children=run) for cls in plain),
        st.builds(n.Abbreviation, expansion=field_words, children=run),
        st.builds(n.Quote, children=run, lang=langs, cite=st.sampled_from(["", "https://example.org/?a=b&c"])),
        st.builds(n.Span, children=run, id=names, lang=langs, dir=dirs, classes=classes),
        st.builds(n.Link, target=targets, children=_runs(leaves), title=st.one_of(st.just(""), field_words)),
        st.builds(n.Link, target=st.just("#x"), children=st.just(()), reference=st.sampled_from(["label", "page"])),
    )


inlines = _runs(st.recursive(leaves, _wrapped, max_leaves=5))
notes = st.builds(
    lambda label, children, more: n.Note(label=label, blocks=(n.Paragraph(children=children), *more)),
    st.sampled_from(["1", "a", "inline 2", "x]"]),
    inlines,
    st.lists(st.deferred(lambda: plain_blocks), max_size=2),
)
noted = st.tuples(inlines, notes, _runs(leaves)).map(lambda parts: (*parts[0], parts[1], *parts[2]))
ids = st.one_of(st.just(""), names)
captions = st.one_of(st.just(()), inlines)

paragraphs = st.builds(n.Paragraph, children=st.one_of(inlines, inlines, noted), id=ids, classes=classes)
code_values = st.text(st.sampled_from(list("ab`~ {}%\n\t<&*")), max_size=20).map(lambda value: value.strip() or "x")
plain_blocks = st.one_of(
    paragraphs,
    paragraphs,
    st.builds(
        n.CodeBlock, value=code_values, language=st.sampled_from(["", "python", "c++"]), caption=captions, id=ids
    ),
    st.just(n.ThematicBreak()),
    st.just(n.PageBreak()),
    st.builds(n.RawBlock, format=st.just("latex"), value=code_values),
    st.builds(n.Qr, target=st.just("https://example.org/a?b=c"), caption=captions, id=ids),
    st.builds(
        n.Figure,
        images=st.lists(pictures, min_size=1, max_size=2).map(tuple),
        caption=captions,
        credit=captions,
        id=ids,
    ),
    st.builds(n.Heading, level=st.integers(2, 6), children=inlines, id=ids),
)
charts = st.builds(
    n.Chart,
    form=st.sampled_from(["bar", "pie"]),
    columns=st.just(("Year", "Visits")),
    rows=st.lists(st.tuples(field_words, st.sampled_from([1.0, 2.5, 1.234, "7"])), min_size=1, max_size=3).map(tuple),
    unit=st.sampled_from(["", "%"]),
    alt=st.sampled_from(["", "Words: two"]),
    caption=captions,
    credit=captions,
    sort=st.sampled_from(["", "ascending"]),
    labels=st.sampled_from([None, True, False]),
    id=ids,
)


def _tables(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[n.Table]:
    def of(width: int) -> st.SearchStrategy[n.Table]:
        aligns = st.sampled_from(["", "left", "right"])
        contents = st.one_of(st.just(()), _runs(leaves).map(lambda c: (n.Paragraph(children=c),)), inner)
        columns = st.one_of(st.just(("",) * width), st.tuples(*[aligns] * width))

        def cells(header: bool, columns: Any, free: bool) -> Any:
            return st.tuples(
                *(
                    st.builds(n.Cell, blocks=contents, header=st.just(header), align=aligns if free else st.just(align))
                    for align in columns
                )
            ).map(lambda made: n.Row(cells=made))

        return st.tuples(columns, st.booleans()).flatmap(
            lambda given: st.builds(
                n.Table,
                head=cells(True, given[0], given[1]).map(lambda row: (row,)),
                body=st.lists(cells(False, given[0], given[1]), max_size=2).map(tuple),
                columns=st.just(given[0]),
                caption=captions,
                id=ids,
                widths=st.sampled_from([(), (0.5,) * width]),
            )
        )

    return st.integers(1, 3).flatmap(of)


def _containers(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    several = st.lists(inner, min_size=1, max_size=3).map(tuple)
    ended = st.tuples(several, paragraphs).map(lambda parts: (*parts[0], parts[1]))
    boxed = st.tuples(paragraphs, several).map(lambda parts: (parts[0], *parts[1]))
    items = st.builds(n.ListItem, blocks=several, checked=st.sampled_from([None, None, True, False]))
    tight_items = st.builds(n.ListItem, blocks=inlines.map(lambda c: (n.Paragraph(children=c),)))
    loose = st.lists(items, min_size=1, max_size=2).map(tuple)
    tight = st.lists(tight_items, min_size=1, max_size=3).map(tuple)
    styles = st.sampled_from(["1", "a", "I"])
    return st.one_of(
        st.builds(n.BulletList, items=loose, tight=st.just(False), id=ids),
        st.builds(n.BulletList, items=tight, tight=st.just(True), id=ids),
        st.builds(n.OrderedList, items=loose, tight=st.just(False), start=st.integers(0, 12), style=styles),
        st.builds(n.OrderedList, items=tight, start=st.sampled_from([0, 1, 9, 999_999_999]), style=styles),
        st.builds(
            n.DefinitionList,
            id=ids,
            items=st.lists(
                st.builds(
                    n.DefinitionItem,
                    terms=st.lists(inlines, min_size=1, max_size=2).map(tuple),
                    definitions=st.lists(several, min_size=1, max_size=2).map(tuple),
                ),
                min_size=1,
                max_size=2,
            ).map(tuple),
        ),
        st.builds(n.BlockQuote, blocks=ended, attribution=inlines, lang=langs, id=ids),
        st.builds(n.BlockQuote, blocks=st.just(()), attribution=inlines, id=ids),
        st.builds(n.PullQuote, blocks=ended, attribution=inlines, id=ids),
        st.builds(
            n.Callout,
            kind=st.sampled_from(["note", "tip", "warning", "key-facts"]),
            blocks=boxed,
            title=captions,
            id=ids,
        ),
        st.builds(n.Division, blocks=several, id=names, lang=langs, dir=dirs, classes=classes),
        _tables(several),
    )


blocks = st.recursive(st.one_of(plain_blocks, charts), _containers, max_leaves=5)
metadata = st.builds(
    Metadata,
    title=field_words.map(lambda value: f"T {value}".strip()),
    subtitle=st.one_of(st.just(""), field_words),
    authors=st.lists(
        st.builds(
            Person, name=field_words, role=st.sampled_from(["", "Editor"]), email=st.sampled_from(["", "a@b.fr"])
        ),
        max_size=2,
    ).map(tuple),
    date=st.sampled_from(["", "2025", "2025-02-13", "2025-02-13T09:00:00+01:00"]),
    lang=langs,
    dir=dirs,
    keywords=st.lists(field_words, max_size=3, unique=True).map(tuple),
    section=st.one_of(st.just(""), field_words),
    publisher=st.one_of(st.just(""), field_words),
    rights=st.one_of(st.just(""), field_words),
    contact=st.lists(st.builds(Contact, name=field_words, phone=st.sampled_from(["", "+33 1 00"])), max_size=1).map(
        tuple
    ),
    extra=st.dictionaries(
        st.sampled_from(["kind", "toc", "x-y", "slug"]),
        st.one_of(
            field_words,
            st.none(),
            st.lists(field_words, max_size=2),
            st.dictionaries(st.sampled_from(["a", "b"]), field_words),
        ),
        max_size=2,
    ),
)


@st.composite
def articles(draw: st.DrawFn) -> Article:
    body = tuple(draw(st.lists(blocks, max_size=4)))
    return Article(metadata=draw(metadata), body=body, standfirst=draw(st.one_of(st.just(()), inlines)))
