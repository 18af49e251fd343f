"""A story: a part with text in it (document, header, footer, footnotes), and its relationships."""

from typing import Any

from docx.opc.constants import RELATIONSHIP_TYPE as RT
from docx.opc.packuri import PackURI
from docx.opc.part import Part

from exporter.backends.docx.svg import png_of_svg
from exporter.model.assets import Asset
from exporter.theme import Theme


class Media:
    """The pictures of a package, each a part once."""

    def __init__(self, package: Any, assets: dict[str, Asset], theme: Theme) -> None:
        self._package = package
        self._assets = assets
        self._theme = theme
        self._parts: dict[str, Any] = {}
        self.drawings = 0

    def asset(self, key: str) -> Asset:
        """The asset behind a picture's address."""
        return self._assets[key]

    def part(self, key: str) -> Any:
        """The part of a picture as it is."""
        if key not in self._parts:
            asset = self._assets[key]
            self._parts[key] = self._made(key.removeprefix("assets/"), asset.media_type, asset.data)
        return self._parts[key]

    def fallback_part(self, key: str) -> Any:
        """The PNG of an SVG, for Word before 2016 and everything that reads no SVG."""
        name = f"{key}.png"
        if name not in self._parts:
            data = png_of_svg(self._assets[key], self._theme)
            self._parts[name] = self._made(name.removeprefix("assets/"), "image/png", data)
        return self._parts[name]

    def _made(self, name: str, media_type: str, data: bytes) -> Any:
        return Part(PackURI(f"/word/media/{name}"), media_type, data, self._package)


class Story:
    """One part's text: gives relationship ids, each target once.

    python-docx looks for a free id and for an equal target through all relationships at each call; here both are known.
    """

    def __init__(self, part: Any, media: Media, in_note: bool = False) -> None:
        self.part = part
        self.media = media
        self.in_note = in_note
        self._ids: dict[tuple[str, str], str] = {}

    def link(self, url: str) -> str:
        """The relationship id of an external address."""
        return self._related(("url", url), RT.HYPERLINK, url, True)

    def picture(self, key: str) -> str:
        """The relationship id of a picture."""
        return self._related(("picture", key), RT.IMAGE, self.media.part(key), False)

    def fallback_picture(self, key: str) -> str:
        """The relationship id of an SVG's PNG."""
        return self._related(("fallback", key), RT.IMAGE, self.media.fallback_part(key), False)

    def relate(self, part: Any, kind: str) -> str:
        """The relationship id of another part."""
        return self._related(("part", str(part.partname)), kind, part, False)

    def _related(self, key: tuple[str, str], kind: str, target: Any, external: bool) -> str:
        if key not in self._ids:
            self._ids[key] = f"rId{len(self._ids) + 1}"
            self.part.rels.add_relationship(kind, target, self._ids[key], external)
        return self._ids[key]
