"""The report page as commands write it: pictures of each file in a time of their own, the page whole or not at all."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from exporter.cli.guards import time_limit
from exporter.messages import Message
from exporter.outputs import Export, write_whole
from exporter.proving import Checks

if TYPE_CHECKING:
    from exporter.checks.checked import Checked
    from exporter.checks.page.shown import FileShown
    from exporter.checks.receipt import Receipt

_SECONDS = 60  # for the pictures of one file


class _Late(BaseException):  # no Exception: what is made of files from anywhere is caught on the way
    """The pictures of a file take too long."""


class ReportPage:
    """Gathers what a command finds, and writes the page of it."""

    def __init__(self, path: Path, command: str, rules: Checks = "full") -> None:
        from exporter.checks.page import Page

        self._path = path
        self._page = Page(command, rules)

    def add_file(self, name: str, data: bytes, checked: "Checked") -> None:
        """A file that was checked."""
        self._page.add_file(self._shown(name, data, checked))

    def add_article(
        self,
        name: str,
        refused: bool,
        messages: Sequence[Message],
        receipt: "Receipt | None",
        exports: Sequence[Export],
        checks: "Sequence[Checked]",
    ) -> None:
        """An article with the files that were made of it, written or not."""
        from exporter.checks.checked import Checked

        known = {one.format: one for one in checks}
        shown = [
            self._shown(export.format.upper(), export.data, known.get(export.format) or Checked(export.format, ()))
            for export in exports
        ]
        self._page.add_article(name, refused, messages, receipt, shown)

    def write(self) -> None:
        """Write the page. Raises OutputError."""
        write_whole([(self._path, self._page.html())], self._path.parent)

    def _shown(self, name: str, data: bytes, checked: "Checked") -> "FileShown":
        try:
            with time_limit(_SECONDS, _Late()):
                return self._page.file(name, data, checked)
        except _Late:
            return self._page.file(name, b"", checked)  # which shows no place
