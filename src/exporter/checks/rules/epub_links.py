"""Rules of a book's links and notes: that their words tell where they lead, and that they lead there and back."""

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import unquote

from exporter.checks.rules import Finding, rule
from exporter.checks.rules.epub import Document, Subject, is_outside, local, types_of, words_of
from exporter.checks.rules.words import says_nothing, shortened

_NOTE_ROLES = frozenset(("doc-footnote", "doc-endnote"))
_NOTE_TYPES = frozenset(("footnote", "endnote", "rearnote", "note"))
_NUMBER = re.compile(r"[\W\d_]*|[ivxlcdm]+", re.IGNORECASE)


@rule("V309", "error", "a link says where it leads",
      why="Read out of its sentence, as lists of links are, it has to be understood alone.",
      mend="write what is found there", source="WCAG 2.1, 2.4.4")  # fmt: skip
def told(subject: Subject) -> Iterator[Finding]:
    for document, link in _links(subject):
        words = words_of(link)
        if not words and not _holds_named(document, link):
            yield Finding(f'a link to "{(link.get("href") or "")[:80]}" has no words', document.place(link))
        elif says_nothing(words):
            yield Finding(f'a link says only "{words}"', document.place(link))


@rule("V310", "error", "a link inside the book leads somewhere",
      why="The reader is promised a note, and stays where he was.",
      mend="correct the address, or give its target the id", source="EPUB 3.3, 4.2.5; HTML, 4.6")  # fmt: skip
def leading(subject: Subject) -> Iterator[Finding]:
    ids = {document.path: frozenset(document.ids) for document in subject.documents}
    for document, link in _links(subject):
        address = link.get("href") or ""
        if not address or is_outside(address):
            continue
        path, fragment = subject.resolve(document.path, address), unquote(address.partition("#")[2])
        lost = fragment and path in ids and fragment not in ids[path] and not fragment.startswith("epubcfi(")
        if not subject.has(path) or lost:
            text = f'the link "{shortened(words_of(link), 30)}" leads to "{address[:80]}", which is not there'
            yield Finding(text, document.place(link))


@rule("V327", "warning", "links of the same words lead to the same place",
      why="In a list of links the two cannot be told apart.",
      mend="say in the words how they differ", source="WCAG 2.1, 2.4.4")  # fmt: skip
def alike(subject: Subject) -> Iterator[Finding]:
    for document in subject.texts:
        seen: dict[str, str] = {}
        for link in document.each("a"):
            words, address = words_of(link), _address(subject, document, link)
            if not address or _NUMBER.fullmatch(words) or _is_of_note(link) or says_nothing(words):
                continue
            first = seen.setdefault(words.casefold(), address)
            if first != address:
                text = f'"{shortened(words)}" leads to "{shortened(address, 80)}" here, and before to another place'
                yield Finding(text, document.place(link))
                seen[words.casefold()] = address


@rule("V328", "warning", "a note is called, and leads back to where it was called",
      why="Who follows a call to the end of the book has to find the way back to the sentence.",
      mend='mark the call with role="doc-noteref" and the note with role="doc-footnote", and end the note with a link '
      'back (role="doc-backlink")', source="DPUB-ARIA 1.1, doc-noteref, doc-footnote, doc-backlink; "
      "WCAG 2.1, 1.3.1")  # fmt: skip
def noted(subject: Subject) -> Iterator[Finding]:
    called: set[tuple[str, str]] = set()
    calls = [(d, e) for d in subject.texts for e, types, roles in d.marked
             if "doc-noteref" in roles or "noteref" in types]  # fmt: skip
    for document, call in calls:
        address = call.get("href") or ""
        words = f'the call "{shortened(words_of(call), 20)}"'
        if local(call) == "a" and (not address or is_outside(address)):
            yield Finding(f"{words} leads to no note", document.place(call))
            continue
        home, note = subject.target(document, address)
        if home is None or note is None:
            continue  # V310 says so
        called.add((home.path, note.get("id")))
        if not _is_note(note):
            yield Finding(f'{words} leads to "{shortened(words_of(note), 40)}", which is marked as no note',
                          document.place(call))  # fmt: skip
    sources = {(document.path, call.get("id")) for document, call in calls if call.get("id")}
    for document in subject.texts:
        for note, types, roles in document.marked:
            if not (roles & _NOTE_ROLES or types & {"footnote", "endnote", "rearnote"}):
                continue
            words = f'the note "{shortened(words_of(note), 40)}"'
            if calls and not any((document.path, name) in called for name in _ids_in(note)):
                yield Finding(f"{words} is not called", document.place(note))
            elif not any(_leads_back(subject, document, link, sources) for link in note.iter("*")):
                yield Finding(f"{words} has no way back to its call", document.place(note))


def _links(subject: Subject) -> Iterator[tuple[Document, Any]]:
    """The links that can be followed; what is hidden from assistive technology is none."""
    return ((d, e) for d in subject.documents for e in d.each("a")
            if _target_of(e) is not None and e.get("aria-hidden") != "true")  # fmt: skip


def _target_of(link: Any) -> str | None:
    found: str | None = link.get("href", link.get("{http://www.w3.org/1999/xlink}href"))
    return found


def _holds_named(document: Document, link: Any) -> bool:
    """Whether what a link holds, or what names it, is read out in its place."""
    if any(name in document.by_id for name in (link.get("aria-labelledby") or "").split()):
        return True
    for element in link.iter("*"):
        if local(element) in ("svg", "title", "math", "object") and "".join(element.itertext()).strip():
            return True
        if local(element) in ("svg", "math", "object", "img") and (element.get("aria-label") or element.get("title")):
            return True
    return False


def _address(subject: Subject, document: Document, link: Any) -> str:
    """Where a link leads, the same for all ways to write it."""
    address = link.get("href") or ""
    if not address or is_outside(address):
        return address.removesuffix("/")
    fragment = address.partition("#")[2]
    return subject.resolve(document.path, address) + (f"#{fragment}" if fragment else "")


def _is_of_note(link: Any) -> bool:
    types = types_of(link)
    return link.get("role") in ("doc-noteref", "doc-backlink", "doc-biblioref", "doc-glossref") or bool(
        types & {"noteref", "backlink", "biblioref", "glossref", "referrer"}
    )


def _is_note(element: Any) -> bool:
    """Whether an element, what it stands in, or what it only begins is a note."""
    for one in (element, *element.iterancestors("*")):
        if _NOTE_ROLES & set((one.get("role") or "").split()) or _NOTE_TYPES & types_of(one):
            return True
        lists = {"doc-endnotes", "doc-bibliography"} & set((one.get("role") or "").split())
        if lists or types_of(one) & {"endnotes", "rearnotes", "footnotes", "bibliography"}:
            return True
    return False


def _ids_in(note: Any) -> list[str]:
    """The ids by which a note may be called: its own, those inside it, those of what it is alone in."""
    found = [e.get("id") for e in note.iter("*") if e.get("id")]
    parent = note.getparent()
    if parent is not None and parent.get("id"):
        found.append(parent.get("id"))
    return found


def _leads_back(subject: Subject, document: Document, link: Any, sources: set[tuple[str, str]]) -> bool:
    address = link.get("href") or ""
    if local(link) != "a" or not address or is_outside(address):
        return False
    if link.get("role") == "doc-backlink" or types_of(link) & {"backlink", "referrer"}:
        return True
    return (subject.resolve(document.path, address), unquote(address.partition("#")[2])) in sources
