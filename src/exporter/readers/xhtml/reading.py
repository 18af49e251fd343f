"""The article of a page that `writers.xhtml` wrote, perhaps corrected by hand since."""

import json
import re
from collections.abc import Iterator
from typing import Any

import msgspec
from lxml import etree

from exporter.errors import SourceError
from exporter.messages import Report
from exporter.model.article import Article
from exporter.model.walk import depth_of
from exporter.origin import Origin, Source
from exporter.readers import ReadOptions, check_size, refusal
from exporter.readers.fields import metadata_of
from exporter.readers.front_matter import Field
from exporter.readers.structured import NODES
from exporter.readers.web import read as read_page
from exporter.readers.xhtml.forms import FORMS, GENERATOR, INLINE_PARTS, JSON_FIELDS, attribute_of

_HEAD = 2_000  # bytes, in which a page of ours says that it is one
_SPACE = " \t\n\r"
_HEADING = re.compile(r"h([1-6])")
_BY_TAG = {form.tag: type for type, form in reversed(FORMS.items())} | {"th": "cell"}


class _MisfitError(Exception):
    """Something that no page of ours has, and its place."""

    def __init__(self, text: str, origin: Origin) -> None:
        super().__init__(text)
        self.origin = origin


def read(source: Source, options: ReadOptions, report: Report) -> Iterator[Article]:
    """The article of a page of XHTML. Raises SourceError as the reader of web pages does."""
    check_size(source.name, len(source.data), options, report)
    if GENERATOR.encode() not in source.data[:_HEAD]:
        yield from read_page(source, options, report)
        return
    report.know(source.name, source.data.decode("utf-8", "replace"))
    try:
        article = _Reader(source.name).article(_root(source), options, report)
    except _MisfitError as exc:
        text = f"the page was written by exporter, and {exc}: it is read like any page"
        report.add("R527", text, "undo that, or write the page anew: exporter read --to xhtml", exc.origin)
        yield from read_page(source, options, report)
        return
    if depth_of(article.body) > options.max_depth:
        text, hint = f"the text is nested more than {options.max_depth} levels deep", "write it flatter"
        raise SourceError(refusal(report, "R210", text, hint, Origin(source.name)))
    yield article


def _root(source: Source) -> Any:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        root: Any = etree.fromstring(source.data, parser)
    except etree.XMLSyntaxError as exc:
        line, column = exc.position
        reason = str(exc.msg).partition(", line ")[0]
        raise _MisfitError(f"is no XML any more ({reason})", Origin(source.name, line, max(column, 1))) from exc
    declared: Any = root.getroottree().docinfo.internalDTD
    if declared is not None and next(declared.iterentities(), None) is not None:
        raise _MisfitError("declares entities", Origin(source.name))
    return root


class _Reader:
    """Takes one page apart, into what the schema of articles wants."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._notes: dict[str, Any] = {}

    def article(self, root: Any, options: ReadOptions, report: Report) -> Article:
        found = {_tag(element): element for element in root.iter("{*}main", "{*}h1")}
        standfirst = next((element for element in root.iter("{*}p") if element.get("data-field") == "standfirst"), None)
        self._notes = {note.get("data-note"): note for note in root.iter("{*}li") if note.get("data-note")}
        whole = {
            "metadata": {},
            "body": self._nodes(found["main"]) if "main" in found else [],
            "standfirst": [] if standfirst is None else self._inlines(standfirst),
        }
        for number, note in self._notes.items():
            raise _MisfitError(f"note {number} is called nowhere", self._origin(note))
        try:
            shaped = msgspec.convert(whole, Article)
        except msgspec.ValidationError as exc:
            raise _MisfitError(f"has what no article has ({exc})", Origin(self._name)) from exc
        metadata, _ = metadata_of(tuple(self._fields(root)), options.settings, report)
        title = "".join(found["h1"].itertext()) if "h1" in found else ""
        if "title" not in options.settings:
            metadata = msgspec.structs.replace(metadata, title=title)
        if not metadata.title:
            report.add("R101", "the page has no title", "give one with --set title=…", Origin(self._name))
        return msgspec.structs.replace(shaped, metadata=metadata)

    def _fields(self, root: Any) -> Iterator[Field]:
        for script in root.iter("{*}script"):
            if script.get("id") == "exporter-fields":
                place = self._origin(script)
                for key, value in self._json(script.text or "{}", place).items():
                    yield Field(key, value, place, place)

    def _node(self, element: Any) -> dict[str, Any]:
        tag = _tag(element)
        heading = _HEADING.fullmatch(tag)
        type = element.get("data-type") or ("heading" if heading else _BY_TAG.get(tag, ""))
        if type not in FORMS:
            raise _MisfitError(f"has <{tag}> where no article has one", self._origin(element))
        node: dict[str, Any] = {"type": type, "origin": self._place(element), **self._said(element, type)}
        if heading and "level" not in node:
            node["level"] = max(int(heading[1]) - 1, 1)
        if type == "cell" and tag == "th":
            node["header"] = True
        return node | self._inside(element, type)

    def _said(self, element: Any, type: str) -> dict[str, Any]:
        """The fields that stand in attributes."""
        said: dict[str, Any] = {}
        for field in NODES[type].__struct_fields__:
            if field == "classes" and element.get("class"):
                said["classes"] = element.get("class").split()
            value = element.get(attribute_of(type, field) if field != "classes" else "data-classes")
            if value is not None:
                said[field] = self._json(value, self._origin(element)) if field in JSON_FIELDS else value
        return said

    def _inside(self, element: Any, type: str) -> dict[str, Any]:
        """The fields that stand in elements, and in text."""
        form = FORMS[type]
        if type in ("note", "note-reference"):
            return self._noted(element) if type == "note" else {}
        inside: dict[str, Any] = {}
        apart = []
        for child in element:
            field = _part_of(child, form.parts)
            if field and field not in inside:
                inside[field] = self._inlines(child) if field in INLINE_PARTS else self._nodes(child)
                apart.append(child)
        match type:
            case "definition-item":
                inside["terms"] = [self._inlines(child) for child in element.iterchildren("{*}dt")]
                inside["definitions"] = [self._nodes(child) for child in element.iterchildren("{*}dd")]
            case "chart":
                inside |= self._numbers(element)
            case "qr":
                inside["target"] = "".join(element.xpath("string(*[local-name()='p']/*[local-name()='a'])"))
            case "code-block":
                inside["value"] = "".join("".join(code.itertext()) for code in element.iterchildren("{*}code"))
            case _ if form.content == "value":
                inside["value"] = "".join(element.itertext())
            case _ if form.content == "children":
                inside["children"] = self._inlines(element)
            case _ if form.content:
                inside[form.content] = self._nodes(element, apart)
        return inside

    def _noted(self, element: Any) -> dict[str, Any]:
        note = self._notes.pop(element.get("data-note", ""), None)
        if note is None:
            raise _MisfitError("calls a note whose text is not there, or is called twice", self._origin(element))
        return {"blocks": self._nodes(note)}

    def _numbers(self, element: Any) -> dict[str, Any]:
        table = next((child for child in element.iterchildren("{*}table")), None)
        if table is None:
            return {}
        rows = [[self._cell(cell) for cell in row.iter("{*}td")] for row in table.iter("{*}tr")]
        names = ["".join(cell.itertext()) for cell in table.iter("{*}th")]
        return {"columns": names, "rows": rows[1:]}

    def _cell(self, cell: Any) -> Any:
        value = cell.get("data-value")
        return "".join(cell.itertext()) if value is None else self._json(value, self._origin(cell))

    def _nodes(self, element: Any, apart: Any = ()) -> list[dict[str, Any]]:
        """The elements in an element, but for those apart, as nodes; spaces between them mean nothing."""
        nodes = []
        for text in (element.text, *(child.tail for child in element)):
            if text and text.strip(_SPACE):
                words = text.strip(_SPACE)[:40]
                raise _MisfitError(f'has words outside a paragraph ("{words}")', self._origin(element))
        for child in element:
            if isinstance(child.tag, str) and child not in apart:
                nodes.append(self._node(child))
        return nodes

    def _inlines(self, element: Any) -> list[dict[str, Any]]:
        """Running text with what stands in it."""
        nodes: list[dict[str, Any]] = []
        place = self._place(element)
        if element.text:
            nodes.append({"type": "text", "value": element.text, "origin": place})
        for child in element:
            if isinstance(child.tag, str):
                nodes.append(self._node(child))
            if child.tail:
                nodes.append({"type": "text", "value": child.tail, "origin": self._place(child)})
        return nodes

    def _json(self, text: str, origin: Origin) -> Any:
        try:
            return json.loads(text)
        except (ValueError, RecursionError) as exc:
            raise _MisfitError(f'has "{text[:40]}" where JSON should stand', origin) from exc

    def _origin(self, element: Any) -> Origin:
        return Origin(self._name, element.sourceline or 1)

    def _place(self, element: Any) -> dict[str, Any]:
        return {"file": self._name, "line": element.sourceline or 1}


def _tag(element: Any) -> str:
    return str(etree.QName(element).localname) if isinstance(element.tag, str) else ""


def _part_of(element: Any, parts: dict[str, str]) -> str:
    """The field that an element holds, "" for none."""
    tag, named = _tag(element), element.get("data-field") or ""
    if named in parts:
        return named
    own = ("caption", "figcaption", "thead", "tbody")
    return next((field for field, each in parts.items() if each == tag and tag in own), "")
