"""The wheel: it carries the templates, and works from any directory."""

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    return next(folder.glob("*.whl"))


def test_wheel_carries_every_template(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        inside = {name for name in archive.namelist() if name.startswith("exporter/templates/")}
    files = (path for path in (ROOT / "templates").rglob("*") if path.is_file())
    assert inside == {f"exporter/templates/{path.relative_to(ROOT / 'templates').as_posix()}" for path in files}


def test_wheel_carries_every_file_of_the_package(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        inside = {name for name in archive.namelist() if name.startswith("exporter/")}
    files = (path for path in (ROOT / "src").rglob("*") if path.is_file() and path.suffix != ".pyc")
    assert {path.relative_to(ROOT / "src").as_posix() for path in files} <= inside


def test_installed_exporter_works_from_another_directory(wheel: Path, tmp_path: Path) -> None:
    site, elsewhere = tmp_path / "site", tmp_path / "elsewhere"
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--no-index", "--target", str(site)]
    subprocess.run([*pip, str(wheel)], check=True, capture_output=True)
    elsewhere.mkdir()
    (elsewhere / "note.md").write_text("---\ntitle: A title\nlang: fr\n---\n\nDes mots.\n")
    env = {**os.environ, "PYTHONPATH": str(site)}  # before the checkout, which is installed as well
    place = [sys.executable, "-c", "import exporter; print(exporter.__file__)"]
    found = subprocess.run(place, cwd=elsewhere, env=env, capture_output=True, text=True, check=True)
    assert str(site) in found.stdout
    command = [str(site / "bin" / "exporter"), "build", "note.md", "-o", "out"]
    run = subprocess.run(command, cwd=elsewhere, env=env, capture_output=True, text=True, timeout=120)
    assert run.returncode == 0, run.stderr
    assert sorted(path.name for path in (elsewhere / "out").iterdir()) == ["note.docx", "note.epub", "note.pdf"]
