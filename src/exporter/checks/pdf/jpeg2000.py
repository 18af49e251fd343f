"""What the boxes of a JPEG 2000 file say of its colours (ISO/IEC 15444-1, annex I)."""

import struct
from collections.abc import Iterator

_ENUMERATED, _CIE_JAB = 1, 19
_NEVER = 255  # a bit depth that differs from channel to channel


def read_jpeg2000(data: bytes, has_space: bool) -> Iterator[str]:
    """What ISO 19005-3, 6.2.8.3 does not allow; `has_space` says that the PDF tells the colours itself."""
    header = next((body for kind, body in _boxes(data) if kind == b"jp2h"), b"")
    boxes = list(_boxes(header))
    head = next((body for kind, body in boxes if kind == b"ihdr"), b"")
    if len(head) >= 11:
        (channels,) = struct.unpack_from(">H", head, 8)
        opaque = next((body for kind, body in boxes if kind == b"cdef"), b"")
        channels -= _helpers(opaque)
        if channels not in (1, 3, 4):
            yield f"has {channels} channels of colour"
        depth = (head[10] & 127) + 1
        if head[10] == _NEVER or any(kind == b"bpcc" for kind, _ in boxes) or depth > 38:
            yield "has channels of different depths"
    colours = [body for kind, body in boxes if kind == b"colr" and len(body) >= 3]
    if has_space or not colours:
        return
    if len(colours) > 1 and sum(body[2] == 1 for body in colours) != 1:
        yield f"says its colours {len(colours)} times"
    first = next((body for body in colours if body[2] == 1), colours[0])
    if first[0] not in (1, 2, 3):
        yield f"says its colours by the method {first[0]}"
    if first[0] == _ENUMERATED and len(first) >= 7 and struct.unpack_from(">I", first, 3)[0] == _CIE_JAB:
        yield "is in CIEJab"


def _helpers(definitions: bytes) -> int:
    """The channels that hold no colour but opacity."""
    kinds = [struct.unpack_from(">H", definitions, place + 2)[0] for place in range(2, len(definitions) - 5, 6)]
    return sum(kind in (1, 2) for kind in kinds)


def _boxes(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    place = 0
    while place + 8 <= len(data):
        size, kind = struct.unpack_from(">I4s", data, place)
        start = place + 8
        if size == 1 and place + 16 <= len(data):
            (size,) = struct.unpack_from(">Q", data, place + 8)
            start = place + 16
        end = len(data) if size == 0 else place + size
        if end < start:
            return
        yield kind, data[start:end]
        place = end
