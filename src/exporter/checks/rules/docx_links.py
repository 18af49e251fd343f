"""Rules of a Word file's links: their words, and where they lead."""

import re
from collections.abc import Iterator
from typing import Any

from exporter.checks.rules import Finding, rule
from exporter.checks.rules.docx import WP, R, Subject, W, words_of
from exporter.checks.rules.words import says_nothing, shortened

_ON_A_COMPUTER = re.compile(r"file:|[a-zA-Z]:[\\/]|\\\\|/(?:Users|home)/", re.IGNORECASE)
_CODE = re.compile(r'^\s*HYPERLINK\s+(?:\\l\s+)?"([^"]*)"')


@rule("V410", "error", "a link says where it leads",
      why="Read out of its sentence, as lists of links are, it has to be understood alone.",
      mend="write what is found there", source="WCAG 2.1, 2.4.4")  # fmt: skip
def told(subject: Subject) -> Iterator[Finding]:
    for name, link, address in subject.once(_links):
        words = " ".join(words_of(link).split())
        if not words and not _holds_something(link):
            yield Finding(f'a link to "{address.lstrip("#")[:60]}" has no words', subject.place(name, link))
        elif says_nothing(words):
            yield Finding(f'a link says only "{words}"', subject.place(name, link))


@rule("V434", "error", "a link does not lead into somebody's computer",
      why="Its readers get nowhere; and they learn the names of folders, servers and persons of the office.",
      mend="publish the file and link its web address, or take the link out", source="RFC 8089, 2; WCAG 2.1, 2.4.4",
      )  # fmt: skip
def public(subject: Subject) -> Iterator[Finding]:
    for name, link, address in subject.once(_links):
        if _ON_A_COMPUTER.match(address):
            text = f'the link "{shortened(words_of(link), 30)}" leads to "{address[:80]}"'
            yield Finding(text, subject.place(name, link))


@rule("V435", "warning", "links of the same words lead to the same place",
      why="In a list of links the two cannot be told apart.",
      mend="say in the words how they differ", source="WCAG 2.1, 2.4.4")  # fmt: skip
def alike(subject: Subject) -> Iterator[Finding]:
    seen: dict[str, str] = {}
    for name, link, address in subject.once(_links):
        words = " ".join(words_of(link).split())
        if not re.search(r"[^\W\d_]{2}", words) or says_nothing(words) or _is_in_contents(link):
            continue
        first = seen.setdefault(words.casefold(), address)
        if first != address:
            text = f'"{shortened(words)}" leads to "{shortened(address, 60)}" here, and before to another place'
            yield Finding(text, subject.place(name, link))
            seen[words.casefold()] = address


def _links(subject: Subject) -> list[tuple[str, Any, str]]:
    """Each link that is an element, with its story and its address."""
    found = []
    for name, root in subject.texts:
        targets = {relation.get("Id"): relation.get("Target", "") for relation in subject.relations(name)}
        for link in root.iter(f"{W}hyperlink"):
            anchor = link.get(f"{W}anchor")
            address = targets.get(link.get(f"{R}id"), "") + (f"#{anchor}" if anchor else "")
            found.append((name, link, address.rstrip("/")))
        for field in root.iter(f"{W}fldSimple"):
            code = _CODE.match(field.get(f"{W}instr") or "")
            if code:
                found.append((name, field, code[1]))
    return found


def _holds_something(link: Any) -> bool:
    """Whether a link without words is on a picture, or on a field that is still to be filled."""
    return next(link.iter(f"{WP}docPr", f"{W}pict", f"{W}object", f"{W}instrText", f"{W}sym"), None) is not None


def _is_in_contents(link: Any) -> bool:
    """Whether a link is a line of a table of contents or a list of figures."""
    paragraph = next(link.iterancestors(f"{W}p"), None)
    style = paragraph.find(f"{W}pPr/{W}pStyle") if paragraph is not None else None
    name = (style.get(f"{W}val") or "").casefold() if style is not None else ""
    return name.startswith(("toc", "tableoffigures", "verzeichnis", "tm", "indice", "contents"))
