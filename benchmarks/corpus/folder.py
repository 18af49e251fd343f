"""The folder: which article is one of its own, which a twin, which poison; and what should become of each."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePosixPath

from corpus.article import Article, Block, article_of, changed, retitled, written
from corpus.dice import Dice
from corpus.expected import EXPECTED, POISON, Expected, write_expected
from corpus.pictures import picture
from corpus.poison import poisoned

# Of fifty articles in a row: one poison, one copied, one published again, one trimmed, one with a changed paragraph,
# and every other time one whose text stands in it twice.
_ROUND = 50
_POISON, _COPY, _AGAIN, _TRIMMED, _CHANGED, _DOUBLED = 25, 9, 19, 29, 39, 49
_TWINS = (_COPY, _AGAIN, _TRIMMED, _CHANGED)
_FAR = 60  # how far behind its original a twin stands
_LONG = 350  # words of an article of which a part may be missing


@dataclass(frozen=True)
class File:
    """A file of the folder. `same` is the number of the article whose text it says to the word, `near` of that which it
    was made from, `code` what refuses it."""

    kind: str
    path: str
    data: bytes
    same: int
    near: int
    code: str = ""
    pictures: dict[str, bytes | str] = field(default_factory=dict)  # bytes, or the kind that the path names


def write_folder(folder: Path, count: int, seed: int) -> None:
    """Write so many articles, their pictures, and what should become of them."""
    files = []
    drawn: set[str] = set()
    for number in range(count):
        file = file_of(seed, number)
        _write(folder / file.path, file.data)
        for path, content in file.pictures.items():
            if path not in drawn:
                drawn.add(path)
                data = content if isinstance(content, bytes) else picture(content, seed, path)
                _write(folder / path, data)
        files.append(replace(file, data=b"", pictures={}))
    write_expected(folder / EXPECTED, expected_of(files))


def file_of(seed: int, number: int) -> File:
    """One file of the folder, whatever others there are."""
    role = number % _ROUND
    dice = Dice(seed, f"role {number}")
    if role == _POISON:
        return _poison(seed, number, dice)
    if role in _TWINS:
        return _twin(seed, number, role, dice)
    article = article_of(seed, number)
    if role == _DOUBLED and number % (2 * _ROUND) == role:
        return _file("said twice", replace(article, blocks=(*article.blocks, *_plain(article))), number)
    return _file("article", article, number)


def expected_of(files: list[File]) -> Iterator[Expected]:
    """What should become of each file: of those that say the same the first by path is exported."""
    files = sorted(files, key=lambda file: file.path)
    families: dict[int, list[str]] = {}
    for file in files:
        if not file.code:
            families.setdefault(file.near, []).append(file.path)
    firsts: dict[int, str] = {}
    for file in files:
        if file.code:
            yield Expected(file.path, "rejected", code=file.code, kind=file.kind)
            continue
        family = families[file.near]
        status = "exported" if firsts.setdefault(file.same, file.path) == file.path else "duplicate"
        yield Expected(file.path, status, family[0] if len(family) > 1 else "", kind=file.kind)


def _file(kind: str, article: Article, near: int, path: str = "", same: int | None = None) -> File:
    path = path or article.head.path
    pictures: dict[str, bytes | str] = {path: kind for block in article.blocks for path, kind in block.pictures}
    return File(kind, path, written(article, path), near if same is None else same, near, pictures=pictures)


def _poison(seed: int, number: int, dice: Dice) -> File:
    article = article_of(seed, number)
    made = poisoned(article, number // _ROUND, dice)
    file = _file(f"{POISON}: {made.kind}", article, number)
    return replace(file, data=made.data, code=made.code, pictures={**file.pictures, **dict(made.pictures)})


def _twin(seed: int, number: int, role: int, dice: Dice) -> File:
    original = _original(seed, number - 1 - dice.under(min(_FAR, number)))
    near = original.head.number
    path = PurePosixPath(original.head.path)
    if role == _COPY:
        return _file("copy", original, near, str(path.with_stem(f"{path.stem}-copy-{number}")))
    if role == _AGAIN:
        year = int(original.head.date[:4]) + 1
        again = retitled(seed, original, f"{year}{original.head.date[4:]}")
        return _file("published again", again, near, f"{year}/{again.head.date}-{again.head.slug}-{number}.md")
    blocks = list(original.blocks)
    if role == _TRIMMED:
        while sum(block.words for block in blocks) > original.words * 0.8:
            blocks.pop()
        kind, same = "trimmed", -(near * _ROUND * 10 + len(blocks)) - 1  # another may be trimmed to the same
    else:
        places = [place for place, block in enumerate(blocks) if _is_paragraph(block) and not block.notes]
        place = min(places, key=lambda place: abs(blocks[place].words - 50))
        blocks[place] = changed(seed, original, number)
        kind, same = "revised", number
    twin = replace(original, blocks=tuple(blocks))
    return _file(kind, twin, near, str(path.with_stem(f"{path.stem}-{kind}-{number}")), same=same)


def _original(seed: int, number: int) -> Article:
    """The nearest article before that is one of its own, and long enough."""
    while True:
        number = max(number, 0)
        role = number % _ROUND
        article = article_of(seed, number)
        if role not in (_POISON, *_TWINS, _DOUBLED) and (article.words >= _LONG or number == 0):
            return article
        number -= 1


def _plain(article: Article) -> Iterator[Block]:
    """Its blocks as a page that was pasted again has them, without the calls of notes."""
    for block in article.blocks:
        text = block.text
        for number in range(99, 0, -1) if block.notes else ():
            text = text.replace(f"[^{number}]", "")
        yield replace(block, text=text, notes=())


def _is_paragraph(block: Block) -> bool:
    return block.text[0] not in "#-|>!`1" and not block.pictures


def _write(file: Path, data: bytes) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(data)
