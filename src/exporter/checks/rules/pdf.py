"""A PDF as its rules look at it."""

import io
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property
from typing import Any

import pikepdf

from exporter.checks.rules import Box, Finding, Unreadable


class Subject:
    """An opened PDF, with what several rules look at."""

    def __init__(self, pdf: Any) -> None:
        self.pdf = pdf
        self.root = pdf.Root

    @cached_property
    def xmp(self) -> Any:
        """The metadata of the document, a mapping; empty where there is none."""
        try:
            found = self.pdf.open_metadata(set_pikepdf_as_editor=False, update_docinfo=False, strict=True)
            found.get("dc:title")
            return found
        except Exception:  # malformed XMP in whatever way
            return {}

    @cached_property
    def elements(self) -> list[tuple[Any, str, str]]:
        """Each structure element with its type and its parent's, after the role map, in the order of the tree."""
        tree = self.root.get("/StructTreeRoot")
        if tree is None:
            return []
        roles = {str(name): str(target) for name, target in tree.get("/RoleMap", {}).items()}
        found = []
        waiting = [(kid, "") for kid in reversed(kids_of(tree))]
        seen: set[Any] = set()
        while waiting:
            element, parent = waiting.pop()
            if not isinstance(element, pikepdf.Dictionary) or "/S" not in element:
                continue
            if element.is_indirect and element.objgen in seen:
                continue
            seen.add(element.objgen)
            kind = str(element.S)
            for _ in range(8):
                kind = roles.get(kind, kind)
            found.append((element, kind, parent))
            waiting += [(kid, kind) for kid in reversed(kids_of(element))]
        return found

    @cached_property
    def annotations(self) -> list[tuple[int, Any]]:
        """Each annotation with the number of its page."""
        return [(n, note) for n, page in enumerate(self.pdf.pages, 1) for note in page.get("/Annots", [])]

    @cached_property
    def fonts(self) -> dict[str, Any]:
        """The fonts of all pages and forms by their names."""
        found: dict[str, Any] = {}
        waiting = [page.get("/Resources", {}) for page in self.pdf.pages]
        seen: set[Any] = set()
        while waiting:
            resources = waiting.pop()
            for font in dict(resources.get("/Font", {})).values():
                found[str(font.get("/BaseFont", font.objgen))] = font
            for item in dict(resources.get("/XObject", {})).values():
                if str(item.get("/Subtype")) == "/Form" and item.objgen not in seen:
                    seen.add(item.objgen)
                    waiting.append(item.get("/Resources", {}))
        return found

    @cached_property
    def numbers(self) -> dict[Any, int]:
        """The number of each page by its object."""
        return {page.obj.objgen: number for number, page in enumerate(self.pdf.pages, 1)}

    def at(self, element: Any, text: str) -> Finding:
        """A finding at an element of the tags: on its page, or on that of the first one below it that names one."""
        waiting = [element]
        while waiting:
            one = waiting.pop(0)
            if isinstance(one, pikepdf.Dictionary):
                if "/Pg" in one:
                    return self.on(self.numbers.get(one.Pg.objgen, 0), text, _box(_layout(element).get("/BBox")))
                waiting += kids_of(one)
        return Finding(text)

    def on(self, page: int, text: str, box: Box | None = None) -> Finding:
        """A finding on a page; 0 is none."""
        return Finding(text, f"page {page}" if page else "", page, box)


def rectangle(annotation: Any) -> Box | None:
    """Where an annotation lies."""
    return _box(annotation.get("/Rect"))


def _layout(element: Any) -> Any:
    found = element.get("/A")
    parts = list(found) if isinstance(found, pikepdf.Array) else [found]
    return next((part for part in parts if isinstance(part, pikepdf.Dictionary) and "/BBox" in part), {})


def _box(sides: Any) -> Box | None:
    try:
        left, bottom, right, top = (float(side) for side in sides)
    except (TypeError, ValueError):
        return None
    return min(left, right), min(bottom, top), max(left, right), max(bottom, top)


def kids_of(element: Any) -> list[Any]:
    """The kids of a structure element as a list."""
    kids = element.get("/K")
    return [] if kids is None else list(kids) if isinstance(kids, pikepdf.Array) else [kids]


@contextmanager
def opened(data: bytes) -> Iterator[Subject]:
    """The file as its rules look at it. Raises Unreadable for what is no PDF."""
    try:
        pdf = pikepdf.open(io.BytesIO(data))
    except pikepdf.PasswordError as exc:
        raise Unreadable("it is encrypted with a password") from exc
    except pikepdf.PdfError as exc:
        raise Unreadable(str(exc).partition("\n")[0][:120]) from exc
    with pdf:
        if not isinstance(pdf.trailer.get("/Root"), pikepdf.Dictionary) or "/Pages" not in pdf.Root:
            raise Unreadable("it has no catalog of pages")
        yield Subject(pdf)
