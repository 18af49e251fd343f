"""Rules of how a PDF is written: for programs that will read it when nobody knows any more what wrote it."""

from collections.abc import Iterator, Sequence
from typing import Any

import pikepdf

from exporter.checks.pdf.cmaps import CMap
from exporter.checks.pdf.objects import data_of, entry, items, name, numbers
from exporter.checks.pdf.syntax import ODD, filters_of
from exporter.checks.rules import Finding, rule
from exporter.checks.rules.pdf import Subject

# ISO 32000-1, 7.4, table 6, without LZWDecode; Crypt may be there as long as it does nothing.
_FILTERS = frozenset(
    "ASCIIHexDecode ASCII85Decode FlateDecode RunLengthDecode CCITTFaxDecode JBIG2Decode DCTDecode JPXDecode".split()
)
_MOST_OBJECTS, _MOST_COLOURANTS, _GREATEST_CID = 8_388_607, 32, 65_535
_SMALLEST, _LARGEST = 3, 14_400  # sides of a page, in its units


@rule("V245", "error", "the file begins and ends as a PDF does",
      why="Programs and archives know a file by its first bytes, and take for damaged what goes on after its end.",
      mend="write it anew with a program that follows the standard", slow=True,
      source="ISO 19005-3, 6.1.2, 6.1.3; ISO 14289-1, 6.1")  # fmt: skip
def bounded(subject: Subject) -> Iterator[Finding]:
    if not subject.written.head:
        yield Finding(
            f'it does not begin with "%PDF-1." and a digit up to 7, but with {subject.data[:12]!r}'.replace("b'", "'")
        )
    if not subject.written.comment:
        yield Finding("its second line does not show that it is no text (four bytes above 127)")
    if not subject.written.end:
        yield Finding("something follows its end, or it has none")


@rule("V246", "error", "objects and streams are set apart as the standard asks",
      why="Who has to save a damaged file looks for these marks; where they are lacking, all is lost with the table.",
      mend="write it anew with a program that follows the standard", slow=True,
      source="ISO 19005-3, 6.1.4, 6.1.7.1, 6.1.9")  # fmt: skip
def apart(subject: Subject) -> Iterator[Finding]:
    if not subject.written.sections:
        yield Finding("its table of objects is not on a line of its own")
    for objects, text in (
        (subject.written.spaced, "the number and the end of {} are not set apart by single spaces and line ends"),
        (subject.written.keywords, "the data of {} are not set apart by line ends"),
        (subject.written.lengths, "the data of {} are not as long as is said"),
    ):
        if objects:
            yield Finding(text.format(_listed(objects)))


@rule("V247", "error", "strings in hexadecimal are whole",
      why="Of half a byte each program makes another letter.",
      mend="write two digits a byte", source="ISO 19005-3, 6.1.6", slow=True)  # fmt: skip
def even(subject: Subject) -> Iterator[Finding]:
    for use in (use for value, use in subject.contents.written.items() if value == ODD):
        yield subject.on(use.page, "the contents hold a string with half a byte, or with something else than digits")
    if subject.written.odd:
        yield Finding(
            f"a string with half a byte, or with something else than digits, is in {_listed(subject.written.odd)}"
        )


@rule("V248", "error", "data are in the file, in a form that lasts",
      why="What lies in another file is lost with it; what is packed in a way of its own can be unpacked by few.",
      mend="embed the data, and pack them with Flate", source="ISO 19005-3, 6.1.7, 6.1.10", slow=True)  # fmt: skip
def inside(subject: Subject) -> Iterator[Finding]:
    outside: list[int] = []
    for item in subject.pdf.objects:
        if not isinstance(item, pikepdf.Stream):
            continue
        if any(key in item for key in ("/F", "/FFilter", "/FDecodeParms")):
            outside.append(item.objgen[0])
        for place, packed in enumerate(filters_of(item)):
            parameters = items(item.get("/DecodeParms"))
            crypt = name(entry(parameters[place], "/Name")) if place < len(parameters) else ""
            if packed not in _FILTERS and not (packed == "Crypt" and crypt in ("", "Identity")):
                yield Finding(f"object {item.objgen[0]} is packed with {packed or 'a filter without a name'}")
    if outside:
        yield Finding(f"the data of {_listed(outside)} are in another file")
    for use in subject.contents.inline.values():
        for packed in filters_of(use.thing):
            if packed not in _FILTERS - {"JBIG2Decode", "JPXDecode"}:
                yield subject.on(use.page, f"a picture in the text is packed with {packed}")


@rule("V249", "error", "nothing is larger than every program can read",
      why="Beyond these limits some programs cut off, and others stop.",
      mend="write shorter strings and names, and numbers within the limits", slow=True,
      source="ISO 19005-3, 6.1.13")  # fmt: skip
def limited(subject: Subject) -> Iterator[Finding]:
    contents = subject.contents
    for number, value in subject.written.beyond:
        yield Finding(f"object {number} holds {value}")
    for value, use in contents.written.items():
        if value != ODD:
            yield subject.on(use.page, f"the contents hold {value}")
    for use in contents.nested.values():
        yield subject.on(use.page, "states are saved within each other more than 28 times")
    if len(subject.pdf.objects) > _MOST_OBJECTS:
        yield Finding(f"it has {len(subject.pdf.objects)} objects")
    for number, page in enumerate(subject.pages, 1):
        for key in ("/MediaBox", "/CropBox", "/BleedBox", "/TrimBox", "/ArtBox"):
            said = subject.boxes.get(page.obj.objgen) if key == "/MediaBox" else entry(page.obj, key)
            sides = numbers(said)
            if said is not None and len(sides) != 4:
                yield subject.on(number, f"its {key[1:]} is no box of four numbers")
            elif sides and not all(_SMALLEST <= side <= _LARGEST for side in _sides(sides)):
                yield subject.on(number, f"its {key[1:]} is {_sides(sides)[0]:g} by {_sides(sides)[1]:g} units")
    for use in contents.spaces.values():
        if use.thing.family == "DeviceN" and len(items(items(use.thing.node)[1])) > _MOST_COLOURANTS:
            yield subject.on(use.page, f"a colour is mixed of {len(items(items(use.thing.node)[1]))} inks")
    for shown in contents.fonts.values():
        encoding = entry(shown.font, "/Encoding")
        if isinstance(encoding, pikepdf.Stream) and CMap(data_of(encoding)).greatest > _GREATEST_CID:
            yield subject.on(shown.page, "a character map names a character beyond 65535")


@rule("V250", "error", "names are written in UTF-8",
      why="Names of fonts, inks and tags are shown to people; in another encoding they become something else.",
      mend="write the name in UTF-8", source="ISO 19005-3, 6.1.8", slow=True)  # fmt: skip
def in_utf_8(subject: Subject) -> Iterator[Finding]:
    found: list[tuple[str, Any]] = [
        ("the name of a font", entry(use.font, "/BaseFont")) for use in subject.contents.fonts.values()
    ]
    for use in subject.contents.spaces.values():
        if use.thing.family in ("Separation", "DeviceN"):
            found += [("the name of an ink", ink) for ink in items(items(use.thing.node)[1])]
    found += [("a tag", element.entries.get("/S")) for element in subject.tree.elements]
    told: set[bytes] = set()
    for what, thing in found:
        if isinstance(thing, pikepdf.Name):
            written = _bytes(thing)
            if written not in told and not _is_utf_8(written):
                told.add(written)
                yield Finding(f"{what} is not in UTF-8: {written!r}".replace("b'", "'"))


def _sides(box: Sequence[float]) -> tuple[float, float]:
    return abs(box[2] - box[0]), abs(box[3] - box[1])


def _listed(objects: Sequence[int]) -> str:
    """Objects by their numbers, the first few of many."""
    several = sorted(set(objects))
    shown = ", ".join(str(number) for number in several[:5])
    more = f" and {len(several) - 5} more" if len(several) > 5 else ""
    return f"object {shown}" if len(several) == 1 else f"the objects {shown}{more}"


def _bytes(thing: Any) -> bytes:
    written = bytes(thing.unparse())
    parts = written[1:].split(b"#")
    return parts[0] + b"".join(bytes([int(part[:2], 16)]) + part[2:] for part in parts[1:])


def _is_utf_8(written: bytes) -> bool:
    try:
        written.decode()
    except UnicodeDecodeError:
        return False
    return True
