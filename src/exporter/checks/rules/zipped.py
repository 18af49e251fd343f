"""Packages in a zip, from anywhere: opened with bounds, their faults as reasons."""

import io
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, Self, TypeVar

from lxml import etree

from exporter.checks.rules import Unreadable

T = TypeVar("T")

_MOST_BYTES = 128 * 1024 * 1024  # of one part
_MOST_BYTES_TOGETHER = 1024 * 1024 * 1024


class Remembering:
    """An opened file that keeps what several rules want to know of it."""

    def __init__(self) -> None:
        self._kept: dict[Any, Any] = {}

    def once(self, make: Callable[[Self], T]) -> T:
        """What a function gives for this file; it is asked once."""
        if make not in self._kept:
            self._kept[make] = make(self)
        found: T = self._kept[make]
        return found


class Package:
    """An opened package; `listed` has its names as they stand in the zip, some perhaps twice."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive
        self.listed = archive.namelist()
        self.names = frozenset(self.listed)

    def data(self, name: str) -> bytes:
        """The bytes of a part. Raises Unreadable where there is none, or it is too large."""
        if name not in self.names:
            raise Unreadable(f"it lacks {name}")
        if self._archive.getinfo(name).file_size > _MOST_BYTES:
            raise Unreadable(f"{name} is larger than {_MOST_BYTES:,} bytes")
        return self._archive.read(name)

    def head(self, name: str, size_bytes: int) -> bytes:
        """The first bytes of a part."""
        with self._archive.open(name) as part:
            return part.read(size_bytes)

    def xml(self, name: str) -> Any:
        """The root element of a part. Raises Unreadable where it is not XML, too."""
        return parsed(name, self.data(name))

    def hold_to_bounds(self) -> None:
        """Raise Unreadable when one part is too large to be read, or all are together."""
        sizes = [item.file_size for item in self._archive.infolist()]
        if max(sizes, default=0) > _MOST_BYTES or sum(sizes) > _MOST_BYTES_TOGETHER:
            raise Unreadable(f"a part is larger than {_MOST_BYTES:,} bytes, or all than {_MOST_BYTES_TOGETHER:,}")


def parsed(name: str, data: bytes) -> Any:
    """The root element of a part's bytes; nothing is fetched for it. Raises Unreadable where they are not XML."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True, load_dtd=False)
    try:
        return etree.fromstring(data, parser)
    except etree.XMLSyntaxError as exc:
        raise Unreadable(f"{name} is not XML: {exc.msg}") from exc


@contextmanager
def opened_package(data: bytes) -> Iterator[Package]:
    """A zip's parts. Raises Unreadable for what is none, or is damaged where it is looked into."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            yield Package(archive)
    except KeyError as exc:
        raise Unreadable(f"it lacks {exc.args[0] if exc.args else 'a part'}") from exc
    except (zipfile.BadZipFile, zlib.error, OSError, EOFError, RuntimeError, NotImplementedError) as exc:
        raise Unreadable(f"it is no zip archive, or a damaged one: {str(exc)[:80]}") from exc
