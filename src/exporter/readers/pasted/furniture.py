"""Words that web pages have around articles, in the languages that labels are known in."""

import re
import tomllib
from functools import cache
from pathlib import Path

import msgspec

_MOST_WORDS = 25  # of a line of furniture: a longer one is somebody's sentence


class Words(msgspec.Struct, frozen=True):
    """What is known of a language: patterns of furniture, words before dates, names and link texts, marks of an end."""

    furniture: re.Pattern[str]
    published: re.Pattern[str]
    by: re.Pattern[str]
    links: re.Pattern[str]
    ends: frozenset[str]
    releases: frozenset[str]
    embargo: re.Pattern[str]

    def is_furniture(self, text: str) -> bool:
        """Whether a line is a button, a notice or a heading of the page around."""
        return len(text.split()) <= _MOST_WORDS and bool(self.furniture.fullmatch(_plain(text)))

    def is_release(self, text: str) -> bool:
        """Whether a line says that the text is one for the press, and nothing else."""
        return _plain(text) in self.releases


@cache
def words_of(lang: str) -> Words:
    """The words of a language, or of all together where it is not known."""
    known = tomllib.loads((Path(__file__).parent / "furniture.toml").read_text("utf-8"))
    language = lang.partition("-")[0]
    own = [known[language]] if language in known and language != "any" else list(known.values())
    parts = [known["any"], *own]

    def gathered(name: str) -> list[str]:
        return list(dict.fromkeys(word for part in parts for word in part.get(name, ())))

    lines = "|".join(re.escape(_plain(line)).replace(r"\*", ".*") for line in gathered("lines"))
    return Words(
        furniture=re.compile(lines),
        published=_before(gathered("published")),
        by=_before(gathered("by")),
        links=_before(gathered("links")),
        ends=frozenset(gathered("ends")),
        releases=frozenset(line for part in known.values() for line in part.get("releases", ())),
        embargo=_before([word for part in known.values() for word in part.get("embargo", ())]),
    )


def _before(words: list[str]) -> re.Pattern[str]:
    """A pattern of any of these words at the beginning, with the sign and space behind."""
    joined = "|".join(sorted(map(re.escape, words), key=len, reverse=True))
    return re.compile(rf"(?:{joined})(?:\s*[:：]\s*|\s+|(?<=[^\x00-\x7f]))", re.IGNORECASE)


def _plain(text: str) -> str:
    return " ".join(text.casefold().split()).rstrip(" .:!…›»>")
