"""Bookmarks: the places that links and cross-references reach."""

import re
from collections.abc import Iterable
from hashlib import sha256
from typing import Any

from exporter.backends.docx.ooxml import add

_LONGEST = 40  # characters of a name that Word keeps
_HEADINGS = ("h2", "h3", "h4", "h5", "h6")


def place_name(key: str, identifier: str = "") -> str:
    """The bookmark of an id in the article of a collection that is called `key`, or of its beginning: unlike every
    other's, whatever order they are in."""
    prefix = f"a{sha256(key.encode()).hexdigest()[:8]}_"
    name = prefix + (re.sub(r"\W+", "_", identifier) if identifier else "top")
    if len(name) <= _LONGEST and name.isascii():
        return name
    return f"{prefix}{sha256(identifier.encode()).hexdigest()[:16]}"


class Bookmarks:
    """Names the ids of a page that links reach, and all headings (a reader's own cross-references want those).

    In a collection, where the article is called `key`, others may lead to every id of a heading or span.
    """

    def __init__(self, page: Any, others: Iterable[str] = (), key: str = "") -> None:
        targets = [link.get("href")[1:] for link in page.iter("a") if link.get("href", "").startswith("#")]
        headings = [heading.get("id") for heading in page.iter(*_HEADINGS) if heading.get("id")]
        referred = {link.get("href")[1:] for link in page.iter("a") if link.get("class") == "cross-reference"}
        captions = {caption.getparent().get("id") for caption in page.iter("figcaption", "caption")
                    if caption[:1] and caption[0].get("class") == "number"}  # fmt: skip
        self._labels = referred & captions
        self._headings = frozenset(headings)
        wanted = dict.fromkeys([*headings, *targets, *others])
        present = {element.get("id") for element in page.iter() if element.get("id")}
        if key:
            wanted |= dict.fromkeys(span.get("id") for span in page.iter("span") if span.get("id"))
        names = [identifier for identifier in wanted if identifier in present]
        self._names = {identifier: place_name(key, identifier) for identifier in names} if key else _names(names)
        self._placed: set[str] = set()
        self._count = 0

    def name(self, identifier: str) -> str:
        """The bookmark's name of an id; "" when the page has no such id or nothing wants it."""
        return self._names.get(identifier, "")

    def start(self, parent: Any, element: Any) -> int:
        """Begin the bookmark of an element's id at the end of `parent`; 0 when there is none, else what `end` takes."""
        identifier = element.get("id")
        if identifier is None or identifier not in self._names or identifier in self._placed:
            return 0
        self._placed.add(identifier)
        self._count += 1
        add(parent, "bookmarkStart", id=self._count, name=self._names[identifier])
        return self._count

    def mark(self, parent: Any, name: str) -> None:
        """Mark a place at the end of `parent` by a bookmark around nothing."""
        self._count += 1
        add(parent, "bookmarkStart", id=self._count, name=name)
        add(parent, "bookmarkEnd", id=self._count)

    @property
    def count(self) -> int:
        """How many bookmarks there are so far; their ids count from 1."""
        return self._count

    def label(self, identifier: str) -> str:
        """The name of the bookmark around a caption's label and number alone; "" when nothing refers to it."""
        name = self.name(identifier)
        return f"_Ref_{name}"[:_LONGEST] if name and identifier in self._labels else ""

    def is_of_heading(self, identifier: str) -> bool:
        """Whether the bookmark of an id is around a heading's words."""
        return identifier in self._headings

    def start_label(self, parent: Any, identifier: str) -> int:
        """Begin the bookmark of a caption's label; 0 when nothing refers to it, else what `end` takes."""
        name = self.label(identifier)
        if not name:
            return 0
        self._count += 1
        add(parent, "bookmarkStart", id=self._count, name=name)
        return self._count

    def end(self, parent: Any, number: int) -> None:
        """End a bookmark at the end of `parent`."""
        if number:
            add(parent, "bookmarkEnd", id=number)


def _names(identifiers: list[str]) -> dict[str, str]:
    """Names that Word takes: they begin with a letter, go on with letters, digits and underscores, and none stands
    twice, whatever the case."""
    names: dict[str, str] = {}
    taken: set[str] = set()
    for identifier in identifiers:
        base = re.sub(r"\W+", "_", identifier)
        base = base if base[:1].isalpha() else f"s{base}"
        name, count = base[:_LONGEST], 1
        while name.lower() in taken:
            count += 1
            ending = f"_{count}"
            name = base[: _LONGEST - len(ending)] + ending
        taken.add(name.lower())
        names[identifier] = name
    return names
