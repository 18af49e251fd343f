"""Pictures of pages with a place marked on them: cut out around it, small enough for a page of many."""

import io
from typing import TYPE_CHECKING, Any

from exporter.checks.pictures import Picture

if TYPE_CHECKING:
    from PIL.Image import Image

MARK = (0xE6, 0x00, 0x7A)  # no colour of our themes, and seen on light and dark
_HALO = (0xFF, 0xFF, 0xFF)
_LINE_PX, _GAP_PX, _LEAST_PX = 3, 4, 10
_MOST_PX = 16_000_000  # of a picture that is looked at
_QUALITY = 80
Sides = tuple[float, float, float, float]  # left, top, right, bottom in pixels


def marked(image: "Image", sides: Sides) -> "Image":
    """The picture with a frame around a place."""
    from PIL import ImageDraw

    copy = image.convert("RGB")
    draw = ImageDraw.Draw(copy)
    left, top, right, bottom = frame_of(sides, copy.width, copy.height)
    radius = 2 * _LINE_PX
    draw.rounded_rectangle((left - 1, top - 1, right + 1, bottom + 1), radius + 1, outline=_HALO, width=_LINE_PX + 2)
    draw.rounded_rectangle((left, top, right, bottom), radius, outline=MARK, width=_LINE_PX)
    return copy


def frame_of(sides: Sides, width: int, height: int) -> tuple[int, int, int, int]:
    """Where the frame around a place runs, kept inside the picture."""
    left, top, right, bottom = sides
    reach = _GAP_PX + _LINE_PX
    wide, high = max(0.0, _LEAST_PX - (right - left)) / 2, max(0.0, _LEAST_PX - (bottom - top)) / 2
    return (
        max(1, round(left - wide - reach)),
        max(1, round(top - high - reach)),
        min(width - 2, round(right + wide + reach)),
        min(height - 2, round(bottom + high + reach)),
    )


def cut(image: "Image", sides: Sides, around_px: int, least_px: int) -> "Image":
    """The strip of the picture that shows a place with what stands above and below it, at least so high."""
    _, top, _, bottom = sides
    more = max(around_px, (least_px - (bottom - top)) / 2)
    upper, lower = max(0, round(top - more)), min(image.height, round(bottom + more))
    return image.crop((0, upper, image.width, max(upper + 1, lower)))


def fitted(image: "Image", most_width_px: int, most_height_px: int) -> "Image":
    """The picture, made smaller where it is larger than that."""
    copy = image.copy()
    copy.thumbnail((most_width_px, most_height_px))
    return copy


def opened(data: bytes) -> Any:
    """A picture of a file as pixels on white; None for one that cannot be read or is too large."""
    from PIL import Image, UnidentifiedImageError

    try:
        with Image.open(io.BytesIO(data)) as image:
            if image.width * image.height > _MOST_PX:
                return None
            seen = image.convert("RGBA")
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return None
    ground = Image.new("RGBA", seen.size, "white")
    return Image.alpha_composite(ground, seen).convert("RGB")


def picture(image: "Image", alt: str, caption: str = "") -> Picture:
    """The picture as it stands on the page."""
    stream = io.BytesIO()
    image.convert("RGB").save(stream, "WEBP", quality=_QUALITY, method=4)
    return Picture(stream.getvalue(), image.width, image.height, alt, caption)
