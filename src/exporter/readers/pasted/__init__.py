"""Reads pasted text: no marks, no fields, perhaps a whole web page three times over; every guess is told.

The way: stretches (`lines`), copies and the page's furniture taken out (`repeats`, `furniture`), the title block and
the byline at the end (`frame`), what is between them as blocks (`blocks`).
"""

from exporter.readers.pasted.reader import read

__all__ = ["read"]
