"""Files that are wrong in the ways in which files of a real folder are wrong, and what should become of each."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from corpus.article import Article, Block, written
from corpus.dice import Dice
from corpus.pictures import picture

_LONG_BYTES = 5_000_000
_DEPTH, _COLUMNS = 90, 200


@dataclass(frozen=True)
class Poison:
    """What is wrong, the file's bytes, the pictures beside it that are not what they seem, and the code of the message
    that refuses it: "" where it should be exported all the same."""

    kind: str
    data: bytes
    code: str = ""
    pictures: tuple[tuple[str, bytes], ...] = ()


def poisoned(article: Article, kind: int, dice: Dice) -> Poison:
    """An article made wrong; the kinds take turns."""
    return _KINDS[kind % len(_KINDS)](article, dice)


def _broken_yaml(article: Article, _: Dice) -> Poison:
    head, rest = written(article).split(b"\n", 1)
    return Poison(
        "front matter broken", b"\n".join((head, b'note: "said and not closed', b"  - and: [more", rest)), "R102"
    )


def _picture_missing(article: Article, _: Dice) -> Poison:
    return Poison("picture missing", _with(article, "![A map that nobody sent](pictures/nobody-sent-it.png)"))


def _encoding(article: Article, _: Dice) -> Poison:
    text = written(article).decode().replace("\n\n", "\n\nÀ l’été, déjà : ", 1)
    return Poison("encoding", text.encode("cp1252", "replace"), "R002")


def _deep_list(article: Article, _: Dice) -> Poison:
    lines = (f"{'  ' * depth}- Level {depth}" for depth in range(_DEPTH))
    return Poison("deep list", _with(article, "\n".join(lines)), "R210")


def _empty(_: Article, __: Dice) -> Poison:
    return Poison("empty", b"", "R003")


def _no_title(article: Article, _: Dice) -> Poison:
    lines = [line for line in written(article).decode().split("\n") if not line.startswith("title:")]
    return Poison("no title", "\n".join(lines).encode(), "R101")


def _picture_truncated(article: Article, dice: Dice) -> Poison:
    path = f"{article.head.date[:4]}/pictures/{article.head.number}-half.jpg"
    whole = picture("jpg", dice.under(1 << 16), "poison")
    data = _with(article, f"![A picture of which half came]({{{{{path}}}}})")
    return Poison("picture truncated", data, pictures=((path, whole[: len(whole) // 2]),))


def _long_line(article: Article, _: Dice) -> Poison:
    """A picture pasted into the text, as some editors save it."""
    return Poison(
        "line of 5 MB", _with(article, f"![A picture](data:image/png;base64,{'iVBORw0KGgo' * (_LONG_BYTES // 11)})")
    )


def _controls(article: Article, _: Dice) -> Poison:
    return Poison("control characters", written(article).replace(b"\n\n", b"\n\nBefore\0 and\0 behind. ", 1))


def _wide_table(article: Article, dice: Dice) -> Poison:
    rows = ["|".join(str(dice.under(1000)) for _ in range(_COLUMNS)) for _ in range(6)]
    rows.insert(1, "|".join("-" * 3 for _ in range(_COLUMNS)))
    return Poison("table of 200 columns", _with(article, "\n".join(f"|{row}|" for row in rows)))


_KINDS: tuple[Callable[[Article, Dice], Poison], ...] = (
    _broken_yaml, _picture_missing, _encoding, _deep_list, _empty, _no_title, _picture_truncated, _long_line, _controls,
    _wide_table,
)  # fmt: skip
COUNT = len(_KINDS)


def _with(article: Article, text: str) -> bytes:
    return written(replace(article, blocks=(*article.blocks, Block(text))))
