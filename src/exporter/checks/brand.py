"""Whether three files wear one look: font, size, weight and colour of each role, read back and held to the theme.

The PDF is read with PDFium, the DOCX's styles and the EPUB's stylesheet are resolved here: nothing that wrote a file
is asked what it wrote.
"""

from collections.abc import Callable, Mapping

import msgspec

from exporter.checks import docx_looks, epub_looks, pdf_looks
from exporter.checks.looks import Look
from exporter.theme import Theme

# One word a role; the article has a place for each.
PROBE = """---
kind: brief
title: Qtitle
subtitle: Qsubtitle
section: Qkicker
author: {name: Somebody, affiliation: Qbyline}
place: Qdateline
date: 2025-02-13
embargo: 2031-02-13
lang: en
summary: Qstandfirst
contact: {name: Somebody, role: Qcontactline}
rights: Qsmallprint
---

Qbody and [Qlink](https://example.org/) and `Qcode` and a note.[^1]

## Qheadingone

### Qheadingtwo

#### Qheadingthree

- Qlistitem

Qterm
: Qdefinition

> Qquote
>
> — Qattribution

::: pull-quote
Qpullquote
:::

::: key-figures
- **Qkeynumber** Qkeylabel
:::

> [!NOTE] Qcallouttitle
> Qcallout

| Qtableheader | B |
|:-------------|:--|
| Qtablecell   | 1 |

: Qcaption

```
Qcodeblock
```

[^1]: Qnote
"""
MARKS = {
    "title": "Qtitle", "subtitle": "Qsubtitle", "kicker": "Qkicker", "embargo": "2031", "standfirst": "Qstandfirst",
    "byline": "Qbyline", "dateline": "Qdateline", "body": "Qbody", "link": "Qlink", "code": "Qcode",
    "heading-1": "Qheadingone", "heading-2": "Qheadingtwo", "heading-3": "Qheadingthree", "list-item": "Qlistitem",
    "term": "Qterm", "definition": "Qdefinition", "quote": "Qquote", "attribution": "Qattribution",
    "pull-quote": "Qpullquote", "key-number": "Qkeynumber", "key-label": "Qkeylabel",
    "callout-title": "Qcallouttitle", "callout": "Qcallout",
    "table-header": "Qtableheader", "table-cell": "Qtablecell", "caption": "Qcaption", "code-block": "Qcodeblock",
    "note": "Qnote", "contact-line": "Qcontactline", "small-print": "Qsmallprint",
}  # fmt: skip
_REPORT = """---
kind: report
title: Qcovertitle
subtitle: Qsubtitle
publisher: Qcoverline
lang: en
translation: {lang: fr, title: Qtranslatedtitle}
references: [{id: a, type: book, title: Qreference, author: [{family: Somebody}], issued: 2004}]
---

# Qtocone

{.lead}
Qlead

## Qtoctwo

### Qtocthree

Somebody wrote it [@a].

| A | B |
|:--|:--|
| 1 | 2 |

: Qtocfigure

| A | B |
|:--|:--|
| 1 | 2 |

: Second

{.drop-cap}
X{words}
"""
_NEWSLETTER = """---
kind: newsletter
title: Qmasthead
issue: 1
date: 2025
lang: en
---

# First

Words.
"""
_RELEASE = """---
kind: press-release
title: Qtitle
lang: en
contact: {name: Somebody}
---

Words.

::: boilerplate
Words.
:::
"""


class Probe(msgspec.Struct, frozen=True):
    """An article of one kind, and the word in it that bears each role."""

    text: str
    marks: dict[str, str]


PROBES = {
    "brief": Probe(PROBE, MARKS),
    "report": Probe(
        _REPORT.replace("{words}", " words" * 60),
        {"cover-title": "Qcovertitle", "translated-title": "Qtranslatedtitle", "cover-line": "Qcoverline",
         "contents-heading": "Contents", "toc-1": "Qtocone", "toc-2": "Qtoctwo", "toc-3": "Qtocthree",
         "toc-figure": "Qtocfigure", "lead": "Qlead", "reference": "Somebody", "drop-cap": "X"},
    ),
    "newsletter": Probe(_NEWSLETTER, {"masthead": "Qmasthead", "issue": "2025"}),
    "press-release": Probe(
        _RELEASE, {"release": "immediate", "side-heading": "About", "end-mark": "Ends", "contact-heading": "contact"}
    ),
}  # fmt: skip
SIZE_PT, DELTA_E = 0.5, 1.0  # what two looks may differ by and still be the same to the eye
_READERS: dict[str, Callable[[bytes, Mapping[str, str], Theme], dict[str, Look]]] = {
    "pdf": pdf_looks.read,
    "docx": docx_looks.read,
    "epub": epub_looks.read,
}


class Row(msgspec.Struct, frozen=True):
    """A role as the brand has it and as each format shows it; `faults` say where they differ."""

    role: str
    wanted: Look
    found: dict[str, Look | None]
    faults: tuple[str, ...]


def measure(files: Mapping[str, bytes], theme: Theme, kind: str = "brief") -> list[Row]:
    """Read the formats of a kind's probe back: a row for each role."""
    marks = PROBES[kind].marks
    read = {name: _READERS[name](data, marks, theme) for name, data in files.items()}
    rows = []
    for role in marks:
        wanted = _wanted(role, theme)
        found = {name: looks.get(role) for name, looks in read.items()}
        faults = [f"{name}: {fault}" for name, look in found.items() for fault in _differences(wanted, look)]
        rows.append(Row(role, wanted, found, tuple(faults)))
    return rows


def logo_faults(files: Mapping[str, bytes], theme: Theme) -> list[str]:
    """The formats that lack the logo, where the theme has one."""
    if not theme.logo:
        return []
    seen = {"pdf": pdf_looks.has_picture, "docx": docx_looks.has_picture, "epub": epub_looks.has_picture}
    return [f"{name}: no logo" for name, data in files.items() if not seen[name](data, theme.logo_alt or "Logo")]


def _wanted(role: str, theme: Theme) -> Look:
    own, body = theme.roles[role], theme.roles["body"]
    if role == "link":  # it takes all but its colour from the line around it
        return Look(theme.fonts[body.font].family, body.size_pt, body.bold, theme.color(own.color))
    return Look(theme.fonts[own.font].family, own.size_pt, own.bold, theme.color(own.color))


def _differences(wanted: Look, found: Look | None) -> list[str]:
    if found is None:
        return ["not found"]
    faults = []
    if found.family != wanted.family:
        faults.append(f"font {found.family}")
    if abs(found.size_pt - wanted.size_pt) > SIZE_PT:
        faults.append(f"size {found.size_pt:.1f} pt")
    if found.bold != wanted.bold:
        faults.append("bold" if found.bold else "not bold")
    if found.color != wanted.color and _delta_e(found.color, wanted.color) > DELTA_E:
        faults.append(f"colour {found.color}")
    return faults


def _delta_e(one: str, other: str) -> float:
    """CIEDE2000."""
    from coloraide import Color

    return float(Color(one).delta_e(other, method="2000"))
