"""The source that a finished file carries, taken out of it again."""

import io
import posixpath
import zipfile
from typing import Any

from exporter.kept import MANIFEST, Manifest, SourceFile, Unrestorable, restored

_MOST_BYTES = 512 * 1024 * 1024  # of all that one file may carry


def source_in(format: str, data: bytes) -> tuple[Manifest, list[SourceFile]]:
    """What a PDF, DOCX or EPUB was made from, each file checked. Raises Unrestorable."""
    try:
        stored = _in_pdf(data) if format == "pdf" else _in_zip(data)
    except Unrestorable:
        raise
    except Exception as exc:  # a damaged file fails in as many ways as there are bytes
        raise Unrestorable(f"it is damaged ({type(exc).__name__}: {str(exc)[:80]})") from exc
    return restored(stored)


def _in_pdf(data: bytes) -> dict[str, bytes]:
    import pikepdf

    with pikepdf.open(io.BytesIO(data)) as pdf:
        root: Any = pdf.Root
        names = root.get("/Names", {}).get("/EmbeddedFiles")
        files: Any = pikepdf.NameTree(names).items() if names is not None else ()
        return {str(name): bytes(file.EF.F.read_bytes()) for name, file in files}


def _in_zip(data: bytes) -> dict[str, bytes]:
    """What lies beside the manifest, wherever that is."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        place = next((name for name in archive.namelist() if posixpath.basename(name) == MANIFEST), None)
        if place is None:
            return {}
        folder = posixpath.dirname(place)
        items = [item for item in archive.infolist() if posixpath.dirname(item.filename) == folder]
        if sum(item.file_size for item in items) > _MOST_BYTES:
            raise Unrestorable(f"it carries more than {_MOST_BYTES:,} bytes")
        return {posixpath.basename(item.filename): archive.read(item) for item in items}
