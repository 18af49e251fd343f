"""Hostile input, the same in every format: read without what is hostile in it, or refused at a bound with a message.

What only one format can hold has its place with that format's tests: entities and zips (test_word_hostile,
test_opendocument, test_feeds), pages (test_web), broken records (test_web_archives), pictures (test_pictures).
"""

import io
import itertools
import json
import re
import resource
import subprocess
import sys
import zipfile
from pathlib import Path

import hostile_files
import pikepdf
import pytest
from hostile_files import FORMATS, source
from lxml import etree

from exporter import registry
from exporter.convert import FORMATS as OUTPUTS
from exporter.convert import Job, Result, convert
from exporter.errors import SourceError
from exporter.messages import CODES, Report
from exporter.model.article import Article
from exporter.model.walk import plain_text
from exporter.origin import Source
from exporter.passes.addresses import SCHEMES
from exporter.readers import ReadOptions, read
from exporter.readers.office.package import MOST_ENTRIES
from exporter.readers.web.page import MOST_ATTRIBUTES_SQUARED, MOST_ELEMENTS

HOSTILE = Path(__file__).parents[2] / "shared" / "corpora" / "hostile"
WORDS = "Plain words of an article, which is long enough to be read by all of us here, and then some more of them."
N = 100_000
HEAD = "---\ntitle: A title\nlang: en\n---\n\n"


def reading(origin: Source, **options: object) -> tuple[Article, list[str]]:
    """The article of a source, and the codes of what was said of it."""
    report = Report()
    article = read(origin, ReadOptions(**options), report)  # type: ignore[arg-type]
    return article, [message.code for message in report.messages]


def refusal(origin: Source, **options: object) -> str:
    """The code of the error that refuses a source, which has a remedy."""
    report = Report()
    with pytest.raises(SourceError) as caught:
        read(origin, ReadOptions(**options), report)  # type: ignore[arg-type]
    assert all(message.hint for message in caught.value.messages)
    return next(message.code for message in (*report.messages, *caught.value.messages) if message.severity != "note")


def made(origin: Source, formats: tuple[str, ...] = OUTPUTS) -> Result:
    return convert(Job(source=origin, formats=formats, check="off"))


# --- Characters ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("turned", ["\u202egpj.exe\u202c", "\u2066\u2069\u2067x y\u2069", "\u200f\u061c"])
def test_characters_that_turn_text_are_kept_and_told(form: str, turned: str) -> None:
    article, codes = reading(source(form, f"{WORDS} A name: {turned} and on."))
    assert turned in plain_text(article.body)
    assert codes.count("R525") == 1


@pytest.mark.parametrize("form", ["markdown", "web"])
def test_article_with_turned_text_is_made_into_all_formats(form: str) -> None:
    result = made(source(form, f"{WORDS} A name: \u202egpj.exe\u202c and on."))
    assert [export.format for export in result.exports] == list(OUTPUTS)


def test_characters_that_turn_text_are_told_of_a_title_and_of_code() -> None:
    for text in (
        "---\ntitle: \u202eA title\n---\n\nWords.\n",
        HEAD + "```\nif x: \u2066# \u2069 y\n```\n",
        HEAD + "&#8238;x\n",
    ):
        assert reading(Source("a.md", text.encode(), "markdown"))[1].count("R525") == 1
    assert "R525" not in reading(Source("a.md", f"{HEAD}مرحبا بكم\n".encode(), "markdown"))[1]


@pytest.mark.parametrize("form", FORMATS)
def test_nul_bytes_are_replaced_and_told_or_refuse_the_file(form: str) -> None:
    origin = source(form, f"{WORDS} Here is\0one.")
    if form in ("word", "odt"):  # whose own programs refuse it, too
        assert refusal(origin) == "R411"
        return
    article, codes = reading(origin)
    assert "Here is\ufffdone." in plain_text(article.body)
    assert "R006" in codes


@pytest.mark.parametrize("form", ["markdown", "yaml", "text", "rss", "jats", "web"])
def test_mixed_newlines_are_newlines(form: str) -> None:
    plain = source(form, f"{WORDS}\n\nA second text.")
    ends = itertools.cycle((b"\n", b"\r\n", b"\r", b"\r\n"))  # in no order that makes two of them one
    mixed = re.sub(rb"\n", lambda _: next(ends), plain.data)
    assert b"\r" in mixed
    one, other = reading(plain)[0], reading(Source(plain.name, mixed, plain.format))[0]
    assert plain_text(other.body).split() == plain_text(one.body).split()
    assert [block.origin for block in one.body] == [block.origin for block in other.body]


@pytest.mark.parametrize("form", ["markdown", "json", "yaml", "text"])
def test_bytes_that_are_not_utf_8_refuse_a_text_at_their_place(form: str) -> None:
    origin = source(form, "Caf\u00e9. " + WORDS)
    assert refusal(Source("a", origin.data.decode().encode("latin-1"), origin.format)) == "R002"


@pytest.mark.parametrize("form", ["word", "odt"])
def test_wrong_label_of_an_office_files_part_refuses_it(form: str) -> None:
    sink = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(source(form, "Caf\u00e9. " + WORDS).data)) as old,
        zipfile.ZipFile(sink, "w") as new,
    ):
        for name in old.namelist():
            new.writestr(name, old.read(name).replace("\u00e9".encode(), b"\xe9"))
    assert refusal(Source("a", sink.getvalue(), form)) == "R411"


# --- Links and pictures ----------------------------------------------------------------------------------

LINKS = ["javascript:alert(1)", "JaVaScript:alert(1)", " javascript:alert(1)", "vbscript:x", "file:///etc/passwd",
         "data:text/html,<script>alert(1)</script>"]  # fmt: skip


@pytest.mark.parametrize("form", [form for form in FORMATS if form != "text"])
@pytest.mark.parametrize("link", LINKS)
def test_link_that_would_run_or_open_something_keeps_its_words_alone(form: str, link: str) -> None:
    if form == "markdown" and "<" in link:
        link = link.partition("<")[0]
    result = made(source(form, WORDS, link), ("docx", "epub"))
    assert "P106" in [message.code for message in result.messages]
    assert b"on here" in unzipped(result["epub"])
    assert findings(result) == []


def test_address_in_a_plain_text_is_no_link_when_it_would_run_something() -> None:
    for link in LINKS:
        result = made(source("text", WORDS, link))
        assert findings(result) == []


@pytest.mark.parametrize("form", [form for form in FORMATS if form != "text"])
def test_picture_in_a_data_url_is_bounded_as_the_article_is(form: str) -> None:
    """Half a megabyte that is no picture leaves its words; beyond the bound the article is refused."""
    small = source(form, WORDS, picture="data:image/png;base64," + "A" * 500_000)
    article, codes = reading(small)
    assert article.assets == {}
    assert {"R302", "R304"} & set(codes) or form == "word"
    assert WORDS in plain_text(article.body)
    large = source(form, WORDS, picture="data:image/png;base64," + "A" * 5_000_000)
    expected = {"rss": "R703", "wxr": "R703", "jats": "R703", "word": "R412", "odt": "R412"}
    assert refusal(large, max_source_bytes=1_000_000) == expected.get(form, "R004" if form != "warc" else "R704")


# --- Depth -----------------------------------------------------------------------------------------------

TREE = '{"metadata": {"title": "T"}, "body": %s}'
DEEP: dict[str, tuple[str, str, str]] = {
    "Markdown, elements": ("markdown", HEAD + "<div>" * N, "R210"),
    "Markdown, quotes": ("markdown", HEAD + ">" * N + "x", "R210"),
    "Markdown, boxes": ("markdown", HEAD + "::: note\n" * N, "R210"),
    "front matter, lists": ("markdown", "---\ntitle: T\nx: " + "[" * N + "]" * N + "\n---\n", "R102"),
    "front matter, TOML": ("markdown", "+++\ntitle = 'T'\nx = " + "[" * N + "]" * N + "\n+++\n", "R102"),
    "JSON, lists": ("json", TREE % ("[" * N + "]" * N), "R210"),
    "JSON, blocks": ("json", TREE % ('[{"type": "block-quote", "blocks": ' * N + "[]" + "}]" * N), "R210"),
    "YAML, lists": ("yaml", "metadata: {title: T}\nbody: " + "[" * N + "]" * N, "R401"),
    "YAML, items": ("yaml", "metadata: {title: T}\nbody:\n" + "- " * N + "x", "R401"),
    "web, elements": ("web", hostile_files.html("<div>" * N + WORDS), "R210"),
    "web, letters": ("web", hostile_files.html("<b>" * N + WORDS), "R210"),
    "web, quotes": ("web", hostile_files.html("<blockquote>" * 200 + f"<p>{WORDS * 3}"), "R210"),
    "feed, elements": ("xml", hostile_files.feed("<a>" * N + "</a>" * N), "R701"),
    "feed, HTML": ("xml", hostile_files.feed(hostile_files.item("<div>" * N + WORDS)), "R704"),
    "WordPress, HTML": ("xml", hostile_files.feed(hostile_files.post("<b>" * N + WORDS)), "R704"),
    "JATS, elements": ("xml", hostile_files.journal("<sec>" * N + f"<p>{WORDS}</p>" + "</sec>" * N), "R701"),
    "JATS, sections": ("xml", hostile_files.journal("<sec>" * 200 + f"<p>{WORDS}</p>" + "</sec>" * 200), "R704"),
}


@pytest.mark.parametrize(("form", "text", "code"), DEEP.values(), ids=DEEP)
def test_what_is_nested_beyond_the_bound_is_refused(form: str, text: str, code: str) -> None:
    assert refusal(Source("a", text.encode(), form)) == code


@pytest.mark.parametrize("tag", ["<blockquote>", "<ul><li>", "<table><tr><td>x</td><td>"])
@pytest.mark.parametrize("depth", [59, 70, 120])
def test_page_is_made_or_refused_however_deep_its_blocks_are(tag: str, depth: int) -> None:
    origin = Source("a.html", hostile_files.html(tag * depth + f"<p>{WORDS * 3}").encode(), "web")
    result = made(origin, ("docx", "epub"))
    assert bool(result.exports) is (depth < 60)
    assert bool(result.exports) or [m.code for m in result.messages if m.severity == "error"] == ["R210"]


# --- Size and time ---------------------------------------------------------------------------------------

LONG = "x" * 2_000_000
SLOW: dict[str, tuple[str, str]] = {
    "one word in a text": ("text", f"A title\n\n{LONG} and more."),
    "one word in Markdown": ("markdown", f"{HEAD}{LONG}@ and/more."),
    "open braces": ("markdown", HEAD + "{" * 200_000),
    "digits in JSON": ("json", TREE % '[{"type": "heading", "level": %s, "children": []}]' % ("9" * 1_000_000)),
    "digits in front matter": ("markdown", "+++\ntitle = 'T'\nx = %s\n+++\n\nWords.\n" % ("9" * 1_000_000)),
    "a port of many digits": ("markdown", f"{HEAD}[x](https://a.example:{'9' * 100_000}/)\n"),
    "attributes": ("web", hostile_files.html(f"<p {' '.join(f'a{n}=x' for n in range(N))}>{WORDS}")),
    "a bibliography that repeats itself": (
        "markdown",
        "---\ntitle: T\nbibliography: a.yaml\n---\n\nWords [@a].\n",
    ),
}


@pytest.mark.parametrize(("form", "text"), SLOW.values(), ids=SLOW)
def test_what_took_long_or_broke_is_read_or_refused(form: str, text: str, tmp_path: Path) -> None:
    """In a process of its own that is ended after 60 s and has 1.5 GB, as every process of a build may be."""
    names = {"text": "a.txt", "markdown": "a.md", "json": "a.json", "web": "a.html"}
    (tmp_path / names[form]).write_text(text, "utf-8")
    links = "".join(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]\n" for n in range(1, 10))
    (tmp_path / "a.yaml").write_text(f"a0: &a0 [x]\n{links}references:\n- id: a\n  note-x: *a9\n", "utf-8")
    done = command("build", tmp_path / names[form], "--to", "docx", "-o", tmp_path / "out", "--json")
    assert done.returncode in (0, 3)
    assert "C105" not in done.stdout
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("ending", ["txt", "md", "json", "yaml", "html", "docx", "odt", "rss", "wxr", "warc"])
def test_text_of_two_hundred_megabytes_is_refused_and_not_held(ending: str, tmp_path: Path) -> None:
    beginnings = {"rss": hostile_files.feed("")[:90] + "<item><title>T</title><description>", "warc": "WARC/1.0\r\n"}
    beginnings["wxr"] = beginnings["rss"]
    file = tmp_path / f"big.{ending}"
    line = b"A line of words that says nothing, and says it again. " * 20_000
    with file.open("wb") as sink:
        sink.write(beginnings.get(ending, "").encode())
        for _ in range(200_000_000 // len(line)):
            sink.write(line)
    try:
        done = command("read", file, "--json", memory=600_000_000)
    finally:
        file.unlink()
    codes = [message["code"] for message in json.loads(done.stdout)["messages"]]
    expected = {"docx": "R411", "odt": "R411", "rss": "R703", "wxr": "R703", "warc": "R711"}
    assert expected.get(ending, "R004") in codes
    assert done.returncode == 3


def test_endless_input_is_refused(tmp_path: Path) -> None:
    with Path("/dev/zero").open("rb") as endless:
        done = subprocess.run([sys.executable, "-m", "exporter", "read", "-", "--json"], stdin=endless,
                              capture_output=True, text=True, check=False, timeout=60)  # fmt: skip
    assert [message["code"] for message in json.loads(done.stdout)["messages"]] == ["R004"]


def test_reading_that_takes_too_long_is_ended(tmp_path: Path) -> None:
    file = tmp_path / "a.md"
    file.write_text(HEAD + "[@" * 200_000, "utf-8")
    done = command("read", file, "--json", "--time-limit", "0.5")
    assert [message["code"] for message in json.loads(done.stdout)["messages"]] == ["B106"]


def command(*words: object, memory: int = 1_500_000_000) -> "subprocess.CompletedProcess[str]":
    def bounds() -> None:
        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))

    line = [sys.executable, "-m", "exporter", *map(str, words)]
    return subprocess.run(line, capture_output=True, text=True, check=False, timeout=60, preexec_fn=bounds)


# --- Files that others collected -------------------------------------------------------------------------


def payloads() -> list[str]:
    file = HOSTILE / "html" / "dompurify_payloads.json"
    return [text if isinstance(text, str) else text["payload"] for text in json.loads(file.read_text("utf-8"))]


@pytest.mark.skipif(not HOSTILE.is_dir(), reason="the corpora are not here")
@pytest.mark.parametrize("form", ["markdown", "web", "rss"])
def test_nothing_that_runs_reaches_a_file_from_a_collection_of_attacks(form: str) -> None:
    found = payloads()
    for start in range(0, len(found), 12):
        inside = "\n\n".join(f"<p>{WORDS}</p>\n\n{text}" for text in found[start : start + 12]).replace("]]>", "")
        origin = {
            "markdown": Source("a.md", f"{HEAD}{inside}".encode("utf-8", "replace"), "markdown"),
            "web": Source("a.html", hostile_files.html(inside).encode("utf-8", "replace"), "web"),
            "rss": Source("a.xml", hostile_files.feed(hostile_files.item(inside)).encode("utf-8", "replace"), "xml"),
        }[form]
        result = made(origin)
        assert len(result.exports) == len(OUTPUTS), [message.text for message in result.messages]
        assert findings(result) == []


@pytest.mark.skipif(not HOSTILE.is_dir(), reason="the corpora are not here")
@pytest.mark.parametrize("form", ["json", "web", "word"])
def test_naughty_strings_reach_all_formats_or_are_named(form: str) -> None:
    """A PDF whose letters cannot be read back, such as those with forty marks on each, is refused in words."""
    strings = json.loads((HOSTILE / "blns" / "blns.json").read_text("utf-8"))
    for start in range(0, len(strings), 60):
        words = re.sub("[\0-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]", " ", " | ".join(strings[start : start + 60]))
        origin = source(form, f"{WORDS} {words}")
        result = made(origin, ("docx", "epub"))
        assert len(result.exports) == 2, (start, [message.text for message in result.messages])
        printed = made(origin, ("pdf",))
        codes = {message.code for message in printed.messages if message.severity == "error"}
        assert codes == (set() if printed.exports else {"V101"}), [message.text for message in printed.messages]
        assert findings(result) == findings(printed) == []


@pytest.mark.skipif(not HOSTILE.is_dir(), reason="the corpora are not here")
def test_pictures_of_a_collection_of_broken_ones_are_shown_or_told() -> None:
    files = sorted(path for name in ("svg", "images") for path in (HOSTILE / name).rglob("*") if path.is_file())
    text = HEAD + "".join(f"\n![A picture](<{file.relative_to(HOSTILE)}>)\n" for file in files)
    result = convert(Job(source=Source("a.md", text.encode(), "markdown", HOSTILE), formats=OUTPUTS, check="off"))
    assert len(result.exports) == len(OUTPUTS), [m.text for m in result.messages if m.severity == "error"]
    assert findings(result) == []


def test_separator_of_paragraphs_does_not_stop_a_pdf() -> None:
    assert made(source("markdown", f"{WORDS} One\u2029two\u2028three."), ("pdf",)).exports


# --- What is written of it -------------------------------------------------------------------------------


def test_bounds_are_those_of_the_documents() -> None:
    page = (Path(__file__).parents[1] / "docs" / "hostile-input.md").read_text("utf-8")
    options = ReadOptions()
    megabytes = ((registry.MOST_WHOLE_BYTES, "256 MB"), (options.max_source_bytes, "8 MB"))
    for value, said in (*megabytes, (options.max_picture_bytes, "32 MiB")):
        unit = 1_000_000 if said.endswith(" MB") else 1 << 20
        assert str(value // unit) == said.split()[0]
        assert said in page
    for value in (options.max_picture_pixels, MOST_ENTRIES, MOST_ELEMENTS, MOST_ATTRIBUTES_SQUARED):
        assert f"{value:,}" in page
    assert f"{options.max_depth} levels" in page
    assert set(re.findall(r"\b[A-Z]\d{3}\b", page)) <= set(CODES)


# --- What may not be in a file ---------------------------------------------------------------------------

_RUNNING = ("script", "iframe", "object", "embed", "form", "applet")
_HARMLESS = re.compile(rf"(?:{'|'.join(sorted(SCHEMES))}):|[^:]*$")


def findings(result: Result) -> list[object]:
    """What in the files would run, or open something else than a page, a mail or a place of their own."""
    found: list[object] = []
    for export in result.exports:
        found += _in_pdf(export.data) if export.format == "pdf" else _in_zip(export.data)
    return found


def _in_zip(data: bytes) -> list[object]:
    found: list[object] = []
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        for name in package.namelist():
            if not name.endswith((".xhtml", ".opf", ".ncx", ".svg", ".xml", ".rels")):
                continue
            for element in etree.fromstring(package.read(name)).iter("{*}*"):
                tag = etree.QName(element).localname
                if element.get("TargetMode") == "External":
                    if not element.get("Type", "").endswith("/hyperlink") or not _HARMLESS.match(element.get("Target")):
                        found.append((name, dict(element.attrib)))
                elif not name.startswith("word/") and (tag in _RUNNING or any(map(_runs, element.attrib.items()))):
                    found.append((name, tag, dict(element.attrib)))
    return found


def _runs(attribute: tuple[str, str]) -> bool:
    name, value = etree.QName(attribute[0]).localname.lower(), attribute[1].strip()
    leads = name in ("href", "src", "cite", "action") and not value.startswith("data:image/")
    return name.startswith("on") or (leads and not _HARMLESS.match(value))


def _in_pdf(data: bytes) -> list[object]:
    found: list[object] = []
    with pikepdf.open(io.BytesIO(data)) as pdf:
        for item in pdf.objects:
            if not isinstance(item, pikepdf.Dictionary):
                continue
            kind = str(item.get("/S", ""))
            if "/JS" in item or kind in ("/JavaScript", "/Launch", "/SubmitForm", "/ImportData", "/GoToR"):
                found.append(str(item)[:200])
            if "/URI" in item and not _HARMLESS.match(str(item["/URI"])):
                found.append(str(item["/URI"]))
    return found


def unzipped(data: bytes) -> bytes:
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return b"\n".join(package.read(name) for name in package.namelist())
