"""A brand over a theme: its colours, typefaces and logo in the place of the theme's."""

import re
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Literal

import msgspec

from exporter.messages import Message
from exporter.origin import Origin
from exporter.theme import Face, FontFamily, Role, Theme
from exporter.theme.brand import WEIGHTS, Brand, Typeface
from exporter.theme.contrast import contrast, nearest_passing

# Our colour <- the brand's, the first that it has.
_COLORS = {
    "text": ("foreground",),
    "paper": ("background",),
    "accent": ("primary",),
    "link": ("link", "primary"),
    "muted": ("secondary",),
    "surface": ("light",),
    "deep": ("dark",),
    "tip": ("success",),
    "warning": ("warning",),
    "note": ("info",),
}
_HEADINGS = ("title", *(f"heading-{level}" for level in range(1, 7)))
_STATIC = re.compile(rf"-({'|'.join(WEIGHTS)})?(italic)?\.(?:ttf|otf)", re.IGNORECASE)
_USUAL = (400, 700)  # Word has one upright and one bold of a family, and all three formats shall show the same
_LARGE_PT, _LARGE_BOLD_PT, _BOLD = 18, 14, 700  # WCAG 2.1: "large scale" text


def branded(theme: Theme, brand: Brand, file: Path) -> tuple[Theme, list[Message]]:
    """The theme in a brand's colours and typefaces, with what could not be taken over or is hard to read."""
    place = Origin(str(file), 1, 1)
    colors = dict(theme.colors)
    for ours, theirs in _COLORS.items():
        found = next((brand.colors[name] for name in theirs if name in brand.colors), "")
        if found and (ours in colors or ours == "deep"):
            colors[ours] = found
    fonts, messages = dict(theme.fonts), []
    for slot, face in (("body", brand.base), ("display", brand.headings), ("mono", brand.monospace)):
        family = face.family or (brand.base.family if slot == "display" else "")
        if not family or family == fonts[slot].family:
            continue
        made = _family(family, brand, file.parent, theme)
        if made is None:
            hint = f"pip install {_package(family)}, or name its files in _brand.yml (source: file)"
            text = f'the brand\'s font "{family}" is not here; the theme\'s "{fonts[slot].family}" stands for it'
            messages.append(Message("T109", "warning", text, hint, place))
        else:
            fonts[slot] = made
    roles = dict(_roles(theme, brand, fonts, colors))
    asked, got = brand.headings.weight, roles["heading-1"].weight
    if asked and asked != got:
        text = f"headings have the weight {got}: the brand's {asked} is none that its font and Word have"
        messages.append(Message("T113", "note", text, "name the file of that weight as the font's bold", place))
    logo = str(file.parent / brand.logo) if brand.logo else ""
    made_theme = msgspec.structs.replace(
        theme, colors=colors, fonts=fonts, roles=roles, logo=logo, logo_alt=brand.logo_alt or brand.name
    )
    return made_theme, messages + [
        Message("T110", "warning", text, hint, place) for text, hint in dict(hard_to_read(made_theme)).items()
    ]


def _roles(
    theme: Theme, brand: Brand, fonts: dict[str, FontFamily], colors: dict[str, str]
) -> Iterator[tuple[str, Role]]:
    """Every role with the brand's sizes, weights and colours; colours of its own are added to `colors`."""
    body_pt = theme.roles["body"].size_pt
    base_pt = _points(brand.base.size, body_pt) or body_pt
    mono_scale = (_points(brand.monospace.size, base_pt) or base_pt) / base_pt if brand.monospace.size else 0.0
    for name, face in (("base", brand.base), ("headings", brand.headings), ("monospace", brand.monospace)):
        if face.color:
            colors[f"brand-{name}"] = face.color
    if brand.link.color:
        colors["link"] = brand.link.color
    for name, role in theme.roles.items():
        changed: dict[str, Any] = {"size_pt": round(role.size_pt * base_pt / body_pt, 2)}
        if name == "link":
            if brand.link.decoration:
                changed["underline"] = "underline" in brand.link.decoration
        elif role.font == "body" and name not in _HEADINGS:
            changed |= _said(brand.base, "brand-base", leading=name == "body", color=role.color == "text")
        elif name in _HEADINGS:
            changed |= _said(
                brand.headings, "brand-headings", leading=True, color=role.color in ("text", "deep", "accent")
            )
        elif role.font == "mono" and not name.startswith("token-"):
            changed |= _said(brand.monospace, "brand-monospace", leading=False, color=True)
            if mono_scale:
                changed["size_pt"] = round(base_pt * mono_scale, 2)
        role = msgspec.structs.replace(role, **changed)
        faces = fonts[role.font].faces
        slanted = any(face.italic for face in faces) and role.italic
        weights = [face.weight for face in faces if face.italic == slanted]
        weight = min(weights, key=lambda weight: (abs(weight - role.weight), -weight))
        yield name, msgspec.structs.replace(role, weight=weight, italic=slanted)


def _said(face: Typeface, color_name: str, leading: bool, color: bool) -> dict[str, Any]:
    said: dict[str, Any] = {}
    if face.weight and color_name != "brand-base":
        said["weight"] = face.weight
    if face.italic:
        said["italic"] = True
    if face.leading and leading:
        said["leading"] = face.leading
    if face.color and color:
        said["color"] = color_name
    return said


def _family(name: str, brand: Brand, folder: Path, theme: Theme) -> FontFamily | None:
    """The brand's own files, a family of the theme, or an installed package of that name."""
    for family in theme.fonts.values():
        if family.family == name:
            return family
    faces = tuple(
        msgspec.structs.replace(face, file=str(folder / face.file))
        for face in brand.files.get(name, ())
        if (folder / face.file).is_file()
    )
    if faces:
        return FontFamily(name, "", faces, _generic(name))
    package = _package(name)
    spec = find_spec(package.replace("-", "_"))
    if spec is None or not spec.submodule_search_locations:
        return None
    found = {}
    for path in sorted((Path(next(iter(spec.submodule_search_locations))) / "files").glob("*.[to]tf")):
        style = _STATIC.search(path.name)
        if style:
            face = Face(path.name, WEIGHTS[(style[1] or "regular").lower()], bool(style[2]))
            if face.weight in _USUAL:
                found[face.weight, face.italic] = face
    return FontFamily(name, package, tuple(found[key] for key in sorted(found)), _generic(name)) if found else None


def _package(family: str) -> str:
    return f"fontpkg-{re.sub(r'[^a-z0-9]+', '-', family.lower()).strip('-')}"


def _generic(family: str) -> Literal["serif", "sans-serif", "monospace"]:
    words = family.lower()
    if "mono" in words or "code" in words:
        return "monospace"
    return "serif" if "serif" in words and "sans" not in words else "sans-serif"


def _points(size: str, base_pt: float) -> float:
    """A CSS length in points; rem, em and per cent are of the base. 0 for none."""
    found = re.fullmatch(r"\s*([\d.]+)\s*(pt|px|rem|em|%|mm|cm|in)\s*", size)
    if not found:
        return 0.0
    factors = {"pt": 1.0, "px": 0.75, "rem": base_pt, "em": base_pt, "%": base_pt / 100, "in": 72.0}
    factors |= {"mm": 72 / 25.4, "cm": 72 / 2.54}
    return float(found[1]) * factors[found[2]]


def hard_to_read(theme: Theme) -> Iterator[tuple[str, str]]:
    """What falls short of WCAG 2.1, 1.4.3 (AA), with the nearest colour that does not."""
    for name, role in theme.roles.items():
        if name in ("rule", "watermark") or name.endswith("-row"):  # no text, or decoration
            continue
        head = theme.roles["table-head-row"].background if name in ("table-header", "data-header") else ""
        code = theme.roles["code-block"].background if name.startswith("token-") else ""
        behind = role.background or head or code or "paper"
        color, ground = theme.color(role.color), theme.color(behind)
        large = role.size_pt >= _LARGE_PT or (role.size_pt >= _LARGE_BOLD_PT and role.weight >= _BOLD)
        wanted = 3.0 if large else 4.5
        reached = contrast(color, ground)
        if reached < wanted:
            text = f"{color} on {ground} has a contrast of {reached:.1f}; WCAG 2.1 AA asks for {wanted} ({name})"
            yield text, f"the nearest that passes is {nearest_passing(color, ground, wanted)}"
