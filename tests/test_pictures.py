"""Pictures: taken by what their bytes are, from where they may come, whole or not at all."""

import base64
import gc
import io
import struct
import subprocess
import sys
import unicodedata
import zlib
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image as Pillow
from web_server import Answer, web_server

from exporter.messages import Report
from exporter.model.article import Article
from exporter.model.assets import Asset
from exporter.model.nodes import Image
from exporter.model.walk import walk
from exporter.origin import Source
from exporter.readers import ReadOptions, read

SVG = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" {}>{}</svg>'


def chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def png(width: int = 4, height: int = 3, rows: int | None = None, *more: bytes) -> bytes:
    """A grey PNG; `rows` writes fewer rows than the header promises, `more` are chunks behind the header."""
    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    pixels = zlib.compress((b"\0" + b"\x80" * width) * (height if rows is None else rows))
    chunks = (chunk(b"IHDR", header), *more, chunk(b"IDAT", pixels), chunk(b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)


def saved(format: str, mode: str = "RGB", size: tuple[int, int] = (6, 4), **options: object) -> bytes:
    out = io.BytesIO()
    Pillow.new(mode, size).save(out, format, **options)  # type: ignore[arg-type]
    return out.getvalue()


def turned(format: str = "JPEG") -> bytes:
    exif = Pillow.Exif()
    exif[0x0112] = 6
    return saved(format, exif=exif)


def reading(folder: Path, src: str, options: ReadOptions | None = None) -> tuple[Article, Report]:
    report = Report()
    text = f"---\ntitle: T\n---\n\n![words](<{src}>)\n"
    source = Source(str(folder / "article.md"), text.encode(), "markdown", folder)
    return read(source, options or ReadOptions(), report), report


def asset(folder: Path, data: bytes | str, name: str = "a.png") -> tuple[Asset, list[str]]:
    """The one asset that a file gives, and the codes of the messages about it."""
    (folder / name).write_bytes(data.encode() if isinstance(data, str) else data)
    article, report = reading(folder, name)
    (only,) = article.assets.values()
    (image,) = (node for node in walk(article.body) if isinstance(node, Image))
    assert image.asset == only.key
    return only, [message.code for message in report.messages]


def fault(folder: Path, data: bytes | str, name: str = "a.png") -> tuple[str, str]:
    """The code and text of the one message about a file that cannot be had; its words stay."""
    (folder / name).write_bytes(data.encode() if isinstance(data, str) else data)
    article, report = reading(folder, name)
    return faulty(article, report)


def faulty(article: Article, report: Report) -> tuple[str, str]:
    assert not article.assets
    (image,) = (node for node in walk(article.body) if isinstance(node, Image))
    assert (image.alt, image.asset) == ("words", "")
    (message,) = report.messages
    assert message.origin
    assert message.hint
    return message.code, message.text


@pytest.mark.parametrize(
    ("data", "media_type", "ending"),
    [(png(), "image/png", ".png"), (saved("JPEG"), "image/jpeg", ".jpg"), (saved("GIF"), "image/gif", ".gif"),
     (SVG.format('width="4"', ""), "image/svg+xml", ".svg")],
)  # fmt: skip
def test_type_comes_from_the_bytes_and_not_from_the_name(
    tmp_path: Path, data: bytes | str, media_type: str, ending: str
) -> None:
    made, codes = asset(tmp_path, data, "a.webp")
    assert (made.media_type, made.key[-4:], codes) == (media_type, ending, [])
    assert made.data == (data.encode() if isinstance(data, str) else data)


def test_png_and_jpeg_are_read_without_loading_pillow(tmp_path: Path) -> None:
    (tmp_path / "a.png").write_bytes(png())
    (tmp_path / "b.jpg").write_bytes(saved("JPEG"))
    code = (
        "import sys; from pathlib import Path; from exporter.readers.image_files import asset_of\n"
        f"for name in ('a.png', 'b.jpg'): asset_of(Path({str(tmp_path)!r}, name).read_bytes(), 100)\n"
        "sys.exit('PIL' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


@pytest.mark.parametrize(("ppi", "wanted"), [(300, 300), (72, 96), (96, 96)])
@pytest.mark.parametrize("format", ["PNG", "JPEG", "TIFF"])
def test_resolution_is_the_stated_one_where_somebody_meant_it(
    tmp_path: Path, format: str, ppi: int, wanted: int
) -> None:
    made, _ = asset(tmp_path, saved(format, dpi=(ppi, ppi)))
    assert (made.width_px, made.height_px) == (6, 4)
    assert made.ppi == pytest.approx(wanted, abs=0.1)


def test_photograph_is_turned_upright(tmp_path: Path) -> None:
    made, codes = asset(tmp_path, turned())
    assert (made.width_px, made.height_px, codes) == (4, 6, ["R307"])
    assert Pillow.open(io.BytesIO(made.data)).size == (4, 6)


@pytest.mark.parametrize(
    ("data", "media_type"),
    [(saved("WEBP", quality=80), "image/jpeg"), (saved("WEBP", lossless=True), "image/png"),
     (saved("WEBP", "RGBA"), "image/png"), (saved("AVIF"), "image/jpeg"), (saved("TIFF", "CMYK"), "image/png"),
     (saved("BMP"), "image/png")],
)  # fmt: skip
def test_what_books_and_word_cannot_show_is_converted(tmp_path: Path, data: bytes, media_type: str) -> None:
    made, codes = asset(tmp_path, data)
    assert (made.media_type, codes) == (media_type, ["R307"])
    assert Pillow.open(io.BytesIO(made.data)).size == (6, 4)


@pytest.mark.parametrize("profile", [None, b"no profile"])
def test_colours_of_print_become_those_of_screens(tmp_path: Path, profile: bytes | None) -> None:
    made, codes = asset(tmp_path, saved("JPEG", "CMYK", icc_profile=profile))
    with Pillow.open(io.BytesIO(made.data)) as picture:
        assert (picture.format, picture.mode, picture.size, codes) == ("JPEG", "RGB", (6, 4), ["R307"])


def test_same_picture_under_two_names_is_kept_once(tmp_path: Path) -> None:
    for name in ("a.png", "b.png"):
        (tmp_path / name).write_bytes(png())
    report = Report()
    text = b"---\ntitle: T\n---\n\n![one](a.png) ![two](b.png) ![three](a.png)\n"
    article = read(Source("x.md", text, "markdown", tmp_path), ReadOptions(), report)
    assert len(article.assets) == 1


WHOLE = png(40, 30)
BROKEN: dict[str, bytes] = {
    "an empty file": b"",
    "words": b"no picture at all",
    "only a signature": WHOLE[:8],
    "a cut header": WHOLE[:30],
    "a cut end": WHOLE[:-20],
    "no end chunk": WHOLE[:-12],
    "fewer rows than promised": png(40, 30, 29),
    "a flipped bit": WHOLE[:50] + bytes([WHOLE[50] ^ 1]) + WHOLE[51:],
    "a chunk longer than the file": WHOLE[:33] + struct.pack(">I", 1 << 30) + WHOLE[37:],
    "no width": png(0, 3),
    "a colour type that does not exist": WHOLE[:25] + b"\x05" + WHOLE[26:],
    "damaged pixels": png(4, 3, 3)[:33] + chunk(b"IDAT", b"\x78\x9cnothing") + chunk(b"IEND", b""),
    "a cut JPEG": saved("JPEG", size=(90, 90))[:-40],
    "a JPEG without a size": b"\xff\xd8\xff\xda\0\x02\xff\xd9",
    "a JPEG of fill bytes": b"\xff\xd8" + b"\xff" * 50,
    "a cut GIF": saved("GIF", size=(90, 90))[:40],
    "a cut WebP": saved("WEBP", size=(90, 90))[:40],
    "EPS, which would start a program": b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n%%EndComments\n",
}


@pytest.mark.parametrize("data", BROKEN.values(), ids=BROKEN)
def test_broken_picture_leaves_its_words(tmp_path: Path, data: bytes) -> None:
    assert fault(tmp_path, data)[0] == "R302"


@pytest.mark.parametrize("data", [png(20_000, 20_000, 1), saved("JPEG")[:-2].replace(b"\0\x04\0\x06", b"\x4e\x20" * 2)])
def test_huge_picture_is_refused_before_it_is_decoded(tmp_path: Path, data: bytes) -> None:
    code, text = fault(tmp_path, data)
    assert code == "R303"
    assert "20,000 × 20,000" in text


def test_picture_file_beyond_the_limit_is_not_read(tmp_path: Path) -> None:
    (tmp_path / "a.png").write_bytes(png())
    assert faulty(*reading(tmp_path, "a.png", ReadOptions(max_picture_bytes=10)))[0] == "R308"


# --- Where pictures may come from ---------------------------------------------------------------------------


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """A folder `site` with an article's folder in it, a picture beside each, and one outside of all."""
    (tmp_path / "site" / "posts").mkdir(parents=True)
    for name in ("outside.png", "site/up.png", "site/posts/beside.png", "site/posts/with space.png"):
        (tmp_path / name).write_bytes(png())
    return tmp_path / "site"


@pytest.mark.parametrize("src", ["beside.png", "./beside.png", "../posts/beside.png", "with%20space.png",
                                 "with space.png", "beside.png?v=2", "beside.png#part", ".\\beside.png"])  # fmt: skip
def test_picture_beside_the_article_is_found(site: Path, src: str) -> None:
    assert reading(site / "posts", src)[0].assets


def test_name_in_other_letters_of_the_same_look_is_found(site: Path) -> None:
    (site / "posts" / unicodedata.normalize("NFD", "été.png")).write_bytes(png())
    assert reading(site / "posts", unicodedata.normalize("NFC", "été.png"))[0].assets


@pytest.mark.parametrize("src", ["../up.png", "../../outside.png", "/etc/hostname", "/up.png", "%2e%2e/up.png"])
def test_picture_outside_the_article_s_folder_is_refused(site: Path, src: str) -> None:
    assert faulty(*reading(site / "posts", src))[0] == "R305"


def test_root_says_what_a_leading_slash_means(site: Path) -> None:
    options = ReadOptions(picture_root=site)
    assert reading(site / "posts", "/up.png", options)[0].assets
    assert reading(site / "posts", "../up.png", options)[0].assets
    assert faulty(*reading(site / "posts", "/../outside.png", options))[0] == "R305"


def test_further_folder_is_looked_into(site: Path) -> None:
    assert reading(site / "posts", "up.png", ReadOptions(picture_folders=(site,)))[0].assets


@pytest.mark.parametrize("src", ["a%00b.png", "x" * 5000, "beside.png/inner.png", "."])
def test_name_that_is_no_file_name_is_no_accident(site: Path, src: str) -> None:
    assert faulty(*reading(site / "posts", src))[0] in ("R301", "R302")


def test_article_from_a_pipe_has_no_folder() -> None:
    report = Report()
    source = Source("-", b"---\ntitle: T\n---\n\n![words](a.png)\n", "markdown", None)
    assert faulty(read(source, ReadOptions(), report), report)[0] == "R301"


def test_picture_written_into_the_text_is_taken() -> None:
    report = Report()
    data = base64.b64encode(png()).decode()
    source = Source("-", f"---\ntitle: T\n---\n\n![a](data:image/png;base64,{data})\n".encode(), "markdown", None)
    (made,) = read(source, ReadOptions(), report).assets.values()
    assert made.data == png()
    assert reading(Path(), "data:image/png;base64,////")[1].messages[0].code == "R302"


def test_lost_cover_is_named_as_the_cover(tmp_path: Path) -> None:
    report = Report()
    source = Source("a.md", b"---\ntitle: T\ncover: lost.png\n---\n\nText.\n", "markdown", tmp_path)
    article = read(source, ReadOptions(), report)
    assert article.metadata.cover == ""
    assert 'cover picture "lost.png"' in report.messages[0].text


@pytest.fixture
def server() -> Iterator[str]:
    away = Answer(status=302, headers={"Location": "file:///etc/hostname"})
    with web_server({"/a.png": Answer(png()), "/away": away}) as server:
        yield server.address


def test_remote_picture_comes_only_where_it_is_allowed(tmp_path: Path, server: str) -> None:
    allowed = ReadOptions(allow_remote=True)
    assert reading(tmp_path, f"{server}/a.png", allowed)[0].assets
    assert faulty(*reading(tmp_path, f"{server}/a.png"))[0] == "R304"
    assert faulty(*reading(tmp_path, f"{server}/none", allowed))[0] == "R304"
    assert faulty(*reading(tmp_path, f"{server}/away", allowed))[0] == "R304"
    small = ReadOptions(allow_remote=True, max_picture_bytes=20)
    assert faulty(*reading(tmp_path, f"{server}/a.png", small))[0] == "R308"
    gc.collect()  # an answer left open would warn here


# --- SVG ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("attributes", "size"),
    [('width="40" height="30"', (40, 30)), ('width="1in" height="72pt"', (96, 96)), ('viewBox="0 0 20 10"', (20, 10)),
     ('width="40" viewBox="0 0 20 10"', (40, 20)), ('width="100%" viewBox="0,0,20,10"', (20, 10)), ("", (300, 150)),
     ('width="-5" viewBox="0 0 0 0"', (300, 150))],
)  # fmt: skip
def test_svg_has_the_size_that_it_states(tmp_path: Path, attributes: str, size: tuple[int, int]) -> None:
    made, _ = asset(tmp_path, SVG.format(attributes, ""))
    assert (made.width_px, made.height_px) == pytest.approx(size)


ACTIVE = {
    "<script>alert(1)</script>": "script",
    '<rect onload="alert(1)"/>': "onload",
    "<foreignObject><p>x</p></foreignObject>": "foreignObject",
    '<image xlink:href="http://example.org/a.png"/>': "href",
    '<image href="file:///etc/passwd"/>': "href",
    '<use href="other.svg#a"/>': "href",
    '<rect fill="url(http://example.org/#a)"/>': "fill",
    '<rect style="fill: url(//example.org)"/>': "style",
    "<style>@import url(http://example.org/a.css);</style>": "@import",
    "<style>rect { fill: url('http://example.org/a') }</style>": "@import",
}


@pytest.mark.parametrize(("content", "name"), ACTIVE.items())
def test_active_content_is_taken_out_of_an_svg_and_named(tmp_path: Path, content: str, name: str) -> None:
    (tmp_path / "a.svg").write_text(SVG.format("", f"{content}<circle r='3'/>"))
    article, report = reading(tmp_path, "a.svg")
    (made,) = article.assets.values()
    assert [message.code for message in report.messages] == ["R309"]
    assert name in report.messages[0].text
    assert b"circle" in made.data
    for harm in (b"alert", b"example.org", b"etc", b"other.svg", b"<p>"):
        assert harm not in made.data


@pytest.mark.parametrize("content", ['<rect fill="url(#a)"/>', "<rect fill=\"url( '#a' )\"/>", '<use href="#a"/>',
                                     '<a href="https://example.org/"><rect/></a>', "<text>url(words)</text>",
                                     '<image href="data:image/png;base64,AAAA"/>'])  # fmt: skip
def test_harmless_svg_stays_as_it_is(tmp_path: Path, content: str) -> None:
    made, codes = asset(tmp_path, SVG.format("", content))
    assert codes == []
    assert content.encode() in made.data


def test_stylesheet_before_an_svg_is_taken_off(tmp_path: Path) -> None:
    text = '<?xml version="1.0"?><?xml-stylesheet href="http://example.org/a.css"?>' + SVG.format("", "<rect/>")
    made, codes = asset(tmp_path, text)
    assert codes == ["R309"]
    assert b"example.org" not in made.data


def test_namespaces_that_drawing_programs_name_by_entities_are_read(tmp_path: Path) -> None:
    text = '<!DOCTYPE svg [<!ENTITY ns "http://www.w3.org/2000/svg">]><svg xmlns="&ns;" width="7"><rect/></svg>'
    made, _ = asset(tmp_path, text)
    assert made.width_px == 7
    assert b"DOCTYPE" not in made.data


LAUGHS = "".join(f'<!ENTITY l{i} "{f"&l{i - 1};" * 10 if i else "ha" * 50}">' for i in range(9))
REFUSED_SVG = {
    "growing entities": f"<!DOCTYPE svg [{LAUGHS}]>" + SVG.format("", "<text>&l8;</text>"),
    "a file as an entity": '<!DOCTYPE svg [<!ENTITY x SYSTEM "file:///etc/hostname">]>'
    + SVG.format("", "<text>&x;</text>"),
    "an open element": SVG.format("", "<g>"),
    "no namespace": '<svg width="4"><rect/></svg>',
    "a page": '<html xmlns="http://www.w3.org/1999/xhtml"><svg /></html>',
    "deep nesting": SVG.format("", "<g>" * 5000 + "</g>" * 5000),
}


@pytest.mark.parametrize("text", REFUSED_SVG.values(), ids=REFUSED_SVG)
def test_svg_that_is_none_or_too_much_leaves_its_words(tmp_path: Path, text: str) -> None:
    assert fault(tmp_path, text)[0] == "R302"


def test_endless_svg_is_refused(tmp_path: Path) -> None:
    assert fault(tmp_path, SVG.format('width="1e300" height="5"', ""))[0] == "R303"


def test_cut_picture_is_noticed_in_a_process_that_has_made_a_pdf(tmp_path: Path) -> None:
    from exporter.api import convert_text

    assert convert_text("---\ntitle: x\nlang: en\n---\n", ["pdf"])["pdf"]  # WeasyPrint tells Pillow to be lenient
    assert fault(tmp_path, BROKEN["a cut JPEG"])[0] == "R302"
