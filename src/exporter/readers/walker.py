"""Walks the tokens of Markdown and the tags of HTML, and builds one tree of elements of both."""

import re
from typing import Any

import msgspec
from markdown_it.token import Token

from exporter.messages import Report
from exporter.model import nodes as n
from exporter.origin import Origin
from exporter.readers.attributes import merge
from exporter.readers.callouts import PAGE_BREAKS, PULL_QUOTES, callout_of_classes
from exporter.readers.code import without_highlights
from exporter.readers.elements import INLINE_TAGS, Builder, Child, Element
from exporter.readers.generator import MASK, Masked
from exporter.readers.grammar import parse_blocks, parse_inline
from exporter.readers.html import RAW_TEXT, Piece, dedented, is_known, pieces, single_tag, unescaped
from exporter.readers.jsx import Components
from exporter.readers.places import Places
from exporter.readers.shortcodes import ShortCodes
from exporter.readers.tokens import is_unspaced, plain_words

_PAGE_BREAK = re.compile(r"\\(?:newpage|pagebreak|clearpage)(?:\{\})?")
_PAGE_BREAK_COMMENT = re.compile(r"\s*(?:page-?break|newpage|saut de page)\s*", re.IGNORECASE)
_INLINE = {"em": "em", "strong": "strong", "s": "s", "sub": "sub", "sup": "sup"}
_BLOCKS = frozenset(
    "paragraph bullet_list ordered_list list_item blockquote heading table tr th td dl dt dd footnote_reference".split()
)
_CLOSING_FENCE = re.compile(r"(`{3,}|~{3,})[ \t]*$")


class Walker:
    """Builds the tree of one article; lives for one text."""

    def __init__(self, file: str, lines: list[str], masked: Masked, report: Report, max_depth: int,
                 keep_all: bool = False) -> None:  # fmt: skip
        self.file = file
        self.report = report
        self.abbreviations: dict[str, str] = {}
        self.masked = masked
        self._lines = lines
        self._max_depth = max_depth
        self._env: dict[str, Any] = {}
        self._builder = Builder(Origin(file), report, max_depth)
        self._divisions: list[Element] = []
        self._keeps_all = keep_all
        self._codes = ShortCodes(self._builder, masked, report, keep_all)
        self._components = Components(self._builder)
        self._closings: dict[str, int] = {}
        self._unknown_tags: set[str] = set()
        self._row_column = 1
        self._indent = 0  # how deep the last line of HTML was indented
        self._nesting = 0
        self._above: int | None = None  # lines above a text that is HTML alone

    def tree(self, text: str, first_line: int) -> Element:
        """The tree of a whole text, above which `first_line` lines of front matter stand."""
        self.blocks(text, first_line)
        return self._builder.root

    def html_tree(self, text: str, lines_above: int) -> Element:
        """The tree of a text that is HTML alone, above which so many lines of its file stand."""
        self._above = lines_above
        self._html(text, lines_above + 1)
        return self._builder.root

    def tell(self) -> None:
        """Report the tags of site generators that were not known; after the tree was converted, captions and all."""
        self._codes.tell()

    def inline(self, text: str, origin: Origin) -> list[Child]:
        """The tree of running text that stands in an attribute or a field."""
        whole, self._builder = self._builder, Builder(origin, self.report, self._max_depth)
        try:
            self._inline(parse_inline(text, self._env, self._max_depth), Places(text, self.file, [], origin.line))
            return self._builder.root.children
        finally:
            self._builder = whole

    def blocks(self, text: str, first_line: int) -> None:
        """Take in a piece of Markdown; `first_line` lines stand above it."""
        if self._nesting > self._max_depth:
            raise RecursionError
        self._nesting += 1
        opened: list[Element] = []
        pending: dict[str, str] = {}
        for token in parse_blocks(text, self._env, self._max_depth):
            line = first_line + token.map[0] + 1 if token.map else self._builder.top.origin.line
            if token.nesting == -1:
                self._builder.close(opened.pop())
                continue
            if token.type == "attributes_line":
                self._take_attributes(token, pending)
                continue
            if token.nesting == 1:
                opened.append(self._open(token, line))
                opened[-1].attrs.update(pending)
            elif token.type == "inline":
                self._inline_block(token, line)
            else:
                self._leaf(token, line)
                if pending and (last := self._last_element()):
                    last.attrs.update(pending)
            pending = {}
        self._nesting -= 1

    # --- Blocks ------------------------------------------------------------------------------------------

    def _open(self, token: Token, line: int) -> Element:
        name = token.type.removesuffix("_open")
        assert name in _BLOCKS, name
        attrs = {key: str(value) for key, value in token.attrs.items()}
        tag = token.tag
        if name == "footnote_reference":
            tag, attrs = ":note-text", {"label": token.meta["label"]}
        elif name == "paragraph" and token.hidden:
            attrs["tight"] = "1"
        elif name == "tr":
            self._row_column = 1
        elif name == "table":
            attrs["columns"] = ",".join(token.meta["columns"])
        return self._builder.open(tag, attrs, self._block_origin(line), markdown=True)

    def _block_origin(self, line: int) -> Origin:
        text = self._lines[line - 1] if 0 < line <= len(self._lines) else ""
        return Origin(self.file, line, len(text) - len(text.lstrip()) + 1)

    def _leaf(self, token: Token, line: int) -> None:
        origin = self._block_origin(line)
        match token.type:
            case "html_block":
                self._html(token.content, line)
            case "fence":
                self._fence(token, line, origin)
            case "code_block":
                self._indented(token.content, line, origin)
            case "hr":
                self._builder.open("hr", {}, origin)
            case "division_open":
                self._open_division(token, origin)
            case "division_close":
                self._close_division(token, origin)
            case "abbreviation":
                self.abbreviations[token.meta["short"]] = token.meta["long"]
            case _:
                raise AssertionError(token.type)

    def _fence(self, token: Token, line: int, origin: Origin) -> None:
        assert token.map
        last = self._lines[line + token.map[1] - token.map[0] - 2]
        closing = _CLOSING_FENCE.search(last)
        if token.map[1] - token.map[0] < 2 or not closing or len(closing[1]) < len(token.markup):
            self.report.add(
                "R201",
                f"the code fence {token.markup} is never closed",
                f"write a line {token.markup} where the code ends",
                Origin(self.file, line, max(1, self._lines[line - 1].find(token.markup) + 1)),
            )
        info, text = self.masked.as_written(token.info).strip(), self.masked.as_written(token.content)
        if self.masked.is_mdx and not self._keeps_all:
            text = without_highlights(text, Origin(self.file, line + 1), self.report)
        self._builder.add(_complete(":code", {"info": info, "text": text}, origin))

    def _indented(self, text: str, line: int, origin: Origin) -> None:
        """Indented code; but inside an open HTML element, what is indented as deep as that is no code."""
        if self._builder.in_html and self._is_markup(text):
            self.blocks("\n".join(row.lstrip() for row in text.splitlines()), line - 1)
        else:
            self._builder.add(_complete(":code", {"text": self.masked.as_written(text)}, origin))

    def _is_markup(self, text: str) -> bool:
        if self._indent >= 4:
            return True
        found = [piece for piece in pieces(text) if piece.kind in ("start", "end")]
        rows = [row.lstrip() for row in text.splitlines() if row.strip()]
        opened = {piece.value for piece in found if piece.kind == "start"}
        closes = any(p.kind == "end" and p.value not in opened and self._builder.has_open(p.value) for p in found)
        return closes or all(row.startswith("<") for row in rows)

    def _open_division(self, token: Token, origin: Origin) -> None:
        attrs = {key: str(value) for key, value in token.attrs.items()}
        names = [name for name in (token.info, *attrs.get("class", "").split()) if name]
        title = attrs.pop("title", "") or token.content
        tag = "div"
        if PAGE_BREAKS & set(names):
            tag = ":page-break"
        elif PULL_QUOTES & set(names):
            tag = ":pull-quote"
        elif callout := callout_of_classes(names):
            tag = ":callout"
            attrs.update({"kind": callout[0], "title": title or callout[1]})
        elif token.info:
            attrs["class"] = " ".join([*attrs.get("class", "").split(), token.info.lower()])
        if title and tag in ("div", ":pull-quote"):
            attrs["title"] = title
        self._divisions.append(self._builder.open(tag, attrs, origin, markdown=True))

    def _close_division(self, token: Token, origin: Origin) -> None:
        while self._divisions:
            division = self._divisions.pop()
            if self._builder.is_open(division):
                self._builder.close(division)
                return
        assert token.map
        self._builder.text(":::", origin)

    def _take_attributes(self, token: Token, pending: dict[str, str]) -> None:
        attrs = {key: str(value) for key, value in token.attrs.items()}
        last = self._last_element()
        if token.hidden and last is not None:
            merge(last.attrs, attrs)
        else:
            merge(pending, attrs)

    def _last_element(self) -> Element | None:
        children = self._builder.top.children
        return children[-1] if children and isinstance(children[-1], Element) else None

    # --- Inlines -----------------------------------------------------------------------------------------

    def _inline_block(self, token: Token, line: int) -> None:
        content = token.content
        if _PAGE_BREAK.fullmatch(content.strip()):
            self._builder.open(":page-break", {}, Origin(self.file, line), markdown=True)
            self._builder.close(self._builder.top)
            return
        in_cell = self._builder.top.tag in ("td", "th")
        places = Places(content, self.file, self._lines, line, self._row_column if in_cell else 1)
        self._inline(token.children or [], places)
        if in_cell:
            places.offset = len(content)
            self._row_column = places.here().column

    def _inline(self, tokens: list[Token], places: Places) -> None:
        builder = self._builder
        opened: list[tuple[Element, str]] = []
        for number, token in enumerate(tokens):
            kind = token.type
            if kind == "text":
                if token.content:
                    places.find(token.content)
                    self._text(token.content, places.here())
                    places.offset += len(token.content)
            elif kind == "softbreak":
                places.find("\n")
                if not is_unspaced(tokens, number):
                    builder.text("\n", places.here())
                places.offset += 1
            elif kind == "text_special":
                places.find(token.markup)
                builder.text(token.content, places.here())
                places.skip(token.markup)
            elif kind == "html_inline":
                places.find(token.content)
                self._tag(token.content, places.here())
                places.offset += len(token.content)
            elif token.nesting == 1:
                opened.append(self._open_inline(token, places))
            elif token.nesting == -1:
                element, behind = opened.pop()
                places.skip(token.markup or "]")
                if behind:
                    places.skip(behind)
                builder.close(element)
            else:
                self._inline_leaf(token, places)

    def _open_inline(self, token: Token, places: Places) -> tuple[Element, str]:
        kind = token.type.removesuffix("_open")
        mark = token.markup or "["
        if kind == "link" and token.markup == "autolink":
            mark = "<"
        places.find(mark)
        origin = places.here()
        places.skip(mark)
        attrs = {key: str(value) for key, value in token.attrs.items()}
        behind = ""
        if kind == "link":
            attrs["href"] = self.masked.address(attrs.get("href", ""))
            behind = "" if token.markup == "autolink" else str(token.attrs.get("href", ""))
        tag = _INLINE.get(kind, "a" if kind == "link" else "span")
        return self._builder.open(tag, attrs, origin, markdown=True), behind

    def _inline_leaf(self, token: Token, places: Places) -> None:
        builder = self._builder
        match token.type:
            case "code_inline":
                places.find(token.markup)
                builder.add(n.Code(value=self.masked.as_written(token.content), origin=places.here()))
                places.skip(token.markup)
                places.skip(token.markup)
            case "math":
                places.find(token.markup)
                formula = self.masked.as_written(token.content)
                builder.add(n.Math(value=formula, display=token.markup == "$$", origin=places.here()))
                places.skip(token.content)
                places.skip(token.markup)
            case "hardbreak":
                places.find("\n")
                builder.add(n.LineBreak(origin=places.here()))
                places.offset += 1
            case "image":
                places.find("![")
                src = str(token.attrs.get("src", ""))
                title = str(token.attrs.get("title", ""))
                alt = self.masked.as_written(plain_words(token))
                attrs = {"src": self.masked.address(src), "alt": alt, "title": title}
                builder.add(_complete("img", {**attrs, "from": "markdown"}, places.here()))
                places.skip(src)
                places.skip(")")
            case "attributes":
                places.skip(token.content)
                self._attribute(token)
            case "note_call":
                places.find(f"[^{token.content}]")
                builder.add(_complete(":note-call", {"label": token.content}, places.here()))
                places.skip("]")
            case "inline_note":
                places.find("^[")
                note = builder.open(":inline-note", {}, places.here(), markdown=True)
                places.offset += 2
                self._inline(token.children or [], places)
                builder.close(note)
                places.skip("]")
            case _:
                raise AssertionError(token.type)

    def _attribute(self, token: Token) -> None:
        attrs = {key: str(value) for key, value in token.attrs.items()}
        last = self._builder.top.children[-1]
        if isinstance(last, Element):
            merge(last.attrs, attrs)
        elif "class" in attrs and isinstance(last, n.Code):
            self._builder.top.children[-1] = _complete("span", attrs, last.origin or Origin(self.file), [last])

    def _text(self, value: str, origin: Origin) -> None:
        if not self.masked.codes:
            self._builder.text(value, origin)
            return
        done = 0
        for found in MASK.finditer(value):
            if found.start() > done:
                self._builder.text(_unfilled(value[done : found.start()]), _moved(origin, done))
            code = self.masked.code(found.group())
            self._codes.take(code, _moved(origin, found.start()), self.inline)
            done = found.end()
        rest = _unfilled(value[done:])
        if rest:
            self._builder.text(rest, _moved(origin, done))

    # --- HTML --------------------------------------------------------------------------------------------

    def _tag(self, text: str, origin: Origin) -> None:
        piece = single_tag(text)
        if piece is None:
            self._unknown(text, origin)
        else:
            self._piece(piece, text, origin)

    def _html(self, text: str, line: int) -> None:
        """A block of HTML; where an element says markdown="1", as kramdown wants it, its content is Markdown."""
        done = place = 0
        for piece in pieces(text):
            if piece.start < done:
                continue
            line += text.count("\n", place, piece.start)
            place = piece.start
            column = place - (text.rfind("\n", 0, place) + 1) + 1
            if piece.kind == "text":
                self._html_text(piece.value, line, column)
                continue
            self._piece(piece, text[piece.start : piece.end], Origin(self.file, line, column))
            is_markup = piece.kind == "start" and self._above is None
            own = "1" if self.masked.is_mdx and self._components.holds_markdown(piece) else "0"
            model = piece.attrs.get("markdown", own) if is_markup else "0"
            if model != "0":
                done = self._markdown_inside(text, piece, line + text.count("\n", piece.start, piece.end), model)
        rows = text.rstrip().splitlines()
        last = (rows[-1] if rows else "").expandtabs(4)
        self._indent = len(last) - len(last.lstrip())

    def _html_text(self, text: str, line: int, column: int) -> None:
        if "\n" not in text:
            self._text(unescaped(text), Origin(self.file, line, column))
            return
        for number, row in enumerate(text.splitlines(keepends=True)):
            stripped = row.lstrip(" \t")
            start = (column if number == 0 else 1) + len(row) - len(stripped)
            in_pre = self._builder.has_open("pre")
            if in_pre or stripped:
                self._text(unescaped(row), Origin(self.file, line + number, 1 if in_pre else start))

    def _markdown_inside(self, text: str, opening: Piece, line: int, model: str) -> int:
        """Read an element's content as Markdown; gives where it ends in the block."""
        depth = 1
        end = len(text)
        for piece in pieces(text[opening.end :]):
            if piece.value == opening.value and piece.kind in ("start", "end"):
                depth += 1 if piece.kind == "start" else -1
                if depth == 0:
                    end = opening.end + piece.start
                    break
        inner = text[opening.end : end]
        blank = len(inner) - len(inner.lstrip("\n"))
        if model == "span" or (model != "block" and opening.value in _RUNNING):
            content = "\n".join(row.strip() for row in inner.strip().splitlines())
            skipped = inner[: len(inner) - len(inner.lstrip())].count("\n")
            tokens = parse_inline(content, self._env, self._max_depth)
            self._inline(tokens, Places(content, self.file, self._lines, line + skipped))
        else:
            self.blocks(dedented(inner[blank:]), line - 1 + blank)
        return end

    def _piece(self, piece: Piece, source: str, origin: Origin) -> None:
        if self.masked.is_mdx and piece.kind in ("start", "end"):
            attrs = {key: self.masked.address(value) for key, value in piece.attrs.items()}
            what = self._components.take(msgspec.structs.replace(piece, attrs=attrs), source, origin)
            if what in ("unknown", "end"):
                self._unknown(source, origin, told=what == "end")
            if what:
                return
        match piece.kind:
            case "comment":
                if _PAGE_BREAK_COMMENT.fullmatch(piece.value):
                    self._builder.add(_complete(":page-break", {}, origin))
                elif self._keeps_all:
                    self._builder.add(n.RawInline(format="html", value=self.masked.as_written(source), origin=origin))
                elif piece.value.strip():
                    text = self.masked.as_written(piece.value)
                    self.report.leave_out(origin, "comment", text, "a comment, which no reader of a page sees")
            case "unknown":
                self._unknown(source, origin)
            case "end":
                if piece.value == "br":
                    self._builder.open("br", {}, origin)
                elif not self._builder.close_tag(piece.value) and not is_known(piece.value):
                    told = any(tag.lower().startswith(f"<{piece.value}") for tag in self._unknown_tags)
                    self._unknown(source, origin, told)
            case "start":
                if piece.value in RAW_TEXT and not self._closes_later(piece.value, origin.line):
                    self._unknown(source, origin)
                    return
                drawn = self._builder.has_open("svg") or self._builder.has_open("math")
                if not drawn and not is_known(piece.value):
                    self._unknown(source, origin)
                    return
                attrs = piece.attrs
                if self.masked.codes:
                    attrs = {key: self.masked.address(value) for key, value in attrs.items()}
                if drawn and piece.ends_itself:
                    self._builder.add(_complete("span", {}, origin))
                else:
                    self._builder.open(piece.value, attrs, origin)
            case "text":
                self._text(unescaped(piece.value), origin)

    def _closes_later(self, tag: str, line: int) -> bool:
        """Whether an element whose content is no text (a script) ends somewhere; else it would hide all the rest."""
        if tag not in self._closings:
            rows = (
                number for number in range(len(self._lines), 0, -1) if f"</{tag}" in self._lines[number - 1].lower()
            )
            self._closings[tag] = next(rows, 0) + (self._above or 0)
        return line <= self._closings[tag]

    def _unknown(self, source: str, origin: Origin, told: bool = False) -> None:
        source = self.masked.as_written(source)
        if not told and source not in self._unknown_tags:
            self._unknown_tags.add(source)
            text = f'"{source[:60]}" is no markup that is known here; it is shown as it was written'
            self.report.add("R205", text, f"write it as code (`{source[:40]}`), or take it away", origin)
        self._builder.add(n.RawInline(format="html", value=source, origin=origin))


_RUNNING = frozenset("p h1 h2 h3 h4 h5 h6 dt summary figcaption caption".split()) | INLINE_TAGS


def _complete(tag: str, attrs: dict[str, str], origin: Origin, children: list[Child] | None = None) -> Element:
    element = Element(tag, attrs, origin, markdown=True)
    element.children = children or []
    return element


def _unfilled(text: str) -> str:
    return text.replace("\ufdd1", "")


def _moved(origin: Origin, by: int) -> Origin:
    return Origin(origin.file, origin.line, origin.column + by) if by else origin
