"""The layout of a PDF as a text that a person reads: a line for each line, in points; and back."""

import ctypes
import io
import re

import pypdfium2

from exporter.checks.editions.sheets import Line, Sheet, sheets_of

_HEAD = """# Each line of print: where it begins (x), its baseline from the top (y), its width, its size (points), its
# typeface, its words. Written by `pytest tests/test_layout.py --accept`: read the difference before you commit it.
"""
_LINE = re.compile(r"([\d.-]+) +([\d.-]+) +([\d.-]+) +([\d.]+) (\S*) (.*)")
# Of each system library that sets text, the names of its file and the function that says its version.
_ENGINES = {
    "Pango": (("libpango-1.0.so.0", "libpango-1.0.dylib", "libpango-1.0-0.dll"), "pango_version_string"),
    "HarfBuzz": (("libharfbuzz.so.0", "libharfbuzz.0.dylib", "libharfbuzz-0.dll"), "hb_version_string"),
}


def layout_of(pdf: bytes) -> list[Sheet]:
    document = pypdfium2.PdfDocument(io.BytesIO(pdf))
    try:
        return list(sheets_of(document))
    finally:
        document.close()


def written(sheets: list[Sheet]) -> str:
    """Colours and pictures are left out: no engine chooses them."""
    lines = [_HEAD]
    for sheet in sheets:
        lines.append(f"\npage {sheet.width_pt:.1f} {sheet.height_pt:.1f}\n")
        for one in sheet.lines:
            place = f"{one.x_pt:6.1f} {one.y_pt:6.1f} {one.width_pt:6.1f} {one.size_pt:5.1f}"
            lines.append(f"{place} {one.font.replace(' ', '-')} {one.text}\n")
    return "".join(lines)


def read(text: str) -> list[Sheet]:
    sheets = []
    for page in re.split(r"(?m)^page ", text)[1:]:
        size, *lines = page.splitlines()
        width_pt, height_pt = map(float, size.split())
        sheets.append(Sheet(width_pt, height_pt, tuple(_line(line) for line in lines if line)))
    return sheets


def _line(text: str) -> Line:
    found = _LINE.fullmatch(text.strip())
    assert found, text
    x_pt, y_pt, width_pt, size_pt = map(float, found.groups()[:4])
    return Line(found[6], x_pt, y_pt, width_pt, size_pt, found[5])


def engines() -> str:
    """The system's libraries that set text, with their versions: these are not among the pinned packages."""
    return "".join(f"{name} {_version(*names)}\n" for name, names in _ENGINES.items())


def _version(files: tuple[str, ...], function: str) -> str:
    for file in files:
        try:
            version = getattr(ctypes.CDLL(file), function)
        except OSError:
            continue
        version.restype = ctypes.c_char_p
        return str(version().decode())
    return "not found"
