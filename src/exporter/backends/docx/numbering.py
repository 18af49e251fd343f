"""Lists: one abstract definition a kind of number and place, one numbering a list, so that each counts for itself."""

from typing import Any

import msgspec

from exporter.backends.docx.lettering import fonts_of
from exporter.backends.docx.ooxml import add, make, twips
from exporter.theme import Theme

LEVELS = 9  # Word has no more (ECMA-376-1, 17.9.6)
_FORMATS = {"1": "decimal", "a": "lowerLetter", "A": "upperLetter", "i": "lowerRoman", "I": "upperRoman"}
_BULLET = "bullet"
_BULLETS = ("•", "–", "·")
_HANGING = 0.75  # of a level's indent: where the sign of an item stands
_EM_SPACE = "\u2003"


class AbstractList(msgspec.Struct, frozen=True):
    """A kind of list: `style` is an `ol`'s type or "bullet", `offset` the twips by which the whole list stands in.

    In a box every paragraph must begin at the same place, or its frame would break in two: there the sign of a
    deeper level stands in by spaces.
    """

    style: str
    offset: int
    in_box: bool


class ListUse(msgspec.Struct, frozen=True):
    """A list of a document: its kind and level, and where it begins to count; None for one that others share."""

    abstract: AbstractList
    level: int
    start: int | None


class Numbering:
    """Gives numbering ids to the lists of one document, in their order, and makes the numbering part."""

    def __init__(self, theme: Theme, dir: str = "ltr") -> None:
        self._theme = theme
        self._rtl = dir == "rtl"
        body = theme.roles["body"]
        self.step = twips(theme.list_indent_em * body.size_pt)
        self._spaces = round(theme.list_indent_em)
        self._abstracts: dict[AbstractList, int] = {}
        self._lists: list[ListUse] = []
        self._shared: dict[AbstractList, int] = {}

    @property
    def uses(self) -> tuple[ListUse, ...]:
        """All lists so far; their ids count from 1."""
        return tuple(self._lists)

    def number(self, use: ListUse) -> int:
        """The id of a list: a new one, or that which equal ones share."""
        if use.start is None and use.abstract in self._shared:
            return self._shared[use.abstract]
        self._abstracts.setdefault(use.abstract, len(self._abstracts))
        self._lists.append(use)
        if use.start is None:
            self._shared[use.abstract] = len(self._lists)
        return len(self._lists)

    def bullets(self, offset: int, in_box: bool) -> int:
        """The id of bulleted lists: those of one place share it, since they count nothing."""
        return self.number(ListUse(AbstractList(_BULLET, offset, in_box), 0, None))

    def ordered(self, style: str, level: int, start: int, offset: int, in_box: bool) -> int:
        """The id of a new ordered list that begins at `start` on its level."""
        return self.number(ListUse(AbstractList(style, offset, in_box), level, start))

    def headings(self, annex: str) -> int:
        """The id of the numbers of headings, or of annexes, whose outermost number is this word and a letter."""
        return self.number(ListUse(AbstractList(f"annex:{annex}" if annex else "headings", 0, False), 0, None))

    def part(self) -> Any:
        """The w:numbering element."""
        root = make("numbering")
        for abstract, identifier in self._abstracts.items():
            self._write_abstract(root, abstract, identifier)
        for number, use in enumerate(self._lists, 1):
            item = add(root, "num", numId=number)
            add(item, "abstractNumId", val=self._abstracts[use.abstract])
            if use.start is not None:
                add(add(item, "lvlOverride", ilvl=use.level), "startOverride", val=max(0, use.start))
        return root

    def hanging(self, indent: int, offset: int, in_box: bool) -> int:
        """How far the sign of an item stands before its text, whose indent is given; all in twips."""
        return indent - offset if in_box else round(self.step * _HANGING)

    def _write_abstract(self, root: Any, abstract: AbstractList, identifier: int) -> None:
        element = add(root, "abstractNum", abstractNumId=identifier)
        # A number of eight digits that tells Word's lists apart; it may not change from run to run.
        add(element, "nsid", val=f"{0x0E000000 + identifier:08X}")
        add(
            element,
            "multiLevelType",
            val="multilevel" if ":" in abstract.style or abstract.style == "headings" else "hybridMultilevel",
        )
        if abstract.style.startswith(("headings", "annex:")):
            self._write_heading_levels(element, abstract.style.removeprefix("headings").removeprefix("annex:"))
            return
        for level in range(LEVELS):
            indent = abstract.offset + self.step * (level + 1)
            item = add(element, "lvl", ilvl=level)
            add(item, "start", val=1)
            # LibreOffice 7.4 takes the first character of a bullet's text alone, so spaces need another format.
            bullet = "none" if abstract.in_box and level else _BULLET
            add(item, "numFmt", val=_FORMATS.get(abstract.style, bullet))
            add(item, "suff", val="tab")
            sign = _BULLETS[level % len(_BULLETS)] if abstract.style == _BULLET else f"%{level + 1}."
            before = _EM_SPACE * self._spaces * level if abstract.in_box else ""
            add(item, "lvlText", val=before + sign)
            add(item, "lvlJc", val="left")
            hanging = self.hanging(indent, abstract.offset, abstract.in_box)
            add(add(item, "pPr"), "ind", left=indent, hanging=hanging)
            if abstract.style == _BULLET:
                add(add(item, "rPr"), "rFonts", **fonts_of(self._theme, self._theme.roles["body"].font))

    def _write_heading_levels(self, element: Any, annex: str) -> None:
        """1, 1.1, 1.1.1 ...; of annexes "Annex A", A.1 ... The numbers stand in the line, not beside it."""
        for level in range(LEVELS):
            item = add(element, "lvl", ilvl=level)
            add(item, "start", val=1)
            add(item, "numFmt", val="upperLetter" if annex and level == 0 else "decimal")
            # From right to left LibreOffice 7.4 leaves the space out, so that it belongs to the number there.
            add(item, "suff", val="nothing" if self._rtl else "space")
            sign = ".".join(f"%{place + 1}" for place in range(level + 1))
            space = "\u00a0" if self._rtl else ""
            add(item, "lvlText", val=(f"{annex}\u00a0%1" if annex and level == 0 else sign) + space)
            add(item, "lvlJc", val="left")
            add(add(item, "pPr"), "ind", left=0, hanging=0)
