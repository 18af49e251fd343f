"""Blocks as Markdown: CommonMark's own, pandoc's divisions and attributes, and tags around what Markdown has not.

Between two tags that stand on lines of their own, blank lines around them, Markdown is read as anywhere else.
"""

import re
from collections.abc import Sequence
from itertools import count

import msgspec

from exporter.model import nodes as n
from exporter.model.walk import walk
from exporter.readers.callouts import PULL_QUOTES
from exporter.writers.markdown.code import chart_fence, fence, fits_fence, html_code
from exporter.writers.markdown.escaping import attribute_list, html_attributes, line_start
from exporter.writers.markdown.inlines import InlineWriter, compact, picture
from exporter.writers.markdown.items import begins_with_words, checked, stands_close
from exporter.writers.markdown.layout import Inner, below, indented, parted, prefixed
from exporter.writers.markdown.tables import pipe_table

Blocks = Sequence[n.AnyBlock]
_LABEL = re.compile(r"[\w-]+(?:\.[\w-]+)*")
_SEPARATOR = "<!-- -->"  # a comment that says nothing, between two blocks that would be read as one


class BlockWriter(InlineWriter):
    """Writes the blocks of one article."""

    def __init__(self, body: Blocks) -> None:
        super().__init__(self._take, self._call)
        self._taken = {node.label for node in walk(body) if isinstance(node, n.Note)}
        self._labels: dict[str, str] = {}
        self._given: set[str] = set()
        self._waiting: list[tuple[str, n.Note]] = []

    def body(self, blocks: Blocks) -> str:
        """All blocks, each with its notes behind it."""
        parts = []
        for place, block in enumerate(blocks):
            parts += self._separated(block, blocks[place - 1] if place else None)
            while self._waiting:
                label, note = self._waiting.pop(0)
                parts.append(self._note_text(label, note))
        return "\n\n".join(filter(None, parts))

    def blocks(self, blocks: Blocks) -> str:
        """Blocks with blank lines between them."""
        parts: list[str] = []
        for place, block in enumerate(blocks):
            parts += self._separated(block, blocks[place - 1] if place else None)
        return "\n\n".join(filter(None, parts))

    def block(self, block: n.AnyBlock) -> str:
        """One block; "" for one that holds nothing."""
        match block:
            case n.Heading():
                behind = attribute_list(block.id)
                return (
                    f"{'#' * block.level} {_end_of_heading(self.line(block.children))}{' ' if behind else ''}{behind}"
                )
            case n.Paragraph():
                return self._paragraph(block)
            case n.BulletList() | n.OrderedList():
                return self._list(block, "-" if isinstance(block, n.BulletList) else ".")
            case n.DefinitionList():
                return self._definitions(block)
            case n.Table():
                return self._table(block)
            case n.Figure():
                return self._figure(block)
            case n.Chart():
                return chart_fence(block, self.line(block.caption), self.line(block.credit))
            case n.Qr():
                return below(self._captioned(block), fence(block.target, "qr"))
            case n.BlockQuote():
                return self._quote(block)
            case n.PullQuote():
                if not block.blocks:
                    return self._sourced(block, 'blockquote class="pull-quote"')
                return self._division(f"pull-quote {attribute_list(block.id)}", self._quoted(block))
            case n.Callout():
                return self._callout(block)
            case n.CodeBlock():
                return self._code(block)
            case n.ThematicBreak():
                return "***"
            case n.PageBreak():
                return "\\newpage"
            case n.Division():
                return self._plain_division(block)
            case n.RawBlock():
                return fence(block.value, f"{{={block.format}}}")

    def _separated(self, block: n.AnyBlock, before: n.AnyBlock | None) -> list[str]:
        """A block, and before it what keeps it apart from its neighbour."""
        apart = type(before) is type(block) and isinstance(block, (n.BulletList, n.OrderedList, n.DefinitionList))
        return [_SEPARATOR, self.block(block)] if apart else [self.block(block)]

    def _paragraph(self, block: n.Paragraph) -> str:
        if not block.children:
            return f"<p{html_attributes((('id', block.id),))}></p>" if block.id else ""
        if len(block.children) == 1 and isinstance(block.children[0], n.Math) and "\n" in block.children[0].value:
            return below(attribute_list(block.id), fence(block.children[0].value, "math"))
        return below(attribute_list(block.id, block.classes), self.paragraph(block.children))

    # --- Lists -------------------------------------------------------------------------------------------

    def _list(self, block: n.BulletList | n.OrderedList, mark: str) -> str:
        direct = [item for item in block.items if any(isinstance(inner, n.Paragraph) for inner in item.blocks)]
        single = len(block.items) == 1 and len(block.items[0].blocks) <= 1
        task = any(item.checked is not None and not begins_with_words(item) for item in block.items)
        if task or (direct and not block.tight and single):
            return self._html_list(block)
        tight = block.tight and all(stands_close(item.blocks) for item in block.items)
        written = []
        number = count(block.start if isinstance(block, n.OrderedList) else 1)
        for item in block.items:
            sign = f"{min(next(number), 999_999_999)}{mark}" if isinstance(block, n.OrderedList) else mark
            parts = [self.block(inner) for inner in item.blocks] if tight else [self.blocks(item.blocks)]
            words = "\n".join(filter(None, parts))
            if item.checked is not None:
                words = checked(words, item.checked)
            written.append(indented(f"{sign} ", words, len(sign) + 1))
        style = block.style if isinstance(block, n.OrderedList) and block.style != "1" else ""
        return below(attribute_list(block.id, (), (("type", style),)), ("\n" if tight else "\n\n").join(written))

    def _html_list(self, block: n.BulletList | n.OrderedList) -> str:
        ordered = isinstance(block, n.OrderedList)
        start = str(block.start) if isinstance(block, n.OrderedList) and block.start != 1 else ""
        style = block.style if isinstance(block, n.OrderedList) and block.style != "1" else ""
        tag = "ol" if ordered else "ul"
        parts: list[str | Inner] = [f"<{tag}{html_attributes((('id', block.id), ('start', start), ('type', style)))}>"]
        for item in block.items:
            box = "" if item.checked is None else f'<input type="checkbox"{" checked" if item.checked else ""}>'
            parts += [f"<li>{box}", Inner(self.blocks(item.blocks)), "</li>"]
        return parted([*parts, f"</{tag}>"])

    def _definitions(self, block: n.DefinitionList) -> str:
        if any(len(item.terms) != 1 or not all(item.definitions) or not item.definitions for item in block.items):
            return self._html_definitions(block)
        written = []
        for item in block.items:
            texts = [indented(":   ", self.blocks(blocks), 4) for blocks in item.definitions]
            # Lines of HTML would keep the margin of a definition, which code shows.
            if len(item.terms[0]) == 0 or any(text.startswith(":   \n") or "<pre" in text for text in texts):
                return self._html_definitions(block)
            written.append("\n\n".join([line_start(self.line(item.terms[0])), *texts]))
        return below(attribute_list(block.id), "\n\n".join(written))

    def _html_definitions(self, block: n.DefinitionList) -> str:
        parts: list[str | Inner] = [f"<dl{html_attributes((('id', block.id),))}>"]
        for item in block.items:
            for term in item.terms:
                parts += ["<dt>", Inner(self.paragraph(term)), "</dt>"]
            for blocks in item.definitions:
                parts += ["<dd>", Inner(self.blocks(blocks)), "</dd>"]
        return parted([*parts, "</dl>"])

    # --- Quotes and boxes --------------------------------------------------------------------------------

    def _quote(self, block: n.BlockQuote) -> str:
        if not block.blocks:
            return self._sourced(block, f"blockquote{html_attributes((('lang', block.lang),))}")
        return below(attribute_list(block.id, (), (("lang", block.lang),)), prefixed(self._quoted(block)))

    def _quoted(self, block: n.BlockQuote | n.PullQuote) -> str:
        """A quote's content: who said it stands behind a dash."""
        words = self.blocks(block.blocks)
        return f"{words}\n\n\u2014 {self.paragraph(block.attribution)}" if block.attribution else words

    def _sourced(self, block: n.BlockQuote | n.PullQuote, opening: str) -> str:
        """A quote of which nothing is left but who said it."""
        opening = f"<{opening}{html_attributes((('id', block.id),))}>"
        return parted([opening, "<footer>", Inner(self.paragraph(block.attribution)), "</footer>", "</blockquote>"])

    def _callout(self, block: n.Callout) -> str:
        if not block.title and block.blocks and isinstance(block.blocks[0], n.Heading):
            # Between ::: the heading would be the box's title.
            words = f"[!{block.kind.upper()}]\n\n{self.blocks(block.blocks)}"
            return below(attribute_list(block.id), prefixed(words))
        title = self.line(block.title)
        if title and (set(title) & set("{}:") or title != title.strip()):
            words = attribute_list(block.id, (block.kind,), (("title", self.line(block.title, quoted=True)),))
        else:
            words = " ".join(filter(None, (block.kind, title, attribute_list(block.id))))
        return self._division(words, self.blocks(block.blocks))

    def _plain_division(self, block: n.Division) -> str:
        pairs: tuple[tuple[str, str], ...] = (("lang", block.lang), ("dir", block.dir))
        if PULL_QUOTES & set(block.classes):  # between ::: it would be a pull quote, whatever it holds
            pairs = (("id", block.id), ("class", " ".join(block.classes)), *pairs)
            return parted([f"<div{html_attributes(pairs)}>", Inner(self.blocks(block.blocks)), "</div>"])
        listed = attribute_list(block.id, block.classes, pairs)
        return self._division(listed, self.blocks(block.blocks)) if listed else self.blocks(block.blocks)

    def _division(self, words: str, content: str) -> str:
        return f"::: {words.strip()}\n\n{content}\n\n:::" if content else f"::: {words.strip()}\n:::"

    def _code(self, block: n.CodeBlock) -> str:
        if fits_fence(block):
            return below(self._captioned(block), fence(block.value, block.language))
        if not block.caption:
            return html_code(block)
        caption: list[str | Inner] = ["<figcaption>", Inner(self.paragraph(block.caption)), "</figcaption>"]
        return parted(["<figure>", Inner(html_code(block)), *caption, "</figure>"])

    # --- Figures and tables ------------------------------------------------------------------------------

    def _figure(self, block: n.Figure) -> str:
        if any(image.title for image in block.images) and not block.caption:
            return self._html_figure(block)
        pictures = []
        for place, image in enumerate(block.images):
            if place == 0:
                caption, credit = (self.line(words, quoted=True) for words in (block.caption, block.credit))
                if caption and not image.title and not set(caption) & set("\\&"):  # read as Markdown once, not twice
                    image, caption = msgspec.structs.replace(image, title=caption), ""
                pictures.append(picture(image, False, (("caption", caption), ("credit", credit)), block.id))
            elif image.title:
                return self._html_figure(block)
            else:
                pictures.append(picture(image))
        return "\n".join(pictures)

    def _html_figure(self, block: n.Figure) -> str:
        parts: list[str | Inner] = [f"<figure{html_attributes((('id', block.id),))}>"]
        for place, image in enumerate(block.images):
            pairs = (("src", image.src), ("alt", image.alt), ("title", image.title), ("width", image.width))
            credit = self.line(block.credit, quoted=True) if place == 0 else ""
            empty = ' alt=""' if image.decorative else ""
            parts.append(f"<img{html_attributes(pairs)}{empty}{html_attributes((('credit', credit),))}>")
        if block.caption:
            parts += ["<figcaption>", Inner(self.paragraph(block.caption)), "</figcaption>"]
        return parted([*parts, "</figure>"])

    def _table(self, block: n.Table) -> str:
        rows = pipe_table(block, self.line)
        if rows is None:
            return self._html_table(block)
        caption = f"\n\nTable: {self.line(block.caption)}" if block.caption else ""
        return below(attribute_list(block.id), rows) + caption

    def _html_table(self, block: n.Table) -> str:
        parts: list[str | Inner] = [f"<table{html_attributes((('id', block.id),))}>"]
        if block.caption:
            words = compact(block.caption)
            if words is None:
                parts += ["<caption>", Inner(self.paragraph(block.caption)), "</caption>"]
            else:
                parts.append(f"<caption>{words}</caption>")
        parts += _columns(block)
        for tag, rows in (("thead", block.head), ("tbody", block.body)):
            if rows:
                parts.append(f"<{tag}>")
                for row in rows:
                    parts += ["<tr>", *(line for cell in row.cells for line in self._cell(cell)), "</tr>"]
                parts.append(f"</{tag}>")
        return parted([*parts, "</table>"])

    def _cell(self, cell: n.Cell) -> "list[str | Inner]":
        spans = ((name, str(span) if span > 1 else "") for name, span in
                 (("colspan", cell.column_span), ("rowspan", cell.row_span)))  # fmt: skip
        tag = "th" if cell.header else "td"
        opening = f"<{tag}{html_attributes((*spans, ('align', cell.align)))}>"
        match cell.blocks:
            case ():
                return [f"{opening}</{tag}>"]
            case (n.Paragraph(id="", classes=(), children=children),) if (words := compact(children)) is not None:
                return [f"{opening}{words}</{tag}>"]
        return [opening, Inner(self.blocks(cell.blocks)), f"</{tag}>"]

    # --- Notes -------------------------------------------------------------------------------------------

    def _take(self, note: n.Note) -> str:
        label = note.label
        if not _LABEL.fullmatch(label) or label in self._given:
            label = next(name for number in count(1) if (name := f"note-{number}") not in self._taken)
            self._taken.add(label)
        self._given.add(label)
        self._labels[note.label] = label
        self._waiting.append((label, note))
        return label

    def _call(self, reference: n.NoteReference) -> str:
        label = self._labels.get(reference.label, reference.label)
        return label if _LABEL.fullmatch(label) else "?"

    def _note_text(self, label: str, note: n.Note) -> str:
        words = self.blocks(note.blocks)
        begins = bool(note.blocks) and isinstance(note.blocks[0], n.Paragraph) and not words.startswith(("{", "<"))
        return indented(f"[^{label}]: ", words, 4) if begins else indented(f"[^{label}]:\n\n    ", words, 4)

    def _captioned(self, block: n.CodeBlock | n.Qr) -> str:
        """The line above a fence that says its id and caption."""
        return attribute_list(block.id, (), (("caption", self.line(block.caption, quoted=True)),))


def _end_of_heading(words: str) -> str:
    """A heading's words, whose last signs are no closing sequence."""
    kept = words.rstrip("#")
    return kept + "\\#" * (len(words) - len(kept))


def _columns(table: n.Table) -> list[str]:
    """The columns of a table in HTML, when they say something."""
    if not any(table.columns) and not table.widths:
        return []
    width = max(len(table.columns), len(table.widths))
    columns = (*table.columns, *("",) * (width - len(table.columns)))
    widths = (*(f"{share * 100:.10g}%" for share in table.widths), *("",) * (width - len(table.widths)))
    inner = (f"<col{html_attributes((('align', a), ('width', w)))}>" for a, w in zip(columns, widths, strict=True))
    return [f"<colgroup>{''.join(inner)}</colgroup>"]
