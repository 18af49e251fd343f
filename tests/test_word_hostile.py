"""Hostile Word files: each is refused at a bound with a message, or read without what is hostile in it."""

import io
import re
import zipfile
import zlib
from contextlib import suppress
from functools import cache
from pathlib import Path

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from word_files import (
    NAMES,
    TITLE,
    outline,
    paragraph,
    part,
    parts_of,
    read_body,
    read_bytes,
    relation,
    run,
    zipped,
)

from exporter import convert_file
from exporter.errors import SourceError
from exporter.messages import Report
from exporter.model.walk import plain_text

# What ten entities that each hold ten of the one before would grow to.
LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10 if n else "ha"}">' for n in range(10))


def refusal(data: bytes, **options: object) -> tuple[str, str]:
    """The code and text of the error that refuses a file."""
    with pytest.raises(SourceError) as caught:
        read_bytes(data, **options)
    [message] = caught.value.messages
    assert message.hint
    assert message.origin
    return message.code, message.text


def with_prologue(prologue: str, words: str, encoding: str = "utf-8") -> bytes:
    body = f"<w:document {NAMES}><w:body>{TITLE}{paragraph(words)}</w:body></w:document>"
    head = f'<?xml version="1.0" encoding="{encoding}"?>' if encoding != "utf-8" else ""
    return zipped({**parts_of(""), "word/document.xml": (head + prologue + body).encode(encoding)})


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_entity_bomb_is_refused(encoding: str) -> None:
    code, text = refusal(with_prologue(f"<!DOCTYPE w:document [{LAUGHS}]>", "&l9;", encoding))
    assert code == "R413"
    assert "word/document.xml" in text


@pytest.mark.parametrize(
    "name", ["word/document.xml", "word/styles.xml", "_rels/.rels", "word/_rels/document.xml.rels"]
)
def test_external_entity_is_refused_in_each_part(name: str, tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("the secret")
    parts = parts_of(paragraph("words"))
    doctype = f'<!DOCTYPE x [<!ENTITY secret SYSTEM "file://{secret}">]>'
    parts[name] = doctype + str(parts[name])
    assert refusal(zipped(parts))[0] == "R413"


def test_doctype_behind_a_long_comment_is_refused() -> None:
    prologue = f"<!--{' ' * 100_000}--><!DOCTYPE w:document [{LAUGHS}]>"
    assert refusal(with_prologue(prologue, "words"))[0] == "R413"


def test_part_that_unpacks_to_more_than_the_bound_is_not_unpacked() -> None:
    parts = {**parts_of(""), "word/document.xml": b"<x>" + b" " * 50_000_000}
    data = zipped(parts)
    assert len(data) < 100_000
    code, text = refusal(data)
    assert code == "R412"
    assert "word/document.xml" in text


def test_parts_that_together_are_larger_than_the_bound_are_refused() -> None:
    notes = part("footnotes", "<w:footnote/>" + " " * 700_000)
    data = zipped(parts_of("", parts={"word/footnotes.xml": notes, "word/endnotes.xml": notes.replace("foot", "end")}))
    assert refusal(data, max_source_bytes=250_000)[0] == "R412"
    assert read_bytes(data, max_source_bytes=500_000).metadata.title == "A title"


def test_part_that_says_less_than_it_unpacks_to_is_refused() -> None:
    data = bytearray(zipped({**parts_of(""), "word/document.xml": b"<x>" + b" " * 5_000_000}))
    place = data.rindex(b"word/document.xml") - 46  # its entry in the central directory
    data[place + 24 : place + 28] = (1_000).to_bytes(4, "little")
    assert refusal(bytes(data))[0] == "R411"


def test_zip_of_too_many_entries_is_refused() -> None:
    assert refusal(zipped({f"part{n}": "" for n in range(4_100)}))[0] == "R412"


def test_zip_with_a_name_twice_is_refused() -> None:
    buffer = io.BytesIO(zipped(parts_of(paragraph("the one"))))
    with zipfile.ZipFile(buffer, "a") as archive, pytest.warns(UserWarning, match="Duplicate name"):
        archive.writestr("word/document.xml", parts_of(paragraph("the other"))["word/document.xml"])
    assert refusal(buffer.getvalue())[0] == "R411"


@pytest.mark.parametrize("name", ["../../evil.png", "/etc/evil.png", "word/../../evil.png", "C:\\evil.png", "..\\evil"])
def test_entry_whose_name_leads_outside_is_left_alone(name: str) -> None:
    report = Report()
    article = read_bytes(zipped({**parts_of(paragraph("words")), name: "x"}), report)
    assert outline(article.body) == ["paragraph: words"]
    assert [message.code for message in report.messages if message.severity == "warning"] == ["R414"]


def test_picture_whose_target_leads_outside_is_not_read(tmp_path: Path) -> None:
    secret = tmp_path / "secret.png"
    secret.write_bytes(b"\x89PNG")
    report = Report()
    drawing = (
        '<w:r><w:drawing><wp:inline><wp:docPr id="1" name="x" descr="A secret"/><a:graphic><a:graphicData><pic:pic>'
        '<pic:blipFill><a:blip r:embed="p"/></pic:blipFill></pic:pic></a:graphicData></a:graphic></wp:inline>'
        "</w:drawing></w:r>"
    )
    target = "../" * 12 + str(secret).lstrip("/")
    article = read_body(paragraph(drawing), relation("p", "image", target), report=report)
    assert article.assets == {}
    assert "R302" in {message.code for message in report.messages}
    report = Report()
    article = read_body(paragraph(drawing), relation("p", "image", f"file://{secret}", external=True), report=report)
    assert article.assets == {}
    assert "R304" in {message.code for message in report.messages}


def test_what_lies_in_other_files_is_never_read() -> None:
    report = Report()
    field = (
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>INCLUDETEXT "/etc/passwd"</w:instrText></w:r>'
        '<w:r><w:fldChar w:fldCharType="separate"/></w:r>'
        f'{run("what it showed last")}<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )
    body = paragraph(field) + '<w:altChunk r:id="c"/>' + paragraph('<w:subDoc r:id="c"/>')
    article = read_body(body, relation("c", "aFChunk", "https://example.org/x.html", external=True), report=report)
    assert outline(article.body) == ["paragraph: what it showed last"]
    assert [message.code for message in report.messages].count("R415") == 3


def test_programs_in_a_document_are_left_alone_and_said() -> None:
    report = Report()
    article = read_bytes(zipped({**parts_of(paragraph("words")), "word/vbaProject.bin": b"\xd0\xcf"}), report)
    assert outline(article.body) == ["paragraph: words"]
    assert [message.code for message in report.messages if message.severity == "warning"] == ["R415"]


def test_markup_nested_beyond_the_bound_is_refused() -> None:
    table = "<w:tbl><w:tr><w:tc>"
    for depth in (70, 5_000):
        data = zipped(parts_of(table * depth + paragraph("deep") + "</w:tc></w:tr></w:tbl>" * depth))
        assert refusal(data)[0] == "R210"


def test_items_nested_beyond_the_bound_are_refused() -> None:
    numbering = part(
        "numbering",
        '<w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="0"><w:numFmt w:val="bullet"/><w:lvlText w:val="-"/></w:lvl>'
        '</w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>',
    )
    item = '<w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr><w:ind w:left="{}"/>'
    body = "".join(paragraph("item", properties=item.format(place * 100)) for place in range(1, 500))
    assert refusal(zipped(parts_of(body, parts={"word/numbering.xml": numbering})))[0] == "R210"


def test_what_grows_with_each_piece_does_not_grow_with_its_square() -> None:
    """Twenty thousand of each: a reader that looks back at all pieces from each one would not come to an end."""
    many = 20_000
    begin = '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>REF a </w:instrText></w:r>'
    pieces = {
        "fields": paragraph(begin * many),
        "bookmarks": paragraph('<w:bookmarkStart w:id="1" w:name="a"/>' * many),
        "insertions": paragraph('<w:ins w:id="1"><w:r><w:t>a</w:t></w:r></w:ins>' * many),
        "marks": '<w:p><w:pPr><w:rPr><w:del w:id="1"/></w:rPr></w:pPr><w:r><w:t>a</w:t></w:r></w:p>' * many,
        "sections": "<w:p><w:pPr><w:sectPr/></w:pPr></w:p>" * many,
        "runs": paragraph(run("a") * many),
    }
    words = {name: plain_text(read_body(body).body) for name, body in pieces.items()}
    assert len(words["runs"]) == len(words["insertions"]) == many


def test_what_is_written_once_is_not_repeated_without_bound() -> None:
    label = "x" * 100_000
    numbering = part(
        "numbering",
        f'<w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="0"><w:lvlText w:val="{label}%1"/></w:lvl></w:abstractNum>'
        '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>',
    )
    item = paragraph("item", properties='<w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr>')
    link = f'<w:hyperlink r:id="far">{run("link")}</w:hyperlink>'
    far = relation("far", "hyperlink", f"https://example.org/{label}", external=True)
    article = read_body((item + paragraph(link)) * 100, far, {"word/numbering.xml": numbering})
    assert len(msgspec.json.encode(article.body)) < 1_000_000


def test_styles_based_on_each_other_come_to_an_end() -> None:
    styles = "".join(
        f'<w:style w:type="paragraph" w:styleId="{one}"><w:name w:val="{one}"/><w:basedOn w:val="{other}"/></w:style>'
        for one, other in ("ab", "ba")
    )
    parts = {**parts_of(paragraph("words", "a")), "word/styles.xml": part("styles", styles)}
    assert plain_text(read_bytes(zipped(parts)).body[-1]) == "words"


def test_note_that_calls_itself_comes_to_an_end() -> None:
    call = '<w:r><w:footnoteReference w:id="1"/></w:r>'
    notes = part("footnotes", f'<w:footnote w:id="1">{paragraph(run("text") + call)}</w:footnote>')
    article = read_body(paragraph(run("words") + call), parts={"word/footnotes.xml": notes})
    assert outline(article.body) == ["paragraph: words"]


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "R003"),
        (b"no zip", "R411"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "R411"),
        (b"PK\x03\x04" + b"\0" * 30, "R411"),
        (zipped({"a.txt": "x"}), "R411"),
        (zipped({**parts_of(""), "word/document.xml": "<x/>"}), "R411"),
        (zipped({**parts_of(""), "word/document.xml": "<w:document"}), "R411"),
        (zipped({"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": "<x/>"}), "R411"),
    ],
)
def test_what_is_no_word_file_is_refused_in_words(data: bytes, code: str) -> None:
    assert refusal(data)[0] == code


def test_file_cut_off_anywhere_is_refused_or_read() -> None:
    data = zipped(parts_of(paragraph("words") * 50))
    for end in range(0, len(data), 97):
        assert refusal(data[:end])[0] in ("R003", "R411")


def test_damaged_part_is_refused() -> None:
    data = bytearray(zipped(parts_of("".join(paragraph(f"{zlib.crc32(bytes([n]))}") for n in range(200)))))
    place = data.index(b"word/document.xml") + 200
    data[place : place + 4] = b"\0\1\2\3"
    assert refusal(bytes(data))[0] == "R411"


@cache
def whole() -> dict[str, bytes]:
    """The parts of a document that has something of everything."""
    file = Path(__file__).parents[1] / "samples" / "weighing-pages.md"
    data = convert_file(file, ["docx"], check="off", receipt="off").exports[0].data
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist() if "font" not in name.lower()}


VALUES = st.sampled_from(["", "-1", "0", "9" * 30, "abc", "1.5", "%1%9", "&#233;", "true", "../x", "rId1", "http://["])


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_document_with_any_values_in_its_markup_is_read_or_refused(data: st.DataObject) -> None:
    parts = dict(whole())
    for _ in range(data.draw(st.integers(1, 8))):
        name = data.draw(st.sampled_from([name for name in parts if name.endswith((".xml", ".rels"))]))
        places = [found.span(1) for found in re.finditer(rb'="([^"]*)"', parts[name])]
        if places:
            start, end = data.draw(st.sampled_from(places))
            parts[name] = parts[name][:start] + data.draw(VALUES).encode() + parts[name][end:]
    options = {"keep_all": data.draw(st.booleans()), "changes": data.draw(st.sampled_from(["accept", "reject"]))}
    report = Report()
    with suppress(SourceError):
        read_bytes(zipped(parts), report, **options)
    assert all(message.hint for message in report.messages)
