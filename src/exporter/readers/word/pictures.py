"""Pictures of a part: DrawingML and VML (ISO/IEC 29500-1, 20; 29500-4, 19), with their alternative texts.

They are taken from the package itself; one that is only linked to is never fetched.
"""

from typing import Any

from exporter.model import nodes as n
from exporter.origin import Origin
from exporter.readers.word.context import Context
from exporter.readers.word.names import WP, A, O, R, V, W
from exporter.readers.word.parts import Relation, WordParts

_SVG = "{http://schemas.microsoft.com/office/drawing/2016/SVG/main}svgBlip"
_DECORATIVE = "{http://schemas.microsoft.com/office/drawing/2017/decorative}decorative"
_CHART = "{http://schemas.openxmlformats.org/drawingml/2006/chart}chart"
_DIAGRAM = "{http://schemas.openxmlformats.org/drawingml/2006/diagram}relIds"
_UNDERSTOOD = frozenset("wps wpg w14 wp14 a14 w15 w16se am3d asvg pic".split())
_EMU_IN_PX = 9525
_ALMOST = 0.98  # of the room: no width that somebody chose


class Pictures:
    """The pictures of one part."""

    def __init__(self, context: Context, parts: WordParts, relations: dict[str, Relation]) -> None:
        self._context, self._parts, self._relations = context, parts, relations

    @staticmethod
    def understands(choice: Any) -> bool:
        """Whether one of several ways to say the same is one that is read here."""
        return all(name in _UNDERSTOOD for name in choice.get("Requires", "-").split())

    def images(self, element: Any, origin: Origin) -> list[n.Image]:
        """The pictures of a drawing."""
        found = []
        for drawing in element.iter(f"{WP}inline", f"{WP}anchor"):
            found += self._of_drawing(drawing, origin)
        if not element.tag.endswith("}drawing"):
            for data in element.iter(f"{V}imagedata"):
                found += self._of_vml(data, origin)
        if element.tag == f"{W}object":
            kind = next((item.get("ProgID", "") for item in element.iter(f"{O}OLEObject")), "")
            text = f"an object of another program ({kind[:40] or 'OLE'}) is read as the picture that it shows"
            self._context.tell("R416", text, "write what it holds into the document", origin)
        return found

    def _of_drawing(self, drawing: Any, origin: Origin) -> list[n.Image]:
        described = drawing.find(f"{WP}docPr")
        alt = _words(described, "descr")
        title = _words(described, "title")
        decorative = described is not None and any(
            mark.get("val", "1") in ("1", "true") for mark in described.iter(_DECORATIVE)
        )
        extent = drawing.find(f"{WP}extent")
        width = extent.get("cx", "") if extent is not None else ""
        width_px = int(width) / _EMU_IN_PX if width.isdecimal() and len(width) < 12 else 0.0
        found = []
        for blip in drawing.iter(f"{A}blip"):
            vector = next(blip.iter(_SVG), None)
            for key in (vector, blip) if vector is not None else (blip,):
                image = self._image(key.get(f"{R}embed") or key.get(f"{R}link") or "", alt, origin)
                if image:
                    break
            else:
                continue
            width = self._width(image.asset, width_px)
            found.append(n.Image(src=image.src, alt="" if decorative else alt, decorative=decorative, title=title,
                                 width=width, asset=image.asset, origin=origin))  # fmt: skip
        if not found and any(True for _ in drawing.iter(_CHART, _DIAGRAM)):
            kind = "chart" if next(drawing.iter(_CHART), None) is not None else "diagram"
            shown = f' ("{alt[:80]}")' if alt else ""
            text = f"a {kind} of Word{shown} is no picture, and was not read"
            self._context.tell("R416", text, "in Word, save it as a picture and put that in its place", origin)
        return found

    def _of_vml(self, data: Any, origin: Origin) -> list[n.Image]:
        shape = next(data.iterancestors(f"{V}shape", f"{V}rect"), None)
        alt = _words(shape, "alt") or _words(data, f"{O}title")
        image = self._image(data.get(f"{R}id") or data.get(f"{R}pict") or "", alt, origin)
        return [image] if image else []

    def _image(self, identifier: str, alt: str, origin: Origin) -> n.Image | None:
        """The picture behind a relationship; without an asset where it cannot be had."""
        relation = self._relations.get(identifier)
        if relation is None:
            return None
        if relation.external:
            text = f'picture "{relation.target[:80]}" is only linked to, and was not fetched'
            self._context.tell("R304", text, "in Word, break the link and save the picture in the document", origin)
            return None
        return self._context.picture(self._parts.package, relation.target, alt, origin)

    def _width(self, key: str, width_px: float) -> str:
        """The share of the column that somebody gave a picture; "" where it is as wide as it is by itself."""
        column_px, natural_px = self._context.column_px, self._context.assets[key].width_px
        if not width_px or not column_px or width_px >= _ALMOST * min(natural_px, column_px):
            return ""
        return f"{max(1, round(100 * width_px / column_px))}%"


def _words(element: Any, name: str) -> str:
    return " ".join(element.get(name, "").split()) if element is not None else ""
