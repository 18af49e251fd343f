"""Word styles from a theme's roles: the only place that says how a DOCX looks.

Line height: Word multiplies a font's own height, CSS the font's size, so a role's leading becomes a height in points;
exact where it is tighter than the font's own lines (headings, which hold no picture), else at least.
"""

from typing import Any

from exporter.backends.docx.ooxml import add, half_points, make, mm_to_twips, ordered, twips
from exporter.theme import Role, Theme

# Role -> (style id, name, kind, outline level). Names that Word knows are its own, so that its menus show them.
STYLES: dict[str, tuple[str, str, str]] = {
    "body": ("Normal", "Normal", "paragraph"),
    "lead": ("Lead", "Lead", "paragraph"),
    "title": ("Title", "Title", "paragraph"),
    "subtitle": ("Subtitle", "Subtitle", "paragraph"),
    "kicker": ("Kicker", "Kicker", "paragraph"),
    "byline": ("Byline", "Byline", "paragraph"),
    "dateline": ("Dateline", "Dateline", "paragraph"),
    "embargo": ("Embargo", "Embargo", "paragraph"),
    "standfirst": ("Standfirst", "Standfirst", "paragraph"),
    **{f"heading-{n}": (f"Heading{n}", f"heading {n}", "paragraph") for n in range(1, 7)},
    "list-item": ("ListParagraph", "List Paragraph", "paragraph"),
    "term": ("DefinitionTerm", "Definition Term", "paragraph"),
    "definition": ("Definition", "Definition", "paragraph"),
    "quote": ("Quote", "Quote", "paragraph"),
    "pull-quote": ("IntenseQuote", "Intense Quote", "paragraph"),
    "attribution": ("Attribution", "Attribution", "paragraph"),
    "callout": ("Callout", "Call-out", "paragraph"),
    "callout-title": ("CalloutTitle", "Call-out Title", "paragraph"),
    "table-cell": ("TableText", "Table Text", "paragraph"),
    "table-header": ("TableHeader", "Table Header", "paragraph"),
    "caption": ("Caption", "caption", "paragraph"),
    "credit": ("Credit", "Credit", "character"),
    "code-block": ("CodeBlock", "Code Block", "paragraph"),
    "missing-picture": ("MissingPicture", "Missing Picture", "paragraph"),
    "note": ("FootnoteText", "footnote text", "paragraph"),
    "note-call": ("FootnoteReference", "footnote reference", "character"),
    "notes-heading": ("NotesHeading", "Notes Heading", "paragraph"),
    "contact-heading": ("ContactHeading", "Contact Heading", "paragraph"),
    "contact-line": ("ContactLine", "Contact Line", "paragraph"),
    "small-print": ("SmallPrint", "Small Print", "paragraph"),
    "furniture": ("Header", "header", "paragraph"),
    "link": ("Hyperlink", "Hyperlink", "character"),
    "code": ("Code", "Code", "character"),
    "label": ("Label", "Label", "character"),
    "rule": ("Rule", "Rule", "paragraph"),
}
FIGURE = "Figure"  # a picture's own paragraph: as high as the picture
SPACER = "Spacer"  # the room below a table, which has none of its own

_NEXT_IS_BODY = ("title", "subtitle", "standfirst", *(f"heading-{n}" for n in range(1, 7)))
_TIGHT = 1.3  # below this leading, a font's own line height would show


def style_id(role: str) -> str:
    """The id of a role's style."""
    return STYLES[role][0]


def styles_part(theme: Theme, lang: str, dir: str) -> Any:
    """The w:styles element of a theme."""
    root = make("styles")
    _defaults(root, theme, lang)
    _latent(root)
    for role in STYLES:
        _style(root, theme, role, dir)
    _own_styles(root, theme, dir)
    return root


def fonts_of(theme: Theme, font: str) -> dict[str, str]:
    """The attributes of w:rFonts: the family, and for complex scripts the theme's family of the Arabic script."""
    family = theme.fonts[font].family
    arabic = next((f.family for f in theme.fonts.values() if "Arab" in f.scripts), family)
    return {"ascii": family, "hAnsi": family, "eastAsia": family, "cs": arabic}


def box_properties(theme: Theme, name: str) -> Role:
    """The role of a box (a call-out's kind, the contact box, a table's row)."""
    return theme.roles[name]


def paragraph_border(theme: Theme, role: Role, dir: str) -> Any | None:
    """The w:pBdr of a role, with invisible rules in the background's colour where only padding is wanted."""
    start = "right" if dir == "rtl" else "left"
    widths = {"top": role.border_top_pt, start: role.border_start_pt, "bottom": role.border_bottom_pt}
    if not any(widths.values()) and not (role.background and role.padding_pt):
        return None
    border = make("pBdr")
    for side in ("top", "left", "bottom", "right"):
        width = widths.get(side, 0.0)
        color = role.border_color if width else role.background
        if color:
            # Eighths of a point; the room to the text is at most 31 points (ECMA-376-1, 17.3.1.7).
            size = max(2, round(width * 8))
            space = min(31, round(role.padding_pt))
            add(border, side, val="single", sz=size, space=space, color=theme.color(color)[1:])
    return border


def _defaults(root: Any, theme: Theme, lang: str) -> None:
    defaults = add(root, "docDefaults")
    run = add(add(defaults, "rPrDefault"), "rPr")
    body = theme.roles["body"]
    _run_properties(run, theme, body, None)
    add(run, "lang", val=lang, eastAsia=lang, bidi=lang)
    ordered(run)
    paragraph = add(add(defaults, "pPrDefault"), "pPr")
    add(paragraph, "widowControl")


def _latent(root: Any) -> None:
    """Hide the hundreds of styles that Word would show beside ours."""
    add(root, "latentStyles", defLockedState=0, defUIPriority=99, defSemiHidden=1, defUnhideWhenUsed=1, defQFormat=0,
        count=376)  # fmt: skip


def _style(root: Any, theme: Theme, role_name: str, dir: str) -> None:
    identifier, name, kind = STYLES[role_name]
    role = theme.roles[role_name]
    style = add(root, "style", type=kind, default=1 if role_name == "body" else None, styleId=identifier)
    add(style, "name", val=name)
    if kind == "paragraph" and role_name != "body":
        add(style, "basedOn", val="Normal")
    if role_name in _NEXT_IS_BODY:
        add(style, "next", val="Normal")
    add(style, "uiPriority", val=9 if role_name.startswith("heading") else 10)
    add(style, "qFormat")
    if kind == "paragraph":
        properties = add(style, "pPr")
        _paragraph_properties(properties, theme, role, dir)
        if role_name.startswith("heading-"):
            add(properties, "outlineLvl", val=int(role_name[-1]) - 1)
        ordered(properties)
    run = add(style, "rPr")
    _run_properties(run, theme, role, role_name)
    ordered(run)


def _own_styles(root: Any, theme: Theme, dir: str) -> None:
    """Styles that no role has: a picture's paragraph, the room below a table, the footer, the tables themselves."""
    figure = add(root, "style", type="paragraph", customStyle=1, styleId=FIGURE)
    add(figure, "name", val="Figure")
    add(figure, "basedOn", val="Normal")
    properties = add(figure, "pPr")
    add(properties, "keepNext")
    caption, box = theme.roles["caption"], theme.roles["table"]
    add(properties, "spacing", before=twips(box.before_pt), after=twips(caption.before_pt), line=240, lineRule="auto")
    spacer = add(root, "style", type="paragraph", customStyle=1, styleId=SPACER)
    add(spacer, "name", val="Spacer")
    add(spacer, "basedOn", val="Normal")
    add(add(spacer, "pPr"), "spacing", before=0, after=0, line=twips(box.after_pt), lineRule="exact")
    footer = add(root, "style", type="paragraph", styleId="Footer")
    add(footer, "name", val="footer")
    add(footer, "basedOn", val="Header")
    list_number = add(root, "style", type="paragraph", customStyle=1, styleId="CalloutList")
    add(list_number, "name", val="Call-out List")
    add(list_number, "basedOn", val="Callout")
    add(add(list_number, "pPr"), "spacing", after=twips(theme.roles["list-item"].after_pt))
    _table_style(root, theme, dir)


def _table_style(root: Any, theme: Theme, dir: str) -> None:
    style = add(root, "style", type="table", customStyle=1, styleId="ThemeTable")
    add(style, "name", val="Theme Table")
    add(style, "uiPriority", val=59)
    table = add(style, "tblPr")
    add(table, "tblInd", w=0, type="dxa")
    box, body_row, head_row = (theme.roles[name] for name in ("table", "table-body-row", "table-head-row"))
    borders = add(table, "tblBorders")
    for side, width, color in (
        ("top", box.border_top_pt, box.border_color),
        ("bottom", box.border_bottom_pt, box.border_color),
        ("insideH", body_row.border_bottom_pt, body_row.border_color),
    ):
        add(borders, side, val="single", sz=max(2, round(width * 8)), space=0, color=theme.color(color)[1:])
    size_pt = theme.roles["table-cell"].size_pt
    margins = add(table, "tblCellMar")
    for side, share in (("top", 0.38), ("left", 0.7), ("bottom", 0.38), ("right", 0.7)):  # em, as in common.css
        add(margins, side, w=twips(size_pt * share), type="dxa")
    head = add(style, "tblStylePr", type="firstRow")
    properties = add(head, "tcPr")
    head_borders = add(properties, "tcBorders")
    add(head_borders, "bottom", val="single", sz=max(2, round(head_row.border_bottom_pt * 8)), space=0,
        color=theme.color(head_row.border_color)[1:])  # fmt: skip
    add(properties, "shd", val="clear", color="auto", fill=theme.color(head_row.background)[1:])
    plain = add(root, "style", type="table", customStyle=1, styleId="BoxTable")
    add(plain, "name", val="Box Table")
    add(plain, "uiPriority", val=59)
    add(add(plain, "tblPr"), "tblInd", w=0, type="dxa")


def _paragraph_properties(properties: Any, theme: Theme, role: Role, dir: str) -> None:
    if role.keep_with_next:
        add(properties, "keepNext")
        add(properties, "keepLines")
    border = paragraph_border(theme, role, dir) if not _is_box(theme, role) else None
    if border is not None:
        properties.append(border)
    if role.background and not _is_box(theme, role):
        add(properties, "shd", val="clear", color="auto", fill=theme.color(role.background)[1:])
    if not role.hyphenate:
        add(properties, "suppressAutoHyphens")
    exact = role.leading < _TIGHT
    add(
        properties,
        "spacing",
        before=twips(role.before_pt if not _is_box(theme, role) else 0),
        after=twips(role.after_pt if not _is_box(theme, role) else theme.roles["list-item"].after_pt),
        line=twips(role.leading * role.size_pt),
        lineRule="exact" if exact else "atLeast",
    )
    # Padding inside a rule or a background moves the text in, not the box out of the column.
    start_pt = role.indent_start_pt + (role.padding_pt if role.border_start_pt or role.background else 0)
    end_pt = role.indent_end_pt + (role.padding_pt if role.background else 0)
    if not _is_box(theme, role) and (start_pt or end_pt):
        add(properties, "ind", left=twips(start_pt), right=twips(end_pt))
    if role.align != "start":
        # In a right-to-left paragraph Word's "left" is the line's start (ECMA-376-1, 17.18.44 as Word reads it).
        add(properties, "jc", val={"end": "right", "center": "center", "justify": "both"}[role.align])


def _is_box(theme: Theme, role: Role) -> bool:
    """Whether the role's frame is drawn by the call-out's table around it."""
    return role is theme.roles["callout"]


def _run_properties(properties: Any, theme: Theme, role: Role, role_name: str | None) -> None:
    if role_name == "label":
        add(properties, "b")
        add(properties, "bCs")
        return
    if role_name == "link":
        add(properties, "color", val=theme.color(role.color)[1:])
        if role.underline:
            add(properties, "u", val="single")
        return
    add(properties, "rFonts", **fonts_of(theme, role.font))
    if role.weight >= 600:
        add(properties, "b")
        add(properties, "bCs")
    elif role_name:
        add(properties, "b", val=0)
        add(properties, "bCs", val=0)
    if role.italic:
        add(properties, "i")
        add(properties, "iCs")
    elif role_name:
        add(properties, "i", val=0)
        add(properties, "iCs", val=0)
    if role.case == "upper":
        add(properties, "caps")
    elif role.case == "small-caps":
        add(properties, "smallCaps")
    add(properties, "color", val=theme.color(role.color)[1:])
    if role.tracking_em:
        add(properties, "spacing", val=twips(role.tracking_em * role.size_pt))
    size_pt = role.size_pt if role_name != "note-call" else theme.roles["body"].size_pt
    add(properties, "sz", val=half_points(size_pt))
    add(properties, "szCs", val=half_points(size_pt))
    if role_name == "note-call":
        add(properties, "vertAlign", val="superscript")


def section_properties(theme: Theme, dir: str) -> Any:
    """The w:sectPr without its references: paper, margins, a first page of its own, direction."""
    page = theme.page
    section = make("sectPr")
    add(section, "pgSz", w=mm_to_twips(page.width_mm), h=mm_to_twips(page.height_mm))
    add(
        section,
        "pgMar",
        top=mm_to_twips(page.margin_top_mm),
        right=mm_to_twips(page.margin_outer_mm),
        bottom=mm_to_twips(page.margin_bottom_mm),
        left=mm_to_twips(page.margin_inner_mm),
        header=mm_to_twips(page.header_mm),
        footer=mm_to_twips(page.footer_mm),
        gutter=0,
    )
    add(section, "titlePg")
    if dir == "rtl":
        add(section, "bidi")
    return section
