"""What a part of an article that has no title is called, in the language in which it is written."""

from typing import Any

from exporter.readers.xml.jats.front import LANG
from exporter.theme.label_files import word_of

# What stands in the back or at its place in the text as a section of its own, and its label, "" for none.
SECTIONS = {
    **dict.fromkeys(("sec", "app-group", "bio", "statement", "def-list", "back", "body"), ""),
    **dict.fromkeys(("abstract", "trans-abstract"), "abstract"),
    **dict.fromkeys(("notes", "fn-group", "author-notes"), "notes"),
    "ack": "acknowledgements", "app": "appendix", "glossary": "glossary", "ref-list": "references",
}  # fmt: skip
_PARTS = {"reply": "reply", "response": "reply", "decision-letter": "decision_letter"}


def word_at(node: Any, key: str, lang: str) -> str:
    """A label in the language of the part in which an element stands, else in the article's; "" for none."""
    own = (each.get(LANG) for each in (node, *node.iterancestors()) if each.tag != "article")
    return word_of(key, next(filter(None, own), lang)) if key else ""


def name_of_part(part: Any, lang: str) -> str:
    """What a sub-article or a response is."""
    kind = part.get("article-type") or part.get("response-type") or ""
    return word_at(part, _PARTS[kind], lang) if kind in _PARTS else kind.replace("-", " ").capitalize()
