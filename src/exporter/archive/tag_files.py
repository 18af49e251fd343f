"""The tag files of a bag (RFC 8493, 2.1 and 2.2): its declaration, what it says of itself, and its manifests."""

import re
import textwrap
from collections.abc import Iterator

from exporter import __version__
from exporter.archive.filing import Filed, Filing
from exporter.archive.names import encoded
from exporter.archive.package import Package

DECLARATION = b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
ALGORITHMS = ("sha256", "sha512")
_WIDTH = 79  # RFC 8493, 2.2.2, recommends no longer lines


def write_tag_files(files: Filing, package: Package) -> None:
    """Write all of them, the tag manifests last."""
    with files.writing("bagit.txt") as sink:
        sink.write(DECLARATION)
    with files.writing("bag-info.txt") as sink:
        sink.write("".join(_line(label, value) for label, value in _info(package) if value).encode())
    for algorithm in ALGORITHMS:
        _manifest(files, f"manifest-{algorithm}.txt", algorithm, payload=True)
    for algorithm in ALGORITHMS:
        _manifest(files, f"tagmanifest-{algorithm}.txt", algorithm, payload=False)


def _manifest(files: Filing, name: str, algorithm: str, payload: bool) -> None:
    with files.writing(name) as sink:
        for filed in files.all(payload):
            if not filed.path.startswith("tagmanifest-"):
                sink.write(f"{_digest(filed, algorithm)}  {encoded(filed.path)}\n".encode())


def _digest(filed: Filed, algorithm: str) -> str:
    return filed.sha256 if algorithm == "sha256" else filed.sha512


def _info(package: Package) -> Iterator[tuple[str, str]]:
    """The reserved elements of RFC 8493, 2.2.2, of which something is known."""
    ledger = package.ledger
    yield "Source-Organization", package.publisher
    for contact in ledger.metadata.contact[:1]:
        yield "Organization-Address", contact.address
        yield "Contact-Name", contact.name
        yield "Contact-Phone", contact.phone
        yield "Contact-Email", contact.email
    yield "External-Description", ". ".join(filter(None, (package.title.rstrip("."), ledger.metadata.summary)))
    yield "Bagging-Date", package.day
    yield "External-Identifier", package.identifier
    size_bytes, count = package.files.sum()
    yield "Bag-Size", _in_words(size_bytes)
    yield "Payload-Oxum", f"{size_bytes}.{count}"
    yield "Bag-Group-Identifier", ledger.about["series"]
    own = ledger.metadata.identifier.strip()
    yield "Internal-Sender-Identifier", own if own != package.identifier else ""
    yield "Internal-Sender-Description", package.account
    yield "Bag-Software-Agent", f"exporter {__version__}"


def _line(label: str, value: str) -> str:
    """An element; what is too long goes on in lines that begin with spaces."""
    words = re.sub(r"\s+", " ", value).strip()
    lines = textwrap.wrap(
        f"{label}: {words}", _WIDTH, subsequent_indent="  ", break_long_words=False, break_on_hyphens=False
    )
    return "\n".join(lines) + "\n"


def _in_words(size_bytes: int) -> str:
    """A length for people: "12.4 MB"."""
    for unit, size in (("TB", 1e12), ("GB", 1e9), ("MB", 1e6)):
        if size_bytes >= size:
            return f"{size_bytes / size:.1f} {unit}"
    return f"{size_bytes / 1e3:.1f} KB"
