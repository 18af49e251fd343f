"""Reads a page of XHTML: one that exporter wrote gives its article back, any other is read as a page of the web."""

from exporter.readers.xhtml.reading import read

__all__ = ["read"]
