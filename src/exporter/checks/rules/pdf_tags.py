"""Rules of PDF/UA-1 (ISO 14289-1) that a program can decide: tags, and what is said besides the words."""

from collections.abc import Iterator
from typing import Any

import pikepdf

from exporter.checks.rules import Finding, rule
from exporter.checks.rules.pdf import Subject, kids_of, rectangle

_HEADINGS = {f"/H{level}": level for level in range(1, 7)}
# Structure types that stand only below these (ISO 32000-1, 14.8.4.3).
_PARENTS = {
    "/LI": {"/L"},
    "/LBody": {"/LI"},
    "/TR": {"/Table", "/THead", "/TBody", "/TFoot"},
    "/TH": {"/TR"},
    "/TD": {"/TR"},
    "/THead": {"/Table"},
    "/TBody": {"/Table"},
    "/TFoot": {"/Table"},
    "/TOCI": {"/TOC"},
}
_CHILDREN = {
    "/L": {"/L", "/LI", "/Caption"},
    "/LI": {"/Lbl", "/LBody"},
    "/TR": {"/TH", "/TD"},
    "/TOC": {"/TOC", "/TOCI", "/Caption"},
    "/Table": {"/TR", "/THead", "/TBody", "/TFoot", "/Caption"},
}
_PAINTING = frozenset(("Tj", "TJ", "'", '"', "Do", "f", "F", "f*", "S", "s", "B", "B*", "b", "b*", "sh", "EI"))


@rule("V207", "error", "the content is tagged",
      why="Tags are how assistive technology knows a heading, a list or a table, and the order to read them in.",
      mend="export it with tags", source="ISO 14289-1, 7.1; ISO 19005-3, 6.7.2")  # fmt: skip
def tagged(subject: Subject) -> Iterator[Finding]:
    if "/StructTreeRoot" not in subject.root:
        yield Finding("it has no structure tree")
    elif not bool(subject.root.get("/MarkInfo", {}).get("/Marked", False)):
        yield Finding("it does not say that it is tagged (MarkInfo)")


@rule("V208", "error", "tags nest as their kinds ask",
      why="A list item outside a list, or a cell outside a row, is announced as nothing or not at all.",
      mend="put lists, tables and contents together from their own parts", source="ISO 14289-1, 7.2")  # fmt: skip
def nested(subject: Subject) -> Iterator[Finding]:
    for element, kind, parent in subject.elements:
        if kind in _PARENTS and parent not in _PARENTS[kind]:
            yield subject.at(element, f"{kind[1:]} stands in {parent[1:] or 'nothing'}")
    for element, kind, parent in subject.elements:
        allowed = _CHILDREN.get(parent)
        if allowed and kind not in allowed and kind not in _PARENTS:
            yield subject.at(element, f"{parent[1:]} holds {kind[1:]}")


@rule("V209", "error", "a picture has an alternative text",
      why="Who does not see the picture learns nothing of what it shows.",
      mend="describe it, or make it an artifact where it only decorates",
      source="ISO 14289-1, 7.3; WCAG 2.1, 1.1.1")  # fmt: skip
def described(subject: Subject) -> Iterator[Finding]:
    for element, kind, _ in subject.elements:
        if kind in ("/Figure", "/Formula") and not (
            str(element.get("/Alt", "")).strip() or str(element.get("/ActualText", "")).strip()
        ):
            yield subject.at(element, f"a {kind[1:].lower()} has no alternative text")


@rule("V210", "error", "a table has header cells, and says what they head",
      why="Read aloud, a cell without its header is a number without a meaning.",
      mend="make them TH cells with a Scope, or name them in Headers", source="ISO 14289-1, 7.5")  # fmt: skip
def headed(subject: Subject) -> Iterator[Finding]:
    tables = [element for element, kind, _ in subject.elements if kind == "/Table"]
    for table in tables:
        cells = list(_cells(table))
        heads = [cell for cell in cells if str(cell.S) == "/TH"]
        named = any("/Headers" in part for cell in cells for part in _attributes(cell))
        if cells and not heads:
            yield subject.at(table, "a table has no header cells")
        elif heads and not named and not all(any("/Scope" in part for part in _attributes(head)) for head in heads):
            yield subject.at(table, "header cells say neither what they head nor are named by cells")


@rule("V211", "error", "a link is in the tags, and says where it leads",
      why='A screen reader that finds no words says "link" and leaves its user to guess.',
      mend="put it into a Link element, and describe it in Contents", source="ISO 14289-1, 7.18.5")  # fmt: skip
def linked(subject: Subject) -> Iterator[Finding]:
    for number, note in subject.annotations:
        if str(note.get("/Subtype")) != "/Link":
            continue
        if "/StructParent" not in note:
            yield subject.on(number, "a link is not in the tags", rectangle(note))
        if not str(note.get("/Contents", "")).strip():
            yield subject.on(number, "a link says nothing of where it leads", rectangle(note))


@rule("V212", "error", "all that is painted is tagged, or an artifact",
      why="What is neither is read at the wrong place, or never.",
      mend="tag the content, and mark furniture as artifacts", source="ISO 14289-1, 7.1", slow=True)  # fmt: skip
def marked(subject: Subject) -> Iterator[Finding]:
    if "/StructTreeRoot" not in subject.root:
        return
    for number, page in enumerate(subject.pdf.pages, 1):
        depth = 0
        for instruction in pikepdf.parse_content_stream(page):
            name = str(instruction.operator)
            if name in ("BDC", "BMC"):
                depth += 1
            elif name == "EMC":
                depth -= 1
            elif depth == 0 and name in _PAINTING:
                yield subject.on(number, "something is painted outside all marked content")
                break


@rule("V213", "error", "the document says its language",
      why="A screen reader speaks French words with an English voice.",
      mend="set the language of the document", source="ISO 14289-1, 7.2; WCAG 2.1, 3.1.1")  # fmt: skip
def spoken(subject: Subject) -> Iterator[Finding]:
    if not str(subject.root.get("/Lang", "")).strip():
        yield Finding("it names no language")


@rule("V214", "error", "the tab key follows the tags",
      why="Who cannot use a mouse is led across the page in an order of its own.",
      mend="set Tabs to S on pages that have links", source="ISO 14289-1, 7.18.3")  # fmt: skip
def in_tab_order(subject: Subject) -> Iterator[Finding]:
    for number, page in enumerate(subject.pdf.pages, 1):
        if len(page.get("/Annots", [])) and str(page.get("/Tabs", "")) != "/S":
            yield subject.on(number, "the tab key does not follow the tags")


@rule("V220", "error", "headings go down one level at a time",
      why="Who moves by headings believes that a part is missing.",
      mend="make the heading one level higher", source="ISO 14289-1, 7.4.2")  # fmt: skip
def stepped(subject: Subject) -> Iterator[Finding]:
    last = 0
    for element, kind, _ in subject.elements:
        level = _HEADINGS.get(kind, 0)
        if level > last + 1:
            before = f"after H{last}" if last else "as the first heading"
            yield subject.at(element, f"H{level} stands {before}")
        last = level or last


@rule("V221", "error", "each note has an identifier of its own",
      why="Without it a note cannot be found from its call.",
      mend="give each Note an ID", source="ISO 14289-1, 7.9")  # fmt: skip
def noted(subject: Subject) -> Iterator[Finding]:
    seen: set[str] = set()
    for element, kind, _ in subject.elements:
        if kind == "/Note":
            identifier = str(element.get("/ID", ""))
            if not identifier or identifier in seen:
                yield subject.at(element, "a note has no identifier of its own")
            seen.add(identifier)


def _cells(table: Any) -> Iterator[Any]:
    for kid in kids_of(table):
        if isinstance(kid, pikepdf.Dictionary) and "/S" in kid:
            if str(kid.S) in ("/TH", "/TD"):
                yield kid
            elif str(kid.S) != "/Table":
                yield from _cells(kid)


def _attributes(element: Any) -> list[Any]:
    found = element.get("/A")
    if found is None:
        return []
    return [part for part in (found if isinstance(found, pikepdf.Array) else [found]) if hasattr(part, "keys")]
