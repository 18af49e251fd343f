"""Rules of a Word file's markup: that it is what the published schemas allow, read from a table made of them.

The table (word_schema.json) has of each type its parts in order, and its attributes with the pattern of their values;
`.ci/word_schema.py` makes it from the transitional schemas of ECMA-376. Other namespaces are left to their programs.
"""

import re
from collections.abc import Iterator
from functools import cache, cached_property
from importlib.resources import files
from typing import Any

import msgspec
from lxml import etree

from exporter.checks.rules import Finding, rule
from exporter.checks.rules.docx import MC, Subject, W, kind_of, words_of

_KNOWN_PARTS = frozenset(("styles", "numbering", "settings", "fontTable", "webSettings", "glossaryDocument", "header",
                          "footer", "footnotes", "endnotes", "comments"))  # fmt: skip
_MUST_UNDERSTAND = f"{MC}MustUnderstand"
_IGNORABLE = f"{MC}Ignorable"
_OTHERS = etree.XPath(
    "//*[namespace-uri() != '' and not(starts-with(namespace-uri(), 'http://schemas.openxmlformats.org/') or"
    " starts-with(namespace-uri(), 'urn:schemas-microsoft-com:') or starts-with(namespace-uri(), 'http://www.w3.org/'))]"
)
_MOST = 20  # findings of one kind in one part
_TOLERATED = frozenset((("w:CT_Zoom", f"{W}percent"),))  # Word itself leaves it out at times
_TEXT = frozenset(f"{W}{name}" for name in ("t", "delText", "instrText", "delInstrText"))


class _Schema(msgspec.Struct, frozen=True, dict=True):
    """The table as it is kept: names are "prefix:name", parts {"#": "1" or "*", "@": a set, name: type}."""

    spaces: dict[str, str]
    elements: dict[str, str]
    values: dict[str, str]
    sets: dict[str, dict[str, str]]
    types: dict[str, tuple[list[dict[str, str]], dict[str, str]]]

    @cached_property
    def roots(self) -> dict[str, str]:
        return {self.named(name): type for name, type in self.elements.items()}

    @cached_property
    def known(self) -> frozenset[str]:
        """The namespaces that the table speaks of."""
        return frozenset(self.spaces[prefix] for prefix in ("w", "wp", "a", "pic", "m"))

    def named(self, name: str) -> str:
        prefix, _, local = name.rpartition(":")
        return f"{{{self.spaces[prefix]}}}{local}" if prefix in self.spaces else local


class _Type:
    """A type ready for use: its parts as (once?, {tag: type}), and its attributes."""

    def __init__(self, schema: _Schema, name: str) -> None:
        parts, attributes = schema.types.get(name, ([], {}))
        self.parts = [
            (part["#"] == "1", {schema.named(child) if child != "*" else "*": type
                                for child, type in {**schema.sets.get(part.get("@", ""), {}), **part}.items()
                                if child not in ("#", "@")})
            for part in parts
        ]  # fmt: skip
        self.of: dict[str, str] = {tag: type for _, part in reversed(self.parts) for tag, type in part.items()}
        self.is_open = "*" in self.of or name not in schema.types
        self.attributes = {
            schema.named(attribute.lstrip("!")): schema.values.get(type, "") for attribute, type in attributes.items()
        }
        required = [schema.named(attribute[1:]) for attribute in attributes if attribute.startswith("!")]
        self.required = [attribute for attribute in required if (name, attribute) not in _TOLERATED]


class _Faults(msgspec.Struct):
    """What the walk found, by the rule that tells it: of each fault the places. Who errs once errs everywhere."""

    order: dict[str, list[tuple[str, Any]]] = msgspec.field(default_factory=dict)
    unknown: dict[str, list[tuple[str, Any]]] = msgspec.field(default_factory=dict)
    values: dict[str, list[tuple[str, Any]]] = msgspec.field(default_factory=dict)
    count: int = 0

    def add(self, kind: dict[str, list[tuple[str, Any]]], text: str, name: str, element: Any) -> None:
        kind.setdefault(text, []).append((name, element))
        self.count += 1


@rule("V404", "error", "parts stand in the schema's order",
      why="Word calls the file broken and repairs it, or passes over what stands too late.",
      mend="save the file again with Word, which sorts them; the program that made it has a fault",
      source="ECMA-376-1, annex A; ISO/IEC 29500-4", slow=True)  # fmt: skip
def in_order(subject: Subject) -> Iterator[Finding]:
    yield from _told(subject, subject.once(_walked).order)


@rule("V418", "error", "elements and attributes are those of the schema",
      why="Word calls the file broken for a name that it does not know, or drops what it names.",
      mend="save the file again with Word, and look what is missing; the program that made it has a fault",
      source="ECMA-376-1, annex A; ISO/IEC 29500-4",
      slow=True,
      )  # fmt: skip
def known(subject: Subject) -> Iterator[Finding]:
    yield from _told(subject, subject.once(_walked).unknown)


@rule("V419", "error", "values are those that the schema allows",
      why="Word calls the file broken for one wrong number or word.",
      mend="save the file again with Word, and look what has changed; the program that made it has a fault",
      source="ECMA-376-1, annex A; ISO/IEC 29500-4",
      slow=True)  # fmt: skip
def valued(subject: Subject) -> Iterator[Finding]:
    yield from _told(subject, subject.once(_walked).values)


@rule("V420", "error", "extensions are declared",
      why="Word refuses a file whose list of what may be ignored names a prefix that is not there; other programs "
      "refuse newer markup that is not in the list.",
      mend="declare each prefix of mc:Ignorable, and put each newer namespace into it", source="ECMA-376-3, 7.2, 7.5",
      slow=True)  # fmt: skip
def declared(subject: Subject) -> Iterator[Finding]:
    for name, root in _parts(subject):
        ignorable = _ignorable(root)
        for prefix in (root.get(_IGNORABLE) or "").split():
            if prefix not in root.nsmap:
                yield Finding(f'mc:Ignorable names the prefix "{prefix}", which is not declared', name)
        for choice in root.iter(f"{MC}Choice"):
            for prefix in (choice.get("Requires") or "").split():
                if prefix not in choice.nsmap:
                    yield Finding(f'an alternative requires the prefix "{prefix}", which is not declared', name)
        told: set[str] = set()
        others: Any = _OTHERS(root)
        for element in others:
            space = _space(element.tag)
            if space in told or space in ignorable:
                continue
            parent = element.getparent()
            in_text = parent is not None and parent.tag.startswith(W)
            chosen = any(e.tag == f"{MC}Choice" for e in element.iterancestors())
            if in_text and not chosen and not _is_ignored(element):
                told.add(space)
                yield Finding(f'markup of "{space}" is used, and not listed in mc:Ignorable', name)


@rule("V421", "error", "rows have cells, and cells end in a paragraph",
      why="Word calls the file broken: the mark at the end of a cell is its last paragraph.",
      mend="end each cell in a w:p, though it be empty", source="ECMA-376-1, 17.4.65", slow=True)  # fmt: skip
def closed(subject: Subject) -> Iterator[Finding]:
    for name, root in subject.stories:
        for cell in root.iter(f"{W}tc"):
            inside = [e for e in cell.iterchildren("*") if e.tag in (f"{W}p", f"{W}tbl", f"{W}sdt", f"{W}customXml")]
            if not inside or inside[-1].tag == f"{W}tbl":
                yield Finding("a cell does not end in a paragraph", subject.place(name, cell))
        for row in root.iter(f"{W}tr"):
            if next(row.iter(f"{W}tc"), None) is None:
                yield Finding("a row has no cells", subject.place(name, row))
        for note in root.iter(f"{W}footnote", f"{W}endnote", f"{W}comment"):
            if next(note.iter(f"{W}p"), None) is None:
                yield Finding("a note has no paragraph", subject.place(name, note))


def _told(subject: Subject, faults: dict[str, list[tuple[str, Any]]]) -> Iterator[Finding]:
    for text, places in list(faults.items())[:_MOST]:
        often = f", {len(places)} times, first here" if len(places) > 1 else ""
        yield Finding(f"{text}{often}", subject.place(*places[0]))


@cache
def _schema() -> _Schema:
    data = files("exporter.checks.rules").joinpath("word_schema.json").read_bytes()
    return msgspec.json.decode(data, type=_Schema)


@cache
def _type(name: str) -> _Type:
    return _Type(_schema(), name)


@cache
def _fits(pattern: str, value: str) -> bool:
    return re.fullmatch(pattern, value.strip()) is not None


def _parts(subject: Subject) -> list[tuple[str, Any]]:
    """The parts that are written in Word's own markup."""
    found = dict(subject.stories)
    for relation in subject.relations(subject.main):
        name = subject.target(subject.main, relation)
        if kind_of(relation) in _KNOWN_PARTS and subject.has(name) and name not in found:
            found[name] = subject.part(name)
    return list(found.items())


def _walked(subject: Subject) -> _Faults:
    """Each element held to its type. Strict files have schemas of their own, and are left alone."""
    faults = _Faults()
    if subject.is_strict:
        return faults
    schema = _schema()
    for name, root in _parts(subject):
        if root.tag in schema.roots:
            _walk(name, root, schema, faults)
    return faults


def _walk(name: str, root: Any, schema: _Schema, faults: _Faults) -> None:
    passed = _ignorable(root)
    seen: set[Any] = set()  # shapes that are right: most elements are like others before them
    waiting = [(root, schema.roots[root.tag])]
    while waiting:
        element, kind = waiting.pop()
        type = _type(kind)
        children = [(child, child.tag) for child in _children(element)]
        shape = kind, tuple(tag for _, tag in children), tuple(element.attrib.items())
        if shape not in seen:
            before = faults.count
            _hold(name, element, type, children, schema, passed, faults)
            if before == faults.count:
                seen.add(shape)
        for child, tag in reversed(children):
            below = type.of.get(tag) or (schema.roots.get(tag) if type.is_open else None)
            if below:
                waiting.append((child, below))


def _hold(
    name: str, element: Any, type: _Type, children: list[tuple[Any, str]], schema: _Schema,
    passed: frozenset[str], faults: _Faults,
) -> None:  # fmt: skip
    """Hold one element's children and attributes to its type."""
    own = _shown(element)
    at, used = 0, False
    for child, tag in children:
        space = _space(tag)
        if space not in schema.known or space in passed:
            continue
        if tag not in type.of:
            if not type.is_open:
                text = f"{own} holds {_shown(child)}, which the schema does not know there"
                faults.add(faults.unknown, text, name, child)
            continue
        here = next((n for n in range(at, len(type.parts)) if tag in type.parts[n][1]
                     and not (n == at and used and type.parts[n][0])), -1)  # fmt: skip
        if here < 0:
            twice = tag in type.parts[at][1]
            text = f"{own} holds {_shown(child)} {'twice' if twice else 'too late'}"
            faults.add(faults.order, text, name, child)
        else:
            at, used = here, True
    for attribute, value in element.attrib.items():
        space = _space(attribute)
        if space and (space not in schema.known or space in passed):
            continue
        if attribute not in type.attributes:
            if not type.is_open:
                text = f"{own} has the attribute {_local(attribute)}, which the schema does not know"
                faults.add(faults.unknown, text, name, element)
        elif type.attributes[attribute] and not _fits(type.attributes[attribute], value):
            text = f'{own} has "{value[:40]}" as {_local(attribute)}'
            faults.add(faults.values, text, name, element)
    for attribute in type.required:
        if element.get(attribute) is None:
            text = f"{own} lacks {_local(attribute)}"
            faults.add(faults.values, text, name, element)
    if element.tag.startswith(W) and element.tag not in _TEXT and _has_loose_text(element):
        text = f'{own} holds words of its own ("{words_of(element)[:20] or (element.text or "").strip()[:20]}")'
        faults.add(faults.unknown, text, name, element)


def _children(element: Any) -> Iterator[Any]:
    """The children, those of alternatives in place of these."""
    for child in element.iterchildren("*"):
        if child.tag == f"{MC}AlternateContent":
            for alternative in child.iterchildren("*"):
                yield from _children(alternative)
        else:
            yield child


def _has_loose_text(element: Any) -> bool:
    return bool((element.text or "").strip() or any((child.tail or "").strip() for child in element))


def _ignorable(root: Any) -> frozenset[str]:
    """The namespaces that a part lets older programs pass over."""
    return frozenset(root.nsmap[prefix] for prefix in (root.get(_IGNORABLE) or "").split() if prefix in root.nsmap)


def _is_ignored(element: Any) -> bool:
    """Whether an element, or one that it stands in, says itself what may be passed over."""
    space = _space(element.tag)
    return any(space in _ignorable(e) for e in (element, *element.iterancestors()))


def _space(tag: str) -> str:
    return tag[1:].partition("}")[0] if tag.startswith("{") else ""


def _local(name: str) -> str:
    return name.rpartition("}")[2]


def _shown(element: Any) -> str:
    return f"{element.prefix}:{_local(element.tag)}" if element.prefix else _local(element.tag)
