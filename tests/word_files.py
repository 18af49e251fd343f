"""Word files of a few lines: a body of WordprocessingML and further parts, zipped; and what they read back to."""

import io
import struct
import zipfile
import zlib
from collections.abc import Mapping

from exporter.messages import Report
from exporter.model import nodes as n
from exporter.model.article import Article
from exporter.model.walk import plain_text
from exporter.origin import Source
from exporter.readers import ReadOptions, read

NAMES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" '
    'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math" '
    'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture"'
)
_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_STYLES = """
<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/></w:style>
<w:style w:type="paragraph" w:styleId="Title"><w:name w:val="Title"/></w:style>
<w:style w:type="paragraph" w:styleId="Heading1"><w:name w:val="heading 1"/></w:style>
<w:style w:type="paragraph" w:styleId="Heading2"><w:name w:val="heading 2"/></w:style>
<w:style w:type="paragraph" w:styleId="Caption"><w:name w:val="caption"/></w:style>
<w:style w:type="paragraph" w:styleId="Quote"><w:name w:val="Quote"/></w:style>
<w:style w:type="paragraph" w:styleId="Haus"><w:name w:val="Hausstil"/><w:basedOn w:val="Heading2"/></w:style>
"""
TITLE = '<w:p><w:pPr><w:pStyle w:val="Title"/></w:pPr><w:r><w:t>A title</w:t></w:r></w:p>'


def paragraph(words: str = "", style: str = "", properties: str = "") -> str:
    """A paragraph; `words` that begin with "<" are markup."""
    named = f'<w:pStyle w:val="{style}"/>' if style else ""
    runs = words if words.startswith("<") else f'<w:r><w:t xml:space="preserve">{words}</w:t></w:r>'
    return f"<w:p><w:pPr>{named}{properties}</w:pPr>{runs}</w:p>"


def run(words: str, properties: str = "") -> str:
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{words}</w:t></w:r>'


def part(kind: str, inside: str) -> str:
    """A part's markup: "footnotes" with its notes, "numbering" with its lists."""
    return f"<w:{kind} {NAMES}>{inside}</w:{kind}>"


def zipped(parts: Mapping[str, str | bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


def parts_of(
    body: str, relations: str = "", parts: Mapping[str, str | bytes] | None = None, title: str = TITLE
) -> dict[str, str | bytes]:
    """The parts of a document. Each further part "word/NAME.xml" is referred to from the main one as a NAME."""
    more = dict(parts or {})
    kinds = [name.removeprefix("word/").removesuffix(".xml") for name in more if name.startswith("word/")]
    own = "".join(
        f'<Relationship Id="part{place}" Type="{_OFFICE}/{kind}" Target="{kind}.xml"/>'
        for place, kind in enumerate(kinds)
        if "/" not in kind
    )
    styles = f'<Relationship Id="styles" Type="{_OFFICE}/styles" Target="styles.xml"/>'
    return {
        "_rels/.rels": f'<Relationships xmlns="{_RELATIONS}"><Relationship Id="d" Type="{_OFFICE}/officeDocument" '
        'Target="word/document.xml"/></Relationships>',
        "word/_rels/document.xml.rels": f'<Relationships xmlns="{_RELATIONS}">{styles}{own}{relations}</Relationships>',
        "word/document.xml": f"<w:document {NAMES}><w:body>{title}{body}</w:body></w:document>",
        "word/styles.xml": part("styles", _STYLES),
        **more,
    }


def relation(identifier: str, kind: str, target: str, external: bool = False) -> str:
    mode = ' TargetMode="External"' if external else ""
    return f'<Relationship Id="{identifier}" Type="{_OFFICE}/{kind}" Target="{target}"{mode}/>'


def read_bytes(data: bytes, report: Report | None = None, **options: object) -> Article:
    return read(Source("a.docx", data, "word"), ReadOptions(**options), report or Report())  # type: ignore[arg-type]


def read_body(
    body: str,
    relations: str = "",
    parts: Mapping[str, str | bytes] | None = None,
    report: Report | None = None,
    title: str = TITLE,
    **options: object,
) -> Article:
    """The article of a body."""
    return read_bytes(zipped(parts_of(body, relations, parts, title)), report, **options)


def outline(blocks: tuple[n.AnyBlock, ...]) -> list[str]:
    """Blocks as lines: the kind, and the words."""
    return [f"{n.kind(block)}: {plain_text(block)}" for block in blocks]


def _png() -> bytes:
    """A picture of one pixel."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 2, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", zlib.compress(b"\0\1\2\3")) + chunk(b"IEND", b"")


PNG = _png()

# What pandoc makes into files of word processors.
MARKDOWN = """---
title: The title
author: [Ann Author, Bob Writer]
date: 13 February 2025
abstract: In short.
lang: en
---

# One

Text with *emphasis*, a [link](https://example.org/) and a note.[^1]

[^1]: The note.

> Quoted.

- one
- two

    more of two

    1. inner
- three

Term
:   What it is

```
code
  indented
```

| A | B |
|---|--:|
| c | d |

: The caption

- [x] done
"""
