"""Which articles of a collection stay when several say the same: none is left out for one that is not there."""

import shutil
from pathlib import Path

from test_collect import run
from test_collection_names import article

PICTURES = Path(__file__).parents[1] / "samples" / "pictures"
_WORDS = [f"word{number}" for number in range(1000)]


def statuses(folder: Path, *words: str, code: int = 0) -> dict[str, tuple[str, str]]:
    """What became of each article, and which one it was like."""
    events = run(folder, folder.parent / "out", "--to", "epub", *words, code=code)
    return {event["path"]: (event["status"], event["original"]) for event in events if event["event"] == "article"}


def rules(folder: Path, text: str) -> None:
    """What the collection says of duplicates."""
    (folder / "collection.yml").write_text(f"title: T\nlang: en\nduplicates: {text}\n")


def stretch(start: int, end: int) -> str:
    return " ".join(_WORDS[start:end])


def test_equal_article_stays_where_the_first_is_left_out_by_hand(tmp_path: Path) -> None:
    for name in ("a", "b", "c"):
        article(tmp_path / "in" / f"{name}.md", name, stretch(0, 100))
    rules(tmp_path / "in", "{leave-out: [a.md]}")
    assert statuses(tmp_path / "in") == {
        "a.md": ("duplicate", "b.md"),
        "b.md": ("exported", ""),
        "c.md": ("duplicate", "b.md"),
    }


def test_near_article_stays_where_the_one_that_it_is_like_is_left_out(tmp_path: Path) -> None:
    for name, start in (("a", 0), ("b", 80), ("c", 160), ("d", 240)):
        article(tmp_path / "in" / f"{name}.md", name, stretch(start, start + 400))
    rules(tmp_path / "in", "{near: leave-out}")
    assert statuses(tmp_path / "in") == {
        "a.md": ("exported", ""),
        "b.md": ("duplicate", "a.md"),
        "c.md": ("exported", ""),
        "d.md": ("duplicate", "c.md"),
    }
    rules(tmp_path / "in", "{near: leave-out, keep: [b.md]}")
    assert statuses(tmp_path / "in")["c.md"] == ("duplicate", "b.md")
    rules(tmp_path / "in", "{near: leave-out, leave-out: [a.md]}")
    found = statuses(tmp_path / "in")
    assert [found[f"{name}.md"][0] for name in "abcd"] == ["duplicate", "exported", "duplicate", "exported"]


def test_pictures_part_articles_of_few_words(tmp_path: Path) -> None:
    for year, name in ((2021, "rayonnage.jpg"), (2022, "page-and-stream.png"), (2023, "page-and-stream.png")):
        article(tmp_path / "in" / f"{year}/photo.md", "Photo of the day", f"![The store]({name})")
        shutil.copy(PICTURES / name, tmp_path / "in" / f"{year}")
    assert statuses(tmp_path / "in") == {
        "2021/photo.md": ("exported", ""),
        "2022/photo.md": ("exported", ""),
        "2023/photo.md": ("duplicate", "2022/photo.md"),
    }


def test_equal_article_comes_in_where_the_first_cannot_be_set(tmp_path: Path) -> None:
    page = tmp_path / "mine" / "kinds" / "collection" / "article" / "page.xhtml.jinja"
    page.parent.mkdir(parents=True)
    standing = "{% if metadata.title == 'a' %}<marquee/>{% endif %}"
    page.write_text('{% extends "kinds/brief/page.xhtml.jinja" %}{% block end_matter %}' + standing + "{% endblock %}")
    for name in ("a", "b"):
        article(tmp_path / "in" / f"{name}.md", name, stretch(0, 100))
    found = statuses(tmp_path / "in", "--templates", str(tmp_path / "mine"), code=1)
    assert found == {"a.md": ("rejected", ""), "b.md": ("exported", "")}
