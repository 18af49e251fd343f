"""The samples: built to all three formats without a warning."""

from pathlib import Path

import pytest

from exporter.api import convert_file

SAMPLES = Path(__file__).parents[1] / "samples"


@pytest.mark.parametrize(
    "name", ["ia-en-sante.md", "documents-accessibles.md", "page-and-stream.md", "archives-ar.md", "open-data.yaml"]
)
def test_sample_builds_without_a_word_to_say(name: str) -> None:
    result = convert_file(SAMPLES / name)
    assert [message for message in result.messages if message.severity != "note"] == []
    assert [export.format for export in result.exports] == ["pdf", "docx", "epub"]
