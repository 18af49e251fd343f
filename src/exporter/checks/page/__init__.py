"""The report as one page for people: what was made or checked, who judged it, and each finding with its place.

The page is whole in itself: styles, fonts and pictures are in it, and it asks for nothing. It has an end: so many
places of a rule are shown, so many of them with a picture, and so many bytes of pictures on all of it.
"""

from collections.abc import Iterable, Sequence
from typing import Literal

from exporter.checks.checked import Checked, heard
from exporter.checks.page.dress import rendered
from exporter.checks.page.shown import ArticleShown, FileShown, article_shown, file_shown, with_pictures
from exporter.checks.pictures import Picture, Shown, places_shown
from exporter.checks.receipt import Receipt
from exporter.checks.rules import FORMATS, rules_of
from exporter.messages import Message

Rules = Literal["full", "fast", "off"]
_MOST_BYTES = 12 * 1024 * 1024  # of all pictures


class Page:
    """Gathers files, or articles with their files, and writes the page of them."""

    def __init__(self, command: str, rules: Rules = "full") -> None:
        """`command` is what the page is a report of, `rules` which ones of ours were asked."""
        self._command, self._rules = command, rules
        self._files: list[FileShown] = []
        self._articles: list[ArticleShown] = []
        self._bytes = 0

    def file(self, name: str, data: bytes, checked: Checked) -> FileShown:
        """A file as it is shown; its pictures are made here, as long as there is room for them."""
        faults = with_pictures(checked)
        pictures: list[Shown] = [None] * len(faults)
        if self._bytes < _MOST_BYTES:
            pictures = places_shown(checked.format, data, faults)
            self._bytes += sum(len(one.data) for one in pictures if isinstance(one, Picture))
        return file_shown(name, checked, list(zip(faults, pictures, strict=True)))

    def add_file(self, file: FileShown) -> None:
        """A file that was checked."""
        self._files.append(file)

    def add_article(
        self,
        name: str,
        refused: bool,
        messages: Sequence[Message],
        receipt: Receipt | None,
        files: Iterable[FileShown],
    ) -> None:
        """An article that was built or refused, with the files that were made of it."""
        self._articles.append(article_shown(name, refused, messages, receipt, files))

    def html(self) -> bytes:
        """The page of all that was gathered."""
        files = [*self._files, *(file for article in self._articles for file in article.files)]
        formats = {file.format for file in files} & FORMATS.keys() if self._rules != "off" else ()
        rules = [rule for name in formats for rule in rules_of(name)]
        return rendered(
            "check.html.jinja",
            command=self._command,
            title=_title(self._files, self._articles),
            files=self._files,
            articles=self._articles,
            made=len(files),
            errors=sum(one.errors for one in self._articles or self._files),
            warnings=sum(one.warnings for one in self._articles or self._files),
            own_rules=sum(self._rules == "full" or not rule.slow for rule in rules),
            judges=heard((file.name, file.judges) for file in files),
        )


def _title(files: Sequence[FileShown], articles: Sequence[ArticleShown]) -> str:
    """What came of it, in one line."""
    refused = sum(article.refused for article in articles)
    if len(articles) == 1:
        return "The article was refused" if refused else "The article was built"
    if articles:
        return (
            f"{refused} of {len(articles)} articles were refused" if refused else f"{len(articles)} articles were built"
        )
    broken = sum(file.errors > 0 for file in files)
    if broken and len(files) == 1:
        return "The file breaks its standard"
    if broken:
        return f"{broken} of {len(files)} files {'break their standards' if broken > 1 else 'breaks its standard'}"
    return "No standard is broken" if any(file.warnings for file in files) else "No rule is broken"
