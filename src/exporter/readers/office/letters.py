"""How letters look, as styles and runs of office files say it."""

import msgspec

_MONOSPACED = frozenset(
    "courier;courier new;consolas;monaco;menlo;lucida console;liberation mono;dejavu sans mono;source code pro;"
    "cascadia mono;cascadia code;ibm plex mono;fira code;fira mono;andale mono;inconsolata;roboto mono;sf mono;"
    "jetbrains mono;ubuntu mono;noto sans mono;noto mono;letter gothic;ocr a extended;nimbus mono l".split(";")
)


class Letters(msgspec.Struct, frozen=True):
    """How letters look; None is what says nothing about it."""

    bold: bool | None = None
    italic: bool | None = None
    underline: bool | None = None
    strike: bool | None = None
    small_caps: bool | None = None
    caps: bool | None = None
    hidden: bool | None = None
    rtl: bool | None = None
    align: str | None = None
    font: str | None = None
    size_pt: float | None = None
    lang: str | None = None
    lang_rtl: str | None = None
    lang_east: str | None = None
    unproofed: bool | None = None

    @property
    def is_monospaced(self) -> bool:
        """Whether the font is one for code."""
        return (self.font or "").lower() in _MONOSPACED


def over(upper: Letters, lower: Letters) -> Letters:
    """Letters that say what `upper` says and, where it says nothing, what `lower` does."""
    if upper == Letters():
        return lower
    return Letters(*(
        own if own is not None else below
        for own, below in zip(msgspec.structs.astuple(upper), msgspec.structs.astuple(lower), strict=True)
    ))  # fmt: skip
