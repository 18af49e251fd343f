"""The rule of a Word file's colours."""

from collections.abc import Iterator
from functools import partial

from exporter.checks.rules import Finding, rule
from exporter.checks.rules.contrasts import Contrasts
from exporter.checks.rules.docx import Subject, W


@rule("V438", "error", "text stands out against its ground",
      why="Who sees little, or reads a bad print, sees a grey page.",
      mend="take a darker colour, or a lighter ground, in the style", source="WCAG 2.1, 1.4.3", slow=True)  # fmt: skip
def legible(subject: Subject) -> Iterator[Finding]:
    from exporter.checks.docx_colours import Colours  # no build looks at them

    colours, contrasts = Colours(subject), Contrasts()
    for name, root in subject.texts:
        for paragraph in root.iter(f"{W}p"):
            for run in paragraph.iter(f"{W}r"):
                words = "".join(text.text or "" for text in run.iterchildren(f"{W}t")).strip()
                if words and next(run.iterancestors(f"{W}p")) is paragraph:
                    place = partial(subject.place, name, run)
                    contrasts.add(*colours.of(run, paragraph), words, place)
    yield from contrasts.findings()
