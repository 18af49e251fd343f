"""Rules of a book's languages: said, said rightly, and those that it is written in."""

from collections.abc import Iterator
from typing import Any

from exporter.checks.rules import Finding, Place, rule
from exporter.checks.rules.epub import DC, XML_LANG, Document, Subject, local, of_documents
from exporter.checks.rules.words import shortened
from exporter.readers.languages import fault_of_tag, foreign_script, other_language, primary, right_to_left_share

_UNREAD = ("head", "script", "style", "annotation", "annotation-xml", "code", "pre", "samp", "kbd")
_RIGHT_TO_LEFT = 0.5  # so much of a document's letters make it one of a script from right to left


@rule("V307", "error", "the package and every document say their language",
      why="A screen reader speaks French words with an English voice.",
      mend="set dc:language, xml:lang on the package element, and xml:lang and lang on each html element",
      source="WCAG 2.1, 3.1.1")  # fmt: skip
def spoken(subject: Subject) -> Iterator[Finding]:
    if not _languages(subject):
        yield Finding("the package names no language (dc:language)", subject.path)
    bare = [document.path for document in subject.documents if not _lang(document.root)]
    yield from of_documents(bare, "the document names no language", "documents name no language")


@rule("V351", "warning", "the package says in which language its title and description are",
      why="The title is read out with the voice of the reader's own language.",
      mend="set xml:lang on the package element", source="EPUB 3.3, 5.3.7; WCAG 2.1, 3.1.1")  # fmt: skip
def titled(subject: Subject) -> Iterator[Finding]:
    own = subject.package.get(XML_LANG)
    titles = list(subject.package.iter(f"{DC}title"))
    if not own and not (titles and all(title.get(XML_LANG) for title in titles)):
        yield Finding("the package element has no xml:lang", subject.path)


@rule("V335", "error", "a language is named by its tag",
      why='"english", "en_US" or "jp" is no language to a program, and it speaks as it likes.',
      mend="write a tag of BCP 47: en, pt-BR, zh-Hant", source="WCAG 2.1, 3.1.1, 3.1.2; BCP 47")  # fmt: skip
def tagged(subject: Subject) -> Iterator[Finding]:
    places: dict[str, str | Place] = dict.fromkeys(_languages(subject), subject.path)
    for document in subject.documents:
        for _, element in document.elements:
            for tag in (element.get("lang"), element.get(XML_LANG)):
                if tag and tag.strip() not in places:
                    places[tag.strip()] = document.place(element)
    for tag, place in places.items():
        if fault := fault_of_tag(tag):
            yield Finding(fault, place)


@rule("V336", "error", "lang and xml:lang agree",
      why="Some programs read the one, some the other: half of them speak with the wrong voice.",
      mend="write the same into both", source="HTML, 3.2.6.2; EPUB 3.3, 6.1.2")  # fmt: skip
def agreed(subject: Subject) -> Iterator[Finding]:
    for document in subject.documents:
        for _, element in document.elements:
            lang, xml_lang = element.get("lang"), element.get(XML_LANG)
            if lang is not None and xml_lang is not None and lang.casefold() != xml_lang.casefold():
                yield Finding(f'lang is "{lang}" and xml:lang is "{xml_lang}"', document.place(element))


@rule("V337", "warning", "the package names the languages of its documents",
      why="A library files the book under the languages of the package, and a reader in another one never sees it.",
      mend="add a dc:language for it, or correct the document's", source="EPUB 3.3, 5.5.3.1")  # fmt: skip
def listed(subject: Subject) -> Iterator[Finding]:
    known = {primary(tag) for tag in _languages(subject)}
    for document in subject.documents:
        lang = _lang(document.root)
        if known and lang and primary(lang) not in known:
            yield Finding(f'the document is in "{lang}", which is no language of the package', document.path)


@rule("V338", "warning", "the text is in the language that it is said to be in",
      why="A screen reader spells the letters out one by one, or speaks words that nobody understands.",
      mend="give it its own lang and xml:lang", source="WCAG 2.1, 3.1.1, 3.1.2")  # fmt: skip
def spelt(subject: Subject) -> Iterator[Finding]:
    for document in subject.documents:
        own = _lang(document.root)
        if not own:
            continue
        pieces = list(_pieces(document))
        for element, lang, text in pieces:
            script, words = foreign_script(text, lang)
            if script:
                yield Finding(f'"{shortened(words, 30)}" is {script}, and said to be "{lang}"', document.place(element))
        text = " ".join(text for _, lang, text in pieces if lang == own)
        if other := other_language(text, own):
            yield Finding(f'the text is said to be "{own}", and is written in "{other}"', document.path)


@rule("V339", "warning", "a text from right to left says so",
      why="Full stops, brackets and numbers jump to the wrong end of their lines.",
      mend='set dir="rtl" on its html element', source="EPUB 3.3, 6.1.2; WCAG 2.1, 1.3.2")  # fmt: skip
def directed(subject: Subject) -> Iterator[Finding]:
    for document in subject.documents:
        body = next(iter(document.each("body")), None)
        text = "".join(body.itertext()) if body is not None else ""
        if right_to_left_share(text) < _RIGHT_TO_LEFT:
            continue
        if not any(element.get("dir") == "rtl" for _, element in document.elements):
            yield Finding("the text runs from right to left, and does not say so", document.path)


def _languages(subject: Subject) -> list[str]:
    return [text for e in subject.package.iter(f"{DC}language") if (text := (e.text or "").strip())]


def _lang(element: Any) -> str:
    return (element.get(XML_LANG) or element.get("lang") or "").strip()


def _pieces(document: Document) -> Iterator[tuple[Any, str, str]]:
    """The text of a document by the elements that have one language: the first is the document without the others."""
    waiting = [(document.root, _lang(document.root))]
    while waiting:
        top, lang = waiting.pop()
        words: list[str] = []
        inner: list[tuple[Any, str]] = []
        _gather(top, words, inner)
        yield top, lang, " ".join(" ".join(words).split())
        waiting += inner


def _gather(element: Any, words: list[str], inner: list[tuple[Any, str]]) -> None:
    """Collect an element's words; what has a language of its own is put by."""
    if element.text:
        words.append(element.text)
    for child in element:
        if isinstance(child.tag, str) and local(child) not in _UNREAD:
            lang = _lang(child)
            if lang:
                inner.append((child, lang))
            else:
                _gather(child, words, inner)
        if child.tail:
            words.append(child.tail)
