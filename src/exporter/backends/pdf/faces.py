"""The font files that a page is printed with: those it can ask for, as they are or cut to it."""

from collections.abc import Iterator
from pathlib import Path

import msgspec

from exporter.model.assets import Asset
from exporter.publication import Publication
from exporter.theme import Face, FontFamily, Theme
from exporter.theme.fonts import font_path, kept_subset, static_face
from exporter.theme.scripts import EAST_ASIAN, LETTERS, is_beyond_latin, narrows, own_characters, passage_fonts
from exporter.theme.unknown import FAMILY, numbers_in_boxes, visible

_SPACES = frozenset((0x20, 0xA0))
# What every text font of the Latin script has; a text of these alone costs no look into the fonts.
_COMMON = frozenset((*range(0x20, 0x7F), *range(0xA1, 0x100), *map(ord, "–—‘’“”…€Œœ")))


class PrintedFace(msgspec.Struct, frozen=True):
    """A face with the address that the stylesheet gives it; `points` are the characters that it is cut down to, all
    where there are none. Without a file it is the font that shows these as numbers in boxes."""

    family: str
    face: Face
    path: Path | None
    points: frozenset[int] = frozenset()

    @property
    def address(self) -> str:
        """A URL of its own for each file."""
        if self.path is None:
            return "theme:/numbers-in-boxes.ttf"
        return self.path.as_uri() + (f"?{self.face.weight}" if self.face.variable else "")

    def data(self) -> bytes:
        """The file's bytes."""
        if self.path is None:
            return numbers_in_boxes(self.points)
        if self.face.variable:
            return static_face(self.path, self.face, self.points)
        if self.points:
            return kept_subset(self.path, self.points, "part 1", lambda data: data)
        return self.path.read_bytes()


def needed_faces(publication: Publication) -> tuple[PrintedFace, ...]:
    """The faces that this page can ask for: a face that is declared costs time in each process."""
    theme, root = publication.theme, publication.page.root
    words = "".join([*root.itertext(), *_drawn(publication.assets)])
    text = frozenset(map(ord, set(words)))
    latin = {role.font for role in theme.roles.values() if theme.fonts[role.font].generic != "monospace"}
    if root.find(".//code") is not None:
        latin |= {name for name, font in theme.fonts.items() if font.generic == "monospace"}
    passages = frozenset(passage_fonts(theme).values())
    left = text if theme.scripts else frozenset[int]()
    needed: dict[str, frozenset[int]] = {}  # the characters to cut each family to, none for all
    for name, family in theme.fonts.items():
        if name in latin or "Latn" not in family.scripts:
            points = frozenset[int]()
            if narrows(theme, family):
                points = own_characters(theme, family)
            elif not EAST_ASIAN.isdisjoint(family.scripts):
                # The first is the page's own; another stands for what that lacks and for passages in its language.
                points = text if name in passages else left & own_characters(theme, family)
                if not is_beyond_latin("".join(map(chr, points))):
                    continue
                left -= own_characters(theme, family)
                points |= _SPACES  # which Pango takes from the font of the letter before
            elif LETTERS in family.scripts:
                points = text & own_characters(theme, family)  # with those that a mark stands over
            needed[name] = points
    rare = visible(words) - _COMMON
    for name in needed if rare else ():
        rare -= own_characters(theme, theme.fonts[name])
    for name, family in theme.fonts.items() if rare else ():
        if name not in needed and not rare.isdisjoint(own_characters(theme, family)):  # lines of boxes, out of any code
            needed[name] = frozenset()
            rare -= own_characters(theme, family)
    faces = [face for name, points in needed.items() for face in _faces(theme, theme.fonts[name], points)]
    return (*faces, PrintedFace(FAMILY, Face(""), None, rare)) if rare else tuple(faces)


def _faces(theme: Theme, family: FontFamily, points: frozenset[int]) -> list[PrintedFace]:
    found = ((face, font_path(theme, family, face)) for face in family.faces)
    return [PrintedFace(family.family, face, path, points) for face, path in found if path]


def _drawn(assets: dict[str, Asset]) -> Iterator[str]:
    """The drawings that set words, as text."""
    for asset in assets.values():
        if asset.media_type == "image/svg+xml" and b"<text" in asset.data:
            yield asset.data.decode("utf-8", "replace")
