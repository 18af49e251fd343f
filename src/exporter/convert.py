"""The one core: a Job in, a Result out. Command line, API and batches all call `convert`."""

import msgspec

from exporter.backends import backend
from exporter.errors import ExporterError
from exporter.messages import Message, Report
from exporter.origin import Source
from exporter.passes import prepare
from exporter.passes.coverage import check_coverage
from exporter.publication import Layout
from exporter.publication.compose import compose, find_theme
from exporter.readers import ReadOptions, read

FORMATS = ("pdf", "docx", "epub")


class Job(msgspec.Struct, frozen=True, kw_only=True):
    """One article to be made into some formats."""

    source: Source
    formats: tuple[str, ...] = FORMATS
    layout: Layout = Layout()
    read_options: ReadOptions = ReadOptions()


class Export(msgspec.Struct, frozen=True):
    """One file made: its format's name, ending with the dot, media type and bytes."""

    format: str
    suffix: str
    media_type: str
    data: bytes


class Result(msgspec.Struct, frozen=True):
    """What a job gave: all of its exports or, when an error refused the article, none."""

    source: str
    exports: tuple[Export, ...]
    messages: tuple[Message, ...]

    @property
    def failed(self) -> bool:
        """Whether the article was refused."""
        return any(message.severity == "error" for message in self.messages)


def convert(job: Job) -> Result:
    """Read, prepare, compose and export; never raises for a bad input, its messages say what was wrong."""
    report = Report()
    exports: list[Export] = []
    try:
        article = read(job.source, job.read_options, report)
        if not report.failed:
            article = prepare(article, report)
            check_coverage(article, find_theme(job.layout), report)
            publication = compose(article, job.layout, report)
            for name in job.formats:
                made = backend(name)
                exports.append(Export(name, made.suffix, made.media_type, made.export(publication, report)))
    except ExporterError as exc:
        for message in exc.messages:
            if message not in report.messages:
                report.messages.append(message)
    return Result(job.source.name, () if report.failed else tuple(exports), tuple(report.messages))
