"""Rules of DOCX: each finds the file that breaks it, and leaves the one alone that nearly does."""

import pytest
from rule_files import changed_zip, codes, made

from exporter.checks.rules import rules_of

DOC, STYLES = "word/document.xml", "word/styles.xml"

# Of each rule a change that breaks it, and one that comes near.
DOCX = {
    "V401": (changed_zip("", drop="word/numbering.xml"), changed_zip("docProps/app.xml", ("exporter", "another"))),
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
    "V405": (
        changed_zip("docProps/core.xml", ("<dc:title>[^<]*</dc:title>", "")),
        changed_zip("docProps/core.xml", (">Bridges<", ">B<")),
    ),
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
        changed_zip("word/_rels/document.xml.rels", ('(Type="[^"]*/)hyperlink"', r'\1image"')),
        changed_zip("word/_rels/document.xml.rels", ("https://example.org/guide", "https://example.net/guide")),
    ),
}


@pytest.mark.parametrize("code", DOCX)
def test_rules_of_docx(code: str) -> None:
    breaks, nearly = DOCX[code]
    assert code in codes("docx", breaks(made("docx")))
    assert code not in codes("docx", nearly(made("docx")))


def test_every_rule_has_a_file_that_breaks_it() -> None:
    assert {rule.code for rule in rules_of("docx")} == {*DOCX}
