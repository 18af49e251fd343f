"""What an element of XML says that its article does not: told, or kept with the article's metadata."""

import re
from collections.abc import Iterable, Iterator
from typing import Any

import msgspec

from exporter.messages import Decision, Report
from exporter.model.article import Article
from exporter.origin import Origin
from exporter.readers import ReadOptions

_SHOWN = 80
_MOST_LOOKED_FOR = 500  # elements of one article: what is beyond them is told without being looked for
_WORD = re.compile(r"[^\W_]+")
FIELD = "left-over"  # of the metadata, where all is kept


def with_leftovers(
    article: Article, holder: Any, read: Iterable[Any], number: int, name: str, options: ReadOptions, report: Report
) -> Article:
    """The article with the words of `holder` that are nowhere in it, when all is kept; else they are told, in one line.

    What stands in the elements of `read` was read as text.
    """
    said = [f"{tag}: {words}" for tag, words in leftovers(holder, article, read)]
    if not said:
        return article
    if options.keep_all:
        extra = {**article.metadata.extra, FIELD: said}
        return msgspec.structs.replace(article, metadata=msgspec.structs.replace(article.metadata, extra=extra))
    text = "; ".join(said)
    why = f"{len(said)} part(s) of it that say nothing of the article to its readers"
    report.decisions.append(
        Decision(
            origin=Origin(name, holder.sourceline or 1), role="left-out", rule="leftovers", confidence=0.9,
            text=text if len(text) <= _SHOWN else f"{text[: _SHOWN - 1]}…", why=why, article=number,
        )
    )  # fmt: skip
    return article


def leftovers(holder: Any, article: Article, read: Iterable[Any]) -> Iterator[tuple[str, str]]:
    """The name and words of each innermost element of `holder` whose words stand nowhere in the article."""
    known = _plain(" ".join(_strings(msgspec.to_builtins(msgspec.structs.replace(article, assets={})))))
    done = set(read)
    waiting = [holder]
    count = 0
    while waiting:
        count += 1
        if count == _MOST_LOOKED_FOR:
            known = ""
        node = waiting.pop()
        if node in done or not isinstance(node.tag, str):
            continue
        if _is_in("".join(node.itertext()), known):
            continue
        for words in [node.text, *(child.tail for child in node)]:
            if words and not _is_in(words, known):
                yield node.tag.rpartition("}")[2], " ".join(words.split())
        waiting.extend(reversed(node))


def _is_in(text: str, known: str) -> bool:
    return _plain(text) in known or not _WORD.search(text)


def _plain(text: str) -> str:
    words = " ".join(_WORD.findall(text.casefold()))
    return f" {words} "


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for item in value.values():
            yield from _strings(item)
    elif isinstance(value, (list, tuple)):
        for item in value:
            yield from _strings(item)
