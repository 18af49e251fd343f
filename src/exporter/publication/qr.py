"""An address as a QR code (ISO/IEC 18004): black modules on white as one path, with the quiet zone around."""

from exporter.model.assets import Asset, asset_key
from exporter.model.nodes import Image, Qr
from exporter.publication.labels import Labels
from exporter.theme import Theme
from exporter.theme.contrast import contrast

_QUIET = 4  # modules (ISO/IEC 18004, 9.1)
# The code without its quiet zone is so wide at least, and one dot so large, that a telephone reads them.
_LEAST_MM, _MODULE_MM = 25.0, 0.5
_PX_IN_MM = 96 / 25.4
_BLACK = "#000000"


def draw_qr(qr: Qr, theme: Theme, labels: Labels) -> tuple[Asset, Image]:
    """The code as a drawing and as a picture in the article. Error correction M restores 15 % of it."""
    import segno

    code = segno.make(qr.target, error="m", boost_error=False, micro=False)
    side = len(code.matrix) + 2 * _QUIET
    size_mm = round(side * max(_MODULE_MM, _LEAST_MM / len(code.matrix)), 2)
    runs = [
        f"M{start + _QUIET} {y + _QUIET}h{length}v1h-{length}z"
        for y, row in enumerate(code.matrix)
        for start, length in _runs(row)
    ]
    size_px = round(size_mm * _PX_IN_MM, 2)
    # A reader wants the dark on the light, also where a brand has light words on dark paper.
    dark, light = sorted((theme.color("text"), theme.color("paper")), key=lambda color: contrast(color, _BLACK))
    data = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{size_px}" height="{size_px}" viewBox="0 0 {side} {side}">'
        f'<path fill="{light}" d="M0 0h{side}v{side}h-{side}z"/>'
        f'<path fill="{dark}" shape-rendering="crispEdges" d="{"".join(runs)}"/></svg>'
    ).encode()
    asset = Asset(asset_key(data, "svg"), "image/svg+xml", data, size_px, size_px)
    alt = f"{labels['scan_to_open']}{labels.words.get('colon', ': ')}{qr.target}"
    return asset, Image(src="", asset=asset.key, alt=alt, width=f"{size_mm:g}mm")


def _runs(row: bytearray) -> list[tuple[int, int]]:
    """Where dark modules begin in a row, and how many stand there."""
    runs = []
    start = -1
    for x, dark in enumerate([*row, 0]):
        if dark and start < 0:
            start = x
        elif not dark and start >= 0:
            runs.append((start, x - start))
            start = -1
    return runs
