"""The outline of an article: its headings, figures and tables with their numbers, for contents, lists and references.

Whether they are numbered and listed is the kind's to say, in its kind.toml; an article may say otherwise by the names
that pandoc and Quarto use: `toc`, `toc-depth`, `number-sections`, `lof`, `lot`.
"""

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import msgspec

from exporter.errors import TemplateError
from exporter.messages import Message
from exporter.model.article import Article
from exporter.model.metadata import Metadata
from exporter.model.nodes import (
    AnyInline,
    Block,
    Division,
    Figure,
    Heading,
    Image,
    Link,
    Node,
    Note,
    NoteReference,
    Paragraph,
    Span,
    Table,
    Text,
)
from exporter.model.options import arrangement, option_name, switch
from exporter.model.walk import rewrite, walk
from exporter.origin import Origin
from exporter.publication import Layout
from exporter.publication.labels import Labels
from exporter.resources import read_toml, templates_folder

_NO_BREAK_SPACE = "\u00a0"
_ANNEX = {"annex", "annexes", "appendix"}


class Plan(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a kind numbers, lists and turns. A list of figures or tables stands where there are at least two."""

    number_headings: bool = False
    number_captions: bool = False
    contents: bool = False
    contents_depth: int = 3
    figures: bool = False
    tables: bool = False
    turn_wide_tables: bool = False
    drop_cap: bool = False
    bilingual: str = ""  # "side-by-side" or "sequence"


class Entry(msgspec.Struct, frozen=True):
    """A line of the contents or of a list; `level` 1 is the outermost, `title` holds no links and no notes."""

    id: str
    level: int
    number: str
    title: tuple[AnyInline, ...]


class Outline(msgspec.Struct, frozen=True):
    """What can be listed and referred to, and what the plan wants listed."""

    contents: tuple[Entry, ...] = ()
    figures: tuple[Entry, ...] = ()
    tables: tuple[Entry, ...] = ()
    entries: dict[str, Entry] = {}
    numbered: dict[str, str] = {}

    def number(self, identifier: str) -> str:
        """The printed number of a heading ("1.2", "Annex A") or caption ("Figure 3"); "" where it has none."""
        return self.numbered.get(identifier, "")


def plan_of(layout: Layout, metadata: Metadata) -> Plan:
    """A kind's plan with what the article asks for itself. Raises TemplateError for a broken kind.toml."""
    plan = _plan(layout.kind, layout.templates)
    extra = {option_name(name): value for name, value in metadata.extra.items()}
    changes: dict[str, Any] = {}
    for name, fields in (
        ("toc", ("contents",)),
        ("lof", ("figures",)),
        ("lot", ("tables",)),
        ("number-sections", ("number_headings",)),
        ("number-captions", ("number_captions",)),
        ("drop-cap", ("drop_cap",)),
    ):
        if (wanted := switch(extra.get(name))) is not None:
            changes |= dict.fromkeys(fields, wanted)
    if re.fullmatch("[0-9]{1,3}", str(extra.get("toc-depth", ""))):
        changes["contents_depth"] = min(6, max(1, int(extra["toc-depth"])))
    if how := arrangement(extra.get("bilingual", "")):
        changes["bilingual"] = how
    if changes.get("figures") or changes.get("tables"):
        changes["number_captions"] = True
    return msgspec.structs.replace(plan, **changes) if changes else plan


def outline_of(article: Article, plan: Plan, labels: Labels) -> Outline:
    """The outline of a prepared article."""
    entries: list[Entry] = []
    numbers = _Headings(labels["annex"]) if plan.number_headings else None
    for heading, in_annex in _headings(article.body):
        number = numbers.next(heading.level, in_annex) if numbers else ""
        entries.append(Entry(heading.id, heading.level, number, _bare(heading.children)))
    if any(_is_reference_list(block) for block in article.body):
        # Its heading is the template's: blocks/division.xhtml.jinja.
        entries.append(Entry("references", 1, "", (Text(value=labels["references"]),)))
    figures = _captioned(article, Figure, labels["figure"], plan)
    tables = _captioned(article, Table, labels["table"], plan)
    every = {entry.id: entry for entry in (*entries, *figures, *tables) if entry.id}
    return Outline(
        tuple(entry for entry in entries if entry.level <= plan.contents_depth) if plan.contents else (),
        tuple(figures) if plan.figures and len(figures) > 1 else (),
        tuple(tables) if plan.tables and len(tables) > 1 else (),
        every,
        {entry.id: entry.number for entry in every.values() if entry.number},
    )


@cache
def _plan(kind: str, user_templates: str) -> Plan:
    """What a kind numbers and lists: its kind.toml, or nothing."""
    bases = [Path(base) / "kinds" / kind / "kind.toml" for base in (user_templates, templates_folder()) if base]
    file = next((file for file in bases if file.is_file()), None)
    if file is None:
        return Plan()
    try:
        return msgspec.convert(read_toml(file), Plan)
    except (OSError, ValueError) as exc:
        raise TemplateError(
            Message(
                "T101",
                "error",
                f"the kind's file is broken: {exc}",
                "compare it with kinds/report/kind.toml",
                Origin(str(file), 1, 1),
            )
        ) from exc


class _Headings:
    """Counts headings: 1, 1.1 ...; in an annex A, A.1 ..."""

    def __init__(self, annex: str) -> None:
        self._annex = annex
        self._counts = [0] * 6
        self._annexes = 0
        self._lettered = False

    def next(self, level: int, in_annex: bool) -> str:
        if level == 1 and in_annex:
            self._annexes += 1
            self._lettered = True
            self._counts[1:] = [0] * 5
            return f"{self._annex}{_NO_BREAK_SPACE}{_letter(self._annexes)}"
        self._lettered = self._lettered and in_annex
        self._counts[level - 1] += 1
        self._counts[level:] = [0] * (6 - level)
        first = _letter(self._annexes) if self._lettered else str(self._counts[0])
        return ".".join([first, *(str(count) for count in self._counts[1:level])])


def _letter(number: int) -> str:
    """A, B ... Z, AA, BB ... as Word's upperLetter counts (ECMA-376-1, 17.18.59)."""
    return chr(ord("A") + (number - 1) % 26) * ((number - 1) // 26 + 1)


def _headings(blocks: tuple[Block, ...], in_annex: bool = False) -> Iterator[tuple[Heading, bool]]:
    """The headings that part the text: its own and those of divisions, not those in boxes, each with whether in an
    annex."""
    for block in blocks:
        if isinstance(block, Heading):
            yield block, in_annex
        elif isinstance(block, Division):
            yield from _headings(block.blocks, in_annex or not _ANNEX.isdisjoint(block.classes))


def _is_reference_list(block: Block) -> bool:
    """Whether it is what citations made at the end of a text; one that the author placed has the author's heading."""
    if not isinstance(block, Division) or block.classes != ("references",) or not block.blocks:
        return False
    last = block.blocks[-1]
    return isinstance(last, Paragraph) and "reference" in last.classes


def _captioned(article: Article, kind: type[Figure] | type[Table], label: str, plan: Plan) -> list[Entry]:
    found = [block for block in walk(article.body) if isinstance(block, kind) and block.caption]
    return [
        Entry(
            block.id,
            1,
            f"{label}{_NO_BREAK_SPACE}{number}" if plan.number_captions else "",
            _bare(block.caption),
        )
        for number, block in enumerate(found, 1)
    ]


def _bare(inlines: tuple[AnyInline, ...]) -> tuple[AnyInline, ...]:
    """Inlines as they may stand a second time: without notes, pictures, links and ids."""

    def strip(node: Node) -> Node | tuple[Node, ...] | None:
        if isinstance(node, (Note, NoteReference, Image)):
            return None
        if isinstance(node, Link):
            return node.children
        if isinstance(node, Span) and node.id:
            return msgspec.structs.replace(node, id="")
        return node

    bare: tuple[AnyInline, ...] = rewrite(inlines, strip)
    return bare
