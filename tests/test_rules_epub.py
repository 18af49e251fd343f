"""Rules of EPUB: each finds the file that breaks it, and leaves the one alone that nearly does."""

import pytest
from rule_files import changed_zip, codes, made

from exporter.checks.rules import rules_of

OPF, BOOK, NAV = "OEBPS/content.opf", "OEBPS/content.xhtml", "OEBPS/nav.xhtml"

# Of each rule a change that breaks it, and one that comes near.
EPUB = {
    "V301": (
        changed_zip(OPF, ('<meta property="schema:accessibilitySummary">.*?</meta>', "")),
        changed_zip(OPF, ('(schema:accessibilitySummary">)[^<]*', r"\1Short")),
    ),
    "V302": (
        changed_zip(BOOK, ('alt="A bridge[^"]*"', 'alt=""')),
        changed_zip(
            BOOK,
            ('alt="A bridge[^"]*"', 'alt="" role="presentation"'),
            ("<h2", '<p><img src="assets/none.png" alt="x"/></p><h2'),
        ),
    ),
    "V303": (
        changed_zip(BOOK, (' alt="A bridge[^"]*"', "")),
        changed_zip(BOOK, ('alt="A bridge[^"]*"', 'alt="" role="presentation"')),
    ),
    "V304": (changed_zip(BOOK, ("<h3(.*?)</h3>", r"<h5\1</h5>")), changed_zip(BOOK, ("<h3(.*?)</h3>", r"<h2\1</h2>"))),
    "V305": (
        changed_zip(NAV, ('epub:type="landmarks"', 'epub:type="lot"')),
        changed_zip(NAV, ('epub:type="landmarks"', 'epub:type="landmarks x"')),
    ),
    "V306": (
        changed_zip(BOOK, ("<h3", '<p><span role="doc-pagebreak" id="p1"></span></p><h3')),
        changed_zip(BOOK, ("<h3", '<p><span role="doc-subtitle" id="p1">x</span></p><h3')),
    ),
    "V307": (
        changed_zip(BOOK, (' xml:lang="en"', ""), (' lang="en"', "")),
        changed_zip(BOOK, (' lang="en"', "")),
    ),
    "V308": (
        lambda data: changed_zip(BOOK, *[("<th( [^>]*)?>(.*?)</th>", r"<td>\2</td>")] * 2)(data),
        changed_zip(BOOK, ("<th( [^>]*)?>(.*?)</th>", r"<td>\2</td>")),
    ),
    "V309": (
        changed_zip(BOOK, (">the guide<", ">click here<")),
        changed_zip(BOOK, (">the guide<", ">click here for bridges<")),
    ),
    "V310": (
        changed_zip(BOOK, ('id="fn-1"', 'id="fn-9"')),
        changed_zip(BOOK, ('href="https://example.org/guide"', 'href="https://example.org/#no"')),
    ),
    "V311": (
        changed_zip(BOOK, ("<title>[^<]*</title>", "<title> </title>")),
        changed_zip(BOOK, ("<title>[^<]*</title>", "<title>x</title>")),
    ),
}


@pytest.mark.parametrize("code", EPUB)
def test_rules_of_epub(code: str) -> None:
    breaks, nearly = EPUB[code]
    assert code in codes("epub", breaks(made("epub")))
    assert code not in codes("epub", nearly(made("epub")))


def test_every_rule_has_a_file_that_breaks_it() -> None:
    assert {rule.code for rule in rules_of("epub")} == {*EPUB}
