"""The label files: complete, and CLDR's where CLDR says something."""

import io
import re
import zipfile
from string import Formatter

import pytest
from babel import Locale

from exporter.api import convert_text
from exporter.messages import Report
from exporter.publication.labels import Labels, load_labels
from exporter.resources import read_toml, templates_folder

_FILES = {file.stem: read_toml(file) for file in sorted((templates_folder() / "labels").glob("*.toml"))}
_LANGUAGES = [name for name in _FILES if "-" not in name]
_TAGS = [*_LANGUAGES, "pt-PT", "zh-Hant"]

# CLDR 48, characters/delimiters: outer and inner marks. Babel leaves them out of its data.
_QUOTES = {
    "ar": "”“ ’‘", "de": "„“ ‚‘", "en": "“” ‘’", "es": "“” ‘’", "fr": "«» «»", "it": "«» “”", "pt": "“” ‘’",
    "pt-PT": "«» “”", "nl": "‘’ ‘’", "pl": "„” «»", "he": "”” ’’", "zh": "“” ‘’",
    "zh-Hant": "「」 『』", "ja": "「」 『』",
}  # fmt: skip
# Where we differ on purpose, and why.
_OUR_QUOTES = {
    "ar": ("«» “”", "guillemets are the marks of Arabic print; CLDR's are those of its keyboards"),
    "es": ("«» “”", "Ortografía de la lengua española (2010), 3.4.8.2: angular marks first"),
    "fr": ("«» “”", "Lexique des règles typographiques: English marks inside"),
    "nl": ("‘’ “”", "a quotation in a quotation has to show; Onze Taal: the other kind inside"),
}
_OUR_DATES = {
    "en": ("d MMMM y", "the order that English writes outside the United States, and that reads the same within"),
}
_OUR_TIMES = {
    "fr": ("HH 'h' mm", "Imprimerie nationale: 18 h 05"),
}
_PATTERN = {"day": "d", "month": "MMMM", "number": "M", "year": "y", "hour": "H", "minute": "mm"}


def _labels(tag: str) -> Labels:
    report = Report()
    labels = load_labels(tag, report)
    assert not report.messages
    return labels


def _locale(tag: str) -> Locale:
    return Locale.parse(tag, sep="-")


def _as_cldr(pattern: str) -> str:
    """One of our patterns in the letters of CLDR: "{day} de {month}" gives "d de MMMM"."""
    return "".join(text + _PATTERN.get(name or "", "") for text, name, _, _ in Formatter().parse(pattern))


def _unquoted(pattern: str) -> str:
    return pattern.replace("'", "").replace("LLLL", "MMMM")


@pytest.mark.parametrize("lang", _LANGUAGES)
def test_every_label_file_has_the_same_words(lang: str) -> None:
    words = {name: word for name, word in _FILES[lang]["words"].items() if name != "colon"}  # French alone spaces it
    assert list(words) == list(_FILES["en"]["words"])
    empty = [key for key, text in words.items() if not text.strip() and key != "first_of_month"]
    assert empty == []
    # A word that has a place for a value has the same one everywhere.
    for key, text in words.items():
        assert re.findall(r"\{(\w*)\}", text) == re.findall(r"\{(\w*)\}", _FILES["en"]["words"][key]), key


@pytest.mark.parametrize("variant", [name for name in _FILES if "-" in name])
def test_a_variant_says_only_what_differs(variant: str) -> None:
    own, base = _FILES[variant], _FILES[variant.split("-")[0]]
    assert {key for key, value in own.items() if key != "words" and base.get(key) == value} == set()
    assert set(own["words"]) <= set(base["words"])
    assert {key for key, text in own["words"].items() if base["words"][key] == text} == set()


@pytest.mark.parametrize("tag", _TAGS)
def test_months_are_those_of_cldr(tag: str) -> None:
    labels, locale = _labels(tag), _locale(tag)
    assert labels.months == tuple(locale.months["format"]["wide"].values())
    # Babel 2.18 mixes the languages up where stand-alone names are an alias: ask only where a pattern wants them.
    if "LLLL" in locale.datetime_skeletons["yMMMM"].pattern:
        assert labels.standalone_months == tuple(locale.months["stand-alone"]["wide"].values())
    else:
        assert labels.standalone_months == ()


@pytest.mark.parametrize("tag", _TAGS)
def test_date_patterns_are_those_of_cldr(tag: str) -> None:
    labels, locale = _labels(tag), _locale(tag)
    wanted = _OUR_DATES[tag][0] if tag in _OUR_DATES else _unquoted(locale.date_formats["long"].pattern)
    assert _as_cldr(labels.date_pattern) == wanted
    assert _as_cldr(labels.month_pattern) == _unquoted(locale.datetime_skeletons["yMMMM"].pattern)
    assert _as_cldr(labels.year_pattern) == locale.datetime_skeletons["y"].pattern


@pytest.mark.parametrize("tag", _TAGS)
def test_times_have_the_digits_of_cldr(tag: str) -> None:
    labels = _labels(tag)
    if tag in _OUR_TIMES:
        return
    two = _locale(tag).datetime_skeletons["Hm"].pattern.startswith("HH")
    assert labels.time_pattern.format(hour=9, minute=5) == ("09:05" if two else "9:05")


@pytest.mark.parametrize("tag", _TAGS)
def test_quotation_marks_are_those_of_cldr(tag: str) -> None:
    labels = _labels(tag)
    ours = f"{''.join(labels.quotes)} {''.join(labels.inner_quotes)}".replace("\u00a0", "").replace("\u202f", "")
    assert ours == (_OUR_QUOTES[tag][0] if tag in _OUR_QUOTES else _QUOTES[tag])


def test_each_difference_from_cldr_is_one() -> None:
    assert [tag for tag, (marks, _) in _OUR_QUOTES.items() if marks == _QUOTES[tag]] == []
    assert [t for t, (p, _) in _OUR_DATES.items() if p == _unquoted(_locale(t).date_formats["long"].pattern)] == []


@pytest.mark.parametrize(
    ("tag", "date", "words"),
    [
        ("ja", "2025-02-13T18:05", "2025年2月13日 18:05"),
        ("ja", "2025-02", "2025年2月"),
        ("zh-TW", "2025", "2025年"),
        ("pl", "2025-02", "luty 2025"),
        ("pl", "2025-02-13", "13 lutego 2025"),
        ("he", "2025-02-13", "13 בפברואר 2025"),
        ("es", "2025-02", "febrero de 2025"),
        ("pt", "2025-02-01", "1º de fevereiro de 2025"),
    ],
)
def test_a_date_is_written_as_far_as_it_is_known(tag: str, date: str, words: str) -> None:
    assert _labels(tag).date(date) == words


@pytest.mark.parametrize(
    ("tag", "contents", "page"),
    [
        ("fr-CA", "Sommaire", "Page"),
        ("zh", "目录", "页"),
        ("zh-CN", "目录", "页"),
        ("zh-Hans-HK", "目录", "页"),
        ("zh-Hant", "目錄", "頁"),
        ("zh-hk", "目錄", "頁"),
        ("pt-BR", "Sumário", "Página"),
        ("pt-PT", "Índice", "Página"),
    ],
)
def test_a_variant_takes_its_own_words_and_else_those_of_its_language(tag: str, contents: str, page: str) -> None:
    labels = _labels(tag)
    assert (labels["contents"], labels["page"]) == (contents, page)


@pytest.mark.parametrize(
    ("tag", "dir"),
    [
        ("ar-EG", "rtl"), ("apc", "rtl"), ("pnb", "rtl"), ("mzn", "rtl"), ("dv", "rtl"), ("nqo", "rtl"), ("syr", "rtl"),
        ("az", "ltr"), ("az-Arab", "rtl"), ("ff-Adlm", "rtl"), ("ku", "ltr"), ("ckb", "rtl"), ("ku-Arab-IQ", "rtl"),
        ("sd-Deva", "ltr"), ("ug-Cyrl", "ltr"), ("lad", "ltr"), ("ha", "ltr"),
    ],
)  # fmt: skip
def test_page_runs_as_its_language_or_the_script_that_its_tag_names(tag: str, dir: str) -> None:
    made = convert_text(f"---\ntitle: T\nlang: {tag}\n---\n\nW.\n", ["epub"])["epub"]
    with zipfile.ZipFile(io.BytesIO(made)) as book:
        assert f' dir="{dir}"' in book.read("OEBPS/content.xhtml").decode().split("<body")[0]
