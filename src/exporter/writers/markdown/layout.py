"""Lines set in lines: behind the sign of an item, in a quotation, between two tags."""

from collections.abc import Sequence

import msgspec


class Inner(msgspec.Struct, frozen=True):
    """Markdown that stands between two tags."""

    words: str


def below(attributes: str, words: str) -> str:
    return f"{attributes}\n{words}" if attributes else words


def parted(parts: "Sequence[str | Inner]") -> str:
    """Tags on lines of their own, and blank lines around the Markdown between them."""
    lines: list[str] = []
    for part in parts:
        if isinstance(part, str):
            lines.append(part)
        elif part.words:
            lines += ["", part.words, ""]
    return "\n".join(lines)


def indented(sign: str, words: str, width: int) -> str:
    """Words behind the sign of an item, with their other lines below the first."""
    margin = " " * width
    return (sign + "\n".join(f"{margin}{line}" if line else "" for line in words.split("\n"))[width:]).rstrip()


def prefixed(words: str) -> str:
    return "\n".join(f"> {line}" if line else ">" for line in words.split("\n"))
