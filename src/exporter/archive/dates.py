"""Dates without a clock: the day that the user gives, the newest that articles say, and what follows from the two.

Events are dated in EDTF (ISO 8601-2:2019), which the PREMIS schema names for its dates: "[2024-03-01..]" is that day or
some later one (level 2, one of a set), "XXXX" a day of a year that is not known.
"""

import re
from collections.abc import Iterable

from exporter.model.metadata import Metadata

_DAY = re.compile(r"\d{4}-\d\d-\d\d")


def newest(said: Iterable[Metadata]) -> str:
    """The newest day that any of these says, "" where none says one."""
    days = (value[:10] for metadata in said for value in (metadata.date, metadata.modified))
    return max((day for day in days if _DAY.fullmatch(day)), default="")


def between(first: str, last: str) -> str:
    """Some day from one to another, either "" where it is not known."""
    if first and last and first > last:  # an article that is dated ahead says nothing of when it was collected
        first = ""
    if first == last:
        return first or "XXXX"
    return f"[{first}..{last}]"
