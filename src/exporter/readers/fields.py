"""From the fields of front matter to Metadata."""

import re
from collections.abc import Callable
from html import unescape
from typing import Any

import msgspec

from exporter.messages import Report
from exporter.model.metadata import Contact, Metadata, Person
from exporter.model.options import SWITCHES, lacking, option_name
from exporter.origin import Origin
from exporter.readers.dates import w3cdtf
from exporter.readers.field_names import QUIET, known_name, tell_unknown
from exporter.readers.front_matter import Field

WATERMARK_LENGTH = 30
_TAG = re.compile(r"</?(?:a|abbr|b|br|cite|code|em|i|mark|q|s|small|span|strong|sub|sup|u|wbr)(?:\s[^<>]*)?/?>", re.I)
_TIME = re.compile(r"\d\s*(?:[:h時点]|uhr\b|[ap]\.?m\b)", re.IGNORECASE)
_SPACES = re.compile(r"[ \t\n\r\f\v]+")  # a no-break space stays
_PICTURE_NAMES = ("src", "url", "path", "file", "image", "source", "feature")


def metadata_of(
    fields: tuple[Field, ...], settings: dict[str, str], report: Report, file_date: str = ""
) -> tuple[Metadata, dict[str, Origin]]:
    """The metadata, and the place of each known field's value; `settings` win over the fields.

    `file_date` (a date in the file's name, as Jekyll wants) stands in when there is no other.
    """
    chosen: dict[str, Field] = {}
    extra: dict[str, Any] = {}
    outside = tuple(Field(key, value, Origin("--set"), Origin("--set")) for key, value in settings.items())
    for field in (*outside, *fields):
        name = known_name(field.key) or None
        if name == "date" and str(field.value).lower() in ("true", "false"):
            name = None  # Jekyll's switch `published`, not a date
        if name is None:
            if field.key.lower() not in QUIET and option_name(field.key) not in SWITCHES:
                tell_unknown(field, report)
            elif wanted := lacking(field.key, field.value):
                _wrong(field, wanted, report)
            extra.setdefault(field.key, field.value)
        elif name in chosen and not (field.value and _is_more_plain(field, chosen[name], name)):
            if field.value != chosen[name].value:
                extra.setdefault(field.key, field.value)
        elif field.value not in (None, "", []):
            if name in chosen:
                extra.setdefault(chosen[name].key, chosen[name].value)
            chosen[name] = field
    _part_cover(chosen)
    values: dict[str, Any] = {}
    for name, field in chosen.items():
        value = _VALUES.get(name, _one_text)(field, report)
        if value in ("", ()):  # an embargo that is no date is shown as it was written
            extra.setdefault(name if name == "embargo" else field.key, field.value)
        else:
            values[name] = value
    if "date" not in values and file_date:
        values["date"] = file_date
    return Metadata(**values, extra=extra), {name: field.origin for name, field in chosen.items()}


def _is_more_plain(field: Field, other: Field, name: str) -> bool:
    """Whether a field is the article's date, and another only the day of its publishing, as Hugo has both."""
    return name == "date" and field.key.lower() == name != other.key.lower() and other.origin.file != "--set"


def _part_cover(chosen: dict[str, Field]) -> None:
    """A cover that is written with its alternative text (`image: {src: ..., alt: ...}`) becomes two fields."""
    cover = chosen.get("cover")
    if cover is not None and isinstance(cover.value, list):  # Hugo's list of pictures: the first stands for the page
        cover = msgspec.structs.replace(cover, value=next(iter(cover.value), None))
        chosen["cover"] = cover
    if cover is None or not isinstance(cover.value, dict):
        return
    for name, parts in (("cover", _PICTURE_NAMES), ("cover_alt", ("alt", "alttext", "alt_text"))):
        text = next((cover.value[part] for part in parts if isinstance(cover.value.get(part), str)), None)
        if text is not None:
            chosen[name] = msgspec.structs.replace(cover, value=text)


def _one_text(field: Field, report: Report) -> str:
    value = field.value
    if isinstance(value, list):
        texts = [item for item in value if isinstance(item, str) and item.strip()]
        if len(texts) == len([item for item in value if item is not None]):
            return ", ".join(text.strip() for text in texts)
    elif isinstance(value, str):
        return _words(value)
    elif isinstance(value, dict):
        for key in ("name", "text", "src", "url", "value", "statement", "holder"):
            if isinstance(value.get(key), str):
                return _words(value[key])
    _wrong(field, "a text", report)
    return ""


def _words(text: str) -> str:
    """Text on one line, with HTML entities read as the characters that they stand for."""
    return unescape(_SPACES.sub(" ", text.strip()))


def _texts(field: Field, report: Report) -> tuple[str, ...]:
    value = field.value
    if isinstance(value, str):
        return tuple(_words(part) for part in re.split(r"[,;]", value) if part.strip())
    if isinstance(value, list):  # Docusaurus gives a tag its address, too
        value = [_label(item) if isinstance(item, dict) else item for item in value]
    if isinstance(value, list) and all(item is None or isinstance(item, str) for item in value):
        return tuple(dict.fromkeys(_words(item) for item in value if item and item.strip()))
    _wrong(field, "a list of words", report)
    return ()


def _label(item: dict[str, Any]) -> Any:
    return next((item[name] for name in ("label", "name", "title") if isinstance(item.get(name), str)), item)


def _title(field: Field, report: Report) -> str:
    """A title without HTML tags; a star or an underscore in it is no markup."""
    value = field.value
    if isinstance(value, str):
        return _words(_TAG.sub(lambda found: " " if found.group().lower().startswith("<br") else "", value))
    return _one_text(field, report)


def _section(field: Field, report: Report) -> str:
    names = _texts(field, report)
    return names[0] if names else ""


def _date(field: Field, report: Report) -> str:
    text = _one_text(field, report)
    is_embargo = known_name(field.key) == "embargo"
    date = w3cdtf(text) or _date_in_words(text, is_embargo)
    if text and not date:
        report.add(
            "R103",
            f'"{text}" is not a date',
            "write the day as 2025-02-13, or 2025-02-13T09:00:00+01:00 with its time",
            field.origin,
        )
    if len(date) == 19 and not is_embargo:
        return date[:10]  # W3CDTF has no time without its zone; an embargo needs it all the same
    return date


def _date_in_words(text: str, is_embargo: bool) -> str:
    """The date that a text is in any of the languages that labels are known in; not that of an embargo with a time,
    which would be lost."""
    from exporter.readers.written_dates import written_date  # few articles have one

    return "" if is_embargo and _TIME.search(text) else written_date(text)


def _people(field: Field, report: Report) -> tuple[Person, ...]:
    value = field.value
    entries = value if isinstance(value, list) else [value]
    people: list[Person] = []
    for entry in entries:
        if isinstance(entry, str) and entry.strip():
            people.extend(_person(name) for name in re.split(r"\s*;\s*|\s+&\s+", entry) if name.strip())
        elif isinstance(entry, dict):
            people.append(_person_of(entry))
        elif entry is not None:
            _wrong(field, "a name, or a list of names", report)
    return tuple(person for person in people if person.name)


def _person(text: str) -> Person:
    found = re.fullmatch(r"(.*?)\s*<([^<>\s]+@[^<>\s]+)>", text.strip())
    return Person(name=_words(found[1]), email=found[2]) if found else Person(name=_words(text))


def _person_of(entry: dict[str, Any]) -> Person:
    lower = {key.lower(): value for key, value in entry.items()}

    def text(*names: str) -> str:
        for name in names:
            value = lower.get(name)
            if isinstance(value, list) and value:
                value = value[0]
            if isinstance(value, dict):
                value = value.get("name") or " ".join(str(part) for part in value.values() if part)
            if isinstance(value, str) and value.strip():
                return _words(value)
        return ""

    return Person(
        name=text("name", "nom", "literal") or " ".join(filter(None, (text("given"), text("family")))),
        role=text("role", "fonction", "title", "job"),
        affiliation=text("affiliation", "affiliations", "institute", "organization", "organisation"),
        email=text("email", "mail", "courriel"),
        url=text("url", "website", "orcid"),
    )


_CONTACT_NAMES = {
    "organisation": "organization", "nom": "name", "courriel": "email", "mail": "email", "tel": "phone",
    "telephone": "phone", "téléphone": "phone", "fonction": "role", "adresse": "address", "site": "url",
}  # fmt: skip


def _contacts(field: Field, report: Report) -> tuple[Contact, ...]:
    known = set(Contact.__struct_fields__)
    contacts: list[Contact] = []
    for entry in field.value if isinstance(field.value, list) else [field.value]:
        if isinstance(entry, str):
            contacts.append(_contact_of(entry))
        elif isinstance(entry, dict):
            values = {_CONTACT_NAMES.get(key.lower(), key.lower()): value for key, value in entry.items()}
            contacts.append(
                Contact(**{key: _words(v) for key, v in values.items() if key in known and isinstance(v, str)})
            )
        elif entry is not None:
            _wrong(field, "a name with an e-mail or a telephone number", report)
    return tuple(contacts)


def _contact_of(text: str) -> Contact:
    email = re.search(r"[^\s<>,;]+@[^\s<>,;]+\.\w+", text)
    phone = re.search(r"\+?\d[\d .()/-]{6,}\d", text)
    name = text
    for found in (email, phone):
        name = name.replace(found.group(), "") if found else name
    return Contact(
        name=_words(re.sub(r"[\s,;<>·|]+$|^[\s,;<>·|]+", "", re.sub(r"[<>]", "", name))),
        email=email.group() if email else "",
        phone=phone.group() if phone else "",
    )


def _lang(field: Field, report: Report) -> str:
    text = _one_text(field, report).replace("_", "-").split(".")[0]
    if re.fullmatch(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*", text):
        parts = text.split("-")
        return "-".join([parts[0].lower(), *(part.upper() if len(part) == 2 else part for part in parts[1:])])
    report.add("R108", f'"{text}" is not a language tag', "write lang: fr, en, ar, pt-BR ...", field.origin)
    return ""


def _direction(field: Field, report: Report) -> str:
    text = _one_text(field, report).lower()
    if text not in ("ltr", "rtl", "auto"):
        _wrong(field, "ltr or rtl", report)
    return text if text in ("ltr", "rtl") else ""


def _address(field: Field, report: Report) -> str:
    text = _one_text(field, report)
    return text if re.match(r"https?://\S+$", text) else ""


def _wrong(field: Field, wanted: str, report: Report) -> None:
    report.add("R105", f'the field "{field.key}" is not {wanted}', f"write {wanted}", field.origin)


def _switch(field: Field, report: Report) -> str:
    """`auto` or `off`; YAML's other words for yes and no count as these."""
    word = field.value.strip().lower() if isinstance(field.value, str) else ""
    if word in ("off", "no", "false", "none"):
        return "off"
    if word in ("auto", "on", "yes", "true"):
        return "auto"
    _wrong(field, '"auto" or "off"', report)
    return ""


def _watermark(field: Field, report: Report) -> str:
    """ "draft" for yes and that word; any other word as it is, none for no."""
    if isinstance(field.value, bool):
        return "draft" if field.value else ""
    text = _one_text(field, report)
    if text.lower() in ("no", "off", "false", "none"):
        return ""
    if len(text) > WATERMARK_LENGTH:
        _wrong(field, f"a word or two, of at most {WATERMARK_LENGTH} characters", report)
        return ""
    return "draft" if text.lower() in ("draft", "yes", "on", "true") else text


_VALUES: dict[str, Callable[[Field, Report], Any]] = {
    "authors": _people,
    "contact": _contacts,
    "date": _date,
    "dir": _direction,
    "embargo": _date,
    "keywords": _texts,
    "lang": _lang,
    "modified": _date,
    "section": _section,
    "subtitle": _title,
    "title": _title,
    "url": _address,
    "typography": _switch,
    "watermark": _watermark,
}
