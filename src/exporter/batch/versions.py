"""What a piece was made by: this program as it is installed, the libraries that decide how files look, and the look."""

from functools import cache
from hashlib import sha256
from pathlib import Path

import msgspec

from exporter import __version__
from exporter.embedding import library_versions
from exporter.publication import Layout
from exporter.publication.look import find_look
from exporter.resources import templates_folder
from exporter.theme.fonts import font_path

_ENDINGS = (".py", ".jinja", ".toml", ".conf")


@cache
def made_by() -> str:
    """A short name for all of it; another one after any change, so that nothing old is taken for new."""
    digest = sha256(repr(sorted(library_versions().items())).encode())
    package = Path(__file__).parents[1]
    for folder in dict.fromkeys((package, templates_folder())):
        for file in sorted(file for file in folder.rglob("*") if file.suffix in _ENDINGS):
            digest.update(file.relative_to(folder).as_posix().encode())
            digest.update(file.read_bytes())
    return f"{__version__}+{digest.hexdigest()[:16]}"


def look_of(layout: Layout) -> str:
    """A short name for how a layout looks: the theme in the brand, its own fonts and logo, and the user's templates."""
    look = find_look(layout)
    digest = sha256(msgspec.json.encode(look.theme, enc_hook=str, order="sorted"))
    digest.update(look.logo.data if look.logo else b"")
    for family in look.theme.fonts.values():
        for face in family.faces:
            path = font_path(look.theme, family, face)
            if path and any(path.is_relative_to(folder) for folder in look.theme.folders):
                digest.update(path.read_bytes())
    folder = Path(layout.templates) if layout.templates else None
    for file in sorted(file for file in folder.rglob("*") if file.suffix in _ENDINGS) if folder else ():
        digest.update(file.read_bytes())
    return digest.hexdigest()[:16]
