"""Rules of the fonts, pictures and profiles in a PDF, as far as they are told without a look at how they are used."""

from collections.abc import Iterator
from typing import Any

import pikepdf

from exporter.checks.pdf.colours import profile_of
from exporter.checks.pdf.objects import entries, entry, identity, is_dictionary, items, name
from exporter.checks.rules import Finding, rule
from exporter.checks.rules.pdf import Subject

BITS = (1, 2, 4, 8, 16)  # that a colour of a picture may have


@rule("V205", "error", "every font is in the file",
      why="A font that is not there is replaced by another one, which may lack characters or run over the edge.",
      mend="embed it, or take another font", source="ISO 19005-3, 6.2.11.4.1; ISO 14289-1, 7.21.4.1")  # fmt: skip
def embedded(subject: Subject) -> Iterator[Finding]:
    """Fonts that only stand in the resources, or show what is not painted, need not be there."""
    if all(_is_embedded(font) for font in subject.fonts.values()):
        return
    for use in subject.contents.fonts.values():
        if use.seen and not _is_embedded(use.font):
            yield subject.on(use.page, f"the font {subject.font(use).told} is not embedded")


@rule("V216", "error", "pictures are what they show",
      why="Viewers smooth a picture each in its own way, or show another one in its stead.",
      mend="set Interpolate to false, and take alternatives out",
      source="ISO 19005-3, 6.2.8")  # fmt: skip
def as_it_is(subject: Subject) -> Iterator[Finding]:
    for item in subject.pdf.objects:
        if not isinstance(item, pikepdf.Stream) or name(item.get("/Subtype")) != "Image":
            continue
        what = f"a picture of {item.get('/Width')} by {item.get('/Height')} pixels"
        if entry(item, "/Interpolate") is True:
            yield Finding(f"{what} asks to be interpolated")
        for key, words in (("/Alternates", "has another in its stead"), ("/OPI", "is one for another (OPI)")):
            if key in item:
                yield Finding(f"{what} {words}")
        bits, allowed = item.get("/BitsPerComponent"), (1,) if entry(item, "/ImageMask") is True else BITS
        if bits is not None and bits not in allowed:
            yield Finding(f"{what} has {bits} bits for each colour")


@rule("V271", "error", "the profile of the whole file is one that programs know",
      why="With a profile that a program cannot use the colours mean nothing.",
      mend="embed one ICC profile of a screen or a printer, for grey, RGB or CMYK",
      source="ISO 19005-3, 6.2.3")  # fmt: skip
def profiled(subject: Subject) -> Iterator[Finding]:
    profiles = []
    for intent in items(subject.root.get("/OutputIntents")):
        if name(entry(intent, "/S")) == "GTS_PDFX" and "/DestOutputProfileRef" in entries(intent):
            yield Finding("an output intent refers to a profile outside of the file")
        stream = entry(intent, "/DestOutputProfile")
        if stream is not None:
            profiles.append(identity(stream))
            profile = profile_of(stream)
            known = profile.kind in ("prtr", "mntr") and profile.space in ("GRAY", "RGB", "CMYK")
            if not known or profile.version >= 5:
                yield Finding(f"the profile of an output intent is of no kind that is allowed ({profile.told})")
    if len(set(profiles)) > 1:
        yield Finding("its output intents have different profiles")


def _is_embedded(font: Any) -> bool:
    kind, below = name(entry(font, "/Subtype")), font
    if kind == "Type0":
        below = next(iter(items(entry(font, "/DescendantFonts"))), None)
    descriptor = entry(below, "/FontDescriptor")
    held = any(isinstance(entry(descriptor, key), pikepdf.Stream) for key in ("/FontFile", "/FontFile2", "/FontFile3"))
    return held or kind == "Type3" or not is_dictionary(below)
