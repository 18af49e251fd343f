"""Says what glyphs stand for where their own map cannot (ISO 32000-1, 14.9.4: ActualText).

A PDF maps each glyph to letters once. Indic and Thai glyphs stand for other letters beside other neighbours, signs put
together of several (a flag, a keycap) have one glyph, PDFium 5 reads no map beyond the first plane, and takes a mark
above its letter for a line of its own. There each line says its text. Not so from right to left: Poppler 22 turns such
a text round, and reads the glyphs alone rightly.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

from exporter.backends.pdf.glyph_letters import RIGHT_TO_LEFT
from exporter.backends.pdf.rare_letters import is_marked

# Marks above and below, Devanagari to Myanmar and Khmer, joiners, marks of signs and keycaps, emoji and all else beyond
# the first plane.
_OTHERWISE = re.compile(
    "[\u0300-\u036f\u0483-\u0489\u0900-\u109f\u1780-\u17ff\u1ab0-\u1aff\u1dc0-\u1dff\u200d\u20d0-\u20ff\ufe20-\ufe2f"
    "\U00010000-\U0010ffff]"
)


@cache
def say_what_glyphs_stand_for() -> None:
    """Let the engine write each line's text where it is needed."""
    from weasyprint.pdf.stream import Stream

    plain = Stream.marked

    @contextmanager
    def marked(self: Any, box: Any, tag: str) -> Iterator[None]:
        with plain(self, box, tag):
            text = getattr(box, "text", "")
            otherwise = _OTHERWISE.search(text) or is_marked(box.element)
            if self._tags is not None and text and otherwise and not RIGHT_TO_LEFT.search(text):
                import pydyf

                self.stream[-2]["ActualText"] = pydyf.String(text)  # the properties, before their operator
            yield

    Stream.marked = marked
