"""Object storage as far as a test needs it: an fsspec file system that all processes of this machine see."""

import os
from pathlib import Path
from typing import Any

import fsspec
from fsspec.implementations.dirfs import DirFileSystem
from fsspec.implementations.local import LocalFileSystem

FOLDER, BROKEN = "EXPORTER_TEST_BUCKETS", "broken"


class BucketFileSystem(DirFileSystem):
    """The folders of one folder are the buckets. While a file "broken" lies beside them, nothing can be written."""

    protocol = "bucket"
    cachable = False

    def __init__(self, **_: Any) -> None:
        super().__init__(path=os.environ[FOLDER], fs=LocalFileSystem(auto_mkdir=True))

    def pipe_file(self, path: str, value: bytes, **more: Any) -> Any:
        """Write a file."""
        _check()
        return super().pipe_file(path, value, **more)

    def put_file(self, lpath: str, rpath: str, **more: Any) -> Any:
        """Send a file."""
        _check()
        return super().put_file(lpath, rpath, **more)


def _check() -> None:
    if (Path(os.environ[FOLDER]) / BROKEN).exists():
        raise ConnectionResetError("503 slow down")


fsspec.register_implementation("bucket", BucketFileSystem, clobber=True)
