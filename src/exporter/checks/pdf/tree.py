"""The structure tree of a PDF (ISO 32000-1, 14.7): its elements in order, each with its standard type and contents."""

from collections.abc import Hashable, Iterator, Mapping
from functools import cached_property
from typing import Any

import pikepdf

from exporter.checks.pdf.objects import entries, entry, is_dictionary, items, name, text

# ISO 32000-1, 14.8.4.
STANDARD_TYPES = frozenset(
    "Document Part Art Sect Div BlockQuote Caption TOC TOCI Index NonStruct Private P H H1 H2 H3 H4 H5 H6 L LI Lbl"
    " LBody Table TR TH TD THead TBody TFoot Span Quote Note Reference BibEntry Code Link Annot Ruby RB RT RP Warichu"
    " WT WP Figure Formula Form".split()
)
_TRANSPARENT = frozenset(("NonStruct", "Div", "Part"))  # they group, and mean nothing where types must nest
MOST_ELEMENTS = 300_000
MOST_DEEP = 1_000


class Element:
    """A structure element: `tag` is what it is called, `kind` the standard type that this stands for ("" for none)."""

    __slots__ = (
        "classes",
        "entries",
        "holder",
        "kids",
        "kind",
        "language",
        "links",
        "marks",
        "node",
        "page",
        "parent",
        "tag",
    )

    def __init__(
        self,
        node: Any,
        known: dict[str, Any],
        kind: str,
        parent: "Element | None" = None,
        page: int = 0,
        classes: dict[str, Any] | None = None,
    ) -> None:
        self.node = node
        self.entries = known
        self.classes = classes or {}  # attributes that elements share, by the names that they call them
        self.tag = name(known.get("/S"))
        self.kind = kind
        self.parent = parent
        self.kids: list[Element] = []
        self.page = page  # the first is 1; 0: it names none, nor does one above it
        # The standard type of the nearest element above that is more than a group, and the language that holds here.
        self.holder: str = "" if parent is None else parent.holder if parent.kind in _TRANSPARENT else parent.kind
        self.language: str = self.text("/Lang") or (parent.language if parent is not None else "")
        self.marks: list[tuple[int, int]] = []  # pages and identifiers of marked content, in order
        self.links: list[Any] = []  # annotations and other objects that are its content

    def text(self, key: str) -> str:
        """A text of the element: Alt, ActualText, E, Lang, ID."""
        return text(self.entries.get(key))

    def attributes(self, owner: str) -> dict[str, Any]:
        """Its attributes that belong to an owner ("Layout", "Table"); of two of the same name the last counts."""
        found: dict[str, Any] = {}
        shared = [
            part for called in items(self.entries.get("/C")) for part in items(self.classes.get(f"/{name(called)}"))
        ]
        for part in (*shared, *items(self.entries.get("/A"))):
            if is_dictionary(part) and name(entry(part, "/O")) == owner:
                found |= entries(part)
        return found

    def inside(self) -> "Iterator[Element]":
        """The element and all below it."""
        waiting = [self]
        while waiting:
            element = waiting.pop()
            yield element
            waiting += reversed(element.kids)

    def above(self) -> "Iterator[Element]":
        """The elements that hold this one, from the nearest."""
        element = self.parent
        while element is not None:
            yield element
            element = element.parent

    @property
    def parts(self) -> "list[Element]":
        """The elements below it, those of groups in the place of the group."""
        found, waiting = [], list(reversed(self.kids))
        while waiting:
            kid = waiting.pop()
            if kid.kind in _TRANSPARENT:
                waiting += reversed(kid.kids)
            else:
                found.append(kid)
        return found


class Tree:
    """The structure tree; without one it has no elements."""

    def __init__(self, root: Any, pages: Mapping[Hashable, int]) -> None:
        """`root` is the catalog, `pages` tells the number of a page by its object."""
        self._root = entry(root, "/StructTreeRoot")
        self._pages = pages
        self.roles = {key[1:]: name(value) for key, value in entries(entry(self._root, "/RoleMap")).items()}
        self.cut = False  # it has more elements than are read
        self._by_node: dict[Hashable, Element] = {}

    @property
    def present(self) -> bool:
        """Whether the document has a structure tree."""
        return is_dictionary(self._root)

    def kind(self, tag: str) -> str:
        """The standard type that a tag stands for, by way of the role map; "" for none."""
        passed, target = {tag}, self.roles.get(tag, "")
        if tag in STANDARD_TYPES and target in ("", tag):
            return tag
        while target and target not in passed:
            if target in STANDARD_TYPES:
                return target
            passed.add(target)
            target = self.roles.get(target, "")
        return tag if tag in STANDARD_TYPES else ""

    def turns(self, tag: str) -> bool:
        """Whether the role map leads from a tag back to where it has been."""
        passed, target = {tag}, self.roles.get(tag, "")
        while target:
            if target in passed:
                return True
            passed.add(target)
            target = self.roles.get(target, "")
        return False

    @cached_property
    def elements(self) -> list[Element]:
        """Every element, in the order of the tree."""
        found: list[Element] = []
        kinds: dict[str, str] = {}
        classes = entries(entry(self._root, "/ClassMap"))
        waiting: list[tuple[Any, Element | None]] = [(kid, None) for kid in reversed(items(entry(self._root, "/K")))]
        while waiting:
            node, parent = waiting.pop()
            known = {} if isinstance(node, int) else entries(node)
            if not isinstance(node, pikepdf.Dictionary) or name(known.get("/Type")) not in ("", "StructElem"):
                if parent is not None:
                    self._content(node, known, parent)
                continue
            own = node.objgen if node.is_indirect else (0, len(found))
            if own in self._by_node:
                continue
            if len(found) == MOST_ELEMENTS:
                self.cut = True
                break
            tag = name(known.get("/S"))
            if tag not in kinds:
                kinds[tag] = self.kind(tag)
            page = self._page(known.get("/Pg")) or (parent.page if parent is not None else 0)
            element = Element(node, known, kinds[tag], parent, page, classes)
            self._by_node[own] = element
            found.append(element)
            if parent is not None:
                parent.kids.append(element)
            waiting += [(kid, element) for kid in reversed(items(known.get("/K")))]
        return found

    @cached_property
    def _parents(self) -> dict[int, Any]:
        found: dict[int, Any] = {}
        waiting, seen = [entry(self._root, "/ParentTree")], 0
        while waiting and seen < MOST_ELEMENTS:
            node = waiting.pop()
            seen += 1
            waiting += items(entry(node, "/Kids"))
            pairs = items(entry(node, "/Nums"))
            found |= {n: value for n, value in zip(pairs[::2], pairs[1::2], strict=False) if isinstance(n, int)}
        return found

    def owner(self, number: Any) -> Element | None:
        """The element that the parent tree names for an object's StructParent, even one that hangs nowhere."""
        node = self._parents.get(number) if isinstance(number, int) else None
        return self.element(node) if isinstance(node, pikepdf.Dictionary) else None

    def parents_of(self, number: Any) -> list[Any]:
        """The nodes that the parent tree names for the marked contents of a page or form."""
        node = self._parents.get(number) if isinstance(number, int) else None
        return items(node) if isinstance(node, pikepdf.Array) else []

    def element(self, node: Any) -> Element:
        """The element of a node; one that stands for itself where the tree does not reach the node."""
        self.elements  # noqa: B018 - reads the tree
        known = self._by_node.get(node.objgen) if node.is_indirect else None
        said = entries(node)
        return known or Element(node, said, self.kind(name(said.get("/S"))), page=self._page(said.get("/Pg")))

    def rooted(self, node: Any) -> Element | None:
        """The element of a node, when by its own word it hangs in the tree; None otherwise."""
        if self.element(node).parent is not None or node.objgen in self._by_node:
            return self.element(node)
        above, passed = node, 0
        while isinstance(above, pikepdf.Dictionary) and passed < MOST_DEEP:
            if above.objgen == self._root.objgen:
                return self.element(node)
            above, passed = entry(above, "/P"), passed + 1
        return None

    def _content(self, node: Any, known: dict[str, Any], parent: Element) -> None:
        if isinstance(node, int):
            parent.marks.append((parent.page, node))
        elif isinstance(known.get("/MCID"), int):
            parent.marks.append((self._page(known.get("/Pg")) or parent.page, known["/MCID"]))
        elif "/Obj" in known:
            parent.links.append(known["/Obj"])

    def _page(self, page: Any) -> int:
        return self._pages.get(page.objgen, 0) if isinstance(page, pikepdf.Dictionary) else 0
