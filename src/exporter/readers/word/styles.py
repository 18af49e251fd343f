"""Styles (ISO/IEC 29500-1, 17.7): what each stands for and how it looks, through all styles that it is based on."""

from typing import Any

import msgspec

from exporter.readers.office.letters import Letters, over
from exporter.readers.office.style_roles import StyleRole, character_role, role_of_style
from exporter.readers.word.names import W, number, on, val

_DEEPEST = 40  # styles based on each other
_BODY_LEVEL = 9  # the outline level of what is no heading (17.3.1.20)
_DEFAULT_PT = 10.0


class Style(msgspec.Struct, frozen=True):
    """A paragraph style with all that it takes from others."""

    role: StyleRole
    rule: str
    confidence: float
    letters: Letters
    name: str = ""
    level: int = _BODY_LEVEL
    number: str = ""
    number_level: int = 0
    indent: int = 0
    align: str = ""
    rtl: bool | None = None
    keeps_with_next: bool = False
    breaks_page: bool = False
    ruled: bool = False


PLAIN = Style(StyleRole("body"), "no style", 1.0, Letters())


class Styles:
    """The styles of a document."""

    def __init__(self, root: Any) -> None:
        self._elements: dict[str, Any] = {}
        self._default: dict[str, str] = {}
        self._paragraphs: dict[str, Style] = {}
        self._characters: dict[str, tuple[Letters, str]] = {}
        self._tables: dict[str, bool] = {}
        for style in root.iter(f"{W}style") if root is not None else ():
            identifier = style.get(f"{W}styleId", "")
            self._elements.setdefault(identifier, style)
            if style.get(f"{W}default", "0").lower() in ("1", "true", "on"):
                self._default.setdefault(style.get(f"{W}type", ""), identifier)
        defaults = root.find(f"{W}docDefaults") if root is not None else None
        run = defaults.find(f"{W}rPrDefault/{W}rPr") if defaults is not None else None
        self.defaults = self.letters(run)

    def paragraph(self, identifier: str | None) -> Style:
        """A paragraph style; the default one where there is none of this id."""
        key = identifier if identifier in self._elements else self._default.get("paragraph", "")
        if key not in self._paragraphs:
            self._paragraphs[key] = self._style(self._chain(key)) if key else PLAIN
        return self._paragraphs[key]

    def character(self, identifier: str | None) -> tuple[Letters, str]:
        """The look and the role ("link", "code", ...) of a character style."""
        if not identifier or identifier not in self._elements:
            return Letters(), ""
        if identifier not in self._characters:
            chain = self._chain(identifier)
            letters = Letters()
            for style in reversed(chain):
                letters = over(self.letters(style.find(f"{W}rPr")), letters)
            role = next((role for style in chain if (role := character_role(val(style, "name") or ""))), "")
            self._characters[identifier] = letters, role
        return self._characters[identifier]

    def has_head(self, table_style: str | None) -> bool:
        """Whether a table style sets its first row in bold or on a ground of its own."""
        key = table_style or ""
        if key not in self._tables:
            parts = (part for style in self._chain(key) for part in style.iter(f"{W}tblStylePr"))
            first = [part for part in parts if part.get(f"{W}type") == "firstRow"]
            self._tables[key] = any(
                on(part.find(f"{W}rPr"), "b") or part.find(f"{W}tcPr/{W}shd") is not None for part in first
            )
        return self._tables[key]

    def letters(self, properties: Any) -> Letters:
        """What run properties say themselves."""
        if properties is None or not len(properties):
            return Letters()
        fonts, lang = properties.find(f"{W}rFonts"), properties.find(f"{W}lang")
        underline, size = val(properties, "u"), val(properties, "sz")
        strikes = on(properties, "strike"), on(properties, "dstrike")
        return Letters(
            bold=on(properties, "b"),
            italic=on(properties, "i"),
            underline=None if underline is None else underline != "none",
            strike=None if strikes == (None, None) else any(strikes),
            small_caps=on(properties, "smallCaps"),
            caps=on(properties, "caps"),
            hidden=on(properties, "vanish"),
            rtl=on(properties, "rtl"),
            align=val(properties, "vertAlign"),
            font=_font(fonts) if fonts is not None else None,
            size_pt=number(size) / 2 if size else None,
            lang=lang.get(f"{W}val") if lang is not None else None,
            lang_rtl=lang.get(f"{W}bidi") if lang is not None else None,
            lang_east=lang.get(f"{W}eastAsia") if lang is not None else None,
            unproofed=on(properties, "noProof"),
        )

    def _chain(self, identifier: str) -> list[Any]:
        """A style and those that it is based on, itself first."""
        chain: list[Any] = []
        style = self._elements.get(identifier)
        while style is not None and style not in chain and len(chain) < _DEEPEST:
            chain.append(style)
            style = self._elements.get(val(style, "basedOn") or "")
        return chain

    def _style(self, chain: list[Any]) -> Style:
        letters, settings = Letters(), {}
        for style in reversed(chain):
            letters = over(self.letters(style.find(f"{W}rPr")), letters)
            settings.update(settings_of(style.find(f"{W}pPr")))
        name = val(chain[0], "name") or ""
        names = [val(style, "name") or style.get(f"{W}styleId", "") for style in chain]
        level = settings.get("level", _BODY_LEVEL)
        role, rule, confidence = role_of_style(names, chain[0].get(f"{W}styleId", ""), level)
        return Style(role, rule, confidence, letters, name, **settings)


def _font(fonts: Any) -> str | None:
    """The font of Latin letters; "" for one of the document's theme, which is never one for code."""
    if fonts.get(f"{W}asciiTheme") is not None:
        return ""
    name: str | None = fonts.get(f"{W}ascii") or fonts.get(f"{W}hAnsi")
    return name


def settings_of(properties: Any) -> dict[str, Any]:
    """What paragraph properties say, under the names of a Style's fields."""
    if properties is None:
        return {}
    found: dict[str, Any] = {}
    if (level := val(properties, "outlineLvl")) is not None:
        found["level"] = min(_BODY_LEVEL, number(level, _BODY_LEVEL))
    if (numbers := properties.find(f"{W}numPr")) is not None:
        if (identifier := val(numbers, "numId")) is not None:
            found["number"] = "" if identifier == "0" else identifier
        found["number_level"] = number(val(numbers, "ilvl"), found.get("number_level", 0))
    if (indent := indent_of(properties)) is not None:
        found["indent"] = indent
    if (align := val(properties, "jc")) is not None:
        found["align"] = align
    for name, tag in (("rtl", "bidi"), ("keeps_with_next", "keepNext"), ("breaks_page", "pageBreakBefore")):
        if (switched := on(properties, tag)) is not None:
            found[name] = switched
    borders = properties.find(f"{W}pBdr")
    if borders is not None:
        found["ruled"] = any(
            side.tag in (f"{W}top", f"{W}bottom") and side.get(f"{W}val") not in ("nil", "none") for side in borders
        )
    return found


def indent_of(properties: Any) -> int | None:
    """How far a paragraph stands in where its lines begin, in twips; None where nothing is said."""
    indent = properties.find(f"{W}ind") if properties is not None else None
    if indent is None:
        return None
    given = next((indent.get(W + name) for name in ("start", "left") if indent.get(W + name) is not None), None)
    return None if given is None else number(given)
