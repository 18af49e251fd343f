"""One numbering part of two: the definitions that the reference document's styles use, and ours with ids of their own.

Lists that stand free take the house's List Bullet and List Number; those in a box, or with other signs, keep ours.
"""

from collections.abc import Iterable
from typing import Any

from exporter.backends.docx.cascade import Cascade, integer
from exporter.backends.docx.mapping import Mapping as Styles
from exporter.backends.docx.ooxml import add, make, w


class Renumber:
    """The merged numbering. `root` is the reference's w:numbering (None without one), `ours` the one just written."""

    def __init__(self, root: Any, ours: Any, styles: Styles, cascade: Cascade) -> None:
        self.root = root if root is not None else make("numbering")
        self._ours = ours
        self._styles = styles
        self._cascade = cascade
        self._abstracts = _by_id(self.root, "abstractNum", "abstractNumId")
        self._numbers = {
            identifier: num.find(w("abstractNumId")).get(w("val"), "")
            for identifier, num in _by_id(self.root, "num", "numId").items()
            if num.find(w("abstractNumId")) is not None
        }
        self._plain = self._plain_lists()
        self._restarts: dict[str, str] = {}
        self._next = 1 + max([integer(number) for number in self._numbers] or [0])

    def knows(self, number: str) -> bool:
        """Whether the reference defines a numbering."""
        return self._abstracts.get(self._numbers.get(number, "")) is not None

    def write(self, used: Iterable[str], ours: set[str]) -> dict[str, str]:
        """Keep what is used of the reference and of ours; gives our numbering ids in the document, by the old ones."""
        self._prune(set(used) | set(self._restarts.values()))
        place = self._after("abstractNum", "numPicBullet")
        first = 1 + max([integer(abstract) for abstract in self._abstracts] or [-1])
        signs = {item.get(w("val"), "").upper() for item in self.root.iter(w("nsid"))}
        kept = [num for num in self._ours.findall(w("num")) if num.get(w("numId")) in ours]
        wanted = {num.find(w("abstractNumId")).get(w("val")) for num in kept}
        for abstract in self._ours.findall(w("abstractNum")):
            if abstract.get(w("abstractNumId")) not in wanted:
                continue
            identifier = integer(abstract.get(w("abstractNumId"))) + first
            abstract.set(w("abstractNumId"), str(identifier))
            _give_sign(abstract, signs)
            self.root.insert(place, abstract)
            place += 1
        names: dict[str, str] = {}
        place = self._after("num", "abstractNum", "numPicBullet")
        for num in kept:
            old = num.get(w("numId"))
            names[old] = str(self._next)
            num.set(w("numId"), str(self._next))
            self._next += 1
            abstract = num.find(w("abstractNumId"))
            abstract.set(w("val"), str(integer(abstract.get(w("val"))) + first))
            self.root.insert(place, num)
            place += 1
        return names

    def house_list(self, number: str, level: int) -> tuple[str, str, int] | None:
        """The style, numbering id ("" for the style's own) and level of an item of one of our lists in the house's
        way; None where it has none for it."""
        ordered = self._plain.get(number)
        if ordered is None:
            return None
        style = self._styles.list_style(ordered, level)
        own, own_level = self._cascade.number(style) if style else ("", 0)
        if not self.knows(own):
            style = self._styles.list_style(ordered, 0)
            own, _ = self._cascade.number(style) if style else ("", 0)
            own_level = level
            if not level or not self.knows(own) or self._level(own, level) is None:
                return None
            return style, self._restart(number, own, level) if ordered else own, level
        return style, self._restart(number, own, own_level) if ordered else "", own_level

    def settle(self) -> None:
        """Forget picture bullets whose picture did not come along."""
        bullets = {item.get(w("numPicBulletId")) for item in self.root.findall(w("numPicBullet"))}
        for item in list(self.root.iter(w("lvlPicBulletId"))):
            if item.get(w("val")) not in bullets:
                item.getparent().remove(item)

    def indent(self, style: str) -> int:
        """How far the text of a list's style stands in, in twips."""
        number, level = self._cascade.number(style)
        item = self._level(number, level)
        indent = item.find(f"{w('pPr')}/{w('ind')}") if item is not None else None
        own = round(self._cascade.look(style).indent_start_pt * 20)
        return own or (integer(indent.get(w("left")) or indent.get(w("start"))) if indent is not None else 0)

    def _restart(self, number: str, own: str, level: int) -> str:
        """A numbering of the house's definition that begins where our list does."""
        if number in self._restarts:
            return self._restarts[number]
        start = self._ours.find(f"{w('num')}[@{w('numId')}='{number}']//{w('startOverride')}")
        made = add(self.root, "num", numId=self._next)
        add(made, "abstractNumId", val=self._numbers[own])
        value = start.get(w("val")) if start is not None else 1
        add(add(made, "lvlOverride", ilvl=level), "startOverride", val=value)
        self._restarts[number] = str(self._next)
        self._numbers[str(self._next)] = self._numbers[own]
        self._next += 1
        return self._restarts[number]

    def _level(self, number: str, level: int) -> Any:
        abstract = self._abstracts.get(self._numbers.get(number, ""))
        if abstract is None:
            return None
        return abstract.find(f"{w('lvl')}[@{w('ilvl')}='{level}']")

    def _plain_lists(self) -> dict[str, bool]:
        """Our free-standing lists that have the usual signs, each with whether it counts."""
        kinds: dict[str, bool] = {}
        for abstract in self._ours.findall(w("abstractNum")):
            level = abstract.find(w("lvl"))
            indent, format = level.find(f"{w('pPr')}/{w('ind')}"), level.find(w("numFmt")).get(w("val"))
            left, hanging = integer(indent.get(w("left"))), integer(indent.get(w("hanging")))
            second = abstract.findall(w("lvl"))[1].find(f"{w('pPr')}/{w('ind')}")
            stands_free = left == integer(second.get(w("left"))) - left
            if stands_free and left != hanging and format in ("bullet", "decimal"):
                kinds[abstract.get(w("abstractNumId"))] = format == "decimal"
        return {
            num.get(w("numId")): kinds[num.find(w("abstractNumId")).get(w("val"))]
            for num in self._ours.findall(w("num"))
            if num.find(w("abstractNumId")).get(w("val")) in kinds
        }

    def _prune(self, used: set[str]) -> None:
        abstracts = {self._numbers[number] for number in used if number in self._numbers}
        for num in self.root.findall(w("num")):
            if num.get(w("numId")) not in used or self._numbers.get(num.get(w("numId"))) not in self._abstracts:
                self.root.remove(num)
        for abstract in self.root.findall(w("abstractNum")):
            identifier = abstract.get(w("abstractNumId"))
            if identifier not in abstracts or self._abstracts[identifier] is not abstract:
                self.root.remove(abstract)
            for link in list(abstract.iter(w("pStyle"), w("styleLink"), w("numStyleLink"))):
                if link.get(w("val")) not in self._styles.styles:
                    link.getparent().remove(link)
        bullets = {item.get(w("val")) for item in self.root.iter(w("lvlPicBulletId"))}
        for bullet in self.root.findall(w("numPicBullet")):
            if bullet.get(w("numPicBulletId")) not in bullets:
                self.root.remove(bullet)
        for cleanup in self.root.findall(w("numIdMacAtCleanup")):
            self.root.remove(cleanup)
        order = [w(tag) for tag in ("numPicBullet", "abstractNum", "num")]  # not all programs keep it
        self.root[:] = sorted(
            (child for child in self.root if child.tag in order), key=lambda item: order.index(item.tag)
        )

    def _after(self, *tags: str) -> int:
        """The place after the last child of these names."""
        names = {w(tag) for tag in tags}
        return max((place + 1 for place, child in enumerate(self.root) if child.tag in names), default=0)


def _by_id(root: Any, tag: str, attribute: str) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for item in root.findall(w(tag)):
        found.setdefault(item.get(w(attribute), ""), item)
    return found


def _give_sign(abstract: Any, signs: set[str]) -> None:
    """A list definition's number of eight digits, unlike those that are there: Word joins lists that share one."""
    sign = abstract.find(w("nsid"))
    value = int(sign.get(w("val")), 16)
    while f"{value:08X}" in signs:
        value += 1
    sign.set(w("val"), f"{value:08X}")
    signs.add(f"{value:08X}")
