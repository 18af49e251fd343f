"""Compares with pandoc and bare WeasyPrint in one run: `python benchmarks/compare.py [--rounds N] [--json]`.

Commands that are compared take turns within each round, so that a machine that slows down slows both; printed are
medians and the ratio of medians, each with its target from the project's first issue. Needs the development
environment (pypandoc_binary). `collect.py` does the same for collections.
"""

import argparse
import json
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from corpus.plain import markdown
from measure import Command, Run, median, print_runs, print_verdicts, run

import exporter.convert
from exporter.messages import Report
from exporter.origin import Source
from exporter.passes import prepare
from exporter.publication import Layout
from exporter.publication.compose import compose
from exporter.readers import ReadOptions, read


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=9, help="runs of each cold command (9)")
    parser.add_argument("--articles", type=int, default=200, help="articles in the warm process (200)")
    parser.add_argument("--only", choices=("cold", "warm", "growth", "receipt"), help="one part alone")
    parser.add_argument("--json", action="store_true", help="print the figures as JSON")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        parts: dict[str, Callable[[], dict[str, object]]] = {
            "cold": lambda: cold(Path(folder), options.rounds),
            "warm": lambda: warm(options.articles),
            "growth": growth,
            "receipt": receipt,
        }
        figures = {name: part() for name, part in parts.items() if options.only in (None, name)}
    if options.json:
        print(json.dumps(figures, indent=2))
    return 0


def cold(folder: Path, rounds: int) -> dict[str, object]:
    """One article of 830 words, each command a process of its own."""
    source = folder / "article.md"
    source.write_text(markdown(830), "utf-8")
    page = folder / "page.html"
    page.write_text(xhtml(source), "utf-8")
    python, out = sys.executable, str(folder / "out")
    # The peers prove nothing of what they write, so that ours are compared without it; what it adds stands below.
    proved = [python, "-m", "exporter", "build", str(source), "-o", out, "--quiet"]
    build = [*proved, "--receipt", "off", "--check", "off"]
    weasyprint = str(Path(python).parent / "weasyprint")
    commands: dict[str, Command] = {
        "exporter, three formats": build,
        "exporter, PDF": [*build, "--to", "pdf"],
        "exporter, DOCX": [*build, "--to", "docx"],
        "exporter, EPUB": [*build, "--to", "epub"],
        "exporter, three formats, proved": proved,
        "pandoc, PDF by WeasyPrint": _pandoc(source, folder / "p.pdf", f"--pdf-engine={weasyprint}"),
        "pandoc, DOCX": _pandoc(source, folder / "p.docx"),
        "pandoc, EPUB": _pandoc(source, folder / "p.epub"),
        "bare WeasyPrint, our XHTML": [weasyprint, "-q", str(page), str(folder / "w.pdf")],
    }
    samples: dict[str, list[Run]] = {name: [] for name in commands}
    for turn in range(rounds + 1):
        for name, command in commands.items():
            taken = run(command)
            if turn:  # the first turn warms the file cache and the template cache
                samples[name].append(taken)
    medians = {name: median(runs) for name, runs in samples.items()}
    seconds = {name: taken.seconds for name, taken in medians.items()}
    print_runs(f"Cold, one article of 830 words, medians of {rounds} runs", medians)
    three = sum(seconds[f"pandoc, {name}"] for name in ("PDF by WeasyPrint", "DOCX", "EPUB"))
    ratios = {
        "three formats / pandoc's three runs": (seconds["exporter, three formats"] / three, 0.6),
        "PDF / bare WeasyPrint": (seconds["exporter, PDF"] / seconds["bare WeasyPrint, our XHTML"], 0.65),
        "three formats, proved / unproved": (
            seconds["exporter, three formats, proved"] / seconds["exporter, three formats"],
            1.15,
        ),
        "DOCX / pandoc": (seconds["exporter, DOCX"] / seconds["pandoc, DOCX"], 2.0),
        "EPUB / pandoc": (seconds["exporter, EPUB"] / seconds["pandoc, EPUB"], 2.0),
    }
    print_verdicts(ratios)
    peak = {name: taken.largest_mib for name, taken in medians.items()}
    return {"seconds": seconds, "peak_mib": peak, "ratios": {name: ratio for name, (ratio, _) in ratios.items()}}


def warm(count: int) -> dict[str, object]:
    """Articles in one process, against bare WeasyPrint on the same XHTML in the same process."""
    import weasyprint

    texts = [markdown(600, seed) for seed in range(1, count + 1)]
    jobs = [exporter.convert.Job(source=Source(f"{n}.md", text.encode(), "markdown")) for n, text in enumerate(texts)]
    pages = [_standalone(text) for text in texts]
    exporter.convert.convert(jobs[0])
    weasyprint.HTML(string=pages[0]).write_pdf()
    ours, bare = [], []
    for job, page in zip(jobs, pages, strict=True):
        ours.append(_timed(lambda job=job: exporter.convert.convert(job)))
        bare.append(_timed(lambda page=page: weasyprint.HTML(string=page).write_pdf()))
    own, peer = statistics.median(ours) * 1000, statistics.median(bare) * 1000
    print(f"\nWarm, {count} articles of 600 words in one process, medians per article")
    print(f"  exporter, three formats      {own:7.1f} ms")
    print(f"  bare WeasyPrint, PDF alone   {peer:7.1f} ms")
    print(f"  difference                   {own - peer:7.1f} ms   (target: at most 25)")
    return {"exporter_ms": own, "weasyprint_ms": peer, "difference_ms": own - peer}


def growth() -> dict[str, object]:
    """DOCX of 10,000, 30,000 and 100,000 words: the time a word must not grow."""
    print("\nDOCX, growth in one warm process")
    figures = {}
    job = exporter.convert.Job(source=Source("warm.md", markdown(500).encode(), "markdown"), formats=("docx",))
    exporter.convert.convert(job)
    for words in (10_000, 30_000, 100_000):
        data = markdown(words).encode()
        job = exporter.convert.Job(source=Source("long.md", data, "markdown"), formats=("docx",))
        seconds = min(_timed(lambda job=job: exporter.convert.convert(job)) for _ in range(2))
        figures[str(words)] = seconds
        print(f"  {words:>7,} words {seconds:7.2f} s   {seconds / words * 1e6:6.1f} µs a word")
    ratio = figures["100000"] / figures["10000"]
    print(f"  ten times the words take {ratio:.1f} times as long (linear: 10)")
    return {"seconds": figures, "ratio": ratio}


def receipt(rounds: int = 5) -> dict[str, object]:
    """What holding every file to its article and its rules adds to an export of the samples, in one process."""
    samples = sorted(path for path in (Path(__file__).parents[1] / "samples").iterdir() if path.suffix == ".md")
    ways = {
        "neither": {"receipt": "off", "check": "off"},
        "fast checks": {"receipt": "off"},
        "receipts": {"check": "off"},
        "both": {},
    }
    seconds = dict.fromkeys(ways, 0.0)
    for path in samples:
        source = Source(str(path), path.read_bytes(), "markdown", path.parent)
        jobs = {way: exporter.convert.Job(source=source, **options) for way, options in ways.items()}
        exporter.convert.convert(jobs["both"])
        taken: dict[str, list[float]] = {way: [] for way in ways}
        for _ in range(rounds):
            for way, job in jobs.items():
                taken[way].append(_timed(lambda job=job: exporter.convert.convert(job)))
        for way, times in taken.items():
            seconds[way] += statistics.median(times)
    print(f"\nProof, {len(samples)} samples in three formats, sums of the medians of {rounds} rounds")
    for way, sum_s in seconds.items():
        print(f"  {way:12} {sum_s:6.2f} s")
    ratios = {f"with {way} / without": sum_s / seconds["neither"] for way, sum_s in seconds.items() if way != "neither"}
    print_verdicts({name: (ratio, 1.3 if "both" in name else 1.15) for name, ratio in ratios.items()})
    return {"seconds": seconds, **ratios}


def xhtml(source: Path) -> str:
    """The page that our own PDF is made from, with its stylesheet inside, for bare WeasyPrint."""
    return _standalone(source.read_text("utf-8"))


def _standalone(text: str) -> str:
    from lxml import etree

    report = Report()
    article = prepare(read(Source("article.md", text.encode(), "markdown"), ReadOptions(), report), report)
    publication = compose(article, Layout(), report)
    page = etree.tostring(publication.page.root, encoding="unicode", method="html")
    return page.replace("</head>", f"<style>{publication.print_css}</style></head>", 1)


def _pandoc(source: Path, target: Path, *options: str) -> Command:
    import pypandoc

    return [pypandoc.get_pandoc_path(), str(source), "-o", str(target), "--quiet", *options]


def _timed(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


if __name__ == "__main__":
    sys.exit(main())
