"""What a piece was made by: this program as it is installed, and the libraries that decide how files look."""

from functools import cache
from hashlib import sha256
from pathlib import Path

from exporter import __version__
from exporter.embedding import library_versions
from exporter.resources import templates_folder

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
