"""A bag as it lies there: what its declaration and manifests say, read with every doubt (RFC 8493, 2 and 3)."""

import hashlib
import re
import unicodedata
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path

import msgspec

from exporter.archive.names import decoded, is_safe

_DECLARATION = re.compile(r"BagIt-Version: (\d+)\.(\d+)\n\r?Tag-File-Character-Encoding: (\S+)\s*")
_OLD_DECLARATION = re.compile(r"BagIt-Version\s*:\s*(\d+)\.(\d+)\s+Tag-File-Character-Encoding\s*:\s*(\S+)\s*")
_MANIFEST = re.compile(r"(tag)?manifest-([a-z0-9]+)\.txt")
_CHUNK_BYTES = 1 << 20
_ALGORITHMS = frozenset(name for name in hashlib.algorithms_available if not name.startswith("shake"))


class Fault(msgspec.Struct, frozen=True):
    """What is wrong with a tag file."""

    path: str
    text: str


class Bag:
    """The tag files of a bag. `digests` are those that its manifests name, by path and algorithm; `faults` say what is
    wrong with the tag files themselves."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.faults: list[Fault] = []
        self.digests: dict[str, dict[str, str]] = {}
        self.manifests: dict[str, set[str]] = {}  # the paths that each manifest names
        self._encoding = "utf-8"
        self._is_new = True  # of version 1.0: names are encoded, and each stands once
        self._declaration()
        for file in sorted(folder.iterdir()):
            found = _MANIFEST.fullmatch(file.name)
            if found and file.is_file():
                self._manifest(file, found[2], tags=bool(found[1]))
        self._check_manifests()

    @cached_property
    def algorithms(self) -> set[str]:
        """Those of its manifests that there are here, too."""
        return {name for digests in self.digests.values() for name in digests if name in _ALGORITHMS}

    def oxum(self) -> tuple[int, int] | None:
        """How many bytes and files its payload should have, as Payload-Oxum says; None when it does not say."""
        found = re.search(r"(?im)^Payload-Oxum\s*:\s*(\d+)\.(\d+)\s*$", self._text("bag-info.txt"))
        return (int(found[1]), int(found[2])) if found else None

    def to_fetch(self) -> Iterator[str]:
        """The paths of files that are to be fetched from elsewhere: until then the bag is not complete."""
        for line in self._text("fetch.txt").split("\n"):
            parts = line.split(None, 2)
            if len(parts) == 3:
                yield self._path(parts[2])

    def files(self) -> Iterator[str]:
        """The paths of the files that are there; what is no file, such as a link, is not one."""
        for path in sorted(self.folder.rglob("*")):
            if path.is_file() and not path.is_symlink():
                yield path.relative_to(self.folder).as_posix()

    def digest(self, path: str) -> dict[str, str]:
        """The digests of a file by all algorithms of the bag; none when it cannot be read."""
        return file_digests(self.folder / path, self.algorithms)

    def spelled(self, path: str) -> str:
        """A path as the files that are there spell it: a disk may normalize names (RFC 8493, 6.1.1)."""
        if path.isascii() or (self.folder / path).exists():
            return path
        spelled = (unicodedata.normalize(form, path) for form in ("NFC", "NFD"))
        return next((other for other in spelled if (self.folder / other).exists()), path)

    def _declaration(self) -> None:
        text = self._text("bagit.txt", "utf-8")
        found = _DECLARATION.fullmatch(text)
        old = _OLD_DECLARATION.fullmatch(text)
        if not found and not (old and int(old[1]) == 0):
            what = (
                "is not there" if not (self.folder / "bagit.txt").is_file() else "does not declare a bag of version 1.0"
            )
            self.faults.append(Fault("bagit.txt", what))
            return
        major, _, encoding = (found or old or []).groups()  # type: ignore[union-attr]
        self._is_new = major != "0"
        try:
            "".encode(encoding)
            self._encoding = encoding
        except LookupError:
            self.faults.append(Fault("bagit.txt", f'names an encoding that there is not: "{encoding}"'))

    def _manifest(self, file: Path, algorithm: str, tags: bool) -> None:
        paths = self.manifests.setdefault(file.name, set())
        if algorithm not in _ALGORITHMS:
            self.faults.append(Fault(file.name, f"is of an algorithm that is not known here: {algorithm}"))
        for number, line in enumerate(self._text(file.name).split("\n"), 1):
            if not line.strip():
                continue
            parts = line.split(None, 1)
            path = self._path(parts[1].removeprefix("*")) if len(parts) == 2 else ""
            if not re.fullmatch(r"[0-9a-fA-F]+", parts[0]) or not is_safe(path) or path.startswith("~"):
                self.faults.append(Fault(file.name, f"has a line that names no file of the bag: line {number}"))
            elif tags == path.startswith("data/") or (tags and path.startswith("tagmanifest-")):
                self.faults.append(Fault(file.name, f'names "{path}", which it must not: line {number}'))
            elif path in paths and (self._is_new or self.digests[path].get(algorithm) != parts[0].lower()):
                self.faults.append(Fault(file.name, f'names "{path}" twice: line {number}'))
            else:
                paths.add(path)
                self.digests.setdefault(path, {})[algorithm] = parts[0].lower()

    def _check_manifests(self) -> None:
        payload = {name: paths for name, paths in self.manifests.items() if name.startswith("manifest-")}
        if not payload:
            self.faults.append(Fault("manifest-sha256.txt", "is not there, nor any other manifest of the payload"))
        every = set().union(*payload.values())
        for name, paths in payload.items():
            for path in sorted(every - paths)[:3]:
                self.faults.append(Fault(name, f'does not name "{path}"'))
        for name, paths in self.manifests.items():
            if name.startswith("tagmanifest-"):
                for path in sorted(set(payload) - paths):
                    self.faults.append(Fault(name, f'does not name "{path}"'))

    def _path(self, written: str) -> str:
        """A path of a manifest."""
        path = written.removeprefix("./")
        return self.spelled(decoded(path) if self._is_new else path)

    def _text(self, name: str, encoding: str = "") -> str:
        """A tag file; "" when it is not there. Lines end as they end, and are parted nowhere else."""
        try:
            data = (self.folder / name).read_bytes()
            text = data.decode(encoding or self._encoding)
        except OSError:
            return ""
        except UnicodeDecodeError:
            self.faults.append(Fault(name, f"is not {encoding or self._encoding}"))
            return ""
        return text.replace("\r\n", "\n").replace("\r", "\n")


def file_digests(file: Path, algorithms: set[str]) -> dict[str, str]:
    """The digests of a file; none when it cannot be read."""
    digests = {name: hashlib.new(name) for name in sorted(algorithms)}
    try:
        with file.open("rb") as stream:
            while chunk := stream.read(_CHUNK_BYTES):
                for digest in digests.values():
                    digest.update(chunk)
    except OSError:
        return {}
    return {name: digest.hexdigest() for name, digest in digests.items()}
