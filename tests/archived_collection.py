"""A small collection with everything that an archive package has to tell of, and the command line in a process."""

import json
import os
import struct
import subprocess
import sys
import zlib
from collections.abc import Iterable
from pathlib import Path
from typing import Any

COLLECTION = """\
title: Notes from the bridge
publisher: The Bridge Office
editors: [Ada Lovelace]
summary: What was written on building it.
rights: © 2024 The Bridge Office
series: Office papers
position: 3
lang: en
contact: {name: Press desk, email: press@bridge.example, phone: +33 1 00 00 00 00}
duplicates: {near: keep}
filters: {exclude: [drafts]}
parts:
  - {title: The first year, introduction: intro.md, articles: ["2019/*"]}
"""
FIRST = """\
---
title: "First words & <marks>"
author: Grace Hopper
date: 2019-03-01
lang: en
license: CC BY 4.0 https://creativecommons.org/licenses/by/4.0/
identifier: doi:10.5555/bridge.1
keywords: [bridges, iron]
---

The river is wide here, and nobody had built across it before; that is how the whole story of the bridge begins. The
first engineers came in spring with poles and ropes, measured the current for a month, and went home again without a
word; the second ones stayed, and drew what you see below, with two piers in the stream and a third on the island.

![A drawing of the bridge](pictures/bridge.svg)
"""
SECOND = """\
---
title: Été sur le pont
auteur: [Émilie du Châtelet, Ada Lovelace]
date: 2024-05-17T09:30+02:00
modified: 2024-06-02
lang: fr
url: https://bridge.example/fr/ete
section: Chantier
---

On travaille aussi pendant l'été, quand le fleuve est bas et que les pierres sèchent vite au soleil de juillet.

![Un point](../pictures/dot.png)
"""
ARTICLES = {
    "2019/first.md": FIRST,
    "2019/été sûr.md": SECOND,
    "2020/again.md": FIRST.replace("doi:10.5555/bridge.1", "again"),
    "2020/near.md": FIRST.replace("First words & <marks>", "Near").replace("stayed,", "stayed in town,"),
    "drafts/later.md": "---\ntitle: Later\ndate: 2023-01-01\nlang: en\n---\n\nNot yet.\n",
    "bad.md": "---\nlang: en\n---\n\nNo title here.\n",
    "intro.md": "---\ntitle: How it began\nlang: en\n---\n\nA word before the first year.\n",
    "data.json": json.dumps(
        {
            "metadata": {"title": "Counted", "date": "2021", "lang": "en"},
            "body": [{"type": "paragraph", "children": [{"type": "text", "value": "One."}]}],
        }
    ),
}
DRAWING = '<svg xmlns="http://www.w3.org/2000/svg" version="1.1" width="20" height="10"><path d="M0 5h20"/></svg>\n'


def png(chunks: Iterable[tuple[bytes, bytes]] = ()) -> bytes:
    """A picture of one dot, with chunks of its own."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    head = chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 2, 0, 0, 0))
    own = b"".join(chunk(*each) for each in chunks)
    body = chunk(b"IDAT", zlib.compress(b"\0\xff\0\0"))
    return b"\x89PNG\r\n\x1a\n" + head + own + body + chunk(b"IEND", b"")


def make_folder(folder: Path, order: int = 1) -> Path:
    """The sources, written in one order or the other."""
    files: dict[str, bytes] = {
        "collection.yml": COLLECTION.encode(),
        "2019/pictures/bridge.svg": ('<?xml version="1.0"?>\n' + DRAWING).encode(),
        "2020/pictures/bridge.svg": ('<?xml version="1.0"?>\n' + DRAWING).encode(),
        "pictures/dot.png": png(),
        "readme.txt": b"none of the articles\n",
        **{name: text.encode() for name, text in ARTICLES.items()},
    }
    for name, data in sorted(files.items())[::order]:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)
    return folder


def exporter(folder: Path, *words: str, **environment: str) -> "subprocess.CompletedProcess[str]":
    """A command of the program, in a process of its own."""
    command = [sys.executable, "-m", "exporter", *words]
    env = {**os.environ, **environment}
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, env=env, timeout=240)


def collect(folder: Path, *words: str, **environment: str) -> None:
    """Make the collection `out` of `sources`."""
    run = exporter(folder, "collect", "sources", "-o", "out", *words, **environment)
    assert run.returncode == 1, run.stderr  # one article is rejected
    assert "6 in = 4 exported + 1 duplicates + 1 rejected, 1 excluded" in run.stdout, run.stdout


def records(run: "subprocess.CompletedProcess[str]") -> list[dict[str, Any]]:
    """What a command said as JSON."""
    return [json.loads(line) for line in run.stdout.splitlines()]


def bytes_of(folder: Path) -> dict[str, bytes]:
    """Every file below a folder."""
    files = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}
