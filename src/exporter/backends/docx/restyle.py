"""One styles part of two: the reference document's, and of ours those that the document uses and it has not.

Ours take font and colour from its theme and Normal, so that whoever changes those changes all.
"""

from collections.abc import Iterable
from typing import Any

from exporter.backends.docx.cascade import Cascade
from exporter.backends.docx.mapping import Mapping
from exporter.backends.docx.ooxml import add, make, ordered, w
from exporter.backends.docx.style_names import CHARACTER_ROLES, FRAMES, STYLES, TABLE
from exporter.theme import Theme

STYLE_TAGS = {w("pStyle"): "paragraph", w("rStyle"): "character", w("tblStyle"): "table"}  # and the kind they name
_LINKS = ("basedOn", "next", "link")
_ROLE_OF = {STYLES[role][0]: role for role in STYLES}
_CELLS = (STYLES["table-cell"][0], STYLES["table-header"][0])
_LINE = ("line", "lineRule")


class Restyle:
    """The merged styles. `names` maps our style ids to those of the document; `made` are roles with a style of ours."""

    def __init__(self, root: Any, ours: Any, mapping: Mapping, cascade: Cascade, theme: Theme) -> None:
        self.root = root
        self.made: list[str] = []
        self.names: dict[str, str] = {}
        self._ours = {style.get(w("styleId")): style for style in ours.findall(w("style"))}
        self._mapping = mapping
        self._cascade = cascade
        self._theme = theme
        self._taken = {identifier.lower() for identifier in mapping.styles}
        self._titles = {
            name.get(w("val"), "").lower() for style in mapping.styles.values() for name in style.findall(w("name"))
        }
        self._body = cascade.look(mapping.roles.get("body", ""))

    def adopt(self, used: Iterable[str]) -> None:
        """Find or make a style for every id that the document uses, in the order of ours."""
        wanted = set(used)
        if not self._mapping.default:
            wanted.add(STYLES["body"][0])
        for identifier in self._ours:
            if identifier in wanted:
                self._adopt(identifier)

    def _adopt(self, identifier: str) -> str:
        """The document's id of one of our styles; "" when we have none of that id."""
        if identifier in self.names or identifier not in self._ours:
            return self.names.get(identifier, "")
        found = self._found(identifier)
        if found:
            self.names[identifier] = found
            return found
        style = self._ours[identifier]
        self.names[identifier] = own = self._free(identifier)
        self._note(identifier)
        style.set(w("styleId"), own)
        self._connect(style)
        self._loosen(style, _ROLE_OF.get(identifier, ""))
        self.root.append(style)
        return own

    def _found(self, identifier: str) -> str:
        """The reference's style for one of ours."""
        if identifier == TABLE[0]:
            return self._mapping.table
        if identifier in _ROLE_OF:
            return self._mapping.roles.get(_ROLE_OF[identifier], "")
        style = self._ours[identifier]
        return self._mapping.named(style.get(w("type")), style.find(w("name")).get(w("val")))

    def _note(self, identifier: str) -> None:
        boxes = {FRAMES[box][0]: box for box in FRAMES}
        role = _ROLE_OF.get(identifier) or boxes.get(identifier) or ("table" if identifier == TABLE[0] else "")
        if role:
            self.made.append(role)

    def _free(self, identifier: str) -> str:
        """Our id, or with a number what is still free; and our name likewise."""
        name = self._ours[identifier].find(w("name"))
        title, count = name.get(w("val")), 1
        while name.get(w("val")).lower() in self._titles:
            count += 1
            name.set(w("val"), f"{title} {count}")
        self._titles.add(name.get(w("val")).lower())
        own, count = identifier, 1
        while own.lower() in self._taken:
            count += 1
            own = f"{identifier}{count}"
        self._taken.add(own.lower())
        return own

    def _connect(self, style: Any) -> None:
        """Let a style of ours stand on the document's, and take it out of circles of names that are not there."""
        if style.get(w("default")) and self._mapping.default:
            del style.attrib[w("default")]
        for tag in _LINKS:
            element = style.find(w(tag))
            if element is None:
                continue
            target = element.get(w("val"))
            if target == STYLES["body"][0] and self._mapping.default:
                element.set(w("val"), self._mapping.roles["body"])
            elif tag == "basedOn" and self._adopt(target):
                element.set(w("val"), self.names[target])
            elif tag == "next" and self._known(target):
                element.set(w("val"), self._known(target))
            else:
                style.remove(element)

    def _known(self, identifier: str) -> str:
        if identifier in self.names or identifier not in self._ours:
            return self.names.get(identifier, "")
        return self._found(identifier)

    def _loosen(self, style: Any, role: str) -> None:
        """Leave out of a style of ours what it has from the document: font, colour, line height."""
        run = style.find(w("rPr"))
        if style.get(w("styleId")) in _CELLS and self._mapping.table:
            self._leave_to_table(style, run)
            return
        if run is not None:
            self._loosen_run(run, role)
        properties = style.find(w("pPr"))
        if properties is None:
            return
        spacing = properties.find(w("spacing"))
        roles = self._theme.roles
        if spacing is not None and role in roles and roles[role].leading == roles["body"].leading:
            for name in _LINE:
                spacing.attrib.pop(w(name), None)
        if role and (self._body.first_line_pt or self._body.indent_start_pt or self._body.indent_end_pt):
            indent = properties.find(w("ind"))
            indent = indent if indent is not None else add(properties, "ind")
            for name in ("left", "right"):
                indent.set(w(name), indent.get(w(name), "0"))
            indent.set(w("firstLine"), "0")
            ordered(properties)

    def _loosen_run(self, run: Any, role: str) -> None:
        fonts, color = run.find(w("rFonts")), run.find(w("color"))
        families = self._theme.fonts
        if fonts is not None:
            family = fonts.get(w("ascii"))
            if family == families["body"].family:
                run.remove(fonts)
            elif family == families["display"].family:
                fonts.attrib.clear()
                fonts.attrib.update(self._heading_fonts())
        if color is not None and role not in CHARACTER_ROLES and self._is_text(color):
            run.remove(color)
        elif color is not None:
            slot = self._slot(color.get(w("val")))
            if slot:
                color.set(w("themeColor"), slot)

    def _heading_fonts(self) -> dict[str, str]:
        heading = self._mapping.roles.get("heading-1", "")
        own = self._cascade.fonts(heading) if heading else {}
        family = self._theme.fonts["display"].family
        return own or {w(name): family for name in ("ascii", "hAnsi", "cs")}

    def _is_text(self, color: Any) -> bool:
        return bool(color.get(w("val")) == self._theme.color("text")[1:])

    def _slot(self, value: str) -> str:
        names = ("accent1", "accent2", "accent3", "accent4", "accent5", "accent6", "hyperlink")
        return next((name for name in names if self._cascade.theme_color(name) == f"#{value}"), "")

    def _leave_to_table(self, style: Any, run: Any) -> None:
        """The text of a cell as the house's table style sets it, without the room below a paragraph."""
        if run is not None:
            style.remove(run)
        properties = style.find(w("pPr"))
        if properties is not None:
            style.remove(properties)
        properties = make("pPr")
        add(properties, "spacing", before=0, after=0)
        style.append(properties)
        head = self._cascade_head()
        if style.get(w("styleId")) == _CELLS[1] and not head:
            run = add(style, "rPr")
            add(run, "b")
            add(run, "bCs")

    def _cascade_head(self) -> bool:
        """Whether the table's style has a look for its first row."""
        return any(
            part.get(w("type")) == "firstRow"
            for style in self._cascade.chain(self._mapping.table)
            for part in style.findall(w("tblStylePr"))
        )


def clean_styles(root: Any, lang: str) -> Any:
    """The reference's styles without what leads nowhere, in the language of the article."""
    seen: set[str] = set()
    for style in root.findall(w("style")):
        identifier = style.get(w("styleId"), "")
        if not identifier or identifier.lower() in seen:
            root.remove(style)
        seen.add(identifier.lower())
    known = {style.get(w("styleId")) for style in root.findall(w("style"))}
    for style in root.findall(w("style")):
        for tag in _LINKS:
            for element in style.findall(w(tag)):
                if element.get(w("val")) not in known:
                    style.remove(element)
    for name in ("lang", "pPrChange", "rPrChange", "tblPrChange", "trPrChange", "tcPrChange"):
        for element in list(root.iter(w(name))):
            element.getparent().remove(element)
    _defaults(root, lang)
    return root


def _defaults(root: Any, lang: str) -> None:
    """Say the article's language in the document's defaults, made where there are none."""
    defaults = root.find(w("docDefaults"))
    if defaults is None:
        defaults = make("docDefaults")
        root.insert(0, defaults)
    holder = defaults.find(w("rPrDefault"))
    if holder is None:
        holder = make("rPrDefault")
        defaults.insert(0, holder)
    run = holder.find(w("rPr"))
    if run is None:
        run = add(holder, "rPr")
    language = make("lang", val=lang, eastAsia=lang, bidi=lang)
    late = [place for place, child in enumerate(run) if child.tag in (w("eastAsianLayout"), w("specVanish"))]
    run.insert(late[0] if late else len(run), language)
