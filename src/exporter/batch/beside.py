"""What lies beside an article: the files that it was read with, and those that would have been, had they been there."""

import os
import posixpath
import re
import unicodedata
from collections.abc import Iterable, Iterator
from hashlib import sha256
from pathlib import Path
from urllib.parse import unquote

import msgspec

from exporter.batch.store import name_of

FOLDER, PICTURES = "folder", "picture-root"


class Placed(msgspec.Struct, frozen=True):
    """A file that is there: its path below the collection's folder, or below the folder of pictures that was named
    with --picture-root and lies elsewhere, and its SHA-256 and length."""

    place: str
    path: str
    sha256: str
    size_bytes: int


class Beside:
    """Digests of the files that articles name, each looked at once."""

    def __init__(self, folder: Path, pictures: Path | None = None) -> None:
        self._folders = {FOLDER: folder, PICTURES: pictures or folder}
        self._pictures = pictures
        # How the folder and that of pictures lie to each other; "../" where one is not inside the other.
        self._down, self._up = (_way(folder, pictures), _way(pictures, folder)) if pictures else ("../", "../")
        self._seen: dict[tuple[str, str], Placed] = {}

    def digest(self, path: str, addresses: Iterable[str]) -> str:
        """The digest of all files that addresses in the article at `path` may mean; it changes when one of them does,
        comes or goes. "" when there are none."""
        ways = ((way, self._of(*way).sha256) for address in addresses for way in self._ways(path, address))
        seen = list(ways)
        return name_of("beside", seen) if seen else ""

    def found(self, path: str, addresses: Iterable[str]) -> Iterator[str]:
        """The paths below the collection's folder of the files that addresses in the article at `path` mean."""
        return (file.path for file in self.placed(path, addresses) if file.place == FOLDER)

    def placed(self, path: str, addresses: Iterable[str]) -> Iterator[Placed]:
        """The files that addresses in the article at `path` mean, of those that are there."""
        for address in addresses:
            files = (self._of(*way) for way in self._ways(path, address))
            if file := next((file for file in files if file.sha256), None):
                yield file

    def _of(self, place: str, path: str) -> Placed:
        if (place, path) not in self._seen:
            self._seen[place, path] = self._placed_at(place, path)
        return self._seen[place, path]

    def _placed_at(self, place: str, path: str) -> Placed:
        """A file as it is; without digest where there is none, or a link leads out of the folders, as for readers."""
        try:
            file = (self._folders[place] / path).resolve()
            near = (folder for folder in self._folders.values() if isinstance(file, type(folder)))
            if any(file.is_relative_to(folder.resolve()) for folder in near):
                data = file.read_bytes()
                return Placed(place, path, sha256(data).hexdigest(), len(data))
        except (OSError, ValueError, RuntimeError):
            pass
        return Placed(place, path, "", 0)

    def _ways(self, path: str, address: str) -> list[tuple[str, str]]:
        """Where a file may be that an article names, in the order in which a reader looks: beside it, below the
        collection's folder, below that of pictures; never elsewhere."""
        name = unquote(re.sub(r"[?#].*$", "", address, flags=re.DOTALL)).replace("\\", "/")
        plain = name.lstrip("/")
        ways = []
        if not name.startswith("/"):
            ways = [self._placed(posixpath.join(posixpath.dirname(path), plain)), self._placed(plain)]
        if not self._pictures:
            ways.append(self._placed(plain))
        else:
            ways.append(self._placed(posixpath.join(self._up, plain)) if _inside(self._up) else (PICTURES, plain))
        spelled = ((place, unicodedata.normalize(form, way)) for place, way in ways for form in ("NFC", "NFD"))
        return [way for way in dict.fromkeys([*ways, *spelled]) if way[1] and _inside(way[1])]

    def _placed(self, way: str) -> tuple[str, str]:
        """A way from the collection's folder, as it leads inside it or the folder of pictures; "" for elsewhere."""
        way = posixpath.normpath(way)
        if _inside(way) or not _inside(self._down):
            return FOLDER, way
        return PICTURES, posixpath.normpath(posixpath.join(self._down, way))


def _inside(way: str) -> bool:
    return way != ".." and not way.startswith("../")


def _way(folder: Path, above: Path) -> str:
    """The way down from one folder to another; "../" when it is not inside."""
    if "://" in str(folder) or "://" in str(above):
        return "../"
    way = Path(os.path.relpath(folder, above)).as_posix()
    return way if _inside(way) else "../"
