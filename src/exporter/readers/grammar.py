"""The Markdown that is read: CommonMark, and the rules that are added to it, as markdown-it rules.

Added: GitHub's tables (with every cell of a long row) and strike-through, footnotes, definition lists, fenced
divisions (:::), attributes, spans, sub- and superscript, abbreviations. Rules only make tokens; `markdown` gives
them meaning.
"""

import re
from functools import cache
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.helpers import parseLinkLabel
from markdown_it.rules_block import StateBlock
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token
from mdit_py_plugins.deflist import deflist_plugin
from mdit_py_plugins.footnote.index import footnote_def

from exporter.readers.attributes import parse_attributes

_DELIMITERS = re.compile(r"\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*\|?")
_PIPE = re.compile(r"(?<!\\)\|")
_CAPTION = re.compile(r"(?::|Table:|Tableau[ \u00a0\u202f]?:)[ \t]+\S")
_DIVISION = re.compile(r":{3,}[ \t]*(.*?)[ \t]*:*")
_CALL = re.compile(r"\[\^([^\]\s]+)\]")
_SMALL = {mark: re.compile(rf"{re.escape(mark)}((?:[^\s\\{re.escape(mark)}]|\\.)+){re.escape(mark)}") for mark in "~^"}
_ABBREVIATION = re.compile(r"\*\[([^\]\n]+)\]:[ \t]*(.*)")
_HEADING_ATTRIBUTES = re.compile(r"[ \t]+(\{:?[^{}]*\})[ \t]*\Z")
_DOLLARS = re.compile(r"(?<![\\$])(\$\$?)(?!\$)((?:[^$\\]|\\.)+)\1(?!\$)", re.DOTALL)
FORMULA = re.compile(r"[\\^_={}<>]|^[A-Za-z(][\w()+\-*/',.!|]*$")
_ATTRIBUTED = frozenset({"image", "code_inline", "link_close", "span_close"})


def parse_blocks(text: str, env: dict[str, Any], max_depth: int) -> list[Token]:
    """The tokens of a text; `env` carries link references from one call to the next."""
    parser = _parser(max_depth)
    tokens: list[Token] = []
    parser.block.parse(text, parser, env, tokens)
    for place, token in enumerate(tokens):
        if token.type == "inline":
            if tokens[place - 1].type == "heading_open":
                _take_heading_attributes(token, tokens[place - 1])
            token.children = parser.inline.parse(token.content, parser, env, [])
    return tokens


def parse_inline(text: str, env: dict[str, Any], max_depth: int) -> list[Token]:
    """The tokens of running text."""
    parser = _parser(max_depth)
    return parser.inline.parse(text, parser, env, [])


@cache
def _parser(max_depth: int) -> MarkdownIt:
    # Past maxNesting markdown-it drops text without a word, so it has to lie above our own bound.
    parser = MarkdownIt("commonmark", {"maxNesting": max_depth + 4}).enable("strikethrough")
    for name, rule in (("normalizeLink", str), ("normalizeLinkText", str), ("validateLink", bool)):
        setattr(parser, name, rule)  # addresses stay as they were written; the passes judge them
    block = parser.block.ruler
    block.before("paragraph", "table", _table, {"alt": ["paragraph", "reference"]})
    block.before("fence", "attributes", _attributes_line, {"alt": ["paragraph", "reference", "blockquote"]})
    block.before("fence", "division", _division, {"alt": ["paragraph", "reference", "blockquote", "list"]})
    block.before("reference", "footnote_def", footnote_def, {"alt": ["paragraph", "reference"]})
    block.before("reference", "abbreviation", _abbreviation, {"alt": ["paragraph"]})
    deflist_plugin(parser)
    block.before("deflist", "line_before_caption", _line_before_caption)
    inline = parser.inline.ruler
    inline.after("link", "span", _span)
    inline.after("image", "inline_note", _inline_note)
    inline.after("inline_note", "note_call", _note_call)
    inline.after("strikethrough", "small", _small)
    inline.after("small", "math", _math)
    inline.push("attributes", _attributes)
    return parser


def _line(state: StateBlock, line: int) -> str:
    return state.src[state.bMarks[line] + state.tShift[line] : state.eMarks[line]]


# --- Blocks ----------------------------------------------------------------------------------------------


def _line_before_caption(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """A paragraph of one line above `: The caption` of a table, which would be a term and its definition."""
    lines = [_line(state, line) for line in range(start, min(end, start + 6))]
    if silent or len(lines) < 5 or lines[1].strip() or not lines[2].startswith(":") or not _CAPTION.match(lines[2]):
        return False
    table = lines[4:] if not lines[3].strip() else lines[3:]
    if len(table) < 2 or "|" not in table[0] or "|" not in table[1] or not _DELIMITERS.fullmatch(table[1].rstrip()):
        return False
    token = state.push("paragraph_open", "p", 1)
    token.map = [start, start + 1]
    token = state.push("inline", "", 0)
    token.content, token.map, token.children = lines[0].strip(), [start, start + 1], []
    state.push("paragraph_close", "p", -1)
    state.line = start + 1
    return True


def _table(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """GitHub's table (GFM 4.10), but a row longer than the head keeps its cells."""
    if start + 1 >= end or state.sCount[start + 1] < state.blkIndent:
        return False
    if state.is_code_block(start) or state.is_code_block(start + 1):
        return False
    delimiters = _line(state, start + 1).rstrip()
    if not delimiters or delimiters[0] not in "|:-" or not ("|" in delimiters or ":" in delimiters):
        return False
    if not _DELIMITERS.fullmatch(delimiters) or "|" not in _line(state, start):
        return False
    head = _cells(_line(state, start))
    aligns = [_alignment(cell) for cell in _cells(delimiters)]
    if not head or len(head) != len(aligns):
        return False
    if silent:
        return True
    opening = state.push("table_open", "table", 1)
    _row(state, start, head, aligns, "th")
    before = state.parentType
    state.parentType = "table"
    stops = state.md.block.ruler.getRules("blockquote")
    line = start + 2
    while line < end and state.sCount[line] >= state.blkIndent and not state.is_code_block(line):
        text = _line(state, line).strip()
        if not text or _CAPTION.match(text) or text.startswith("{:"):
            break
        if any(stop(state, line, end, True) for stop in stops):
            break
        _row(state, line, _cells(text), aligns, "td")
        line += 1
    state.parentType = before
    state.push("table_close", "table", -1)
    opening.map = [start, line]
    opening.meta = {"columns": aligns}
    state.line = line
    return True


def _row(state: StateBlock, line: int, cells: list[str], aligns: list[str], tag: str) -> None:
    opening = state.push("tr_open", "tr", 1)
    opening.map = [line, line + 1]
    for place, text in enumerate(cells):
        cell = state.push(f"{tag}_open", tag, 1)
        cell.map = [line, line + 1]
        if place < len(aligns) and aligns[place]:
            cell.attrs = {"align": aligns[place]}
        inline = state.push("inline", "", 0)
        inline.map = [line, line + 1]
        inline.content = text
        inline.children = []
        state.push(f"{tag}_close", tag, -1)
    state.push("tr_close", "tr", -1)


def _cells(line: str) -> list[str]:
    cells = [cell.strip().replace("\\|", "|") for cell in _PIPE.split(line.strip())]
    if cells and not cells[0]:
        del cells[0]
    if cells and not cells[-1]:
        del cells[-1]
    return cells


def _alignment(cell: str) -> str:
    left, right = cell.startswith(":"), cell.endswith(":")
    return "center" if left and right else "right" if right else "left" if left else ""


def _division(state: StateBlock, start: int, end: int, silent: bool) -> bool:  # noqa: ARG001
    """A line of pandoc's fenced division: `::: name title`, `::: {.class key=value}`, or `:::` that ends one.

    The two lines are tokens of their own, so that divisions need no nested parsing.
    """
    text = _line(state, start)
    if not text.startswith(":::") or state.is_code_block(start):
        return False
    found = _DIVISION.fullmatch(text.rstrip())
    words = found[1] if found else ""
    brace = words.find("{")
    listed = parse_attributes(words, brace) if brace >= 0 else None
    if found is None or (listed and listed[0] != len(words)):
        return False
    if silent:
        return True
    token = state.push("division_open" if words else "division_close", "div", 0)
    token.map = [start, start + 1]
    if words:
        name = re.match(r"[^\s{\[]*", words)
        assert name
        token.attrs = dict(listed[1]) if listed else {}
        token.info = name.group().rstrip(":")
        title = (words[:brace] if listed else words)[name.end() :].strip()
        token.content = title[1:-1] if re.fullmatch(r"\[.*\]", title) else title  # :::note[Title]
    state.line = start + 1
    return True


def _attributes_line(state: StateBlock, start: int, end: int, silent: bool) -> bool:  # noqa: ARG001
    """A line that holds nothing but attributes; kramdown's {: } belongs to the block above, others to the next."""
    text = _line(state, start).rstrip()
    if not text.startswith("{") or state.is_code_block(start):
        return False
    kramdown = text.startswith("{:")
    if silent and not kramdown:
        return False
    found = parse_attributes(text)
    if found is None or found[0] != len(text):
        return False
    if silent:
        return True
    token = state.push("attributes_line", "", 0)
    token.map = [start, start + 1]
    token.attrs = dict(found[1])
    token.hidden = kramdown and start > 0 and not state.isEmpty(start - 1)
    state.line = start + 1
    return True


def _abbreviation(state: StateBlock, start: int, end: int, silent: bool) -> bool:  # noqa: ARG001
    """`*[HTML]: Hyper Text Markup Language`, as kramdown, pandoc and PHP Markdown Extra write it."""
    text = _line(state, start)
    found = _ABBREVIATION.fullmatch(text.rstrip()) if text.startswith("*[") else None
    if found is None or state.is_code_block(start):
        return False
    if not silent:
        token = state.push("abbreviation", "", 0)
        token.map = [start, start + 1]
        token.meta = {"short": found[1].strip(), "long": found[2].strip()}
        state.line = start + 1
    return True


def _take_heading_attributes(inline: Token, heading: Token) -> None:
    found = _HEADING_ATTRIBUTES.search(inline.content)
    listed = parse_attributes(found[1]) if found else None
    if found and listed and listed[0] == len(found[1]):
        heading.attrs.update(listed[1])
        inline.content = inline.content[: found.start()]


# --- Inlines ---------------------------------------------------------------------------------------------


def _span(state: StateInline, silent: bool) -> bool:
    """`[words]{.class lang=en}`; a link of the same words comes first."""
    if state.src[state.pos] != "[":
        return False
    close = parseLinkLabel(state, state.pos)
    if close < 0 or not state.src.startswith("{", close + 1):
        return False
    found = parse_attributes(state.src, close + 1)
    if found is None or found[0] > state.posMax:
        return False
    if not silent:
        start, end = state.pos + 1, state.posMax
        state.pos, state.posMax = start, close
        token = state.push("span_open", "span", 1)
        token.attrs = dict(found[1])
        state.md.inline.tokenize(state)
        state.push("span_close", "span", -1)
        state.posMax = end
    state.pos = found[0]
    return True


def _attributes(state: StateInline, silent: bool) -> bool:
    """Attributes right behind a picture, a link, a span or code."""
    if state.src[state.pos] != "{" or state.pending or not state.tokens or state.tokens[-1].type not in _ATTRIBUTED:
        return False
    found = parse_attributes(state.src, state.pos)
    if found is None or found[0] > state.posMax:
        return False
    if not silent:
        token = state.push("attributes", "", 0)
        token.attrs = dict(found[1])
        token.content = state.src[state.pos : found[0]]
    state.pos = found[0]
    return True


def _inline_note(state: StateInline, silent: bool) -> bool:
    """`^[text of the note]`."""
    if not state.src.startswith("^[", state.pos) or state.src.find("]", state.pos) < 0:
        return False
    close = parseLinkLabel(state, state.pos + 1)
    if close < 0:
        return False
    if not silent:
        token = state.push("inline_note", "", 0)
        token.content = state.src[state.pos + 2 : close]
        token.children = state.md.inline.parse(token.content, state.md, state.env, [])
    state.pos = close + 1
    return True


def _note_call(state: StateInline, silent: bool) -> bool:
    """`[^label]`, whether the note has a text or not."""
    found = _CALL.match(state.src, state.pos, state.posMax) if state.src.startswith("[^", state.pos) else None
    if found is None:
        return False
    if not silent:
        state.push("note_call", "", 0).content = found[1]
    state.pos = found.end()
    return True


def _small(state: StateInline, silent: bool) -> bool:
    """`H~2~O` and `x^2^`: no space inside, as pandoc wants it."""
    mark = state.src[state.pos]
    found = _SMALL[mark].match(state.src, state.pos, state.posMax) if mark in _SMALL else None
    if found is None or state.src.startswith(mark, found.end()):
        return False
    if not silent:
        tag = "sub" if mark == "~" else "sup"
        end = state.posMax
        state.push(f"{tag}_open", tag, 1).markup = mark
        state.pos, state.posMax = state.pos + 1, found.end() - 1
        state.md.inline.tokenize(state)
        state.push(f"{tag}_close", tag, -1).markup = mark
        state.posMax = end
    state.pos = found.end()
    return True


def _math(state: StateInline, silent: bool) -> bool:
    """`$x^2$` and `$$x^2$$`, by pandoc's rules and one more: prices are no formulas.

    No space stands inside a single dollar, no letter or figure after the second; between the two is a letter by itself
    or something that LaTeX needs for a formula.
    """
    if state.src[state.pos] != "$":
        return False
    found = _DOLLARS.match(state.src, state.pos, state.posMax)
    if found is None:
        return False
    words, single = found[2], found[1] == "$"
    if single and (words != words.strip() or state.src[found.end() : found.end() + 1].isalnum()):
        return False
    if not FORMULA.search(words.strip()):
        return False
    if not silent:
        token = state.push("math", "math", 0)
        token.markup, token.content = found[1], words.strip()
    state.pos = found.end()
    return True
