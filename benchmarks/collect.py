"""Compares collections with pandoc and bare WeasyPrint in one run: `python benchmarks/collect.py [--quick]`

Commands that are compared take turns within each round, so that a machine that slows down slows both; printed are
medians and ratios of medians with their targets, by the clock and by the time of all cores, which a machine that is
shared disturbs less. The ledger of each run is held to what should have become of every article. Needs the development
environment (pypandoc_binary, typst).
"""

import argparse
import json
import shlex
import shutil
import sys
import tempfile
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path

from corpus.expected import EXPECTED, differences, read_expected, read_ledger
from corpus.folder import write_folder
from measure import Command, Run, median, print_runs, print_verdicts, run

_HERE = Path(__file__).parent
_PYTHON = sys.executable
_OK, _SOME_REFUSED = 0, 1  # poison is refused
Figures = dict[str, tuple[float, float]]  # what was found, and the target


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=int, default=1000, help="of the collection (1000)")
    parser.add_argument("--many", type=int, default=10_000, help="of the collection that shows growth (10000)")
    parser.add_argument("--batch", type=int, default=200, help="articles to three formats each (200)")
    parser.add_argument("--rounds", type=int, default=3, help="runs of each command (3)")
    parser.add_argument("--quick", action="store_true", help="50, 200 and 10 articles, one round: to try it")
    parser.add_argument("--only", choices=_PARTS, action="append", help="one part alone; more than once")
    parser.add_argument("--seed", type=int, default=1, help="of the articles (1)")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures as JSON")
    options = parser.parse_args()
    if options.quick:
        options.articles, options.many, options.batch, options.rounds = 50, 200, 10, 1
    with tempfile.TemporaryDirectory(prefix="exporter-benchmark-") as name:
        bench = Bench(Path(name), options.rounds, options.seed)
        sizes = {"growth": (options.articles, options.many), "batch": (options.batch,)}
        found = {
            part: _PARTS[part](bench, *sizes.get(part, (options.articles,)))
            for part in _PARTS
            if not options.only or part in options.only
        }
    print("\nLedgers, held to what should have become of every article")
    for name, wrong in bench.wrong.items():
        print("\n    ".join((f"  {name:40} {len(wrong)} wrong", *wrong[:10])))
    if options.json:
        found["ledgers"] = bench.wrong
        options.json.write_text(json.dumps(found, indent=2) + "\n", "utf-8")
    return 0


class Bench:
    """The folders of a benchmark, made when they are first asked for."""

    def __init__(self, folder: Path, rounds: int, seed: int) -> None:
        self.folder = folder
        self.wrong: dict[str, list[str]] = {}  # what ledgers have otherwise, by formats and size
        self._rounds = rounds
        self._seed = seed

    def articles(self, count: int) -> Path:
        """A folder of so many articles."""
        folder = self.folder / f"articles-{count}"
        if not folder.exists():
            write_folder(folder, count, self._seed)
        return folder

    def peers(self, count: int) -> Path:
        """What other programs are given of it."""
        folder = self.folder / f"peers-{count}"
        if not folder.exists():
            run([_PYTHON, str(_HERE / "peers.py"), str(self.articles(count)), str(folder)])
        return folder

    def collect(self, count: int, formats: str, *words: str, keep: bool = False) -> Run:
        """One run of ours, with nothing kept from an earlier one unless `keep`; what its ledger has wrong is noted."""
        output = self.folder / "out"
        if not keep:
            shutil.rmtree(output, ignore_errors=True)
            shutil.rmtree(self.folder / ".out.exporter", ignore_errors=True)
        command = _exporter("collect", str(self.articles(count)), "-o", str(output), "--to", formats, "--name", "book")
        taken = run([*command, "--quiet", *words], allowed=(_OK, _SOME_REFUSED))
        expected = read_expected(self.articles(count) / EXPECTED)
        wrong = list(differences(expected, read_ledger(output / "ledger.sqlite")))
        self.wrong[" ".join((f"{formats} of {count:,}", *words))] = wrong
        return taken

    def rounds(self, commands: dict[str, Callable[[], Run]]) -> dict[str, Run]:
        """The medians of all commands, which take turns."""
        taken: dict[str, list[Run]] = {name: [] for name in commands}
        for _ in range(self._rounds):
            for name, command in commands.items():
                taken[name].append(command())
        return {name: median(runs) for name, runs in taken.items()}


def epub(bench: Bench, count: int) -> dict[str, object]:
    """One EPUB of all articles, against pandoc's."""
    taken = _against_pandoc(bench, count, "epub", "--split-level=1")
    ours = taken["exporter, EPUB"]
    return _shown(f"EPUB of {count:,} articles", taken, {
        **_ratios("EPUB / pandoc's", ours, taken["pandoc, EPUB"], 0.12),
        "EPUB with receipts / pandoc's": (_ratio(taken["exporter, EPUB, proved"], taken["pandoc, EPUB"]), 0.12),
    }, {"EPUB, largest process": (ours.largest_mib, 150)})  # fmt: skip


def docx(bench: Bench, count: int) -> dict[str, object]:
    """One Word file of all articles, against pandoc's."""
    taken = _against_pandoc(bench, count, "docx", "--toc", "--toc-depth=1")
    ours = taken["exporter, DOCX"]
    return _shown(f"DOCX of {count:,} articles", taken, {
        **_ratios("DOCX / pandoc's", ours, taken["pandoc, DOCX"], 0.15),
        "DOCX with receipts / pandoc's": (_ratio(taken["exporter, DOCX, proved"], taken["pandoc, DOCX"]), 0.15),
    }, {"DOCX, largest process": (ours.largest_mib, 200)})  # fmt: skip


def book(bench: Bench, count: int) -> dict[str, object]:
    """One tagged PDF of all articles, against one WeasyPrint document of them."""
    peers = bench.peers(count)
    bare = [
        _PYTHON,
        str(_HERE / "bare_book.py"),
        str(peers / "chapters"),
        str(peers / "book.css"),
        str(peers / "x.pdf"),
    ]
    taken = bench.rounds({
        "exporter, PDF": lambda: bench.collect(count, "pdf", "--receipt", "off"),
        "exporter, PDF, proved": lambda: bench.collect(count, "pdf"),
        "bare WeasyPrint, one document": lambda: run(bare),
    })  # fmt: skip
    ours, single = taken["exporter, PDF"], taken["bare WeasyPrint, one document"]
    return _shown(f"PDF book of {count:,} articles", taken, {
        **_ratios("PDF / one document", ours, single, 0.6),
        "PDF with receipts / one document": (_ratio(taken["exporter, PDF, proved"], single), 0.6),
        "PDF / one document, memory of the largest process": (ours.largest_mib / single.largest_mib, 0.2),
        "PDF / one document, memory of all processes": (ours.all_mib / (single.all_mib or 1), 0.2),
    })  # fmt: skip


def growth(bench: Bench, count: int, many: int) -> dict[str, object]:
    """What more articles cost: memory must not grow, time only with them."""
    taken = {
        f"exporter, {format.upper()} of {size:,}": bench.collect(size, format, "--receipt", "off")
        for size in (count, many)
        for format in ("epub", "docx")
    }
    figures: Figures = {}
    for format in ("EPUB", "DOCX"):
        few, lot = (taken[f"exporter, {format} of {size:,}"] for size in (count, many))
        figures[f"{format}, memory of the largest process"] = (lot.largest_mib / few.largest_mib, 1.2)
        figures[f"{format}, memory of all processes"] = (lot.all_mib / (few.all_mib or 1), 1.2)
        figures[f"{format}, time"] = (_ratio(lot, few), 1.1 * many / count)
        figures[f"{format}, time of all cores"] = (lot.cpu_seconds / few.cpu_seconds, 1.1 * many / count)
    return _shown(f"From {count:,} to {many:,} articles", taken, figures)


def batch(bench: Bench, count: int) -> dict[str, object]:
    """Articles to three formats each on two cores, against pandoc by `xargs -P2`."""
    # Of more articles than are wanted, so that so many are left of those that pandoc can read.
    peers = bench.peers(count * 2)
    inputs = peers / "batch"
    if not inputs.exists():
        inputs.mkdir()
        for file in sorted((peers / "articles").iterdir())[:count]:
            shutil.copy(file, inputs / file.name)
    folder = bench.articles(count * 2)
    build = _exporter("build", str(inputs), "-o", str(bench.folder / "built"), "--picture-root", str(folder), "--quiet")
    taken = bench.rounds({
        "exporter build": lambda: run([*build, "--receipt", "off", "--check", "off"]),
        "exporter build, proved": lambda: run(build),
        "pandoc with WeasyPrint": lambda: _by_xargs(inputs, "weasyprint", str(Path(_PYTHON).parent)),
        "pandoc with typst": lambda: _by_xargs(inputs, "typst", str(peers / "bin")),
    })  # fmt: skip
    return _shown(f"{count:,} articles to three formats each", taken, {
        **_ratios("build / pandoc with WeasyPrint", taken["exporter build"], taken["pandoc with WeasyPrint"], 0.25),
        **_ratios("build / pandoc with typst", taken["exporter build"], taken["pandoc with typst"], 0.65),
    })  # fmt: skip


def again(bench: Bench, count: int) -> dict[str, object]:
    """A second run of three formats when nothing has changed."""
    taken = {
        "first run": bench.collect(count, "pdf,docx,epub"),
        "second run": bench.collect(count, "pdf,docx,epub", keep=True),
    }
    return _shown(f"Twice, {count:,} articles", taken, _ratios("second / first", *reversed(taken.values()), 0.02))


_PARTS: dict[str, Callable[..., dict[str, object]]] = {
    "epub": epub, "docx": docx, "book": book, "growth": growth, "batch": batch, "again": again,
}  # fmt: skip


def _against_pandoc(bench: Bench, count: int, format: str, *words: str) -> dict[str, Run]:
    peers = bench.peers(count)
    chapters = sorted(file.name for file in (peers / "chapters").iterdir())
    # Notes are counted by file, as in ours; a title keeps pandoc from asking for one.
    options = ["--file-scope", "--metadata=title=Book", "--metadata=lang=en", "--quiet", *words]
    pandoc = [_pandoc(), *chapters, "-o", str(peers / f"book.{format}"), *options]
    name = format.upper()
    return bench.rounds({
        f"exporter, {name}": lambda: bench.collect(count, format, "--receipt", "off"),
        f"exporter, {name}, proved": lambda: bench.collect(count, format),
        f"pandoc, {name}": lambda: run(pandoc, peers / "chapters"),
    })  # fmt: skip


def _by_xargs(inputs: Path, engine: str, programs: str) -> Run:
    """Three runs of pandoc for each article, two at once."""
    pandoc = shlex.quote(_pandoc())
    lines = " && ".join(f'{pandoc} "$0" -o "$0.{format}" --quiet' for format in ("docx", "epub", "pdf"))
    command = f"printf '%s\\0' *.md | xargs -0 -P2 -n1 sh -c {shlex.quote(f'{lines} --pdf-engine={engine}')}"
    return run(["sh", "-c", command], inputs, programs)


def _exporter(*words: str) -> Command:
    return [_PYTHON, "-m", "exporter", *words]


def _pandoc() -> str:
    import pypandoc

    path: str = pypandoc.get_pandoc_path()
    return path


def _ratio(ours: Run, theirs: Run) -> float:
    return ours.seconds / theirs.seconds


def _ratios(name: str, ours: Run, theirs: Run, target: float) -> Figures:
    return {name: (_ratio(ours, theirs), target), f"{name}, all cores": (ours.cpu_seconds / theirs.cpu_seconds, target)}


def _shown(title: str, taken: dict[str, Run], ratios: Figures, sizes_mib: Figures | None = None) -> dict[str, object]:
    print_runs(title, taken)
    print_verdicts(ratios)
    print_verdicts(sizes_mib or {}, " MiB")
    figures = {
        name: {"figure": figure, "target": target} for name, (figure, target) in {**ratios, **(sizes_mib or {})}.items()
    }
    return {"runs": {name: asdict(each) for name, each in taken.items()}, "figures": figures}


if __name__ == "__main__":
    sys.exit(main())
