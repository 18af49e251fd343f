"""What a Word document reads to: roles, notes, changes, comments, pictures, tables, lists, properties, references."""

import io
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from word_files import MARKDOWN, PNG, outline, paragraph, part, parts_of, read_body, read_bytes, relation, run, zipped

from exporter.errors import SourceError
from exporter.messages import Report
from exporter.model import nodes as n
from exporter.model.article import Article
from exporter.model.walk import plain_text, walk
from exporter.origin import Source
from exporter.publication.mathematics import mathml_of
from exporter.readers import ReadOptions, is_article, read


def nodes(article: Article, kind: type[Any]) -> list[Any]:
    return [node for node in walk(article.body) if isinstance(node, kind)]


def codes(report: Report) -> set[str]:
    return {message.code for message in report.messages}


# --- Roles -----------------------------------------------------------------------------------------------


def test_styles_become_roles_by_name_by_what_they_are_based_on_and_by_outline_level() -> None:
    body = (
        paragraph("One", "Heading1")
        + paragraph("Two", "Haus")
        + paragraph("Three", properties='<w:outlineLvl w:val="2"/>')
        + paragraph("Said", "Quote")
        + paragraph("Text", "NoSuchStyle")
    )
    article = read_body(body)
    assert article.metadata.title == "A title"
    assert outline(article.body) == [
        "heading: One",
        "heading: Two",
        "heading: Three",
        "block-quote: Said",
        "paragraph: Text",
    ]
    assert [heading.level for heading in nodes(article, n.Heading)] == [1, 2, 3]


@pytest.mark.parametrize("name", ["Überschrift 2", "Titre 2", "heading 2", "見出し 2", "עותק", "Título 2"])
def test_headings_are_known_by_their_names_in_other_languages(name: str) -> None:
    style = f'<w:style w:type="paragraph" w:styleId="x"><w:name w:val="{name}"/></w:style>'
    parts = {**parts_of(paragraph("Two", "x")), "word/styles.xml": part("styles", style)}
    kinds = [type(block) for block in read_bytes(zipped(parts)).body if plain_text(block) == "Two"]
    assert kinds == [n.Paragraph if name == "עותק" else n.Heading]


def test_letters_become_nested_inlines() -> None:
    body = paragraph(
        run("plain ")
        + run("bold", "<w:b/>")
        + run(" both", "<w:b/><w:i/>")
        + run("2", '<w:vertAlign w:val="subscript"/>')
    )
    [block] = read_body(body).body
    assert isinstance(block, n.Paragraph)
    assert [n.kind(child) for child in block.children] == ["text", "strong", "subscript"]
    assert isinstance(block.children[1], n.Strong)
    assert [n.kind(child) for child in block.children[1].children] == ["text", "emphasis"]


def test_title_without_a_style_is_the_larger_first_line_and_the_guess_is_told() -> None:
    report = Report()
    first = paragraph(run("Larger words", '<w:sz w:val="40"/>'))
    rest = paragraph(run("Text of the usual size.", '<w:sz w:val="22"/>')) * 3
    article = read_body(first + rest, report=report, title="")
    assert article.metadata.title == "Larger words"
    [decision] = [decision for decision in report.decisions if decision.role == "title"]
    assert decision.confidence < 1
    assert decision.origin.line == 1


def test_hidden_text_is_left_out_told_and_kept_where_all_is_kept() -> None:
    report = Report()
    body = paragraph(run("seen ") + run("unseen", "<w:vanish/>"))
    assert outline(read_body(body, report=report).body) == ["paragraph: seen"]
    assert [(d.rule, d.text) for d in report.decisions if d.role == "left-out"] == [("hidden", "unseen")]
    assert outline(read_body(body, keep_all=True).body) == ["paragraph: seen unseen"]


def test_headers_are_left_out_told_and_kept_where_all_is_kept() -> None:
    report = Report()
    header = {"word/header.xml": part("hdr", paragraph("On each page"))}
    assert outline(read_body(paragraph("Text"), parts=header, report=report).body) == ["paragraph: Text"]
    assert [(d.rule, d.text) for d in report.decisions if d.role == "left-out"] == [("furniture", "On each page")]
    kept = read_body(paragraph("Text"), parts=header, keep_all=True)
    assert outline(kept.body) == ["paragraph: Text", "paragraph: On each page"]


# --- Notes, comments, changes ----------------------------------------------------------------------------


def test_footnotes_and_endnotes_are_notes_at_their_calls() -> None:
    notes = {
        f"word/{kind}s.xml": part(
            f"{kind}s",
            f'<w:{kind} w:type="separator" w:id="0">{paragraph("line")}</w:{kind}>'
            f'<w:{kind} w:id="2">{paragraph(f"<w:r><w:{kind}Ref/></w:r>" + run(f" The {kind}."))}{paragraph("More.")}'
            f"</w:{kind}>",
        )
        for kind in ("footnote", "endnote")
    }
    calls = "".join(f'{run(kind)}<w:r><w:{kind}Reference w:id="2"/></w:r>' for kind in ("footnote", "endnote"))
    report = Report()
    article = read_body(paragraph(calls + '<w:r><w:footnoteReference w:id="2"/></w:r>'), parts=notes, report=report)
    found = nodes(article, n.Note)
    assert [outline(note.blocks) for note in found] == [
        ["paragraph: The footnote.", "paragraph: More."],
        ["paragraph: The endnote.", "paragraph: More."],
    ]
    assert [reference.label for reference in nodes(article, n.NoteReference)] == [found[0].label]
    assert codes(report) == set()


def test_note_that_is_missing_or_never_called_is_said() -> None:
    notes = {"word/footnotes.xml": part("footnotes", f'<w:footnote w:id="1">{paragraph("Alone.")}</w:footnote>')}
    report = Report()
    read_body(paragraph(run("x") + '<w:r><w:footnoteReference w:id="7"/></w:r>'), parts=notes, report=report)
    assert codes(report) == {"R202", "R203"}
    [never] = [message for message in report.messages if message.code == "R203"]
    assert never.origin
    assert (never.origin.line, never.excerpt) == (3, "Alone.")  # the third paragraph of the file


COMMENTED = paragraph(run("Text.") + '<w:r><w:commentReference w:id="0"/></w:r>')
COMMENTS = {
    "word/comments.xml": part(
        "comments", f'<w:comment w:id="0" w:author="R. Eader">{paragraph("Is this so?")}</w:comment>'
    )
}


def test_comments_are_left_out_and_told() -> None:
    report = Report()
    article = read_body(COMMENTED, parts=COMMENTS, report=report)
    assert nodes(article, n.Note) == []
    assert codes(report) == {"R417"}
    assert [d.text for d in report.decisions if d.rule == "comment"] == ["Is this so?"]


@pytest.mark.parametrize("options", [{"comments": "notes"}, {"keep_all": True}])
def test_comments_become_notes_with_the_name_of_who_wrote_them(options: dict[str, Any]) -> None:
    [note] = nodes(read_body(COMMENTED, parts=COMMENTS, **options), n.Note)
    assert outline(note.blocks) == ["paragraph: R. Eader: Is this so?"]


CHANGED = (
    paragraph(
        run("The ")
        + f'<w:ins w:id="1" w:author="x">{run("new")}</w:ins>'
        + '<w:del w:id="2" w:author="x"><w:r><w:delText>old</w:delText></w:r></w:del>'
        + run(" words.")
    )
    + "<w:p><w:pPr><w:rPr><w:del w:id='3' w:author='x'/></w:rPr></w:pPr>"
    + run("Two ")
    + "</w:p>"
    + paragraph("lines.")
    + paragraph(run("Bold", '<w:b/><w:rPrChange w:id="4"><w:rPr/></w:rPrChange>'))
    + "<w:tbl><w:tr><w:tc>"
    + paragraph("one")
    + "</w:tc></w:tr><w:tr><w:tc>"
    + paragraph("two")
    + "</w:tc></w:tr><w:tr><w:trPr><w:ins w:id='5'/></w:trPr><w:tc>"
    + paragraph("row")
    + "</w:tc></w:tr></w:tbl>"
)


def test_tracked_changes_are_accepted_and_told() -> None:
    report = Report()
    article = read_body(CHANGED, report=report)
    assert outline(article.body) == [
        "paragraph: The new words.",
        "paragraph: Two lines.",
        "paragraph: Bold",
        "table: onetworow",
    ]
    assert len(nodes(article, n.Strong)) == 1
    [message] = report.messages
    assert (message.code, message.severity) == ("R421", "note")
    assert "2 insertions, 2 deletions, 1 change of format" in message.text


def test_tracked_changes_are_rejected_where_that_is_asked() -> None:
    article = read_body(CHANGED, changes="reject")
    assert outline(article.body) == [
        "paragraph: The old words.",
        "paragraph: Two",
        "paragraph: lines.",
        "paragraph: Bold",
        "table: onetwo",
    ]
    assert nodes(article, n.Strong) == []


def test_tracked_changes_refuse_the_file_where_that_is_asked() -> None:
    with pytest.raises(SourceError) as caught:
        read_body(CHANGED, changes="refuse")
    assert [message.code for message in caught.value.messages] == ["R420"]
    assert read_body(paragraph("No changes."), changes="refuse").body


def test_options_for_changes_and_comments_are_those_of_the_command(tmp_path: Path) -> None:
    (tmp_path / "a.docx").write_bytes(zipped(parts_of(CHANGED + COMMENTED, parts=COMMENTS)))
    command = [sys.executable, "-m", "exporter", "build", "a.docx", "--to", "epub", "--set", "lang=en", "-o", "out"]
    refused = subprocess.run(
        [*command, "--changes", "refuse"], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert refused.returncode != 0
    assert "R420" in refused.stderr + refused.stdout
    built = subprocess.run(
        [*command, "--changes", "reject", "--comments", "notes", "-v"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert built.returncode == 0, built.stderr
    assert "rejected" in built.stderr + built.stdout
    assert "1 note" in built.stderr + built.stdout


# --- Pictures and tables ---------------------------------------------------------------------------------


def drawing(identifier: str, alt: str, extra: str = "") -> str:
    return (
        f'<w:r><w:drawing><wp:inline><wp:extent cx="9525" cy="9525"/><wp:docPr id="1" name="x" descr="{alt}">{extra}'
        "</wp:docPr><a:graphic><a:graphicData><pic:pic><pic:blipFill>"
        f'<a:blip r:embed="{identifier}"/></pic:blipFill></pic:pic></a:graphicData></a:graphic></wp:inline>'
        "</w:drawing></w:r>"
    )


def test_picture_has_its_alternative_text_its_caption_and_its_bytes() -> None:
    number = '<w:fldSimple w:instr=" SEQ Figure \\* ARABIC ">' + run("1") + "</w:fldSimple>"
    body = paragraph(drawing("p", "A dot")) + paragraph(run("Figure ") + number + run(": What it is"), "Caption")
    article = read_body(body, relation("p", "image", "media/image1.png"), {"word/media/image1.png": PNG})
    [figure] = article.body
    assert isinstance(figure, n.Figure)
    assert figure.images[0].alt == "A dot"
    assert plain_text(figure.caption) == "What it is"
    assert article.assets[figure.images[0].asset].data == PNG


def test_decorative_picture_is_one() -> None:
    mark = (
        '<a:extLst><a:ext uri="x"><d:decorative xmlns:d="http://schemas.microsoft.com/office/drawing/2017/decorative" '
        'val="1"/></a:ext></a:extLst>'
    )
    body = paragraph(drawing("p", "", mark))
    report = Report()
    article = read_body(body, relation("p", "image", "media/a.png"), {"word/media/a.png": PNG}, report)
    [image] = nodes(article, n.Image)
    assert image.decorative
    assert codes(report) == set()


def test_table_has_its_head_its_spans_and_its_caption() -> None:
    def cell(words: str, properties: str = "") -> str:
        return f"<w:tc><w:tcPr>{properties}</w:tcPr>{paragraph(words) if words else '<w:p/>'}</w:tc>"

    restart, on = '<w:vMerge w:val="restart"/>', "<w:vMerge/>"
    rows = (
        "<w:tr><w:trPr><w:tblHeader/></w:trPr>" + cell("Head", '<w:gridSpan w:val="2"/>') + "</w:tr>",
        "<w:tr>" + cell("tall", restart) + cell("b") + "</w:tr>",
        "<w:tr>" + cell("", on) + cell("c") + "</w:tr>",
        "<w:tr>" + cell("") + cell("d") + "</w:tr>",
    )
    article = read_body(paragraph("What it says", "Caption") + f"<w:tbl>{''.join(rows)}</w:tbl>")
    [table] = article.body
    assert isinstance(table, n.Table)
    assert plain_text(table.caption) == "What it says"
    assert [[(plain_text(c), c.column_span, c.row_span, c.header) for c in row.cells] for row in table.head] == [
        [("Head", 2, 1, True)]
    ]
    assert [[(plain_text(c), c.row_span) for c in row.cells] for row in table.body] == [
        [("tall", 2), ("b", 1)],
        [("c", 1)],
        [("", 1), ("d", 1)],
    ]


def test_row_that_begins_late_or_ends_early_has_its_cells_in_their_columns() -> None:
    def row(*cells: str, properties: str = "") -> str:
        return f"<w:tr>{properties}{''.join(f'<w:tc>{cell}</w:tc>' for cell in cells)}</w:tr>"

    head = "<w:trPr><w:tblHeader/></w:trPr>"
    tall = '<w:tcPr><w:vMerge w:val="restart"/></w:tcPr>' + paragraph("tall")
    rows = (
        row(paragraph("A"), paragraph("B"), tall, properties=head)
        + row(
            paragraph("late"),
            "<w:tcPr><w:vMerge/></w:tcPr><w:p/>",
            properties='<w:trPr><w:gridBefore w:val="1"/></w:trPr>',
        )
        + row(paragraph("early"), properties='<w:trPr><w:gridAfter w:val="2"/></w:trPr>')
    )
    article = read_body(f"<w:tbl>{rows}</w:tbl>")
    [table] = article.body
    assert isinstance(table, n.Table)
    assert [[(plain_text(c), c.row_span) for c in row.cells] for row in (*table.head, *table.body)] == [
        [("A", 1), ("B", 1), ("tall", 1)],
        [("", 1), ("late", 1), ("", 1)],
        [("early", 1), ("", 1), ("", 1)],
    ]


# --- Lists -----------------------------------------------------------------------------------------------

NUMBERING = {
    "word/numbering.xml": part(
        "numbering",
        '<w:abstractNum w:abstractNumId="0">'
        '<w:lvl w:ilvl="0"><w:start w:val="3"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%1."/></w:lvl>'
        '<w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="lowerLetter"/><w:lvlText w:val="%2)"/></w:lvl>'
        '</w:abstractNum><w:abstractNum w:abstractNumId="1">'
        '<w:lvl w:ilvl="0"><w:numFmt w:val="bullet"/><w:lvlText w:val="•"/></w:lvl></w:abstractNum>'
        '<w:abstractNum w:abstractNumId="2">'
        '<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="Article %1"/></w:lvl>'
        "</w:abstractNum>"
        '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num><w:num w:numId="2"><w:abstractNumId w:val="1"/></w:num>'
        '<w:num w:numId="3"><w:abstractNumId w:val="2"/></w:num>',
    )
}


def item(words: str, number: int, level: int = 0) -> str:
    return paragraph(words, properties=f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr>')


def test_lists_keep_their_levels_their_numbers_and_their_count_across_text() -> None:
    body = (
        item("three", 1) + item("a", 1, 1) + item("b", 1, 1) + item("four", 1) + paragraph("Between") + item("five", 1)
    )
    first, between, second = read_body(body, parts=NUMBERING).body
    assert isinstance(first, n.OrderedList)
    assert (first.start, first.style, len(first.items)) == (3, "1", 2)
    inner = first.items[0].blocks[1]
    assert isinstance(inner, n.OrderedList)
    assert (inner.start, inner.style, len(inner.items)) == (1, "a", 2)
    assert plain_text(between) == "Between"
    assert isinstance(second, n.OrderedList)
    assert second.start == 5


def test_label_of_words_stays_in_the_text() -> None:
    assert outline(read_body(item("says so.", 3) + item("and so.", 3), parts=NUMBERING).body) == [
        "paragraph: Article 1 says so.",
        "paragraph: Article 2 and so.",
    ]


def test_bullets_with_other_ids_are_one_list() -> None:
    [block] = read_body(item("one", 2) + item("two", 2), parts=NUMBERING).body
    assert isinstance(block, n.BulletList)
    assert len(block.items) == 2


# --- Properties and references ---------------------------------------------------------------------------


def test_core_properties_become_metadata() -> None:
    parts = parts_of(paragraph("Text"), title="")
    relations = str(parts["_rels/.rels"]).replace(
        "</Relationships>",
        '<Relationship Id="c" Type="http://schemas.openxmlformats.org/package/2006/relationships/metadata/'
        'core-properties" Target="docProps/core.xml"/></Relationships>',
    )
    core = (
        '<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>The title</dc:title>'
        "<dc:creator>A. One; B. Two</dc:creator>"
        "<cp:keywords>one, two</cp:keywords><dc:description>In short.</dc:description><cp:category>News</cp:category>"
        "<dc:language>fr-FR</dc:language></cp:coreProperties>"
    )
    metadata = read_bytes(zipped({**parts, "_rels/.rels": relations, "docProps/core.xml": core})).metadata
    assert metadata.title == "The title"
    assert [author.name for author in metadata.authors] == ["A. One", "B. Two"]
    assert (metadata.keywords, metadata.summary, metadata.section) == (("one", "two"), "In short.", "News")
    assert metadata.lang == "fr"


def field(code: str, words: str) -> str:
    def mark(kind: str) -> str:
        return f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>'

    return f"{mark('begin')}<w:r><w:instrText>{code}</w:instrText></w:r>{mark('separate')}{run(words)}{mark('end')}"


def test_fields_and_bookmarks_become_links_and_references() -> None:
    bookmark = '<w:bookmarkStart w:id="1" w:name="{}"/>{}<w:bookmarkEnd w:id="1"/>'
    body = (
        paragraph(bookmark.format("_Ref1", run("The section")), "Heading1")
        + paragraph(
            field("REF _Ref1 \\h", "The section")
            + field("PAGEREF _Ref1 \\h", "7")
            + field('HYPERLINK "https://example.org/" \\o "tip"', "out")
            + f'<w:hyperlink w:anchor="_Ref1">{run("in")}</w:hyperlink>'
            + field("REF nowhere", "words")
            + field("PAGEREF _Ref2", "8")
            + field("DATE", "today")
        )
        + paragraph(bookmark.format("_Ref2", run("A place")))
    )
    article = read_body(body)
    heading, place = article.body[0], article.body[-1]
    links = [(link.target, link.reference, plain_text(link)) for link in nodes(article, n.Link)]
    assert isinstance(heading, n.Heading)
    assert links == [
        (f"#{heading.id}", "label", ""),
        (f"#{heading.id}", "page", ""),
        ("https://example.org/", "", "out"),
        (f"#{heading.id}", "", "in"),
        ("#nowhere", "", "words"),
        (f"#{place.id}", "page", ""),
    ]
    assert place.id
    assert plain_text(article.body[1]).endswith("today")


def test_contents_are_left_out_and_asked_for_anew() -> None:
    toc = (
        '<w:sdt><w:sdtPr><w:docPartObj><w:docPartGallery w:val="Table of Contents"/></w:docPartObj></w:sdtPr>'
        f"<w:sdtContent>{paragraph('One 1')}</w:sdtContent></w:sdt>"
    )
    article = read_body(toc + paragraph("One", "Heading1") + paragraph("Text"))
    assert outline(article.body) == ["heading: One", "paragraph: Text"]
    assert article.metadata.extra["toc"] is True


def test_formula_becomes_latex() -> None:
    fraction = (
        "<m:oMath><m:f><m:num><m:r><m:t>a</m:t></m:r></m:num><m:den><m:r><m:t>b</m:t></m:r></m:den></m:f></m:oMath>"
    )
    [formula] = nodes(read_body(paragraph(run("x ") + fraction)), n.Math)
    assert (formula.value, formula.display) == ("\\frac{a}{b}", False)


def test_fraction_without_a_line_becomes_latex_that_can_be_set() -> None:
    bare = (
        '<m:oMath><m:f><m:fPr><m:type m:val="noBar"/></m:fPr><m:num><m:r><m:t>n</m:t></m:r></m:num>'
        "<m:den><m:r><m:t>k</m:t></m:r></m:den></m:f></m:oMath>"
    )
    [formula] = nodes(read_body(paragraph(run("x ") + bare)), n.Math)
    assert formula.value == "{n \\atop k}"
    assert 'linethickness="0"' in mathml_of(formula.value, False)


def test_strict_open_xml_is_read_alike() -> None:
    parts = {
        name: str(content)
        .replace("http://schemas.openxmlformats.org/wordprocessingml/2006/main", "http://purl.oclc.org/ooxml/wordprocessingml/main")
        .replace("http://schemas.openxmlformats.org/officeDocument/2006/relationships", "http://purl.oclc.org/ooxml/officeDocument/relationships")
        for name, content in parts_of(paragraph("One", "Heading1")).items()
    }  # fmt: skip
    assert outline(read_bytes(zipped(parts)).body) == ["heading: One"]


# --- Files of other programs -----------------------------------------------------------------------------


def test_document_of_python_docx_reads_back() -> None:
    import docx

    document = docx.Document()
    document.add_heading("The title", 0)
    document.add_heading("A section", 1)
    document.add_paragraph("Some ").add_run("bold").bold = True
    document.add_paragraph("one", style="List Bullet")
    document.add_paragraph("two", style="List Bullet")
    document.add_paragraph("first", style="List Number")
    document.add_paragraph("said", style="Intense Quote")
    table = document.add_table(2, 2, style="Table Grid")
    table.cell(0, 0).text = "x"
    buffer = io.BytesIO()
    document.save(buffer)
    article = read_bytes(buffer.getvalue())
    assert article.metadata.title == "The title"
    assert [n.kind(block) for block in article.body] == [
        "heading",
        "paragraph",
        "bullet-list",
        "ordered-list",
        "pull-quote",
        "table",
    ]


def test_document_of_pandoc_reads_to_what_its_markdown_does() -> None:
    pypandoc = pytest.importorskip("pypandoc")
    made = subprocess.run(
        [pypandoc.get_pandoc_path(), "-f", "markdown", "-t", "docx"],
        input=MARKDOWN.encode(),
        capture_output=True,
        check=True,
    )
    article = read_bytes(made.stdout)
    assert article.metadata.title == "The title"
    assert article.metadata.date == "2025-02-13"
    assert article.metadata.summary == "In short."
    assert [author.name for author in article.metadata.authors] == ["Ann Author", "Bob Writer"]
    assert [n.kind(block) for block in article.body] == [
        "heading",
        "paragraph",
        "block-quote",
        "bullet-list",
        "definition-list",
        "code-block",
        "table",
        "bullet-list",
    ]
    bullets, tasks = article.body[3], article.body[7]
    assert isinstance(bullets, n.BulletList)
    assert isinstance(tasks, n.BulletList)
    assert [len(inner.blocks) for inner in bullets.items] == [1, 3, 1]
    assert [inner.checked for inner in tasks.items] == [True]
    assert isinstance(code := article.body[5], n.CodeBlock)
    assert code.value == "code\n  indented"


# --- Folders and outputs ---------------------------------------------------------------------------------


def test_folder_gives_word_files_of_others_and_none_that_were_made_here(tmp_path: Path) -> None:
    from exporter import convert_text

    (tmp_path / "other.docx").write_bytes(zipped(parts_of(paragraph("Text"))))
    (tmp_path / "~$other.docx").write_bytes(b"lock")
    made = convert_text("---\ntitle: T\nlang: en\n---\nText", ["docx"], check="off", receipt="off").exports[0].data
    (tmp_path / "made.docx").write_bytes(made)
    assert [file.name for file in sorted(tmp_path.iterdir()) if is_article(file)] == ["other.docx"]
    assert read(Source("made.docx", made, "word"), ReadOptions(), Report()).metadata.title == "T"


def test_build_does_not_write_over_its_own_source(tmp_path: Path) -> None:
    data = zipped(parts_of(paragraph("Text")))
    (tmp_path / "a.docx").write_bytes(data)
    command = [sys.executable, "-m", "exporter", "build", "a.docx", "--to", "docx"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode != 0
    assert "C104" in done.stderr + done.stdout
    assert (tmp_path / "a.docx").read_bytes() == data
