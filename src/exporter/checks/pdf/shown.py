"""The text that content streams show, as codes of fonts (ISO 32000-1, 9.4): which, where, and whether it is seen."""

from collections.abc import Hashable
from typing import Any

import pikepdf

from exporter.checks.pdf.cmaps import Codes
from exporter.checks.pdf.contents import Contents, FontUse
from exporter.checks.pdf.objects import identity, is_dictionary, items

_INVISIBLE = 3  # the way of showing text that paints nothing


class Shown:
    """The fonts of a file, with all that is shown in each; one that shows nothing is not among its contents."""

    def __init__(self, contents: Contents) -> None:
        self._contents = contents
        self._fonts: dict[Hashable, tuple[FontUse, Codes]] = {}

    def font(self, font: Any, page: int) -> FontUse | None:
        """A font that is chosen; None for what is none."""
        if not is_dictionary(font):
            return None
        key = identity(font)
        if key not in self._fonts:
            self._fonts[key] = FontUse(font, key, page), Codes(font)
        return self._fonts[key][0]

    def begin(self, use: FontUse, page: int) -> bool:
        """Show something in a font; whether it is the first time."""
        if use.key in self._contents.fonts:
            return False
        use.page = page
        self._contents.fonts[use.key] = use
        return True

    def add(self, use: FontUse, operands: Any, page: int, mode: int, replaced: bool) -> None:
        """Take in the strings of an instruction; `replaced` says that a text stands for them."""
        codes = self._fonts[use.key][1]
        for string in items(operands[-1]) if len(operands) else ():
            if not isinstance(string, pikepdf.String):
                continue
            read = codes.of(bytes(string))
            if read is None:
                use.unread = True
                continue
            for code in read:
                use.codes.setdefault(code, page)
            if mode != _INVISIBLE:
                for code in read:
                    use.seen.setdefault(code, page)
            if not replaced:
                for code in read:
                    use.bare.setdefault(code, page)
