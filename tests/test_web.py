"""Web pages: the article without its site, what the page says of itself, and pages that mean harm."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from zipfile import ZipFile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from web_server import Answer, web_server

from exporter.convert import Job, convert
from exporter.errors import SourceError
from exporter.messages import Report
from exporter.model import nodes as n
from exporter.model.article import Article
from exporter.model.walk import plain_text, texts, walk
from exporter.origin import Source
from exporter.readers import ReadOptions, page_at, read, source_of

PICTURE = (Path(__file__).parents[1] / "samples" / "pictures" / "rayonnage.jpg").resolve()
PARAGRAPHS = (
    "The council voted on Tuesday to rebuild the old bridge over the river, after three years of debate in the town.",
    "Engineers had warned that the pillars would not last another winter, and that traffic had doubled since 1998.",
    "The work is to begin in March, and the mayor said that it would be paid for by the region and by the state.",
    "Until then, lorries have to take the road through the valley, which adds some twenty minutes to their way.",
)
HEAD = """<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>Old bridge to be rebuilt | The Valley News</title>
<meta property="og:site_name" content="The Valley News">
<link rel="canonical" href="https://valley.example/news/bridge">
<script type="application/ld+json">{"@context": "https://schema.org", "@type": "NewsArticle",
 "headline": "Old bridge to be rebuilt", "datePublished": "2025-02-13T09:00:00+01:00",
 "author": [{"@type": "Person", "name": "Ada Marsh"}, {"@type": "Person", "name": "Tom Hill"}]}</script>
"""
SITE = """<nav class="menu"><ul><li><a href="/">Home</a></li>
<li><a href="/sport">Sport and all its results</a></li></ul></nav>
"""
FOOT = """<aside class="related-stories"><h3>More stories</h3><ul>
<li><a href="/a">A fire in the harbour keeps crews busy</a></li>
<li><a href="/b">The new school opens its doors to pupils</a></li></ul></aside>
<footer>Copyright The Valley News. All rights reserved.
Read our cookie policy, and the terms of use of this site.</footer>
"""


def page(body: str, head: str = HEAD, foot: str = FOOT) -> str:
    return f"{head}</head><body>{SITE}<article>{body}</article>{foot}</body></html>"


def paragraphs(*more: str) -> str:
    return "\n".join(f"<p>{text}</p>" for text in (*PARAGRAPHS, *more))


def read_page(markup: str | bytes, **options: object) -> tuple[Article, Report]:
    report = Report()
    data = markup.encode() if isinstance(markup, str) else markup
    return read(Source("page.html", data, "web"), ReadOptions(**options), report), report  # type: ignore[arg-type]


def words(article: Article) -> str:
    return "\n".join(texts(article.body))


def codes(report: Report) -> list[str]:
    return [message.code for message in report.messages]


# --- The article -----------------------------------------------------------------------------------------


def test_article_is_read_without_the_furniture_of_its_site() -> None:
    article, _ = read_page(page(f"<h1>Old bridge to be rebuilt</h1>{paragraphs()}"))
    assert [plain_text(block) for block in article.body] == list(PARAGRAPHS)


def test_what_is_left_out_is_told_with_its_reason() -> None:
    _, report = read_page(page(paragraphs()))
    left = {decision.rule: decision for decision in report.decisions if decision.role == "left-out"}
    assert "A fire in the harbour" in " ".join(decision.text for decision in left.values())
    assert left["navigation"].why.startswith("leads elsewhere")
    assert left["page-footer"].text.startswith("Copyright The Valley News")


def test_each_paragraph_is_told_with_who_took_it_for_the_article() -> None:
    _, report = read_page(page(paragraphs()))
    kept = [decision for decision in report.decisions if decision.role == "paragraph"]
    assert [decision.text for decision in kept] == [text[:80] for text in PARAGRAPHS]
    assert {decision.rule for decision in kept} == {"nearness+trafilatura"}
    assert {decision.why for decision in kept} == {"justext would leave it out"}


def test_keep_all_leaves_no_words_out() -> None:
    article, report = read_page(page(paragraphs()), keep_all=True)
    for text in ("Sport and all its results", "A fire in the harbour", "All rights reserved", *PARAGRAPHS):
        assert text in words(article)
    assert not [decision for decision in report.decisions if decision.role == "left-out"]


def test_hidden_text_is_no_part_of_the_article() -> None:
    secret = [text.replace("bridge", "harbour").replace("The", "Then the") + " And so it stays." for text in PARAGRAPHS]
    hidden = f"<p>{' '.join(secret)}</p>"  # long enough for the libraries to take it
    article, _ = read_page(page(f'{paragraphs()}<div style="visibility: hidden">{hidden}</div>{paragraphs()}'))
    assert "And so it stays" not in words(article)


def test_hidden_word_inside_a_line_is_left_out_and_told() -> None:
    article, report = read_page(page(paragraphs('A line <span aria-hidden="true">wrong</span> with a word in it.')))
    assert "A line with a word in it." in [" ".join(text.split()) for text in texts(article.body)]
    assert ("hidden", "wrong") in [(decision.rule, decision.text) for decision in report.decisions]


def test_article_inside_the_article_is_another_one() -> None:
    other = f"<article><h3>Harbour</h3><p>{PARAGRAPHS[0].replace('bridge', 'harbour')}</p></article>"
    article, report = read_page(page(paragraphs(*(text.upper() for text in PARAGRAPHS)) + other))
    assert "harbour" not in " ".join(texts(article.body))
    assert any(decision.rule == "related" and "harbour" in decision.text for decision in report.decisions)


def test_articles_that_make_up_the_article_are_its_parts_unless_a_heading_says_otherwise() -> None:
    parts = "".join(f"<article><p>{text}</p></article>" for text in PARAGRAPHS)
    article, _ = read_page(page(f"<p>The bridge, hour by hour.</p>{parts}"))
    assert all(text in list(texts(article.body)) for text in PARAGRAPHS)
    article, _ = read_page(page(f"<p>{PARAGRAPHS[0]}</p><h3>You may also like...</h3>{parts}{parts.upper()}"))
    assert list(texts(article.body)) == [PARAGRAPHS[0]]


def test_paragraph_that_only_leads_to_another_article_is_left_out() -> None:
    link = '<a href="/fire">A fire in the harbour keeps crews busy for a week</a>'
    article, report = read_page(page(paragraphs(f"READ MORE: {link}") + paragraphs()))
    assert "harbour" not in " ".join(texts(article.body))
    assert any("harbour" in decision.text and decision.role == "left-out" for decision in report.decisions)
    article, _ = read_page(page(paragraphs(f"As we wrote, there is {link}, and then came the bridge.")))
    assert "harbour" in " ".join(texts(article.body))


def test_caption_that_a_gallery_has_again_and_again_stands_once() -> None:
    said = "The old bridge over the river on a morning in winter, seen from the north, with the mill behind it"
    slides = f'<div class="caption">{said} and the town.</div><div class="caption">{said} …</div>'
    article, _ = read_page(page(paragraphs() + f"<div>{slides * 2}</div>" + paragraphs()))
    assert " ".join(texts(article.body)).count("seen from the north") == 1


def test_paragraph_beside_the_others_is_kept_though_it_is_short_and_names_a_link() -> None:
    said = "<i>The old bridge over the river at the mill</i><br>was built in <time>1892</time> by"
    first = f'<p>{said}<br><a href="/people/dore">Arthur Henry Doré</a>.</p>'
    article, _ = read_page(page(f"<section>{first}{paragraphs()}</section>"))
    assert plain_text(article.body[0]).split()[-1] == "Doré."


def test_first_words_before_a_line_break_are_kept() -> None:
    article, _ = read_page(
        page(f"<div>Dear<br>all<br> <br><br>{PARAGRAPHS[0]}<br>{PARAGRAPHS[1]}</div>" + paragraphs())
    )
    assert "Dear\nall" in list(texts(article.body))


_DRAWN = '<span class="{}" aria-hidden="true"><span>E</span><span>=mc</span><span>2</span></span>'
_MATHML = (
    "<math{}><semantics><mrow><mi>E</mi><mo>=</mo><mi>m</mi><msup><mi>c</mi><mn>2</mn></msup></mrow>{}</semantics>"
    "</math>"
)
_TEX = '<annotation encoding="application/x-tex">E=mc^2</annotation>'
_PREVIEW = '<span class="MathJax_Preview">E=mc2</span>'


@pytest.mark.parametrize(
    ("markup", "expected", "display"),
    [
        (f'{_PREVIEW}{_DRAWN.format("MathJax")}<script type="math/tex">E=mc^2</script>', "E=mc^2", False),
        (f'{_PREVIEW}<div class="MathJax_Display">{_DRAWN.format("MathJax")}</div>'
         '<script type="math/tex; mode=display">E=mc^2</script>', "E=mc^2", True),
        (f'<span class="katex"><span class="katex-mathml">{_MATHML.format("", _TEX)}</span>'
         f'{_DRAWN.format("katex-html")}</span>', "E=mc^2", False),
        (f'<span class="katex-display"><span class="katex"><span class="katex-mathml">{_MATHML.format("", _TEX)}'
         f'</span>{_DRAWN.format("katex-html")}</span></span>', "E=mc^2", True),
        ('<mjx-container class="MathJax" display="true"><mjx-math aria-hidden="true"><mjx-mi>E</mjx-mi></mjx-math>'
         f'<mjx-assistive-mml>{_MATHML.format("", "")}</mjx-assistive-mml></mjx-container>', "E=mc^2", True),
        (_MATHML.format(' display="block"', ""), "E=mc^2", True),
        ('<span class="mwe-math-element"><span style="display: none;"><math alttext="{\\displaystyle E=mc^{2}}">'
         '<mi>E</mi></math></span><img src="e.svg" alt="E" aria-hidden="true"></span>', "E=mc^{2}", False),
    ],
    ids=["mathjax-2", "mathjax-2-display", "katex", "katex-display", "mathjax-3", "mathml", "wikipedia"],
)  # fmt: skip
def test_formula_that_a_script_has_drawn_is_a_formula(markup: str, expected: str, display: bool) -> None:
    article, report = read_page(page(paragraphs() + f"<p>The heat is {markup} at each pillar.</p>" + paragraphs()))
    formulas = [(node.value, node.display) for node in walk(article.body) if isinstance(node, n.Math)]
    assert formulas == [(expected, display)]
    said = "".join(" ".join(texts(article.body)).split())
    assert "".join(f"The heat is {expected} at each pillar.".split()) in said
    assert not [message for message in report.messages if message.code == "R708"]


def test_formula_alone_in_its_paragraph_stands_among_the_text() -> None:
    formula = _MATHML.format(' display="block"', _TEX)
    article, _ = read_page(page(paragraphs() + f"<p>{formula}</p>" + paragraphs()))
    assert [plain_text(block) for block in article.body].count("E=mc^2") == 1


def test_formula_that_cannot_be_understood_is_told_and_keeps_its_letters() -> None:
    article, report = read_page(page(paragraphs("The heat is <math><mfrac><mi>q</mi></mfrac></math> at each pillar.")))
    assert "The heat is q at each pillar." in [" ".join(text.split()) for text in texts(article.body)]
    assert "R708" in [message.code for message in report.messages]


def test_formula_with_attributes_that_are_none_costs_nobody_the_page() -> None:
    article, _ = read_page(page(paragraphs('The heat is <math><m"i 1="2">q</m"i></math> at each pillar.')))
    assert "The heat is q at each pillar." in [" ".join(text.split()) for text in texts(article.body)]


def test_structure_of_the_article_is_kept() -> None:
    body = f"""{paragraphs()}<h2>What comes <em>next</em></h2><p>{PARAGRAPHS[0]}</p>
    <ul><li>A temporary bridge of steel, to be set up in the summer</li>
    <li>A new road for lorries, to the north</li></ul>
    <blockquote><p>We waited long enough for this bridge, and now it comes at last, the mayor said.</p></blockquote>
    <table><tr><th>Year</th><th>Cars</th></tr><tr><td>1998</td><td>4,100</td></tr>
    <tr><td>2024</td><td>8,300</td></tr></table>
    <p>{PARAGRAPHS[1]}</p>"""
    article, _ = read_page(page(body))
    kinds = [type(block).__name__ for block in article.body]
    assert kinds[4:] == ["Heading", "Paragraph", "BulletList", "BlockQuote", "Table", "Paragraph"]
    table = next(node for node in walk(article.body) if isinstance(node, n.Table))
    assert [plain_text(cell.blocks) for row in table.body for cell in row.cells] == ["1998", "4,100", "2024", "8,300"]


def test_lines_parted_by_two_breaks_are_paragraphs() -> None:
    article, _ = read_page(page(f"<div>{'<br><br>'.join(PARAGRAPHS)}</div>"))
    assert [plain_text(block) for block in article.body] == list(PARAGRAPHS)


def test_picture_has_its_caption_and_the_address_that_a_script_would_load(tmp_path: Path) -> None:
    (tmp_path / "page_files").mkdir()
    (tmp_path / "page_files" / "bridge.jpg").write_bytes(PICTURE.read_bytes())
    figure = """<figure><img src="data:image/gif;base64,R0lGODlhAQABAAAAACw=" data-src="page_files/bridge.jpg"
    alt="The bridge in winter"><figcaption>The bridge in February.
    <span class="photo-credit">Photo: Jo Lind</span></figcaption></figure>"""
    first, *rest = (f"<p>{text}</p>" for text in PARAGRAPHS)
    (tmp_path / "page.html").write_text(page(f"{first}{figure}{''.join(rest)}"), "utf-8")
    report = Report()
    article = read(source_of("page.html", tmp_path / "page.html", "web", ReadOptions()), ReadOptions(), report)
    found = [block for block in article.body if isinstance(block, n.Figure)]
    assert [image.alt for image in found[0].images] == ["The bridge in winter"]
    assert found[0].images[0].asset in article.assets
    assert plain_text(found[0].caption) == "The bridge in February."
    assert plain_text(found[0].credit) == "Photo: Jo Lind"


SHARED = ('<meta property="og:image" content="https://valley.example/img/bridge.jpg">'
          '<meta property="og:image:alt" content="The old bridge">')  # fmt: skip


def with_cover(folder: Path, body: str = "", head: str = SHARED) -> tuple[Article, Report]:
    (folder / "news_files").mkdir()
    (folder / "news_files" / "bridge.jpg").write_bytes(PICTURE.read_bytes())
    (folder / "news.html").write_text(page(paragraphs() + body + paragraphs(), HEAD + head), "utf-8")
    report = Report()
    return read(source_of("news.html", folder / "news.html", "web", ReadOptions()), ReadOptions(), report), report


def test_picture_that_the_page_is_shared_with_is_the_cover(tmp_path: Path) -> None:
    article, report = with_cover(tmp_path)
    assert article.metadata.cover in article.assets
    assert article.metadata.cover_alt == "The old bridge"
    assert [decision.rule for decision in report.decisions if decision.role == "cover"] == ["Open Graph"]


def test_picture_that_the_article_shows_is_no_cover(tmp_path: Path) -> None:
    article, report = with_cover(tmp_path, '<p><img src="news_files/bridge-300x200.jpg" alt="The bridge"></p>')
    assert not article.metadata.cover
    assert "the article shows it" in [decision.why for decision in report.decisions]


def test_picture_that_is_not_here_or_of_the_site_is_no_cover(tmp_path: Path) -> None:
    article, report = read_page(page(paragraphs(), HEAD + SHARED))
    assert not article.metadata.cover
    assert "it is not beside the page, and the network is not allowed" in [d.why for d in report.decisions]
    assert not report.messages
    head = SHARED.replace("bridge.jpg", "site-logo.jpg")
    (tmp_path / "site-logo.jpg").write_bytes(PICTURE.read_bytes())
    assert not with_cover(tmp_path, head=head)[0].metadata.cover


def test_box_with_a_picture_and_its_caption_is_a_figure() -> None:
    first, *rest = (f"<p>{text}</p>" for text in PARAGRAPHS)
    box = """<div class="wp-caption"><img src="a.jpg" alt="The bridge">
    <p class="wp-caption-text">The bridge in February, before it was closed.</p></div>"""
    article, _ = read_page(page(f"{first}{box}{''.join(rest)}"))
    figure = next(block for block in article.body if isinstance(block, n.Figure))
    assert plain_text(figure.caption) == "The bridge in February, before it was closed."


def test_film_is_a_link_with_its_title() -> None:
    first, *rest = (f"<p>{text}</p>" for text in PARAGRAPHS)
    film = '<iframe src="https://video.example/7" title="The bridge from above"></iframe>'
    article, report = read_page(page(f"{first}{film}{''.join(rest)}"))
    link = next(node for node in walk(article.body) if isinstance(node, n.Link))
    assert (link.target, plain_text(link)) == ("https://video.example/7", "The bridge from above")
    assert "R206" in codes(report)


def test_relative_links_lead_to_the_page_s_own_site() -> None:
    article, _ = read_page(page(paragraphs('<a href="../plans.pdf">The plans</a> lie in the town hall until April.')))
    link = next(node for node in walk(article.body) if isinstance(node, n.Link))
    assert link.target == "https://valley.example/plans.pdf"


# --- What a page says of itself --------------------------------------------------------------------------


def test_metadata_come_from_what_the_page_says_of_itself() -> None:
    article, report = read_page(page(paragraphs()))
    metadata = article.metadata
    assert metadata.title == "Old bridge to be rebuilt"
    assert [person.name for person in metadata.authors] == ["Ada Marsh", "Tom Hill"]
    assert metadata.date == "2025-02-13T09:00:00+01:00"
    assert (metadata.lang, metadata.publisher) == ("en", "The Valley News")
    assert metadata.url == "https://valley.example/news/bridge"
    told = {decision.role: decision for decision in report.decisions}
    assert (told["title"].rule, told["title"].confidence) == ("JSON-LD", 0.95)
    assert "R522" not in codes(report)


@pytest.mark.parametrize(
    ("markup", "expected"),
    [
        ('<meta name="DC.title" content="A title"><meta name="DC.creator" content="Ada Marsh">', "Dublin Core"),
        (
            '<meta property="og:title" content="A title"><meta property="article:author" content="Ada Marsh">',
            "Open Graph",
        ),
        ('<meta name="twitter:title" content="A title"><meta name="author" content="By Ada Marsh">', "meta names"),
    ],
)  # fmt: skip
def test_each_vocabulary_is_understood(markup: str, expected: str) -> None:
    article, report = read_page(page(paragraphs(), head=f"<html><head>{markup}"))
    assert (article.metadata.title, article.metadata.authors[0].name) == ("A title", "Ada Marsh")
    assert next(d.rule for d in report.decisions if d.role == "title") == expected


def test_microdata_name_the_author_and_the_day() -> None:
    body = f"""<div itemscope itemtype="https://schema.org/Article"><h1 itemprop="headline">A title</h1>
    <span itemprop="author" itemscope><span itemprop="name">Ada Marsh</span></span>
    <time itemprop="datePublished" datetime="2025-02-13">yesterday</time>{paragraphs()}</div>"""
    metadata = read_page(page(body, head="<html><head><title>A title</title>"))[0].metadata
    assert (metadata.authors[0].name, metadata.date) == ("Ada Marsh", "2025-02-13")


def test_sources_that_disagree_are_told() -> None:
    head = HEAD + '<meta property="article:published_time" content="2024-12-01">'
    article, report = read_page(page(paragraphs(), head=head))
    assert article.metadata.date.startswith("2025-02-13")
    message = next(message for message in report.messages if message.code == "R522")
    assert message.text == (
        'JSON-LD gives the date "2025-02-13T09:00:00+01:00", but Open Graph says "2024-12-01"; '
        'trafilatura says "2024-12-01"'
    )
    assert next(d.why for d in report.decisions if d.role == "date").startswith('Open Graph says "2024-12-01"')


def test_settings_win_over_the_page() -> None:
    article, _ = read_page(page(paragraphs()), settings={"title": "Another title"})
    assert article.metadata.title == "Another title"


def test_saved_page_knows_its_address_and_its_day() -> None:
    remark = """<!DOCTYPE html> <html><!--
 Page saved with SingleFile
 url: https://valley.example/news/bridge?from=mail
 saved date: Mon Mar 03 2025 10:22:01 GMT+0100 (Central European Standard Time)
--><head>"""
    metadata = read_page(page(paragraphs(), head=remark + HEAD.partition("<head>")[2]))[0].metadata
    assert metadata.url == "https://valley.example/news/bridge?from=mail"
    assert metadata.source == "The Valley News, https://valley.example/news/bridge?from=mail (2025-03-03)"


def test_page_without_any_title_is_refused() -> None:
    _, report = read_page(page(paragraphs(), head="<html><head>"))
    assert "R101" in codes(report)


# --- Pages on the network, and folders of saved ones ----------------------------------------------------


def exporter(*words: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "exporter", *words]
    return subprocess.run(command, capture_output=True, text=True, timeout=120)


@pytest.fixture
def site() -> Iterator[str]:
    first, *rest = (f"<p>{text}</p>" for text in PARAGRAPHS)
    markup = f'{first}<p><img src="bridge.jpg" alt="The bridge"></p>{"".join(rest)}<p>À bientôt, and goodbye.</p>'
    head = '<html><head><meta charset="koi8-r"><title>Old bridge to be rebuilt</title>'  # the server knows better
    said = {"Content-Type": "text/html; charset=windows-1252", "Date": "Thu, 13 Feb 2025 09:00:00 GMT"}
    answers = {
        "/short": Answer(status=302, headers={"Location": "/news/bridge.html"}),
        "/news/bridge.html": Answer(page(markup, head=head).encode("windows-1252"), headers=said),
        "/news/bridge.jpg": Answer(PICTURE.read_bytes(), headers={"Content-Type": "image/jpeg"}),
    }
    with web_server(answers) as server:
        yield server.address


def test_page_on_the_network_is_fetched_only_where_it_is_allowed(site: str) -> None:
    with pytest.raises(SourceError, match="was not fetched"):
        page_at(f"{site}/short", "", ReadOptions())
    allowed = ReadOptions(allow_remote=True)
    report = Report()
    article = read(page_at(f"{site}/short", "", allowed), allowed, report)
    assert article.metadata.url == f"{site}/news/bridge.html"
    assert article.metadata.source == f"{site}/news/bridge.html (2025-02-13)"
    assert "À bientôt" in words(article)
    assert "R521" not in codes(report)
    assert len(article.assets) == 1


def test_command_reads_a_page_from_its_address(site: str, tmp_path: Path) -> None:
    refused = exporter("read", f"{site}/news/bridge.html", "-o", str(tmp_path))
    assert refused.returncode == 3
    assert "--allow-remote" in refused.stderr
    assert list(tmp_path.iterdir()) == []
    done = exporter("read", f"{site}/news/bridge.html", "--allow-remote", "-o", str(tmp_path))
    assert done.returncode == 0, done.stderr
    assert "outside" in done.stdout or "navigation" in done.stdout
    written = (tmp_path / "bridge.md").read_text("utf-8")
    assert "À bientôt, and goodbye." in written
    assert f"![The bridge]({site}/news/bridge.jpg)" in written


def test_command_builds_a_page_from_its_address(site: str, tmp_path: Path) -> None:
    arguments = ("build", f"{site}/news/bridge.html", "--to", "epub", "-o", str(tmp_path))
    assert "R526" in exporter(*arguments).stderr
    assert exporter(*arguments, "--allow-remote").returncode == 0
    assert [file.name for file in tmp_path.iterdir()] == ["bridge.epub"]


def saved_folder(folder: Path) -> Path:
    (folder / "The bridge_files").mkdir(parents=True)
    first, *rest = (f"<p>{text}</p>" for text in PARAGRAPHS)
    picture = '<p><img src="./The%20bridge_files/bridge.jpg" alt="The bridge"></p>'
    (folder / "The bridge.html").write_text(page(f"{first}{picture}{''.join(rest)}"), "utf-8")
    (folder / "The bridge_files" / "bridge.jpg").write_bytes(PICTURE.read_bytes())
    (folder / "The bridge_files" / "saved_resource.html").write_text("<p>An advertisement in a frame.</p>", "utf-8")
    return folder


def test_folder_of_saved_pages_gives_its_pages_and_not_what_lies_beside_them(tmp_path: Path) -> None:
    folder = saved_folder(tmp_path / "saved")
    assert exporter("build", str(folder), "--to", "epub", "-o", str(tmp_path / "out")).returncode == 0
    assert [file.name for file in (tmp_path / "out").rglob("*.epub")] == ["The bridge.epub"]
    with ZipFile(tmp_path / "out" / "The bridge.epub") as book:
        assert [name for name in book.namelist() if name.endswith(".jpg")]


def test_collection_takes_saved_pages(tmp_path: Path) -> None:
    folder = saved_folder(tmp_path / "saved")
    assert exporter("collect", str(folder), "--to", "epub", "-o", str(tmp_path / "out")).returncode == 0
    (made,) = (tmp_path / "out").rglob("*.epub")
    with ZipFile(made) as book:
        texts_ = "".join(book.read(name).decode() for name in book.namelist() if name.endswith(".xhtml"))
    assert "lorries have to take the road" in texts_
    assert "advertisement in a frame" not in texts_


# --- Pages that mean harm, or are broken -----------------------------------------------------------------


def test_page_nested_a_hundred_thousand_deep_is_refused_in_words() -> None:
    with pytest.raises(SourceError, match="nested too deeply"):
        read_page("<div>" * 100_000 + paragraphs())


def test_wrappers_without_meaning_are_no_depth() -> None:
    article, _ = read_page(HEAD + "<div><b>" * 700 + paragraphs())
    assert words(article).split("\n") == list(PARAGRAPHS)


def test_page_with_too_many_elements_is_refused_in_words() -> None:
    with pytest.raises(SourceError, match="more than 400,000 elements"):
        read_page("<p>" + "<i>" * 2 + "<b></b>" * 400_000)


def test_page_without_words_is_no_article() -> None:
    with pytest.raises(SourceError, match="has no words"):
        read_page("<html><body><div id=app></div><script>start()</script></body></html>")


def test_nothing_of_scripts_reaches_the_article() -> None:
    bad = """<script>alert("one")</script><p onclick="alert(2)">Harmless words with a handler, which goes away here.</p>
    <a href="javascript:alert(3)">Click here for more of it</a> <a href="file:///etc/passwd">or there, for a file</a>"""
    markup = page(paragraphs() + bad)
    result = convert(Job(source=Source("page.html", markup.encode(), "web"), formats=("epub",)))
    told = [message.text for message in result.messages if message.code == "P106"]
    assert len(told) == 2
    assert all(b"alert" not in export.data for export in result.exports)
    article, _ = read_page(markup)
    assert "alert" not in words(article)
    assert "Harmless words" in words(article)


@pytest.mark.parametrize(
    ("label", "encoding", "expected"),
    [
        ("utf-8", "windows-1252", "R521"),
        ("iso-8859-1", "utf-8", "R521"),
        ("iso-8859-1", "windows-1252", ""),
        ("no-such-thing", "utf-8", "R521"),
        ("", "utf-8", ""),
    ],
)
def test_wrong_label_of_the_characters_is_mended_and_told(label: str, encoding: str, expected: str) -> None:
    text = "Le conseil a décidé mardi de reconstruire l’ancien pont, après trois années de débats à la mairie."
    head = (
        f'<html><head><meta charset="{label}"><title>Été à la mairie</title>' if label else "<html><title>Été</title>"
    )
    article, report = read_page(f"{head}</head><body><p>{text}</p></body></html>".encode(encoding))
    assert words(article) == text
    assert ("R521" in codes(report)) == bool(expected)


def test_nul_bytes_and_bidi_controls_are_told_and_controls_kept() -> None:
    article, report = read_page(page(paragraphs("A name that turns: \u202egnp.exe\u202c, \0 and nothing more of it.")))
    assert "\u202egnp.exe\u202c" in words(article)
    assert {"R006", "R525"} <= set(codes(report))


def test_entities_of_a_document_are_not_expanded() -> None:
    bomb = """<?xml version="1.0"?><!DOCTYPE html [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">
    <!ENTITY f SYSTEM "/etc/passwd">]>
    <html xmlns="http://www.w3.org/1999/xhtml"><head><title>T</title></head>
    <body><p>Laughter: &b; &f;</p></body></html>"""
    assert "hahaha" not in words(read_page(bomb)[0])
    assert "root:" not in words(read_page(bomb)[0])


def test_large_data_url_is_no_text() -> None:
    article, _ = read_page(page(f'{paragraphs()}<p><img alt="" src="data:image/png;base64,{"A" * 3_000_000}"></p>'))
    assert words(article).split("\n")[:4] == list(PARAGRAPHS)


MARKUP = st.lists(
    st.one_of(
        st.sampled_from(
            "<div> </div> <p> <table> <tr> <td> </table> <ul> <li> <b> </b> <a/href=x> <img/src=a.png> <figure> "
            "<figcaption> </figure> <br> <br><br> <script> </script> <!-- --> <svg> <math> <select> <h1> <title> "
            "<iframe/src=x> <dl><dt> &#0; &x; <![CDATA[ <body> <frameset> <noscript> <blockquote> <pre> <q> <?x".split()
        ),
        st.text(max_size=30),
    ),
    max_size=40,
)  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(MARKUP)
def test_any_markup_is_read_or_refused_in_words(pieces: list[str]) -> None:
    report = Report()
    source = Source("page.html", "".join(pieces).encode("utf-8", "surrogatepass"), "web")
    with suppress(SourceError):
        read(source, ReadOptions(), report)
    assert all(message.hint for message in report.messages)
