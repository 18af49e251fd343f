"""Draws the samples' pictures: `python samples/pictures/make_pictures.py`. The same files every time."""

from pathlib import Path

import resvg_py

HERE = Path(__file__).parent
INK, MUTED, ACCENT, BLUE, GREEN, RULE, SURFACE, PAPER = (
    "#1B1F27", "#565F6E", "#8A1538", "#12497F", "#1B6B4C", "#C9CED6", "#F3F1EC", "#FFFFFF",
)  # fmt: skip
SANS = 'font-family="IBM Plex Sans Condensed, sans-serif"'


def svg(width: int, height: int, body: str) -> str:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" viewBox="0 0 {width} {height}">'
        f"{body}</svg>\n"
    )


def text(x: float, y: float, words: str, size: int, color: str = INK, weight: int = 400, anchor: str = "start") -> str:
    return (
        f'<text x="{x}" y="{y}" {SANS} font-size="{size}" font-weight="{weight}" fill="{color}" '
        f'text-anchor="{anchor}">{words}</text>'
    )


def obstacles() -> str:
    rows = [
        ("450", "entreprises développent des outils", 1.0, BLUE),
        ("71 %", "peinent à les faire certifier", 0.71, ACCENT),
        ("22 %", "des innovations sont remboursées", 0.22, GREEN),
    ]
    body = f'<rect width="640" height="236" fill="{SURFACE}"/>'
    for index, (figure, words, share, color) in enumerate(rows):
        y = 34 + index * 64
        body += text(130, y + 26, figure, 30, color, 700, "end")
        body += f'<rect x="150" y="{y + 2}" width="450" height="14" fill="{RULE}"/>'
        body += f'<rect x="150" y="{y + 2}" width="{450 * share:.0f}" height="14" fill="{color}"/>'
        body += text(150, y + 36, words, 15, MUTED)
    return svg(640, 236, body)


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
    labels = (("Titre", 60, ACCENT, 22), ("Paragraphe", 112, BLUE, 22), ("Liste", 180, GREEN, 22))
    for words, y, color, size in labels:
        body += f'<line x1="270" y1="{y}" x2="372" y2="{y}" stroke="{color}" stroke-width="1.5"/>'
        body += f'<circle cx="270" cy="{y}" r="3" fill="{color}"/>'
        body += f'<rect x="380" y="{y - 19}" width="200" height="38" rx="3" fill="{PAPER}" '
        body += f'stroke="{color}" stroke-width="1.5"/>'
        body += text(396, y + 7, words, size, color, 700)
    body += text(396, 240, "trois éléments annoncés", 16, MUTED)
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


def main() -> None:
    for name, drawing in (
        ("obstacles", obstacles()),
        ("structure", structure()),
        ("archive-box", archive_box()),
        ("couverture-sante", health_cover()),
    ):
        (HERE / f"{name}.svg").write_text(drawing, "utf-8")
    png = resvg_py.svg_to_bytes(svg_string=page_and_stream(), width=1350, skip_system_fonts=True)
    (HERE / "page-and-stream.png").write_bytes(bytes(png))


if __name__ == "__main__":
    main()
