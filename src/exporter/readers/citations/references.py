"""References from CSL JSON, CSL YAML, BibTeX, or the front matter, as one list of CSL's items."""

import json
import re
from typing import Any

from exporter.errors import SourceError
from exporter.messages import Report
from exporter.origin import Origin
from exporter.readers.front_matter import compose_yaml, plain_yaml

_MOST = 20_000  # references of one article
_MOST_NODES = 2_000_000
_NUMBER = re.compile(r"-?[0-9]{1,9}")


class ReferenceFault(Exception):  # noqa: N818 - it becomes a message
    """Why references cannot be read: the reason, and the line and column where they are known (else 0)."""

    def __init__(self, reason: str, line: int = 0, column: int = 1) -> None:
        super().__init__(reason)
        self.line, self.column = line, column


def references_of(name: str, text: str) -> list[dict[str, Any]]:
    """The references of a file by its name's ending: .json, .yaml, .yml or .bib. Raises ReferenceFault."""
    suffix = name.rpartition(".")[2].lower()
    if suffix == "json":
        try:
            return items_of(json.loads(text))
        except json.JSONDecodeError as exc:
            raise ReferenceFault(f"is not JSON: {exc.msg}", exc.lineno, exc.colno) from exc
        except RecursionError as exc:
            raise ReferenceFault("is nested too deeply") from exc
        except ValueError as exc:  # Python reads no number of more than 4,300 digits
            raise ReferenceFault("holds a number that is too long") from exc
    if suffix in ("yaml", "yml"):
        return items_of(_yaml(text))
    if suffix in ("bib", "bibtex"):
        return _bibtex(text)
    raise ReferenceFault("is of a kind that is not read")


def items_of(value: Any) -> list[dict[str, Any]]:
    """CSL's items in data: a list of them, or a mapping whose `references` is one. Raises ReferenceFault."""
    if isinstance(value, dict):
        value = value.get("references")
    if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
        raise ReferenceFault("holds no list of references")
    if len(value) > _MOST:
        raise ReferenceFault(f"holds {len(value):,} references, more than {_MOST:,}")
    items = []
    for number, item in enumerate(value, 1):
        key = item.get("id")
        if not isinstance(key, (str, int)) or not str(key).strip():
            raise ReferenceFault(f"has a reference without an id, number {number}")
        items.append(_plain({**item, "id": str(key), "type": str(item.get("type") or "document")}))
    return items


def _plain(item: dict[str, Any]) -> dict[str, Any]:
    """An item with dates as CSL JSON has them; YAML writes `issued: 2019`, or a mapping of year, month and day."""
    made: dict[str, Any] = {}
    for name, value in item.items():
        if name in ("issued", "accessed", "event-date", "original-date", "submitted") and value:
            made[name] = _date(value)
        elif value is None or name in ("abstract", "note", "keyword", "custom"):
            continue
        elif name in ("author", "editor", "translator", "director", "container-author", "collection-editor"):
            made[name] = [_name(person) for person in (value if isinstance(value, list) else [value])]
        else:
            made[name] = value if isinstance(value, (str, int, dict, list)) else str(value)
    return made


def _name(person: Any) -> dict[str, str]:
    if isinstance(person, dict):
        return {str(key): str(value) for key, value in person.items() if value is not None}
    return {"literal": str(person)}


def _date(value: Any) -> dict[str, Any]:
    if isinstance(value, list) and value and isinstance(value[0], dict):
        value = value[0]
    if isinstance(value, dict):
        if "date-parts" in value or "raw" in value or "literal" in value:
            if isinstance(value.get("raw"), str):
                return _date(value["raw"])
            parts = value.get("date-parts")
            if isinstance(parts, list):
                whole = [numbers for day in parts if isinstance(day, list) and (numbers := _numbers(day))]
                return {"date-parts": whole} if whole else {"literal": ""}
            return {"literal": str(value.get("literal", ""))}
        parts = [value[name] for name in ("year", "month", "day") if name in value]
        return {"date-parts": [_numbers(parts)]}
    numbers = _numbers(str(value).split("T")[0].split("-"))
    return {"date-parts": [numbers]} if numbers else {"literal": str(value)}


def _numbers(parts: list[Any]) -> list[int]:
    return [int(words) for part in parts if _NUMBER.fullmatch(words := str(part).strip())]


def _yaml(text: str) -> Any:
    try:
        root = compose_yaml(text, "", Report(), 0, "R401")
        return plain_yaml(root, [_MOST_NODES]) if root else None
    except SourceError as exc:
        message = exc.messages[0]
        place = message.origin or Origin("")
        reason = message.text.removeprefix("the YAML is broken: ")
        raise ReferenceFault(f"is not YAML: {reason}", place.line, place.column) from exc
    except RecursionError as exc:
        raise ReferenceFault("is nested too deeply, or repeats itself without end") from exc


def _bibtex(text: str) -> list[dict[str, Any]]:
    """BibTeX by the engine's own reader, its items turned into CSL JSON."""
    import io
    import warnings

    from citeproc.source.bibtex import BibTeX

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of fields that it does not know
        try:
            entries = dict(BibTeX(io.StringIO(text)))
        except Exception as exc:
            place = text.count("\n", 0, text.rfind("@")) + 1 if "@" in text else 1
            raise ReferenceFault(f"is not BibTeX ({type(exc).__name__})", place) from exc
    items = []
    keys = {key.strip().lower(): key.strip() for key in _bibtex_keys(text)}
    for key, entry in entries.items():
        item: dict[str, Any] = {"id": keys.get(key, key)}
        for name, value in entry.items():
            plain = name.replace("_", "-")
            if plain in ("author", "editor", "translator"):
                item[plain] = [{part: str(words) for part, words in person.items() if words} for person in value]
            elif plain in ("issued", "accessed"):
                parts = [value.get(part) for part in ("year", "month", "day")]
                item[plain] = {"date-parts": [_numbers([part for part in parts if part])]}
            elif plain != "key":
                item[plain] = "".join(str(part) for part in value) if isinstance(value, list) else str(value)
        items.append(item)
    return items_of(items)


def _bibtex_keys(text: str) -> list[str]:
    return re.findall(r"@\w+\s*[{(]\s*([^,\s]+)\s*,", text)
