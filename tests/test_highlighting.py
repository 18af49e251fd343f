"""Code: its words in the theme's colours, none of them changed, the same in three formats."""

import io
import zipfile

import pytest
from docx import Document
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from exporter import convert_text
from exporter.messages import Report
from exporter.model.article import Article
from exporter.model.metadata import Metadata
from exporter.model.nodes import CodeBlock
from exporter.passes import prepare
from exporter.publication import Layout
from exporter.publication.compose import compose
from exporter.publication.look import find_theme
from exporter.publication.vocabulary import TOKENS

CODE = '# Area\ndef area(side):\n    if side < 0:\n        raise ValueError("no")\n    return side ** 2\n'


def article(code: str, language: str) -> str:
    return f"---\ntitle: A\nlang: en\n---\n\n```{language}\n{code}```\n"


def pre(code: str, language: str, report: Report | None = None) -> etree._Element:
    report = report or Report()
    body = (CodeBlock(value=code, language=language),)
    made = prepare(Article(metadata=Metadata(title="A", lang="en"), body=body), report)
    found = compose(made, Layout(), report).page.root.find(".//pre")
    assert found is not None
    return found


def classes(code: str, language: str) -> dict[str, str]:
    return {span.text.strip(): span.get("class").removeprefix("token-") for span in pre(code, language).iter("span")}


@pytest.mark.parametrize(
    ("language", "code", "wanted"),
    [
        ("python", CODE, {"# Area": "comment", "def": "keyword", "area": "name", '"no"': "string", "2": "number"}),
        ("diff", "- old\n+ new\n same\n", {"- old": "deleted", "+ new": "inserted"}),
        ("js", "const a = `x`; // y\n", {"const": "keyword", "`x`": "string", "// y": "comment", "=": "operator"}),
    ],
)
def test_words_of_code_have_their_classes(language: str, code: str, wanted: dict[str, str]) -> None:
    found = classes(code, language)
    assert {word: found.get(word) for word in wanted} == wanted


_LANGUAGES = ["python", "js", "html", "sh", "json", "diff", "c", "css", "yaml", "sql", "rst", "php", "pycon", "toml"]


@settings(max_examples=150, deadline=None, derandomize=True, database=None)
@given(st.sampled_from(_LANGUAGES), st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), max_size=80))
def test_words_of_code_are_never_changed(language: str, code: str) -> None:
    assert "".join(pre(code, language).itertext()) == code.replace("\ufffe", "").replace("\uffff", "")


_SIGNS = [*"{}()[]<>\"'`#/*\\$%&=+-:;., \n\t", "if ", "é", "0x1", "\n\n"]


@settings(max_examples=150, deadline=None, derandomize=True, database=None)
@given(st.sampled_from(_LANGUAGES), st.lists(st.sampled_from(_SIGNS)))
def test_signs_of_code_are_never_changed(language: str, parts: list[str]) -> None:
    code = "".join(parts)
    assert "".join(pre(code, language).itertext()) == code


def test_language_that_looks_like_a_slip_is_told() -> None:
    result = convert_text(article("x = 1\n", "pyhton"), ["epub"])
    (message,) = result.messages
    assert (message.code, message.hint, message.severity) == ("T114", 'did you mean "python"?', "note")


@pytest.mark.parametrize("language", ["", "text", "mermaid", "console-output"])
def test_other_names_are_set_plain_without_a_word(language: str) -> None:
    result = convert_text(article("x = 1\n", language), ["epub"])
    assert result.messages == ()
    assert "token-" not in zipfile.ZipFile(io.BytesIO(result["epub"])).read("OEBPS/content.xhtml").decode()


def test_code_of_great_length_is_set_plain() -> None:
    assert pre("x = 1\n" * 20_000, "python").find(".//span") is None


def test_word_has_a_character_style_for_each_class_in_the_theme_s_colours() -> None:
    document = Document(io.BytesIO(convert_text(article(CODE, "python"), ["docx"])["docx"]))
    theme = find_theme(Layout())
    (paragraph,) = [p for p in document.paragraphs if p.style.name == "Code Block"]
    assert paragraph.text == CODE.removesuffix("\n")
    styles = {run.text.strip(): run.style.name for run in paragraph.runs if run.style}
    assert (styles["def"], styles["# Area"]) == ("Code Keyword", "Code Comment")
    for name in TOKENS:
        style = document.styles[f"Code {name.title()}"]
        role = theme.roles[f"token-{name}"]
        assert f"#{style.font.color.rgb}" == theme.color(role.color)
        assert bool(style.font.bold) == (role.weight >= 600)


def test_book_and_print_have_one_rule_for_each_class() -> None:
    report = Report()
    body = (CodeBlock(value=CODE, language="python"),)
    publication = compose(Article(metadata=Metadata(title="A", lang="en"), body=body), Layout(), report)
    theme = publication.theme
    for css in (publication.print_css, publication.book_css):
        for name in TOKENS:
            role = theme.roles[f"token-{name}"]
            look = f"color: {theme.color(role.color)}; font-weight: {role.weight}"
            assert f"span.token-{name} {{ {look} }}" in css


def test_tabs_and_lines_of_coloured_code_stay_in_word() -> None:
    code = "if x:\n\treturn 1\n\n\tpass\n"
    document = Document(io.BytesIO(convert_text(article(code, "python"), ["docx"])["docx"]))
    (paragraph,) = [p for p in document.paragraphs if p.style.name == "Code Block"]
    assert paragraph.text == code.removesuffix("\n")
