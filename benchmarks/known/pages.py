"""Corpora of web pages whose article is known, in one of three forms:

- a folder a page with `source.html`, `expected.html` and `expected-metadata.json` (Mozilla's readability);
- `ground-truth.json` with the text of each article, and `html/NAME.html.gz` (Zyte's article extraction benchmark);
- `evaldata.json` with sentences that belong to each article and sentences that do not, and the pages in `cache/` and
  `eval/` (trafilatura's own evaluation).
"""

import gzip
import json
from collections.abc import Iterator
from pathlib import Path

from known import Corpus, Item
from known.independent import words_of_markup


def corpus_of_pages(folder: Path, name: str) -> Corpus:
    """The pages of a folder, each with what is known of it."""
    items = list(_items(folder))
    expected = "each page's article as the corpus gives it"
    if items and items[0].text is None:
        expected = "sentences that belong to the article, and sentences that do not"
    return Corpus(name, expected, items)


def _items(folder: Path) -> Iterator[Item]:
    if (folder / "ground-truth.json").is_file():
        for name, truth in json.loads((folder / "ground-truth.json").read_text("utf-8")).items():
            file = folder / "html" / f"{name}.html.gz"
            yield Item(name, file, "web", gzip.decompress(file.read_bytes()), truth["articleBody"])
    elif (folder / "evaldata.json").is_file():
        for truth in json.loads((folder / "evaldata.json").read_text("utf-8")).values():
            files = [folder / sub / truth["file"] for sub in ("cache", "eval")]
            for file in [file for file in files if file.is_file()][:1]:
                yield Item(truth["file"], file, "web", inside=truth["with"], outside=truth["without"])
    else:
        for file in sorted(folder.glob("*/source.html")):
            told = json.loads((file.parent / "expected-metadata.json").read_text("utf-8"))
            said = {"title": told.get("title"), "date": told.get("publishedTime"), "byline": told.get("byline")}
            known = {key: value for key, value in said.items() if value}
            text = words_of_markup((file.parent / "expected.html").read_text("utf-8"))
            yield Item(file.parent.name, file, "web", text=text, known=known)
