"""The report as one page for people: what was made or checked, who judged it, and each finding with its place.

The page is whole in itself: styles, fonts and pictures are in it, and it asks for nothing. It has an end: so many
places of a rule are shown, so many of them with a picture, and so many bytes of pictures on all of it.
"""

import base64
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Literal

from exporter import __version__
from exporter.checks.checked import Checked, heard
from exporter.checks.page.shown import ArticleShown, FileShown, article_shown, file_shown, with_pictures
from exporter.checks.pictures import Picture, Shown, places_shown
from exporter.checks.receipt import Receipt
from exporter.checks.rules import FORMATS, rules_of
from exporter.messages import Message
from exporter.publication.templating import environment_of, get_template
from exporter.resources import templates_folder
from exporter.theme import Theme, load_theme
from exporter.theme.fonts import font_path, kept_subset

Rules = Literal["full", "fast", "off"]
_MOST_BYTES = 12 * 1024 * 1024  # of all pictures
# What the page's own words and most quoted ones are set in; others take a font of their reader's.
_LETTERS = frozenset((*range(0x20, 0x7F), *range(0xA0, 0x180), *range(0x2010, 0x2027), 0x202F, 0x2030, 0x2039, 0x203A,
                      0x20AC, 0x2192, 0x2212))  # fmt: skip
_FACES = (("body", 400), ("body", 700), ("display", 400), ("display", 700), ("mono", 400))
_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffe\uffff\u202a-\u202e\u2066-\u2069]")


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
        theme = load_theme(templates_folder() / "themes" / "editorial")
        page = get_template(environment_of(""), "report/check.html.jinja").render(
            command=self._command,
            version=__version__,
            title=_title(self._files, self._articles),
            files=self._files,
            articles=self._articles,
            made=len(files),
            errors=sum(one.errors for one in self._articles or self._files),
            warnings=sum(one.warnings for one in self._articles or self._files),
            own_rules=sum(self._rules == "full" or not rule.slow for rule in rules),
            judges=heard((file.name, file.judges) for file in files),
            colors=theme.colors,
            fonts=list(_fonts(theme)),
        )
        return _CONTROLS.sub("\ufffd", page).encode("utf-8", "replace")


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


def _fonts(theme: Theme) -> Iterator[tuple[str, int, str]]:
    """Family, weight and data of the faces that the page is set in, as far as they are installed."""
    for name, weight in _FACES:
        family = theme.fonts[name]
        face = next(face for face in family.faces if face.weight == weight and not face.italic)
        path = font_path(theme, family, face)
        if path:
            data = kept_subset(path, _LETTERS, "page 1", lambda data: data)
            yield family.family, weight, base64.b64encode(data).decode()
