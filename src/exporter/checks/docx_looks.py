"""How words look in a DOCX: its styles resolved as ECMA-376-1, 17.7.2 has it."""

import io
import re
import zipfile
from collections.abc import Iterator, Mapping
from typing import Any

from lxml import etree

from exporter.checks.looks import Look
from exporter.theme import Theme

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_PARTS = ("word/document.xml", "word/footnotes.xml")


def read(data: bytes, marks: Mapping[str, str], theme: Theme) -> dict[str, Look]:  # noqa: ARG001 - as all readers
    """The look of each mark's word, by its key; one that is not there is left out."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        styles = etree.fromstring(package.read("word/styles.xml"))
        parts = [etree.fromstring(package.read(name)) for name in _PARTS if name in package.namelist()]
    by_id = {style.get(f"{_W}styleId", ""): style for style in styles.iter(f"{_W}style")}
    default = next(id for id, style in by_id.items() if style.get(f"{_W}default") == "1")
    found: dict[str, Look] = {}
    for text in (text for part in parts for text in part.iter(f"{_W}t")):
        for key, mark in marks.items():
            if key not in found and mark in re.findall(r"\w+", text.text or ""):
                found[key] = _look(text.getparent(), styles, by_id, default)
    return found


def has_picture(data: bytes, alt: str) -> bool:
    """Whether the document has a picture with this text."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        document = etree.fromstring(package.read("word/document.xml"))
    return any(element.get("descr") == alt for element in document.iter("{*}docPr"))


def _look(run: Any, styles: Any, by_id: Mapping[str, Any], default: str) -> Look:
    paragraph = next(run.iterancestors(f"{_W}p"))
    chosen = paragraph.find(f"{_W}pPr/{_W}pStyle")
    own = run.find(f"{_W}rPr/{_W}rStyle")
    layers = [styles.find(f"{_W}docDefaults/{_W}rPrDefault/{_W}rPr")]
    layers += _chain(default if chosen is None else chosen.get(f"{_W}val"), by_id)
    layers += _chain(own.get(f"{_W}val"), by_id) if own is not None else []
    layers.append(run.find(f"{_W}rPr"))
    family, size, bold, color = "", 0.0, False, "auto"
    for layer in layers:
        for element in () if layer is None else layer:
            value = element.get(f"{_W}val", "")
            if element.tag == f"{_W}rFonts":
                family = element.get(f"{_W}ascii", family)
            elif element.tag == f"{_W}sz":
                size = int(value) / 2
            elif element.tag == f"{_W}b":
                bold = value not in ("0", "false")
            elif element.tag == f"{_W}color":
                color = value
    return Look(family, size, bold, f"#{color}")


def _chain(identifier: str, by_id: Mapping[str, Any]) -> list[Any]:
    """The run properties of a style and of those that it is based on, the deepest first."""

    def up(name: str) -> Iterator[Any]:
        style = by_id.get(name)
        if style is not None:
            base = style.find(f"{_W}basedOn")
            if base is not None:
                yield from up(base.get(f"{_W}val"))
            yield style.find(f"{_W}rPr")

    return list(up(identifier))
