"""What two EPUBs or two Word files hold otherwise beside their words: pictures, style rules, styles, margins.

Neither has pages of its own. What their readers' programs set pages from is compared instead.
"""

import hashlib
import posixpath
from collections.abc import Iterator, Mapping, Sequence
from difflib import SequenceMatcher
from itertools import zip_longest
from typing import Any
from urllib.parse import unquote

import msgspec

from exporter.checks.editions.changes import Change
from exporter.checks.editions.spans import spans_of
from exporter.checks.receipt.xhtml import local
from exporter.checks.rules.zipped import Package, opened_package

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_EMBED = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}embed"
_TYPE = "{http://www.idpf.org/2007/ops}type"
_HREF = "{http://www.w3.org/1999/xlink}href"

_MOST_NAMES = 3  # of rules or styles that changed alike

# For each thing what it says, by names that a reader of the change can find again.
Values = Mapping[str, Mapping[str, str]]


class Looks(msgspec.Struct, frozen=True):
    """What a package holds beside words: hashes of its cover and of its pictures in the order of reading, words in
    margins, and its looks."""

    cover: tuple[str, ...]
    pictures: tuple[str, ...]
    margins: Mapping[str, str]
    values: Values


def looks_of(format: str, data: bytes) -> Looks:
    """The looks of an EPUB or a DOCX. Raises Unreadable, KeyError or etree.XMLSyntaxError for what is none."""
    with opened_package(data) as package:
        package.hold_to_bounds()
        if format == "epub":
            book = _Book(package)
            return Looks(tuple(book.pictures(True)), tuple(book.pictures(False)), {}, _rules(book))
        return Looks((), tuple(_pictures_of_docx(package)), _margins(package), _styles(package))


def changes_in_looks(old: Looks, new: Looks) -> list[Change]:
    """Pictures first, then margins, then looks."""
    return [
        *([Change("replaced", "cover")] if old.cover != new.cover else []),
        *_pictures(old.pictures, new.pictures),
        *_words(old.margins, new.margins),
        *_values(old.values, new.values),
    ]


def _pictures(old: Sequence[str], new: Sequence[str]) -> Iterator[Change]:
    """Pictures by what their files hold."""
    for tag, a_from, a_to, b_from, b_to in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            continue
        for a, b in zip_longest(range(a_from, a_to), range(b_from, b_to)):
            if a is not None and b is not None:
                yield Change("replaced", f"picture {b + 1}")
            elif b is not None:
                yield Change("added", f"picture {b + 1}")
            else:
                yield Change("removed", f"picture {(a or 0) + 1}")


def _values(old: Values, new: Values) -> Iterator[Change]:
    """Rules and styles that one file has alone; then properties that are others, each way once with all who have it."""
    for name in (name for name in old if name not in new):
        yield Change("removed", name, old=_listed(old[name]))
    ways: dict[tuple[str, str], list[str]] = {}
    for name, after in new.items():
        before = old.get(name)
        if before is None:
            yield Change("added", name, new=_listed(after))
            continue
        for key in dict.fromkeys((*before, *after)):
            if before.get(key) != after.get(key):
                was, now = (f"{key}: {side[key]}" if key in side else "" for side in (before, after))
                ways.setdefault((was, now), []).append(name)
    for (was, now), names in ways.items():
        more = f" and {len(names) - _MOST_NAMES} more" if len(names) > _MOST_NAMES else ""
        yield Change("changed", f"{', '.join(names[:_MOST_NAMES])}{more}", old=was, new=now)


def _listed(properties: Mapping[str, str]) -> str:
    return "; ".join(f"{key}: {value}" for key, value in properties.items())


class _Book:
    """The parts of an EPUB by what its package document says of them."""

    def __init__(self, package: Package) -> None:
        self.package = package
        container = package.xml("META-INF/container.xml")
        self._opf = str(next(e for e in container.iter() if local(e) == "rootfile").get("full-path"))
        root = package.xml(self._opf)
        self._items = {item.get("id"): item for item in root.iter() if local(item) == "item"}
        self._spine = [e.get("idref") for e in root.iter() if local(e) == "itemref"]

    def parts(self, media_type: str) -> list[str]:
        """The paths of all items of a type."""
        return [self._path(item) for item in self._items.values() if item.get("media-type") == media_type]

    def pictures(self, of_cover: bool) -> list[str]:
        """The hash of each picture in the order of reading, of the cover or of all that follows."""
        found = []
        for item in (self._items[name] for name in self._spine if name in self._items):
            path = self._path(item)
            root = self.package.xml(path)
            if any("cover" in (element.get(_TYPE) or "").split() for element in root.iter()) != of_cover:
                continue
            for element in root.iter():
                target = {"img": element.get("src"), "image": element.get(_HREF)}.get(local(element))
                file = posixpath.normpath(posixpath.join(posixpath.dirname(path), unquote(target or "")))
                if target and file in self.package.names:
                    found.append(hashlib.sha256(self.package.data(file)).hexdigest())
        return found

    def _path(self, item: Any) -> str:
        return posixpath.normpath(posixpath.join(posixpath.dirname(self._opf), unquote(item.get("href") or "")))


def _rules(book: _Book) -> dict[str, dict[str, str]]:
    """Of each stylesheet each rule with its declarations; those of one selector together."""
    import tinycss2

    found: dict[str, dict[str, str]] = {}

    def walk(rules: Sequence[Any], where: str) -> None:
        for rule in rules:
            if rule.type == "qualified-rule":
                name = f'{where}rule "{" ".join(tinycss2.serialize(rule.prelude).split())}"'
            elif rule.type == "at-rule" and rule.content is not None:
                name = f"{where}@{rule.at_keyword} {' '.join(tinycss2.serialize(rule.prelude).split())}".rstrip()
                if rule.lower_at_keyword in ("media", "supports", "layer", "container"):
                    inside = tinycss2.parse_rule_list(rule.content, skip_comments=True, skip_whitespace=True)
                    walk(inside, f"{name}, ")
                    continue
            else:
                continue
            declared = found.setdefault(_unused(found, name) if rule.type == "at-rule" else name, {})
            for item in tinycss2.parse_blocks_contents(rule.content, skip_comments=True, skip_whitespace=True):
                if item.type == "declaration":
                    declared[item.lower_name] = tinycss2.serialize(item.value).strip()

    for path in sorted(book.parts("text/css")):
        if path in book.package.names:
            text = book.package.data(path).decode("utf-8", "replace")
            walk(tinycss2.parse_stylesheet(text, skip_comments=True, skip_whitespace=True), f"{path}, ")
    return found


def _unused(found: Mapping[str, object], name: str) -> str:
    """A name that no rule has yet: a stylesheet has several @font-face."""
    number = 2
    while name in found and f"{name} {number}" in found:
        number += 1
    return name if name not in found else f"{name} {number}"


def _pictures_of_docx(package: Package) -> list[str]:
    """The hash of each picture of the text in its order."""
    targets = {}
    if "word/_rels/document.xml.rels" in package.names:
        relations = package.xml("word/_rels/document.xml.rels")
        targets = {relation.get("Id"): relation.get("Target", "") for relation in relations}
    found = []
    for element in package.xml("word/document.xml").iter():
        if local(element) == "blip" and element.get(_EMBED) in targets:
            path = posixpath.normpath(posixpath.join("word", targets[element.get(_EMBED)])).lstrip("/")
            if path in package.names:
                found.append(hashlib.sha256(package.data(path)).hexdigest())
    return found


def _margins(package: Package) -> dict[str, str]:
    """The words of each header and footer."""
    found = {}
    for name in sorted(package.names):
        folder, _, part = name.partition("/")
        if folder == "word" and part.startswith(("header", "footer")) and part.endswith(".xml"):
            nodes = package.xml(name).iter(f"{_W}t", f"{_W}p")
            words = "".join(node.text or "" if node.tag == f"{_W}t" else " " for node in nodes)
            found[f"{part[: len('header')]} ({part})"] = " ".join(words.split())
    return found


def _words(old: Mapping[str, str], new: Mapping[str, str]) -> Iterator[Change]:
    for name in sorted({*old, *new}):
        before, after = old.get(name, ""), new.get(name, "")
        if before != after:
            spans = spans_of(before, after, "exact") if before and after else ()
            yield Change("changed", name, "", before, after, spans)


def _styles(package: Package) -> dict[str, dict[str, str]]:
    """Each style of Word with its properties, by their ways through its elements ("rPr/sz")."""
    if "word/styles.xml" not in package.names:
        return {}
    found: dict[str, dict[str, str]] = {}
    for style in package.xml("word/styles.xml").iter(f"{_W}style"):
        name = next((e.get(f"{_W}val", "") for e in style if local(e) == "name"), style.get(f"{_W}styleId", ""))
        properties = found.setdefault(f'style "{name}"', {})
        for element in style.iterdescendants():
            way = [local(e) for e in (*reversed([*element.iterancestors()]), element)]
            for key, value in element.attrib.items():
                end = "" if local_name(key) == "val" else f" {local_name(key)}"
                properties["/".join(way[way.index("style") + 1 :]) + end] = value
    return found


def local_name(key: Any) -> str:
    """An attribute's name without its namespace."""
    return str(key).rpartition("}")[2]
