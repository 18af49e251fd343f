"""Metadata of a page from what it says of itself: one value for each field, and who says otherwise."""

import re
from collections.abc import Callable
from typing import Any

import msgspec

from exporter.messages import Decision, Report
from exporter.origin import Origin
from exporter.readers.dates import w3cdtf
from exporter.readers.front_matter import Field
from exporter.readers.languages import fault_of_tag, language_of, primary
from exporter.readers.web.saved import Saved
from exporter.readers.web.statements import Statement
from exporter.readers.written_dates import written_date

# Who is believed first; of a source that is not named here, the order of the page counts.
_ORDER: dict[str, tuple[str, ...]] = {
    "title": ("JSON-LD", "Dublin Core", "Open Graph", "meta names", "<title>", "the first heading", "microdata"),
    "authors": ("JSON-LD", "Dublin Core", "meta names", "Open Graph", "microdata", "its byline", "trafilatura"),
    "date": ("JSON-LD", "Open Graph", "microdata", "Dublin Core", "meta names", "<time>", "trafilatura"),
    "url": ("the canonical link", "Open Graph", "JSON-LD"),
    "lang": ("the page", "JSON-LD", "Open Graph", "Dublin Core"),
}
_SPOKEN_OF = ("title", "date", "authors")  # where a contradiction is told
_BY = re.compile(
    r"^(?:written |posted |published |story |reporting |words |text |verfasst )?(?:by|von|par|por|door|przez|author|"
    r"autore?|auteure?|autora?)\b\s*:?\s*|^\s*[|·•–—-]\s*", re.IGNORECASE,
)  # fmt: skip
_AFTER_NAMES = re.compile(
    r"\s*(?:[|·•]|\s[–—-]\s|\b(?:on|am|le|el|il|em|updated|published|posted|at)\b\s+\S*\d|\d{1,2}[./:]\d|\d{4}).*$",
    re.IGNORECASE | re.DOTALL,
)
_AND = re.compile(r"\s*(?:;|\s&\s|\s(?:and|und|et|y|e|en|i)\s)\s*")
_NAME = re.compile(r"[^\W\d_][\w.'’-]*(?:\s+(?:[^\W\d_][\w.'’-]*)){1,3}")
_SEPARATED = re.compile(r"\s+(?:[|\-–—\\/»·:]|::)\s+")


class Chosen(msgspec.Struct, frozen=True):
    """A field's value, from whom, and what others say instead."""

    value: Any
    statement: Statement
    agreeing: tuple[str, ...]
    others: tuple[tuple[str, str], ...]


def fields_of(found: list[Statement], text: str, saved: Saved, report: Report) -> tuple[Field, ...]:
    """The fields of the metadata, as front matter would have them; each choice is a decision."""
    site = next((one.value for one in found if one.field == "publisher"), "")
    heading = next((one.value for one in found if one.source == "the first heading"), "")
    lang = _language(found, text)
    fields: list[Field] = []

    def add(name: str, value: Any, origin: Origin) -> None:
        fields.append(Field(name, value, origin, origin))

    normal: dict[str, Callable[[str], Any]] = {
        "title": lambda value: _title(value, heading, site),
        "authors": _names,
        "date": lambda value: _date(value, lang),
        "modified": lambda value: _date(value, lang),
        "url": lambda value: value if re.match(r"https?://\S+$", value) else "",
    }
    for name in ("title", "authors", "date", "modified", "summary", "publisher", "section", "rights", "url"):
        chosen = _chosen(name, found, normal.get(name, str.strip))
        if chosen is None:
            continue
        add(name, [{"name": one} for one in chosen.value] if name == "authors" else chosen.value,
            chosen.statement.origin)  # fmt: skip
        _tell(name, chosen, report)
    keywords = [word.strip() for one in found if one.field == "keywords" for word in re.split(r"[,;]", one.value)]
    if keywords:
        origin = next(one.origin for one in found if one.field == "keywords")
        add("keywords", list(dict.fromkeys(filter(None, keywords)))[:30], origin)
    if lang:
        add("lang", lang, Origin(saved.origin.file))
    return _with_source(fields, saved, report)


def _chosen(name: str, found: list[Statement], normal: Callable[[str], Any]) -> Chosen | None:
    order = _ORDER.get(name, ())
    asked = [(one, value) for one in found if one.field == name and (value := normal(one.value))]
    if name == "authors":
        asked = _together(asked)
    if not asked:
        return None
    shown = next((value for one, value in asked if one.source == "<title>"), "")
    # Of two titles in one source (a headline and a name) the one counts that the page shows.
    asked.sort(
        key=lambda pair: (
            order.index(pair[0].source) if pair[0].source in order else len(order),
            name == "title" and not _agree(name, shown, pair[1]),
        )
    )
    first, value = asked[0]
    agreeing: list[str] = []
    others: dict[str, str] = {}
    for one, other in asked[1:]:
        if one.source == first.source:
            continue
        if _agree(name, value, other):
            agreeing.append(one.source)
        elif one.source not in ("<time>", "its byline", "microdata"):  # of which a page has many, for other articles
            others.setdefault(one.source, ", ".join(other) if isinstance(other, tuple) else str(other))
    return Chosen(value, first, tuple(dict.fromkeys(agreeing)), tuple(others.items()))


def _together(asked: list[tuple[Statement, Any]]) -> list[tuple[Statement, Any]]:
    """One statement for each source that names several people one by one."""
    by_source: dict[str, tuple[Statement, tuple[str, ...]]] = {}
    for one, names in asked:
        first, before = by_source.get(one.source, (one, ()))
        if one.source == "its byline" and before:
            continue  # the first one is the article's
        known = {_plain(name) for name in before}
        by_source[one.source] = (first, (*before, *(name for name in names if _plain(name) not in known)))
    return list(by_source.values())


def _agree(name: str, one: Any, other: Any) -> bool:
    if name in ("date", "modified"):
        return str(one)[:10] == str(other)[:10]
    if name == "authors":
        first, second = ({word for person in people for word in _plain(person).split()} for people in (one, other))
        return first <= second or second <= first
    first_words, second_words = _plain(str(one)), _plain(str(other))
    return first_words in second_words or second_words in first_words


def _plain(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.casefold()))


def _tell(name: str, chosen: Chosen, report: Report) -> None:
    shown = ", ".join(chosen.value) if isinstance(chosen.value, tuple) else str(chosen.value)
    others = "; ".join(f'{source} says "{value[:80]}"' for source, value in chosen.others)
    also = f"{', '.join(chosen.agreeing)} say so too" if chosen.agreeing else ""
    role = "byline" if name == "authors" else "standfirst" if name == "summary" else name
    report.decisions.append(
        Decision(
            origin=chosen.statement.origin, role=role, rule=chosen.statement.source, text=shown[:80],
            confidence=0.95 if chosen.agreeing else 0.6 if chosen.others else 0.8, why=others or also,
        )
    )  # fmt: skip
    if others and name in _SPOKEN_OF:
        report.add(
            "R522",
            f'{chosen.statement.source} gives the {role} "{shown[:80]}", but {others}',
            f"give the right one with --set {name}=…",
            chosen.statement.origin,
        )


# --- Values ----------------------------------------------------------------------------------------------


def _title(value: str, heading: str, site: str) -> str:
    """A title without the name of its site."""
    parts = _SEPARATED.split(value)
    plain = _plain(value)
    if len(parts) > 1:
        own = _plain(heading)
        if (
            len(own) > 10
            and own != plain
            and (plain.startswith(own) or (plain.endswith(own) and len(own) > len(plain) / 2))
        ):
            return heading
        for kept, name in ((value[: -len(parts[-1])], parts[-1]), (value[len(parts[0]) :], parts[0])):
            if site and _plain(name) == _plain(site):
                return kept.strip(" |-–—\\/»·:")
    return value


def _names(value: str) -> tuple[str, ...]:
    """The people in a byline."""
    text = _BY.sub("", " ".join(value.split()))
    text = _AFTER_NAMES.sub("", text).strip(" ,.;:|-–—")
    if not text or len(text) > 150 or not re.search(r"[^\W\d_]{2}", text):
        return ()
    parts = [part for part in _AND.split(text) if part]
    if "," in text and all(_NAME.fullmatch(name.strip()) for part in parts for name in part.split(",") if name.strip()):
        parts = [name for part in parts for name in part.split(",")]
    return tuple(dict.fromkeys(name for part in parts if (name := part.strip(" ,"))))


def _date(value: str, lang: str) -> str:
    text = re.sub(r"(\d{2}:\d{2}:\d{2})\.\d+", r"\1", value.strip())
    return w3cdtf(text) or w3cdtf(text[:10]) or written_date(text, lang)


def _language(found: list[Statement], text: str) -> str:
    for source in _ORDER["lang"]:
        for one in found:
            tag = one.value.replace("_", "-").split(".")[0]
            if one.field == "lang" and one.source == source and not fault_of_tag(tag):
                guessed = language_of(text)
                return guessed if guessed and guessed != primary(tag) else tag
    return language_of(text)


def _with_source(fields: list[Field], saved: Saved, report: Report) -> tuple[Field, ...]:
    """The page's own address, and when it was read, as the article's source."""
    if saved.address:
        fields = [field for field in fields if field.key != "url"]
        fields.append(Field("url", saved.address, saved.origin, saved.origin))
        report.decisions.append(
            Decision(origin=saved.origin, role="url", rule="saved-from", confidence=0.95, text=saved.address[:80])
        )
    address = next((str(field.value) for field in fields if field.key == "url"), "")
    publisher = next((str(field.value) for field in fields if field.key == "publisher"), "")
    if address:
        accessed = f" ({saved.accessed})" if saved.accessed else ""
        words = ", ".join(filter(None, (publisher, address))) + accessed
        fields.append(Field("source", words, saved.origin, saved.origin))
    return tuple(fields)
