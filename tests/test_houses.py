"""Articles as four site generators have them: fields, short codes, tags and components; what none knows is told."""

import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from read_back import book, document, printed, words

from exporter.convert import Job, convert
from exporter.errors import SourceError
from exporter.messages import Report
from exporter.model import nodes as n
from exporter.model.article import Article
from exporter.model.metadata import Person
from exporter.model.walk import plain_text, texts, walk
from exporter.origin import Source
from exporter.readers import ReadOptions, as_read, read, source_of

CASES = Path(__file__).parent / "cases" / "houses"
HUGO, JEKYLL = CASES / "hugo.md", CASES / "_posts" / "2019-02-14-bridge.md"
ELEVENTY, DOCUSAURUS = CASES / "eleventy.md", CASES / "blog" / "2021-04-15-welcome.mdx"


def reading(path: Path, **options: object) -> tuple[Article, Report]:
    report = Report()
    name = path.relative_to(CASES).as_posix()
    reading = ReadOptions(**options)  # type: ignore[arg-type]
    [article] = as_read(source_of(name, path, "markdown", reading), reading, report)
    return article, report


def read_text(text: str, name: str = "a.md") -> tuple[Article, Report]:
    report = Report()
    return read(Source(name, text.encode(), "markdown"), ReadOptions(), report), report


def outline(article: Article) -> list[str]:
    """The kind of each block, a box's title, and the words."""
    found = []
    for block in article.body:
        title = f"{plain_text(block.title)}: " if isinstance(block, n.Callout) and block.title else ""
        found.append(f"{n.kind(block)}: {title}{' '.join(' '.join(texts(block)).split())}".strip())
    return found


def told(report: Report, code: str) -> list[tuple[int, str]]:
    """The lines and first words of the messages of a code."""
    found = [(m.origin.line if m.origin else 0, m.text) for m in report.messages if m.code == code]
    return [(line, text.partition(" is shown")[0].partition(" of a site")[0]) for line, text in found]


def addresses(article: Article) -> list[str]:
    return [node.target for node in walk(article.body) if isinstance(node, n.Link)]


# --- Hugo ------------------------------------------------------------------------------------------------


def test_fields_of_hugo_are_the_articles_own() -> None:
    about = reading(HUGO)[0].metadata
    assert (about.title, about.date, about.modified) == (
        "Ice in the harbour",
        "2024-02-02T04:14:54-08:00",
        "2024-03-01",
    )
    assert about.authors == (Person(name="Ada Palmer"),)
    assert (about.summary, about.section) == ("What the harbour did in February.", "News")
    assert (about.keywords, about.cover) == (("ice", "harbour"), "quay.png")
    assert about.extra["params"] == {"author": "Ada Palmer", "vessel": "Fram"}


def test_short_codes_of_hugo_are_what_they_show() -> None:
    article, _ = reading(HUGO)
    assert outline(article) == [
        "paragraph: The Fram lay at the quay. See the count and other.md.",
        "figure: The quay A. Palmer",
        "paragraph: A film of the ice",
        "paragraph: https://vimeo.com/55073825",
        "paragraph: https://x.com/SanDiegoZoo/status/1453110110599868418",
        "paragraph: https://gist.github.com/jmooring/50a7482715eac222e230d1e64dd9a89b",
        "paragraph: https://www.instagram.com/p/CxOWiQNP2MO",
        'code-block: package main func main() { print("{{ x }}") }',
        "callout: How it was counted: By hand.",
        "qr:",
        "callout: The ice is thin.",
        "paragraph: Morning",
        "paragraph: Cold words.",
        'raw-block: {{< weather station="7" >}}',
        'paragraph: Write {{< figure src="x" >}} for a picture.',
        "paragraph: The end.",
    ]
    assert addresses(article)[:3] == ["count.md#may", "other.md", "https://www.youtube.com/watch?v=0RKpf3rK57I"]
    code = next(node for node in article.body if isinstance(node, n.CodeBlock))
    assert code.language == "go"


def test_what_is_left_out_or_not_known_of_hugo_is_told() -> None:
    _, report = reading(HUGO)
    assert told(report, "R207") == [(65, '{{< weather station="7" >}}'), (53, "{{< tabs >}}")]
    left = {(one.origin.line, one.last_line, one.rule) for one in report.decisions}
    assert left == {(25, 0, "figure-link"), (53, 0, "generator"), (59, 63, "comment"), (69, 0, "comment")}


# --- Jekyll ----------------------------------------------------------------------------------------------


def test_fields_of_jekyll_are_the_articles_own() -> None:
    article, report = reading(JEKYLL)
    about = article.metadata
    assert (about.date, about.section, about.keywords) == ("2019-02-14", "town", ("bridge", "river"))
    assert about.authors[0].name == "Jean Vilar"
    assert [m.code for m in report.messages if m.origin and m.origin.line < 13] == ["R110"]


def test_tags_of_liquid_are_what_they_show() -> None:
    article, _ = reading(JEKYLL)
    assert outline(article) == [
        'paragraph: The bridge of Jean Vilar opens {{ site.time | date: "%Y" }}. See the plan and the vote.',
        'code-block: puts "{{ page.title }}"',
        "paragraph: Liquid writes {{ page.title }}.",
        "figure: A plan",
        "paragraph: https://www.youtube.com/watch?v=abc123",
        "paragraph: https://gist.github.com/parkr/931c1c8d465a04042403",
        'raw-block: {% include signup.html list="news" %}',
        "raw-block: {% if site.show %}",
        "paragraph: Shown perhaps.",
        "raw-block: {% endif %}",
        "paragraph: A list",
    ]
    assert addresses(article)[:2] == ["_posts/2019-01-01-plan.md", "2018-12-01-vote"]


def test_what_is_left_out_or_not_known_of_jekyll_is_told() -> None:
    _, report = reading(JEKYLL)
    assert [line for line, _ in told(report, "R207")] == [15, 34, 36, 38, 14]
    left = [(one.origin.line, one.rule) for one in sorted(report.decisions, key=lambda one: one.origin.line)]
    assert left == [(10, "comment"), (14, "generator"), (17, "comment"), (25, "comment"), (43, "web-page-only")]


def test_words_of_jekyll_are_parted_by_spaces_only_there() -> None:
    words = "---\nlayout: post\ntitle: T\ncategories: machine learning\n---\n"
    assert read_text(words, "2019-02-14-a.md")[0].metadata.section == "machine"
    assert read_text(words, "a.md")[0].metadata.section == "machine learning"


# --- Eleventy --------------------------------------------------------------------------------------------


def test_fields_of_eleventy_are_the_articles_own() -> None:
    article, report = reading(ELEVENTY)
    about = article.metadata
    assert (about.title, about.date, about.keywords) == ("A page of Eleventy", "", ("post", "design"))
    assert about.authors == (Person(name="Ada Palmer", url="https://example.org/ada"),)
    [message] = [message for message in report.messages if message.code == "R103"]
    assert "git Last Modified" in message.text
    assert "--set date" in message.hint


def test_tags_of_nunjucks_are_what_they_show() -> None:
    article, report = reading(ELEVENTY)
    assert outline(article)[:5] == [
        'paragraph: The page "A page of Eleventy" is by Ada Palmer, and {{ collections.post | length }} others.',
        "figure:",
        "callout: Mind the cat.",
        "paragraph: https://www.youtube.com/watch?v=VddJxNKKlE8",
        "paragraph: Words of a card.",
    ]
    figure, box = article.body[1:3]
    assert isinstance(figure, n.Figure)
    assert (figure.images[0].src, figure.images[0].alt) == ("./cat.jpg", "A cat on a mat")
    assert isinstance(box, n.Callout)
    assert box.kind == "warning"
    assert "{{ shown }} and home." in plain_text(article.body)
    assert [line for line, _ in told(report, "R207")] == [17, 31, 32, 34, 38, 40, 27]


@pytest.mark.parametrize("kind", ["js", "javascript", "ts"])
def test_program_in_front_matter_is_refused_and_never_run(kind: str) -> None:
    with pytest.raises(SourceError) as caught:
        read_text(f"---{kind}\n{{\n  title: 'T', now: function() {{ return 1 }}\n}}\n---\nWords\n")
    (message,) = caught.value.messages
    assert message.code == "R102"
    assert "never run" in message.text


@pytest.mark.parametrize(
    "front",
    [
        '---json\n{"title": "T", "lang": "en"}\n---',
        "---yaml\ntitle: T\nlang: en\n---",
        '---toml\ntitle="T"\nlang="en"\n---',
    ],
)  # fmt: skip
def test_front_matter_says_its_language_behind_the_fence(front: str) -> None:
    article, report = read_text(f"{front}\n\nWords.\n")
    assert (article.metadata.title, article.metadata.lang) == ("T", "en")
    assert report.messages == []
    [block] = article.body
    assert block.origin
    assert block.origin.line == front.count("\n") + 3


def test_fault_of_json_behind_a_fence_is_at_its_line() -> None:
    with pytest.raises(SourceError) as caught:
        read_text('---json\n{\n  "title": T\n}\n---\nWords\n')
    place = caught.value.messages[0].origin
    assert place
    assert (place.line, place.column) == (3, 12)


# --- Docusaurus ------------------------------------------------------------------------------------------


def test_fields_of_docusaurus_are_the_articles_own() -> None:
    article, report = reading(DOCUSAURUS)
    about = article.metadata
    assert about.authors == (
        Person(name="Ada Palmer", role="Keeper of the ice", url="https://example.org/ada"),
        Person(name="Jean Vilar", role="Reader"),
    )
    assert (about.date, about.modified, about.keywords) == ("2021-04-15", "2024-05-06", ("hello", "Ice"))
    assert (about.summary, about.cover) == ("A first page.", "/img/card.png")
    assert article.files == ("authors.yml",)
    assert [m.code for m in report.messages if m.origin and m.origin.line < 19] == ["R110"]


def test_older_fields_of_an_author_are_one_person() -> None:
    text = (
        "---\ntitle: T\nauthor: Ada\nauthor_title: Keeper\nauthor_url: https://example.org\nauthor_image_url: x\n---\n"
    )
    article, report = read_text(text)
    assert article.metadata.authors == (Person(name="Ada", role="Keeper", url="https://example.org"),)
    assert report.messages == []


def test_components_and_admonitions_are_what_they_show() -> None:
    article, _ = reading(DOCUSAURUS)
    assert outline(article) == [
        "paragraph: Version 1.2 of the app and its {props.name} come {version.toUpperCase()}.",
        "callout: My tip: Use npm, and Start.",
        "callout: Take care: This is hot.",
        "heading: A heading",
        "code-block: export default function App() { return <p>{'{'}</p>; } src/App.js",
        "paragraph: macOS",
        "paragraph: Use brew.",
        "paragraph: Linux",
        "paragraph: Use apt.",
        "callout: More of it: Hidden words.",
        """paragraph: <Highlight color="#25c2a0" onClick={() => { alert('a > b') }}>Green words</Highlight> lead to """
        "the docs.",
        "figure:",
        "paragraph: A file",
        'paragraph: <Card title="A card">',
        "paragraph: <Inner level={2}>nested words</Inner>",
        "paragraph: </Card>",
    ]
    heading = next(node for node in article.body if isinstance(node, n.Heading))
    assert heading.id == "a-heading"
    assert addresses(article) == ["/docs", "/files/a.pdf"]
    pictures = [node.src for node in walk(article.body) if isinstance(node, n.Image)]
    assert pictures == ["/img/chart.png", "./dash.png"]


def test_expressions_and_components_that_nobody_knows_are_told_at_their_places() -> None:
    _, report = reading(DOCUSAURUS)
    assert told(report, "R207") == [(35, "{props.name}"), (35, "{version.toUpperCase()}")]
    assert [line for line, _ in told(report, "R205")] == [76, 82, 83]
    rules = {one.rule for one in report.decisions}
    assert rules == {"module", "comment", "repeat", "highlight"}


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("{'text'}", "text"),
        ('a{" "}b', "a b"),
        ("{`words`}", "words"),
        ("{42}", "42"),
        ("{frontMatter.title}", "T"),
        ("`{code}`", "{code}"),
        ("\\{text}", "{text}"),
        ("a {/* remark */} b", "a b"),
        ("{'}'}", "}"),
    ],
)
def test_expression_that_is_text_is_that_text(written: str, shown: str) -> None:
    article, report = read_text(f"---\ntitle: T\n---\n\n{written}\n", "a.mdx")
    assert plain_text(article.body) == shown
    assert told(report, "R207") == []


@pytest.mark.parametrize(
    "written", ["{name}", "{a.b}", "{f(x)}", "{`a ${b}`}", "{[1, 2].map((x) => { return x })}", "{{a: 1}}"]
)
def test_expression_that_is_none_stays_and_is_told(written: str) -> None:
    article, report = read_text(f"---\ntitle: T\n---\n\nSome words {written} here.\n", "a.mdx")
    assert plain_text(article.body) == f"Some words {written} here."
    assert told(report, "R207") == [(5, written)]


def test_braces_in_code_end_no_fence() -> None:
    article, report = read_text("---\ntitle: T\n---\n\n```js\nif (x) {\n```\n\nWords `{` and }.\n", "a.mdx")
    assert [n.kind(block) for block in article.body] == ["code-block", "paragraph"]
    assert plain_text(article.body[1]) == "Words { and }."
    assert told(report, "R207") == []


def test_braces_on_a_page_that_is_no_mdx_are_text() -> None:
    article, report = read_text("---\ntitle: T\n---\n\nA set {a, b} and {name}.\n")
    assert plain_text(article.body) == "A set {a, b} and {name}."
    assert report.messages == []


# --- All of them -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "date"),
    [
        ("2021-04-15-a.mdx", "2021-04-15"),
        ("blog/2021-04-15-a/index.md", "2021-04-15"),
        ("blog/2021/04/15/a.md", "2021-04-15"),
        ("2021-04-15-backup/a.md", ""),
        ("a.md", ""),
    ],
)
def test_date_stands_in_the_path(name: str, date: str) -> None:
    assert read_text("---\ntitle: T\n---\nWords\n", name)[0].metadata.date == date


@pytest.mark.parametrize(
    ("path", "some"),
    [
        (HUGO, ["The Fram lay at the quay", "How it was counted", "Cold words.", '{{< weather station="7" >}}']),
        (JEKYLL, ["The bridge of Jean Vilar opens", "Liquid writes {{ page.title }}.", "{% if site.show %}"]),
        (ELEVENTY, ["A page of Eleventy", "Mind the cat.", "Words of a card.", "{% set x = 1 %}"]),
        (DOCUSAURUS, ["Version 1.2 of the app and its {props.name} come", "Use apt.", "nested words", "</Card>"]),
    ],
    ids=["hugo", "jekyll", "eleventy", "docusaurus"],
)
def test_words_arrive_in_all_three_formats(path: Path, some: list[str]) -> None:
    source = source_of(path.relative_to(CASES).as_posix(), path, "markdown", ReadOptions())
    options = ReadOptions(settings={"lang": "en", "typography": "off"})
    result = convert(Job(source=source, read_options=options))
    assert not result.failed, [message.text for message in result.messages if message.severity == "error"]
    pages = " ".join(" ".join(printed(result)).split())
    for text in (pages, words(book(result)), words(document(result))):
        for phrase in some:
            assert phrase.replace(" ", "") in text.replace(" ", ""), phrase


def test_tags_in_titles_standfirsts_and_captions_are_told() -> None:
    text = (
        '---\ntitle: "A {{ site.a }} title"\nsummary: "Words {{ site.b }} of it"\n---\n\n'
        '![alt](a.png "caption {{< c >}}")\n\n::: note Title {{< d >}}\nWords\n:::\n'
    )
    _, report = read_text(text)
    assert sorted(told(report, "R207")) == [
        (2, "{{ site.a }}"), (3, "{{ site.b }}"), (6, "{{< c >}}"), (8, "{{< d >}}"),
    ]  # fmt: skip


def test_one_tag_many_times_is_told_once_and_many_tags_are_counted() -> None:
    _, report = read_text("---\ntitle: T\n---\n\n" + "{{< a >}} {{< a >}}\n\n" * 5)
    [message] = [message for message in report.messages if message.code == "R207"]
    assert "{{< a >}} and 9 more like it" in message.text
    _, report = read_text("---\ntitle: T\n---\n\n" + "\n\n".join(f"{{{{< a{number} >}}}}" for number in range(30)))
    texts_ = [message.text for message in report.messages if message.code == "R207"]
    assert len(texts_) == 21
    assert "10 more tag(s), the next of them {{< a20 >}}" in texts_[-1]


PIECES = st.sampled_from(
    ["{", "}", "{/*", "*/}", "'", "`", "```\n", "import a from 'b'\n", "export const a = ", "<Tabs>", "</Tabs>",
     "<Foo a={", "/>", "{{", "}}", "{%", "%}", "{{<", ">}}", "{% raw %}", "{% endraw %}", "{% comment %}",
     "{% endcomment %}", "{#", "#}", "word", "\n", "\n\n", " ", ":::note[", "]", "> ", "- "]
)  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(st.lists(PIECES, max_size=40), st.sampled_from(["a.md", "a.mdx"]), st.booleans())
def test_any_pieces_give_an_article_without_masks(pieces: list[str], name: str, keep_all: bool) -> None:
    text = "---\ntitle: T\n---\n\n" + "".join(pieces)
    article = read(Source(name, text.encode(), "markdown"), ReadOptions(keep_all=keep_all), Report())
    shown = "".join(texts((article.body, article.standfirst)))
    assert not re.search("[\ufdd0-\ufdef]", shown)
    if keep_all:
        assert text.count("word") <= str(article).count("word")
