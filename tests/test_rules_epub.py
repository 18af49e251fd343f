"""Rules of EPUB: each finds the file that breaks it, and leaves the one alone that nearly does."""

import hashlib
from collections.abc import Callable

import pytest
from rule_files import changed_zip, codes, made, part_of, together

from exporter.checks.rules import check, rules_of

OPF, BOOK, NAV, CSS = "OEBPS/content.opf", "OEBPS/content.xhtml", "OEBPS/nav.xhtml", "OEBPS/style.css"
COVER, FONT = "OEBPS/cover.xhtml", "OEBPS/fonts/IBMPlexSerif-Regular.ttf"
SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1">{}<path d="M0 0h1"/></svg>'
MATH = '<p><math xmlns="http://www.w3.org/1998/Math/MathML"{}><mi>x</mi></math></p>'
ARABIC = "<p>" + "كيف نحفظ الوثيقة الرقمية وما الذي يضيع منها أولا " * 12 + "</p>"
RUSSIAN = "<p{}>Как сохранить цифровой документ надолго</p>"
PAGES_OF = '<meta property="pageBreakSource">urn:isbn:9780000000002</meta>'
Change = Callable[[bytes], bytes]


def within(markup: str, *pairs: tuple[str, str]) -> Change:
    """The book with this markup in its text."""
    return changed_zip(BOOK, ("<h3", markup.replace("\\", r"\\") + "<h3"), *pairs)


def meta(name: str, value: str, more: str = "") -> tuple[str, str]:
    return '<meta name="cover"', f'<meta property="{name}"{more}>{value}</meta><meta name="cover"'


def paged(mark: str, listed: str = "content.xhtml#p1", source: str = PAGES_OF):
    """The book with one page break, and a list of pages that leads to `listed`."""
    pages = f'<nav epub:type="page-list" role="doc-pagelist"><ol><li><a href="{listed}">1</a></li></ol></nav></body>'
    return together(
        within(f"<p>{mark}</p>"), changed_zip(NAV, ("</body>", pages)),
        changed_zip(OPF, ("<dc:creator", f"{source}<dc:creator")),
    )  # fmt: skip


def obfuscated(identifier: str) -> Change:
    """The book with a font obfuscated by the key of an identifier (EPUB 3.3, 4.4.3)."""

    def make(data: bytes) -> bytes:
        key = hashlib.sha1(identifier.encode()).digest()
        font = bytearray(part_of(data, FONT))
        for place in range(1040):
            font[place] ^= key[place % 20]
        listed = (
            '<encryption xmlns="urn:oasis:names:tc:opendocument:xmlns:container" '
            'xmlns:enc="http://www.w3.org/2001/04/xmlenc#"><enc:EncryptedData>'
            '<enc:EncryptionMethod Algorithm="http://www.idpf.org/2008/embedding"/>'
            f'<enc:CipherData><enc:CipherReference URI="{FONT}"/></enc:CipherData></enc:EncryptedData></encryption>'
        )
        return changed_zip("", add={FONT: bytes(font), "META-INF/encryption.xml": listed.encode()})(data)

    return make


def obfuscated_rightly(data: bytes) -> bytes:
    named = part_of(data, OPF).decode().partition('id="publication-id">')[2].partition("<")[0]
    return obfuscated(named)(data)


MARK = '<span role="doc-pagebreak" epub:type="pagebreak" id="p1"{}></span>'
CELLS = "<tr><td>a</td><td>b</td></tr>"

# Of each rule a change that breaks it, and one that comes near.
EPUB: dict[str, tuple[Change, Change]] = {
    "V301": (
        changed_zip(OPF, ('<meta property="schema:accessibilityHazard">none</meta>', "")),
        changed_zip(OPF, ('<meta property="schema:accessibilitySummary">.*?</meta>', "")),
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
        within('<p><span role="doc-pagebreak" id="p1"></span></p>'),
        within('<p><span role="doc-subtitle" id="p1">x</span></p>'),
    ),
    "V307": (changed_zip(BOOK, (' xml:lang="en"', ""), (' lang="en"', "")), changed_zip(BOOK, (' lang="en"', ""))),
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
    "V312": (
        changed_zip(OPF, ('<meta property="schema:accessibilityFeature">tableOfContents</meta>', "")),
        changed_zip(OPF, ('<meta property="schema:accessibilityFeature">displayTransformability</meta>', "")),
    ),
    "V313": (
        changed_zip(OPF, (">alternativeText<", ">alternative text<")),
        changed_zip(OPF, (">displayTransformability<", ">displayTransformability/font-size<")),
    ),
    "V314": (
        changed_zip(OPF, meta("schema:accessibilityHazard", "noSoundHazard")),
        changed_zip(
            OPF,
            (">none<", ">noFlashingHazard<"),
            meta("schema:accessibilityHazard", "noSoundHazard"),
        ),
    ),
    "V315": (within('<video src="a.mp4" controls=""></video>'), within('<audio src="a.mp3" controls=""></audio>')),
    "V316": (
        changed_zip(OPF, meta("dcterms:conformsTo", "EPUB Accessibility 1.1 - WCAG 2.1 Level AA", ' id="c"')),
        changed_zip(
            OPF,
            meta("dcterms:conformsTo", "EPUB Accessibility 1.1 - WCAG 2.1 Level AA", ' id="c"'),
            meta("a11y:certifiedBy", "The office", ' refines="#c"'),
        ),
    ),
    "V317": (
        changed_zip(OPF, ('<meta property="schema:accessibilitySummary">.*?</meta>', "")),
        changed_zip(OPF, ('(schema:accessibilitySummary">)[^<]*', r"\1Short")),
    ),
    "V318": (within(SVG.format("")), within(SVG.format("<title>A line</title>"))),
    "V319": (within(MATH.format("")), within(MATH.format(' alttext="x"'))),
    "V320": (
        changed_zip(BOOK, ('alt="A bridge[^"]*"', 'alt="IMG_2041.jpg"')),
        changed_zip(BOOK, ('alt="A bridge[^"]*"', 'alt="Image of a bridge"')),
    ),
    "V321": (
        within('<video src="a.mp4" controls=""></video>'),
        within('<video src="a.mp4" controls=""><track kind="captions" src="a.vtt"/></video>'),
    ),
    "V322": (
        within('<audio src="a.mp3" controls="" autoplay=""></audio>'),
        within('<audio src="a.mp3" controls=""></audio>'),
    ),
    "V323": (within('<h3 id="e"></h3>'), within('<h3><img src="a.png" alt="Words"/></h3>')),
    "V324": (
        changed_zip(COVER, ("<title>Cover", "<title>Bridges")),
        changed_zip(COVER, ("<title>Cover", "<title>Bridges: cover")),
    ),
    "V325": (
        changed_zip(BOOK, ("<td ", '<td headers="name" ')),
        changed_zip(BOOK, ("<th ", '<th id="name" '), ("<td ", '<td headers="name" ')),
    ),
    "V326": (
        within(f'<table><tr><td colspan="2">Lengths</td></tr>{CELLS * 2}</table>'),
        within(f'<table><caption>c</caption><tr><td colspan="2">Lengths</td></tr>{CELLS * 2}</table>'),
    ),
    "V327": (
        within('<p><a href="https://example.org/other">The guide</a></p>'),
        within('<p><a href="https://example.org/guide/">The guide</a></p>'),
    ),
    "V328": (
        changed_zip(BOOK, ('<p class="note-number">.*?</p>', "")),
        changed_zip(BOOK, ('<a role="doc-backlink"', "<a"), (' epub:type="backlink"', "")),
    ),
    "V329": (
        changed_zip(NAV, ('<a epub:type="endnotes"', '<a epub:type="cover" href="cover.xhtml">x</a><a')),
        changed_zip(NAV, ('<a epub:type="endnotes"', '<a epub:type="cover"')),
    ),
    "V330": (
        changed_zip(NAV, ('epub:type="bodymatter"', 'epub:type="colophon"')),
        changed_zip(NAV, ('epub:type="bodymatter"', 'epub:type="text"')),
    ),
    "V331": (paged(MARK.format("")), paged(MARK.format(' aria-label="1"'))),
    "V332": (
        changed_zip(NAV, ('<a href="content.xhtml#contents"', '<a href="content.xhtml#heading-1"')),
        changed_zip(NAV, ('<a href="content.xhtml#contents"', '<a href="content.xhtml#first"')),
    ),
    "V333": (
        together(
            changed_zip(OPF, ("<spine[^>]*>", r'\g<0><itemref idref="nav"/>')),
            changed_zip(NAV, ('<nav epub:type="toc"', '<nav hidden="hidden" epub:type="toc"')),
        ),
        changed_zip(OPF, ("<spine[^>]*>", r'\g<0><itemref idref="nav"/>')),
    ),
    "V334": (within('<p id="first">x</p>'), within('<p id="First">x</p>')),
    "V335": (
        changed_zip(OPF, ("<dc:language>en", "<dc:language>en_US")),
        changed_zip(OPF, ("<dc:language>en", "<dc:language>en-US")),
    ),
    "V336": (
        within('<p lang="fr" xml:lang="de">Paris</p>'),
        within('<p lang="fr-ca" xml:lang="fr-CA">Paris</p>'),
    ),
    "V337": (
        changed_zip(OPF, ("<dc:language>en", "<dc:language>de")),
        changed_zip(OPF, ("<dc:language>en", "<dc:language>en-GB")),
    ),
    "V338": (within(RUSSIAN.format("")), within(RUSSIAN.format(' lang="ru" xml:lang="ru"'))),
    "V339": (within(ARABIC), within(ARABIC.replace("<p>", '<p dir="rtl">'))),
    "V340": (
        changed_zip(BOOK, (' role="doc-footnote"', "")),
        within('<section epub:type="z3998:poem"><p>x</p></section>'),
    ),
    "V341": (
        within('<section role="doc-epilog"><p>x</p></section>'),
        within('<section role="doc-epilogue"><p>x</p></section>'),
    ),
    "V342": (obfuscated("urn:uuid:of-another-book"), obfuscated_rightly),
    "V343": (
        changed_zip(BOOK, ('src="assets/', 'src="https://example.org/')),
        changed_zip(BOOK, ('href="https://example.org/guide"', 'href="https://example.org/guide.png"')),
    ),
    "V344": (
        within('<audio src="https://example.org/a.mp3" controls=""></audio>'),
        within('<audio src="a.mp3" controls=""></audio>'),
    ),
    "V345": (
        within("<script>let x = 1</script>"),
        within('<script type="application/json">{}</script>'),
    ),
    "V346": (
        changed_zip(BOOK, ("<title", '<meta name="viewport" content="width=device-width, user-scalable=no"/><title')),
        changed_zip(BOOK, ("<title", '<meta name="viewport" content="width=device-width, maximum-scale=5"/><title')),
    ),
    "V347": (within('<p style="color: #777777">Words</p>'), within('<p style="color: #757575">Words</p>')),
    "V348": (
        within('<p>Read <a href="#first" style="text-decoration: none; color: inherit">on</a> and on.</p>'),
        within('<p>Read <a href="#first" style="text-decoration: none; font-weight: bold">on</a> and on.</p>'),
    ),
    "V349": (
        within('<p style="letter-spacing: 0.1em !important">x</p>'),
        within('<p style="letter-spacing: 0.1em">x</p>'),
    ),
    "V350": (
        changed_zip(OPF, ('version="3.0"', 'version="2.0"')),
        changed_zip(OPF, ('version="3.0"', 'version="3.3"')),
    ),
    "V351": (
        changed_zip(OPF, (' xml:lang="en"', "")),
        changed_zip(OPF, (' xml:lang="en"', ""), ("<dc:title", '<dc:title xml:lang="en"')),
    ),
    "V352": (
        within('<ul><li role="doc-endnote">x</li></ul>'),
        within('<ul><li role="listitem">x</li></ul>'),
    ),
    "V353": (within("<p>one"), within("<p>one &amp; two</p>")),
    "V354": (
        changed_zip(BOOK, ('alt="A bridge[^"]*"', 'alt=""')),
        changed_zip(BOOK, ('alt="A bridge[^"]*"', 'alt="" role="presentation"')),
    ),
    "V355": (
        within("<nav><p>a</p></nav><nav><p>b</p></nav>"),
        within('<nav aria-label="a"><p>a</p></nav><nav aria-label="b"><p>b</p></nav>'),
    ),
    "V356": (
        changed_zip(BOOK, ("<p>Name</p></th>", "</th>")),
        changed_zip(BOOK, ("<th [^>]*><p>Name</p></th>", "<td></td>")),
    ),
    "V357": (within('<div aria-label="a"><p>x</p></div>'), within('<div role="group" aria-label="a"><p>x</p></div>')),
}


@pytest.mark.parametrize("code", EPUB)
def test_rules_of_epub(code: str) -> None:
    breaks, nearly = EPUB[code]
    assert code in codes("epub", breaks(made("epub")))
    assert code not in codes("epub", nearly(made("epub")))


def test_every_rule_has_a_file_that_breaks_it() -> None:
    assert {rule.code for rule in rules_of("epub")} == {*EPUB}


# Claims that the article does not bear out, and what makes each true.
CLAIMS: dict[str, Change] = {
    "MathML": within(MATH.format(' alttext="x"')),
    "pageNavigation": paged(MARK.format(' aria-label="1"')),
    "pageBreakMarkers": paged(MARK.format(' aria-label="1"')),
    "printPageNumbers": paged(MARK.format(' aria-label="1"')),
    "index": within('<section role="doc-index"><p>bridge, 1</p></section>'),
    "ttsMarkup": within('<p xmlns:ssml="http://www.w3.org/2001/10/synthesis" ssml:ph="x">Words</p>'),
    "longDescription": within('<p aria-details="first">x</p>'),
    "transcript": within('<audio src="a.mp3" controls=""></audio>'),
    "rubyAnnotations": within("<p><ruby>漢<rt>かん</rt></ruby></p>"),
    "closedCaptions": within('<video src="a.mp4" controls=""><track kind="captions" src="a.vtt"/></video>'),
    "synchronizedAudioText": changed_zip(
        OPF, ("</manifest>", '<item id="s" href="a.smil" media-type="application/smil+xml"/></manifest>')
    ),
}


@pytest.mark.parametrize("feature", CLAIMS)
def test_claim_is_false_until_the_book_bears_it_out(feature: str) -> None:
    claimed = changed_zip(OPF, meta("schema:accessibilityFeature", feature))(made("epub"))

    def false(data: bytes) -> bool:
        return any(fault.code == "V302" and feature in fault.text for fault in check("epub", data))

    assert false(claimed)
    assert not false(CLAIMS[feature](claimed))


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (changed_zip(OPF, meta("rendition:layout", "pre-paginated")), "displayTransformability; its pages are fixed"),
        (changed_zip(OPF, meta("schema:accessMode", "auditory")), "accessMode auditory; there is nothing to hear"),
        (
            together(changed_zip(OPF, meta("schema:accessibilityFeature", "describedMath")), within(MATH.format(""))),
            "describedMath; 1 formula has no description",
        ),
        (within('<audio src="a.mp3" controls=""></audio>'), "does not say accessMode auditory"),
        (changed_zip(BOOK, (' alt="A bridge[^"]*"', "")), "its text suffices; 1 picture has no"),
    ],
)
def test_claims_are_held_to_the_book(change: Change, told: str) -> None:
    assert any(told in fault.text for fault in check("epub", change(made("epub"))) if fault.code == "V302")


def test_empty_alternative_text_beside_described_pictures_is_no_false_claim() -> None:
    data = within('<p><img src="assets/none.png" alt=""/></p>')(made("epub"))
    assert {"V302", "V354"} & codes("epub", data) == {"V354"}
    captioned = within('<figure><img src="assets/none.png" alt=""/><figcaption>A</figcaption></figure>')(made("epub"))
    assert "V302" in codes("epub", captioned)


def test_text_of_another_language_is_told() -> None:
    french = "<p>" + "Le document est dans les archives, et les lecteurs sont au courant pour la suite. " * 30 + "</p>"
    [fault] = [fault for fault in check("epub", within(french)(made("epub"))) if fault.code == "V338"]
    assert fault.text == 'the text is said to be "en", and is written in "fr"'
    marked = french.replace("<p>", '<p lang="fr" xml:lang="fr">')
    assert "V338" not in codes("epub", within(marked)(made("epub")))


COLOURS = {
    "p.a { color: #888 }": True,
    "p.a { color: #888 } p { color: #000 !important }": False,
    "p.a { color: #888; font-size: 1.5em }": False,  # large: 3 is enough
    "p.a { color: #888; font-size: 14pt; font-weight: bold }": False,
    "p.a { color: #fff; background: #336 url(a.png) }": False,  # a picture behind it: nobody can tell
    "p.a { color: #fff; background: #336 }": False,
    "p.a { color: rgba(0, 0, 0, 0.4) }": True,
    "p.a { color: #888; display: none }": False,
    "@media print { p.a { color: #888 } }": False,
    "@media all { p.a { color: #888 } }": True,
    "body { background: #222 } p.a { color: #777 }": True,
}


@pytest.mark.parametrize("css", COLOURS)
def test_contrast_follows_the_stylesheet(css: str) -> None:
    page = together(changed_zip(CSS, add={CSS: css.encode()}), within('<p class="a">Words here</p>'))(made("epub"))
    found = [fault for fault in check("epub", page) if fault.code == "V347" and "Words here" in fault.text]
    assert bool(found) is COLOURS[css]


def test_locked_book_is_said_to_be_locked() -> None:
    listed = (
        '<encryption xmlns="urn:oasis:names:tc:opendocument:xmlns:container" '
        'xmlns:enc="http://www.w3.org/2001/04/xmlenc#"><enc:EncryptedData>'
        '<enc:EncryptionMethod Algorithm="http://www.w3.org/2001/04/xmlenc#aes256-cbc"/>'
        f'<enc:CipherData><enc:CipherReference URI="{BOOK}"/></enc:CipherData></enc:EncryptedData></encryption>'
    )
    [fault] = check("epub", changed_zip("", add={"META-INF/encryption.xml": listed.encode()})(made("epub")))
    assert (fault.code, "locked" in fault.text) == ("V200", True)


def test_notes_and_asides_inside_an_article_are_no_landmarks() -> None:
    for markup in ('<aside role="note"><p>a</p></aside>', "<aside><p>a</p></aside>"):
        assert "V355" not in codes("epub", within(markup * 2)(made("epub")))


def test_places_are_a_document_and_a_line() -> None:
    [fault] = [f for f in check("epub", within('<p id="first">x</p>')(made("epub"))) if f.code == "V334"]
    assert fault.place.startswith(f"{BOOK}:")
    assert int(fault.place.rpartition(":")[2]) > 1


@pytest.mark.parametrize(
    ("source", "named"),
    [
        (PAGES_OF, True),
        ("<dc:source>https://example.org/text</dc:source>", False),
        (
            '<dc:source id="s">urn:isbn:9780000000002</dc:source>'
            '<meta property="source-of" refines="#s">pagination</meta>',
            True,
        ),
    ],
)
def test_pages_say_of_which_edition_they_are(source: str, named: bool) -> None:
    data = paged(MARK.format(' aria-label="1"'), source=source)(made("epub"))
    assert ("V306" in codes("epub", data)) is not named
