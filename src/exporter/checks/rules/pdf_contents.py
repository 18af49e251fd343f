"""Rules of what is painted in a PDF: operators, resources, pictures, states, and what is tagged (ISO 19005-3, 6.2)."""

from collections.abc import Iterator
from typing import Any

from exporter.checks.pdf.jpeg2000 import read_jpeg2000
from exporter.checks.pdf.objects import data_of, entries, entry, is_dictionary, items, name
from exporter.checks.pdf.syntax import filters_of
from exporter.checks.rules import Finding, rule
from exporter.checks.rules.pdf import Subject
from exporter.checks.rules.pdf_resources import BITS

_INTENTS = frozenset(("RelativeColorimetric", "AbsoluteColorimetric", "Perceptual", "Saturation"))
_BLENDS = frozenset(
    "Normal Compatible Multiply Screen Overlay Darken Lighten ColorDodge ColorBurn HardLight SoftLight Difference"
    " Exclusion Hue Saturation Color Luminosity".split()
)
_PRIMARIES = frozenset(("Cyan", "Magenta", "Yellow", "Black"))


@rule("V212", "error", "all that is painted is tagged, or an artifact",
      why="What is neither is read at the wrong place, or never.",
      mend="tag the content, and mark furniture as artifacts", source="ISO 14289-1, 7.1", slow=True)  # fmt: skip
def marked(subject: Subject) -> Iterator[Finding]:
    for use in subject.contents.loose.values():
        more = f" and {use.count - 1} more are" if use.count > 1 else " is"
        found = subject.on(use.page, f"{use.thing}{more} painted outside all marked content")
        yield Finding(found.text, found.place, found.page, use.box)


@rule("V260", "error", "pictures in the text are what they show",
      why="Viewers smooth a picture each in its own way.",
      mend="set Interpolate to false", source="ISO 19005-3, 6.2.8", slow=True)  # fmt: skip
def small_as_it_is(subject: Subject) -> Iterator[Finding]:
    for use in subject.contents.inline.values():
        bits = entry(use.thing, "/BitsPerComponent")
        for wrong, words in (
            (entry(use.thing, "/Interpolate") is True, "asks to be interpolated"),
            (bits is not None and bits not in BITS, f"has {bits} bits for each colour"),
        ):
            if wrong:
                found = subject.on(use.page, f"a picture in the text {words}")
                yield Finding(found.text, found.place, found.page, use.box)


@rule("V261", "error", "pictures in JPEG 2000 say their colours once",
      why="Of several descriptions each program may choose another.",
      mend="save the picture with one colour space of 1, 3 or 4 channels",
      source="ISO 19005-3, 6.2.8.3", slow=True)  # fmt: skip
def of_one_colour(subject: Subject) -> Iterator[Finding]:
    for use in subject.contents.images.values():
        if "JPXDecode" in filters_of(use.thing):
            raw = bytes(use.thing.read_raw_bytes()) if len(filters_of(use.thing)) == 1 else data_of(use.thing)
            for text in read_jpeg2000(raw, has_space="/ColorSpace" in use.thing):
                found = subject.on(use.page, f"a picture in JPEG 2000 {text}")
                yield Finding(found.text, found.place, found.page, use.box)


@rule("V262", "error", "only known operators are used",
      why="What a program does not know it passes over, and the page lacks something.",
      mend="make the file again with a program that follows the standard",
      source="ISO 19005-3, 6.2.2", slow=True)  # fmt: skip
def known(subject: Subject) -> Iterator[Finding]:
    for operator, use in subject.contents.unknown.items():
        yield subject.on(use.page, f'the contents use the operator "{operator}", which there is not')


@rule("V263", "error", "contents bring their own resources",
      why="What is taken from elsewhere is lost when a page or a drawing is taken out.",
      mend="list fonts and pictures in the resources of the page or drawing that uses them",
      source="ISO 19005-3, 6.2.2", slow=True)  # fmt: skip
def own(subject: Subject) -> Iterator[Finding]:
    for called, use in subject.contents.borrowed.items():
        yield subject.on(use.page, f"{called} ({use.thing}) is not in the resources of what uses it")


@rule("V264", "error", "nothing is drawn from outside or by another language",
      why="PostScript, and pages of other files, are not there for every program.",
      mend="draw it in the file itself", source="ISO 19005-3, 6.2.9; ISO 14289-1, 7.20", slow=True)  # fmt: skip
def drawn_here(subject: Subject) -> Iterator[Finding]:
    for use in subject.contents.forms.values():
        node = use.thing
        if name(node.get("/Subtype")) == "PS" or name(node.get("/Subtype2")) == "PS" or "/PS" in node:
            yield subject.on(use.page, "a drawing is in PostScript")
        if "/Ref" in node:
            yield subject.on(use.page, "a drawing stands for a page of another file")
        if "/OPI" in node:
            yield subject.on(use.page, "a drawing stands for another one (OPI)")


@rule("V265", "error", "a drawing that is tagged is used once",
      why="A tag has one place in the order of reading; a drawing that is shown twice is read only once.",
      mend="repeat the drawing, or tag where it is used", source="ISO 14289-1, 7.20", slow=True)  # fmt: skip
def once(subject: Subject) -> Iterator[Finding]:
    for use in subject.contents.forms.values():
        if "/StructParents" in use.thing and use.count > 1:
            yield subject.on(use.page, f"a drawing whose contents are tagged is used {use.count} times")


@rule("V266", "error", "states of the page change nothing behind the colours",
      why="Curves and screens for one press spoil the page on every other device.",
      mend="take TR, TR2, HTP and named halftones out", source="ISO 19005-3, 6.2.5", slow=True)  # fmt: skip
def plain(subject: Subject) -> Iterator[Finding]:
    for use in subject.contents.states.values():
        known = entries(use.thing)
        for key in ("/TR", "/HTP"):
            if key in known:
                yield subject.on(use.page, f"a state of the page has {key[1:]}")
        if "/TR2" in known and name(known["/TR2"]) != "Default":
            yield subject.on(use.page, "a state of the page has TR2")
        for text in _halftones(known.get("/HT"), ""):
            yield subject.on(use.page, text)


@rule("V267", "error", "rendering intents are those of the standard",
      why="With any other, each program chooses its own colours.",
      mend="take one of RelativeColorimetric, AbsoluteColorimetric, Perceptual and Saturation",
      source="ISO 19005-3, 6.2.6", slow=True)  # fmt: skip
def intended(subject: Subject) -> Iterator[Finding]:
    contents = subject.contents
    said = [(use.page, called) for called, use in contents.intents.items()]
    said += [
        (use.page, name(entry(use.thing, "/RI"))) for use in contents.states.values() if "/RI" in entries(use.thing)
    ]
    for use in (*contents.images.values(), *contents.inline.values()):
        if "/Intent" in entries(use.thing):
            said.append((use.page, name(entry(use.thing, "/Intent"))))
    for page, called in said:
        if called not in _INTENTS:
            yield subject.on(page, f'the rendering intent is "{called[:40]}"')


@rule("V268", "error", "transparency is mixed in known ways and colours",
      why="Without them each program mixes what lies over each other differently.",
      mend="use the blend modes of the standard, and give the file an output intent",
      source="ISO 19005-3, 6.2.10", slow=True)  # fmt: skip
def mixed(subject: Subject) -> Iterator[Finding]:
    for use in subject.contents.states.values():
        blends = items(entry(use.thing, "/BM"))
        for blend in blends[:1]:
            if name(blend) not in _BLENDS:
                yield subject.on(use.page, f'the blend mode is "{name(blend)[:40]}"')
    if not subject.intents:
        for use in subject.contents.clear.values():
            if entry(subject.pages[use.page - 1].obj, "/Group", "/CS") is None:
                yield subject.on(use.page, "something is transparent, and nothing says in which colours it is mixed")


@rule("V269", "error", "artifacts and tagged content are apart, and end",
      why="What is read and what is not cannot be one inside the other; where a mark has no end, nothing is marked.",
      mend="end one before the other begins", source="ISO 14289-1, 7.1; ISO 32000-1, 14.6", slow=True)  # fmt: skip
def parted(subject: Subject) -> Iterator[Finding]:
    for use in subject.contents.endless.values():
        yield subject.on(use.page, f"{use.count} mark(s) have no end")
    for use in subject.contents.artifacts.values():
        yield subject.on(use.page, f"{use.count} artifact(s) are inside tagged content")
    for use in subject.contents.tagged.values():
        yield subject.on(use.page, f"{use.count} tagged part(s) are inside artifacts")


@rule("V270", "warning", "all pages can be looked through",
      why="What cannot be read here was held to no rule.",
      mend="look at the page, and make the file again", source="ISO 19005-3, 6.2.2", slow=True)  # fmt: skip
def read(subject: Subject) -> Iterator[Finding]:
    for use in subject.contents.unread.values():
        yield subject.on(use.page, str(use.thing))
    if subject.tree.cut:
        yield Finding("it has more tags than are looked through")


def _halftones(halftone: Any, colourant: str) -> Iterator[str]:
    if not is_dictionary(halftone):
        return
    kind = halftone.get("/HalftoneType")
    if kind not in (1, 5):
        yield f"a halftone is of the type {kind}"
    if "/HalftoneName" in halftone:
        yield "a halftone has a name"
    curve = "/TransferFunction" in halftone
    if colourant != "Default" and curve != bool(colourant and colourant not in _PRIMARIES):
        yield "a halftone has a transfer function" if curve else f"the halftone of {colourant} has no transfer function"
    if kind == 5:
        for key, inner in entries(halftone).items():
            if is_dictionary(inner):
                yield from _halftones(inner, key[1:])
