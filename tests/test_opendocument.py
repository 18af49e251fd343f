"""What OpenDocument text reads to, files of other programs, and hostile ones."""

import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from word_files import MARKDOWN, PNG, outline, zipped

from exporter.errors import SourceError
from exporter.messages import Report
from exporter.model import nodes as n
from exporter.model.article import Article
from exporter.model.walk import plain_text, walk
from exporter.origin import Source
from exporter.readers import ReadOptions, read

_OASIS = "urn:oasis:names:tc:opendocument:xmlns"
NAMES = " ".join(
    f'xmlns:{prefix}="{_OASIS}:{name}:1.0"'
    for prefix, name in {
        "office": "office", "style": "style", "text": "text", "table": "table", "draw": "drawing", "meta": "meta",
        "fo": "xsl-fo-compatible", "svg": "svg-compatible",
    }.items()
) + ' xmlns:xlink="http://www.w3.org/1999/xlink" xmlns:dc="http://purl.org/dc/elements/1.1/"'  # fmt: skip
TITLE = '<text:p text:style-name="Title">A title</text:p>'
STYLES = """
<style:style style:name="B" style:family="text"><style:text-properties fo:font-weight="bold"/></style:style>
<style:style style:name="P1" style:family="paragraph" style:parent-style-name="Quotations"/>
<text:list-style style:name="L1">
<text:list-level-style-bullet text:level="1" text:bullet-char="•"/>
<text:list-level-style-number text:level="2" style:num-format="a" text:start-value="2"/>
</text:list-style>
"""


def paragraph(words: str = "", style: str = "Standard") -> str:
    return f'<text:p text:style-name="{style}">{words}</text:p>'


def parts_of(body: str, **parts: str | bytes) -> dict[str, str | bytes]:
    content = (
        f"<office:document-content {NAMES}><office:automatic-styles>{STYLES}</office:automatic-styles>"
        f"<office:body><office:text>{TITLE}{body}</office:text></office:body></office:document-content>"
    )
    return {"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": content, **parts}


def read_bytes(data: bytes, report: Report | None = None, **options: object) -> Article:
    return read(Source("a.odt", data, "odt"), ReadOptions(**options), report or Report())  # type: ignore[arg-type]


def read_body(
    body: str, report: Report | None = None, parts: dict[str, Any] | None = None, **options: object
) -> Article:
    return read_bytes(zipped(parts_of(body, **(parts or {}))), report, **options)


def nodes(article: Article, kind: type[Any]) -> list[Any]:
    return [node for node in walk(article.body) if isinstance(node, kind)]


def codes(report: Report) -> set[str]:
    return {message.code for message in report.messages}


def test_styles_headings_letters_and_notes_are_read() -> None:
    note = (
        '<text:note text:note-class="footnote"><text:note-citation>1</text:note-citation>'
        f"<text:note-body>{paragraph('The note.')}</text:note-body></text:note>"
    )
    body = (
        '<text:h text:outline-level="2"><text:bookmark text:name="over here"/>A heading</text:h>'
        + paragraph(f'Some <text:span text:style-name="B">bold</text:span>{note}')
        + paragraph("Said", "P1")
        + paragraph('<text:bookmark-ref text:reference-format="page" text:ref-name="over here">7</text:bookmark-ref>')
    )
    article = read_body(body)
    assert article.metadata.title == "A title"
    assert outline(article.body)[:3] == ["heading: A heading", "paragraph: Some bold", "block-quote: Said"]
    [strong], [found], [link] = (nodes(article, kind) for kind in (n.Strong, n.Note, n.Link))
    assert (plain_text(strong), outline(found.blocks)) == ("bold", ["paragraph: The note."])
    assert (link.target, link.reference) == ("#over-here", "page")
    assert nodes(article, n.Heading)[0].id == "over-here"


def test_lists_keep_levels_kinds_and_first_numbers() -> None:
    def item(words: str, inner: str = "") -> str:
        return f"<text:list-item>{paragraph(words)}{inner}</text:list-item>"

    inner = f"<text:list>{item('b')}{item('c')}</text:list>"
    body = f'<text:list text:style-name="L1">{item("one", inner)}{item("two")}'
    [bullets] = read_body(f"{body}</text:list>").body
    assert isinstance(bullets, n.BulletList)
    assert [plain_text(inner.blocks[0]) for inner in bullets.items] == ["one", "two"]
    numbers = bullets.items[0].blocks[1]
    assert isinstance(numbers, n.OrderedList)
    assert (numbers.start, numbers.style, len(numbers.items)) == (2, "a", 2)


def test_table_has_its_head_and_its_spans() -> None:
    def cell(words: str, spans: str = "") -> str:
        return f"<table:table-cell {spans}>{paragraph(words)}</table:table-cell>"

    wide, tall = 'table:number-columns-spanned="2"', 'table:number-rows-spanned="2"'
    rows = (
        f"<table:table-header-rows><table:table-row>{cell('Head', wide)}"
        "<table:covered-table-cell/></table:table-row></table:table-header-rows>"
        f"<table:table-row>{cell('tall', tall)}{cell('b')}</table:table-row>"
        f"<table:table-row><table:covered-table-cell/>{cell('c')}</table:table-row>"
    )
    [table] = read_body(f"<table:table>{rows}</table:table>").body
    assert isinstance(table, n.Table)
    assert [(c.column_span, c.header) for row in table.head for c in row.cells] == [(2, True)]
    assert [[(plain_text(c), c.row_span) for c in row.cells] for row in table.body] == [
        [("tall", 2), ("b", 1)],
        [("c", 1)],
    ]


def test_picture_has_its_bytes_its_words_and_its_caption() -> None:
    frame = (
        '<draw:frame svg:width="1cm"><draw:image xlink:href="Pictures/a.png"/><svg:title>A dot</svg:title></draw:frame>'
    )
    body = paragraph(frame + "What it is", "Illustration")
    article = read_body(body, parts={"Pictures/a.png": PNG})
    [figure] = article.body
    assert isinstance(figure, n.Figure)
    assert (figure.images[0].alt, plain_text(figure.caption)) == ("A dot", "What it is")
    assert article.assets[figure.images[0].asset].data == PNG


CHANGED = (
    '<text:tracked-changes><text:changed-region><text:deletion><office:change-info/><text:p>gone</text:p></text:deletion>'
    "</text:changed-region></text:tracked-changes>" + paragraph('Kept<text:change text:change-id="x"/>')
)  # fmt: skip


def test_tracked_changes_are_accepted_or_refuse_the_file() -> None:
    report = Report()
    assert outline(read_body(CHANGED, report).body) == ["paragraph: Kept"]
    assert codes(report) == {"R421"}
    for changes in ("reject", "refuse"):
        with pytest.raises(SourceError) as caught:
            read_body(CHANGED, changes=changes)
        assert [message.code for message in caught.value.messages] == ["R420"]


def test_comments_are_left_out_or_become_notes() -> None:
    comment = f"<office:annotation><dc:creator>R. Eader</dc:creator>{paragraph('Is it?')}</office:annotation>"
    report = Report()
    assert nodes(read_body(paragraph(f"Text{comment}"), report), n.Note) == []
    assert codes(report) == {"R417"}
    [note] = nodes(read_body(paragraph(f"Text{comment}"), comments="notes"), n.Note)
    assert outline(note.blocks) == ["paragraph: R. Eader:", "paragraph: Is it?"]


def test_properties_become_metadata_and_contents_are_made_anew() -> None:
    meta = (
        f"<office:document-meta {NAMES}><office:meta><dc:title>Other</dc:title><dc:language>fr-FR</dc:language>"
        "<meta:initial-creator>A. One</meta:initial-creator>"
        "<meta:keyword>one</meta:keyword><meta:keyword>two</meta:keyword>"
        "</office:meta></office:document-meta>"
    )
    contents = f"<text:table-of-content><text:index-body>{paragraph('One 1')}</text:index-body></text:table-of-content>"
    article = read_body(contents + paragraph("Texte"), parts={"meta.xml": meta})
    metadata = article.metadata
    assert (metadata.title, metadata.lang, metadata.keywords) == ("A title", "fr", ("one", "two"))
    assert [author.name for author in metadata.authors] == ["A. One"]
    assert metadata.extra["toc"] is True
    assert outline(article.body) == ["paragraph: Texte"]


KINDS = ["heading", "paragraph", "block-quote", "bullet-list", "definition-list", "code-block", "table", "bullet-list"]


def pandoc(format: str) -> bytes:
    pypandoc = pytest.importorskip("pypandoc")
    command = [pypandoc.get_pandoc_path(), "-f", "markdown", "-t", format]
    return subprocess.run(command, input=MARKDOWN.encode(), capture_output=True, check=True).stdout


def test_document_of_pandoc_reads_to_what_its_markdown_does() -> None:
    article = read_bytes(pandoc("odt"))
    assert article.metadata.title == "The title"
    assert article.metadata.date == "2025-02-13"
    assert [n.kind(block) for block in article.body] == ["paragraph", *KINDS]  # its abstract stands without a paragraph
    bullets, tasks = article.body[4], article.body[8]
    assert isinstance(bullets, n.BulletList)
    assert isinstance(tasks, n.BulletList)
    assert [len(inner.blocks) for inner in bullets.items] == [1, 3, 1]
    assert [inner.checked for inner in tasks.items] == [True]


@pytest.mark.skipif(not shutil.which("soffice"), reason="LibreOffice is not installed")
def test_document_of_libreoffice_reads_to_what_its_markdown_does(tmp_path: Path) -> None:
    (tmp_path / "a.docx").write_bytes(pandoc("docx"))
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    command = [
        "soffice",
        profile,
        "--headless",
        "--convert-to",
        "odt",
        "--outdir",
        str(tmp_path),
        str(tmp_path / "a.docx"),
    ]
    subprocess.run(command, capture_output=True, check=True)
    article = read_bytes((tmp_path / "a.odt").read_bytes())
    assert article.metadata.summary == "In short."
    assert [author.name for author in article.metadata.authors] == ["Ann Author", "Bob Writer"]
    assert [n.kind(block) for block in article.body] == KINDS
    assert [note.label for note in nodes(article, n.Note)] == ["1"]


def test_command_builds_from_opendocument(tmp_path: Path) -> None:
    (tmp_path / "a.odt").write_bytes(zipped(parts_of(paragraph("Words."))))
    command = [sys.executable, "-m", "exporter", "build", "a.odt", "--to", "epub", "--set", "lang=en"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "a.epub").is_file()


# --- Hostile files ---------------------------------------------------------------------------------------

LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10 if n else "ha"}">' for n in range(10))


def refusal(data: bytes) -> str:
    with pytest.raises(SourceError) as caught:
        read_bytes(data)
    [message] = caught.value.messages
    assert message.hint
    return message.code


@pytest.mark.parametrize("name", ["content.xml", "styles.xml", "meta.xml"])
@pytest.mark.parametrize("entities", [LAUGHS, '<!ENTITY l9 SYSTEM "file:///etc/passwd">'])
def test_entities_are_refused_in_each_part(name: str, entities: str) -> None:
    parts = {"styles.xml": "<x/>", "meta.xml": f"<office:document-meta {NAMES}/>", **parts_of(paragraph("words"))}
    parts[name] = f"<!DOCTYPE x [{entities}]>{parts[name]}"  # type: ignore[str-bytes-safe]
    assert refusal(zipped(parts)) == "R413"


def test_part_that_unpacks_to_more_than_the_bound_is_not_unpacked() -> None:
    assert refusal(zipped({**parts_of(""), "content.xml": b"<x>" + b" " * 50_000_000})) == "R412"


def test_cells_and_spaces_are_not_repeated_without_bound() -> None:
    cell = f'<table:table-cell table:number-columns-repeated="1000">{paragraph("x")}</table:table-cell>'
    spaces = paragraph('<text:s text:c="999"/>' * 1_000, "Preformatted Text")
    rows = f"<table:table-row>{cell}</table:table-row>" * 100
    article = read_body(f"<table:table>{rows}</table:table>{spaces}")
    assert len(nodes(article, n.Cell)) < 6_000
    assert len(plain_text(article.body)) < 100_000


@pytest.mark.parametrize("name", ["../../evil.png", "/etc/evil.png", "Pictures/../../evil.png", "..\\evil.png"])
def test_entry_whose_name_leads_outside_is_left_alone(name: str) -> None:
    report = Report()
    article = read_body(paragraph("words"), report, {name: b"x"})
    assert outline(article.body) == ["paragraph: words"]
    assert "R414" in codes(report)


@pytest.mark.parametrize(
    "target", ["https://example.org/a.png", "file:///etc/passwd", "/etc/passwd", "../../etc/passwd"]
)
def test_picture_outside_of_the_file_is_never_fetched(target: str) -> None:
    report = Report()
    frame = f'<draw:frame><draw:image xlink:href="{target}"/></draw:frame>'
    assert read_body(paragraph(f"words{frame}"), report).assets == {}
    assert "R304" in codes(report)


def test_section_of_another_file_and_programs_are_told_and_not_read() -> None:
    report = Report()
    section = (
        f'<text:section><text:section-source xlink:href="file:///etc/passwd"/>{paragraph("shown last")}</text:section>'
    )
    article = read_body(section, report, {"Basic/Standard/Module1.xml": "<x/>"})
    assert outline(article.body) == ["paragraph: shown last"]
    assert [message.code for message in report.messages].count("R415") == 2


def test_lists_nested_beyond_the_bound_are_refused() -> None:
    for depth in (70, 3_000):
        item = f"<text:list><text:list-item>{paragraph('deep')}"
        deep = item * depth + "</text:list-item></text:list>" * depth
        assert refusal(zipped(parts_of(deep))) == "R210"


@pytest.mark.parametrize(
    "parts",
    [
        {"mimetype": "application/vnd.oasis.opendocument.spreadsheet"},
        {"content.xml": "<x/>"},
        {"content.xml": "<office:"},
        {"META-INF/manifest.xml": "<m><encryption-data/></m>"},
    ],
)
def test_what_is_no_opendocument_text_is_refused_in_words(parts: dict[str, str | bytes]) -> None:
    assert refusal(zipped({**parts_of(""), **parts})) == "R411"
