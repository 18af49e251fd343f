"""From a path or a text to bytes in three lines."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Literal

import msgspec

from exporter.convert import FORMATS, Job, Result, convert
from exporter.errors import SourceError
from exporter.messages import Message
from exporter.model.metadata import Typography
from exporter.origin import Source
from exporter.proving import Checks, Receipts
from exporter.publication import Layout, PdfStandard
from exporter.readers import Changes, Comments, ReadOptions, format_of, source_of


def convert_file(
    path: str | Path,
    formats: Iterable[str] = FORMATS,
    *,
    theme: str = "editorial",
    kind: str = "",
    page_size: str = "",
    templates: str | Path = "",
    brand: str | Path = "",
    reference_doc: str | Path = "",
    typography: Typography = "auto",
    pictures: Literal["print", "original"] = "print",
    pdf_standard: PdfStandard = "a-3a+ua-1",
    settings: Mapping[str, str] | None = None,
    picture_root: str | Path | None = None,
    allow_remote: bool = False,
    keep_all: bool = False,
    changes: Changes = "accept",
    comments: Comments = "leave-out",
    receipt: Receipts = "required",
    check: Checks = "fast",
    embed_source: bool = False,
) -> Result:
    """Make an article's file into formats; its pictures come from its own folder. Raises SourceError without a file."""
    path = Path(path)
    format = format_of(path.name) or path.suffix.removeprefix(".").lower()
    reading = msgspec.structs.replace(
        _reading(settings, picture_root, allow_remote, keep_all), changes=changes, comments=comments
    )
    try:
        source = source_of(str(path), path, format, reading)
    except OSError as exc:
        text = f"{path} cannot be read: {exc.strerror}"
        raise SourceError(Message("R001", "error", text, "check the file's name and its rights")) from exc
    layout = _layout(theme, kind, page_size, templates, brand, reference_doc, typography, pictures, pdf_standard)
    return convert(
        Job(
            source=source,
            formats=tuple(formats),
            layout=layout,
            read_options=reading,
            receipt=receipt,
            check=check,
            embed_source=embed_source,
        )
    )


def convert_text(
    text: str,
    formats: Iterable[str] = FORMATS,
    *,
    format: str = "markdown",
    folder: str | Path | None = None,
    theme: str = "editorial",
    kind: str = "",
    page_size: str = "",
    templates: str | Path = "",
    brand: str | Path = "",
    reference_doc: str | Path = "",
    typography: Typography = "auto",
    pictures: Literal["print", "original"] = "print",
    pdf_standard: PdfStandard = "a-3a+ua-1",
    settings: Mapping[str, str] | None = None,
    picture_root: str | Path | None = None,
    allow_remote: bool = False,
    keep_all: bool = False,
    receipt: Receipts = "required",
    check: Checks = "fast",
    embed_source: bool = False,
) -> Result:
    """Make a text into formats; `folder` is where its pictures lie, None for none."""
    source = Source("-", text.encode(), format, Path(folder) if folder else None)
    layout = _layout(theme, kind, page_size, templates, brand, reference_doc, typography, pictures, pdf_standard)
    reading = _reading(settings, picture_root, allow_remote, keep_all)
    return convert(
        Job(
            source=source,
            formats=tuple(formats),
            layout=layout,
            read_options=reading,
            receipt=receipt,
            check=check,
            embed_source=embed_source,
        )
    )


def _layout(
    theme: str,
    kind: str,
    page_size: str,
    templates: str | Path,
    brand: str | Path,
    reference_doc: str | Path,
    typography: Typography,
    pictures: Literal["print", "original"],
    pdf_standard: PdfStandard,
) -> Layout:
    return Layout(
        theme=theme,
        kind=kind,
        page_size=page_size,
        templates=str(templates),
        brand=str(brand),
        reference_doc=str(reference_doc),
        typography=typography,
        pictures=pictures,
        pdf_standard=pdf_standard,
    )


def _reading(
    settings: Mapping[str, str] | None, picture_root: str | Path | None, allow_remote: bool, keep_all: bool
) -> ReadOptions:
    root = Path(picture_root) if picture_root else None
    return ReadOptions(settings=dict(settings or {}), picture_root=root, allow_remote=allow_remote, keep_all=keep_all)
