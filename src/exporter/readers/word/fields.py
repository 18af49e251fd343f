"""Fields (ISO/IEC 29500-1, 17.16): what their codes ask for, and what becomes of the results that they show."""

import re
from functools import cached_property

import msgspec

# Fields whose results are lists that the text itself makes anew.
_LISTS = frozenset({"TOC", "TOA", "INDEX"})
# Fields that hold what lies elsewhere; their last results are read, and nothing is ever asked for anew.
_OUTSIDE = frozenset({"INCLUDETEXT", "INCLUDEPICTURE", "INCLUDE", "DDE", "DDEAUTO", "LINK", "DATABASE", "RD", "IMPORT"})
_WORD = re.compile(r'\\.|"((?:[^"\\]|\\.)*)"|[^\s"]+', re.DOTALL)


class Field(msgspec.Struct, dict=True):
    """A field while it is read: its code, whether its result has begun, and where in the pieces that is."""

    code: str = ""
    in_result: bool = False
    start: int = 0
    paragraph: int = 0
    link: int = 0
    box: str = ""

    @cached_property
    def words(self) -> list[str]:
        """The code's words, once it is whole: its name, arguments without quotation marks, and switches."""
        return [found[1].replace('\\"', '"') if found[1] is not None else found[0] for found in
                _WORD.finditer(self.code)]  # fmt: skip

    @property
    def name(self) -> str:
        """What kind of field it is, in capitals."""
        words = self.words
        return words[0].upper() if words else ""

    @property
    def argument(self) -> str:
        """The first word behind the name that is no switch."""
        return next((word for word in self.words[1:] if not word.startswith("\\")), "")

    def switch(self, letter: str) -> str | None:
        """The word behind a switch; "" where it stands alone, None where it is not there."""
        words = self.words
        for place, word in enumerate(words):
            if word.lower() == f"\\{letter}":
                following = words[place + 1] if place + 1 < len(words) else ""
                return "" if following.startswith("\\") else following
        return None

    @property
    def is_list(self) -> bool:
        """Whether its result is a list of contents, figures or an index."""
        return self.name in _LISTS

    @property
    def is_outside(self) -> bool:
        """Whether it takes something from another file or program."""
        return self.name in _OUTSIDE
