"""The source inside its outputs: any copy gives it back byte for byte, and without the wish nothing of it is there."""

import io
import random
import re
import subprocess
import sys
import zipfile
import zlib
from pathlib import Path

import pikepdf
import pytest

from exporter.api import convert_file
from exporter.checks.carried import source_in
from exporter.checks.rules import check
from exporter.convert import Result
from exporter.kept import Unrestorable

SAMPLES = Path(__file__).parents[1] / "samples"
PICTURE = next(path for path in sorted((SAMPLES / "pictures").iterdir()) if path.suffix == ".jpg")
SECRETS = ("zephyr-one", "zephyr-two", "zephyr-three", "zephyr-four", "zephyr-five")
# A comment, an unknown field, a picture's name, the folder's and the file's.
ARTICLE = """---
title: Bridges
lang: en
internal-code: zephyr-two
---

<!-- zephyr-one: ask the mayor first -->

Words.

![A bridge](zephyr-three.jpg)
"""
STYLE = """<style xmlns="http://purl.org/net/xbiblio/csl" version="1.0" class="in-text"><info><title>n</title>
<id>n</id><updated>2020-01-01T00:00:00Z</updated></info><citation><layout prefix="(" suffix=")">
<text variable="title"/></layout></citation><bibliography><layout><text variable="title"/></layout></bibliography>
</style>
"""
FORMATS = ("pdf", "docx", "epub")


@pytest.fixture
def article(tmp_path: Path) -> Path:
    folder = tmp_path / "zephyr-four"
    folder.mkdir()
    (folder / "zephyr-three.jpg").write_bytes(PICTURE.read_bytes())
    (folder / "zephyr-five.md").write_text(ARTICLE, "utf-8")
    return folder / "zephyr-five.md"


def everything(data: bytes) -> bytes:
    """All bytes of a file, with what is packed unpacked, inside files that are inside it too."""
    found = [data]
    if data.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            found += [name.encode() + archive.read(name) for name in archive.namelist()]
    elif data.startswith(b"%PDF"):
        with pikepdf.open(io.BytesIO(data)) as pdf:
            found += [o.read_bytes() if isinstance(o, pikepdf.Stream) and "/DCTDecode" not in str(o.get("/Filter")) else
                      str(o).encode() for o in pdf.objects]  # fmt: skip
    return b"\n".join(found)


@pytest.mark.parametrize("format", FORMATS)
def test_without_the_wish_nothing_of_the_source_is_in_a_file(article: Path, format: str) -> None:
    data = everything(convert_file(article, [format])[format]).lower()
    assert b"bridges" in data or "bridges".encode("utf-16-be") in data
    for secret in SECRETS:
        assert secret.encode() not in data, secret
        assert secret.encode("utf-16-be") not in data, secret


@pytest.mark.parametrize("format", FORMATS)
def test_any_copy_gives_its_source_back(article: Path, format: str) -> None:
    result = convert_file(article, [format], embed_source=True)
    assert [message.code for message in result.messages if message.code == "B110"] == ["B110"]
    manifest, files = source_in(format, result[format])
    assert {file.name: file.data for file in files} == {
        "zephyr-five.md": article.read_bytes(),
        "zephyr-three.jpg": PICTURE.read_bytes(),
    }
    assert (manifest.theme, manifest.reader) == ("editorial", "markdown")
    assert manifest.made_by.startswith("exporter ")
    assert {"weasyprint", "lxml"} <= manifest.libraries.keys()
    assert check(format, result[format]) == []
    assert result.receipt is not None
    assert result.receipt.is_complete


def test_source_is_associated_with_the_document_of_a_pdf(article: Path) -> None:
    with pikepdf.open(io.BytesIO(convert_file(article, ["pdf"], embed_source=True)["pdf"])) as pdf:
        kinds = [str(one.AFRelationship) for one in pdf.Root.AF]
        assert kinds == ["/Source", "/Data", "/Data"]
        assert str(pdf.Root.AF[0].EF.F.Subtype) == "/text/markdown"


@pytest.mark.parametrize("format", ["docx", "epub"])
def test_one_flipped_byte_is_noticed(article: Path, format: str) -> None:
    data = convert_file(article, [format], embed_source=True)[format]
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        item = next(item for item in archive.infolist() if item.filename.endswith("source-1.md"))
    place = item.header_offset + 30 + len(item.filename) + item.compress_size // 2
    broken = data[:place] + bytes([data[place] ^ 1]) + data[place + 1 :]
    with pytest.raises((Unrestorable, zlib.error)) as caught:
        source_in(format, broken)
    assert not isinstance(caught.value, zlib.error)


def test_one_flipped_byte_of_a_pdf_is_noticed(article: Path) -> None:
    made = io.BytesIO()
    with pikepdf.open(io.BytesIO(convert_file(article, ["pdf"], embed_source=True)["pdf"])) as pdf:
        stream = pdf.Root.AF[0].EF.F
        stream.write(stream.read_bytes().replace(b"Words", b"Swords"[:5]))
        pdf.save(made)
    with pytest.raises(Unrestorable, match="SHA-256"):
        source_in("pdf", made.getvalue())


@pytest.mark.parametrize("name", ["ia-en-sante.md", "weighing-pages.md", "open-data.yaml", "archives-ar.md"])
def test_restored_source_makes_the_same_files(name: str, tmp_path: Path) -> None:
    def made(path: Path) -> Result:
        return convert_file(path, embed_source=True, brand="off")

    first = made(SAMPLES / name)
    command = [sys.executable, "-m", "exporter", "restore", "copy.docx", "-o", "again"]
    (tmp_path / "copy.docx").write_bytes(first["docx"])
    told = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=True)
    assert f"again/{name}" in told.stdout
    again = made(tmp_path / "again" / name)
    assert [export.data for export in again.exports] == [export.data for export in first.exports]


def test_everything_that_was_read_beside_the_article_is_carried(tmp_path: Path) -> None:
    folder = tmp_path / "article"
    folder.mkdir()
    beside = {
        "bridge.jpg": PICTURE.read_bytes(),
        "lengths.csv": b"Name,Length\nOld,12\nNew,34\n",
        "refs.bib": b"@book{old, author = {Writer, Ann}, title = {Bridges}, year = 2001}\n",
        "note.csl": STYLE.encode(),
    }
    for name, data in beside.items():
        (folder / name).write_bytes(data)
    text = ARTICLE.replace("internal-code: zephyr-two", "bibliography: refs.bib\ncsl: note.csl\ncover: bridge.jpg")
    chart = "\n```chart\ntype: bar\ndata: lengths.csv\n```\n\nSee [@old].\n"
    (folder / "a.md").write_text(text.replace("![A bridge](zephyr-three.jpg)", "") + chart)
    result = convert_file(folder / "a.md", ["epub"], embed_source=True)
    assert [message.text for message in result.messages if message.severity != "note"] == []
    _, files = source_in("epub", result["epub"])
    assert {file.name: file.data for file in files} == {**beside, "a.md": (folder / "a.md").read_bytes()}


def test_restore_writes_over_nothing_and_says_what_is_wrong(article: Path, tmp_path: Path) -> None:
    convert_file(article, ["epub"], embed_source=True).save(tmp_path, "kept")
    convert_file(article, ["epub"]).save(tmp_path, "bare")
    (tmp_path / "zephyr-five.md").write_text("another")

    def restore(name: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "exporter", "restore", name]
        return subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)

    taken = restore("kept.epub")
    assert taken.returncode == 1
    assert "is there already" in taken.stderr
    assert not (tmp_path / "zephyr-three.jpg").exists()
    assert (tmp_path / "zephyr-five.md").read_text() == "another"
    bare = restore("bare.epub")
    assert bare.returncode == 3
    assert re.search("carries no source.*\n.*hint:", bare.stderr)
    assert restore("none.txt").returncode == 2
    (tmp_path / "zephyr-five.md").unlink()
    (tmp_path / "zephyr-three.jpg").mkdir()
    blocked = restore("kept.epub")
    assert blocked.returncode == 1
    assert "hint:" in blocked.stderr
    assert "Traceback" not in blocked.stderr
    assert not (tmp_path / "zephyr-five.md").exists()


@pytest.mark.parametrize("format", FORMATS)
def test_damaged_copy_gives_its_source_or_the_reason(article: Path, format: str) -> None:
    whole = convert_file(article, [format], embed_source=True)[format]
    chance = random.Random(format)
    reasons = []
    for _ in range(60):
        data = bytearray(whole)
        for _ in range(chance.randint(1, 8)):
            data[chance.randrange(len(data))] = chance.randrange(256)
        try:
            _, files = source_in(format, bytes(data))
        except Unrestorable as exc:
            reasons.append(str(exc))
        else:
            assert {file.data for file in files} == {article.read_bytes(), PICTURE.read_bytes()}
    assert reasons
    assert all(reasons)
