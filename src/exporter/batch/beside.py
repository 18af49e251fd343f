"""What lies beside an article: the files that it was read with, and those that would have been, had they been there."""

import posixpath
import re
from collections.abc import Iterable, Iterator
from hashlib import sha256
from pathlib import Path
from urllib.parse import unquote

from exporter.batch.store import name_of


class Beside:
    """Digests of the files below a collection's folder, each looked at once; of a folder elsewhere their `versions`
    do."""

    def __init__(self, folder: Path, versions: dict[str, str] | None) -> None:
        self._folder = folder
        self._versions = versions
        self._digests: dict[str, str] = {}

    def digest(self, path: str, addresses: Iterable[str]) -> str:
        """The digest of all files that addresses in the article at `path` may mean; it changes when one of them does,
        comes or goes. "" when there are none."""
        seen = [(way, self._of(way)) for address in addresses for way in _ways(path, address)]
        return name_of("beside", seen) if seen else ""

    def found(self, path: str, addresses: Iterable[str]) -> Iterator[str]:
        """The paths of the files that addresses in the article at `path` mean, of those that are there."""
        for address in addresses:
            way = next((way for way in _ways(path, address) if self._of(way)), "")
            if way:
                yield way

    def _of(self, way: str) -> str:
        if self._versions is not None:
            return self._versions.get(way, "")
        if way not in self._digests:
            try:
                self._digests[way] = sha256((self._folder / way).read_bytes()).hexdigest()
            except (OSError, ValueError):
                self._digests[way] = ""
        return self._digests[way]


def _ways(path: str, address: str) -> list[str]:
    """Where a file may be that an article names: beside it, or below the collection's folder; never outside."""
    name = unquote(re.sub(r"[?#].*$", "", address, flags=re.DOTALL)).replace("\\", "/").lstrip("/")
    ways = (posixpath.normpath(way) for way in (posixpath.join(posixpath.dirname(path), name), name))
    return [way for way in dict.fromkeys(ways) if not way.startswith("../")]
