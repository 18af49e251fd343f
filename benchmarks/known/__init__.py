"""What the articles of public corpora are known to be, said by the corpora or by readers that are not ours."""

from pathlib import Path

import msgspec


class Item(msgspec.Struct):
    """A file of a corpus, and what is known of what is in it.

    `text` is the text of its articles, None when only sentences that are `inside` or `outside` are known, or nothing
    at all; words in `either` may be read or not. `data` stands for the bytes of the file where that holds them packed.
    """

    name: str
    file: Path
    format: str
    data: bytes | None = None
    text: str | None = None
    either: str = ""
    inside: list[str] = []
    outside: list[str] = []
    known: dict[str, str] = {}


class Corpus(msgspec.Struct):
    """Files that are measured together; `expected` says where their known text comes from."""

    name: str
    expected: str
    items: list[Item]
