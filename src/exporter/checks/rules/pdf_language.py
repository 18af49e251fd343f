"""Rules of the languages in a PDF: each word has one, and it is written as languages are (ISO 14289-1, 7.2)."""

import re
from collections.abc import Iterator

from exporter.checks.pdf.objects import entry, text
from exporter.checks.rules import Finding, rule
from exporter.checks.rules.pdf import Subject

_TAG = re.compile(r"[A-Za-z]{1,8}(-[A-Za-z0-9]{1,8})*")  # RFC 3066, 2.1
_SPOKEN = (("/Alt", "an alternative text"), ("/ActualText", "a replacement text"), ("/E", "an abbreviation"))


@rule("V213", "error", "every word has a language",
      why="A screen reader speaks French words with an English voice.",
      mend="set the language of the document", source="ISO 14289-1, 7.2; WCAG 2.1, 3.1.1")  # fmt: skip
def spoken(subject: Subject) -> Iterator[Finding]:
    """A document without a language of its own may have one on each thing that has words."""
    if "/Lang" in subject.root:
        return
    lacking = ["its bookmarks"] if subject.bookmarks else []
    if any(item.language == "x-default" for value in subject.metadata.properties for item in value.items):
        lacking.append("its metadata")
    contents, elements = subject.contents, subject.tree.elements
    for key, what in _SPOKEN:
        if any(key in element.entries and not element.language for element in elements):
            lacking.append(what)
    for key, what in (("/Contents", "the description of an annotation"), ("/TU", "the description of a field")):
        for _, note in subject.annotations:
            owner = subject.tree.owner(note.get("/StructParent"))
            if entry(note, key) is not None and (owner is None or not owner.language):
                lacking.append(what)
                break
    first = next(iter((*contents.unspoken.values(), *contents.unspoken_spans.values())), None)
    if first is not None:
        lacking.append(f"text on {len({**contents.unspoken, **contents.unspoken_spans})} page(s)")
    if lacking:
        yield Finding(f"it names no language, nor do {', '.join(lacking)}", "", first.page if first is not None else 0)


@rule("V275", "error", "languages are written as such",
      why="A screen reader does not know the language that a word of one's own means.",
      mend='write it as RFC 3066 does: "fr", "en-GB"', source="ISO 14289-1, 7.2; ISO 19005-3, 6.7.4")  # fmt: skip
def well_spoken(subject: Subject) -> Iterator[Finding]:
    said = subject.root.get("/Lang")
    if said is not None and not _TAG.fullmatch(text(said)):
        yield Finding(f'the language of the document is "{text(said)[:40]}"')
    for element in subject.tree.elements:
        if "/Lang" in element.entries and not _TAG.fullmatch(element.text("/Lang")):
            yield subject.at(element, f'{element.tag} has the language "{element.text("/Lang")[:40]}"')


@rule("V276", "error", "languages in the text are written as such",
      why="A screen reader does not know the language that a word of one's own means.",
      mend='write it as RFC 3066 does: "fr", "en-GB"', slow=True,
      source="ISO 14289-1, 7.2; ISO 19005-3, 6.7.4")  # fmt: skip
def well_spoken_inside(subject: Subject) -> Iterator[Finding]:
    for said, use in subject.contents.languages.items():
        if not _TAG.fullmatch(said):
            yield subject.on(use.page, f'a part of the text has the language "{said[:40]}"')
