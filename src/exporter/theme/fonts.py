"""Font files of a theme: where they lie, which characters they have, and subsets for embedding."""

import hashlib
import zlib
from collections.abc import Callable
from functools import cache, lru_cache
from importlib.util import find_spec
from pathlib import Path

from exporter.cache import cached
from exporter.theme import Face, FontFamily, Theme

# Beside HarfBuzz's own choice (joining letters, ligatures, kerning, marks) the small capitals that themes ask for.
_FEATURES = (b"smcp", b"c2sc")
_LARGE = 4000  # characters: a font with more is cut down to a text for every use
_STYLE_NAMES = {(False, False): "Regular", (True, False): "Bold", (False, True): "Italic", (True, True): "Bold Italic"}
_SPACE = 0.26  # em
_TYPOGRAPHIC_FAMILY = 16
# Family, style, full name, PostScript name, their typographic and compatible forms (OpenType 1.9, name).
_STYLED_NAMES = frozenset((1, 2, 3, 4, 6, 16, 17, 18, 20, 21, 22, 25))


def font_path(theme: Theme, family: FontFamily, face: Face) -> Path | None:
    """The file of a face: beside the theme, or in its installed package; None when it is in neither."""
    return _font_path(theme.folders, family.package, face.file)


@lru_cache(maxsize=1000)
def _font_path(folders: tuple[Path, ...], package: str, file: str) -> Path | None:
    packaged = _package_folder(package)
    homes = (*(folder / "fonts" for folder in folders), *((packaged / "files", packaged) if packaged else ()))
    return next((path for home in homes if (path := home / file).is_file()), None)


def characters(path: Path) -> frozenset[int]:
    """The code points that a font file has glyphs for."""
    return _coverage(path)


def subset(path: Path, code_points: frozenset[int], face: Face | None = None) -> bytes:
    """A font file with the glyphs of these code points alone and their features; equal input gives equal bytes.

    Code points that the font lacks are left out. Of a variable font it is the instance of the face, which bears the
    weight in its names as a font of its own would.
    """
    import uharfbuzz as hb

    source = hb.Face(hb.Blob(_bytes(path)))
    request = hb.SubsetInput()
    request.sets(hb.SubsetInputSets.UNICODE).set(set(code_points))
    request.sets(hb.SubsetInputSets.LAYOUT_FEATURE_TAG).update(int.from_bytes(tag, "big") for tag in _FEATURES)
    variable = face if face and face.variable else None
    if variable:
        request.sets(hb.SubsetInputSets.NAME_ID).add(_TYPOGRAPHIC_FAMILY)
        request.pin_all_axes_to_default(source)
        request.pin_axis_location(source, "wght", variable.weight)
    data: bytes = hb.subset(source, request).blob.data
    return _named(data, variable) if variable else data


def static_face(path: Path, face: Face, code_points: frozenset[int]) -> bytes:
    """The instance of a variable font for a face, with these characters, or all where none are named; that of a small
    font is kept."""
    own = characters(path)
    wanted = code_points & own or own
    if len(own) > _LARGE:
        return subset(path, wanted, face)
    return kept_subset(path, wanted, "static 2", lambda data: data, face)


def file_name(face: Face) -> str:
    """The name of a face's file in a package: that of a variable font says its weight."""
    name = Path(face.file)
    return f"{name.stem.split('[')[0]}-{face.weight}{name.suffix}" if face.variable else name.name


def kept_subset(
    path: Path, code_points: frozenset[int], form: str, shape: Callable[[bytes], bytes], face: Face | None = None
) -> bytes:
    """What `shape` makes of a subset, kept in the user's cache folder; `form` names the shape and its version.

    For the few sets of characters that many documents share: nothing is ever thrown out of that folder.
    """
    weight = (face.weight,) if face and face.variable else ()
    # The subset is HarfBuzz's: another version of it may write other bytes.
    asked = repr((form, *weight, _harfbuzz(), zlib.ZLIB_RUNTIME_VERSION, _FEATURES, sorted(code_points))).encode()
    name = hashlib.sha256(hashlib.sha256(_bytes(path)).digest() + asked).hexdigest()
    return cached(f"fonts/{name}", lambda: shape(subset(path, code_points, face)))


def _named(data: bytes, face: Face) -> bytes:
    """An instance with the names and flags of its weight: Word finds an embedded font by them."""
    from io import BytesIO

    from fontTools.ttLib import TTFont

    font = TTFont(BytesIO(data), recalcTimestamp=False)
    names = font["name"]
    family = names.getBestFamilyName() or ""
    style = _STYLE_NAMES[face.bold, face.italic]
    plain = family.replace(" ", "")
    names.names = [record for record in names.names if record.nameID not in _STYLED_NAMES]
    for identifier, text in (
        (1, family), (2, style), (4, f"{family} {style}"), (6, f"{plain}-{style.replace(' ', '')}"),
    ):  # fmt: skip
        names.setName(text, identifier, 3, 1, 0x409)
    bold = face.bold
    metrics = font["OS/2"]
    metrics.usWeightClass = face.weight
    metrics.fsSelection = metrics.fsSelection & ~0x61 | (0x20 if bold else 0) | (0x01 if face.italic else 0)
    if not bold and not face.italic:
        metrics.fsSelection |= 0x40
    font["head"].macStyle = (1 if bold else 0) | (2 if face.italic else 0)
    space = font.getBestCmap().get(0x20)
    if space and font["hmtx"][space][0] > font["head"].unitsPerEm:  # an emoji font's, as wide as its signs
        font["hmtx"][space] = (round(_SPACE * font["head"].unitsPerEm), 0)
    for table in ("STAT", "DSIG"):
        if table in font:
            del font[table]
    made = BytesIO()
    font.save(made)
    return made.getvalue()


@cache
def _package_folder(package: str) -> Path | None:
    spec = find_spec(package.replace("-", "_")) if package else None
    if spec is None or not spec.submodule_search_locations:
        return None
    return Path(next(iter(spec.submodule_search_locations)))


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

    return frozenset(hb.Face(hb.Blob.from_file_path(str(path))).unicodes)  # read where it is asked, not as a whole
