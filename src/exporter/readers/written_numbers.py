"""Numbers as people and programs write them: "1,234.5", "1 234,5", "1.234,5", "12 %", "−3"."""

import re
from collections.abc import Iterable

# What stands for a number that there is not.
_NONE = frozenset({"", "-", "–", "—", ".", "..", "…", "na", "n/a", "n.a.", "nd", "n.d.", "null", "none", "nan"})
_EXACT = re.compile(r"[-+]?\d+(?:\.\d+)?[eE][-+]?\d+")
_NUMBER = re.compile(r"([-+\u2212\u2013]?)(\d(?:[\d.,'\u2019 \u00a0\u2009\u202f]*\d)?|[.,]\d+)")
_AROUND = re.compile(r"^[€$£¥]\s*|\s*(?:[%‰°€$£¥]|°[CF])$")
_SPACES = re.compile("['\u2019 \u00a0\u2009\u202f]")
_LARGEST = 1e15  # above it a float has no exact units
# Languages that part thousands by a comma, and those that do it by a point; in all others neither does.
_BY_COMMA = frozenset("en zh ja ko th hi he ar".split())
_BY_POINT = frozenset("de es it nl pt da id tr el hr sl ro is vi ca eu gl".split())


def group_mark(lang: str) -> str:
    """The mark that parts thousands in a language, where it could be taken for that of decimals; else ""."""
    language = lang.lower().split("-")[0] or "en"
    return "," if language in _BY_COMMA else "." if language in _BY_POINT else ""


def is_missing(text: str) -> bool:
    """Whether a cell says that there is no number."""
    return text.strip().lower() in _NONE


def number_of(text: str, group: str) -> float | None:
    """The number that a text is, `group` being the mark of thousands; None when it is none that can be drawn."""
    text = _AROUND.sub("", _AROUND.sub("", text.strip()))
    if _EXACT.fullmatch(text):
        return _bounded(float(text))
    found = _NUMBER.fullmatch(text)
    if not found:
        return None
    digits = _SPACES.sub("", found[2])
    points, commas = digits.count("."), digits.count(",")
    if points and commas:
        group = "," if digits.rfind(".") > digits.rfind(",") else "."
    elif points + commas > 1:
        group = "." if points else ","
    if group:
        whole = re.split("[.,]", digits.replace(group, "")) if _grouped(digits, group) else [digits]
        digits = ".".join(whole) if len(whole) <= 2 else ""
    digits = digits.replace(",", ".")
    if digits.count(".") > 1 or not digits:
        return None
    return _bounded(float(digits) * (-1 if found[1] in ("-", "\u2212", "\u2013") else 1))


def group_of(texts: Iterable[str], usual: str) -> str:
    """The mark of thousands in a column: what its own cells tell, else the usual one."""
    for text in texts:
        digits = _SPACES.sub("", _AROUND.sub("", _AROUND.sub("", text.strip()))).lstrip("+-\u2212\u2013")
        marks = re.findall("[.,]", digits)
        if len(set(marks)) == 2:
            return str(marks[0])
        if len(marks) > 1:
            return str(marks[0])
        if marks and not re.fullmatch(r"[1-9]\d{0,2}[.,]\d{3}", digits):
            return "," if marks[0] == "." else "."  # it is the mark of decimals
    return usual


def _grouped(digits: str, group: str) -> bool:
    """Whether every `group` mark has three digits behind it."""
    mark = re.escape(group)
    return bool(re.fullmatch(rf"(?:\d{{1,3}}(?:{mark}\d{{3}})*|\d*)(?:[.,]\d+)?", digits))


def _bounded(number: float) -> float | None:
    return number if abs(number) <= _LARGEST else None
