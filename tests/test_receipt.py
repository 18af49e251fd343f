"""The receipt: nothing of an article is lost in a file, nothing added, and each of many small losses is noticed."""

import hashlib
import io
import json
import re
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import msgspec
import pikepdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree
from read_back import R, W

from exporter.api import convert_file, convert_text
from exporter.checks.receipt import receipt_of
from exporter.messages import Report
from exporter.model.article import Article
from exporter.origin import Source
from exporter.outputs import Export
from exporter.passes import prepare
from exporter.publication import Layout, Publication
from exporter.publication.compose import compose
from exporter.readers import ReadOptions, format_of, read

ROOT = Path(__file__).parents[1]
SAMPLES = sorted(path for path in (ROOT / "samples").iterdir() if path.suffix in (".md", ".yaml"))
MUTATED = ("ia-en-sante.md", "page-and-stream.md", "report.md", "documents-accessibles.md")
Mutant = tuple[str, bytes]  # what was done, and the file
XHTML = "{http://www.w3.org/1999/xhtml}"


class Made:
    """A sample as it was set, with its files."""

    def __init__(self, name: str) -> None:
        path = ROOT / "samples" / name
        source, report = Source(name, path.read_bytes(), format_of(name), path.parent), Report()
        self.article: Article = prepare(read(source, ReadOptions(), report), report)
        self.publication: Publication = compose(self.article, Layout(), report)
        self.exports = {export.format: export for export in convert_file(path).exports}

    def differences(self, format: str, data: bytes) -> list[Any]:
        export = msgspec.structs.replace(self.exports[format], data=data)
        return list(receipt_of("sample", self.article, self.publication, [export]).files[0].differences)


@pytest.fixture(scope="module")
def samples() -> dict[str, Made]:
    return {name: Made(name) for name in MUTATED}


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
@pytest.mark.parametrize("theme", ["editorial", "civic", "gazette"])
def test_files_of_the_samples_hold_all_of_them(path: Path, theme: str) -> None:
    result = convert_file(path, theme=theme)
    assert result.receipt is not None
    assert [difference for file in result.receipt.files for difference in file.differences] == []
    assert [file.format for file in result.receipt.files] == ["pdf", "docx", "epub"]
    assert result.receipt.counts["blocks"] > 10


# --- Mutants -------------------------------------------------------------------------------------------------


def repacked(data: bytes, part: str, root: Any) -> bytes:
    """A package with another root element in one of its parts."""
    source, made = zipfile.ZipFile(io.BytesIO(data)), io.BytesIO()
    with zipfile.ZipFile(made, "w") as target:
        for item in source.infolist():
            target.writestr(item, etree.tostring(root) if item.filename == part else source.read(item.filename))
    return made.getvalue()


def xml_mutants(data: bytes, part: str, changes: Callable[[Any], Iterator[tuple[str, Callable[[], None]]]]) -> Any:
    """One file for each change of a part; each is made on a fresh copy."""
    source = zipfile.ZipFile(io.BytesIO(data)).read(part)
    for number, (said, _) in enumerate(changes(etree.fromstring(source))):
        root = etree.fromstring(source)
        list(changes(root))[number][1]()
        yield said, repacked(data, part, root)


def said(element: Any) -> str:
    return " ".join("".join(element.itertext()).split())[:60]


def swap(one: Any, other: Any) -> None:
    """Two siblings change places."""
    parent = one.getparent()
    first, second = parent.index(one), parent.index(other)
    parent.insert(second, one)
    parent.insert(first, other)


def epub_changes(root: Any) -> Iterator[tuple[str, Callable[[], None]]]:
    article = next(root.iter(f"{XHTML}article"))
    text = [p for p in article.iter(f"{XHTML}p", f"{XHTML}h2", f"{XHTML}h3") if said(p) and is_text(p)]
    for element in text:
        yield f"without {said(element)}", lambda element=element: element.getparent().remove(element)
    for one in text:
        other = one.getnext()
        if other is not None and other in text and said(one) != said(other):
            yield f"swapped {said(one)}", lambda one=one, other=other: swap(one, other)
    for cell in article.iter(f"{XHTML}td", f"{XHTML}th"):
        if said(cell):
            yield f"without the cell {said(cell)}", lambda cell=cell: cell.clear()
    for note in article.iter(f"{XHTML}aside"):
        if note.get("role") == "doc-footnote":
            yield f"without the note {said(note)}", lambda note=note: note.getparent().remove(note)
    for call in article.iter(f"{XHTML}a"):
        if call.get("role") == "doc-noteref":
            yield f"without the call {said(call)}", lambda call=call: call.clear(keep_tail=True)
        elif ":" in call.get("href", ""):
            yield f"another target {said(call)}", lambda call=call: call.set("href", "https://example.net/")
    for picture in article.iter(f"{XHTML}img"):
        if picture.get("alt"):
            yield f"without the text of {picture.get('src')}", lambda picture=picture: picture.set("alt", "")


def is_text(element: Any) -> bool:
    """Whether it is the article's own, not a template's: these stand in the title block and the end matter."""
    around = [parent.tag.rpartition("}")[2] for parent in element.iterancestors()]
    return not {"header", "footer", "nav", "td", "th"} & {*around} and element.get("class", "") not in (
        "note-number",
        "callout-title",
        "notes-heading",
        "caption",
    )


def docx_changes(root: Any) -> Iterator[tuple[str, Callable[[], None]]]:
    body = root.find(f"{W}body")
    text = [p for p in body.iterchildren(f"{W}p") if words_of(p) and not is_added(p)]
    for element in text:
        yield f"without {words_of(element)}", lambda element=element: element.getparent().remove(element)
    for one in text:
        other = one.getnext()
        if other is not None and other in text and words_of(one) != words_of(other):
            yield f"swapped {words_of(one)}", lambda one=one, other=other: swap(one, other)
    for cell in body.iter(f"{W}tc"):
        if words_of(cell):
            yield f"without the cell {words_of(cell)}", lambda cell=cell: silence(cell)
    for call in body.iter(f"{W}footnoteReference"):
        yield f"without call {call.get(f'{W}id')}", lambda call=call: call.getparent().remove(call)
    for properties in body.iter("{*}docPr"):
        if properties.get("descr"):
            yield "without a text", lambda properties=properties: properties.set("descr", "")
    for link in body.iter(f"{W}hyperlink"):
        if link.get(f"{R}id"):
            yield f"no target {words_of(link)}", lambda link=link: link.attrib.pop(f"{R}id")


def words_of(element: Any) -> str:
    return " ".join("".join(t.text or "" for t in element.iter(f"{W}t")).split())[:60]


def silence(element: Any) -> None:
    for text in element.iter(f"{W}t"):
        text.text = ""


ADDED = re.compile(
    "TOC|TableofFigures|Contents|Kicker|Byline|Dateline|CoverLine|Contact|CalloutTitle|SmallPrint|Embargo|Release|EndMark"
)


def is_added(paragraph: Any) -> bool:
    """Whether a paragraph is a template's, by its style."""
    style = paragraph.find(f"{W}pPr/{W}pStyle")
    return style is not None and bool(ADDED.match(style.get(f"{W}val")))


def footnote_changes(root: Any) -> Iterator[tuple[str, Callable[[], None]]]:
    for note in root.iter(f"{W}footnote"):
        if words_of(note):
            yield f"without the note {words_of(note)}", lambda note=note: silence(note)


def pdf_mutants(data: bytes) -> Iterator[Mutant]:
    """Files with an element less, two in the other order, or something of one taken away."""
    with pikepdf.open(io.BytesIO(data)) as pdf:
        count = len(list(pdf_changes(pdf)))
    for number in range(count):
        with pikepdf.open(io.BytesIO(data)) as pdf:
            said, change = list(pdf_changes(pdf))[number]
            change()
            made = io.BytesIO()
            pdf.save(made)
            yield said, made.getvalue()


def pdf_changes(pdf: Any) -> Iterator[tuple[str, Callable[[], None]]]:
    elements = list(structure(pdf.Root.StructTreeRoot.K[0]))
    art = next(element for element in elements if element.S == "/Art" and len(element.K) > 3)
    blocks = [(parent, place) for parent in elements for place, kid in enumerate(kids(parent)) if is_block(kid)]
    own = [
        (parent, place)
        for parent, place in blocks
        if parent.objgen == art.objgen or str(parent.S) in ("/LBody", "/BlockQuote", "/NonStruct", "/Div", "/LI")
    ]
    for parent, place in own:
        if place + 1 < len(parent.K) and str(parent.K[place + 1].get("/S", "")) == "/TOC":
            continue  # a heading of a table of contents, not the article's
        yield f"without {kids(parent)[place].S} {place}", lambda parent=parent, place=place: parent.K.__delitem__(place)
    for parent, place in own:
        if place + 1 < len(parent.K) and is_block(parent.K[place + 1]):
            yield f"swapped {place}", lambda parent=parent, place=place: exchange(parent.K, place)
    for element in elements:
        kind = str(element.S)
        if kind in ("/TD", "/TH") and "/K" in element and len(element.K):
            yield f"without the words of {kind}", lambda element=element: element.__delitem__("/K")
        elif kind == "/Note":
            yield "without the words of a note", lambda element=element: element.__delitem__("/K")
        elif kind == "/Figure" and "/Alt" in element:
            yield "without an alternative text", lambda element=element: element.__delitem__("/Alt")
    for page in pdf.pages:
        for annotation in page.get("/Annots", []):
            action = annotation.get("/A", {})
            if "/URI" in action:
                yield (
                    f"another target than {action.URI}",
                    lambda action=action: action.__setitem__("/URI", pikepdf.String("https://example.net/")),
                )


def kids(element: Any) -> list[Any]:
    found = element.get("/K", [])
    return list(found) if isinstance(found, pikepdf.Array) else [found]


def structure(element: Any) -> Iterator[Any]:
    yield element
    for kid in kids(element):
        if isinstance(kid, pikepdf.Dictionary) and "/S" in kid:
            yield from structure(kid)


def is_block(kid: Any) -> bool:
    return isinstance(kid, pikepdf.Dictionary) and str(kid.get("/S", "")) in (
        "/P",
        "/H2",
        "/H3",
        "/H4",
        "/Table",
        "/L",
        "/LBody",
        "/Caption",
    )


def exchange(array: Any, place: int) -> None:
    one, other = array[place], array[place + 1]
    array[place], array[place + 1] = other, one


def mutants_of(export: Export) -> Iterator[Mutant]:
    if export.format == "epub":
        yield from xml_mutants(export.data, "OEBPS/content.xhtml", epub_changes)
    elif export.format == "docx":
        yield from xml_mutants(export.data, "word/document.xml", docx_changes)
        yield from xml_mutants(export.data, "word/footnotes.xml", footnote_changes)
    else:
        yield from pdf_mutants(export.data)


@pytest.mark.parametrize("format", ["epub", "docx", "pdf"])
def test_every_small_loss_is_noticed(format: str, samples: dict[str, Made]) -> None:
    count = 0
    missed = []
    for name, made in samples.items():
        assert made.differences(format, made.exports[format].data) == []
        for said, data in mutants_of(made.exports[format]):
            count += 1
            if not made.differences(format, data):
                missed.append(f"{name}: {said}")
    assert missed == [], "\n".join(missed)
    assert count >= 200


# --- In a build ----------------------------------------------------------------------------------------------

TEXT = "---\ntitle: Bridges\nlang: en\n---\n\nFirst words.\n\n> Words of others.\n\nLast words.\n"


@pytest.fixture
def lossy(tmp_path: Path) -> Path:
    """A house's templates that forget quotations."""
    (tmp_path / "blocks").mkdir()
    (tmp_path / "blocks" / "block-quote.xhtml.jinja").write_text("")
    return tmp_path


def test_article_of_which_something_is_lost_is_refused(lossy: Path) -> None:
    result = convert_text(TEXT, ["docx", "epub"], templates=lossy)
    assert result.exports == ()
    messages = [message for message in result.messages if message.code == "V101"]
    assert [message.text for message in messages] == [
        'the DOCX lacks this paragraph: "Words of others."',
        'the EPUB lacks this paragraph: "Words of others."',
    ]
    assert messages[0].origin is not None
    assert messages[0].origin.line == 8
    assert messages[0].excerpt == "> Words of others."


def test_loss_may_be_allowed(lossy: Path) -> None:
    shown = convert_text(TEXT, ["epub"], templates=lossy, receipt="shown")
    assert [message.code for message in shown.messages] == ["V102"]
    assert shown["epub"]
    assert shown.receipt is not None
    assert not shown.receipt.is_complete
    silent = convert_text(TEXT, ["epub"], templates=lossy, receipt="off")
    assert (silent.messages, silent.receipt) == ((), None)


def test_words_of_a_template_are_named(tmp_path: Path) -> None:
    (tmp_path / "blocks").mkdir()
    (tmp_path / "blocks" / "block-quote.xhtml.jinja").write_text(
        '<blockquote>{{ flow(block.blocks) }}<p class="attribution">Said elsewhere</p></blockquote>'
    )
    result = convert_text(TEXT, templates=tmp_path)
    assert result.receipt is not None
    assert result.receipt.is_complete
    assert [(passage.text, passage.holder) for passage in result.receipt.added] == [("Said elsewhere", "p.attribution")]


def test_receipt_is_written_beside_the_files(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text(TEXT)
    command = [sys.executable, "-m", "exporter", "build", "a.md", "--to", "pdf,epub", "--receipt-files", "-v"]
    run = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=True)
    assert "all found in PDF, EPUB" in run.stderr
    receipt = json.loads((tmp_path / "a.receipt.json").read_text())
    for file in receipt["files"]:
        assert hashlib.sha256((tmp_path / f"a.{file['format']}").read_bytes()).hexdigest() == file["sha256"]
        assert file["differences"] == []
    assert receipt["counts"]["blocks"] == 4


WORDS = st.text("abc xyz-éÀß«»0123 \u00a0\u202f", min_size=1, max_size=40).filter(str.strip)


@settings(max_examples=40, deadline=None)
@given(st.lists(WORDS, min_size=1, max_size=12), st.integers(0, 11))
def test_any_paragraph_is_missed(texts: list[str], place: int) -> None:
    blocks = [{"type": "paragraph", "children": [{"type": "text", "value": text}]} for text in texts]
    data = {"metadata": {"title": "Title", "lang": "en"}, "body": blocks}
    result = convert_text(json.dumps(data), ["epub"], format="json")
    assert result.receipt is not None
    assert result.receipt.is_complete
    source, report = Source("-", json.dumps(data).encode(), "json"), Report()
    article = prepare(read(source, ReadOptions(), report), report)
    export = result.exports[0]
    package = zipfile.ZipFile(io.BytesIO(export.data))
    root = etree.fromstring(package.read("OEBPS/content.xhtml"))
    paragraphs = [p for p in root.iter(f"{XHTML}p") if said(p)]
    lost = paragraphs[place % len(paragraphs)]
    lost.getparent().remove(lost)
    changed = msgspec.structs.replace(export, data=repacked(export.data, "OEBPS/content.xhtml", root))
    receipt = receipt_of("-", article, compose(article, Layout(), Report()), [changed])
    assert not receipt.is_complete


@pytest.mark.parametrize(
    ("part", "pattern", "more", "text"),
    [
        ("OEBPS/content.xhtml", "<p", '<p><img src="x.png" alt="A tunnel"/></p><p', "A tunnel"),
        ("OEBPS/content.xhtml", "</p>", '<a href="https://example.net/">.</a></p>', "https://example.net/"),
        ("OEBPS/content.xhtml", "</p>", " Words of nobody.</p>", "wordsofnobody."),
    ],
)
def test_what_nobody_wrote_is_named(part: str, pattern: str, more: str, text: str, samples: dict[str, Made]) -> None:
    made = samples["report.md"]
    source = zipfile.ZipFile(io.BytesIO(made.exports["epub"].data)).read(part).decode()
    start = source.index("<article")
    root = etree.fromstring((source[:start] + source[start:].replace(pattern, more, 1)).encode())
    found = made.differences("epub", repacked(made.exports["epub"].data, part, root))
    assert ("added", text) in [(difference.what, difference.text) for difference in found]


def test_place_of_the_author_is_no_note_s() -> None:
    text = "---\ntitle: T\nlang: en\n---\n\n## Set-up {#fn-setup}\n\nSee [part 2²](#fn-setup) and [3](#fn-setup).\n"
    result = convert_text(text)
    assert result.messages == ()
    assert len(result.exports) == 3


ONE, TWO, THREE = (f"[words](https://example.org/{number})" for number in (1, 2, 3))


@pytest.mark.parametrize(
    "text",
    [
        f"First {ONE}.[^1] Last {TWO}.\n\n[^1]: Note with {THREE}.",
        f"| {ONE} | B[^1] |\n|---|---|\n| {TWO} | y[^2] |\n\nLast {THREE}.\n\n"
        f"[^1]: Note with {THREE}.\n\n[^2]: And {ONE}.",
        f"One.[^a]\n\n![first](rayonnage.jpg)\n\nTwo.[^b]\n\n# Head {TWO}\n\n"
        f"[^b]: See ![in a note](rayonnage.jpg){{width=5mm}}.\n\n[^a]: $x^2$ and {ONE}, $y$.\n",
    ],
)
def test_what_stands_in_notes_may_stand_before_what_follows_their_calls(text: str) -> None:
    result = convert_text(f"---\ntitle: T\nlang: en\n---\n\n{text}\n", folder=ROOT / "samples" / "pictures")
    assert [export.format for export in result.exports] == ["pdf", "docx", "epub"]
    assert not {"V101", "V102"} & {message.code for message in result.messages}


def test_headings_of_one_letter_are_found_and_not_among_the_letters_of_other_words() -> None:
    terms = "\n\n".join(f"## {letter}\n\nA term and what it means, {letter} in short." for letter in "ABDIJ")
    result = convert_text(
        f"---\ntitle: Glossary\ndate: 2025-01-01\nlang: en\n---\n\n{terms}\n", ["pdf", "docx", "epub"]
    )
    assert [message.text for message in result.messages] == []
    assert {export.format for export in result.exports} == {"docx", "epub", "pdf"}


def test_row_of_a_table_that_a_pdf_has_otherwise_is_named_in_its_words(samples: dict[str, Made]) -> None:
    made = samples["report.md"]
    with pikepdf.open(io.BytesIO(made.exports["pdf"].data)) as pdf:
        row = next(
            item for item in structure(pdf.Root.StructTreeRoot.K[0]) if item.S == "/TR" and kids(item)[0].S == "/TD"
        )
        del row.K[0]
        changed = io.BytesIO()
        pdf.save(changed)
    told = [one.said for one in made.differences("pdf", changed.getvalue()) if one.kind == "table row"]
    rows = made.publication.page.root.iter("tr")
    rows_words = ["|".join("".join(cell.itertext()) for cell in row) for row in rows]
    assert told
    assert {"".join(row.split()).casefold() for row in rows_words} >= {
        "".join(said.partition('"')[2].rstrip('"').split()) for said in told
    }
