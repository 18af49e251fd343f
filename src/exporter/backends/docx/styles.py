"""Word styles from a theme's roles: the only place that says how the text of a DOCX looks.

A paragraph's style is its role's; inside a box (a call-out, a pull quote) it is that role in the box's frame, made
when it is first asked for. Frames are paragraph borders and shading: Word and LibreOffice join those of neighbours that
are equal, so a box stays text, which a table of one cell is not.

Line height: Word multiplies a font's own line, CSS the font's size. A role's leading therefore becomes a height in
points: exact where the font's own line would be higher (titles; they hold no picture), else at least.
"""

from functools import lru_cache
from typing import Any

import msgspec

from exporter.backends.docx.lettering import complex_font, fonts_of
from exporter.backends.docx.ooxml import add, half_points, make, mm_to_twips, ordered, twips, w
from exporter.backends.docx.opc import part_xml
from exporter.backends.docx.style_names import (
    CHARACTER_ROLES,
    FIGURE,
    FOOTER,
    FRAMES,
    LINKED_CODE,
    LOOSE_LIST,
    SPACER,
    STYLES,
    variant,
)
from exporter.backends.docx.table_style import new_style, table_style
from exporter.publication.widths import SCALES
from exporter.theme import Role, Theme

_NEXT_IS_BODY = frozenset(("title", "subtitle", "standfirst", "rule", *(f"heading-{n}" for n in range(1, 7))))
_NATURAL_LEADING = 1.3  # the line height that text fonts bring, as a multiple of their size
_MAX_SPACE_PT = 31  # between border and text (ECMA-376-1, 17.3.4)
_SIDES = ("top", "left", "bottom", "right")


class Frame(msgspec.Struct, frozen=True):
    """A frame around paragraphs, in points: rules and padding by physical side, and how far text stands in."""

    widths: dict[str, float]
    paddings: dict[str, float]
    indent_start_pt: float
    indent_end_pt: float


class Styles:
    """The styles of one document in one writing direction."""

    def __init__(self, theme: Theme, dir: str) -> None:
        self._theme = theme
        self._fonts: dict[str, dict[str, str]] = {}
        self._start = "right" if dir == "rtl" else "left"
        right = complex_font(theme, "body")
        self._slants = not right or any(face.italic for face in theme.fonts[right].faces)
        self._variants: dict[tuple[str, str], None] = {}

    def paragraph(self, role: str, box: str = "") -> str:
        """The id of a role's paragraph style, in the frame of a box where `box` is one of FRAMES."""
        if box in ("", role):
            return STYLES[role][0]
        self._variants[box, role] = None
        return variant(box, role)[0]

    def scaled(self, role: str, scale: str) -> str:
        """The id of a role's style in a table whose type is set smaller ("dense", "denser")."""
        self._variants[scale, role] = None
        return f"{STYLES[role][0]}{scale.title()}"

    def frame(self, name: str) -> Frame:
        """The frame of a role or box."""
        return self._frame(self._theme.roles[name])

    @property
    def variants(self) -> tuple[tuple[str, str], ...]:
        """The boxes and scales that styles were asked for in, each with the role."""
        return tuple(self._variants)

    def part(self, lang: str) -> bytes:
        """The styles part: every role's style, and the frames that the document uses."""
        return _part(_Same(self._theme), self._start == "right", lang, self.variants)

    def element(self, lang: str, variants: tuple[tuple[str, str], ...]) -> Any:
        """The w:styles element."""
        root = make("styles")
        self._defaults(root, lang)
        # Hide the hundreds of styles that Word would show beside ours.
        add(root, "latentStyles", defLockedState=0, defUIPriority=99, defSemiHidden=1, defUnhideWhenUsed=1,
            defQFormat=0, count=376)  # fmt: skip
        for role in STYLES:
            if role in CHARACTER_ROLES:
                self._character_style(root, role)
            else:
                self._paragraph_style(root, role)
        for box, role in variants:
            if box in SCALES:
                self._scaled_style(root, box, role)
            else:
                self._variant_style(root, box, role)
        self._own_styles(root)
        table_style(root, self._theme)
        return root

    def _defaults(self, root: Any, lang: str) -> None:
        defaults = add(root, "docDefaults")
        run = add(add(defaults, "rPrDefault"), "rPr")
        self._look(run, self._theme.roles["body"], None)
        add(run, "lang", val=lang, eastAsia=lang, bidi=lang)
        ordered(run)
        add(add(add(defaults, "pPrDefault"), "pPr"), "widowControl")

    def _paragraph_style(self, root: Any, name: str) -> None:
        role = self._theme.roles[name]
        style = new_style(root, "paragraph", *STYLES[name], based_on="" if name == "body" else "Normal")
        if name == "body":
            style.set(w("default"), "1")
        if name in _NEXT_IS_BODY:
            style.insert(2, make("next", val="Normal"))
        properties = add(style, "pPr")
        if role.keep_with_next:
            add(properties, "keepNext")
        if role.keep_with_next or name == "caption":
            add(properties, "keepLines")
        self._framed(properties, role, self._frame(role))
        if name == "reference" and (indent := properties.find(w("ind"))) is not None:
            indent.set(w("hanging"), str(twips(role.indent_start_pt)))
        if not role.hyphenate:
            add(properties, "suppressAutoHyphens")
        self._spacing(properties, name, role)
        if name == "list-item":
            add(properties, "contextualSpacing")
        if name.startswith("toc-"):
            tabs = add(properties, "tabs")
            edge = mm_to_twips(self._theme.page.text_width_mm)
            depth = int(name[-1]) if name[-1].isdigit() else 1
            number = twips(role.indent_start_pt + (1.6 + 0.6 * depth) * role.size_pt)
            add(tabs, "tab", val="left", pos=number)
            add(tabs, "tab", val="right", leader="dot", pos=edge)
        if role.align != ("start" if name == "body" else self._theme.roles["body"].align):
            # In a right-to-left paragraph Word's "left" is where its lines begin.
            sides = {"start": "left", "end": "right", "center": "center", "justify": "both"}
            add(properties, "jc", val=sides[role.align])
        if name.startswith("heading-"):
            add(properties, "outlineLvl", val=int(name[-1]) - 1)
        ordered(properties)
        run = add(style, "rPr")
        self._look(run, role, self._theme.roles["body"])
        if name == "code-block":
            add(run, "noProof")
        ordered(run)

    def _spacing(self, properties: Any, name: str, role: Role) -> None:
        after_pt = role.after_pt
        if name == "list-item":  # items stand close (contextual spacing), the list as far from the text as a paragraph
            after_pt = self._theme.roles["body"].after_pt
        before_pt = 0.0 if name in FRAMES else role.before_pt  # a box's first paragraph bears it
        line, rule = twips(role.leading * role.size_pt), "exact" if role.leading < _NATURAL_LEADING else "atLeast"
        if name == "rule":
            line, rule = twips(1), "exact"
        # A stylesheet may draw a letter up by a margin below zero; Word knows none.
        before, after = twips(max(0.0, before_pt)), twips(max(0.0, after_pt))
        add(properties, "spacing", before=before, after=after, line=line, lineRule=rule)

    def _variant_style(self, root: Any, box: str, name: str) -> None:
        """A role's style in a box's frame: the box's look where the role is the box's own text."""
        role, frame_role = self._theme.roles[name], self._theme.roles[box]
        style = new_style(root, "paragraph", *variant(box, name), based_on=STYLES[name][0])
        properties = add(style, "pPr")
        self._framed(properties, frame_role, self._frame(frame_role))
        ordered(properties)
        if name == "list-item" and box.startswith("callout"):
            run = add(style, "rPr")
            self._look(run, self._theme.roles["callout"], role)
            ordered(run)

    def _scaled_style(self, root: Any, scale: str, name: str) -> None:
        role, (identifier, title) = self._theme.roles[name], STYLES[name]
        size_pt = role.size_pt * SCALES[scale]
        style = new_style(root, "paragraph", f"{identifier}{scale.title()}", f"{title} {scale.title()}", identifier)
        add(add(style, "pPr"), "spacing", line=twips(role.leading * size_pt), lineRule="atLeast")
        run = add(style, "rPr")
        add(run, "sz", val=half_points(size_pt))
        add(run, "szCs", val=half_points(size_pt))

    def _own_styles(self, root: Any) -> None:
        """Styles that no role has: loose lists, a picture's paragraph, the room below a table, the footer."""
        roles = self._theme.roles
        loose = add(new_style(root, "paragraph", LOOSE_LIST, "List Paragraph Loose", "ListParagraph"), "pPr")
        add(loose, "spacing", after=twips(roles["list-item"].after_pt))
        add(loose, "contextualSpacing", val=0)
        figure = add(new_style(root, "paragraph", FIGURE, "Figure", "Normal"), "pPr")
        add(figure, "keepNext")
        before, after = twips(roles["table"].before_pt), twips(roles["caption"].before_pt)
        add(figure, "spacing", before=before, after=after, line=240, lineRule="auto")
        spacer = add(new_style(root, "paragraph", SPACER, "Spacer", "Normal"), "pPr")
        after = twips(max(0, roles["table"].after_pt - 1))
        add(spacer, "spacing", before=0, after=after, line=twips(1), lineRule="exact")
        footer = add(new_style(root, "paragraph", FOOTER, "footer", "Header"), "pPr")
        add(add(footer, "pBdr"), "bottom", val="nil")
        linked = add(new_style(root, "character", LINKED_CODE, "Linked Code", "Hyperlink"), "rPr")
        self._look(linked, roles["code"], None, color=False)
        ordered(linked)

    def _character_style(self, root: Any, name: str) -> None:
        role = self._theme.roles[name]
        run = add(new_style(root, "character", *STYLES[name]), "rPr")
        if name == "label":  # it takes the font and size of the line around it
            add(run, "b")
            add(run, "bCs")
        elif name.startswith("token-"):  # font and size are the code's
            for toggle in ("b", "bCs") if role.bold else ():
                add(run, toggle)
            add(run, "color", val=self._color(role.color))
        elif name == "link":
            add(run, "color", val=self._color(role.color))
            if role.underline:
                add(run, "u", val="single")
        elif name == "note-call":
            add(run, "color", val=self._color(role.color))
            add(run, "vertAlign", val="superscript")
        else:
            self._look(run, role, None)
        if name == "code":
            add(run, "noProof")
        ordered(run)

    def _framed(self, properties: Any, role: Role, frame: Frame) -> None:
        """Add a frame's rules, background and indents to paragraph properties."""
        sides = [side for side in _SIDES if frame.widths[side] or frame.paddings[side]]
        if role is self._theme.roles["furniture"]:
            rule = self._theme.roles["rule"]  # the line under the running header, as in print.css
            add(add(properties, "pBdr"), "bottom", **self._border(rule.border_top_pt, rule.border_color, 3))
        elif sides:
            border = add(properties, "pBdr")
            for side in sides:
                width = frame.widths[side]
                # Padding without a rule: a rule in the colour of the background.
                color = role.border_color if width else role.background
                add(border, side, **self._border(width, color, frame.paddings[side]))
        if role.background:
            add(properties, "shd", val="clear", color="auto", fill=self._color(role.background))
        if frame.indent_start_pt or frame.indent_end_pt:
            add(properties, "ind", left=twips(frame.indent_start_pt), right=twips(frame.indent_end_pt))

    def _frame(self, role: Role) -> Frame:
        """As the stylesheet draws it: padding on all sides of a background, else on those that have a rule."""
        widths = dict.fromkeys(_SIDES, 0.0)
        if role.border_color:
            widths |= {"top": role.border_top_pt, "bottom": role.border_bottom_pt, self._start: role.border_start_pt}
        paddings = {side: role.padding_pt if role.background or widths[side] else 0.0 for side in _SIDES}
        end = "left" if self._start == "right" else "right"
        return Frame(
            widths,
            paddings,
            role.indent_start_pt + widths[self._start] + paddings[self._start],
            role.indent_end_pt + widths[end] + paddings[end],
        )

    def _border(self, width_pt: float, color: str, padding_pt: float) -> dict[str, Any]:
        size = max(2, round(width_pt * 8))  # eighths of a point
        space = min(_MAX_SPACE_PT, round(padding_pt))
        return {"val": "single", "sz": size, "space": space, "color": self._color(color)}

    def _color(self, name: str) -> str:
        return self._theme.color(name)[1:]

    def _look(self, run: Any, role: Role, below: Role | None, color: bool = True) -> None:
        """Add the run properties of a role; toggles are switched off only where the style below has them on."""
        if role.font not in self._fonts:
            self._fonts[role.font] = fonts_of(self._theme, role.font)
        add(run, "rFonts", **self._fonts[role.font])
        for on, before, names in (
            (role.bold, below is not None and below.bold, ("b", "bCs")),
            # A script without italics stays upright, as in the PDF; a slanted copy would be Word's own invention.
            (role.italic, below is not None and below.italic, ("i", "iCs") if self._slants else ("i",)),
        ):
            if on or before:
                for name in names:
                    add(run, name, val=None if on else 0)
        if role.case:
            add(run, "caps" if role.case == "upper" else "smallCaps")
        if color:
            add(run, "color", val=self._color(role.color))
        if role.tracking_em and self._start == "left":  # it would tear joined letters apart
            add(run, "spacing", val=twips(role.tracking_em * role.size_pt))
        add(run, "sz", val=half_points(role.size_pt))
        add(run, "szCs", val=half_points(role.size_pt))


class _Same:
    """A theme as a key: equal to itself alone."""

    def __init__(self, theme: Theme) -> None:
        self.theme = theme

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and other.theme is self.theme

    def __hash__(self) -> int:
        return id(self.theme)


@lru_cache(maxsize=32)
def _part(theme: _Same, rtl: bool, lang: str, variants: tuple[tuple[str, str], ...]) -> bytes:
    """Articles of one theme and language that use the same boxes share their styles: a third of a short one's time."""
    return part_xml(Styles(theme.theme, "rtl" if rtl else "ltr").element(lang, variants))


def is_exact(role: Role) -> bool:
    """Whether a role's lines have one height, which would cut a picture off."""
    return role.leading < _NATURAL_LEADING
