"""Maps glyphs that are set together to their letters (ISO 32000-1, 9.10.3: ToUnicode).

Of a letter with its points or vowels, WeasyPrint 70 gives one glyph, a mark, the letters of all, and the others none: a
search finds no Hebrew word with its points, and no ọ in a font that sets it as o and a dot. Here each glyph has its own
letters, by its font's character map and by the substitutions that lead to it (OpenType, GSUB).
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from itertools import groupby
from operator import itemgetter
from typing import Any
from weakref import WeakKeyDictionary

RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff]")
# Letters that fonts set of several glyphs, but for those of scripts whose lines say their text (`actual_text`).
_SET_TOGETHER = re.compile(
    "[\u0180-\u08ff\u10a0-\u177f\u1e00-\u1fff\u2c60-\u2dff\ua640-\ua7ff\ufb1d-\ufdff\ufe20-\ufeff]"
)
_NOTHING = "\u2060"  # for a glyph whose letters another has: a word joiner, which shows nowhere and parts no word


@cache
def map_glyphs_to_letters() -> None:
    """Let the engine map them before it draws a line, since it keeps what is there."""
    from weasyprint.draw import text

    draws = text.draw_first_line

    def draw_first_line(stream: Any, box: Any, *how: Any) -> Any:
        if _SET_TOGETHER.search(box.text):
            _map(stream, box)
        return draws(stream, box, *how)

    text.draw_first_line = draw_first_line


def _map(stream: Any, box: Any) -> None:
    from weasyprint.text.ffi import ffi, pango

    pango.pango_layout_set_single_paragraph_mode(box.pango_layout.layout, True)  # as it is when the line is drawn
    line, _ = box.pango_layout.get_first_line()
    text = box.pango_layout.text.encode()
    run = line.runs[0]
    while run != ffi.NULL:
        item = run.data
        run = run.next
        places = ffi.unpack(item.glyphs.log_clusters, item.glyphs.num_glyphs)
        if len(set(places)) == len(places):  # each glyph by itself, as the engine takes them
            continue
        font, _ = stream.add_font(item.item.analysis.font)
        for glyphs, letters in _clusters(item, places, text):
            shown = [glyph for glyph in glyphs if glyph < pango.PANGO_GLYPH_EMPTY]
            if len(shown) > 1 and any(glyph not in font.to_unicode for glyph in shown):
                for glyph, own in zip(shown, _letters_of(shown, letters, _known(font)), strict=True):
                    font.to_unicode.setdefault(glyph, own)


_KNOWN: "WeakKeyDictionary[Any, Mapping[int, Sequence[str]]]" = WeakKeyDictionary()


def _known(font: Any) -> Mapping[int, Sequence[str]]:
    if font not in _KNOWN:
        from exporter.theme.substitutions import letters_of_glyphs

        _KNOWN[font] = letters_of_glyphs(font.file_content, font.index)
    return _KNOWN[font]


def _clusters(item: Any, places: Sequence[int], text: bytes) -> Iterator[tuple[list[int], str]]:
    """The glyphs that are set together, in the order of their letters, with these."""
    start, end = item.item.offset, item.item.offset + item.item.length
    glyphs = [(place, item.glyphs.glyphs[number].glyph) for number, place in enumerate(places)]
    if not item.item.analysis.level % 2:
        glyphs.reverse()
    for place, group in groupby(glyphs, key=itemgetter(0)):  # from the last letter on
        yield [glyph for _, glyph in group][::-1], text[start + place : end].decode()
        end = start + place


def _letters_of(glyphs: Sequence[int], letters: str, known: Mapping[int, Sequence[str]]) -> list[str]:
    """What each glyph of a cluster stands for, of all that it may stand for in its font.

    The first of those that the font knows nothing of has the letters that are left.
    """
    left = Counter(unicodedata.normalize("NFKD", letters))
    found = dict.fromkeys(range(len(glyphs)), "")
    for place, glyph in enumerate(glyphs):
        own = next((may for may in known.get(glyph, ()) if not Counter(may) - left), "")
        found[place] = own
        left -= Counter(own)
    unknown = next((place for place, own in found.items() if not own), None)
    if unknown is not None:
        found[unknown] = "".join(left.elements())
    return [unicodedata.normalize("NFC", own) or _NOTHING for own in found.values()]
