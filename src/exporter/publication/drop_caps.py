"""Drop caps: the first letter of a paragraph, three lines high, in a span of its own.

Who asks for them is the author (`{.drop-cap}` before a paragraph), the article (`drop-cap: true`) or the kind's
kind.toml, for the first paragraph of the text. Letters that join (Arabic) and ideographs get none; nor does a paragraph
that is too short to stand beside one.
"""

import re
from typing import Any

from lxml import etree

from exporter.messages import Report
from exporter.model.article import Article
from exporter.model.nodes import Paragraph
from exporter.model.walk import walk

CLASS = "drop-cap"
# Characters: three lines of a column, with room to spare.
_LEAST = 220
# Letters that reach below the line in one theme or another, into the fourth line.
_TAILED = frozenset("QJÇ,gjpqyçĄĘŞȘŢȚąęşșţțРУДЦЩруфцщд")
# A mark of quotation goes with its letter, without a space between them.
# The scripts that know drop caps: Latin, Greek, Cyrillic.
_FIRST = re.compile("\\s*([«“„‘‚\"'¿¡]?)\\s?([0-9A-Za-zÀ-ɏͰ-ϿЀ-ԯḀ-ỿ])")


def set_drop_caps(root: Any, article: Article, whole_text: bool, report: Report) -> None:
    """Mark the first letters in a page; `whole_text` wants one for its first paragraph, too."""
    # A page holds the paragraphs that asked for one in the order of their article.
    asked = [node.origin for node in walk(article.body) if isinstance(node, Paragraph) and CLASS in node.classes]
    places = dict(zip((p for p in root.iter("p") if p.get("class") == CLASS), asked, strict=False))
    if whole_text:
        first = next((p for p in root.iterfind("body/article/p") if not p.get("class")), None)
        if first is not None and len("".join(first.itertext())) >= _LEAST:
            first.set("class", CLASS)
    for paragraph in root.iter("p"):
        if paragraph.get("class") == CLASS and not _mark(paragraph):
            del paragraph.attrib["class"]
            text = "a drop cap was left out: the paragraph is shorter than three lines, or begins with no letter for it"
            report.add("T115", text, "take it off, or give it to a longer paragraph", places.get(paragraph))


def _mark(paragraph: Any) -> bool:
    """Put the first letter into a span, where there is one and room for it."""
    if len("".join(paragraph.itertext())) < _LEAST:
        return False
    holder = paragraph
    while not (holder.text or "").strip() and len(holder) and holder[0].tag in ("em", "strong", "span", "a", "q"):
        holder = holder[0]
    found = _FIRST.match(holder.text or "")
    if found is None:
        return False
    cap = etree.Element("span", {"class": CLASS})
    cap.text, cap.tail = found[1] + found[2], holder.text[found.end() :]
    holder.text = None
    holder.insert(0, cap)
    if found[2] in _TAILED:
        paragraph.set("class", f"{CLASS} tailed")
    return True
