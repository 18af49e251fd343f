"""Pictures in PDFs: each pixel as it came, whatever way the file stores it."""

from array import array
from pathlib import Path

import pikepdf
import pypdfium2
import pytest
from PIL import Image

from exporter.api import convert_text

PHOTO = Path(__file__).parents[1] / "samples" / "pictures" / "rayonnage.jpg"


def printed(folder: Path, name: str) -> bytes:
    text = f"---\ntitle: T\nlang: en\n---\n\n![A picture]({name}){{width=40mm}}\n"
    return convert_text(text, ["pdf"], folder=folder)["pdf"]


PAIRS = [*((mode, "png") for mode in ("P", "L", "RGB", "1", "RGBA", "LA")), ("L", "jpg"), ("RGB", "jpg")]


@pytest.mark.parametrize(("mode", "ending"), PAIRS)
def test_pictures_keep_every_pixel(mode: str, ending: str, tmp_path: Path) -> None:
    with Image.open(PHOTO) as photo:
        whole = photo.convert("RGB").resize((300, 200))
    made = whole.quantize(90) if mode == "P" else whole.convert(mode)
    if mode in ("RGBA", "LA"):
        made.putalpha(whole.convert("L"))
    made.save(tmp_path / f"p.{ending}")
    with Image.open(tmp_path / f"p.{ending}") as kept:
        wanted = kept.convert("RGB").tobytes()
    page = pypdfium2.PdfDocument(printed(tmp_path, f"p.{ending}"))[0]
    [picture] = [item for item in page.get_objects() if item.type == pypdfium2.raw.FPDF_PAGEOBJ_IMAGE]
    assert picture.get_bitmap().to_pil().convert("RGB").tobytes() == wanted


def test_grey_of_sixteen_bits_keeps_every_shade(tmp_path: Path) -> None:
    shades = [round(place * 65535 / 299) for place in range(300)] * 20
    Image.frombytes("I;16", (300, 20), array("H", shades).tobytes()).save(tmp_path / "p.png")
    page = pypdfium2.PdfDocument(printed(tmp_path, "p.png"))[0]
    [picture] = [item for item in page.get_objects() if item.type == pypdfium2.raw.FPDF_PAGEOBJ_IMAGE]
    shown = picture.get_bitmap().to_pil().convert("L").tobytes()
    assert all(abs(seen - (shade >> 8)) <= 1 for seen, shade in zip(shown, shades, strict=True))


@pytest.mark.parametrize(("mode", "ending"), [("P", "png"), ("RGB", "png"), ("RGB", "jpg")])
def test_pictures_are_no_larger_than_they_came(mode: str, ending: str, tmp_path: Path) -> None:
    with Image.open(PHOTO) as photo:
        whole = photo.convert("RGB")
    (whole.quantize(200) if mode == "P" else whole).save(tmp_path / f"p.{ending}", optimize=True)
    data = printed(tmp_path, f"p.{ending}")
    (tmp_path / "p.pdf").write_bytes(data)
    with pikepdf.open(tmp_path / "p.pdf") as pdf:
        [picture] = [item for page in pdf.pages for item in page.get_images().values()]
        assert len(picture.read_raw_bytes()) <= (tmp_path / f"p.{ending}").stat().st_size
