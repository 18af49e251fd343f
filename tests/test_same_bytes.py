"""The same input gives the same bytes: in another process, place, time zone, locale, year and hash seed."""

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from exporter.api import convert_file

SAMPLES = Path(__file__).parents[1] / "samples"
ARTICLES = sorted(path for path in SAMPLES.iterdir() if path.suffix in (".md", ".yaml"))
WORLDS = [
    {"TZ": "Pacific/Kiritimati", "LC_ALL": "C", "PYTHONHASHSEED": "1", "SOURCE_DATE_EPOCH": "1000000000"},
    {"TZ": "America/Lima", "LC_ALL": "C.UTF-8", "PYTHONHASHSEED": "4242", "SOURCE_DATE_EPOCH": "1900000000"},
]


@pytest.mark.parametrize("article", ARTICLES, ids=lambda path: path.stem)
def test_files_are_the_same_wherever_and_whenever_they_are_made(article: Path, tmp_path: Path) -> None:
    here = {export.suffix: digest(export.data) for export in convert_file(article).exports}
    assert set(here) == {".pdf", ".docx", ".epub"}
    for number, world in enumerate(WORLDS):
        folder = tmp_path / f"world {number}"
        shutil.copytree(SAMPLES, folder / "samples")
        command = [sys.executable, "-m", "exporter", "build", f"samples/{article.name}", "-o", "out", "--quiet"]
        subprocess.run(command, cwd=folder, env={**os.environ, **world}, check=True, timeout=120)
        there = {path.suffix: digest(path.read_bytes()) for path in (folder / "out").iterdir()}
        assert there == here


def digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
