"""Rules of a book's pictures, films, headings and tables: that who does not see them can follow."""

import re
from collections.abc import Iterator
from typing import Any

from exporter.checks.rules import Finding, rule
from exporter.checks.rules.epub import (
    DC,
    HEADINGS,
    Document,
    Subject,
    is_decorative,
    local,
    of_documents,
    shown,
    words_of,
)
from exporter.checks.rules.words import is_placeholder, shortened

_NAMES = ("aria-label", "aria-labelledby", "title", "alt", "alttext")
# What is no text and no picture of the kind that has an alt, as a reader calls it.
_OTHERS = {"svg": "drawing", "object": "object", "embed": "object", "iframe": "frame", "area": "area of a picture",
           "canvas": "drawing", "input": "field", "select": "field", "textarea": "field",
           "button": "button"}  # fmt: skip
_MOVING = {"marquee": "runs across the page", "blink": "blinks"}


@rule("V353", "error", "every document of the book can be read",
      why="A reading system shows an error in its place, or nothing.",
      mend="make the book again: its pages have to be well-formed XHTML", source="EPUB 3.3, 3.9, 6.1.2")  # fmt: skip
def readable(subject: Subject) -> Iterator[Finding]:
    for path, reason in subject.broken:
        yield Finding(f"it {reason}", path)


@rule("V303", "error", "a picture has an alternative text",
      why="Who does not see the picture learns nothing of what it shows.",
      mend='describe it in alt, or mark it as decorative (alt="" with role="presentation")',
      source="WCAG 2.1, 1.1.1; EPUB Accessibility 1.1, 3.3")  # fmt: skip
def described(subject: Subject) -> Iterator[Finding]:
    for document in subject.documents:
        for picture in document.each("img"):
            if picture.get("alt") is None and not is_decorative(picture) and not _is_named(document, picture):
                yield Finding(f'the picture "{(picture.get("src") or "")[:80]}" has no alt', document.place(picture))


@rule("V354", "warning", "a picture that is passed over only decorates",
      why="Programs write an empty alt for every picture that nobody described; read aloud, it is not there.",
      mend='describe it, or say that it is meant to be passed over: role="presentation"',
      source="WCAG 2.1, 1.1.1 (failure F39); EPUB Accessibility 1.1, 3.3")  # fmt: skip
def meant(subject: Subject) -> Iterator[Finding]:
    for document in subject.documents:
        for picture in document.each("img"):
            alt = picture.get("alt")
            if alt is not None and not alt.strip() and not is_decorative(picture) and not _is_named(document, picture):
                name = f'the picture "{(picture.get("src") or "")[:80]}"'
                yield Finding(f"{name} has an empty alt", document.place(picture))


@rule("V318", "error", "what is no text has a name",
      why='A screen reader says "graphic", "frame" or "button", and nothing more.',
      mend='give it words: a title in an SVG, or aria-label; hide what only decorates (aria-hidden="true")',
      source="WCAG 2.1, 1.1.1, 4.1.2")  # fmt: skip
def named(subject: Subject) -> Iterator[Finding]:
    for document in subject.documents:
        labelled = {label.get("for", "") for label in document.each("label")} - {""}
        for element in document.each(*_OTHERS):
            if is_decorative(element) or _is_named(document, element) or element.get("id") in labelled:
                continue
            if _says_itself(element) or any(is_decorative(e) for e in element.iterancestors()):
                continue
            yield Finding(f"a {_OTHERS[local(element)]} has no name", document.place(element))
        for element, _, roles in document.marked:
            if "img" in roles and local(element) not in ("img", "svg") and not _is_named(document, element):
                yield Finding(f'a {local(element)} with the role "img" has no name', document.place(element))


@rule("V319", "warning", "a formula has its words",
      why="A reading system that does not know MathML shows or reads nothing in its place.",
      mend="give math an alttext", source="EPUB 3.3, 6.1.4.1; WCAG 2.1, 1.1.1")  # fmt: skip
def spelt(subject: Subject) -> Iterator[Finding]:
    for document in subject.documents:
        for formula in document.each("math"):
            annotated = any(local(e) in ("annotation", "annotation-xml") for e in formula.iter("*"))
            if not (formula.get("alttext") or formula.get("altimg") or annotated or _is_named(document, formula)):
                words = shortened("".join(formula.itertext()), 30)
                yield Finding(f'the formula "{words}" has no alttext', document.place(formula))


@rule("V320", "warning", "an alternative text describes",
      why='"IMG_2041.jpg", read aloud, tells no more than silence, and takes longer.',
      mend="write what the picture shows", source="WCAG 2.1, 1.1.1 (failure F30)")  # fmt: skip
def telling(subject: Subject) -> Iterator[Finding]:
    for document in subject.documents:
        for picture in document.each("img", "area"):
            if is_placeholder(picture.get("alt") or ""):
                text = f'the picture "{(picture.get("src") or "")[:80]}" is described as "{picture.get("alt")}"'
                yield Finding(text, document.place(picture))


@rule("V321", "warning", "a film has captions",
      why="Who does not hear it gets half of it.",
      mend='add a track of the kind "captions"', source="WCAG 2.1, 1.2.2")  # fmt: skip
def captioned(subject: Subject) -> Iterator[Finding]:
    for document in subject.documents:
        for film in document.each("video"):
            kinds = {e.get("kind", "subtitles") for e in film.iter("*") if local(e) == "track"}
            if not kinds & {"captions", "subtitles"} and film.get("muted") is None:
                yield Finding("a film has no captions", document.place(film))


@rule("V322", "error", "nothing sounds, moves or changes by itself",
      why="A voice over the screen reader's voice drowns it; a page that turns by itself is gone before it is read.",
      mend="let the reader begin it: controls in place of autoplay, no refresh, no marquee",
      source="WCAG 2.1, 1.4.2, 2.2.1, 2.2.2")  # fmt: skip
def still(subject: Subject) -> Iterator[Finding]:
    for document in subject.documents:
        for medium in document.each("audio", "video"):
            if medium.get("autoplay") is not None and medium.get("muted") is None:
                yield Finding(f"{local(medium)} begins by itself", document.place(medium))
            elif medium.get("controls") is None and not subject.holds("script"):
                yield Finding(f"{local(medium)} has no controls, and cannot be begun", document.place(medium))
        for element in document.each(*_MOVING):
            yield Finding(f'"{shown(element)}" {_MOVING[local(element)]}', document.place(element))
        for meta in document.each("meta"):
            if (meta.get("http-equiv") or "").casefold() == "refresh":
                yield Finding("the page is replaced by itself (refresh)", document.place(meta))


@rule("V304", "warning", "headings go down one level at a time",
      why="Who moves by headings believes that a part is missing.",
      mend="make the heading one level higher", source="WCAG 2.1, 1.3.1; EPUB Accessibility 1.1, 3.3")  # fmt: skip
def stepped(subject: Subject) -> Iterator[Finding]:
    last = 0
    for document in subject.texts:
        for element in document.each(*HEADINGS):
            level = int(local(element)[1])
            if last and level > last + 1:
                yield Finding(f'h{level} "{shown(element)}" stands after h{last}', document.place(element))
            last = level


@rule("V323", "warning", "a heading has words",
      why="In a list of headings it is a blank line; a screen reader stops at it and says nothing.",
      mend="write its words, or take it out", source="WCAG 2.1, 2.4.6")  # fmt: skip
def worded(subject: Subject) -> Iterator[Finding]:
    for document in subject.documents:
        for element in document.each(*HEADINGS):
            if not words_of(element) and not any(local(e) in ("svg", "math") for e in element.iter("*")):
                yield Finding(f"{local(element)} has no words", document.place(element))


@rule("V311", "warning", "the book and each of its documents have a title",
      why="Reading systems announce a document by it.",
      mend="write a title into its head", source="WCAG 2.1, 2.4.2")  # fmt: skip
def titled(subject: Subject) -> Iterator[Finding]:
    if not any((e.text or "").strip() for e in subject.package.iter(f"{DC}title")):
        yield Finding("the book has no title (dc:title)", subject.path)
    bare = [document.path for document in subject.documents if not _title(document)]
    yield from of_documents(bare, "the document has no title", "documents have no title")


@rule("V324", "warning", "titles tell the documents of a book apart",
      why='"Book, Book, Book" is what a reader hears who goes from one to the next.',
      mend="name in each what it holds: its first heading", source="WCAG 2.1, 2.4.2 (failure F25)")  # fmt: skip
def told_apart(subject: Subject) -> Iterator[Finding]:
    seen: dict[str, list[str]] = {}
    for document in subject.texts:
        seen.setdefault(_title(document), []).append(document.path)
    for title, paths in seen.items():
        if title and len(paths) > 1:
            yield Finding(f'{len(paths)} documents have the title "{shortened(title)}"', paths[1])


@rule("V308", "warning", "a table has header cells",
      why="Read aloud, a cell without its header is a number without a meaning.",
      mend='make the cells that head rows or columns th, or mark a table of layout with role="presentation"',
      source="WCAG 2.1, 1.3.1")  # fmt: skip
def headed(subject: Subject) -> Iterator[Finding]:
    for document in subject.documents:
        for number, table in enumerate(document.each("table"), 1):
            cells = _cells(table)
            heads = any(local(e) == "th" or e.get("role") in ("columnheader", "rowheader") for e in cells)
            if len(cells) > 1 and not heads and not is_decorative(table):
                yield Finding(f'table {number}, "{_begins(cells)}", has no header cells', document.place(table))


@rule("V325", "error", "header cells and the cells that name them agree",
      why="A cell that names a header which is not there is read out without one.",
      mend="give the header cell the id, and scope as row, col, rowgroup or colgroup",
      source="WCAG 2.1, 1.3.1 (failure F90)")  # fmt: skip
def agreed(subject: Subject) -> Iterator[Finding]:
    for document in subject.documents:
        for table in document.each("table"):
            cells = _cells(table)
            ids = {cell.get("id") for cell in cells}
            for cell in cells:
                missing = [name for name in (cell.get("headers") or "").split() if name not in ids]
                if missing:
                    yield Finding(f'"{shown(cell)}" names "{missing[0]}", no cell of its table', document.place(cell))
                if cell.get("scope", "row") not in ("row", "col", "rowgroup", "colgroup"):
                    yield Finding(f'"{shown(cell)}" has the scope "{cell.get("scope")}"', document.place(cell))


@rule("V326", "warning", "a table is what it says it is",
      why="A layout that is announced as a table, or a caption that is announced as a cell, leads astray.",
      mend="take caption and th out of a table of layout; make a caption of a first row that only names the table",
      source="WCAG 2.1, 1.3.1 (failures F46, F91)")  # fmt: skip
def honest(subject: Subject) -> Iterator[Finding]:
    for document in subject.documents:
        for table in document.each("table"):
            rows = [[e for e in row if local(e) in ("td", "th")] for row in table.iter("*") if local(row) == "tr"]
            if is_decorative(table):
                if any(local(e) in ("th", "caption") for e in table.iter("*")) or table.get("summary"):
                    yield Finding("a table of layout has header cells or a caption", document.place(table))
                continue
            wide = max((sum(_span(cell) for cell in row) for row in rows), default=0)
            captioned = any(local(e) == "caption" for e in table)
            if len(rows) > 2 and wide > 1 and len(rows[0]) == 1 and _span(rows[0][0]) == wide and not captioned:
                yield Finding(f'the first row, "{shown(rows[0][0])}", stands for a caption', document.place(table))


@rule("V356", "warning", "a header cell has words",
      why="It is read out before each cell that it heads: a pause, and nothing.",
      mend="write what the row or column holds, or make the cell td", source="WCAG 2.1, 1.3.1")  # fmt: skip
def filled(subject: Subject) -> Iterator[Finding]:
    for document in subject.documents:
        for cell in document.each("th"):
            if not words_of(cell) and not any(local(e) in ("svg", "math") for e in cell.iter("*")):
                yield Finding("a header cell is empty", document.place(cell))


def _is_named(document: Document, element: Any) -> bool:
    """Whether an element has a name beside its own words."""
    if any((element.get(name) or "").strip() for name in _NAMES if name != "aria-labelledby"):
        return True
    labels = (element.get("aria-labelledby") or "").split()
    if any(label in document.by_id for label in labels):
        return True
    return local(element) == "svg" and any(
        local(child) in ("title", "desc") and "".join(child.itertext()).strip() for child in element.iterchildren("*")
    )


def _says_itself(element: Any) -> bool:
    """Whether what has no name needs none: words inside it, a field that is not shown, a drawing inside a label."""
    name = local(element)
    if name == "input":
        return element.get("type") in ("hidden", "submit", "reset") or any(
            local(e) == "label" for e in element.iterancestors("*")
        )
    if name in ("select", "textarea"):
        return any(local(e) == "label" for e in element.iterancestors("*"))
    if name == "iframe":
        return False
    if name == "area":
        return element.get("href") is None
    if any(local(e) == "svg" for e in element.iterancestors("*")):
        return True  # a part of a drawing
    return bool(re.search(r"\w", words_of(element)))


def _title(document: Document) -> str:
    for head in document.each("head"):
        for element in head.iterchildren("*"):
            if local(element) == "title":
                return " ".join("".join(element.itertext()).split())
    return ""


def _cells(table: Any) -> list[Any]:
    """The cells of a table, those of tables inside it left out."""
    cells = [e for e in table.iter("*") if local(e) in ("td", "th")]
    if sum(1 for e in table.iter("*") if local(e) == "table") == 1:
        return cells
    return [cell for cell in cells if next(e for e in cell.iterancestors("*") if local(e) == "table") is table]


def _begins(cells: list[Any]) -> str:
    return next((words for cell in cells if (words := shown(cell))), "")


def _span(cell: Any) -> int:
    value = cell.get("colspan") or "1"
    return int(value) if value.isdecimal() else 1
