"""Rules of the ways through a book: table of contents, landmarks, pages, identifiers."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

from exporter.checks.rules import Finding, rule
from exporter.checks.rules.epub import OPF, Document, Subject, local, types_of, words_of
from exporter.checks.rules.words import shortened

# The roles of nav and aside by which a screen reader leads through a page (WAI-ARIA 1.2, 5.3.4; DPUB-ARIA 1.1).
_LANDMARKS = frozenset("nav navigation doc-toc doc-pagelist doc-index aside complementary".split())


@rule("V350", "warning", "the book is an EPUB 3",
      why="An EPUB 2 cannot say what its parts are: no landmarks, no list of pages, no roles, no formulas.",
      mend="export it again as EPUB 3", source="EPUB Accessibility 1.1, 1.3")  # fmt: skip
def current(subject: Subject) -> Iterator[Finding]:
    if subject.is_epub_2:
        yield Finding("it is an EPUB 2", subject.path)


@rule("V305", "warning", "the navigation names the book's landmarks",
      why="Reading systems take their user to the text, the contents or the notes by them.",
      mend='add a nav of the type "landmarks"', source="EPUB 3.3, 7.4.4; EPUB Accessibility 1.1, 3.3")  # fmt: skip
def landmarked(subject: Subject) -> Iterator[Finding]:
    if subject.is_epub_2:
        return
    if subject.nav is None:
        yield Finding("it has no navigation document", subject.path)
    elif "landmarks" not in subject.navs:
        yield Finding("it names no landmarks", subject.nav.path)


@rule("V329", "error", "a landmark says what it is, and stands once",
      why="A reading system offers it by its type: without one, or with two, its button leads nowhere or anywhere.",
      mend='give each link of the landmarks an epub:type ("bodymatter", "toc"), each pair of type and place once',
      source="EPUB 3.3, 7.4.4")  # fmt: skip
def distinct(subject: Subject) -> Iterator[Finding]:
    seen: set[tuple[str, str]] = set()
    for nav, link in _entries(subject, "landmarks"):
        types = types_of(link)
        if not types:
            yield Finding(f'the landmark "{words_of(link)}" says no type', nav.place(link))
        for name in sorted(types):
            key = name, subject.resolve(nav.path, link.get("href") or "") + (link.get("href") or "").partition("#")[2]
            if key in seen:
                yield Finding(f'the landmark "{words_of(link)}" ({name}) stands twice', nav.place(link))
            seen.add(key)


@rule("V330", "warning", "a landmark leads to the beginning of the text",
      why="A reader who opens the book wants to begin to read, not to turn over covers and title pages.",
      mend='add a landmark of the type "bodymatter" (or "text", its older name)',
      source="EPUB 3.3, 7.4.4")  # fmt: skip
def begun(subject: Subject) -> Iterator[Finding]:
    if "landmarks" in subject.navs and subject.nav is not None:
        types = {name for _, link in _entries(subject, "landmarks") for name in types_of(link)}
        if not types & {"bodymatter", "text", "start", "chapter", "part", "prologue", "introduction"}:
            yield Finding("no landmark leads to the beginning of the text", subject.nav.path)


@rule("V332", "warning", "the table of contents is in the order of the text",
      why="Who goes on from one entry to the next is taken back and forth through the book.",
      mend="sort its entries as the text runs", source="EPUB 3.3, 7.4.2; WCAG 2.1, 1.3.2")  # fmt: skip
def sorted_contents(subject: Subject) -> Iterator[Finding]:
    for nav, link in _out_of_order(subject, "toc"):
        yield Finding(f'"{shortened(words_of(link))}" is listed after what it stands before', nav.place(link))


@rule("V333", "warning", "the table of contents is shown where it is read",
      why="A page of the book that is blank is taken for a fault.",
      mend="take hidden away, or the navigation document out of the spine", source="EPUB 3.3, 7.5")  # fmt: skip
def shown_contents(subject: Subject) -> Iterator[Finding]:
    paths = {subject.resolve(subject.path, item.get("href") or "") for item in subject.spine}
    for nav in subject.navs.get("toc", []):
        if subject.nav is not None and subject.nav.path in paths and nav.get("hidden") is not None:
            yield Finding("the table of contents is a page of the book, and hidden", subject.nav.place(nav))


@rule("V306", "error", "pages of the print edition are listed, and say whose they are",
      why="A class is told to open page 42; without the list half of it cannot.",
      mend="list every page break in a nav of the type page-list, and name the edition in pageBreakSource (or in "
      "dc:source with source-of)",
      source="EPUB Accessibility 1.1, 3.4.1")  # fmt: skip
def paged(subject: Subject) -> Iterator[Finding]:
    breaks = subject.page_breaks
    lists = subject.navs.get("page-list") or subject.pages_of_ncx
    if breaks and not lists:
        yield Finding(f"it marks {len(breaks)} page breaks and lists none", breaks[0][0].path)
    properties = {(e.get("property") or "").rpartition(":")[2] for e in subject.package.iter(f"{OPF}meta")}
    fixed = "pre-paginated" in subject.meta.get("rendition:layout", [])  # such pages are the book's own
    if (lists or breaks) and not (fixed or properties & {"pageBreakSource", "source-of"}):
        yield Finding("it numbers pages and does not say of which edition", subject.path)


@rule("V331", "error", "every page break has its number, and is in the list of pages",
      why="A break that is not listed cannot be gone to; one without a number is announced as nothing.",
      mend="give it an aria-label with the number, and list it in the order of the pages",
      source="EPUB Accessibility 1.1, 3.4.1; DPUB-ARIA 1.1, doc-pagebreak")  # fmt: skip
def numbered(subject: Subject) -> Iterator[Finding]:
    listed = {(home.path, target.get("id")) for nav, link in _entries(subject, "page-list")
              if (home := subject.target(nav, link.get("href") or "")[0]) is not None
              and (target := subject.target(nav, link.get("href") or "")[1]) is not None}  # fmt: skip
    for document, mark in subject.page_breaks:
        number = words_of(mark)
        if not number:
            yield Finding("a page break has no number", document.place(mark))
        if listed and (document.path, mark.get("id")) not in listed:
            yield Finding(f'the page break "{number}" is not in the list of pages', document.place(mark))
    for nav, link in _out_of_order(subject, "page-list"):
        yield Finding(f'page "{words_of(link)}" is listed after one that it stands before', nav.place(link))
    counted = Counter(words_of(link) for _, link in _entries(subject, "page-list"))
    for number, times in counted.items():
        if times > 1 and subject.nav is not None:
            yield Finding(f'page "{number}" is listed {times} times', subject.nav.path)


@rule("V355", "warning", "parts of one kind have names of their own",
      why='A screen reader lists them as "navigation, navigation", and nobody can choose.',
      mend="give each an aria-label, or an aria-labelledby with the id of its heading",
      source="WCAG 2.1, 2.4.1, 4.1.2")  # fmt: skip
def labelled(subject: Subject) -> Iterator[Finding]:
    for document in subject.documents:
        seen: dict[tuple[str, str], int] = {}
        for element in document.each("nav", "aside"):
            if element.get("hidden") is not None or element.get("aria-hidden") == "true":
                continue
            role = element.get("role") or local(element)
            if role not in _LANDMARKS:
                continue
            if role == "aside" and any(local(e) in ("article", "section", "aside") for e in element.iterancestors("*")):
                continue  # no landmark (HTML-AAM, 3.5.2)
            pointed = [document.by_id[name] for name in (element.get("aria-labelledby") or "").split()
                       if name in document.by_id]  # fmt: skip
            name = (element.get("aria-label") or " ".join(words_of(e) for e in pointed)).strip()
            seen[role, name] = seen.get((role, name), 0) + 1
            if seen[role, name] == 2:
                named = f'the name "{name}"' if name else "no name"
                kind = "a navigation" if local(element) == "nav" else "an aside"
                yield Finding(f"{kind} has {named}, like one before it", document.place(element))


@rule("V334", "error", "an id stands once in a document",
      why="A link to it leads to the first; a label that points to it is read for the wrong element.",
      mend="give each its own", source="HTML, 3.2.6; WCAG 2.1, 4.1.1")  # fmt: skip
def unique(subject: Subject) -> Iterator[Finding]:
    for document in subject.documents:
        if len(set(document.ids)) == len(document.ids):
            continue
        for name, times in Counter(document.ids).items():
            if times > 1:
                second = [e for _, e in document.elements if e.get("id") == name][1:2]
                place = document.place(second[0]) if second else document.path
                yield Finding(f'the id "{name}" stands {times} times', place)


def _entries(subject: Subject, kind: str) -> Iterator[tuple[Document, Any]]:
    """The links of a list of the navigation document."""
    if subject.nav is not None:
        for nav in subject.navs.get(kind, []):
            yield from ((subject.nav, link) for link in nav.iter("*") if local(link) == "a" and link.get("href"))


def _out_of_order(subject: Subject, kind: str) -> Iterator[tuple[Document, Any]]:
    """The links that lead to a place before that of the link before them."""
    paths = [subject.resolve(subject.path, item.get("href") or "") for item in subject.spine]
    places = {path: place for place, path in enumerate(paths)}
    last = (-1, -1)
    for nav, link in _entries(subject, kind):
        address = link.get("href") or ""
        path = subject.resolve(nav.path, address)
        if path not in places:
            continue
        home, target = subject.target(nav, address)
        here = places[path], home.order[target] if home is not None and target is not None else 0
        if here < last:
            yield nav, link
        last = here
