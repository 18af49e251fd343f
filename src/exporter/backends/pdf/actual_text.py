"""Says what glyphs stand for where their own map cannot (ISO 32000-1, 14.9.4: ActualText).

A PDF maps each glyph to letters once. Indic and Thai glyphs stand for other letters beside other neighbours, signs put
together of several (a flag, a keycap) have one glyph, and PDFium 5 reads no map beyond the first plane. There each line
says its text. Not so from right to left: Poppler 22 turns such a text round, and reads the glyphs alone rightly.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

from exporter.backends.pdf.glyph_letters import RIGHT_TO_LEFT

# Devanagari to Myanmar and Khmer, joiners, keycaps, emoji and all else beyond the first plane.
_OTHERWISE = re.compile("[\u0900-\u109f\u1780-\u17ff\u200d\u20e3\U00010000-\U0010ffff]")


@cache
def say_what_glyphs_stand_for() -> None:
    """Let the engine write each line's text where it is needed."""
    from weasyprint.pdf.stream import Stream

    plain = Stream.marked

    @contextmanager
    def marked(self: Any, box: Any, tag: str) -> Iterator[None]:
        with plain(self, box, tag):
            text = getattr(box, "text", "")
            if self._tags is not None and _OTHERWISE.search(text) and not RIGHT_TO_LEFT.search(text):
                import pydyf

                self.stream[-2]["ActualText"] = pydyf.String(text)  # the properties, before their operator
            yield

    Stream.marked = marked
