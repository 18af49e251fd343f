"""Looks at a picture's bytes: what they are, how large, whether they are whole; makes an asset that every format takes.

The type comes from the bytes, never from the name: in real collections some endings are wrong.
"""

import io
import struct
from typing import TYPE_CHECKING, Any

from exporter.model.assets import Asset, asset_key
from exporter.readers.image_headers import BrokenHeaderError, check_whole, header_of
from exporter.readers.picture_faults import PictureFault
from exporter.readers.svg_files import drawing_of, looks_like_svg

if TYPE_CHECKING:
    from PIL.Image import Image as PillowImage

_KEPT = {"PNG": ("png", "image/png"), "JPEG": ("jpg", "image/jpeg"), "GIF": ("gif", "image/gif")}
# What Pillow may open here; its list holds programs too (EPS starts Ghostscript).
_READ = ("PNG", "JPEG", "GIF", "WEBP", "AVIF", "TIFF", "BMP", "ICO", "PPM")
_ORIENTATION = 0x0112


def asset_of(data: bytes, max_pixels: int) -> tuple[Asset, list[tuple[str, str]]]:
    """The asset of a file's bytes, and (code, remark) of each thing that was changed in it. Raises PictureFault."""
    if not data:
        raise PictureFault("R302", "is an empty file", "save it again")
    if looks_like_svg(data):
        return _svg_asset(data)
    return _raster_asset(data, max_pixels)


def _raster_asset(data: bytes, max_pixels: int) -> tuple[Asset, list[tuple[str, str]]]:
    try:
        header = header_of(data)
        if header:
            _check_pixels(header.width_px, header.height_px, max_pixels)
            if header.upright and not header.inks and check_whole(data, header):
                extension, media_type = _KEPT[header.kind]
                ppi = _ppi(header.ppi)
                key = asset_key(data, extension)
                return Asset(key, media_type, data, float(header.width_px), float(header.height_px), ppi), []
    except BrokenHeaderError as exc:
        raise PictureFault("R302", f"is broken: {exc}", "save it again from its source") from exc
    return _decoded_asset(data, max_pixels)


def _check_pixels(width_px: int, height_px: int, max_pixels: int) -> None:
    if width_px * height_px > max_pixels:
        raise PictureFault(
            "R303",
            f"has {width_px:,} × {height_px:,} pixels, more than {max_pixels:,} in all",
            "save it smaller; 3,000 pixels are enough for a page's width",
        )


def _decoded_asset(data: bytes, max_pixels: int) -> tuple[Asset, list[tuple[str, str]]]:
    """The asset of a file that has to be turned, converted, or decoded to be sure that it is whole."""
    import warnings

    from PIL import Image, ImageFile, UnidentifiedImageError

    lenient = ImageFile.LOAD_TRUNCATED_IMAGES
    ImageFile.LOAD_TRUNCATED_IMAGES = False  # WeasyPrint 70 sets it for the whole process, and a cut file would pass
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of files that are too large or oddly written; the limit below is ours
            with Image.open(io.BytesIO(data), formats=_READ) as picture:
                _check_pixels(*picture.size, max_pixels)
                return _from_pillow(picture, data)
    except Image.DecompressionBombError as exc:
        raise PictureFault("R303", f"has more than {max_pixels:,} pixels", "save it smaller") from exc
    except UnidentifiedImageError as exc:
        hint = "save it as PNG, JPEG or SVG"
        raise PictureFault("R302", "is no picture that can be read", hint) from exc
    except (OSError, SyntaxError, ValueError, IndexError, EOFError, MemoryError, OverflowError, KeyError, TypeError,
            struct.error, ZeroDivisionError) as exc:  # fmt: skip
        # Pillow's decoders end in any of these on a broken file; "broken PNG file" is a SyntaxError.
        raise PictureFault("R302", f"is broken: {str(exc)[:80]}", "save it again from its source") from exc
    finally:
        ImageFile.LOAD_TRUNCATED_IMAGES = lenient


def _from_pillow(picture: "PillowImage", data: bytes) -> tuple[Asset, list[tuple[str, str]]]:
    width_px, height_px = picture.size
    remarks: list[tuple[str, str]] = []
    kind = "JPEG" if picture.format == "MPO" else picture.format or ""  # a photograph with further ones behind it
    ppi = _ppi(picture.info.get("dpi", (0.0,))[0])
    inks = picture.mode == "CMYK"
    if kind in _KEPT and not inks and picture.getexif().get(_ORIENTATION, 1) in (0, 1):
        picture.load()
        extension, media_type = _KEPT[kind]
    else:
        data, target, (width_px, height_px) = _converted(picture, lossy=kind == "JPEG" or _is_lossy(data))
        extension, media_type = _KEPT[target]
        done = "turned upright" if kind in _KEPT else f"converted from {kind} to {target}"
        remarks.append(("R307", "was converted from CMYK to RGB" if inks else f"was {done}"))
    return Asset(asset_key(data, extension), media_type, data, float(width_px), float(height_px), ppi), remarks


def _is_lossy(data: bytes) -> bool:
    """Whether a file is a lossy WebP or an AVIF: a photograph, which as a PNG would grow tenfold."""
    return (data[8:12] == b"WEBP" and b"VP8 " in data[12:64]) or data[4:12] == b"ftypavif"


def _converted(picture: "PillowImage", lossy: bool) -> tuple[bytes, str, tuple[int, int]]:
    """The picture upright, as a JPEG where it was as good as one, else as a PNG; its kind and size."""
    from PIL import ImageOps

    turned = ImageOps.exif_transpose(picture)
    out = io.BytesIO()
    profile = picture.info.get("icc_profile")
    if turned.mode == "CMYK":
        turned, profile = _on_screen(turned, profile), None
    if lossy and turned.mode in ("L", "RGB"):
        turned.save(out, "JPEG", quality=92, icc_profile=profile)
        return out.getvalue(), "JPEG", turned.size
    if turned.mode not in ("1", "L", "LA", "P", "RGB", "RGBA", "I;16"):
        turned = turned.convert("RGBA" if "A" in turned.mode else "RGB")
        profile = None  # it was one of the other colour space
    turned.save(out, "PNG", icc_profile=profile)
    return out.getvalue(), "PNG", turned.size


def _on_screen(picture: "PillowImage", profile: bytes | None) -> "PillowImage":
    """A picture in inks as screens show it: a PDF/A has one profile of colours, and few readers of books know inks."""
    from PIL import ImageCms

    if profile:
        screen = ImageCms.createProfile("sRGB")
        try:
            shown = ImageCms.profileToProfile(picture, io.BytesIO(profile), screen, outputMode="RGB")
        except (ImageCms.PyCMSError, OSError):  # a profile that is broken, or one of other colours
            shown = None
        if shown is not None:
            return shown
    return picture.convert("RGB")


def _ppi(stated: Any) -> float:
    """The resolution to print at: 72 is what cameras and screens write when they know nothing."""
    try:
        ppi = float(stated)
    except (TypeError, ValueError, ZeroDivisionError):
        return 96.0
    return ppi if 96.0 < ppi <= 2400.0 else 96.0


def _svg_asset(data: bytes) -> tuple[Asset, list[tuple[str, str]]]:
    drawing = drawing_of(data)
    remarks = []
    if drawing.removed:
        names = ", ".join(drawing.removed)
        remarks.append(("R309", f"held active or foreign content, which was taken out: {names}"))
    key = asset_key(drawing.data, "svg")
    return Asset(key, "image/svg+xml", drawing.data, drawing.width_px, drawing.height_px), remarks
