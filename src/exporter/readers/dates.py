"""Dates as authors write them, to W3CDTF ("2025", "2025-02", "2025-02-13", "2025-02-13T09:00:00+01:00")."""

import re
from typing import Any

_NAMES = (
    "january february march april may june july august september october november december",
    "jan feb mar apr may jun jul aug sep oct nov dec",
    "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    "janvier fevrier mars avril mai juin juillet aout septembre octobre novembre decembre",
    "janv févr mars avr mai juin juil août sept oct nov déc",
    "janv fevr mar avr mai juin juill aout sept oct nov dec",
)
_MONTHS = {name: number for names in _NAMES for number, name in enumerate(names.split(), 1)}
_ISO = re.compile(
    r"(\d{4})(?:[-/.](\d{1,2})(?:[-/.](\d{1,2})"
    r"(?:[T ]+(\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?\s*(Z|UTC|[+-]\d{2}:?\d{2}|[+-]\d{1,2})?)?)?)?"
)
_WEEKDAY = re.compile(r"(?:(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*|(?:lun|mar|mercre|jeu|vendre|same)di|dimanche)\.?,? +")
_NUMERIC = re.compile(r"(\d{1,2})([./-])(\d{1,2})\2(\d{4})")
_DAY_FIRST = re.compile(
    r"(\d{1,2})(?:er|st|nd|rd|th)?\.? ([^\W\d]+)\.?,? (\d{4})"
    r"(?: (\d{1,2}):(\d{2})(?::(\d{2}))? (GMT|UTC|Z|[+-]\d{4}))?"
)
_MONTH_YEAR = re.compile(r"([^\W\d]+)\.? (\d{4})")
_MONTH_FIRST = re.compile(r"([^\W\d]+)\.? (\d{1,2})(?:st|nd|rd|th)?,? (\d{4})")


def w3cdtf(text: str) -> str:
    """The date in W3CDTF, or "" when it is none (the 31 February is none). ISO 8601, and English and French names."""
    text = " ".join(text.split())
    weekday = _WEEKDAY.match(text.lower())
    text = text[weekday.end() :] if weekday else text
    if re.fullmatch(r"\d{8}", text):
        text = f"{text[:4]}-{text[4:6]}-{text[6:]}"
    found = _ISO.fullmatch(text)
    if found:
        year, month, day, hour, minute, second, zone = found.groups()
        return _joined(int(year), month, day, (hour, minute, second, zone) if hour else None)
    found = _DAY_FIRST.fullmatch(text)
    if found and found[2].lower() in _MONTHS:
        time = found.group(4, 5, 6, 7) if found[4] else None
        return _joined(int(found[3]), _MONTHS[found[2].lower()], found[1], time)
    found = _MONTH_FIRST.fullmatch(text)
    if found and found[1].lower() in _MONTHS:
        return _joined(int(found[3]), _MONTHS[found[1].lower()], found[2], None)
    found = _MONTH_YEAR.fullmatch(text)
    if found and found[1].lower() in _MONTHS:
        return _joined(int(found[2]), _MONTHS[found[1].lower()], None, None)
    found = _NUMERIC.fullmatch(text)
    if found:
        return _numeric(int(found[1]), found[2], int(found[3]), int(found[4]))
    return ""


def _numeric(first: int, sign: str, second: int, year: int) -> str:
    """A date that begins with its day or its month; "" where nobody can tell which (03/04/2025)."""
    if sign == "." or first > 12 or first == second:
        return _joined(year, second, str(first), None)
    return _joined(year, first, str(second), None) if second > 12 else ""


def _joined(year: int, month: str | int | None, day: str | int | None, time: tuple[str | Any, ...] | None) -> str:
    if month is None:
        return f"{year:04}"
    if not 1 <= int(month) <= 12:
        return ""
    if day is None:
        return f"{year:04}-{int(month):02}"
    if not 1 <= int(day) <= _days(year, int(month)):
        return ""
    date = f"{year:04}-{int(month):02}-{int(day):02}"
    if time is None:
        return date
    hour, minute, second, zone = time
    if int(hour) > 23 or int(minute) > 59 or int(second or 0) > 60:
        return ""
    return f"{date}T{int(hour):02}:{minute}:{second or '00'}{_zone(zone)}"


def _zone(zone: str | None) -> str:
    if not zone:
        return ""
    if zone in ("Z", "UTC", "GMT"):
        return "Z"
    sign, digits = zone[0], zone[1:].replace(":", "")
    digits = f"{digits:0>2}00" if len(digits) <= 2 else digits
    return f"{sign}{digits[:2]}:{digits[2:]}"


def _days(year: int, month: int) -> int:
    if month == 2:
        return 29 if year % 4 == 0 and (year % 100 != 0 or year % 400 == 0) else 28
    return 30 if month in (4, 6, 9, 11) else 31
