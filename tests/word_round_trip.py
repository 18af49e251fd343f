"""An article and what its DOCX reads back to, compared line by line once each named difference is set alike.

The names and what they say are those of docs/word.md, which a test holds.
"""

import difflib
import json
import re
from collections.abc import Callable
from typing import Any

import msgspec
from lxml import etree

from exporter.model import nodes as n
from exporter.model.article import Article
from exporter.model.walk import plain_text, rewrite, walk
from exporter.publication.mathematics import mathml_of
from exporter.readers.office.template_words import template_words

# Fields that the page of an article does not show, or that its kind leaves out.
UNSEEN = ("cover", "cover_alt", "typography", "certifier", "extra")


def _labels(article: Article) -> Callable[[n.Node], Any]:
    """Notes are called by their numbers."""
    names = {}
    for node in walk((article.standfirst, article.body)):
        if isinstance(node, n.Note):
            names.setdefault(node.label, str(len(names) + 1))

    def change(node: n.Node) -> Any:
        if isinstance(node, (n.Note, n.NoteReference)):
            return msgspec.structs.replace(node, label=names.get(node.label, node.label))
        return node

    return change


def _sources(article: Article) -> Callable[[n.Node], Any]:
    """A picture's name is that of its part."""
    return lambda node: msgspec.structs.replace(node, src="") if isinstance(node, n.Image) and node.asset else node


def _ids(article: Article) -> Callable[[n.Node], Any]:
    """Ids have "_" for what bookmarks cannot hold."""

    def change(node: n.Node) -> Any:
        if getattr(node, "id", ""):
            return msgspec.structs.replace(node, id=re.sub(r"\W+", "_", node.id)[:40])  # type: ignore[attr-defined]
        if isinstance(node, n.Link) and node.target.startswith("#"):
            return msgspec.structs.replace(node, target="#" + re.sub(r"\W+", "_", node.target[1:])[:40])
        return node

    return change


def _code(article: Article) -> Callable[[n.Node], Any]:
    """A block of code does not say its language."""
    return lambda node: msgspec.structs.replace(node, language="") if isinstance(node, n.CodeBlock) else node


def _widths(article: Article) -> Callable[[n.Node], Any]:
    """A table's columns are as wide as their contents ask."""
    return lambda node: msgspec.structs.replace(node, widths=(), columns=()) if isinstance(node, n.Table) else node


def _abbreviations(article: Article) -> Callable[[n.Node], Any]:
    """Abbreviations and inline quotations are words like others."""

    def change(node: n.Node) -> Any:
        if isinstance(node, (n.Abbreviation, n.Quote)):
            return node.children
        return _merged(node)

    return change


def _merged(node: n.Node) -> n.Node:
    """The node with texts that meet as one."""
    changes = {}
    for name in ("children", "caption", "credit", "attribution", "title"):
        value = getattr(node, name, ())
        if isinstance(value, tuple) and any(isinstance(item, n.Text) for item in value):
            result: list[Any] = []
            for item in value:
                if result and isinstance(item, n.Text) and isinstance(result[-1], n.Text):
                    result[-1] = n.Text(value=result[-1].value + item.value)
                else:
                    result.append(item)
            changes[name] = tuple(result)
    return msgspec.structs.replace(node, **changes) if changes else node


def _stress(article: Article) -> Callable[[n.Node], Any]:
    """Stress in a script without italics is set bold, and reads back as that."""
    upright = article.metadata.lang.split("-")[0] in ("ar", "fa", "he", "ja", "ko", "ur", "zh")

    def change(node: n.Node) -> Any:
        return n.Strong(children=node.children) if upright and isinstance(node, n.Emphasis) else node

    return change


def _charts(article: Article) -> Callable[[n.Node], Any]:
    """Charts and codes to be scanned are pictures, and a table of the chart's numbers."""
    words = template_words(article.metadata.lang)

    def change(node: n.Node) -> Any:
        if isinstance(node, (n.Chart, n.Qr)):
            return n.Paragraph(children=(n.Text(value="a drawing"),))
        if isinstance(node, n.Figure) and node.images[0].alt.startswith((words["chart"], words["scan_to_open"])):
            return n.Paragraph(children=(n.Text(value="a drawing"),))
        is_data = isinstance(node, n.Table) and plain_text(node.caption).startswith(words["data"])
        return None if is_data else node

    return change


def _formulas(article: Article) -> Callable[[n.Node], Any]:
    """A formula says the same in other LaTeX."""

    def change(node: n.Node) -> Any:
        if not isinstance(node, n.Math):
            return node
        root = etree.fromstring(mathml_of(node.value, node.display))
        root.attrib.pop("alttext")
        for row in [*root.iter("{*}mrow")]:
            if len(row) == 1:
                row.getparent().replace(row, row[0])
        return msgspec.structs.replace(node, value=etree.tostring(root, encoding="unicode"))

    return change


def _own_language(article: Article) -> Callable[[n.Node], Any]:
    """A division that says the article's own language is none."""

    def change(node: n.Node) -> Any:
        plain = isinstance(node, n.Division) and not node.classes and not node.dir and not node.id
        return node.blocks if plain and node.lang == article.metadata.lang else node  # type: ignore[attr-defined]

    return change


NAMED: dict[str, Callable[[Article], Callable[[n.Node], Any]]] = {
    "labels of notes": _labels,
    "names of pictures": _sources,
    "ids": _ids,
    "languages of code": _code,
    "widths of columns": _widths,
    "abbreviations and inline quotations": _abbreviations,
    "stress without italics": _stress,
    "charts and codes": _charts,
    "the writing of formulas": _formulas,
    "the article's own language": _own_language,
}


def lines(article: Article) -> list[str]:
    """The article as lines of JSON, without places and what passes count."""
    for change in NAMED.values():
        apply = change(article)
        article = msgspec.structs.replace(
            article, standfirst=rewrite(article.standfirst, apply), body=rewrite(article.body, apply)
        )
    embargo = article.metadata.embargo[:16]  # "the zone of an embargo": the page does not show it
    article = msgspec.structs.replace(article, metadata=msgspec.structs.replace(article.metadata, embargo=embargo))
    metadata = {name: value for name, value in msgspec.to_builtins(article.metadata).items() if name not in UNSEEN}
    metadata["kind"] = str(article.metadata.extra.get("kind", "brief")).replace(" ", "-")
    metadata["issue"] = article.metadata.extra.get("issue", "")
    whole = {"metadata": metadata, "standfirst": msgspec.to_builtins(article.standfirst),
             "body": msgspec.to_builtins(article.body)}  # fmt: skip
    return json.dumps(_without(whole), ensure_ascii=False, sort_keys=True, indent=1).splitlines()


def differences(one: Article, other: Article, context: int = 0) -> list[str]:
    """The lines that only one of two articles has."""
    found = difflib.unified_diff(lines(one), lines(other), lineterm="", n=context)
    return [line for line in found if not line.startswith(("---", "+++", "@@"))]


def _without(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _without(inner) for key, inner in value.items() if key not in ("origin", "number")}
    return [_without(item) for item in value] if isinstance(value, (list, tuple)) else value
