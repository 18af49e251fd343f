"""Every block and inline of an article.

Names are pandoc's and CommonMark's. Nodes are frozen; sequences are tuples; to change a tree, build a new one
(`exporter.model.walk.rewrite`). They are msgspec structs: 40 dataclasses cost 27 ms at every start, 40 structs
0.6 ms, and the JSON schema and the decoder of JSON articles come with them.
"""

import re
from typing import Annotated, Literal, Union

import msgspec

from exporter.origin import Origin

Alignment = Literal["", "left", "center", "right"]
CalloutKind = Literal["note", "tip", "warning", "key-facts"]
ChartForm = Literal["bar", "column", "line", "area", "stacked-bar", "pie", "dot"]
Reference = Literal["", "label", "page"]
NumberStyle = Literal["1", "a", "A", "i", "I"]
# Bounds hold where articles are read as data, and stand in their schema; code keeps them itself.
Level = Annotated[int, msgspec.Meta(ge=1, le=6)]
Count = Annotated[int, msgspec.Meta(ge=1, le=1000)]  # HTML, 4.9.11, bounds spans of columns so
Start = Annotated[int, msgspec.Meta(ge=0, le=999_999_999)]  # CommonMark's nine digits
Share = Annotated[float, msgspec.Meta(ge=0, le=1)]


def _kebab(name: str) -> str:
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "-", name).lower()


class Node(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, tag_field="type", tag=_kebab):
    """What every node has: the place where it was read (None when a program made it)."""

    origin: Origin | None = None


def kind(node: Node) -> str:
    """The node's name in JSON and of its template: "block-quote" for BlockQuote."""
    return str(type(node).__struct_config__.tag)


# --- Inlines ---------------------------------------------------------------------------------------------


class Inline(Node, frozen=True, kw_only=True):
    """A piece of running text."""


class Text(Inline, frozen=True, kw_only=True):
    value: str


class Emphasis(Inline, frozen=True, kw_only=True):
    children: "tuple[AnyInline, ...]"


class Strong(Inline, frozen=True, kw_only=True):
    children: "tuple[AnyInline, ...]"


class Strikethrough(Inline, frozen=True, kw_only=True):
    children: "tuple[AnyInline, ...]"


class Subscript(Inline, frozen=True, kw_only=True):
    children: "tuple[AnyInline, ...]"


class Superscript(Inline, frozen=True, kw_only=True):
    children: "tuple[AnyInline, ...]"


class SmallCaps(Inline, frozen=True, kw_only=True):
    children: "tuple[AnyInline, ...]"


class Underline(Inline, frozen=True, kw_only=True):
    children: "tuple[AnyInline, ...]"


class Code(Inline, frozen=True, kw_only=True):
    value: str


class Math(Inline, frozen=True, kw_only=True):
    """A formula in LaTeX, without its dollars; a `display` one stands on a line of its own."""

    value: str
    display: bool = False


class Link(Inline, frozen=True, kw_only=True):
    """A link; `target` is a URL, `#id` inside the article, or `mailto:`.

    A cross-reference takes its words from its target: "label" its number or title, "page" the page that it is on.
    """

    target: str
    children: "tuple[AnyInline, ...]"
    title: str = ""
    reference: Reference = ""


class LineBreak(Inline, frozen=True, kw_only=True):
    """A line break that the author asked for."""


class Abbreviation(Inline, frozen=True, kw_only=True):
    expansion: str
    children: "tuple[AnyInline, ...]"


class Quote(Inline, frozen=True, kw_only=True):
    """A quotation inside a sentence; its quotation marks come from the language."""

    children: "tuple[AnyInline, ...]"
    lang: str = ""
    cite: str = ""


class Span(Inline, frozen=True, kw_only=True):
    """A stretch of text with a language, direction, id or class of its own."""

    children: "tuple[AnyInline, ...]"
    lang: str = ""
    dir: Literal["", "ltr", "rtl"] = ""
    id: str = ""
    classes: tuple[str, ...] = ()


class Image(Inline, frozen=True, kw_only=True):
    """A picture. `src` is what the author wrote, `asset` the key of the loaded file ("" when there is none).

    `width` is the printed width that the author asked for: "60%", "40mm", "200px" or "".
    """

    src: str
    alt: str = ""
    decorative: bool = False
    title: str = ""
    width: str = ""
    asset: str = ""


class Note(Inline, frozen=True, kw_only=True):
    """A footnote at its first call: text and call cannot part. `number` is given by the passes."""

    label: str
    blocks: "tuple[AnyBlock, ...]"
    number: int = 0


class NoteReference(Inline, frozen=True, kw_only=True):
    """A further call of a note whose text stands at its first call."""

    label: str
    number: int = 0


class RawInline(Inline, frozen=True, kw_only=True):
    """Markup that has no equivalent, kept as it was written."""

    format: str
    value: str


# --- Blocks ----------------------------------------------------------------------------------------------


class Block(Node, frozen=True, kw_only=True):
    """A block of the article; `id` is the target of links, "" when nothing links to it."""

    id: str = ""


class Heading(Block, frozen=True, kw_only=True):
    """A heading; `level` 1 to 6. After `tidy`, 1 is the top section of the body (the title stands above it)."""

    level: Level
    children: "tuple[AnyInline, ...]"


class Paragraph(Block, frozen=True, kw_only=True):
    """A paragraph. Class "lead" marks an introduction."""

    children: "tuple[AnyInline, ...]"
    classes: tuple[str, ...] = ()


class ListItem(Node, frozen=True, kw_only=True):
    """One item; `checked` is None but in a task list."""

    blocks: "tuple[AnyBlock, ...]"
    checked: bool | None = None


class BulletList(Block, frozen=True, kw_only=True):
    items: tuple[ListItem, ...]
    tight: bool = True


class OrderedList(Block, frozen=True, kw_only=True):
    items: tuple[ListItem, ...]
    start: Start = 1
    style: NumberStyle = "1"
    tight: bool = True


class DefinitionItem(Node, frozen=True, kw_only=True):
    terms: "tuple[tuple[AnyInline, ...], ...]"
    definitions: "tuple[tuple[AnyBlock, ...], ...]"


class DefinitionList(Block, frozen=True, kw_only=True):
    items: tuple[DefinitionItem, ...]


class Cell(Node, frozen=True, kw_only=True):
    blocks: "tuple[AnyBlock, ...]"
    header: bool = False
    column_span: Count = 1
    row_span: Count = 1
    align: Alignment = ""


class Row(Node, frozen=True, kw_only=True):
    cells: tuple[Cell, ...]


class Table(Block, frozen=True, kw_only=True):
    """A table; `columns` gives each column's alignment, `widths` shares of the whole (empty: by content)."""

    head: tuple[Row, ...] = ()
    body: tuple[Row, ...] = ()
    columns: tuple[Alignment, ...] = ()
    widths: tuple[Share, ...] = ()
    caption: "tuple[AnyInline, ...]" = ()


class Figure(Block, frozen=True, kw_only=True):
    """One or more pictures with one caption and credit."""

    images: tuple[Image, ...]
    caption: "tuple[AnyInline, ...]" = ()
    credit: "tuple[AnyInline, ...]" = ()


class Chart(Block, frozen=True, kw_only=True):
    """Numbers that are drawn in the theme's look and stand below as a table.

    `columns` names the categories and then each series; a row has its category and a number for each series, None
    where there is none. The numbers come from `rows` or from the CSV file `data` beside the article; `x` and `series`
    choose columns, all when they are empty. `labels` None: values are written where there is room for them.
    `lines` are the rows' lines in the source, where they are known.
    """

    form: ChartForm
    columns: tuple[str, ...] = ()
    rows: tuple[tuple[str | float | None, ...], ...] = ()
    data: str = ""
    x: str = ""
    series: tuple[str, ...] = ()
    unit: str = ""
    sort: Literal["", "ascending", "descending"] = ""
    labels: bool | None = None
    alt: str = ""
    caption: "tuple[AnyInline, ...]" = ()
    credit: "tuple[AnyInline, ...]" = ()
    lines: tuple[int, ...] = ()


class Qr(Block, frozen=True, kw_only=True):
    """An address as a code to be scanned, printed below it too; `caption` stands before the address."""

    target: str
    caption: "tuple[AnyInline, ...]" = ()


class BlockQuote(Block, frozen=True, kw_only=True):
    blocks: "tuple[AnyBlock, ...]"
    attribution: "tuple[AnyInline, ...]" = ()
    lang: str = ""


class PullQuote(Block, frozen=True, kw_only=True):
    """A sentence taken out of the text and set large."""

    blocks: "tuple[AnyBlock, ...]"
    attribution: "tuple[AnyInline, ...]" = ()


class Callout(Block, frozen=True, kw_only=True):
    """A box beside the text; without a title the kind's label stands there."""

    kind: CalloutKind
    blocks: "tuple[AnyBlock, ...]"
    title: "tuple[AnyInline, ...]" = ()


class CodeBlock(Block, frozen=True, kw_only=True):
    value: str
    language: str = ""
    caption: "tuple[AnyInline, ...]" = ()


class ThematicBreak(Block, frozen=True, kw_only=True):
    """A change of subject, printed as a rule."""


class PageBreak(Block, frozen=True, kw_only=True):
    """What follows starts on a new page."""


class Division(Block, frozen=True, kw_only=True):
    """Blocks that share a language, a direction or a class."""

    blocks: "tuple[AnyBlock, ...]"
    lang: str = ""
    dir: Literal["", "ltr", "rtl"] = ""
    classes: tuple[str, ...] = ()


class RawBlock(Block, frozen=True, kw_only=True):
    """Markup that has no equivalent, kept and shown as it was written."""

    format: str
    value: str


AnyInline = Union[  # noqa: UP007 - msgspec reads this name from strings
    Text,
    Emphasis,
    Strong,
    Strikethrough,
    Subscript,
    Superscript,
    SmallCaps,
    Underline,
    Code,
    Math,
    Link,
    LineBreak,
    Abbreviation,
    Quote,
    Span,
    Image,
    Note,
    NoteReference,
    RawInline,
]
AnyBlock = Union[  # noqa: UP007
    Heading,
    Paragraph,
    BulletList,
    OrderedList,
    DefinitionList,
    Table,
    Figure,
    Chart,
    Qr,
    BlockQuote,
    PullQuote,
    Callout,
    CodeBlock,
    ThematicBreak,
    PageBreak,
    Division,
    RawBlock,
]
