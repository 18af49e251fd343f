"""One article in three formats, and ways to change a file of it, for the tests of rules."""

import io
import re
import zipfile
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import pikepdf

from exporter.api import convert_text
from exporter.checks.rules import check

PICTURE = (Path(__file__).parents[1] / "samples" / "pictures").resolve()
TEXT = """---
title: Bridges
lang: en
author: A. Writer
toc: true
---

## First

Words with a note.[^1] See [the guide](https://example.org/guide).

![A bridge over a river](PICTURE){width=40%}

### Below

- one
- two

| Name | Length |
|:-----|-------:|
| Old  |     12 |
| New  |     34 |

[^1]: A note.
"""


@cache
def made(format: str) -> bytes:
    """The article in a format; no rule is broken."""
    picture = next(path.name for path in sorted(PICTURE.iterdir()) if path.suffix in (".jpg", ".png"))
    result = convert_text(TEXT.replace("PICTURE", picture), folder=PICTURE)
    assert [message.text for message in result.messages if message.severity == "error"] == []
    return result[format]


def codes(format: str, data: bytes) -> set[str]:
    return {fault.code for fault in check(format, data)}


def changed_pdf(change: Callable[[Any], object], object_streams: bool = True) -> Callable[[bytes], bytes]:
    """A PDF that is opened, changed and saved; without object streams each object can be found in its bytes."""
    streams = pikepdf.ObjectStreamMode.preserve if object_streams else pikepdf.ObjectStreamMode.disable

    def make(data: bytes) -> bytes:
        made = io.BytesIO()
        with pikepdf.open(io.BytesIO(data)) as pdf:
            change(pdf)
            pdf.save(made, fix_metadata_version=False, object_stream_mode=streams)  # it would mend the metadata
        return made.getvalue()

    return make


Words = str | Callable[[re.Match[str]], str]


def changed_zip(
    part: str, *pairs: tuple[str, Words], drop: str = "", add: dict[str, bytes] | None = None
) -> Callable[[bytes], bytes]:
    """A package in which a pattern of a part is replaced, each at its first place; and, perhaps, without a part.

    `add` are parts that come into it, or take the place of others.
    """

    def make(data: bytes) -> bytes:
        source, made = zipfile.ZipFile(io.BytesIO(data)), io.BytesIO()
        with zipfile.ZipFile(made, "w") as target:
            for item in source.infolist():
                content = source.read(item.filename)
                if item.filename == part:
                    text = content.decode()
                    for pattern, words in pairs:
                        text, count = re.subn(pattern, words, text, count=1, flags=re.DOTALL)
                        assert count, pattern
                    content = text.encode()
                if item.filename not in (drop, *(add or ())):
                    target.writestr(item, content)
            for name, content in (add or {}).items():
                target.writestr(name, content)
        return made.getvalue()

    return make


def part_of(data: bytes, part: str) -> bytes:
    return zipfile.ZipFile(io.BytesIO(data)).read(part)


def together(*changes: Callable[[bytes], bytes]) -> Callable[[bytes], bytes]:
    """Several changes, one after the other."""

    def make(data: bytes) -> bytes:
        for change in changes:
            data = change(data)
        return data

    return make
