"""Reads a result's files back, as far as tests of many features need."""

import io
import zipfile
from typing import Any

import pypdfium2
from lxml import etree

from exporter.convert import Result

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
V = "{urn:schemas-microsoft-com:vml}"
MATH = "{http://www.w3.org/1998/Math/MathML}"


def book(result: Result) -> Any:
    """The root of the EPUB's content document."""
    return etree.fromstring(zipfile.ZipFile(io.BytesIO(result["epub"])).read("OEBPS/content.xhtml"))


def document(result: Result, part: str = "document") -> Any:
    """The root of one of the DOCX's parts."""
    return etree.fromstring(zipfile.ZipFile(io.BytesIO(result["docx"])).read(f"word/{part}.xml"))


def words(element: Any) -> str:
    """The text of an element, one plain space between its words."""
    return " ".join("".join(element.itertext()).replace("\xa0", " ").replace("\u202f", " ").split())


def printed(result: Result) -> list[str]:
    """The text of each of the PDF's pages."""
    return [page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(result["pdf"])]
