"""The Python API: from a path or a text to bytes, with the same messages as records."""

import subprocess
import sys
from pathlib import Path

import pytest

import exporter

TEXT = "---\ntitle: A title\nlang: en\n---\n\nSome words.\n"


def test_three_lines_from_a_path_to_bytes(tmp_path: Path) -> None:
    (tmp_path / "note.md").write_text(TEXT)
    result = exporter.convert_file(tmp_path / "note.md", formats=["docx", "epub"])
    assert result["docx"].startswith(b"PK")
    assert [export.media_type for export in result.exports][1] == "application/epub+zip"
    assert result.messages == ()


def test_text_becomes_a_pdf_with_messages_as_records() -> None:
    result = exporter.convert_text(TEXT + "\n[x](#nowhere)\n", ["pdf"])
    assert result["pdf"].startswith(b"%PDF")
    (message,) = result.messages
    assert (message.code, message.severity) == ("P103", "warning")
    assert message.origin.line == 8


def test_result_saves_its_files_under_the_source_s_name(tmp_path: Path) -> None:
    (tmp_path / "note.md").write_text(TEXT)
    written = exporter.convert_file(tmp_path / "note.md", ["docx", "epub"]).save(tmp_path / "out")
    assert [Path(file.path).name for file in written] == ["note.docx", "note.epub"]
    assert written[0].bytes == (tmp_path / "out" / "note.docx").stat().st_size
    exporter.convert_text(TEXT, ["epub"]).save(tmp_path / "out", "other")
    assert sorted(file.name for file in (tmp_path / "out").iterdir()) == ["note.docx", "note.epub", "other.epub"]


def test_result_that_was_refused_saves_nothing(tmp_path: Path) -> None:
    assert exporter.convert_text("no title").save(tmp_path / "out") == ()
    assert not (tmp_path / "out").exists()


def test_files_that_cannot_all_be_written_are_as_they_were(tmp_path: Path) -> None:
    exporter.convert_text(TEXT, ["docx", "epub"]).save(tmp_path, "note")
    before = (tmp_path / "note.docx").read_bytes()
    (tmp_path / "note.epub").unlink()
    (tmp_path / "note.epub").mkdir()
    with pytest.raises(exporter.ExporterError, match=r"note\.epub cannot be written: there is a folder"):
        exporter.convert_text(TEXT + "More.\n", ["docx", "epub"]).save(tmp_path, "note")
    assert (tmp_path / "note.docx").read_bytes() == before
    assert sorted(file.name for file in tmp_path.iterdir()) == ["note.docx", "note.epub"]


def test_format_that_was_not_made_is_a_key_error() -> None:
    with pytest.raises(KeyError):
        exporter.convert_text(TEXT, ["epub"])["pdf"]


def test_refused_text_gives_no_bytes_and_raises_nothing() -> None:
    result = exporter.convert_text("no title")
    assert result.failed
    assert result.exports == ()


def test_missing_file_is_named() -> None:
    with pytest.raises(exporter.ExporterError, match=r"nowhere\.md cannot be read"):
        exporter.convert_file("nowhere.md")


def test_import_costs_nothing_until_a_name_is_used() -> None:
    code = "import sys, exporter; print([m for m in ('msgspec', 'lxml', 'jinja2', 'docx') if m in sys.modules])"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "[]\n"
    assert set(exporter.__all__) <= set(dir(exporter)) | set(exporter._PLACES)
