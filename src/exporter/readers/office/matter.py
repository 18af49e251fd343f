"""What stands before and behind a text and says something about it: title, authors, date, contact, sources.

Lines whose styles say what they are become fields, the rest stays text. Where no style is a title's, the first heading
or the first large line is one, and that is told as a decision.
"""

import re
from collections.abc import Callable
from typing import Any

import msgspec

from exporter.messages import Decision, Report
from exporter.model import nodes as n
from exporter.model.walk import plain_text, walk
from exporter.readers.office.manuscript import Break, Element, Line
from exporter.readers.office.people import add_contact, people_of
from exporter.readers.written_dates import written_date

_TITLES = ("title", "cover-title", "masthead")
_FRONT = frozenset(
    (
        *_TITLES,
        "subtitle",
        "kicker",
        "byline",
        "dateline",
        "standfirst",
        "embargo",
        "release",
        "issue",
        "cover-line",
        "translated-title",
        "spacer",
        "logo",
        "standfirst-heading",
    )
)
_KINDS = {"release": "press-release", "cover-title": "report", "masthead": "newsletter"}
_LARGE = 1.25  # times the size of the text: a line that is a title by its look


class Matter(msgspec.Struct):
    """What was found: fields under their names in front matter, the introduction, and the lines that are the text."""

    values: dict[str, Any]
    standfirst: tuple[n.AnyInline, ...]
    elements: list[Element]


class MatterReader:
    """Reads the lines around the text of one file; `stated` is what its properties say."""

    def __init__(self, stated: dict[str, str], words: dict[str, str], lang: str, report: Report) -> None:
        self._stated, self._words, self._lang, self._report = stated, words, lang, report
        self._values: dict[str, Any] = {}
        self._standfirst: tuple[n.AnyInline, ...] = ()
        self._readers: dict[str, Callable[[Line], bool]] = {
            **dict.fromkeys(_TITLES, self._title),
            "subtitle": lambda line: self._once("subtitle", line),
            "kicker": self._kicker,
            "byline": self._byline,
            "dateline": self._dateline,
            "standfirst": self._lead,
            "embargo": self._embargo,
            "release": lambda line: line is not None,
            "standfirst-heading": lambda line: line is not None,
            "issue": self._issue,
            "translated-title": lambda line: self._second("title", line),
            "cover-line": self._cover_line,
        }

    def read(self, elements: tuple[Element, ...]) -> Matter:
        """Part the lines that say something about the text from the text."""
        rest = self._front(list(elements))
        rest = self._back(rest)
        return Matter(self._values, self._standfirst, rest)

    # --- Before the text ------------------------------------------------------------------------------------

    def _front(self, elements: list[Element]) -> list[Element]:
        place = next((i for i, item in enumerate(elements) if isinstance(item, Line) and item.role in _TITLES), None)
        has_title = place is not None and all(_may_precede(item) for item in elements[:place])
        kept: list[Element] = []
        place = 0
        while place < len(elements):
            item = elements[place]
            if isinstance(item, Break) and self._values:
                place += 1
                continue
            if not isinstance(item, Line) or item.role not in _FRONT or item.item or item.box:
                break
            if kind := _KINDS.get(item.role):
                self._values.setdefault("kind", kind)
            if item.role not in ("spacer", "logo") and not self._readers[item.role](item):
                kept.append(item if item.role not in _TITLES else msgspec.structs.replace(item, role="body"))
            elif item.role not in ("spacer", "logo", "release", "standfirst-heading"):
                self._decide(item, _SAID.get(item.role, item.role), item.rule, item.confidence)
            place += 1
        rest = [*kept, *elements[place:]]
        if not has_title and "title" not in self._values:
            rest = self._guessed_title(rest)
        if self._values.get("kind") == "press-release":
            rest = self._dated(rest)
        return rest

    def _title(self, line: Line) -> bool:
        words = _words(line)
        if self._values.get("title"):
            return False
        self._values["title"] = words
        return not _holds_more(line)

    def _once(self, name: str, line: Line) -> bool:
        if self._values.get(name):
            return self._second(name, line)
        self._values[name] = _words(line)
        return not _holds_more(line)

    def _second(self, name: str, line: Line) -> bool:
        """A line of the title block in the second language."""
        lang = next((node.lang for node in walk(line.children) if isinstance(node, n.Span) and node.lang), "")
        if not lang and not self._values.get("translation"):
            return False
        translation = self._values.setdefault("translation", {"lang": lang} if lang else {})
        if name in translation:
            return False
        translation[name] = _words(line)
        return not _holds_more(line)

    def _kicker(self, line: Line) -> bool:
        words, publisher = _words(line), self._stated.get("publisher", "")
        press = self._words.get("press_release", "")
        if press and words in (press, f"{press} · {publisher}"):
            self._values.setdefault("kind", "press-release")
            return True
        if words != publisher:
            self._values.setdefault("section", words)
        return True

    def _byline(self, line: Line) -> bool:
        people = people_of(line.children)
        self._values.setdefault("authors", []).extend(people)
        return True

    def _cover_line(self, line: Line) -> bool:
        """A line of a report's cover: an author, the publisher, the date."""
        words = _words(line)
        if isinstance(line.children[0] if line.children else None, n.Span):
            return self._byline(line)
        if words == self._stated.get("publisher"):
            return True
        return self._dateline(line)

    def _dateline(self, line: Line) -> bool:
        """A place and a day, and the day of the last change in brackets."""
        words = _words(line)
        found = re.fullmatch(r"(.*?)\s*\(([^()]*)\)", words)
        updated = self._words.get("updated", "")
        if found and (changed := self._day(found[2].removeprefix(updated).strip(), "modified")):
            self._values["modified"] = changed
            words = found[1]
        for head, tail in _splits(words):
            if date := self._day(tail, "date"):
                self._values["date"] = date
                if head:
                    self._values["place"] = head
                return True
        if line.role == "dateline" and len(words) < 80 and words:
            self._values["place"] = words
            return True
        return False

    def _day(self, words: str, name: str) -> str:
        """The date that some words are; the one that the properties say more exactly where it is the same."""
        date = written_date(words, self._lang)
        stated = self._stated.get(name, "")
        return stated if date and stated.startswith(date) and "T" in stated else date

    def _issue(self, line: Line) -> bool:
        """A newsletter's number, day and publisher."""
        before, _, after = self._words.get("issue", "").partition("{number}")
        for part in _words(line).split(" · "):
            if date := self._day(part, "date"):
                self._values["date"] = date
            elif part != self._stated.get("publisher"):
                self._values["issue"] = part.removeprefix(before).removesuffix(after)
        return True

    def _embargo(self, line: Line) -> bool:
        words = _words(line).removeprefix(self._words.get("embargo_until", "")).strip()
        for end in range(min(len(words), 60), 5, -1):
            if day := written_date(words[:end], self._lang):
                time = re.match(r"\D{0,8}(\d{1,2})(?:\D{1,3}(\d\d))?(?!\d)", words[end:])
                hour = int(time[1]) if time else 24
                self._values["embargo"] = f"{day}T{hour:02}:{time[2] or '00'}:00" if time and hour < 24 else day
                return True
        return False

    def _lead(self, line: Line) -> bool:
        if self._standfirst:
            return self._second("summary", line)
        self._standfirst = line.children
        self._values["summary"] = _words(line)
        return True

    def _guessed_title(self, elements: list[Element]) -> list[Element]:
        """The title where no style says one: the only heading of the first level, or a first line that is larger."""
        lines = [item for item in elements if isinstance(item, Line) and not item.item and not item.box]
        first = next((item for item in lines if item.role != "rule"), None)
        tops = [line for line in lines if line.role == "heading-1"]
        if first is None or first not in elements[:3]:
            return elements
        sizes = sorted(line.look.size_pt for line in lines if line.role == "body" and line.look.size_pt)
        usual = sizes[len(sizes) // 2] if sizes else 0.0
        words = _words(first)
        if first.role == "heading-1" and len(tops) == 1:
            rule, confidence = "first heading", 0.9
        elif (first.role == "body" and usual and first.look.size_pt >= _LARGE * usual and 0 < len(words) <= 200
              and len(lines) > 1):  # fmt: skip
            rule, confidence = "first line, larger than the text", 0.7
        else:
            return elements
        self._decide(first, "title", rule, confidence)
        self._values["title"] = words
        if _holds_more(first):
            return [msgspec.structs.replace(item, role="body") if item is first else item for item in elements]
        return [item for item in elements if item is not first]

    def _dated(self, elements: list[Element]) -> list[Element]:
        """A press release without the place and date that its first paragraph begins with."""
        line = elements[0] if elements else None
        label = line.children[0] if isinstance(line, Line) and line.children else None
        if not isinstance(line, Line) or not isinstance(label, n.Span) or label.classes != ("label",):
            return elements
        following = line.children[1] if len(line.children) > 1 else None
        if not isinstance(following, n.Text) or following.value[:3] not in (" – ", "\u00a0– "):
            return elements
        if not self._dateline(Line(origin=line.origin, children=label.children, role="dateline")):
            return elements
        rest = following.value[3:]
        words = ((msgspec.structs.replace(following, value=rest),) if rest else ()) + tuple(line.children[2:])
        return [msgspec.structs.replace(line, children=words), *elements[1:]]

    # --- Behind the text ------------------------------------------------------------------------------------

    def _back(self, elements: list[Element]) -> list[Element]:
        """The text without the contact box and the small print at its end."""
        end = len(elements)
        while end and _may_follow(elements[end - 1]):
            end -= 1
        kept: list[Element] = []
        contacts: list[dict[str, str]] = []
        for item in elements[end:]:
            assert isinstance(item, Line)
            if item.box == "contact-box":
                if item.role != "contact-heading":
                    add_contact(contacts, item.children)
            elif item.role == "small-print" and not self._small_print(item):
                kept.append(item)
        if contacts:
            self._values["contact"] = contacts
        body = [item for item in elements[:end] if not (isinstance(item, Line) and item.role == "end-mark")]
        return [*body, *kept]

    def _small_print(self, line: Line) -> bool:
        words = _words(line)
        for name, label in (("source", "source"), ("url", "online"), ("keywords", "keywords")):
            said = self._words.get(label, "")
            if said and words.startswith(said):
                value = words.removeprefix(said).strip()
                if name != "keywords" or not self._stated.get("keywords"):
                    self._values[name] = value
                return True
        if isinstance(line.children[0], n.Span) or "rights" in self._values:
            return False
        self._values["rights"] = words
        return True

    def _decide(self, line: Line, role: str, rule: str, confidence: float) -> None:
        self._report.decisions.append(
            Decision(origin=line.origin, role=role, rule=rule, confidence=confidence, text=_words(line)[:80])
        )


_SAID = {"cover-title": "title", "masthead": "title", "cover-line": "byline"}


def _may_precede(item: Element) -> bool:
    return isinstance(item, Break) or (isinstance(item, Line) and item.role in _FRONT)


def _may_follow(item: Element) -> bool:
    ends = ("small-print", "spacer", "end-mark")
    return isinstance(item, Line) and (item.role in ends or item.box == "contact-box")


def _words(line: Line) -> str:
    return " ".join(plain_text(line.children).split("\n")).strip()


def _holds_more(line: Line) -> bool:
    """Whether a line holds notes or pictures, which no field can."""
    return any(isinstance(node, (n.Note, n.NoteReference, n.Image)) for node in walk(line.children))


def _splits(words: str) -> list[tuple[str, str]]:
    """Ways to part a place from a date."""
    commas = [found.start() for found in re.finditer(r"[,،、]", words)]
    return [("", words), *((words[:at].strip(), words[at + 1 :].strip()) for at in commas)]
