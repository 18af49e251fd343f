"""What has become of a bag, or of a collection's folder and the sources that it was made from, file by file."""

from collections.abc import Iterator
from pathlib import Path
from typing import Literal

import msgspec

from exporter.archive.bags import Bag, file_digests
from exporter.archive.findings import Expected, Finding, changed, compared, missing, stranger
from exporter.archive.ledger import Ledger, reading
from exporter.archive.names import DUBLIN_CORE, INVENTORY_COPY, OUTPUTS, PREMIS, SOURCES, source_name
from exporter.archive.places import Places, places_of
from exporter.batch.beside import FOLDER
from exporter.batch.inventory import INVENTORY, LEDGER
from exporter.batch.materials import Material, Whereabouts
from exporter.errors import ExporterError, SourceError
from exporter.messages import Message
from exporter.readers import is_article

_SHA256 = {"sha256"}


class VerifyRequest(msgspec.Struct, frozen=True, kw_only=True):
    """What the user asks for: a bag, or a collection's folder, and where the sources lie."""

    folder: Path
    sources: Whereabouts = Whereabouts()
    state: str = ""


class Verified(msgspec.Struct, frozen=True, kw_only=True):
    """What was found. `sources` is the folder that the ledger was held to, "" when none was."""

    kind: Literal["bag", "collection"]
    findings: tuple[Finding, ...]
    sources: str = ""


def verify(request: VerifyRequest) -> Verified:
    """Look at every file. Raises SourceError when there is neither a bag nor a collection."""
    folder = request.folder
    if not folder.is_dir():
        raise SourceError(Message("A101", "error", f"there is no folder {folder}", "check its name"))
    if is_bag(folder):
        findings = list(_of_bag(folder))
        if not request.sources.folder:
            return Verified(kind="bag", findings=tuple(findings))
        with reading(folder / OUTPUTS / LEDGER) as ledger:
            findings += _of_sources(ledger, Places(request.sources))
        return Verified(kind="bag", findings=tuple(findings), sources=request.sources.folder)
    with reading(folder / LEDGER) as ledger:
        places = places_of(folder, request.sources, request.state)
        findings = list(_of_outputs(ledger, places.ledger, folder))
        if not places.folder or not (request.sources.folder or places.is_there()):
            return Verified(kind="collection", findings=tuple(findings))
        findings += _of_sources(ledger, places)
    return Verified(kind="collection", findings=tuple(findings), sources=places.folder)


def is_bag(folder: Path) -> bool:
    """Whether a folder is a bag, or was one."""
    return (folder / "bagit.txt").is_file() or any(folder.glob("manifest-*.txt"))


# --- A bag ----------------------------------------------------------------------------------------------------------


def _of_bag(folder: Path) -> Iterator[Finding]:
    """Every file of a bag: held to its manifests, and to the ledger that lies in it."""
    bag = Bag(folder)
    free = {"bagit.txt", *(name for name in bag.manifests if name.startswith("tagmanifest-"))}
    if OUTPUTS + LEDGER not in bag.digests:  # not of ours: RFC 8493 lets a bag have tag files that no manifest names
        free |= {name for name in bag.files() if not name.startswith("data/")}
    expected = [Expected(path=path, what=_what(path), digests=known) for path, known in bag.digests.items()]
    expected += [Expected(path=path, what="tag file", digests={}) for path in sorted(free - set(bag.digests))]
    found = {path: bag.digest(path) for path in bag.files()}
    findings = {finding.path: finding for finding in compared(expected, found, "file")}
    for path in bag.to_fetch():
        if path not in found:
            findings[path] = missing(path, _what(path), "it is still to be fetched (fetch.txt)")
    for fault in bag.faults:
        if (before := findings.get(fault.path)) and before.status != "gone":
            findings[fault.path] = changed(before, f"it {fault.text}")
        else:
            findings[fault.path] = missing(fault.path, "tag file", f"it {fault.text}")
    _hold_to_ledger(bag, found, findings)
    _hold_to_oxum(bag, found, findings)
    return iter(sorted(findings.values(), key=lambda finding: finding.path))


def _what(path: str) -> str:
    """What a file of a bag is, by its place."""
    if not path.startswith("data/"):
        return "tag file"
    if path.startswith(OUTPUTS) or path == INVENTORY_COPY:
        return "output"
    return "metadata" if path in (DUBLIN_CORE, PREMIS) else "source" if path.count("/") > 1 else "file"


def _hold_to_oxum(bag: Bag, found: dict[str, dict[str, str]], findings: dict[str, Finding]) -> None:
    """Hold the sum of the payload to the one that the bag says, where no finding tells already why they differ."""
    oxum = bag.oxum()
    payload = [path for path in found if path.startswith("data/")]
    if oxum is None or any(findings[path].status != "same" for path in findings if path.startswith("data/")):
        return
    is_now = sum((bag.folder / path).stat().st_size for path in payload), len(payload)
    if oxum != is_now:
        text = f"Payload-Oxum is {oxum[0]}.{oxum[1]}, and there are {is_now[0]} bytes in {is_now[1]} files"
        findings["bag-info.txt"] = changed(findings["bag-info.txt"], text)


def _hold_to_ledger(bag: Bag, found: dict[str, dict[str, str]], findings: dict[str, Finding]) -> None:
    """Hold sources and outputs to the ledger, which manifests that were made anew cannot change."""
    file = bag.folder / OUTPUTS / LEDGER
    if not file.is_file():
        return
    try:
        with reading(file) as ledger:
            said = {bag.spelled(SOURCES[place] + path): status for place, path, status in ledger.said()}
            known = {bag.spelled(source_name(material)): material.sha256 for material in ledger.read_sources()}
            known |= {OUTPUTS + name: digest for name, digest in ledger.outputs.items()}
            known[INVENTORY_COPY] = ledger.outputs.get(INVENTORY, "")
    except ExporterError as exc:
        findings[OUTPUTS + LEDGER] = changed(findings[OUTPUTS + LEDGER], exc.messages[0].text)
        return
    for path, digest in known.items():
        has = found.get(path, {}).get("sha256") or file_digests(bag.folder / path, _SHA256).get("sha256", "")
        if path not in findings:
            findings[path] = missing(path, _what(path), "the ledger names it, and it is not there")
        elif path in found and has != digest and digest and findings[path].digest != f"sha256:{digest}":
            text = f"its sha256 is {has}, and {digest} in the ledger"
            findings[path] = changed(findings[path], text, f"sha256:{digest}", f"sha256:{has}")
    of_ours = {*known, DUBLIN_CORE, PREMIS, OUTPUTS + LEDGER}
    for path, finding in findings.items():
        unknown = path.startswith("data/") and path not in of_ours
        if finding.status == "same" and unknown:
            findings[path] = stranger(path, finding.what, "the ledger knows no such file")
    for path in known:
        findings[path] = msgspec.structs.replace(findings[path], ledger=said.get(path, "output"))


# --- A collection's folder ------------------------------------------------------------------------------------------


def _of_outputs(ledger: Ledger, own: str, folder: Path) -> Iterator[Finding]:
    """Every file of a collection's folder, held to the ledger, and that to its SHA-256 where it is known."""
    expected = [Expected(path=name, what="output", digests={"sha256": sha}) for name, sha in ledger.outputs.items()]
    expected.append(Expected(path=LEDGER, what="ledger", digests={"sha256": own} if own else {}))
    there = (path.relative_to(folder).as_posix() for path in sorted(folder.rglob("*")) if path.is_file())
    names = [name for name in there if not any(part.startswith(".") for part in name.split("/"))]
    return compared(expected, {name: file_digests(folder / name, _SHA256) for name in names}, "file")


def _of_sources(ledger: Ledger, places: Places) -> Iterator[Finding]:
    """Every source, held to the ledger; and the articles that have come since."""
    materials = list(ledger.sources())
    said = {(place, path): status for place, path, status in ledger.said()}
    for place in dict.fromkeys(material.place for material in materials):
        for finding in _of_place(place, [m for m in materials if m.place == place], places):
            yield msgspec.structs.replace(finding, ledger=said.get((place, finding.path), ""))


def _of_place(place: str, materials: list[Material], places: Places) -> Iterator[Finding]:
    found = {}
    for material in materials:
        file = places.file(material)
        if file is not None and file.is_file():
            found[material.path] = file_digests(file, _SHA256)
    lasting = [m for m in materials if m.sha256 or m.path in found]  # what could not be read then may be as it was
    expected = [Expected(path=m.path, what=m.role, digests={"sha256": m.sha256} if m.sha256 else {}) for m in lasting]
    gone = {material.size_bytes for material in lasting if material.path not in found}
    known = {material.path for material in materials}
    others: dict[str, Path] = {}
    if place == FOLDER or gone:
        others = {path: file for path, file in places.files(place) if path not in known}
    for path, file in others.items():
        if (place == FOLDER and is_article(file)) or file.stat().st_size in gone:
            found[path] = file_digests(file, _SHA256)
    for finding in compared(expected, found, "article"):
        if finding.status != "new" or (place == FOLDER and is_article(others[finding.path])):
            yield finding
