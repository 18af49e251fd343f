"""Takes pictures into a PDF as they are: a JPEG whole, of a PNG its compressed pixels and its palette.

The engine loads Pillow for every picture, and unpacks and packs each PNG once more, a palette's as full colour. What
cannot be taken as it is (transparency, interlacing) is left to it.
"""

import hashlib
import struct
from collections.abc import Mapping
from functools import cache
from typing import Any

from exporter.backends.pdf.engine import weasyprint
from exporter.model.assets import Asset

_PNG_CHANNELS = {0: 1, 2: 3, 3: 1}  # by colour type, for those without transparency
_FRAMES = frozenset((0xC0, 0xC1, 0xC2))  # frames of JPEG that a PDF may hold (ISO 32000-1, 7.4.8)
_JPEG_MODES = {1: "L", 3: "RGB"}


def taken_as_they_are(assets: Mapping[str, Asset]) -> dict[str, Any]:
    """The engine's pictures of those assets that need no work, by key."""
    makers = {"image/png": _png, "image/jpeg": _jpeg}
    found = {key: makers[asset.media_type](asset) for key, asset in assets.items() if asset.media_type in makers}
    return {key: picture for key, picture in found.items() if picture is not None}


def _png(asset: Asset) -> Any:
    """ISO 32000-1, 7.4.4.4: a PNG's rows with their filters are what the predictors of a PDF are."""
    data = asset.data
    depth, colour, _, _, interlaced = struct.unpack(">BBBBB", data[24:29])
    if interlaced or colour not in _PNG_CHANNELS:
        return None
    palette, pixels = b"", []
    place = 8
    while place < len(data):
        length, name = struct.unpack(">I4s", data[place : place + 8])
        body = data[place + 8 : place + 8 + length]
        if name in (b"tRNS", b"eXIf"):
            return None
        if name == b"PLTE":
            palette = body
        elif name == b"IDAT":
            pixels.append(body)
        place += 12 + length
    return _classes()[0](asset, depth, _PNG_CHANNELS[colour], palette if colour == 3 else b"", b"".join(pixels))


def _jpeg(asset: Asset) -> Any:
    data, place = asset.data, 2
    while place + 10 < len(data) and data[place] == 0xFF:
        marker, length = data[place + 1], int.from_bytes(data[place + 2 : place + 4], "big")
        if marker == 0xEE or (marker == 0xE1 and data[place + 4 : place + 8] == b"Exif"):
            return None  # colours turned around, or a picture that may have to be turned
        if marker in _FRAMES:
            mode = _JPEG_MODES.get(data[place + 9])
            return _classes()[1](asset, mode) if mode else None
        place += 2 + length
    return None


@cache
def _classes() -> tuple[type, type]:
    """They derive from the engine's, which must not be imported before it is needed."""
    weasyprint()
    import pydyf
    from weasyprint.images import RasterImage

    class Jpeg(RasterImage):  # type: ignore[misc]
        """A picture that is in the file as it came."""

        format, optimize, invert_colors, _dpi = "JPEG", False, False, None

        def __init__(self, asset: Asset, mode: str) -> None:
            self.id = hashlib.md5(asset.key.encode(), usedforsecurity=False).hexdigest()
            self.mode = mode
            self.width, self.height = int(asset.width_px), int(asset.height_px)
            self.ratio = self.width / self.height
            self.image_data = asset.data

    class Png(Jpeg):
        """The same of a PNG, without what is around its pixels."""

        format = "PNG"

        def __init__(self, asset: Asset, depth: int, channels: int, palette: bytes, pixels: bytes) -> None:
            super().__init__(asset, "RGB" if channels == 3 else "L")
            self._depth, self._channels, self._palette = depth, channels, palette
            self.image_data = pixels

        def get_x_object(self, interpolate: bool, dpi_ratio: float) -> Any:  # noqa: ARG002 - the engine's signature
            space: Any = "/DeviceRGB" if self._channels == 3 else "/DeviceGray"
            if self._palette:
                last = len(self._palette) // 3 - 1
                space = pydyf.Array(["/Indexed", "/DeviceRGB", last, f"<{self._palette.hex()}>"])
            rows = {
                "Predictor": 15,
                "Colors": self._channels,
                "BitsPerComponent": self._depth,
                "Columns": self.width,
            }
            extra = {
                "Type": "/XObject",
                "Subtype": "/Image",
                "Width": self.width,
                "Height": self.height,
                "ColorSpace": space,
                "BitsPerComponent": self._depth,
                "Interpolate": "true" if interpolate else "false",
                "Filter": "/FlateDecode",
                "DecodeParms": pydyf.Dictionary(rows),
            }
            return pydyf.Stream([self.image_data], pydyf.Dictionary(extra))

    return Png, Jpeg
