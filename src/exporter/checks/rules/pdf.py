"""Rules of PDF/A-3a (ISO 19005-3) and PDF/UA-1 (ISO 14289-1) that a program can decide."""

import io
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property
from typing import Any

import pikepdf

from exporter.checks.rules import Finding, Unreadable, rule

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
_FORBIDDEN_ACTIONS = frozenset(("/JavaScript", "/Launch", "/Sound", "/Movie", "/ResetForm", "/ImportData", "/Hide"))


class Subject:
    """An opened PDF, with what several rules look at."""

    def __init__(self, pdf: Any) -> None:
        self.pdf = pdf
        self.root = pdf.Root

    @cached_property
    def xmp(self) -> Any:
        """The metadata of the document, a mapping; empty where there is none."""
        try:
            found = self.pdf.open_metadata(set_pikepdf_as_editor=False, update_docinfo=False)
            found.get("dc:title")
            return found
        except Exception:  # malformed XMP in whatever way
            return {}

    @cached_property
    def elements(self) -> list[tuple[Any, str, str]]:
        """Each structure element with its type and its parent's, after the role map, in the order of the tree."""
        tree = self.root.get("/StructTreeRoot")
        if tree is None:
            return []
        roles = {str(name): str(target) for name, target in tree.get("/RoleMap", {}).items()}
        found = []
        waiting = [(kid, "") for kid in reversed(kids_of(tree))]
        seen: set[Any] = set()
        while waiting:
            element, parent = waiting.pop()
            if not isinstance(element, pikepdf.Dictionary) or "/S" not in element:
                continue
            if element.is_indirect and element.objgen in seen:
                continue
            seen.add(element.objgen)
            kind = str(element.S)
            for _ in range(8):
                kind = roles.get(kind, kind)
            found.append((element, kind, parent))
            waiting += [(kid, kind) for kid in reversed(kids_of(element))]
        return found

    @cached_property
    def annotations(self) -> list[tuple[int, Any]]:
        """Each annotation with the number of its page."""
        return [(n, note) for n, page in enumerate(self.pdf.pages, 1) for note in page.get("/Annots", [])]

    @cached_property
    def fonts(self) -> dict[str, Any]:
        """The fonts of all pages and forms by their names."""
        found: dict[str, Any] = {}
        waiting = [page.get("/Resources", {}) for page in self.pdf.pages]
        seen: set[Any] = set()
        while waiting:
            resources = waiting.pop()
            for font in dict(resources.get("/Font", {})).values():
                found[str(font.get("/BaseFont", font.objgen))] = font
            for item in dict(resources.get("/XObject", {})).values():
                if str(item.get("/Subtype")) == "/Form" and item.objgen not in seen:
                    seen.add(item.objgen)
                    waiting.append(item.get("/Resources", {}))
        return found


def kids_of(element: Any) -> list[Any]:
    """The kids of a structure element as a list."""
    kids = element.get("/K")
    return [] if kids is None else list(kids) if isinstance(kids, pikepdf.Array) else [kids]


@contextmanager
def opened(data: bytes) -> Iterator[Subject]:
    """The file as its rules look at it. Raises Unreadable for what is no PDF."""
    try:
        pdf = pikepdf.open(io.BytesIO(data))
    except pikepdf.PasswordError as exc:
        raise Unreadable("it is encrypted with a password") from exc
    except pikepdf.PdfError as exc:
        raise Unreadable(str(exc).partition("\n")[0][:120]) from exc
    with pdf:
        yield Subject(pdf)


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
            yield Finding(f"{kind[1:]} stands in {parent[1:] or 'nothing'}", _page(subject, element))
    for element, kind, parent in subject.elements:
        allowed = _CHILDREN.get(parent)
        if allowed and kind not in allowed and kind not in _PARENTS:
            yield Finding(f"{parent[1:]} holds {kind[1:]}", _page(subject, element))


@rule("V209", "error", "a picture has an alternative text",
      why="Who does not see the picture learns nothing of what it shows.",
      mend="describe it, or make it an artifact where it only decorates",
      source="ISO 14289-1, 7.3; WCAG 2.1, 1.1.1")  # fmt: skip
def described(subject: Subject) -> Iterator[Finding]:
    for element, kind, _ in subject.elements:
        if kind in ("/Figure", "/Formula") and not (
            str(element.get("/Alt", "")).strip() or str(element.get("/ActualText", "")).strip()
        ):
            yield Finding(f"a {kind[1:].lower()} has no alternative text", _page(subject, element))


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
            yield Finding("a table has no header cells", _page(subject, table))
        elif heads and not named and not all(any("/Scope" in part for part in _attributes(head)) for head in heads):
            yield Finding("header cells say neither what they head nor are named by cells", _page(subject, table))


@rule("V211", "error", "a link is in the tags, and says where it leads",
      why='A screen reader that finds no words says "link" and leaves its user to guess.',
      mend="put it into a Link element, and describe it in Contents", source="ISO 14289-1, 7.18.5")  # fmt: skip
def linked(subject: Subject) -> Iterator[Finding]:
    for number, note in subject.annotations:
        if str(note.get("/Subtype")) != "/Link":
            continue
        if "/StructParent" not in note:
            yield Finding("a link is not in the tags", f"page {number}")
        if not str(note.get("/Contents", "")).strip():
            yield Finding("a link says nothing of where it leads", f"page {number}")


@rule("V212", "error", "all that is painted is tagged, or an artifact",
      why="What is neither is read at the wrong place, or never.",
      mend="tag the content, and mark furniture as artifacts", source="ISO 14289-1, 7.1")  # fmt: skip
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
                yield Finding("something is painted outside all marked content", f"page {number}")
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
            yield Finding("the tab key does not follow the tags", f"page {number}")


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
    actions = [("the document", subject.root.get("/OpenAction"))]
    actions += [(f"page {number}", note.get("/A")) for number, note in subject.annotations]
    for where, action in actions:
        if isinstance(action, pikepdf.Dictionary) and str(action.get("/S")) in _FORBIDDEN_ACTIONS:
            yield Finding(f"an action of the kind {str(action.S)[1:]}", where)
    if "/JavaScript" in subject.root.get("/Names", {}):
        yield Finding("it holds scripts")
    if "/AA" in subject.root:
        yield Finding("it has additional actions")


@rule("V220", "error", "headings go down one level at a time",
      why="Who moves by headings believes that a part is missing.",
      mend="make the heading one level higher", source="ISO 14289-1, 7.4.2")  # fmt: skip
def stepped(subject: Subject) -> Iterator[Finding]:
    last = 0
    for element, kind, _ in subject.elements:
        level = _HEADINGS.get(kind, 0)
        if level > last + 1:
            before = f"after H{last}" if last else "as the first heading"
            yield Finding(f"H{level} stands {before}", _page(subject, element))
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
                yield Finding("a note has no identifier of its own", _page(subject, element))
            seen.add(identifier)


@rule("V222", "error", "the file has an identifier",
      why="Two states of a document cannot be told apart without it.",
      mend="write an ID into the trailer", source="ISO 19005-3, 6.1.3")  # fmt: skip
def numbered(subject: Subject) -> Iterator[Finding]:
    if "/ID" not in subject.pdf.trailer:
        yield Finding("its trailer has no ID")


def _descriptor(font: Any) -> Any:
    below = font.get("/DescendantFonts")
    return (below[0] if below is not None else font).get("/FontDescriptor")


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


def _page(subject: Subject, element: Any) -> str:
    """The page of an element: its own, or that of the first one below it that names one."""
    waiting = [element]
    while waiting:
        one = waiting.pop(0)
        if isinstance(one, pikepdf.Dictionary):
            if "/Pg" in one:
                number = next((n for n, p in enumerate(subject.pdf.pages, 1) if p.objgen == one.Pg.objgen), 0)
                return f"page {number}" if number else ""
            waiting += kids_of(one)
    return ""
