"""Rules of DOCX: each finds the file that breaks it, and leaves the one alone that nearly does."""

import re
from collections.abc import Callable

import pytest
from rule_files import changed_zip, codes, made, part_of, together

from exporter.checks.rules import Fault, check, rules_of

DOC, STYLES, SETTINGS = "word/document.xml", "word/styles.xml", "word/settings.xml"
TYPES, RELATIONS, NUMBERING = "[Content_Types].xml", "word/_rels/document.xml.rels", "word/numbering.xml"
CORE, APP, FONTS = "docProps/core.xml", "docProps/app.xml", "word/fontTable.xml"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
LONG = (
    "<w:p><w:r><w:t>" + "Words of a paragraph that goes on and on for a while, as they do. " * 2 + "</w:t></w:r></w:p>"
)
ARABIC = "كيف نحفظ الوثيقة الرقمية وما يضيع منها"
Change = Callable[[bytes], bytes]


def within(markup: str, *pairs: tuple[str, str]) -> Change:
    """The document with this markup at the end of its text."""
    return changed_zip(DOC, ("<w:sectPr", markup.replace("\\", r"\\") + "<w:sectPr"), *pairs)


def paragraph(words: str, properties: str = "", run: str = "") -> str:
    return f"<w:p><w:pPr>{properties}</w:pPr><w:r><w:rPr>{run}</w:rPr><w:t>{words}</w:t></w:r></w:p>"


def related(kind: str, target: str, more: str = "") -> tuple[str, str]:
    """A relationship of the document, with the id "x1"."""
    return "</Relationships>", f'<Relationship Id="x1" Type="{OFFICE}/{kind}" Target="{target}"{more}/></Relationships>'


def linked(target: str, words: str = "words") -> Change:
    link = f'<w:p><w:hyperlink r:id="x1"><w:r><w:t>{words}</w:t></w:r></w:hyperlink></w:p>'
    return together(within(link), changed_zip(RELATIONS, related("hyperlink", target, ' TargetMode="External"')))


def commented(called: bool) -> Change:
    """A comment, and perhaps its call in the text."""
    comment = '<w:comment w:id="1" w:author="A. Colleague"><w:p><w:r><w:t>Is this so?</w:t></w:r></w:p></w:comment>'
    space = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    part = f"<w:comments {space}>{comment if called else ''}</w:comments>".encode()
    call = '<w:p><w:r><w:commentReference w:id="1"/></w:r></w:p>' if called else "<w:p/>"
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.comments+xml"
    return together(
        within(call), changed_zip(RELATIONS, related("comments", "comments.xml"), add={"word/comments.xml": part}),
        changed_zip(TYPES, ("</Types>", f'<Override PartName="/word/comments.xml" ContentType="{kind}"/></Types>')),
    )  # fmt: skip


def boxed(holder: str) -> str:
    """A text box, floating or in line."""
    attributes = {
        "anchor": 'simplePos="0" relativeHeight="1" behindDoc="0" locked="0" layoutInCell="1" allowOverlap="1"',
        "inline": 'distT="0" distB="0" distL="0" distR="0"',
    }[holder]
    shape = (
        '<wps:wsp xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape">'
        "<wps:txbx><w:txbxContent><w:p><w:r><w:t>Beside</w:t></w:r></w:p></w:txbxContent></wps:txbx></wps:wsp>"
    )
    return (
        f'<w:p><w:r><w:drawing><wp:{holder} {attributes}><wp:docPr id="9" name="Box"/><a:graphic><a:graphicData '
        'uri="http://schemas.microsoft.com/office/word/2010/wordprocessingShape">'
        f"{shape}</a:graphicData></a:graphic></wp:{holder}></w:drawing></w:r></w:p>"
    )


def floating(behind: int) -> Change:
    """The picture floats, in front of the text or behind it, alone in its paragraph."""
    start = f'<wp:anchor simplePos="0" relativeHeight="1" behindDoc="{behind}" locked="0" layoutInCell="1" '
    return changed_zip(
        DOC, ("<wp:inline [^>]*>", start + 'allowOverlap="1">'), ("</wp:inline>", "</wp:anchor>")
    )  # fmt: skip


def field(code: str, kinds: tuple[str, ...] = ("begin", "separate", "end"), more: str = "") -> str:
    start, *rest = (f'<w:r><w:fldChar w:fldCharType="{kind}"{more}/></w:r>' for kind in kinds)
    return f'<w:p>{start}<w:r><w:instrText xml:space="preserve"> {code} </w:instrText></w:r>{"".join(rest)}</w:p>'


def table(*rows: tuple[str, ...], head: bool = True) -> str:
    def cell(words: str) -> str:
        return words if words.startswith("<w:tc>") else f"<w:tc>{paragraph(words)}</w:tc>"

    mark = "<w:trPr><w:tblHeader/></w:trPr>" if head else ""
    made = "".join(f"<w:tr>{'' if n else mark}{''.join(map(cell, row))}</w:tr>" for n, row in enumerate(rows))
    return f"<w:tbl><w:tblPr/><w:tblGrid/>{made}</w:tbl>"


def lower(found: re.Match[str]) -> str:
    return found[0][:-8] + found[2].lower()


BINARY = '<Default Extension="bin" ContentType="application/octet-stream"/></Types>'
WIDE = '<w:tc><w:tcPr><w:gridSpan w:val="2"/></w:tcPr><w:p/></w:tc>'

# Of each rule a change that breaks it, and one that comes near.
DOCX: dict[str, tuple[Change, Change]] = {
    "V401": (changed_zip("", drop=NUMBERING), changed_zip(APP, ("exporter", "another"))),
    "V402": (
        changed_zip(DOC, ('<w:footnoteReference w:id="[0-9]+"', '<w:footnoteReference w:id="77"')),
        changed_zip(DOC, (">Words with", ">Other words with")),
    ),
    "V403": (
        changed_zip(DOC, ("(<w:bookmarkStart [^>]*/>)", r"\1\1")),
        changed_zip(DOC, ('(<w:bookmarkStart [^>]*w:name=")', r"\1x")),
    ),
    "V404": (
        changed_zip(STYLES, ("(<w:pPr>)(<w:keepNext/>)(<w:keepLines/>)", r"\1\3\2")),
        changed_zip(STYLES, ("(<w:pPr>)(<w:keepNext/>)", r"\1")),
    ),
    "V405": (changed_zip(CORE, ("<dc:title>[^<]*</dc:title>", "")), changed_zip(CORE, (">Bridges<", ">B<"))),
    "V406": (
        lambda data: changed_zip(STYLES, ("<w:lang [^>]*/>", ""))(data),
        changed_zip(STYLES, ('(<w:lang w:val=")en', r"\1fr")),
    ),
    "V407": (changed_zip(DOC, ('"Heading2"', '"Heading4"')), changed_zip(DOC, ('"Heading2"', '"Heading1"'))),
    "V408": (
        changed_zip(DOC, (' descr="A bridge[^"]*"', "")),
        changed_zip(DOC, (' descr="A bridge[^"]*"', ' descr="x"')),
    ),
    "V409": (
        changed_zip(DOC, ("<w:tblHeader/>", ""), ('w:firstColumn="[01]"', 'w:firstColumn="0"')),
        changed_zip(DOC, ('w:firstColumn="[01]"', 'w:firstColumn="0"')),
    ),
    "V410": (changed_zip(DOC, (">the guide<", ">here<")), changed_zip(DOC, (">the guide<", ">here and there<"))),
    "V411": (
        changed_zip(RELATIONS, ('(Type="[^"]*/)hyperlink"', r'\1image"')),
        changed_zip(RELATIONS, ("https://example.org/guide", "https://example.net/guide")),
    ),
    "V412": (
        changed_zip("", add={"word/old.xml": b"<old/>"}),
        together(changed_zip("", add={"word/old.xml": b"<old/>"}), changed_zip(RELATIONS, related("x", "old.xml"))),
    ),
    "V413": (
        changed_zip(DOC, ('<w:ilvl w:val="0"/><w:numId w:val="1"/>', '<w:ilvl w:val="9"/><w:numId w:val="1"/>')),
        changed_zip(DOC, ('<w:ilvl w:val="0"/><w:numId w:val="1"/>', '<w:ilvl w:val="1"/><w:numId w:val="1"/>')),
    ),
    "V414": (within(field(r"REF _Ref_none \h")), within(field(r"REF first \h"))),
    "V415": (within(field("DATE", ("begin",))), within(field("DATE"))),
    "V416": (
        changed_zip(RELATIONS, ('/image" Target="media', '/hyperlink" Target="media')),
        changed_zip(RELATIONS, ('/styles"', '/styles" ')),
    ),
    "V417": (
        within('<w:p><w:commentRangeStart w:id="5"/></w:p>'),
        within('<w:p><w:commentRangeStart w:id="5"/><w:commentRangeEnd w:id="5"/></w:p>'),
    ),
    "V418": (within("<w:p><w:run/></w:p>"), within("<w:p><w:r/></w:p>")),
    "V419": (within(paragraph("x", '<w:jc w:val="middle"/>')), within(paragraph("x", '<w:jc w:val="center"/>'))),
    "V420": (
        changed_zip(DOC, ("<w:document ", '<w:document mc:Ignorable="w14 w15" ')),
        changed_zip(DOC, ("<w:document ", '<w:document mc:Ignorable="w14" ')),
    ),
    "V421": (
        within(table(("<w:tc></w:tc>",), ("b",))),
        within(table(("<w:tc><w:p/></w:tc>",), ("b",))),
    ),
    "V422": (
        changed_zip(FONTS, ('w:fontKey="([^"]{29})[^}]*', r'w:fontKey="\g<1>00000000')),
        changed_zip(FONTS, ('w:fontKey="([^"]{29})([^}]*)', lower)),
    ),
    "V423": (
        within('<w:p><w:pPr><w:pStyle w:val="Heading1"/></w:pPr></w:p>'),
        within('<w:p><w:pPr><w:pStyle w:val="Caption"/></w:pPr></w:p>'),
    ),
    "V424": (
        within(paragraph("In short", "", "<w:b/>") + LONG),
        within(paragraph("In short:", "", "<w:b/>") + LONG),
    ),
    "V425": (
        lambda data: within(LONG * 40)(without_headings(data)),
        within(LONG * 40),
    ),
    "V426": (
        within(paragraph("- one thing") + paragraph("- another")),
        within(paragraph("- one thing") + paragraph("another")),
    ),
    "V427": (within("<w:p/><w:p/>" + LONG), within("<w:p/>" + LONG)),
    "V428": (
        within("<w:p><w:r><w:t>one </w:t></w:r><w:r><w:t>two</w:t></w:r></w:p>"),
        within('<w:p><w:r><w:t xml:space="preserve">one </w:t></w:r><w:r><w:t>\u00a0two</w:t></w:r></w:p>'),
    ),
    "V429": (
        changed_zip(DOC, (' descr="A bridge[^"]*"', ' descr="image1.png"')),
        changed_zip(DOC, (' descr="A bridge[^"]*"', ' descr="Image of a bridge"')),
    ),
    "V430": (within(boxed("anchor")), within(boxed("inline"))),
    "V431": (floating(behind=0), floating(behind=1)),
    "V432": (
        within(table(("a", "b"), (WIDE,))),
        within(table((WIDE,), ("a", "b"))),
    ),
    "V433": (
        within(table(("a", "b"), ("c", f"<w:tc>{table(('x', 'y'))}<w:p/></w:tc>"))),
        within(table(("a", "b"), ("c", "d")) + table(("x", "y"), ("z", "w"))),
    ),
    "V434": (linked("file:///C:/Users/someone/budget.docx"), linked("https://example.org/files/budget.docx")),
    "V435": (linked("https://example.org/other", "The guide"), linked("https://example.org/guide/", "The guide")),
    "V436": (
        changed_zip(STYLES, ('<w:lang w:val="[^"]*"', '<w:lang w:val="english"')),
        changed_zip(STYLES, ('<w:lang w:val="[^"]*"', '<w:lang w:val="0409"')),
    ),
    "V437": (
        within(paragraph("Как сохранить цифровой документ")),
        within(paragraph("Как сохранить цифровой документ", "", '<w:lang w:val="ru-RU"/>')),
    ),
    "V438": (
        within(paragraph("grey", "", '<w:color w:val="777777"/>')),
        within(paragraph("grey", "", '<w:color w:val="757575"/>')),
    ),
    "V439": (
        within('<w:p><w:ins w:id="90" w:author="A"><w:r><w:t>new</w:t></w:r></w:ins></w:p>'),
        within("<w:p><w:r><w:t>new</w:t></w:r></w:p>"),
    ),
    "V440": (commented(called=True), commented(called=False)),
    "V441": (
        within(paragraph("between us", "", "<w:vanish/>")),
        within(paragraph("between us", "", '<w:vanish w:val="0"/>')),
    ),
    "V442": (
        within(field("DATE", more=' w:dirty="true"')),
        within(field("DATE", more=' w:dirty="false"')),
    ),
    "V443": (
        changed_zip(SETTINGS, ("<w:zoom", '<w:documentProtection w:edit="forms" w:enforcement="1"/><w:zoom')),
        changed_zip(SETTINGS, ("<w:zoom", '<w:documentProtection w:edit="forms" w:enforcement="0"/><w:zoom')),
    ),
    "V444": (
        changed_zip(APP, ("</Properties>", "<Template>C:\\\\\\\\House\\\\\\\\Letter.dotx</Template></Properties>")),
        changed_zip(APP, ("</Properties>", "<Template>Normal.dotm</Template></Properties>")),
    ),
    "V445": (
        together(
            changed_zip(TYPES, ("</Types>", BINARY)),
            changed_zip(RELATIONS, related("vbaProject", "vbaProject.bin"), add={"word/vbaProject.bin": b"x"}),
        ),
        changed_zip(RELATIONS, related("vbaProject", "https://example.org/x", ' TargetMode="External"')),
    ),
}  # fmt: skip


def without_headings(data: bytes) -> bytes:
    text = part_of(data, DOC).decode().replace('"Heading1"', '"Caption"').replace('"Heading2"', '"Caption"')
    return changed_zip("", add={DOC: text.replace('"TOCHeading"', '"Caption"').encode()})(data)


@pytest.mark.parametrize("code", DOCX)
def test_rules_of_docx(code: str) -> None:
    breaks, nearly = DOCX[code]
    assert code in codes("docx", breaks(made("docx")))
    assert code not in codes("docx", nearly(made("docx")))


def test_every_rule_has_a_file_that_breaks_it() -> None:
    assert {rule.code for rule in rules_of("docx")} == {*DOCX}


def told(code: str, data: bytes) -> list[Fault]:
    return [fault for fault in check("docx", data) if fault.code == code]


def in_table(style: str, cell: str, words: str = "<w:p><w:r><w:t>Words here</w:t></w:r></w:p>", look: str = "") -> str:
    named = f'<w:tblPr><w:tblStyle w:val="{style}"/>{look}</w:tblPr>' if style else "<w:tblPr/>"
    empty = "<w:tr><w:tc><w:p/></w:tc></w:tr>"
    return f"<w:tbl>{named}<w:tblGrid/><w:tr><w:tc><w:tcPr>{cell}</w:tcPr>{words}</w:tc></w:tr>{empty}</w:tbl>"


FIRST_ROW = '<w:tblLook w:val="0020"/>'
NO_ROWS = '<w:tblLook w:val="0600" w:firstRow="0"/>'
HOUSE = (
    '<w:style w:type="table" w:styleId="House"><w:name w:val="House"/><w:tblStylePr w:type="firstRow"><w:rPr>'
    '<w:color w:val="FFFFFF"/></w:rPr><w:tcPr><w:shd w:val="clear" w:fill="{}"/></w:tcPr></w:tblStylePr></w:style>'
    '<w:style w:type="paragraph" w:styleId="Pale"><w:name w:val="Pale"/><w:rPr><w:color w:val="AAAAAA"/></w:rPr>'
    '</w:style><w:style w:type="paragraph" w:styleId="Plain"><w:name w:val="Plain"/></w:style></w:styles>'
)
PLAIN = '<w:p><w:pPr><w:pStyle w:val="Plain"/></w:pPr><w:r><w:t>Words here</w:t></w:r></w:p>'
GREY = '<w:color w:val="888888"/>'
# Text in the layers of Word's styles, and whether it can be read.
GROUNDS: dict[str, tuple[str, str, bool]] = {
    "grey on the page": (paragraph("Words here", "", GREY), "", False),
    "grey and large": (paragraph("Words here", "", f'{GREY}<w:sz w:val="36"/>'), "", True),
    "grey, bold and rather large": (paragraph("Words here", "", f'<w:b/>{GREY}<w:sz w:val="28"/>'), "", True),
    "grey by its style": (paragraph("Words here", '<w:pStyle w:val="Pale"/>'), "", False),
    "automatic over its style's grey": (
        paragraph("Words here", '<w:pStyle w:val="Pale"/>', '<w:color w:val="auto"/>'), "", True,
    ),
    "marked": (paragraph("Words here", "", '<w:color w:val="FFFFFF"/><w:highlight w:val="darkBlue"/>'), "", True),
    "marked too lightly": (
        paragraph("Words here", "", '<w:color w:val="FFFFFF"/><w:highlight w:val="yellow"/>'), "", False,
    ),
    "in a shaded paragraph": (
        paragraph("Words here", '<w:shd w:val="clear" w:fill="333333"/>', '<w:color w:val="FFFFFF"/>'), "", True,
    ),
    "in a half-shaded paragraph": (
        paragraph("Words here", '<w:shd w:val="pct50" w:color="000000" w:fill="FFFFFF"/>', GREY), "", False,
    ),
    "in a striped paragraph, of which nobody can tell": (
        paragraph("Words here", '<w:shd w:val="diagStripe" w:color="888888" w:fill="FFFFFF"/>', GREY), "", True,
    ),
    "in a dark cell": (
        in_table("", '<w:shd w:val="clear" w:fill="111111"/>', paragraph("Words here", "", GREY)), "", True,
    ),
    "white by a table's first row": (in_table("House", "", PLAIN, FIRST_ROW), HOUSE.format("1F3864"), True),
    "white on pale by a table's first row": (in_table("House", "", PLAIN, FIRST_ROW), HOUSE.format("DDDDDD"), False),
    "no first row": (in_table("House", "", PLAIN, NO_ROWS), HOUSE.format("DDDDDD"), True),
    "by the theme": (paragraph("Words here", "", '<w:color w:val="000000" w:themeColor="background1"/>'), "", False),
    "by the theme, darker": (
        paragraph("Words here", "", '<w:color w:val="FFFFFF" w:themeColor="background1" w:themeShade="40"/>'), "", True,
    ),
    "in a box of unknown ground": (
        boxed("inline").replace("<w:r><w:t>Beside", f"<w:r><w:rPr>{GREY}</w:rPr><w:t>Words here"), "", True,
    ),
    "hidden": (paragraph("Words here", "", f"<w:vanish/>{GREY}"), "", True),
}  # fmt: skip


@pytest.mark.parametrize("name", GROUNDS)
def test_contrast_follows_the_styles(name: str) -> None:
    markup, styles, legible = GROUNDS[name]
    change = within(markup)
    if "pStyle" in markup and not styles:
        styles = HOUSE.format("DDDDDD")
    if styles:
        change = together(change, changed_zip(STYLES, ("</w:styles>", styles)))
    faults = [fault for fault in told("V438", change(made("docx"))) if "Words here" in fault.text]
    assert bool(faults) is not legible


def test_places_are_what_a_reader_finds() -> None:
    places = {
        within(paragraph("We met. See it.", "", GREY)): "“We met. See it.”",
        within(table(("a", "b"), ("c", "d")).replace("<w:t>d", f"<w:t>d{'d' * 60}").replace(
            "<w:rPr></w:rPr><w:t>d", f"<w:rPr>{GREY}</w:rPr><w:t>d")): f"table 2, row 2, “{'d' * 40}…”",
        changed_zip("word/footnotes.xml", ("<w:r><w:t>A note", f"<w:r><w:rPr>{GREY}</w:rPr><w:t>A note")):
            "footnotes, “A note.”",
    }  # fmt: skip
    for change, place in places.items():
        assert place in [fault.place for fault in told("V438", change(made("docx")))]


def test_place_of_what_has_no_words_is_after_the_words_before_it() -> None:
    [fault] = told("V408", changed_zip(DOC, (' descr="A bridge[^"]*"', ""))(made("docx")))
    assert fault.place == "after “Words with a note. See the guide.”"


def test_strict_file_is_read_as_any_other() -> None:
    data = changed_zip(DOC, (' descr="A bridge[^"]*"', ""))(made("docx"))
    for part in (DOC, STYLES, RELATIONS, "_rels/.rels"):
        text = part_of(data, part).decode()
        for transitional, strict in (
            (OFFICE, "http://purl.oclc.org/ooxml/officeDocument/relationships"),
            ("http://schemas.openxmlformats.org/wordprocessingml/2006/main", "http://purl.oclc.org/ooxml/wordprocessingml/main"),
            ("http://schemas.openxmlformats.org/drawingml/2006/main", "http://purl.oclc.org/ooxml/drawingml/main"),
            ("http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing",
             "http://purl.oclc.org/ooxml/drawingml/wordprocessingDrawing"),
        ):  # fmt: skip
            text = text.replace(transitional, strict)
        data = changed_zip("", add={part: text.encode()})(data)
    assert codes("docx", data) == {"V408"}


SCHEMA = {
    '<w:p><w:r w:color="red"><w:t>x</w:t></w:r></w:p>': "w:r has the attribute color",
    "<w:p>words<w:r/></w:p>": "holds words of its own",
    "<w:p><w:pPr><w:jc/></w:pPr></w:p>": "w:jc lacks val",
    "<w:p><w:pPr><w:keepNext/><w:keepNext/></w:pPr></w:p>": "w:pPr holds w:keepNext twice",
    "<w:p><w:r/><w:pPr/></w:p>": "w:p holds w:pPr too late",
    '<w:p><w:pPr><w:spacing w:before="-20"/></w:pPr></w:p>': 'w:spacing has "-20" as before',
    "<w:tbl><w:tblGrid/><w:tblPr/></w:tbl>": "w:tbl holds w:tblPr too late",
}


@pytest.mark.parametrize("markup", SCHEMA)
def test_markup_is_held_to_the_schema(markup: str) -> None:
    faults = [fault.text for fault in check("docx", within(markup)(made("docx")))]
    assert any(text.startswith(SCHEMA[markup]) or SCHEMA[markup] in text for text in faults)


def test_newer_markup_in_an_alternative_is_no_fault() -> None:
    alternative = (
        '<w:p><w:r><mc:AlternateContent><mc:Choice Requires="w14"><w:drawing/></mc:Choice>'
        "<mc:Fallback><w:pict/></mc:Fallback></mc:AlternateContent></w:r></w:p>"
    )
    assert not {"V404", "V418", "V419", "V420"} & codes("docx", within(alternative)(made("docx")))


def test_language_of_the_whole_text_is_told_once() -> None:
    french = "Le document est dans les archives, et les lecteurs sont au courant pour la suite. " * 30
    [fault] = told("V437", within(paragraph(french))(made("docx")))
    assert (fault.text, fault.place) == ('the text is said to be "en-US", and is written in "fr"', "")


@pytest.mark.parametrize("attribute", ["w:val", "w:eastAsia"])
def test_right_to_left_text_is_read_by_its_own_language(attribute: str) -> None:
    lang = f'<w:lang {attribute}="ar-EG"/>'
    assert told("V437", within(paragraph(ARABIC, "", lang))(made("docx")))
    for tag in ("ar-EG", "bqi", "mzn-IR", "apc", "kk-CN"):  # few know all that are written in it
        assert not told("V437", within(paragraph(ARABIC, "", f'<w:lang w:bidi="{tag}"/>'))(made("docx")))


def test_one_of_several_authors_who_edited_last_is_no_leak() -> None:
    several = changed_zip(CORE, (">A. Writer</dc:creator>", ">B. Other; A. Writer</dc:creator>"))
    assert not told("V444", several(made("docx")))
    assert told("V444", changed_zip(CORE, (">A. Writer</dc:creator>", ">B. Other</dc:creator>"))(made("docx")))


def test_what_leaves_the_house_names_persons_and_files() -> None:
    [fault] = told("V439", DOCX["V439"][0](made("docx")))
    assert fault.text == '1 insertion by "A", first here'
    [fault] = told("V440", commented(called=True)(made("docx")))
    assert fault.text == '1 comment by "A. Colleague", the first "Is this so?"'


@pytest.mark.parametrize(("first_row", "broken"), [("1", True), ("0", False)])
def test_first_column_is_a_head_only_where_the_first_row_is_none(first_row: str, broken: bool) -> None:
    """Word ticks both for each new table, and marks no header row."""
    look = f'w:firstRow="{first_row}" w:lastRow="0" w:firstColumn="1"'
    change = changed_zip(DOC, ("<w:tblHeader/>", ""), ('w:firstRow="1" w:lastRow="0" w:firstColumn="0"', look))
    assert bool(told("V409", change(made("docx")))) is broken
