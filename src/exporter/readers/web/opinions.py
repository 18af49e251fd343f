"""What two libraries take for the article: trafilatura by its rules for pages, jusText by the words of each paragraph.

They give texts; here these are looked up in the page, so that its own structure, pictures and lines are kept.
"""

import re

from exporter.origin import Origin
from exporter.readers.languages import language_of
from exporter.readers.web.runs import Runs
from exporter.readers.web.statements import Statement

_WORD = re.compile(r"\w+")
_SHORT = 15  # a short line stands in many places; it counts only near the one found before
_NEAR = 400
_STOPLISTS = {
    "en": "English", "de": "German", "fr": "French", "es": "Spanish", "it": "Italian", "pt": "Portuguese",
    "nl": "Dutch", "pl": "Polish",
}  # fmt: skip
# What these libraries raise on pages that are no pages; they promise nothing.
_FAULTS = (ValueError, TypeError, AttributeError, LookupError, AssertionError, RecursionError, ArithmeticError)


def trafilatura_opinion(text: str, runs: Runs) -> frozenset[int]:
    """The places of the runs that trafilatura keeps."""
    import logging

    import trafilatura
    from lxml.etree import LxmlError

    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)  # the report tells what became of the page
    try:
        found = trafilatura.extract(text, include_comments=False, include_tables=True, deduplicate=False)
    except (*_FAULTS, LxmlError):
        return frozenset()
    return _places(found or "", runs)


def trafilatura_statements(text: str, origin: Origin) -> list[Statement]:
    """What trafilatura, and htmldate for it, read in a page's title, author and date."""
    import trafilatura
    from lxml.etree import LxmlError

    try:
        found = trafilatura.extract_metadata(text)
    except (*_FAULTS, LxmlError):
        return []
    values = (("title", found.title), ("authors", found.author), ("date", found.date)) if found else ()
    return [Statement(field, value, "trafilatura", origin) for field, value in values if value]


def justext_opinion(text: str, runs: Runs) -> frozenset[int]:
    """The places of the runs that jusText takes for good paragraphs."""
    import justext
    from lxml.etree import LxmlError

    language = _STOPLISTS.get(language_of(" ".join(run.text for run in runs.runs if run.is_prose)))
    # Without a list of a language's small words it judges by length and links alone.
    words = justext.get_stoplist(language) if language else frozenset()
    bounds = {} if language else {"stopwords_low": 0.0, "stopwords_high": 0.0}
    try:
        found = justext.justext(text, words, **bounds)
    except (*_FAULTS, LxmlError, justext.core.JustextError):
        return frozenset()
    return _places("\n".join(part.text for part in found if not part.is_boilerplate), runs)


def _places(text: str, runs: Runs) -> frozenset[int]:
    """The runs whose words stand in a text, or most of whose words do in the same order."""
    whole = f" {_plain(text)} "
    found: list[int] = []
    last = 0
    for run in runs.runs:
        words = _plain(run.text)
        if not words:
            continue
        start, end = (max(0, last - 2), last + _NEAR) if len(words) < _SHORT else (0, len(whole))
        place = whole.find(f" {words} ", start, end)
        if place >= 0:
            last = place + len(words)
        if place >= 0 or (len(words) > 60 and _mostly_in(words.split(), whole)):
            found.append(run.place)
    return frozenset(found)


def _mostly_in(words: list[str], whole: str) -> bool:
    pieces = [" ".join(words[place : place + 5]) for place in range(len(words) - 4)]
    return sum(piece in whole for piece in pieces) > 0.6 * len(pieces)


def _plain(text: str) -> str:
    return " ".join(_WORD.findall(text.lower()))
