"""A picture's bytes, once, under the hash of their content."""

import msgspec


class Asset(msgspec.Struct, frozen=True):
    """A file that all three formats take as it is.

    `key` is "assets/HASH.EXT", a valid path in each package. Sizes are in pixels (an SVG's in CSS pixels);
    `ppi` is the resolution that the file states, 96 when it states none.
    """

    key: str
    media_type: str
    data: bytes
    width_px: float
    height_px: float
    ppi: float = 96.0


def asset_key(data: bytes, ending: str) -> str:
    """The key of a file by its content; equal bytes have one key, however often they come."""
    import hashlib  # loads OpenSSL

    return f"assets/{hashlib.sha256(data).hexdigest()[:16]}.{ending}"
