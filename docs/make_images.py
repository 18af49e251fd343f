"""Draws docs/images: `python docs/make_images.py`. Needs poppler, LibreOffice and Chromium; no test runs it."""

import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

from PIL import Image

from exporter.api import convert_file, convert_text
from exporter.checks.checked import Checked
from exporter.checks.page import Page
from exporter.checks.rules import check
from exporter.cli import main as main_of_command

ROOT = Path(__file__).parents[1]
SAMPLES = ROOT / "samples"
HEIGHT_PX, GAP_PX, GROUND = 560, 20, "#C9CED6"
THEMES = ("editorial", "civic", "gazette")

# Picture -> the pages in it: sample, theme, page.
SHEETS = {
    "themes.png": [("press-release.md", theme, 1) for theme in THEMES],
    "kinds.png": [
        ("ia-en-sante.md", "editorial", 1),
        ("press-release.md", "editorial", 1),
        ("report.md", "editorial", 1),
        ("newsletter.md", "editorial", 1),
    ],
    "report.png": [("report.md", "civic", page) for page in (1, 2, 3, 4)],
    "newsletter.png": [("newsletter.md", theme, 1) for theme in THEMES],
    "figures.png": [("weighing-pages.md", "editorial", 1), ("weighing-pages.md", "editorial", 2),
                    ("weighing-pages.md", "gazette", 1)],
    "languages.png": [(name, "editorial", 1) for name in ("archives-ar.md", "archive-he.md", "toshokan-ja.md")],
    "bilingual.png": [("reouverture.md", theme, 1) for theme in THEMES],
}  # fmt: skip


UNDESCRIBED = """---
title: From page to stream
lang: en
---

A page keeps its shape, a stream takes that of its reader.

![](page-and-stream.png)
"""

# What changes between the two editions of docs/diff.md.
EDITIONS = [
    ("2. A file that can be quoted from and edited.\n", ""),
    ("nine carried the current logo", "eleven carried the current logo"),
    ("| 0 | 6 | 22 |", "| 0 | 6 | 21 |"),
]


def main() -> int:
    formats("formats.png", "")
    formats("brand.png", str(SAMPLES / "brand" / "_brand.yml"))
    for file, pages in SHEETS.items():
        sheets(file, pages)
    report_page("report-page.png")
    editions("diff.png", "report.md", 3)
    return 0


def editions(file: str, sample: str, page: int) -> None:
    """A page of a sample before and after some changes, and both over each other."""
    text = (SAMPLES / sample).read_text("utf-8")
    changed = text
    for before, after in EDITIONS:
        changed = changed.replace(before, after)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for edition, words in (("old", text), ("new", changed)):
            convert_text(words, ["pdf"], folder=SAMPLES).save(folder, edition)
        words = ["diff", str(folder / "old.pdf"), str(folder / "new.pdf"), "--quiet", "--pictures", name]
        main_of_command(words)
        side_by_side([folder / "new" / f"page-{page}-{side}.png" for side in ("old", "new", "both")], file)


def sheets(file: str, pages: list[tuple[str, str, int]]) -> None:
    """Pages of samples in a row."""
    with tempfile.TemporaryDirectory() as name:
        shots = []
        for sample, theme, page in pages:
            stem = f"{Path(sample).stem}-{theme}"
            if not (Path(name) / f"{stem}.pdf").exists():
                convert_file(SAMPLES / sample, ["pdf"], theme=theme).save(Path(name), stem)
            shots.append(paper(Path(name) / f"{stem}.pdf", page))
        side_by_side(shots, file)


def formats(file: str, brand: str) -> None:
    """The first page of one article in each format."""
    result = convert_file(SAMPLES / "ia-en-sante.md", brand=brand)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        result.save(folder, "page")
        office = f"-env:UserInstallation=file://{folder}/office"
        run("soffice", office, "--headless", "--convert-to", "pdf", "--outdir", f"{folder}/word", f"{folder}/page.docx")
        with zipfile.ZipFile(folder / "page.epub") as book:
            book.extractall(folder / "book")
        shots = [paper(folder / "page.pdf"), paper(folder / "word" / "page.pdf"), screen(folder / "book")]
        side_by_side(shots, file)


def report_page(file: str) -> None:
    """What the report page shows of a book of which a picture has no description."""
    data = convert_text(UNDESCRIBED, ["epub"], folder=SAMPLES / "pictures")["epub"]
    page = Page("exporter check")
    page.add_file(page.file("book.epub", data, Checked("epub", tuple(check("epub", data)))))
    with tempfile.TemporaryDirectory() as name:
        (Path(name) / "page.html").write_bytes(page.html())
        shot = browsed(Path(name) / "page.html", Path(name), 1240, 1490)
        image = Image.open(shot).convert("RGB").resize((868, 1043), Image.Resampling.LANCZOS)
    image.quantize(256, Image.Quantize.FASTOCTREE).save(ROOT / "docs" / "images" / file, optimize=True)


def side_by_side(shots: list[Path], file: str) -> None:
    """Pictures of one height in a row, as a PNG of docs/images."""
    images = [Image.open(shot).convert("RGB") for shot in shots]
    images = [
        image.resize((round(image.width * HEIGHT_PX / image.height), HEIGHT_PX), Image.Resampling.LANCZOS)
        for image in images
    ]
    width_px = sum(image.width for image in images) + GAP_PX * (len(images) + 1)
    sheet = Image.new("RGB", (width_px, HEIGHT_PX + 2 * GAP_PX), GROUND)
    left_px = GAP_PX
    for image in images:
        sheet.paste(image, (left_px, GAP_PX))
        left_px += image.width + GAP_PX
    (ROOT / "docs" / "images").mkdir(exist_ok=True)
    sheet.quantize(256, Image.Quantize.FASTOCTREE).save(ROOT / "docs" / "images" / file, optimize=True)


def paper(pdf: Path, page: int = 1) -> Path:
    """A page of a PDF as PNG."""
    shot = pdf.with_name(f"{pdf.stem}-{page}")
    number = str(page)
    run("pdftoppm", "-r", "110", "-f", number, "-l", number, "-singlefile", "-png", str(pdf), str(shot))
    return shot.with_suffix(".png")


def screen(book: Path) -> Path:
    """The first screen of an unpacked EPUB's text, with the margin that a reading system gives it."""
    shot = browsed(next(book.rglob("content.xhtml")), book, 600, 900)
    sheet = Image.new("RGB", (680, 960), "white")
    sheet.paste(Image.open(shot).convert("RGB"), (40, 40))
    sheet.save(shot)
    return shot


def browsed(page: Path, folder: Path, width_px: int, height_px: int) -> Path:
    """A page as Chromium shows it in a window of this size."""
    shot = folder / "screen.png"
    run("chromium", "--headless", "--no-sandbox", "--hide-scrollbars", f"--window-size={width_px},{height_px}",
        f"--user-data-dir={folder}/chromium", f"--screenshot={shot}", page.as_uri())  # fmt: skip
    return shot


def run(*command: str) -> None:
    subprocess.run(command, check=True, capture_output=True, timeout=120)  # noqa: S603  (our own words)


if __name__ == "__main__":
    sys.exit(main())
