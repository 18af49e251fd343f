"""Nothing is left out without a line in the reading report, and with `keep_all` nothing is left out: every reader.

Each sample says a word that stands nowhere else (zone1, zone2 …) wherever something may be left out.
"""

import io
import re
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest
from test_opendocument import NAMES as ODT_NAMES
from test_opendocument import paragraph as odt_paragraph
from test_opendocument import parts_of as odt_parts
from web_archive import Archive
from word_files import paragraph, part, parts_of, run, zipped

from exporter.api import convert_text
from exporter.cli import main
from exporter.messages import Report
from exporter.model.article import Article
from exporter.origin import Source
from exporter.readers import ReadOptions, as_read
from exporter.readers.collection_file import read_collection

ZONE = re.compile(r"zone\d+")
MARKDOWN = """---
# zone1 above
title: The harbour in winter
lang: en
---

# The harbour in winter

First <!-- zone2 --> words, and {# zone3 #} {{< row zone4 >}}more{{< /row >}} of them.

<!-- zone5
and zone6 -->

{% comment %}
zone7

zone8
{% endcomment %}

{% seo zone9 %}

<script>let zone10 = 1;</script>

Words <style>.zone11 {}</style> in a line.

{{ "Words" | zone12 }}

<figure><a href="https://zone13.example/"><img src="a.png" alt="A"></a><figcaption>A</figcaption></figure>

{{< figure src="b.png" alt="B" link="https://zone14.example/" >}}

* zone15
{:toc}
"""
MDX = """---
title: T
---
import zone1 from 'zone2';

export const zone3 = {
  zone4: 1,

  zone5: 2,
};

{/* zone6

zone7 */}

Words {/* zone8 */} go on.

```js
// highlight-next-line
words();
```
"""
PRESS = """Skip to content
The harbour froze over in the night
By Ada Palmer
13 February 2025
The harbour froze over in the night

The ice came at four in the morning, and no ship has left since then, says the office of the harbour.

Share this article

The ice came at four in the morning, and no ship has left since then, says the office of the harbour.

We use cookies to improve your experience
###
"""
PROSE = (
    "The council voted on Tuesday to rebuild the old bridge over the river, after three years of debate in the town.",
    "Engineers had warned that the pillars would not last another winter, and that traffic had doubled since then.",
    "The work is to begin in March, and the mayor said that it would be paid for by the region and by the state.",
)
WEB = (
    '<html lang="en"><head><title>The bridge</title></head><body><nav><a href="/">zone1 home</a></nav>'
    '<header><img src="https://zone2.example/logo.png" alt="Logo"></header><article><h1>The bridge</h1>'
    + "".join(f"<p>{text}</p>" for text in PROSE)
    + '<p hidden>zone3 is hidden</p></article><aside class="related-stories"><a href="/a">zone4 more</a>'
    '<img src="https://zone5.example/a.png" alt=""></aside><footer>zone6 rights reserved</footer></body></html>'
)
RSS = """<?xml version="1.0"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:slash="urn:slash">
<channel><title>Town news</title><description>zone1 of the feed</description><generator>zone2</generator>
<item><title>The harbour</title><description>Words of it</description><slash:comments>zone3</slash:comments>
<content:encoded><![CDATA[<p>Words of it go on.</p><!-- zone4 --><script>zone5</script>]]></content:encoded></item>
<item><title>zone6 alone</title></item></channel></rss>"""
WXR = """<?xml version="1.0"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"
 xmlns:wp="http://wordpress.org/export/1.2/" xmlns:dc="http://purl.org/dc/elements/1.1/">
<channel><title>The port</title><wp:base_site_url>https://port.example</wp:base_site_url>
<item><title>The port opens</title><wp:post_id>7</wp:post_id><wp:status>publish</wp:status>
<wp:post_type>post</wp:post_type><content:encoded><![CDATA[Words of it.]]></content:encoded>
<wp:postmeta><wp:meta_key>mood</wp:meta_key><wp:meta_value>zone1</wp:meta_value></wp:postmeta>
<wp:comment><wp:comment_author>Jean</wp:comment_author><wp:comment_date>2024-01-02 08:00:00</wp:comment_date>
<wp:comment_content><![CDATA[<b>zone2</b> indeed]]></wp:comment_content></wp:comment></item>
<item><title>zone3 draft</title><wp:status>draft</wp:status><wp:post_type>post</wp:post_type>
<content:encoded><![CDATA[Words.]]></content:encoded></item>
<item><title>zone4 picture</title><wp:status>inherit</wp:status><wp:post_type>attachment</wp:post_type></item>
</channel></rss>"""
JATS = """<article xml:lang="en"><front><journal-meta><journal-id>zone1</journal-id></journal-meta><article-meta>
<title-group><article-title>Ice <italic>in</italic> harbours</article-title><alt-title>zone2</alt-title></title-group>
<counts><page-count count="3"/></counts><author-notes><fn><p>zone3 of <bold>the</bold> authors</p></fn></author-notes>
</article-meta></front><body><p>Words of it.</p></body></article>"""


def word_file() -> bytes:
    placeholder = f"<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent>{run('zone1')}</w:sdtContent></w:sdt>"
    body = (
        paragraph(run("Words ") + run("zone2", "<w:vanish/>"))
        + f"<w:p>{placeholder}</w:p>"
        + paragraph(run("Said.") + '<w:r><w:commentReference w:id="0"/></w:r>')
    )
    comment = f'<w:comment w:id="0" w:author="R. Eader">{paragraph("zone3")}</w:comment>'
    parts = {
        "word/header.xml": part("hdr", paragraph("zone4")),
        "word/footer.xml": part("ftr", paragraph("zone5")),
        "word/comments.xml": part("comments", comment),
    }
    return zipped(parts_of(body, parts=parts))


def odt_file() -> bytes:
    comment = f"<office:annotation><dc:creator>R. Eader</dc:creator>{odt_paragraph('zone1')}</office:annotation>"
    contents = (
        f"<text:table-of-content><text:index-body>{odt_paragraph('zone2')}</text:index-body></text:table-of-content>"
    )
    styles = (
        f"<office:document-styles {ODT_NAMES}><office:master-styles><style:master-page style:name='S'>"
        f"<style:header>{odt_paragraph('zone3')}</style:header></style:master-page></office:master-styles>"
        "</office:document-styles>"
    )
    return zipped(odt_parts(odt_paragraph(f"Words{comment} of it.") + contents, **{"styles.xml": styles}))


def archive() -> bytes:
    made = Archive()
    for address, words, status, date in (
        ("/ice", PROSE[0], "200 OK", "2022-01-01T00:00:00Z"),
        ("/ice", f"{PROSE[1]} zone1", "200 OK", "2019-01-01T00:00:00Z"),
        ("/gone", f"{PROSE[2]} zone2", "404 Not Found", "2022-01-01T00:00:00Z"),
        ("/old", f"{PROSE[2]} zone3", "301 Moved", "2022-01-01T00:00:00Z"),
    ):
        text = f"<html><head><title>Ice</title></head><body><article><p>{words}</p></article></body></html>"
        made.add(address, text, status=status, date=date, **({"Location": "/ice"} if status[0] == "3" else {}))
    return made.data


SAMPLES: dict[str, tuple[str, str | Callable[[], bytes]]] = {
    "markdown": ("a.md", MARKDOWN),
    "mdx": ("a.mdx", MDX),
    "web": ("a.html", WEB),
    "feed": ("a.xml", RSS),
    "wordpress": ("a.xml", WXR),
    "jats": ("a.xml", JATS),
    "word": ("a.docx", word_file),
    "odt": ("a.odt", odt_file),
    "warc": ("a.warc.gz", archive),
}
FORMATS = {"mdx": "markdown", "feed": "xml", "wordpress": "xml", "jats": "xml"}


def reading(kind: str, keep_all: bool) -> tuple[list[Article], Report]:
    name, made = SAMPLES[kind]
    data = made.encode() if isinstance(made, str) else made()
    report = Report()
    source = Source(name, data, FORMATS.get(kind, kind))
    return list(as_read(source, ReadOptions(keep_all=keep_all), report)), report


def strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, item in value.items():
            yield from (key, *strings(item))
    elif isinstance(value, (list, tuple)):
        for item in value:
            yield from strings(item)


def zones(articles: list[Article]) -> set[str]:
    return {
        zone for article in articles for text in strings(msgspec.to_builtins(article)) for zone in ZONE.findall(text)
    }


def all_zones(kind: str) -> set[str]:
    made = SAMPLES[kind][1]
    if isinstance(made, str):
        return set(ZONE.findall(made))
    return {f"zone{number}" for number in range(1, {"word": 5, "odt": 3, "warc": 3}[kind] + 1)}


@pytest.mark.parametrize("kind", list(SAMPLES))
def test_with_keep_all_every_word_of_the_source_is_in_the_article(kind: str) -> None:
    articles, report = reading(kind, keep_all=True)
    assert zones(articles) == all_zones(kind)
    left = [one for one in report.decisions if one.role == "left-out"]
    assert [one for one in left if one.rule != "no-page"] == []


@pytest.mark.parametrize("kind", list(SAMPLES))
def test_what_is_left_out_has_its_line_in_the_report(kind: str) -> None:
    articles, report = reading(kind, keep_all=False)
    left = [one for one in report.decisions if one.role == "left-out"]
    source = SAMPLES[kind][1]
    lines = source.split("\n") if isinstance(source, str) else []
    said = " ".join(f"{one.text} {one.why}" for one in left)
    for one in left:
        said += " ".join(lines[one.origin.line - 1 : max(one.last_line, one.origin.line)])
    missing = all_zones(kind) - zones(articles)
    if kind == "warc":  # a page that is left out is told by its address
        assert missing == {"zone1", "zone2", "zone3"}
        assert {one.rule for one in left} == {"older-capture", "status", "redirect"}
        return
    assert missing
    assert missing - set(ZONE.findall(said)) == set()


def test_pasted_text_keeps_every_word_or_tells_its_line() -> None:
    def counted(article: Article) -> Counter[str]:
        texts = strings(msgspec.to_builtins(article))
        return Counter(word for text in texts for word in re.findall(r"\w+", text))

    report = Report()
    [kept] = as_read(Source("a.txt", PRESS.encode(), "text"), ReadOptions(keep_all=True), report)
    frame = {one.origin.line for one in report.decisions if one.role in ("date", "byline")}
    lines = [line for number, line in enumerate(PRESS.split("\n"), 1) if number not in frame]
    wanted = Counter(word for line in lines for word in re.findall(r"\w+", line))
    assert wanted - counted(kept) == Counter()
    report = Report()
    [short] = as_read(Source("a.txt", PRESS.encode(), "text"), ReadOptions(), report)
    gone = {one.origin.line for one in report.decisions if one.role in ("left-out", "repeat")}
    assert gone == {1, 5, 9, 11, 13, 14}
    assert kept.metadata.title == short.metadata.title
    assert set(counted(short)) < set(counted(kept))


# --- Where it is asked for -------------------------------------------------------------------------------


def test_build_and_api_keep_all_where_asked(tmp_path: Path) -> None:
    source = tmp_path / "a.txt"
    source.write_text(PRESS)
    for words, kept in (((), False), (("--keep-all",), True)):
        out = tmp_path / f"out{len(words)}"
        assert main(["build", str(source), "-o", str(out), "--to", "epub", "-q", *words]) == 0
        for data in (
            (out / "a.epub").read_bytes(),
            convert_text(PRESS, ["epub"], format="text", keep_all=kept)["epub"],
        ):
            text = zipfile.ZipFile(io.BytesIO(data)).read("OEBPS/content.xhtml").decode()
            assert ("Share this article" in text) is kept
            assert "<h1>The harbour froze over in the night</h1>" in re.sub(r"<h1[^>]*>", "<h1>", text)


@pytest.mark.parametrize("how", ["option", "file"])
def test_collection_is_read_anew_when_all_is_kept(tmp_path: Path, how: str, capsys: pytest.CaptureFixture[str]) -> None:
    folder, output = tmp_path / "in", tmp_path / "out"
    folder.mkdir()
    (folder / "a.txt").write_text(PRESS)
    words = ["collect", str(folder), "-o", str(output), "--to", "epub", "--workers", "1", "--name", "c"]
    assert main(words) == 0
    assert "Share this article" not in told_in(output / "c.epub")
    assert main(words) == 0
    assert "nothing has changed" in capsys.readouterr().out
    if how == "file":
        (folder / "collection.yml").write_text("title: in\nkeep-all: yes\n")
    assert main([*words, *(["--keep-all"] if how == "option" else [])]) == 0
    assert "nothing has changed" not in capsys.readouterr().out
    assert "Share this article" in told_in(output / "c.epub")


def told_in(path: Path) -> str:
    """What the content documents of a book say."""
    with zipfile.ZipFile(path) as book:
        return " ".join(book.read(name).decode() for name in book.namelist() if name.endswith(".xhtml"))


def test_collection_file_says_yes_or_no() -> None:
    report = Report()
    assert read_collection("keep-all: yes\n", "collection.yml", report).keep_all
    assert not read_collection("title: T\n", "collection.yml", report).keep_all
    assert report.messages == []
    assert not read_collection("keep-all: perhaps\n", "collection.yml", report).keep_all
    assert [message.code for message in report.messages] == ["L102"]
