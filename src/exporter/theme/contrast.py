"""Contrast of two colours after WCAG 2.1, and the nearest colour that has enough of it."""


def contrast(color: str, ground: str) -> float:
    """The contrast ratio of two "#RRGGBB" colours, 1 to 21 (WCAG 2.1, "contrast ratio")."""
    lighter, darker = sorted((_luminance(color), _luminance(ground)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def nearest_passing(color: str, ground: str, wanted: float) -> str:
    """The colour of the same hue whose lightness is nearest and whose contrast is enough, as "#RRGGBB"."""
    from coloraide import Color

    found = []
    for end in (0.0, 1.0):
        made = Color(color).convert("oklch")
        start = made["lightness"]
        low, high = 0.0, 1.0  # shares of the way to black or white
        for _ in range(20):
            middle = (low + high) / 2
            made["lightness"] = start + (end - start) * middle
            shown = made.convert("srgb").fit().to_string(hex=True, upper=True)
            low, high = (low, middle) if contrast(shown, ground) >= wanted else (middle, high)
        made["lightness"] = start + (end - start) * high
        shown = made.convert("srgb").fit().to_string(hex=True, upper=True)
        if contrast(shown, ground) >= wanted:
            found.append((abs(end - start) * high, shown))
    return min(found)[1] if found else ("#000000" if _luminance(ground) > 0.18 else "#FFFFFF")


def _luminance(color: str) -> float:
    parts = [int(color[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
