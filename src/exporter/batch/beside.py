"""What lies beside an article: the files that it was read with, and those that would have been, had they been there."""

import posixpath
import re
from collections.abc import Iterable
from hashlib import sha256
from pathlib import Path
from urllib.parse import unquote

from exporter.batch.store import name_of


class Beside:
    """Digests of the files below a collection's folder, each looked at once."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._digests: dict[str, str] = {}

    def digest(self, path: str, addresses: Iterable[str]) -> str:
        """The digest of all files that addresses in the article at `path` may mean; it changes when one of them does,
        comes or goes. "" when there are none."""
        seen = []
        for address in addresses:
            name = unquote(re.sub(r"[?#].*$", "", address, flags=re.DOTALL)).replace("\\", "/")
            for way in dict.fromkeys((posixpath.join(posixpath.dirname(path), name.lstrip("/")), name.lstrip("/"))):
                seen.append((way, self._of(posixpath.normpath(way))))
        return name_of("beside", seen) if seen else ""

    def _of(self, way: str) -> str:
        if way not in self._digests:
            try:
                self._digests[way] = sha256((self._folder / way).read_bytes()).hexdigest()
            except (OSError, ValueError):
                self._digests[way] = ""
        return self._digests[way]
