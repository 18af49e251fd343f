"""Lists: one abstract definition a kind of numbers, one numbering a list, so that each list counts for itself."""

from typing import Any

from exporter.backends.docx.ooxml import add, make, twips
from exporter.theme import Theme

LEVELS = 9  # Word has no more (ECMA-376-1, 17.9.6)
_FORMATS = {"1": "decimal", "a": "lowerLetter", "A": "upperLetter", "i": "lowerRoman", "I": "upperRoman"}
_BULLETS = ("•", "–", "▪")


class Numbering:
    """Gives numbering ids to the lists of one document, in their order, and makes the numbering part."""

    def __init__(self, theme: Theme) -> None:
        self._theme = theme
        self._abstracts: dict[str, int] = {}
        self._lists: list[tuple[int, int, int]] = []  # abstract id, level, start
        self._bullets: int | None = None

    def bullets(self) -> int:
        """The id of bulleted lists: they share one, since they count nothing."""
        if self._bullets is None:
            self._lists.append((self._abstract("bullet"), 0, 1))
            self._bullets = len(self._lists)
        return self._bullets

    def ordered(self, style: str, level: int, start: int) -> int:
        """The id of a new ordered list that begins at `start` on its level."""
        self._lists.append((self._abstract(style), level, start))
        return len(self._lists)

    def part(self) -> Any:
        """The w:numbering element."""
        root = make("numbering")
        for style, identifier in self._abstracts.items():
            self._write_abstract(root, style, identifier)
        for number, (abstract, level, start) in enumerate(self._lists, 1):
            item = add(root, "num", numId=number)
            add(item, "abstractNumId", val=abstract)
            if number != self._bullets:
                add(add(item, "lvlOverride", ilvl=level), "startOverride", val=start)
        return root

    def indent_twips(self, level: int) -> int:
        """How far the text of a level stands in."""
        return twips(self._theme.list_indent_em * self._theme.roles["body"].size_pt) * (level + 1)

    def _abstract(self, style: str) -> int:
        return self._abstracts.setdefault(style, len(self._abstracts))

    def _write_abstract(self, root: Any, style: str, identifier: int) -> None:
        abstract = add(root, "abstractNum", abstractNumId=identifier)
        add(abstract, "multiLevelType", val="hybridMultilevel")
        hanging = self.indent_twips(0) * 3 // 4
        for level in range(LEVELS):
            item = add(abstract, "lvl", ilvl=level)
            add(item, "start", val=1)
            add(item, "numFmt", val="bullet" if style == "bullet" else _FORMATS[style])
            add(item, "suff", val="tab")
            add(item, "lvlText", val=_BULLETS[level % 3] if style == "bullet" else f"%{level + 1}.")
            add(item, "lvlJc", val="left")
            indent = self.indent_twips(level)
            properties = add(item, "pPr")
            tabs = add(properties, "tabs")
            add(tabs, "tab", val="num", pos=indent)
            add(properties, "ind", left=indent, hanging=hanging)
