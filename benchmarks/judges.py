"""Lets all judges that are here speak on what we make: `python benchmarks/judges.py [FOLDER...] [--judges NAMES]`

Builds the samples in each theme and each kind, the collection of them, and each FOLDER of articles; then asks
`exporter check` about all of it, its own rules and the judges of others that are installed. Prints a row for each set:
how many files, and how many errors and warnings each judge has. Exit code 1 when there is one.

`--peers` asks the same about a sample as pandoc, WeasyPrint and, where it is installed, LibreOffice make it.
"""

import argparse
import json
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

_SAMPLES = Path(__file__).parents[1] / "samples"
_THEMES = ("editorial", "civic", "gazette")
_KINDS = ("brief", "press-release", "report", "newsletter")
_OWN = "own rules"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", nargs="*", type=Path, metavar="FOLDER", help="folders of articles of your own")
    parser.add_argument("--judges", default="all", help="as for exporter check (all)")
    parser.add_argument("--peers", action="store_true", help="look at what other programs make of a sample, instead")
    options = parser.parse_args()
    if options.peers:
        with tempfile.TemporaryDirectory(prefix="exporter-judges-") as name:
            _show_peers(Path(name), options.judges)
        return 0
    total: Counter[str] = Counter()
    print("| Made of | Files | Receipts complete | Findings |")
    print("|:--------|------:|------------------:|:---------|")
    with tempfile.TemporaryDirectory(prefix="exporter-judges-") as name:
        for number, (title, words) in enumerate(_sets(options.folders)):
            output = Path(name) / str(number)
            complete = _build(words, output)
            files = sorted(str(file) for format in ("pdf", "docx", "epub") for file in output.rglob(f"*.{format}"))
            found = _judged(files, options.judges)
            total += found
            said = ", ".join(f"{judge} {count}" for judge, count in sorted(found.items()))
            print(f"| {title} | {len(files)} | {complete} | {said} |", flush=True)
    return int(any(total.values()))


def _sets(folders: list[Path]) -> Iterator[tuple[str, list[str]]]:
    for theme in _THEMES:
        yield f"samples, theme {theme}", ["build", str(_SAMPLES), "--theme", theme]
    for kind in _KINDS:
        yield f"samples, kind {kind}", ["build", str(_SAMPLES), "--kind", kind]
    yield "samples, one collection", ["collect", str(_SAMPLES), "--to", "pdf,docx,epub"]
    for folder in folders:
        yield folder.name, ["build", str(folder), "--picture-root", str(folder)]


def _build(words: list[str], output: Path) -> str:
    """Make the files; how many of the receipts that were made are complete."""
    command = [sys.executable, "-m", "exporter", *words, "-o", str(output), "--json", "--receipt", "shown"]
    ran = subprocess.run(command, capture_output=True, text=True, check=False)
    records = [json.loads(line) for line in ran.stdout.splitlines() if line.startswith("{")]
    receipts = [record["receipt"] for record in records if record.get("receipt")]
    whole = sum(not any(file["differences"] for file in receipt["files"]) for receipt in receipts)
    return f"{whole} of {len(receipts)}" if receipts else "in its ledger"


def _show_peers(folder: Path, judges: str) -> None:
    import pypandoc

    pandoc, report = pypandoc.get_pandoc_path(), [str(_SAMPLES / "report.md"), "--quiet"]
    weasyprint = str(Path(sys.executable).parent / "weasyprint")
    page = folder / "page.html"
    made = {
        "pandoc, DOCX": ([pandoc, *report, "-o", "pandoc.docx"], "pandoc.docx"),
        "pandoc, EPUB": ([pandoc, *report, "-o", "pandoc.epub"], "pandoc.epub"),
        "pandoc with WeasyPrint, PDF": ([pandoc, *report, "-o", "p.pdf", f"--pdf-engine={weasyprint}"], "p.pdf"),
        "WeasyPrint, PDF/A-3a": ([weasyprint, "-q", "--pdf-variant", "pdf/a-3a", str(page), "a.pdf"], "a.pdf"),
        "WeasyPrint, PDF/UA-1": ([weasyprint, "-q", "--pdf-variant", "pdf/ua-1", str(page), "u.pdf"], "u.pdf"),
    }
    if shutil.which("soffice"):
        words = [
            "soffice",
            "--headless",
            f"-env:UserInstallation={(folder / 'profile').as_uri()}",
            "--convert-to",
            "pdf",
        ]
        made["LibreOffice, PDF of pandoc's DOCX"] = ([*words, "--outdir", "lo", "pandoc.docx"], "lo/pandoc.pdf")
    # Pictures are named as seen from the samples' folder.
    resources = f"--resource-path={_SAMPLES}"
    subprocess.run([pandoc, *report, "-s", "--embed-resources", resources, "-o", str(page)], cwd=folder, check=True)
    print("| Made by | Findings |")
    print("|:--------|:---------|")
    for title, (command, file) in made.items():
        words = [*command, resources] if command[0] == pandoc else command
        subprocess.run(words, cwd=folder, capture_output=True, check=False)
        found = Counter(
            fault["code"] for record in _records([str(folder / file)], judges) for fault in record["faults"]
        )
        print(f"| {title} | {sum(found.values())}: {', '.join(f'{code} {n}' for code, n in sorted(found.items()))} |")


def _records(files: list[str], judges: str) -> list[Any]:
    command = [sys.executable, "-m", "exporter", "check", *files, "--json", "--judges", judges]
    ran = subprocess.run(command, capture_output=True, text=True, check=False)
    return [json.loads(line) for line in ran.stdout.splitlines()]


def _judged(files: list[str], judges: str) -> Counter[str]:
    """Errors and warnings by judge; a judge that is silent is not among them."""
    counts: Counter[str] = Counter({_OWN: 0})
    for record in _records(files, judges):
        for judge in record.get("judges", []):
            if "version" in judge:
                counts[judge["judge"]] += 0
        for fault in record["faults"]:
            if fault["severity"] != "note":
                first = fault["code"].split()[0]
                counts[first if " " in fault["code"] else _OWN] += 1
    return counts


if __name__ == "__main__":
    sys.exit(main())
