"""The files of an article's pictures: JATS names them often without ending, and in a form that no page shows."""

from exporter.origin import Source
from exporter.readers import ReadOptions

_SHOWN = ("svg", "png", "jpg", "jpeg", "gif", "webp", "tif", "tiff", "PNG", "JPG", "JPEG", "TIF")
_UNSHOWN = (".tif", ".tiff", ".eps")


class Graphics:
    """Finds the file that a graphic means, among those beside the article."""

    def __init__(self, source: Source, options: ReadOptions) -> None:
        folders = (source.folder, *options.picture_folders, options.picture_root)
        self._folders = [folder for folder in folders if folder]

    def file(self, address: str) -> str:
        """The address of a graphic, with the ending of the file that is here."""
        address = address.strip()
        if not address or "://" in address or ".." in address:
            return address
        stem, dot, ending = address.rpartition(".")
        has_ending = bool(dot) and ending.isalnum() and len(ending) <= 4
        if self._is_here(address) and not address.lower().endswith(_UNSHOWN):
            return address
        for base in (stem if has_ending else address, address):
            for each in _SHOWN:
                if self._is_here(f"{base}.{each}"):
                    return f"{base}.{each}"
        return address

    def _is_here(self, name: str) -> bool:
        try:
            return any((folder / name).is_file() for folder in self._folders)
        except (OSError, ValueError):
            return False
