"""Writers: an article as a text that a person corrects and goes on with, and that its reader reads as the same again.

A writer is a function `write(article) -> str`. What its format cannot hold is found by reading the text back, and told.
"""

from typing import Protocol

from exporter.messages import Report
from exporter.model.article import Article
from exporter.origin import Source
from exporter.readers import ReadOptions
from exporter.registry import READERS, WRITERS, find
from exporter.writers.held import Difference, differences


class Writer(Protocol):
    def __call__(self, article: Article) -> str: ...


def written(article: Article, format: str, name: str, report: Report) -> bytes:
    """The article's text in a format, `name` being that of its file; each part that it does not hold is told.

    Raises SourceError when the text cannot be read back.
    """
    writer: Writer = find(WRITERS, format, "exporter.writers")
    data = writer(article).encode("utf-8", "surrogatepass")
    again = next(iter(find(READERS, format, "exporter.readers")(Source(name, data, format), ReadOptions(), Report())))
    for difference in differences(article, again):
        _tell(difference, format, report)
    return data


def _tell(difference: Difference, format: str, report: Report) -> None:
    words = " ".join(difference.words.split())[:60]
    shown = f'{difference.what} "{words}"' if words else difference.what
    hint = "write it as JSON (--to json)" if format != "json" else "look at this place in the written article"
    if difference.lost:
        report.add("R612", f"{shown} is not in the written article as it was read", hint, difference.origin)
    else:
        text = f"{shown} has a form that {format} cannot hold; its words are there"
        report.add("R611", text, hint, difference.origin)
