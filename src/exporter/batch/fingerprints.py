"""What tells that two articles say the same: a digest of their words, and a sample of their runs of words.

The sample holds every run of five words whose hash is small enough, whatever the article (FracMinHash: Irber et al.
2022, after Broder 1997), so that the share of common runs, and of one article's runs in another, can be told from two
samples, however long the articles are.
"""

import re
from array import array
from collections.abc import Iterable
from hashlib import blake2b, sha256

from exporter.model.article import Article
from exporter.model.metadata import Metadata
from exporter.model.walk import plain_text, texts

RUN = 5  # words
_SHARE = 4  # one run in so many is sampled
_LIMIT = (1 << 64) // _SHARE
_FEW = 40  # words: so short a text is the same only with its title, date and pictures
# Ideographs, kana and hangul stand alone: there are no spaces between their words.
_WORD = re.compile(
    r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff]|[^\W_\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff]+"
)


def words_of(article: Article) -> list[str]:
    """The words of an article's text and notes, in small letters, without its title."""
    standfirst, body = words_by_part(article)
    return [*standfirst, *body]


def words_by_part(article: Article) -> tuple[list[str], list[str]]:
    """The same, those of its standfirst and those of its body."""
    return _words(plain_text(article.standfirst)), _words("\n".join(texts(article.body)))


def digest_of(metadata: Metadata, words: list[str], pictures: Iterable[str] = ()) -> str:
    """The digest of the words of an article's body; of a very short one its title, its date and its pictures count,
    too, by their keys."""
    beside = (metadata.title.casefold(), metadata.date, *sorted(pictures)) if len(words) < _FEW else ()
    return sha256("\n".join((*beside, *words)).encode()).hexdigest()[:32]


def sample_of(words: list[str]) -> bytes:
    """The sampled runs as sorted 64-bit numbers, in the byte order of the machine."""
    found = array("Q")
    for place in range(len(words) - RUN + 1):
        run = " ".join(words[place : place + RUN])
        number = int.from_bytes(blake2b(run.encode(), digest_size=8).digest(), "big")
        if number < _LIMIT:
            found.append(number)
    return array("Q", sorted(set(found))).tobytes()


def runs_of(words: list[str]) -> set[tuple[str, ...]]:
    """All runs of five words, to compare two articles exactly."""
    return {tuple(words[place : place + RUN]) for place in range(len(words) - RUN + 1)}


def _words(text: str) -> list[str]:
    return _WORD.findall(text.casefold())
