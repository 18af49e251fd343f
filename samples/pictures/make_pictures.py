"""Draws the samples' pictures: `python samples/pictures/make_pictures.py`. The same files every time.

The PNG and the JPEG are pixels of resvg and Pillow: another version of these may round them otherwise.
"""

from io import BytesIO
from pathlib import Path

import resvg_py
from PIL import Image

from exporter.resources import templates_folder
from exporter.theme import load_theme
from exporter.theme.fonts import font_path

HERE = Path(__file__).parent
INK, MUTED, ACCENT, BLUE, GREEN, RULE, SURFACE, PAPER = (
    "#1B1F27", "#565F6E", "#8A1538", "#12497F", "#1B6B4C", "#C9CED6", "#F3F1EC", "#FFFFFF",
)  # fmt: skip
SANS, ARABIC = "IBM Plex Sans Condensed, sans-serif", "Almarai, sans-serif"


def svg(width: int, height: int, body: str) -> str:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" viewBox="0 0 {width} {height}">'
        f"{body}</svg>\n"
    )


def text(
    x: float,
    y: float,
    words: str,
    size: int,
    color: str = INK,
    weight: int = 400,
    anchor: str = "start",
    font: str = SANS,
) -> str:
    return (
        f'<text x="{x}" y="{y}" font-family="{font}" font-size="{size}" font-weight="{weight}" fill="{color}" '
        f'text-anchor="{anchor}">{words}</text>'
    )


def obstacles() -> str:
    """A number and two shares: only the shares have bars, since the number is part of no whole."""
    body = f'<rect width="640" height="286" fill="{SURFACE}"/>'
    body += text(136, 62, "450 +", 44, BLUE, 700, "end") + text(160, 60, "entreprises développent des outils", 28)
    body += f'<rect x="32" y="92" width="576" height="2" fill="{RULE}"/>'
    rows = (
        ("71 %", "peinent à les faire certifier", 0.71, ACCENT),
        ("22 %", "des innovations sont remboursées", 0.22, GREEN),
    )
    for index, (figure, words, share, color) in enumerate(rows):
        y = 112 + index * 86
        body += text(136, y + 40, figure, 44, color, 700, "end") + text(160, y + 26, words, 28)
        body += f'<rect x="160" y="{y + 40}" width="440" height="16" fill="{RULE}"/>'
        body += f'<rect x="160" y="{y + 40}" width="{440 * share:.0f}" height="16" fill="{color}"/>'
    return svg(640, 286, body)


def structure() -> str:
    body = f'<rect width="640" height="300" fill="{SURFACE}"/>'
    body += f'<rect x="40" y="30" width="220" height="240" fill="{PAPER}" stroke="{RULE}"/>'
    body += f'<rect x="60" y="52" width="130" height="14" fill="{INK}"/>'
    body += "".join(
        f'<rect x="60" y="{88 + n * 16}" width="{w}" height="6" fill="{MUTED}"/>'
        for n, w in enumerate((180, 172, 178, 96))
    )
    for n in range(3):
        body += f'<circle cx="66" cy="{174 + n * 24}" r="3.5" fill="{ACCENT}"/>'
        body += f'<rect x="80" y="{171 + n * 24}" width="{(140, 120, 132)[n]}" height="6" fill="{MUTED}"/>'
    for words, y, color in (("Titre", 60, ACCENT), ("Paragraphe", 112, BLUE), ("Liste", 200, GREEN)):
        body += f'<line x1="270" y1="{y}" x2="372" y2="{y}" stroke="{color}" stroke-width="1.5"/>'
        body += f'<circle cx="270" cy="{y}" r="3" fill="{color}"/>'
        body += f'<rect x="380" y="{y - 19}" width="200" height="38" rx="3" fill="{PAPER}" '
        body += f'stroke="{color}" stroke-width="1.5"/>'
        body += text(396, y + 9, words, 26, color, 700)
    return svg(640, 300, body)


def archive_box() -> str:
    body = f'<rect width="600" height="340" fill="{SURFACE}"/>'
    sheets = (("EPUB", 340, 20, GREEN, 8), ("DOCX", 250, 14, BLUE, 0), ("PDF", 160, 22, ACCENT, -8))
    for words, x, y, color, turn in sheets:
        body += f'<g transform="rotate({turn} {x + 55} {y + 80})">'
        body += f'<rect x="{x}" y="{y}" width="116" height="160" fill="{PAPER}" stroke="{color}" stroke-width="2"/>'
        body += text(x + 58, y + 40, words, 24, color, 700, "middle")
        lines = ((88, 60), (84, 74), (88, 88))
        body += "".join(f'<rect x="{x + 14}" y="{y + h}" width="{w}" height="4" fill="{RULE}"/>' for w, h in lines)
        body += "</g>"
    body += f'<path d="M120 180 H480 V310 H120 Z" fill="{INK}"/><path d="M100 166 H500 V196 H100 Z" fill="{MUTED}"/>'
    body += f'<rect x="250" y="222" width="100" height="34" rx="4" fill="{SURFACE}"/>'
    body += f'<rect x="262" y="236" width="76" height="6" fill="{MUTED}"/>'
    return svg(600, 340, body)


def health_cover() -> str:
    body = f'<rect width="600" height="800" fill="{PAPER}"/><rect width="600" height="12" fill="{ACCENT}"/>'
    path = "M0 430 H150 l22 -60 l30 150 l34 -220 l30 150 l14 -20 H330"
    body += f'<path d="{path}" fill="none" stroke="{ACCENT}" stroke-width="5" stroke-linejoin="round"/>'
    points = [
        (330, 430),
        (392, 352),
        (404, 486),
        (470, 410),
        (486, 300),
        (520, 500),
        (566, 392),
        (452, 566),
        (560, 268),
    ]
    links = [
        (0, 1),
        (0, 2),
        (1, 3),
        (2, 3),
        (1, 4),
        (3, 4),
        (3, 5),
        (2, 5),
        (3, 6),
        (4, 6),
        (5, 6),
        (2, 7),
        (5, 7),
        (4, 8),
        (6, 8),
    ]
    for a, b in links:
        (x1, y1), (x2, y2) = points[a], points[b]
        body += f'<line x1="{x1}" y1="{y1}" x2="{x2}" y2="{y2}" stroke="{BLUE}" stroke-width="2"/>'
    body += "".join(f'<circle cx="{x}" cy="{y}" r="9" fill="{BLUE}"/>' for x, y in points)
    body += text(48, 96, "SANTÉ NUMÉRIQUE", 24, ACCENT, 700)
    body += text(46, 164, "L’intelligence artificielle", 50, INK, 700) + text(
        46, 222, "en santé cherche son cadre", 50, INK, 700
    )
    body += text(48, 740, "13 février 2025", 24, MUTED)
    return svg(600, 800, body)


def page_and_stream() -> str:
    body = f'<rect width="900" height="560" fill="{SURFACE}"/>'
    body += f'<rect x="80" y="60" width="300" height="440" fill="{PAPER}" stroke="{RULE}" stroke-width="2"/>'
    body += f'<rect x="114" y="100" width="170" height="18" fill="{ACCENT}"/>'
    for n in range(11):
        y = 150 + n * 28
        body += f'<rect x="114" y="{y}" width="232" height="8" fill="{INK}" opacity="0.82"/>'
        swing = 18 + n * 2
        middle = y + 4
        wave = f"M346 {middle} C 440 {middle - swing}, 500 {middle + swing}, 590 {middle} "
        wave += f"S 740 {middle - swing}, 850 {middle + swing / 2:.0f}"
        body += f'<path d="{wave}" fill="none" stroke="{BLUE}" stroke-width="8" stroke-linecap="round" '
        body += f'opacity="{0.9 - n * 0.06:.2f}"/>'
    return svg(900, 560, body)


def shelves() -> str:
    """Boxes on three shelves, lit from above, below an Arabic title: the cover that is a JPEG."""
    body = '<defs><linearGradient id="wall" x1="0" y1="0" x2="0" y2="1">'
    body += f'<stop offset="0" stop-color="{PAPER}"/><stop offset="1" stop-color="{RULE}"/></linearGradient>'
    body += (
        '<linearGradient id="light" x1="0" y1="0" x2="1" y2="0"><stop offset="0" stop-color="#FFF" stop-opacity=".22"/>'
    )
    body += '<stop offset="1" stop-color="#000" stop-opacity=".28"/></linearGradient></defs>'
    body += f'<rect width="900" height="1200" fill="url(#wall)"/><rect width="900" height="16" fill="{ACCENT}"/>'
    body += text(450, 150, "كيف نحفظ", 92, INK, 700, "middle", ARABIC)
    body += text(450, 264, "الوثيقة الرقمية؟", 92, INK, 700, "middle", ARABIC)
    body += text(450, 336, "قسم الأرشيف الرقمي", 36, MUTED, 400, "middle", ARABIC)
    for shelf in range(3):
        floor, x = 640 + shelf * 240, 70
        for box in range(9):
            width, height = 62 + (box * 7 + shelf * 5) % 4 * 14, 150 + (box * 5 + shelf * 3) % 4 * 12
            if x + width > 830:
                break
            color, top = (INK, ACCENT, BLUE, MUTED, GREEN)[(box * 2 + shelf) % 5], floor - height
            for fill in (color, "url(#light)"):
                body += f'<rect x="{x}" y="{top}" width="{width}" height="{height}" fill="{fill}"/>'
            body += f'<rect x="{x + 12}" y="{top + 26}" width="{width - 24}" height="44" fill="{SURFACE}"/>'
            body += f'<circle cx="{x + width / 2}" cy="{floor - 26}" r="8" fill="{SURFACE}" opacity=".8"/>'
            x += width + 6
        body += f'<rect x="40" y="{floor}" width="820" height="16" fill="{INK}"/>'
        body += f'<rect x="40" y="{floor + 16}" width="820" height="14" fill="#000" opacity=".12"/>'
    return svg(900, 1200, body)


def main() -> None:
    for name, draw in VECTORS.items():
        (HERE / f"{name}.svg").write_text(draw(), "utf-8")
    (HERE / "page-and-stream.png").write_bytes(raster(page_and_stream(), 1350))
    image = Image.open(BytesIO(raster(shelves(), 900))).convert("RGB")
    image.save(HERE / "rayonnage.jpg", quality=82, optimize=True)


def raster(drawing: str, width_px: int) -> bytes:
    """A drawing as PNG, in the theme's fonts only."""
    theme = load_theme(templates_folder() / "themes" / "editorial")
    fonts = [str(font_path(theme, family, face)) for family in theme.fonts.values() for face in family.faces]
    png = resvg_py.svg_to_bytes(svg_string=drawing, width=width_px, skip_system_fonts=True, font_files=fonts)
    return bytes(png)


VECTORS = {
    "obstacles": obstacles,
    "structure": structure,
    "archive-box": archive_box,
    "couverture-sante": health_cover,
}

if __name__ == "__main__":
    main()
