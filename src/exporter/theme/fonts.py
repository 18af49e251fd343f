"""Font files of a theme: where they lie, which characters they have, and subsets for embedding."""

import hashlib
import zlib
from collections.abc import Callable
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from exporter.cache import cached
from exporter.theme import Face, FontFamily, Theme

# Beside HarfBuzz's own choice (joining letters, ligatures, kerning, marks) the small capitals that themes ask for.
_FEATURES = (b"smcp", b"c2sc")


def font_path(theme: Theme, family: FontFamily, face: Face) -> Path | None:
    """The file of a face: beside the theme, or in its installed package; None when it is in neither."""
    for folder in theme.folders:
        own = folder / "fonts" / face.file
        if own.is_file():
            return own
    packaged = _package_folder(family.package)
    path = packaged / face.file if packaged else None
    return path if path and path.is_file() else None


def characters(path: Path) -> frozenset[int]:
    """The code points that a font file has glyphs for."""
    return _coverage(path)


def subset(path: Path, code_points: frozenset[int]) -> bytes:
    """A font file with the glyphs of these code points alone and their features; equal input gives equal bytes.

    Code points that the font lacks are left out.
    """
    import uharfbuzz as hb

    face = hb.Face(hb.Blob(_bytes(path)))
    request = hb.SubsetInput()
    request.sets(hb.SubsetInputSets.UNICODE).set(set(code_points))
    request.sets(hb.SubsetInputSets.LAYOUT_FEATURE_TAG).update(int.from_bytes(tag, "big") for tag in _FEATURES)
    data: bytes = hb.subset(face, request).blob.data
    return data


def kept_subset(path: Path, code_points: frozenset[int], form: str, shape: Callable[[bytes], bytes]) -> bytes:
    """What `shape` makes of a subset, kept in the user's cache folder; `form` names the shape and its version.

    For the few sets of characters that many documents share: nothing is ever thrown out of that folder.
    """
    # The subset is HarfBuzz's: another version of it may write other bytes.
    asked = repr((form, _harfbuzz(), zlib.ZLIB_RUNTIME_VERSION, _FEATURES, sorted(code_points))).encode()
    name = hashlib.sha256(hashlib.sha256(_bytes(path)).digest() + asked).hexdigest()
    return cached(f"fonts/{name}", lambda: shape(subset(path, code_points)))


@cache
def _package_folder(package: str) -> Path | None:
    spec = find_spec(package.replace("-", "_")) if package else None
    if spec is None or not spec.submodule_search_locations:
        return None
    return Path(next(iter(spec.submodule_search_locations))) / "files"


@cache
def _harfbuzz() -> str:
    """The installed uharfbuzz's version, without the 12 ms that importing it costs."""
    spec = find_spec("uharfbuzz")
    folder = Path(spec.origin).parent.parent if spec and spec.origin else None
    return "".join(sorted(path.name for path in folder.glob("uharfbuzz-*.dist-info"))) if folder else ""


@cache
def _bytes(path: Path) -> bytes:
    return path.read_bytes()


@cache
def _coverage(path: Path) -> frozenset[int]:
    import uharfbuzz as hb

    return frozenset(hb.Face(hb.Blob(_bytes(path))).unicodes)
