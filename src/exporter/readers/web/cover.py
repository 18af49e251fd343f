"""The picture with which a page is shared, as the cover of an article that does not show it."""

import re
from pathlib import PurePosixPath
from urllib.parse import unquote, urljoin, urlsplit

from exporter.messages import Decision, Report
from exporter.model import nodes as n
from exporter.model.walk import walk
from exporter.origin import Source
from exporter.readers import ReadOptions
from exporter.readers.picture_faults import PictureFault
from exporter.readers.pictures import file_beside
from exporter.readers.web.saved import folders_of_saved_page
from exporter.readers.web.statements import Statement

_SIZE = re.compile(r"(?:[-_@](?:\d{2,4}x\d{2,4}|\d+w|\dx|scaled|large|medium|small|thumb(?:nail)?))+$", re.IGNORECASE)
_OF_SITE = re.compile(
    r"(?:^|[-_.])(?:logo|icon|favicon|default|placeholder|avatar|fallback)(?:$|[-_.\d])", re.IGNORECASE
)


def cover_of(
    found: list[Statement],
    body: tuple[n.AnyBlock, ...],
    base: str,
    source: Source,
    options: ReadOptions,
    report: Report,
) -> tuple[str, str]:
    """The address of the cover and its alternative text; "" for none. What is chosen, or not, is a decision."""
    stated = next((one for one in found if one.field == "cover"), None)
    if stated is None:
        return "", ""
    address = _absolute(stated.value, base)
    alt = next((one.value for one in found if one.field == "cover_alt"), "")
    shown = {_name(node.src) for node in walk(body) if isinstance(node, n.Image)}
    why, cover = "", ""
    if _name(address) in shown:
        why = "the article shows it"
    elif _OF_SITE.search(_path(address).stem):
        why = "it is called a picture of the site's"
    else:
        cover = _beside(address, stated.value, source, options)
        if not cover and options.allow_remote and address.startswith(("http://", "https://")):
            cover = address
        why = "" if cover else "it is not beside the page, and the network is not allowed"
    report.decisions.append(
        Decision(
            origin=stated.origin, role="left-out" if why else "cover", rule=stated.source, confidence=0.8,
            text=address[:80], why=why,
        )
    )  # fmt: skip
    return (cover, alt) if cover else ("", "")


def _absolute(address: str, base: str) -> str:
    try:
        return urljoin(base, address.strip()) if base else address.strip()
    except ValueError:
        return address


def _path(address: str) -> PurePosixPath:
    try:
        return PurePosixPath(unquote(urlsplit(address).path))
    except ValueError:
        return PurePosixPath(address)


def _name(address: str) -> str:
    """The name of a picture's file without the sign of its size."""
    return _SIZE.sub("", _path(address).stem).lower()


def _beside(address: str, written: str, source: Source, options: ReadOptions) -> str:
    """Where the picture lies beside the page: as it is written, or under its name where a browser puts pictures."""
    name = _path(address).name
    places = [] if "//" in written else [written]
    if name and source.folder is not None:
        places += [*(f"{folder}/{name}" for folder in folders_of_saved_page(source)), name]
    for place in places:
        try:
            file_beside(place, source, options)
        except PictureFault:
            continue
        return place
    return ""
