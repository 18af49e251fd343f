"""Numbers and bullets (ISO/IEC 29500-1, 17.9): which list a paragraph is an item of, and the number that it shows."""

import re
from typing import Any

import msgspec

from exporter.model.nodes import NumberStyle
from exporter.readers.word.names import W, number, on, val
from exporter.readers.word.styles import indent_of

LEVELS = 9
_MOST = 999_999_999
_LONGEST_LABEL = 100  # it stands before each item
_STYLES: dict[str, NumberStyle] = {
    "decimal": "1", "decimalZero": "1", "lowerLetter": "a", "upperLetter": "A", "lowerRoman": "i", "upperRoman": "I",
}  # fmt: skip
_PLAIN_LABEL = re.compile(r"\W{0,2}%\d[.)\]:]?\s*|\W{0,2}(?:%\d[.)]?)+\s*")


class Level(msgspec.Struct, frozen=True):
    """One level of a list: its format ("decimal", "bullet", "none"), label ("%1.%2)"), first number and indent."""

    format: str = "decimal"
    label: str = ""
    start: int = 1
    indent: int | None = None
    decimal_above: bool = False

    @property
    def is_bullet(self) -> bool:
        return self.format == "bullet" or (self.format == "none" and self.has_sign)

    @property
    def has_sign(self) -> bool:
        """Whether a label without a number shows anything."""
        return bool(re.sub(r"%\d", "", self.label).strip())


class Marked(msgspec.Struct, frozen=True):
    """A paragraph's place in a list: the list's key, its level there, the number, and the label as it is shown."""

    key: str
    level: int
    form: Level
    number: int
    label: str

    @property
    def style(self) -> NumberStyle:
        return _STYLES.get(self.form.format, "1")

    @property
    def is_plain(self) -> bool:
        """Whether the label is a number with a sign, and no words such as "Article 1"."""
        return self.form.is_bullet or _PLAIN_LABEL.fullmatch(self.form.label) is not None


class Numbering:
    """The lists of a document; counts while its paragraphs are read in their order."""

    def __init__(self, root: Any) -> None:
        self._abstract: dict[str, str] = {}  # list -> its definition
        self._levels: dict[str, dict[int, Level]] = {}  # definition -> levels
        self._own: dict[str, dict[int, Level]] = {}  # list -> levels that it overrides
        self._starts: dict[str, dict[int, int]] = {}  # list -> numbers at which it begins anew
        self._links: dict[str, str] = {}  # definition -> name of the style whose definition it is
        self._styles: dict[str, str] = {}  # name of a style -> definition
        self._by_style: dict[tuple[str, str], int] = {}  # list's definition and paragraph style -> level
        self._counts: dict[str, dict[int, int]] = {}  # definition -> last number of each level
        self._begun: set[tuple[str, int]] = set()
        if root is not None:
            self._read(root)

    def level_of_style(self, identifier: str, style: str) -> int | None:
        """The level of a list that belongs to a paragraph style."""
        return self._by_style.get((self._definition(identifier), style))

    def indent(self, identifier: str, level: int) -> int | None:
        """How far the items of a level stand in; None where the list does not say."""
        return self._form(identifier, self._definition(identifier), max(0, min(LEVELS - 1, level))).indent

    def next(self, identifier: str, level: int) -> Marked | None:
        """Count on: the mark of the next paragraph of a list; None for a list that there is not."""
        definition = self._definition(identifier)
        if not definition:
            return None
        level = max(0, min(LEVELS - 1, level))
        form = self._form(identifier, definition, level)
        if not form.has_sign and (form.format == "none" or (form.format == "bullet" and form.label)):
            return None  # what stands under an item, without a sign of its own
        counts = self._counts.setdefault(definition, {})
        start = self._starts.get(identifier, {}).get(level)
        if start is not None and (identifier, level) not in self._begun:
            counts[level] = start
        elif level in counts:
            counts[level] = min(_MOST, counts[level] + 1)
        else:
            counts[level] = form.start if start is None else start
        self._begun.add((identifier, level))
        for deeper in [other for other in counts if other > level]:
            del counts[deeper]
        label = re.sub(r"%(\d)", lambda found: self._shown(identifier, definition, int(found[1]) - 1, form), form.label)
        return Marked(identifier, level, form, counts[level], label)

    def _shown(self, identifier: str, definition: str, level: int, form: Level) -> str:
        above = self._form(identifier, definition, level)
        count = self._counts[definition].get(level, above.start)
        return formatted(count, "decimal" if form.decimal_above else above.format)

    def _form(self, identifier: str, definition: str, level: int) -> Level:
        own = self._own.get(identifier, {}).get(level)
        return own or self._levels.get(definition, {}).get(level) or Level(label=f"%{level + 1}.")

    def _definition(self, identifier: str) -> str:
        definition = self._abstract.get(identifier, "")
        seen: set[str] = set()
        while definition in self._links and definition not in seen:
            seen.add(definition)
            definition = self._styles.get(self._links[definition], definition)
        return definition

    def _read(self, root: Any) -> None:
        for abstract in root.iterchildren(f"{W}abstractNum"):
            key = abstract.get(f"{W}abstractNumId", "")
            if link := val(abstract, "numStyleLink"):
                self._links[key] = link
            if name := val(abstract, "styleLink"):
                self._styles[name] = key
            self._levels[key] = {}
            for element in abstract.iterchildren(f"{W}lvl"):
                place = number(element.get(f"{W}ilvl"))
                self._levels[key][place] = _level(element)
                if style := val(element, "pStyle"):
                    self._by_style[key, style] = place
        for item in root.iterchildren(f"{W}num"):
            key = item.get(f"{W}numId", "")
            self._abstract[key] = val(item, "abstractNumId") or ""
            for override in item.iterchildren(f"{W}lvlOverride"):
                place = number(override.get(f"{W}ilvl"))
                if (start := val(override, "startOverride")) is not None:
                    self._starts.setdefault(key, {})[place] = _bounded(number(start, 1))
                if (element := override.find(f"{W}lvl")) is not None:
                    self._own.setdefault(key, {})[place] = _level(element)


def formatted(count: int, format: str) -> str:
    """A number as a list shows it: "3", "c", "III"."""
    if format in ("lowerLetter", "upperLetter"):  # a ... z, aa, bb (17.18.59)
        letters = chr(ord("a") + (count - 1) % 26) * min(20, (count - 1) // 26 + 1) if count > 0 else ""
        return letters.upper() if format == "upperLetter" else letters
    if format in ("lowerRoman", "upperRoman") and 0 < count < 4000:
        letters = ""
        for value, sign in _ROMAN:
            letters += sign * (count // value)
            count %= value
        return letters.upper() if format == "upperRoman" else letters
    return "" if format in ("none", "bullet") else f"{count:02}" if format == "decimalZero" else str(count)


_ROMAN = ((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"), (10, "x"),
          (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))  # fmt: skip


def _level(element: Any) -> Level:
    return Level(
        format=val(element, "numFmt") or "decimal",
        label=(val(element, "lvlText") or "")[:_LONGEST_LABEL],
        start=_bounded(number(val(element, "start"), 0 if val(element, "start") is None else 1)),
        indent=indent_of(element.find(f"{W}pPr")),
        decimal_above=bool(on(element, "isLgl")),
    )


def _bounded(count: int) -> int:
    return max(0, min(_MOST, count))
