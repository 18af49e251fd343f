"""The name under which a field of metadata is written, when a further field of the article has its own name taken."""

from typing import Any

from exporter.readers.fields import ALIASES


def key_of(name: str, extra: dict[str, Any]) -> str:
    """The field's own name, or the first other one that is free; the reader takes the first that stands there."""
    names = (name, *ALIASES.get(name, ()))
    return next((key for key in names if key not in extra and key.replace("_", "-") not in extra), name)
