"""`--reference-doc`: a house's own Word file gives the DOCX its look, and nothing of it can break or leak."""

import io
import re
import subprocess
import sys
import zipfile
from functools import cache
from pathlib import Path

import docx
import pytest
import reference_documents as references
from word_package import R, W, WordPackage, faults

from exporter.api import convert_file, convert_text
from exporter.cli import main
from exporter.convert import Result

ROOT = Path(__file__).parents[1]
SAMPLES = sorted([*(ROOT / "samples").glob("*.md"), *(ROOT / "samples").glob("*.yaml")])
FRONT = """\
---
title: Le pont
subtitle: Deux rives
author: [Anne Dupont, Marc Leroy]
date: 2025-02-13
lang: fr
publisher: Ville de Somme
---

"""
TEXT = f"""{FRONT}Un mot, *souligné*[^1].

## Une partie

1. un
2. deux

- a
- b
  - c

Encore un mot.

1. un autre

| A | B |
|:--|--:|
| 1 | 2 |

> Une citation.

> [!NOTE]
> Une boîte.

```
du code
```

[^1]: La note.
"""
OUTSIDE = "https://elsewhere.example/"


@pytest.fixture(scope="module")
def houses(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Reference documents on disk, by name."""
    folder = tmp_path_factory.mktemp("houses")
    own = convert_file(ROOT / "samples" / "page-and-stream.md", ["docx"])["docx"]
    made = {
        "french": references.french(),
        "american": references.american(),
        "landscape": references.landscape(),
        "foreign": references.foreign(references.french(), tmp_path_factory.mktemp("office")),
        "own": own,
    }
    for name, data in made.items():
        (folder / f"{name}.docx").write_bytes(data)
    return {name: folder / f"{name}.docx" for name in made}


@pytest.fixture
def changed(tmp_path: Path) -> "Changed":
    return Changed(tmp_path)


class Changed:
    """Makes a document in the dress of the French template with changes to its parts."""

    def __init__(self, folder: Path) -> None:
        self._file = folder / "house.docx"

    def __call__(self, changes: dict[str, tuple[str, str]], more: dict[str, bytes] | None = None) -> Result:
        functions = {
            name: (lambda text, old=old, new=new: re.sub(old, lambda _: new, text, count=1, flags=re.DOTALL))
            for name, (old, new) in changes.items()
        }
        self._file.write_bytes(references.rewritten(french(), functions, more))
        return convert_text(TEXT, ["docx"], reference_doc=self._file)


@cache
def french() -> bytes:
    return references.french()


def dressed(house: Path, text: str = TEXT) -> WordPackage:
    result = convert_text(text, ["docx"], reference_doc=house)
    assert not result.failed, result.messages
    assert faults(result["docx"]) == []
    return WordPackage(result["docx"])


def messages(result: Result, code: str) -> list[str]:
    return [message.text for message in result.messages if message.code == code]


def style_of(package: WordPackage, words: str) -> str:
    """The name of the style of the paragraph with these words."""
    styles = package.styles()
    for paragraph in package.xml("word/document.xml").iter(f"{W}p"):
        if "".join(item.text or "" for item in paragraph.iter(f"{W}t")) == words:
            style = paragraph.find(f"{W}pPr/{W}pStyle")
            found = styles[style.get(f"{W}val", "")] if style is not None else None
            if found is None:
                found = next(s for s in styles.values() if s.get(f"{W}default") and s.get(f"{W}type") == "paragraph")
            return found.find(f"{W}name").get(f"{W}val", "")  # type: ignore[union-attr]
    raise AssertionError(words)


# --- The package ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("house", ["french", "american", "landscape", "foreign", "own"])
@pytest.mark.parametrize("sample", SAMPLES, ids=lambda path: path.name)
def test_package_is_whole_and_no_word_is_lost(sample: Path, house: str, houses: dict[str, Path]) -> None:
    result = convert_file(sample, ["docx"], reference_doc=houses[house])
    assert not result.failed
    assert faults(result["docx"]) == []
    plain = WordPackage(convert_file(sample, ["docx"])["docx"])
    package = WordPackage(result["docx"])
    for part in ("word/document.xml", "word/footnotes.xml"):
        assert package.text(part) == plain.text(part)
    assert docx.Document(io.BytesIO(result["docx"])).paragraphs


def test_same_input_gives_same_bytes(houses: dict[str, Path]) -> None:
    first, second = (convert_text(TEXT, ["docx"], reference_doc=houses["french"])["docx"] for _ in range(2))
    script = (
        "import sys, exporter; "
        "sys.stdout.buffer.write(exporter.convert_text(sys.argv[1], ['docx'], reference_doc=sys.argv[2])['docx'])"
    )
    command = [sys.executable, "-c", script, TEXT, str(houses["french"])]
    other = subprocess.run(command, capture_output=True, check=True, timeout=60).stdout
    assert first == second == other


def test_without_the_option_none_of_it_is_loaded() -> None:
    script = (
        "import sys, exporter; exporter.convert_text(sys.argv[1], ['docx']); "
        "print([name for name in sys.argv[2].split() if f'exporter.backends.docx.{name}' in sys.modules])"
    )
    own = "reference dress mapping cascade restyle renumber carry filling furniture"
    command = [sys.executable, "-c", script, TEXT, own]
    assert subprocess.run(command, capture_output=True, check=True, text=True, timeout=60).stdout.strip() == "[]"


# --- Styles --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("house", ["french", "foreign"])
def test_roles_take_the_house_styles_whatever_their_ids(house: str, houses: dict[str, Path]) -> None:
    package = dressed(houses[house])
    assert [style_of(package, words).lower() for words in ("Le pont", "Deux rives", "Une partie")] == [
        "title",
        "subtitle",
        "heading 1",
    ]
    assert style_of(package, "Une citation.").lower() == "quote"
    heading = next(s for s in package.styles().values() if s.find(f"{W}name").get(f"{W}val").lower() == "heading 1")  # type: ignore[union-attr]
    assert heading.find(f"{W}rPr/{W}color").get(f"{W}val") == "7A143E"  # type: ignore[union-attr]
    assert sum(s.find(f"{W}name").get(f"{W}val").lower() == "heading 1" for s in package.styles().values()) == 1  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("identifier", "name"),
    [("berschrift1", "Überschrift 1"), ("Ttulo1", "Título 1"), ("Titolo1", "Titolo 1"), ("x9", "Heading  1"),
     ("Kop1", "Mijn kop,Kop 1"), ("Titre1", "Chose")],
)  # fmt: skip
def test_translated_names_aliases_and_ids_are_known(identifier: str, name: str, changed: Changed) -> None:
    result = changed(
        {
            r"word/styles.xml": (
                r'w:styleId="Titre1">\s*<w:name w:val="[Hh]eading 1"',
                f'w:styleId="{identifier}"><w:name w:val="{name}"',
            )
        }
    )
    assert style_of(WordPackage(result["docx"]), "Une partie") == name


def test_roles_without_a_style_are_told_once_and_made_from_the_house(houses: dict[str, Path]) -> None:
    result = convert_text(TEXT, ["docx"], reference_doc=houses["french"])
    (told,) = messages(result, "T123")
    assert "callout-note" in told
    assert "heading-1" not in told
    assert "pull-quote" not in told  # the article has none
    package = WordPackage(result["docx"])
    made = package.styles()["CalloutNote"]
    assert made.find(f"{W}rPr/{W}rFonts") is None  # Normal's
    assert "Plex Serif" not in package.parts["word/styles.xml"].decode()
    assert "7A143E" in package.parts["word/styles.xml"].decode().split('w:styleId="CalloutNote"')[1]
    assert "KeyNumber" not in package.styles()


def test_style_that_merely_has_our_id_is_kept_apart(changed: Changed) -> None:
    other = '<w:style w:type="character" w:customStyle="1" w:styleId="CalloutNote"><w:name w:val="Mark"/></w:style>'
    result = changed({r"word/styles.xml": ("</w:styles>", f"{other}</w:styles>")})
    assert faults(result["docx"]) == []
    assert style_of(WordPackage(result["docx"]), "Une boîte.") == "Call-out Note"


def test_text_is_in_body_text_where_the_house_writes_so(houses: dict[str, Path]) -> None:
    package = dressed(houses["american"])
    assert style_of(package, "Encore un mot.") == "Body Text"
    table = next(package.xml("word/document.xml").iter(f"{W}tblStyle"))
    assert table.get(f"{W}val") == "LightGrid-Accent1"
    assert next(package.xml("word/document.xml").iter(f"{W}tblLook")).get(f"{W}noHBand") == "0"


def test_house_wins_over_theme_and_brand_in_word_alone(houses: dict[str, Path], tmp_path: Path) -> None:
    brand = tmp_path / "_brand.yml"
    brand.write_text('color: {foreground: "#123321", primary: "#345543"}\n', "utf-8")
    result = convert_text(TEXT, ["docx", "epub"], reference_doc=houses["french"], brand=brand)
    assert "345543" not in WordPackage(result["docx"]).parts["word/styles.xml"].decode()
    with zipfile.ZipFile(io.BytesIO(result["epub"])) as book:
        assert any(b"345543" in book.read(name) for name in book.namelist() if name.endswith(".css"))


# --- Lists ---------------------------------------------------------------------------------------------------------


def test_lists_take_the_house_signs_and_each_counts_for_itself(houses: dict[str, Path]) -> None:
    package = dressed(houses["french"])
    assert style_of(package, "un") == "List Number"
    assert style_of(package, "a") == "List Bullet"
    assert style_of(package, "c") == "List Bullet 2"
    numbers = {}
    for paragraph in package.xml("word/document.xml").iter(f"{W}p"):
        number = paragraph.find(f"{W}pPr/{W}numPr/{W}numId")
        if number is not None:
            numbers["".join(item.text or "" for item in paragraph.iter(f"{W}t"))] = number.get(f"{W}val")
    assert numbers["un"] == numbers["deux"] != numbers["un autre"]


def test_headings_keep_the_house_numbers(houses: dict[str, Path]) -> None:
    package = dressed(houses["french"])
    numbered = package.styles()["Titre1"].find(f"{W}pPr/{W}numPr/{W}numId")
    assert numbered is not None
    root = package.xml("word/numbering.xml")
    assert numbered.get(f"{W}val") in {item.get(f"{W}numId") for item in root.findall(f"{W}num")}
    assert [item.get(f"{W}val") for item in root.iter(f"{W}pStyle")][:3] == ["Titre1", "Titre2", "Titre3"]


def test_heading_of_the_contents_is_not_counted(houses: dict[str, Path]) -> None:
    report = "---\ntitle: Work\nkind: report\nlang: en\n---\n\n# One\n\nText.\n\n# Two\n\nText.\n"
    package = dressed(houses["french"], report)
    [heading] = [p for p in package.xml("word/document.xml").iter(f"{W}p") if "".join(p.itertext()) == "Contents"]
    own = heading.find(f"{W}pPr/{W}numPr/{W}numId")
    assert own is not None
    assert own.get(f"{W}val") == "0"


# --- Headers, footers, page ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("house", ["french", "foreign"])
def test_headers_come_with_logo_and_say_the_article(house: str, houses: dict[str, Path]) -> None:
    package = dressed(houses[house])
    furniture = package.furniture()
    assert {("header", "first"), ("header", "default"), ("header", "even"), ("footer", "default")} <= set(furniture)
    first, default, even = (furniture["header", kind] for kind in ("first", "default", "even"))
    assert "Ministère des Ponts" in package.text(first)
    assert [kind for kind, _, _ in package.relations(first).values()] == ["image"]
    assert package.text(default) == "Ministère des Ponts – Le pont – Une partie"
    assert package.text(even) == "Le pont"
    footer = package.text(furniture["footer", "default"])
    assert footer.startswith("Page 3 sur 7" if house == "french" else "Page 0 sur 1")  # as they were
    assert "Anne Dupont; Marc Leroy13/02/2025" in footer
    assert footer.endswith("REF-12")
    codes = "".join(item.text or "" for item in package.xml(furniture["footer", "default"]).iter(f"{W}instrText"))
    assert "PAGE" in codes
    assert "NUMPAGES" in codes
    assert "Référence" not in codes  # Word would show an error for a property that the document has not
    assert "modèle" not in package.text("word/document.xml")


def test_page_is_the_house_page(houses: dict[str, Path]) -> None:
    package = dressed(houses["french"])
    section = next(package.xml("word/document.xml").iter(f"{W}sectPr"))
    margins = section.find(f"{W}pgMar")
    assert margins is not None
    assert [margins.get(f"{W}{name}") for name in ("left", "right", "gutter", "top")] == ["1701", "1134", "283", "1984"]
    assert section.find(f"{W}titlePg") is not None
    settings = package.xml("word/settings.xml")
    assert settings.find(f"{W}mirrorMargins") is not None
    assert settings.find(f"{W}evenAndOddHeaders") is not None
    width = next(package.xml("word/document.xml").iter(f"{W}tblW")).get(f"{W}w")
    assert int(width or 0) == pytest.approx(11906 - 1701 - 1134 - 283, abs=2)


def test_last_section_gives_the_page_and_earlier_ones_their_headers(houses: dict[str, Path]) -> None:
    package = dressed(houses["landscape"])
    section = next(package.xml("word/document.xml").iter(f"{W}sectPr"))
    paper = section.find(f"{W}pgSz")
    assert paper is not None
    assert paper.get(f"{W}orient") == "landscape"
    assert int(paper.get(f"{W}w", "0")) > int(paper.get(f"{W}h", "0"))
    assert package.text(package.furniture()["header", "default"]) == "From the cover on"


def test_office_shows_the_house_page_and_its_headers(houses: dict[str, Path], tmp_path: Path) -> None:
    sample = ROOT / "samples" / "ia-en-sante.md"
    for name in ("american", "french"):
        (tmp_path / f"{name}.docx").write_bytes(convert_file(sample, ["docx"], reference_doc=houses[name])["docx"])
    command = ["soffice", "--headless", f"-env:UserInstallation=file://{tmp_path}/profile", "--convert-to", "pdf",
               "--outdir", str(tmp_path), *(str(path) for path in sorted(tmp_path.glob("*.docx")))]  # fmt: skip
    subprocess.run(command, check=True, capture_output=True, timeout=180)
    text = subprocess.run(["pdftotext", tmp_path / "french.pdf", "-"], capture_output=True, check=True, text=True)
    pages = text.stdout.split("\f")
    assert "Ministère des Ponts" in pages[0]
    assert "12, quai des Ponts" in pages[0]
    assert "L’intelligence artificielle" in pages[1].splitlines()[0]
    assert re.search(r"1\s+Des moyens sans précédent", text.stdout)
    info = subprocess.run(["pdfinfo", tmp_path / "american.pdf"], capture_output=True, check=True, text=True)
    assert re.search(r"Page size:\s+612 x 792 ", info.stdout)


# --- What is not taken over ----------------------------------------------------------------------------------------


def relationship(kind: str, target: str) -> str:
    base = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    return f'<Relationship Id="rId99" Type="{base}/{kind}" Target="{target}" TargetMode="External"/></Relationships>'


def test_linked_picture_is_left_out_and_told(changed: Changed) -> None:
    result = changed(
        {
            r"word/header1.xml": (r'r:embed="[^"]*"', 'r:link="rId99"'),
            r"word/_rels/header1.xml.rels": ("</Relationships>", relationship("image", f"{OUTSIDE}logo.png")),
        }
    )
    assert "a picture that is only linked" in messages(result, "T122")[0]
    assert faults(result["docx"]) == []
    assert not any(OUTSIDE.encode() in data for data in WordPackage(result["docx"]).parts.values())


def test_address_of_a_link_is_left_out_and_its_words_stand(changed: Changed) -> None:
    link = f'<w:hyperlink xmlns:r="{R[1:-1]}" r:id="rId99"><w:r><w:t>ponts.example</w:t></w:r></w:hyperlink></w:p>'
    result = changed(
        {
            r"word/header1.xml": ("</w:p>", link),
            r"word/_rels/header1.xml.rels": ("</Relationships>", relationship("hyperlink", OUTSIDE)),
        }
    )
    package = WordPackage(result["docx"])
    assert package.text(package.furniture()["header", "first"]).endswith("ponts.example")
    assert "addresses of links" in messages(result, "T124")[0]
    assert faults(result["docx"]) == []


def test_field_that_fetches_a_file_becomes_its_words(changed: Changed) -> None:
    result = changed({r"word/footer1.xml": (r" PAGE ", rf' INCLUDETEXT "{OUTSIDE}x.docx" ')})
    package = WordPackage(result["docx"])
    footer = package.furniture()["footer", "default"]
    assert "INCLUDETEXT" not in package.parts[footer].decode()
    assert package.text(footer).startswith("Page 3 sur")


def test_fields_in_the_code_of_a_field_go_with_it(changed: Changed) -> None:
    def mark(kind: str) -> str:
        return f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>'

    name = f"{mark('begin')}<w:r><w:instrText> FILENAME </w:instrText></w:r>{mark('separate')}"
    inner = f"{name}<w:r><w:t>C:/secret</w:t></w:r>"
    code = f"<w:r><w:instrText> INCLUDEPICTURE </w:instrText></w:r>{inner}{mark('end')}"
    outer = f"{mark('begin')}{code}{mark('separate')}<w:r><w:t>Logo</w:t></w:r>{mark('end')}</w:p>"
    package = WordPackage(changed({r"word/header1.xml": ("</w:p>", outer)})["docx"])
    header = package.furniture()["header", "first"]
    assert package.text(header).endswith("Logo")
    assert "secret" not in package.text(header)
    assert "fldChar" not in package.parts[header].decode()


def test_macros_and_the_template_of_the_template_stay_behind(changed: Changed) -> None:
    more = {
        "word/vbaProject.bin": b"macros",
        "word/_rels/settings.xml.rels": (
            '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
            + relationship("attachedTemplate", f"{OUTSIDE}evil.dotm")
        ).encode(),
    }
    main_type = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
    macro_type = "application/vnd.ms-word.template.macroEnabledTemplate.main+xml"
    result = changed({r"\[Content_Types\].xml": (re.escape(main_type), macro_type)}, more)
    (told,) = messages(result, "T124")
    assert "macros" in told
    assert "its own template" in told
    package = WordPackage(result["docx"])
    assert main_type in package.parts["[Content_Types].xml"].decode()
    assert not any("vba" in name.lower() or b"evil" in data for name, data in package.parts.items())


def test_columns_are_told(changed: Changed) -> None:
    result = changed({r"word/document.xml": (r"<w:cols [^>]*>", '<w:cols w:num="2" w:space="720"/>')})
    assert "2 columns" in messages(result, "T122")[0]


def test_changes_comments_and_bookmarks_of_a_header_are_settled(changed: Changed) -> None:
    marks = (
        '<w:bookmarkStart w:id="1" w:name="Une_partie"/><w:bookmarkEnd w:id="1"/>'
        '<w:del w:id="5" w:author="X"><w:r><w:delText>alt</w:delText></w:r></w:del>'
        '<w:ins w:id="6" w:author="X"><w:r><w:t>neu</w:t></w:r></w:ins><w:r><w:commentReference w:id="3"/></w:r></w:p>'
    )
    result = changed({r"word/header1.xml": ("</w:p>", marks)})
    package = WordPackage(result["docx"])
    header = package.furniture()["header", "first"]
    assert package.text(header).endswith("neu")
    assert not re.search(rb"w:(ins|del|bookmarkStart|commentReference)\b", package.parts[header])


def test_embedded_fonts_come_along(houses: dict[str, Path]) -> None:
    own, package = (WordPackage(houses["own"].read_bytes()), dressed(houses["own"]))
    fonts = {data for name, data in own.parts.items() if name.endswith(".odttf")}
    assert fonts
    assert fonts <= {data for name, data in package.parts.items() if name.endswith(".odttf")}


# --- What is refused -----------------------------------------------------------------------------------------------


def packed(parts: dict[str, bytes]) -> bytes:
    sink = io.BytesIO()
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return sink.getvalue()


def with_part(name: str, change: "re.Pattern[str] | str", new: str) -> bytes:
    return references.rewritten(french(), {re.escape(name): lambda text: re.sub(change, lambda _: new, text, count=1)})


ENTITIES = '<!DOCTYPE w [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]><w:styles'
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)
REFUSED = {
    "is no Word document": lambda: b"just text",
    "is a Word 97-2003": lambda: OLE,
    "is locked with a password": lambda: OLE + "EncryptedPackage".encode("utf-16-le"),
    "is an OpenDocument text": lambda: packed({"mimetype": b"application/x", "content.xml": b"<a/>"}),
    "holds no Word document": lambda: packed({"a.txt": b"a"}),
    "has no styles": lambda: with_part("word/_rels/document.xml.rels", "relationships/styles", "relationships/other"),
    "declares entities": lambda: with_part("word/styles.xml", "<w:styles", ENTITIES),
    "is no XML": lambda: with_part("word/styles.xml", "</w:styles>", ""),
    "is too large": lambda: packed({"_rels/.rels": b" " * 17_000_000}),
    "more than 4000 parts": lambda: packed({f"{n}.xml": b"" for n in range(4001)}),
    "Strict Open XML": lambda: references.rewritten(
        french(),
        {
            "word/document.xml": lambda text: text.replace(
                f'"{references.W}"', '"http://purl.oclc.org/ooxml/wordprocessingml/main"'
            )
        },
    ),
    "no room for text": lambda: with_part("word/document.xml", 'w:left="1701"', 'w:left="9999"'),
}


@pytest.mark.parametrize("reason", REFUSED)
def test_unusable_document_is_refused_with_one_message(reason: str, tmp_path: Path) -> None:
    (tmp_path / "house.docx").write_bytes(REFUSED[reason]())
    result = convert_text(TEXT, ["docx"], reference_doc=tmp_path / "house.docx")
    (error,) = [message for message in result.messages if message.severity == "error"]
    assert error.code == "T121"
    assert reason in error.text
    assert error.hint
    assert result.exports == ()


def test_missing_document_is_refused_and_other_formats_do_not_ask_for_it(tmp_path: Path) -> None:
    missing = tmp_path / "none.dotx"
    assert "cannot be read" in messages(convert_text(TEXT, ["docx"], reference_doc=missing), "T121")[0]
    assert not convert_text(TEXT, ["epub"], reference_doc=missing).failed


# --- The command ---------------------------------------------------------------------------------------------------


def test_command_takes_the_document(
    houses: dict[str, Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    sources = []
    for name in ("one", "two"):
        (tmp_path / f"{name}.md").write_text(TEXT, "utf-8")
        sources.append(str(tmp_path / f"{name}.md"))
    out = ["-o", str(tmp_path / "out"), "--to", "docx"]
    assert main(["build", *sources, *out, "--reference-doc", str(houses["french"])]) == 0
    for name in ("one", "two"):
        package = WordPackage((tmp_path / "out" / f"{name}.docx").read_bytes())
        assert "Titre1" in package.styles()
    (tmp_path / "broken.docx").write_bytes(OLE)
    capsys.readouterr()
    assert main(["build", *sources, *out, "--reference-doc", str(tmp_path / "broken.docx")]) == 3
    assert capsys.readouterr().err.count("T121") == 1  # said once, not for each article
