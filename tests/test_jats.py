"""Journal articles in JATS: what the front says, every part of body and back, many in one file."""

from pathlib import Path
from typing import Any

import pytest
from lxml import etree

from exporter.errors import SourceError
from exporter.messages import Report
from exporter.model import nodes as n
from exporter.model.article import Article
from exporter.model.walk import plain_text, texts, walk
from exporter.origin import Source
from exporter.readers import ReadOptions, articles_of

JOURNAL = (Path(__file__).parent / "cases" / "xml" / "journal.xml").read_text("utf-8")


def reading(text: str, folder: Path | None = None) -> tuple[list[Article], Report]:
    report = Report()
    return list(articles_of(Source("j.xml", text.encode(), "xml", folder), ReadOptions(), report)), report


@pytest.fixture(scope="module")
def article() -> Article:
    (found,), _ = reading(JOURNAL)
    return found


def first(article: Article, kind: type[Any]) -> Any:
    return next(node for node in walk(article.body) if isinstance(node, kind))


def test_front_says_who_wrote_what_when_and_where(article: Article) -> None:
    about = article.metadata
    assert (about.title, about.subtitle, about.lang) == ("Ice in harbours", "A count", "en")
    ada, group = about.authors
    assert (ada.name, ada.affiliation, ada.email) == ("Ada Palmer", "Office of Ice, Riga", "ada@example.org")
    assert ada.url == "https://orcid.org/0000-0002-1825-0097"
    assert group.name == "The Ice Group"
    assert (about.date, about.publisher) == ("2021-04-03", "The Office")
    assert about.source == "Harbour Studies 7(2): 11–19"
    assert (about.identifier, about.url) == ("doi:10.5555/h.1", "https://doi.org/10.5555/h.1")
    assert about.rights == "© 2021 Palmer. CC BY 4.0."
    assert about.extra["translated-titles"] == ["fr: La glace"]
    assert about.extra["history"] == ["received: 2020-02-01"]


def test_abstract_is_the_standfirst_and_its_translation_a_section_in_its_language(article: Article) -> None:
    assert plain_text(article.standfirst) == "We counted ice."
    heading, translated = article.body[:2]
    assert plain_text(heading) == "Résumé"
    assert isinstance(translated, n.Division)
    assert translated.lang == "fr"


def test_sections_are_headings_of_their_depth(article: Article) -> None:
    headings = [(block.level, plain_text(block)) for block in article.body if isinstance(block, n.Heading)]
    assert headings[1:] == [
        (1, "1 Introduction"), (2, "Below"), (1, "Acknowledgements"), (1, "Notes"), (1, "References"),
    ]  # fmt: skip


def test_note_stands_where_it_is_called_and_one_that_nobody_calls_where_it_is_written(article: Article) -> None:
    notes = [plain_text(node.blocks) for node in walk(article.body) if isinstance(node, n.Note)]
    assert notes == ["In November.", "Here."]
    place = next(i for i, block in enumerate(article.body) if plain_text(block) == "Notes")
    assert plain_text(article.body[place + 1]) == "None declared."


def test_formulas_in_tex_and_mathml_are_formulas(article: Article) -> None:
    formulas = [(node.value, node.display) for node in walk(article.body) if isinstance(node, n.Math)]
    assert formulas == [("x^2", False), ("E=mc^2", True)]


def test_number_of_a_formula_stays_beside_it(article: Article) -> None:
    paragraph = next(block for block in article.body if block.id == "e1")
    assert plain_text(paragraph) == "E=mc^2 (1)"


def test_table_keeps_its_spans_alignment_caption_and_foot(article: Article) -> None:
    table = first(article, n.Table)
    assert (table.id, plain_text(table.caption)) == ("t1", "Table 1 Weights")
    assert [(cell.column_span, cell.row_span) for cell in table.head[0].cells] == [(1, 2), (2, 1)]
    assert table.body[0].cells[1].align == "right"
    foot = article.body[article.body.index(table) + 1]
    assert (plain_text(foot), foot.id) == ("* Estimated.", "tf1")
    assert any(isinstance(node, n.Link) and node.target == "#tf1" for node in walk(table))


def test_figure_finds_its_file_without_ending(tmp_path: Path) -> None:
    picture = Path(__file__).parents[1] / "samples" / "pictures" / "page-and-stream.png"
    (tmp_path / "quay.png").write_bytes(picture.read_bytes())
    (found,), _ = reading(JOURNAL, tmp_path)
    figure = first(found, n.Figure)
    assert (figure.id, figure.images[0].alt) == ("f1", "A chart of ice")
    assert figure.images[0].asset in found.assets
    assert plain_text(figure.caption) == "Figure 1 Ice. By month."


def test_references_are_a_list_that_citations_lead_to(article: Article) -> None:
    references = article.body[-1]
    assert isinstance(references, n.OrderedList)
    assert [plain_text(item.blocks) for item in references.items] == [
        "Vilar J. Lists. 1999.", "Dove B (2001). Snow. Ports 3. doi:10.5555/x",
    ]  # fmt: skip
    ids = {node.id for node in walk(references) if isinstance(node, n.Span)}
    cited = {node.target for node in walk(article.body) if isinstance(node, n.Link) and plain_text(node) == "[1]"}
    assert cited == {"#r1"}
    assert ids == {"r1", "r2"}


def test_lists_terms_quotes_and_boxes_are_what_they_are(article: Article) -> None:
    kinds = [n.kind(block) for block in article.body]
    assert {"ordered-list", "definition-list", "block-quote", "callout"} <= set(kinds)
    assert plain_text(first(article, n.BlockQuote).attribution) == "A clerk"
    assert plain_text(first(article, n.Callout).title) == "Box"


def test_formula_that_is_no_mathml_is_told() -> None:
    (_,), report = reading(JOURNAL.replace("<mml:mi>x</mml:mi>", "", 1))
    assert "R708" in [message.code for message in report.messages]


def test_parts_of_an_article_stand_behind_it_with_their_people() -> None:
    letter = (
        '<sub-article article-type="reply"><front-stub><title-group><article-title>Answer</article-title></title-group>'
        "<contrib-group><contrib><name><surname>Dove</surname><given-names>B</given-names></name><role>Editor</role>"
        "</contrib></contrib-group></front-stub><body><p>Well said.</p></body></sub-article>"
    )
    (found,), _ = reading(JOURNAL.replace("</article>", f"{letter}</article>"))
    assert [plain_text(block) for block in found.body[-3:]] == ["Answer", "B Dove, Editor", "Well said."]


def test_headings_that_are_added_are_in_the_language_of_the_article() -> None:
    text = JOURNAL.replace('xml:lang="en"', 'xml:lang="de"', 1)
    text = text.replace("<title>Résumé</title>", "").replace("<title>References</title>", "")
    (found,), _ = reading(text)
    assert found.metadata.lang == "de"
    headings = [plain_text(block) for block in found.body if isinstance(block, n.Heading)]
    assert headings[0] == "Résumé"  # of the French translation
    assert headings[-3:] == ["Danksagung", "Anmerkungen", "Quellenangaben"]


def test_part_without_title_is_called_what_it_is_in_its_language() -> None:
    letter = (
        '<sub-article article-type="reply" xml:lang="es"><front-stub><contrib-group><contrib><anonymous/></contrib>'
        "</contrib-group></front-stub><body><p>Bien.</p></body></sub-article>"
    )
    (found,), _ = reading(JOURNAL.replace("</article>", f"{letter}</article>"))
    assert [plain_text(block) for block in found.body[-3:]] == ["Respuesta", "Anónimo", "Bien."]


def test_articles_of_a_set_come_one_after_the_other() -> None:
    one = JOURNAL[JOURNAL.index("<article ") :]
    many, report = reading(f"<pmc-articleset>{one * 3}</pmc-articleset>")
    assert [found.metadata.title for found in many] == ["Ice in harbours"] * 3
    assert [decision.article for decision in report.decisions if decision.role == "article"] == [1, 2, 3]


def test_article_without_front_is_no_journal_article() -> None:
    with pytest.raises(SourceError) as caught:
        reading("<article><title>DocBook</title><para>x</para></article>")
    assert caught.value.messages[0].code == "R005"


def test_elements_in_each_other_cost_that_article_alone() -> None:
    one = JOURNAL[JOURNAL.index("<article ") :]
    deep = one.replace("<p>Thanks.</p>", f"<p>{'<bold>' * 150}x{'</bold>' * 150}</p>")
    many, report = reading(f"<pmc-articleset>{deep}{one}</pmc-articleset>")
    assert len(many) == 1
    assert "R704" in [message.code for message in report.messages]


CORPUS = Path(__file__).parents[2] / "shared" / "corpora" / "jats"


@pytest.mark.skipif(not CORPUS.is_dir(), reason="the corpora are not here")
def test_no_word_of_a_real_article_is_lost() -> None:
    for file in sorted(CORPUS.glob("*.xml")):
        (found,), _ = reading(file.read_text("utf-8"))
        kept = set(" ".join(texts((found.standfirst, found.body))).split())
        root = etree.fromstring(file.read_bytes(), etree.XMLParser(load_dtd=False, resolve_entities=False))
        for paragraph in root.iterfind("body//p"):
            glued = paragraph.find(".//caption") is not None  # words that two elements make without a space
            assert glued or set("".join(paragraph.itertext()).split()) <= kept, file.name
