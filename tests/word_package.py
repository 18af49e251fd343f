"""Looks for what is wrong in a Word package, as a stranger would: dangling relationships, types, styles, numbers."""

import io
import posixpath
import zipfile
from collections import Counter

from lxml import etree

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
WP = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
STYLE_KINDS = {f"{W}pStyle": "paragraph", f"{W}rStyle": "character", f"{W}tblStyle": "table"}


class WordPackage:
    """A DOCX by its parts."""

    def __init__(self, data: bytes) -> None:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = archive.namelist()
            assert len(names) == len({name.lower() for name in names}), "a part stands twice"
            self.parts = {name: archive.read(name) for name in names}

    def xml(self, name: str) -> etree._Element:
        """A part's root element."""
        return etree.fromstring(self.parts[name])

    def relations(self, part: str) -> dict[str, tuple[str, str, bool]]:
        """A part's relationships: id -> (type's last word, target, external)."""
        folder, _, file = part.rpartition("/")
        name = posixpath.join(folder, "_rels", f"{file}.rels")
        if name not in self.parts:
            return {}
        found = {}
        for item in self.xml(name):
            external = item.get("TargetMode") == "External"
            target = item.get("Target", "")
            if not external:
                target = posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")
            assert item.get("Id") not in found, f"{name}: an id stands twice"
            found[item.get("Id", "")] = (item.get("Type", "").rpartition("/")[2], target, external)
        return found

    def stories(self) -> list[str]:
        """The parts that hold text."""
        return [
            name
            for name in self.parts
            if name == "word/document.xml" or posixpath.basename(name).startswith(("foot", "house-", "head"))
            if name.endswith(".xml")
        ]

    def text(self, part: str) -> str:
        """The words of a part."""
        return "".join(item.text or "" for item in self.xml(part).iter(f"{W}t"))

    def furniture(self) -> dict[tuple[str, str], str]:
        """The parts of the first section's headers and footers: ("header", "first") -> name."""
        relations = self.relations("word/document.xml")
        section = next(self.xml("word/document.xml").iter(f"{W}sectPr"))
        return {
            (kind, item.get(f"{W}type", "")): relations[item.get(f"{R}id", "")][1]
            for kind in ("header", "footer")
            for item in section.findall(f"{W}{kind}Reference")
        }

    def styles(self) -> dict[str, etree._Element]:
        """The styles by id."""
        return {style.get(f"{W}styleId", ""): style for style in self.xml("word/styles.xml").findall(f"{W}style")}


def faults(data: bytes) -> list[str]:
    """Everything that is wrong with a package; empty for a whole one."""
    package = WordPackage(data)
    return [
        *_relation_faults(package),
        *_type_faults(package),
        *_style_faults(package),
        *_number_faults(package),
        *_identity_faults(package),
        *_measure_faults(package),
    ]


# Measures that are unsigned (ECMA-376-1, 22.9.2.14, ST_TwipsMeasure): for one below zero LibreOffice drops the styles
# that follow it, and Word calls the file broken.
_UNSIGNED = {"spacing": ("before", "after"), "sz": ("val",), "szCs": ("val",), "pgSz": ("w", "h"), "gridCol": ("w",),
             "ind": ("firstLine", "hanging"), "cols": ("space",), "framePr": ("hSpace", "vSpace")}  # fmt: skip


def _measure_faults(package: WordPackage) -> list[str]:
    found = []
    for part in package.parts:
        if not part.startswith("word/") or not part.endswith(".xml"):
            continue
        for element in package.xml(part).iter():
            name = element.tag.removeprefix(W) if isinstance(element.tag, str) else ""
            for attribute in _UNSIGNED.get(name, ()):
                value = element.get(f"{W}{attribute}", "0")
                if value.startswith("-"):
                    found.append(f"{part}: w:{name}/@{attribute} is {value}")
    return found


def _relation_faults(package: WordPackage) -> list[str]:
    found = []
    reached = {"[Content_Types].xml", "_rels/.rels"}
    waiting = [""]
    while waiting:
        part = waiting.pop()
        relations = package.relations(part)
        folder, _, file = part.rpartition("/")
        reached |= {part, posixpath.join(folder, "_rels", f"{file}.rels")}
        for kind, target, external in relations.values():
            if external:
                if kind != "hyperlink":
                    found.append(f"{part}: {kind} leads outside: {target}")
            elif target not in package.parts:
                found.append(f"{part}: {target} is not there")
            elif target not in reached:
                waiting.append(target)
        if part.endswith(".xml"):
            for element in package.xml(part).iter():
                for name, value in element.attrib.items():
                    if str(name).startswith(R) and value not in relations:
                        found.append(f"{part}: <{element.tag}> names {value}, which is no relationship")
    found += [f"{name} is reached by nothing" for name in package.parts if name not in reached]
    return found


def _type_faults(package: WordPackage) -> list[str]:
    defaults, overrides = set(), set()
    for item in package.xml("[Content_Types].xml"):
        if item.get("PartName"):
            overrides.add(item.get("PartName"))
        else:
            defaults.add(item.get("Extension", "").lower())
    found = [f"{name} has no content type" for name in package.parts
             if f"/{name}" not in overrides and name.rpartition(".")[2].lower() not in defaults
             and name != "[Content_Types].xml"]  # fmt: skip
    found += [f"{name} has the type of plain XML" for name in package.parts
              if name.endswith(".xml") and f"/{name}" not in overrides and name != "[Content_Types].xml"]  # fmt: skip
    return found + [f"{name} has a type and is not there" for name in overrides if name[1:] not in package.parts]


def _style_faults(package: WordPackage) -> list[str]:
    styles = package.styles()
    all_styles = package.xml("word/styles.xml").findall(f"{W}style")
    found = [f"style {name} stands twice" for name, count in
             Counter(style.get(f"{W}styleId", "").lower() for style in all_styles).items() if count > 1]  # fmt: skip
    if sum(style.get(f"{W}default") == "1" and style.get(f"{W}type") == "paragraph" for style in all_styles) != 1:
        found.append("there is not one default paragraph style")
    for style in all_styles:
        for tag in ("basedOn", "next", "link"):
            element = style.find(f"{W}{tag}")
            if element is not None and element.get(f"{W}val") not in styles:
                found.append(f"style {style.get(f'{W}styleId')} has no {tag} {element.get(f'{W}val')}")
    for part in package.stories():
        for element in package.xml(part).iter(*STYLE_KINDS):
            style = styles.get(element.get(f"{W}val", ""))
            if style is None:
                found.append(f"{part}: no style {element.get(f'{W}val')}")
            elif style.get(f"{W}type") != STYLE_KINDS[str(element.tag)]:
                found.append(f"{part}: style {element.get(f'{W}val')} is of another kind")
    return found


def _number_faults(package: WordPackage) -> list[str]:
    root = package.xml("word/numbering.xml")
    abstracts = [item.get(f"{W}abstractNumId") for item in root.findall(f"{W}abstractNum")]
    numbers = [item.get(f"{W}numId") for item in root.findall(f"{W}num")]
    signs = [item.get(f"{W}val") for item in root.iter(f"{W}nsid")]
    found = [f"{what} stands twice" for what, values in
             (("an abstractNum", abstracts), ("a num", numbers), ("an nsid", signs))
             if len(values) != len(set(values))]  # fmt: skip
    found += [f"num {item.get(f'{W}numId')} has no abstractNum" for item in root.findall(f"{W}num")
              if item.find(f"{W}abstractNumId").get(f"{W}val") not in abstracts]  # type: ignore[union-attr] # fmt: skip
    tags = [etree.QName(child).localname for child in root]
    order = ["numPicBullet", "abstractNum", "num"]
    if tags != sorted(tags, key=order.index):
        found.append("numbering is out of order")
    for part in (*package.stories(), "word/styles.xml"):
        for item in package.xml(part).iter(f"{W}numId"):
            if item.get(f"{W}val") not in (*numbers, "0"):
                found.append(f"{part}: no num {item.get(f'{W}val')}")
    return found


def _identity_faults(package: WordPackage) -> list[str]:
    found = []
    drawings: Counter[str] = Counter()
    for part in package.stories():
        drawings.update(item.get("id", "") for item in package.xml(part).iter(f"{WP}docPr"))
        marks = Counter(item.get(f"{W}id") for item in package.xml(part).iter(f"{W}bookmarkStart"))
        found += [f"{part}: bookmark {name} stands twice" for name, count in marks.items() if count > 1]
    return found + [f"drawing {name} stands twice" for name, count in drawings.items() if count > 1]
