"""What a browser wrote into a page as it saved it: from which address it came, and when.

A page that is fetched here is written as a saved one, so that there is one way to know where a page is from.
"""

import codecs
import re
from pathlib import PurePath
from typing import TYPE_CHECKING

import msgspec

from exporter.messages import Report
from exporter.origin import Origin, Source
from exporter.readers.dates import w3cdtf
from exporter.readers.web.charset import text_of_page

if TYPE_CHECKING:
    from exporter.readers.web.page import Remark

_FROM = re.compile(r"saved from url=\(\d+\)\s*(\S+)")  # Internet Explorer, Chromium
_SAVED = re.compile(r"Page saved with (?:SingleFile|exporter)\s+url:\s*(\S+)(?:\s+saved date:\s*([^\n]+))?")
_FOLDER = re.compile(r"[-_](?:files?|Dateien|fichiers|archivos|arquivos|bestanden|pliki|resources)$", re.IGNORECASE)


class Saved(msgspec.Struct, frozen=True):
    """The address of a page and the day of its saving; "" for what is not known."""

    origin: Origin
    address: str = ""
    accessed: str = ""


def saved_page(remarks: "tuple[Remark, ...]", file: str) -> Saved:
    """What the comments of a page say of its saving."""
    for remark in remarks:
        if found := _SAVED.search(remark.text):
            return Saved(Origin(file, remark.line), _web(found[1]), _day(found[2] or ""))
        if found := _FROM.search(remark.text):
            return Saved(Origin(file, remark.line), _web(found[1]))
    return Saved(Origin(file))


def fetched_page(url: str, max_bytes: int) -> bytes:
    """A page from the network, with its address and the day of the server's answer in it. Raises PictureFault."""
    from email.utils import parsedate_to_datetime
    from urllib.parse import quote

    from exporter.readers.remote import answer

    got = answer(url, max_bytes)
    try:
        day = parsedate_to_datetime(got.date).date().isoformat()
    except ValueError:
        day = ""
    address = quote(got.address, safe="%/:=&?~#+!$,;'@()*[]")
    remark = f"<!-- Page saved with exporter url: {address} saved date: {day} -->"
    told = Report()
    text = text_of_page(got.data, got.charset, address, told)
    if told.messages:  # left as it came, for its reader to tell
        return remark.encode() + got.data
    return codecs.BOM_UTF8 + (remark + text).encode("utf-8", "replace")


def is_part_of_saved_page(path: PurePath) -> bool:
    """Whether a file lies in the folder that a browser makes beside a page: "Page_files", "Seite-Dateien"."""
    return any(_FOLDER.search(name) for name in path.parts[:-1])


def folders_of_saved_page(source: Source) -> list[str]:
    """The folders beside a page in which a browser put its pictures."""
    if source.folder is None:
        return []
    stem = PurePath(source.name).stem
    try:
        return sorted(each.name for each in source.folder.iterdir() if each.name.startswith(stem)
                      and _FOLDER.search(each.name))  # fmt: skip
    except OSError:
        return []


def _web(address: str) -> str:
    return address if re.match(r"https?://", address) else ""


def _day(text: str) -> str:
    """The day of "Mon Mar 03 2025 10:22:01 GMT+0100 (...)"."""
    found = re.match(r"\w{3} (\w{3}) (\d{1,2}) (\d{4})", text.strip())
    return w3cdtf(f"{found[2]} {found[1]} {found[3]}" if found else text.strip()[:10])
