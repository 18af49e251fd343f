"""The text of a page's bytes: by its byte order mark, by what it says of itself, or by its bytes where that is wrong.

Labels mean what browsers take them for (WHATWG Encoding): "iso-8859-1" is Windows-1252.
"""

import re

from exporter.messages import Report
from exporter.origin import Origin, Source
from exporter.readers.languages import script_of

_LOOKED_AT = 4096  # where browsers look for a label (1,024), and what long comments put before it
_LABEL = re.compile(
    rb"""<(?:meta\b[^>]*?charset\s*=\s*|\?xml\b[^>]*?encoding\s*=\s*)["']?\s*([\w:.-]+)""", re.IGNORECASE
)
_LANG = re.compile(rb"<html\b[^>]*?\slang\s*=\s*[\"']?([a-z]{2})", re.IGNORECASE)
_LATIN = {
    **dict.fromkeys(("cs", "hr", "hu", "pl", "sk", "sl"), "cp1250"),
    "tr": "cp1254",
    "lt": "cp1257",
    "lv": "cp1257",
}
_MARKS = ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"))


def text_of_bytes(source: Source, report: Report) -> str:
    """The text; a label that cannot be right is told."""
    data = source.data
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return data[len(mark) :].decode(encoding, "replace")
    label = _label(data)
    encoding = _encoding(label)
    if encoding and (text := _decoded(data, encoding)) is not None:
        if encoding == "utf-8" or not _is_utf8(data):
            return text
        _tell(report, source, label, "utf-8")
        return data.decode("utf-8")
    found = "utf-8" if _is_utf8(data) else _guess(data)
    if label:
        _tell(report, source, label, found)
    return data.decode(found, "replace")


def _label(data: bytes) -> str:
    found = _LABEL.search(data[:_LOOKED_AT])
    return found[1].decode("ascii", "replace") if found else ""


def _encoding(label: str) -> str:
    import webencodings

    known = webencodings.lookup(label) if label else None
    if known is None:
        return ""
    name = str(known.codec_info.name)
    return "utf-8" if name.startswith("utf-16") else name  # read as ASCII, it cannot have been UTF-16 (HTML, 13.2.3.2)


def _decoded(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as exc:
        # A byte or two that Windows-1252 does not have are no other encoding.
        return data.decode(encoding, "replace") if encoding == "cp1252" and not _is_utf8(data) and exc.start else None


def _is_utf8(data: bytes) -> bool:
    """Whether the bytes are UTF-8 and hold more than ASCII."""
    try:
        return not data.decode("utf-8").isascii()
    except UnicodeDecodeError:
        return False


def _guess(data: bytes) -> str:
    if data.isascii():
        return "utf-8"
    from charset_normalizer import from_bytes

    best = from_bytes(data[:65_536]).best()
    if best and any(script_of(sign) for sign in str(best)):
        return best.encoding
    # Latin letters: bytes tell Polish from French hardly, the page's language does (WHATWG Encoding has such a table).
    found = _LANG.search(data[:_LOOKED_AT])
    return _LATIN.get(found[1].decode().lower(), "cp1252") if found else "cp1252"


def _tell(report: Report, source: Source, label: str, found: str) -> None:
    report.add(
        "R521",
        f'the page says that it is "{label}", and it is not; it was read as {found}',
        "look at its letters with accents; to be sure, save it as UTF-8",
        Origin(source.name),
    )
