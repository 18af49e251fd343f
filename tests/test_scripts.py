"""Scripts other than Latin, read back from the three formats: fonts, shapes by language, direction, line breaks."""

import io
import os
import re
import subprocess
import sys
import unicodedata
import zipfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pikepdf
import pypdfium2
import pytest
import uharfbuzz as hb
from lxml import etree
from pypdfium2 import raw
from read_back import W, document

from exporter.api import convert_file, convert_text
from exporter.checks.receipt import receipt_of
from exporter.convert import Result
from exporter.messages import Report
from exporter.origin import Source
from exporter.passes import prepare
from exporter.publication import Layout
from exporter.publication.compose import compose
from exporter.readers import ReadOptions, read

ROOT = Path(__file__).parents[1]
BONE = "骨"  # its upper part turns one way in Japan, the other in China


def made(words: str, lang: str, title: str = "T", **options: Any) -> Result:
    result = convert_text(f"---\ntitle: {title}\nlang: {lang}\n---\n\n{words}\n", **options)
    assert [message.code for message in result.messages if message.severity != "note"] == []
    return result


@pytest.fixture(scope="module")
def hebrew() -> Result:
    return convert_file(ROOT / "samples" / "archive-he.md")


@pytest.fixture(scope="module")
def japanese() -> Result:
    return convert_file(ROOT / "samples" / "toshokan-ja.md")


def pdf_fonts(result: Result) -> set[str]:
    """The fonts of all pages: "Heebo-Bold", "IBM-Plex-Serif" ..."""
    names = set()
    with pikepdf.open(io.BytesIO(result["pdf"])) as pdf:
        for page in pdf.pages:
            names |= {str(font.BaseFont).split("+")[-1] for font in page.Resources.get("/Font", {}).values()}
    return names


def texts_by_font(result: Result) -> Iterator[tuple[str, str]]:
    """Each stretch of the first page that is drawn at once, with the name of its font."""
    page = pypdfium2.PdfDocument(result["pdf"])[0]
    words = page.get_textpage()
    for item in page.get_objects([raw.FPDF_PAGEOBJ_TEXT], textpage=words):
        yield item.get_font().get_base_name().split("+")[-1], item.extract()


def embedded(result: Result) -> set[str]:
    return {font.get(f"{W}name") for font in document(result, "fontTable") if font.find(f"{W}embedRegular") is not None}


def files_of(result: Result) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(result["epub"])) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def runs(root: Any, words: str) -> list[Any]:
    """The runs whose text has these words."""
    return [run for run in root.iter(f"{W}r") if words in "".join(run.itertext(f"{W}t"))]


def outline(font: bytes, character: str) -> str:
    """A character's glyph as the list of its strokes."""
    face = hb.Face(font)
    steps: list[str] = []
    pen = hb.DrawFuncs()
    pen.set_move_to_func(lambda x, y, _: steps.append(f"M{x:.0f},{y:.0f}"))
    pen.set_line_to_func(lambda x, y, _: steps.append(f"L{x:.0f},{y:.0f}"))
    pen.set_quadratic_to_func(lambda a, b, x, y, _: steps.append(f"Q{a:.0f},{b:.0f},{x:.0f},{y:.0f}"))
    shaped = hb.Font(face)
    buffer = hb.Buffer()
    buffer.add_str(character)
    buffer.guess_segment_properties()
    hb.shape(shaped, buffer)
    shaped.draw_glyph(buffer.glyph_infos[0].codepoint, pen, None)
    return "".join(steps)


# --- Fonts ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("lang", "words", "family"),
    [
        ("he", "שלום לכולם", "Frank Ruhl Libre"),
        ("ar", "مرحبا بكم", "Almarai"),
        ("el", "Καλημέρα σε όλους", "Source Serif 4"),
        ("ja", "日本語の文章", "Noto Sans JP"),
        ("zh", "简体中文的文章", "Noto Sans SC"),
        ("zh-Hant", "繁體中文的文章", "Noto Sans TC"),
        ("zh-TW", "繁體中文的文章", "Noto Sans TC"),
        ("ko", "한국어 문장", "Noto Sans KR"),
        ("fr", "Le mot « 日本 » en français", "Noto Sans SC"),
        ("fr", "Le mot « ひらがな » en français", "Noto Sans JP"),
        ("fr", "Le mot « שלום » en français", "Frank Ruhl Libre"),
        ("hi", "हिन्दी में एक लेख", "Noto Sans Devanagari"),
        ("th", "บทความภาษาไทย", "Noto Sans Thai"),
        ("ka", "სტატია ქართულად", "Noto Sans Georgian"),
        ("am", "አማርኛ ጽሑፍ", "Noto Sans Ethiopic"),
        ("en", "Good news 🎉 from the office", "Noto Emoji"),
        ("en", "Point 🅐 of it", "Noto Sans Symbols"),
        ("en", "For all ∀x ∈ S", "STIX Two Math"),
    ],
)
def test_text_of_a_script_has_its_font_inside_all_three_formats(lang: str, words: str, family: str) -> None:
    result = convert_text(f"---\ntitle: T\nlang: {lang}\n---\n\n{words}\n")
    assert not [message for message in result.messages if message.code == "P104"]
    fonts = {name.replace("-", " ").rstrip(",") for name in pdf_fonts(result)}
    assert family in fonts
    assert not any(name.startswith("DejaVu") for name in fonts)
    assert family in embedded(result)
    assert any(name.startswith(f"OEBPS/fonts/{family.replace(' ', '')}") for name in files_of(result))
    fonts_of_style = {
        value for element in document(result, "styles").iter(f"{W}rFonts") for value in element.attrib.values()
    }
    fonts_of_runs = {value for element in document(result).iter(f"{W}rFonts") for value in element.attrib.values()}
    assert family in fonts_of_style | fonts_of_runs


def test_russian_headings_have_a_font_of_their_kind() -> None:
    result = convert_text("---\ntitle: Заголовок\nlang: ru\n---\n\nТекст статьи.\n")
    assert {"IBM-Plex-Serif", "IBM-Plex-Sans-Bold"} <= pdf_fonts(result)
    (run,) = runs(document(result), "Заголовок")
    assert run.find(f"{W}rPr/{W}rFonts").get(f"{W}hAnsi") == "IBM Plex Sans"


def test_latin_article_has_no_font_of_other_scripts() -> None:
    result = made("Some words.", "en")
    families = {font.get(f"{W}name") for font in document(result, "fontTable")}
    assert families == {"IBM Plex Serif", "IBM Plex Sans Condensed", "IBM Plex Mono"}
    assert b"Noto" not in files_of(result)["OEBPS/style.css"]


def test_characters_that_no_font_has_are_numbers_in_boxes_and_nothing_is_undefined() -> None:
    result = convert_text("---\ntitle: T\nlang: en\n---\n\nA Javanese ꦗ and a private \ue123 letter.\n", ["pdf"])
    assert [message.code for message in result.messages if message.severity == "warning"] == ["P104", "P104"]
    assert "Unknown-Characters" in pdf_fonts(result)
    pdf = pypdfium2.PdfDocument(result["pdf"])
    assert "Javanese ꦗ and a private \ue123 letter" in pdf[0].get_textpage().get_text_range()
    pdf.close()
    with pikepdf.open(io.BytesIO(result["pdf"])) as file:
        for font in file.pages[0].Resources.Font.values():
            assert font.Encoding == "/Identity-H"  # WeasyPrint writes an encoding of its own where a glyph is missing


def test_fonts_of_the_machine_are_never_asked(tmp_path: Path) -> None:
    """With a system font that has the character, and without any, the file is the same."""
    (tmp_path / "a.md").write_text("---\ntitle: T\nlang: en\n---\n\nBoxes ┌─┐ and ꦗ, also Ⅷ.\n", "utf-8")
    files = []
    for name, folders in (("fonts", "<dir>/usr/share/fonts</dir>"), ("none", "")):
        (tmp_path / f"{name}.conf").write_text(f"<fontconfig>{folders}</fontconfig>", "utf-8")
        environment = {**os.environ, "FONTCONFIG_FILE": str(tmp_path / f"{name}.conf")}
        command = [sys.executable, "-m", "exporter", "build", "a.md", "--to", "pdf", "-o", name]
        subprocess.run(command, cwd=tmp_path, env=environment, check=True, capture_output=True)
        files.append((tmp_path / name / "a.pdf").read_bytes())
    assert files[0] == files[1]
    assert b"DejaVu" not in b"".join(str(o).encode() for o in pikepdf.open(io.BytesIO(files[0])).objects)


@pytest.mark.parametrize("words", ["ភាសាខ្មែរ", "မြန်မာ", "සිංහල", "👩‍💼 🇫🇷 1️⃣ 👋🏽"])
def test_words_come_out_of_a_pdf_as_they_went_in(words: str) -> None:
    """Where glyphs stand for other letters beside other neighbours, each line says its text."""
    result = made(f"Before {words} after.", "en")
    text = subprocess.run(["pdftotext", "-", "-"], input=result["pdf"], capture_output=True, check=True).stdout.decode()
    assert f"Before {words} after." in text


def test_embedded_instance_of_a_variable_font_is_static_and_bears_its_weight() -> None:
    files = files_of(made("**דגש** ומילים", "he"))
    regular, bold = (files[f"OEBPS/fonts/FrankRuhlLibre-{weight}.ttf"] for weight in (400, 700))
    assert outline(regular, "ש") != outline(bold, "ש")
    assert "fvar" not in hb.Face(bold).table_tags


def test_shapes_of_ideographs_are_those_of_the_language() -> None:
    files = files_of(made(f"日本語の{BONE}と[中国的{BONE}]{{lang=zh}}", "ja"))
    japanese, chinese = (files[f"OEBPS/fonts/NotoSans{code}-400.ttf"] for code in ("JP", "SC"))
    assert outline(japanese, BONE) != outline(chinese, BONE)
    alone = files_of(made(f"中国的{BONE}", "zh"))
    assert outline(alone["OEBPS/fonts/NotoSansSC-400.ttf"], BONE) == outline(chinese, BONE)
    assert not any("NotoSansJP" in name for name in alone)


def test_passage_in_another_language_asks_for_its_font(japanese: Result) -> None:
    assert "Noto-Sans-SC" in pdf_fonts(japanese)
    css = files_of(japanese)["OEBPS/style.css"].decode()
    assert re.search(r'\[lang\|="zh"\][^{]*\{ font-family: "Noto Sans SC"', css)
    for run in runs(document(japanese), "图书馆"):
        assert run.find(f"{W}rPr/{W}rFonts").get(f"{W}eastAsia") == "Noto Sans SC"
        assert run.find(f"{W}rPr/{W}lang").get(f"{W}eastAsia") == "zh-CN"


def test_missing_font_of_the_extra_is_told_with_the_command_that_installs_it(tmp_path: Path) -> None:
    theme = tmp_path / "themes" / "bare"
    theme.mkdir(parents=True)
    faces = 'faces = [{ file = "x.ttf" }]\npackage = "fonts-of-nobody"\nextra = "cjk"\n'
    scripts = {"japanese": "Jpan", "chinese": "Hans", "chinese-traditional": "Hant", "korean": "Kore"}
    tables = "".join(
        f'[fonts.{name}]\nfamily = "{name}"\n{faces}scripts = ["{script}"]\n' for name, script in scripts.items()
    )
    (theme / "theme.toml").write_text(f'name = "bare"\nbased_on = "editorial"\n{tables}', "utf-8")
    result = convert_text(
        "---\ntitle: T\nlang: ja\n---\n\n日本語と한국어\n", ["epub"], theme="bare", templates=str(tmp_path)
    )
    hints = {message.hint for message in result.messages if message.code == "P104"}
    assert hints == {'pip install "exporter[cjk]"'}


# --- East Asian type ------------------------------------------------------------------------------------------


def test_japanese_page_stresses_by_weight_and_never_slants(japanese: Result) -> None:
    assert not any("Italic" in name or "Oblique" in name for name in pdf_fonts(japanese))
    (run,) = runs(document(japanese), "見つけられること")
    assert run.find(f"{W}rPr/{W}b") is not None
    assert run.find(f"{W}rPr/{W}i") is None
    assert "em { font-weight: 700; }" in files_of(japanese)["OEBPS/style.css"].decode()


def test_word_is_told_the_east_asian_language(japanese: Result) -> None:
    settings = document(japanese, "settings")
    assert settings.find(f"{W}themeFontLang").get(f"{W}eastAsia") == "ja-JP"
    assert settings.find(f"{W}characterSpacingControl").get(f"{W}val") == "compressPunctuation"
    assert document(japanese, "styles").find(f".//{W}lang").get(f"{W}eastAsia") == "ja-JP"
    assert b'lang="ja"' in files_of(japanese)["OEBPS/content.xhtml"]


def test_word_knows_traditional_chinese_by_a_region() -> None:
    styles = document(made("繁體中文", "zh-Hant"), "styles")
    assert styles.find(f".//{W}lang").get(f"{W}eastAsia") == "zh-TW"


def test_chinese_quotation_marks_come_from_the_font_of_the_ideographs() -> None:
    result = made("他说：“你好”——再见……", "zh")
    assert pdf_fonts(result) <= {"Noto-Sans-SC", "Noto-Sans-SC-Bold", "IBM-Plex-Sans-Condensed,-Condensed"} | {
        "IBM-Plex-Sans-Condensed,-Bold-Condensed"
    }
    assert 0x201C in hb.Face(files_of(result)["OEBPS/fonts/NotoSansSC-400.ttf"]).unicodes
    for run in runs(document(result), "“"):
        assert run.find(f"{W}rPr/{W}rFonts").get(f"{W}hint") == "eastAsia"


def test_japanese_lines_fill_the_column_and_none_begins_with_a_full_stop() -> None:
    pdf = pypdfium2.PdfDocument(made("字を組むときは、行の頭に句読点を置かない。" * 12, "ja")["pdf"])
    lines = [line for line in pdf[0].get_textpage().get_text_range().splitlines() if "字" in line or "句" in line]
    assert len(lines) > 4
    assert not [line for line in lines if line[0] in "。、"]
    assert min(map(len, lines[1:-2])) >= max(map(len, lines)) - 2
    pdf.close()


@pytest.mark.parametrize("text", ["文章の\n続き", "文章の\n[続き](https://example.org)", "*文章の*\n続き"])
def test_end_of_a_line_in_the_source_is_no_space_between_ideographs(text: str) -> None:
    words = "".join(document(made(text, "ja", "題")).itertext(f"{W}t"))
    assert "文章の続き" in words


def test_cover_sets_a_long_japanese_title_in_lines_of_outlines() -> None:
    text = made("本文", "ja", "市立図書館の古文書三千点を、自宅から" * 2)
    cover = etree.fromstring(files_of(text)["OEBPS/assets/cover.svg"])
    lines = cover.findall("{*}g")
    assert len(lines) > 3
    assert cover.find("{*}text") is None


@pytest.mark.parametrize(
    ("lang", "family"), [("yue-Hans", "SC"), ("yue", "TC"), ("zh-Hant", "TC"), ("zh-Hans-HK", "SC"), ("zh-MO", "TC")]
)
def test_script_in_a_tag_says_whose_shapes_ideographs_have(lang: str, family: str) -> None:
    assert f"Noto-Sans-{family}" in pdf_fonts(made("骨直", lang))


def test_space_between_words_that_another_font_sets_is_in_it() -> None:
    assert "Noto-Sans-SC" in pdf_fonts(made("繁體中文 也习乡书 买乱了予 與簡體。", "zh-Hant"))


# --- Letters that few fonts have -----------------------------------------------------------------------------

LINGALA = "Ekɔ́lɔ **mɔ́kɔ́** ya *mpɔ̂* sika ekofungwama na ndáko."


def test_word_with_rare_letters_is_of_one_font_of_its_kind_in_all_three_formats() -> None:
    result = made(LINGALA, "ln", "Ndako ya mabɔkɔ")
    assert "Unknown-Characters" not in pdf_fonts(result)
    printed = [(font, unicodedata.normalize("NFC", words.strip())) for font, words in texts_by_font(result)]
    assert printed[:6] == [
        ("IBM-Plex-Sans-Condensed,-Bold-Condensed", "Ndako ya"),
        ("Noto-Sans-Bold", "mabɔkɔ"),
        ("Noto-Serif", "Ekɔ́lɔ"),
        ("Noto-Serif-Bold", "mɔ́kɔ́"),
        ("IBM-Plex-Serif", "ya"),
        ("Noto-Serif-Italic", "mpɔ̂"),
    ]
    root = document(result)
    for words, family in (("Ekɔ́lɔ", "Noto Serif"), ("mɔ́kɔ́", "Noto Serif"), ("mabɔkɔ", "Noto Sans")):
        (run,) = runs(root, words)
        assert "".join(run.itertext()).strip() == words
        assert run.find(f"{W}rPr/{W}rFonts").get(f"{W}ascii") == family
    for run in runs(root, "ekofungwama"):
        assert run.find(f"{W}rPr/{W}rFonts") is None
    files = files_of(result)
    serif = hb.Face(files["OEBPS/fonts/NotoSerif-400.ttf"]).unicodes
    assert set(map(ord, "Eklɔ\u0301")) <= set(serif)  # a mark stands over a letter of its own font


@pytest.mark.parametrize(("sign", "family"), [("1\ufe0f\u20e3", "Noto Emoji"), ("v\u20d7", "STIX Two Math")])
def test_sign_with_its_marks_is_of_one_font_in_word(sign: str, family: str) -> None:
    (run,) = runs(document(made(f"First {sign} then more.", "en")), sign)
    assert "".join(run.itertext()).strip() == sign
    assert run.find(f"{W}rPr/{W}rFonts").get(f"{W}ascii") == family


@pytest.mark.parametrize(
    ("words", "lang", "families", "none"),
    [
        ("ἄνδρα μοι ἔννεπε, Μοῦσα, πολύτροπον", "el", ("Noto-Serif",), "Source-Serif-4"),
        ("άνθρωπος και θάλασσα", "el", ("Source-Serif-4,",), "Noto-Serif"),
        ("کتێبخانەی گشتی لە ڕۆژی دووشەممە", "ckb", ("IBM-Plex-Sans-Arabic",), "Almarai"),
        ("المكتبة العامة", "ar", ("Almarai",), "IBM-Plex-Sans-Arabic"),
        ("וְהָאָ֗רֶץ הָיְתָ֥ה תֹ֙הוּ֙", "he", ("Cardo",), "Frank-Ruhl-Libre"),
        ("הספרייה העירונית", "he", ("Frank-Ruhl-Libre",), "Cardo"),
    ],
)
def test_text_with_letters_that_its_script_s_font_lacks_is_all_of_a_fuller_one(
    words: str, lang: str, families: tuple[str, ...], none: str
) -> None:
    result = made(words, lang)
    fonts = pdf_fonts(result)
    assert fonts.issuperset(families)
    assert none not in fonts
    assert "Unknown-Characters" not in fonts
    named = "".join(files_of(result)).replace("LT", "")
    assert families[0].strip(",").replace("-", "") in named


@pytest.mark.parametrize(
    "sign", ["ɔ", "ʃ", "r\u0325", "v\u20d7", "ȳ", "ӣ", "ᾧ", "ڕ", "\u0483", "ᏣᎳᎩ", "ⵜⴰⵎ", "ߒߞߏ", "ꙮ"]
)
def test_what_is_printed_as_numbers_is_always_told(sign: str) -> None:
    result = convert_text(f"---\ntitle: T\nlang: en\n---\n\nOne {sign} more.\n", formats=["pdf"])
    told = "P104" in [message.code for message in result.messages]
    assert told == ("Unknown-Characters" in pdf_fonts(result))


# --- From right to left ---------------------------------------------------------------------------------------


def test_hebrew_word_document_runs_from_the_right(hebrew: Result) -> None:
    root = document(hebrew)
    assert root.find(f".//{W}sectPr/{W}bidi") is not None
    written = [p for p in root.iter(f"{W}p") if "".join(p.itertext(f"{W}t")).strip()]
    assert all(p.find(f"{W}pPr/{W}bidi") is not None for p in written)
    tables = list(root.iter(f"{W}tbl"))
    assert tables
    assert all(table.find(f"{W}tblPr/{W}bidiVisual") is not None for table in tables)
    for run in runs(root, "ארכיון"):
        assert run.find(f"{W}rPr/{W}rtl") is not None
    for run in runs(root, "Open Archival"):
        assert run.find(f"{W}rPr/{W}rtl") is None
    for part in ("footnotes", "header1", "footer1"):
        story = document(hebrew, part)
        written = [p for p in story.iter(f"{W}p") if "".join(p.itertext(f"{W}t")).strip()]
        assert written
        assert all(p.find(f"{W}pPr/{W}bidi") is not None for p in written), part


def test_arabic_word_inside_hebrew_has_its_own_font(hebrew: Result) -> None:
    (run,) = runs(document(hebrew), "أرشيف")
    assert run.find(f"{W}rPr/{W}rFonts").get(f"{W}cs") == "Almarai"
    assert "Almarai" in pdf_fonts(hebrew)


def test_hebrew_book_turns_its_pages_from_the_right(hebrew: Result) -> None:
    files = files_of(hebrew)
    package = etree.fromstring(files["OEBPS/content.opf"])
    assert package.find("{*}spine").get("page-progression-direction") == "rtl"
    for name in ("content", "nav", "cover"):
        page = etree.fromstring(files[f"OEBPS/{name}.xhtml"])
        assert page.get("dir") == "rtl", name
        assert page.get("lang") == "he", name


def test_hebrew_page_begins_at_the_right(hebrew: Result) -> None:
    pdf = pypdfium2.PdfDocument(hebrew["pdf"])
    pages = [(page.get_width(), page.get_textpage()) for page in pdf]

    def left_of(words: str) -> float:
        """Where the first character of some words stands, as a share of the page's width."""
        for width, text in pages:
            found = text.search(words).get_next()
            if found:
                return float(text.get_charbox(found[0])[0]) / width
        raise AssertionError(words)

    first, second, third = left_of("סוג החומר"), left_of("20,450"), left_of("נובמבר")
    assert first > second > third  # the first column stands at the right
    assert left_of("30,000") > 0.7  # a list begins at the right
    assert left_of("+972") < left_of("0000")  # a telephone number is read from the left
    pdf.close()


POINTED = (
    ("he", "בְּרֵאשִׁית בָּרָא אֱלֹהִים אֵת הַשָּׁמַיִם וְאֵת הָאָרֶץ׃"),
    ("he", "שִׁיר הַשִּׁירִים אֲשֶׁר לִשְׁלֹמֹה׃ כָּל־הָעוֹלָם כֻּלּוֹ גֶּשֶׁר צַר מְאֹד"),
    ("ar", "الخَيْلُ وَاللَّيْلُ وَالبَيْدَاءُ تَعْرِفُنِي"),
    ("ar", "كُلًّا وَإِلَّا لِأَنَّ الأُمَمَ إِلَّآ أَنْفُسَهُمْ شَانِئَكَ هُوَ الأَبْتَرُ، ضَآلِّينَ"),
)


@pytest.mark.parametrize(("lang", "words"), POINTED, ids=["genesis", "song", "poem", "joined"])
@pytest.mark.parametrize("within", ["", "en"])
def test_letters_with_points_and_vowels_are_those_that_a_pdf_is_searched_for(
    lang: str, words: str, within: str
) -> None:
    around = "In this edition, which was printed before the vowels were taken out of the text, the line reads"
    text = f"{around} [{words}]{{lang={lang}}}, as it did in the manuscripts." if within else words
    page = pypdfium2.PdfDocument(made(text, within or lang)["pdf"])[0].get_textpage().get_text_range()
    letters = Counter(unicodedata.normalize("NFKD", page))
    assert not Counter(unicodedata.normalize("NFKD", re.sub(" ", "", words))) - letters


@pytest.mark.parametrize(("lang", "words"), POINTED, ids=["genesis", "song", "poem", "joined"])
def test_each_glyph_with_points_or_vowels_stands_for_its_own_letters(lang: str, words: str) -> None:
    named = {}
    with pikepdf.open(io.BytesIO(made(words, lang)["pdf"])) as pdf:
        for font in (one for one in pdf.objects if isinstance(one, pikepdf.Dictionary) and "/ToUnicode" in one):
            lines = re.findall(rb"<([0-9a-f]+)> <([0-9a-f]*)>", font.ToUnicode.read_bytes())
            letters = {bytes.fromhex(hexed.decode()).decode("utf-16-be") for _, hexed in lines}
            named |= dict.fromkeys(letters, font.BaseFont)
    assert "" not in named
    marks = [letter for letter in named if unicodedata.combining(letter[0])]
    assert all(unicodedata.combining(letter) for mark in marks for letter in mark)
    assert len(marks) > 2


def test_receipt_finds_one_letter_that_is_too_many_among_letters_from_right_to_left() -> None:
    line = "كُلًّا وَإِلَّا لِأَنَّ الأُمَمَ"
    printed = convert_text(f"---\ntitle: T\nlang: ar\n---\n\n{line}م\n", formats=["pdf"]).exports
    source = Source("a.md", f"---\ntitle: T\nlang: ar\n---\n\n{line}\n".encode(), "markdown", ROOT)
    report = Report()
    article = prepare(read(source, ReadOptions(), report), report)
    receipt = receipt_of("a.md", article, compose(article, Layout(), report), printed)
    assert [difference.what for difference in receipt.files[0].differences] == ["lost", "added"]


def test_right_to_left_page_stresses_by_weight(hebrew: Result) -> None:
    (run,) = runs(document(hebrew), "תחילת")
    assert run.find(f"{W}rPr/{W}bCs") is not None
    assert not any("Oblique" in name for name in pdf_fonts(hebrew))


def test_numbers_of_headings_stand_apart_from_right_to_left() -> None:
    text = "---\ntitle: ت\nlang: ar\nkind: report\n---\n\n# البداية\n\nنص.\n"
    levels = document(convert_text(text, ["docx"]), "numbering").iter(f"{W}lvl")
    signs = [(level.find(f"{W}suff").get(f"{W}val"), level.find(f"{W}lvlText").get(f"{W}val")) for level in levels]
    assert signs[0] == ("nothing", "%1\u00a0")
