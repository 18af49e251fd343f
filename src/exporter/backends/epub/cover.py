"""The cover: the article's own picture, or one drawn from its title in the theme's fonts and colours.

The letters of a drawn cover are outlines: a reading system does not give an image the book's fonts, and a library
that makes small pictures of covers may have none at all.
"""

from typing import Any

import msgspec
from lxml import etree

from exporter.backends.epub.content import STYLESHEET, TYPE, XHTML, new_root
from exporter.model.assets import Asset
from exporter.publication import Publication
from exporter.publication.lettering import Line, Setter
from exporter.theme import Theme

GENERATED_COVER = "assets/cover.svg"

_SVG: Any = {None: "http://www.w3.org/2000/svg"}
# A page of 1600 by 2400 units, the ratio of 2 to 3 that libraries show without a margin. A5 paper, 420 points wide,
# is the page that the theme's sizes are meant for.
_WIDTH, _HEIGHT = 1600, 2400
_UNIT = _WIDTH / 420
_MARGIN = 170
_BAR = 56
# The title is set as large as it fits in the upper half: multiples of its size in the article.
_TITLE_SCALES = (2.1, 1.8, 1.5, 1.25, 1.0, 0.8, 0.6, 0.45)
_TITLE_HEIGHT = 1150
_NAMES = 4  # so many authors have a line each


def draw_cover(publication: Publication) -> Asset:
    """An SVG cover: section or publisher, title, subtitle, authors, date."""
    metadata, theme, labels = publication.metadata, _with_plain_kicker(publication.theme), publication.labels
    setter = Setter(theme, publication.page.dir, _WIDTH - _BAR - 2 * _MARGIN)
    root = etree.Element("svg", {"viewBox": f"0 0 {_WIDTH} {_HEIGHT}"}, nsmap=_SVG)
    root.set("width", str(_WIDTH))
    root.set("height", str(_HEIGHT))
    etree.SubElement(root, "title").text = publication.page.title
    rtl = publication.page.dir == "rtl"
    accent = theme.color(theme.roles["kicker"].color)
    ground = theme.roles["callout"].background
    if ground:
        _rectangle(root, 0, 0, _WIDTH, _HEIGHT, theme.color(ground))
    _rectangle(root, _WIDTH - _BAR if rtl else 0, 0, _BAR, _HEIGHT, accent)
    edge = _WIDTH - _BAR - _MARGIN if rtl else _BAR + _MARGIN

    def stack(lines: list[Line], top: float) -> float:
        for line in lines:
            top += line.height
            root.append(line.drawn(edge - line.width if rtl else edge, top - line.height * 0.25))
        return top

    top = stack(setter.lines(metadata.section or metadata.publisher, "kicker", 1.9 * _UNIT, 2), 210) + 40
    for scale in _TITLE_SCALES:
        title = setter.lines(publication.page.title, "title", scale * _UNIT)
        if sum(line.height for line in title) <= _TITLE_HEIGHT and all(line.fits for line in title):
            break
    top = stack(title, top) + 70
    _rectangle(root, edge - 220 if rtl else edge, top, 220, 10, accent)
    top = stack(setter.lines(metadata.subtitle, "subtitle", 1.25 * _UNIT, 5), top + 50)
    names = [author.name for author in metadata.authors]
    rows = names if len(names) <= _NAMES else [labels["list_separator"].join(names)]
    foot = [line for row in rows for line in setter.lines(row, "byline", 1.9 * _UNIT, 4)]
    publisher = metadata.publisher if metadata.section and metadata.publisher not in names else ""
    for row in (publisher, labels.date(metadata.date)):
        foot += setter.lines(row, "dateline", 1.6 * _UNIT, 2)
    stack(foot, _HEIGHT - 190 - sum(line.height for line in foot))
    data = etree.tostring(root, encoding="utf-8", xml_declaration=True)
    return Asset(GENERATED_COVER, "image/svg+xml", data, _WIDTH, _HEIGHT)


def cover_page(publication: Publication, cover: Asset, style: str = STYLESHEET) -> bytes:
    """The XHTML page that shows the cover, with the stylesheet of this name."""
    page, metadata, labels = publication.page, publication.metadata, publication.labels
    root = new_root(page.lang, page.dir)
    head = etree.SubElement(root, "head")
    etree.SubElement(head, "title").text = labels["cover"]
    etree.SubElement(head, "link", rel="stylesheet", type="text/css", href=style)
    body = etree.SubElement(root, "body", {"class": "cover", TYPE: "cover"})
    own = metadata.cover_alt if cover.key == metadata.cover else ""
    image = {"src": cover.key, "alt": own or f"{labels['cover']}: {page.title}", "role": "doc-cover"}
    etree.SubElement(body, "img", image)
    markup: bytes = etree.tostring(root, encoding="utf-8", xml_declaration=True, doctype="<!DOCTYPE html>")
    return markup.replace(b"<html ", f'<html xmlns="{XHTML}" '.encode(), 1)


def _with_plain_kicker(theme: Theme) -> Theme:
    """The theme with its kicker in the accent: one that is set on a ground of its own is known by that ground."""
    kicker = theme.roles["kicker"]
    plain = msgspec.structs.replace(kicker, color=kicker.background or kicker.color)
    return msgspec.structs.replace(theme, roles={**theme.roles, "kicker": plain})


def _rectangle(root: Any, x: float, y: float, width: float, height: float, color: str) -> None:
    values = {"x": x, "y": y, "width": width, "height": height}
    etree.SubElement(root, "rect", {**{name: f"{value:g}" for name, value in values.items()}, "fill": color})
