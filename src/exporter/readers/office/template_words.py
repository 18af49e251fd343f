"""The words that our templates add to a text ("Source:", "Tip"), so that a file of ours reads back without them."""

import tomllib
from functools import cache

from exporter.resources import templates_folder


@cache
def template_words(lang: str) -> dict[str, str]:
    """The words in a language, by their names in templates/labels/; English where there are none."""
    folder = templates_folder() / "labels"
    names = [lang.lower(), *(["zh-hant"] if lang.lower() in ("zh-tw", "zh-hk") else []), lang.lower().split("-")[0]]
    file = next((folder / f"{name}.toml" for name in names if name and (folder / f"{name}.toml").is_file()), None)
    words: dict[str, str] = tomllib.loads((file or folder / "en.toml").read_text("utf-8"))["words"]
    return words
