"""Sentences that read like those of articles: patterns whose places are filled from the words of a language."""

import re
from collections.abc import Callable
from functools import cache

from corpus import words
from corpus.dice import Dice

LANGUAGES = ("en", "fr", "de", "ar")
_SLOT = re.compile(r"\{(\w+)\}")
_VOWELS = "aeiouyhàâéèêîôœ"
_MASCULINE, _FEMININE = "mf"


class Topic:
    """What an article is about: a place, people, an organisation and a project that no other has all of."""

    def __init__(self, lang: str, dice: Dice) -> None:
        self.lang = lang
        self.places = [_place(lang, dice) for _ in range(3)]
        self.people = [_person(lang, dice) for _ in range(3)]
        self.organisation = dice.pick(words.ORGANISATIONS[lang].split("|")).format(place=self.places[0])
        self.project = dice.pick(words.PROJECTS[lang].split("|")).format(place=self.places[1])


class Voice:
    """Writes sentences on a topic. Subclasses know a language: each slot of its patterns is a method."""

    lang: str
    patterns: tuple[str, ...]

    def __init__(self, topic: Topic, dice: Dice) -> None:
        self.topic = topic
        self._dice = dice
        self._lines = [_parsed(pattern) for pattern in self.patterns]
        self._slots: dict[str, Callable[[], str]] = {}

    def sentence(self) -> str:
        """One sentence."""
        return "".join(self._filled(part) if slot else part for slot, part in self._dice.pick(self._lines))

    def phrase(self) -> str:
        """A few words without a verb, as a heading, a cell or an item has them."""
        return _capitalised(self._filled("np"))

    def _filled(self, slot: str) -> str:
        if slot[0].isupper():
            return _capitalised(self._filled(slot[0].lower() + slot[1:]))
        write = self._slots.get(slot)
        if write is None:
            write = self._slots[slot] = getattr(self, f"_{slot}")
        return write()

    def _place(self) -> str:
        return self._dice.pick(self.topic.places)

    def _person(self) -> str:
        return self._dice.pick(self.topic.people)

    def _org(self) -> str:
        return self.topic.organisation

    def _project(self) -> str:
        return self.topic.project

    def _month(self) -> str:
        return self._dice.pick(words.MONTHS[self.lang])

    def _year(self) -> str:
        return str(self._dice.between(1950, 2030))

    def _number(self) -> str:
        return str(self._dice.between(2, 990))

    def _np(self) -> str:
        raise NotImplementedError


class English(Voice):
    """English."""

    lang = "en"
    patterns = words.EN_PATTERNS

    def _np(self) -> str:
        dice = self._dice
        noun = dice.pick(words.EN_NOUNS)
        adjective = f"{dice.pick(words.EN_ADJECTIVES)} " if dice.chance(0.6) else ""
        article = dice.pick(("the", "a", "this", "each"))
        if (
            article == "a"
            and (adjective or noun)[0] in "aeiou"
            and not (adjective or noun).startswith(("uni", "use", "usu"))
        ):
            article = "an"
        return f"{article} {adjective}{noun}"

    def _np2(self) -> str:
        return f"the {self._dice.pick(words.EN_NOUNS)} {self._dice.pick(('of', 'for', 'behind', 'near'))} {self._np()}"

    def _ns(self) -> str:
        noun = self._dice.pick(words.EN_NOUNS)
        if noun[-1] == "y" and noun[-2] not in "aeiou":
            return f"{noun[:-1]}ies"
        return f"{noun}es" if noun.endswith(("s", "x", "ch", "sh")) else f"{noun}s"

    def _v(self) -> str:
        return self._dice.pick(words.EN_VERBS).split()[0]

    def _p(self) -> str:
        return self._dice.pick(words.EN_VERBS).split()[1]

    def _adv(self) -> str:
        return self._dice.pick(words.EN_ADVERBS)

    def _adj(self) -> str:
        return self._dice.pick(words.EN_ADJECTIVES)

    def _percent(self) -> str:
        return f"{self._dice.between(2, 98)}%"

    def _money(self) -> str:
        return f"£{self._dice.between(1, 90)},{self._dice.between(100, 999)}"


class French(Voice):
    """French; adjectives are those that are the same in both genders."""

    lang = "fr"
    patterns = words.FR_PATTERNS

    def _noun(self) -> tuple[str, str]:
        gender = self._dice.pick(_MASCULINE + _FEMININE)
        return self._dice.pick(words.FR_MASCULINE if gender == _MASCULINE else words.FR_FEMININE), gender

    def _np(self) -> str:
        noun, gender = self._noun()
        adjective = f" {self._dice.pick(words.FR_ADJECTIVES)}" if self._dice.chance(0.6) else ""
        if self._dice.chance(0.4):
            return f"{'un' if gender == _MASCULINE else 'une'} {noun}{adjective}"
        return f"{_le(noun, gender)}{noun}{adjective}"

    def _np2(self) -> str:
        noun, gender = self._noun()
        of, of_gender = self._noun()
        joined = f"du {of}" if of_gender == _MASCULINE and of[0] not in _VOWELS else f"de {_le(of, of_gender)}{of}"
        return f"{_le(noun, gender)}{noun} {joined} {self._dice.pick(words.FR_ADJECTIVES)}"

    def _ns(self) -> str:
        noun, _ = self._noun()
        if noun.endswith(("s", "x")):
            return noun
        if noun.endswith("al"):
            return f"{noun[:-2]}aux"
        return f"{noun}x" if noun.endswith("eau") else f"{noun}s"

    def _v(self) -> str:
        return self._dice.pick(words.FR_VERBS).split()[0]

    def _p(self) -> str:
        return f"a {self._dice.pick(words.FR_VERBS).split()[1]}"

    def _adv(self) -> str:
        return self._dice.pick(words.FR_ADVERBS)

    def _percent(self) -> str:
        return f"{self._dice.between(2, 98)} %"

    def _money(self) -> str:
        return f"{self._dice.between(1, 90)} {self._dice.between(100, 999)} €"


class German(Voice):
    """German, in the singular with the definite article."""

    lang = "de"
    patterns = words.DE_PATTERNS
    _nouns = {gender: nouns.split() for gender, nouns in words.DE_NOUNS.items()}  # noqa: RUF012 - a table

    def _np(self) -> str:
        gender = self._dice.pick("mfn")
        article = {"m": "der", "f": "die", "n": "das"}[gender]
        return f"{article} {self._adjective('e')}{self._dice.pick(self._nouns[gender])}"

    def _acc(self) -> str:
        gender = self._dice.pick("mfn")
        article = {"m": "den", "f": "die", "n": "das"}[gender]
        return f"{article} {self._adjective('en' if gender == 'm' else 'e')}{self._dice.pick(self._nouns[gender])}"

    def _adjective(self, ending: str) -> str:
        if self._dice.chance(0.3):
            return ""
        adjective = self._dice.pick(words.DE_ADJECTIVES)
        return f"{adjective.removesuffix('e')}{ending} "

    def _v(self) -> str:
        return self._dice.pick(words.DE_VERBS)

    def _adv(self) -> str:
        return self._dice.pick(words.DE_ADVERBS)

    def _percent(self) -> str:
        return f"{self._dice.between(2, 98)} %"


class Arabic(Voice):
    """Arabic; the verb agrees with the noun that follows it."""

    lang = "ar"
    patterns = words.AR_PATTERNS

    def __init__(self, topic: Topic, dice: Dice) -> None:
        super().__init__(topic, dice)
        self._gender = ""

    def _np(self) -> str:
        gender = self._gender or self._dice.pick(_MASCULINE + _FEMININE)
        self._gender = ""
        noun = self._dice.pick(words.AR_MASCULINE if gender == _MASCULINE else words.AR_FEMININE)
        if self._dice.chance(0.4):
            return f"ال{noun}"
        return f"ال{noun} ال{self._dice.pick(words.AR_ADJECTIVES)}{'' if gender == _MASCULINE else 'ة'}"

    def _v(self) -> str:
        self._gender = self._dice.pick(_MASCULINE + _FEMININE)
        return f"{'ي' if self._gender == _MASCULINE else 'ت'}{self._dice.pick(words.AR_VERBS)}"

    def _percent(self) -> str:
        return f"{self._dice.between(2, 98)}٪"


_VOICES: dict[str, type[Voice]] = {"en": English, "fr": French, "de": German, "ar": Arabic}


def voice_of(lang: str, dice: Dice) -> Voice:
    """Who writes an article in a language, on a topic of its own."""
    return _VOICES[lang](Topic(lang, dice), dice)


@cache
def _parsed(pattern: str) -> tuple[tuple[bool, str], ...]:
    return tuple((bool(place % 2), part) for place, part in enumerate(_SLOT.split(pattern)) if part)


def _place(lang: str, dice: Dice) -> str:
    head, tail = dice.pick(words.PLACE_HEADS[lang].split()), dice.pick(words.PLACE_TAILS[lang].split())
    return f"{head} {tail}" if lang == "ar" else f"{head}{tail}"


def _person(lang: str, dice: Dice) -> str:
    return f"{dice.pick(words.FIRST_NAMES[lang].split())} {dice.pick(words.LAST_NAMES[lang].split())}"


def _le(noun: str, gender: str) -> str:
    return "l’" if noun[0] in _VOWELS else "le " if gender == _MASCULINE else "la "


def _capitalised(text: str) -> str:
    return text[:1].upper() + text[1:]
