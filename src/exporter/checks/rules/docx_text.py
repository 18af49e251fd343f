"""Rules of a Word file's text: its title, its headings, its lists, the room between its paragraphs."""

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

from exporter.checks.rules import Finding, rule
from exporter.checks.rules.docx import Subject, W, is_code, is_on, style_name, words_of
from exporter.checks.rules.words import counted, shortened

_XML_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_BLANKS = frozenset(" \t\r\n")
_LONG = 1000  # words of a text in which one looks for a heading
_HEADING_WORDS = 12  # at most, of a line that looks like a heading
_HEADING_LETTERS = 100
_LIST_MARK = re.compile(r"\s*(?:[•·▪●○■□◦‣∙►➢✓–—*-]|\(?(?:\d{1,2}|[a-zA-Z])[.)])[\s\u00a0]+\S")
_BULLET = re.compile(r"\s*[^\w\s(]")
# What stands in an empty paragraph that is not there for room: a break, a picture, a section's end, a field's end.
_HOLDS = tuple(
    f"{W}{name}" for name in "drawing pict object br sectPr sdt fldChar pBdr framePr footnoteReference sym tab".split()
)


@rule("V405", "error", "the document has a title",
      why="A screen reader names a window by it; otherwise it reads out the file's name.",
      mend="give it a title in its properties (File, Info)", source="WCAG 2.1, 2.4.2; ECMA-376-2, 11")  # fmt: skip
def titled(subject: Subject) -> Iterator[Finding]:
    if not subject.properties("core").get("title"):
        yield Finding("its properties have no title")


@rule("V407", "warning", "headings go down one level at a time",
      why="Who moves by headings believes that a part is missing.",
      mend="make the heading one level higher", source="WCAG 2.1, 1.3.1")  # fmt: skip
def stepped(subject: Subject) -> Iterator[Finding]:
    last = 1 if subject.once(_is_titled) else 0
    for paragraph, level in subject.once(_headings):
        if level > last + 1:
            before = f"after level {last}" if last else "first"
            text = f'the heading "{shortened(words_of(paragraph))}" of level {level} stands {before}'
            yield Finding(text, subject.place(subject.main, paragraph))
        last = level


@rule("V423", "warning", "a heading has words",
      why="In a list of headings, and in the contents, it is a blank line.",
      mend="write its words, or give it the style of the text", source="WCAG 2.1, 2.4.6")  # fmt: skip
def worded(subject: Subject) -> Iterator[Finding]:
    last = ""
    for paragraph, words in subject.lines:
        if not words and subject.level(paragraph) and next(paragraph.iter(*_HOLDS), None) is None:
            text = f'a heading of level {subject.level(paragraph)} is empty, after "{last}"'
            yield Finding(text, subject.place(subject.main, paragraph))
        last = shortened(words, 40) or last


@rule("V424", "warning", "what looks like a heading is one",
      why="A bold line is a heading to the eye alone: it is in no contents, and nobody can go to it.",
      mend="give the line a heading style", source="WCAG 2.1, 1.3.1 (failure F2)")  # fmt: skip
def marked(subject: Subject) -> Iterator[Finding]:
    lines = [(p, words) for p, words in subject.lines if p.getparent().tag in (f"{W}body", f"{W}sdtContent")]
    for (paragraph, words), (following, after) in pairwise(lines):
        if (
            not words
            or len(words) > _HEADING_LETTERS
            or len(words.split()) > _HEADING_WORDS
            or words[-1] in ".,;:!?…»”)"
            or subject.level(paragraph)
        ):
            continue
        if not any(sign.isalpha() for sign in words) or not _is_styled_plainly(subject, paragraph):
            continue
        if len(after.split()) <= _HEADING_WORDS or _is_wholly(following, "b") or not _is_wholly(paragraph, "b"):
            continue
        yield Finding(
            f'"{shortened(words)}" is a bold line in the style of the text', subject.place(subject.main, paragraph)
        )


@rule("V425", "warning", "a long text has headings",
      why="Who listens to it can only listen from the first word to the last.",
      mend="give its parts headings, by Word's heading styles", source="WCAG 2.1, 2.4.10, 1.3.1")  # fmt: skip
def parted(subject: Subject) -> Iterator[Finding]:
    if not subject.once(_headings):
        count = sum(len(words.split()) for _, words in subject.lines)
        if count >= _LONG:
            yield Finding(f"{count:,} words have no heading")


@rule("V426", "warning", "a list is a list",
      why='Read aloud it is a row of sentences: nobody says "list of five", and nobody can leave it.',
      mend="take the typed marks away, and make it a list", source="WCAG 2.1, 1.3.1 (failure F2)")  # fmt: skip
def listed(subject: Subject) -> Iterator[Finding]:
    run: list[Any] = []
    for paragraph, words in [*subject.lines, (None, "")]:
        if words and _LIST_MARK.match(words) and not _is_numbered(subject, paragraph) and _follows(run, words):
            run.append(paragraph)
            continue
        if len(run) > 1:
            text = f'{len(run)} paragraphs are a list by typed marks ("{shortened(words_of(run[0]), 30)}")'
            yield Finding(text, subject.place(subject.main, run[0]))
        run = [paragraph] if words and _LIST_MARK.match(words) and not _is_numbered(subject, paragraph) else []


@rule("V427", "warning", "room is made by styles, not by empty paragraphs",
      why='A screen reader says "blank, blank, blank"; and at the next edit a page begins with a gap.',
      mend="take the empty paragraphs out, and give the style its space before or after", source="WCAG 2.1, 1.3.1",
      )  # fmt: skip
def spaced(subject: Subject) -> Iterator[Finding]:
    found: list[tuple[Any, int]] = []
    last, count = None, 0
    for paragraph, words in subject.lines:
        if paragraph.getparent().tag != f"{W}body":
            continue
        if not words and next(paragraph.iter(*_HOLDS), None) is None:
            count += _is_styled_plainly(subject, paragraph)
            continue
        if count > 1 and last is not None:
            found.append((last, count))
        last, count = paragraph, 0
    if found:
        total = sum(count for _, count in found)
        yield Finding(f"{total} empty paragraphs make room in {counted(len(found), 'place', 'places')}, first here",
                      subject.place(subject.main, found[0][0]))  # fmt: skip


@rule("V428", "error", "spaces between words are kept",
      why="Two words run together where a run of text begins or ends with a space that nobody is told to keep.",
      mend='write xml:space="preserve" on the text', source="ECMA-376-1, 17.3.3.31; XML 1.0, 2.10")  # fmt: skip
def kept(subject: Subject) -> Iterator[Finding]:
    for name, root in subject.texts:
        found = [t for t in root.iter(f"{W}t") if t.text and {t.text[0], t.text[-1]} & _BLANKS and not _preserves(t)]
        if found:
            text = f"{counted(len(found), 'run loses its', 'runs lose their')} space at an end, first here"
            yield Finding(text, subject.place(name, found[0]))


def _is_titled(subject: Subject) -> bool:
    """Whether a line in the style of a document's title stands above all headings."""
    for paragraph, _ in subject.lines:
        if subject.level(paragraph):
            return False
        style = paragraph.find(f"{W}pPr/{W}pStyle")
        named = subject.styles.get(style.get(f"{W}val")) if style is not None else None
        if named is not None and style_name(named).casefold() == "title":
            return True
    return False


def _headings(subject: Subject) -> list[tuple[Any, int]]:
    """The headings that have words, with their levels."""
    found = ((paragraph, subject.level(paragraph)) for paragraph, words in subject.lines if words)
    return [(paragraph, level) for paragraph, level in found if level]


def _is_styled_plainly(subject: Subject, paragraph: Any) -> bool:
    """Whether a paragraph has the style of the text, and is in no list."""
    properties = paragraph.find(f"{W}pPr")
    if properties is None:
        return True
    named = properties.find(f"{W}pStyle")
    style = subject.styles.get(named.get(f"{W}val")) if named is not None else None
    if style is not None and style_name(style).casefold() not in ("normal", "body text", "standard", "text body"):
        return False
    return properties.find(f"{W}numPr") is None and properties.find(f"{W}framePr") is None


def _is_wholly(paragraph: Any, toggle: str) -> bool:
    """Whether all words of a paragraph bear a property of their own runs."""
    runs = [run for run in paragraph.iter(f"{W}r") if words_of(run)]
    marks = [run.find(f"{W}rPr/{W}{toggle}") for run in runs]
    return bool(runs) and all(mark is not None and is_on(mark.get(f"{W}val")) for mark in marks)


def _is_numbered(subject: Subject, paragraph: Any) -> bool:
    """Whether Word counts the paragraph, by itself or by its style; a heading or a line of contents is none."""
    properties = paragraph.find(f"{W}pPr")
    named = properties.find(f"{W}pStyle") if properties is not None else None
    identifier = named.get(f"{W}val") if named is not None else subject.default_style
    if (properties is not None and properties.find(f"{W}numPr") is not None) or is_code(identifier):
        return True
    if subject.level(paragraph) or next(paragraph.iter(f"{W}fldChar", f"{W}footnoteRef", f"{W}sdt"), None) is not None:
        return True
    return any(
        style.find(f"{W}pPr/{W}numPr") is not None or "toc" in style_name(style).casefold()
        for style in subject.chain(identifier)
    )


def _follows(run: list[Any], words: str) -> bool:
    """Whether a mark is of the kind of those before it."""
    return not run or bool(_BULLET.match(words_of(run[0]))) == bool(_BULLET.match(words))


def _preserves(text: Any) -> bool:
    for element in (text, *text.iterancestors()):
        value = element.get(_XML_SPACE)
        if value is not None:
            return bool(value == "preserve")
    return False
