"""The zip that every package leaves through: fixed order, times and attributes, and nothing of the machine."""

import io
import os
import subprocess
import sys
import zipfile

import pytest

from exporter.backends.archive import write_archive

PICTURE = bytes(range(256)) * 40
ENTRIES = {
    "META-INF/container.xml": b"<container/>" * 100,
    "OEBPS/assets/b.PNG": PICTURE,
    "OEBPS/assets/a.svg": b"<svg/>" * 100,
    "mimetype": b"application/epub+zip",
    "OEBPS/caf\u00e9.xhtml": "é".encode() * 400,
}


def opened(entries: dict[str, bytes]) -> zipfile.ZipFile:
    return zipfile.ZipFile(io.BytesIO(write_archive(entries)))


def test_entries_come_back_as_they_went_in() -> None:
    archive = opened(ENTRIES)
    assert archive.testzip() is None
    assert {name: archive.read(name) for name in archive.namelist()} == ENTRIES


def test_order_in_which_entries_are_given_does_not_matter() -> None:
    assert write_archive(ENTRIES) == write_archive(dict(reversed(ENTRIES.items())))


def test_media_type_of_a_book_stands_first_stored_and_without_extra_field() -> None:
    data = write_archive(ENTRIES)
    assert data[30:58] == b"mimetypeapplication/epub+zip"
    (first, *others) = opened(ENTRIES).infolist()
    assert first.extra == b""
    assert [info.filename for info in others] == sorted(info.filename for info in others)


def test_content_types_of_a_word_file_stand_first() -> None:
    names = opened({"_rels/.rels": b"", "Word/a.xml": b"", "[Content_Types].xml": b"", "a.xml": b""}).namelist()
    assert names == ["[Content_Types].xml", "Word/a.xml", "_rels/.rels", "a.xml"]


def test_compressed_pictures_are_stored_and_everything_else_is_deflated() -> None:
    methods = {info.filename: info.compress_type for info in opened(ENTRIES).infolist()}
    stored = {name for name, method in methods.items() if method == zipfile.ZIP_STORED}
    assert stored == {"mimetype", "OEBPS/assets/b.PNG"}


def test_no_entry_knows_a_time_a_system_or_a_right_of_the_machine() -> None:
    for info in opened(ENTRIES).infolist():
        assert info.date_time == (1980, 1, 1, 0, 0, 0)
        assert (info.create_system, info.external_attr >> 16, info.extra) == (3, 0o100644, b"")


@pytest.mark.skipif(os.name != "posix", reason="the mask of rights and TZ are POSIX")
def test_bytes_are_the_same_under_another_mask_and_time_zone() -> None:
    code = (
        "import os, sys; os.umask(0o077); from exporter.backends.archive import write_archive; "
        "sys.stdout.buffer.write(write_archive({'b.xml': b'b' * 99, 'a.png': b'a'}))"
    )
    environment = {**os.environ, "TZ": "Pacific/Kiritimati", "PYTHONHASHSEED": "7"}
    other = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, env=environment).stdout
    assert other == write_archive({"a.png": b"a", "b.xml": b"b" * 99})
