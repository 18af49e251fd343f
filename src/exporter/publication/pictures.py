"""Pictures on paper: whether they have enough pixels for the size that they are printed at, or far too many."""

import io
from typing import Any

import msgspec

from exporter.messages import Report
from exporter.model.article import Article
from exporter.model.assets import Asset, asset_key
from exporter.model.nodes import Image
from exporter.model.walk import walk
from exporter.origin import Origin
from exporter.publication.widths import column_of, given_width
from exporter.theme import Theme

_LEAST_PPI = 150  # below it pixels are seen on paper
_PPI = 300  # what printers ask for
_MOST_PPI = 450  # only beyond it is another copy worth its loss
_QUALITY = 90
_MM_IN_INCH = 25.4
_TALLEST = 0.6  # of the page's height, as in print.css
_MODES = ("L", "LA", "RGB", "RGBA", "P")


def fit_pictures(
    root: Any, assets: dict[str, Asset], article: Article, theme: Theme, report: Report, resample: bool
) -> None:
    """Warn of pictures that are too coarse at their printed size; where `resample`, put copies of 300 ppi into the page
    and into `assets` in the place of those that are much finer."""
    sizes: dict[str, float] = {}
    images = [image for image in root.iter("img") if _is_raster(assets.get(image.get("src", "")))]
    for image in images:
        key = image.get("src")
        sizes[key] = max(sizes.get(key, 0.0), _printed_mm(image, assets[key], theme))
    if not sizes:
        return
    places = {node.asset: node for node in reversed(list(walk(article.body))) if isinstance(node, Image)}
    copies: dict[str, str] = {}
    for key, width_mm in sizes.items():
        asset = assets[key]
        ppi = asset.width_px / (width_mm / _MM_IN_INCH)
        if ppi < _LEAST_PPI and key in places:
            _warn(places[key], asset, ppi, width_mm, report)
        elif ppi > _MOST_PPI and resample and (copy := _resampled(asset, _PPI / ppi)):
            assets[copy.key] = copy
            copies[key] = copy.key
    for image in images:
        image.set("src", copies.get(image.get("src"), image.get("src")))
    if copies:
        text = f"{len(copies)} picture(s) stand in the files with {_PPI} pixels an inch of their printed size"
        report.add("T118", text, "to keep every pixel: --pictures original")


def _is_raster(asset: Asset | None) -> bool:
    return asset is not None and asset.media_type in ("image/png", "image/jpeg")


def _printed_mm(image: Any, asset: Asset, theme: Theme) -> float:
    """The width that a picture is printed at."""
    column_mm = column_of(image, theme)
    width_mm = given_width(image, column_mm)
    if width_mm is None:
        width_mm = asset.width_px / asset.ppi * _MM_IN_INCH
    tallest_mm = theme.page.height_mm * _TALLEST
    return max(1.0, min(width_mm, column_mm, tallest_mm * asset.width_px / asset.height_px))


def _warn(node: Image, asset: Asset, ppi: float, width_mm: float, report: Report) -> None:
    best_mm = asset.width_px / _LEAST_PPI * _MM_IN_INCH
    text = (
        f'the picture "{node.src[:80]}" has {ppi:.0f} pixels an inch at its printed width of {width_mm:.0f} mm; '
        f"below {_LEAST_PPI} they are seen"
    )
    place = node.origin if isinstance(node.origin, Origin) else None
    narrower = f", or print it narrower: width={best_mm:.0f}mm" if best_mm >= 1 else ""
    report.add("T117", text, f"take one of more pixels{narrower}", place)


def _resampled(asset: Asset, scale: float) -> Asset | None:
    """A copy with fewer pixels and the same printed size; None where it would be no smaller, or changes more."""
    from PIL import Image as Pillow

    with Pillow.open(io.BytesIO(asset.data), formats=("PNG", "JPEG")) as picture:
        if picture.mode not in _MODES or getattr(picture, "is_animated", False):
            return None
        profile = picture.info.get("icc_profile")
        full = "RGBA" if "transparency" in picture.info else "RGB"
        size = (max(1, round(picture.width * scale)), max(1, round(picture.height * scale)))
        smooth = picture.convert(full) if picture.mode == "P" else picture
        smaller = smooth.resize(size, Pillow.Resampling.LANCZOS)
    out = io.BytesIO()
    if asset.media_type == "image/jpeg":
        smaller.save(out, "JPEG", quality=_QUALITY, icc_profile=profile)
    else:
        smaller.save(out, "PNG", icc_profile=profile)
    data = out.getvalue()
    if len(data) >= len(asset.data):
        return None
    suffix = asset.key.rpartition(".")[2]
    key = asset_key(data, suffix)
    ppi = asset.ppi * size[0] / asset.width_px
    return msgspec.structs.replace(asset, key=key, data=data, width_px=size[0], height_px=size[1], ppi=ppi)
