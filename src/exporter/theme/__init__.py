"""A theme: one definition of fonts, colours, sizes, spacing and page, for all three formats.

`publication/stylesheet.py` makes CSS from it, `backends/docx/styles.py` makes Word styles from it; a literal
colour, size or font anywhere else fails a test.
"""

from pathlib import Path
from typing import Any, Literal

import msgspec

from exporter.resources import read_toml, templates_folder

Align = Literal["start", "end", "center", "justify"]
Case = Literal["", "upper", "small-caps"]
_BOLD = 600  # the lightest weight that a style system with one bold (Word's, a font's own names) calls so


class Face(msgspec.Struct, frozen=True):
    """One font file of a family; of a `variable` one, the instance of this weight."""

    file: str
    weight: int = 400
    italic: bool = False
    variable: bool = False

    @property
    def bold(self) -> bool:
        return self.weight >= _BOLD


class FontFamily(msgspec.Struct, frozen=True):
    """A family as its package brings it; `generic` is the CSS fallback, `scripts` are ISO 15924 codes.

    `extra` names the extra of ours that installs the package, where that is left to the user.
    """

    family: str
    package: str
    faces: tuple[Face, ...]
    generic: Literal["serif", "sans-serif", "monospace"] = "serif"
    scripts: tuple[str, ...] = ("Latn",)
    extra: str = ""


class Role(msgspec.Struct, frozen=True, kw_only=True):
    """How one role of text looks. Colours are names in `Theme.colors`, `font` is a name in `Theme.fonts`.

    Lengths are points; `leading` is the line height as a multiple of the size; `tracking_em` is letter
    spacing. `border_*_pt` draws a rule on that side in `border_color`; `padding_pt` is the room between the
    rule or background and the text.
    """

    font: str = "body"
    size_pt: float = 10.5
    leading: float = 1.4
    weight: int = 400
    italic: bool = False
    color: str = "text"
    case: Case = ""
    tracking_em: float = 0.0
    underline: bool = False
    align: Align = "start"
    before_pt: float = 0.0
    after_pt: float = 0.0
    indent_start_pt: float = 0.0
    indent_end_pt: float = 0.0
    background: str = ""
    border_color: str = ""
    border_top_pt: float = 0.0
    border_bottom_pt: float = 0.0
    border_start_pt: float = 0.0
    padding_pt: float = 0.0
    keep_with_next: bool = False
    hyphenate: bool = False

    @property
    def bold(self) -> bool:
        return self.weight >= _BOLD


class PageSetup(msgspec.Struct, frozen=True):
    """The printed page, in millimetres; `header_mm` and `footer_mm` are measured from the paper's edge."""

    size: Literal["A4", "Letter"] = "A4"
    margin_top_mm: float = 25.0
    margin_bottom_mm: float = 25.0
    margin_inner_mm: float = 25.0
    margin_outer_mm: float = 25.0
    header_mm: float = 12.0
    footer_mm: float = 12.0

    @property
    def width_mm(self) -> float:
        return 210.0 if self.size == "A4" else 215.9

    @property
    def height_mm(self) -> float:
        return 297.0 if self.size == "A4" else 279.4

    @property
    def text_width_mm(self) -> float:
        """The width of the column in which text stands."""
        return self.width_mm - self.margin_inner_mm - self.margin_outer_mm


class Theme(msgspec.Struct, frozen=True, kw_only=True):
    """Everything that decides how a publication looks. `roles` has every name of `vocabulary.ROLES`.

    `scripts` are those of the text that `theme.scripts.with_scripts` has fitted it to, `script` is the page's own
    where that is not set like Latin.
    """

    name: str
    colors: dict[str, str]
    fonts: dict[str, FontFamily]
    roles: dict[str, Role]
    page: PageSetup
    folders: tuple[Path, ...]
    list_indent_em: float = 1.7
    column_gap_mm: float = 8.0
    chart_colors: tuple[str, ...] = ("accent", "link", "tip", "warning", "muted", "text")  # the series', in their order
    table_character_twips: float = 104.0  # of a table's text, on average
    scripts: tuple[str, ...] = ()
    script: str = ""
    logo: str = ""  # the file, which a brand names
    logo_alt: str = ""
    logo_height_mm: float = 12.0

    def color(self, name: str) -> str:
        """The "#RRGGBB" behind a colour's name."""
        return self.colors[name]


def load_theme(folder: Path, page_size: str = "") -> Theme:
    """Read theme.toml in a theme's folder; a role's missing fields come from its `based_on`, else from `body`.

    A theme may itself be `based_on` another, beside it or one of ours, and says only what is different.
    Raises OSError, ValueError (no TOML), msgspec.ValidationError or KeyError (an unknown colour, font or role name);
    `publication.compose` turns them into messages.
    """
    data, folders = _with_base(folder)
    page = data.get("page", {})
    if page_size:
        page = {**page, "size": page_size}
    theme = msgspec.convert(
        {**data, "page": page, "roles": _resolved(data["roles"]), "folders": tuple(map(str, folders))},
        Theme,
        dec_hook=lambda kind, value: kind(value),
    )
    for name, role in theme.roles.items():
        for color in filter(None, (role.color, role.background, role.border_color)):
            if color not in theme.colors:
                raise KeyError(f'role "{name}" names the colour "{color}", which [colors] does not have')
        if role.font not in theme.fonts:
            raise KeyError(f'role "{name}" names the font "{role.font}", which [fonts] does not have')
    return theme


def one_slot_a_family(theme: Theme) -> Theme:
    """The theme with every role of one family at the same slot: a family that two slots name is embedded once."""
    first: dict[str, str] = {}
    for slot, family in theme.fonts.items():
        first.setdefault(family.family, slot)
    roles = {
        name: msgspec.structs.replace(role, font=first[theme.fonts[role.font].family])
        for name, role in theme.roles.items()
    }
    fonts = {slot: family for slot, family in theme.fonts.items() if first[family.family] == slot}
    return msgspec.structs.replace(theme, roles=roles, fonts=fonts)


def _with_base(folder: Path, above: tuple[Path, ...] = ()) -> tuple[dict[str, Any], list[Path]]:
    """A theme's tables over those of the theme that it is based on, and the folders of both."""
    if folder in above:
        raise KeyError(f'the theme "{folder.name}" is based on itself')
    data = read_toml(folder / "theme.toml")
    name = data.pop("based_on", "")
    if not name:
        return data, [folder]
    homes = [parent / str(name) for parent in (folder.parent, templates_folder() / "themes")]
    home = next((home for home in homes if (home / "theme.toml").is_file()), None)
    if home is None:
        raise KeyError(f'there is no theme "{name}" to be based on')
    base, folders = _with_base(home, (*above, folder))
    for table in ("page", "colors", "fonts"):
        data[table] = {**base.get(table, {}), **data.get(table, {})}
    own = data.get("roles", {})
    data["roles"] = {
        name: own[name] if own.get(name, {}).get("based_on") else {**base["roles"].get(name, {}), **own.get(name, {})}
        for name in dict.fromkeys((*base["roles"], *own))
    }
    return {**base, **data}, [folder, *folders]


def _resolved(roles: dict[str, dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """Each role with the fields that it inherits; spacing, borders and keeps are not inherited from body."""
    own = {"before_pt", "after_pt", "align", "hyphenate", "keep_with_next"}

    def resolve(name: str, seen: tuple[str, ...] = ()) -> dict[str, Any]:
        if name in seen:
            raise KeyError(f'role "{name}" is based on itself')
        if name not in roles:
            raise KeyError(f'a role is based on "{name}", which there is not')
        role = dict(roles[name])
        base = role.pop("based_on", "")
        if base:
            return {**resolve(base, (*seen, name)), **role}
        inherited = {} if name == "body" else {k: v for k, v in roles["body"].items() if k not in own}
        return {**inherited, **role}

    return {name: resolve(name) for name in roles}
