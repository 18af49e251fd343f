"""Feeds and site exports: each entry an article, what is none told, hostile XML refused."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from exporter.errors import SourceError
from exporter.messages import Report
from exporter.model import nodes as n
from exporter.model.article import Article
from exporter.model.walk import plain_text, walk
from exporter.origin import Source
from exporter.readers import ReadOptions, articles_of, is_article, source_of

CASES = Path(__file__).parent / "cases" / "xml"
RSS = (CASES / "feed.rss").read_text("utf-8")
ATOM = (CASES / "feed.atom").read_text("utf-8")


def reading(data: str | bytes, name: str = "feed.xml", **options: object) -> tuple[list[Article], Report]:
    report = Report()
    raw = data.encode() if isinstance(data, str) else data
    found = articles_of(Source(name, raw, "xml"), ReadOptions(**options), report)  # type: ignore[arg-type]
    return list(found), report


def codes(report: Report) -> list[str]:
    return [message.code for message in report.messages]


def words(article: Article) -> str:
    return " ".join(plain_text(article.body).split())


def test_rss_item_becomes_an_article_with_all_that_the_feed_says_of_it() -> None:
    (first, second), _ = reading(RSS)
    about = first.metadata
    assert (about.title, about.date, about.lang) == ("The harbour & more", "2021-09-06T10:01:00+00:00", "en-GB")
    assert about.authors[0].name == "Ada Palmer"
    assert about.keywords == ("trade",)
    assert (about.url, about.identifier) == ("https://town.example/a", "https://town.example/?p=1")
    assert about.publisher == "Town news"
    assert words(first) == "First words of it go on.Year1901"
    assert isinstance(first.body[1], n.Table)
    assert second.metadata.authors[0].email == "clerk@town.example"
    assert second.body[-1].children[0].target == "https://town.example/talk.mp3"


def test_excerpt_that_is_the_beginning_of_the_text_is_no_standfirst() -> None:
    (first, _), _ = reading(RSS)
    assert first.standfirst == ()
    (other, _), _ = reading(RSS.replace("First words of it [&#8230;]", "What the clerks say"))
    assert plain_text(other.standfirst) == "What the clerks say"


def test_place_of_a_paragraph_is_its_line_in_the_feed() -> None:
    (first, _), _ = reading(RSS)
    lines = RSS.split("\n")
    table = first.body[1]
    assert table.origin is not None
    assert lines[table.origin.line - 1].startswith("<table>")


def test_item_without_text_is_left_out_and_told() -> None:
    articles, report = reading(RSS)
    assert len(articles) == 2
    assert "R706" in codes(report)
    assert ("A link alone", "left-out") in [(d.text, d.role) for d in report.decisions]
    assert len(reading(RSS, keep_all=True)[0]) == 3


def test_article_without_title_is_called_by_its_first_words() -> None:
    (_, second), report = reading(RSS)
    assert second.metadata.title == "Only this here."
    assert "R705" in codes(report)


def test_atom_entries_of_each_kind_of_content_are_read() -> None:
    (first, second), _ = reading(ATOM)
    assert (first.metadata.title, first.metadata.lang, first.metadata.date) == (
        "Marché & quai",
        "fr",
        "2024-05-01T08:00:00Z",
    )
    assert first.metadata.authors[0].name == "Le bureau"
    assert first.metadata.keywords == ("Marché",)
    assert plain_text(first.standfirst) == "En bref."
    assert any(isinstance(node, n.Emphasis) for node in walk(first.body))
    assert any(isinstance(node, n.LineBreak) for node in walk(first.body))
    assert (words(second), second.metadata.lang) == ("1 < 2 & 3", "en")
    assert second.metadata.authors[0].email == "a@b.example"


def test_rss_1_has_its_items_beside_the_channel() -> None:
    rdf = (
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/">'
        "<channel><title>Old news</title></channel>"
        "<item><title>One</title><link>https://old.example/1</link><description>Text of one.</description></item>"
        "</rdf:RDF>"
    )
    (article,), _ = reading(rdf)
    assert (words(article), article.metadata.publisher, article.metadata.title) == ("Text of one.", "Old news", "One")


# --- Exports of WordPress ---------------------------------------------------------------------------------------

WXR = (CASES / "site.xml").read_text("utf-8")


def test_published_posts_and_pages_of_a_site_are_its_articles() -> None:
    (post, page), report = reading(WXR)
    about = post.metadata
    assert (about.title, about.date, about.lang) == ("Le port & la ville", "2024-01-10T08:00:00Z", "fr-FR")
    assert (about.authors[0].name, about.section, about.keywords) == ("Ada Palmer", "Port", ("mer",))
    assert plain_text(post.standfirst) == "Le port en bref."
    assert page.metadata.extra["type"] == "page"
    assert [node for node in walk(page.body) if isinstance(node, n.LineBreak)] == []
    left = {decision.why for decision in report.decisions if decision.role == "left-out"}
    assert {"a draft", "protected by a password", "it is of the type attachment"} <= left
    assert 'a comment on "Le port & la ville"' in left


def test_everything_with_words_is_an_article_when_all_is_kept() -> None:
    articles, _ = reading(WXR, keep_all=True)
    assert [article.metadata.title for article in articles] == [
        "Le port & la ville",
        "Un brouillon",
        "Secret",
        "quay",
        "À propos",
    ]


def test_text_of_the_old_editor_has_paragraphs_figures_galleries_and_films() -> None:
    post = reading(WXR)[0][0]
    kinds = [n.kind(block) for block in post.body]
    assert kinds == ["paragraph", "figure", "bullet-list", "code-block", "figure", "paragraph", "paragraph"]
    first, figure, _, code, gallery, film, last = post.body
    assert isinstance(first.children[1], n.LineBreak)
    assert plain_text(figure.caption) == "Le quai en hiver"
    assert "[gallery]" in code.value
    assert (gallery.images[0].alt, plain_text(gallery.caption)) == ("Glace", "Le quai gelé")
    assert film.children[0].target == "https://www.youtube.com/watch?v=abc"
    assert plain_text(last) == 'Voir [1] et [sic], ici, [contact-form-7 id="12"].'


def test_short_codes_that_nobody_knows_are_told_with_their_place() -> None:
    _, report = reading(WXR)
    place = next(m.origin for m in report.messages if m.code == "R207" and "shown" in m.text)
    assert place is not None
    assert "[contact-form-7" in WXR.split("\n")[place.line - 1]


def test_pictures_of_the_site_come_from_the_folder_of_uploads_beside_the_export(tmp_path: Path) -> None:
    folder = tmp_path / "wp-content" / "uploads" / "2024" / "01"
    folder.mkdir(parents=True)
    picture = Path(__file__).parents[1] / "samples" / "pictures" / "page-and-stream.png"
    (folder / "quay.png").write_bytes(picture.read_bytes())
    (tmp_path / "site.xml").write_text(WXR, "utf-8")
    report = Report()
    post = next(articles_of(source_of("site.xml", tmp_path / "site.xml", "xml", ReadOptions()), ReadOptions(), report))
    assert len(post.assets) == 1
    assert post.metadata.cover in post.assets
    assert all(image.asset for image in walk(post.body) if isinstance(image, n.Image))
    assert "R304" not in codes(report)


@given(st.text(alphabet="[]/<>=\"' \n\tacption-gallery!pre", max_size=300))
@settings(max_examples=300, deadline=None)
def test_whatever_stands_in_a_post_it_is_read(text: str) -> None:
    wxr = WXR.replace("Pas fini.", text.replace("]]>", "")).replace("<wp:status>draft", "<wp:status>publish")
    report = Report()
    articles = list(articles_of(Source("s.xml", wxr.encode(), "xml"), ReadOptions(), report))
    assert all(article.metadata.title for article in articles)


# --- Hostile files ----------------------------------------------------------------------------------------------


def refused(data: str | bytes, **options: object) -> str:
    with pytest.raises(SourceError) as caught:
        reading(data, **options)
    return caught.value.messages[0].code


def test_entities_are_refused_before_they_grow() -> None:
    bomb = "".join(f'<!ENTITY l{i} "{f"&l{i - 1};" * 10 if i else "lol"}">' for i in range(10))
    assert refused(RSS.replace("<rss", f"<!DOCTYPE rss [{bomb}]><rss", 1)) == "R702"


def test_file_named_by_an_entity_is_never_read(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("the secret", "utf-8")
    entity = f'<!DOCTYPE rss [<!ENTITY x SYSTEM "{secret.as_uri()}">]><rss'
    assert refused(RSS.replace("<rss", entity, 1).replace("Only", "&x;")) == "R702"
    utf16 = RSS.replace('encoding="UTF-8"', "").replace("<rss", entity, 1)
    assert refused(utf16.encode("utf-16")) == "R702"


def test_document_type_elsewhere_is_never_asked_for() -> None:
    typed = RSS.replace("<rss", '<!DOCTYPE rss PUBLIC "-//X//X" "http://town.example/rss.dtd"><rss', 1)
    assert len(reading(typed)[0]) == 2


def test_reference_that_means_nothing_stands_as_text() -> None:
    (_, second), report = reading(RSS.replace("Only", "Only &foobar;"))
    assert words(second).startswith("Only &foobar;")
    assert "R709" in codes(report)


def test_characters_that_xml_forbids_are_replaced() -> None:
    (_, second), report = reading(RSS.replace("Only", "On\0ly\x0b"))
    assert words(second).startswith("On\ufffdly\ufffd")
    assert "R006" in codes(report)


@pytest.mark.parametrize(
    ("encoding", "label", "told"),
    [
        ("cp1252", "windows-1252", False),
        ("utf-16", "UTF-16", False),
        ("iso-8859-15", "iso-8859-15", False),
        ("cp1252", "UTF-8", True),
        ("utf-8", "iso-8859-1", True),
        ("utf-8", "no-such-thing", True),
        ("utf-8", "zlib", True),
    ],
)
def test_text_is_read_in_its_true_encoding_whatever_the_label_says(encoding: str, label: str, told: bool) -> None:
    data = RSS.replace("Only", "Été à l'œuvre").replace("UTF-8", label, 1).encode(encoding)
    (_, second), report = reading(data)
    assert words(second).startswith("Été à l'œuvre")
    assert ("R707" in codes(report)) is told


def test_broken_xml_is_refused_with_its_line() -> None:
    with pytest.raises(SourceError) as caught:
        reading(RSS.replace("</content:encoded>", "</content>"))
    message = caught.value.messages[0]
    assert message.code == "R701"
    assert message.origin is not None
    assert message.origin.line == RSS.split("\n").index(next(x for x in RSS.split("\n") if "<table>" in x)) + 1


def test_file_that_ends_too_early_is_refused() -> None:
    assert refused(RSS[: len(RSS) // 2]) == "R701"


def test_entry_larger_than_the_bound_is_refused() -> None:
    assert refused(RSS.replace("Only", "Only " * 200_000), max_source_bytes=500_000) == "R703"


def test_many_entries_may_be_larger_than_the_bound_together() -> None:
    items = "<item><title>t</title><description>words of it</description></item>" * 20_000
    articles, _ = reading(RSS.replace("</channel>", f"{items}</channel>"), max_source_bytes=500_000)
    assert len(articles) == 20_002


def test_elements_in_each_other_without_end_are_refused() -> None:
    assert refused(RSS.replace("</channel>", f"{'<a>' * 5000}{'</a>' * 5000}</channel>")) == "R701"


def test_html_in_each_other_without_end_costs_that_article_alone() -> None:
    deep = "&lt;div&gt;" * 500 + "x"
    articles, report = reading(RSS.replace("Only", deep))
    assert len(articles) == 1
    assert "R704" in codes(report)


def test_other_xml_is_no_article(tmp_path: Path) -> None:
    for text, known in (
        ("<settings/>", False),
        ("<project><a/></project>", False),
        (RSS, True),
        (ATOM, True),
        ("", False),
    ):
        file = tmp_path / "some.xml"
        file.write_text(text, "utf-8")
        assert is_article(file) is known
    assert refused("<settings/>") == "R005"
    assert refused("nothing") == "R005"
