"""Rules of a Word file's pictures and of what floats beside its text."""

from collections.abc import Iterator
from typing import Any

from exporter.checks.rules import Finding, rule
from exporter.checks.rules.docx import WP, Subject, V, W, is_decorative, words_of
from exporter.checks.rules.words import is_placeholder, shortened

_SHAPES = tuple(f"{V}{name}" for name in ("shape", "rect", "oval", "roundrect", "line", "image", "group", "polyline"))
_GRAPHIC_DATA = "{http://schemas.openxmlformats.org/drawingml/2006/main}graphicData"
_KINDS = (("chart", "chart"), ("diagram", "diagram"), ("wordprocessingShape", "shape"),
          ("wordprocessingGroup", "group"),
          ("wordprocessingCanvas", "drawing"), ("ink", "drawing"))  # fmt: skip
_MOST = 3
_ALT = "{urn:schemas-microsoft-com:office:office}hralign"  # a rule across the page


@rule("V408", "error", "a picture has an alternative text",
      why="Who does not see the picture learns nothing of what it shows.",
      mend="describe it (Edit Alt Text), or mark it as decorative", source="WCAG 2.1, 1.1.1")  # fmt: skip
def described(subject: Subject) -> Iterator[Finding]:
    for name, root in subject.texts:
        for drawing in root.iter(f"{WP}docPr"):
            if is_decorative(drawing) or drawing.get("descr", "").strip() or _is_text_box(drawing.getparent()):
                continue
            title = (drawing.get("title") or "").strip()
            told = f'has only a title ("{shortened(title, 30)}")' if title else "has no alternative text"
            text = f'the {_kind(drawing)} "{drawing.get("name", "")}" {told}'
            yield Finding(text, subject.place(name, drawing))
        for shape in root.iter(*_SHAPES):
            if not _shows_picture(shape) or _is_furniture(name, shape):
                continue
            if not (shape.get("alt") or "").strip():
                shown = shape.get("id") or "without a name"
                yield Finding(f'the older picture "{shown}" has no alternative text', subject.place(name, shape))


@rule("V429", "warning", "an alternative text describes",
      why='"image1.png", read aloud, tells no more than silence, and takes longer.',
      mend="write what the picture shows", source="WCAG 2.1, 1.1.1 (failure F30)")  # fmt: skip
def telling(subject: Subject) -> Iterator[Finding]:
    for name, root in subject.texts:
        for drawing in root.iter(f"{WP}docPr"):
            words = drawing.get("descr", "")
            if not is_decorative(drawing) and is_placeholder(words):
                yield Finding(f'a {_kind(drawing)} is described as "{words}"', subject.place(name, drawing))
            elif "ai-generated content" in words.casefold() or "automatically generated" in words.casefold():
                text = f'a program described a {_kind(drawing)} ("{shortened(words, 40)}"), and nobody looked at it'
                yield Finding(text, subject.place(name, drawing))


@rule("V430", "warning", "text stands in the text, not in a box beside it",
      why="Screen readers read a floating box at another place than where it is seen, or not at all.",
      mend='write it into the text, or put the box in line with the text ("In Line with Text")',
      source="WCAG 2.1, 1.3.2")  # fmt: skip
def in_line(subject: Subject) -> Iterator[Finding]:
    found = []
    for box in subject.body.iter(f"{W}txbxContent"):
        holder = next(box.iterancestors(f"{WP}anchor", f"{WP}inline", f"{W}pict"), None)
        if words_of(box) and holder is not None and holder.tag != f"{WP}inline":
            found.append(box)
    if len(found) > _MOST:
        text = f'{len(found)} floating boxes hold text, the first "{shortened(words_of(found[0]))}"'
        yield Finding(text, subject.place(subject.main, found[0]))
    else:
        for box in found:
            yield Finding(f'a floating box holds "{shortened(words_of(box))}"', subject.place(subject.main, box))


@rule("V431", "warning", "a picture stands by its text",
      why="A floating picture is read out where it is anchored: alone, between two paragraphs, it belongs to neither.",
      mend='put it in line with the text ("In Line with Text"), or mark it as decorative',
      source="WCAG 2.1, 1.3.2")  # fmt: skip
def anchored(subject: Subject) -> Iterator[Finding]:
    for anchor in subject.body.iter(f"{WP}anchor"):
        drawing = anchor.find(f"{WP}docPr")
        if drawing is None or is_decorative(drawing) or anchor.get("behindDoc") in ("1", "true"):
            continue
        if not drawing.get("descr", "").strip():
            continue  # V408 tells it
        paragraph = next(anchor.iterancestors(f"{W}p"), None)
        if paragraph is not None and not words_of(paragraph) and not words_of(anchor):
            text = f'the {_kind(drawing)} "{drawing.get("name", "")}" floats, anchored in an empty paragraph'
            yield Finding(text, subject.place(subject.main, anchor))


def _kind(drawing: Any) -> str:
    """What a drawing is, as its maker calls it."""
    holder = drawing.getparent()
    data = next(holder.iter(_GRAPHIC_DATA), None) if holder is not None else None
    uri = data.get("uri", "") if data is not None else ""
    return next((kind for word, kind in _KINDS if word in uri), "picture")


def _is_text_box(holder: Any) -> bool:
    """Whether a shape is there for the words inside it, which are read."""
    return holder is not None and any(words_of(box) for box in holder.iter(f"{W}txbxContent"))


def _shows_picture(shape: Any) -> bool:
    """Whether a shape in the older markup is a picture, and not the room for words or a line across the page."""
    if shape.get(_ALT) is not None or shape.get("{urn:schemas-microsoft-com:office:office}hr") in ("t", "true"):
        return False
    return next(shape.iter(f"{V}imagedata"), None) is not None or shape.tag == f"{V}image"


def _is_furniture(name: str, shape: Any) -> bool:
    """Whether a shape is the icon of an embedded file, or a mark across the page."""
    return "WaterMark" in (shape.get("id") or "") or ("header" in name and "PowerPlus" in (shape.get("id") or ""))
