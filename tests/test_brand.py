"""A house's `_brand.yml`: its colours, typefaces and logo in all three formats, and what is said of a weak one."""

import io
import json
import re
import subprocess
import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exporter.api import convert_file, convert_text
from exporter.checks.brand import PROBE, PROBES, logo_faults, measure
from exporter.cli import main
from exporter.convert import Result
from exporter.publication import Layout
from exporter.publication.look import find_theme, themes
from exporter.theme.contrast import contrast, nearest_passing

ROOT = Path(__file__).parents[1]
BRAND = """
meta:
  name: {full: Agence des données}
logo:
  medium: {path: logo.svg, alt: Agence}
color:
  palette: {prune: "#6A1B4D", encre: "#222233"}
  foreground: encre
  background: white
  primary: prune
typography:
  fonts:
    - {family: Fira Sans, source: google, weight: [400, 700]}
  base: {family: Fira Sans, size: 11pt, line-height: 1.5}
  headings: {family: Spectral, weight: 700, color: primary}
  link: {color: "#0A5C36", decoration: none}
"""
LOGO = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="80" height="20"><rect width="20" height="20" fill="#6A1B4D"/></svg>'
)
ARTICLE = (
    "---\ntitle: Le titre\nlang: fr\n---\n\nUn mot et [un lien](https://exemple.fr/).\n\n## Une partie\n\nLa suite.\n"
)


@pytest.fixture
def house(tmp_path: Path) -> Path:
    """A folder with an article, a brand and its logo."""
    (tmp_path / "_brand.yml").write_text(BRAND, "utf-8")
    (tmp_path / "logo.svg").write_text(LOGO, "utf-8")
    (tmp_path / "article.md").write_text(ARTICLE, "utf-8")
    return tmp_path


def part(data: bytes, name: str) -> str:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return archive.read(next(entry for entry in archive.namelist() if entry.endswith(name))).decode()


def pdf_fonts(data: bytes) -> str:
    return subprocess.run(["pdffonts", "-"], input=data, capture_output=True, check=True, timeout=60).stdout.decode()


def codes(result: Result) -> list[str]:
    return [message.code for message in result.messages]


def test_brand_reaches_all_three_formats(house: Path) -> None:
    result = convert_file(house / "article.md")
    assert codes(result) == []
    assert re.search(r"Fira-?Sans", pdf_fonts(result["pdf"]))
    assert "Spectral-Bold" in pdf_fonts(result["pdf"])
    assert "Plex" not in pdf_fonts(result["pdf"])
    styles = part(result["docx"], "word/styles.xml")
    heading = styles[styles.index('w:styleId="Heading1"') :].split("</w:style>")[0]
    assert 'w:ascii="Spectral"' in heading
    assert 'w:color w:val="6A1B4D"' in heading
    assert '<w:sz w:val="22"/>' in styles.split("</w:docDefaults>")[0]
    link = styles[styles.index('w:styleId="Hyperlink"') :].split("</w:style>")[0]
    assert 'w:val="0A5C36"' in link
    assert "w:u " not in link.replace('<w:u w:val="none"/>', "")
    css = part(result["epub"], ".css")
    assert re.search(r'h2 \{[^}]*color: #6A1B4D[^}]*font-family: "Spectral"', css)
    assert re.search(r"^a \{[^}]*color: #0A5C36", css, re.MULTILINE)


def test_logo_stands_at_the_head_of_all_three(house: Path) -> None:
    result = convert_file(house / "article.md")
    assert "Agence" in part(result["epub"], "content.xhtml")
    document = part(result["docx"], "word/document.xml")
    assert document.index('descr="Agence"') < document.index("Le titre")
    tree = subprocess.run(["pdfinfo", "-struct", "-"], input=result["pdf"], capture_output=True, check=True, timeout=60)
    assert tree.stdout.decode().count("Figure") == 1


def test_one_colour_and_one_font_change_all_three_files(house: Path) -> None:
    before = convert_file(house / "article.md")
    for old, new in (('"#6A1B4D"', '"#0B4F6C"'), ("family: Spectral", "family: IBM Plex Serif")):
        (house / "_brand.yml").write_text(BRAND.replace(old, new), "utf-8")
        after = convert_file(house / "article.md")
        assert codes(after) == []
        assert all(after[name] != before[name] for name in ("pdf", "docx", "epub"))


def test_brand_is_the_one_that_is_named_then_the_one_beside_the_article(house: Path, tmp_path: Path) -> None:
    bare = convert_text(ARTICLE, ["docx"])
    assert convert_text(ARTICLE, ["docx"], folder=house)["docx"] != bare["docx"]
    assert convert_text(ARTICLE, ["docx"], folder=house, brand="off")["docx"] == bare["docx"]
    named = convert_text(ARTICLE, ["docx"], brand=house / "_brand.yml")
    assert named["docx"] == convert_text(ARTICLE, ["docx"], folder=house)["docx"]


def test_font_that_is_not_here_is_named_with_the_package_to_install(house: Path) -> None:
    (house / "_brand.yml").write_text(BRAND.replace("family: Spectral", "family: Nowhere Sans"), "utf-8")
    result = convert_file(house / "article.md", ["docx"])
    (message,) = result.messages
    assert message.code == "T109"
    assert "Nowhere Sans" in message.text
    assert "pip install fontpkg-nowhere-sans" in message.hint
    assert result["docx"]


def test_weak_contrast_is_reported_with_a_colour_that_passes(house: Path) -> None:
    (house / "_brand.yml").write_text(BRAND.replace('"#6A1B4D"', '"#F2A900"'), "utf-8")
    result = convert_file(house / "article.md", ["epub"])
    weak = [message for message in result.messages if message.code == "T110"]
    assert weak
    for message in weak:
        color = re.search(r"#[0-9A-F]{6}$", message.hint)
        ground = re.search(r"on (#[0-9A-F]{6})", message.text)
        wanted = re.search(r"asks for ([\d.]+)", message.text)
        assert color
        assert ground
        assert wanted
        assert contrast(color[0], ground[1]) >= float(wanted[1])


HEX = st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06X}")


@given(HEX, HEX)
def test_nearest_passing_colour_passes(color: str, ground: str) -> None:
    assert contrast(nearest_passing(color, ground, 4.5), ground) >= 4.5


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("color: {primary: nosuch: x}\n", "brand file is broken"),
        ("typography: {base: {size: 3}}\n", "typography.base.size"),
        ("- a list\n", "brand file is broken"),
        ("\x00", "brand file is broken"),
    ],
)
def test_broken_brand_is_refused_with_its_reason(house: Path, text: str, reason: str) -> None:
    (house / "_brand.yml").write_text(text, "utf-8")
    result = convert_file(house / "article.md", ["docx"])
    assert result.failed
    (message,) = result.messages
    assert message.code == "T111"
    assert reason in message.text
    assert message.hint


def test_brand_that_is_not_there_is_refused() -> None:
    result = convert_text(ARTICLE, ["docx"], brand="nowhere/_brand.yml")
    assert codes(result) == ["T111"]


@pytest.mark.parametrize("logo", ["../outside.svg", "missing.svg", "article.md"])
def test_logo_that_cannot_be_had_is_left_out_with_a_warning(house: Path, logo: str) -> None:
    (house.parent / "outside.svg").write_text(LOGO, "utf-8")
    (house / "_brand.yml").write_text(BRAND.replace("logo.svg", logo), "utf-8")
    result = convert_file(house / "article.md", ["epub"])
    assert codes(result) == ["T112"]
    assert "<img" not in part(result["epub"], "content.xhtml")


def test_house_may_bring_its_own_font_files(house: Path) -> None:
    source = _package_file("fontpkg_spectral", "Spectral-Medium.ttf")
    (house / "fonts").mkdir()
    (house / "fonts" / "House.ttf").write_bytes(source.read_bytes())
    own = "    - {family: House, source: file, files: [{path: fonts/House.ttf, weight: 700}]}\n  base:"
    brand = BRAND.replace("  base:", own, 1).replace("family: Spectral", "family: House")
    (house / "_brand.yml").write_text(brand, "utf-8")
    result = convert_file(house / "article.md")
    assert codes(result) == []
    assert "House-Bold" in pdf_fonts(result["pdf"])
    assert '"House"' in part(result["epub"], ".css")
    assert 'w:name="House"' in part(result["docx"], "word/fontTable.xml")


@pytest.mark.parametrize("brand", ["", str(ROOT / "samples" / "brand" / "_brand.yml")], ids=["themes", "brand"])
def test_three_formats_of_every_theme_wear_one_look(brand: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["brand", "check", "--json", *(["--brand", brand] if brand else [])]) == 0
    records = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert {record["theme"] for record in records} == set(themes())
    for record in records:
        assert record["logo"] == []
        assert {row["role"] for row in record["roles"]} == {role for probe in PROBES.values() for role in probe.marks}
        for row in record["roles"]:
            assert set(row["found"]) == {"pdf", "docx", "epub"}
            assert all(row["found"].values())


def _probe(theme: str) -> Result:
    return convert_text(PROBE, theme=theme)


@pytest.mark.parametrize("odd", ["pdf", "docx", "epub"])
def test_check_names_the_format_that_differs(odd: str) -> None:
    files = {name: _probe("gazette" if name == odd else "civic")[name] for name in ("pdf", "docx", "epub")}
    rows = measure(files, find_theme(Layout(theme="civic")))
    faults = {row.role: row.faults for row in rows}
    assert all(fault.startswith(f"{odd}: ") for found in faults.values() for fault in found)
    assert f"{odd}: font Spectral" in faults["title"]
    assert f"{odd}: not bold" in faults["title"]
    assert f"{odd}: colour #1F1B16" in faults["title"]
    assert any(f"{odd}: size" in fault for fault in faults["title"])


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ('<w:sz w:val="30"/>', '<w:sz w:val="32"/>', "docx: size 16.0 pt"),
        ('<w:color w:val="0B5A8C"/>', '<w:color w:val="0B6A9C"/>', "docx: colour #0B6A9C"),
        ('w:ascii="Fira Sans"', 'w:ascii="Arial"', "docx: font Arial"),
    ],
)
def test_check_sees_a_style_changed_by_hand(old: str, new: str, fault: str) -> None:
    data = _probe("civic")["docx"]
    changed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as before, zipfile.ZipFile(changed, "w") as after:
        for name in before.namelist():
            content = before.read(name).decode() if name == "word/styles.xml" else before.read(name)
            if isinstance(content, str):
                assert old in content
                content = content.replace(old, new)
            after.writestr(name, content)
    rows = measure({"docx": changed.getvalue()}, find_theme(Layout(theme="civic")))
    assert fault in next(row.faults for row in rows if row.role == "heading-1")


def test_check_misses_no_logo(house: Path) -> None:
    theme = find_theme(Layout(brand=str(house / "_brand.yml")))
    files = {export.format: export.data for export in convert_text(PROBE).exports}
    assert logo_faults(files, theme) == ["pdf: no logo", "docx: no logo", "epub: no logo"]
    files = {export.format: export.data for export in convert_text(PROBE, brand=house / "_brand.yml").exports}
    assert logo_faults(files, theme) == []


def _package_file(package: str, file: str) -> Path:
    module = __import__(package)
    return Path(next(iter(module.__path__))) / "files" / file
