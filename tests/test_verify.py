"""What has become of a bag or a collection since it was made: every change is found, and named, and counted once."""

import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from archived_collection import collect, exporter, make_folder, records
from hypothesis import given
from hypothesis import strategies as st

from exporter.archive.findings import STATUSES, Expected, compared, summed

FIRST, BAD, DOT = "data/sources/2019/first.md", "data/sources/bad.md", "data/sources/pictures/dot.png"
EPUB, LEDGER = "data/outputs/notes-from-the-bridge.epub", "data/outputs/ledger.sqlite"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with `sources`, their collection `out`, and its `bag`."""
    folder = tmp_path_factory.mktemp("made")
    make_folder(folder / "sources")
    collect(folder, "--to", "epub")
    assert exporter(folder, "bag", "out", "-o", "bag").returncode == 0
    return folder


@pytest.fixture
def folder(made: Path, tmp_path: Path) -> Path:
    """A copy of the same, to be changed."""
    shutil.copytree(made, tmp_path / "made")
    return tmp_path / "made"


def found(folder: Path, *words: str) -> dict[str, tuple[str, str]]:
    """What verify says of the files that are not the same: their status and the text, by path. Its counts add up."""
    run = exporter(folder, "verify", *words, "--json")
    *findings, last = records(run)
    counts = last["summary"]["counts"]
    assert counts["files"] == len(findings) == sum(counts[status] for status in STATUSES)
    assert counts == {"files": len(findings), **{s: [f["status"] for f in findings].count(s) for s in STATUSES}}
    assert len({(finding["path"], finding["what"]) for finding in findings}) == len(findings)
    others = [finding for finding in findings if finding["status"] != "same"]
    assert (run.returncode, last["summary"]["same"]) == (int(bool(others)), not others)
    assert all(finding["code"].startswith("A2") and finding["text"] for finding in others)
    return {finding["path"]: (finding["status"], finding["text"]) for finding in others}


def statuses(folder: Path, *words: str) -> dict[str, str]:
    return {path: status for path, (status, _) in found(folder, *words).items()}


# --- A bag ----------------------------------------------------------------------------------------------------------


def test_bag_that_nobody_touched_is_the_same(made: Path) -> None:
    run = exporter(made, "verify", "bag")
    assert (run.returncode, run.stderr) == (0, "")
    assert run.stdout == "bag: 24 files = 24 same + 0 changed + 0 moved + 0 gone + 0 new\n"
    run = exporter(made, "verify", "bag", "--verbose")
    assert f"same  {FIRST} (source, exported)\n" in run.stdout
    assert f"same  {BAD} (source, rejected)\n" in run.stdout
    assert "same  data/sources/2020/again.md (source, duplicate)\n" in run.stdout


def flip(path: str, place: int = -3) -> Callable[[Path], None]:
    """Change one bit of a file."""

    def change(bag: Path) -> None:
        data = bytearray((bag / path).read_bytes())
        data[place] ^= 1
        (bag / path).write_bytes(data)

    return change


def remove(path: str) -> Callable[[Path], None]:
    return lambda bag: (bag / path).unlink()


def add(path: str) -> Callable[[Path], None]:
    def change(bag: Path) -> None:
        (bag / path).parent.mkdir(exist_ok=True)
        (bag / path).write_text("new")

    return change


def rename(path: str, other: str) -> Callable[[Path], None]:
    return lambda bag: (bag / path).rename(bag / other) and None


def swap(path: str, other: str) -> Callable[[Path], None]:
    def change(bag: Path) -> None:
        one, two = (bag / path).read_bytes(), (bag / other).read_bytes()
        (bag / path).write_bytes(two)
        (bag / other).write_bytes(one)

    return change


def replace_by_a_link(path: str) -> Callable[[Path], None]:
    def change(bag: Path) -> None:
        shutil.copy(bag / path, bag.parent / "outside")
        (bag / path).unlink()
        (bag / path).symlink_to(bag.parent / "outside")

    return change


MUTATIONS: dict[str, tuple[Callable[[Path], None], dict[str, str]]] = {
    "a byte of a source": (flip(FIRST), {FIRST: "changed"}),
    "a byte of a picture": (flip(DOT), {DOT: "changed"}),
    "a byte of an output": (flip(EPUB, 40), {EPUB: "changed"}),
    "a byte of the inventory": (flip("data/inventory.csv"), {"data/inventory.csv": "changed"}),
    "a byte of the record": (flip("data/metadata/premis.xml"), {"data/metadata/premis.xml": "changed"}),
    "a byte of bag-info": (flip("bag-info.txt"), {"bag-info.txt": "changed"}),
    "a file cut to nothing": (lambda bag: (bag / BAD).write_bytes(b"") and None, {BAD: "changed"}),
    "a source gone": (remove(BAD), {BAD: "gone"}),
    "an output gone": (remove(EPUB), {EPUB: "gone"}),
    "the ledger gone": (remove(LEDGER), {LEDGER: "gone"}),
    "a file more": (add("data/sources/new.md"), {"data/sources/new.md": "new"}),
    "a folder more": (add("data/more/new.txt"), {"data/more/new.txt": "new"}),
    "a tag file more": (add("notes.txt"), {"notes.txt": "new"}),
    "a hidden file more": (add("data/.hidden"), {"data/.hidden": "new"}),
    "a file renamed": (rename(BAD, "data/sources/worse.md"), {BAD: "moved"}),
    "a file in another folder": (rename(DOT, "data/dot.png"), {DOT: "moved"}),
    "two files swapped": (swap(FIRST, BAD), {FIRST: "changed", BAD: "changed"}),
    "a link for a file": (replace_by_a_link(BAD), {BAD: "gone"}),
    "no declaration": (remove("bagit.txt"), {"bagit.txt": "gone"}),
    "one manifest gone": (remove("manifest-sha512.txt"), {"manifest-sha512.txt": "gone"}),
}


@pytest.mark.parametrize("name", MUTATIONS)
def test_what_is_done_to_a_bag_is_found_and_named(folder: Path, name: str) -> None:
    change, expected = MUTATIONS[name]
    change(folder / "bag")
    assert statuses(folder, "bag") == expected
    if name not in ("a tag file more", "a link for a file", "one manifest gone"):  # which it does not look for
        command = [sys.executable, "-m", "bagit", "--validate", "--quiet", str(folder / "bag")]
        assert subprocess.run(command, capture_output=True).returncode == 1


def test_moved_and_swapped_files_say_where_their_bytes_are(folder: Path) -> None:
    swap(FIRST, BAD)(folder / "bag")
    rename(DOT, "data/dot.png")(folder / "bag")
    said = found(folder, "bag")
    assert said[DOT][1] == "it is now data/dot.png"
    assert said[FIRST][1].endswith(f"it has the bytes of {BAD}")
    assert said[BAD][1].endswith(f"it has the bytes of {FIRST}")


def test_manifest_that_was_changed_is_named_with_the_file_that_it_is_about(folder: Path) -> None:
    manifest = folder / "bag/manifest-sha256.txt"
    lines = manifest.read_text("utf-8").splitlines(keepends=True)
    line = next(number for number, line in enumerate(lines) if line.endswith(f"  {BAD}\n"))
    lines[line] = f"{'0' * 64}  {BAD}\n"
    manifest.write_text("".join(lines), "utf-8")
    said = found(folder, "bag")
    assert {path: status for path, (status, _) in said.items()} == {BAD: "changed", "manifest-sha256.txt": "changed"}
    assert "; sha512 is as it should be: what says so was changed" in said[BAD][1]


def seal(bag: Path) -> None:
    """Make all manifests of a bag anew, so that it is valid by itself."""
    for tags in (False, True):
        for algorithm in ("sha256", "sha512"):
            files = [path for path in sorted(bag.rglob("*")) if path.is_file()]
            names = [path.relative_to(bag).as_posix() for path in files]
            inside = [name for name in names if name.startswith("data/") != tags and "tagmanifest" not in name]
            lines = [f"{hashlib.new(algorithm, (bag / name).read_bytes()).hexdigest()}  {name}\n" for name in inside]
            (bag / f"{'tag' if tags else ''}manifest-{algorithm}.txt").write_text("".join(lines), "utf-8")


@pytest.mark.parametrize(
    "name",
    ["a byte of a source", "a byte of an output", "a byte of the inventory", "a source gone", "a file more",
     "two files swapped", "a file cut to nothing"],
)  # fmt: skip
def test_ledger_tells_what_manifests_that_were_made_anew_do_not(folder: Path, name: str) -> None:
    change, expected = MUTATIONS[name]
    change(folder / "bag")
    (folder / "bag/bag-info.txt").write_text("Bagging-Date: 2024-01-01\n")
    seal(folder / "bag")
    command = [sys.executable, "-m", "bagit", "--validate", "--quiet", str(folder / "bag")]
    assert subprocess.run(command, capture_output=True).returncode == 0
    said = found(folder, "bag")
    assert {path: status for path, (status, _) in said.items()} == expected
    assert all("ledger" in text for _, text in said.values())


def test_sum_that_is_wrong_alone_is_found(folder: Path) -> None:
    info = folder / "bag/bag-info.txt"
    info.write_text(info.read_text("utf-8").replace("Payload-Oxum: ", "Payload-Oxum: 1"), "utf-8")
    seal(folder / "bag")
    assert statuses(folder, "bag") == {"bag-info.txt": "changed"}


def test_names_that_a_disk_spells_another_way_are_the_same_files(folder: Path) -> None:
    import unicodedata

    path = folder / "bag/data/sources/2019"
    (path / "été sûr.md").rename(path / unicodedata.normalize("NFD", "été sûr.md"))
    assert found(folder, "bag") == {}


def test_bag_of_anyone_is_held_to_its_own_manifests(tmp_path: Path) -> None:
    (tmp_path / "theirs").mkdir()
    (tmp_path / "theirs/a%20b.txt").write_text("words")
    (tmp_path / "theirs/c.txt").write_text("more")
    subprocess.run([sys.executable, "-m", "bagit", "--quiet", "--md5", str(tmp_path / "theirs")], check=True)
    (tmp_path / "theirs/fetch.txt").write_text("")
    assert found(tmp_path, "theirs") == {}
    (tmp_path / "theirs/data/c.txt").write_text("less")
    assert statuses(tmp_path, "theirs") == {"data/c.txt": "changed"}


@pytest.mark.parametrize(
    "line", ["{0}  ../outside.md", "{0}  data/../../outside.md", "{0}  /etc/hostname", "{0}", "x  data/a"]
)
def test_manifest_that_names_no_file_of_the_bag_is_told_and_nothing_outside_is_read(folder: Path, line: str) -> None:
    (folder / "outside.md").write_text("secret")
    manifest = folder / "bag/manifest-sha256.txt"
    digest = hashlib.sha256(b"secret").hexdigest()
    manifest.write_text(manifest.read_text("utf-8") + line.format(digest) + "\n", "utf-8")
    said = found(folder, "bag")
    assert set(said) == {"manifest-sha256.txt"}
    assert "has a line that names no file of the bag" in said["manifest-sha256.txt"][1]


# --- A collection's folder and its sources --------------------------------------------------------------------------


def test_collection_that_nobody_touched_is_the_same(made: Path) -> None:
    run = exporter(made, "verify", "out")
    assert run.returncode == 0
    assert run.stdout.startswith("out: 15 files = 15 same + 0 changed + 0 moved + 0 gone + 0 new; sources: ")
    assert exporter(made, "verify", "out", "--quiet").stdout == run.stdout


def test_output_that_was_changed_swapped_or_added_is_named(folder: Path) -> None:
    out = folder / "out"
    with (out / "inventory.csv").open("ab") as file:
        file.write(b"one line more\r\n")
    (out / "notes-from-the-bridge.epub").rename(out / "notes.epub")
    (out / "another.epub").write_bytes(b"another")
    assert statuses(folder, "out") == {
        "inventory.csv": "changed", "notes-from-the-bridge.epub": "moved", "another.epub": "new"
    }  # fmt: skip


def test_ledger_that_was_changed_is_named_where_the_run_is_remembered(folder: Path) -> None:
    import sqlite3

    database = sqlite3.connect(folder / "out/ledger.sqlite")
    database.execute("UPDATE articles SET title = 'Another' WHERE id = 1")
    database.commit()
    database.close()
    assert statuses(folder, "out") == {"ledger.sqlite": "changed"}


def test_articles_that_are_new_changed_moved_or_gone_are_told_apart(folder: Path) -> None:
    sources = folder / "sources"
    (sources / "2021").mkdir()
    (sources / "2021/fresh.md").write_text("---\ntitle: Fresh\n---\n\nWords.\n")
    (sources / "2021/table.json").write_text('{"rows": []}')  # no article
    (sources / "data.json").write_text((sources / "data.json").read_text() + "\n")
    (sources / "bad.md").rename(sources / "2021/better.md")
    (sources / "2020/near.md").unlink()
    (sources / "2019/pictures").rename(sources / "2019/drawings")
    assert statuses(folder, "out") == {
        "2021/fresh.md": "new", "data.json": "changed", "bad.md": "moved", "2020/near.md": "gone",
        "2019/pictures/bridge.svg": "moved",
    }  # fmt: skip
    lines = exporter(folder, "verify", "out").stdout.splitlines()
    assert "A202 moved  bad.md (article, rejected): it is now 2021/better.md" in lines
    assert lines[-1].startswith("out: 16 files = 11 same + 1 changed + 2 moved + 1 gone + 1 new; sources: ")


def test_sources_that_are_away_are_not_missed_unless_they_are_named(folder: Path) -> None:
    (folder / "sources").rename(folder / "elsewhere")
    run = exporter(folder, "verify", "out")
    assert (run.returncode, run.stdout) == (0, "out: 3 files = 3 same + 0 changed + 0 moved + 0 gone + 0 new\n")
    assert found(folder, "out", "--sources", "elsewhere") == {}
    run = exporter(folder, "verify", "out", "--sources", "nowhere")
    assert (run.returncode, run.stderr.splitlines()[0]) == (2, "R001 error  there is no folder nowhere")


def test_bag_may_be_held_to_sources_as_they_are_today(folder: Path) -> None:
    (folder / "sources/bad.md").write_text("---\ntitle: Good\nlang: en\n---\n\nMended.\n")
    assert found(folder, "bag") == {}
    assert statuses(folder, "bag", "--sources", "sources") == {"bad.md": "changed"}


def test_neither_bag_nor_collection_is_a_word_too_much(tmp_path: Path) -> None:
    run = exporter(tmp_path, "verify", ".")
    assert (run.returncode, run.stdout) == (2, "")
    assert run.stderr.startswith("A101 error  there is no ledger.sqlite in .")
    assert exporter(tmp_path, "verify", "nothing", "--json").returncode == 2


def test_ledger_that_is_damaged_is_a_difference(folder: Path) -> None:
    data = (folder / "out/ledger.sqlite").read_bytes()
    (folder / "out/ledger.sqlite").write_bytes(data[:3000])
    run = exporter(folder, "verify", "out")
    assert (run.returncode, run.stderr.split("  ")[0]) == (1, "A102 error")


def test_file_that_may_not_be_read_is_not_taken_for_the_same(folder: Path) -> None:
    if os.geteuid() == 0:
        (folder / "bag" / BAD).unlink()
        (folder / "bag" / BAD).mkdir()  # root may read everything but a folder
    else:
        (folder / "bag" / BAD).chmod(0)
    assert statuses(folder, "bag")[BAD] in ("gone", "changed")


# --- Counting -------------------------------------------------------------------------------------------------------

PATHS = st.sampled_from(["a", "b", "c", "d", "e"])
DIGESTS = st.sampled_from(["1", "2", "3"])


@given(st.dictionaries(PATHS, DIGESTS), st.dictionaries(PATHS, DIGESTS))
def test_every_file_is_counted_once_whatever_was_done(before: dict[str, str], after: dict[str, str]) -> None:
    expected = [Expected(path=path, what="file", digests={"sha256": digest}) for path, digest in before.items()]
    findings = list(compared(expected, {path: {"sha256": digest} for path, digest in after.items()}, "file"))
    counts = summed(findings)
    assert counts["files"] == sum(counts[status] for status in STATUSES) == len(findings)
    said = {finding.path: finding.status for finding in findings}
    arrived = {finding.other for finding in findings if finding.status == "moved"}
    assert set(said) == {*before, *(set(after) - arrived)}
    for path in before.keys() & after.keys():
        assert said[path] == ("same" if before[path] == after[path] else "changed")
    for finding in findings:
        if finding.status == "moved":
            assert after[finding.other] == before[finding.path]
            assert finding.other not in before
    gone = {before[path] for path, status in said.items() if status == "gone"}
    new = {after[path] for path, status in said.items() if status == "new"}
    assert not gone & new  # or it would have been moved
