"""The text of a page: by its byte order mark, by what its server and it say, or by its bytes where that is wrong.

Labels mean what browsers take them for (WHATWG Encoding): "iso-8859-1" is Windows-1252.
"""

import re

from exporter.messages import Report
from exporter.origin import Origin
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


def text_of_page(data: bytes, said: str, name: str, report: Report) -> str:
    """The text of a page; `said` is the label that its server gave, which wins over its own (HTML, 13.2.3.2).

    A label that cannot be right is told.
    """
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return data[len(mark) :].decode(encoding, "replace")
    labels = [(said, _known(said)), (own := _label(data), _ascii_compatible(_known(own)))]
    first = said or own
    for label, encoding in labels:
        if not encoding or (text := _decoded(data, encoding)) is None:
            continue
        if encoding != "utf-8" and _is_utf8(data):
            encoding, text = "utf-8", data.decode("utf-8")
            _tell(report, name, label, encoding)
        elif label != first:
            _tell(report, name, first, encoding)
        return text
    found = "utf-8" if _is_utf8(data) else _guess(data)
    if first:
        _tell(report, name, first, found)
    return data.decode(found, "replace")


def _label(data: bytes) -> str:
    found = _LABEL.search(data[:_LOOKED_AT])
    return found[1].decode("ascii", "replace") if found else ""


def _known(label: str) -> str:
    """The encoding that browsers take a label for; "" for none."""
    import webencodings

    known = webencodings.lookup(label) if label else None
    return str(known.codec_info.name) if known else ""


def _ascii_compatible(encoding: str) -> str:
    """What a page that says "UTF-16" in letters of ASCII can be (HTML, 13.2.3.2)."""
    return "utf-8" if encoding.startswith("utf-16") else encoding


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


def _tell(report: Report, name: str, label: str, found: str) -> None:
    report.add(
        "R521",
        f'the page says that it is "{label[:40]}", and it is not; it was read as {found}',
        "look at its letters with accents; to be sure, save it as UTF-8",
        Origin(name),
    )
