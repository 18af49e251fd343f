"""CSS from a theme: one rule a role and a box, for one writing direction.

Physical sides, not logical ones (`margin-left`, not `margin-inline-start`): older reading systems do not know the
latter, and a page's direction is known when its stylesheet is made.
"""

from exporter.publication.vocabulary import BOXES, ROLES
from exporter.theme import Role, Theme
from exporter.theme.needed import has_letters_font
from exporter.theme.scripts import LETTERS, TAGS_OF_SCRIPT, passage_fonts, stack

# Headings by their element, which must not wear the frame of their level.
_LIKE_HEADINGS = frozenset(
    {"heading-6", "notes-heading", "contact-heading", "side-heading", "contents-heading", "cover-title", "masthead"}
)
# What stands in a line of another role, or has no words.
_IN_LINES = frozenset({"link", "code", "label", "credit", "note-call", "rule"})


def role_rules(theme: Theme, dir: str) -> str:
    """One CSS rule a role and a box, in the order of the vocabulary, so that later ones win."""
    rules = []
    for name, selector in ROLES.items():
        role = theme.roles[name]
        rules.append(f"{selector} {{ {_text(theme, name, role, dir)} }}")
    for name, selector in BOXES.items():
        if name in theme.roles:
            rules.append(f"{selector} {{ {_box(theme, name, theme.roles[name], dir)} }}")
    return "\n".join(rules)


def font_stack(theme: Theme, font: str) -> str:
    """The CSS value of font-family: the named family, the other scripts' families, the generic one."""
    names = [f'"{theme.fonts[name].family}"' for name in stack(theme, font)]
    return ", ".join(dict.fromkeys([*names, theme.fonts[font].generic]))


def passage_rules(theme: Theme) -> str:
    """The fonts of passages in another East Asian language than the page's, which share their characters with it."""
    rules = []
    for script, font in passage_fonts(theme).items():
        tags = [f'[lang|="{tag}"]' for tag in TAGS_OF_SCRIPT[script]]
        selectors = ", ".join(selector for tag in tags for selector in (tag, f"{tag} *"))
        family = theme.fonts[font]
        rules.append(f'{selectors} {{ font-family: "{family.family}", {family.generic} }}')
    return "\n".join(rules)


def long_word_rules(theme: Theme) -> str:
    """How words too long for a line break in print where no others do: by the rules of their language, with a hyphen.

    Titles, headings, cells of tables. Browsers know no such zone and would divide other words, too; and the engine
    takes a line that another element ends for too long, so that only words that are long themselves may break.
    """
    names = [name for name in ROLES if name not in _IN_LINES and name != "code-block" and not name.startswith("token-")]
    selectors = ", ".join(ROLES[name] for name in names if not theme.roles[name].hyphenate)
    divided = 'hyphens: auto; hyphenate-character: "-"; hyphenate-limit-chars: 14 3 3; hyphenate-limit-zone: 100%'
    return f"{selectors} {{ {divided} }}"


def rare_letter_rules(theme: Theme) -> str:
    """The font of words with rare letters in print, of the kind of the text's own: serif in a serif.

    Browsers look for a font that has a letter with its marks; Pango, which sets the PDF, takes each from the first.
    """
    if not has_letters_font(theme):
        return ""
    rules = []
    for name, selector in ROLES.items():
        if name not in ("link", "rule") and not name.startswith("token-"):
            font = theme.roles[name].font
            first = next(other for other in stack(theme, font) if LETTERS in theme.fonts[other].scripts)
            rules.append(f'{selector} {{ --rare: "{theme.fonts[first].family}", {font_stack(theme, font)} }}')
    return "\n".join([*rules, ".rare-letters { font-family: var(--rare) }"])


def _text(theme: Theme, name: str, role: Role, dir: str) -> str:
    if name.startswith("token-"):  # all else is the code's own
        return f"color: {theme.color(role.color)}; font-weight: {role.weight}"
    body = theme.roles["body"]
    css = [] if name in ("link", "code", "label", "note-call", "credit") else [_spacing(name, role, dir)]
    css.append(f"color: {theme.color(role.color)}")
    if name in ("link", "note-call", "label"):
        css.append(f"text-decoration: {'underline' if role.underline else 'none'}")
    if name not in ("link", "rule"):
        css.append(f"font-family: {font_stack(theme, role.font)}")
        size = f"{role.size_pt / body.size_pt:.4g}"
        css.append(f"font-size: {size}rem" if name not in ("code", "label") else f"font-size: {size}em")
        css.append(f"font-weight: {role.weight}")
        css.append(f"font-style: {'italic' if role.italic else 'normal'}")
    if name not in _IN_LINES:
        css.append(f"line-height: {role.leading:g}")
        css.append(f"text-align: {role.align}")
        css.append(f"hyphens: {'auto' if role.hyphenate else 'manual'}")
        if role.keep_with_next:
            css.append("break-after: avoid")
    if role.case == "upper":
        css.append("text-transform: uppercase")
    elif role.case == "small-caps":
        css.append("font-variant-caps: small-caps")
    if role.tracking_em and dir != "rtl":  # letters that join must not be set apart
        css.append(f"letter-spacing: {role.tracking_em:g}em")
    if name in _LIKE_HEADINGS:
        css.append("border: 0; padding: 0; background: none")
    if name not in BOXES and name != "rule":
        css += _frame(theme, role, dir)
    return "; ".join(filter(None, css))


def _box(theme: Theme, name: str, role: Role, dir: str) -> str:
    # A list inside a box inherits the box's font.
    font = [f"font-family: {font_stack(theme, role.font)}"] if name in ROLES else []
    return "; ".join([_margin(role, dir), *font, *_frame(theme, role, dir)])


def _spacing(name: str, role: Role, dir: str) -> str:
    return f"margin: 0 0 {role.after_pt:g}pt" if name in BOXES else _margin(role, dir)


def _margin(role: Role, dir: str) -> str:
    left, right = role.indent_start_pt, role.indent_end_pt
    if dir == "rtl":
        left, right = right, left
    return f"margin: {role.before_pt:g}pt {right:g}pt {role.after_pt:g}pt {left:g}pt"


def _frame(theme: Theme, role: Role, dir: str) -> list[str]:
    css = []
    if role.background:
        css.append(f"background-color: {theme.color(role.background)}")
    color = theme.color(role.border_color) if role.border_color else ""
    start = "right" if dir == "rtl" else "left"
    sides = {"top": role.border_top_pt, "bottom": role.border_bottom_pt, start: role.border_start_pt}
    for side, width in sides.items():
        if width and color:
            css.append(f"border-{side}: {width:g}pt solid {color}")
    if role.padding_pt:
        if role.background:
            css.append(f"padding: {role.padding_pt:g}pt")
        else:
            css += [f"padding-{side}: {role.padding_pt:g}pt" for side, width in sides.items() if width]
    return css
