"""Rules of the fonts of a PDF: every character can be shown, found and read aloud (ISO 19005-3, 6.2.11)."""

import re
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import pikepdf

from exporter.checks.pdf.cmaps import PREDEFINED
from exporter.checks.pdf.contents import Code, FontUse
from exporter.checks.pdf.objects import data_of, entry, name, text
from exporter.checks.rules import Finding, rule
from exporter.checks.rules.pdf import Subject

if TYPE_CHECKING:
    from exporter.checks.pdf.fonts import Font

_SUBTYPES = frozenset("Type1 MMType1 TrueType Type3 Type0 CIDFontType0 CIDFontType2".split())
_PROGRAMS = frozenset(("Type1C", "CIDFontType0C", "OpenType"))
_SUBSET = re.compile(r"[A-Z]{6}\+")
_PRIVATE = ((0xE000, 0xF8FF), (0xF0000, 0xFFFFD), (0x100000, 0x10FFFD))
_FORBIDDEN = frozenset("\0\ufeff\ufffe")
# Beginnings of the names of predefined maps, by the collection of characters that they are of.
_COLLECTIONS = {
    "GB1": ("GB",),
    "CNS1": ("B5", "HK", "ET", "CNS"),
    "Korea1": ("KS",),
    "Japan1": ("83", "90", "Add", "EUC", "Ext", "H", "V", "JIS"),
}
_SHOWN = 3  # characters that a finding names


@rule("V206", "error", "every character says what it is",
      why="Without the map words cannot be searched, copied or read aloud.",
      mend="write a ToUnicode map for the font", slow=True,
      source="ISO 19005-3, 6.2.11.7.2; ISO 14289-1, 7.21.7")  # fmt: skip
def mapped(subject: Subject) -> Iterator[Finding]:
    def wrong(font: "Font", code: Code) -> bool:
        return font.characters(code) is None and not (font.codes.simple and font.is_notdef(code))

    yield from _codes(subject, lambda use: use.codes, "has no map to Unicode for", wrong)


@rule("V251", "error", "each font is described in full",
      why="What is lacking each program makes up in its own way.",
      mend="make the file again with a program that writes fonts by their standard",
      source="ISO 19005-3, 6.2.11.2", slow=True)  # fmt: skip
def described(subject: Subject) -> Iterator[Finding]:
    for lost in subject.contents.fontless.values():
        yield subject.on(lost.page, f"text is shown in a font that there is not ({lost.thing or 'without a name'})")
    for use, font in _fonts(subject):
        for lacking in (*_dictionary(font, use.font), *_widths(font), *_program(font)):
            yield subject.on(use.page, f"the font {font.told}: {lacking}")


@rule("V252", "error", "fonts of many characters say how these are counted",
      why="The same number is another character in another collection.",
      mend="embed the character map, and let it agree with its font",
      source="ISO 19005-3, 6.2.11.3; ISO 14289-1, 7.21.3", slow=True)  # fmt: skip
def counted(subject: Subject) -> Iterator[Finding]:
    for use, font in _fonts(subject):
        for wrong in _counting(font) if not font.codes.simple else ():
            yield subject.on(use.page, f"the font {font.told}: {wrong}")


@rule("V253", "error", "each font holds the characters that are shown in it",
      why="A character that is not there is a gap or a box on the page.",
      mend="embed all characters that are used, or take another font",
      source="ISO 19005-3, 6.2.11.4.1; ISO 14289-1, 7.21.4.1", slow=True)  # fmt: skip
def whole(subject: Subject) -> Iterator[Finding]:
    yield from _codes(subject, lambda use: use.seen, "does not hold", lambda font, code: font.has(code) is False)


@rule("V254", "error", "a part of a font lists all that it holds",
      why="Who puts files together takes what is not listed for lacking.",
      mend="leave CharSet and CIDSet out, or list every glyph",
      source="ISO 19005-3, 6.2.11.4.2; ISO 14289-1, 7.21.4.2", slow=True)  # fmt: skip
def listed(subject: Subject) -> Iterator[Finding]:
    for use, font in _fonts(subject):
        if font.program is None or not _SUBSET.match(font.called):
            continue
        said, marked = entry(font.descriptor, "/CharSet"), entry(font.descriptor, "/CIDSet")
        wrong = []
        if font.kind in ("Type1", "MMType1") and isinstance(said, pikepdf.String):
            named = set(re.findall(r"/([^\s/]+)", text(said)))
            wrong += ["CharSet"] if (named ^ set(font.glyph_names)) - {".notdef"} else []
        if not font.codes.simple and isinstance(marked, pikepdf.Stream):
            bits = data_of(marked)
            marks = {cid for cid in range(8 * len(bits)) if bits[cid // 8] & 128 >> cid % 8}
            wrong += ["CIDSet"] if (marks ^ set(font.cids)) - {0} else []
        for key in wrong:
            yield subject.on(use.page, f"the font {font.told}: its list of characters ({key}) is not what it holds")


@rule("V255", "error", "characters are as wide as is said",
      why="Words run into each other, or apart, in a program that believes what is said.",
      mend="write the widths of the program into the font", slow=True,
      source="ISO 19005-3, 6.2.11.5; ISO 14289-1, 7.21.5")  # fmt: skip
def as_wide(subject: Subject) -> Iterator[Finding]:
    def wrong(font: "Font", code: Code) -> bool:
        drawn, said = font.width_drawn(code), font.width_said(code)
        return not font.is_notdef(code) and drawn is not None and said is not None and abs(drawn - said) > 1

    yield from _codes(subject, lambda use: use.seen, "says another width than its program has for", wrong)


@rule("V256", "error", "codes of TrueType fonts lead to one character each",
      why="Where nothing says which character a code is, programs choose differently.",
      mend="give fonts of letters WinAnsiEncoding or MacRomanEncoding, and symbolic ones none",
      source="ISO 19005-3, 6.2.11.6; ISO 14289-1, 7.21.6", slow=True)  # fmt: skip
def encoded(subject: Subject) -> Iterator[Finding]:
    for use, font in _fonts(subject):
        for wrong in _encoding(font, bool(use.seen)) if font.kind == "TrueType" else ():
            yield subject.on(use.page, f"the font {font.told}: {wrong}")


@rule("V257", "error", "no character is mapped to what is none",
      why="Search, copying and reading aloud come upon nothing where there is a word.",
      mend="map the characters to those that they are (not to 0, U+FEFF or U+FFFE)",
      source="ISO 19005-3, 6.2.11.7.2; ISO 14289-1, 7.21.7", slow=True)  # fmt: skip
def well_mapped(subject: Subject) -> Iterator[Finding]:
    def wrong(font: "Font", code: Code) -> bool:
        return not _FORBIDDEN.isdisjoint(font.characters(code) or "")

    yield from _codes(subject, lambda use: use.codes, "maps to no character", wrong)


@rule("V258", "error", "characters of one's own have a text beside them",
      why="What a code of private use means only its maker knows: nobody can search it or read it aloud.",
      mend="give an ActualText to what holds them", source="ISO 19005-3, 6.2.11.7.3", slow=True)  # fmt: skip
def explained(subject: Subject) -> Iterator[Finding]:
    def wrong(font: "Font", code: Code) -> bool:
        return any(low <= ord(one) <= high for one in font.characters(code) or "" for low, high in _PRIVATE)

    yield from _codes(subject, lambda use: use.bare, "shows without a text beside them characters of its own", wrong)


@rule("V259", "error", "no character is shown as missing",
      why="An empty box stands where the font has no character.",
      mend="take a font that has the character", slow=True,
      source="ISO 19005-3, 6.2.11.8; ISO 14289-1, 7.21.8")  # fmt: skip
def not_missing(subject: Subject) -> Iterator[Finding]:
    yield from _codes(subject, lambda use: use.codes, "shows as missing", lambda font, code: font.is_notdef(code))


def _fonts(subject: Subject) -> Iterator[tuple[FontUse, "Font"]]:
    return ((use, subject.font(use)) for use in subject.contents.fonts.values())


def _codes(
    subject: Subject, of: Callable[[FontUse], dict[Code, int]], words: str, wrong: Callable[["Font", Code], bool]
) -> Iterator[Finding]:
    """One finding for all codes of a font that are wrong in one way, on the page of the first."""
    for use, font in _fonts(subject):
        found = [(code, page) for code, page in of(use).items() if wrong(font, code)]
        if found:
            named = ", ".join(_called(font, code) for code, _ in found[:_SHOWN])
            more = f" and {len(found) - _SHOWN} more" if len(found) > _SHOWN else ""
            yield subject.on(found[0][1], f"the font {font.told} {words}: {named}{more}")


def _called(font: "Font", code: Code) -> str:
    shown = font.characters(code) or ""
    if shown.strip() and shown.isprintable() and not any(low <= ord(shown[0]) <= high for low, high in _PRIVATE):
        return f'"{shown}"'
    return font.glyph_name(code[0]) if font.codes.simple and font.glyph_name(code[0]) else f"code {code[0]}"


def _dictionary(font: "Font", node: Any) -> Iterator[str]:
    for what, part in [("it", node)] if font.codes.simple else [("it", node), ("the font below it", font.below)]:
        kind = name(entry(part, "/Subtype"))
        if kind not in _SUBTYPES:
            yield f"{what} is of no known kind"
        if name(entry(part, "/Type")) != "Font":
            yield f"{what} does not say that it is a font"
        if not name(entry(part, "/BaseFont")) and kind != "Type3":
            yield f"{what} has no name (BaseFont)"


def _widths(font: "Font") -> Iterator[str]:
    if not font.codes.simple or (font.is_standard and font.stream is None):
        return
    first, last, widths = (entry(font.node, key) for key in ("/FirstChar", "/LastChar", "/Widths"))
    if not (isinstance(first, int) and isinstance(last, int) and isinstance(widths, pikepdf.Array)):
        yield "it does not say the widths of its characters"
    elif len(widths) != last - first + 1:
        yield f"it says {len(widths)} widths for {last - first + 1} characters"


def _program(font: "Font") -> Iterator[str]:
    if font.stream is not None:
        kind = name(font.stream.get("/Subtype"))
        if kind not in _PROGRAMS and (kind or entry(font.descriptor, "/FontFile3") is not None):
            yield f"its program is of {'the kind ' + kind if kind else 'no kind that is said'}"
        if font.program is None:
            yield font.wrong or "its program cannot be read"


def _counting(font: "Font") -> Iterator[str]:
    codes, encoding, system = font.codes, entry(font.node, "/Encoding"), entry(font.below, "/CIDSystemInfo")
    if codes.name not in PREDEFINED and codes.cmap is None:
        yield f"its character map {codes.name or 'has no name and'} is not in the file"
    if codes.cmap is not None:
        other = entry(encoding, "/CIDSystemInfo")
        ours, theirs = ([text(entry(one, key)) for key in ("/Registry", "/Ordering")] for one in (system, other))
        ordered = [entry(one, "/Supplement") for one in (system, other)]
        if ours != theirs or not all(ours) or None in ordered or sorted(ordered) != ordered:
            yield "its characters are of another collection than those of its map"
        if codes.cmap.vertical != (entry(encoding, "/WMode") or 0):
            yield "its character map is of another direction than is said (WMode)"
        used = codes.cmap.used or name(entry(encoding, "/UseCMap"))
        if used and used not in PREDEFINED:
            yield f"its character map rests on {used}, which is not in the file"
    elif not codes.identity:
        known = _COLLECTIONS.get(text(entry(system, "/Ordering")), ())
        if not codes.name.removeprefix("Uni").startswith(known):
            yield f"its characters are of another collection than those of {codes.name}"
    if font.inner == "CIDFontType2" and font.stream is not None:
        table = entry(font.below, "/CIDToGIDMap")
        if not isinstance(table, pikepdf.Stream) and name(table) != "Identity":
            yield "it does not say which glyph each character is (CIDToGIDMap)"


def _encoding(font: "Font", seen: bool) -> Iterator[str]:
    maps = font.maps
    if font.symbolic:
        if entry(font.node, "/Encoding") is not None:
            yield "it is symbolic, and has an encoding nevertheless"
        if maps is not None and len(maps) != 1 and (3, 0) not in maps:
            yield f"it is symbolic, and its program has {len(maps)} maps of codes, none of them for symbols"
        return
    if font.base not in ("MacRomanEncoding", "WinAnsiEncoding"):
        yield "it is a font of letters without WinAnsiEncoding or MacRomanEncoding"
    elif font.differences:
        unknown = [called for called in font.differences.values() if called != ".notdef" and not font.is_listed(called)]
        if unknown:
            yield f'it names the character "{unknown[0][:40]}", which is not in the list of glyph names'
        elif maps is not None and (3, 1) not in maps:
            yield "it names characters, and its program has no map from Unicode"
    if seen and maps is not None and not set(maps) - {(3, 0)}:
        yield "its program has no map of codes for letters"
