"""The style of tables, and how a style of any type begins."""

from typing import Any

from exporter.backends.docx.ooxml import add, twips
from exporter.backends.docx.style_names import TABLE, WORDS_OWN
from exporter.theme import Role, Theme

CELL_EMS = (0.38, 0.7)  # above and below a cell's text, and beside it, as in common.css


def new_style(root: Any, kind: str, identifier: str, name: str, based_on: str = "") -> Any:
    """A w:style at the end of `root`, with its name, its base and its place in Word's list."""
    style = add(root, "style", type=kind, customStyle=None if identifier in WORDS_OWN else 1, styleId=identifier)
    add(style, "name", val=name)
    if based_on:
        add(style, "basedOn", val=based_on)
    add(style, "uiPriority", val=9 if name.startswith("heading") else 10)
    add(style, "qFormat")
    return style


def table_style(root: Any, theme: Theme) -> None:
    style = add(root, "style", type="table", customStyle=1, styleId=TABLE[0])
    add(style, "name", val=TABLE[1])
    add(style, "uiPriority", val=59)
    table = add(style, "tblPr")
    add(table, "tblInd", w=0, type="dxa")
    borders = add(table, "tblBorders")
    box, body_row, head_row = (theme.roles[name] for name in ("table", "table-body-row", "table-head-row"))
    for side, role, width_pt in (
        ("top", box, box.border_top_pt),
        ("bottom", box, box.border_bottom_pt),
        ("insideH", body_row, body_row.border_bottom_pt),
    ):
        _table_border(borders, side, theme, role, width_pt)
    size_pt = theme.roles["table-cell"].size_pt
    margins = add(table, "tblCellMar")
    for side, em in zip(("top", "left", "bottom", "right"), CELL_EMS * 2, strict=True):
        add(margins, side, w=twips(size_pt * em), type="dxa")
    head = add(add(style, "tblStylePr", type="firstRow"), "tcPr")
    _table_border(add(head, "tcBorders"), "bottom", theme, head_row, head_row.border_bottom_pt)
    if head_row.background:
        add(head, "shd", val="clear", color="auto", fill=theme.color(head_row.background)[1:])


def _table_border(borders: Any, side: str, theme: Theme, role: Role, width_pt: float) -> None:
    if width_pt and role.border_color:
        color = theme.color(role.border_color)[1:]
        add(borders, side, val="single", sz=max(2, round(width_pt * 8)), space=0, color=color)
    else:
        add(borders, side, val="nil")
