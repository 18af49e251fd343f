"""Packages in a zip, from anywhere: opened with bounds, their faults as reasons."""

import io
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from lxml import etree

from exporter.checks.rules import Unreadable

_MOST_BYTES = 128 * 1024 * 1024  # of one part


class Package:
    """An opened package."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive
        self.names = frozenset(archive.namelist())

    def data(self, name: str) -> bytes:
        """The bytes of a part. Raises KeyError where there is none, Unreadable where it is too large."""
        if self._archive.getinfo(name).file_size > _MOST_BYTES:
            raise Unreadable(f"{name} is larger than {_MOST_BYTES:,} bytes")
        return self._archive.read(name)

    def xml(self, name: str) -> Any:
        """The root element of a part."""
        parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True, load_dtd=False)
        return etree.fromstring(self.data(name), parser)


@contextmanager
def opened_package(data: bytes) -> Iterator[Package]:
    """A zip's parts. Raises Unreadable for what is none, or is damaged where it is looked into."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            yield Package(archive)
    except KeyError as exc:
        raise Unreadable(f"it lacks {exc.args[0] if exc.args else 'a part'}") from exc
    except etree.XMLSyntaxError as exc:
        raise Unreadable(f"a part is not XML: {exc.msg}") from exc
    except (zipfile.BadZipFile, zlib.error, OSError, EOFError, RuntimeError, NotImplementedError) as exc:
        raise Unreadable(f"it is no zip archive, or a damaged one: {str(exc)[:80]}") from exc
