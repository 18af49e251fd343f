"""Words across the page: in the PDF, in every header of the DOCX, above the title of the EPUB."""

import io
import zipfile
from pathlib import Path
from typing import Any

import pytest
from lxml import etree
from read_back import R, V, W, book, printed
from reference_documents import french

from exporter import convert_text
from exporter.checks.rules import check
from exporter.theme.contrast import contrast

TEXT = "---\ntitle: Bridges\nlang: {lang}\nkind: {kind}\nwatermark: {words}\n---\n\n" + "A paragraph of words.\n\n" * 70


def made(words: str, lang: str = "en", kind: str = "brief", **options: Any) -> Any:
    result = convert_text(TEXT.format(words=words, lang=lang, kind=kind), ["pdf", "docx", "epub"], **options)
    assert not result.failed, result.messages
    return result


def shapes_of(data: bytes) -> list[str]:
    """The words in the shapes of each header that the first section shows."""
    package = zipfile.ZipFile(io.BytesIO(data))
    relations = etree.fromstring(package.read("word/_rels/document.xml.rels"))
    targets = {item.get("Id"): item.get("Target") for item in relations}
    section = next(etree.fromstring(package.read("word/document.xml")).iter(f"{W}sectPr"))
    headers = [targets[item.get(f"{R}id")] for item in section.findall(f"{W}headerReference")]
    roots = [etree.fromstring(package.read(f"word/{name}")) for name in headers]
    return [shape.get("string", "") for root in roots for shape in root.iter(f"{V}textpath") if shape.get("string")]


@pytest.mark.parametrize(
    ("words", "lang", "shown"),
    [
        ("draft", "en", "Draft"),
        ("yes", "fr", "Projet"),
        ("draft", "ar", "مسودة"),
        ("draft", "ja", "草案"),
        ("Confidentiel", "fr", "Confidentiel"),
        ("Not for distribution", "en", "Not for distribution"),
    ],
)
def test_words_lie_across_every_page(words: str, lang: str, shown: str) -> None:
    result = made(words, lang)
    pages = printed(result)
    assert len(pages) > 1
    if lang != "ar":  # joined letters come back from a turned line in another order
        assert all("".join(shown.split()) in "".join(page.split()) for page in pages)
    assert shapes_of(result["docx"]) == [shown, shown]  # the first page's header and the others'
    [line] = [p for p in book(result).iter("{*}p") if "watermark" in p.get("class", "")]
    assert line.text == shown


@pytest.mark.parametrize("theme", ["editorial", "civic", "gazette"])
def test_words_and_drawn_cover_can_be_read_in_each_theme(theme: str) -> None:
    result = made("draft", theme=theme, kind="press-release")
    assert [fault.text for fault in check("epub", result["epub"]) if fault.code == "V347"] == []
    drawing = etree.fromstring(zipfile.ZipFile(io.BytesIO(result["epub"])).read("OEBPS/assets/cover.svg"))
    ground, *bars = drawing.iter("{*}rect")
    page = ground.get("fill") if ground.get("height") == "2400" and ground.get("width") == "1600" else "#FFFFFF"
    colors = {item.get("fill") for item in (*bars, *drawing.iter("{*}g")) if item.get("fill")}
    assert colors
    assert all(contrast(color, page) >= 3 for color in colors)


@pytest.mark.parametrize("words", ["no", "off", "false"])
def test_no_is_no_watermark(words: str) -> None:
    result = made(words)
    assert shapes_of(result["docx"]) == []
    assert not any("watermark" in p.get("class", "") for p in book(result).iter("{*}p"))


def test_cover_has_it_too() -> None:
    assert "Draft" in printed(made("draft", kind="report"))[0]


def test_house_document_keeps_its_headers_under_it(tmp_path: Path) -> None:
    (tmp_path / "house.docx").write_bytes(french())
    data = made("draft", reference_doc=tmp_path / "house.docx")["docx"]
    shapes = shapes_of(data)
    assert len(shapes) >= 2
    assert set(shapes) == {"Draft"}
    package = zipfile.ZipFile(io.BytesIO(data))
    assert any("Minist" in package.read(name).decode() for name in package.namelist() if "house-header" in name)


def test_status_is_in_the_properties() -> None:
    package = zipfile.ZipFile(io.BytesIO(made("draft", "fr")["docx"]))
    assert "contentStatus>Projet<" in package.read("docProps/core.xml").decode()


def test_long_words_are_refused() -> None:
    result = convert_text(TEXT.format(words="a" * 31, lang="en", kind="brief"), ["epub"])
    assert [message.code for message in result.messages] == ["R105"]
    assert result.messages[0].origin.line == 5
