"""A PDF as its rules look at it."""

import io
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property
from typing import Any

import pikepdf

from exporter.checks.rules import Unreadable


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
