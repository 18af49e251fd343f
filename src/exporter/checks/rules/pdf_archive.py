"""Rules of PDF/A-3 (ISO 19005-3) that a program can decide, and those of titles and identification."""

from collections.abc import Iterator
from typing import Any

import pikepdf

from exporter.checks.rules import Box, Finding, rule
from exporter.checks.rules.pdf import Subject, rectangle

_FORBIDDEN_ACTIONS = frozenset(("/JavaScript", "/Launch", "/Sound", "/Movie", "/ResetForm", "/ImportData", "/Hide"))


@rule("V201", "error", "the file says that it is PDF/A",
      why="An archive sorts files by what they claim; without the claim it has to convert or refuse this one.",
      mend="export it as PDF/A, with pdfaid:part and pdfaid:conformance in its XMP metadata",
      source="ISO 19005-3, 6.6.4")  # fmt: skip
def identified(subject: Subject) -> Iterator[Finding]:
    part, level = subject.xmp.get("pdfaid:part"), subject.xmp.get("pdfaid:conformance")
    if not part:
        yield Finding("it does not say that it is PDF/A")
    elif str(part) in ("1", "2", "3") and str(level) not in ("A", "B", "U"):
        yield Finding(f'it says PDF/A-{part}, but no level of conformance ("{level or ""}")')


@rule("V202", "error", "the file says that it is PDF/UA",
      why="A reader who needs an accessible file cannot tell this one from any other.",
      mend="put pdfuaid:part into its XMP metadata once it is accessible",
      source="ISO 14289-1, 5")  # fmt: skip
def says_accessible(subject: Subject) -> Iterator[Finding]:
    if str(subject.xmp.get("pdfuaid:part", "")) not in ("1", "2"):
        yield Finding("it does not say that it is PDF/UA")


@rule("V203", "error", "the metadata agree with the information dictionary",
      why="Catalogues read one or the other; a title that differs is a record that cannot be found.",
      mend="write both from the same values", source="ISO 19005-3, 6.6.3")  # fmt: skip
def agreeing(subject: Subject) -> Iterator[Finding]:
    info = subject.pdf.trailer.get("/Info", {})
    for key, name in (("/Title", "dc:title"), ("/Author", "dc:creator"), ("/Producer", "pdf:Producer")):
        if key not in info:
            continue
        said = subject.xmp.get(name, "")
        words = ", ".join(said) if isinstance(said, (list, tuple)) else str(said)
        if words != str(info[key]) and "; ".join(said if isinstance(said, list) else [words]) != str(info[key]):
            yield Finding(f'{key[1:]} is "{str(info[key])[:60]}" in the dictionary and "{words[:60]}" in the metadata')


@rule("V204", "error", "the document has a title, and shows it",
      why="A screen reader names a window by it; otherwise it reads out the file's name.",
      mend="give the document a title, and set DisplayDocTitle", source="ISO 14289-1, 7.1")  # fmt: skip
def titled(subject: Subject) -> Iterator[Finding]:
    if not str(subject.xmp.get("dc:title", "")).strip():
        yield Finding("its metadata have no title")
    preferences = subject.root.get("/ViewerPreferences", {})
    if not bool(preferences.get("/DisplayDocTitle", False)):
        yield Finding("viewers show the file's name, not its title")


@rule("V205", "error", "every font is in the file",
      why="A font that is not there is replaced by another one, which may lack characters or run over the edge.",
      mend="embed it, or take another font", source="ISO 19005-3, 6.2.11.4")  # fmt: skip
def embedded(subject: Subject) -> Iterator[Finding]:
    for name, font in subject.fonts.items():
        descriptor = _descriptor(font)
        if str(font.get("/Subtype")) != "/Type3" and not any(
            descriptor is not None and key in descriptor for key in ("/FontFile", "/FontFile2", "/FontFile3")
        ):
            yield Finding(f"the font {name[1:]} is not embedded")


@rule("V206", "error", "every font says which characters its glyphs stand for",
      why="Without the map words cannot be searched, copied or read aloud.",
      mend="write a ToUnicode map for it", source="ISO 19005-3, 6.2.11.7; ISO 14289-1, 7.21.7")  # fmt: skip
def mapped(subject: Subject) -> Iterator[Finding]:
    for name, font in subject.fonts.items():
        named = str(font.get("/Encoding", "")) in ("/WinAnsiEncoding", "/MacRomanEncoding", "/MacExpertEncoding")
        if "/ToUnicode" not in font and not named:
            yield Finding(f"the font {name[1:]} has no map to Unicode")


@rule("V215", "error", "the file says what its colours mean",
      why="The same numbers are other colours on another device, and in another century.",
      mend="embed an output intent with a profile", source="ISO 19005-3, 6.2.3, 6.2.4")  # fmt: skip
def coloured(subject: Subject) -> Iterator[Finding]:
    intents = [one for one in subject.root.get("/OutputIntents", []) if "/DestOutputProfile" in one]
    if not any(str(one.get("/S")) == "/GTS_PDFA1" for one in intents):
        yield Finding("it has no output intent of PDF/A with a profile")


@rule("V216", "error", "no picture asks to be interpolated",
      why="Viewers smooth it each in its own way, so that the page no longer looks the same.",
      mend="set Interpolate to false", source="ISO 19005-3, 6.2.8")  # fmt: skip
def as_it_is(subject: Subject) -> Iterator[Finding]:
    for item in subject.pdf.objects:
        if isinstance(item, pikepdf.Stream) and str(item.get("/Subtype")) == "/Image" and item.get("/Interpolate"):
            yield Finding(f"a picture of {item.get('/Width')} by {item.get('/Height')} pixels asks to be interpolated")


@rule("V217", "error", "the file is not encrypted",
      why="A key that is lost takes the document with it; assistive technology may be locked out.",
      mend="save it without a password or restrictions", source="ISO 19005-3, 6.1.3")  # fmt: skip
def open_to_all(subject: Subject) -> Iterator[Finding]:
    if subject.pdf.is_encrypted:
        yield Finding("it is encrypted")


@rule("V218", "error", "an embedded file says what it is to the document",
      why="Decades on nobody can tell the source of a document from a stray attachment.",
      mend="give it AFRelationship, a media type and a name, and list it in AF",
      source="ISO 19005-3, 6.8")  # fmt: skip
def attached(subject: Subject) -> Iterator[Finding]:
    names = subject.root.get("/Names", {}).get("/EmbeddedFiles")
    if names is None:
        return
    listed = {one.objgen for one in subject.root.get("/AF", [])}
    for name, specification in pikepdf.NameTree(names).items():
        lacking = [key[1:] for key in ("/AFRelationship", "/UF", "/F") if key not in specification]
        files: Any = specification.get("/EF", {})
        if not any("/Subtype" in stream for stream in files.values()):
            lacking.append("a media type")
        if specification.objgen not in listed:
            lacking.append("its place in AF")
        if lacking:
            yield Finding(f'the embedded file "{name}" lacks {", ".join(lacking)}')


@rule("V219", "error", "nothing in the file runs by itself",
      why="A script may change what is shown, and no archive can promise to run it.",
      mend="take the action out", source="ISO 19005-3, 6.5.1")  # fmt: skip
def still(subject: Subject) -> Iterator[Finding]:
    actions: list[tuple[int, Any, Box | None]] = [(0, subject.root.get("/OpenAction"), None)]
    actions += [(number, note.get("/A"), rectangle(note)) for number, note in subject.annotations]
    for page, action, box in actions:
        if isinstance(action, pikepdf.Dictionary) and str(action.get("/S")) in _FORBIDDEN_ACTIONS:
            yield subject.on(page, f"an action of the kind {str(action.S)[1:]}", box)
    if "/JavaScript" in subject.root.get("/Names", {}):
        yield Finding("it holds scripts")
    if "/AA" in subject.root:
        yield Finding("it has additional actions")


@rule("V222", "error", "the file has an identifier",
      why="Two states of a document cannot be told apart without it.",
      mend="write an ID into the trailer", source="ISO 19005-3, 6.1.3")  # fmt: skip
def numbered(subject: Subject) -> Iterator[Finding]:
    if "/ID" not in subject.pdf.trailer:
        yield Finding("its trailer has no ID")


def _descriptor(font: Any) -> Any:
    below = font.get("/DescendantFonts")
    return (below[0] if below is not None else font).get("/FontDescriptor")
