"""Pictures on paper: too few pixels are told, far too many are left out of the files."""

import io
import re
import zipfile
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from PIL import Image

from exporter import convert_file

TEXT = "---\ntitle: Pictures\nlang: en\n---\n\n![A gradient]({name}){{{size}}}\n"


def picture(folder: Path, name: str, width: int, height: int, mode: str = "RGB") -> None:
    """A gradient with noise in it, so that it does not shrink to nothing."""
    noise = Image.effect_noise((width, height), 60).convert(mode)
    noise.save(folder / name, quality=95)


def made(folder: Path, name: str, size: str, **options: Any) -> Any:
    (folder / "article.md").write_text(TEXT.format(name=name, size=size))
    return convert_file(folder / "article.md", ["pdf", "docx", "epub"], **options)


def pixels(result: Any) -> dict[str, tuple[int, int]]:
    """The size of the picture in each file."""
    sizes = {}
    pdf = pikepdf.open(io.BytesIO(result["pdf"]))
    sizes["pdf"] = next((int(i.Width), int(i.Height)) for i in pdf.objects
                        if isinstance(i, pikepdf.Stream) and i.get("/Subtype") == "/Image")  # fmt: skip
    for kind in ("docx", "epub"):
        package = zipfile.ZipFile(io.BytesIO(result[kind]))
        name = next(name for name in package.namelist() if name.endswith((".jpg", ".png")))
        sizes[kind] = Image.open(io.BytesIO(package.read(name))).size
    return sizes


@pytest.mark.parametrize(("name", "mode"), [("a.jpg", "RGB"), ("a.png", "RGB"), ("a.png", "L"), ("a.jpg", "CMYK")])
def test_far_too_fine_picture_has_300_pixels_an_inch_in_every_file(tmp_path: Path, name: str, mode: str) -> None:
    picture(tmp_path, name, 2400, 1600, mode)
    result = made(tmp_path, name, "width=50.8mm")  # 2 inches
    assert pixels(result) == dict.fromkeys(("pdf", "docx", "epub"), (600, 400))
    assert "T118" in [message.code for message in result.messages]


def test_picture_of_one_pixel_is_not_to_be_printed_with_no_width(tmp_path: Path) -> None:
    picture(tmp_path, "a.png", 1, 1)
    [message] = made(tmp_path, "a.png", "").messages
    assert (message.code, message.hint) == ("T117", "take one of more pixels")


def test_printed_size_stays(tmp_path: Path) -> None:
    picture(tmp_path, "a.jpg", 6000, 4000)  # as wide as the column by nature
    boxes = []
    for how in ("print", "original"):
        package = zipfile.ZipFile(io.BytesIO(made(tmp_path, "a.jpg", "", pictures=how)["docx"]))
        document = package.read("word/document.xml").decode()
        boxes.append([int(side) for side in re.findall(r'<wp:extent cx="(\d+)" cy="(\d+)"', document)[0]])
    assert boxes[0] == pytest.approx(boxes[1], rel=0.001)


def test_original_keeps_every_pixel(tmp_path: Path) -> None:
    picture(tmp_path, "a.jpg", 2400, 1600)
    result = made(tmp_path, "a.jpg", "width=50mm", pictures="original")
    assert pixels(result) == dict.fromkeys(("pdf", "docx", "epub"), (2400, 1600))
    assert result.messages == ()


def test_picture_of_the_right_size_is_not_touched(tmp_path: Path) -> None:
    picture(tmp_path, "a.jpg", 700, 500)
    result = made(tmp_path, "a.jpg", "width=50mm")
    assert pixels(result)["epub"] == (700, 500)
    package = zipfile.ZipFile(io.BytesIO(result["epub"]))
    assert (tmp_path / "a.jpg").read_bytes() in [package.read(name) for name in package.namelist()]
    assert result.messages == ()


@pytest.mark.parametrize(
    ("width", "size", "ppi", "best"),
    [(300, "width=100mm", "76", "51mm"), (600, "", "96", "102mm"), (500, "width=100%", "78", "85mm")],
)
def test_coarse_picture_is_told_with_the_width_that_would_do(
    tmp_path: Path, width: int, size: str, ppi: str, best: str
) -> None:
    picture(tmp_path, "a.png", width, width)
    [message] = made(tmp_path, "a.png", size).messages
    assert (message.code, message.severity) == ("T117", "warning")
    assert f"{ppi} pixels an inch" in message.text
    assert f"width={best}" in message.hint
    assert message.origin.line == 6


def test_drawings_have_no_pixels(tmp_path: Path) -> None:
    (tmp_path / "a.svg").write_text(
        '<svg xmlns="http://www.w3.org/2000/svg" width="20" height="20"><path d="M0 0h9"/></svg>'
    )
    assert made(tmp_path, "a.svg", "width=100mm").messages == ()


def test_same_picture_twice_is_as_fine_as_its_larger_print_wants(tmp_path: Path) -> None:
    picture(tmp_path, "a.jpg", 2400, 1600)
    (tmp_path / "article.md").write_text(
        "---\ntitle: T\nlang: en\n---\n\n![A](a.jpg){width=20mm}\n\n![B](a.jpg){width=101.6mm}\n"
    )
    result = convert_file(tmp_path / "article.md", ["epub", "docx", "pdf"])
    assert pixels(result)["epub"] == (1200, 800)
