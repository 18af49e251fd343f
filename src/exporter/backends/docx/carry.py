"""Parts of a reference document into the package: what they point to comes along, or the pointer goes.

Pictures come along. An address outside is never copied, so that no document calls home: the words of a link stay, a
picture that is only named goes. Embedded objects and controls go too.
"""

import hashlib
import posixpath
from typing import Any

from exporter.backends.docx.ooxml import R, w
from exporter.backends.docx.opc import Package, Part
from exporter.backends.docx.reference import Reference, Relation
from exporter.backends.docx.story import relation

_PREFIX = f"{{{R}}}"
_OFFICE = "{urn:schemas-microsoft-com:office:office}relid"
_VML = "{urn:schemas-microsoft-com:vml}"
_LINKS = ("hlinkClick", "hlinkHover", "hlinkMouseOver")
_OBJECTS = tuple(w(tag) for tag in ("drawing", "pict", "object", "control", "altChunk", "subDoc", "numPicBullet"))
_ENDINGS = {"image/png": "png", "image/jpeg": "jpg", "image/gif": "gif", "image/svg+xml": "svg"}
_MARK_NAMES = """
    bookmarkStart bookmarkEnd commentRangeStart commentRangeEnd commentReference permStart permEnd proofErr del
    moveFrom rPrChange pPrChange sectPrChange tblPrChange trPrChange tcPrChange tblGridChange numberingChange
    moveFromRangeStart moveFromRangeEnd moveToRangeStart moveToRangeEnd customXmlInsRangeStart
    customXmlInsRangeEnd customXmlDelRangeStart customXmlDelRangeEnd customXmlMoveFromRangeStart
    customXmlMoveFromRangeEnd customXmlMoveToRangeStart customXmlMoveToRangeEnd footnoteReference
    endnoteReference annotationRef
"""
_MARKS = frozenset(w(tag) for tag in _MARK_NAMES.split())
_WRAPPERS = frozenset(w(tag) for tag in ("ins", "moveTo", "customXml", "smartTag"))


class Left:
    """What could not come along: `seen` are losses that a reader notices, `unseen` the others."""

    def __init__(self) -> None:
        self.seen: dict[str, None] = {}
        self.unseen: dict[str, None] = {}


def copy_picture(package: Package, reference: Reference, name: str) -> Part | None:
    """A picture as a part of the package, once; None when it is not there or no picture."""
    kind = reference.content_type(name)
    if not kind.startswith("image/") or name not in reference:
        return None
    data = reference.bytes(name)
    ending = _ENDINGS.get(kind) or posixpath.splitext(name)[1][1:].lower() or "img"
    return package.part(f"word/media/house-{hashlib.sha256(data).hexdigest()[:16]}.{ending}", kind, data)


def connect(root: Any, part: Part, source: str, package: Package, reference: Reference, left: Left) -> None:
    """Give a copied part's pointers the ids of its new relationships; take out those that lead nowhere."""
    relations = reference.relations(source)
    for element in list(root.iter()):
        for attribute in [name for name in element.attrib if name.startswith(_PREFIX) or name == _OFFICE]:
            if attribute not in element.attrib or element.getroottree().getroot() is not root:
                continue  # it went with what stood around it
            found = relations.get(element.get(attribute, ""))
            made = None
            if found and not found.external and found.kind == "image":
                made = copy_picture(package, reference, found.target)
            if made is not None:
                element.set(attribute, part.relationships.to_part(relation("image"), made))
            else:
                _disconnect(element, attribute, found, left)


def clean(root: Any) -> None:
    """Take out of a copied story what belongs to the text that is not copied: bookmarks, comments, changes."""
    for element in list(root.iter()):
        if element.tag in _MARKS:
            _remove(element)
    for element in list(root.iter()):
        if element.tag in _WRAPPERS:
            unwrap(element)


def unwrap(element: Any) -> None:
    """Put an element's children in its place."""
    parent = element.getparent()
    place = parent.index(element)
    own = (w("smartTagPr"), w("customXmlPr"))
    parent[place : place + 1] = [child for child in element if child.tag not in own]


def _disconnect(element: Any, attribute: str, found: Relation | None, left: Left) -> None:
    name = element.tag.rpartition("}")[2]
    if element.tag == w("hyperlink"):
        unwrap(element)
        left.unseen["the addresses of links (their words stand)"] = None
    elif name in _LINKS:
        _remove(element)
        left.unseen["the addresses of links (their words stand)"] = None
    elif attribute in (f"{_PREFIX}link", f"{_PREFIX}href") and len(_pointers(element)) > 1:
        del element.attrib[attribute]
        left.unseen["the addresses of linked pictures (their copies stand)"] = None
    elif name not in ("blip", "imagedata", "fill", "stroke") and _extension(element) is not None:
        _remove(_extension(element))
    else:
        while element.tag not in _OBJECTS and not element.tag.startswith(_VML) and element.getparent() is not None:
            element = element.getparent()
        while element.getparent() is not None and element.getparent().tag in _OBJECTS:
            element = element.getparent()
        if element.getparent() is not None:
            what = "a picture that is only linked" if found and found.external else "an embedded object"
            left.seen[what] = None
            _remove(element)


def _pointers(element: Any) -> list[str]:
    return [name for name in element.attrib if name.startswith(_PREFIX) or name == _OFFICE]


def _extension(element: Any) -> Any:
    """The a:ext of an extension list around an element."""
    while element is not None and not element.tag.endswith("}ext"):
        element = element.getparent()
    return element


def _remove(element: Any) -> None:
    parent = element.getparent()
    if parent is not None:
        parent.remove(element)
