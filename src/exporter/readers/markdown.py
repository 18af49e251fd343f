"""Reads Markdown with front matter into an article.

The way: characters made fit for XML, front matter taken off, markup of site generators put aside (`generator`),
tokens (`grammar`), one tree of Markdown and HTML (`walker`, `elements`), nodes (`converter`).
"""

import re
from collections.abc import Iterator

import msgspec

from exporter.errors import SourceError
from exporter.messages import Report
from exporter.model import nodes as n
from exporter.model.article import Article
from exporter.model.metadata import Metadata
from exporter.model.walk import plain_text, walk
from exporter.origin import Origin, Source
from exporter.readers import ReadOptions, decoded
from exporter.readers.converter import Converter
from exporter.readers.elements import Element, TooDeepError
from exporter.readers.fields import metadata_of
from exporter.readers.front_matter import read_front_matter
from exporter.readers.generator import mask
from exporter.readers.house_fields import AUTHORS_FILE, date_of_name, house_fields, with_authors
from exporter.readers.walker import Walker

_REMARK = re.compile(r"[ \t]*#[^\w]*\w")


def read(source: Source, options: ReadOptions, report: Report) -> Iterator[Article]:
    """The article of a Markdown text. Raises SourceError when its front matter is broken or it is nested too deeply."""
    file = source.name
    text = decoded(source, options, report)
    front = read_front_matter(text, file, report)
    lines = text.split("\n")
    remarks = _remarks(lines[: front.lines]) if not text.startswith("{") else {}
    for line, words in remarks.items() if not options.keep_all else ():
        report.leave_out(Origin(file, line), "comment", words, "a remark in the front matter")
    fields, has_file = with_authors(house_fields(front.fields, file, report), source, report)
    metadata, places = metadata_of(fields, options.settings, report, date_of_name(file))
    if remarks and options.keep_all:
        metadata = msgspec.structs.replace(metadata, extra={**metadata.extra, "remarks": list(remarks.values())})
    masked = mask("\n".join(lines[front.lines :]), file, {field.key: field.value for field in front.fields})
    walker = Walker(
        file, [""] * front.lines + masked.text.split("\n"), masked, report, options.max_depth, options.keep_all
    )
    try:
        tree = walker.tree(masked.text, front.lines)
        body = Converter(tree, walker.abbreviations, walker.inline, file, report, options.keep_all).body()
        walker.tell()
        metadata, standfirst = _standfirst(metadata, places, file, options, report)
    except (TooDeepError, RecursionError) as exc:
        place = exc.origin if isinstance(exc, TooDeepError) else Origin(file, front.lines + 1)
        raise SourceError(
            report.add(
                "R210",
                f"the text is nested more than {options.max_depth} levels deep",
                "write it flatter; quotes and lists inside each other count",
                place,
            )
        ) from exc
    _tell_tags(metadata, places, report)
    metadata, body = _titled(metadata, body, Origin(file, 1), options, report)
    files = (AUTHORS_FILE,) if has_file else ()
    yield Article(metadata=metadata, body=body, standfirst=standfirst, files=files)


def _remarks(lines: list[str]) -> dict[int, str]:
    """The lines of front matter that are remarks of the author's, without the sign before them."""
    return {number: line.strip(" \t#") for number, line in enumerate(lines, 1) if _REMARK.match(line)}


def read_inlines(text: str, origin: Origin, options: ReadOptions, report: Report) -> tuple[n.AnyInline, ...]:
    """Running text with Markdown in it, as a standfirst or a caption has it. Raises TooDeepError."""
    masked = mask(text)
    walker = Walker(origin.file, [], masked, report, options.max_depth, options.keep_all)
    root = Element("body", {}, origin)
    root.children = walker.inline(masked.text, origin)
    inlines = Converter(root, {}, walker.inline, origin.file, report, options.keep_all).inlines(root.children)
    walker.tell()
    return inlines


def _standfirst(
    metadata: Metadata, places: dict[str, Origin], file: str, options: ReadOptions, report: Report
) -> tuple[Metadata, tuple[n.AnyInline, ...]]:
    if not metadata.summary:
        return metadata, ()
    inlines = read_inlines(metadata.summary, places.get("summary", Origin(file)), options, report)
    return msgspec.structs.replace(metadata, summary=" ".join(plain_text(inlines).split())), inlines


def _tell_tags(metadata: Metadata, places: dict[str, Origin], report: Report) -> None:
    """Say where a title holds a tag of a site generator, which is text there."""
    for name in ("title", "subtitle"):
        tag = re.search(r"\{\{.*?\}\}|\{%.*?%\}", getattr(metadata, name))
        if tag and name in places:
            text = f"{tag[0][:60]} is shown as written: no site generator is asked what stands there"
            report.add("R207", text, "write what should stand there", places[name])


def _titled(
    metadata: Metadata, body: tuple[n.AnyBlock, ...], start: Origin, options: ReadOptions, report: Report
) -> tuple[Metadata, tuple[n.AnyBlock, ...]]:
    """The metadata with a title, and the body without the heading that is the title."""
    place = next((i for i, block in enumerate(body) if isinstance(block, n.Heading) and block.level == 1), None)
    first = body[place] if place is not None else None
    words = _in_one_line(first)
    if metadata.title:
        if place == 0 and words.casefold() == metadata.title.casefold() and not options.keep_all:
            report.leave_out(first.origin if first and first.origin else start, "repeat", words, "the title, said once")
            body = _without_heading(body, 0)
        return metadata, body
    if not words or place is None:
        report.add(
            "R101",
            "the article has no title",
            "add title: to the front matter, or give --set title=...",
            start,
        )
        return metadata, body
    report.add(
        "R107",
        f'the title "{words[:80]}" was taken from the first heading',
        "add title: to the front matter",
        first.origin if first else start,
    )
    return msgspec.structs.replace(metadata, title=words), _without_heading(body, place)


def _in_one_line(block: n.AnyBlock | None) -> str:
    return " ".join(plain_text(block).split()) if block is not None else ""


def _without_heading(body: tuple[n.AnyBlock, ...], place: int) -> tuple[n.AnyBlock, ...]:
    """The body without one heading; notes and pictures of the heading stay, in a paragraph of their own."""
    heading = body[place]
    kept = tuple(node for node in walk(heading) if isinstance(node, (n.Note, n.NoteReference, n.Image)))
    instead = (n.Paragraph(children=kept, origin=heading.origin),) if kept else ()
    return (*body[:place], *instead, *body[place + 1 :])
