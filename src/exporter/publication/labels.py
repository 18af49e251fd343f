"""Words that the templates add, and dates, in the article's language.

One file a language in templates/labels/; its months and patterns are CLDR's (`dates.long`), so that a date costs no
library at the start. A variant's file (`pt-pt.toml`) says only what differs from its language's.
"""

import re
from functools import cache
from pathlib import Path
from typing import Literal

import msgspec

from exporter.messages import Report
from exporter.resources import templates_folder
from exporter.theme.label_files import label_data
from exporter.theme.scripts import RIGHT_TO_LEFT_LANGUAGES

# Adlam, Arabic, Hebrew, Mandaic, N'Ko, Hanifi Rohingya, Samaritan, Syriac and Thaana, by ISO 15924.
_RIGHT_TO_LEFT_SCRIPTS = frozenset("adlm arab hebr mand nkoo rohg samr syrc thaa".split())


class Labels(msgspec.Struct, frozen=True, kw_only=True):
    """The words of one language. `words` are by key ("notes", "page", ...).

    `quotes` are the marks around `q`, `inner_quotes` those of one inside another.

    `hour_pattern` writes a time without minutes, where that is another than `time_pattern`; `standalone_months` are
    the months of a date without a day, where their names are others. Numbers have `decimal` before their decimals and
    `group` between thousands when they have `group_from` digits; without an entry they are written as ISO 80000-1, 7.3
    has them.
    """

    lang: str
    words: dict[str, str]
    months: tuple[str, ...]
    date_pattern: str
    standalone_months: tuple[str, ...] = ()
    month_pattern: str = "{month} {year}"
    year_pattern: str = "{year}"
    time_pattern: str = "{hour:02}:{minute:02}"
    hour_pattern: str = ""
    moment_pattern: str = "{date}, {time}"
    quotes: tuple[str, str] = ("“", "”")
    inner_quotes: tuple[str, str] = ("‘", "’")
    decimal: str = "."
    group: str = "\u202f"
    group_from: int = 4
    percent_pattern: str = "{number}\u00a0{sign}"
    currency_pattern: str = "{number}\u00a0{sign}"

    def __getitem__(self, key: str) -> str:
        return self.words[key]

    def date(self, value: str) -> str:
        """A W3CDTF date as a reader writes it: "13 février 2025", "février 2025", "2025", "13 février 2025 à 12 h"."""
        found = re.match(r"(\d{4})(?:-(\d\d)(?:-(\d\d)(?:T(\d\d):(\d\d))?)?)?", value)
        if not found:
            return value
        year, month, day, hour, minute = found.groups()
        if not month:
            return self.year_pattern.format(year=year)
        if not day:
            names = self.standalone_months or self.months
            return self.month_pattern.format(month=names[int(month) - 1], number=int(month), year=year)
        name = self.months[int(month) - 1]
        ordinal = self.words.get("first_of_month", "") if int(day) == 1 else ""
        text = self.date_pattern.format(day=ordinal or int(day), month=name, number=int(month), year=year)
        if not hour or (hour, minute) == ("00", "00"):
            return text
        pattern = (minute == "00" and self.hour_pattern) or self.time_pattern
        return self.moment_pattern.format(date=text, time=pattern.format(hour=int(hour), minute=int(minute)))


def load_labels(lang: str, report: Report) -> Labels:
    """The labels of a language ("fr-CA" takes "fr", "zh-TW" "zh-Hant"); English, with a note, where there are none."""
    if label_data(lang) is None:
        report.add(
            "T106",
            f'there are no labels in the language "{lang}"; words such as "Notes" and "Page" stand in English',
            "add a file to templates/labels/, or set lang: to a language that has one",
        )
        lang = "en"
    return _labels(templates_folder(), lang)


def direction(lang: str) -> Literal["ltr", "rtl"]:
    """The writing direction of a language: "rtl" or "ltr"; that of the script where its tag names one."""
    language, *others = lang.lower().split("-")
    script = next((part for part in others if len(part) == 4 and part.isalpha()), "")
    if script:
        return "rtl" if script in _RIGHT_TO_LEFT_SCRIPTS else "ltr"
    return "rtl" if language in RIGHT_TO_LEFT_LANGUAGES else "ltr"


@cache
def _labels(folder: Path, lang: str) -> Labels:  # noqa: ARG001 - a house may have templates of its own
    return msgspec.convert(label_data(lang), Labels)
