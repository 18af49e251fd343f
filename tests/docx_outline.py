"""A DOCX as lines that a person can review; reads the package with the standard library alone, as a stranger would.

One line a paragraph: `[style id | marks] text`. Marks tell what the text does not: the number of a list, a page
break, a direction. In the text **bold**, //italic//, `code`-like styles as {style:text}, links as <text -> target>,
fields as {PAGE}, pictures as {picture: alternative text}, calls of notes as {^id}, line breaks as ⏎.
"""

import io
import zipfile
from collections.abc import Iterator
from xml.etree import ElementTree

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
WP = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
RELATIONSHIP = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"

Element = ElementTree.Element


class Package:
    """The parts of a DOCX by their names, and their relationships."""

    def __init__(self, data: bytes) -> None:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            self.parts = {name: archive.read(name) for name in archive.namelist()}

    def root(self, name: str) -> Element:
        return ElementTree.fromstring(self.parts[name])

    def relations(self, name: str) -> dict[str, tuple[str, str, str]]:
        """A part's relationships: id to (kind, target, mode)."""
        folder, _, file = name.rpartition("/")
        path = f"{folder}/_rels/{file}.rels" if folder else f"_rels/{file}.rels"
        if path not in self.parts:
            return {}
        return {
            item.get("Id", ""): (
                item.get("Type", "").rpartition("/")[2],
                item.get("Target", ""),
                item.get("TargetMode", "Internal"),
            )
            for item in self.root(path).iter(RELATIONSHIP)
        }


def outline(data: bytes) -> list[str]:
    """The body of a document, then its notes as `note ID`, headers and footers."""
    package = Package(data)
    name = "word/document.xml"
    body = package.root(name).find(f"{W}body")
    assert body is not None
    lines = list(_blocks(body, package.relations(name), ""))
    if "word/footnotes.xml" in package.parts:
        targets = package.relations("word/footnotes.xml")
        for note in package.root("word/footnotes.xml"):
            if note.get(f"{W}type") is None:
                lines.append(f"note {note.get(f'{W}id')}")
                lines += _blocks(note, targets, "  ")
    for kind, target, _ in sorted(package.relations(name).values()):
        if kind in ("header", "footer"):
            part = f"word/{target}"
            lines.append(f"{kind} {target}")
            lines += _blocks(package.root(part), package.relations(part), "  ")
    return lines


def words(data: bytes) -> str:
    """Every word of the document's body, notes included, paragraphs divided by line ends."""
    package = Package(data)
    stories = [name for name in ("word/document.xml", "word/footnotes.xml") if name in package.parts]
    texts = []
    for name in stories:
        for paragraph in package.root(name).iter(f"{W}p"):
            texts.append("".join(node.text or "" for node in paragraph.iter(f"{W}t")))
    return "\n".join(texts)


def _blocks(parent: Element, targets: dict[str, tuple[str, str, str]], indent: str) -> Iterator[str]:
    for element in parent:
        if element.tag == f"{W}p":
            yield f"{indent}{_paragraph(element, targets)}"
        elif element.tag == f"{W}tbl":
            style = element.find(f"{W}tblPr/{W}tblStyle")
            yield f"{indent}table {style.get(f'{W}val') if style is not None else ''}"
            for row in element.iter(f"{W}tr"):
                head = row.find(f"{W}trPr/{W}tblHeader") is not None
                yield f"{indent}  {'head row' if head else 'row'}"
                for cell in row.findall(f"{W}tc"):
                    yield f"{indent}    cell{_spans(cell)}"
                    yield from _blocks(cell, targets, f"{indent}      ")
        elif element.tag == f"{W}sdt":
            content = element.find(f"{W}sdtContent")
            assert content is not None
            yield from _blocks(content, targets, indent)


def _spans(cell: Element) -> str:
    wide = cell.find(f"{W}tcPr/{W}gridSpan")
    high = cell.find(f"{W}tcPr/{W}vMerge")
    text = f" wide={wide.get(f'{W}val')}" if wide is not None else ""
    return text + (f" high={high.get(f'{W}val', 'continue')}" if high is not None else "")


def _paragraph(paragraph: Element, targets: dict[str, tuple[str, str, str]]) -> str:
    properties = paragraph.find(f"{W}pPr")
    marks = []
    style = "Normal"
    if properties is not None:
        named = properties.find(f"{W}pStyle")
        style = named.get(f"{W}val", "") if named is not None else style
        number = properties.find(f"{W}numPr")
        if number is not None:
            level, identifier = number.find(f"{W}ilvl"), number.find(f"{W}numId")
            assert level is not None
            assert identifier is not None
            marks.append(f"list {identifier.get(f'{W}val')} level {level.get(f'{W}val')}")
        marks += [mark for mark in ("bidi", "pageBreakBefore", "keepNext") if _is_on(properties, mark)]
    text = "".join(_runs(paragraph, targets))
    return f"[{' | '.join([style, *marks])}] {text}".rstrip()


def _is_on(properties: Element, name: str) -> bool:
    found = properties.find(f"{W}{name}")
    return found is not None and found.get(f"{W}val", "1") not in ("0", "false")


def _runs(parent: Element, targets: dict[str, tuple[str, str, str]]) -> Iterator[str]:
    in_code = False
    for element in parent:
        tag = element.tag.removeprefix(W)
        if tag == "r":
            kinds = [field.get(f"{W}fldCharType") for field in element.iter(f"{W}fldChar")]
            if kinds:
                in_code = kinds[-1] == "begin"
            yield _run(element)
        elif tag == "hyperlink":
            target = element.get(f"{W}anchor")
            place = f"#{target}" if target else targets[element.get(f"{R}id", "")][1]
            yield f"<{''.join(_runs(element, targets))} -> {place}>"
        elif tag == "bookmarkStart":
            yield f"{{#{element.get(f'{W}name')}}}"
        elif tag in ("sdt", "fldSimple", "sdtContent"):
            yield from _runs(element, targets)
    assert not in_code or parent.tag != f"{W}p", "a field begins in one paragraph and ends in another"


def _run(run: Element) -> str:
    text = "".join(_piece(piece) for piece in run)
    properties = run.find(f"{W}rPr")
    if properties is None or not text:
        return text
    bold, italic = "**" * _is_on(properties, "b"), "//" * _is_on(properties, "i")
    style = properties.find(f"{W}rStyle")
    if style is not None and style.get(f"{W}val") not in ("Hyperlink", "FootnoteReference"):
        text = f"{{{style.get(f'{W}val')}:{text}}}"
    return f"{bold}{italic}{text}{italic}{bold}"


def _piece(piece: Element) -> str:
    tag = piece.tag.removeprefix(W)
    if tag == "t":
        return piece.text or ""
    if tag == "instrText":
        return f"{{{(piece.text or '').strip()}}}"
    if tag == "footnoteReference":
        return f"{{^{piece.get(f'{W}id')}}}"
    if tag == "footnoteRef":
        return "{^}"
    if tag == "drawing":
        described = next(piece.iter(f"{WP}docPr"))
        return f"{{picture: {described.get('descr')}}}"
    return {"br": "{page break}" if piece.get(f"{W}type") == "page" else "⏎", "tab": "⇥", "noBreakHyphen": "-"}.get(
        tag, ""
    )
