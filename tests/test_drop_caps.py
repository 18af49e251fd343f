"""The first letter of a paragraph, three lines high, in all three formats."""

from typing import Any

import pypdfium2
import pytest
from read_back import W, book, document

from exporter import convert_text

WORDS = "Les archives publient chaque année des milliers de pages que personne ne relit. " * 4


def made(text: str, *fields: str, formats: tuple[str, ...] = ("docx", "epub"), lang: str = "fr") -> Any:
    head = "".join(f"{field}\n" for field in fields)
    return convert_text(f"---\ntitle: Lettrine\nlang: {lang}\n{head}---\n\n{text}", list(formats))


def caps_of(result: Any) -> list[str]:
    """The letters that the EPUB sets large."""
    root = book(result)
    return [span.text for span in root.iter("{*}span") if span.get("class") == "drop-cap"]


def frames_of(result: Any) -> list[tuple[str, str]]:
    """The words of each paragraph in a frame and of the one after it."""
    root = document(result)
    found = []
    for frame in root.iter(f"{W}framePr"):
        paragraph = frame.getparent().getparent()
        words = ["".join(item.itertext()) for item in (paragraph, paragraph.getnext())]
        found.append((words[0], words[1]))
    return found


@pytest.mark.parametrize(
    ("text", "letter"),
    [
        (WORDS, "L"),
        ("« " + WORDS + "»", "«L"),
        ("**" + WORDS[:20] + "**" + WORDS, "L"),
        ("[" + WORDS[:20] + "](https://example.org)" + WORDS, "L"),
        ("Économie : " + WORDS, "É"),
    ],
)
def test_first_letter_is_set_large_and_no_word_is_lost(text: str, letter: str) -> None:
    result = made("{.drop-cap}\n" + text)
    assert caps_of(result) == [letter]
    [(cap, rest)] = frames_of(result)
    assert cap == letter
    plain = made(text)
    root = document(plain)
    whole = next(words for p in root.iter(f"{W}p") if "archives" in (words := "".join(p.itertext())))
    assert "".join((cap + rest).split()) == "".join(whole.split())


def test_article_asks_for_one_at_its_beginning() -> None:
    result = made(f"{WORDS}\n\n{WORDS}", "drop-cap: true")
    assert caps_of(result) == ["L"]


def test_nothing_is_large_unasked() -> None:
    result = made(WORDS)
    assert caps_of(result) == []
    assert frames_of(result) == []


@pytest.mark.parametrize(
    ("text", "lang"), [("Trop court.", "fr"), ("تنشر المحفوظات كل عام " * 20, "ar"), ("🙂 " + WORDS, "fr")]
)
def test_paragraph_that_has_no_room_or_no_letter_stays_plain(text: str, lang: str) -> None:
    result = made("{.drop-cap}\n" + text, lang=lang)
    assert caps_of(result) == []
    assert "T115" in [message.code for message in result.messages]


def test_line_of_the_letter_ends_with_the_third_line() -> None:
    result = made("{.drop-cap}\n" + WORDS * 2, formats=("pdf",))
    page = pypdfium2.PdfDocument(result["pdf"])[0].get_textpage()
    boxes = [page.get_charbox(place) for place in range(page.count_chars())]
    letter = max(boxes, key=lambda box: box[3] - box[1])
    assert letter[3] - letter[1] > 30
    # The feet of the letters beside it: most of them stand on the line.
    feet = [round(box[1] - 0.2) for box in boxes if letter[1] - 2 < box[1] < letter[3] and box != letter]
    lines = [line for line in sorted(set(feet), reverse=True) if feet.count(line) > 20]
    assert len(lines) == 3
    assert abs(lines[2] - letter[1]) < 1.5  # points


def test_drop_cap_left_out_is_named_with_its_line() -> None:
    result = made(f"{{.drop-cap}}\n{WORDS}\n\n{{.drop-cap}}\nTrop court.")
    [left] = [message for message in result.messages if message.code == "T115"]
    assert left.origin is not None
    assert left.excerpt == "Trop court."
