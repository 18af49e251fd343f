"""What a PDF of many parts says as a whole: pages, bookmarks, structure, names, labels; and each part's place in it."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

import msgspec

from exporter.backends.pdf.book import (
    PartInfo,
    Slot,
    destination,
    element_of,
    leaf_of,
    node_of,
    numbers_of,
    reference,
    string,
    value_of,
)

_TOGETHER = 200  # kids of one node of a tree
# A conforming file has no more objects (ISO 19005-3, 6.1.13).
MOST_OBJECTS = 8_388_607


class Portion(msgspec.Struct, frozen=True, kw_only=True):
    """A part in the book's order. `key` is what links call it. `title` is its bookmark where it has none of its own;
    `division` counts the openings of divisions from 1, 0 stands for none, and `opens` says that it is such an opening.
    `labels` are the numbers of its pages as printed. `targets` are the places that its links lead to: a key, or a key
    and "#" and an id. `fonts` are the numbers of its fonts by their resources' names."""

    key: str
    title: str
    info: PartInfo
    labels: tuple[str, ...]
    kind: str = "Art"
    division: int = 0
    opens: bool = False
    targets: tuple[str, ...] = ()
    fonts: dict[str, int] = {}


class Whole(msgspec.Struct, frozen=True):
    """The objects of the whole, numbered from `first`, and each portion's place."""

    first: int
    objects: list[bytes]
    slots: list[Slot]


def whole_of(portions: Sequence[Portion], files: Mapping[str, int], free: int, lang: str) -> Whole:
    """The whole of portions, the first of which has its catalog; `files` are the numbers of the specifications of
    embedded files by their names, `free` is the first number that is free."""
    return _Plan(portions, free, lang).whole(files)


class _Objects:
    """Objects whose numbers are known before what they say is."""

    def __init__(self, first: int) -> None:
        self.first = first
        self.values: list[bytes] = []

    def reserve(self) -> int:
        self.values.append(b"null")
        return self.first + len(self.values) - 1

    def add(self, value: bytes) -> int:
        self.values.append(value)
        return self.first + len(self.values) - 1

    def set(self, number: int, value: bytes) -> None:
        self.values[number - self.first] = value


class _Plan:
    def __init__(self, portions: Sequence[Portion], free: int, lang: str) -> None:
        self._portions = portions
        self._lang = lang
        self._firsts: list[int] = []
        self._parents: list[int] = []
        parent = 0
        for portion in portions:
            self._firsts.append(free)
            self._parents.append(parent)
            free += numbers_of(portion.info)
            parent += portion.info.parents
        self._next_parent = parent
        self._objects = _Objects(free)
        self._places = {portion.key: (number, portion) for number, portion in enumerate(portions)}

    def whole(self, files: Mapping[str, int]) -> Whole:
        objects = self._objects
        catalog, info = objects.reserve(), objects.reserve()
        pages = objects.reserve()
        nodes = self._page_nodes(pages)
        outlines, around = self._outlines()
        structure, above = self._structure()
        names = self._names()
        first = self._portions[0].info.catalog
        said = {name: value_of(value, self._firsts[0]) for name, value in first.items() if name != "Info"}
        said |= {
            "Type": b"/Catalog",
            "Pages": reference(pages),
            "Outlines": reference(outlines),
            "PageMode": b"/UseOutlines",
            "StructTreeRoot": reference(structure),
            "Names": b"<</Dests %s%s>>" % (reference(names), self._files(files)),
            "PageLabels": b"<</Nums [%s]>>" % b" ".join(self._page_labels()),
        }
        if files:  # ISO 19005-3, 6.8: each is associated with the document
            said["AF"] = b"[%s]" % b" ".join(map(reference, files.values()))
        objects.set(catalog, b"<<%s>>" % b"".join(b"/%s %s" % (k.encode(), v) for k, v in sorted(said.items())))
        objects.set(info, value_of(first["Info"], self._firsts[0]))
        slots = [
            Slot(
                first=self._firsts[number],
                parent=self._parents[number],
                kind=portion.kind,
                above=above[number],
                lang=self._lang,
                pages_root=nodes[number],
                fonts=portion.fonts,
                outlines=around[number][0],
                before=around[number][1],
                after=around[number][2],
                labels=portion.labels,
                elsewhere={target: self._place(target) for target in portion.targets},
            )
            for number, portion in enumerate(self._portions)
        ]
        return Whole(objects.first, objects.values, slots)

    def _place(self, target: str) -> tuple[int, float, float]:
        """Where a link leads: the number of a page, left, top."""
        key, _, identifier = target.partition("#")
        number, portion = self._places[key]
        page, left, top = portion.info.places.get(identifier, (0, 0.0, portion.info.height))
        return self._firsts[number] + portion.info.pages[page], left, top

    def _page_nodes(self, root: int) -> list[int]:
        """The nodes between the root of pages and those of the parts: the number of each part's."""
        objects = self._objects
        found: list[int] = []
        kids: list[bytes] = []
        total = 0
        for place in range(0, len(self._portions), _TOGETHER):
            group = range(place, min(place + _TOGETHER, len(self._portions)))
            own = b" ".join(reference(node_of(self._portions[n].info, self._firsts[n])) for n in group)
            count = sum(len(self._portions[n].info.pages) for n in group)
            node = objects.add(b"<</Type /Pages/Parent %s/Kids [%s]/Count %d>>" % (reference(root), own, count))
            kids.append(reference(node))
            found += [node] * len(group)
            total += count
        objects.set(root, b"<</Type /Pages/Kids [%s]/Count %d>>" % (b" ".join(kids), total))
        return found

    def _outlines(self) -> tuple[int, list[tuple[int, int, int]]]:
        """The root of bookmarks; for each portion the bookmark above its own, and those before and behind them."""
        objects = self._objects
        root = objects.reserve()
        items: list[tuple[int, list[int]]] = []  # of each portion: the bookmark above, its own
        openings: dict[int, int] = {}
        for number, portion in enumerate(self._portions):
            if portion.info.outlines:
                own = [self._firsts[number] + outline for outline in portion.info.outlines]
            elif portion.title:
                own = [objects.reserve()]
            else:
                own = []
            above = openings[portion.division] if portion.division and not portion.opens else root
            if portion.opens:
                openings[portion.division] = own[0]
            items.append((above, own))
        below: dict[int, list[list[int]]] = {}
        for above, own in items:
            if own:
                below.setdefault(above, []).append(own)
        before: dict[int, int] = {}
        after: dict[int, int] = {}
        for siblings in below.values():
            for one, other in pairwise(siblings):
                before[other[0]], after[one[-1]] = one[-1], other[0]
        for portion, (above, own) in zip(self._portions, items, strict=True):
            if not own or portion.info.outlines:
                continue
            said = [b"/Title %s/Parent %s" % (string(portion.title), reference(above))]
            said.append(b"/Dest %s" % destination(*self._place(portion.key)))
            said += [b"/Prev %s" % reference(before[own[0]])] if own[0] in before else []
            said += [b"/Next %s" % reference(after[own[0]])] if own[0] in after else []
            kids = below.get(own[0], [])
            if kids:
                ends = reference(kids[0][0]), reference(kids[-1][-1])
                said.append(b"/First %s/Last %s/Count %d" % (*ends, -sum(map(len, kids))))
            objects.set(own[0], b"<<%s>>" % b"".join(said))
        top = below.get(root, [])
        ends = reference(top[0][0]), reference(top[-1][-1])
        objects.set(root, b"<</Type /Outlines/First %s/Last %s/Count %d>>" % (*ends, sum(map(len, top))))
        return root, [
            (above, before.get(own[0], 0), after.get(own[-1], 0)) if own else (root, 0, 0) for above, own in items
        ]

    def _structure(self) -> tuple[int, list[int]]:
        """The root of the structure tree (ISO 32000-1, 14.7.2), and the element above each portion's own."""
        objects = self._objects
        root, document = objects.reserve(), objects.reserve()
        divisions: dict[int, int] = {}
        kids: dict[int, list[int]] = {document: []}
        above: list[int] = []
        for number, portion in enumerate(self._portions):
            parent = document
            if portion.division:
                if portion.division not in divisions:
                    divisions[portion.division] = objects.reserve()
                    kids[document].append(divisions[portion.division])
                parent = divisions[portion.division]
            kids.setdefault(parent, []).append(element_of(portion.info, self._firsts[number]))
            above.append(parent)
        for element, own in kids.items():
            kind, parent = (b"Document", root) if element == document else (b"Part", document)
            found = b" ".join(map(reference, own))
            objects.set(element, b"<</Type /StructElem/S /%s/P %s/K [%s]>>" % (kind, reference(parent), found))
        leaves = [
            (b"%d" % parent, b"%d" % (parent + portion.info.parents - 1), leaf_of(portion.info, first))
            for portion, parent, first in zip(self._portions, self._parents, self._firsts, strict=True)
        ]
        tree = self._tree(leaves)
        said = b"<</Type /StructTreeRoot/K [%s]/ParentTree %s/ParentTreeNextKey %d>>"
        objects.set(root, said % (reference(document), reference(tree), self._next_parent))
        return root, above

    def _names(self) -> int:
        """The names of places that other documents can lead to: one for each portion."""
        return self._name_tree({key: destination(*self._place(key)) for key in self._places})

    def _files(self, files: Mapping[str, int]) -> bytes:
        """The entry of embedded files in the names of the catalog."""
        if not files:
            return b""
        return b"/EmbeddedFiles %s" % reference(self._name_tree({name: reference(n) for name, n in files.items()}))

    def _name_tree(self, values: Mapping[str, bytes]) -> int:
        named = sorted((string(name), value) for name, value in values.items())
        leaves = []
        for place in range(0, len(named), _TOGETHER):
            group = named[place : place + _TOGETHER]
            pairs = b" ".join(b"%s %s" % pair for pair in group)
            leaf = self._objects.add(b"<</Limits [%s %s]/Names [%s]>>" % (group[0][0], group[-1][0], pairs))
            leaves.append((group[0][0], group[-1][0], leaf))
        return self._tree(leaves)

    def _tree(self, leaves: Sequence[tuple[bytes, bytes, int]]) -> int:
        """The root of a name or number tree: leaves are their least and greatest key, and their number."""
        while len(leaves) > _TOGETHER:
            above = []
            for place in range(0, len(leaves), _TOGETHER):
                group = leaves[place : place + _TOGETHER]
                kids = b" ".join(reference(number) for _, _, number in group)
                node = self._objects.add(b"<</Limits [%s %s]/Kids [%s]>>" % (group[0][0], group[-1][1], kids))
                above.append((group[0][0], group[-1][1], node))
            leaves = above
        return self._objects.add(b"<</Kids [%s]>>" % b" ".join(reference(number) for _, _, number in leaves))

    def _page_labels(self) -> Iterator[bytes]:
        """Where the numbers of pages begin anew: roman ones first, then arabic ones."""
        page = 0
        last = ""
        for portion in self._portions:
            for label in portion.labels:
                style = "D" if label.isdecimal() else "r"
                if style != last:
                    yield b"%d <</S /%s>>" % (page, style.encode())
                last = style
                page += 1
