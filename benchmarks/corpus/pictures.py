"""Pictures as sharp as print wants them, about 120 kB each, written bit by bit: no library whose next version could
write other bytes.

A PNG is a chart with grain, a JPEG a field of colour as of a photograph out of focus, an SVG a chart of lines. Of PNG
and JPEG a few are drawn, and each file says its own name in a comment, so that no two are the same.
"""

import struct
import zlib
from functools import cache

from corpus.dice import Dice

KINDS = ("png", "jpg", "png", "png", "jpg", "svg", "png", "jpg", "png", "png")  # as often as articles have them


_DRAWN = 12  # different PNG, and JPEG


def picture(kind: str, seed: int, name: str) -> bytes:
    """The picture of a name."""
    dice = Dice(seed, name)
    if kind == "svg":
        return _svg(dice)
    return {"png": _named_png, "jpg": _named_jpeg}[kind](_drawn(kind, seed, dice.under(_DRAWN)), name.encode())


@cache
def _drawn(kind: str, seed: int, number: int) -> bytes:
    return {"png": _png, "jpg": _jpeg}[kind](Dice(seed, f"{kind} {number}"))


# --- PNG (ISO 15948), deflated with the fixed codes (RFC 1951, section 3.2.6) ---------------------------------------
_GRAIN, _CHART = 168, 1032  # pixels of a line; the chart's are four matches of the greatest length
_CODES = [f"{0x30 + value:08b}" if value < 144 else f"{0x190 + value - 144:09b}" for value in range(256)]
# Length 258 at the distance of one line (a filter's byte and the pixels): codes 285 and 20, then 9 bits, least first.
_MATCH = "11000101" + f"{20:05b}" + f"{_GRAIN + _CHART + 1 - 1025:09b}"[::-1]
_END = "0000000"


def _png(dice: Dice) -> bytes:
    height = dice.between(500, 800)
    first = dice.under(200)
    palette = bytes(dice.between(40, 250) for _ in range(3 * 256))
    bars = [(dice.between(20, height - 20), first + 2 + number) for number in range(6)]
    tops = {0, *(top for top, _ in bars)}
    bits, lines = ["110"], []  # the last block, with fixed codes
    for y in range(height):
        left = [0, *(first + dice.under(40) for _ in range(_GRAIN))]
        chart = [colour if y >= top else first for top, colour in bars for _ in range(_CHART // len(bars))]
        bits += [_CODES[value] for value in left]
        bits += [_CODES[value] for value in chart] if y in tops else [_MATCH] * 4
        lines.append(bytes(left + chart))
    bits.append(_END)
    packed = _in_bytes("".join(bits)[::-1])[::-1]  # bits fill a byte from the least one
    data = b"\x78\x01" + packed + struct.pack(">I", zlib.adler32(b"".join(lines)))
    header = struct.pack(">IIBBBBB", _GRAIN + _CHART, height, 8, 3, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"PLTE", palette), (b"IDAT", data), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(name, body) for name, body in chunks)


def _named_png(data: bytes, name: bytes) -> bytes:
    end = len(_chunk(b"IEND", b""))
    return data[:-end] + _chunk(b"tEXt", b"Comment\0" + name) + data[-end:]


def _chunk(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


# --- JPEG (ITU-T T.81): three components, tables of our own in which every code has four bits -----------------------
_SYMBOLS = (0, 1, 2, 3, 4, 5, 6, 7, 8)  # sizes of values; for the others 0 is the end of a block
_STEP = 16  # of all values


def _jpeg(dice: Dice) -> bytes:
    columns, rows = dice.between(130, 170), dice.between(80, 110)  # blocks of 8 × 8 pixels
    textures = ["".join(_coded(dice.between(-7, 7) or 1) for _ in range(dice.between(2, 7))) for _ in range(64)]
    end = _code(0)
    waves = [(dice.between(1, 9), dice.between(1, 9), dice.between(0, 40)) for _ in range(3)]
    bits = []
    last = [0, 0, 0]
    for y in range(rows):
        for x in range(columns):
            for part, (across, down, start) in enumerate(waves):
                level = (x * across + y * down * 2) // 8 + start
                level = (level % 80 if level % 160 < 80 else 79 - level % 80) - 40  # up and down again
                bits.append(_coded(level - last[part]))
                if part == 0:
                    bits.append(dice.pick(textures))
                bits.append(end)
                last[part] = level
    data = _in_bytes("".join(bits), fill="1").replace(b"\xff", b"\xff\x00")
    frame = struct.pack(">BHHB", 8, rows * 8, columns * 8, 3) + b"".join(bytes((n, 0x11, 0)) for n in (1, 2, 3))
    counts = bytes((0, 0, 0, len(_SYMBOLS), *(0,) * 12)) + bytes(_SYMBOLS)
    segments = (
        (0xE0, b"JFIF\0" + struct.pack(">HBHHBB", 0x0101, 1, 150, 150, 0, 0)),
        (0xDB, bytes((0, *(_STEP,) * 64))),
        (0xC0, frame),
        (0xC4, b"\x00" + counts + b"\x10" + counts),
        (0xDA, bytes((3, 1, 0, 2, 0, 3, 0, 0, 63, 0))),
    )
    head = b"".join(_segment(name, body) for name, body in segments)
    return b"\xff\xd8" + head + data + b"\xff\xd9"


def _named_jpeg(data: bytes, name: bytes) -> bytes:
    return data[:2] + _segment(0xFE, name) + data[2:]


def _segment(name: int, body: bytes) -> bytes:
    return bytes((0xFF, name)) + struct.pack(">H", len(body) + 2) + body


def _coded(value: int) -> str:
    """A value as its size's code and its bits (T.81, tables F.1 and F.2)."""
    size = abs(value).bit_length()
    if not size:
        return _code(0)
    return _code(size) + f"{value if value > 0 else value + (1 << size) - 1:0{size}b}"


def _code(symbol: int) -> str:
    return f"{_SYMBOLS.index(symbol):04b}"


# --- SVG ------------------------------------------------------------------------------------------------------------
def _svg(dice: Dice) -> bytes:
    width, height, count = 600, 380, dice.between(100, 400)
    lines = [f'<path d="M0 {y}H{width}" stroke="#ccc"/>' for y in range(20, height, 40)]
    for _ in range(dice.between(3, 6)):
        y = dice.between(60, height - 60)
        points = []
        for number in range(count):
            y = min(height, max(0, y + dice.between(-8, 8)))
            points.append(f"{number * width / count:.1f},{y}")
        colour = "#" + "".join(f"{dice.between(20, 180):02x}" for _ in range(3))
        lines.append(f'<polyline points="{" ".join(points)}" fill="none" stroke="{colour}" stroke-width="1.5"/>')
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}">'
    return "\n".join((head, f'<rect width="{width}" height="{height}" fill="#f4f4f0"/>', *lines, "</svg>\n")).encode()


def _in_bytes(bits: str, fill: str = "0") -> bytes:
    """Bits as bytes, the first one greatest. The last byte is filled up with ones; else the first is with zeros."""
    if fill == "1":
        bits += fill * (-len(bits) % 8)
    return int(bits, 2).to_bytes((len(bits) + 7) // 8, "big")
