"""Themes: complete, readable, and refused with a reason when they are broken."""

import shutil
from pathlib import Path

import pytest

from exporter.errors import TemplateError
from exporter.publication import Layout
from exporter.publication.look import find_theme, themes
from exporter.publication.vocabulary import BOXES, ROLES, TOKENS
from exporter.resources import templates_folder
from exporter.theme import Theme
from exporter.theme.fonts import characters, font_path, subset


@pytest.fixture(params=themes())
def theme(request: pytest.FixtureRequest) -> Theme:
    return find_theme(Layout(theme=request.param))


def test_theme_says_how_every_role_looks(theme: Theme) -> None:
    assert set(ROLES) | set(BOXES) <= set(theme.roles)


def test_theme_text_has_the_contrast_that_wcag_asks_for(theme: Theme) -> None:
    boxes = {
        "table-header": "table-head-row",
        "data-header": "table-head-row",
        "contact-heading": "contact-box",
        "contact-line": "contact-box",
    }
    for name, role in theme.roles.items():
        # Two have no text of their own; words across the page are decoration (WCAG 2.1, 1.4.3, incidental).
        if name not in ("rule", "table-head-row", "watermark"):
            background = role.background or theme.roles[boxes.get(name, name)].background or "paper"
            assert contrast(theme.color(role.color), theme.color(background)) >= 4.5, name


def test_words_of_code_have_that_contrast_on_its_ground(theme: Theme) -> None:
    ground = theme.color(theme.roles["code-block"].background)
    for name in TOKENS:
        assert contrast(theme.color(theme.roles[f"token-{name}"].color), ground) >= 4.5, name


def test_colours_of_charts_stand_out_from_the_paper(theme: Theme) -> None:
    colors = [theme.color(name) for name in theme.chart_colors]
    assert len(set(colors)) == 6
    assert min(contrast(color, theme.color("paper")) for color in colors) >= 3


def test_themes_differ_in_more_than_colour() -> None:
    looks = {}
    for name in themes():
        theme = find_theme(Layout(theme=name))
        roles = theme.roles
        looks[name] = (
            theme.fonts["body"].family,
            roles["body"].align,
            roles["title"].align,
            roles["heading-1"].border_bottom_pt,
            bool(roles["table-head-row"].background),
            theme.page.margin_inner_mm,
        )
    assert len(looks) >= 3
    for one in looks.values():
        for other in looks.values():
            assert one is other or sum(a != b for a, b in zip(one, other, strict=True)) >= 3


def test_theme_says_only_what_is_different_from_its_base(tmp_path: Path) -> None:
    mine = tmp_path / "themes" / "mine"
    mine.mkdir(parents=True)
    (mine / "theme.toml").write_text(
        'name = "mine"\nbased_on = "civic"\n[colors]\naccent = "#005500"\n[roles.title]\nsize_pt = 20\n', "utf-8"
    )
    theme, base = find_theme(Layout(theme="mine", templates=str(tmp_path))), find_theme(Layout(theme="civic"))
    assert theme.color("accent") == "#005500"
    assert theme.color("deep") == base.color("deep")
    assert theme.roles["title"].size_pt == 20
    assert theme.roles["title"].leading == base.roles["title"].leading
    assert {name for name in theme.roles if theme.roles[name] != base.roles[name]} == {"title"}


@pytest.mark.parametrize(
    ("base", "reason"), [("mine", "is based on itself"), ("nobody", 'no theme "nobody"'), ("../../x", "no theme")]
)
def test_theme_with_a_wrong_base_is_refused(tmp_path: Path, base: str, reason: str) -> None:
    mine = tmp_path / "themes" / "mine"
    mine.mkdir(parents=True)
    (mine / "theme.toml").write_text(f'name = "mine"\nbased_on = "{base}"\n', "utf-8")
    with pytest.raises(TemplateError) as refused:
        find_theme(Layout(theme="mine", templates=str(tmp_path)))
    assert reason in refused.value.messages[0].text


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
