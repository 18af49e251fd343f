"""Rules of the tags of a PDF (ISO 14289-1, ISO 19005-3 level A): kinds, nesting, headings, notes, descriptions."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

from exporter.checks.pdf.objects import entry, is_dictionary
from exporter.checks.pdf.tree import STANDARD_TYPES, Element
from exporter.checks.rules import Finding, rule
from exporter.checks.rules.pdf import Subject

_HEADINGS = {f"H{level}": level for level in range(1, 7)}
# Structure types that stand only below these (ISO 32000-1, 14.8.4.3).
_PARENTS = {
    "LI": {"L"},
    "LBody": {"LI"},
    "TR": {"Table", "THead", "TBody", "TFoot"},
    "TH": {"TR"},
    "TD": {"TR"},
    "THead": {"Table"},
    "TBody": {"Table"},
    "TFoot": {"Table"},
    "TOCI": {"TOC"},
}
_CHILDREN = {
    "L": {"L", "LI", "Caption"},
    "LI": {"Lbl", "LBody"},
    "TR": {"TH", "TD"},
    "TOC": {"TOC", "TOCI", "Caption"},
    "Table": {"TR", "THead", "TBody", "TFoot", "Caption"},
    "THead": {"TR"},
    "TBody": {"TR"},
    "TFoot": {"TR"},
}


@rule("V207", "error", "the content is tagged",
      why="Tags are how assistive technology knows a heading, a list or a table, and the order to read them in.",
      mend="export it with tags", source="ISO 14289-1, 6.2, 7.1; ISO 19005-3, 6.7.2.2, 6.7.3.3")  # fmt: skip
def tagged(subject: Subject) -> Iterator[Finding]:
    if not subject.tree.present:
        yield Finding("it has no structure tree")
    elif entry(subject.root, "/MarkInfo", "/Marked") is not True:
        yield Finding("it does not say that it is tagged (MarkInfo)")


@rule("V208", "error", "tags nest as their kinds ask",
      why="A list item outside a list, or a cell outside a row, is announced as nothing or not at all.",
      mend="put lists, tables and contents together from their own parts", source="ISO 14289-1, 7.2")  # fmt: skip
def nested(subject: Subject) -> Iterator[Finding]:
    for element in subject.tree.elements:
        if element.kind in _PARENTS and element.holder not in _PARENTS[element.kind]:
            yield subject.at(element, f"{element.kind} stands in {element.holder or 'nothing'}")
        allowed = _CHILDREN.get(element.kind)
        if allowed:
            parts = [part for part in element.parts if part.kind]
            for part in parts:
                if part.kind not in allowed and part.kind not in _PARENTS:
                    yield subject.at(part, f"{element.kind} holds {part.kind}")
            for text in _order(element.kind, [part.kind for part in parts]):
                yield subject.at(element, text)


def _order(kind: str, parts: list[str]) -> Iterator[str]:
    """What is wrong with the number and the order of the parts of a table, a list or contents."""
    count = Counter(parts)
    if kind == "Table":
        for part in ("THead", "TFoot", "Caption"):
            if count[part] > 1:
                yield f"Table has {count[part]} {part}"
        if (count["THead"] or count["TFoot"]) and not count["TBody"]:
            yield f"Table has {'THead' if count['THead'] else 'TFoot'}, but no TBody"
        if "Caption" in parts[1:-1]:
            yield "Caption is neither the first nor the last part of Table"
    elif kind in ("L", "TOC") and "Caption" in parts[1:]:
        yield f"Caption is not the first part of {kind}"


@rule("V209", "error", "a picture has an alternative text",
      why="Who does not see the picture learns nothing of what it shows.",
      mend="describe it, or make it an artifact where it only decorates",
      source="ISO 14289-1, 7.3, 7.7; WCAG 2.1, 1.1.1")  # fmt: skip
def described(subject: Subject) -> Iterator[Finding]:
    for element in subject.tree.elements:
        described = element.text("/Alt").strip() or "/ActualText" in element.entries
        if element.kind in ("Figure", "Formula") and not described:
            yield subject.at(element, f"a {element.kind.lower()} has no alternative text")


@rule("V220", "error", "headings go down one level at a time",
      why="Who moves by headings believes that a part is missing.",
      mend="make the heading one level higher", source="ISO 14289-1, 7.4.2")  # fmt: skip
def stepped(subject: Subject) -> Iterator[Finding]:
    last = 0
    for element in subject.tree.elements:
        level = _HEADINGS.get(element.kind, 0)
        if level > last + 1:
            before = f"after H{last}" if last else "as the first heading"
            yield subject.at(element, f"H{level} stands {before}")
        last = level or last


@rule("V221", "error", "each note has an identifier of its own",
      why="Without it a note cannot be found from its call.",
      mend="give each Note an ID", source="ISO 14289-1, 7.9")  # fmt: skip
def noted(subject: Subject) -> Iterator[Finding]:
    seen: set[str] = set()
    for element in subject.tree.elements:
        if element.kind == "Note":
            identifier = element.text("/ID")
            if not identifier:
                yield subject.at(element, "a note has no identifier")
            elif identifier in seen:
                yield subject.at(element, f'a note has the identifier of another one, "{identifier[:40]}"')
            seen.add(identifier)


@rule("V223", "error", "each tag is a standard one, or says which it stands for",
      why="A reader's program knows what to do with P and L; a tag of one's own tells it nothing.",
      mend="map the tag to a standard one in the role map, and map no standard one",
      source="ISO 14289-1, 7.1; ISO 19005-3, 6.7.3.4")  # fmt: skip
def known(subject: Subject) -> Iterator[Finding]:
    told: set[str] = set()
    for element in subject.tree.elements:
        if element.tag in told:
            continue
        told.add(element.tag)
        if subject.tree.turns(element.tag):
            yield subject.at(element, f"the role map leads from the tag {element.tag} in a circle")
        elif not element.kind:
            words = f"the tag {element.tag} stands for no standard one" if element.tag else "a tag has no name"
            yield subject.at(element, words)
        else:
            for tag in {element.tag: 0, element.kind: 0}:
                target = subject.tree.roles.get(tag, tag)
                if tag in STANDARD_TYPES and target != tag:
                    yield subject.at(element, f"the standard tag {tag} is mapped to {target}")


@rule("V224", "error", "each tag knows the one that holds it",
      why="From a word a reader's program finds its way up by this alone; without it the word is in no list or table.",
      mend="write P into each structure element", source="ISO 14289-1, 7.1; ISO 32000-1, 14.7.2")  # fmt: skip
def held(subject: Subject) -> Iterator[Finding]:
    for element in subject.tree.elements:
        above: Any = element.entries.get("/P")
        holder: Any = element.parent.node if element.parent is not None else subject.root["/StructTreeRoot"]
        if not is_dictionary(above):
            yield subject.at(element, f"{element.tag or 'a tag'} does not say what holds it")
        elif holder.is_indirect and above.objgen != holder.objgen:
            yield subject.at(element, f"{element.tag} names something else than what holds it")


@rule("V225", "error", "headings are numbered throughout, or nowhere",
      why="H and H1 tell the level in two ways that exclude each other; what moves by headings follows only one.",
      mend="use H1 to H6, or one H in each part", source="ISO 14289-1, 7.4.4")  # fmt: skip
def of_one_kind(subject: Subject) -> Iterator[Finding]:
    plain = [element for element in subject.tree.elements if element.kind == "H"]
    if plain and any(element.kind in _HEADINGS for element in subject.tree.elements):
        yield subject.at(plain[0], "H stands beside numbered headings")
    parents: set[int] = set()
    for element in plain:
        holder = id(_holder(element))
        if holder in parents:
            yield subject.at(element, "a second H stands in the same part")
        parents.add(holder)


def _holder(element: Element) -> Element | None:
    return next((above for above in element.above() if above.kind not in ("NonStruct", "Div", "Part")), None)


@rule("V226", "error", "the tags are not said to be doubtful",
      why="A file whose maker suspects its tags cannot be relied on to be read in order.",
      mend="look the tags through, and set Suspects to false", source="ISO 14289-1, 7.1")  # fmt: skip
def sure(subject: Subject) -> Iterator[Finding]:
    if entry(subject.root, "/MarkInfo", "/Suspects") is True:
        yield Finding("it says of itself that its tags are suspect (MarkInfo)")
