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


_ENDINGS = ("png", "jpg", "gif", "webp", "svg")


def asset_key(data: bytes, ending: str) -> str:
    """The key of a file by its content; equal bytes have one key, however often they come."""
    import hashlib  # loads OpenSSL

    return f"assets/{hashlib.sha256(data).hexdigest()[:16]}.{ending}"


def keys_of(data: bytes) -> list[str]:
    """The keys that a picture of these bytes may have; none for what is no picture."""
    is_picture = data[:4] in (b"\x89PNG", b"GIF8", b"RIFF") or data[:2] == b"\xff\xd8" or data.lstrip()[:1] == b"<"
    return [asset_key(data, ending) for ending in _ENDINGS] if is_picture else []
