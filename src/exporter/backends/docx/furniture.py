"""Headers and footers of a reference document as parts of ours, and the sections that show them."""

from copy import deepcopy
from typing import Any

from exporter.backends.docx.carry import Left, clean, connect
from exporter.backends.docx.filling import Values, fill
from exporter.backends.docx.ooxml import WP, R, add, make, w
from exporter.backends.docx.opc import Package, Part, part_xml
from exporter.backends.docx.reference import Reference
from exporter.backends.docx.reference_page import Section
from exporter.backends.docx.story import relation

_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.{}+xml"
_KINDS = {"header": "default first even".split(), "footer": "default first even".split()}
_SECTION_ORDER = (
    "headerReference footerReference footnotePr endnotePr type pgSz pgMar paperSrc pgBorders lnNumType pgNumType cols "
    "formProt vAlign noEndnote titlePg textDirection bidi rtlGutter docGrid sectPrChange"
).split()
_PLACES = {w(name): place for place, name in enumerate(_SECTION_ORDER)}
_TAKEN = ("pgBorders", "pgNumType", "rtlGutter", "docGrid")


def copy_furniture(reference: Reference, section: Section, values: Values) -> dict[str, Any]:
    """The headers and footers of a section, cleaned and filled, by the name of the part that they come from."""
    made = {}
    for source in section.furniture.values():
        if source not in made:
            root = reference.xml(source)
            clean(root)
            fill(root, values)
            made[source] = root
    return made


def place_furniture(
    roots: dict[str, Any], section: Section, package: Package, document: Part, reference: Reference, left: Left
) -> dict[tuple[str, str], str]:
    """The relationship ids of the headers and footers by ("header", "first"), once they are parts of the package."""
    ids: dict[str, str] = {}
    made: dict[tuple[str, str], str] = {}
    for kind, variants in _KINDS.items():
        for variant in variants:
            source = section.furniture.get((kind, variant), "")
            if not source:
                continue
            if source not in ids:
                part = package.part(f"word/house-{kind}{len(ids) + 1}.xml", _TYPE.format(kind))
                connect(roots[source], part, source, package, reference, left)
                if len(roots[source]) == 0:
                    add(roots[source], "p")
                part.data = part_xml(roots[source])
                ids[source] = document.relationships.to_part(relation(kind), part)
            made[kind, variant] = ids[source]
    return made


def dress_sections(body: Any, section: Section, furniture: dict[tuple[str, str], str]) -> None:
    """Give every section of our document the house's page, and the first one its headers and footers.

    A section of ours that turns its paper keeps that; later sections show what the first one shows.
    """
    sections = list(body.iter(w("sectPr")))
    for place, own in enumerate(sections):
        for child in list(own):
            if child.tag in (w("headerReference"), w("footerReference"), w("titlePg")):
                own.remove(child)
        references = [] if place else [(kind, variant, rid) for (kind, variant), rid in furniture.items()]
        for at, (kind, variant, rid) in enumerate(references):
            reference = make(f"{kind}Reference", type=variant)
            reference.set(f"{{{R}}}id", rid)
            own.insert(at, reference)
        if section.element is not None:
            _take(own, section, first=not place)
        if own is sections[-1]:
            _measure(own, section)
        own[:] = sorted(own, key=lambda child: _PLACES.get(child.tag, len(_PLACES)))


def number_drawings(roots: list[Any], first: int) -> None:
    """Give the drawings of copied parts ids that no drawing of the text has."""
    for root in roots:
        for described in root.iter(f"{{{WP}}}docPr"):
            described.set("id", str(first))
            first += 1


def _take(own: Any, section: Section, first: bool) -> None:
    for name in _TAKEN:
        element = section.element.find(w(name))
        if element is not None and own.find(w(name)) is None and not any(key.startswith(f"{{{R}}}") for key in
                                                                         element.attrib):  # fmt: skip
            own.append(deepcopy(element))
            if name == "pgNumType" and not first:
                own[-1].attrib.pop(w("start"), None)
    title = section.element.find(w("titlePg"))
    if first and title is not None:
        own.append(deepcopy(title))


def _measure(own: Any, section: Section) -> None:
    """The paper and margins, to the twip."""
    for tag in ("pgSz", "pgMar"):
        element = own.find(w(tag))
        if element is None:
            element = add(own, tag)
        for name, value in section.settings[tag].items():
            element.set(w(name), str(value))
        orient = section.element.find(w(tag)).get(w("orient")) if _has(section, tag) else None
        if orient:
            element.set(w("orient"), orient)


def _has(section: Section, tag: str) -> bool:
    return section.element is not None and section.element.find(w(tag)) is not None
