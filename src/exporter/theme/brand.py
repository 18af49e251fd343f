"""Reads a house's `_brand.yml`, the public brand.yml convention.

The package brand-yml reads and checks the file; its answer becomes a small struct, kept in the user's cache, because
loading that package takes half a second.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec

from exporter.cache import cached
from exporter.theme import Face

# Names of weights, as files and the convention have them.
WEIGHTS = {
    "thin": 100, "extralight": 200, "light": 300, "regular": 400, "medium": 500, "semibold": 600, "bold": 700,
    "extrabold": 800, "black": 900,
}  # fmt: skip
_FONT_FILES = (".ttf", ".otf")


class BrandError(ValueError):
    """A `_brand.yml` that cannot be read; `line` is 1 where its parser names none."""

    def __init__(self, reason: str, line: int = 1) -> None:
        super().__init__(reason)
        self.line = line


class Typeface(msgspec.Struct, frozen=True):
    """What the brand says of one kind of text; 0 and "" where it says nothing."""

    family: str = ""
    size: str = ""
    weight: int = 0
    italic: bool = False
    leading: float = 0.0
    color: str = ""
    decoration: str = ""


class Brand(msgspec.Struct, frozen=True):
    """A brand; colours are "#RRGGBB" by the convention's names, files relative to the brand's folder."""

    name: str = ""
    colors: dict[str, str] = {}
    base: Typeface = Typeface()
    headings: Typeface = Typeface()
    monospace: Typeface = Typeface()
    link: Typeface = Typeface()
    files: dict[str, tuple[Face, ...]] = {}  # family -> its own files
    logo: str = ""
    logo_alt: str = ""


def read_brand(file: Path) -> Brand:
    """Read a `_brand.yml`. Raises BrandError, or OSError."""
    from hashlib import sha256

    data = file.read_bytes()
    made = cached(f"brands/1-{sha256(data).hexdigest()}", lambda: msgspec.msgpack.encode(_parsed(data)))
    return msgspec.msgpack.decode(made, type=Brand)


def _parsed(data: bytes) -> Brand:
    from brand_yml import Brand as Given
    from pydantic import ValidationError

    try:
        given = Given.from_yaml_str(data.decode("utf-8"))
    except ValidationError as exc:
        first = exc.errors()[0]
        raise BrandError(f"{'.'.join(map(str, first['loc']))}: {first['msg']}") from exc
    except Exception as exc:  # its YAML parser's, with a mark, and what its own checks raise
        mark = getattr(exc, "problem_mark", None)
        raise BrandError(str(getattr(exc, "problem", None) or exc)[:200], mark.line + 1 if mark else 1) from exc
    typography = given.typography
    families: dict[str, tuple[Face, ...]] = {}
    for font in getattr(typography, "fonts", None) or ():
        if getattr(font, "source", "") == "file":
            files = [
                Face(str(item.path.root), _weight(item.weight.root), item.style == "italic")
                for item in font.files
                if str(item.path.root).lower().endswith(_FONT_FILES) and "://" not in str(item.path.root)
            ]
            families[font.family] = tuple(files)
    logo, alt = _logo(given.logo)
    name = getattr(given.meta, "name", None)
    return Brand(
        name=str(getattr(name, "full", None) or getattr(name, "short", None) or name or ""),
        colors=dict(_colors(given.color)),
        base=_typeface(typography, "base"),
        headings=_typeface(typography, "headings"),
        monospace=_typeface(typography, "monospace"),
        link=_typeface(typography, "link"),
        files=families,
        logo=logo,
        logo_alt=alt,
    )


def _colors(given: Any) -> Iterator[tuple[str, str]]:
    for name in ("foreground", "background", "primary", "secondary", "success", "info", "warning", "light", "dark"):
        value = getattr(given, name, None)
        if isinstance(value, str) and (color := _hex(value)):
            yield name, color


def _hex(value: str) -> str:
    from tinycss2.color3 import parse_color

    color = parse_color(value)
    if color is None or isinstance(color, str):
        return ""
    return "#" + "".join(f"{round(part * 255):02X}" for part in color[:3])


def _typeface(typography: Any, name: str) -> Typeface:
    given = getattr(typography, name, None)
    if given is None:
        return Typeface()
    color = getattr(given, "color", None)
    leading = getattr(given, "line_height", None)
    return Typeface(
        family=getattr(given, "family", None) or "",
        size=getattr(given, "size", None) or "",
        weight=_weight(getattr(given, "weight", None), 0),
        italic=getattr(given, "style", "") in ("italic", ["italic"]),
        leading=float(leading or 0),
        color=_hex(color) if isinstance(color, str) else "",
        decoration=getattr(given, "decoration", None) or "",
    )


def _weight(given: Any, other: int = 400) -> int:
    """A weight as a number; a name is one of WEIGHTS, a range of a variable font is `other`."""
    if isinstance(given, str):
        return WEIGHTS.get(given.replace("-", "").replace("normal", "regular").lower(), other)
    return given if isinstance(given, int) else other


def _logo(given: Any) -> tuple[str, str]:
    """The medium logo, or the next that there is: its path and its alternative text."""
    for size in ("medium", "small", "large"):
        found = getattr(given, size, None)
        found = getattr(found, "light", None) or found
        path = getattr(getattr(found, "path", found), "root", None)
        if path and "://" not in str(path):
            return str(path), getattr(found, "alt", None) or ""
    return "", ""
