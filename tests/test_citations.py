"""Citations by CSL: pandoc's marks in the text, references from files, the list at the end, in all formats."""

import json
from pathlib import Path
from typing import Any

import pytest
from read_back import W, book, document, words

from exporter import convert_file

REFERENCES = [
    {"id": "knuth84", "type": "article-journal", "title": "Literate Programming",
     "container-title": "The Computer Journal", "author": [{"family": "Knuth", "given": "Donald E."}],
     "issued": {"date-parts": [[1984, 5]]}, "volume": "27",
     "issue": "2", "page": "97-111", "DOI": "10.1093/comjnl/27.2.97"},
    {"id": "knuth84b", "type": "book", "title": "The TeXbook", "author": [{"family": "Knuth", "given": "Donald E."}],
     "issued": {"date-parts": [[1984]]}, "publisher": "Addison-Wesley", "publisher-place": "Reading"},
    {"id": "bringhurst", "type": "book", "title": "The Elements of Typographic Style",
     "author": [{"family": "Bringhurst", "given": "Robert"}], "issued": {"date-parts": [[2004]]},
     "publisher": "Hartley & Marks", "publisher-place": "Vancouver"},
    {"id": "unread", "type": "book", "title": "Never cited", "author": [{"literal": "W3C"}], "issued": 2020},
]  # fmt: skip
BIBTEX = """@article{knuth84,
  author = {Knuth, Donald E.}, title = {{Literate} Programming}, journal = {The Computer Journal},
  year = 1984, volume = 27, pages = {97--111}, doi = {10.1093/comjnl/27.2.97}
}
"""
NUMERIC = """<style xmlns="http://purl.org/net/xbiblio/csl" version="1.0" class="in-text"><info><title>n</title>
<id>n</id><updated>2020-01-01T00:00:00Z</updated></info><citation><layout prefix="[" suffix="]" delimiter=", ">
<group delimiter=", "><text variable="citation-number"/><group delimiter=" "><label variable="locator" form="short"/>
<text variable="locator"/></group></group></layout></citation>
<bibliography second-field-align="flush"><layout><text variable="citation-number"
prefix="[" suffix="]"/><names variable="author"><name/></names><text variable="title" prefix=", " font-style="italic"/>
</layout></bibliography></style>"""
NOTE = """<style xmlns="http://purl.org/net/xbiblio/csl" version="1.0" class="note"><info><title>n</title>
<id>n</id><updated>2020-01-01T00:00:00Z</updated></info><citation><layout delimiter="; " suffix=".">
<names variable="author"><name/></names><text variable="title" prefix=", "/></layout></citation></style>"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "refs.json").write_text(json.dumps(REFERENCES))
    (tmp_path / "refs.bib").write_text(BIBTEX)
    (tmp_path / "numeric.csl").write_text(NUMERIC)
    (tmp_path / "note.csl").write_text(NOTE)
    return tmp_path


def made(folder: Path, text: str, *fields: str, formats: tuple[str, ...] = ("epub",), lang: str = "en") -> Any:
    head = "".join(f"{field}\n" for field in fields)
    (folder / "article.md").write_text(f"---\ntitle: Cited\nlang: {lang}\n{head}---\n\n{text}\n", "utf-8")
    return convert_file(folder / "article.md", list(formats))


def problems(result: Any) -> list[str]:
    return [message.text for message in result.messages if message.severity != "note"]


def text_of(result: Any) -> str:
    """The first paragraph of the text."""
    return words(next(book(result).iter("{*}article")).find("{*}p"))


def entries_of(result: Any) -> list[str]:
    return [words(p) for p in book(result).iter("{*}p") if p.get("class") == "reference"]


JSON = "bibliography: refs.json"


@pytest.mark.parametrize(
    ("written", "set_"),
    [
        ("Yes [@bringhurst].", "Yes (Bringhurst, 2004)."),
        ("Yes [@bringhurst, p. 12].", "Yes (Bringhurst, 2004, p.12)."),
        ("Yes [@bringhurst, pp. 12-14].", "Yes (Bringhurst, 2004, pp.12–14)."),
        ("Yes [see @bringhurst, chap. 3].", "Yes (see Bringhurst, 2004, chap.3)."),
        ("Yes [@bringhurst, and elsewhere].", "Yes (Bringhurst, 2004, and elsewhere)."),
        ("Yes [@bringhurst; @unread].", "Yes (Bringhurst, 2004; W3C, 2020)."),
        ("Bringhurst says so [-@bringhurst].", "Bringhurst says so (2004)."),
        ("@bringhurst says so.", "Bringhurst (2004) says so."),
        ("@bringhurst [p. 4] says so.", "Bringhurst (2004, p.4) says so."),
        ("By *@bringhurst*, too.", "By Bringhurst (2004), too."),
    ],
)
def test_marks_of_pandoc(folder: Path, written: str, set_: str) -> None:
    result = made(folder, written, JSON)
    assert problems(result) == []
    assert text_of(result).replace("p. ", "p.").replace("pp. ", "pp.").replace("chap. ", "chap.") == set_


def test_only_what_is_cited_is_listed_in_the_order_of_the_style(folder: Path) -> None:
    entries = entries_of(made(folder, "One [@knuth84], two [@bringhurst].", JSON))
    assert [entry.split(",")[0] for entry in entries] == ["Bringhurst", "Knuth"]
    listed = entries_of(made(folder, "One [@knuth84].", JSON, 'nocite: "@*"'))
    assert len(listed) == len(REFERENCES)


def test_equal_years_get_letters(folder: Path) -> None:
    result = made(folder, "One [@knuth84] and two [@knuth84b].", JSON)
    assert text_of(result) == "One (Knuth, 1984a) and two (Knuth, 1984b)."
    assert ["1984a" in entry or "1984b" in entry for entry in entries_of(result)] == [True, True]


def test_language_of_the_article_is_that_of_the_references(folder: Path) -> None:
    result = made(folder, "Voir [@knuth84].", JSON, lang="fr")
    assert "Disponible sur" in entries_of(result)[0]
    assert [words(h) for h in book(result).iter("{*}h2")] == ["Références"]


def test_citations_lead_to_their_entries_in_every_format(folder: Path) -> None:
    result = made(folder, "One [@knuth84].", JSON, formats=("pdf", "docx", "epub"))
    root = book(result)
    [link] = [a for a in root.iter("{*}a") if (a.get("href") or "").startswith("#ref-")]
    assert [p.get("class") for p in root.iter("{*}p") if p.get("id") == link.get("href")[1:]] == ["reference"]
    assert root.find(".//{*}section[@role='doc-bibliography']") is not None
    assert [a.get("href") for a in root.iter("{*}a")][-1] == "https://doi.org/10.1093/comjnl/27.2.97"
    whole = document(result)
    [anchor] = [link.get(f"{W}anchor") for link in whole.iter(f"{W}hyperlink") if link.get(f"{W}anchor")]
    assert anchor in {mark.get(f"{W}name") for mark in whole.iter(f"{W}bookmarkStart")}
    styles = [style.get(f"{W}val") for style in whole.iter(f"{W}pStyle")]
    assert "Bibliography" in styles
    assert result["pdf"]


@pytest.mark.parametrize("name", ["refs.bib", "refs.yaml", "references"])
def test_references_of_every_kind(folder: Path, name: str) -> None:
    (folder / "refs.yaml").write_text("references:\n- id: knuth84\n  type: book\n  title: Literate Programming\n"
                                      "  author:\n  - family: Knuth\n    given: Donald\n  issued: 1984\n")  # fmt: skip
    own = (
        "references:\n- {id: knuth84, type: book, title: Literate Programming, author: [{family: Knuth}], issued: 1984}"
    )
    result = made(folder, "One [@knuth84].", own if name == "references" else f"bibliography: {name}")
    assert text_of(result) == "One (Knuth, 1984)."
    assert "Literate" in entries_of(result)[0]


def test_numbers_by_a_style_of_the_house(folder: Path) -> None:
    result = made(folder, "One [@bringhurst; @knuth84, p. 3].", JSON, "csl: numeric.csl")
    assert text_of(result).replace("p. ", "p.") == "One [1, 2, p.3]."
    assert entries_of(result)[0] == "[1] Robert Bringhurst, The Elements of Typographic Style"
    assert words(book(result).find(".//{*}p[@class='reference']/{*}em")) == "The Elements of Typographic Style"


def test_note_styles_cite_in_notes(folder: Path) -> None:
    result = made(folder, "One [@bringhurst].", JSON, "csl: note.csl")
    assert text_of(result) == "One1."
    [note] = book(result).iter("{*}aside")
    assert "Robert Bringhurst, The Elements of Typographic Style" in words(note)


def test_references_stand_where_the_author_wants_them(folder: Path) -> None:
    result = made(folder, "One [@bringhurst].\n\n## Sources\n\n::: {#refs}\n:::\n\n## After\n\nText.", JSON)
    assert [words(h) for h in book(result).iter("{*}h2")] == ["Sources", "After"]
    order = [p.get("class", "") for p in book(result).iter("{*}p")]
    assert order.index("reference") < len(order) - 1


def test_unknown_key_is_named_with_the_nearest(folder: Path) -> None:
    result = made(folder, "One [@knuht84].", JSON)
    [message] = result.messages
    assert (message.code, message.origin.line, message.origin.column) == ("R603", 7, 5)
    assert message.hint == 'did you mean "@knuth84"?'
    assert text_of(result) == "One [@knuht84]."


def test_addresses_and_handles_are_text(folder: Path) -> None:
    text = "Write to info@bringhurst.org, follow @ministere, or [mail name@knuth84.org]."
    result = made(folder, text, JSON)
    assert text_of(result) == text
    assert problems(result) == []


def test_without_references_nothing_is_a_citation(folder: Path) -> None:
    result = made(folder, "One [@bringhurst] and @bringhurst.")
    assert text_of(result) == "One [@bringhurst] and @bringhurst."
    assert problems(result) == []


@pytest.mark.parametrize(
    ("name", "data", "line"),
    [
        ("bad.json", '[{"id": "a",\n "type": }]', 2),
        ("bad.yaml", "references:\n- id: [a\n- b", 4),
        ("bad.json", '{"title": "no list"}', 0),
        ("bad.json", '[{"title": "no id"}]', 0),
    ],
)
def test_broken_references_name_their_place(folder: Path, name: str, data: str, line: int) -> None:
    (folder / name).write_text(data)
    result = made(folder, "One [@bringhurst].", f"bibliography: {name}")
    [message] = [message for message in result.messages if message.code == "R601"]
    assert not result.failed
    if line:
        assert (message.origin.file, message.origin.line) == (name, line)
    elif "list" not in data:
        assert "id" in message.text
    assert "[@bringhurst]" in text_of(result)


def test_bibliography_in_another_encoding_is_refused_with_its_line(folder: Path) -> None:
    (folder / "old.bib").write_bytes("@book{a,\n author = {Müller}}".encode("cp1252"))
    result = made(folder, "One [@a].", "bibliography: old.bib")
    assert any("is not UTF-8 in line 2" in message.text for message in result.messages)


@pytest.mark.parametrize("name", ["../outside.json", "missing.json", "https://example.org/refs.json"])
def test_bibliography_comes_from_the_folder_alone(folder: Path, name: str) -> None:
    result = made(folder, "One [@a].", f"bibliography: {name}")
    assert [message.code for message in result.messages] == ["R601"]


@pytest.mark.parametrize(
    "style", ["<style", "<html/>", '<!DOCTYPE style [<!ENTITY e "x">]><style xmlns="http://purl.org/net/xbiblio/csl"/>']
)
def test_style_that_is_none_gives_its_place_to_the_usual_one(folder: Path, style: str) -> None:
    (folder / "bad.csl").write_text(style)
    result = made(folder, "One [@bringhurst].", JSON, "csl: bad.csl")
    assert [message.code for message in result.messages] == ["R602"]
    assert text_of(result) == "One (Bringhurst, 2004)."


@pytest.mark.parametrize("fields", [("kind: report",), ("toc: true",)])
def test_contents_list_the_references(folder: Path, fields: tuple[str, ...]) -> None:
    result = made(folder, "## First\n\nOne [@knuth84].", JSON, *fields, formats=("pdf", "docx", "epub"))
    [contents] = list(book(result).iter("{*}nav"))
    assert [a.get("href") for a in contents.iter("{*}a")][-1] == "#references"
    listed = [words(p) for p in document(result).iter(f"{W}p") if p.find(f".//{W}instrText") is not None]
    assert any(line.startswith("References") for line in listed), listed


def test_placed_references_are_listed_under_the_heading_of_the_author(folder: Path) -> None:
    result = made(folder, "One [@knuth84].\n\n## Sources\n\n::: {#refs}\n:::", JSON, "toc: true")
    [contents] = list(book(result).iter("{*}nav"))
    assert [words(a) for a in contents.iter("{*}a")] == ["Sources"]


def test_note_styles_never_say_ibid_in_the_place_of_a_work(folder: Path) -> None:
    ibid = NOTE.replace(
        '<names variable="author">',
        '<choose><if position="ibid"><text value="ibid"/></if></choose><names variable="author">',
    )
    (folder / "ibid.csl").write_text(ibid)
    result = made(folder, "One [@bringhurst].\n\nTwo [@bringhurst].", JSON, "csl: ibid.csl")
    assert [("ibid" in words(note), "Bringhurst" in words(note)) for note in book(result).iter("{*}aside")] == [
        (False, True),
        (False, True),
    ]
