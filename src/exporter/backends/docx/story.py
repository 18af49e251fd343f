"""A story: a part with text in it (document, header, footer, footnotes), and what its text points to."""

from exporter.backends.docx.opc import Package, Part
from exporter.backends.docx.svg import png_of_svg
from exporter.model.assets import Asset
from exporter.theme import Theme

_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def relation(name: str) -> str:
    """The type of a relationship of office documents: relation("styles")."""
    return f"{_OFFICE}/{name}"


class Media:
    """The pictures of a package, each a part once."""

    def __init__(self, package: Package, assets: dict[str, Asset], theme: Theme) -> None:
        self._package = package
        self._assets = assets
        self._theme = theme
        self._fallbacks: dict[str, Part] = {}
        self.drawings = 0

    def asset(self, key: str) -> Asset:
        """The asset behind a picture's address."""
        return self._assets[key]

    def part(self, key: str) -> Part:
        """The part of a picture as it is."""
        asset = self._assets[key]
        return self._package.part(f"word/media/{_file(key)}", asset.media_type, asset.data)

    def fallback_part(self, key: str) -> Part:
        """The PNG of an SVG, for Word before 2016 and everything that reads no SVG."""
        if key not in self._fallbacks:
            data = png_of_svg(self._assets[key], self._theme)
            name = f"word/media/{_file(key).removesuffix('.svg')}-svg.png"
            self._fallbacks[key] = self._package.part(name, "image/png", data)
        return self._fallbacks[key]


class Story:
    """One part's text. Word wants no footnotes in notes, headers and footers: `holds_notes` is false there."""

    def __init__(self, part: Part, media: Media, holds_notes: bool = False) -> None:
        self.media = media
        self.holds_notes = holds_notes
        self._relationships = part.relationships

    def link(self, url: str) -> str:
        """The relationship id of an address outside."""
        return self._relationships.to_address(relation("hyperlink"), url)

    def picture(self, key: str) -> str:
        """The relationship id of a picture."""
        return self._relationships.to_part(relation("image"), self.media.part(key))

    def fallback_picture(self, key: str) -> str:
        """The relationship id of an SVG's PNG."""
        return self._relationships.to_part(relation("image"), self.media.fallback_part(key))


def _file(key: str) -> str:
    return key.rpartition("/")[2]
