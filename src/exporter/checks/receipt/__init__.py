"""The receipt of an export: every word, note, cell, picture, link and field of the article, found again in each file.

Independent readers take the files apart; what they find is held to the article by way of the page. A template may set
parts elsewhere and add words of its own, which are named; it may leave nothing out. A format adds nothing.
"""

from collections.abc import Callable, Iterable
from importlib import import_module

import msgspec

from exporter.checks.receipt.comparing import Difference, compare, plan_of
from exporter.checks.receipt.contents import Contents, Passage
from exporter.checks.receipt.expected import Expected, expected_of
from exporter.checks.receipt.xhtml import read_xhtml
from exporter.model.article import Article
from exporter.outputs import Export
from exporter.publication import Publication
from exporter.publication.accessibility import Claim, claims_of

_READERS = {
    "pdf": "exporter.checks.receipt.pdf:read_pdf",
    "docx": "exporter.checks.receipt.docx:read_docx",
    "epub": "exporter.checks.receipt.epub:read_epub",
}


class FileReceipt(msgspec.Struct, frozen=True):
    """What was found in one file, and what was not."""

    format: str
    sha256: str
    differences: tuple[Difference, ...]


class Receipt(msgspec.Struct, frozen=True):
    """What an article holds, by kind; what its templates add; each file's own receipt; what the book says of itself."""

    source: str
    counts: dict[str, int]
    added: tuple[Passage, ...]
    files: tuple[FileReceipt, ...]
    claims: tuple[Claim, ...] = ()

    @property
    def is_complete(self) -> bool:
        """Whether every file holds all of the article and nothing else."""
        return not any(file.differences for file in self.files)

    @property
    def said(self) -> str:
        """The receipt in one line: "receipt: 511 words, 45 blocks, 2 notes, all found in PDF, DOCX, EPUB"."""
        counted = ((count, kind if count > 1 else kind.removesuffix("s")) for kind, count in self.counts.items())
        counts = ", ".join(f"{count:,} {kind}" for count, kind in counted if count)
        faults = [f"{len(f.differences)} differences in {f.format.upper()}" for f in self.files if f.differences]
        names = ", ".join(file.format.upper() for file in self.files)
        return f"receipt: {counts}: {', '.join(faults) if faults else f'all found in {names}'}"

    @property
    def claimed(self) -> str:
        """What the book says of its accessibility, with the evidence, in one line; "" where there is no book."""
        claims = [c for c in self.claims if c.name.endswith(("Feature", "Hazard", "accessMode", "conformsTo"))]
        said = "; ".join(f"{claim.value} ({claim.evidence})" for claim in claims)
        return f"accessibility: {said}" if said else ""


def receipt_of(source: str, article: Article, publication: Publication, exports: Iterable[Export]) -> Receipt:
    """Read every file back and hold it to the article, which is the prepared one that the publication was set from."""
    import hashlib

    expected = expected_of(article, publication)
    plan = plan_of(expected, read_xhtml(publication.page.root), publication.labels["page_reference"])
    files = []
    for export in exports:
        differences = list(plan.differences)
        if export.format in _READERS:
            found = _read(export)
            differences += compare(plan, expected, found, export.format == "pdf")
        digest = hashlib.sha256(export.data).hexdigest()
        files.append(FileReceipt(export.format, digest, tuple(dict.fromkeys(differences))))
    claims = claims_of(publication) if any(file.format == "epub" for file in files) else ()
    return Receipt(source, _counts(expected), plan.added, tuple(files), claims)


def differences_of(
    article: Article, publication: Publication, found: Contents, printed: bool = False
) -> tuple[Difference, ...]:
    """What a part of a larger file has otherwise than its article; metadata stand with the whole."""
    expected = expected_of(article, publication)
    plan = plan_of(expected, read_xhtml(publication.page.root), publication.labels["page_reference"])
    found = msgspec.structs.replace(found, metadata=expected.metadata)
    return tuple(dict.fromkeys((*plan.differences, *compare(plan, expected, found, printed))))


def load(formats: Iterable[str]) -> None:
    """Import what reads these formats."""
    for name in formats:
        if name in _READERS:
            import_module(_READERS[name].partition(":")[0])


def _read(export: Export) -> Contents:
    module, _, name = _READERS[export.format].partition(":")
    reader: Callable[[bytes], Contents] = getattr(import_module(module), name)
    return reader(export.data)


def _counts(expected: Expected) -> dict[str, int]:
    pieces = [*expected.pieces, *(piece for pieces in expected.notes.values() for piece in pieces)]
    return {
        "words": sum(piece.words for piece in pieces),
        "blocks": len(expected.pieces),
        "notes": len(expected.notes),
        "cells": sum(sum(shape) for shape in expected.shapes),
        "pictures": len(expected.pictures),
        "formulas": len(expected.formulas),
        "links": len(expected.links),
        "fields": sum(len(values) for values in expected.metadata.values()),
    }
