"""Bad input: each fault names its file, line and column, shows the line, says why, and offers one remedy.

What refuses an article leaves no file; what does not is a warning, and nothing of the text is lost.
"""

import os
import struct
import zlib
from pathlib import Path

import pytest

from exporter.api import convert_file
from exporter.convert import Result
from exporter.messages import Message

TEXT = "---\ntitle: A title\nlang: en\n---\n\n"


def built(folder: Path, text: str | bytes, name: str = "article.md", **options: object) -> Result:
    file = folder / name
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    return convert_file(file, ["docx", "epub"], **options)  # type: ignore[arg-type]


def only(result: Result, code: str) -> Message:
    found = [message for message in result.messages if message.code == code]
    assert len(found) == 1, result.messages
    return found[0]


def place(message: Message) -> str:
    assert message.origin
    assert message.hint
    return f"{Path(message.origin.file).name}:{message.origin.line}:{message.origin.column}"


REFUSED: list[tuple[str, str, str | bytes, str, str, str]] = [
    ("no title", "R101", "Only text.\n", "article.md:1:1", "no title", "title:"),
    ("broken front matter", "R102", "---\ntitle: A: b\n---\n\nText.\n", "article.md:2:9", "broken", "quotation marks"),
    ("tab in front matter", "R102", "---\ntitle: A\nauthor:\n\t- x\n---\n", "article.md:4:1", "broken", "spaces"),
    ("front matter never closed", "R102", "---\ntitle: A\n\nText.\n", "article.md:1:1", "never closed", "---"),
    ("broken TOML", "R102", "+++\ntitle = A\n+++\n", "article.md:2:9", "broken", '"value"'),
    ("not UTF-8", "R002", "---\ntitle: caf\u00e9\n---\n".encode("latin-1"), "article.md:2:11", "not UTF-8", "iconv"),
    ("empty file", "R003", "", "article.md:1:1", "empty", "exporter new"),
    ("blank file", "R003", " \n\n", "article.md:1:1", "empty", "exporter new"),
    ("ten megabytes", "R004", TEXT + "word " * 2_100_000, "article.md:1:1", "8,388,608 bytes", "--max-source-mb"),
    ("nested too deeply", "R210", TEXT + ">" * 500 + " deep\n", "article.md:6:1", "nested", "flatter"),
]


@pytest.mark.parametrize(("code", "text", "where", "words", "hint"), [row[1:] for row in REFUSED],
                         ids=[row[0] for row in REFUSED])  # fmt: skip
def test_article_is_refused_with_place_reason_and_remedy(
    tmp_path: Path, code: str, text: str | bytes, where: str, words: str, hint: str
) -> None:
    result = built(tmp_path, text)
    assert result.failed
    assert not result.exports
    message = only(result, code)
    assert place(message) == where
    assert words in message.text
    assert hint in message.hint
    assert message.severity == "error"


WARNED: list[tuple[str, str, str, str, str, str]] = [
    ("wrong date", "R103", "---\ntitle: A\ndate: 2025-02-30\n---\n", "article.md:3:7", "2025-02-30", "2025-02-13"),
    ("unknown field", "R109", "---\ntitle: A\nautor: B\n---\n", "article.md:3:1", "autor", 'did you mean "author'),
    ("repeated field", "R106", "---\ntitle: A\ntitle: B\n---\n", "article.md:3:1", "title", "remove one"),
    ("missing picture", "R301", TEXT + "![A bridge](brige.png)\n", "article.md:6:1", "brige.png", "did you mean"),
    ("remote picture", "R304", TEXT + "![A](https://example.org/a)\n", "article.md:6:1", "network", "--allow-remote"),
    ("picture outside", "R305", TEXT + "![A](../../etc/a.png)\n", "article.md:6:1", "outside", "--picture-root"),
    ("absolute picture", "R305", TEXT + "![A](/etc/hostname)\n", "article.md:6:1", "/etc/hostname", "--picture-root"),
    ("no alternative text", "R306", TEXT + "![](bridge.png)\n", "article.md:6:1", "alternative text", "decorative"),
    ("unclosed fence", "R201", TEXT + "Text.\n\n```python\nprint()\n", "article.md:8:1", "never closed", "```"),
    ("note without text", "R202", TEXT + "Words[^a] more.\n", "article.md:6:6", "[^a]", "[^a]:"),
    ("text without call", "R203", TEXT + "Words.\n\n[^a]: Lost words.\n", "article.md:8:1", "a", "[^a]"),
    ("repeated id", "P102", TEXT + "## A {#x}\n\n## B {#x}\n", "article.md:8:1", '"x"', "another id"),
    ("dead link", "P103", TEXT + "## Cost {#cost}\n\n[see](#coast)\n", "article.md:8:1", "coast", '"#cost"'),
    ("ragged table", "R204", TEXT + "| a | b |\n|---|---|\n| 1 | 2 | three |\n", "article.md:8:1", "3", "column"),
    ("level skipped", "P101", TEXT + "## A\n\n#### B\n", "article.md:8:1", "level 4", "level 3"),
    ("no glyph", "P104", TEXT + "Mixed \ua997\ua9ae words.\n", "article.md:6:1", "U+A997", "docs/themes.md"),
    ("script in a link", "P106", TEXT + "[x](javascript:alert)\n", "article.md:6:1", "javascript", "https://"),
]  # fmt: skip


@pytest.mark.parametrize(("code", "text", "where", "words", "hint"), [row[1:] for row in WARNED],
                         ids=[row[0] for row in WARNED])  # fmt: skip
def test_article_is_built_with_a_warning_at_its_place(
    tmp_path: Path, code: str, text: str, where: str, words: str, hint: str
) -> None:
    (tmp_path / "bridge.png").write_bytes(png(4, 3))
    result = built(tmp_path, text)
    message = only(result, code)
    assert place(message) == where
    assert words in message.text
    assert hint in message.hint
    assert message.excerpt.strip()
    assert message.severity in ("warning", "note")
    assert [export.format for export in result.exports] == ["docx", "epub"]


def test_huge_picture_is_refused_before_it_is_decoded(tmp_path: Path) -> None:
    (tmp_path / "huge.png").write_bytes(png(20_000, 20_000, rows=1))
    message = only(built(tmp_path, TEXT + "![Huge](huge.png)\n"), "R303")
    assert "20,000 × 20,000 pixels" in message.text


@pytest.mark.parametrize("cut", [8, 40, -20], ids=["after the signature", "in the header", "before the end"])
def test_truncated_picture_leaves_its_alternative_text(tmp_path: Path, cut: int) -> None:
    (tmp_path / "cut.png").write_bytes(png(40, 30)[:cut])
    result = built(tmp_path, TEXT + "![A bridge at dawn](cut.png)\n")
    assert only(result, "R302").hint
    assert result.exports


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="root reads every file")
def test_unreadable_picture_is_named(tmp_path: Path) -> None:
    file = tmp_path / "locked.png"
    file.write_bytes(png(4, 3))
    file.chmod(0)
    assert "rights" in only(built(tmp_path, TEXT + "![A](locked.png)\n"), "R302").hint


def test_picture_behind_a_link_out_of_the_folder_is_refused(tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    inside = tmp_path / "inside"
    outside.mkdir()
    inside.mkdir()
    (outside / "secret.png").write_bytes(png(4, 3))
    (inside / "a.png").symlink_to(outside / "secret.png")
    assert only(built(inside, TEXT + "![A](a.png)\n"), "R305")


def test_unreferenced_note_and_excess_cell_keep_their_words(tmp_path: Path) -> None:
    text = TEXT + "| a | b |\n|---|---|\n| 1 | 2 | keepme |\n\n[^a]: And these words.\n"
    result = built(tmp_path, text)
    words = docx_words(result)
    assert "keepme" in words
    assert "And these words." in words


def docx_words(result: Result) -> str:
    import io
    import re
    import zipfile

    with zipfile.ZipFile(io.BytesIO(result["docx"])) as package:
        return re.sub(r"<[^>]+>", "", package.read("word/document.xml").decode())


def png(width: int, height: int, rows: int | None = None) -> bytes:
    """A grey PNG; `rows` writes fewer rows than the header promises."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    pixels = zlib.compress((b"\0" + b"\x80" * width) * (height if rows is None else rows))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")
