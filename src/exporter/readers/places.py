"""Where each character of a Markdown inline stands in the file."""

from exporter.origin import Origin


class Places:
    """Turns offsets of an inline's text into places in the file, one after the other, never backwards.

    markdown-it gives no positions inside a block; it takes off indentation and the marks of quotes and lists, so each
    line of the text is looked for in the file's own line. `column` is where in the first line to begin.
    """

    def __init__(self, content: str, file: str, lines: list[str], line: int, column: int = 1) -> None:
        self._content = content
        self._file = file
        self._lines = lines
        self._line = line
        self._start = 0  # the offset at which the current line begins
        self._end = content.find("\n")
        self._column = self._found(column - 1)
        self.offset = 0

    def find(self, text: str) -> int:
        """The offset of the next occurrence of a text, which becomes the current one; where it was if there is none."""
        found = self._content.find(text, self.offset)
        if found >= 0:
            self.offset = found
        return self.offset

    def skip(self, text: str) -> None:
        """Go behind the next occurrence of a text."""
        found = self._content.find(text, self.offset)
        if found >= 0:
            self.offset = found + len(text)

    def here(self) -> Origin:
        """The place of the current offset."""
        while 0 <= self._end < self.offset:
            self._start = self._end + 1
            self._end = self._content.find("\n", self._start)
            self._line += 1
            self._column = self._found(0)
        return Origin(self._file, self._line, self._column + self.offset - self._start)

    def _found(self, from_column: int) -> int:
        text = self._content[self._start : self._end if self._end >= 0 else None]
        stripped = text.lstrip()
        if not 0 < self._line <= len(self._lines):
            return 1
        found = self._lines[self._line - 1].find(stripped.rstrip(), from_column)
        return max(1, found + 1 - (len(text) - len(stripped))) if found >= 0 else 1
