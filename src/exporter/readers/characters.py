"""Characters that no publication may hold."""

import re

from exporter.messages import Report
from exporter.origin import Origin

# XML 1.0, section 2.2; and U+FDD0 to U+FDEF, which Unicode (section 23.7) keeps for the inside of programs: the
# Markdown reader works with them.
# In small sets: one large set takes 3 ms to compile, at every start.
FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]|[\ud800-\udfff]|[\ufdd0-\ufdef]|[\ufffe\uffff]")


def without_forbidden(text: str, start: Origin, report: Report) -> str:
    """The text with each forbidden character replaced by U+FFFD; `start` is the place of its first character."""
    found = FORBIDDEN.search(text)
    if found is None:
        return text
    above = text.count("\n", 0, found.start())
    column = found.start() - (text.rfind("\n", 0, found.start()) + 1) + 1
    count = len(FORBIDDEN.findall(text))
    times = "stands in the text" if count == 1 else f"and {count - 1} more of its kind stand in the text"
    report.add(
        "R006",
        f"the character U+{ord(found.group()):04X} {times}; U+FFFD replaces it",
        "delete it: it cannot be seen, and no XML document may hold it",
        Origin(start.file, start.line + above, column if above else start.column + column - 1),
    )
    return FORBIDDEN.sub("\ufffd", text)
