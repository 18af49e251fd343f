"""Reads a web page: its article without the furniture of its site, and what the page says of itself."""

from exporter.readers.web.reading import read

__all__ = ["read"]
