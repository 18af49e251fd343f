"""What a book claims of its accessibility is what was found in it: exactly that, for each mixture of contents."""

import io
import zipfile
from pathlib import Path

import pytest
from lxml import etree

from exporter.api import convert_text
from exporter.checks.rules import check

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


def claims(*blocks: str) -> dict[str, list[str]]:
    text = "---\ntitle: T\nlang: en\n---\n\nWords.\n\n" + "\n\n".join(blocks)
    data = convert_text(text, ["epub"], folder=PICTURES)["epub"]
    package = etree.fromstring(zipfile.ZipFile(io.BytesIO(data)).read("OEBPS/content.opf"))
    said: dict[str, list[str]] = {}
    for meta in package.iter(f"{OPF}meta"):
        if str(meta.get("property", "")).startswith("schema:"):
            said.setdefault(str(meta.get("property"))[7:], []).append(meta.text or "")
    broken = {fault.code for fault in check("epub", data)}
    assert "V301" not in broken
    assert "V302" not in broken
    return said


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
