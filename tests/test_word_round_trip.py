"""A DOCX of ours reads back to the article that it was made from, but for the differences that have a name."""

import re
from pathlib import Path

import pytest
from word_round_trip import NAMED, differences

from exporter.api import convert_file
from exporter.messages import Report
from exporter.model.article import Article
from exporter.origin import Source
from exporter.passes import prepare
from exporter.readers import ReadOptions, format_of, read, source_of

ROOT = Path(__file__).parents[1]
SAMPLES = sorted([*(ROOT / "samples").glob("*.md"), *(ROOT / "samples").glob("*.yaml")])


def prepared(source: Source) -> Article:
    return prepare(read(source, ReadOptions(), Report()), Report())


@pytest.mark.parametrize("file", SAMPLES, ids=lambda file: file.stem)
def test_docx_of_a_sample_reads_back_to_its_article(file: Path) -> None:
    article = prepared(source_of(str(file), file, format_of(file.name)))
    data = convert_file(file, ["docx"], check="off", receipt="off").exports[0].data
    back = prepared(Source(f"{file.stem}.docx", data, "word"))
    assert differences(article, back, context=2) == []


def test_each_named_difference_is_in_the_documents() -> None:
    page = (ROOT / "docs" / "word.md").read_text("utf-8")
    names = set(re.findall(r"^- \*\*([^*]+)\*\*:", page, re.MULTILINE))
    assert set(NAMED) <= {name.lower() for name in names}
