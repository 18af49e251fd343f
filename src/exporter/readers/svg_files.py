"""Looks at SVG files: drawings here, not programs, and nothing of other files."""

import re
from typing import Any

import msgspec

from exporter.readers.picture_faults import PictureFault

_NAMESPACE = "http://www.w3.org/2000/svg"
_UNIT_PX = {"": 1.0, "px": 1.0, "pt": 96 / 72, "pc": 16.0, "mm": 96 / 25.4, "cm": 96 / 2.54, "in": 96.0}
_MAX_PX = 20_000
_FOREIGN_URL = re.compile(r"url\((?!\s*['\"]?\s*(?:#|data:image/(?:png|jpe?g|gif)))[^)]*\)?", re.IGNORECASE)
_FOREIGN_RULE = re.compile(rf"@import[^;]*;?|{_FOREIGN_URL.pattern}", re.IGNORECASE)
_ACTIVE_ELEMENTS = frozenset({"script", "foreignObject", "iframe", "audio", "video", "handler", "listener"})


def looks_like_svg(data: bytes) -> bool:
    """Whether a file is XML with an SVG element near its beginning."""
    start = data[:4096].lstrip(b"\xef\xbb\xbf \t\r\n")
    return start.startswith(b"<") and re.search(rb"<(?:[\w.-]+:)?svg[\s>]", data[:65536]) is not None


class Drawing(msgspec.Struct, frozen=True):
    """An SVG that cannot act: its bytes, its size in CSS pixels, and the names of what was taken out of it."""

    data: bytes
    width_px: float
    height_px: float
    removed: tuple[str, ...]


def drawing_of(data: bytes) -> Drawing:
    """The file without scripts, other files and document type. Raises PictureFault."""
    from lxml import etree

    data = data.replace(b"data:image/jpg", b"data:image/jpeg")  # no such type is registered; EPUBCheck: RSC-032
    # Drawing programs name their namespaces by entities of the file itself; those alone are read, no other file and no
    # network, and libxml2 stops entities that grow (CVE-2021-3541). lxml-stubs know only the older, boolean option.
    options: dict[str, Any] = {"resolve_entities": "internal", "no_network": True, "load_dtd": False}
    try:
        root: Any = etree.fromstring(data, etree.XMLParser(**options))
    except etree.XMLSyntaxError as exc:
        raise PictureFault("R302", f"is broken SVG: {exc.msg}", "save it again from its source") from exc
    if root.tag == "svg":
        raise PictureFault("R302", "is SVG without its namespace", f'write <svg xmlns="{_NAMESPACE}" ...> in it')
    if root.tag != f"{{{_NAMESPACE}}}svg":
        raise PictureFault("R302", "is XML, but no SVG", "save it as SVG or PNG")
    removed = _defused(root)
    width_px, height_px = _size(root)
    if max(width_px, height_px) > _MAX_PX:
        raise PictureFault("R303", f"is {max(width_px, height_px):,.0f} pixels long", "give it a smaller width")
    if removed or root.getroottree().docinfo.doctype:
        # Without its document type: packages allow one of them alone (EPUB 3.3, 3.9).
        data = etree.tostring(root, xml_declaration=True, encoding="UTF-8")
    return Drawing(data, width_px, height_px, tuple(removed))


def _defused(root: Any) -> list[str]:
    """Take scripts, event handlers and references to other files out of an SVG; their names, once each, in order."""
    from lxml import etree

    removed: list[str] = []
    if any(before.tag is not etree.Comment for before in root.itersiblings(preceding=True)):
        removed.append("<?xml-stylesheet?>")  # instructions before the root go with the serialisation
    for element in list(root.iter()):
        if not isinstance(element.tag, str):
            if element.tag is not etree.Comment and element.getparent() is not None:
                _remove(element)
                removed.append("processing instruction")
            continue
        name = element.tag.rpartition("}")[2]
        if name in _ACTIVE_ELEMENTS:
            _remove(element)
            removed.append(f"<{name}>")
            continue
        for key, value in list(element.attrib.items()):
            local = key.rpartition("}")[2]
            foreign = local == "href" and not re.match(r"#|data:image/(?:png|jpe?g|gif)", value.strip())
            if local.lower().startswith("on") or (foreign and name != "a") or _FOREIGN_URL.search(value):
                del element.attrib[key]
                removed.append(local)
        if name == "style" and re.search(_FOREIGN_RULE, element.text or ""):
            element.text = _FOREIGN_RULE.sub("", element.text or "")
            removed.append("@import")
    return list(dict.fromkeys(removed))


def _remove(element: Any) -> None:
    parent = element.getparent()
    previous = element.getprevious()
    if element.tail:
        if previous is not None:
            previous.tail = (previous.tail or "") + element.tail
        else:
            parent.text = (parent.text or "") + element.tail
    parent.remove(element)


def _size(root: Any) -> tuple[float, float]:
    """Width and height in CSS pixels: the attributes, else the view box, else 300 × 150 (CSS 2.2, 10.3.2)."""
    box = [float(part) for part in re.findall(r"[-+]?\d*\.?\d+(?:[eE][-+]?\d+)?", root.get("viewBox", ""))]
    ratio = box[3] / box[2] if len(box) == 4 and box[2] > 0 and box[3] > 0 else 0.0
    width_px, height_px = _length(root.get("width", "")), _length(root.get("height", ""))
    if width_px and height_px:
        return width_px, height_px
    if ratio:
        width_px = width_px or (height_px / ratio if height_px else box[2])
        return width_px, width_px * ratio
    return width_px or 300.0, height_px or 150.0


def _length(text: str) -> float:
    found = re.fullmatch(r"\s*(\d*\.?\d+(?:[eE][-+]?\d+)?)\s*(px|pt|pc|mm|cm|in|)\s*", text)
    return float(found[1]) * _UNIT_PX[found[2]] if found else 0.0
