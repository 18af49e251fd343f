"""Addresses as codes to be scanned: vector, large enough, described, and printed for everyone else."""

import io
import re
import zipfile

import pytest
from lxml import etree

from exporter import Result, convert_text

URL = "https://example.org/form?lang=en&page=2"


def made(body: str, lang: str = "en") -> Result:
    return convert_text(f"---\ntitle: A\nlang: {lang}\n---\n\n{body}\n", ["epub"])


def page(result: Result) -> str:
    return zipfile.ZipFile(io.BytesIO(result["epub"])).read("OEBPS/content.xhtml").decode()


def code(result: Result) -> etree._Element:
    files = zipfile.ZipFile(io.BytesIO(result["epub"]))
    (name,) = [name for name in files.namelist() if re.search(r"assets/\w{16}\.svg", name)]
    return etree.fromstring(files.read(name))


@pytest.mark.parametrize("body", [f"```qr\n{URL}\n```", f'::: {{.qr url="{URL}"}}\n:::', f"::: qr\n{URL}\n:::"])
def test_address_becomes_a_code_and_a_link(body: str) -> None:
    result = made(body)
    assert result.messages == ()
    escaped = URL.replace("&", "&amp;")
    assert f'alt="Scan to open: {escaped}"' in page(result)
    assert f'Scan to open: <a href="{escaped}">{escaped}</a>' in page(result)


def test_code_holds_the_address_in_a_quiet_zone_at_a_size_that_can_be_scanned() -> None:
    import segno

    root = code(made(f"```qr\n{URL}\n```"))
    side = int(root.get("viewBox").split()[2])
    expected = segno.make(URL, error="m", boost_error=False, micro=False)
    assert side == len(expected.matrix) + 8
    dark = set()
    for x, y, length in re.findall(r"M(\d+) (\d+)h(\d+)v1", root[1].get("d")):
        dark |= {(int(x) - 4 + i, int(y) - 4) for i in range(int(length))}
    assert dark == {(x, y) for y, row in enumerate(expected.matrix) for x, bit in enumerate(row) if bit}
    width_mm = float(root.get("width")) * 25.4 / 96
    assert width_mm * (side - 8) / side >= 25


def test_caption_and_words_stay_and_an_address_is_shown_without_its_scheme() -> None:
    result = made('::: {.qr url="mailto:press@example.org" title="Write *us*"}\nWords below.\n:::')
    assert 'Write <em>us</em>: <a href="mailto:press@example.org">press@example.org</a>' in page(result)
    assert "<p>Words below.</p>" in page(result)


def test_words_of_the_code_are_in_the_article_s_language() -> None:
    assert "Scanner pour ouvrir\u00a0: " in page(made(f"```qr\n{URL}\n```", "fr"))


@pytest.mark.parametrize(
    ("target", "reason"),
    [
        ("javascript:alert(1)", "is no address"),
        ("example.org/form", "is no address"),
        ("file:///etc/passwd", "is no address"),
        ("https://example.org/" + "a" * 600, "more than the 500"),
    ],
)
def test_address_that_no_telephone_may_open_is_told_and_kept(target: str, reason: str) -> None:
    for body in (f"```qr\n{target}\n```", f'::: {{.qr url="{target}"}}\nWords.\n:::'):
        result = made(body)
        (message,) = [message for message in result.messages if message.severity != "note"]
        assert (message.code, reason in message.text) == ("R505", True)
        assert message.origin
        assert message.origin.line == 6
        assert target in page(result)
        assert "<img" not in page(result)


def test_division_without_an_address_keeps_its_words() -> None:
    result = made("::: qr\nSome words here.\n:::")
    assert [message.code for message in result.messages] == ["R505"]
    assert "Some words here." in page(result)
