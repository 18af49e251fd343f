"""Writes a folder of articles from a seed: `python benchmarks/articles.py [--count 1000] [--seed 1] FOLDER`.

They are as articles of a real house are: four languages, lists, tables, notes, links to each other, pictures, some
published twice or nearly so, and some files that are wrong. EXPECTED.tsv beside them says what should become of each;
`--check DIR` holds the ledger of `exporter collect FOLDER -o DIR` to it. Equal seeds give equal bytes everywhere.
"""

import argparse
import sys
from collections import Counter
from pathlib import Path

from corpus.expected import EXPECTED, differences, read_expected, read_ledger
from corpus.folder import write_folder


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, metavar="FOLDER")
    parser.add_argument("--count", type=int, default=1000, help="articles (1000); the first are the same in any number")
    parser.add_argument("--seed", type=int, default=1, help="(1)")
    parser.add_argument("--check", type=Path, metavar="DIR", help="write nothing, but check the ledger of a run")
    options = parser.parse_args()
    if options.check:
        found = list(
            differences(read_expected(options.folder / EXPECTED), read_ledger(options.check / "ledger.sqlite"))
        )
        print("\n".join([*found[:50], f"{len(found)} differences"]))
        return bool(found)
    write_folder(options.folder, options.count, options.seed)
    counts = Counter(row.status for row in read_expected(options.folder / EXPECTED))
    print(f"{options.folder}: {', '.join(f'{counts[status]} {status}' for status in sorted(counts))}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
