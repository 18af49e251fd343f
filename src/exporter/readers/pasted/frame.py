"""What stands around the text of a pasted article: title, date, byline, standfirst; the byline and mark at its end."""

import re
from collections.abc import Callable, Sequence

import msgspec

from exporter.readers.pasted.furniture import Words
from exporter.readers.pasted.lines import Stretch
from exporter.readers.written_dates import written_date

_HEAD = 8  # stretches among which the title block is looked for
_TITLE_WORDS, _STANDFIRST_WORDS, _LONG_WORDS = 35, 70, 30
_TO_YEAR = re.compile(r".*?\b\d{4}\b")
_PARTICLES = frozenset("de du des d la le van von der den di da dos el al bin ben y e und et and".split())
_ENDS_SENTENCE = (".", "!", "?", "…", ":", ";", ",", "。", "！", "？", "»", "”", '"')


class Part(msgspec.Struct, frozen=True):
    """What a stretch was taken for: its value, the rule that says so, and how sure it is (0 to 1)."""

    role: str
    value: str
    rule: str
    confidence: float


Parts = dict[int, Part]


def frame_of(found: Sequence[Stretch], words: Words, lang: str, is_heading: Callable[[int], bool]) -> Parts:
    """The parts of the title block and of the end, by the places of their stretches."""
    parts: Parts = {}
    _head(found, words, lang, parts)
    _tail(found, words, parts)
    _standfirst(found, parts, is_heading)
    return parts


def _head(found: Sequence[Stretch], words: Words, lang: str, parts: Parts) -> None:
    roles: set[str] = set()
    for place, stretch in enumerate(found[:_HEAD]):
        text = stretch.text
        part = _meta(text, words, lang)
        if part and (part.role not in roles or part.role == "kind"):
            parts[place] = part
        elif "title" not in roles and stretch.words <= _TITLE_WORDS and not stretch.mark:
            parts[place] = Part("title", text, "the first line that is no date and no name", 0.9)
        elif "title" in roles and any(p.role == "title" and p.value == text for p in parts.values()):
            parts[place] = Part("repeat", text, "the title stands again", 0.95)
        elif stretch.words > _LONG_WORDS or "title" in roles:
            break
        roles = {part.role for part in parts.values()}


def _meta(text: str, words: Words, lang: str) -> Part | None:
    """A line that says when or by whom, that the text is for the press, or from when on; and nothing else."""
    if words.is_release(text):
        return Part("kind", "press-release", "a line that says that the text is for the press", 0.95)
    until = words.embargo.match(text)
    if until and _begins_with_day(text[until.end() :]):
        return Part("embargo", text[until.end() :], "a day behind such a word as embargo", 0.95)
    before = words.published.match(text)
    if before and (date := written_date(text[before.end() :], lang)):
        return Part("date", date, "a date behind such a word as published", 0.98)
    if date := written_date(text, lang):
        return Part("date", date, "a line that is a date", 0.95)
    by = words.by.match(text)
    if by and is_name(text[by.end() :]):
        return Part("byline", text[by.end() :].strip(" .,"), "a name behind such a word as by", 0.9)
    for sign in ("|", "·", "•", " – ", " — ", " - ", ","):
        first, found, rest = text.partition(sign)
        date = written_date(rest.strip(), lang) if found else ""
        if date and is_name(by_removed(first, words)):
            return Part("byline and date", f"{by_removed(first, words)}\n{date}", "a name and a date in one line", 0.85)
    return None


def _begins_with_day(text: str) -> bool:
    """Whether a text is a date, perhaps with a time in any form."""
    to_year = _TO_YEAR.match(text)
    return bool(written_date(text) or (to_year and written_date(to_year[0])))


def by_removed(text: str, words: Words) -> str:
    """A name without the word before it."""
    found = words.by.match(text.strip())
    return (text.strip()[found.end() :] if found else text).strip()


def _tail(found: Sequence[Stretch], words: Words, parts: Parts) -> None:
    place = len(found) - 1
    while place > 0 and place not in parts:
        text = found[place].text
        if text.casefold() in words.ends:
            parts[place] = Part("end mark", text, "the mark that ends a press text", 0.9)
            place -= 1
            continue
        by = words.by.match(text)
        known = any("byline" in part.role for part in parts.values())
        if not known and by and is_name(text[by.end() :]):
            parts[place] = Part(
                "byline", text[by.end() :].strip(" .,"), "a name behind such a word as by, at the end", 0.9
            )
        elif not known and found[place].words <= 5 and is_name(text, strict=True):
            parts[place] = Part("byline", text, "a line like a name, at the end", 0.7)
        break


def _standfirst(found: Sequence[Stretch], parts: Parts, is_heading: Callable[[int], bool]) -> None:
    title = next((place for place, part in parts.items() if part.role == "title"), None)
    if title is None:
        return
    place = title + 1
    while place in parts:
        place += 1
    if place + 1 >= len(found) or place + 1 in parts:
        return
    stretch = found[place]
    is_sentence = stretch.words >= 8 and not stretch.mark
    if is_sentence and stretch.words <= _STANDFIRST_WORDS and is_heading(place + 1):
        parts[place] = Part("standfirst", stretch.text, "a short first paragraph before the first heading", 0.85)


def is_name(text: str, strict: bool = False) -> bool:
    """Whether a line could be the name of a person, or of persons; `strict` where nothing else speaks for it."""
    text = text.strip(" .,")
    if not text or text.endswith(_ENDS_SENTENCE) or len(text) > 80:
        return False
    for person in people_of(text):
        names = person.replace("-", " ").split()
        if not names or len(names) > 5 or (strict and len(names) == 1 and not _is_house(person)):
            return False
        if not all(map(_may_be_in_name, names)) and not (strict and _is_house(person)):
            return False
        if any(sign.isdigit() for sign in person) and not _is_house(person):
            return False
    return True


def people_of(text: str) -> list[str]:
    """The persons whom a byline names."""
    return [person for person in re.split(r"\s*(?:,|&|\b(?:et|and|und|y|e|en|i)\b)\s+", text) if person]


def _may_be_in_name(word: str) -> bool:
    return word[0].isupper() or not word[0].isascii() or word.casefold().strip("’'") in _PARTICLES


def _is_house(text: str) -> bool:
    """A name of one word such as 18F or DesignGouv: capitals inside, or with figures."""
    return " " not in text and sum(map(str.isupper, text)) >= 1 and (text[1:] != text[1:].lower() or text[0].isdigit())
