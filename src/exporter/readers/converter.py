"""From the tree of elements to the nodes of the model: every element has its meaning here, none loses its words."""

import re
from collections.abc import Callable, Iterable, Sequence
from typing import Any, Literal, cast

import msgspec

from exporter.messages import Report
from exporter.model import nodes as n
from exporter.model.walk import plain_text
from exporter.origin import Origin
from exporter.readers.callouts import PULL_QUOTES, callout_of, callout_of_classes
from exporter.readers.code import code_of_element, code_of_fence
from exporter.readers.elements import Child, Element
from exporter.readers.figures import figure_of, image_of
from exporter.readers.tables import table_of
from exporter.readers.words import Words

Blocks = list[n.AnyBlock]
Inlines = tuple[n.AnyInline, ...]
ReadInline = Callable[[str, Origin], list[Child]]

_SIMPLE: dict[str, Callable[..., n.AnyInline]] = {
    **dict.fromkeys(("em", "i", "cite", "dfn", "var"), n.Emphasis),
    **dict.fromkeys(("strong", "b"), n.Strong),
    **dict.fromkeys(("s", "del", "strike"), n.Strikethrough),
    **dict.fromkeys(("u", "ins"), n.Underline),
    "sub": n.Subscript,
    "sup": n.Superscript,
}
_CLASSED = {"mark": "mark", "small": "small", "kbd": "kbd"}
_CODE = frozenset({"code", "tt", "samp", "kbd"})
_LEFT_OUT = frozenset("script style template canvas link meta base param track map area head frame frameset rp".split())
_MEDIA = frozenset("iframe video audio embed object".split())
_ALERT = re.compile(r"\[!([\w-]+)\][-+]?[ \t]*")
_TASK = re.compile(r"\[([ xX])\](?:[ \t\u00a0]+|$)")
_DASH = re.compile(r"\s*(?:--+|[\u2012-\u2015])[\s\u00a0]*")
_CREDIT = re.compile(r"(?:.*[-_])?(?:credit|attribution|author|source|cite)", re.IGNORECASE)
_TABLE_CAPTION = re.compile(r"(?::|Table:|Tableau[ \u00a0\u202f]?:)[ \t]+")
_STYLE: dict[str, Callable[..., n.AnyInline]] = {
    "small-caps": n.SmallCaps,
    "underline": n.Underline,
    "line-through": n.Strikethrough,
    "italic": n.Emphasis,
}


class Converter:
    """Converts the tree of one article; lives for one tree."""

    def __init__(
        self, tree: Element, abbreviations: dict[str, str], read_inline: ReadInline, file: str, report: Report
    ) -> None:
        self.report = report
        self._tree = tree
        self._file = file
        self._words = Words(abbreviations)
        self._read_inline = read_inline
        self._notes: dict[str, list[Element]] = {}
        self._called: dict[str, int] = {}
        self._told: set[str] = set()

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
        if element.tag in _LEFT_OUT:
            return self._left_out(element)
        if element.tag in _MEDIA:
            return self._media(element)
        if element.block_inside:
            return self.blocks(_pushed_down(element))
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
        lang, dir = _language(attrs)
        if lang or dir:
            return [n.Division(blocks=(block,), lang=lang, dir=dir, origin=element.origin)]
        return [block]

    def _heading(self, element: Element) -> Blocks:
        inlines = self.inlines(_flattened(element.children))
        if not inlines:
            return []
        lang, dir = _language(element.attrs)
        if lang or dir:
            inlines = (n.Span(children=inlines, lang=lang, dir=dir, origin=element.origin),)
        level = int(element.tag[1])
        return [n.Heading(level=level, children=inlines, id=element.attrs.get("id", ""), origin=element.origin)]

    def _list(self, element: Element) -> Blocks:
        if "toc" in element.attrs:
            self._tell_left_out("a list of contents ({:toc})", element.origin)
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
                checked = _task(child)
                blocks = self.blocks(child.children)
                if _language(child.attrs) != ("", ""):
                    lang, dir = _language(child.attrs)
                    blocks = [n.Division(blocks=tuple(blocks), lang=lang, dir=dir, origin=child.origin)]
                yield n.ListItem(blocks=tuple(blocks), checked=checked, origin=child.origin)

    def _loose_item(self, element: Element) -> Blocks:
        """An item outside every list."""
        return [n.BulletList(items=(n.ListItem(blocks=tuple(self.blocks(element.children))),), origin=element.origin)]

    def _definitions(self, element: Element) -> Blocks:
        parts = _definition_parts(element)
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
            words = self.inlines(part.children)
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
            blocks, attribution = _attribution_of(blocks)
        lang, dir = _language(element.attrs)
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
        lang, dir = _language(element.attrs)
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
        title = self.inlines(_flattened(summary.children)) if summary else ()
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
        title = self._parsed(element.attrs.get("title", ""), element.origin) if element.markdown else ()
        if title:
            strong = n.Strong(children=title, origin=element.origin)
            blocks.insert(0, n.Paragraph(children=(strong,), origin=element.origin))
        lang, dir = _language(element.attrs)
        if not blocks:
            return []
        anchor = element.attrs.get("id", "")
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
            title = self.inlines(_flattened(first.children))
            children.remove(first)
        return self._callout_node(element, callout, title, self.blocks(children))

    def _figure(self, element: Element) -> Blocks:
        captions = [child for child in element.descendants() if child.tag == "figcaption"]
        caption = tuple(node for child in captions for node in self.inlines(_flattened(child.children)))
        kept = _without(element, "figcaption")
        pictures = [child for child in kept.descendants() if child.tag == "img"]
        others = [child for child in kept.descendants() if child.tag in _FIGURE_BLOCKS]
        words = plain_text(self.inlines(_flattened(kept.children))).strip() if pictures and not others else ""
        if pictures and not others and not words:
            images = [image for child in pictures if (image := image_of(child))]
            self._tell_linked_pictures(kept)
            figure = figure_of(pictures, images, self._parsed, element.origin, element.attrs.get("id", ""))
            return [msgspec.structs.replace(figure, caption=caption) if caption else figure]
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

    def _tell_linked_pictures(self, element: Element) -> None:
        for link in element.descendants():
            if link.tag == "a" and link.attrs.get("href"):
                self.report.add(
                    "R208",
                    f'the link around a picture of a figure was left out: "{link.attrs["href"][:80]}"',
                    "name the address in the caption",
                    link.origin,
                )

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

    def _left_out(self, element: Element) -> Blocks:
        """What works on a web page only; said once a kind. A drawing keeps its words."""
        if element.tag != "rp":
            self._tell_left_out(f"<{element.tag}>", element.origin)
        return self.blocks(element.children) if element.tag in ("canvas", "map", "frameset") else []

    def _tell_left_out(self, what: str, origin: Origin) -> None:
        if what not in self._told:
            self._told.add(what)
            text = f"{what} works on a web page only; it was left out"
            self.report.add("R208", text, "keep what it shows as text, or as a picture beside the article", origin)

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
            or (last.tag == "p" and len(children) > 1 and _only_child(last) == "cite")
        )
        if not isinstance(last, Element) or not named:
            return list(element.children), ()
        inlines = self.inlines(_flattened(last.children))
        if len(inlines) == 1 and isinstance(inlines[0], n.Emphasis) and _only_child(last) == "cite":
            inlines = inlines[0].children
        return [child for child in element.children if child is not last], _undashed(inlines)

    # --- Inlines -----------------------------------------------------------------------------------------

    def inlines(self, children: Iterable[Child]) -> Inlines:
        """Running text: spaces collapsed as in HTML, without the ones at its ends."""
        self._words.begin()
        result = self._inlines(children)
        while result and isinstance(result[-1], (n.Text, n.LineBreak)):
            last = result[-1]
            if isinstance(last, n.Text) and (words := last.value.rstrip(" ")):
                result[-1] = last if words == last.value else msgspec.structs.replace(last, value=words)
                break
            result.pop()
        return tuple(result)

    def _inlines(self, children: Iterable[Child]) -> list[n.AnyInline]:
        result: list[n.AnyInline] = []
        for child in children:
            if isinstance(child, n.Text):
                result.extend(self._words.nodes(child))
            elif isinstance(child, Element):
                result.extend(self._inline(child))
            else:
                self._words.other(child)
                result.append(child)
        return result

    def _inline(self, element: Element) -> Sequence[n.AnyInline]:
        tag = element.tag
        if tag in _CODE and not any(True for _ in element.elements()):
            return self._inline_code(element)
        node = _SIMPLE.get(tag)
        if node is not None:
            children = self._children(element)
            if element.attrs and _language(element.attrs) != ("", ""):
                children = self._span_of(element, children)
            return (node(children=children, origin=element.origin),) if children else ()
        handler = _INLINE_HANDLERS.get(tag)
        if handler is not None:
            return handler(self, element)
        if tag in _LEFT_OUT:
            self._left_out(element)
            return ()
        if tag in _MEDIA or tag in (":code", ":raw"):
            return self._block_in_text(element)
        return self._children(element)

    def _block_in_text(self, element: Element) -> list[n.AnyInline]:
        """What a block without paragraphs says, where only running text may stand (a caption)."""
        result: list[n.AnyInline] = []
        for block in self.block(element):
            if isinstance(block, (n.CodeBlock, n.RawBlock)):
                result.append(n.Code(value=" ".join(block.value.split()), origin=block.origin))
            elif isinstance(block, n.Paragraph):
                result.extend(block.children)
            else:
                result.append(n.Text(value=f" {plain_text(block)}", origin=block.origin))
        return result

    def _children(self, element: Element) -> Inlines:
        return tuple(self._inlines(element.children))

    def _inline_code(self, element: Element) -> Sequence[n.AnyInline]:
        words = "".join(c.value if isinstance(c, (n.Text, n.Code, n.RawInline)) else " " for c in element.children)
        code = n.Code(value=" ".join(words.split()), origin=element.origin)
        self._words.other(code)
        return (code,) if code.value else ()

    def _link(self, element: Element) -> Sequence[n.AnyInline]:
        attrs = element.attrs
        before = self._words.link(not attrs.get("href"))
        children = self._children(element)
        self._words.link(before)
        target = attrs.get("href", "").strip()
        if not target:
            return self._span_of(element, children)
        if not children and not (attrs.get("title") or attrs.get("aria-label")):
            return self._span_of(element, ())
        if not children:
            children = (n.Text(value=attrs.get("title") or attrs["aria-label"], origin=element.origin),)
        link = n.Link(target=target, children=children, title=attrs.get("title", ""), origin=element.origin)
        return self._span_of(element, (link,)) if _language(attrs) != ("", "") else (link,)

    def _span(self, element: Element) -> Sequence[n.AnyInline]:
        children = self._children(element)
        style = element.attrs.get("style", "")
        for name, node in _STYLE.items():
            if children and (name in style or name in element.classes or name.replace("-", "") in element.classes):
                children = (node(children=children, origin=element.origin),)
        if children and re.search(r"font-weight:\s*(?:bold|[6-9]00)", style):
            children = (n.Strong(children=children, origin=element.origin),)
        return self._span_of(element, children)

    def _span_of(self, element: Element, children: Inlines, *classes: str) -> Inlines:
        lang, dir = _language(element.attrs)
        anchor = element.attrs.get("id") or (element.attrs.get("name", "") if element.tag == "a" else "")
        kept = tuple(name for name in element.classes if name not in _STYLE and name != "smallcaps")
        named = classes or (kept if element.tag == "span" else ())
        if not (anchor or (children and (lang or dir or named))):
            return children
        return (n.Span(children=children, lang=lang, dir=dir, id=anchor, classes=named, origin=element.origin),)

    def _classed(self, element: Element) -> Sequence[n.AnyInline]:
        return self._span_of(element, self._children(element), _CLASSED.get(element.tag, element.tag))

    def _abbreviation(self, element: Element) -> Sequence[n.AnyInline]:
        self._words.abbreviate(False)
        children = self._children(element)
        self._words.abbreviate(True)
        title = element.attrs.get("title", "")
        if not title or not children:
            return children
        return (n.Abbreviation(expansion=title, children=children, origin=element.origin),)

    def _inline_quote(self, element: Element) -> Sequence[n.AnyInline]:
        children = self._children(element)
        lang, _ = _language(element.attrs)
        if not children:
            return ()
        return (n.Quote(children=children, lang=lang, cite=element.attrs.get("cite", ""), origin=element.origin),)

    def _image(self, element: Element) -> Sequence[n.AnyInline]:
        image = image_of(element)
        if image is None:
            return ()
        self._words.other(image)
        return (image,)

    def _break(self, element: Element) -> Sequence[n.AnyInline]:
        node = n.LineBreak(origin=element.origin)
        self._words.other(node)
        return (node,)

    def _note_call(self, element: Element) -> Sequence[n.AnyInline]:
        label = element.attrs["label"]
        texts = self._notes.get(label)
        if texts is None:
            if f"note {label}" in self._told:
                return self._words.nodes(n.Text(value=f"[^{label}]", origin=element.origin))
            self._told.add(f"note {label}")
            self.report.add(
                "R202",
                f"the footnote [^{label}] is called but has no text",
                f"write the text on a line of its own: [^{label}]: text",
                element.origin,
            )
            return self._words.nodes(n.Text(value=f"[^{label}]", origin=element.origin))
        count = self._called[label] = self._called.get(label, 0) + 1
        if count > 1:
            node: n.AnyInline = n.NoteReference(label=label, origin=element.origin)
        else:
            words = self._words
            self._words = words.another()
            blocks = self.blocks([child for text in texts for child in text.children])
            self._words = words
            node = n.Note(label=label, blocks=tuple(blocks), origin=element.origin)
        self._words.other(node)
        return (node,)

    def _inline_note(self, element: Element) -> Sequence[n.AnyInline]:
        label = f"inline {len(self._called) + 1}"
        self._called[label] = 1
        words = self._words
        self._words = words.another()
        blocks = self.blocks(element.children)
        self._words = words
        node = n.Note(label=label, blocks=tuple(blocks), origin=element.origin)
        self._words.other(node)
        return (node,)

    def _input(self, element: Element) -> Sequence[n.AnyInline]:
        value = element.attrs.get("value") or element.attrs.get("placeholder", "")
        if element.attrs.get("type") in ("hidden", "checkbox", "radio", "image") or not value:
            return ()
        return self._words.nodes(n.Text(value=value, origin=element.origin))

    def _drawing(self, element: Element) -> Sequence[n.AnyInline]:
        """A drawing inside the page: its words only, and a message."""
        self._tell_left_out(f"<{element.tag}>", element.origin)
        return self._children(element)

    def _parsed(self, text: str, origin: Origin) -> Inlines:
        """Markdown in an attribute."""
        return self.inlines(self._read_inline(text, origin)) if text else ()

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
_INLINE_HANDLERS: dict[str, Callable[[Converter, Element], Sequence[n.AnyInline]]] = {
    "a": Converter._link,
    "span": Converter._span,
    **dict.fromkeys(("bdi", "bdo", "font"), Converter._span),
    **dict.fromkeys(("mark", "small", "kbd"), Converter._classed),
    **dict.fromkeys(("abbr", "acronym"), Converter._abbreviation),
    "q": Converter._inline_quote,
    "img": Converter._image,
    "br": Converter._break,
    ":note-call": Converter._note_call,
    ":inline-note": Converter._inline_note,
    "input": Converter._input,
    "svg": Converter._drawing,
    "wbr": lambda *_: (),
    "source": lambda *_: (),
}


def _language(attrs: dict[str, str]) -> tuple[str, Literal["", "ltr", "rtl"]]:
    lang = attrs.get("lang") or attrs.get("xml:lang", "")
    dir = attrs.get("dir", "").lower()
    valid = re.fullmatch(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{1,8})*", lang)
    return lang if valid else "", cast('Literal["", "ltr", "rtl"]', dir if dir in ("ltr", "rtl") else "")


def _task(item: Element) -> bool | None:
    """Whether a task list's item is done; takes its box away. None when it is no task."""
    first = next(item.elements(), None)
    holder = first if first is not None and first.tag in ("p", "label") else item
    for place, child in enumerate(holder.children):
        if isinstance(child, n.Text) and not child.value.strip():
            continue
        if isinstance(child, Element) and child.tag == "input" and child.attrs.get("type") == "checkbox":
            del holder.children[place]
            return "checked" in child.attrs
        if holder is first and isinstance(child, n.Text) and item.markdown and (found := _TASK.match(child.value)):
            rest = child.value[found.end() :]
            if not rest.strip() and len(holder.children) == 1:
                return None
            holder.children[place] = msgspec.structs.replace(child, value=rest)
            return found[1] != " "
        return None
    return None


def _definition_parts(element: Element) -> list[Element]:
    """The terms and definitions of a list, out of the groups that HTML allows; other content is a definition."""
    parts: list[Element] = []
    for child in element.children:
        if isinstance(child, Element) and child.tag == "div" and not child.markdown:
            parts.extend(_definition_parts(child))
        elif isinstance(child, Element):
            parts.append(child)
        elif not isinstance(child, n.Text) or child.value.strip():
            stray = Element("dd" if parts else "dt", {}, child.origin or element.origin)
            stray.children = [child]
            parts.append(stray)
    return parts


def _only_child(element: Element) -> str:
    """The tag of the element that is all of another's content."""
    kept = [c for c in element.children if not isinstance(c, n.Text) or _DASH.sub("", c.value).strip()]
    return kept[0].tag if len(kept) == 1 and isinstance(kept[0], Element) else ""


def _undashed(inlines: Inlines) -> Inlines:
    if inlines and isinstance(inlines[0], n.Text) and (found := _DASH.match(inlines[0].value)):
        rest = inlines[0].value[found.end() :]
        return (*((msgspec.structs.replace(inlines[0], value=rest),) if rest else ()), *inlines[1:])
    return inlines


def _attribution_of(blocks: Blocks) -> tuple[Blocks, Inlines]:
    """The quote without its last paragraph or line, when that begins with a dash: who said it."""
    last = blocks[-1] if blocks else None
    if not isinstance(last, n.Paragraph):
        return blocks, ()
    children = last.children
    if len(blocks) > 1 and isinstance(children[0], n.Text) and _DASH.match(children[0].value):
        return blocks[:-1], _undashed(children)
    for place in range(len(children) - 1, 0, -1):
        node, before = children[place], children[place - 1]
        if not isinstance(node, n.Text) or not _DASH.match(node.value):
            continue
        own_line = isinstance(before, n.LineBreak) or (
            before.origin is not None and node.origin is not None and before.origin.line < node.origin.line
        )
        if own_line:
            kept = children[:place]
            while kept and (isinstance(kept[-1], n.LineBreak) or plain_text(kept[-1]) == " "):
                kept = kept[:-1]
            if not kept:
                return blocks, ()
            return [*blocks[:-1], msgspec.structs.replace(last, children=kept)], _undashed(children[place:])
    return blocks, ()


def _flattened(children: Iterable[Child]) -> list[Child]:
    """Content as running text: blocks give their content, with a space between two."""
    result: list[Child] = []
    for child in children:
        if isinstance(child, Element) and child.is_block and child.tag not in _WORDLESS:
            if result:
                result.append(n.Text(value=" ", origin=child.origin))
            if child.tag == ":callout" and child.attrs.get("title"):
                result.append(n.Text(value=f"{child.attrs['title']} ", origin=child.origin))
            result.extend(_flattened(child.children))
        else:
            result.append(child)
    return result


def _without(element: Element, tag: str) -> Element:
    """A copy without the elements of one name, at any depth."""
    kept: list[Child] = []
    for child in element.children:
        if isinstance(child, Element):
            if child.tag != tag:
                kept.append(_without(child, tag))
        else:
            kept.append(child)
    return element.copy(kept)


_WORDLESS = _MEDIA | _LEFT_OUT | {":code", ":raw"}  # what `_block_in_text` and the messages take care of
_NO_WORDS_INSIDE = frozenset("ul ol dl table thead tbody tfoot tr colgroup".split())


def _pushed_down(wrapper: Element) -> list[Child]:
    """The content of an inline element that holds blocks, with the element around each piece of running text."""
    return _wrapped(wrapper, wrapper.children)


def _wrapped(wrapper: Element, children: Iterable[Child]) -> list[Child]:
    result: list[Child] = []
    run: list[Child] = []

    def end_run() -> None:
        if any(not isinstance(child, n.Text) or child.value.strip() for child in run):
            piece = Element(wrapper.tag, wrapper.attrs, wrapper.origin, wrapper.markdown)
            piece.children = list(run)
            result.append(piece)
        else:
            result.extend(run)
        run.clear()

    for child in children:
        if isinstance(child, Element) and child.is_block:
            end_run()
            if child.tag in _NO_WORDS_INSIDE:
                inner: list[Child] = [
                    c.copy(_wrapped(wrapper, c.children)) if isinstance(c, Element) else c for c in child.children
                ]
            else:
                inner = _wrapped(wrapper, child.children)
            result.append(child.copy(inner))
        else:
            run.append(child)
    end_run()
    return result
