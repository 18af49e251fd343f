"""Rules of the colours of a PDF: what their numbers mean is in the file (ISO 19005-3, 6.2.3, 6.2.4)."""

from collections.abc import Iterator
from typing import Any

import pikepdf

from exporter.checks.pdf.colours import profile_of
from exporter.checks.pdf.objects import entries, entry, items, name
from exporter.checks.rules import Finding, rule
from exporter.checks.rules.pdf import Subject

_NEEDED = {"DeviceGray": ("GRAY", "RGB", "CMYK"), "DeviceRGB": ("RGB",), "DeviceCMYK": ("CMYK",)}
_COMPONENTS = {"GRAY": 1, "RGB": 3, "CMYK": 4, "Lab": 3}


@rule("V215", "error", "the file says what its colours mean",
      why="The same numbers are other colours on another device, and in another century.",
      mend="embed an output intent with a profile of these colours",
      source="ISO 19005-3, 6.2.4.3", slow=True)  # fmt: skip
def coloured(subject: Subject) -> Iterator[Finding]:
    meant = {profile_of(entry(intent, "/DestOutputProfile")).space for intent in subject.intents}
    for use in subject.contents.spaces.values():
        if use.thing.family in _NEEDED and meant.isdisjoint(_NEEDED[use.thing.family]):
            lacking = "no output intent" if not meant else f"only one for {' and '.join(sorted(meant))}"
            yield subject.on(use.page, f"colours are {use.thing.family[6:]} of a device, and there is {lacking}")


@rule("V272", "error", "profiles of pictures and colours are ones that programs know",
      why="With a profile that a program cannot use the colours mean nothing.",
      mend="embed an ICC profile before version 5 that is for these colours",
      source="ISO 19005-3, 6.2.4.2", slow=True)  # fmt: skip
def known_profiles(subject: Subject) -> Iterator[Finding]:
    for use in subject.contents.spaces.values():
        if use.thing.family != "ICCBased":
            continue
        stream = (*items(use.thing.node), None)[1]
        profile = profile_of(stream)
        known = profile.kind in ("prtr", "mntr", "scnr", "spac") and profile.space in _COMPONENTS
        if not known or profile.version >= 5 or entry(stream, "/N") != _COMPONENTS[profile.space]:
            yield subject.on(use.page, f"a colour has a profile that does not fit it ({profile.told})")


@rule("V273", "error", "printing over each other is unambiguous",
      why="In this mode programs print inks over each other differently.",
      mend="set OPM to 0, or do not print over", source="ISO 19005-3, 6.2.4.2", slow=True)  # fmt: skip
def over(subject: Subject) -> Iterator[Finding]:
    for use in subject.contents.overprinted.values():
        yield subject.on(use.page, "CMYK with a profile is printed over other inks in the mode 1")


@rule("V274", "error", "inks of their own are described, and once",
      why="Without it nobody can show the colour of an ink that is not there.",
      mend="describe each ink in Colorants, and everywhere in the same way",
      source="ISO 19005-3, 6.2.4.4", slow=True)  # fmt: skip
def inked(subject: Subject) -> Iterator[Finding]:
    seen: dict[str, Any] = {}
    for use in subject.contents.spaces.values():
        parts = items(use.thing.node)
        if use.thing.family == "Separation" and len(parts) > 3:
            called = name(parts[1])
            described = (_written(parts[2]), _written(parts[3]))
            if seen.setdefault(called, described) != described:
                yield subject.on(use.page, f"the ink {called} is described in two ways")
        elif use.thing.family == "DeviceN" and len(parts) > 3:
            told = entries(entry(parts[4] if len(parts) > 4 else None, "/Colorants"))
            process = [
                name(one) for one in items(entry(parts[4] if len(parts) > 4 else None, "/Process", "/Components"))
            ]
            for ink in items(parts[1]):
                known = name(ink) in ("Cyan", "Magenta", "Yellow", "Black", "None", *process)
                if not known and f"/{name(ink)}" not in told:
                    yield subject.on(use.page, f"the ink {name(ink)} is not described")


def _written(thing: Any, depth: int = 0) -> Any:
    """An object as it is whether it is direct or not, packed or not."""
    if depth > 12:
        return None
    if isinstance(thing, pikepdf.Array):
        return tuple(_written(one, depth + 1) for one in thing)
    known = entries(thing)
    if not known:
        return bytes(thing.unparse()) if isinstance(thing, pikepdf.Object) else thing
    packing = ("/Length", "/Filter", "/DecodeParms")
    said = tuple((key, _written(value, depth + 1)) for key, value in sorted(known.items()) if key not in packing)
    return (said, bytes(thing.read_bytes())) if isinstance(thing, pikepdf.Stream) else said
