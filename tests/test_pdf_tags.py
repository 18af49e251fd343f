"""The tags of PDFs of the samples: all content is tagged and in the tree, or an artifact (ISO 14289-1, 7.1)."""

import io
from pathlib import Path
from typing import Any

import pikepdf
import pypdfium2
import pytest

from exporter.api import convert_file, convert_text

SAMPLES = Path(__file__).parents[1] / "samples"
NAMES = ["report.md", "newsletter.md", "reouverture.md", "weighing-pages.md", "archives-ar.md"]


def tagged(data: bytes) -> tuple[Any, set[Any], list[Any]]:
    """The file, the structure elements that its tree reaches, and all that its parent tree names."""
    pdf = pikepdf.open(io.BytesIO(data))
    reached: set[Any] = set()
    waiting = list(pdf.Root.StructTreeRoot.K)
    while waiting:
        element = waiting.pop()
        if isinstance(element, pikepdf.Dictionary) and "/S" in element and element.objgen not in reached:
            reached.add(element.objgen)
            kids = element.get("/K", [])
            waiting += list(kids) if isinstance(kids, pikepdf.Array) else [kids]
    numbers = pdf.Root.StructTreeRoot.ParentTree.Nums
    named = []
    for value in list(numbers)[1::2]:
        named += list(value) if isinstance(value, pikepdf.Array) else [value]
    return pdf, reached, [element for element in named if element is not None]


def marks(page: Any) -> list[tuple[str, Any, str]]:
    """Each outermost marked content of a page: its tag, its properties, the operators inside that show something."""
    found: list[list[Any]] = []
    depth = 0
    for operands, operator in pikepdf.parse_content_stream(page):
        name = str(operator)
        if name in ("BDC", "BMC"):
            if depth == 0:
                found.append([str(operands[0]), operands[1] if name == "BDC" else {}, ""])
            depth += 1
        elif name == "EMC":
            depth -= 1
        elif name in ("Tj", "TJ", "Do", "f", "f*", "S", "B", "B*", "sh"):
            if depth == 0:
                found.append(["", {}, name])
            else:
                found[-1][2] += f"{name} "
    return [(tag, properties, shown) for tag, properties, shown in found]


@pytest.mark.parametrize("name", NAMES)
def test_every_tag_is_in_the_tree(name: str) -> None:
    _, reached, named = tagged(convert_file(SAMPLES / name, ["pdf"])["pdf"])
    assert named
    assert [element for element in named if element.objgen not in reached] == []


@pytest.mark.parametrize("name", NAMES)
def test_all_content_is_tagged_or_an_artifact(name: str) -> None:
    pdf, _, _ = tagged(convert_file(SAMPLES / name, ["pdf"])["pdf"])
    for page in pdf.pages:
        for tag, properties, shown in marks(page):
            assert tag, f"{shown} outside all marked content"
            assert tag == "/Artifact" or "/MCID" in properties


@pytest.mark.parametrize(("name", "page"), [("report.md", 2), ("reouverture.md", 0), ("archives-ar.md", 1)])
def test_what_stands_in_the_margins_is_an_artifact(name: str, page: int) -> None:
    pdf, _, _ = tagged(convert_file(SAMPLES / name, ["pdf"])["pdf"])
    furniture = [m for m in marks(pdf.pages[page]) if m[0] == "/Artifact" and m[1].get("/Type") == "/Pagination"]
    assert len(furniture) >= 2
    assert all("TJ" in shown or "Tj" in shown for _, _, shown in furniture)


def test_notes_at_the_end_are_notes_and_one_that_goes_on_is_one() -> None:
    notes = "".join(
        f"[^{number}]: Note {number} begins. {'It goes on and on. ' * 600}It ends.\n\n" for number in (1, 2)
    )
    text = f"---\ntitle: T\nlang: en\n---\n\nOne[^1] and two,[^2] and three.[^3]\n\n{notes}[^3]: A short one.\n"
    data = convert_text(text, ["pdf"])["pdf"]
    assert len(pypdfium2.PdfDocument(data)) > 3
    pdf, reached, _ = tagged(data)
    elements = [pdf.get_object(number) for number in sorted(reached)]
    found = [element for element in elements if element.S == "/Note"]
    assert len({str(note.ID) for note in found}) == len(found) == 3
    assert not any(element.S == "/NonStruct" and element.P.S == "/Sect" for element in elements)


@pytest.mark.parametrize("inside", ["**words**", "`code`", "![a picture](rayonnage.jpg){width=20mm}", "a *b* `c`"])
def test_link_is_one_whatever_stands_inside_it(inside: str) -> None:
    text = f"---\ntitle: T\nlang: en\n---\n\nSee [{inside}](https://example.org/x) there.\n"
    pdf, _, _ = tagged(convert_text(text, ["pdf"], folder=SAMPLES / "pictures")["pdf"])
    [link] = pdf.pages[0].Annots
    holder = pikepdf.NumberTree(pdf.Root.StructTreeRoot.ParentTree)[int(link.StructParent)]
    assert holder.S == "/Link"


def test_link_of_a_picture_is_as_large_as_the_picture() -> None:
    text = "---\ntitle: T\nlang: en\n---\n\nSee [![a picture](rayonnage.jpg){width=20mm}](https://example.org/x).\n"
    data = convert_text(text, ["pdf"], folder=SAMPLES / "pictures")["pdf"]
    pdf, _, _ = tagged(data)
    page = pypdfium2.PdfDocument(data)[0]
    [picture] = [item.get_bounds() for item in page.get_objects() if item.type == pypdfium2.raw.FPDF_PAGEOBJ_IMAGE]
    left, bottom, right, top = map(float, pdf.pages[0].Annots[0].Rect)
    low, high = min(bottom, top), max(bottom, top)
    assert left <= picture[0] + 0.1
    assert low <= picture[1] + 0.1
    assert right >= picture[2] - 0.1
    assert high >= picture[3] - 0.1
