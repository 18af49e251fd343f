"""`exporter diff` on the pages: what moved and by how much, what changed that is no text, and looks without pages."""

import io
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from editions import TEXT, article, edition, said
from PIL import Image
from rule_files import changed_pdf, changed_zip

from exporter.api import convert_text
from exporter.checks.editions import Edition, Wanted, compare
from exporter.checks.editions.album import NEW, OLD, Album
from exporter.checks.editions.layout import compare_layout
from exporter.checks.editions.sheets import Line, Sheet
from exporter.messages import Report

PAINTED = "It has been painted seven times, always in green."
REPORT = """---
title: Bridges
lang: en
kind: report
toc: false
---

# Old

Words of the first section.

::: landscape
A turned page.
:::

# New

Words of the second section.
"""


def pages(old: Edition, new: Edition) -> list[str]:
    return said(old, new, words=False)


def redrawn(change: Callable[[bytes], bytes], page: int = 0) -> Edition:
    """The article's PDF with the drawing of a page changed."""

    def draw(pdf: Any) -> None:
        content = pdf.pages[page].Contents.read_bytes()
        changed = change(content)
        assert changed != content
        pdf.pages[page].Contents = pdf.make_stream(changed)

    return Edition("new.pdf", "pdf", changed_pdf(draw)(edition(TEXT, "pdf").data))


def lowered(points: float) -> Callable[[bytes], bytes]:
    """The ninth piece of text so much lower; the page counts in pixels, downwards."""

    def change(content: bytes) -> bytes:
        found = list(re.finditer(rb"1 0 0 -1 ([\d.]+) ([\d.]+) Tm", content))[8]
        place = b"1 0 0 -1 %s %f Tm" % (found[1], float(found[2]) + points / 0.75)
        return content[: found.start()] + place + content[found.end() :]

    return change


def themed(folder: Path, roles: str) -> str:
    (folder / "themes" / "mine").mkdir(parents=True)
    (folder / "themes" / "mine" / "theme.toml").write_text(f'name = "mine"\nbased_on = "editorial"\n{roles}\n')
    return str(folder)


@pytest.mark.parametrize(
    ("before", "after"), [("example.org/guide", "example.org/walks"), ("over a river", "over a brook")]
)
def test_what_is_not_printed_changes_no_page(before: str, after: str) -> None:
    assert pages(edition(TEXT, "pdf"), edition(article((before, after)), "pdf")) == []


CASES = {
    "a word": (
        [("north first sees", "south first sees")],
        ['page 1: "A traveller who comes from the north first sees the arch of the old bridge …" became '
         '"A traveller who comes from the south first sees the arch of the old bridge …"'],
    ),
    "a paragraph less": ([(f"\n{PAINTED}\n", "")], [f'page 1: a line is gone: "{PAINTED}"']),
    "a paragraph more": (
        [(PAINTED, f"There was a toll.\n\n{PAINTED}")],
        [f'page 1: a line moved down by 7.8 mm: "{PAINTED}"', 'page 1: a line is new: "There was a toll."'],
    ),
    "a picture of the same size": ([("one.png", "two.png")], ["page 1: a picture was replaced by another"]),
    "a picture that is smaller": (
        [("width=30%", "width=29%")],
        ["page 1: a picture is 47.0 mm wide, was 48.6 mm"],
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_change_is_seen_where_it_is_and_nowhere_else(case: str) -> None:
    changes, expected = CASES[case]
    found = pages(edition(TEXT, "pdf"), edition(article(*changes), "pdf"))
    assert [one for one in found if "moved up by" not in one] == expected


@pytest.mark.parametrize(
    ("points", "expected"),
    [(0.05, []), (0.2, ["down by 0.2 pt"]), (1, ["down by 1.0 pt"]), (-8.5, ["up by 3.0 mm"])],
)
def test_line_that_moved_is_measured(points: float, expected: list[str]) -> None:
    line = '"A traveller who comes from the … idge. It carries one cart at a"'
    found = pages(edition(TEXT, "pdf"), redrawn(lowered(points)))
    assert found == [f"page 1: a line moved {way}: {line}" for way in expected]


def test_half_a_point_of_size_is_told(tmp_path: Path) -> None:
    theme = themed(tmp_path, "[roles.body]\nsize_pt = 10.5")
    found = pages(edition(TEXT, "pdf"), edition(TEXT, "pdf", "mine", theme))
    sizes = [one for one in found if "10.5 pt" in one]
    assert len(sizes) == 4
    assert all("set in 10.5 pt, before in 10 pt" in one for one in sizes)
    assert not [one for one in found if "words" in one or "gone" in one or "new" in one or "look" in one]


def test_colour_of_text_is_told(tmp_path: Path) -> None:
    theme = themed(tmp_path, '[roles.caption]\ncolor = "accent"')
    [found] = pages(edition(TEXT, "pdf"), edition(TEXT, "pdf", "mine", theme))
    assert re.fullmatch(r'page 1: a line is set in #8A1538, before in #565F6E: "Lengths in metres"', found)


def test_what_is_no_text_is_told_by_its_place() -> None:
    box = b"\nq 1 0 0 rg 300 110 60 30 re f Q\n"
    found = pages(edition(TEXT, "pdf"), redrawn(lambda content: content + box))
    assert found == [
        "page 1: a drawing, rule or ground changed in one place, 22.3 mm by 12.2 mm, 105.6 mm from the left and "
        "38.6 mm from the top"
    ]


def test_line_that_is_drawn_otherwise_where_it_stands_is_told() -> None:
    def unseen(content: bytes) -> bytes:
        return content.replace(b"BT", b"BT 3 Tr", 1).replace(b"ET", b"0 Tr ET", 1)

    assert pages(edition(TEXT, "pdf"), redrawn(unseen)) == [
        'page 1: a line looks otherwise where it stands: "Bridges of the county"'
    ]


def test_page_that_was_put_in_changes_none_after_it() -> None:
    texts = (REPORT, REPORT.replace("toc: false", "toc: true"))
    old, new = (
        Edition(f"{number}.pdf", "pdf", convert_text(text, ["pdf"])["pdf"]) for number, text in enumerate(texts)
    )
    assert [re.sub(r":[^:]*Contents.*", "", one) for one in pages(old, new)] == [
        "page 2: this page is new",
        "3 page numbers are others: pages were added or removed before",
    ]
    assert [re.sub(r":[^:]*Contents.*", "", one) for one in pages(new, old)] == [
        "page 2: this page is gone",
        "3 page numbers are others: pages were added or removed before",
    ]


LONG = "\n\n".join(
    f"## Part {part}\n\n"
    + " ".join(f"Sentence {number} of part {part} is long enough for a line." for number in range(70))
    for part in ("one", "two", "three", "four")
)


def dated(day: int, title: str = "Bridges", text: str = LONG) -> Edition:
    head = f"---\ntitle: {title}\ndate: 2025-03-0{day}\nlang: en\nkind: report\ntoc: false\n---\n\n"
    return Edition(f"{day}.pdf", "pdf", convert_text(head + text, ["pdf"])["pdf"])


def test_footer_that_changed_alike_on_many_pages_is_told_once_and_shown_once() -> None:
    album = Album(9, "png")
    old, new = dated(4), dated(5, text=LONG.replace("Sentence 3 of part three", "Sentence 4 of part three"))
    comparison = compare(old, new, Wanted(words=False), Report(), album.show)
    assert comparison.said == "1 running line is another, 2 pages look otherwise"
    [title, footer, body] = [sight.said for sight in comparison.pages]
    assert title == 'page 1: "4 March 2025" became "5 March 2025"'
    last = comparison.pages[1].on[-1][1]
    assert footer == (
        f'running footer, pages 2-{last}: "4 March 2025 · Page 2 / {last}" became "5 March 2025 · Page 2 / {last}"'
    )
    assert comparison.pages[1].on == tuple((number, number) for number in range(2, last + 1))
    assert body.startswith('page 3: "')
    assert [leaf.pages for leaf in album.leaves] == [(1, 1), (2, 2), (3, 3)]


def test_running_header_is_told_once_though_each_page_says_more_in_it() -> None:
    found = pages(dated(4), dated(4, "Old bridges"))
    assert len(found) == 2
    assert re.match(r'running header, pages 2-\d: "Bridges · 1 Part one" became "Old bridges · 1 Part one"', found[1])


def footed(words: str, y_pt: float = 800, color: str = "#000000") -> list[Sheet]:
    return [
        Sheet(595, 842, (Line(f"Words {number}", 70, 400, 200, 10, "Serif"),
                         Line(words.format(number), 70, y_pt, 90, 8, "Serif", color)))
        for number in range(1, 5)
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (footed("Draft {}"), [Sheet(595, 842, sheet.lines[:1]) for sheet in footed("")], 'a line is gone: "Draft 1"'),
        (footed("Draft"), footed("Draft", 803), 'a line moved down by 1.1 mm: "Draft"'),
        (footed("Draft"), footed("Draft", color="#FF0000"), 'a line is set in #FF0000, before in #000000: "Draft"'),
    ],
)
def test_footer_that_went_moved_or_looks_otherwise_is_told_once(
    old: list[Sheet], new: list[Sheet], expected: str
) -> None:
    found = [sight.said for page in compare_layout(old, new) for sight in page.sights]
    assert found == [f"running footer, pages 1-4: {expected}"]


def test_change_at_the_same_place_that_is_another_on_each_page_is_told_on_each() -> None:
    old, new = footed("Words as they were"), footed("Words {} as they are")
    assert [len(page.sights) for page in compare_layout(old, new)] == [1, 1, 1, 1]


def test_page_that_was_taken_out_of_many_is_the_only_one_that_changed() -> None:
    lines = ["Bridge", "River", "Mill", "Ford", "Toll"]

    def sheets(names: list[str]) -> list[Sheet]:
        return [
            Sheet(595, 842, tuple(Line(f"{name} words {n}", 70, 100 + 14 * n, 200, 10, "Serif") for n in range(9)))
            for name in names
        ]

    compared = compare_layout(sheets(lines), sheets([*lines[:2], *lines[3:]]))
    assert [(page.pages, len(page.sights)) for page in compared] == [
        ((1, 1), 0), ((2, 2), 0), ((3, 0), 1), ((4, 3), 0), ((5, 4), 0)
    ]  # fmt: skip


def test_many_pages_put_in_before_others_are_found_whatever_their_numbers() -> None:
    def sheets(words: list[str]) -> list[Sheet]:
        numbered = enumerate(words, 1)
        return [
            Sheet(595, 842, (Line(word, 70, 100, 200, 10, "Serif"), Line(f"Page {n}", 70, 800, 40, 8, "Serif")))
            for n, word in numbered
        ]

    old, more = ([f"{start} {chr(97 + n // 26)}{chr(97 + n % 26)}" for n in range(200)] for start in ("old", "more"))
    compared = compare_layout(sheets(old), sheets([*more, *old]))
    assert [page.pages for page in compared if page.pages[0]] == [(n, n + 200) for n in range(1, 201)]
    assert {len(page.sights) for page in compared if page.pages[0]} == {0}


def test_page_as_it_was_among_changed_ones_of_the_same_form_is_found() -> None:
    def sheets(word: str, kept: int) -> list[Sheet]:
        words = ["of" if number == kept else word for number in range(6)]
        return [
            Sheet(595, 842, (Line(f"Sheet {number} {word} the survey", 70, 100, 200, 10, "Serif"),))
            for number, word in enumerate(words)
        ]

    compared = compare_layout(sheets("of", 4), sheets("in", 4))
    assert [page.pages for page in compared] == [(number, number) for number in range(1, 7)]
    assert [page.pages[0] for page in compared if not page.sights] == [5]


def test_paragraphs_in_another_order_moved() -> None:
    one, other = "It has been painted seven times, always in green.", "There was a toll."
    texts = (article((PAINTED, f"{one}\n\n{other}")), article((PAINTED, f"{other}\n\n{one}")))
    assert pages(*(edition(text, "pdf") for text in texts)) == [
        f'page 1: a line moved down by 7.8 mm: "{one}"',
        f'page 1: a line moved up by 7.8 mm: "{other}"',
    ]


def test_lines_that_go_over_to_the_next_page_are_found_there(tmp_path: Path) -> None:
    long = "\n\n".join(f"Paragraph number {word} of a text that is long enough." for word in range(100, 160))
    head = "---\ntitle: T\nlang: en\n---\n\n"
    texts = (f"{head}{long}", f"{head}One more.\n\n{long}")
    old, new = (Edition(f"{n}.pdf", "pdf", convert_text(text, ["pdf"])["pdf"]) for n, text in enumerate(texts))
    found = [re.sub(': "P.*', "", one) for one in pages(old, new)]
    assert len(found) == 5
    assert re.fullmatch(r"page 1: a block of \d+ lines moved down by [\d.]+ mm", found[0])
    assert found[1:3] == ['page 1: a line is new: "One more."', "page 1: a line went over to page 2"]
    assert re.fullmatch(r"page 2: a block of \d+ lines moved down by [\d.]+ mm", found[3])
    assert found[4] == "page 2: a line came over from page 1"


def test_pdf_without_tags_is_compared_by_its_lines() -> None:
    untagged = changed_pdf(lambda pdf: pdf.Root.__delitem__("/StructTreeRoot"))
    changes = [("north first sees", "south first sees"), (f"\n{PAINTED}\n", "")]
    files = [untagged(edition(text, "pdf").data) for text in (TEXT, article(*changes))]
    report = Report()
    old, new = (Edition(f"{number}.pdf", "pdf", data) for number, data in enumerate(files))
    words = compare(old, new, Wanted(pages=False), report).words
    assert [(change.what, change.place) for change in words] == [("changed", "page 1"), ("removed", "page 1")]
    assert [(span.old.strip(), span.new.strip()) for span in words[0].spans] == [("north", "south")]
    assert [message.code for message in report.messages] == ["V106", "V106"]


def test_overlay_shows_each_edition_in_its_colour() -> None:
    album = Album(1, "png")
    old, new = edition(TEXT, "pdf"), edition(article((f"\n{PAINTED}\n", "")), "pdf")
    for pair in ((old, new), (new, old)):
        compare(*pair, Wanted(words=False), Report(), album.show)
    assert (len(album.leaves), album.left) == (1, 1)
    both = Image.open(io.BytesIO(album.leaves[0].both)).convert("RGB")
    colors = [color for _, color in both.getcolors(1 << 20) or () if isinstance(color, tuple)]
    assert max(red - blue for red, _, blue in colors) > (OLD[0] - OLD[2]) * 0.7
    assert max(blue - red for red, _, blue in colors) < (NEW[2] - NEW[0]) * 0.3


def test_styles_and_pictures_of_a_book_are_compared() -> None:
    styled = changed_zip("OEBPS/style.css", ("h2 {", "h2 { letter-spacing: 1px;"))(edition(TEXT, "epub").data)
    assert pages(edition(TEXT, "epub"), Edition("new.epub", "epub", styled)) == [
        'OEBPS/style.css, rule "h2": nothing became "letter-spacing: 1px"'
    ]
    assert pages(edition(TEXT, "epub"), edition(article(("one.png", "two.png")), "epub")) == ["picture 1 is another"]
    renamed = edition(article(("title: Bridges", "title: The bridges")), "epub")
    assert pages(edition(TEXT, "epub"), renamed) == ["cover is another"]


def test_styles_and_margins_of_a_word_file_are_compared(tmp_path: Path) -> None:
    theme = themed(tmp_path, "[roles.body]\nsize_pt = 10.5")
    found = [one for one in pages(edition(TEXT, "docx"), edition(TEXT, "docx", "mine", theme)) if "style" in one]
    assert 'style "Normal"' in found[0]
    assert any(one.endswith('"rPr/sz: 20" became "rPr/sz: 21"') for one in found)
    renamed = edition(article(("title: Bridges of", "title: The bridges of")), "docx")
    assert pages(edition(TEXT, "docx"), renamed)[0] == (
        'header (header1.xml): "Bridges of the county" became "The bridges of the county"'
    )


def test_pages_of_word_files_come_from_libreoffice_or_a_note_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    old, new = edition(TEXT, "docx"), edition(article((f"\n{PAINTED}\n", "")), "docx")
    if shutil.which("soffice"):
        assert f'page 1: a line is gone: "{PAINTED}"' in pages(old, new)
    monkeypatch.setenv("PATH", "")
    report = Report()
    assert compare(old, new, Wanted(words=False), report).pages == ()
    [note] = report.messages
    assert (note.code, note.severity) == ("V106", "note")
    assert "LibreOffice is not installed" in note.text
