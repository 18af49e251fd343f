"""The PDF backend, judged by poppler's and qpdf's eyes: words, places, tags, fonts and bytes."""

import io
import json
import logging
import os
import re
import struct
import subprocess
import sys
import zlib
from functools import cache
from pathlib import Path

import pikepdf
import pytest

from exporter.backends.pdf import PdfBackend
from exporter.messages import Message, Report
from exporter.model.article import Article
from exporter.model.assets import Asset
from exporter.model.metadata import Contact, Metadata, Person
from exporter.model.nodes import (
    AnyBlock,
    AnyInline,
    BulletList,
    Callout,
    Cell,
    CodeBlock,
    Division,
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
    Row,
    Strong,
    Table,
    Text,
)
from exporter.passes import prepare
from exporter.publication import Layout, Publication
from exporter.publication.compose import compose

SENTENCE = "Le service public numérique change la manière dont les citoyens accèdent à l’information. "
ARABIC = "تعمل فرق الاتصال على إعداد البيانات الصحفية والتقارير كل أسبوع. "


def text(words: str) -> tuple[AnyInline, ...]:
    return (Text(value=words),)


def paragraph(*parts: str | AnyInline) -> Paragraph:
    return Paragraph(children=tuple(Text(value=part) if isinstance(part, str) else part for part in parts))


def note(label: str, *paragraphs: str) -> Note:
    return Note(label=label, blocks=tuple(paragraph(words) for words in paragraphs))


def link(target: str, words: str) -> Link:
    return Link(target=target, children=text(words))


def items(*words: str) -> tuple[ListItem, ...]:
    return tuple(ListItem(blocks=(paragraph(item),)) for item in words)


def row(*cells: str, header: bool = False) -> Row:
    return Row(cells=tuple(Cell(blocks=(paragraph(words),), header=header) for words in cells))


def picture(width: int, height: int, ppi: float = 96.0) -> Asset:
    """A grey PNG made by hand."""
    rows = zlib.compress(b"".join(b"\0" + b"\x80" * width for _ in range(height)))
    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", rows), (b"IEND", b""))
    data = b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body)) for name, body in chunks
    )
    return Asset(
        key=f"assets/{width}x{height}.png",
        media_type="image/png",
        data=data,
        width_px=width,
        height_px=height,
        ppi=ppi,
    )


def publication(
    *blocks: AnyBlock, assets: tuple[Asset, ...] = (), layout: Layout | None = None, **fields: object
) -> Publication:
    metadata = Metadata(**{"title": "Un titre", "lang": "fr", **fields})  # type: ignore[arg-type]
    article = Article(metadata=metadata, body=blocks, assets={asset.key: asset for asset in assets})
    return compose(prepare(article, Report()), layout or Layout(), Report())


def export(made: Publication) -> tuple[bytes, list[Message]]:
    report = Report()
    return PdfBackend().export(made, report), report.messages


def pdf(*blocks: AnyBlock, **rest: object) -> bytes:
    data, messages = export(publication(*blocks, **rest))  # type: ignore[arg-type]
    assert messages == []
    return data


def poppler(tool: str, data: bytes, *options: str) -> str:
    done = subprocess.run(
        [tool, *options, "-", *(["-"] if tool == "pdftotext" else [])], input=data, capture_output=True
    )
    assert done.returncode == 0, done.stderr.decode()
    return done.stdout.decode()


def pages(data: bytes) -> list[str]:
    return [" ".join(page.split()) for page in poppler("pdftotext", data).split("\f")[:-1]]


def boxes(data: bytes) -> list[tuple[int, float, float, float, float, str]]:
    """(page, left, top, right, bottom, word) of each word, in points from the top left."""
    found, page = [], 0
    for line in poppler("pdftotext", data, "-bbox").splitlines():
        page += "<page " in line
        match = re.search(r'xMin="([-\d.]+)" yMin="([-\d.]+)" xMax="([-\d.]+)" yMax="([-\d.]+)">(.*)</word>', line)
        if match:
            found.append((page, *map(float, match.groups()[:4]), match[5]))
    return found


def structure_text(data: bytes) -> str:
    """The words in the structure tree, as poppler finds them."""
    command = ["pdfinfo", "-struct-text", "-"]
    found = subprocess.run(command, input=data, capture_output=True, check=True, timeout=60)
    assert not found.stderr
    return found.stdout.decode()


def tags(data: bytes) -> list[str]:
    """The structure tree, one "depth tag" a line, without spans."""
    found: list[str] = []

    def visit(element: pikepdf.Object, depth: int) -> None:
        if not isinstance(element, pikepdf.Dictionary) or "/S" not in element:
            return
        if element.S != "/Span":
            found.append(f"{'  ' * depth}{str(element.S)[1:]}")
        kids = element.get("/K", [])
        for kid in kids if isinstance(kids, pikepdf.Array) else [kids]:
            visit(kid, depth + 1)

    with pikepdf.open(io.BytesIO(data)) as document:
        for kid in document.Root.StructTreeRoot.K:
            visit(kid, 0)
    return found


@cache
def brief() -> bytes:
    """An article with most of what articles have."""
    chart = picture(800, 400)
    nested = BulletList(items=(ListItem(blocks=(paragraph("Dedans"), BulletList(items=items("Plus bas")))),))
    return pdf(
        paragraph("Un premier paragraphe.", note("a", "La première note.", "Son second paragraphe."), " Il continue."),
        Heading(level=1, id="methode", children=text("La méthode")),
        paragraph("Voir ", link("https://exemple.fr/", "le site"), " et ", link("#methode", "plus haut"), "."),
        BulletList(items=(*items("Premier point"), ListItem(blocks=(paragraph("Second point"), nested)))),
        OrderedList(items=items("Étape une", "Étape deux"), start=3),
        Heading(level=2, children=text("Les chiffres")),
        Table(
            head=(row("Région", "Budget", header=True),),
            body=(row("Bretagne", "12,4"), row("Corse", "2,1")),
            caption=text("Budget par région"),
        ),
        Figure(images=(Image(src="c.png", alt="Une courbe qui monte", asset=chart.key),), caption=text("La courbe")),
        Callout(kind="tip", blocks=(paragraph("Une astuce."),)),
        CodeBlock(value="print('bonjour')\n"),
        paragraph("Rappel de la première note", NoteReference(label="a"), " à la fin."),
        assets=(chart,),
        subtitle="Un sous-titre",
        authors=(Person(name="Claire Martin"), Person(name="Yann Le Goff")),
        date="2025-03-14",
        keywords=("édition", "PDF"),
        summary="Le résumé de l’article.",
        publisher="Ministère de l’Exemple",
        contact=(Contact(name="Service de presse", email="presse@exemple.fr"),),
    )  # fmt: skip


def test_words_stand_in_the_order_of_the_article() -> None:
    expected = (
        "Un titre Un sous-titre Le résumé de l’article. Claire Martin, Yann Le Goff 14 mars 2025 Un premier "
        "paragraphe.1 Il continue. La méthode Voir le site et plus haut. • Premier point "
        "• Second point – Dedans – Plus bas 3. Étape une "
        "4. Étape deux Les chiffres"
    )
    assert expected in pages(brief())[0]


def test_metadata_is_the_articles() -> None:
    with pikepdf.open(io.BytesIO(brief())) as document:
        info = {key[1:]: str(value) for key, value in document.docinfo.items()}
        assert info["Title"] == "Un titre"
        assert info["Author"] == "Claire Martin, Yann Le Goff"
        assert info["Subject"] == "Le résumé de l’article."
        assert info["Keywords"] == "édition, PDF"
        assert info["CreationDate"] == info["ModDate"] == "D:20250314"
        assert document.Root.Lang == "fr"
        xmp = document.Root.Metadata.read_bytes().decode()
        assert "<dc:title>" in xmp
        assert "2025-03-14" in xmp


def test_file_without_a_date_says_none() -> None:
    with pikepdf.open(io.BytesIO(pdf(paragraph("Sans date.")))) as document:
        assert "/CreationDate" not in document.docinfo
        assert b"CreateDate" not in document.Root.Metadata.read_bytes()


def test_file_declares_pdf_a_and_pdf_ua_in_one_description() -> None:
    with pikepdf.open(io.BytesIO(brief())) as document:
        xmp = document.Root.Metadata.read_bytes().decode()
        assert xmp.count("<rdf:RDF") == 1
        assert 'pdfaid:part="3"' in xmp
        assert 'pdfaid:conformance="A"' in xmp
        assert "<pdfuaid:part>1</pdfuaid:part>" in xmp
        assert "http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>" in xmp
        assert document.Root.MarkInfo.Marked
        assert document.Root.ViewerPreferences.DisplayDocTitle
        profile = document.Root.OutputIntents[0].DestOutputProfile.read_bytes()
        assert profile[36:40] == b"acsp"


def test_pictures_are_not_interpolated_and_keep_their_description() -> None:
    with pikepdf.open(io.BytesIO(brief())) as document:
        images = [image for page in document.pages for image in page.get_images().values()]
        assert images
        assert not any(image.get("/Interpolate", False) for image in images)
        found = [
            item for item in document.objects if isinstance(item, pikepdf.Dictionary) and item.get("/S") == "/Figure"
        ]
        assert [str(item.Alt) for item in found] == ["Une courbe qui monte"]


def test_structure_names_headings_lists_tables_figures_and_notes() -> None:
    tree = tags(brief())
    kinds = [line.strip() for line in tree]
    assert [kind for kind in kinds if re.fullmatch(r"H\d", kind)] == ["H1", "H2", "H3", "H2"]
    assert kinds.count("TH") == 2
    assert kinds.count("TD") == 4
    assert {"Table", "THead", "TBody", "Caption", "Figure", "L", "LI", "Lbl", "LBody", "Link"} <= set(kinds)
    assert kinds.count("Note") == 1
    depth = {line: len(line) - len(line.lstrip()) for line in tree}
    below = [
        tree[i + 1].strip()
        for i, line in enumerate(tree[:-1])
        if line.strip() == "LI" and depth[tree[i + 1]] > depth[line]
    ]
    assert set(below) == {"Lbl"}


def test_decorative_picture_is_no_figure_to_a_screen_reader() -> None:
    ornament = picture(40, 10)
    data = pdf(Figure(images=(Image(src="o.png", decorative=True, asset=ornament.key),)), assets=(ornament,))
    assert "Figure" not in {line.strip() for line in tags(data)}


def test_words_of_a_decorative_drawing_are_not_read_out() -> None:
    svg = b"""<svg xmlns="http://www.w3.org/2000/svg" width="90" height="30"><text y="20">Ornement</text></svg>"""
    drawing = Asset(key="assets/o.svg", media_type="image/svg+xml", data=svg, width_px=90, height_px=30, ppi=96.0)
    image = Image(src="o.svg", decorative=True, asset=drawing.key)
    data = pdf(paragraph("Avant ", image, " après."), Figure(images=(image,)), assets=(drawing,))
    assert poppler("pdftotext", data).count("Ornement") == 2
    assert "Ornement" not in structure_text(data)
    assert "Avant" in structure_text(data)
    with pikepdf.open(io.BytesIO(data)) as document:
        mapped = document.Root.StructTreeRoot.ParentTree.Nums[1]
        marks = [
            operands[1]
            for operands, operator in pikepdf.parse_content_stream(document.pages[0])
            if str(operator) == "BDC" and "/MCID" in operands[1]
        ]
        assert len(marks) == len([entry for entry in mapped if entry is not None])


def test_links_are_annotations_with_their_words() -> None:
    with pikepdf.open(io.BytesIO(brief())) as document:
        annotations = [a for page in document.pages for a in page.get("/Annots", [])]
        assert "https://exemple.fr/" in {str(a.A.URI) for a in annotations if "/A" in a and "/URI" in a.A}
        assert all(str(a.get("/Contents", "")) for a in annotations)


def test_outline_follows_the_headings() -> None:
    with pikepdf.open(io.BytesIO(brief())) as document, document.open_outline() as outline:
        (title,) = outline.root
        assert title.title == "Un titre"
        assert [item.title for item in title.children] == ["La méthode"]
        assert [item.title for item in title.children[0].children] == ["Les chiffres"]


def test_note_stands_at_the_foot_of_the_page_of_its_call() -> None:
    data = pdf(
        paragraph("Avant.", note("a", "Première NOTE-UNE.")),
        *(paragraph(SENTENCE * 6) for _ in range(9)),
        paragraph("Après.", note("b", "Seconde NOTE-DEUX.")),
        *(paragraph(SENTENCE * 6) for _ in range(3)),
    )
    first, second, *_ = pages(data)
    assert "NOTE-UNE" in first
    assert "NOTE-DEUX" not in first
    assert "NOTE-DEUX" in second
    lowest = max(box[4] for box in boxes(data) if box[0] == 1 and "numérique" in box[5])
    assert next(box[2] for box in boxes(data) if "NOTE-UNE" in box[5]) > lowest


def test_note_numbers_and_their_calls_agree_and_lead_to_each_other() -> None:
    first = pages(brief())[0]
    assert re.search(r"1 La première note\. Son second paragraphe\.", first)
    assert sum(page.count("La première note") for page in pages(brief())) == 1
    with pikepdf.open(io.BytesIO(brief())) as document:
        names = {str(name) for name in list(document.Root.Names.Dests.Names)[::2]}
        targets = [
            str(a.get("/Dest", "") or a.A.get("/D", ""))
            for page in document.pages
            for a in page.Annots
            if "/A" in a or "/Dest" in a
        ]
    assert {"fn-1", "fnref-1"} <= names
    assert targets.count("fn-1") == 2
    assert targets.count("fnref-1") == 1


@pytest.mark.parametrize(
    "block",
    [
        Heading(level=1, children=(Text(value="Un titre"), note("a", "LE-TEXTE de la note"))),
        Table(body=(Row(cells=(Cell(blocks=(paragraph("Cellule", note("a", "LE-TEXTE de la note")),)),)),)),
        Table(body=(row("a", "b"),), caption=(Text(value="Légende"), note("a", "LE-TEXTE de la note"))),
        Figure(images=(Image(src="x", alt="y"),), caption=(Text(value="Légende"), note("a", "LE-TEXTE de la note"))),
        BulletList(items=(ListItem(blocks=(paragraph("Point", note("a", "LE-TEXTE de la note")),)),)),
        Callout(kind="note", blocks=(paragraph("Encadré", note("a", "LE-TEXTE de la note")),)),
        paragraph("Long", note("a", "LE-TEXTE", SENTENCE * 60)),
        paragraph("Dans une note", Note(label="b", blocks=(paragraph("dehors", note("a", "LE-TEXTE de la note")),))),
        paragraph("Avec une liste", Note(label="a", blocks=(paragraph("LE-TEXTE"), BulletList(items=items("un"))))),
    ],
    ids=[
        "heading",
        "cell",
        "table caption",
        "figure caption",
        "item",
        "box",
        "long",
        "note in a note",
        "list in a note",
    ],
)
def test_note_is_printed_once_wherever_it_is_called(block: AnyBlock) -> None:
    assert " ".join(pages(pdf(paragraph("Avant."), block, paragraph("Après.")))).count("LE-TEXTE") == 1


def test_long_note_is_printed_whole() -> None:
    words = " ".join(f"mot{number}" for number in range(2500))
    found = " ".join(pages(pdf(paragraph("Un appel", note("a", words), "."))))
    assert [f"mot{number}" for number in range(2500) if f"mot{number}" not in found.split()] == []


def test_notes_too_many_for_the_foot_of_their_page_are_printed_whole() -> None:
    words = [[f"n{note}mot{number}" for number in range(240)] for note in range(7)]
    calls = [note(f"n{number}", " ".join(line)) for number, line in enumerate(words)]
    found = " ".join(pages(pdf(paragraph(SENTENCE, *calls, SENTENCE), paragraph(SENTENCE * 40)))).split()
    assert [word for line in words for word in line if found.count(word) != 1] == []


def test_number_of_the_hundredth_note_stands_apart_from_its_text() -> None:
    calls = (note(f"n{number}", "Texte.") for number in range(101))
    found = boxes(pdf(*(paragraph("Mot", call) for call in calls)))
    for number in ("9", "99", "100", "101"):
        ends = [(page, right, bottom) for page, _, _, right, bottom, word in found if word == number]
        texts = [(page, left, bottom) for page, left, _, _, bottom, word in found if word == "Texte."]
        gaps = [
            left - end
            for page, end, low in ends
            for one, left, bottom in texts
            if one == page and abs(low - bottom) < 3
        ]
        assert len(gaps) == 1
        assert gaps[0] > 2  # points


def test_notes_of_a_table_with_many_stand_at_the_end() -> None:
    rows = tuple(
        Row(cells=(Cell(blocks=(paragraph(f"ligne {number}", note(f"n{number}", f"TEXTE{number}.")),)),))
        for number in range(20)
    )
    found = " ".join(pages(pdf(Table(body=rows), *(paragraph(SENTENCE * 8) for _ in range(12)))))
    _, after = found.rsplit("accèdent à l’information.", 1)
    assert [number for number in range(20) if after.count(f"TEXTE{number}.") != 1] == []


def test_call_of_a_note_does_not_move_its_line() -> None:
    contents = (("Alpha",), ("Beta", note("1", "Une note.")), ("Gamma",))
    line = Row(cells=tuple(Cell(blocks=(paragraph(*content),)) for content in contents))
    heights = {
        word: top for _, _, top, _, _, word in boxes(pdf(Table(body=(line,)))) if word in ("Alpha", "Beta", "Gamma")
    }
    assert len(heights) == 3
    assert len(set(heights.values())) == 1


def test_amounts_of_a_wide_table_stay_whole_between_the_margins() -> None:
    amount = "1\u202f000\u202f000\u00a0€"
    made = boxes(pdf(Table(body=(row("Formation", *[amount] * 6, "Remarques"),))))
    right_pt = max(right for _, _, _, right, _, _ in made)
    assert right_pt <= 595.3 - min(left for _, left, _, _, _, _ in made) + 0.5
    assert len({top for _, _, top, _, _, word in made if "000" in word}) == 1


def test_address_stays_whole_where_its_table_has_room() -> None:
    address = "jeanne.dupont.lefevre@presse.example.org"
    made = boxes(pdf(Table(body=(row("Jeanne", "Presse et publications " * 9, address),))))
    assert address in [word for *_, word in made]


def test_table_with_pictures_between_long_words_stays_in_its_column() -> None:
    wide = picture(3000, 300)
    cell = Cell(blocks=(Figure(images=(Image(src="w", alt="w", asset=wide.key),)),))
    words = row(*["Zusammengesetztes"] * 5).cells
    made = pdf(Table(body=(Row(cells=(cell, cell, *words)),)), assets=(wide,))
    assert max(right for _, _, _, right, _, _ in boxes(made)) < 595.3 - 65


@pytest.mark.parametrize("theme", ["editorial", "civic", "gazette"])
@pytest.mark.parametrize("count", [3, 5, 8])
def test_numbers_of_key_figures_stay_whole(theme: str, count: int) -> None:
    numbers = ["71\u00a0%", "1\u202f240\u202f000\u00a0€", "45", "25\u202f000", "12,5\u00a0M€", "4\u202f800", "3", "19"][
        :count
    ]
    figures = tuple(
        ListItem(blocks=(Paragraph(children=(Strong(children=text(number)), *text(" de budget"))),))
        for number in numbers
    )
    division = Division(blocks=(BulletList(items=figures),), classes=("key-figures",))
    data = pdf(division, layout=Layout(theme=theme))
    lines = [" ".join(line.split()) for line in poppler("pdftotext", data, "-layout").splitlines()]
    assert [number for number in numbers if not any(" ".join(number.split()) in line for line in lines)] == []
    assert max(right for _, _, _, right, _, _ in boxes(data)) < 595.3 - 55
    assert sum("budget" in line for line in lines) <= (count + 1) // 2


def test_nothing_runs_off_the_page() -> None:
    word = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft" * 2
    address = "https://www.exemple.fr/" + "chemin/" * 30 + "z" * 150
    wide, tall = picture(3000, 300), picture(200, 4000)
    cell_picture = Figure(images=(Image(src="w", alt="w", asset=wide.key),))
    blocks: tuple[AnyBlock, ...] = (
        Heading(level=1, children=text("T" * 120)),
        paragraph("x" * 300, " ", Link(target=address, children=text(address))),
        CodeBlock(value=f"    return '{'y' * 250}'\n\tTAB " + "mot " * 60),
        Table(
            head=(row(*(f"Colonne {n} du tableau" for n in range(12)), header=True),),
            body=tuple(row(*(f"Valeur {n * m} accompagnée" for n in range(12))) for m in range(3)),
        ),
        Table(body=tuple(row(*(f"{1234567 * (n + m + 1)}" for n in range(14))) for m in range(3))),
        Table(head=(row("A", "B", header=True),), body=(row(word, address),)),
        Table(body=(Row(cells=(Cell(blocks=(cell_picture,)), *row("b" * 90).cells)),)),
        Figure(images=(Image(src="w", alt="large", asset=wide.key),)),
        Figure(images=(Image(src="t", alt="haute", asset=tall.key, width="100%"),), caption=text("FIN-FIGURE")),
        Callout(kind="note", title=text("q" * 150), blocks=(paragraph("k" * 200),)),
        paragraph("Fin", note("u", address)),
    )  # fmt: skip
    data = pdf(*blocks, title="Large " + "t" * 90, assets=(wide, tall))
    theme = publication(paragraph("")).theme.page
    left, right = (mm * 72 / 25.4 for mm in (theme.margin_inner_mm, theme.width_mm - theme.margin_outer_mm))
    assert [box for box in boxes(data) if box[1] < left - 1 or box[3] > right + 1 or box[2] < 0 or box[4] > 842] == []
    found = "".join(pages(data)).replace(" ", "")
    for letter, count in (("x", 300), ("y", 250), ("k", 200), ("T", 120), ("b", 90)):
        assert found.count(letter) >= count
    assert found.replace("-", "").count(word) == 1
    assert "FIN-FIGURE" in found
    with pikepdf.open(io.BytesIO(data)) as document:
        for page in document.pages:
            for matrix in re.findall(
                rb"([\d.]+) 0 0 -?([\d.]+) [\d.]+ -?[\d.]+ cm\s*/[\w.]+ Do", page.Contents.read_bytes()
            ):
                assert float(matrix[0]) <= 1000


def test_picture_is_as_large_as_its_resolution_says() -> None:
    sharp = picture(600, 300, ppi=300)
    data = pdf(Figure(images=(Image(src="s", alt="nette", asset=sharp.key),)), assets=(sharp,))
    listed = poppler("pdfimages", data, "-list").splitlines()[2].split()
    assert 295 <= int(listed[12]) <= 305


def test_short_code_stays_on_one_page() -> None:
    code = "\n".join(f"line {number}" for number in range(8))
    for filled in range(24, 34):
        data = pdf(*(paragraph(f"Mot {number}") for number in range(filled)), CodeBlock(value=code))
        assert sorted(page.count("line ") for page in pages(data) if "line " in page) == [8]


def test_rows_of_a_long_table_stand_below_their_head_on_every_page() -> None:
    head, body = row("Numéro", "Intitulé", header=True), tuple(row(f"ligne-{n}", SENTENCE) for n in range(90))
    found = pages(pdf(Table(head=(head,), body=body)))
    assert len(found) >= 3
    assert all("Numéro Intitulé" in page for page in found)
    assert [n for n in range(90) if " ".join(found).count(f"ligne-{n} ") != 1] == []


def test_running_header_begins_on_the_second_page_and_pages_are_counted() -> None:
    data = pdf(
        *(paragraph(SENTENCE * 8) for _ in range(12)), title="Le titre courant", publisher="La Maison", date="2025"
    )
    first, *others = pages(data)
    assert others
    assert first.count("Le titre courant") == 1
    assert all(page.startswith("La Maison · Le titre courant") for page in others)
    assert first.endswith(f"2025 · Page 1 / {len(others) + 1}")


def test_page_size_is_the_layouts() -> None:
    assert "595.276 x 841.89 pts (A4)" in poppler("pdfinfo", pdf(paragraph("a")))
    assert "612 x 792 pts (letter)" in poppler("pdfinfo", pdf(paragraph("a"), layout=Layout(page_size="Letter")))


def test_page_break_starts_a_page() -> None:
    _, second = pages(pdf(paragraph("avant"), PageBreak(), paragraph("APRÈS")))
    assert second.startswith("Un titre APRÈS")


@pytest.mark.parametrize(("lang", "word"), [("fr", "développement"), ("de", "Entwicklung"), ("en", "development")])
def test_words_are_divided_by_the_rules_of_the_language(lang: str, word: str) -> None:
    sizes = [f"{'m' * width} {word} " for width in range(1, 60)]
    found = poppler("pdftotext", pdf(*(paragraph(("il a " * 30) + size * 4) for size in sizes), lang=lang), "-layout")
    divided = {line.rstrip().rsplit(" ", 1)[-1] for line in found.splitlines() if line.rstrip().endswith("-")}
    halves = {"fr": {"dévelop-", "développe-"}, "de": {"Entwick-"}, "en": {"develop-"}}[lang]
    assert halves & divided
    assert all(part[:-1] in word for part in divided if part[:3] == word[:3])


def test_word_too_long_for_its_heading_is_divided_by_the_rules_of_its_language() -> None:
    heading = Heading(
        level=1, children=text("Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft")
    )
    other = Heading(level=1, children=text("Verwaltungsgemeinschaft Rechnungsprüfung Haushaltsüberwachung " * 3))
    lines = [line.strip() for line in poppler("pdftotext", pdf(heading, other, lang="de"), "-layout").splitlines()]
    assert [line for line in lines if line.endswith("-")] == [line for line in lines if line.startswith("Donau")]
    assert "".join(lines).replace("-", "").count("betriebswerkbauunterbeamtengesellschaft") == 1


def test_address_of_mail_gets_no_hyphen() -> None:
    address = "kommunikation@verwaltungsgemeinschaft.example.org"
    sizes = [f"{'m' * width} " for width in range(1, 60)]
    blocks = [
        paragraph(("il a " * 30) + size, Link(target=f"mailto:{address}", children=text(address))) for size in sizes
    ]
    assert address in (found := poppler("pdftotext", pdf(*blocks, lang="de"), "-layout"))
    assert not re.search(r"[kmtnus]-\n", found)


def test_arabic_page_is_mirrored() -> None:
    data = pdf(
        paragraph(ARABIC * 3, note("a", "حاشية")),
        BulletList(items=items("الجمع", "المراجعة")),
        CodeBlock(value="print('left')"),
        *(paragraph(ARABIC * 9) for _ in range(14)),
        lang="ar",
        title="مقال واحد",
        publisher="وزارة المثال",
    )
    theme = publication(paragraph("")).theme.page
    right = (theme.width_mm - theme.margin_outer_mm) * 72 / 25.4
    words = boxes(data)
    assert max(box[3] for box in words if box[0] == 2) == pytest.approx(right, abs=3)
    code = next(box for box in words if box[5].startswith("print"))
    assert code[1] < right / 2
    assert "عمل" in "".join(pages(data)) or "ﻌﻤ" in "".join(pages(data))


def test_every_font_is_embedded_and_comes_from_the_theme() -> None:
    theme = publication(paragraph("")).theme
    families = {font.family.replace(" ", "-") for font in theme.fonts.values()}
    fonts = [line.split() for line in poppler("pdffonts", brief()).splitlines()[2:]]
    assert fonts
    for font in fonts:
        assert font[-5:-2] == ["yes", "yes", "yes"], font
        assert any(font[0].split("+")[1].replace(",", "").startswith(family) for family in families), font


def test_no_address_but_the_publications_own_is_fetched() -> None:
    made = publication(paragraph("Un mot."))
    root = made.page.root
    body = root.find("body")
    for source in ("https://exemple.fr/pixel.png", "file:///etc/hostname", "http://127.0.0.1:9/x.png", "assets/no.png"):
        element = root.makeelement("img", {"src": source, "alt": "x"})
        body.find("article").append(element)
    _, messages = export(made)
    assert [message.code for message in messages] == ["B105"] * 4
    assert all("outside the publication" in message.text for message in messages)


def test_stylesheet_of_a_user_that_cannot_be_done_is_reported_and_nothing_printed(
    capfd: pytest.CaptureFixture[str],
) -> None:
    from msgspec.structs import replace

    made = publication(paragraph("Un mot."))
    handlers = list(logging.getLogger("weasyprint").handlers)
    _, messages = export(replace(made, print_css=made.print_css + "\np { text-wrap: balance }\n"))
    assert [message.code for message in messages] == ["B105"]
    assert "text-wrap" in messages[0].text
    assert capfd.readouterr() == ("", "")
    assert logging.getLogger("weasyprint").handlers == handlers


_PRINT = """
import sys
sys.path.insert(0, sys.argv[1])
if sys.argv[2] == "plain":
    import weasyprint
from test_pdf import brief
sys.stdout.buffer.write(brief())
"""


def test_bytes_are_the_same_in_another_process_zone_locale_and_clock(tmp_path: Path) -> None:
    places = [
        {"PYTHONHASHSEED": "1", "TZ": "Asia/Tokyo", "SOURCE_DATE_EPOCH": "1"},
        {"PYTHONHASHSEED": "2", "LC_ALL": "C", "XDG_CACHE_HOME": str(tmp_path / "empty")},
        {"PYTHONHASHSEED": "3", "XDG_CACHE_HOME": "/proc/nowhere", "SOURCE_DATE_EPOCH": "2000000000"},
    ]
    runs = [
        subprocess.Popen(
            [sys.executable, "-c", _PRINT, str(Path(__file__).parent), "plain" if number == 2 else "quick"],
            env={**os.environ, **place},
            cwd=tmp_path,
            stdout=subprocess.PIPE,
        )
        for number, place in enumerate(places)
    ]
    made = [run.communicate()[0] for run in runs]
    assert [data == brief() for data in made] == [True, True, True]


_WITHOUT_PANGO = """
import json, sys
import cffi, _cffi_backend
def refuse(self, name, flags=0):
    raise OSError(f"cannot load library '{name}'")
cffi.FFI.dlopen = refuse
sys.modules["_cffi_backend"].FFI = type("FFI", (), {})
from exporter.backends.pdf import PdfBackend
from exporter.errors import OutputError
try:
    PdfBackend().load()
except OutputError as error:
    print(json.dumps([[message.code, message.text, message.hint] for message in error.messages]))
"""


def test_missing_pango_is_a_message_that_names_the_packages() -> None:
    done = subprocess.run([sys.executable, "-c", _WITHOUT_PANGO], capture_output=True, text=True)
    assert done.stderr == ""
    ((code, words, hint),) = json.loads(done.stdout)
    assert code == "B101"
    assert "libgobject" in words
    for package in ("libpango-1.0-0", "dnf install pango", "brew install pango", "MSYS2"):
        assert package in hint


def test_backend_is_found_without_loading_its_engine() -> None:
    probe = "import sys; from exporter.backends import backend; backend('pdf'); print('weasyprint' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", probe], capture_output=True, text=True).stdout == "False\n"


def test_article_without_pictures_loads_neither_pillow_nor_fonttools() -> None:
    probe = _PRINT.replace("from test_pdf import brief", "import test_pdf").replace(
        "sys.stdout.buffer.write(brief())",
        "test_pdf.pdf(test_pdf.paragraph('Un mot.'))\n"
        "print([name for name in ('PIL', 'fontTools', 'tinyhtml5') if name in sys.modules])",
    )
    run = [sys.executable, "-c", probe, str(Path(__file__).parent), "quick"]
    done = subprocess.run(run, capture_output=True, text=True)
    assert done.stdout == "[]\n", done.stderr


@pytest.mark.parametrize("family", ['font-family="Nobody, sans-serif"', 'style="font-family: serif; fill: red"', ""])
def test_drawing_is_lettered_in_the_themes_fonts(family: str) -> None:
    svg = f'<svg xmlns="http://www.w3.org/2000/svg" width="90" height="30"><text y="20" {family}>Mot</text></svg>'
    drawing = Asset(
        key="assets/d.svg", media_type="image/svg+xml", data=svg.encode(), width_px=90, height_px=30, ppi=96.0
    )
    image = Image(src="d.svg", alt="Un mot", asset=drawing.key)
    data = pdf(Figure(images=(image,)), assets=(drawing,), layout=Layout(theme="civic"))
    with pikepdf.open(io.BytesIO(data)) as document:
        fonts = {str(item.get("/BaseFont", "")) for item in document.objects if isinstance(item, pikepdf.Dictionary)}
    assert all("Fira" in name for name in fonts if name), fonts
