"""Reads an EPUB: its package's metadata, and its content documents in the order of the spine."""

import io
import posixpath
import re
import zipfile
from collections.abc import Mapping
from typing import Any

import msgspec
from lxml import etree

from exporter.checks.receipt.contents import Contents
from exporter.checks.receipt.xhtml import local, read_xhtml
from exporter.publication import ELSEWHERE

_DC = "{http://purl.org/dc/elements/1.1/}"
_OTHER = re.compile(r"([^:/#]+)\.xhtml(#.*)?")
_OPS = "{http://www.idpf.org/2007/ops}"


def read_epub(data: bytes) -> Contents:
    """What an EPUB 3 says. Raises KeyError, etree.XMLSyntaxError or zipfile.BadZipFile for what is none."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        container = _parsed(archive.read("META-INF/container.xml"))
        package = str(next(e for e in container.iter() if local(e) == "rootfile").get("full-path"))
        root = _parsed(archive.read(package))
        items = {item.get("id"): item for item in root.iter() if local(item) == "item"}
        spine = [items[e.get("idref")] for e in root.iter() if local(e) == "itemref" and e.get("idref") in items]
        parts = []
        for item in spine:
            if "nav" in (item.get("properties") or "").split():
                continue
            document = _parsed(archive.read(posixpath.join(posixpath.dirname(package), item.get("href"))))
            body = next(element for element in document.iter() if local(element) == "body")
            if not any("cover" in (e.get(f"{_OPS}type") or "").split() for e in (body, *body)):
                parts.append(document)
    return msgspec.structs.replace(read_xhtml(*parts), metadata=_metadata(root))


def read_documents(documents: Mapping[str, Any]) -> Contents:
    """What an article's documents, by their file's name, say as parts of a larger book; links to its other articles
    are as in the page."""
    for root in documents.values():
        for link in root.iter():
            found = _OTHER.fullmatch(link.get("href") or "") if local(link) == "a" else None
            if found and f"{found[1]}.xhtml" not in documents:
                link.set("href", f"{ELSEWHERE}{found[1]}{found[2] or ''}")
    return read_xhtml(*documents.values())


def _metadata(package: Any) -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    for element in package.iter():
        if isinstance(element.tag, str) and element.tag.startswith(_DC):
            found.setdefault(element.tag[len(_DC) :], []).append((element.text or "").strip())
    return {name: tuple(values) for name, values in found.items()}


def _parsed(data: bytes) -> Any:
    return etree.fromstring(data, etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True))
