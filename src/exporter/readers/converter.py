"""From the tree of elements to the nodes of the model: every element has its meaning here, none loses its words."""

import re
from collections.abc import Callable, Iterable, Sequence
from typing import Any, cast

import msgspec

from exporter.messages import Report
from exporter.model import nodes as n
from exporter.model.walk import plain_text
from exporter.origin import Origin
from exporter.readers.callouts import PULL_QUOTES, callout_of, callout_of_classes
from exporter.readers.code import code_of_element, code_of_fence
from exporter.readers.drawn import DRAWN, drawn_of_code, drawn_of_division
from exporter.readers.element_parts import (
    LEFT_OUT,
    MEDIA,
    Blocks,
    Inlines,
    definition_parts,
    flattened,
    language_of,
    only_child,
    pushed_down,
    split_attribution,
    take_task,
    undashed,
    without,
)
from exporter.readers.elements import Child, Element
from exporter.readers.figures import figure_of, image_of, links_of_pictures
from exporter.readers.inline_converter import InlineConverter, ReadInline
from exporter.readers.tables import table_of

_ALERT = re.compile(r"\[!([\w-]+)\][-+]?[ \t]*")
_CREDIT = re.compile(r"(?:.*[-_])?(?:credit|attribution|author|source|cite)", re.IGNORECASE)
_TABLE_CAPTION = re.compile(r"(?::|Table:|Tableau[ \u00a0\u202f]?:)[ \t]+")


class Converter(InlineConverter):
    """Converts the tree of one article; lives for one tree."""

    def __init__(
        self,
        tree: Element,
        abbreviations: dict[str, str],
        read_inline: ReadInline,
        file: str,
        report: Report,
        keep_all: bool = False,
    ) -> None:
        super().__init__(abbreviations, read_inline, report, keep_all)
        self._tree = tree
        self._file = file

    def body(self) -> tuple[n.AnyBlock, ...]:
        """The blocks of the article; notes that nobody calls come at the end."""
        self._collect_notes()
        blocks = self.blocks(self._tree.children)
        for label, texts in self._notes.items():
            if label not in self._called:
                place = texts[0].origin
                self.report.add(
                    "R203",
                    f"the footnote [^{label}] has a text but is never called; the text stands at the end",
                    f"call it in the text with [^{label}], or remove it",
                    place,
                )
                self._called[label] = 1
                own = self.blocks([child for text in texts for child in text.children])
                blocks.append(n.Division(blocks=tuple(own), classes=("uncalled-note",), origin=place))
        return tuple(blocks)

    # --- Blocks ------------------------------------------------------------------------------------------

    def blocks(self, children: Iterable[Child]) -> Blocks:
        """The blocks of mixed content: what stands in no block of its own becomes a paragraph."""
        result: Blocks = []
        run: list[Child] = []
        caption: Element | None = None
        for child in children:
            if not isinstance(child, Element) or not child.is_block:
                run.append(child)
                continue
            self._add_run(run, result)
            run = []
            if child.tag == "p" and caption is None and self._is_table_caption(child):
                if result and isinstance(result[-1], n.Table) and not result[-1].caption:
                    result[-1] = self._captioned(result[-1], child)
                    continue
                caption = child
                continue
            found = self.block(child)
            if caption is not None:
                if found and isinstance(found[0], n.Table) and not found[0].caption:
                    found[0] = self._captioned(found[0], caption)
                else:
                    result.extend(self._paragraph(caption))
                caption = None
            result.extend(found)
        if caption is not None:
            result.extend(self._paragraph(caption))
        self._add_run(run, result)
        return result

    def block(self, element: Element) -> Blocks:
        """The blocks that one element stands for."""
        handler = _HANDLERS.get(element.tag)
        if handler is not None:
            return handler(self, element)
        if element.tag in LEFT_OUT:
            return self._left_out(element)
        if element.tag in MEDIA:
            return self._media(element)
        if element.block_inside:
            return self.blocks(pushed_down(element))
        return self._division(element)

    def _add_run(self, run: Sequence[Child], result: Blocks) -> None:
        inlines = self.inlines(run)
        if inlines:
            result.append(self._run_block(inlines, inlines[0].origin or self._tree.origin, run))

    def _run_block(self, inlines: Inlines, origin: Origin, run: Iterable[Child], **values: Any) -> n.AnyBlock:
        """A paragraph, or a figure when nothing but pictures stands in it."""
        pictures = [node for node in inlines if isinstance(node, n.Image)]
        rest = [node for node in inlines if not isinstance(node, (n.Image, n.LineBreak))]
        if pictures and not any(not isinstance(node, n.Text) or node.value.strip() for node in rest):
            elements = [child for child in run if isinstance(child, Element) and child.tag == "img"]
            if len(elements) == len(pictures):
                return figure_of(elements, pictures, self._parsed, origin, values.get("id", ""))
        return n.Paragraph(children=inlines, origin=origin, **values)

    def _paragraph(self, element: Element) -> Blocks:
        if any(isinstance(child, Element) and child.is_block for child in element.children):
            return self.blocks(element.children)
        inlines = self.inlines(element.children)
        attrs = element.attrs
        if not inlines:
            anchor = attrs.get("id", "")
            return [n.Paragraph(children=(), id=anchor, origin=element.origin)] if anchor else []
        classes = tuple(element.classes)
        block = self._run_block(inlines, element.origin, element.children, id=attrs.get("id", ""), classes=classes)
        lang, dir = language_of(attrs)
        if lang or dir:
            return [n.Division(blocks=(block,), lang=lang, dir=dir, origin=element.origin)]
        return [block]

    def _heading(self, element: Element) -> Blocks:
        inlines = self.inlines(flattened(element.children))
        if not inlines:
            return []
        lang, dir = language_of(element.attrs)
        if lang or dir:
            inlines = (n.Span(children=inlines, lang=lang, dir=dir, origin=element.origin),)
        level = int(element.tag[1])
        return [n.Heading(level=level, children=inlines, id=element.attrs.get("id", ""), origin=element.origin)]

    def _list(self, element: Element) -> Blocks:
        if "toc" in element.attrs and not self.keeps_all:
            words = plain_text(self.inlines(flattened(element.children)))
            self._tell_left_out("a list of contents ({:toc})", element.origin, words)
            return []
        items = tuple(self._items(element))
        if not items:
            return []
        tight = all(
            "tight" in child.attrs for item in element.elements() for child in item.elements() if child.tag == "p"
        )
        attrs = element.attrs
        common: dict[str, Any] = {"id": attrs.get("id", ""), "origin": element.origin, "tight": tight, "items": items}
        if element.tag != "ol":
            return [n.BulletList(**common)]
        start = attrs.get("start", "1")
        style = attrs.get("type", "1")
        return [
            n.OrderedList(
                start=int(start) if re.fullmatch(r"\d{1,9}", start) else 1,
                style=cast("n.NumberStyle", style if style in ("1", "a", "A", "i", "I") else "1"),
                **common,
            )
        ]

    def _items(self, element: Element) -> Iterable[n.ListItem]:
        loose: list[Child] = []
        for child in [*element.children, None]:
            if child is not None and not (isinstance(child, Element) and child.tag == "li"):
                loose.append(child)
                continue
            blocks = self.blocks(loose)  # what stands between items, as in <ul>words<li>
            if blocks:
                yield n.ListItem(blocks=tuple(blocks), origin=blocks[0].origin)
            loose = []
            if isinstance(child, Element):
                checked = take_task(child)
                blocks = self.blocks(child.children)
                if language_of(child.attrs) != ("", ""):
                    lang, dir = language_of(child.attrs)
                    blocks = [n.Division(blocks=tuple(blocks), lang=lang, dir=dir, origin=child.origin)]
                yield n.ListItem(blocks=tuple(blocks), checked=checked, origin=child.origin)

    def _loose_item(self, element: Element) -> Blocks:
        """An item outside every list."""
        return [n.BulletList(items=(n.ListItem(blocks=tuple(self.blocks(element.children))),), origin=element.origin)]

    def _definitions(self, element: Element) -> Blocks:
        parts = definition_parts(element)
        items: list[n.DefinitionItem] = []
        terms: list[Inlines] = []
        definitions: list[tuple[n.AnyBlock, ...]] = []
        origin = element.origin
        for part in parts:
            if part.tag != "dt":
                definitions.append(tuple(self.blocks(part.children if part.tag == "dd" else [part])))
                continue
            if definitions:
                items.append(n.DefinitionItem(terms=tuple(terms), definitions=tuple(definitions), origin=origin))
                terms, definitions = [], []
            if not terms:
                origin = part.origin
            words = self.inlines(flattened(part.children))
            if words:
                terms.append(words)
        if terms or definitions:
            items.append(n.DefinitionItem(terms=tuple(terms), definitions=tuple(definitions), origin=origin))
        if not items:
            return []
        return [n.DefinitionList(items=tuple(items), id=element.attrs.get("id", ""), origin=element.origin)]

    def _quote(self, element: Element) -> Blocks:
        alert = self._alert(element)
        if alert is not None:
            return [alert]
        children, attribution = self._attributed(element)
        blocks = self.blocks(children)
        if not attribution:
            blocks, attribution = split_attribution(blocks)
        lang, dir = language_of(element.attrs)
        if not blocks and not attribution:
            return []
        if element.tag == ":pull-quote" or PULL_QUOTES & set(element.classes):
            title = self._parsed(element.attrs.get("title", ""), element.origin)
            if title:
                blocks.insert(0, n.Paragraph(children=title, origin=element.origin))
            quote: n.AnyBlock = n.PullQuote(
                blocks=tuple(blocks), attribution=attribution, id=element.attrs.get("id", ""), origin=element.origin
            )
            if lang or dir:
                return [n.Division(blocks=(quote,), lang=lang, dir=dir, origin=element.origin)]
            return [quote]
        quote = n.BlockQuote(
            blocks=tuple(blocks), attribution=attribution, lang=lang,
            id=element.attrs.get("id", ""), origin=element.origin,
        )  # fmt: skip
        return [n.Division(blocks=(quote,), dir=dir, origin=element.origin)] if dir else [quote]

    def _alert(self, element: Element) -> n.AnyBlock | None:
        """GitHub's `> [!NOTE]`, with a title behind it as Obsidian allows."""
        first = next(element.elements(), None)
        if first is None or first.tag != "p" or not first.children or not isinstance(first.children[0], n.Text):
            return None
        words = first.children[0].value
        found = _ALERT.match(words)
        if found is None:
            return None
        callout = callout_of(found[1]) or ("note", found[1].capitalize())
        rest = n.Text(value=words[found.end() :], origin=first.children[0].origin)
        line: list[Child] = [rest, *first.children[1:]]
        end = next((i + 1 for i, c in enumerate(line) if isinstance(c, n.Text) and c.value.endswith("\n")), len(line))
        title = self.inlines(line[:end])
        rest_of_it = first.copy(line[end:])
        rest_of_it.origin = next((c.origin for c in rest_of_it.children if c.origin), first.origin)
        blocks = self.blocks([rest_of_it, *element.children[1:]])
        return self._callout_node(element, callout, title, blocks)

    def _callout(self, element: Element) -> Blocks:
        title = self._parsed(element.attrs.get("title", ""), element.origin)
        children = list(element.children)
        first = next((child for child in children if not isinstance(child, n.Text) or child.value.strip()), None)
        if element.markdown and not title and isinstance(first, Element) and first.tag in _HEADINGS:
            title = self.inlines(first.children)  # Quarto takes the box's first heading as its title
            children.remove(first)
        kind = cast("n.CalloutKind", element.attrs["kind"])
        block = self._callout_node(element, (kind, ""), title, self.blocks(children))
        lang, dir = language_of(element.attrs)
        if lang or dir:
            return [n.Division(blocks=(block,), lang=lang, dir=dir, origin=element.origin)]
        return [block]

    def _callout_node(
        self, element: Element, callout: tuple[n.CalloutKind, str], title: Inlines, blocks: Blocks
    ) -> n.AnyBlock:
        if not title and callout[1]:
            title = (n.Text(value=callout[1], origin=element.origin),)
        return n.Callout(
            kind=callout[0], title=title, blocks=tuple(blocks),
            id=element.attrs.get("id", ""), origin=element.origin,
        )  # fmt: skip

    def _details(self, element: Element) -> Blocks:
        summary = next((child for child in element.elements() if child.tag == "summary"), None)
        title = self.inlines(flattened(summary.children)) if summary else ()
        blocks = self.blocks([child for child in element.children if child is not summary])
        return [self._callout_node(element, ("note", ""), title, blocks)]

    def _division(self, element: Element) -> Blocks:
        """A division with a language, direction, class or id of its own; any other element is its content."""
        classes = element.classes
        style = element.attrs.get("style", "").replace(" ", "").lower()
        if re.search(r"(?:page-)?break-(?:after|before):(?:always|page)", style):
            return [*self.blocks(element.children), n.PageBreak(origin=element.origin)]
        if PULL_QUOTES & set(classes) and not any(child.tag == "blockquote" for child in element.descendants()):
            return self._quote(element)
        if element.tag in ("div", "aside", "section") and (callout := callout_of_classes(classes)):
            return [self._box(element, callout)]
        blocks = self.blocks(element.children)
        if element.markdown and not DRAWN.isdisjoint(classes):
            return drawn_of_division(element, blocks, self._parsed, self.report)
        title = self._parsed(element.attrs.get("title", ""), element.origin) if element.markdown else ()
        if title:
            strong = n.Strong(children=title, origin=element.origin)
            blocks.insert(0, n.Paragraph(children=(strong,), origin=element.origin))
        lang, dir = language_of(element.attrs)
        anchor = element.attrs.get("id", "")
        if not blocks and anchor != "refs":  # pandoc's place for references
            return []
        if element.tag == "aside":
            classes = classes or ["aside"]
        if not (lang or dir or anchor or (classes and element.tag in ("div", "section", "aside"))):
            return blocks
        return [
            n.Division(
                blocks=tuple(blocks), lang=lang, dir=dir, id=anchor, classes=tuple(classes), origin=element.origin
            )
        ]

    def _box(self, element: Element, callout: tuple[n.CalloutKind, str]) -> n.AnyBlock:
        """A box made with HTML; its title is a heading, or what has a title's class."""
        children = list(element.children)
        first = next((child for child in children if not isinstance(child, n.Text) or child.value.strip()), None)
        title: Inlines = ()
        if isinstance(first, Element) and (
            first.tag in _HEADINGS or any(re.search(r"title|heading|titre", name) for name in first.classes)
        ):
            title = self.inlines(flattened(first.children))
            children.remove(first)
        return self._callout_node(element, callout, title, self.blocks(children))

    def _figure(self, element: Element) -> Blocks:
        captions = [child for child in element.descendants() if child.tag == "figcaption"]
        caption = tuple(node for child in captions for node in self.inlines(flattened(child.children)))
        kept = without(element, "figcaption")
        pictures = [child for child in kept.descendants() if child.tag == "img"]
        others = [child for child in kept.descendants() if child.tag in _FIGURE_BLOCKS]
        words = plain_text(self.inlines(flattened(kept.children))).strip() if pictures and not others else ""
        if pictures and not others and not words:
            images = [image for child in pictures if (image := image_of(child))]
            figure = figure_of(pictures, images, self._parsed, element.origin, element.attrs.get("id", ""))
            figure = msgspec.structs.replace(figure, caption=caption) if caption else figure
            return [figure, *links_of_pictures(kept, self.keeps_all, self.report)]
        blocks = self.blocks(kept.children)
        if caption and len(blocks) == 1:
            match blocks[0]:
                case n.BlockQuote(attribution=()):
                    return [msgspec.structs.replace(blocks[0], attribution=caption)]
                case n.Table(caption=()) | n.CodeBlock(caption=()) | n.Figure(caption=()):
                    return [msgspec.structs.replace(blocks[0], caption=caption)]
        if caption:
            blocks.append(n.Paragraph(children=caption, origin=captions[0].origin))
        return blocks

    def _table(self, element: Element) -> Blocks:
        return table_of(element, self)

    def _code(self, element: Element) -> Blocks:
        if element.tag == "pre":
            return [code_of_element(element)]
        found = code_of_fence(element, self._parsed)
        if isinstance(found, n.RawBlock):
            self.report.add(
                "R205",
                f"a block of raw {found.format} is shown as it was written",
                "write it in Markdown",
                element.origin,
            )
            return [found]
        return [drawn_of_code(found, self._parsed, self.report)]

    def _rule(self, element: Element) -> Blocks:
        style = element.attrs.get("style", "") + element.attrs.get("class", "")
        return [n.PageBreak(origin=element.origin) if "break" in style else n.ThematicBreak(origin=element.origin)]

    def _page_break(self, element: Element) -> Blocks:
        return [n.PageBreak(origin=element.origin), *self.blocks(element.children)]

    def _raw(self, element: Element) -> Blocks:
        return [n.RawBlock(format=element.attrs["format"], value=element.attrs["text"], origin=element.origin)]

    def _media(self, element: Element) -> Blocks:
        """A film, a sound or a page inside the page: its title as a link, then what stood in its place."""
        address = element.attrs.get("src") or element.attrs.get("data", "")
        for child in element.descendants():
            address = address or (child.attrs.get("src", "") if child.tag in ("source", "embed") else "")
        inner = [child for child in element.children if not isinstance(child, Element) or child.tag != "source"]
        blocks = self.blocks(inner)
        if not address:
            return blocks
        title = " ".join((element.attrs.get("title") or element.attrs.get("aria-label") or address).split())
        self.report.add(
            "R206",
            f'<{element.tag}> "{title[:80]}" cannot be printed; a link stands for it',
            "say in the text what it shows",
            element.origin,
        )
        words = (n.Text(value=title, origin=element.origin),)
        link = n.Link(target=address, children=words, origin=element.origin)
        return [n.Paragraph(children=(link,), origin=element.origin), *blocks]

    def _no_text(self, element: Element) -> Blocks:  # noqa: ARG002 - the notes stand where they are called
        return []

    def _table_part(self, element: Element) -> Blocks:
        """A row or a cell outside every table: its words."""
        return self.blocks(element.children)

    def _is_table_caption(self, element: Element) -> bool:
        first = element.children[0] if element.children else None
        return isinstance(first, n.Text) and _TABLE_CAPTION.match(first.value) is not None

    def _captioned(self, table: n.Table, caption: Element) -> n.Table:
        first = cast("n.Text", caption.children[0])
        words = _TABLE_CAPTION.sub("", first.value, count=1)
        children = list(caption.children)
        children[0] = n.Text(value=words, origin=first.origin)
        last = children[-1]
        anchor = table.id or caption.attrs.get("id", "")
        if isinstance(last, n.Text) and (found := re.search(r"\s*\{#([^\s{}]+)[^{}]*\}\s*$", last.value)):
            anchor = found[1]
            children[-1] = n.Text(value=last.value[: found.start()], origin=last.origin)
        return msgspec.structs.replace(table, caption=self.inlines(children), id=anchor)

    def _attributed(self, element: Element) -> tuple[list[Child], Inlines]:
        """A quote's content without its last part, when that names who said it."""
        children = [c for c in element.children if not isinstance(c, n.Text) or c.value.strip()]
        last = children[-1] if children else None
        named = isinstance(last, Element) and (
            last.tag in ("footer", "cite", "figcaption")
            or (last.tag == "p" and any(_CREDIT.fullmatch(name) for name in last.classes))
            or (last.tag == "p" and len(children) > 1 and only_child(last) == "cite")
        )
        if not isinstance(last, Element) or not named:
            return list(element.children), ()
        inlines = self.inlines(flattened(last.children))
        if len(inlines) == 1 and isinstance(inlines[0], n.Emphasis) and only_child(last) == "cite":
            inlines = inlines[0].children
        return [child for child in element.children if child is not last], undashed(inlines)

    # --- Inlines -----------------------------------------------------------------------------------------

    def _collect_notes(self) -> None:
        for element in self._tree.descendants():
            if element.tag != ":note-text":
                continue
            label = element.attrs["label"]
            if label in self._notes:
                self.report.add(
                    "R209",
                    f"the footnote [^{label}] has two texts; both stand in it",
                    "give the second one a label of its own",
                    element.origin,
                )
            self._notes.setdefault(label, []).append(element)


_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_FIGURE_BLOCKS = frozenset("table pre :code blockquote ul ol dl iframe video audio object".split())
_HANDLERS: dict[str, Callable[[Converter, Element], Blocks]] = {
    "p": Converter._paragraph,
    **dict.fromkeys(("ul", "ol", "menu", "dir"), Converter._list),
    **dict.fromkeys(_HEADINGS, Converter._heading),
    "li": Converter._loose_item,
    "dl": Converter._definitions,
    **dict.fromkeys(("blockquote", ":pull-quote"), Converter._quote),
    ":callout": Converter._callout,
    "details": Converter._details,
    "figure": Converter._figure,
    "table": Converter._table,
    **dict.fromkeys(("pre", ":code"), Converter._code),
    "hr": Converter._rule,
    ":page-break": Converter._page_break,
    ":raw": Converter._raw,
    ":note-text": Converter._no_text,
    **dict.fromkeys(("tr", "td", "th", "thead", "tbody", "tfoot", "dt", "dd"), Converter._table_part),
    **dict.fromkeys(("caption", "figcaption", "summary", "legend", "title"), Converter._paragraph),
}
