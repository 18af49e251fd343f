"""Hyphenation patterns, kept parsed.

Pyphen 0.18 parses a dictionary's text at the first word that it divides: 60 ms for English, a tenth of a cold build.
The parsed patterns lie in the user's cache folder under a hash of the dictionary; what does not fit is left to Pyphen.
"""

import hashlib
import marshal
import sys
from contextlib import suppress
from pathlib import Path

from exporter.cache import cached


def know_patterns(languages: set[str]) -> None:
    """Give Pyphen the patterns of these BCP 47 languages."""
    import pyphen

    for language in languages:
        name = pyphen.language_fallback(language)
        path = pyphen.LANGUAGES[name] if name else None
        if path is not None and path not in pyphen.hdcache:
            with suppress(OSError, RuntimeError, ValueError, EOFError, TypeError):  # no folder, or not what we wrote
                pyphen.hdcache[path] = _dictionary(path)


def _dictionary(path: Path) -> object:
    import pyphen

    text = path.read_bytes()
    key = hashlib.sha256(text + sys.version.encode()).hexdigest()

    def parsed() -> bytes:
        # Patterns that change letters (Hungarian's) are more than numbers: marshal refuses them, and so do we.
        return marshal.dumps(pyphen.HyphDict(path).patterns)

    dictionary = pyphen.HyphDict.__new__(pyphen.HyphDict)
    dictionary.patterns = marshal.loads(cached(f"hyphenation/{key}", parsed))  # noqa: S302 - we wrote it ourselves
    dictionary.cache = {}
    dictionary.maxlen = max(map(len, dictionary.patterns))
    return dictionary
