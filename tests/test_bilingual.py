"""A text in two languages, side by side or one after the other, in all three formats."""

import re
from typing import Any

import pypdfium2
import pytest
from read_back import W, book, document, printed, words

from exporter import convert_text
from exporter.checks.receipt.pdf import read_pdf

HEAD = """---
title: Le pont rouvre
lang: fr
kind: {kind}
translation: {{lang: {other}, title: The bridge reopens, subtitle: At last, summary: Six months later.}}
bilingual: {how}
---

"""
PARTS = """::: {{lang=fr}}
## Ce qui change

Le pont rouvre : enfin !
:::

::: {{lang={other}}}
## What changes

The bridge reopens; at last!
:::

Commun aux deux.

::: {{lang=fr}}
Suite française.
:::

::: {{lang={other}}}
English sequel.
:::
"""


def made(how: str, kind: str = "brief", other: str = "en") -> Any:
    text = HEAD.format(how=how, kind=kind, other=other) + PARTS.format(other=other)
    result = convert_text(text, ["pdf", "docx", "epub"])
    assert [message.text for message in result.messages if message.severity != "note"] == []
    return result


def test_parts_stand_beside_each_other() -> None:
    result = made("side-by-side")
    rows = [div for div in book(result).iter("{*}div") if "bilingual" in div.get("class", "").split()]
    assert [[part.get("lang") for part in row] for row in rows] == [["fr", "en"], ["fr", "en"]]
    tables = list(document(result).iter(f"{W}tbl"))
    assert [len(table.findall(f"{W}tr/{W}tc")) for table in tables] == [2, 2]
    assert "Ce qui change" in words(tables[0].find(f"{W}tr/{W}tc"))
    page = pypdfium2.PdfDocument(result["pdf"])[0].get_textpage()
    left, right = (page.search(text).get_next() for text in ("Ce qui change", "What changes"))
    (x1, y1), (x2, y2) = (page.get_charbox(place[0])[:2] for place in (left, right))
    assert abs(y1 - y2) < 2  # points
    assert x2 - x1 > 150


def test_texts_of_several_pages_are_read_one_after_the_other() -> None:
    sentences = {"fr": "Le pont rouvre lundi, du matin au soir, sans péage. ", "en": "The bridge reopens on Monday. "}
    parts = [
        f"::: {{lang={lang}}}\n{''.join(f'{lang}{n} {sentence * 12}{chr(10) * 2}' for n in range(12))}:::\n"
        for lang, sentence in sentences.items()
    ]
    head = HEAD.format(kind="brief", other="en", how="side-by-side")
    result = convert_text(head + "\n".join(parts), ["pdf"])
    assert [message.text for message in result.messages if message.severity != "note"] == []
    assert len(printed(result)) > 1
    passages = read_pdf(result["pdf"]).passages
    begins = [found[1] for passage in passages if (found := re.match(r"(fr|en)\d+ ", passage.text))]
    assert begins == ["fr"] * 12 + ["en"] * 12


def test_table_fits_into_its_half() -> None:
    head, row = (
        "| Hauptansprechpartner | Rechnungsprüfung | Zuständigkeit |\n",
        "| Bundesland | Ausschuss | Verwaltung |\n",
    )
    parts = f"::: {{lang=fr}}\nTexte.\n:::\n\n::: {{lang=de}}\n{head}|--|--|--|\n{row}:::\n"
    result = convert_text(HEAD.format(kind="brief", other="de", how="side-by-side") + parts, ["pdf"])
    page = pypdfium2.PdfDocument(result["pdf"])[0]
    text = page.get_textpage()
    assert max(text.get_charbox(n)[2] for n in range(text.count_chars())) < page.get_width() - 55


@pytest.mark.parametrize("how", ["sequence", "one after the other"])
def test_one_language_after_the_other(how: str) -> None:
    result = made(how)
    pages = printed(result)
    assert len(pages) == 2
    assert "Suite française" in pages[0]
    assert "What changes" not in pages[0]
    assert "The bridge reopens" in pages[1]
    assert "English sequel" in pages[1]
    [part] = [div for div in book(result).iter("{*}div") if "translation" in div.get("class", "").split()]
    assert part.get("lang") == "en"


@pytest.mark.parametrize("kind", ["brief", "press-release", "report", "newsletter"])
def test_every_kind_shows_the_second_title(kind: str) -> None:
    root = book(made("side-by-side", kind))
    [title] = [p for p in root.iter("{*}p") if p.get("class") == "translated-title"]
    assert (title.get("lang"), words(title)) == ("en", "The bridge reopens")
    standfirsts = [words(p) for p in root.iter("{*}p") if p.get("class") == "standfirst"]
    assert standfirsts == ["Six months later."]


def test_each_part_has_the_typography_of_its_language() -> None:
    text = "".join(book(made("side-by-side")).itertext())
    assert "rouvre\u00a0: enfin\u202f!" in text
    assert "reopens; at last!" in text


def test_direction_of_the_second_language() -> None:
    result = made("side-by-side", other="ar")
    rows = [div for div in book(result).iter("{*}div") if "bilingual" in div.get("class", "").split()]
    assert [part.get("dir") for part in rows[0]] == ["ltr", "rtl"]
    second = document(result).find(f".//{W}tbl/{W}tr").findall(f"{W}tc")[1]
    assert second.find(f".//{W}bidi") is not None


def test_without_the_field_parts_stay_where_they_are() -> None:
    root = book(made("no"))
    assert not [div for div in root.iter("{*}div") if "bilingual" in div.get("class", "").split()]
    assert words(root).index("What changes") < words(root).index("Suite")
