"""Names of files in a bag: where each source and output goes, which names a bag can hold, how manifests write them."""

import re
import unicodedata
from collections.abc import Iterable, Iterator

from exporter.batch.beside import FOLDER, PICTURES
from exporter.batch.inventory import INVENTORY
from exporter.batch.materials import APART, Material
from exporter.messages import Message

OUTPUTS = "data/outputs/"
INVENTORY_COPY = f"data/{INVENTORY}"
DUBLIN_CORE, PREMIS = "data/metadata/dublin-core.xml", "data/metadata/premis.xml"
SOURCES = {FOLDER: "data/sources/", PICTURES: "data/picture-root/", APART: "data/collection/"}
# RFC 8493, 2.1.3: these characters, and only these, are percent-encoded.
_ENCODED = {"%": "%25", "\r": "%0D", "\n": "%0A"}


def source_name(material: Material) -> str:
    """Where a source goes in a bag."""
    return f"{SOURCES[material.place]}{material.path}"


def is_safe(path: str) -> bool:
    """Whether a path stays below the folder that it is joined to."""
    return bool(path) and not any(part in ("", ".", "..") for part in path.split("/")) and "\0" not in path


def encoded(path: str) -> str:
    """A path as a manifest writes it."""
    return re.sub("[%\r\n]", lambda found: _ENCODED[found.group()], path)


def decoded(path: str) -> str:
    """A path as a manifest of version 1.0 means it. A "%" that begins none of the three codes stands for itself: most
    programs that write bags leave it alone."""
    plain = {code: sign for sign, code in _ENCODED.items()}
    return re.sub("%(?:25|0[AaDd])", lambda found: plain[found.group().upper()], path)


def refused_names(paths: Iterable[str]) -> Iterator[Message]:
    """What keeps files out of a bag (errors), or makes trouble elsewhere (warnings), because of their names."""
    seen: dict[str, str] = {}
    for path in paths:
        try:
            path.encode()
        except UnicodeEncodeError:
            shown = path.encode("utf-8", "backslashreplace").decode()
            yield Message("A106", "error", f'the name of "{shown}" is not UTF-8', "rename the file, and collect again")
            continue
        plain = unicodedata.normalize("NFC", path)
        other = seen.setdefault(plain.casefold(), path)
        if other != path and unicodedata.normalize("NFC", other) == plain:
            text = f'"{path}" stands twice, with its accents written in two ways, which many disks cannot hold'
            yield Message("A106", "error", text, "rename one of the two, and collect again")
        elif other != path:
            text = f'"{path}" and "{other}" differ in capital letters alone: Windows and macOS keep only one of them'
            yield Message("A107", "warning", text, "rename one of the two, and collect again")
        if "%" in path:
            text = f'the name of "{path}" holds "%", which RFC 8493 has written as "%25" in manifests'
            yield Message(
                "A107", "warning", text, "rename the file for programs that do not know that, bagit.py 1.9 too"
            )
