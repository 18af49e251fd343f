"""The objects of a PDF that may be anything: the value of the kind that was asked for, or an empty one."""

from collections.abc import Hashable
from typing import Any

import pikepdf

_DEEPEST = 64  # nodes above each other
MOST_BYTES = 64 * 1024 * 1024  # of one stream when it is unpacked


def is_dictionary(thing: Any) -> bool:
    """Whether this has entries: a dictionary, or a stream with its own."""
    return isinstance(thing, (pikepdf.Dictionary, pikepdf.Stream))


def entries(thing: Any) -> dict[str, Any]:
    """The entries of a dictionary or stream by their names with the slash."""
    try:
        return dict(thing.items()) if is_dictionary(thing) else {}
    except UnicodeDecodeError:  # a key that is no text
        return {}


def entry(thing: Any, *path: str) -> Any:
    """What stands at the end of a path of keys; None where it breaks off."""
    for key in path:
        if not is_dictionary(thing) or key not in thing:
            return None
        thing = thing[key]
    return thing


def inherited(thing: Any, key: str) -> Any:
    """An entry of a page or a field, which may stand on one of the nodes above it; None where it is nowhere."""
    for _ in range(_DEEPEST):
        if not is_dictionary(thing) or key in thing:
            break
        thing = entry(thing, "/Parent")
    return entry(thing, key)


def items(thing: Any) -> list[Any]:
    """The items of an array; of anything else, that alone."""
    if thing is None:
        return []
    return list(thing) if isinstance(thing, pikepdf.Array) else [thing]


def name(thing: Any) -> str:
    """A name without its slash; "" for what is none."""
    if not isinstance(thing, pikepdf.Name):
        return ""
    try:
        return str(thing)[1:]
    except UnicodeDecodeError:
        return bytes(thing.unparse())[1:].decode("latin-1")


def text(thing: Any) -> str:
    """The words of a text string; "" for what is none."""
    return str(thing) if isinstance(thing, pikepdf.String) else ""


def number(thing: Any) -> float | None:
    """A number; None for what is none, and for truth."""
    try:
        return None if thing is None or isinstance(thing, bool) else float(thing)
    except (TypeError, ValueError, ArithmeticError):
        return None


def numbers(thing: Any) -> tuple[float, ...]:
    """An array of numbers; empty when something else is in it."""
    found = [number(item) for item in items(thing)] if isinstance(thing, pikepdf.Array) else []
    return tuple(value for value in found if value is not None) if None not in found else ()


def identity(thing: Any) -> Hashable:
    """The same for the same object: its number, or what a direct one holds."""
    if not isinstance(thing, pikepdf.Object):
        return repr(thing)
    return thing.objgen if thing.is_indirect else bytes(thing.unparse())


def looks_of(appearances: Any) -> list[Any]:
    """The streams that an annotation is drawn by."""
    found = []
    for look in entries(appearances).values():
        found += [look] if isinstance(look, pikepdf.Stream) else list(entries(look).values())
    return found


def data_of(stream: Any) -> bytes:
    """The unpacked data of a stream; b"" for what is none, or cannot be unpacked in bounds."""
    if not isinstance(stream, pikepdf.Stream):
        return b""
    try:
        return bytes(stream.read_bytes())
    except Exception:  # filters of any make on data of any make
        return b""
