"""Typography: a table of before and after for each language, by its published rules; and what never changes."""

import re
import tomllib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from exporter import convert_text
from exporter.messages import Message, Report
from exporter.model import nodes as n
from exporter.model.article import Article
from exporter.model.metadata import Metadata
from exporter.model.walk import plain_text, walk
from exporter.passes import prepare

TABLES = Path(__file__).parent / "cases" / "typography"
# The tables write these two spaces so that they can be seen.
SEEN = {"⍽": "\u00a0", "⎵": "\u202f"}


def cases() -> list[object]:
    found = []
    for file in sorted(TABLES.glob("*.toml")):
        table = tomllib.loads(file.read_text("utf-8"))
        for rule in table["rule"]:
            assert rule["name"]
            assert rule["source"]
            found += [pytest.param(table["lang"], *case, id=f"{table['lang']}: {case[0]}") for case in rule["cases"]]
    return found


def spelt(words: str) -> str:
    for sign, space in SEEN.items():
        words = words.replace(sign, space)
    return words


def seen(words: str) -> str:
    for sign, space in SEEN.items():
        words = words.replace(space, sign)
    return words


def text(words: str) -> n.Text:
    return n.Text(value=words)


def prepared(*inlines: n.AnyInline | str, lang: str = "fr", typography: str = "auto") -> n.Paragraph:
    children = tuple(text(inline) if isinstance(inline, str) else inline for inline in inlines)
    article = Article(metadata=Metadata(title="T", lang=lang), body=(n.Paragraph(children=children),))
    return prepare(article, Report(), typography).body[0]  # type: ignore[arg-type, return-value]


def set_in(lang: str, *inlines: n.AnyInline | str) -> str:
    return seen(plain_text(prepared(*inlines, lang=lang)))


# --- The tables ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("lang", "before", "after"), cases())
def test_text_is_set_by_the_rules_of_its_language(lang: str, before: str, after: str) -> None:
    assert set_in(lang, before) == after


@pytest.mark.parametrize(("lang", "before", "after"), cases())
def test_text_set_by_hand_stays(lang: str, before: str, after: str) -> None:
    assert set_in(lang, spelt(after)) == after


@pytest.mark.parametrize(("lang", "before", "after"), cases())
def test_off_leaves_every_character(lang: str, before: str, after: str) -> None:
    assert plain_text(prepared(before, lang=lang, typography="off")) == before


# --- Across the nodes of a paragraph ------------------------------------------------------------------------


def em(*words: n.AnyInline | str) -> n.Emphasis:
    return n.Emphasis(children=tuple(text(word) if isinstance(word, str) else word for word in words))


def test_sign_and_its_space_may_stand_in_another_node() -> None:
    assert set_in("fr", em("mot"), " !") == "mot⎵!"
    assert set_in("fr", em("mot"), "!") == "mot⎵!"
    assert set_in("fr", em("mot "), n.Strong(children=(text("!"),))) == "mot⎵!"
    assert set_in("fr", "«", em("mot"), "»") == "«⍽mot⍽»"
    assert set_in("fr", "le XIX", n.Superscript(children=(text("e"),)), " siècle") == "le XIXe⍽siècle"
    assert set_in("fr", "10 ", em("kg")) == "10⍽kg"
    assert set_in("en", em('"word'), '"') == "“word”"
    assert set_in("fr", "l'", em("heure")) == "l’heure"


def test_space_is_set_where_it_stood_and_markup_stays() -> None:
    paragraph = prepared(em("mot"), " !")
    assert [n.kind(node) for node in paragraph.children] == ["emphasis", "text"]
    assert [plain_text((node,)) for node in paragraph.children] == ["mot", "\u202f!"]


def test_code_raw_markup_pictures_and_calls_are_signs_of_the_sentence_and_stay() -> None:
    code, raw = n.Code(value='print("a") ; b...'), n.RawInline(format="html", value='<b a="c">')
    paragraph = prepared('voir "', code, '" ; ', raw, " ! ", n.Image(src="a.png", alt='l\'"eau"'), " ?")
    assert seen(plain_text(paragraph)) == f"voir «⍽{code.value}⍽»⎵; {raw.value}⎵! ⎵?"
    assert next(node for node in walk((paragraph,)) if isinstance(node, n.Image)).alt == 'l\'"eau"'
    note = n.Note(label="a", blocks=(n.Paragraph(children=(text("L'eau !"),)),))
    paragraph = prepared("mot", note, " !")
    assert seen(plain_text(paragraph)) == "mot⎵!"
    (found,) = [node for node in walk((paragraph,)) if isinstance(node, n.Note)]
    assert seen(plain_text(found.blocks)) == "L’eau⎵!"


def test_code_block_and_raw_block_stay_and_the_caption_is_set() -> None:
    blocks = (
        n.CodeBlock(value="a ; 'b'...", caption=(text("L'eau !"),)),
        n.RawBlock(format="html", value="<p a='b'>c !</p>"),
    )
    body = prepare(Article(metadata=Metadata(title="T", lang="fr"), body=blocks), Report()).body
    assert (body[0].value, seen(plain_text(body[0].caption)), body[1]) == (blocks[0].value, "L’eau⎵!", blocks[1])


@pytest.mark.parametrize(
    ("target", "words", "after"),
    [
        ("https://a.fr/b--c...d", "https://a.fr/b--c...d", "https://a.fr/b--c...d"),
        ("https://a.fr/l'eau", "a.fr/l'eau", "a.fr/l'eau"),
        ("mailto:d'a@b.fr", "d'a@b.fr", "d'a@b.fr"),
        ("https://a.fr/", "l'eau !", "l’eau⎵!"),
    ],
)
def test_link_that_shows_its_address_is_no_prose(target: str, words: str, after: str) -> None:
    assert set_in("fr", n.Link(target=target, children=(text(words),)), " ?") == f"{after}⎵?"


def test_line_break_ends_what_a_space_can_join() -> None:
    assert set_in("fr", "Nom", n.LineBreak(), ": rien 10", n.LineBreak(), "kg") == "Nom\n: rien 10\nkg"
    assert set_in("fr", "Quoi?", n.LineBreak(), '"Oui"', n.LineBreak(), "non") == "Quoi⎵?\n«⍽Oui⍽»\nnon"


# --- Languages inside each other ----------------------------------------------------------------------------


def test_each_stretch_is_set_in_its_own_language() -> None:
    english = n.Span(children=(text('He said "yes!"; it\'s'),), lang="en")
    assert set_in("fr", 'Voici : "', english, '" !') == "Voici⍽: «⍽He said “yes!”; it’s⍽»⎵!"
    french = n.Span(children=(text("Quoi ! "), em("l'eau ;")), lang="fr")
    assert set_in("en", french, ' "What!"') == "Quoi⎵! l’eau⎵; “What!”"


def test_block_states_a_language_for_all_below() -> None:
    inside = n.Paragraph(children=(text("Quoi !"),))
    for block in (n.Division(blocks=(inside,), lang="fr"), n.BlockQuote(blocks=(inside,), lang="fr-CA")):
        body = prepare(Article(metadata=Metadata(title="T", lang="en"), body=(block, inside)), Report()).body
        wanted = "Quoi!" if block.lang == "fr-CA" else "Quoi⎵!"
        assert [seen(plain_text(block)) for block in body] == [wanted, "Quoi !"]


def test_marks_inside_a_quotation_of_the_model_are_of_the_second_rank() -> None:
    quote = n.Quote(children=(text('Il dit "oui"'),))
    assert set_in("fr", quote, ' "non"') == "Il dit “oui” «⍽non⍽»"


def test_article_without_a_language_is_set_as_neutral() -> None:
    assert set_in("", '"a" l\'b 10 kg !') == '"a" l\'b 10⍽kg !'


# --- The whole article --------------------------------------------------------------------------------------

SOURCE = """---
title: "L'eau : 3 000 lacs !"
subtitle: Qu'est-ce ?
summary: 5 % d'eau...
category: "L'enquête"
author: J. R. R. d'Eau
lang: fr
---

## C'est "là" : l'eau !

| A | B |
|:--|:--|
| l'un ! | `l'autre !` |

- Point ; point
"""


def read(options: str = "", typography: str = "auto") -> tuple[Article, list[Message]]:
    from exporter.origin import Source
    from exporter.readers import ReadOptions
    from exporter.readers import read as read_source

    report = Report()
    source = SOURCE.replace("lang: fr\n", f"lang: fr\n{options}", 1)
    article = read_source(Source("a.md", source.encode(), "markdown"), ReadOptions(), report)
    return prepare(article, report, typography), report.messages  # type: ignore[arg-type]


def test_printed_metadata_is_set_and_names_and_ids_are_not() -> None:
    article, _ = read()
    metadata = article.metadata
    assert seen(metadata.title) == "L’eau⍽: 3⎵000 lacs⎵!"
    assert seen(metadata.subtitle) == "Qu’est-ce⎵?"
    assert seen(metadata.summary) == "5⍽% d’eau…"
    assert seen(plain_text(article.standfirst)) == "5⍽% d’eau…"
    assert metadata.section == "L’enquête"
    assert metadata.authors[0].name == "J. R. R. d'Eau"
    heading = article.body[0]
    assert seen(plain_text(heading)) == "C’est «⍽là⍽»⍽: l’eau⎵!"
    assert heading.id == read(typography="off")[0].body[0].id == "cest-là--leau"
    assert seen(plain_text(article.body[1])) == "ABl’un⎵!l'autre !"


def test_one_note_says_how_many_places_were_set() -> None:
    _, messages = read()
    (message,) = [message for message in messages if message.code == "P108"]
    assert message.severity == "note"
    assert re.match(r"\d+ place\(s\)", message.text)
    assert "--typography off" in message.hint


@pytest.mark.parametrize("switch", ["off", "no", "false", "'off'"])
def test_front_matter_switches_it_off(switch: str) -> None:
    article, messages = read(f"typography: {switch}\n")
    assert article.metadata.title == "L'eau : 3 000 lacs !"
    assert plain_text(article.body[0]) == "C'est \"là\" : l'eau !"
    assert messages == []


def test_front_matter_that_says_something_else_is_told() -> None:
    article, messages = read("typography: loud\n")
    assert seen(article.metadata.title) == "L’eau⍽: 3⎵000 lacs⎵!"
    assert [message.code for message in messages] == ["R105", "P108"]


def test_all_formats_carry_the_same_characters(tmp_path: Path) -> None:
    from zipfile import ZipFile

    for typography, wanted in (("auto", "l’un\u202f!"), ("off", "l'un !")):
        result = convert_text(SOURCE, ["docx", "epub"], typography=typography)  # type: ignore[arg-type]
        result.save(tmp_path, "a")
        for file in ("a.docx", "a.epub"):
            with ZipFile(tmp_path / file) as package:
                pages = [
                    package.read(name).decode() for name in package.namelist() if name.endswith((".xml", ".xhtml"))
                ]
            assert any(wanted in page.replace("&#39;", "'") for page in pages), (file, typography)


def test_command_line_switches_it_off(tmp_path: Path) -> None:
    import json
    import os
    import subprocess
    import sys

    (tmp_path / "a.md").write_text(SOURCE, "utf-8")
    codes = {}
    for words in ((), ("--typography", "off")):
        command = [sys.executable, "-m", "exporter", "build", "a.md", "--to", "epub", "--json", *words]
        run = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, env=dict(os.environ))
        assert run.returncode == 0, run.stderr
        codes[words] = [message["code"] for message in json.loads(run.stdout.splitlines()[0])["messages"]]
    assert codes == {(): ["P108"], ("--typography", "off"): []}


# --- Any text -----------------------------------------------------------------------------------------------

WORDS = (
    "mot l'eau dogs' '90s A. J. M. Dupont 10 3 000 kg % 18 h février 13 de XIXe siècle z. B. 1er n° p. « » “ ” „ ‘ ’ "
    '— – -- ... - ; : ! ? . , ( ) é https://a.fr/b?c a@b.fr :x: &amp; " " " \' \''
).split()
SPACES = ["", " ", " ", "  ", "\u00a0", "\u202f", "\u2009", "\n"]
LANGS = ["fr", "fr-CA", "fr-CH", "en-US", "en-GB", "de", "de-CH", "es", "it", "pl", ""]


@st.composite
def paragraphs(draw: st.DrawFn) -> tuple[str, tuple[n.AnyInline, ...]]:
    lang = draw(st.sampled_from(LANGS))
    words = draw(st.lists(st.tuples(st.sampled_from(WORDS), st.sampled_from(SPACES)).map("".join), max_size=14))
    cuts = draw(st.lists(st.sampled_from(["", "", "em", "span", "code"]), min_size=len(words), max_size=len(words)))
    inlines: list[n.AnyInline] = []
    for word, cut in zip(words, cuts, strict=True):
        inlines.append({"em": em(word), "span": n.Span(children=(text(word),), id="")}.get(cut, text(word)))
        if cut == "code":
            inlines.append(n.Code(value="a 'b' !"))
    return lang, tuple(inlines)


def letters_of(words: str) -> str:
    return re.sub(r"[\s\u00a0\u2009\u202f\"'«»“”„‘’‚‹›—–.…-]", "", words)


@settings(max_examples=300, deadline=None)
@given(paragraphs())
def test_no_letter_and_no_digit_changes_and_a_second_run_changes_nothing(
    made: tuple[str, tuple[n.AnyInline, ...]],
) -> None:
    lang, inlines = made
    article = Article(metadata=Metadata(title=plain_text(inlines), lang=lang), body=(n.Paragraph(children=inlines),))
    once = prepare(article, Report())
    assert letters_of(plain_text(once.body)) == letters_of(plain_text(article.body))
    assert letters_of(once.metadata.title) == letters_of(article.metadata.title)
    assert prepare(once, Report()) == once
    assert prepare(article, Report(), "off").metadata == article.metadata


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=40), st.sampled_from(LANGS))
def test_any_characters_are_borne(words: str, lang: str) -> None:
    assert letters_of(plain_text(prepared(f"x{words}", lang=lang))) == letters_of(f"x{words}")
