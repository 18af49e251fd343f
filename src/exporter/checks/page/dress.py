"""What pages of findings have in common: a template of templates/report in our own look, whole in itself."""

import base64
import re
from collections.abc import Iterator
from typing import Any

from exporter import __version__
from exporter.publication.templating import environment_of, get_template
from exporter.resources import templates_folder
from exporter.theme import Theme, load_theme
from exporter.theme.fonts import font_path, kept_subset

# What the page's own words and most quoted ones are set in; others take a font of their reader's.
_LETTERS = frozenset((*range(0x20, 0x7F), *range(0xA0, 0x180), *range(0x2010, 0x2027), 0x202F, 0x2030, 0x2039, 0x203A,
                      0x20AC, 0x2192, 0x2212))  # fmt: skip
_FACES = (("body", 400), ("body", 700), ("display", 400), ("display", 700), ("mono", 400))
_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffe\uffff\u202a-\u202e\u2066-\u2069]")


def rendered(template: str, **words: Any) -> bytes:
    """The page that a template draws of these words, its styles and fonts in it, without control characters."""
    theme = load_theme(templates_folder() / "themes" / "editorial")
    page = get_template(environment_of(""), f"report/{template}").render(
        version=__version__, colors=theme.colors, fonts=list(_fonts(theme)), **words
    )
    return _CONTROLS.sub("\ufffd", page).encode("utf-8", "replace")


def _fonts(theme: Theme) -> Iterator[tuple[str, int, str]]:
    """Family, weight and data of the faces that the page is set in, as far as they are installed."""
    for name, weight in _FACES:
        family = theme.fonts[name]
        face = next(face for face in family.faces if face.weight == weight and not face.italic)
        path = font_path(theme, family, face)
        if path:
            data = kept_subset(path, _LETTERS, "page 1", lambda data: data)
            yield family.family, weight, base64.b64encode(data).decode()
