"""The command line as its users meet it: a process, its files, its words and its exit code."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

GOOD = "---\ntitle: A title\nlang: en\n---\n\nSome words.\n"
BAD = "---\nlang: en\n---\n\nNo title here.\n"
WARNS = GOOD + "\n![A bridge](missing.png)\n"


def exporter(folder: Path, *words: str, given: str = "", **environment: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "exporter", *words]
    env = {**os.environ, **environment}
    return subprocess.run(command, cwd=folder, input=given, capture_output=True, text=True, env=env, timeout=120)


def write(folder: Path, **articles: str) -> None:
    for name, text in articles.items():
        (folder / f"{name}.md").write_text(text, "utf-8")


def files(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


def test_build_makes_three_files_named_after_the_source(tmp_path: Path) -> None:
    write(tmp_path, note=GOOD)
    run = exporter(tmp_path, "build", "note.md", "-o", "out")
    assert (run.returncode, run.stderr) == (0, "")
    assert run.stdout.split() == ["out/note.pdf", "out/note.docx", "out/note.epub"]
    assert files(tmp_path / "out") == ["note.docx", "note.epub", "note.pdf"]
    assert (tmp_path / "out/note.pdf").read_bytes().startswith(b"%PDF-1.7")


def test_article_that_is_refused_leaves_no_file_and_keeps_the_old_ones(tmp_path: Path) -> None:
    write(tmp_path, note=GOOD)
    exporter(tmp_path, "build", "note.md", "-o", "out", "--to", "epub")
    before = (tmp_path / "out/note.epub").read_bytes()
    write(tmp_path, note=BAD)
    run = exporter(tmp_path, "build", "note.md", "-o", "out", "--to", "docx,epub")
    assert run.returncode == 3
    assert files(tmp_path / "out") == ["note.epub"]
    assert (tmp_path / "out/note.epub").read_bytes() == before


def test_message_shows_place_line_mark_and_remedy(tmp_path: Path) -> None:
    write(tmp_path, note="---\ntitle: A: b\n---\n\nText.\n")
    lines = exporter(tmp_path, "build", "note.md").stderr.splitlines()
    assert lines[0].startswith("R102 error  note.md:2:9  ")
    assert lines[1] == "  2 | title: A: b"
    assert lines[2] == "    |         ^"
    assert lines[3].startswith("  hint: put the value in quotation marks")


@pytest.mark.parametrize("formats", ["docx", "pdf,docx"])
def test_message_of_the_page_shows_its_place_too(tmp_path: Path, formats: str) -> None:
    write(tmp_path, note=GOOD + "\nSo $\\frac{1$ it is.\n")
    lines = exporter(tmp_path, "build", "note.md", "--to", formats).stderr.splitlines()
    assert lines[0].startswith("T116 warning  note.md:8:"), lines
    assert lines[1] == "  8 | So $\\frac{1$ it is."


def test_some_refused_is_another_exit_code_than_all_refused(tmp_path: Path) -> None:
    write(tmp_path, a=GOOD, b=BAD)
    assert exporter(tmp_path, "build", "a.md", "b.md", "-o", "out", "--to", "epub").returncode == 1
    assert exporter(tmp_path, "build", "b.md", "-o", "out", "--to", "epub").returncode == 3


def test_folder_is_built_in_place_and_in_order_by_several_workers(tmp_path: Path) -> None:
    (tmp_path / "in" / "deep").mkdir(parents=True)
    for number in range(5):
        (tmp_path / "in" / f"a{number}.md").write_text(GOOD)
    (tmp_path / "in" / "deep" / "b.md").write_text(GOOD)
    (tmp_path / "in" / "picture.gif").write_bytes(b"GIF89a")
    run = exporter(tmp_path, "build", "in", "-o", "out", "--to", "epub", "--verbose")
    assert run.returncode == 0, run.stderr
    assert [line.split()[0] for line in run.stdout.splitlines()] == [
        *(f"out/a{number}.epub" for number in range(5)), "out/deep/b.epub", "6"
    ]  # fmt: skip
    assert "1 file(s)" in run.stderr


def test_quoted_pattern_is_expanded(tmp_path: Path) -> None:
    write(tmp_path, a1=GOOD, a2=GOOD, b=GOOD)
    run = exporter(tmp_path, "build", "a*.md", "-o", "out", "--to", "epub")
    assert files(tmp_path / "out") == ["a1.epub", "a2.epub"], run.stderr


def test_pattern_keeps_the_folders_after_its_wild_card(tmp_path: Path) -> None:
    for place in ("posts/a", "posts/b/c"):
        (tmp_path / place).mkdir(parents=True)
        (tmp_path / place / "index.md").write_text(GOOD)
    run = exporter(tmp_path, "build", "posts/**/*.md", "-o", "out", "--to", "epub")
    assert files(tmp_path / "out") == ["a/index.epub", "b/c/index.epub"], run.stderr


def test_folder_leaves_hidden_files_and_other_programs_settings_alone(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    (folder / ".venv").mkdir(parents=True)
    (folder / ".venv" / "licence.md").write_text(GOOD)
    (folder / "package.json").write_text('{"name": "x"}')
    (folder / "_config.yml").write_text("title: x\n")
    (folder / "data.yaml").write_text("metadata: {title: A title}\n")
    (folder / "note.md").write_text(GOOD)
    run = exporter(tmp_path, "build", "in", "-o", "out", "--to", "epub")
    assert files(tmp_path / "out") == ["data.epub", "note.epub"], run.stderr
    assert "2 other file(s) left alone" in run.stdout


def test_source_without_a_known_ending_is_built_when_its_format_is_named(tmp_path: Path) -> None:
    (tmp_path / "note.wiki").write_text(GOOD)
    run = exporter(tmp_path, "build", "note.wiki", "--to", "epub")
    assert run.returncode == 3
    assert "--from markdown" in run.stderr
    assert exporter(tmp_path, "build", "note.wiki", "--to", "epub", "--from", "markdown").returncode == 0


def test_standard_input_is_an_article(tmp_path: Path) -> None:
    run = exporter(tmp_path, "build", "-", "--to", "docx", given=GOOD)
    assert run.returncode == 0, run.stderr
    assert files(tmp_path) == ["article.docx"]
    run = exporter(tmp_path, "build", "-", "--from", "json", "--to", "docx", given='{"metadata": {"title": "x"}}')
    assert run.returncode == 0, run.stderr


def test_two_sources_for_one_file_are_refused_before_anything_is_written(tmp_path: Path) -> None:
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "note.md").write_text(GOOD)
    run = exporter(tmp_path, "build", "a/note.md", "b/note.md", "-o", "out")
    assert run.returncode == 2
    assert "B104" in run.stderr
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("words", "hint"),
    [
        (["build", "nota.md"], 'did you mean "note.md"?'),
        (["build", "note.md", "--to", "dox"], 'did you mean "docx"?'),
        (["build", "note.md", "--theme", "editorail"], 'did you mean "editorial"?'),
        (["build", "note.md", "--kind", "breif"], 'did you mean "brief"?'),
        (["build", "note.md", "--set", "title"], "--set name=value"),
        (["build", "note.md", "--tehme", "x"], "did you mean --theme?"),
        (["build", "note.md", "--from", "markdwon"], 'did you mean "markdown"?'),
        (["build", "note.md", "--templates", "nowhere"], '--templates "nowhere" is no folder'),
        (["build", "note.md", "--page-size", "Leter"], "did you mean Letter?"),
        (["build", "note.md", "--time-limit", "-1"], "--time-limit"),
        (["biuld", "note.md"], "did you mean build?"),
        (["new", "."], "my-article.md"),
    ],
)
def test_wrong_word_gets_a_remedy_and_no_traceback(tmp_path: Path, words: list[str], hint: str) -> None:
    write(tmp_path, note=GOOD)
    run = exporter(tmp_path, *words)
    assert run.returncode == 2
    assert hint in run.stderr
    assert "Traceback" not in run.stderr
    assert files(tmp_path) == ["note.md"]


def test_what_every_source_would_end_in_is_said_once(tmp_path: Path) -> None:
    write(tmp_path, a=GOOD, b=GOOD, c=GOOD, d=GOOD)
    run = exporter(tmp_path, "build", ".", "--theme", "nowhere")
    assert run.returncode == 2
    assert run.stderr.count("T104") == 1


def test_setting_wins_over_the_article(tmp_path: Path) -> None:
    write(tmp_path, note=GOOD)
    exporter(tmp_path, "build", "note.md", "--to", "epub", "--set", "title=Another")
    import zipfile

    with zipfile.ZipFile(tmp_path / "note.epub") as book:
        package = next(name for name in book.namelist() if name.endswith(".opf"))
        assert "<dc:title" in book.read(package).decode()
        assert ">Another</dc:title>" in book.read(package).decode()


def test_strict_refuses_an_article_with_a_warning(tmp_path: Path) -> None:
    write(tmp_path, note=WARNS)
    assert exporter(tmp_path, "build", "note.md", "--to", "epub", "-o", "out").returncode == 0
    run = exporter(tmp_path, "build", "note.md", "--to", "epub", "-o", "strict", "--strict")
    assert run.returncode == 3
    assert not (tmp_path / "strict").exists()
    assert "--strict" in run.stderr


def test_json_gives_a_record_a_source_with_outputs_and_messages(tmp_path: Path) -> None:
    write(tmp_path, a=WARNS, b=BAD)
    run = exporter(tmp_path, "build", "a.md", "b.md", "--to", "epub", "--json")
    assert run.stderr == ""
    first, second, summary = map(json.loads, run.stdout.splitlines())
    assert first["built"]
    assert set(first["outputs"][0]) == {"path", "format", "bytes", "sha256"}
    assert first["outputs"][0]["bytes"] == (tmp_path / "a.epub").stat().st_size
    assert first["messages"][0]["code"] == "R301"
    assert first["messages"][0]["origin"] == {"file": "a.md", "line": 8, "column": 1}
    assert (second["built"], second["messages"][0]["code"]) == (False, "R101")
    assert summary == {"summary": {"built": 1, "refused": 1, "left": 0}, "messages": []}


def test_json_tells_wrong_words_on_standard_output_too(tmp_path: Path) -> None:
    run = exporter(tmp_path, "build", "nowhere.md", "--json")
    assert (run.returncode, run.stderr) == (2, "")
    record = json.loads(run.stdout)
    assert record["summary"] == {"built": 0, "refused": 0, "left": 0}
    assert record["messages"][0]["code"] == "C102"


def test_quiet_prints_errors_alone(tmp_path: Path) -> None:
    write(tmp_path, note=WARNS)
    run = exporter(tmp_path, "build", "note.md", "--to", "epub", "--quiet")
    assert (run.stdout, run.stderr) == ("", "")


def test_colours_only_when_asked_away_from_a_terminal(tmp_path: Path) -> None:
    write(tmp_path, note=BAD)
    assert "\x1b[" not in exporter(tmp_path, "build", "note.md").stderr
    assert "\x1b[31merror" in exporter(tmp_path, "build", "note.md", FORCE_COLOR="1").stderr
    assert "\x1b[" not in exporter(tmp_path, "build", "note.md", FORCE_COLOR="1", NO_COLOR="1").stderr


def test_control_characters_of_a_source_never_reach_the_terminal(tmp_path: Path) -> None:
    (tmp_path / "a\x1b[31m.md").write_bytes(b"---\ntitle: \x1b]0;owned\x07 A: b\n---\n")
    run = exporter(tmp_path, "build", ".")
    assert run.returncode == 3
    assert "\x1b" not in run.stderr
    assert "\x07" not in run.stderr


def test_mark_stands_under_the_place_after_wide_and_combining_letters(tmp_path: Path) -> None:
    write(tmp_path, note="---\ntitle: A\n---\n\n\u6a4be\u0301 ![x](gone.png)\n")
    lines = exporter(tmp_path, "build", "note.md", "--to", "epub").stderr.splitlines()
    place = next(number for number, line in enumerate(lines) if line.startswith("R301"))
    assert lines[place + 2] == "    |     ^"


def test_name_that_the_terminal_cannot_show_ends_nothing(tmp_path: Path) -> None:
    (tmp_path / "\u6a4b.md").write_text(GOOD)
    run = exporter(tmp_path, "build", ".", "--to", "epub", PYTHONIOENCODING="ascii")
    assert (run.returncode, run.stderr) == (0, "")
    assert "\\u6a4b.epub" in run.stdout


def test_reader_that_closes_the_pipe_ends_the_work_quietly(tmp_path: Path) -> None:
    command = f'"{sys.executable}" -m exporter schema | head -n 1; exit ${{PIPESTATUS[0]}}'
    run = subprocess.run(["bash", "-c", command], cwd=tmp_path, capture_output=True, text=True, timeout=60)
    assert (run.returncode, run.stdout, run.stderr) == (141, "{\n", "")


def test_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    write(tmp_path, note=GOOD)
    (tmp_path / "out").write_text("a file")
    run = exporter(tmp_path, "build", "note.md", "--to", "docx,epub", "-o", "out")
    assert run.returncode == 3
    assert "B102" in run.stderr
    assert "Traceback" not in run.stderr


def test_outputs_are_all_written_or_none(tmp_path: Path) -> None:
    write(tmp_path, note=GOOD)
    (tmp_path / "out" / "note.epub").mkdir(parents=True)  # the second of the two cannot be put in place
    run = exporter(tmp_path, "build", "note.md", "--to", "docx,epub", "-o", "out")
    assert run.returncode == 3
    assert files(tmp_path / "out") == []


def test_article_past_its_time_is_stopped_and_leaves_nothing(tmp_path: Path) -> None:
    write(tmp_path, note=GOOD + "Words and words.\n\n" * 3000)
    run = exporter(tmp_path, "build", "note.md", "--time-limit", "0.4", "-o", "out")
    assert run.returncode == 3
    assert "B106" in run.stderr
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
@pytest.mark.parametrize("sources", [1, 5])
def test_build_that_is_ended_leaves_no_half_file_and_no_process(
    tmp_path: Path, number: signal.Signals, code: int, sources: int
) -> None:
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    write(tmp_path, **{f"note{n}": GOOD + "Words and words.\n\n" * 3000 for n in range(sources)})
    process = subprocess.Popen(
        [sys.executable, "-m", "exporter", "build", "note*.md", "-o", "out"],
        cwd=tmp_path, env={**os.environ, "TMPDIR": str(temporary)}, start_new_session=True,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # a test run in the background ignores it
    )  # fmt: skip
    while not any(temporary.iterdir()):
        time.sleep(0.01)
    time.sleep(0.7)
    os.killpg(process.pid, number)
    _, errors = process.communicate(timeout=60)
    assert process.returncode == code
    assert "Traceback" not in errors
    assert all(name.endswith((".pdf", ".docx", ".epub")) for name in files(tmp_path / "out"))
    assert list(temporary.iterdir()) == []
    with pytest.raises(ProcessLookupError):
        os.killpg(process.pid, 0)


def test_build_leaves_nothing_in_the_temporary_folder(tmp_path: Path) -> None:
    (tmp_path / "temporary").mkdir()
    write(tmp_path, **{f"note{n}": GOOD for n in range(5)})
    for source in ("note0.md", "."):
        run = exporter(tmp_path, "build", source, "--to", "pdf", "-o", "out", TMPDIR=str(tmp_path / "temporary"))
        assert run.returncode == 0, run.stderr
        assert files(tmp_path / "temporary") == []


def test_same_bytes_from_one_process_and_from_many(tmp_path: Path) -> None:
    write(tmp_path, **{f"note{n}": GOOD for n in range(5)})
    exporter(tmp_path, "build", "note3.md", "-o", "one")
    exporter(tmp_path, "build", ".", "-o", "many")
    for name in ("note3.pdf", "note3.docx", "note3.epub"):
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "many" / name).read_bytes()


@pytest.mark.parametrize("lang", ["en", "fr", "ar"])
def test_new_article_builds_without_a_warning(tmp_path: Path, lang: str) -> None:
    assert exporter(tmp_path, "new", "first", "--lang", lang).returncode == 0
    run = exporter(tmp_path, "build", "first.md", "--strict")
    assert (run.returncode, run.stderr) == (0, "")


def test_new_never_writes_over_a_file(tmp_path: Path) -> None:
    write(tmp_path, first="mine")
    run = exporter(tmp_path, "new", "first.md")
    assert run.returncode == 2
    assert "C104" in run.stderr
    assert (tmp_path / "first.md").read_text() == "mine"


def test_schema_is_json_schema(tmp_path: Path) -> None:
    schema = json.loads(exporter(tmp_path, "schema").stdout)
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert "Heading" in schema["$defs"]


def test_doctor_says_what_works_here(tmp_path: Path) -> None:
    run = exporter(tmp_path, "doctor", "--json")
    findings = {finding["name"]: finding for finding in json.loads(run.stdout)}
    assert run.returncode == 0
    assert all(findings[f"format {name}"]["ok"] for name in ("pdf", "docx", "epub"))
    assert findings["Pango"]["ok"]


def test_docx_and_epub_work_without_pango(tmp_path: Path) -> None:
    write(tmp_path, note=GOOD)
    # A WeasyPrint that cannot find its libraries ends its import in an OSError.
    (tmp_path / "weasyprint").mkdir()
    (tmp_path / "weasyprint" / "__init__.py").write_text("raise OSError('cannot load library libpango-1.0-0')\n")
    run = exporter(tmp_path, "build", "note.md", "--to", "docx,epub", PYTHONPATH=str(tmp_path))
    assert run.returncode == 0, run.stderr
    run = exporter(tmp_path, "build", "note.md", "--to", "pdf", PYTHONPATH=str(tmp_path))
    assert run.returncode == 4
    assert "apt-get install libpango" in run.stderr
    assert "Traceback" not in run.stderr
    run = exporter(tmp_path, "doctor", PYTHONPATH=str(tmp_path))
    assert run.returncode == 4
    assert "MISSING format pdf" in run.stdout
    assert "ok      format docx" in run.stdout


def test_list_names_what_there_is(tmp_path: Path) -> None:
    lists = json.loads(exporter(tmp_path, "list", "--json").stdout)
    assert "brief" in lists["kinds"]
    assert "editorial" in lists["themes"]
    assert {"ar", "en", "fr"} <= set(lists["languages"])


@pytest.mark.parametrize("shell", ["bash", "zsh"])
def test_completion_is_a_script_that_knows_the_options(tmp_path: Path, shell: str) -> None:
    script = exporter(tmp_path, "completion", shell).stdout
    assert "--page-size" in script
    assert "doctor" in script


def test_version_is_the_package_s(tmp_path: Path) -> None:
    import exporter as package

    assert exporter(tmp_path, "--version").stdout == f"exporter {package.__version__}\n"
