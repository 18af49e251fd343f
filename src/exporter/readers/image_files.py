"""Looks at a picture's bytes: what they are, how large, whether they are whole; makes an asset that every format takes.

The type comes from the bytes, never from the name: in real collections some endings are wrong.
"""

import hashlib
import io
import re
from typing import TYPE_CHECKING, Any

from exporter.model.assets import Asset

if TYPE_CHECKING:
    from PIL.Image import Image as PillowImage

_KEPT = {"PNG": ("png", "image/png"), "JPEG": ("jpg", "image/jpeg"), "GIF": ("gif", "image/gif")}
_SVG_NAMESPACE = "http://www.w3.org/2000/svg"
_XLINK_HREF = "{http://www.w3.org/1999/xlink}href"
_UNIT_PX = {"": 1.0, "px": 1.0, "pt": 96 / 72, "pc": 16.0, "mm": 96 / 25.4, "cm": 96 / 2.54, "in": 96.0}
_ACTIVE_ELEMENTS = frozenset({"script", "foreignObject", "iframe", "audio", "video", "handler", "listener"})


class PictureFault(Exception):  # noqa: N818 - it never leaves the readers
    """Why there is no picture: a message's code, the reason as the end of a sentence, and the remedy."""

    def __init__(self, code: str, reason: str, hint: str) -> None:
        super().__init__(reason)
        self.code = code
        self.reason = reason
        self.hint = hint


def asset_of(data: bytes, max_pixels: int) -> tuple[Asset, list[tuple[str, str]]]:
    """The asset of a file's bytes, and (code, remark) of each thing that was changed in it. Raises PictureFault."""
    if not data:
        raise PictureFault("R302", "is an empty file", "save it again")
    if _looks_like_svg(data):
        return _svg_asset(data)
    return _raster_asset(data, max_pixels)


def _raster_asset(data: bytes, max_pixels: int) -> tuple[Asset, list[tuple[str, str]]]:
    from PIL import Image, UnidentifiedImageError

    Image.MAX_IMAGE_PIXELS = None  # the limit below is ours, and asked before anything is decoded
    try:
        with Image.open(io.BytesIO(data)) as picture:
            width_px, height_px = picture.size
            if width_px * height_px > max_pixels:
                raise PictureFault(
                    "R303",
                    f"has {width_px:,} × {height_px:,} pixels, more than {max_pixels:,} in all",
                    "save it smaller; 3,000 pixels are enough for a page's width",
                )
            remarks: list[tuple[str, str]] = []
            ppi = _ppi(picture)
            kind = picture.format or ""
            upright = picture.getexif().get(0x0112, 1) in (0, 1)
            if kind in _KEPT and upright:
                _check_whole(picture, kind, data)
                extension, media_type = _KEPT[kind]
            else:
                data, extension, media_type, size = _converted(picture)
                width_px, height_px = size
                remarks.append(("R307", "was turned upright" if kind in _KEPT else f"was converted from {kind}"))
    except PictureFault:
        raise
    except UnidentifiedImageError as exc:
        hint = "save it as PNG, JPEG or SVG"
        raise PictureFault("R302", "is no picture that can be read", hint) from exc
    except (OSError, SyntaxError, ValueError, IndexError, EOFError, MemoryError, OverflowError, KeyError) as exc:
        # Pillow's decoders end in any of these on a broken file; "broken PNG file" is a SyntaxError.
        raise PictureFault("R302", f"is broken: {str(exc)[:80]}", "save it again from its source") from exc
    return Asset(_key(data, extension), media_type, data, width_px, height_px, ppi), remarks


def _check_whole(picture: "PillowImage", kind: str, data: bytes) -> None:
    """Raise what Pillow raises on a broken file, decoding it but where a JPEG's end mark vouches for the whole."""
    if kind == "PNG" and b"IEND" not in data[-64:]:
        raise PictureFault("R302", "ends too early", "save it again from its source")
    if kind != "JPEG" or data.rstrip(b"\0")[-2:] != b"\xff\xd9":
        picture.load()


def _converted(picture: "PillowImage") -> tuple[bytes, str, str, tuple[int, int]]:
    """The picture upright, as a JPEG where it was one, else as a PNG."""
    from PIL import ImageOps

    turned = ImageOps.exif_transpose(picture)
    out = io.BytesIO()
    if picture.format == "JPEG":
        turned.save(out, "JPEG", quality=92, icc_profile=picture.info.get("icc_profile"))
        extension, media_type = _KEPT["JPEG"]
    else:
        if turned.mode not in ("1", "L", "LA", "P", "RGB", "RGBA", "I;16"):
            turned = turned.convert("RGBA" if "A" in turned.mode else "RGB")
        turned.save(out, "PNG")
        extension, media_type = _KEPT["PNG"]
    return out.getvalue(), extension, media_type, turned.size


def _ppi(picture: "PillowImage") -> float:
    stated = picture.info.get("dpi", (96.0, 96.0))
    try:
        ppi = float(stated[0])
    except (TypeError, ValueError, IndexError, ZeroDivisionError):
        return 96.0
    # 72 is what cameras and screens write when they know nothing; below it nobody meant a print size.
    return ppi if 96.0 < ppi <= 2400.0 else 96.0


def _looks_like_svg(data: bytes) -> bool:
    start = data[:4096].lstrip(b"\xef\xbb\xbf \t\r\n")
    return start.startswith(b"<") and b"<svg" in data[:65536]


def _svg_asset(data: bytes) -> tuple[Asset, list[tuple[str, str]]]:
    from lxml import etree

    # No DTD, no entities, no network: an SVG is a picture here, not a program (SVG 1.1, appendix F is not needed).
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as exc:
        raise PictureFault("R302", f"is broken SVG: {exc.msg}", "save it again from its source") from exc
    if root.getroottree().docinfo.internalDTD is not None and b"<!ENTITY" in data:
        raise PictureFault("R302", "declares entities, which no picture needs", "save it as plain SVG")
    if etree.QName(root).localname != "svg":
        raise PictureFault("R302", "is XML, but no SVG", "save it as SVG or PNG")
    removed = _defused(root)
    width_px, height_px = _svg_size(root)
    if removed:
        data = etree.tostring(root, xml_declaration=True, encoding="UTF-8")
    remarks = (
        [("R309", f"held active or foreign content, which was taken out: {', '.join(removed)}")] if removed else []
    )
    return Asset(_key(data, "svg"), "image/svg+xml", data, width_px, height_px), remarks


def _defused(root: Any) -> list[str]:
    """Take scripts, event handlers and references to other files out of an SVG; their names, once each, in order."""
    removed: list[str] = []
    for element in list(root.iter()):
        if not isinstance(element.tag, str):
            if element.getparent() is not None and element.tag.__name__ in ("ProcessingInstruction", "Entity"):
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
            if local.lower().startswith("on") or (foreign and name != "a") or re.search(r"url\(\s*['\"]?(?!#)", value):
                del element.attrib[key]
                removed.append(local)
        if name == "style" and re.search(r"@import|url\(\s*['\"]?(?!#)", element.text or ""):
            element.text = re.sub(r"@import[^;]*;?|url\(\s*['\"]?(?!#)[^)]*\)", "", element.text or "")
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


def _svg_size(root: Any) -> tuple[float, float]:
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


def _key(data: bytes, extension: str) -> str:
    return f"assets/{hashlib.sha256(data).hexdigest()[:16]}.{extension}"
