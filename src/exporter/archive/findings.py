"""What has become of files: the same as they were, changed, moved, gone, or new; one finding each, so counts add up."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Literal

import msgspec

FileStatus = Literal["same", "changed", "moved", "gone", "new"]
STATUSES: tuple[FileStatus, ...] = ("same", "changed", "moved", "gone", "new")
_CODES: dict[str, str] = {"same": "", "changed": "A201", "moved": "A202", "gone": "A203", "new": "A204"}
Digests = Mapping[str, str]  # in hexadecimal, by the names of their algorithms


class Expected(msgspec.Struct, frozen=True, kw_only=True):
    """A file that should be there: what it is to its collection or bag, and its digests."""

    path: str
    what: str
    digests: dict[str, str]


class Finding(msgspec.Struct, frozen=True, kw_only=True):
    """What has become of a file. `what` is what it is; `ledger` what the ledger says of it: that its article was
    exported, a duplicate ..., or that it is an output. `other` is where it is now, or whose bytes it has now; `digest`
    is the one that it should have, `found` the one that it has, both as "sha256:…".

    `text` says what differs, "" when nothing does.
    """

    path: str
    what: str
    status: FileStatus
    code: str = ""
    text: str = ""
    digest: str = ""
    found: str = ""
    other: str = ""
    ledger: str = ""


def compared(expected: Iterable[Expected], found: Mapping[str, Digests], new: str) -> Iterator[Finding]:
    """A finding for each file that should be there, and for each that is there without; in the order of their paths.

    `new` is what the latter are called, "" when they do not count.
    """
    wanted = {item.path: item for item in expected}
    homes: dict[tuple[str, str], list[str]] = defaultdict(list)  # where files of some bytes should be
    for item in wanted.values():
        for key in item.digests.items():
            homes[key].append(item.path)
    gone = [item for item in wanted.values() if item.path not in found]
    strange = [path for path in found if path not in wanted]
    moved = _moved(gone, strange, found)
    arrived = set(moved.values())
    for path in sorted({*wanted, *strange}):
        if path not in wanted:
            if new and path not in arrived:
                name, digest = next(iter(sorted(found[path].items())), ("", ""))
                text = "nothing says that it should be there"
                yield _finding(path, new, "new", text, found=f"{name}:{digest}" if name else "")
        elif path in found:
            yield _of_present(wanted[path], found[path], homes)
        elif path in moved:
            yield _finding(path, wanted[path].what, "moved", f"it is now {moved[path]}", other=moved[path])
        else:
            yield _finding(path, wanted[path].what, "gone", "it is not there any more")


def changed(finding: Finding, text: str, digest: str = "", found: str = "") -> Finding:
    """The finding of a file with which something else is not as it should be."""
    said = f"{finding.text}; {text}" if finding.text else text
    status: FileStatus = "changed" if finding.status == "same" else finding.status
    return msgspec.structs.replace(
        finding,
        status=status,
        code=_CODES[status],
        text=said,
        digest=finding.digest or digest,
        found=finding.found or found,
    )


def missing(path: str, what: str, text: str) -> Finding:
    """The finding of a file that is not there."""
    return _finding(path, what, "gone", text)


def stranger(path: str, what: str, text: str) -> Finding:
    """The finding of a file that should not be there."""
    return _finding(path, what, "new", text)


def summed(findings: Iterable[Finding]) -> dict[str, int]:
    """How many files there are of each status, and of all."""
    counted = Counter(finding.status for finding in findings)
    return {"files": counted.total(), **{status: counted[status] for status in STATUSES}}


def _moved(gone: list[Expected], strange: list[str], found: Mapping[str, Digests]) -> dict[str, str]:
    """Where files that are gone are now: the same bytes where nothing was expected. Each place is taken once."""
    places: dict[tuple[str, str], list[str]] = defaultdict(list)
    for path in sorted(strange, reverse=True):
        for key in found[path].items():
            places[key].append(path)
    moved: dict[str, str] = {}
    taken: set[str] = set()
    for item in sorted(gone, key=lambda item: item.path):
        options = [path for key in item.digests.items() for path in reversed(places[key]) if path not in taken]
        if options:
            moved[item.path] = options[0]
            taken.add(options[0])
    return moved


def _of_present(item: Expected, digests: Digests, homes: Mapping[tuple[str, str], list[str]]) -> Finding:
    wrong = [name for name, digest in sorted(item.digests.items()) if digests.get(name) != digest]
    if not wrong:
        return _finding(item.path, item.what, "same", "")
    name = wrong[0]
    digest, found = f"{name}:{item.digests[name]}", f"{name}:{digests.get(name, '')}"
    text = f"its {name} is {digests.get(name, 'unknown')}, and should be {item.digests[name]}"
    if len(wrong) < len(item.digests):
        text += f"; {', '.join(sorted(set(item.digests) - set(wrong)))} is as it should be: what says so was changed"
    other = next(iter(homes.get((name, digests.get(name, "")), ())), "")
    if other:
        text += f"; it has the bytes of {other}"
    return _finding(item.path, item.what, "changed", text, digest, found, other)


def _finding(
    path: str, what: str, status: FileStatus, text: str, digest: str = "", found: str = "", other: str = ""
) -> Finding:
    code = _CODES[status]
    return Finding(path=path, what=what, status=status, code=code, text=text, digest=digest, found=found, other=other)
