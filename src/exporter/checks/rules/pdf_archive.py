"""Rules of a PDF as a whole: what it says that it is, its title, its files, its layers (ISO 19005-3, ISO 14289-1)."""

import re
from collections.abc import Iterator
from typing import Any

import pikepdf

from exporter.checks.pdf.objects import entries, entry, identity, is_dictionary, items, name, text
from exporter.checks.pdf.xmp_schemas import DC, PDF, PDFA_ID, PDFUA_ID
from exporter.checks.rules import Finding, rule
from exporter.checks.rules.pdf import Subject

_MEDIA_TYPE = re.compile(r"[-\w+.]+/[-\w+.]+")


@rule("V201", "error", "the file says that it is PDF/A",
      why="An archive sorts files by what they claim; without the claim it has to convert or refuse this one.",
      mend="export it as PDF/A, with pdfaid:part and pdfaid:conformance in its XMP metadata",
      source="ISO 19005-3, 6.6.4")  # fmt: skip
def identified(subject: Subject) -> Iterator[Finding]:
    part, level = subject.metadata.text(PDFA_ID, "part"), subject.metadata.text(PDFA_ID, "conformance")
    if not part:
        yield Finding("it does not say that it is PDF/A")
    elif part in ("1", "2", "3") and level not in ("A", "B", "U"):
        yield Finding(f'it says PDF/A-{part}, but no level of conformance ("{level}")')


@rule("V202", "error", "the file says that it is PDF/UA",
      why="A reader who needs an accessible file cannot tell this one from any other.",
      mend="put pdfuaid:part into its XMP metadata once it is accessible",
      source="ISO 14289-1, 5")  # fmt: skip
def says_accessible(subject: Subject) -> Iterator[Finding]:
    if subject.metadata.text(PDFUA_ID, "part") not in ("1", "2"):
        yield Finding("it does not say that it is PDF/UA")


@rule("V203", "warning", "the metadata agree with the information dictionary",
      why="Catalogues read one or the other; a title that differs is a record that cannot be found.",
      mend="write both from the same values", source="ISO 19005-1, 6.7.3 (PDF/A-1 alone asks for it)")  # fmt: skip
def agreeing(subject: Subject) -> Iterator[Finding]:
    info = entries(subject.pdf.trailer.get("/Info"))
    for key, uri, called in (("/Title", DC, "title"), ("/Author", DC, "creator"), ("/Producer", PDF, "Producer")):
        value = subject.metadata.get(uri, called)
        said = (
            [value.text]
            if value is not None and value.text
            else [item.text for item in value.items if item.text]
            if value
            else []
        )
        written = text(info.get(key))
        if key in info and written not in (", ".join(said), "; ".join(said), *said[:1]):
            words = ", ".join(said)
            yield Finding(f'{key[1:]} is "{written[:60]}" in the dictionary and "{words[:60]}" in the metadata')


@rule("V204", "error", "the document has a title, and shows it",
      why="A screen reader names a window by it; otherwise it reads out the file's name.",
      mend="give the document a title, and set DisplayDocTitle", source="ISO 14289-1, 7.1")  # fmt: skip
def titled(subject: Subject) -> Iterator[Finding]:
    if not subject.metadata.text(DC, "title").strip():
        yield Finding("its metadata have no title")
    if entry(subject.root, "/ViewerPreferences", "/DisplayDocTitle") is not True:
        yield Finding("viewers show the file's name, not its title")


@rule("V217", "error", "the file is not encrypted",
      why="A key that is lost takes the document with it; assistive technology may be locked out.",
      mend="save it without a password or restrictions", source="ISO 19005-3, 6.1.3; ISO 14289-1, 7.16")  # fmt: skip
def open_to_all(subject: Subject) -> Iterator[Finding]:
    if subject.pdf.is_encrypted:
        yield Finding("it is encrypted")


@rule("V218", "error", "an embedded file says what it is to the document",
      why="Decades on nobody can tell the source of a document from a stray attachment.",
      mend="give it AFRelationship, a media type and a name, and list it in AF",
      source="ISO 19005-3, 6.8; ISO 14289-1, 7.11")  # fmt: skip
def attached(subject: Subject) -> Iterator[Finding]:
    tree = entry(subject.root, "/Names", "/EmbeddedFiles")
    found = list(pikepdf.NameTree(tree).values()) if is_dictionary(tree) else []
    holders = [subject.root, *(page.obj for page in subject.pages), *(note for _, note in subject.annotations)]
    holders += [element.node for element in subject.tree.elements if "/AF" in element.entries]
    associated = [one for holder in holders for one in items(entry(holder, "/AF"))]
    found += associated + [note.get("/FS") for _, note in subject.annotations]
    listed = {identity(one) for one in associated}
    told: set[Any] = set()
    for specification in found:
        if not is_dictionary(specification) or identity(specification) in told:
            continue
        told.add(identity(specification))
        files = entries(entry(specification, "/EF"))
        lacking = [key for key in ("F", "UF") if files and not text(specification.get(f"/{key}"))]
        lacking += ["AFRelationship"] if not name(specification.get("/AFRelationship")) else []
        if not all(_MEDIA_TYPE.fullmatch(name(entry(stream, "/Subtype"))) for stream in files.values()):
            lacking.append("a media type")
        if identity(specification) not in listed:
            lacking.append("its place in AF")
        if lacking:
            called = text(specification.get("/UF")) or text(specification.get("/F"))
            yield Finding(f'the embedded file "{called[:80]}" lacks {", ".join(lacking)}')


@rule("V222", "error", "the file has an identifier",
      why="Two states of a document cannot be told apart without it.",
      mend="write an ID into the trailer", source="ISO 19005-3, 6.1.3")  # fmt: skip
def numbered(subject: Subject) -> Iterator[Finding]:
    if not items(subject.pdf.trailer.get("/ID")):
        yield Finding("its trailer has no ID")


@rule("V237", "warning", "the file says that it is PDF/A-3, level A",
      why="Other parts and levels promise less: B nothing of tags and words, U nothing of tags, and parts 1 and 2 carry"
      " no source.",
      mend="export it as PDF/A-3a", source="ISO 19005-3, 6.6.4")  # fmt: skip
def of_level_a(subject: Subject) -> Iterator[Finding]:
    part, level = subject.metadata.text(PDFA_ID, "part"), subject.metadata.text(PDFA_ID, "conformance")
    if part and (part, level) != ("3", "A"):
        yield Finding(f"it says PDF/A-{part}{level.lower()}")
    accessible = subject.metadata.text(PDFUA_ID, "part")
    if accessible not in ("", "1"):
        yield Finding(f"it says PDF/UA-{accessible}, and is held to PDF/UA-1 here")


@rule("V238", "error", "layers are named, and the same for everyone",
      why="Who cannot name a layer cannot switch it; a layer that comes and goes by itself makes two documents of one.",
      mend="give each configuration of layers a name of its own and an order of all layers, and take AS out",
      source="ISO 19005-3, 6.9; ISO 14289-1, 7.10")  # fmt: skip
def layered(subject: Subject) -> Iterator[Finding]:
    layers = subject.root.get("/OCProperties")
    configurations = [one for one in (entry(layers, "/D"), *items(entry(layers, "/Configs"))) if is_dictionary(one)]
    groups = {identity(group) for group in items(entry(layers, "/OCGs"))}
    seen: set[str] = set()
    for one in configurations:
        called = text(one.get("/Name"))
        if not called:
            yield Finding("a configuration of layers has no name")
        elif called in seen:
            yield Finding(f'two configurations of layers have the name "{called[:60]}"')
        seen.add(called)
        if "/AS" in one:
            yield Finding("layers are switched by themselves (AS)")
        lacking = len(groups - _ordered(one.get("/Order"))) if "/Order" in one else 0
        if lacking:
            yield Finding(f"{lacking} of {len(groups)} layers are not in the order that is shown")


@rule("V239", "error", "the file is one document",
      why="Slides, other presentations and demands on the viewer show something else than the pages.",
      mend="take AlternatePresentations, PresSteps and Requirements out", source="ISO 19005-3, 6.10, 6.11")  # fmt: skip
def single(subject: Subject) -> Iterator[Finding]:
    if entry(subject.root, "/Names", "/AlternatePresentations") is not None:
        yield Finding("it holds another presentation of itself")
    if "/Requirements" in subject.root:
        yield Finding("it asks viewers for abilities (Requirements)")
    for number, page in enumerate(subject.pages, 1):
        if "/PresSteps" in page.obj:
            yield subject.on(number, "the page is shown in steps")


def _ordered(order: Any) -> set[Any]:
    found: set[Any] = set()
    waiting = items(order)
    while waiting and len(found) < 100_000:
        one = waiting.pop()
        if isinstance(one, pikepdf.Array):
            waiting += list(one)
        else:
            found.add(identity(one))
    return found
