"""DOCX: read back as a stranger would, from the package's own XML, and with python-docx."""

import hashlib
import io
import os
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import docx
import pytest
from docx_outline import Package, W, outline, words
from lxml import etree

from exporter.backends.docx import DocxBackend
from exporter.backends.docx.directions import directed
from exporter.backends.docx.style_names import FRAMES, STYLES
from exporter.backends.docx.writer import READ_BY_OTHERS, Writer
from exporter.messages import Report
from exporter.origin import Source
from exporter.passes import prepare
from exporter.publication import Layout, Publication
from exporter.publication.compose import compose
from exporter.publication.vocabulary import BOXES, ELEMENTS, ROLES
from exporter.readers import ReadOptions, read

FRONT = """\
---
title: Le pont
subtitle: Deux rives
author:
  - {name: Anne Dupont, role: Presse}
  - Marc Leroy
date: 2025-02-13
modified: 2025-02-14T10:30:00+01:00
lang: fr
section: Ville
publisher: Ville de Somme
keywords: [pont, bois]
summary: Un pont en bois.
identifier: pont-2025
contact: {name: Presse, email: presse@example.org}
---

"""
# Children in the order of the schema (ECMA-376-1, annex A.1), written down here anew.
ORDERS = {
    "pPr": "pStyle keepNext keepLines pageBreakBefore framePr widowControl numPr suppressLineNumbers pBdr shd tabs "
    "suppressAutoHyphens kinsoku wordWrap overflowPunct topLinePunct autoSpaceDE autoSpaceDN bidi adjustRightInd "
    "snapToGrid spacing ind contextualSpacing mirrorIndents suppressOverlap jc textDirection textAlignment "
    "textboxTightWrap outlineLvl divId cnfStyle rPr sectPr pPrChange".split(),
    "rPr": "rStyle rFonts b bCs i iCs caps smallCaps strike dstrike outline shadow emboss imprint noProof snapToGrid "
    "vanish webHidden color spacing w kern position sz szCs highlight u effect bdr shd fitText vertAlign rtl cs em "
    "lang eastAsianLayout specVanish oMath".split(),
    "tblPr": "tblStyle tblpPr tblOverlap bidiVisual tblStyleRowBandSize tblStyleColBandSize tblW jc tblCellSpacing "
    "tblInd tblBorders shd tblLayout tblCellMar tblLook tblCaption tblDescription".split(),
    "tcPr": "cnfStyle tcW gridSpan hMerge vMerge tcBorders shd noWrap tcMar textDirection tcFitText vAlign "
    "hideMark".split(),
    "sectPr": "headerReference footerReference footnotePr endnotePr type pgSz pgMar paperSrc pgBorders lnNumType "
    "pgNumType cols formProt vAlign noEndnote titlePg textDirection bidi rtlGutter docGrid printerSettings".split(),
    "lvl": "start numFmt lvlRestart pStyle isLgl suff lvlText lvlPicBulletId legacy lvlJc pPr rPr".split(),
    "style": "name aliases basedOn next link autoRedefine hidden uiPriority semiHidden unhideWhenUsed qFormat locked "
    "personal personalCompose personalReply rsid pPr rPr tblPr trPr tcPr tblStylePr".split(),
    "tblStylePr": "pPr rPr tblPr trPr tcPr".split(),
    "pBdr": "top left bottom right between bar".split(),
    "tblBorders": "top left start bottom right end insideH insideV".split(),
    "tcBorders": "top left start bottom right end insideH insideV tl2br tr2bl".split(),
    "tblCellMar": "top left start bottom right end".split(),
    "font": "altName panose1 charset family notTrueType pitch sig embedRegular embedBold embedItalic "
    "embedBoldItalic".split(),
    "tbl": "bookmarkStart bookmarkEnd tblPr tblGrid tr".split(),
    "tr": "tblPrEx trPr tc".split(),
    "abstractNum": "nsid multiLevelType tmpl name styleLink numStyleLink lvl".split(),
    "num": "abstractNumId lvlOverride".split(),
    "numbering": "numPicBullet abstractNum num numIdMacAtCleanup".split(),
    "sdt": "sdtPr sdtEndPr sdtContent".split(),
    "styles": "docDefaults latentStyles style".split(),
    "settings": "writeProtection view zoom removePersonalInformation embedTrueTypeFonts embedSystemFonts "
    "saveSubsetFonts saveFormsData mirrorMargins defaultTabStop autoHyphenation consecutiveHyphenLimit hyphenationZone "
    "doNotHyphenateCaps evenAndOddHeaders characterSpacingControl updateFields footnotePr endnotePr compat docVars "
    "rsids mathPr themeFontLang clrSchemeMapping decimalSymbol listSeparator".split(),
}


def publication(markdown: str, front: str = FRONT, folder: Path | None = None, size: str = "") -> Publication:
    report = Report()
    article = read(Source("a.md", (front + markdown).encode(), "markdown", folder), ReadOptions(), report)
    return compose(prepare(article, report), Layout(page_size=size), report)


def export(markdown: str, front: str = FRONT, folder: Path | None = None) -> bytes:
    return DocxBackend().export(publication(markdown, front, folder), Report())


def body(markdown: str) -> list[str]:
    """The outline between the title block and the end matter."""
    lines = outline(export(markdown))
    start = next(place for place, line in enumerate(lines) if line.startswith("[Dateline]"))
    end = next(place for place, line in enumerate(lines) if line.startswith("[ContactBox"))
    return lines[start + 1 : end]


def part(data: bytes, name: str) -> ElementTree.Element:
    return Package(data).root(f"word/{name}.xml")


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A document with everything in it."""
    folder = tmp_path_factory.mktemp("whole")
    (folder / "p.svg").write_text(
        '<svg xmlns="http://www.w3.org/2000/svg" width="90" height="30"><rect width="9"/></svg>'
    )
    from PIL import Image

    Image.new("RGB", (2400, 1200), (120, 160, 90)).save(folder / "wide.png")
    Image.new("RGB", (40, 30), (120, 160, 90)).save(folder / "small.png")
    return export((Path(__file__).parent / "docx_whole.md").read_text("utf-8"), FRONT, folder)


# --- The contract ---------------------------------------------------------------------------------------------


def test_every_element_of_the_vocabulary_has_a_handler() -> None:
    made = Writer(publication("x"))
    phrasing = {"a", "abbr", "br", "code", "em", "img", "q", "s", "small", "span", "strong", "sub", "sup", "time", "u"}
    assert set(ELEMENTS) == set(made.handlers) | phrasing | set(READ_BY_OTHERS)


def test_every_phrasing_element_is_written_and_an_unknown_one_refused() -> None:
    made = publication("x")
    paragraph = made.page.root.find(".//article/p")
    for tag in ("a", "abbr", "code", "em", "q", "s", "small", "span", "strong", "sub", "sup", "time", "u"):
        etree.SubElement(paragraph, tag).text = f"in {tag},"
    assert all(f"in {tag}," in words(DocxBackend().export(made, Report())) for tag in ("a", "abbr", "small", "u"))
    etree.SubElement(paragraph, "blink").text = "lost"
    with pytest.raises(ValueError, match="blink"):
        DocxBackend().export(made, Report())


def test_unknown_block_is_refused() -> None:
    made = publication("x")
    etree.SubElement(made.page.root.find(".//article"), "marquee").text = "lost"
    with pytest.raises(ValueError, match="marquee"):
        DocxBackend().export(made, Report())


def test_every_role_and_box_has_a_style() -> None:
    assert set(STYLES) == set(ROLES)
    assert set(BOXES) == set(FRAMES) | {"table", "table-head-row", "table-body-row", "key-figures"}


def test_styles_say_what_the_theme_says(whole: bytes) -> None:
    made = publication("x")
    styles = {style.get(f"{W}styleId"): style for style in part(whole, "styles").iter(f"{W}style")}
    for role_name, (identifier, _) in STYLES.items():
        role, style = made.theme.roles[role_name], styles[identifier]
        size, color = style.find(f"{W}rPr/{W}sz"), style.find(f"{W}rPr/{W}color")
        if size is not None:
            assert size.get(f"{W}val") == str(round(role.size_pt * 2))
        if color is not None:
            assert color.get(f"{W}val") == made.theme.color(role.color)[1:]
    for level in range(1, 7):
        outline_level = styles[f"Heading{level}"].find(f"{W}pPr/{W}outlineLvl")
        assert outline_level is not None
        assert outline_level.get(f"{W}val") == str(level - 1)
    assert styles["Title"].find(f"{W}pPr/{W}outlineLvl") is None


def test_code_has_no_colour_size_or_font_of_its_own() -> None:
    import exporter.backends.docx as package

    folder = Path(str(package.__file__)).parent
    for file in folder.glob("*.py"):
        text = file.read_text("utf-8")
        assert not [
            name for name in ("Arial", "Calibri", "Times", "Plex", "Segoe", "Cambria", "Courier") if name in text
        ]
        assert not [token for token in text.split('"') if len(token) in (6, 7) and token.strip("#").isalnum()
                    and all(c in "0123456789ABCDEF" for c in token.strip("#")) and not token.isdigit()]  # fmt: skip


# --- What Word insists on -------------------------------------------------------------------------------------


def test_children_stand_in_the_order_of_the_schema(whole: bytes) -> None:
    for name, data in Package(whole).parts.items():
        if not name.endswith(".xml") or not name.startswith("word/") or "theme" in name:
            continue
        for element in ElementTree.fromstring(data).iter():
            order = ORDERS.get(element.tag.removeprefix(W))
            if order is not None:
                children = [child.tag.removeprefix(W) for child in element]
                assert set(children) <= set(order), (name, element.tag, children)
                places = [order.index(child) for child in children]
                assert places == sorted(places), (name, element.tag, children)


def test_nothing_stands_twice_in_properties(whole: bytes) -> None:
    for name in ("document", "footnotes", "styles", "numbering"):
        for element in part(whole, name).iter():
            if element.tag.removeprefix(W) in ("pPr", "rPr", "tcPr", "tblPr"):
                children = [child.tag for child in element]
                assert len(children) == len(set(children)), children


def test_all_that_is_referred_to_is_there(whole: bytes) -> None:
    package = Package(whole)
    styles = {style.get(f"{W}styleId") for style in part(whole, "styles").iter(f"{W}style")}
    lists = {item.get(f"{W}numId") for item in part(whole, "numbering").iter(f"{W}num")}
    for name in package.parts:
        if not name.startswith("word/") or not name.endswith(".xml"):
            continue
        root = package.root(name)
        relations = package.relations(name)
        for element in root.iter():
            tag = element.tag.removeprefix(W)
            if tag in ("pStyle", "rStyle", "tblStyle", "basedOn", "next"):
                assert element.get(f"{W}val") in styles
            if tag == "numId":
                assert element.get(f"{W}val") in lists
            for key, value in element.attrib.items():
                if key.startswith("{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"):
                    assert value in relations, (name, tag)
        for _, target, mode in relations.values():
            folder = name.rpartition("/")[0]
            assert mode == "External" or f"{folder}/{target}" in package.parts, target
    types = package.parts["[Content_Types].xml"].decode()
    for name in package.parts:
        assert f'PartName="/{name}"' in types or f'Extension="{name.rpartition(".")[2]}"' in types


def test_bookmarks_are_valid_unique_and_paired(whole: bytes) -> None:
    root = part(whole, "document")
    starts = list(root.iter(f"{W}bookmarkStart"))
    ends = [end.get(f"{W}id") for end in root.iter(f"{W}bookmarkEnd")]
    names = [start.get(f"{W}name", "") for start in starts]
    assert sorted(ends) == sorted(start.get(f"{W}id", "") for start in starts)
    assert len({name.lower() for name in names}) == len(names)
    assert all(name[0].isalpha() and len(name) <= 40 and name.replace("_", "a").isalnum() for name in names)
    anchors = {link.get(f"{W}anchor") for link in root.iter(f"{W}hyperlink")} - {None}
    assert anchors <= set(names)
    assert anchors


def test_long_and_equal_ids_get_different_bookmarks() -> None:
    heading = "un titre tres long qui depasse de loin les quarante signes"
    lines = body(f"## {heading}\n\n## {heading} 2\n\n## 2025\n")
    names = [line.partition("{#")[2].partition("}")[0] for line in lines]
    assert len(set(names)) == 3
    assert all(len(name) <= 40 and name[0].isalpha() for name in names)


def test_document_has_no_compatibility_mode_and_no_trace_of_a_machine(whole: bytes) -> None:
    settings = part(whole, "settings")
    modes = {s.get(f"{W}name"): s.get(f"{W}val") for s in settings.iter(f"{W}compatSetting")}
    assert modes["compatibilityMode"] == "15"
    everything = b"".join(Package(whole).parts.values())
    assert b"rsid" not in everything
    assert b"python-docx" not in everything


def test_core_properties_come_from_the_article_and_from_nothing_else(whole: bytes) -> None:
    core = docx.Document(io.BytesIO(whole)).core_properties
    assert (core.title, core.subject, core.author) == ("Le pont", "Deux rives", "Anne Dupont; Marc Leroy")
    assert (core.keywords, core.category, core.language) == ("pont, bois", "Ville", "fr")
    assert (core.comments, core.identifier, core.last_modified_by) == ("Un pont en bois.", "pont-2025", "Anne Dupont")
    assert core.created is not None
    assert core.modified is not None
    assert core.created.isoformat()[:19] == "2025-02-13T00:00:00"
    assert core.modified.isoformat()[:19] == "2025-02-14T09:30:00"  # UTC
    assert core.revision == 1


def test_article_without_date_has_none_in_the_package() -> None:
    data = Package(export("x", "---\ntitle: T\n---\n\n")).parts["docProps/core.xml"]
    assert b"created" not in data
    assert b"modified" not in data


# --- Text -----------------------------------------------------------------------------------------------------


def test_title_block_and_end_matter_have_their_styles(whole: bytes) -> None:
    lines = outline(whole)
    assert lines[:6] == [
        "[Kicker] Ville",
        "[Title] Le pont",
        "[Subtitle] Deux rives",
        "[Standfirst] Un pont en bois.",
        "[Byline] {Label:Anne Dupont}, Presse, {Label:Marc Leroy}",
        "[Dateline] 13 février 2025 (mis à jour le 14 février 2025 à 10\u00a0h\u00a030)",
    ]
    assert "[ContactBoxHeading | keepNext] Contact" in lines


def test_inlines_keep_words_spaces_and_format() -> None:
    assert body("Un **gras**, *ital*, ***deux***, `c  d`, [lien](https://example.org/?a=1&b=2) et H~2~O.\\\nligne") == [
        "[Normal] Un **gras**, //ital//, **//deux//**, {Code:c d}, <lien -> https://example.org/?a=1&b=2> et H2O.⏎ligne"
    ]


def test_emphasis_in_an_italic_paragraph_stands_upright() -> None:
    data = export("> Une citation *vraiment* longue\n")
    paragraph = next(p for p in part(data, "document").iter(f"{W}p") if "citation" in "".join(p.itertext()))
    italic = paragraph.find(f"{W}r/{W}rPr/{W}i")
    assert italic is not None
    assert italic.get(f"{W}val") == "0"


def test_address_that_word_would_choke_on_keeps_its_words_without_the_link() -> None:
    (line,) = body("Voir [ceci](https://) et [cela](https://example.org:port/x) et [mail](mailto:a@b.org).")
    assert line == "[Normal] Voir ceci et cela et <mail -> mailto:a@b.org>."


def test_soft_hyphen_becomes_words_own() -> None:
    data = export("Donau\u00addampf")
    assert "Donaudampf" in words(data)
    assert next(part(data, "document").iter(f"{W}softHyphen"), None) is not None


def test_internal_link_reaches_the_heading_it_names() -> None:
    assert body("Voir [là](#la-suite).\n\n## Suite {#la-suite}\n") == [
        "[Normal] Voir <là -> #la_suite>.",
        "[Heading1] {#la_suite}Suite",
    ]


def test_rule_and_page_break() -> None:
    assert body("Un\n\n***\n\nDeux\n\n{{< pagebreak >}}\n\nTrois\n") == [
        "[Normal] Un",
        "[Rule]",
        "[Normal] Deux",
        "[Normal | pageBreakBefore] Trois",
    ]


def test_page_break_before_a_table_stands_outside_its_cells() -> None:
    lines = body("Un\n\n{{< pagebreak >}}\n\n| a |\n|---|\n| b |\n")
    assert lines[1:3] == ["[Spacer | pageBreakBefore]", "table ArticleTable"]


# --- Lists ----------------------------------------------------------------------------------------------------


def test_each_ordered_list_counts_from_its_own_start() -> None:
    data = export("3. trois\n4. quatre\n\nEntre\n\n1. un\n")
    numbering = part(data, "numbering")
    starts = [o.get(f"{W}val") for o in numbering.iter(f"{W}startOverride")]
    assert starts == ["3", "1"]
    lines = [line for line in outline(data) if "list" in line]
    assert lines == [
        "[ListParagraph | list 1 level 0] trois",
        "[ListParagraph | list 1 level 0] quatre",
        "[ListParagraph | list 2 level 0] un",
    ]


def test_nested_lists_go_down_a_level_and_come_back_to_their_number() -> None:
    assert body("1. un\n   - a\n     - b\n2. deux\n") == [
        "[ListParagraph | list 1 level 0] un",
        "[ListParagraph | list 2 level 1] a",
        "[ListParagraph | list 2 level 2] b",
        "[ListParagraph | list 1 level 0] deux",
    ]


def test_second_paragraph_of_an_item_stands_in_without_a_number() -> None:
    assert body("- un\n\n  encore\n\n- deux\n")[1] == "[ListParagraphLoose] encore"


def test_lists_deeper_than_word_knows_stay_on_its_last_level() -> None:
    lines = body("\n".join("  " * depth + f"- n{depth}" for depth in range(12)))
    assert lines[8].startswith("[ListParagraph | list 1 level 8]")
    assert lines[11].startswith("[ListParagraph | list 1 level 8]")


def test_item_that_begins_with_something_else_than_a_paragraph_keeps_its_sign() -> None:
    assert body("- ```\n  code\n  ```\n")[:2] == ["[ListParagraph | list 1 level 0]", "[CodeBlock] code"]


def test_newer_markup_is_declared() -> None:
    ignorable = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Ignorable"
    for text, prefixes in (("- [x] fait\n", "w14"), ("- fait\n", None)):
        root = etree.fromstring(Package(export(text)).parts["word/document.xml"])
        assert root.get(ignorable) == prefixes


def test_tasks_can_be_ticked() -> None:
    data = export("- [x] fait\n- [ ] à faire\n")
    boxes = [
        node.attrib
        for node in part(data, "document").iter("{http://schemas.microsoft.com/office/word/2010/wordml}checked")
    ]
    assert [next(iter(box.values())) for box in boxes] == ["1", "0"]
    assert [line for line in outline(data) if "fa" in line][:2] == [
        "[ListParagraph] ☑⇥fait",
        "[ListParagraph] ☐⇥à faire",
    ]


def test_definitions() -> None:
    assert body("Terme\n: Sens\n: Autre\n") == ["[DefinitionTerm] Terme", "[Definition] Sens", "[Definition] Autre"]


# --- Boxes ----------------------------------------------------------------------------------------------------


def test_paragraphs_of_a_box_share_one_frame() -> None:
    data = export("> [!TIP]\n> Texte\n>\n> - un\n>   - deux\n>\n> fin\n")
    styles = {s.get(f"{W}styleId"): s for s in part(data, "styles").iter(f"{W}style")}
    names = ["CalloutTipTitle", "CalloutTip", "CalloutTipListParagraph"]
    frames = {ElementTree.tostring(frame) for name in names for frame in styles[name].iter(f"{W}pBdr")}
    assert len(frames) == 1
    indents = {indent.get(f"{W}left") for name in names for indent in styles[name].iter(f"{W}ind")}
    # A list in the box begins where the box begins, or its frame would break.
    levels = [level.attrib for level in part(data, "numbering").iter(f"{W}ind")]
    assert indents == {str(int(level[f"{W}left"]) - int(level[f"{W}hanging"])) for level in levels}


def test_whatever_stands_in_inside_a_box_begins_at_its_edge() -> None:
    data = export("> [!TIP]\n> Texte\n>\n> - un\n>\n>   suite\n>\n> - [x] fait\n>\n> Terme\n> : Sens\n")
    lines = [line for line in outline(data) if line.startswith("[CalloutTip") and "keepNext" in line]
    assert [line.partition("] ")[2] for line in lines[2:4]] == ["un", "⇥suite"]
    style = next(s for s in part(data, "styles").iter(f"{W}style") if s.get(f"{W}styleId") == "CalloutTip")
    edge = style.find(f"{W}pPr/{W}ind")
    assert edge is not None
    for paragraph in part(data, "document").iter(f"{W}p"):
        own, named = paragraph.find(f"{W}pPr/{W}ind"), paragraph.find(f"{W}pPr/{W}pStyle")
        if own is not None and named is not None and named.get(f"{W}val", "").startswith("CalloutTip"):
            start = int(own.get(f"{W}left", "0")) - int(own.get(f"{W}hanging", "0"))
            assert start == int(edge.get(f"{W}left", "0"))


def test_neighbouring_boxes_stay_apart() -> None:
    lines = body("> [!NOTE]\n> Un\n\n> [!NOTE]\n> Deux\n\n```\ncode\n```\n\n```\nautre\n```\n")
    assert [line for line in lines if line == "[Spacer]"] == ["[Spacer]"] * 3


def test_quote_with_a_list_and_an_attribution() -> None:
    lines = body("> Mots\n>\n> - point\n")
    assert lines == ["[Quote] Mots", "[QuoteListParagraph | list 1 level 0] point"]


def test_code_keeps_its_lines_spaces_and_tabs() -> None:
    assert body("```\ndef f():\n\treturn  1\n\nx\n```\n") == ["[CodeBlock] def f():⏎⇥return  1⏎⏎x"]


# --- Tables ---------------------------------------------------------------------------------------------------

TABLE = "| Poste | Montant |\n|---|---:|\n| Bois du massif | 12 |\n| Fer | 5 |\n\n: Budget\n"


def test_table_has_a_repeating_head_a_caption_and_a_name() -> None:
    lines = body(TABLE)
    assert lines[:3] == ["[Caption | keepNext] Budget", "table ArticleTable", "  head row"]
    table = next(part(export(TABLE), "document").iter(f"{W}tbl"))
    caption = table.find(f"{W}tblPr/{W}tblCaption")
    assert caption is not None
    assert caption.get(f"{W}val") == "Budget"
    assert len(table.findall(f"{W}tr/{W}trPr/{W}cantSplit")) == 3
    assert len(table.findall(f"{W}tr/{W}trPr/{W}tblHeader")) == 1


@pytest.mark.parametrize("columns", [1, 2, 7, 25])
def test_widths_sum_to_the_column_and_cells_agree_with_the_grid(columns: int) -> None:
    row = "|" + "|".join(f" mot{'x' * n} " for n in range(columns)) + "|\n"
    data = export(row + "|" + "---|" * columns + "\n" + row * 2)
    theme = publication("x").theme
    table = next(part(data, "document").iter(f"{W}tbl"))
    grid = [int(column.get(f"{W}w", "0")) for column in table.iter(f"{W}gridCol")]
    assert len(grid) == columns
    assert sum(grid) == pytest.approx(theme.page.text_width_mm / 25.4 * 1440, abs=1)
    assert all(width > 0 for width in grid)
    for line in table.iter(f"{W}tr"):
        assert [int(cell.get(f"{W}w", "0")) for cell in line.iter(f"{W}tcW")] == grid


def test_columns_have_room_for_amounts_and_addresses_break() -> None:
    amount, address = "1\u202f000\u202f000\u00a0€", "https://example.org/" + "a/" * 40
    data = export(f"| Axe |{' Total |' * 6} Lien |\n|{'---|' * 8}\n| Un |{f' {amount} |' * 6} <{address}> |\n")
    grid = [int(column.get(f"{W}w", "0")) for column in part(data, "document").iter(f"{W}gridCol")]
    assert min(grid[1:7]) > 2 * grid[0]
    assert grid[7] < 2 * min(grid[1:7])


def test_address_stays_whole_where_its_table_has_room() -> None:
    address = "jeanne.dupont-lefevre@presse.example.org"
    table = f"| Nom | Rôle | Courriel |\n|---|---|---|\n| Jeanne | {'Presse et publications ' * 9}| {address} |\n"
    grid = [int(column.get(f"{W}w", "0")) for column in part(export(table), "document").iter(f"{W}gridCol")]
    assert grid[2] > len(address) * publication("x").theme.table_character_twips


def test_pictures_fit_into_their_cells_and_have_room_there(tmp_path: Path) -> None:
    from PIL import Image

    Image.new("RGB", (2400, 1200)).save(tmp_path / "p.png")
    cells = "| ![Un](p.png) | Un | Un | Un | Un | Une longue suite de mots qui demandent de la place |\n"
    table = next(
        part(export("| A | B | C | D | E | F |\n|" + "---|" * 6 + "\n" + cells, folder=tmp_path), "document").iter(
            f"{W}tbl"
        )
    )
    column_emu = int(next(table.iter(f"{W}gridCol")).get(f"{W}w", "0")) * 635
    beside_emu = 2 * 0.7 * publication("x").theme.roles["table-cell"].size_pt * 12700
    [extent] = table.iter("{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}extent")
    assert 25 * 36000 < int(extent.get("cx", "0")) <= column_emu - beside_emu + 12700


def test_short_head_has_room_between_long_words() -> None:
    word = "Zuständigkeiten123"
    data = export(f"| Année |{f' {word} |' * 4}\n|{'---|' * 5}\n| 2024 |{' x |' * 4}\n")
    first = next(part(data, "document").iter(f"{W}gridCol"))
    size_pt = publication("x").theme.roles["table-header"].size_pt
    assert int(first.get(f"{W}w", "0")) > (5 * 0.56 + 2 * 0.7) * size_pt * 20


def test_numbers_of_key_figures_stay_whole() -> None:
    numbers = ["71\u00a0%", "1\u202f240\u202f000\u00a0€", "45", "25\u202f000", "12,5\u00a0M€", "4\u202f800", "3", "19"]
    items = "\n".join(f"- **{number}** de budget" for number in numbers)
    theme = publication("x").theme
    tables = list(part(export(f"::: key-figures\n{items}\n:::\n"), "document").iter(f"{W}tbl"))
    assert len(tables) > 1
    found = []
    for table in tables:
        widths = [int(column.get(f"{W}w", "0")) for column in table.iter(f"{W}gridCol")]
        assert sum(widths) == pytest.approx(theme.page.text_width_mm / 25.4 * 1440, abs=1)
        numbers_of = ["".join(next(cell.iter(f"{W}p")).itertext()) for cell in table.iter(f"{W}tc")]
        letter = theme.roles["key-number"].size_pt * 20 * 0.5
        assert all(len(number) * letter < width for number, width in zip(numbers_of, widths, strict=True))
        found += numbers_of
    assert found == numbers
    assert all(p.find(f"{W}pPr/{W}keepNext") is not None for table in tables[:-1] for p in table.iter(f"{W}p"))


@pytest.mark.parametrize(("lines", "kept"), [(3, True), (40, False)])
def test_short_code_stays_on_one_page(lines: int, kept: bool) -> None:
    root = part(export("```\n" + "line\n" * lines + "```\n"), "document")
    [code] = [p for p in root.iter(f"{W}p") if "".join(p.itertext()).startswith("line")]
    assert (code.find(f"{W}pPr/{W}keepLines") is not None) is kept


def test_spans_fill_the_grid() -> None:
    html = (
        "<table><thead><tr><th>a</th><th colspan='2'>bc</th></tr></thead><tbody>"
        "<tr><td rowspan='3'>1</td><td>2</td><td rowspan='2'>3</td></tr><tr><td>4</td></tr>"
        "<tr><td colspan='5'>5</td></tr><tr></tr><tr><td>6</td></tr></tbody></table>\n"
    )
    root = part(export(html), "document")
    table = next(root.iter(f"{W}tbl"))
    columns = len(list(table.iter(f"{W}gridCol")))
    for row in table.iter(f"{W}tr"):
        spans = [cell.find(f"{W}tcPr/{W}gridSpan") for cell in row.iter(f"{W}tc")]
        assert sum(int(span.get(f"{W}val", "1")) if span is not None else 1 for span in spans) == columns
    text = "".join(table.itertext())
    assert all(sign in text for sign in ("a", "bc", "1", "2", "3", "4", "5", "6"))
    assert all(cell[-1].tag == f"{W}p" for cell in table.iter(f"{W}tc"))


# --- Notes ----------------------------------------------------------------------------------------------------


def test_note_is_a_real_footnote_with_its_own_links() -> None:
    data = export("Mot[^a] et rappel[^a].\n\n[^a]: Texte avec [lien](https://example.org/n).\n\n    Suite.\n")
    lines = outline(data)
    assert "[Normal] Mot{#fnref_1}{^1} et rappel{NOTEREF fnref_1 \\f \\h}1." in lines
    start = lines.index("note 1")
    assert lines[start + 1 : start + 3] == [
        "  [FootnoteText] {^} Texte avec <lien -> https://example.org/n>.",
        "  [FootnoteText] Suite.",
    ]
    kinds = [note.get(f"{W}type") for note in part(data, "footnotes")]
    assert kinds == ["separator", "continuationSeparator", None]
    assert "[NotesHeading]" not in "".join(lines)


def test_note_in_a_note_keeps_its_text_and_later_notes_their_numbers() -> None:
    data = export("Un[^a] deux[^c].\n\n[^a]: Avec une note[^b].\n[^b]: Dedans.\n[^c]: Fin.\n")
    text = words(data)
    assert all(word in text for word in ("Avec une note", "Dedans.", "Fin."))
    page = publication("Un[^a] deux[^c].\n\n[^a]: Avec une note[^b].\n[^b]: Dedans.\n[^c]: Fin.\n").page.root
    shown = ["".join(call.itertext()) for call in page.findall(".//article/p/a")]
    marks = []
    for run in part(data, "document").iter(f"{W}r"):
        reference = run.find(f"{W}footnoteReference")
        if reference is not None:  # Word counts by itself unless a mark of our own follows
            own = reference.get(f"{W}customMarkFollows") == "1"
            marks.append(run.findtext(f"{W}t") if own else reference.get(f"{W}id"))
    assert marks == shown


def test_empty_cell_is_no_taller_than_the_others() -> None:
    table = next(part(export("| a | b |\n|---|---|\n| 1 |   |\n"), "document").iter(f"{W}tbl"))
    styles = [style.get(f"{W}val") for style in table.iter(f"{W}pStyle")]
    assert styles == ["TableHeader", "TableHeader", "TableText", "TableText"]


def test_note_in_a_heading_and_in_a_table() -> None:
    data = export("## Titre[^a]\n\n| a[^b] |\n|---|\n| c |\n\n[^a]: Un.\n[^b]: Deux.\n")
    assert "note 2" in outline(data)


# --- Pictures -------------------------------------------------------------------------------------------------


def test_picture_fits_its_column_and_is_never_enlarged(whole: bytes) -> None:
    theme = publication("x").theme
    extents = [
        (int(extent.get("cx", "0")), int(extent.get("cy", "0")))
        for extent in part(whole, "document").iter(
            "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}extent"
        )
    ]
    column = theme.page.text_width_mm * 36000
    wide, small = extents[0], extents[1]
    assert wide[0] == pytest.approx(column, rel=0.001)
    assert wide[1] == pytest.approx(column / 2, rel=0.001)
    assert small == (40 * 9525, 30 * 9525)


def test_picture_has_its_alternative_text_and_an_svg_its_picture_in_points(whole: bytes) -> None:
    assert "[Figure] {picture: Un pont large}" in outline(whole)
    package = Package(whole)
    media = sorted(name for name in package.parts if name.startswith("word/media/"))
    assert len([name for name in media if name.endswith(".svg")]) == 1
    fallback = next(name for name in media if name.endswith("-svg.png"))
    assert package.parts[fallback].startswith(b"\x89PNG")
    assert b"svgBlip" in package.parts["word/document.xml"]
    assert package.parts["word/document.xml"].count(b"decorative ") == 1


def test_filter_that_would_take_minutes_is_left_out_of_the_svgs_fallback(tmp_path: Path) -> None:
    shape = '<rect width="90" height="90" fill="green" '
    effect = '<filter id="f"><feMorphology operator="dilate" radius="9999999"/></filter>'
    for name, use in (("a", 'filter="url(#f)"/>'), ("b", 'style="fill:green;filter:url(#f)"/>'), ("c", "/>")):
        svg = f'<svg xmlns="http://www.w3.org/2000/svg" width="90" height="90">{effect}{shape}{use}</svg>'
        (tmp_path / f"{name}.svg").write_text(svg)
    package = Package(export("![A](a.svg)\n\n![B](b.svg)\n\n![C](c.svg)\n", FRONT, tmp_path))
    assert len({data for name, data in package.parts.items() if name.endswith("-svg.png")}) == 1


def test_missing_picture_leaves_its_words(tmp_path: Path) -> None:
    lines = outline(export("![Le pont](nulle-part.png)\n", FRONT, tmp_path))
    assert any(line.startswith("[MissingPicture]") and "Le pont" in line for line in lines)


# --- Languages, page, fonts -----------------------------------------------------------------------------------

ARABIC = "---\ntitle: جسر\nlang: ar\n---\n\nنص عربي فيه IBM Plex وكلمات.\n\n| ا | ب |\n|---|---|\n| ج | د |\n"


def test_arabic_article_runs_from_right_to_left_but_its_latin_words_do_not() -> None:
    data = export("", ARABIC)
    root = part(data, "document")
    assert all("bidi" in line for line in outline(data) if line.startswith("[Normal"))
    assert root.find(f".//{W}sectPr/{W}bidi") is not None
    assert root.find(f".//{W}tblPr/{W}bidiVisual") is not None
    runs = {"".join(run.itertext()): run.find(f"{W}rPr/{W}rtl") is not None for run in root.iter(f"{W}r")}
    assert runs["IBM Plex"] is False
    assert runs["نص عربي فيه "] is True


def test_text_is_cut_where_its_direction_turns() -> None:
    assert directed("a שלום עולם b", False) == [("a ", False), ("שלום עולם", True), (" b", False)]
    assert directed("نص (Word 2016) هنا", True) == [("نص (", True), ("Word 2016", False), (") هنا", True)]
    assert directed("plain", False) == [("plain", False)]


def test_language_of_document_and_of_a_passage() -> None:
    data = export("Un [mot anglais]{lang=en-GB} ici.")
    default = part(data, "styles").find(f"{W}docDefaults/{W}rPrDefault/{W}rPr/{W}lang")
    assert default is not None
    assert default.get(f"{W}val") == "fr-FR"
    assert [lang.get(f"{W}val") for lang in part(data, "document").iter(f"{W}lang")] == ["en-GB"]


@pytest.mark.parametrize(("size", "width", "height"), [("A4", 11906, 16838), ("Letter", 12240, 15840)])
def test_paper_and_furniture(size: str, width: int, height: int) -> None:
    data = DocxBackend().export(publication("x", size=size), Report())
    paper = part(data, "document").find(f".//{W}pgSz")
    assert paper is not None
    assert (paper.get(f"{W}w"), paper.get(f"{W}h")) == (str(width), str(height))
    lines = outline(data)
    assert lines[lines.index("footer footer1.xml") + 1] == "  [Footer] 13 février 2025 · Page {PAGE}1 / {NUMPAGES}1"
    assert lines[lines.index("header header1.xml") + 1].startswith("  [Header] {Label:Ville de Somme}")
    section = part(data, "document").find(f".//{W}sectPr")
    assert section is not None
    assert [r.get(f"{W}type") for r in section.iter(f"{W}headerReference")] == ["default"]
    assert section.find(f"{W}titlePg") is not None


def test_embedded_fonts_are_fonts_again_when_their_key_is_taken_off(whole: bytes) -> None:
    import uharfbuzz

    package = Package(whole)
    relations = package.relations("word/fontTable.xml")
    found = 0
    for slot in part(whole, "fontTable").iter():
        key = slot.get(f"{W}fontKey")
        if key:
            target = relations[slot.get("{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id", "")][
                1
            ]
            data = package.parts[f"word/{target}"]
            mask = bytes.fromhex(key.strip("{}").replace("-", ""))[::-1] * 2
            font = bytes(a ^ b for a, b in zip(data[:32], mask, strict=True)) + data[32:]
            assert set(map(ord, "Aaé€—")) <= set(uharfbuzz.Face(uharfbuzz.Blob(font)).unicodes)
            found += 1
    assert found >= 5
    assert part(whole, "settings").find(f"{W}embedTrueTypeFonts") is not None


# --- The file -------------------------------------------------------------------------------------------------


def test_python_docx_reopens_it_with_its_headings_and_tables(whole: bytes) -> None:
    document = docx.Document(io.BytesIO(whole))
    headings = [p.text for p in document.paragraphs if p.style is not None and p.style.name == "Heading 1"]
    assert "Les chiffres" in headings
    assert len(document.tables) >= 1
    assert document.sections[0].footer.paragraphs[0].text.startswith("13 février 2025")


def test_same_article_gives_the_same_bytes_in_every_process(whole: bytes, tmp_path: Path) -> None:
    script = (
        "import sys; sys.path.insert(0, 'tests'); import hashlib, test_docx;"
        "print(hashlib.sha256(test_docx.export('# A\\n\\n[x](#a) `c`[^1]\\n\\n[^1]: n\\n')).hexdigest())"
    )
    root = Path(__file__).parents[1]
    found = set()
    for seed, zone in (("1", "UTC"), ("2", "Asia/Tokyo")):
        environment = {**os.environ, "PYTHONHASHSEED": seed, "TZ": zone}
        run = subprocess.run([sys.executable, "-c", script], cwd=root, env=environment, capture_output=True, text=True)
        assert run.returncode == 0, run.stderr
        found.add(run.stdout.strip())
    found.add(hashlib.sha256(export("# A\n\n[x](#a) `c`[^1]\n\n[^1]: n\n")).hexdigest())
    assert len(found) == 1
