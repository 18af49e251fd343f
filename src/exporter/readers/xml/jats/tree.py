"""A JATS article as elements of HTML, whose meaning `readers.converter` knows: sections, notes, tables, figures."""

from collections.abc import Callable
from typing import Any

from exporter.messages import Report
from exporter.model import nodes as n
from exporter.model.walk import plain_text
from exporter.origin import Origin, Source
from exporter.readers import ReadOptions
from exporter.readers.elements import Child, Element, TooDeepError, is_inline
from exporter.readers.xml.jats.formulas import latex_of
from exporter.readers.xml.jats.front import LANG, XLINK, people_of, place_of, words_of
from exporter.readers.xml.jats.graphics import Graphics
from exporter.readers.xml.jats.headings import SECTIONS, name_of_part, word_at
from exporter.readers.xml.jats.references import parts_of_citation

_MATH = "{http://www.w3.org/1998/Math/MathML}math"
# Elements that mean the same as one of HTML.
_SAME = {
    "p": "p", "italic": "em", "bold": "strong", "sub": "sub", "sup": "sup", "underline": "u", "strike": "s",
    "monospace": "code", "code": "pre", "preformat": "pre", "break": "br", "hr": "hr", "list-item": "li",
    "def-list": "dl", "term": "dt", "def": "dd", "disp-quote": "blockquote", "attrib": "footer", "abbrev": "abbr",
    "thead": "thead", "tbody": "tbody", "tfoot": "tfoot", "tr": "tr", "td": "td", "th": "th", "col": "col",
    "colgroup": "colgroup", "verse-line": "p", "speaker": "strong", "ruby": "ruby", "rb": "span", "rt": "rt",
}  # fmt: skip
_BLOCKS = frozenset("p sec list def-list disp-quote fig fig-group table-wrap boxed-text preformat verse-group "
                    "disp-formula-group statement speech ref-list fn-group supplementary-material".split())  # fmt: skip
_NOTHING = frozenset(
    "object-id title label front-stub front processing-meta permissions alt-text long-desc index-term target x".split()
)


class Tree:
    """Makes the elements of one article; lives for one article."""

    def __init__(self, article: Any, source: Source, options: ReadOptions, report: Report) -> None:
        self._article = article
        self._name = source.name
        self._report = report
        self._max_depth = options.max_depth
        self._lang = options.settings.get("lang") or article.get(LANG) or "en"  # English is what the DTD takes it for
        self._graphics = Graphics(source, options)
        self._line = article.sourceline or 1
        # A note that the text calls stands there; any other one where it is written.
        called = {ref.get("rid") for ref in article.iter("xref") if ref.get("ref-type") in ("fn", None)}
        called -= {ref.get("rid") for group in article.iter("contrib-group") for ref in group.iter("xref")}
        notes = [fn for fn in article.iter("fn") if fn.get("id") in called and not _is_of_table(fn)]
        self._notes = {fn.get("id"): fn for fn in notes}

    def standfirst(self) -> Element | None:
        """The abstract of one paragraph, as running text, asked for before `body`; None where that begins with it."""
        abstract = self._only_paragraph()
        return None if abstract is None else self._element("div", abstract, 1)

    def body(self) -> Element:
        """The whole article: other abstracts, body, back, and the parts that belong to it."""
        root = Element("body", {}, self._origin(self._article), markdown=True)
        meta = self._article.find("front/article-meta")
        first = self._only_paragraph()
        for abstract in () if meta is None else (*meta.findall("abstract"), *meta.findall("trans-abstract")):
            if first is None or first.getparent() is not abstract:
                root.children += self._section(abstract, 1, 1)
        notes = None if meta is None else meta.find("author-notes")
        root.children += self._content(self._article, 1)
        if notes is not None and any(fn.get("id") not in self._notes for fn in notes.iter("fn")):
            root.children += self._section(notes, 1, 1)
        done: set[str] = set()
        while left := [label for label in self._notes if label not in done]:  # a note may hold another
            for label in left:
                root.children.append(self._element(":note-text", self._notes[label], 2, {"label": label}))
            done.update(left)
        return root

    def _only_paragraph(self) -> Any:
        abstracts = self._article.findall("front/article-meta/abstract")
        plain = next((each for each in abstracts if not each.get("abstract-type")), None)
        if plain is None:
            return None
        paragraphs = [child for child in plain if child.tag not in ("object-id", "title", "label")]
        return paragraphs[0] if len(paragraphs) == 1 and paragraphs[0].tag == "p" else None

    def _content(self, article: Any, level: int) -> list[Child]:
        """The body and back of an article, or of a part of one, then its own parts."""
        found: list[Child] = []
        for name in ("body", "back", "floats-group"):
            for each in article.findall(name):
                found += self._children(each, level, level)
        for part in (*article.findall("sub-article"), *article.findall("response")):
            stub = part.find("front-stub") if part.find("front-stub") is not None else part.find("front")
            meta = stub.find("article-meta") if stub is not None and stub.tag == "front" else stub
            title = None if meta is None else meta.find("title-group/article-title")
            found.append(self._heading(title, part, level, name_of_part(part, self._lang)))
            anonymous = word_at(part, "anonymous", self._lang)
            people = "; ".join(map(_said, people_of(meta, anonymous) if meta is not None else ()))
            if people:
                found.append(self._made("p", part, [n.Text(value=people, origin=self._origin(part))]))
            inner = self._made("div", part, self._content(part, min(level + 1, 6)))
            if lang := part.get(LANG):
                inner.attrs["lang"] = lang
            found.append(inner)
        return found

    # --- Elements ------------------------------------------------------------------------------------------

    def _children(self, node: Any, level: int, depth: int) -> list[Child]:
        if depth > self._max_depth:
            raise TooDeepError(self._origin(node))
        found: list[Child] = []
        self._add_text(found, node, node.text)
        for child in node:
            if isinstance(child.tag, str):
                found += self._any(child, level, depth + 1)
            self._add_text(found, node, child.tail)
        return found

    def _any(self, node: Any, level: int, depth: int) -> list[Child]:
        """What one element stands for; `level` is that of the next heading."""
        tag = node.tag
        if handler := _HANDLERS.get(tag):
            return handler(self, node, level, depth)
        if tag in SECTIONS:
            return self._section(node, level, depth)
        if tag in _NOTHING:
            return []
        if tag in ("alternatives", "citation-alternatives"):
            return self._any(_best(node), level, depth) if len(node) else []
        attrs = self._attributes(node)
        name = _SAME.get(tag) or ("div" if any(each.tag in _BLOCKS for each in node.iterchildren()) else "span")
        return [self._element(name, node, depth, attrs, level)]

    def _element(self, tag: str, node: Any, depth: int, attrs: dict[str, str] | None = None, level: int = 6) -> Element:
        return self._made(tag, node, self._children(node, level, depth), attrs)

    def _made(self, tag: str, node: Any, children: list[Child], attrs: dict[str, str] | None = None) -> Element:
        element = Element(tag, attrs or {}, self._origin(node), markdown=tag.startswith(":"))
        element.children = children
        blocks = any(isinstance(child, Element) and child.is_block for child in children)
        element.block_inside = is_inline(tag) and blocks
        return element

    def _attributes(self, node: Any) -> dict[str, str]:
        names = {"id": "id", LANG: "lang", "colspan": "colspan", "rowspan": "rowspan", "align": "align"}
        attrs = {html: str(node.get(name)) for name, html in names.items() if node.get(name)}
        if node.tag == "abbrev" and node.get("alt"):
            attrs["title"] = str(node.get("alt"))
        return attrs

    def _add_text(self, found: list[Child], node: Any, text: str | None) -> None:
        if text:
            found.append(n.Text(value=text, origin=self._origin(node)))

    def _origin(self, node: Any) -> Origin:
        self._line = node.sourceline or self._line
        return Origin(self._name, self._line)

    # --- Sections ------------------------------------------------------------------------------------------

    def _heading(self, title: Any, node: Any, level: int, instead: str = "") -> Element:
        words: list[Child] = [] if title is None else self._children(title, 6, 2)
        if not words and instead:
            words = [n.Text(value=instead, origin=self._origin(node))]
        label = node.find("label")
        if label is not None and words_of(label):
            words = [n.Text(value=f"{words_of(label)} ", origin=self._origin(label)), *words]
        anchor = {"id": node.get("id")} if node.get("id") else {}
        return self._made(f"h{min(level, 6)}", node, words, anchor)

    def _section(self, node: Any, level: int, depth: int) -> list[Child]:
        title = node.find("title")
        instead = word_at(node, SECTIONS[node.tag], self._lang)
        has_heading = (title is not None and words_of(title)) or instead or words_of(node.find("label"))
        inner = self._references(node, depth) if node.tag == "ref-list" else []
        below = level + 1 if has_heading else level
        inner += [
            child
            for each in node
            if isinstance(each.tag, str) and not (node.tag == "ref-list" and each.tag == "ref")
            for child in self._any(each, below, depth + 1)
        ]
        if node.tag == "def-list":
            inner = [self._made("dl", node, inner)]
        if not inner:
            return []
        section = self._made("div", node, inner, {"lang": node.get(LANG)} if node.get(LANG) else {})
        return [*([self._heading(title, node, level, instead)] if has_heading else []), section]

    def _references(self, node: Any, depth: int) -> list[Child]:
        items: list[Child] = []
        for ref in node.findall("ref"):
            words: list[Child] = []
            for citation in ref:
                if citation.tag in ("element-citation", "nlm-citation", "citation-alternatives"):
                    chosen = _best(citation) if citation.tag == "citation-alternatives" else citation
                    words += (
                        self._citation(chosen) if chosen.tag != "mixed-citation" else self._children(chosen, 6, depth)
                    )
                elif citation.tag not in ("label", "object-id"):
                    words += self._children(citation, 6, depth + 1)
            anchor = self._made("span", ref, words, {"id": ref.get("id")} if ref.get("id") else {})
            label = words_of(ref.find("label")).strip("[].")
            text = [] if not label or label == str(len(items) + 1) else [n.Text(value=f"[{label}] ")]
            items.append(self._made("li", ref, [*text, anchor]))
        labels = [words_of(ref.find("label")).strip("[].") for ref in node.findall("ref")]
        numbered = bool(labels) and labels == [str(number) for number in range(1, len(labels) + 1)]
        return [self._made("ol" if numbered else "ul", node, items)] if items else []

    def _citation(self, citation: Any) -> list[Child]:
        found: list[Child] = []
        for tag, words, address in parts_of_citation(citation, word_at(citation, "in_edited", self._lang)):
            text = n.Text(value=words, origin=self._origin(citation))
            found.append(self._made(tag, citation, [text], {"href": address} if address else {}) if tag else text)
        return found

    # --- Running text --------------------------------------------------------------------------------------

    def _xref(self, node: Any, level: int, depth: int) -> list[Child]:
        rid = (node.get("rid") or "").split(" ")[0]
        if rid in self._notes and node.get("ref-type") in ("fn", None):
            return [self._made(":note-call", node, [], {"label": rid})]
        words = self._children(node, level, depth)
        if not words:
            words = [n.Text(value=f"[{rid}]", origin=self._origin(node))] if rid else []
        return [self._made("a", node, words, {"href": f"#{rid}"} if rid else {})]

    def _note_call(self, node: Any) -> list[Child]:
        return [self._made(":note-call", node, [], {"label": node.get("id", "")})]

    def _inner_note(self, node: Any, level: int, depth: int) -> list[Child]:
        """A note that stands where it is called, or one that nobody calls: there it is a paragraph or several."""
        if node.get("id") in self._notes:
            in_list = node.getparent().tag in ("fn-group", "author-notes")
            return [] if in_list else self._note_call(node)
        if node.getparent().tag in ("fn-group", "author-notes", "table-wrap-foot"):
            label = words_of(node.find("label"))
            inner = self._children(node, level, depth)
            first = next((child for child in inner if isinstance(child, Element) and child.tag == "p"), None)
            if label and first is not None:
                first.children.insert(0, n.Text(value=f"{label} ", origin=self._origin(node)))
            if first is not None and node.get("id"):
                first.attrs.setdefault("id", node.get("id"))
            return [self._made("div", node, inner)]
        label = node.get("id") or f"note {len(self._notes) + 1}"
        self._notes[label] = node
        return [self._made(":note-call", node, [], {"label": label})]

    def _link(self, node: Any, level: int, depth: int) -> list[Child]:
        address = (node.get(XLINK) or words_of(node)).strip()
        if node.tag == "email":
            address = f"mailto:{words_of(node)}"
        elif node.get("ext-link-type") == "doi" and not address.startswith("http"):
            address = f"https://doi.org/{address}"
        return [self._element("a", node, depth, {"href": address}, level)]

    def _formula(self, node: Any, level: int, depth: int) -> list[Child]:
        display = node.tag.startswith("disp-formula")
        latex = latex_of(node)
        origin = self._origin(node)
        label = words_of(node.find("label")) if node.tag != _MATH else ""
        found: list[Child] = []
        if latex:
            found = [n.Math(value=latex, display=display, origin=origin)]
        else:
            graphic = next(node.iter("graphic", "inline-graphic"), None)
            if graphic is not None:
                found = self._picture(graphic, level, depth)
            elif latex is None:
                found = [child for each in node if each.tag != "label" for child in self._any(each, level, depth)]
                self._add_text(found, node, node.text)
            else:
                words = words_of(node.find(f".//{_MATH}") if node.tag != _MATH else node)
                self._report.add("R708", f'the formula "{words[:60]}" is shown as its letters alone',
                                 "write it in TeX beside its MathML", origin)  # fmt: skip
                found = [n.Text(value=words, origin=origin)]
        if label and not display:
            found.append(n.Text(value=f" {label}", origin=origin))
        if not display:
            return found
        # The paragraph of a formula holds nothing else; its number stands behind it.
        number = [n.Text(value=f" {label}", origin=origin)] if label else []
        return [self._made("p", node, [*found, *number], {"id": node.get("id")} if node.get("id") else {})]

    def _styled(self, node: Any, level: int, depth: int) -> list[Child]:
        return [self._element("span", node, depth, {"class": "small-caps"}, level)]

    # --- Lists, tables, figures ----------------------------------------------------------------------------

    def _list(self, node: Any, level: int, depth: int) -> list[Child]:
        kinds = {"order": "1", "alpha-lower": "a", "alpha-upper": "A", "roman-lower": "i", "roman-upper": "I"}
        kind = kinds.get(node.get("list-type", ""))
        children: list[Child] = []
        for item in node.findall("list-item"):
            element = self._element("li", item, depth + 1, {}, level)
            label = words_of(item.find("label"))
            first = next(element.elements(), None)
            if label and kind is None and first is not None:
                first.children.insert(0, n.Text(value=f"{label} ", origin=self._origin(item)))
            children.append(element)
        attrs = {key: value for key, value in (("type", kind), ("id", node.get("id"))) if value}
        title = node.find("title")
        before = [self._made("p", node, [self._element("strong", title, depth)])] if title is not None else []
        return [*before, self._made("ol" if kind else "ul", node, children, attrs)]

    def _definition(self, node: Any, level: int, depth: int) -> list[Child]:
        return [child for each in node for child in self._any(each, level, depth)]

    def _box(self, node: Any, level: int, depth: int) -> list[Child]:
        caption = node.find("caption/title") if node.find("caption/title") is not None else node.find("title")
        title = ": ".join(filter(None, (words_of(node.find("label")), words_of(caption))))
        inner = [child for each in node if isinstance(each.tag, str) for child in self._any(each, level, depth + 1)]
        return [self._made("details" if title else "div", node, [*self._summary(title, node), *inner])]

    def _summary(self, title: str, node: Any) -> list[Child]:
        return [self._made("summary", node, [n.Text(value=title, origin=self._origin(node))])] if title else []

    def _caption(self, node: Any, tag: str) -> tuple[list[Child], list[Child]]:
        """Label, title and paragraphs of a caption as one running text, with whom it is owed to; then its blocks."""
        words: list[Child] = []
        blocks: list[Child] = []
        if label := words_of(node.find("label")):
            words.append(n.Text(value=f"{label} ", origin=self._origin(node)))
        caption = node.find("caption")
        for part in () if caption is None else caption:
            if part.tag in ("title", "p"):
                if words:
                    words.append(n.Text(value=" ", origin=self._origin(part)))
                inner = self._children(part, 6, 3)
                blocks += (child for child in inner if isinstance(child, Element) and child.is_block)
                words += (child for child in inner if not (isinstance(child, Element) and child.is_block))
        for attrib in (*node.findall("attrib"), *node.findall("permissions/copyright-statement")):
            words += [n.Text(value=" ", origin=self._origin(attrib)), *self._children(attrib, 6, 3)]
        return [self._made(tag, node, words)] if words else [], blocks

    def _figure(self, node: Any, level: int, depth: int) -> list[Child]:
        caption, blocks = self._caption(node, "figcaption")
        inner: list[Child] = []
        for each in node:
            if each.tag not in ("label", "caption", "attrib", "permissions", "object-id", "alt-text", "long-desc"):
                inner += self._any(each, level, depth + 1)
        anchor = {"id": node.get("id")} if node.get("id") else {}
        pictures = [child for child in inner if isinstance(child, Element) and child.tag == "img"]
        if pictures:
            others = [child for child in inner if child not in pictures]
            return [self._made("figure", node, [*pictures, *caption], anchor), *others, *blocks]
        words = [self._made("p", node, child.children, anchor) for child in caption if isinstance(child, Element)]
        return [*words, *inner, *blocks]

    def _group(self, node: Any, level: int, depth: int) -> list[Child]:
        words, blocks = self._caption(node, "p")
        inner = [c for each in node if each.tag not in ("label", "caption") for c in self._any(each, level, depth + 1)]
        return [*words, *blocks, *inner]

    def _picture(self, node: Any, level: int, depth: int) -> list[Child]:  # noqa: ARG002 - as all of them
        alt = words_of(node.find("alt-text")) or words_of(node.getparent().find("alt-text"))
        attrs = {"src": self._graphics.file(node.get(XLINK, ""))}
        if alt:
            attrs["alt"] = alt
        return [self._made("img", node, [], attrs)] if attrs["src"] else []

    def _table_wrap(self, node: Any, level: int, depth: int) -> list[Child]:
        caption, blocks = self._caption(node, "caption")
        anchor = {"id": node.get("id")} if node.get("id") else {}
        found: list[Child] = []
        tables = list(node.iter("table"))
        for place, table in enumerate(tables):
            inner = self._children(table, level, depth + 1)
            head = caption if place == 0 else []
            found.append(self._made("table", table, [*head, *inner], anchor if place == 0 else {}))
        if not tables:
            pictures = [p for graphic in node.iter("graphic") for p in self._picture(graphic, level, depth)]
            words = [self._made("figcaption", node, c.children) for c in caption if isinstance(c, Element)]
            found.append(self._made("figure", node, [*pictures, *words], anchor))
        for foot in node.findall("table-wrap-foot"):
            found.append(self._element("div", foot, depth + 1, {}, level))
        return [*found, *blocks]

    def _media(self, node: Any, level: int, depth: int) -> list[Child]:
        """A film, a data file, a supplement: what it is called, as a link to it."""
        media = node if node.get(XLINK) else next(node.iter("media"), node)
        address = media.get(XLINK) or ""
        caption, blocks = self._caption(node, "p")
        words = caption[0].children if caption and isinstance(caption[0], Element) else []
        if not words and address:
            words = [n.Text(value=address, origin=self._origin(node))]
        if node.tag in ("inline-supplementary-material", "inline-media"):
            words = self._children(node, level, depth) or words
            return [self._made("a", node, words, {"href": address})]
        anchor = {"id": node.get("id")} if node.get("id") else {}
        link = self._made("a", node, [n.Text(value=address, origin=self._origin(node))], {"href": address})
        after: list[Child] = [n.Text(value=" ", origin=self._origin(node)), link] if address else []
        if plain_text(tuple(w for w in words if not isinstance(w, Element))).strip() == address:
            after, words = [], [link]
        paragraph = self._made("p", node, [*words, *after], anchor)
        inner = [c for each in node if each.tag in ("p", "sec", "list") for c in self._any(each, level, depth + 1)]
        return [paragraph, *inner, *blocks]

    def _place(self, node: Any, level: int, depth: int) -> list[Child]:  # noqa: ARG002 - as all of them
        return [n.Text(value=place_of(node), origin=self._origin(node))]


def _is_of_table(note: Any) -> bool:
    return next(note.iterancestors("table-wrap"), None) is not None


def _said(person: dict[str, str]) -> str:
    """A person's name, office and place of work in one line."""
    return ", ".join(filter(None, (person["name"], person.get("role", ""), person.get("affiliation", ""))))


def _best(alternatives: Any) -> Any:
    """Of several forms of one thing the one that says most."""
    for name in ("table", "tex-math", _MATH, "mixed-citation", "element-citation", "graphic", "inline-graphic"):
        if (found := alternatives.find(name)) is not None:
            return found
    return alternatives[0]


_Handler = Callable[[Tree, Any, int, int], list[Child]]
_HANDLERS: dict[str, _Handler] = {
    "xref": Tree._xref,
    "fn": Tree._inner_note,
    **dict.fromkeys(("ext-link", "uri", "email"), Tree._link),
    **dict.fromkeys(("inline-formula", "disp-formula", "tex-math", _MATH), Tree._formula),
    "sc": Tree._styled,
    "list": Tree._list,
    "def-item": Tree._definition,
    "boxed-text": Tree._box,
    "fig": Tree._figure,
    **dict.fromkeys(("fig-group", "table-wrap-group", "disp-formula-group"), Tree._group),
    **dict.fromkeys(("graphic", "inline-graphic"), Tree._picture),
    "table-wrap": Tree._table_wrap,
    **dict.fromkeys(("media", "supplementary-material", "inline-supplementary-material"), Tree._media),
    "aff": Tree._place,
}
