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
    {
        "TZ": "America/Lima",
        "LC_ALL": "C.UTF-8",
        "PYTHONHASHSEED": "4242",
        "SOURCE_DATE_EPOCH": "1900000000",
        "XDG_CACHE_HOME": "/dev/null/nowhere",
    },  # nothing can be kept there
]


@pytest.mark.parametrize("article", ARTICLES, ids=lambda path: path.stem)
def test_files_are_the_same_wherever_and_whenever_they_are_made(article: Path, tmp_path: Path) -> None:
    here = {export.suffix: digest(export.data) for export in convert_file(article).exports}
    assert set(here) == {".pdf", ".docx", ".epub"}
    for number, world in enumerate(WORLDS):
        folder = tmp_path / f"world {number}"
        shutil.copytree(SAMPLES, folder / "samples")
        assert built(folder, article.name, {"XDG_CACHE_HOME": str(folder / "cache"), **world}) == here


def test_what_a_power_cut_left_of_the_kept_files_is_not_used(tmp_path: Path) -> None:
    shutil.copytree(SAMPLES, tmp_path / "samples")
    world = {"XDG_CACHE_HOME": str(tmp_path / "cache")}
    whole = built(tmp_path, ARTICLES[0].name, world)
    kept = [path for part in ("fonts", "hyphenation") for path in (tmp_path / "cache" / "exporter" / part).iterdir()]
    assert len({path.parent.name for path in kept}) == 2
    for number, path in enumerate(kept):
        path.write_bytes(path.read_bytes()[: number % 2 * 1000])
    assert built(tmp_path, ARTICLES[0].name, world) == whole


def built(folder: Path, article: str, world: dict[str, str]) -> dict[str, str]:
    """The digest of each file, by its suffix, that another process makes of a sample."""
    command = [sys.executable, "-m", "exporter", "build", f"samples/{article}", "-o", "out", "--quiet"]
    subprocess.run(command, cwd=folder, env={**os.environ, **world}, check=True, timeout=120)
    return {path.suffix: digest(path.read_bytes()) for path in (folder / "out").iterdir()}


def digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


@pytest.mark.parametrize("theme", ["editorial", "civic", "gazette"])
def test_workers_make_the_same_files_in_every_theme(theme: str, tmp_path: Path) -> None:
    """Four kinds and six languages by workers of another process and in another world, against one after the other."""
    shutil.copytree(SAMPLES, tmp_path / "samples")
    options = ["--theme", theme, "--embed-source", "--quiet"]
    command = [sys.executable, "-m", "exporter", "build", "samples", "-o", "out", *options]
    world = {"XDG_CACHE_HOME": str(tmp_path / "cache"), **WORLDS[0]}
    subprocess.run(command, cwd=tmp_path, env={**os.environ, **world}, check=True, timeout=300)
    made = {path.name: digest(path.read_bytes()) for path in (tmp_path / "out").rglob("*") if path.is_file()}
    assert len(made) == 3 * len(ARTICLES)
    for article in ARTICLES:
        for export in convert_file(article, theme=theme, embed_source=True).exports:
            assert made[f"{article.stem}{export.suffix}"] == digest(export.data)
