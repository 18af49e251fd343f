"""Rules of a Word file's package: that its parts, references, numbers, fields and fonts hold together."""

import posixpath
import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

from lxml import etree

from exporter.checks.rules import Finding, rule
from exporter.checks.rules.docx import RELATIONSHIP, WP, R, Subject, V, W, kind_of

_TYPES = "{http://schemas.openxmlformats.org/package/2006/content-types}"
_REFERENCES = etree.XPath("//@r:id | //@r:embed | //@r:link | //@r:pict", namespaces={"r": R[1:-1]})
_CHART = "{http://schemas.openxmlformats.org/drawingml/2006/chart}chart"
_BLIP = "{http://schemas.openxmlformats.org/drawingml/2006/main}blip"
_OLE = "{urn:schemas-microsoft-com:office:office}OLEObject"
# Of each element that names a relationship the attribute, and what the relationship has to be.
_KINDS = {
    _BLIP: ("embed", ("image",)), f"{V}imagedata": ("id", ("image",)), _CHART: ("id", ("chart",)),
    f"{W}hyperlink": ("id", ("hyperlink",)), f"{W}headerReference": ("id", ("header",)),
    f"{W}footerReference": ("id", ("footer",)), _OLE: ("id", ("oleObject", "package")),
}  # fmt: skip
_RANGES = (
    ("bookmarkStart", "bookmarkEnd", "bookmark"),
    ("commentRangeStart", "commentRangeEnd", "comment"),
    ("permStart", "permEnd", "range that may be edited"),
    ("moveFromRangeStart", "moveFromRangeEnd", "moved range"),
    ("moveToRangeStart", "moveToRangeEnd", "moved range"),
)
_TO_BOOKMARK = re.compile(r'^\s*(?:(?:REF|PAGEREF|NOTEREF)\s+"?([^\s"\\]+)|HYPERLINK\s.*?\\l\s+"([^"]+)")')
_BUILT_IN = frozenset(("_top", "top", "#"))  # places that Word knows without a bookmark
_FETCHED = {"image": "a picture", "attachedTemplate": "the template", "oleObject": "an object", "frame": "a frame",
            "aFChunk": "a part of the text", "subDocument": "a part of the text", "video": "a film"}  # fmt: skip
_FONTS = ("embedRegular", "embedBold", "embedItalic", "embedBoldItalic")
_SIGNATURES = (b"\x00\x01\x00\x00", b"OTTO", b"true", b"ttcf")


@rule("V401", "error", "every relationship leads to a part, and every part has a content type",
      why="Word calls the file broken, and offers to repair it by leaving something out.",
      mend="write the part, or take the relationship out", source="ECMA-376-2, 9.3, 10.1.2")  # fmt: skip
def whole(subject: Subject) -> Iterator[Finding]:
    there = {name.casefold() for name in subject.names}
    for name in sorted(subject.names):
        if not name.endswith(".rels"):
            continue
        seen: set[str] = set()
        owner = _owner(name)
        if owner and owner not in subject.names:
            yield Finding(f'it has the relationships of "{owner}", which is not there', name)
        for relation in subject.relations(owner) if owner in subject.names or not owner else ():
            target = relation.get("Target", "")
            inside = relation.get("TargetMode") != "External" and not target.startswith("#")
            if inside and subject.target(owner, relation).casefold() not in there:
                yield Finding(f'{relation.get("Id")} leads to "{target}", which is not there', name)
            if relation.get("Id") in seen:
                yield Finding(f'the relationship "{relation.get("Id")}" stands twice', name)
            seen.add(relation.get("Id"))
    types = subject.part("[Content_Types].xml")
    endings = {element.get("Extension", "").lower() for element in types.iter(f"{_TYPES}Default")}
    named = {element.get("PartName", "").lstrip("/").casefold() for element in types.iter(f"{_TYPES}Override")}
    for name in sorted(subject.names):
        known = name.casefold() in named or name.rpartition(".")[2].lower() in endings
        if not known and name != "[Content_Types].xml" and not name.endswith("/"):
            yield Finding("it has no content type", name)
    for name, times in Counter(name.casefold() for name in subject.listed).items():
        if times > 1:
            yield Finding(f"it stands {times} times in the package", name)


@rule("V412", "warning", "every part is used",
      why="What nothing leads to is not seen in Word, and travels with the file all the same.",
      mend="take the part out, or write the relationship", source="ECMA-376-2, 9.3")  # fmt: skip
def used(subject: Subject) -> Iterator[Finding]:
    reached: set[str] = set()
    waiting = [""]
    while waiting:
        owner = waiting.pop()
        for relation in subject.relations(owner):
            name = subject.target(owner, relation)
            if relation.get("TargetMode") != "External" and name not in reached and subject.has(name):
                reached.add(name)
                waiting.append(name)
    for name in sorted(subject.names - reached):
        if not name.endswith((".rels", "/")) and name not in ("[Content_Types].xml", "mimetype"):
            yield Finding("no relationship leads to it", name)
    for element in subject.part("[Content_Types].xml").iter(f"{_TYPES}Override"):
        name = element.get("PartName", "").lstrip("/")
        if name.casefold() not in {other.casefold() for other in subject.names}:
            yield Finding(f'a content type is given for "{name}", which is not there', "[Content_Types].xml")


@rule("V402", "error", "what the text refers to is there",
      why="Word calls the file broken, or drops the note, the picture or the look without a word.",
      mend="define it, or take the reference out", source="ECMA-376-1, 17.11.14, 17.9.18, 17.7.4.17")  # fmt: skip
def defined(subject: Subject) -> Iterator[Finding]:
    numbering = subject.beside("numbering")
    numbers = {e.get(f"{W}numId") for e in numbering.iter(f"{W}num")} if numbering is not None else set()
    known: dict[str, set[Any]] = {
        **{f"{W}{tag}": {*subject.styles} for tag in ("pStyle", "rStyle", "tblStyle")}, f"{W}numId": {*numbers, "0"}
    }  # fmt: skip
    for name, root in subject.stories:
        relations = {relation.get("Id") for relation in subject.relations(name)}
        identifiers: Any = _REFERENCES(root)
        for identifier in identifiers:
            if identifier and identifier not in relations:
                yield Finding(f'there is no relationship "{identifier}"', subject.place(name, identifier.getparent()))
        for element in root.iter(*known):
            value = element.get(f"{W}val")
            if value not in known[element.tag]:
                what = "list" if element.tag == f"{W}numId" else "style"
                yield Finding(f'there is no {what} "{value}"', subject.place(name, element))
    for kind, marks in (("footnote", "footnoteReference"), ("endnote", "endnoteReference"),
                        ("comment", "commentReference")):  # fmt: skip
        root = subject.beside(f"{kind}s")
        there = {e.get(f"{W}id") for e in root.iter(f"{W}{kind}")} if root is not None else set()
        calls = [(name, e) for name, story in subject.stories for e in story.iter(f"{W}{marks}")]
        for name, call in calls:
            if call.get(f"{W}id") not in there:
                yield Finding(f"{kind} {call.get(f'{W}id')} is called and is not there", subject.place(name, call))
        called = {call.get(f"{W}id") for _, call in calls}
        for note in root.iter(f"{W}{kind}") if root is not None else ():
            if note.get(f"{W}type", "normal") == "normal" and note.get(f"{W}id") not in called:
                yield Finding(f"{kind} {note.get(f'{W}id')} is never called", subject.place(f"word/{kind}s.xml", note))


@rule("V403", "error", "identifiers are unique",
      why="Two bookmarks of one name lead to the first; two drawings of one number break the file in older Words.",
      mend="give each its own", source="ECMA-376-1, 17.13.6.2, 20.4.2.5")  # fmt: skip
def unique(subject: Subject) -> Iterator[Finding]:
    names: Counter[str] = Counter()
    for name, root in subject.texts:
        names.update((e.get(f"{W}name") or "").casefold() for e in root.iter(f"{W}bookmarkStart"))
        for tag, attribute, kind in (
            (f"{W}bookmarkStart", f"{W}id", "bookmark number"),
            (f"{WP}docPr", "id", "drawing"),
            (f"{W}footnote", f"{W}id", "footnote"),
            (f"{W}endnote", f"{W}id", "endnote"),
            (f"{W}comment", f"{W}id", "comment"),
        ):
            seen: set[str] = set()
            for element in root.iter(tag):
                value = element.get(attribute) or ""
                if value in seen:
                    yield Finding(f'the {kind} "{value}" stands twice', subject.place(name, element))
                seen.add(value)
    for bookmark, times in names.items():
        if times > 1 and bookmark != "_goback":
            yield Finding(f'the bookmark "{bookmark}" stands {times} times')
    root = subject.beside("styles")
    styles = Counter(style.get(f"{W}styleId") for style in root.iter(f"{W}style")) if root is not None else Counter()
    for style, times in styles.items():
        if style and times > 1:
            yield Finding(f'the style "{style}" stands {times} times', "styles")


@rule("V413", "error", "lists lead to their definitions",
      why="Word numbers the list anew, shows no numbers, or calls the file broken.",
      mend="write the abstract list before the list that uses it, with all the levels that the text uses",
      source="ECMA-376-1, 17.9.1, 17.9.15, 17.9.3")  # fmt: skip
def numbered(subject: Subject) -> Iterator[Finding]:
    root = subject.beside("numbering")
    if root is None:
        return
    abstracts = {e.get(f"{W}abstractNumId"): e for e in root.iter(f"{W}abstractNum")}
    levels: dict[str, set[str]] = {}
    for number in root.iter(f"{W}num"):
        identifier = number.get(f"{W}numId") or ""
        link = number.find(f"{W}abstractNumId")
        abstract = abstracts.get(link.get(f"{W}val")) if link is not None else None
        if abstract is None:
            yield Finding(f'the list "{identifier}" has no definition', "numbering")
            continue
        given = {e.get(f"{W}ilvl") for e in [*abstract.iter(f"{W}lvl"), *number.iter(f"{W}lvl")]}
        if abstract.find(f"{W}numStyleLink") is None:  # a style has its levels
            levels[identifier] = given
    for kind in ("abstractNum", "num"):
        for identifier, times in Counter(e.get(f"{W}{kind}Id") for e in root.iter(f"{W}{kind}")).items():
            if times > 1:
                yield Finding(f'the list "{identifier}" is defined {times} times', "numbering")
    for name, story in subject.texts:
        told: set[tuple[str, str]] = set()
        for use in story.iter(f"{W}numPr"):
            number, level = (e.get(f"{W}val") if (e := use.find(f"{W}{tag}")) is not None else ""
                             for tag in ("numId", "ilvl"))  # fmt: skip
            key = number or "", level or "0"
            if key[0] in levels and key[1] not in levels[key[0]] and key not in told:
                told.add(key)
                yield Finding(f'the list "{key[0]}" has no level {key[1]}', subject.place(name, use))


@rule("V414", "error", "links and references inside the document lead somewhere",
      why='The reader stays where he was; when Word renews its fields it prints "Error! Bookmark not defined".',
      mend="set the bookmark, or take the reference out", source="ECMA-376-1, 17.16.22, 17.16.5",
      )  # fmt: skip
def leading(subject: Subject) -> Iterator[Finding]:
    marks = (mark for _, root in subject.stories for mark in root.iter(f"{W}bookmarkStart"))
    there = _BUILT_IN.union((mark.get(f"{W}name") or "").casefold() for mark in marks)
    for name, root in subject.texts:
        for link in root.iter(f"{W}hyperlink"):
            anchor = link.get(f"{W}anchor")
            if anchor and not link.get(f"{R}id") and anchor.casefold() not in there:
                yield Finding(f'a link leads to "{anchor}", which is not there', subject.place(name, link))
    for name, element, code in subject.once(_fields)[0]:
        found = _TO_BOOKMARK.match(code)
        target = (found[1] or found[2]) if found else ""
        if target and target.casefold() not in there:
            yield Finding(f'a reference leads to "{target}", which is not there', subject.place(name, element))


@rule("V415", "error", "fields are whole",
      why="Word takes the rest of the document for the field's code, or its code for text.",
      mend="give each field its begin, separator and end", source="ECMA-376-1, 17.16.18")  # fmt: skip
def whole_fields(subject: Subject) -> Iterator[Finding]:
    yield from subject.once(_fields)[1]


@rule("V416", "error", "relationships are of the kind that they are used for",
      why="Word calls the file broken, or shows an empty frame.",
      mend="give the relationship its type", source="ECMA-376-1, 11.3, 15.2")  # fmt: skip
def suited(subject: Subject) -> Iterator[Finding]:
    for name, root in subject.stories:
        kinds = {relation.get("Id"): kind_of(relation) for relation in subject.relations(name)}
        for element in root.iter(*_KINDS):
            attribute, wanted = _KINDS[element.tag]
            kind = kinds.get(element.get(f"{R}{attribute}"))
            if kind is not None and kind not in wanted:
                tag = etree.QName(element).localname
                yield Finding(f'{tag} uses a relationship of the type "{kind}"', subject.place(name, element))


@rule("V417", "error", "what begins in the text ends in it",
      why="A bookmark or a comment without an end reaches to nothing, or over the rest of the document.",
      mend="write the end, or take the beginning out", source="ECMA-376-1, 17.13.6.1, 17.13.4.3, 17.13.7")  # fmt: skip
def ended(subject: Subject) -> Iterator[Finding]:
    for name, root in subject.stories:
        for start, end, kind in _RANGES:
            ends = {e.get(f"{W}id") for e in root.iter(f"{W}{end}")}
            for element in root.iter(f"{W}{start}"):
                if element.get(f"{W}id") not in ends:
                    shown = element.get(f"{W}name") or element.get(f"{W}id")
                    yield Finding(f'the {kind} "{shown}" never ends', subject.place(name, element))


@rule("V411", "error", "nothing is fetched from outside when the file is opened",
      why="Opening it tells someone else who reads it, and what is fetched may change.",
      mend="embed pictures and templates", source="ECMA-376-2, 9.3")  # fmt: skip
def at_home(subject: Subject) -> Iterator[Finding]:
    for name in sorted(subject.names):
        for relation in subject.part(name).iter(RELATIONSHIP) if name.endswith(".rels") else ():
            kind = kind_of(relation)
            if relation.get("TargetMode") == "External" and kind != "hyperlink" and relation.get("Target") != "NULL":
                what = _FETCHED.get(kind, f"what is called {kind}")
                yield Finding(f'{what} is fetched from "{relation.get("Target", "")[:80]}"', name)


@rule("V422", "error", "embedded fonts can be used",
      why="Word takes another font without a word, and lines and pages come out otherwise.",
      mend="embed the font again, obfuscated by the key that the font table names",
      source="ECMA-376-1, 17.8.1, 17.8.3.3", slow=True)  # fmt: skip
def usable(subject: Subject) -> Iterator[Finding]:
    table = next((subject.target(subject.main, r) for r in subject.relations(subject.main)
                  if kind_of(r) == "fontTable" and subject.has(subject.target(subject.main, r))), "")  # fmt: skip
    if not table:
        return
    files = {r.get("Id"): (kind_of(r), subject.target(table, r)) for r in subject.relations(table)}
    for font in subject.part(table).iter(f"{W}font"):
        for element in (e for tag in _FONTS for e in font.iter(f"{W}{tag}")):
            name = f'the font "{font.get(f"{W}name")}"'
            kind, path = files.get(element.get(f"{R}id"), ("", ""))
            if kind != "font" or not subject.has(path):
                yield Finding(f"{name} is said to be embedded, and is not there", table)
                continue
            digits = re.sub("[^0-9A-Fa-f]", "", element.get(f"{W}fontKey") or "")
            key = bytes.fromhex(digits)[::-1] if len(digits) == 32 else bytes(16)
            head = bytes(one ^ other for one, other in zip(subject.head(path, 4), key, strict=False))
            if not head.startswith(_SIGNATURES):
                yield Finding(f"{name} cannot be undone with the key of the font table", path)


def _owner(name: str) -> str:
    """The part whose relationships a part holds, "" for the package."""
    folder, file = posixpath.split(posixpath.dirname(name))[0], posixpath.basename(name)[: -len(".rels")]
    return posixpath.join(folder, file) if file else ""


def _fields(subject: Subject) -> tuple[list[tuple[str, Any, str]], list[Finding]]:
    """Each field with its story, an element of it and its code; and where fields do not nest."""
    found: list[tuple[str, Any, str]] = []
    faults: list[Finding] = []
    for name, root in subject.texts:
        open_fields: list[tuple[Any, list[str]]] = []
        for element in root.iter(f"{W}fldChar", f"{W}instrText", f"{W}fldSimple"):
            if element.tag == f"{W}fldSimple":
                found.append((name, element, element.get(f"{W}instr") or ""))
            elif element.tag == f"{W}instrText":
                if open_fields:
                    open_fields[-1][1].append(element.text or "")
            elif element.get(f"{W}fldCharType") == "begin":
                open_fields.append((element, []))
            elif element.get(f"{W}fldCharType") == "end":
                if open_fields:
                    start, code = open_fields.pop()
                    found.append((name, start, "".join(code)))
                else:
                    faults.append(Finding("a field ends that never began", subject.place(name, element)))
        faults += [Finding("a field begins and never ends", subject.place(name, start)) for start, _ in open_fields]
    return found, faults
