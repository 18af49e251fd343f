"""What kind of file it is, by its bytes, and its identifier in PRONOM, the archives' registry of formats."""

import mmap
import re
from collections.abc import Callable, Iterator
from pathlib import Path, PurePosixPath

import msgspec

_HEAD_BYTES = 1 << 17  # as far as PRONOM's signatures for the head of a file reach


class Format(msgspec.Struct, frozen=True):
    """A format: its name and version as PRONOM has them, media type, and PRONOM's identifier; "" where unknown."""

    name: str
    version: str = ""
    media_type: str = "application/octet-stream"
    pronom: str = ""


UNKNOWN = Format("unknown")
_TEXTS = {
    "md": Format("Markdown", "", "text/markdown", "fmt/1149"),
    "markdown": Format("Markdown", "", "text/markdown", "fmt/1149"),
    "json": Format("JSON Data Interchange Format", "", "application/json", "fmt/817"),
    "yaml": Format("YAML", "", "application/yaml", "fmt/818"),
    "yml": Format("YAML", "", "application/yaml", "fmt/818"),
    "csv": Format("Comma Separated Values", "", "text/csv", "x-fmt/18"),
    "tsv": Format("Tab-separated Values", "", "text/tab-separated-values", "x-fmt/13"),
    "bib": Format("BibTeX Database File", "", "text/x-bibtex", "fmt/1616"),
    "html": Format("Hypertext Markup Language", "", "text/html", "fmt/96"),
    "htm": Format("Hypertext Markup Language", "", "text/html", "fmt/96"),
    "xml": Format("Extensible Markup Language", "1.0", "application/xml", "fmt/101"),
    "csl": Format("Extensible Markup Language", "1.0", "application/xml", "fmt/101"),
    "txt": Format("Plain Text File", "", "text/plain", "x-fmt/111"),
}
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_PNG, _JFIF, _EXIF = (
    "Portable Network Graphics",
    "JPEG File Interchange Format",
    "Exchangeable Image File Format (Compressed)",
)
_PDF = {"1.4": "fmt/18", "1.5": "fmt/19", "1.6": "fmt/20", "1.7": "fmt/276", "2.0": "fmt/1129"}
_PDFA = {
    "1a": "fmt/95", "1b": "fmt/354", "2a": "fmt/476", "2b": "fmt/477", "2u": "fmt/478",
    "3a": "fmt/479", "3b": "fmt/480", "3u": "fmt/481",
}  # fmt: skip
_WEBP = {b"VP8 ": ("Lossy", "fmt/566"), b"VP8L": ("Lossless", "fmt/567"), b"VP8X": ("Extended", "fmt/568")}
_EXIFS = {b"0200": "x-fmt/398", b"0210": "x-fmt/390", b"0220": "x-fmt/391", b"0221": "fmt/645"}
_SVG = {b"1.0": "fmt/91", b"1.1": "fmt/92"}


def format_of(file: Path, name: str) -> Format:
    """The format of a file. A text has the one that its name's ending says."""
    with file.open("rb") as stream:
        head = stream.read(_HEAD_BYTES)
    for mark, identify in _MARKS:
        if head.startswith(mark):
            return identify(head, file)
    if _is_drawing(head):
        return _svg(head)
    return _TEXTS.get(PurePosixPath(name).suffix[1:].lower(), UNKNOWN)


def _png(head: bytes, file: Path) -> Format:
    names = set(_chunks(head)) if len(head) < _HEAD_BYTES else set(_chunks(file.read_bytes()))
    if b"acTL" in names:
        return Format("Animated Portable Network Graphics", "", "image/apng", "fmt/935")
    if b"iTXt" in names:
        return Format(_PNG, "1.2", "image/png", "fmt/13")
    newer = names & {b"iCCP", b"sPLT", b"sRGB"}
    return Format(_PNG, "1.1" if newer else "1.0", "image/png", "fmt/12" if newer else "fmt/11")


def _chunks(data: bytes) -> Iterator[bytes]:
    place = 8
    while place + 8 <= len(data):
        yield data[place + 4 : place + 8]
        place += 12 + int.from_bytes(data[place : place + 4])


def _jpeg(head: bytes, _: Path) -> Format:
    if head[3:4] == b"\xe0" and head[6:11] == b"JFIF\0" and head[11:12] == b"\1" and head[12] < 3:
        return Format(_JFIF, f"1.0{head[12]}", "image/jpeg", f"fmt/{42 + head[12]}")
    if head[3:4] == b"\xe1" and head[6:12] == b"Exif\0\0":
        found = re.search(rb"\x90\0\0\x07\0\0\0\x04(02..)|\0\x90\x07\0\x04\0\0\0(02..)", head, re.DOTALL)
        version = (found[1] or found[2]) if found else b""
        key = "fmt/1507" if version[:3] == b"023" else _EXIFS.get(version, "")
        if key:
            return Format(_EXIF, version.decode("latin-1").lstrip("0"), "image/jpeg", key)
    return Format("Raw JPEG Stream", "", "image/jpeg", "fmt/41")


def _gif(head: bytes, _: Path) -> Format:
    newer = head.startswith(b"GIF89a")
    name = "Graphics Interchange Format"
    return Format(name, "89a" if newer else "87a", "image/gif", "fmt/4" if newer else "fmt/3")


def _riff(head: bytes, _: Path) -> Format:
    version, key = _WEBP.get(head[12:16], ("", "")) if head[8:12] == b"WEBP" else ("", "")
    return Format("WebP", version, "image/webp", key) if key else UNKNOWN


def _zip(head: bytes, _: Path) -> Format:
    if head[30:58] == b"mimetypeapplication/epub+zip":
        return Format("ePub format", "", "application/epub+zip", "fmt/483")
    if b"[Content_Types].xml" in head and b"word/" in head:
        return Format("Microsoft Word for Windows", "2007 onwards", _WORD, "fmt/412")
    return Format("ZIP Format", "", "application/zip", "x-fmt/263")


def _pdf(head: bytes, file: Path) -> Format:
    with file.open("rb") as stream, mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ) as data:
        part, level = (re.search(rb"pdfaid:%s(?:=[\"']|>)(\w)" % word, data) for word in (b"part", b"conformance"))
        standard = f"{part[1].decode()}{level[1].decode().lower()}" if part and level else ""
    if standard in _PDFA:
        return Format("Acrobat PDF/A - Portable Document Format", standard, "application/pdf", _PDFA[standard])
    version = head[5:8].decode("latin-1")
    name = "PDF 2.0 - Portable Document Format" if version == "2.0" else f"Acrobat PDF {version}"
    full = name if version == "2.0" else f"{name} - Portable Document Format"
    return Format(full, version, "application/pdf", _PDF.get(version, ""))


def _database(head: bytes, _: Path) -> Format:  # noqa: ARG001 - as the others
    return Format("SQLite Database File Format", "3", "application/vnd.sqlite3", "fmt/729")


def _is_drawing(head: bytes) -> bool:
    return (
        re.match(rb"(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]*>|<!--.*?-->|<!DOCTYPE[^>]*>|\s)*<svg\b", head, re.DOTALL)
        is not None
    )


def _svg(head: bytes) -> Format:
    element = re.search(rb"<svg\b[^>]*>", head, re.DOTALL)
    stated = re.search(rb"\sversion\s*=\s*[\"']([\d.]+)", element[0]) if element else None
    version = stated[1] if stated else b""
    return Format("Scalable Vector Graphics", version.decode(), "image/svg+xml", _SVG.get(version, ""))


def _tiff(head: bytes, _: Path) -> Format:  # noqa: ARG001 - as the others
    return Format("Tagged Image File Format", "", "image/tiff", "fmt/353")


_MARKS: tuple[tuple[bytes, Callable[[bytes, Path], Format]], ...] = (
    (b"\x89PNG\r\n\x1a\n", _png),
    (b"\xff\xd8\xff", _jpeg),
    (b"GIF8", _gif),
    (b"RIFF", _riff),
    (b"PK\x03\x04", _zip),
    (b"%PDF-", _pdf),
    (b"SQLite format 3\0", _database),
    (b"II*\0", _tiff),
    (b"MM\0*", _tiff),
)
