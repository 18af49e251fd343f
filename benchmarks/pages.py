"""Compares the pages of our PDF with those of LibreOffice's print of our DOCX: python benchmarks/pages.py [SOURCE ...]

For every heading of every sample: the page that it is on in both. Needs LibreOffice and poppler-utils.
"""

import re
import subprocess
import sys
import tempfile
from pathlib import Path

from exporter.api import convert_file

SAMPLES = Path(__file__).parents[1] / "samples"


def pages(pdf: Path) -> list[str]:
    text = subprocess.run(["pdftotext", "-raw", pdf, "-"], capture_output=True, check=True).stdout.decode()
    return [re.sub(r"\W+", "", page).casefold() for page in text.split("\f")[:-1]]


def printed(docx: Path, folder: Path) -> Path:
    command = ["soffice", f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless", "--convert-to", "pdf"]
    subprocess.run([*command, "--outdir", str(folder / "word"), str(docx)], check=True, capture_output=True)
    return folder / "word" / f"{docx.stem}.pdf"


def headings(epub: Path) -> list[str]:
    """The headings in order, from the book's own table of contents."""
    import zipfile

    from lxml import etree

    with zipfile.ZipFile(epub) as book:
        nav = etree.fromstring(book.read("OEBPS/nav.xhtml"))
    return ["".join(link.itertext()) for link in nav.find(".//{*}nav").iter("{*}a")]


def main() -> int:
    sources = [Path(name) for name in sys.argv[1:]] or sorted(SAMPLES.glob("*.*"))
    worst = compared = 0
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for source in sources:
            convert_file(source).save(folder)
            ours, words = pages(folder / f"{source.stem}.pdf"), pages(printed(folder / f"{source.stem}.docx", folder))
            differences = []
            for heading in headings(folder / f"{source.stem}.epub"):
                key = re.sub(r"\W+", "", heading).casefold()
                # The last page that has it: the first may be the table of contents.
                places = [[n for n, text in enumerate(found, 1) if key in text] for found in (ours, words)]
                if all(places):
                    differences.append(abs(places[0][-1] - places[1][-1]))
            compared += len(differences)
            worst = max([worst, *differences])
            counts = f"{len(ours)} pages, {len(words)} in LibreOffice"
            print(f"{source.name:26} {counts:32} {len(differences):3} headings, off by {max(differences, default=0)}")
    print(f"{compared} headings compared; the largest difference is {worst} page(s)")
    return worst > 1


if __name__ == "__main__":
    sys.exit(main())
