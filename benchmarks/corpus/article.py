"""One article: its head, which others link to, and its blocks, which twins take up."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, replace
from posixpath import dirname, relpath

from corpus import words
from corpus.dice import Dice
from corpus.pictures import KINDS
from corpus.prose import Voice, voice_of

SITE = "https://journal.example"
_LANGUAGES = ("en",) * 10 + ("fr",) * 7 + ("de",) * 2 + ("ar",)
_SHARED = 12  # pictures that many articles show
_PLACE = re.compile(r"\{\{(.+?)\}\}")  # a path from the folder's root, to be written from the article's own


@dataclass(frozen=True)
class Head:
    """What is said of an article, and where it lies below the folder."""

    number: int
    lang: str
    title: str
    authors: tuple[str, ...]
    date: str
    section: str
    keywords: tuple[str, ...]
    summary: str
    path: str
    slug: str

    @property
    def url(self) -> str:
        """Where it was published."""
        return f"{SITE}/{self.date[:4]}/{self.slug}"


@dataclass(frozen=True)
class Block:
    """A block of Markdown, the notes that it calls, and the pictures that it shows: their paths and kinds."""

    text: str
    notes: tuple[str, ...] = ()
    pictures: tuple[tuple[str, str], ...] = ()

    @property
    def words(self) -> int:
        """How long it is."""
        return len(self.text.split()) + sum(len(note.split()) for note in self.notes)


@dataclass(frozen=True)
class Article:
    """A head and the blocks below it."""

    head: Head
    blocks: tuple[Block, ...]

    @property
    def words(self) -> int:
        """How long its blocks are."""
        return sum(block.words for block in self.blocks)


def head_of(seed: int, number: int) -> Head:
    """The head of an article, without writing it."""
    dice = Dice(seed, f"head {number}")
    lang = dice.pick(_LANGUAGES)
    voice = voice_of(lang, dice)
    year = dice.between(2016, 2025)
    date = f"{year}-{dice.between(1, 12):02}-{dice.between(1, 28):02}"
    title = f"{voice.phrase()} – {voice.topic.places[0]}" if dice.chance(0.3) else voice.sentence().strip("“”«»„ .?!؟")
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    slug = "-".join([*re.findall(r"[a-z0-9]+", plain)[:6], str(number)])
    return Head(
        number=number,
        lang=lang,
        title=title,
        authors=tuple(voice.topic.people[: dice.pick((1, 1, 1, 2, 3))]),
        date=date,
        section=dice.pick(words.SECTIONS[lang].split("|")),
        keywords=tuple(dict.fromkeys(voice.phrase() for _ in range(dice.between(0, 4)))),
        summary=voice.sentence() if dice.chance(0.6) else "",
        path=f"{year}/{slug}/index.md" if dice.chance(0.1) else f"{year}/{date}-{slug}.md",
        slug=slug,
    )


def article_of(seed: int, number: int) -> Article:
    """An article of 200 to 1,500 words, most of them short."""
    head = head_of(seed, number)
    dice = Dice(seed, f"body {number}")
    return Article(head, tuple(_Writer(seed, head, dice).blocks(dice.skewed(200, 1500))))


def changed(seed: int, article: Article, place: int) -> Block:
    """A paragraph of the same writer that stands in the place of another."""
    dice = Dice(seed, f"changed {article.head.number} {place}")
    voice = voice_of(article.head.lang, dice)
    return Block(" ".join(voice.sentence() for _ in range(3)))


def written(article: Article, path: str = "") -> bytes:
    """The file of an article that lies at a path, or at its own."""
    head = article.head
    path = path or head.path
    dice = Dice(head.number, "front matter")  # the ways in which houses write it
    lines = ["---", f"title: {_quoted(head.title)}"]
    if len(head.authors) == 1 and dice.chance(0.5):
        lines.append(f"author: {head.authors[0]}")
    else:
        lines += ["authors:", *(f"  - {name}" for name in head.authors)]
    lines.append(f"date: {head.date}{dice.pick(('', '', ' 09:24:00 +0100', 'T18:30:00Z'))}")
    lines.append(f"lang: {head.lang}")
    lines.append(f"{dice.pick(('section', 'category'))}: {head.section}")
    if head.keywords:
        lines.append(f"{dice.pick(('keywords', 'tags'))}: [{', '.join(map(_quoted, head.keywords))}]")
    if head.summary:
        lines.append(f"summary: {_quoted(head.summary)}")
    lines += [f"url: {head.url}", "---", ""]
    notes = []
    for block in article.blocks:
        lines += [block.text, ""]
        notes += block.notes
    lines += [line for note in notes for line in (note, "")]
    here = dirname(path)
    return _PLACE.sub(lambda match: relpath(match[1], here), "\n".join(lines)).encode()


def retitled(seed: int, article: Article, date: str) -> Article:
    """The same text under another title, published later."""
    dice = Dice(seed, f"retitled {article.head.number}")
    title = voice_of(article.head.lang, dice).phrase()
    return replace(
        article, head=replace(article.head, title=title, date=date, summary="", slug=f"{article.head.slug}-2")
    )


class _Writer:
    def __init__(self, seed: int, head: Head, dice: Dice) -> None:
        self._seed = seed
        self._head = head
        self._dice = dice
        self._voice: Voice = voice_of(head.lang, dice)
        self._notes = 0
        self._pictures = 0
        self._has_notes = dice.chance(0.35)

    def blocks(self, length: int) -> Iterator[Block]:
        """Blocks until there are so many words."""
        dice = self._dice
        count = since = 0
        kinds = (self._list, self._list, self._table, self._quotation, self._figure, self._figure, self._code)
        while count < length:
            if since >= 4 and dice.chance(0.5):
                level = "###" if count > length // 2 and dice.chance(0.3) else "##"
                yield Block(f"{level} {self._voice.phrase()}")
                since = 0
            for block in (self._paragraph(), dice.pick(kinds)()) if dice.chance(0.3) else (self._paragraph(),):
                yield block
                count += block.words
                since += 1
        if dice.chance(0.3) and self._head.number:
            yield Block(words.SEE_ALSO[self._head.lang].format(link=self._link()))

    def _paragraph(self) -> Block:
        dice, voice = self._dice, self._voice
        sentences = [voice.sentence() for _ in range(dice.between(2, 6))]
        notes: list[str] = []
        for place, sentence in enumerate(sentences):
            if self._has_notes and dice.chance(0.1):
                self._notes += 1
                sentence = f"{sentence}[^{self._notes}]"
                notes.append(f"[^{self._notes}]: {voice.sentence()}")
            elif dice.chance(0.05):
                sentence = f"{sentence} **{voice.phrase()}.**"
            elif dice.chance(0.05):
                sentence = f"*{sentence}*"
            elif dice.chance(0.05):
                sentence = f"{sentence} ([{voice.phrase()}](https://example.org/{dice.under(100_000)}))"
            elif dice.chance(0.03) and self._head.number:
                sentence = f"{sentence} ({self._link()})"
            sentences[place] = sentence
        return Block(" ".join(sentences), tuple(notes))

    def _link(self) -> str:
        """A link to an earlier article, by its path or by its address on the site."""
        other = head_of(self._seed, self._head.number - 1 - self._dice.under(min(self._head.number, 300)))
        target = other.url if self._dice.chance(0.4) else f"{{{{{other.path}}}}}"
        return f"[{other.title}]({target})"

    def _list(self) -> Block:
        dice, voice = self._dice, self._voice
        ordered = dice.chance(0.3)
        lines = []
        for number in range(1, dice.between(3, 7)):
            lines.append(
                f"{f'{number}.' if ordered else '-'} {voice.sentence() if dice.chance(0.5) else voice.phrase()}"
            )
            if dice.chance(0.15):
                indent = "   " if ordered else "  "
                lines += [f"{indent}- {voice.phrase()}" for _ in range(2)]
        return Block("\n".join(lines))

    def _table(self) -> Block:
        dice, voice = self._dice, self._voice
        heads = words.TABLE_HEADS[self._head.lang].split("|")[: dice.between(3, 5)]
        lines = [f"| {' | '.join(heads)} |", f"|{'|'.join((':--', '--:', '--:', '--:', '---')[: len(heads)])}|"]
        for _ in range(dice.between(4, 10)):
            cells = (
                voice.phrase(), str(dice.between(2, 9999)), f"{dice.between(1, 99)} %", str(dice.between(100, 90_000)),
                voice.phrase(),
            )  # fmt: skip
            lines.append(f"| {' | '.join(cells[: len(heads)])} |")
        return Block("\n".join(lines))

    def _quotation(self) -> Block:
        return Block(f"> {' '.join(self._voice.sentence() for _ in range(self._dice.between(1, 3)))}")

    def _figure(self) -> Block:
        dice = self._dice
        if dice.chance(0.2):
            number = dice.under(_SHARED)
            path, kind = f"pictures/shared-{number}.{KINDS[number % len(KINDS)]}", KINDS[number % len(KINDS)]
        else:
            self._pictures += 1
            kind = dice.pick(KINDS)
            path = f"{self._head.date[:4]}/pictures/{self._head.number}-{self._pictures}.{kind}"
        return Block(f"![{self._voice.sentence()}]({{{{{path}}}}})", pictures=((path, kind),))

    def _code(self) -> Block:
        dice = self._dice
        lines = [f"item_{dice.under(900)} = {dice.under(9000)}  # {dice.pick(words.EN_NOUNS)}" for _ in range(5)]
        return Block("\n".join(("```python", *lines, "```")))


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
