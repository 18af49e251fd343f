"""Writes an article as a page of XHTML that a browser shows, and that its reader reads as the same article again."""

import json
import re
from collections.abc import Iterable, Iterator
from typing import Any
from xml.sax.saxutils import escape, quoteattr

import msgspec

from exporter.model.article import Article
from exporter.readers.xhtml.forms import FORMS, GENERATOR, INLINE_PARTS, NAMESPACE, attribute_of, is_plain
from exporter.writers.fields import fields_of

# What XML cannot hold (XML 1.0, 2.2), and the return, which it reads as the end of a line (2.11).
_FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_IN_SCRIPT = {"<": "\\u003c", ">": "\\u003e", "&": "\\u0026"}
_REPLACED = "\ufffd"
_NOT_WRITTEN = frozenset({"type", "origin", "asset", "lines", "number"})
_VOID = frozenset({"br", "hr", "img"})
_STYLE = (
    "body { max-width: 42em; margin: 2em auto; padding: 0 1em; font-family: serif; line-height: 1.5 }"
    " table { border-collapse: collapse } td, th { border: 1px solid; padding: 0.2em 0.5em }"
    " td > p, th > p, li > p:only-child { margin: 0 } a[data-reference]:empty::after { content: attr(href) }"
    " img { max-width: 100% } pre { white-space: pre-wrap }"
)


def write(article: Article) -> str:
    """The article's page."""
    metadata = article.metadata
    fields = fields_of(metadata)
    fields.pop("title", None)
    whole = msgspec.to_builtins(msgspec.structs.replace(article, assets={}, files=()))
    page = _Page()
    lang = f" lang={_quoted(metadata.lang)} xml:lang={_quoted(metadata.lang)}" if metadata.lang else ""
    dir = f' dir="{metadata.dir}"' if metadata.dir else ""
    standfirst = page.inlines(whole.get("standfirst", []))
    body = "".join(f"{page.node(block)}\n" for block in whole.get("body", []))
    said = re.sub("[<>&]", lambda found: _IN_SCRIPT[found.group()], json.dumps(fields, ensure_ascii=False, indent=1))
    lines = [
        f'<!DOCTYPE html>\n<html xmlns="{NAMESPACE}"{lang}{dir}>\n<head>\n<meta charset="utf-8"/>\n',
        f'<meta name="generator" content="{GENERATOR}"/>\n<title>{_text(metadata.title)}</title>\n',
        f"<style>{_STYLE}</style>\n",
        f'<script type="application/json" id="exporter-fields">{_FORBIDDEN.sub(_REPLACED, said)}</script>\n',
        f"</head>\n<body>\n<header>\n<h1>{_text(metadata.title)}</h1>\n",
        f'<p data-field="standfirst">{standfirst}</p>\n' if standfirst else "",
        f"</header>\n<main>\n{body}</main>\n",
        *page.notes(),
        "</body>\n</html>\n",
    ]
    return "".join(lines)


def _text(text: str) -> str:
    return escape(_FORBIDDEN.sub(_REPLACED, text), {"\r": "&#13;"})


def _quoted(value: str) -> str:
    return quoteattr(_FORBIDDEN.sub(_REPLACED, value), {"\r": "&#13;"})


class _Page:
    """The body of one page, and the notes that are called in it."""

    def __init__(self) -> None:
        self._notes: list[dict[str, Any]] = []

    def node(self, node: dict[str, Any]) -> str:
        """A node with all that is in it."""
        type = node["type"]
        if type == "text":
            return _text(node["value"])
        form, attributes = FORMS[type], dict(_attributes(node))
        tag = form.tag
        if type == "heading":
            tag = f"h{min(node['level'] + 1, 6)}"
            if node["level"] < 6:
                del attributes["data-level"]
        elif type == "cell" and node.get("header"):
            tag = "th"
        elif type == "image":
            attributes.setdefault("alt", "")
        if type in ("note", "note-reference"):
            return self._call(node, attributes)
        start = f"<{tag}{_written(attributes)}"
        inside = "".join(self._inside(node))
        return f"{start}/>" if tag in _VOID else f"{start}>{inside}</{tag}>"

    def inlines(self, nodes: Iterable[dict[str, Any]]) -> str:
        """Running text."""
        return "".join(map(self.node, nodes))

    def notes(self) -> Iterator[str]:
        """The notes that were called, and those that are called in them."""
        if not self._notes:
            return
        yield '<section role="doc-endnotes">\n<ol>\n'
        place = 0
        while place < len(self._notes):
            blocks = self._blocks(self._notes[place]["blocks"])
            place += 1
            yield f'<li id="exporter-note-{place}" data-note="{place}">{blocks}</li>\n'
        yield "</ol>\n</section>\n"

    def _call(self, node: dict[str, Any], attributes: dict[str, str]) -> str:
        if node["type"] == "note":
            self._notes.append(node)
            number = len(self._notes)
            shown, place = str(number), f' href="#exporter-note-{number}" data-note="{number}"'
        else:
            shown, place = _text(node["label"]), ""
        return f'<a role="doc-noteref"{place}{_written(attributes)}><sup>{shown}</sup></a>'

    def _inside(self, node: dict[str, Any]) -> Iterator[str]:
        type = node["type"]
        form = FORMS[type]
        for field, tag in form.parts.items():
            if field not in node:
                continue
            inner = self.inlines(node[field]) if field in INLINE_PARTS else self._blocks(node[field])
            named = "" if tag in ("caption", "figcaption", "thead", "tbody") else f' data-field="{field}"'
            yield f"<{tag}{named}>{inner}</{tag}>"
        match type:
            case "definition-item":
                yield from (f"<dt>{self.inlines(term)}</dt>" for term in node["terms"])
                yield from (f"<dd>{self._blocks(blocks)}</dd>" for blocks in node["definitions"])
            case "chart":
                yield from _numbers(node)
            case "qr":
                yield f"<p><a href={_quoted(node['target'])}>{_text(node['target'])}</a></p>"
            case "code-block":
                yield f"<code>{_text(node['value'])}</code>"
            case _ if form.content == "value":
                yield _text(node["value"])
            case _ if form.content == "children":
                yield self.inlines(node["children"])
            case _ if form.content:
                yield self._blocks(node[form.content])

    def _blocks(self, nodes: Iterable[dict[str, Any]]) -> str:
        inside = "\n".join(map(self.node, nodes))
        return f"\n{inside}\n" if inside else ""


def _attributes(node: dict[str, Any]) -> Iterator[tuple[str, str]]:
    type = node["type"]
    form = FORMS[type]
    if not is_plain(type):
        yield "data-type", type
    inside = {form.content, *form.parts, "terms", "definitions", "blocks", "header"}
    inside |= {"chart": {"columns", "rows"}, "qr": {"target"}}.get(type, set())
    for field, value in node.items():
        if field in _NOT_WRITTEN or field in inside:
            continue
        name = attribute_of(type, field)
        if field == "classes" and not any(re.search(r"\s|^$", each) for each in value):
            yield "class", " ".join(value)
        elif isinstance(value, str):
            yield name, value
        else:
            yield name if field != "classes" else "data-classes", json.dumps(value, ensure_ascii=False)
        if field == "lang":
            yield "xml:lang", value


def _written(attributes: dict[str, str]) -> str:
    return "".join(f" {name}={_quoted(value)}" for name, value in attributes.items())


def _numbers(chart: dict[str, Any]) -> Iterator[str]:
    """The table of a chart's numbers."""
    columns, rows = chart.get("columns", ()), chart.get("rows", ())
    if not columns and not rows:
        return
    yield '<table data-field="rows">\n<thead><tr>'
    yield from (f"<th>{_text(name)}</th>" for name in columns)
    yield "</tr></thead>\n<tbody>\n"
    for row in rows:
        yield "<tr>"
        for cell in row:
            kind = "" if isinstance(cell, str) else f' data-value="{json.dumps(cell)}"'
            yield f"<td{kind}>{_text(str(cell)) if cell is not None else ''}</td>"
        yield "</tr>\n"
    yield "</tbody>\n</table>"
