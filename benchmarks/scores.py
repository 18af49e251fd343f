"""How near what was read comes to what is known: the words, sentences, and what is said about an article."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable

import msgspec


class Score(msgspec.Struct, frozen=True):
    """Of what was read, how much is known (precision); of what is known, how much was read (recall)."""

    precision: float
    recall: float

    @property
    def f1(self) -> float:
        both = self.precision * self.recall
        return 2 * both / (self.precision + self.recall) if both else 0.0


def words(text: str) -> list[str]:
    return re.findall(r"\w+", unicodedata.normalize("NFC", text))


def score_of_words(expected: str, found: str, beside: str = "", either: str = "") -> Score:
    """The score of words, each as often as it stands. What was found `beside` the text (a title, a byline) counts where
    it is expected, and nowhere else; words in `either` may be found or not."""
    wanted, given = Counter(words(expected)), Counter(words(found))
    given += (wanted - given) & Counter(words(beside))
    given -= (given - wanted) & Counter(words(either))
    common = (wanted & given).total()
    if not wanted and not given:
        return Score(1.0, 1.0)
    return Score(common / given.total() if given else 0.0, common / wanted.total() if wanted else 1.0)


def score_of_sentences(found: Iterable[tuple[str, list[str], list[str]]]) -> Score:
    """The score over texts with the sentences that belong into each, and those that do not."""
    right = missed = wrong = 0
    for text, inside, outside in found:
        plain = " ".join(text.split())
        here = [" ".join(sentence.split()) in plain for sentence in inside]
        right, missed = right + sum(here), missed + len(here) - sum(here)
        wrong += sum(" ".join(sentence.split()) in plain for sentence in outside)
    return Score(right / (right + wrong or 1), right / (right + missed or 1))


def is_right(field: str, known: str, found: str) -> bool:
    """Whether a value says the same: a date the day, a title the words, a byline the names."""
    if field == "date":
        return known[:10] == found[:10]
    wanted, other = (re.findall(r"\w+", text.lower()) for text in (known, found))
    if field == "byline":
        wanted = wanted[1:] if wanted[:1] == ["by"] else wanted
        return bool(other) and Counter(other) <= Counter(wanted) and len(other) >= min(2, len(wanted))
    return bool(other) and other in _without_site(known)


def _without_site(title: str) -> list[list[str]]:
    """The words of a title, and those of it without the names of a site and its sections before or after."""
    parts = [part for part in re.split(r"\s+[|\-–—\\/»·:]\s+", title) if re.search(r"\w", part)]
    spans = {(0, end) for end in range(1, len(parts) + 1)} | {(start, len(parts)) for start in range(len(parts))}
    return [re.findall(r"\w+", " ".join(parts[start:end]).lower()) for start, end in sorted(spans)]
