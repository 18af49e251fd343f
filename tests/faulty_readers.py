"""Readers of articles that are bad for the process that reads them: each file says in its text what it does."""

import os
import signal
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from exporter.messages import Report
from exporter.model.article import Article
from exporter.origin import Source
from exporter.readers import ReadOptions, markdown

READER = "faulty_readers:read"  # as the registry names it


def read(source: Source, options: ReadOptions, report: Report) -> Iterator[Article]:
    """What the words of a file say is done, and the article that it is then read."""
    word, _, text = source.data.decode().partition("\n")
    if word == "crash":
        os.kill(os.getpid(), signal.SIGKILL)
    elif word == "wait":
        time.sleep(600)
    elif word == "hang":
        sum(range(10**15))  # a loop in C, which no alarm ends
    elif word == "eat":
        bytearray(3_000_000_000)
    elif word == "exit":
        sys.exit("enough")
    elif word == "write beside" and source.folder:
        (source.folder / "zz.md").write_text("---\ntitle: Last\nlang: en\n---\nAs it is.\n", "utf-8")
    elif word == "crash once":
        mark = source.folder / ".crashed" if source.folder else Path()
        if not mark.exists():
            mark.touch()
            os.kill(os.getpid(), signal.SIGKILL)
    return markdown.read(Source(source.name, text.encode(), "markdown", source.folder), options, report)
