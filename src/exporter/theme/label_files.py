"""What the files in templates/labels/ hold for a language, for the readers that add words and for the templates."""

import re
from functools import cache
from pathlib import Path
from typing import Any

from exporter.resources import read_toml, templates_folder
from exporter.theme.scripts import east_asian_script


def label_data(lang: str) -> dict[str, Any] | None:
    """A language's labels ("fr-CA" takes "fr", "zh-TW" "zh-Hant"); None where there are none."""
    parts = lang.lower().split("-")
    folder = templates_folder() / "labels"
    if not re.fullmatch(r"[a-z]{2,3}", parts[0]) or not (folder / f"{parts[0]}.toml").is_file():
        return None
    return _read(folder, parts[0], _variant(parts))


def word_of(key: str, lang: str) -> str:
    """A word in a language, or in English where that has no labels."""
    data = label_data(lang) or label_data("en") or {}
    return str(data["words"][key])


def _variant(parts: list[str]) -> str:
    """The last part of the name of a variant's file: a script's or region's subtag, "" without one."""
    if parts[0] == "zh":
        return "hant" if east_asian_script("-".join(parts)) == "Hant" else ""
    return next((part for part in parts[1:] if re.fullmatch("[a-z]{2}", part)), "")


@cache
def _read(folder: Path, lang: str, variant: str) -> dict[str, Any]:
    data: dict[str, Any] = {**read_toml(folder / f"{lang}.toml"), "lang": lang}
    own = folder / f"{lang}-{variant}.toml"
    if variant and own.is_file():
        differences = read_toml(own)
        words = {**data["words"], **differences.get("words", {})}
        data = {**data, **differences, "words": words, "lang": own.stem}
    return data
