"""Styles of OpenDocument text (part 3, 16): what each stands for and how it looks, through all that it is based on."""

import re
from typing import Any

import msgspec

from exporter.readers.office.letters import Letters, over
from exporter.readers.office.style_roles import StyleRole, character_role, role_of_style
from exporter.readers.opendocument.names import FO, OFFICE, STYLE, TEXT, count, pixels

_DEEPEST = 40
_BODY_LEVEL = 9  # headings are elements of their own, so that no style has a level
_CODED = re.compile(r"_([0-9a-f]{1,4})_")  # how names hold signs (part 3, 19.502)


class Style(msgspec.Struct, frozen=True):
    """A paragraph style with all that it takes from others; `own` is what an automatic style says itself."""

    role: StyleRole
    rule: str
    confidence: float
    letters: Letters
    own: Letters
    align: str = ""
    rtl: bool = False
    breaks_page: bool = False
    keeps_with_next: bool = False
    indent: int = 0


class ListLevel(msgspec.Struct, frozen=True):
    """A level of a list: what it shows, and its first number."""

    ordered: bool = False
    format: str = "1"
    start: int = 1
    label: str = ""


class Styles:
    """The styles of a document, from its two parts."""

    def __init__(self, *roots: Any) -> None:
        self._styles: dict[tuple[str, str], Any] = {}
        self._lists: dict[str, dict[int, ListLevel]] = {}
        self._made: dict[str, Style] = {}
        self._characters: dict[str, tuple[Letters, str]] = {}
        self.automatic: set[tuple[str, str]] = set()
        default: Any = None
        self.layout: Any = None
        for root in roots:
            for style in root.iter(f"{STYLE}style"):
                key = style.get(f"{STYLE}family", ""), style.get(f"{STYLE}name", "")
                self._styles[key] = style
                if style.getparent().tag == f"{OFFICE}automatic-styles":
                    self.automatic.add(key)
            for style in root.iter(f"{STYLE}default-style"):
                if style.get(f"{STYLE}family") == "paragraph":
                    default = style
            for style in root.iter(f"{TEXT}list-style"):
                self._lists[style.get(f"{STYLE}name", "")] = {
                    count(item.get(f"{TEXT}level")): _level(item) for item in style
                }
            self.layout = next(root.iter(f"{STYLE}page-layout-properties"), self.layout)
        self.defaults = _letters(default)

    def paragraph(self, name: str) -> Style:
        """A paragraph style."""
        if name not in self._made:
            self._made[name] = self._style(name)
        return self._made[name]

    def character(self, name: str) -> tuple[Letters, str]:
        """The look and the role of a text style."""
        if name not in self._characters:
            chain = self._chain("text", name)
            letters = Letters()
            for style in reversed(chain):
                letters = over(_letters(style), letters)
            named = [style for style in chain if ("text", style.get(f"{STYLE}name")) not in self.automatic]
            role = next((role for style in named if (role := character_role(_name(style)))), "")
            self._characters[name] = letters, role
        return self._characters[name]

    def list_level(self, name: str, level: int) -> ListLevel:
        """A level of a list style, from 1."""
        return self._lists.get(name, {}).get(level, ListLevel())

    def list_of(self, paragraph: str) -> str:
        """The name of the list style that a paragraph style brings along."""
        found = (style.get(f"{STYLE}list-style-name") for style in self._chain("paragraph", paragraph))
        return next((name for name in found if name), "")

    def _chain(self, family: str, name: str) -> list[Any]:
        chain: list[Any] = []
        style = self._styles.get((family, name))
        while style is not None and style not in chain and len(chain) < _DEEPEST:
            chain.append(style)
            style = self._styles.get((family, style.get(f"{STYLE}parent-style-name", "")))
        return chain

    def _style(self, name: str) -> Style:
        chain = self._chain("paragraph", name)
        letters, own = Letters(), Letters()
        settings: dict[str, Any] = {}
        for style in reversed(chain):
            if ("paragraph", style.get(f"{STYLE}name")) in self.automatic:
                own = over(_letters(style), own)
            else:
                letters = over(_letters(style), letters)
            settings.update(_settings(style))
        named = [style for style in chain if ("paragraph", style.get(f"{STYLE}name")) not in self.automatic]
        last = chain[-1].get(f"{STYLE}parent-style-name") if chain else name  # a style that is named and not there
        names = [*(_name(style) for style in named), *([_decoded(last)] if last else [])] or ["Standard"]
        role, rule, confidence = role_of_style(names, names[0], _BODY_LEVEL)
        breaks = bool(chain) and _breaks_page(chain[0])
        return Style(role, rule, confidence, letters, own, breaks_page=breaks, **settings)


def _name(style: Any) -> str:
    return style.get(f"{STYLE}display-name") or _decoded(style.get(f"{STYLE}name", ""))


def _decoded(name: str) -> str:
    return _CODED.sub(lambda found: chr(int(found[1], 16)), name)


def _letters(style: Any) -> Letters:
    """What a style says about letters."""
    properties = style.find(f"{STYLE}text-properties") if style is not None else None
    if properties is None:
        return Letters()
    weight, slant = properties.get(f"{FO}font-weight"), properties.get(f"{FO}font-style")
    position, language = properties.get(f"{STYLE}text-position", ""), properties.get(f"{FO}language")
    country = properties.get(f"{FO}country", "none")
    size = properties.get(f"{FO}font-size", "")
    return Letters(
        bold=None if weight is None else weight == "bold" or weight in ("600", "700", "800", "900"),
        italic=None if slant is None else slant in ("italic", "oblique"),
        underline=_line(properties.get(f"{STYLE}text-underline-style")),
        strike=_line(properties.get(f"{STYLE}text-line-through-style")),
        small_caps=_is(properties.get(f"{FO}font-variant"), "small-caps"),
        hidden=_is(properties.get(f"{TEXT}display"), "none"),
        align="subscript" if position.startswith(("sub", "-")) else _raised(position),
        font=properties.get(f"{STYLE}font-name") or properties.get(f"{FO}font-family", "").strip("'\"") or None,
        size_pt=pixels(size) * 0.75 if pixels(size) else None,
        lang=None if language is None else language if country == "none" else f"{language}-{country}",
    )


def _line(style: str | None) -> bool | None:
    return None if style is None else style != "none"


def _is(value: str | None, wanted: str) -> bool | None:
    return None if value is None else value == wanted


def _raised(position: str) -> str | None:
    if not position:
        return None
    return "superscript" if position.startswith("super") or position[0] in "123456789" else ""


def _settings(style: Any) -> dict[str, Any]:
    properties = style.find(f"{STYLE}paragraph-properties")
    if properties is None:
        return {}
    found: dict[str, Any] = {}
    if align := properties.get(f"{FO}text-align"):
        found["align"] = align
    if mode := properties.get(f"{STYLE}writing-mode"):
        found["rtl"] = mode.startswith("rl")
    if margin := properties.get(f"{FO}margin-left"):
        found["indent"] = max(0, round(pixels(margin) * 15))
    if keep := properties.get(f"{FO}keep-with-next"):
        found["keeps_with_next"] = keep == "always"
    return found


def _breaks_page(style: Any) -> bool:
    properties = style.find(f"{STYLE}paragraph-properties")
    return properties is not None and properties.get(f"{FO}break-before") == "page"


def _level(element: Any) -> ListLevel:
    if not element.tag.endswith("list-level-style-number"):
        return ListLevel(label=element.get(f"{TEXT}bullet-char", ""))
    return ListLevel(
        True, element.get(f"{STYLE}num-format", ""), count(element.get(f"{TEXT}start-value"), 1, 999_999_999)
    )
