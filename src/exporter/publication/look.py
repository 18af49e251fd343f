"""What a layout looks like: its theme, the house's brand over it, and the brand's logo."""

import re
from functools import cache
from pathlib import Path

import msgspec

from exporter.errors import TemplateError
from exporter.messages import Message, instead_of
from exporter.model.assets import Asset
from exporter.model.nodes import Image
from exporter.origin import Origin
from exporter.publication import Layout
from exporter.resources import templates_folder
from exporter.theme import Theme, load_theme, one_slot_a_family
from exporter.theme.fonts import font_path
from exporter.theme.needed import needed_scripts
from exporter.theme.scripts import page_script, with_scripts

_LOGO_PIXELS = 40_000_000


class Look:
    """A theme, what is to be said of it, and a logo; made once for each layout, and equal to itself alone."""

    def __init__(self, theme: Theme, messages: tuple[Message, ...] = (), logo: Asset | None = None) -> None:
        self.theme = theme
        self.messages = messages
        self.logo = logo
        self._fitted: dict[tuple[tuple[str, ...], str], Look] = {}

    def fitted(self, text: str, langs: list[str]) -> "Look":
        """The look with the fonts that a text needs; `langs` are its languages, the page's first."""
        scripts = needed_scripts(self.theme, text, langs)
        return self.of_scripts(scripts, page_script(scripts, langs[0]))

    def of_scripts(self, scripts: tuple[str, ...], page: str) -> "Look":
        """The look with the fonts of some scripts; `page` is the page's own, "" where it is set like Latin."""
        key = scripts, page
        if key not in self._fitted:
            self._fitted[key] = Look(with_scripts(self.theme, *key), self.messages, self.logo)
        return self._fitted[key]

    @property
    def logo_image(self) -> Image | None:
        """The logo as a picture of the theme's height."""
        if self.logo is None:
            return None
        width_mm = self.theme.logo_height_mm * self.logo.width_px / max(1, self.logo.height_px)
        return Image(src="", asset=self.logo.key, alt=self.theme.logo_alt or "Logo", width=f"{width_mm:.1f}mm")


def find_look(layout: Layout) -> Look:
    """The look that a layout asks for. Raises TemplateError."""
    brand = Path(layout.brand) if layout.brand else None
    try:
        data = brand.read_bytes() if brand else b""
    except OSError as exc:
        text = f"the brand file {layout.brand} cannot be read: {exc.strerror}"
        raise TemplateError(Message("T111", "error", text, "check its name, or leave --brand out")) from exc
    return _look(layout.theme, layout.page_size, layout.templates, layout.brand, data)


def find_theme(layout: Layout) -> Theme:
    """The theme of a layout, in the brand's colours and typefaces. Raises TemplateError."""
    return find_look(layout).theme


def themes(user_templates: str = "") -> list[str]:
    """The names of all themes, ours and the user's."""
    return names_in(user_templates, "themes", "theme.toml")


def names_in(user_templates: str, what: str, file: str) -> list[str]:
    """The folders of a kind ("themes", "kinds") that hold a file of this name, ours and the user's."""
    bases = [Path(base) / what for base in (user_templates, templates_folder()) if base]
    return sorted({path.parent.name for base in bases if base.is_dir() for path in base.glob(f"*/{file}")})


def no_such(code: str, what: str, name: str, known: list[str]) -> Message:
    """The message of a name that is not there, with the nearest that is."""
    return Message(code, "error", f'there is no {what} "{name}"', instead_of(name, known))


@cache
def _look(name: str, page_size: str, templates: str, brand: str, brand_data: bytes) -> Look:  # noqa: ARG001 - a key
    theme = _theme(name, page_size, templates)
    if not brand:
        return Look(one_slot_a_family(theme))
    from exporter.theme.brand import BrandError, read_brand
    from exporter.theme.branding import branded

    file = Path(brand)
    try:
        theme, messages = branded(theme, read_brand(file), file)
    except BrandError as exc:
        hint = "compare it with the brand.yml convention: https://posit-dev.github.io/brand-yml/"
        place = Origin(brand, exc.line, 1)
        raise TemplateError(Message("T111", "error", f"the brand file is broken: {exc}", hint, place)) from exc
    logo = None
    if theme.logo:
        logo = _logo(Path(theme.logo), file, messages)
    return Look(one_slot_a_family(theme), tuple(messages), logo)


def _logo(path: Path, brand: Path, messages: list[Message]) -> Asset | None:
    """The logo as an asset; it has to lie in the brand's own folder."""
    from exporter.readers.image_files import asset_of
    from exporter.readers.picture_faults import PictureFault

    place = Origin(str(brand), 1, 1)
    if not path.resolve().is_relative_to(brand.parent.resolve()):
        text = f'the logo "{path}" lies outside the brand\'s folder'
        messages.append(Message("T112", "warning", text, "put it beside _brand.yml", place))
        return None
    try:
        return asset_of(path.read_bytes(), _LOGO_PIXELS)[0]
    except (OSError, PictureFault) as exc:
        reason = exc.strerror if isinstance(exc, OSError) else str(exc)
        messages.append(
            Message(
                "T112", "warning", f'the logo "{path.name}": {reason}', "save it as SVG or PNG beside _brand.yml", place
            )
        )
        return None


@cache
def _theme(name: str, page_size: str, user_templates: str) -> Theme:
    folders = [Path(name)] if "/" in name else []
    folders += [Path(base) / "themes" / name for base in (user_templates, templates_folder()) if base]
    folder = next((folder for folder in folders if (folder / "theme.toml").is_file()), None)
    if folder is None:
        raise TemplateError(no_such("T104", "theme", name, themes(user_templates)))
    try:
        theme = load_theme(folder, page_size)
    except (OSError, ValueError, msgspec.ValidationError, KeyError) as exc:
        reason = exc.args[0] if isinstance(exc, KeyError) else str(exc)
        found = re.search(r"line (\d+), column (\d+)", reason)
        place = Origin(str(folder / "theme.toml"), *(map(int, found.groups()) if found else (1, 1)))
        raise TemplateError(
            Message("T105", "error", f"the theme is broken: {reason}", "compare it with our editorial theme", place)
        ) from exc
    for family in theme.fonts.values():
        if not family.extra and all(font_path(theme, family, face) is None for face in family.faces):
            text = f'the theme "{theme.name}" wants the font "{family.family}", which is not installed'
            raise TemplateError(Message("T107", "error", text, f"pip install {family.package}"))
    return theme
