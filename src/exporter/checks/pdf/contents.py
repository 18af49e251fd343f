"""What the content streams of a PDF use and paint (ISO 32000-1, 7.8.2): gathered in one walk, for all rules."""

from collections.abc import Hashable
from typing import Any

import msgspec

from exporter.checks.pdf.colours import Space
from exporter.checks.rules import Box

Code = tuple[int, int]  # a character code, and of how many bytes it is


class Use(msgspec.Struct, eq=False):
    """A thing that is used, with the first page where it is, how often, and the box of a picture."""

    thing: Any
    page: int
    count: int = 1
    box: Box | None = None


class FontUse(msgspec.Struct, eq=False):
    """A font with the codes that are shown in it, each with the first page."""

    font: Any
    key: Hashable
    page: int
    codes: dict[Code, int] = msgspec.field(default_factory=dict)
    seen: dict[Code, int] = msgspec.field(default_factory=dict)  # those that are painted, not only there to be found
    bare: dict[Code, int] = msgspec.field(default_factory=dict)  # those for which no ActualText stands
    unread: bool = False  # its codes are told by a map that is not in the file


class Contents(msgspec.Struct, eq=False):
    """All that is used, by what it is; things that are objects by their identity."""

    fonts: dict[Hashable, FontUse] = msgspec.field(default_factory=dict)
    fontless: dict[str, Use] = msgspec.field(default_factory=dict)  # names of fonts that are nowhere
    images: dict[Hashable, Use] = msgspec.field(default_factory=dict)
    inline: dict[Hashable, Use] = msgspec.field(default_factory=dict)
    forms: dict[Hashable, Use] = msgspec.field(default_factory=dict)
    spaces: dict[Hashable, Use] = msgspec.field(default_factory=dict)
    states: dict[Hashable, Use] = msgspec.field(default_factory=dict)
    shadings: dict[Hashable, Use] = msgspec.field(default_factory=dict)
    intents: dict[str, Use] = msgspec.field(default_factory=dict)
    unknown: dict[str, Use] = msgspec.field(default_factory=dict)  # operators
    borrowed: dict[str, Use] = msgspec.field(default_factory=dict)  # names found in another stream's resources
    languages: dict[str, Use] = msgspec.field(default_factory=dict)
    written: dict[str, Use] = msgspec.field(default_factory=dict)  # values that are written otherwise than asked for
    overprinted: dict[int, Use] = msgspec.field(default_factory=dict)  # by page, as all below
    clear: dict[int, Use] = msgspec.field(default_factory=dict)  # transparency
    nested: dict[int, Use] = msgspec.field(default_factory=dict)  # q within q beyond the limit
    loose: dict[int, Use] = msgspec.field(default_factory=dict)  # painted, neither tagged nor an artifact
    artifacts: dict[int, Use] = msgspec.field(default_factory=dict)  # inside tagged content
    tagged: dict[int, Use] = msgspec.field(default_factory=dict)  # inside artifacts
    unspoken: dict[int, Use] = msgspec.field(default_factory=dict)  # text in no language
    unspoken_spans: dict[int, Use] = msgspec.field(default_factory=dict)  # replacement texts in no language
    endless: dict[int, Use] = msgspec.field(default_factory=dict)  # marks without an end
    unread: dict[int, Use] = msgspec.field(default_factory=dict)  # streams that could not be read to their end

    def note(self, where: dict[Any, Use], key: Hashable, page: int, thing: Any = None, box: Box | None = None) -> bool:
        """Enter a use; whether it is the first."""
        use = where.get(key)
        if use is None:
            where[key] = Use(thing, page, 1, box)
            return True
        use.count += 1
        return False

    def add_space(self, space: Space | None, page: int) -> None:
        """Enter a colour space and those below it."""
        for one in space.all() if space is not None else ():
            self.note(self.spaces, one.key, page, one)
