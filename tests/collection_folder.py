"""A small collection on disk: articles that link to each other, repeats, faults, parts, languages, pictures."""

import shutil
from pathlib import Path

SAMPLES = Path(__file__).parents[1] / "samples"

_WORDS = (
    "The harbour office counts every crate that leaves the quay, and writes its weight beside the name of the ship. "
    "In winter the lists are short; in August a clerk needs three books for one week. Nobody threw them away. "
    "A hundred years later they tell what the town ate, what it sold, and which captain never paid his dues."
)
ARTICLES = {
    "2023/harbour.md": f"""---
title: The harbour lists
authors: [Ada Palmer, Jean Vilar]
date: 2023-04-01
lang: en
keywords: [harbour, trade]
url: https://example.org/harbour
---
{_WORDS}[^1] See [the winter](winter.md#cold), [the market](../2024/market.md) and [our page](https://example.org/market/).

## Weights

| Year | Crates |
| --- | ---: |
| 1901 | 1,204 |
| 1902 | 980 |

[^1]: Kept in the town's archive.
""",
    "2023/winter.md": """---
title: A winter without ships
authors: [Ada Palmer]
date: 2023-12-24
lang: en
keywords: [harbour]
---
From December to March no ship came in.[^1] The ice held the harbour from one mole to the other.

## Cold {#cold}

It was the coldest month since the lists began. ![The store](store.png){width=40mm}

[^1]: Nor did one go out.
""",
    "2024/market.md": """---
title: Le marché couvert
author: Jean Vilar
date: 2024-05-02
lang: fr
keywords: [marché]
url: https://example.org/market
---
Le marché ouvre à six heures ; les premiers clients attendent déjà. Retour aux [listes du port](../2023/harbour.md).

- des pommes
- du pain
""",
    "2024/copy.md": None,  # of harbour.md, with another title
    "2024/near.md": None,  # of harbour.md, with a sentence more
    "2024/broken.md": "---\nlang: en\n---\nNo title stands here.\n",
    "2024/twice.md": f"""---
title: Said twice
date: 2024-07-01
lang: en
---
The keeper of the light wrote one line a day for forty years, and never missed a day of it, not even when he was ill.

A second paragraph stands here so that the run is long enough to be told: {_WORDS.replace("harbour", "light")}

The keeper of the light wrote one line a day for forty years, and never missed a day of it, not even when he was ill.

A second paragraph stands here so that the run is long enough to be told: {_WORDS.replace("harbour", "light")}
""",
    "2024/arabic.md": """---
title: سجلات الميناء
date: 2024-09-01
lang: ar
author: دار الوثائق
---
كل صندوق يغادر الرصيف يُكتب وزنه في السجل.[^1]

[^1]: ملاحظة قصيرة.
""",
}
COLLECTION = """title: The town's papers
subtitle: What the archive keeps
editors: [Ada Palmer]
publisher: The Archive
identifier: urn:isbn:9780000000002
rights: CC BY 4.0
lang: en
series: Papers
position: 2
parts:
  - title: The harbour
    introduction: opening.md
    articles: [2023]
"""
OPENING = """---
title: The harbour
lang: en
---
The lists of **the harbour**, and [a winter](2023/winter.md) without any.[^1]

[^1]: A note of the introduction.
"""


def write(folder: Path, *, with_file: bool = True) -> Path:
    """The collection in a new folder."""
    harbour = ARTICLES["2023/harbour.md"] or ""
    texts = {
        **ARTICLES,
        "2024/copy.md": harbour.replace("title: The harbour lists", "title: Harbour lists, again").replace(
            "url: https://example.org/harbour\n", ""
        ),
        "2024/near.md": harbour.replace("## Weights", "One sentence is new here.\n\n## Weights").replace(
            "url: https://example.org/harbour\n", ""
        ),
    }
    if with_file:
        texts |= {"collection.yml": COLLECTION, "opening.md": OPENING}
    for name, text in texts.items():
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text or "", "utf-8")
    shutil.copy(SAMPLES / "pictures" / "page-and-stream.png", folder / "2023" / "store.png")
    (folder / "notes.txt.bak").write_text("left alone")
    return folder
