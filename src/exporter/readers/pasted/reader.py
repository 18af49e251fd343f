"""A pasted text as one article, with a line for each part of it."""

from collections.abc import Iterator, Sequence

import msgspec

from exporter.errors import SourceError
from exporter.messages import Decision, Report
from exporter.model.article import Article
from exporter.model.nodes import AnyBlock
from exporter.origin import Origin, Source
from exporter.readers import ReadOptions, decoded, refusal
from exporter.readers.fields import metadata_of
from exporter.readers.front_matter import Field
from exporter.readers.languages import language_of
from exporter.readers.pasted.blocks import Made, blocks_of, inlines, is_heading
from exporter.readers.pasted.frame import Part, Parts, frame_of, people_of
from exporter.readers.pasted.furniture import Words, words_of
from exporter.readers.pasted.lines import Stretch, stretches
from exporter.readers.pasted.repeats import copies

_SHOWN = 60  # characters of a part in its line of the report


def read(source: Source, options: ReadOptions, report: Report) -> Iterator[Article]:
    """The article of a pasted text. Raises SourceError when it has no title, and none is given."""
    text = decoded(source, options, report)
    lang = options.settings.get("lang") or language_of(text)
    words = words_of(lang)
    reading = _Reading(source.name, report, options.keep_all)
    found = reading.without_copies(stretches(text))
    found = reading.without_furniture(found, words)
    places = [place for place, stretch in enumerate(found) if not words.is_furniture(stretch.text)]
    core = [found[place] for place in places]
    frame = frame_of(core, words, lang, lambda place: is_heading(core, place, words))
    parts = {places[place]: part for place, part in frame.items()}
    fields = [_field("lang", lang, Origin(source.name))] if lang and "lang" not in options.settings else []
    fields += reading.fields(found, parts)
    metadata, _ = metadata_of(tuple(fields), options.settings, report)
    if not metadata.title:
        hint = "write one above it, or give --set title=..."
        raise SourceError(
            refusal(report, "R101", "the text has no line that could be its title", hint, Origin(source.name))
        )
    standfirst = next((part.value for part in parts.values() if part.role == "standfirst"), "")
    body = [stretch for place, stretch in enumerate(found) if reading.is_of_body(parts.get(place))]
    blocks = tuple(reading.told(made, body) for made in blocks_of(body, words, source.name))
    report.decisions.sort(key=lambda decision: decision.origin.line)
    metadata = msgspec.structs.replace(metadata, summary=metadata.summary or standfirst)
    yield Article(metadata=metadata, body=blocks, standfirst=inlines(standfirst) if standfirst else ())


class _Reading:
    """What is left out of a text, and what is told of it."""

    def __init__(self, file: str, report: Report, keeps_all: bool) -> None:
        self._file = file
        self._report = report
        self._keeps_all = keeps_all

    def without_copies(self, found: list[Stretch]) -> list[Stretch]:
        """The stretches without those that stand a second time."""
        if self._keeps_all:
            return found
        gone: set[int] = set()
        for copy in copies(found):
            first, last = found[copy.start], found[copy.end - 1]
            before = found[copy.original], found[copy.original + copy.end - copy.start - 1]
            why = f"lines {before[0].first} to {before[1].last} again"
            self._say(first, "repeat", "a run of lines that stood before", 0.95, why, last)
            gone.update(range(copy.start, copy.end))
        return [stretch for place, stretch in enumerate(found) if place not in gone]

    def without_furniture(self, found: list[Stretch], words: Words) -> list[Stretch]:
        """The stretches without buttons, notices and headings of the page around."""
        kept = []
        for stretch in found:
            if self._keeps_all or not words.is_furniture(stretch.text):
                kept.append(stretch)
            else:
                why = "what pages have around articles; --keep-all keeps it"
                self._say(stretch, "left-out", "a line of the page around", 0.8, why)
        return kept

    def fields(self, found: Sequence[Stretch], parts: Parts) -> Iterator[Field]:
        """The fields that the frame gives; each part of it is told."""
        for place, part in sorted(parts.items()):
            stretch = found[place]
            origin = Origin(self._file, stretch.first, 1)
            if self.is_of_body(part):
                continue
            why = {"repeat": "the title, said once", "end mark": "it says that the text ends"}.get(part.role, "")
            role = part.role if part.role not in ("repeat", "end mark") else "repeat" if why[0] == "t" else "left-out"
            self._say(stretch, role, part.rule, part.confidence, why)
            name, _, date = part.value.partition("\n")
            if part.role in ("byline", "byline and date"):
                yield _field("authors", people_of(name), origin)
            if part.role in ("title", "date", "kind", "embargo"):
                yield _field(part.role, part.value, origin)
            if date:
                yield _field("date", date, origin)

    def is_of_body(self, part: Part | None) -> bool:
        """Whether a stretch is part of the text itself."""
        return part is None or (self._keeps_all and part.role in ("repeat", "end mark", "kind"))

    def told(self, made: Made, body: Sequence[Stretch]) -> AnyBlock:
        """A block, which is told."""
        self._say(body[made.first], made.role, made.rule, made.confidence, "", body[made.last])
        return made.block

    def _say(
        self, stretch: Stretch, role: str, rule: str, confidence: float, why: str = "", last: Stretch | None = None
    ) -> None:
        text = stretch.text if len(stretch.text) <= _SHOWN else f"{stretch.text[: _SHOWN - 1]}…"
        last_line = (last or stretch).last
        self._report.decisions.append(
            Decision(
                origin=Origin(self._file, stretch.first, 1),
                role=role,
                rule=rule,
                confidence=confidence,
                text=text,
                last_line=last_line if last_line != stretch.first else 0,
                why=why,
            )
        )


def _field(key: str, value: str | list[str], origin: Origin) -> Field:
    return Field(key, value, origin, origin)
