"""Web archives: one article a page, pictures from the archive, revisits and redirects, and whatever is broken."""

import base64
import gzip
import hashlib
import tracemalloc
import zlib
from contextlib import suppress
from pathlib import Path

import brotli
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from web_archive import PICTURE, SITE, Archive, page

from exporter.errors import SourceError
from exporter.messages import Report
from exporter.model import nodes as n
from exporter.model.article import Article
from exporter.model.walk import plain_text, walk
from exporter.origin import Source
from exporter.readers import ReadOptions, articles_of, format_of, is_article, source_of

CORPUS = Path(__file__).parents[2] / "shared" / "corpora" / "warc"


def reading(data: bytes, **options: object) -> tuple[list[Article], Report]:
    report = Report()
    found = articles_of(Source("site.warc.gz", data, "warc"), ReadOptions(**options), report)  # type: ignore[arg-type]
    return list(found), report


def codes(report: Report) -> list[str]:
    return [message.code for message in report.messages]


def words(article: Article) -> str:
    return " ".join(plain_text(article.body).split())


def left(report: Report) -> list[tuple[str, str]]:
    """What became of whole records; parts of a page are decided in the page."""
    own = [decision for decision in report.decisions if decision.origin.file == "site.warc.gz"]
    return [(decision.rule, decision.text.split()[0]) for decision in own if decision.role == "left-out"]


def digest(text: str) -> str:
    return "sha1:" + base64.b32encode(hashlib.sha1(text.encode()).digest()).decode()


@pytest.mark.parametrize("packed", [True, False])
def test_page_becomes_an_article_with_its_address_and_the_date_of_its_capture(packed: bool) -> None:
    data = Archive(packed).add("/ice", page("Ice", "It came early.")).add("/style.css", "p {}", "text/css").data
    (article,), report = reading(data)
    about = article.metadata
    assert (about.title, about.url, about.lang) == ("Ice", f"{SITE}/ice", "en")
    assert about.authors[0].name == "Ada Palmer"
    assert about.extra == {"captured": "2020-01-02T03:04:05Z", "archive": "site.warc.gz"}
    assert about.source == f"{SITE}/ice, 2020-01-02"
    assert words(article) == "It came early."
    assert report.messages == []


def test_file_is_known_by_both_of_its_endings(tmp_path: Path) -> None:
    file = tmp_path / "2020.01.town.warc.gz"
    file.write_bytes(Archive().add("/ice", page("Ice", "It came.")).data)
    assert [format_of(name) for name in (file.name, "a.WARC", "a.tar.gz", "a.gz")] == ["warc", "warc", "", ""]
    assert is_article(file)
    (article,) = articles_of(source_of(file.name, file, "warc", ReadOptions()), ReadOptions(), Report())
    assert article.metadata.title == "Ice"


def test_picture_comes_from_the_archive_through_redirects() -> None:
    picture = PICTURE.read_bytes()
    figure = '<img src="pictures/quay.png" alt="The quay"><img src="/gone.png" alt="Gone">'
    archive = Archive().add("/pictures/quay.png", b"", status="301 Moved", Location="/files/q.png")
    archive.add("/files/q.png", b"", status="302 Found", Location="//cdn.example/q.png")
    archive.add("/ice", page("Ice", "It came.", figure)).add("http://cdn.example/q.png", picture, "image/png")
    (article,), report = reading(archive.data)
    shown, gone = (node for node in walk(article.body) if isinstance(node, n.Image))
    assert article.assets[shown.asset].data == picture
    assert (gone.asset, gone.src) == ("", f"{SITE}/gone.png")
    assert codes(report) == ["R304"]


def test_picture_that_was_seen_again_is_the_first_one() -> None:
    picture = PICTURE.read_bytes()
    mark = "sha1:" + base64.b32encode(hashlib.sha1(picture).digest()).decode()
    archive = (
        Archive().add("/first.png", picture, "image/png").again("/q.png", "/first.png", mark, "2020-01-02T03:04:05Z")
    )
    (article,), _ = reading(archive.add("/ice", page("Ice", "It.", '<img src="/q.png" alt="q">')).data)
    assert [asset.data for asset in article.assets.values()] == [picture]


def test_redirects_that_lead_to_each_other_lead_nowhere() -> None:
    archive = Archive().add("/a.png", b"", status="301 Moved", Location="/b.png")
    archive.add("/b.png", b"", status="301 Moved", Location="/a.png")
    (article,), report = reading(archive.add("/ice", page("Ice", "It.", '<img src="/a.png" alt="a">')).data)
    assert article.assets == {}
    assert codes(report) == ["R304"]


def test_redirected_page_is_one_article_and_the_redirect_is_told() -> None:
    archive = Archive().add("/old", "<p>Moved</p>", status="301 Moved", Location="/ice").add("/ice", page("Ice", "It."))
    articles, report = reading(archive.data)
    assert len(articles) == 1
    assert left(report) == [("redirect", f"{SITE}/old")]
    assert "leads to /ice" in [decision.why for decision in report.decisions]


def test_revisit_of_the_same_page_is_no_second_article() -> None:
    text = page("Ice", "It came.")
    archive = Archive().add("/ice", text).again("/ice", "/ice", digest(text), "2021-05-05T00:00:00Z")
    (article,), report = reading(archive.data)
    assert article.metadata.extra["captured"] == "2021-05-05T00:00:00Z"
    assert left(report) == [("same-capture", f"{SITE}/ice")]


def test_revisit_at_another_address_has_the_content_of_the_first() -> None:
    text = page("Ice", "It came.")
    archive = Archive().add("/ice", text).again("/print/ice", "/ice", digest(text), "2021-05-05T00:00:00Z")
    found, _ = reading(archive.data)
    assert [(a.metadata.url, words(a)) for a in found] == [
        (f"{SITE}/ice", "It came."), (f"{SITE}/print/ice", "It came."),
    ]  # fmt: skip


def test_revisit_of_what_is_not_in_the_archive_is_told() -> None:
    articles, report = reading(Archive().again("/ice", "/ice", digest("gone"), "2021-05-05T00:00:00Z").data)
    assert articles == []
    assert left(report) == [("revisit", f"{SITE}/ice")]


def test_last_capture_of_a_page_counts_unless_all_are_kept() -> None:
    archive = Archive().add("/ice", page("Ice", "New."), date="2022-01-01T00:00:00Z")
    data = archive.add("/ice", page("Ice", "Old."), date="2019-01-01T00:00:00Z").data
    articles, report = reading(data)
    assert [words(article) for article in articles] == ["New."]
    assert left(report) == [("older-capture", f"{SITE}/ice")]
    assert [words(article).split()[-1] for article in reading(data, keep_all=True)[0]] == [
        "HomeNew.",
        "HomeOld.",
    ]  # with what stands around them


def test_answer_that_is_an_error_is_no_article() -> None:
    articles, report = reading(Archive().add("/x", page("Not found", "Sorry."), status="404 Not Found").data)
    assert articles == []
    assert left(report) == [("status", f"{SITE}/x")]


@pytest.mark.parametrize(
    ("pack", "headers"),
    [
        (gzip.compress, {"Content_Encoding": "gzip"}),
        (zlib.compress, {"Content_Encoding": "deflate"}),
        (brotli.compress, {"Content_Encoding": "br"}),
        (lambda data: b"%x\r\n%b\r\n0\r\n\r\n" % (len(data), data), {"Transfer_Encoding": "chunked"}),
        (lambda data: data, {"Content_Encoding": "gzip"}),
    ],
)
def test_content_is_taken_out_of_what_http_packs_it_in(pack: object, headers: dict[str, str]) -> None:
    body = pack(page("Ice", "It came early.").encode())  # type: ignore[operator]
    (article,), _ = reading(Archive().add("/ice", body, **headers).data)
    assert words(article) == "It came early."


@pytest.mark.parametrize(
    ("encoding", "label", "told"),
    [
        ("utf-8", "utf-8", False),
        ("cp1252", "windows-1252", False),
        ("shift_jis", "Shift_JIS", False),
        ("utf-8", "iso-8859-1", True),
        ("cp1252", "utf-8", True),
        ("utf-8", "no-such-thing", True),
        ("utf-16", "utf-8", False),
    ],
)
def test_page_is_read_in_its_true_encoding_whatever_the_label_says(encoding: str, label: str, told: bool) -> None:
    text = "氷が来た" if encoding == "shift_jis" else "Été à l'œuvre"
    body = page("Ice", text).encode(encoding)
    (article,), report = reading(Archive().add("/ice", body, f"text/html; charset={label}").data)
    assert words(article) == text
    assert ("R521" in codes(report)) is told


def test_page_without_a_label_is_read_in_the_encoding_of_its_language() -> None:
    body = page("Lód", "Zamarzł port gdański, później także wiślany, jak donosi zarząd żeglugi.")
    body = body.replace("<html", '<html lang="pl"', 1).encode("cp1250")
    (article,), _ = reading(Archive().add("/ice", body, "text/html").data)
    assert "Zamarzł port gdański, później także wiślany" in words(article)


@pytest.mark.parametrize("tag", ["div", "b", "blockquote", "ul><li", "table><tr><td", "svg><g"])
def test_page_that_is_nested_too_deeply_costs_itself_alone(tag: str) -> None:
    names = tag.split("><")
    deep = f"<{tag}>" * 5000 + "Words." + "".join(f"</{name}>" for name in reversed(names)) * 5000
    articles, report = reading(Archive().add("/deep", page("Deep", deep)).add("/a", page("One", "One.")).data)
    assert [article.metadata.title for article in articles] == ["One"]
    [message] = report.messages
    assert message.code == "R704"
    assert message.text.endswith("/deep was left out: the page is nested too deeply to be read")


def test_nul_bytes_in_a_page_are_replaced_and_told() -> None:
    (article,), report = reading(Archive().add("/ice", page("Ice", "It\0 came.")).data)
    assert words(article) == "It\ufffd came."
    assert "R006" in codes(report)


# --- Broken and hostile archives --------------------------------------------------------------------------------


def three(packed: bool) -> list[bytes]:
    """Three records, apart."""
    pages = (("/a", "One"), ("/b", "Two"), ("/c", "Three"))
    return [Archive(packed).add(address, page(title, f"{title} came.")).data for address, title in pages]


@pytest.mark.parametrize("packed", [True, False])
def test_broken_record_costs_nothing_but_itself(packed: bool) -> None:
    first, second, third = three(packed)
    broken = second[:40] + b"\0" * 40 + second[80:]
    articles, report = reading(first + broken + third)
    assert [article.metadata.title for article in articles] == ["One", "Three"]
    assert codes(report) == ["R711"]
    assert f"byte {len(first):,}" in report.messages[0].text


@pytest.mark.parametrize("length", [b"3", b"99999", b"-5", b"many", b"999999999999999999999"])
def test_record_that_lies_about_its_length_costs_nothing_but_itself(length: bytes) -> None:
    first, second, third = three(False)
    start = second.index(b"Content-Length: ") + 16
    lie = second[:start] + length + second[second.index(b"\r\n", start) :]
    articles, report = reading(first + lie + third)
    assert [article.metadata.title for article in articles] == ["One", "Three"]
    assert set(codes(report)) == {"R711"}


@pytest.mark.parametrize("packed", [True, False])
def test_archive_that_ends_too_early_gives_what_is_whole(packed: bool) -> None:
    first, second, _ = three(packed)
    articles, report = reading(first + second[: len(second) // 2])
    assert [article.metadata.title for article in articles] == ["One"]
    assert codes(report) == ["R711"]


def test_record_that_unpacks_without_end_is_left_out() -> None:
    first, _, third = three(True)
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    head = b"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: x:y\r\nContent-Length: 300000000\r\n\r\n"
    bomb = packer.compress(head) + b"".join(packer.compress(bytes(1 << 20)) for _ in range(300)) + packer.flush()
    articles, report = reading(first + bomb + third)
    assert [article.metadata.title for article in articles] == ["One", "Three"]
    assert "300 times" in report.messages[0].text


def test_page_that_http_packed_without_end_is_left_out() -> None:
    body = gzip.compress(b"<p>" + bytes(50_000_000))
    articles, report = reading(Archive().add("/x", body, Content_Encoding="gzip").add("/a", page("One", "One.")).data)
    assert [article.metadata.title for article in articles] == ["One"]
    assert "R704" in codes(report)


def test_head_without_end_is_left_out() -> None:
    first, _, third = three(False)
    endless = b"WARC/1.0\r\nX: " + b"x" * 3_000_000 + b"\r\n\r\n"
    many = b"WARC/1.0\r\n" + b"X: y\r\n" * 400_000 + b"\r\n"
    articles, report = reading(first + endless + many + third)
    assert [article.metadata.title for article in articles] == ["One", "Three"]
    assert codes(report) == ["R711", "R711"]
    assert all("its head is longer" in message.text for message in report.messages)


def test_thousands_of_broken_records_are_told_in_a_few_messages() -> None:
    _, report = reading(three(False)[0] + b"WARC/1.0\r\nContent-Length: x\r\n\r\n" * 3000)
    assert len(report.messages) == 21
    assert "2980 more" in report.messages[-1].text


def test_archive_packed_in_one_piece_is_refused_with_the_remedy() -> None:
    with pytest.raises(SourceError) as caught:
        reading(gzip.compress(b"".join(three(False))))
    message = caught.value.messages[0]
    assert message.code == "R712"
    assert "warcio recompress" in message.hint


@pytest.mark.parametrize(
    "data", [b"", b"no archive", gzip.compress(b"no archive", mtime=0), b"\x1f\x8b\x08", bytes(100_000)]
)
def test_what_is_no_archive_is_refused(data: bytes) -> None:
    with pytest.raises(SourceError) as caught:
        reading(data)
    assert caught.value.messages[0].code == "R710"


def test_page_in_each_other_without_end_costs_that_page_alone() -> None:
    archive = Archive().add("/deep", "<div>" * 5000 + "words").add("/a", page("One", "One."))
    articles, report = reading(archive.data)
    assert [article.metadata.title for article in articles] == ["One"]
    assert "R704" in codes(report)


@given(st.data())
@settings(max_examples=150, deadline=None)
def test_any_damage_leaves_messages_and_never_a_fault_of_ours(data: st.DataObject) -> None:
    packed = data.draw(st.booleans())
    whole = bytearray(b"".join(three(packed)))
    for _ in range(data.draw(st.integers(1, 6))):
        place = data.draw(st.integers(0, len(whole) - 1))
        whole[place : place + data.draw(st.integers(0, 30))] = data.draw(st.binary(max_size=30))
    with suppress(SourceError):
        reading(bytes(whole))


@pytest.mark.skipif(not CORPUS.is_dir(), reason="the corpora are not here")
def test_archives_of_other_programs_are_read() -> None:
    for name in ("example.warc.gz", "example-resource.warc.gz", "example.arc.gz"):
        articles = list(
            articles_of(source_of(name, CORPUS / name, format_of(name), ReadOptions()), ReadOptions(), Report())
        )
        assert [article.metadata.title for article in articles] == ["Example Domain"]


def test_archive_of_any_size_needs_the_memory_of_a_page(tmp_path: Path) -> None:
    file = tmp_path / "a.warc"
    archive = Archive(False).add("/film", bytes(40_000_000), "video/mp4").add("/a", page("One", "One."))
    file.write_bytes(archive.data)
    source = source_of("a.warc", file, "warc", ReadOptions())
    del archive
    tracemalloc.start()
    try:
        assert len(list(articles_of(source, ReadOptions(), Report()))) == 1
        assert tracemalloc.get_traced_memory()[1] < 8_000_000
    finally:
        tracemalloc.stop()
