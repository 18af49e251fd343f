"""Dates as people write them in a language, to W3CDTF: "13 février 2025", "Feb. 13, 2025", "2025年2月13日".

Names of months and days are Unicode's (CLDR, by way of Babel).
"""

import re
import unicodedata
from functools import cache
from typing import Any

from exporter.readers.dates import w3cdtf

LANGUAGES = ("fr", "en", "de", "es", "it", "pt", "nl", "pl", "ar", "he", "zh", "ja")
_DIGITS = str.maketrans("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹", "01234567890123456789")
_MONTH_FIRST = ("en-US", "en")  # who writes 2/13/2025
_IDEOGRAPHIC = re.compile(r"(\d{4})\s*年\s*(\d{1,2})\s*月\s*(\d{1,2})\s*日")
_NUMERIC = re.compile(r"(\d{1,2})([./-])(\d{1,2})\2(\d{4}|\d{2})")
_YEAR_FIRST = re.compile(r"(\d{4})([./-])(\d{1,2})\2(\d{1,2})")
_ORDINAL = r"(?:er|re|st|nd|rd|th|[oa]\b|°|\.)?"  # º and ª are o and a by now
_FILLING = r"(?:[\s,.،]|\b(?:de|del|di|da|do|of|the|le|den|der|am|el|il|op|w|dnia|em|a)\b)*"
_TIME = re.compile(
    r"(?:[\s,–—-]|\b(?:at|à|um|a las|alle|às|om|o|T)\b)*(\d{1,2})\s?[:h.]\s?(\d{2})(?::\d{2})?"
    r"\s?(?:am|pm|a\.m\.|p\.m\.|uhr|h)?(?:\s*\(?(?:gmt|utc|cet|cest|est|edt|bst)\)?)?",
    re.IGNORECASE,
)
_BEFORE = re.compile(r"(?:le|the|on|am|den|el|il|op|em|w dniu|dnia)\s+(?=\S*\d|\w)")


def written_date(text: str, lang: str = "") -> str:
    """The date that a text is, whole; "" when it is none, or could be two. `lang` is the language that it stands in;
    without one every language is tried."""
    text = _plain(text)
    if not re.search(r"\d", text) or len(text) > 60:
        return ""
    languages = [lang.partition("-")[0]] if lang.partition("-")[0] in LANGUAGES else list(LANGUAGES)
    found = {date for language in languages if (date := _in_language(text, language, lang))}
    return found.pop() if len(found) == 1 else ""


def _in_language(text: str, language: str, tag: str) -> str:
    before = _BEFORE.match(text)
    text = text[before.end() :] if before else text
    weekday = _weekdays(language).match(text)
    text = text[weekday.end() :].strip() if weekday else text
    for pattern, order in ((_IDEOGRAPHIC, "ymd"), *_named(language)):
        found = pattern.match(text)
        if found:
            values = dict(zip(order, found.groups(), strict=True))
            month = _months(language).get(values["m"], values["m"])
            rest = _weekdays(language).sub("", text[found.end() :], count=1)  # ideographs have it behind
            return _whole(rest, f"{values['y']}-{month}-{values.get('d', '')}".rstrip("-"))
    if found := _YEAR_FIRST.match(text):
        return _whole(text[found.end() :], f"{found[1]}-{found[3]}-{found[4]}")
    if found := _NUMERIC.match(text):
        is_month_first = found[2] != "." and (tag in _MONTH_FIRST or (not tag and language == "en"))
        day, month = (found[3], found[1]) if is_month_first else (found[1], found[3])
        if int(month) > 12 >= int(day):
            day, month = month, day
        year = found[4] if len(found[4]) == 4 else f"20{found[4]}"
        return _whole(text[found.end() :], f"{year}-{month}-{day}")
    return w3cdtf(text) if re.match(r"\d{4}-", text) else ""


def _whole(rest: str, date: str) -> str:
    """The date with the time that follows; "" when anything else does."""
    parts = [f"{int(part):02}" for part in date.split("-")]
    day = w3cdtf("-".join([parts[0].zfill(4), *parts[1:]]))
    if not rest.strip(" .,;)") or not day:
        return day
    time = _TIME.fullmatch(rest.strip())
    if not time or int(time[1]) > 23 or int(time[2]) > 59:
        return ""
    return day


def _plain(text: str) -> str:
    text = unicodedata.normalize("NFKC", text.translate(_DIGITS)).casefold()
    return " ".join("".join(sign for sign in text if unicodedata.category(sign) != "Cf").split()).strip(" |·•-–—()[]")


@cache
def _months(language: str) -> dict[str, str]:
    """Month numbers by their names, whole and short, with and without a dot."""
    from babel import Locale

    found: dict[str, str] = {}
    for context in Locale.parse(language).months.values():
        for width in ("wide", "abbreviated"):
            for number, name in context[width].items():
                plain = _plain(str(name)).rstrip(".׳'")
                if not plain.isdigit():
                    found[plain] = found[f"{plain}."] = str(number)
    return {**found, **_MORE.get(language, {})}


# What people write and Unicode does not list.
_MORE: dict[str, dict[str, str]] = {
    "en": {"sept": "9", "sept.": "9"},
    "fr": {"fevrier": "2", "aout": "8", "decembre": "12"},
    "de": {"jänner": "1"},
    "es": {"setiembre": "9"},
}


@cache
def _named(language: str) -> tuple[tuple[re.Pattern[str], str], ...]:
    """Patterns with a month's name, and the order of day, month and year in each."""
    names = "|".join(sorted(map(re.escape, _months(language)), key=len, reverse=True))
    if not names:
        return ()
    prefix = "ב?" if language == "he" else ""
    month, day, year = rf"{prefix}({names})[׳']?", rf"(\d{{1,2}}){_ORDINAL}", r"(\d{4})"
    return (
        (re.compile(day + _FILLING + month + _FILLING + year), "dmy"),
        (re.compile(month + _FILLING + day + _FILLING + year), "mdy"),
        (re.compile(year + _FILLING + month + _FILLING + day), "ymd"),
        (re.compile(month + _FILLING + year), "my"),
    )


@cache
def _weekdays(language: str) -> Any:
    from babel import Locale

    days = Locale.parse(language).days
    names = {_plain(str(name)).rstrip(".") for context in days.values() for name in context["wide"].values()}
    names |= {_plain(str(n)).rstrip(".") for n in days["format"]["abbreviated"].values()}
    joined = "|".join(sorted(map(re.escape, names), key=len, reverse=True))
    return re.compile(rf"(?:(?:le|am|on|el|il|op)\s+)?(?:{joined})\.?[\s,،]*")
