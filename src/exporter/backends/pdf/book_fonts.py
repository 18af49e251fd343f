"""The fonts of a book, each once: with the glyphs that all of its parts set, under the numbers that they have there."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from hashlib import sha256
from typing import Any

import msgspec

from exporter.backends.pdf.engine import weasyprint
from exporter.backends.pdf.parts import FontUse, Numbering, PartObject

Keep = Callable[[str, bytes], None]
_DROPPED = (b"BASE", b"DSIG", b"EBDT", b"EBLC", b"EBSC", b"GDEF", b"GPOS", b"GSUB", b"JSTF", b"LTSH", b"PCLT", b"SVG ")


def merged(uses: Iterable[FontUse]) -> list[FontUse]:
    """What is used of each font together, in the order in which they come."""
    fonts = Fonts()
    for use in uses:
        fonts.add(use)
    return fonts.all


class Fonts:
    """The fonts of a book. One whose glyphs stand for other letters in another part is there once for each."""

    def __init__(self) -> None:
        self.all: list[FontUse] = []
        self._places: dict[tuple[str, str], list[int]] = defaultdict(list)

    def add(self, use: FontUse) -> int:
        """Take in what a part uses of a font; gives its place among all."""
        places = self._places[use.name, use.file]
        for place in places:
            known = self.all[place]
            if all(known.letters.get(glyph, letters) == letters for glyph, letters in use.letters.items()):
                known.widths.update(use.widths)
                known.letters.update(use.letters)
                return place
        places.append(len(self.all))
        self.all.append(msgspec.structs.replace(use, widths=dict(use.widths), letters=dict(use.letters)))
        return places[-1]


def font_objects(use: FontUse, file: bytes) -> tuple[list[PartObject], int]:
    """The objects of one font, and the number among them of the one that resources name."""
    import pydyf

    weasyprint()
    from weasyprint.pdf.fonts import build_fonts_dictionary

    pdf = pydyf.PDF()
    options = {"hinting": False, "pdf_version": "1.7"}
    made = build_fonts_dictionary(pdf, {use.name: _Font(use, file)}, True, True, options)
    numbering = Numbering(pdf, {})
    number = numbering.number(made[use.name])
    return numbering.objects(), number


@contextmanager
def without_fonts(fonts: list[FontUse], keep: Keep) -> Iterator[list[Any]]:
    """Let the engine write no fonts, but say what it would have written; gives the dictionary that stands for them."""
    import pydyf
    import weasyprint.pdf as engine

    held: list[Any] = []
    plain = engine.build_fonts_dictionary

    def said(_: Any, used: dict[Any, Any], *__: Any) -> Any:
        for font in used.values():
            digest = sha256(font.file_content).hexdigest()
            keep(digest, font.file_content)
            fonts.append(
                FontUse(
                    name=font.hash,
                    file=digest,
                    base=font.name.decode("ascii", "replace"),
                    family=font.family,
                    flags=font.flags,
                    italic_angle=font.italic_angle,
                    ascent=font.ascent,
                    descent=font.descent,
                    stem=font.stemv,
                    widths=dict(font.widths),
                    letters=dict(font.to_unicode),
                )
            )
        held.append(pydyf.Dictionary())
        return held[0]

    engine.build_fonts_dictionary = said
    try:
        yield held
    finally:
        engine.build_fonts_dictionary = plain


class _Font:
    """What the engine's writer of fonts asks of one."""

    bitmap = used_in_forms = False
    missing: dict[int, int] = {}  # noqa: RUF012 - every character has a glyph

    def __init__(self, use: FontUse, file: bytes) -> None:
        self.hash = use.name
        self.name = use.base.encode()
        self.family = use.family
        self.flags = use.flags
        self.italic_angle = use.italic_angle
        self.ascent, self.descent = use.ascent, use.descent
        self.stemv = self.stemh = use.stem
        self.widths = dict(sorted(use.widths.items()))
        self.to_unicode = dict(sorted(use.letters.items()))
        self.file_content = file

    @property
    def type(self) -> str:
        """As the engine calls outlines of PostScript and of TrueType."""
        return "otf" if self.file_content[:4] == b"OTTO" else "ttf"

    def clean(self, to_unicode: dict[int, str], _: Any) -> None:
        """Cut the file down to these glyphs, which keep their numbers."""
        import uharfbuzz as hb

        request = hb.SubsetInput()
        request.sets(hb.SubsetInputSets.GLYPH_INDEX).set({0, *to_unicode})
        request.sets(hb.SubsetInputSets.DROP_TABLE_TAG).update(int.from_bytes(tag, "big") for tag in _DROPPED)
        request.flags = (
            hb.SubsetFlags.RETAIN_GIDS | hb.SubsetFlags.DESUBROUTINIZE | hb.SubsetFlags.NO_HINTING
            | hb.SubsetFlags.NOTDEF_OUTLINE
        )  # fmt: skip
        self.file_content = hb.subset(hb.Face(hb.Blob(self.file_content)), request).blob.data
