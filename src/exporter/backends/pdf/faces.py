"""The font files that a page is printed with: those it can ask for, as they are or cut to it."""

from pathlib import Path

import msgspec

from exporter.publication import Publication
from exporter.theme import Face, FontFamily, Theme
from exporter.theme.fonts import font_path, kept_subset, static_face
from exporter.theme.scripts import EAST_ASIAN, is_beyond_latin, narrows, own_characters, passage_fonts


class PrintedFace(msgspec.Struct, frozen=True):
    """A face with the address that the stylesheet gives it; `points` are the characters that it is cut down to, all
    where there are none."""

    family: str
    face: Face
    path: Path
    points: frozenset[int] = frozenset()

    @property
    def address(self) -> str:
        """A URL of its own for each file."""
        return self.path.as_uri() + (f"?{self.face.weight}" if self.face.variable else "")

    def data(self) -> bytes:
        """The file's bytes."""
        if self.face.variable:
            return static_face(self.path, self.face, self.points)
        if self.points:
            return kept_subset(self.path, self.points, "part 1", lambda data: data)
        return self.path.read_bytes()


def needed_faces(publication: Publication) -> tuple[PrintedFace, ...]:
    """The faces that this page can ask for: a face that is declared costs time in each process."""
    theme, root = publication.theme, publication.page.root
    latin = {role.font for role in theme.roles.values() if theme.fonts[role.font].generic != "monospace"}
    if root.find(".//code") is not None:
        latin |= {name for name, font in theme.fonts.items() if font.generic == "monospace"}
    passages = frozenset(passage_fonts(theme).values())
    left = text = frozenset(map(ord, set("".join(root.itertext())))) if theme.scripts else frozenset()
    faces: list[PrintedFace] = []
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
            faces += _faces(theme, family, points)
    return tuple(faces)


def _faces(theme: Theme, family: FontFamily, points: frozenset[int]) -> list[PrintedFace]:
    found = ((face, font_path(theme, family, face)) for face in family.faces)
    return [PrintedFace(family.family, face, path, points) for face, path in found if path]
