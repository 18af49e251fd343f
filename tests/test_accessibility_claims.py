"""What a book claims of its accessibility is what was found in it: exactly that, for each mixture of contents."""

import io
import zipfile
from pathlib import Path

import pytest
from lxml import etree

from exporter.api import convert_text
from exporter.checks.rules import check
from exporter.convert import Result

PICTURES = Path(__file__).parents[1] / "samples" / "pictures"
PICTURE = next(path.name for path in sorted(PICTURES.iterdir()) if path.suffix == ".jpg")
OPF = "{http://www.idpf.org/2007/opf}"
ALWAYS = ("displayTransformability", "readingOrder", "structuralNavigation", "tableOfContents")

DESCRIBED = f"![A bridge]({PICTURE})"
BARE = f"![]({PICTURE})"
DECORATIVE = f"![]({PICTURE}){{.decorative}}"
FORMULA = "$$E = mc^2$$"
CHART = '::: {.chart type=bar caption="Length"}\n| Name | Length |\n|:--|--:|\n| Old | 12 |\n| New | 34 |\n:::'

# Contents, then: modes, what each way of reading suffices for, features beside those that every book has.
MATRIX = {
    "words": ([], ["textual"], ["textual"], []),
    "described": ([DESCRIBED], ["textual", "visual"], ["textual,visual", "textual"], ["alternativeText"]),
    "bare": ([BARE], ["textual", "visual"], ["textual,visual"], []),
    "one of two": ([DESCRIBED, BARE], ["textual", "visual"], ["textual,visual"], []),
    "decorative": ([DECORATIVE], ["textual"], ["textual"], []),
    "decorative and described": (
        [DECORATIVE, DESCRIBED], ["textual", "visual"], ["textual,visual", "textual"], ["alternativeText"],
    ),
    "formula": ([FORMULA], ["textual"], ["textual"], ["MathML"]),
    "formula and bare": ([FORMULA, BARE], ["textual", "visual"], ["textual,visual"], ["MathML"]),
    "formula and described": (
        [FORMULA, DESCRIBED], ["textual", "visual"], ["textual,visual", "textual"], ["MathML", "alternativeText"],
    ),
    "missing": (["![A bridge](nothing.jpg)"], ["textual"], ["textual"], []),
}  # fmt: skip


def built(*blocks: str, fields: str = "lang: en") -> Result:
    text = f"---\ntitle: T\n{fields}\n---\n\nWords.\n\n" + "\n\n".join(blocks)
    return convert_text(text, ["epub"], folder=PICTURES)


def said_in(result: Result) -> dict[str, list[str]]:
    """What the book's package says, by property without its prefix."""
    package = etree.fromstring(zipfile.ZipFile(io.BytesIO(result["epub"])).read("OEBPS/content.opf"))
    said: dict[str, list[str]] = {}
    for meta in package.iter(f"{OPF}meta"):
        prefix, _, name = str(meta.get("property", "")).partition(":")
        if prefix in ("schema", "a11y") or name == "conformsTo":
            said.setdefault(name, []).append(meta.text or "")
    return said


def claims(*blocks: str) -> dict[str, list[str]]:
    result = built(*blocks)
    broken = {fault.code for fault in check("epub", result["epub"])}
    assert "V301" not in broken
    assert "V302" not in broken
    return said_in(result)


@pytest.mark.parametrize("name", MATRIX)
def test_claims_are_what_the_book_holds(name: str) -> None:
    blocks, modes, sufficient, features = MATRIX[name]
    said = claims(*blocks)
    assert said["accessMode"] == modes
    assert said["accessModeSufficient"] == sufficient
    assert sorted(said["accessibilityFeature"]) == sorted([*ALWAYS, *features])
    assert said["accessibilityHazard"] == ["none"]
    [summary] = said["accessibilitySummary"]
    assert ("no description" in summary) is (BARE in blocks)


def test_chart_is_a_described_picture() -> None:
    said = claims(CHART)
    assert said["accessMode"] == ["textual", "visual"]
    assert "alternativeText" in said["accessibilityFeature"]


def test_each_claim_comes_with_its_evidence() -> None:
    result = built(DESCRIBED, DECORATIVE, FORMULA, "## Heading")
    assert result.receipt
    evidence = {claim.value: claim.evidence for claim in result.receipt.claims}
    assert evidence["alternativeText"] == "1 of 1 picture described"
    assert evidence["MathML"] == "1 formula"
    assert evidence["structuralNavigation"] == "2 headings"
    said = said_in(result)
    assert {claim.value for claim in result.receipt.claims} == {value for values in said.values() for value in values}
    assert "alternativeText (1 of 1 picture described)" in result.receipt.claimed


BY = "lang: en\ncertified-by: Office for Accessibility"
# What stands against saying that a book conforms, and the words of the message about it.
BARRIERS = {
    "a picture without a description": ((BARE,), BY, "1 picture without a description"),
    "no language": ((), BY.replace("lang: en\n", ""), "no language"),
    "a table without header cells": (("<table><tr><td>a</td></tr></table>",), BY, "a table has no header cells"),
}


def test_book_says_that_it_conforms_where_somebody_certifies_it_and_nothing_stands_against_it() -> None:
    said = said_in(built(DESCRIBED, fields=BY))
    assert said["conformsTo"] == ["EPUB Accessibility 1.1 - WCAG 2.1 Level AA"]
    assert said["certifiedBy"] == ["Office for Accessibility"]
    assert "conformsTo" not in said_in(built(DESCRIBED))


@pytest.mark.parametrize("name", BARRIERS)
def test_book_does_not_say_that_it_conforms_where_something_stands_against_it(name: str) -> None:
    blocks, fields, words = BARRIERS[name]
    result = built(*blocks, fields=fields)
    said = said_in(result)
    assert "conformsTo" not in said
    assert "certifiedBy" not in said
    assert [words in m.text for m in result.messages if m.code == "B112"] == [True]


def test_colours_that_are_hard_to_read_stand_against_it(tmp_path: Path) -> None:
    brand = tmp_path / "_brand.yml"
    brand.write_text("color:\n  foreground: '#bbbbbb'\n  background: '#ffffff'\n", "utf-8")
    text = f"---\ntitle: T\n{BY}\n---\n\nWords.\n"
    result = convert_text(text, ["epub"], brand=str(brand))
    assert "conformsTo" not in said_in(result)
    assert any("contrast" in m.text for m in result.messages if m.code == "B112")


@pytest.mark.parametrize(
    ("block", "markup", "words"),
    [
        ("heading", "<h4>{{ block.children|plain }}</h4>", "level of headings is skipped"),
        ("thematic-break", '<p>See <a href="https://example.org"></a></p>', "a link has no words"),
    ],
)
def test_what_templates_write_stands_against_it_too(block: str, markup: str, words: str, tmp_path: Path) -> None:
    (tmp_path / "blocks").mkdir()
    (tmp_path / "blocks" / f"{block}.xhtml.jinja").write_text(markup, "utf-8")
    text = f"---\ntitle: T\n{BY}\n---\n\n## One\n\nWords.\n\n***\n\nMore.\n"
    result = convert_text(text, ["epub"], templates=str(tmp_path), receipt="shown")
    assert [words in m.text for m in result.messages if m.code == "B112"] == [True]
    assert "conformsTo" not in said_in(result)
