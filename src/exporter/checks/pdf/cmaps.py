"""Character maps of a PDF (ISO 32000-1, 9.7.5, 9.10.3): how codes are read, and what CIDs or characters they mean."""

import re
from bisect import bisect_right
from collections.abc import Iterator
from functools import cached_property
from typing import Any

import pikepdf

from exporter.checks.pdf.objects import data_of, entry, name

_TOKEN = re.compile(
    rb"%[^\r\n]*|<([0-9A-Fa-f\s]*)>|/([^\s<>\[\](){}/%]*)|\(((?:[^()\\]|\\.)*)\)|([-+]?\d+)|([A-Za-z][\w-]*)|([\[\]])"
)
# ISO 32000-1, 9.7.5.2, table 118.
PREDEFINED = frozenset(
    f"{called}-{way}"
    for called in (
        "GB-EUC GBpc-EUC GBK-EUC GBKp-EUC GBK2K UniGB-UCS2 UniGB-UTF16 B5pc HKscs-B5 ETen-B5 ETenms-B5 CNS-EUC"
        " UniCNS-UCS2 UniCNS-UTF16 83pv-RKSJ 90ms-RKSJ 90msp-RKSJ 90pv-RKSJ Add-RKSJ EUC Ext-RKSJ UniJIS-UCS2"
        " UniJIS-UCS2-HW UniJIS-UTF16 KSC-EUC KSCms-UHC KSCms-UHC-HW KSCpc-EUC UniKS-UCS2 UniKS-UTF16 Identity"
    ).split()
    for way in "HV"
) - {"83pv-RKSJ-V", "90pv-RKSJ-V", "KSCpc-EUC-V"} | {"H", "V"}  # fmt: skip
_SIMPLE = frozenset(("Type1", "MMType1", "TrueType", "Type3"))
_MOST = 200_000  # mappings of one map


class CMap:
    """A character map that a stream holds; `used` names the one that it begins from."""

    def __init__(self, data: bytes) -> None:
        self.name = self.registry = self.ordering = self.used = ""
        self.supplement: int | None = None
        self.vertical = 0
        self.spaces: list[tuple[int, int, int]] = []  # bytes of a code, lowest and highest of them
        self._singles: dict[tuple[int, int], int | str] = {}
        self._ranges: dict[int, list[tuple[int, int, int | str]]] = {}
        self._parse(data)

    @property
    def greatest(self) -> int:
        """The greatest CID that a code may mean."""
        ends = [
            low + end - start for ranges in self._ranges.values() for start, end, low in ranges if isinstance(low, int)
        ]
        return max([*ends, *(cid for cid in self._singles.values() if isinstance(cid, int))], default=0)

    def codes(self, data: bytes) -> Iterator[tuple[int, int]]:
        """Each code of a string with the number of its bytes."""
        place, longest = 0, max((size for size, _, _ in self.spaces), default=1)
        shortest = min((size for size, _, _ in self.spaces), default=1)
        while place < len(data):
            for size in range(1, longest + 1):
                code = int.from_bytes(data[place : place + size], "big")
                if self._covers(code, size):
                    break
            else:
                size = shortest
                code = int.from_bytes(data[place : place + size], "big")
            yield code, size
            place += size

    def look_up(self, code: int, size: int) -> int | str | None:
        """What a code of so many bytes means: a CID, or the characters; None for nothing."""
        if not any(size == bytes_ for bytes_, _, _ in self.spaces):
            return None
        found = self._singles.get((size, code))
        if found is not None:
            return found
        ranges, starts = self._sorted.get(size, ([], []))
        place = bisect_right(starts, code) - 1
        if place < 0:
            return None
        start, end, first = ranges[place]
        if code > end:
            return None
        return first + code - start if isinstance(first, int) else _moved(first, code - start)

    def texts(self) -> Iterator[str]:
        """The characters that single codes and the ends of ranges mean."""
        for value in self._singles.values():
            if isinstance(value, str):
                yield value
        for ranges in self._ranges.values():
            for start, end, first in ranges:
                if isinstance(first, str):
                    yield first
                    yield _moved(first, end - start)

    def _covers(self, code: int, size: int) -> bool:
        return any(size == bytes_ and _within(code, low, high, size) for bytes_, low, high in self.spaces)

    @cached_property
    def _sorted(self) -> dict[int, tuple[list[tuple[int, int, int | str]], list[int]]]:
        found = {}
        for size, ranges in self._ranges.items():
            in_order = sorted(ranges, key=lambda one: one[:2])
            found[size] = in_order, [start for start, _, _ in in_order]
        return found

    def _parse(self, data: bytes) -> None:
        stack: list[Any] = []
        for match in _TOKEN.finditer(data):
            hexadecimal, called, words, digits, operator, bracket = match.groups()
            if hexadecimal is not None:
                digits_ = b"".join(hexadecimal.split())
                stack.append(bytes.fromhex((digits_ + b"0" * (len(digits_) % 2)).decode()))
            elif called is not None:
                stack.append("/" + called.decode("latin-1"))
            elif words is not None:
                stack.append(words.decode("latin-1"))
            elif digits is not None:
                stack.append(int(digits))
            elif bracket is not None:
                stack.append(bracket)
            elif operator is not None:
                self._operator(operator.decode(), stack)
            if len(stack) > 5 * _MOST:
                return

    def _operator(self, operator: str, stack: list[Any]) -> None:
        if operator == "usecmap" and stack and isinstance(stack[-1], str):
            self.used = stack[-1][1:]
        elif operator == "def" and len(stack) >= 2:
            self._define(stack[-2], stack[-1])
        elif operator == "endcodespacerange":
            pairs = [part for part in stack if isinstance(part, bytes)]
            for low, high in zip(pairs[::2], pairs[1::2], strict=False):
                self.spaces.append((len(low), int.from_bytes(low, "big"), int.from_bytes(high, "big")))
        elif operator in ("endcidchar", "endbfchar"):
            for code, value in zip(stack[::2], stack[1::2], strict=False):
                if isinstance(code, bytes) and (meaning := _meaning(value)) is not None:
                    self._singles[len(code), int.from_bytes(code, "big")] = meaning
        elif operator in ("endcidrange", "endbfrange"):
            self._range(stack)
        if operator not in ("dict", "dup", "begin", "end"):
            stack.clear()

    def _range(self, stack: list[Any]) -> None:
        parts = iter(stack)
        for low, high, value in zip(parts, parts, parts, strict=False):
            if not isinstance(low, bytes) or not isinstance(high, bytes):
                return
            start, end = int.from_bytes(low, "big"), int.from_bytes(high, "big")
            if value == b"[":
                for code, one in enumerate(iter(lambda: next(parts, b"]"), b"]"), start):
                    if (meaning := _meaning(one)) is not None and code <= end:
                        self._singles[len(low), code] = meaning
            elif (meaning := _meaning(value)) is not None:
                self._ranges.setdefault(len(low), []).append((start, end, meaning))

    def _define(self, key: Any, value: Any) -> None:
        if key == "/CMapName" and isinstance(value, str):
            self.name = value[1:]
        elif key == "/WMode" and isinstance(value, int):
            self.vertical = value
        elif key == "/Registry" and isinstance(value, str):
            self.registry = value
        elif key == "/Ordering" and isinstance(value, str):
            self.ordering = value
        elif key == "/Supplement" and isinstance(value, int):
            self.supplement = value


class Codes:
    """How the strings of a font are read: `cmap` is the map that the file holds, if any."""

    def __init__(self, font: Any) -> None:
        kind = name(entry(font, "/Subtype"))
        self.simple = kind in _SIMPLE or (kind != "Type0" and entry(font, "/DescendantFonts") is None)
        encoding = entry(font, "/Encoding")
        self.name = name(encoding)
        self.cmap: CMap | None = None
        if not self.simple and isinstance(encoding, pikepdf.Stream):
            self.cmap = CMap(data_of(encoding))
            self.name = name(entry(encoding, "/CMapName"))

    @property
    def identity(self) -> bool:
        """Whether codes are CIDs of two bytes."""
        return not self.simple and self.cmap is None and self.name in ("Identity-H", "Identity-V")

    def of(self, data: bytes) -> list[tuple[int, int]] | None:
        """The codes of a string with their sizes; None when a map that is not in the file tells them."""
        if self.simple:
            return [(code, 1) for code in data]
        if self.identity:
            left = [(data[-1], 1)] if len(data) % 2 else []  # half a code
            return [(data[place] << 8 | data[place + 1], 2) for place in range(0, len(data) - 1, 2)] + left
        if self.cmap is not None and self.cmap.spaces and not self.cmap.used:
            return list(self.cmap.codes(data))
        return None

    def cid(self, code: int, size: int) -> int | None:
        """The CID of a code; None when it is not known."""
        if self.identity:
            return code if size == 2 else 0
        found = self.cmap.look_up(code, size) if self.cmap is not None else None
        return found if isinstance(found, int) else 0 if self.cmap is not None else None


def _within(code: int, low: int, high: int, size: int) -> bool:
    """Whether each byte of a code lies in the range of that byte."""
    return all(low >> shift & 255 <= code >> shift & 255 <= high >> shift & 255 for shift in range(0, 8 * size, 8))


def _meaning(value: Any) -> int | str | None:
    if isinstance(value, bytes):
        return value.decode("utf-16-be", "replace") if len(value) > 1 else value.decode("latin-1")
    return value if isinstance(value, int) else None


def _moved(first: str, steps: int) -> str:
    """The characters that stand so many steps after these: the last one counts up."""
    if not first:
        return first
    return first[:-1] + chr(min(ord(first[-1]) + steps, 0x10FFFF))
