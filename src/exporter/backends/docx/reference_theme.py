"""The look of a reference document as a theme: what our writer measures and makes by is then the house's own.

A role that has a style there takes its look from it; a role that has none keeps its proportions from the theme, in the
house's fonts, sizes and colours. No size or colour of ours stands beside the house's.
"""

import msgspec

from exporter.backends.docx.cascade import Cascade, Look
from exporter.backends.docx.mapping import Mapping
from exporter.backends.docx.reference_page import ReferencePage
from exporter.theme import FontFamily, Role, Theme
from exporter.theme.contrast import contrast, nearest_passing

_BOLD_WEIGHT, _WEIGHT = 700, 400
_AA = 4.5  # WCAG 2.1, 1.4.3
# How much of the paper is in a colour that the house has no word for.
_MUTED, _RULE, _SURFACE = 0.3, 0.75, 0.92
_HEADINGS = tuple(f"heading-{level}" for level in range(1, 7))
_WIDER = 1.15  # than in our table fonts, which are narrow
_LEAST_STEP_EM, _MOST_STEP_EM = 0.8, 4.0


def reference_theme(theme: Theme, mapping: Mapping, cascade: Cascade, page: ReferencePage, step_pt: float) -> Theme:
    """The theme in the house's look. `step_pt` is how far its lists stand in, 0 when it says nothing."""
    body = cascade.look(mapping.roles.get("body", ""))
    heading = cascade.look(mapping.roles.get("heading-1") or mapping.roles.get("title", ""))
    old_body = theme.roles["body"]
    scale = body.size_pt / old_body.size_pt
    head_font = heading.font if mapping.roles.get("heading-1") else cascade.theme_font("major") or body.font
    fonts = _fonts(theme, body.font, head_font)
    colors = _colors(theme, mapping, cascade, body, heading)
    roles = {}
    for name, role in theme.roles.items():
        mono = theme.fonts[role.font].generic == "monospace"
        guide = role.font == theme.roles["heading-1"].font and role.bold
        changed = msgspec.structs.replace(
            role,
            font="mono" if mono else "display" if guide else "body",
            size_pt=_half(role.size_pt * scale),
            before_pt=role.before_pt * scale,
            after_pt=role.after_pt * scale,
            padding_pt=role.padding_pt * scale,
            indent_start_pt=role.indent_start_pt * scale,
            indent_end_pt=role.indent_end_pt * scale,
            leading=body.leading if role.leading == old_body.leading else role.leading,
            align=body.align if role.align == old_body.align else role.align,
        )
        roles[name] = changed
    for name, identifier in mapping.roles.items():
        roles[name] = _own(roles[name], name, cascade.look(identifier), fonts, colors)
    _complete(roles, mapping, theme)
    step_em = step_pt / body.size_pt if step_pt else theme.list_indent_em
    return msgspec.structs.replace(
        theme,
        colors=colors,
        fonts=fonts,
        roles=roles,
        page=page,
        logo="",
        scripts=(),  # the house's styles name the fonts of every script
        table_character_twips=theme.table_character_twips * scale * _WIDER,
        list_indent_em=min(_MOST_STEP_EM, max(_LEAST_STEP_EM, step_em)),
    )


def _own(role: Role, name: str, look: Look, fonts: dict[str, FontFamily], colors: dict[str, str]) -> Role:
    """A role as the house's style of it looks; its frame is in that style, so that none is measured here."""
    slot = next((slot for slot, font in fonts.items() if font.family == look.font), role.font)
    color = "text"
    if look.color:
        color = f"{name} style"
        colors[color] = look.color
    return msgspec.structs.replace(
        role,
        font=slot,
        size_pt=look.size_pt,
        leading=look.leading,
        weight=_BOLD_WEIGHT if look.bold else _WEIGHT,
        italic=look.italic,
        underline=look.underline,
        color=color,
        align=look.align,
        before_pt=look.before_pt,
        after_pt=look.after_pt,
        indent_start_pt=look.indent_start_pt,
        indent_end_pt=look.indent_end_pt,
        background="",
        border_color=color if look.is_framed else "",
        border_top_pt=0.0,
        border_bottom_pt=0.0,
        border_start_pt=0.0,
        padding_pt=0.0,
    )


def _complete(roles: dict[str, Role], mapping: Mapping, theme: Theme) -> None:
    """Headings that the house has not, after the next higher one that it has."""
    for above, name in zip(("title", *_HEADINGS), _HEADINGS, strict=False):
        if name not in mapping.roles and (above in mapping.roles or name != "heading-1"):
            ratio = theme.roles[name].size_pt / theme.roles[above].size_pt
            size_pt = max(roles["body"].size_pt, _half(roles[above].size_pt * ratio))
            roles[name] = msgspec.structs.replace(roles[above], size_pt=size_pt, border_color="")
    if "notes-heading" not in mapping.roles:
        roles["notes-heading"] = msgspec.structs.replace(roles["heading-2"], border_color="", indent_start_pt=0.0)
    for name in ("lead", "list-item", "definition"):
        if name not in mapping.roles:
            roles[name] = msgspec.structs.replace(roles[name], color=roles["body"].color)


def _fonts(theme: Theme, body: str, heading: str) -> dict[str, FontFamily]:
    """The house's families, which we have no files of, and the theme's for code."""
    own = theme.fonts[theme.roles["body"].font]
    mono = next((font for font in theme.fonts.values() if font.generic == "monospace"), own)
    fonts = {"body": msgspec.structs.replace(own, family=body or own.family, package="", faces=())}
    fonts["display"] = msgspec.structs.replace(fonts["body"], family=heading or fonts["body"].family)
    return fonts | {"mono": mono}


def _colors(theme: Theme, mapping: Mapping, cascade: Cascade, body: Look, heading: Look) -> dict[str, str]:
    """The house's colours under the theme's names. Callouts of all kinds take its accent, which is its own."""
    paper = cascade.theme_color("lt1") or theme.color("paper")
    text = body.color or cascade.theme_color("dk1") or theme.color("text")
    if contrast(text, paper) < _AA:  # white on a page that is coloured elsewhere
        paper = theme.color("paper")
    accent = heading.color if heading.color not in ("", text) else cascade.theme_color("accent1")
    accent = accent or text
    if contrast(accent, paper) < _AA:
        accent = nearest_passing(accent, paper, _AA)
    link = mapping.roles.get("link", "")
    link_color = cascade.look(link).color if link else ""
    colors = dict.fromkeys(theme.colors, accent)
    return colors | {
        "text": text,
        "paper": paper,
        "accent": accent,
        "link": link_color or cascade.theme_color("hlink") or accent,
        "muted": _mixed(text, paper, _MUTED),
        "rule": _mixed(text, paper, _RULE),
        "surface": _mixed(accent, paper, _SURFACE),
    }


def _mixed(color: str, paper: str, share: float) -> str:
    """A colour with a share of the paper in it."""
    pairs = ((int(color[at : at + 2], 16), int(paper[at : at + 2], 16)) for at in (1, 3, 5))
    return "#" + "".join(f"{round(own + (ground - own) * share):02X}" for own, ground in pairs)


def _half(size_pt: float) -> float:
    """Rounded to half points, which Word's sizes are."""
    return round(size_pt * 2) / 2
