"""What a signature holds: the outermost parts of a signed message in DER (RFC 2315, 9), and no cryptography."""

from collections.abc import Iterator

import msgspec

_SEQUENCE, _SET, _CERTIFICATES = 0x30, 0x31, 0xA0


class Signed(msgspec.Struct, frozen=True):
    """How many certificates a signature brings, and how many signers it names."""

    certificates: int = 0
    signers: int = 0


def signed(data: bytes) -> Signed:
    """The certificates and signers of a signed message; none of either for what is no such message."""
    try:
        [message] = list(_parts(data))[:1]
        content = list(_parts(message[1]))[1]
        [signed_data] = list(_parts(content[1]))[:1]
        parts = list(_parts(signed_data[1]))
    except (ValueError, IndexError):
        return Signed()
    certificates = next((sum(1 for _ in _parts(body)) for tag, body in parts if tag == _CERTIFICATES), 0)
    sets = [body for tag, body in parts if tag == _SET]
    return Signed(certificates, sum(1 for _ in _parts(sets[-1])) if len(sets) > 1 else 0)


def _parts(data: bytes) -> Iterator[tuple[int, bytes]]:
    """Tag and content of each value that stands in these bytes, one after the other."""
    place = 0
    while place + 2 <= len(data) and data[place]:
        tag, size = data[place], data[place + 1]
        place += 2
        if size & 0x80:
            more = size & 0x7F
            size = int.from_bytes(data[place : place + more], "big")
            place += more
            if not more or more > 4:
                return  # of unknown length, which DER has not
        yield tag, data[place : place + size]
        place += size
