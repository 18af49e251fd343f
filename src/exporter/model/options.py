"""What an article may ask of its page in its front matter, and by which words.

Site generators have fields of these names too (`toc`), so that a value of another kind than ours is left alone.
"""

from typing import Any

BESIDE, AFTER = "side-by-side", "sequence"
SWITCHES = frozenset(("toc", "lof", "lot", "number-sections", "number-captions", "drop-cap"))
_YES = frozenset(("true", "yes", "on", "1", "oui"))
_NO = frozenset(("false", "no", "off", "0", "non", "none", ""))
# What authors call the two.
_ARRANGEMENTS = {
    **dict.fromkeys(("side-by-side", "columns", "yes", "true", "on", "colonnes", "côte-à-côte"), BESIDE),
    **dict.fromkeys(("sequence", "after", "one-after-the-other", "sequential", "successif", "à-la-suite"), AFTER),
}


def option_name(key: Any) -> str:
    """A field's name as it is known here: in small letters, with hyphens."""
    return str(key).replace("_", "-").lower()


def switch(value: Any) -> bool | None:
    """Yes or no; None for anything else."""
    if not isinstance(value, (bool, str, int)):
        return None
    word = str(value).strip().lower()
    return True if word in _YES else False if word in _NO else None


def arrangement(value: Any) -> str:
    """How two languages stand: BESIDE or AFTER; "" for no and for anything else."""
    return _ARRANGEMENTS.get(str(value).strip().lower().replace(" ", "-").replace("_", "-"), "")


def lacking(key: str, value: Any) -> str:
    """What a field of ours ought to hold where it holds something else; "" where nothing is wrong with it."""
    name = option_name(key)
    if value is None:
        return ""
    if name in SWITCHES and isinstance(value, str) and switch(value) is None:
        return "yes or no"
    if name == "bilingual" and not arrangement(value) and switch(value) is not False:
        return f"{BESIDE} or {AFTER}"
    if name == "translation" and not isinstance(value, dict):
        return "a mapping, such as {lang: en, title: ...}"
    return ""
