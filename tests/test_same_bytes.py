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


# Of each language with labels a sentence with a note, a list, a table and a quotation.
WORDS = {
    "ar": "كلمات عن الجسور", "de": "Wörter über „Brücken“", "en": 'Words about "bridges"', "es": "Palabras: ¿puentes?",
    "fr": "Des mots sur les « ponts » : 12 000 ?", "he": "מילים על גשרים", "it": "Parole sui «ponti»",
    "ja": "橋についての言葉", "nl": "Woorden over ‘bruggen’", "pl": "Słowa o „mostach”", "pt": "Palavras: “pontes”",
    "zh": "关于桥的文字",
}  # fmt: skip
KINDS = ("brief", "newsletter", "press-release", "report")


@pytest.mark.parametrize("theme", ["editorial", "civic", "gazette"])
def test_every_kind_in_every_language_gives_the_same_files_in_two_worlds(theme: str, tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    for lang, words in WORDS.items():
        for kind in KINDS:
            head = f"---\ntitle: '{words}'\nlang: {lang}\nkind: {kind}\ndate: 2025-02-13\nkeywords: [x, y]\n---"
            body = f"{words}[^1] 3 km.\n\n## {words}\n\n- {words}\n- *{words}*\n\n| {words} | n |\n|---|--:|\n| a | 1 |"
            text = f"{head}\n\n{body}\n\n> {words}\n\n```python\nx = 1\n```\n\n[^1]: {words}\n"
            (tmp_path / "in" / f"{kind}-{lang}.md").write_text(text, "utf-8")
    made = []
    for number, world in enumerate(WORLDS):
        command = [sys.executable, "-m", "exporter", "build", str(tmp_path / "in"), "-o", "out", "--theme", theme]
        folder = tmp_path / f"world {number}"
        folder.mkdir()
        environment = {**os.environ, "XDG_CACHE_HOME": str(folder / "cache"), **world}
        words_of_command = [*command, "--receipt", "off", "--quiet"]
        subprocess.run(words_of_command, cwd=folder, env=environment, check=True, timeout=300)
        made.append({path.name: digest(path.read_bytes()) for path in (folder / "out").iterdir()})
    assert len(made[0]) == len(WORDS) * len(KINDS) * 3
    assert made[0] == made[1]


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
