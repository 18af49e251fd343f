"""Pictures of a site that lie beside its export: an address of the site becomes the path of the file, where it is."""

import re
from pathlib import Path
from urllib.parse import unquote

from exporter.origin import Source
from exporter.readers import ReadOptions

_UPLOADS = re.compile(r"""https?://[^\s"'<>()]+?/((?:wp-content/)?(?:uploads|files)/[^\s"'<>()?#]+)""")
_SIZED = re.compile(r"-\d+x\d+(?=\.\w+$)|-scaled(?=\.\w+$)")


class LocalPictures:
    """The files of a site's uploads below the folders from which pictures may come; each is looked for once."""

    def __init__(self, source: Source, options: ReadOptions) -> None:
        folders = (source.folder, *options.picture_folders, options.picture_root)
        self._folders: list[Path] = [folder for folder in folders if folder]
        self._sites: set[str] = set()
        self._found: dict[str, str] = {}

    def add_site(self, address: str) -> None:
        """Note an address of the site."""
        if found := re.match(r"https?://([^/\s]+)", address):
            self._sites.add(found[1].lower().removeprefix("www."))

    def in_text(self, text: str) -> str:
        """HTML in which the site's pictures that are here have their paths."""
        return _UPLOADS.sub(lambda found: self.address(found[0]), text) if self._folders else text

    def address(self, address: str) -> str:
        """The path of a picture that is here; any other address as it is."""
        found = _UPLOADS.fullmatch(address)
        host = re.match(r"https?://([^/]+)", address)
        if not found or not host or host[1].lower().removeprefix("www.") not in self._sites:
            return address
        if address not in self._found:
            if len(self._found) > 100_000:
                self._found.clear()
            self._found[address] = self._path(found[1])
        return self._found[address] or address

    def _path(self, name: str) -> str:
        """The path below one of the folders; a smaller copy that is not here gives way to its original."""
        short = name.removeprefix("wp-content/")
        names = (name, short, short.partition("/")[2])
        for each in (*names, *(_SIZED.sub("", each) for each in names)):
            plain = unquote(each)
            if ".." not in plain and any((folder / plain).is_file() for folder in self._folders):
                return each
        return ""
