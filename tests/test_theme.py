"""Themes: complete, readable, and refused with a reason when they are broken."""

import shutil
from pathlib import Path

import pytest

from exporter.errors import TemplateError
from exporter.publication import Layout
from exporter.publication.compose import find_theme, themes
from exporter.publication.vocabulary import BOXES, ROLES
from exporter.resources import templates_folder
from exporter.theme import Theme
from exporter.theme.fonts import characters, font_path, subset


@pytest.fixture(params=themes())
def theme(request: pytest.FixtureRequest) -> Theme:
    return find_theme(Layout(theme=request.param))


def test_theme_says_how_every_role_looks(theme: Theme) -> None:
    assert set(ROLES) | set(BOXES) <= set(theme.roles)


def test_theme_text_has_the_contrast_that_wcag_asks_for(theme: Theme) -> None:
    for name, role in theme.roles.items():
        for background in {role.background or "paper", *({"surface"} if "table" in name else ())}:
            assert contrast(theme.color(role.color), theme.color(background)) >= 4.5 or name in ("rule",), name


def test_theme_fonts_are_installed_with_the_weights_that_roles_use(theme: Theme) -> None:
    for family in theme.fonts.values():
        for face in family.faces:
            assert font_path(theme, family, face), face.file
    for name, role in theme.roles.items():
        faces = {(face.weight, face.italic) for face in theme.fonts[role.font].faces}
        assert (role.weight, role.italic) in faces, name


def test_subset_has_the_characters_asked_for_and_is_the_same_every_time(theme: Theme) -> None:
    family = theme.fonts["body"]
    path = font_path(theme, family, family.faces[0])
    assert path
    wanted = frozenset(map(ord, "Aé«»—"))
    data = subset(path, wanted)
    assert data == subset(path, wanted)
    assert len(data) < path.stat().st_size / 5
    assert wanted <= characters(path)


def test_letter_is_another_page_of_the_same_theme() -> None:
    a4, letter = find_theme(Layout()), find_theme(Layout(page_size="Letter"))
    assert (a4.page.width_mm, letter.page.width_mm) == (210.0, 215.9)
    assert a4.roles == letter.roles


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ('accent = "#8A1538"', 'accent "#8A1538"', "Expected '='"),
        ('color = "muted"', 'color = "mutd"', 'names the colour "mutd"'),
        ('font = "display"', 'font = "displya"', 'names the font "displya"'),
        ("size_pt = 27", 'size_pt = "big"', "Expected `float`"),
    ],
)
def test_broken_theme_is_refused_with_its_reason(tmp_path: Path, old: str, new: str, reason: str) -> None:
    shutil.copytree(templates_folder() / "themes" / "editorial", tmp_path / "themes" / "mine")
    file = tmp_path / "themes" / "mine" / "theme.toml"
    file.write_text(file.read_text("utf-8").replace(old, new, 1), "utf-8")
    with pytest.raises(TemplateError) as refused:
        find_theme(Layout(theme="mine", templates=str(tmp_path)))
    (message,) = refused.value.messages
    assert message.code == "T105"
    assert reason in message.text
    assert message.origin


def test_font_that_is_not_installed_is_named_with_its_package(tmp_path: Path) -> None:
    shutil.copytree(templates_folder() / "themes" / "editorial", tmp_path / "themes" / "mine")
    file = tmp_path / "themes" / "mine" / "theme.toml"
    file.write_text(file.read_text("utf-8").replace("fontpkg-ibm-plex-mono", "fontpkg-of-nobody"), "utf-8")
    with pytest.raises(TemplateError) as refused:
        find_theme(Layout(theme="mine", templates=str(tmp_path)))
    (message,) = refused.value.messages
    assert (message.code, message.hint) == ("T107", "pip install fontpkg-of-nobody")


def contrast(first: str, second: str) -> float:
    """The contrast ratio of two colours (WCAG 2.1, "contrast ratio" and "relative luminance")."""

    def luminance(color: str) -> float:
        parts = [int(color[i : i + 2], 16) / 255 for i in (1, 3, 5)]
        red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    light, dark = sorted((luminance(first), luminance(second)), reverse=True)
    return (light + 0.05) / (dark + 0.05)
