"""Charts: drawn in the theme's look, described, with their data beside them; data that make no chart stay a table."""

import io
import json
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from exporter import Result, convert_file, convert_text
from exporter.messages import Report
from exporter.origin import Source
from exporter.publication import Layout
from exporter.publication.labels import load_labels
from exporter.publication.look import find_theme, themes
from exporter.theme.contrast import contrast

FORMS = ["bar", "column", "line", "area", "stacked-bar", "pie", "donut", "dot"]
ROWS = "rows:\n  - [Town, Share]\n  - [Lyon, 40.5]\n  - [Paris, 1250]\n  - [Nice, 8]\n"


def article(body: str, lang: str = "en") -> str:
    return f"---\ntitle: A\nlang: {lang}\n---\n\n{body}\n"


def chart(text: str, lang: str = "en") -> str:
    return article(f"```chart\n{text}```", lang)


def book(result: Result) -> zipfile.ZipFile:
    return zipfile.ZipFile(io.BytesIO(result["epub"]))


def page(result: Result) -> str:
    return book(result).read("OEBPS/content.xhtml").decode()


def drawings(result: Result) -> list[bytes]:
    files = book(result)
    return [files.read(name) for name in files.namelist() if re.search(r"assets/\w{16}\.svg", name)]


def codes(result: Result) -> list[str]:
    return [message.code for message in result.messages if message.code != "T108"]


def cells(result: Result) -> list[list[str]]:
    root = etree.fromstring(page(result).encode())
    return [["".join(cell.itertext()).strip() for cell in row] for row in root.iter("{*}tr")]


@pytest.mark.parametrize("form", FORMS)
def test_chart_is_drawn_and_its_data_stand_below(form: str) -> None:
    result = convert_text(chart(f"type: {form}\ntitle: How much\nsource: The office\n{ROWS}"), ["epub"])
    assert codes(result) == []
    (svg,) = drawings(result)
    root = etree.fromstring(svg)
    assert root.find("{*}path") is not None or root.find("{*}rect") is not None
    assert b"<text" not in svg  # its words are outlines
    assert cells(result) == [["Town", "Share"], ["Lyon", "40.5"], ["Paris", "1,250.0"], ["Nice", "8.0"]]
    assert "How much" in page(result)
    assert "Source: The office" in page(result)


def test_chart_without_a_description_is_described_from_its_data() -> None:
    made = page(convert_text(chart(f"type: bar\ntitle: How much\nunit: t\n{ROWS}"), ["epub"]))
    assert 'alt="Chart: How much. highest Paris (1,250.0\u00a0t), lowest Nice (8.0\u00a0t)."' in made
    made = page(convert_text(chart(f"type: bar\nalt: Paris leads.\n{ROWS}"), ["epub"]))
    assert 'alt="Paris leads."' in made


@pytest.mark.parametrize(
    ("lang", "number", "share"),
    [
        ("en", "1,250.5", "71%"), ("fr", "1\u202f250,5", "71\u202f%"), ("de", "1.250,5", "71\u00a0%"),
        ("es", "1250,5", "71\u00a0%"), ("it", "1.250,5", "71%"), ("ar", "1,250.5", "71%"),
    ],
)  # fmt: skip
def test_numbers_are_written_as_the_language_has_them(lang: str, number: str, share: str) -> None:
    rows = "type: bar\nrows:\n  A: 1250.5\n"
    assert cells(convert_text(chart(rows, lang), ["epub"])) == [["A", number]]
    rows = 'type: bar\nunit: "%"\nrows:\n  A: 71\n'
    assert cells(convert_text(chart(rows, lang), ["epub"])) == [["A", share]]


@pytest.mark.parametrize(
    ("lang", "written", "read"),
    [
        ("en", "1,234", "1,234"), ("en", "1,234.5", "1,234.5"), ("fr", "1 234,5", "1\u202f234,5"),
        ("fr", "1,234", "1,234"), ("de", "1.234", "1.234"), ("de", "12,5", "12,5"), ("en", "−3", "−3"),
        ("en", "12 %", "12"), ("en", "€ 5", "5"), ("en", "1e3", "1,000"), ("de", "1.234.567", "1.234.567"),
    ],
)  # fmt: skip
def test_numbers_are_read_as_the_language_has_them(lang: str, written: str, read: str) -> None:
    table = f"::: {{.chart type=dot}}\n| Town | Value |\n|--|--|\n| A | {written} |\n| B | 7 |\n:::"
    result = convert_text(article(table, lang), ["epub"])
    assert (cells(result)[1], codes(result)) == (["A", read], [])


def test_points_are_decimals_where_commas_part_the_cells() -> None:
    made = convert_text(chart("type: bar\ndata: |\n  a,b\n  x,1.234\n", "de"), ["epub"])
    assert cells(made)[1] == ["x", "1,234"]


def test_table_in_a_division_becomes_a_chart() -> None:
    text = article(
        '::: {.chart type=bar title="The *whole*" sort=descending series=B}\n| T | A | B |\n|--|--|--|\n| x | 1 | 2 |\n'
        "| y | 3 | 4 |\n:::"
    )
    result = convert_text(text, ["epub"])
    assert cells(result) == [["T", "B"], ["y", "4"], ["x", "2"]]
    assert "<figcaption>The <em>whole</em></figcaption>" in page(result)


def test_data_come_from_a_file_beside_the_article(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "towns.csv").write_text("Year;Lyon;Paris\n2019;1,5;2\n2020;;3\n", "utf-8")
    (tmp_path / "a.md").write_text(chart("type: line\ndata: data/towns.csv\nx: Year\nseries: [Paris, Lyon]\n", "fr"))
    result = convert_file(tmp_path / "a.md", ["epub"])
    assert codes(result) == []
    assert cells(result) == [["Year", "Paris", "Lyon"], ["2019", "2", "1,5"], ["2020", "3", ""]]


def test_data_in_another_encoding_are_refused_with_their_line(tmp_path: Path) -> None:
    (tmp_path / "towns.csv").write_bytes("Ville,Hab\nNîmes,1\n".encode("cp1252"))
    (tmp_path / "a.md").write_text(chart("type: bar\ntitle: The title\ndata: towns.csv\n"))
    [message] = convert_file(tmp_path / "a.md", ["epub"]).messages
    assert (message.code, message.text) == ("R502", 'the data file "towns.csv" is not UTF-8 in line 2')


@pytest.mark.parametrize("name", ["nowhere.csv", "../secret.csv", "/etc/passwd"])
def test_file_that_cannot_be_had_is_told_and_named(tmp_path: Path, name: str) -> None:
    (tmp_path / "secret.csv").write_text("a,b\nsecret,1\n")
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "a.md").write_text(chart(f"type: bar\ntitle: The title\ndata: {name}\n"))
    result = convert_file(folder / "a.md", ["epub"])
    assert codes(result) == ["R502"]
    assert "Picture missing: The title" in page(result)
    assert "secret</" not in page(result)


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ("type: bar\nrows:\n  - [a, b]\n  - [x, many]\n", 10, '"many" in the column "b" is no number'),
        ("type: bar\nrows:\n  - [a, b]\n  - [x, 1, 2]\n", 10, "a row has 3 cells, the head 2"),
        ("type: bar\ndata: |\n  a,b\n  x,1\n  y\n", 11, "a row has 1 cells, the head 2"),
        ("type: bar\nseries: valu\nrows:\n  - [a, value]\n  - [x, 1]\n", 6, 'no column "valu"'),
        ("type: pie\nrows:\n  A: 3\n  B: -1\n", 10, '"B" is less than nothing'),
        ("type: pie\nrows:\n" + "".join(f"  p{i}: {i + 1}\n" for i in range(9)), 6, "a pie of 9 parts"),
        ("type: bar\nrows:\n" + "".join(f"  p{i}: {i}\n" for i in range(61)), 6, "61 categories"),
        ("type: bar\nrows:\n  A: n/a\n", 6, "it has no numbers"),
        ("type: bar\nrows:\n  - [a, b, c, d, e, f, g, h]\n  - [x, 1, 2, 3, 4, 5, 6, 7]\n", 6, "7 series"),
        ("type: stacked-bar\nrows:\n  A: 0\n", 6, "make nothing together"),
    ],
)  # fmt: skip
def test_data_that_make_no_chart_stay_a_table(text: str, line: int, said: str) -> None:
    result = convert_text(chart(text), ["epub"])
    (message,) = [message for message in result.messages if message.code == "R501"]
    assert said in message.text
    assert message.origin
    assert message.origin.line == line
    assert drawings(result) == []
    assert "<table" in page(result)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("type: [bar\n", "the chart's YAML is broken"),
        ("words\n", "the chart has no fields"),
        ("type: bars3d\nrows:\n  A: 1\n", 'there is no chart of the type "bars3d"'),
        ("type: bar\n", "the chart has no numbers"),
        ("rows:\n  A: 1\n", "the chart has no type"),
    ],
)
def test_what_describes_no_chart_is_shown_as_it_was_written(text: str, said: str) -> None:
    result = convert_text(chart(text), ["epub"])
    (message,) = result.messages
    assert (message.code, said in message.text) == ("R503", True)
    assert message.origin
    assert message.origin.line >= 6
    assert "<pre" in page(result)


def test_option_that_there_is_not_is_told_and_colours_never_taken() -> None:
    result = convert_text(chart(f"type: bar\ntitel: T\ncolour: red\n{ROWS}"), ["epub"])
    hints = [message.hint for message in result.messages if message.code == "R504"]
    assert hints == ['did you mean "title"?', "a chart takes the theme's colours"]


def test_chart_of_a_json_article_is_the_same_as_that_of_markdown() -> None:
    rows = [["Lyon", 40.5], ["Paris", 1250], ["Nice", 8]]
    block = {"type": "chart", "form": "bar", "columns": ["Town", "Share"], "rows": rows, "caption": "How much"}
    text = json.dumps({"metadata": {"title": "A", "lang": "en"}, "body": [block]})
    ours = convert_text(text, ["epub"], format="json")
    theirs = convert_text(chart(f"type: bar\ntitle: How much\n{ROWS}"), ["epub"])
    assert codes(ours) == []
    assert drawings(ours) == drawings(theirs)
    assert cells(ours) == cells(theirs)


@pytest.mark.parametrize("theme", themes())
def test_marks_have_the_theme_s_colours_and_stand_out_from_the_paper(theme: str) -> None:
    rows = "data: |\n  t,a,b,c,d,e,f\n  x,1,2,3,4,5,6\n  y,2,3,4,5,6,7\n"
    result = convert_text(chart(f"type: line\n{rows}"), ["epub"], theme=theme)
    look = find_theme(Layout(theme=theme))
    (svg,) = drawings(result)
    strokes = set(re.findall(r'stroke="(#\w{6})" stroke-width="2.2"', svg.decode()))
    assert strokes == {look.color(name) for name in look.chart_colors}
    assert all(contrast(color, look.color("paper")) >= 3 for color in strokes)
    dashes = re.findall(r'stroke-dasharray="([\d. ]+)"', svg.decode())
    assert len(set(dashes)) == 5  # told apart without colour


def test_pale_colour_of_a_brand_is_darkened_until_it_stands_out(tmp_path: Path) -> None:
    (tmp_path / "_brand.yml").write_text("color:\n  palette:\n    pale: '#FFE9A8'\n  primary: pale\n")
    (tmp_path / "a.md").write_text(chart(f"type: column\n{ROWS}"))
    (svg,) = drawings(convert_file(tmp_path / "a.md", ["epub"]))
    fills = set(re.findall(r'<rect [^>]*fill="(#\w{6})"', svg.decode()))
    assert fills
    assert "#FFE9A8" not in fills
    assert all(contrast(color, "#FFFFFF") >= 3 for color in fills)


def test_chart_of_a_right_to_left_page_begins_at_the_right() -> None:
    text = f"type: bar\n{ROWS}"
    bars = {}
    for lang in ("en", "ar"):
        (svg,) = drawings(convert_text(chart(text, lang), ["epub"]))
        root = etree.fromstring(svg)
        bars[lang] = [(float(r.get("x")), float(r.get("width"))) for r in root.iter("{*}rect")]
        width = float(root.get("width"))
    assert len({round(x, 1) for x, _ in bars["en"]}) == 1  # one base line at the left
    assert len({round(x + w, 1) for x, w in bars["ar"]}) == 1
    assert bars["ar"][0][0] + bars["ar"][0][1] > width / 2 > bars["en"][0][0]


def test_same_chart_is_the_same_bytes_in_another_process(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text(chart(f"type: dot\n{ROWS}"))
    made = []
    for seed in ("1", "2"):
        command = [sys.executable, "-m", "exporter", "build", "a.md", "-o", seed]
        subprocess.run(command, cwd=tmp_path, check=True, env={**_environment(), "PYTHONHASHSEED": seed})
        made.append([(tmp_path / seed / f"a.{kind}").read_bytes() for kind in ("pdf", "docx", "epub")])
    assert made[0] == made[1]


def test_article_without_a_chart_loads_nothing_for_charts() -> None:
    code = (
        "import sys; from exporter import convert_text; convert_text('---\\ntitle: A\\n---\\n\\nx\\n', ['docx']); "
        "print([m for m in sys.modules if 'chart' in m or m.split('.')[0] in ('segno', 'pygments', 'csv') "
        "or m in ('exporter.publication.qr', 'exporter.publication.highlighting')])"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, env=_environment())
    assert run.stdout.strip() == "[]"


def test_word_has_the_chart_as_a_drawing_with_pixels_to_fall_back_on() -> None:
    result = convert_text(chart(f"type: bar\ntitle: T\n{ROWS}"), ["docx"])
    files = zipfile.ZipFile(io.BytesIO(result["docx"]))
    media = {Path(name).suffix for name in files.namelist() if "media/" in name}
    assert media == {".svg", ".png"}
    document = files.read("word/document.xml").decode()
    assert 'descr="Chart: T. highest Paris' in document
    assert "DataValue" in document


def test_print_shows_the_chart_as_lines_and_its_numbers_as_text() -> None:
    result = convert_text(chart(f"type: bar\ntitle: T\n{ROWS}"), ["pdf"])
    text = subprocess.run(["pdftotext", "-", "-"], input=result["pdf"], capture_output=True, check=True).stdout.decode()
    assert "1,250.0" in text
    assert b"/Subtype /Image" not in result["pdf"]


_NUMBERS = st.one_of(st.none(), st.floats(-1e9, 1e9), st.integers(-1000, 1000))


@settings(max_examples=100, deadline=None, derandomize=True, database=None)
@given(
    st.sampled_from(FORMS),
    st.lists(st.tuples(st.text(max_size=40), _NUMBERS, _NUMBERS), min_size=1, max_size=12),
    st.sampled_from(["en", "ar"]),
)
def test_whatever_the_data_are_they_are_all_printed(
    form: str, rows: list[tuple[str, float | None, float | None]], lang: str
) -> None:
    from exporter.readers import ReadOptions, read

    names = {"donut": "pie"}
    block = {"type": "chart", "form": names.get(form, form), "columns": ["T", "A", "B"], "rows": rows}
    data = json.dumps({"metadata": {"title": "A", "lang": lang}, "body": [block]}).encode()
    report = Report()
    found = read(Source("a.json", data, "json"), ReadOptions(), report).body[0]
    if type(found).__name__ == "Chart":
        from exporter.publication.charts import draw_chart

        drawn = draw_chart(found, find_theme(Layout()), load_labels(lang, report), "rtl" if lang == "ar" else "ltr")
        assert etree.fromstring(drawn.asset.data).get("height")
        assert len(drawn.rows) == len(rows)
        assert b"nan" not in drawn.asset.data
    else:
        assert "R501" in {message.code for message in report.messages}
        assert len(found.body) == len(rows)


def _environment() -> dict[str, str]:
    import os

    return {**os.environ}
