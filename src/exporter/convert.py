"""The one core: a Job in, a Result out. Command line, API and batches all call `convert`.

Readers and composing are imported where they are used, not above: a cold build forks before it loads them.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from exporter.backends import Backend, backend
from exporter.errors import ExporterError, TemplateError
from exporter.forked import Ahead, can_fork
from exporter.messages import Message, Report
from exporter.model.article import Article
from exporter.model.metadata import Metadata
from exporter.model.nodes import Heading, Paragraph, Text
from exporter.origin import Source, stem_of
from exporter.outputs import Export, Written, write_exports
from exporter.proving import Checks, Receipts, held_to_article, held_to_judges, held_to_rules
from exporter.proving import load as load_proving
from exporter.publication import Layout, Pages, Publication, ReferenceDoc, shows_pages
from exporter.readers import ReadOptions, read
from exporter.registry import READERS, find

if TYPE_CHECKING:
    from exporter.checks.checked import Checked
    from exporter.checks.receipt import Receipt
    from exporter.kept import Kept

Reading = Ahead[tuple[Article | None, list[Message]]]
NO_BRAND = "off"  # as a layout's brand: not even the one beside the article
FORMATS = ("pdf", "docx", "epub")


class Job(msgspec.Struct, frozen=True, kw_only=True):
    """One article to be made into some formats.

    `receipt` says whether each file is read back and held to the article: "required" refuses an article of which
    something is missing in a file, "shown" warns of it, "off" asks nothing. `check` says what holds each file to its
    standards: "fast" the quick ones of our rules, which warn; "full" all of them and the judges of others that are
    installed, whose errors refuse the article; "off" nothing. `embed_source` lets each file carry the source as it
    came, with its pictures.
    """

    source: Source
    formats: tuple[str, ...] = FORMATS
    layout: Layout = Layout()
    read_options: ReadOptions = ReadOptions()
    receipt: Receipts = "required"
    check: Checks = "fast"
    embed_source: bool = False


class Result(msgspec.Struct, frozen=True):
    """What a job gave: all of its exports or, when an error refused the article, none.

    `receipt` and `checks`, one for each file, are what proving the files found. `withheld` are files that were made and
    that an error refuses: there to be looked at, never written.
    """

    source: str
    exports: tuple[Export, ...]
    messages: tuple[Message, ...]
    receipt: "Receipt | None" = None
    checks: "tuple[Checked, ...]" = ()
    withheld: tuple[Export, ...] = ()

    @property
    def failed(self) -> bool:
        """Whether the article was refused."""
        return any(message.severity == "error" for message in self.messages)

    def __getitem__(self, format: str) -> bytes:
        """The bytes of a format. Raises KeyError when it was not made."""
        for export in self.exports:
            if export.format == format:
                return export.data
        raise KeyError(format)

    def save(self, folder: str | Path, name: str = "") -> tuple[Written, ...]:
        """Write every export into a folder, named after the source or `name`, together or not at all.

        Gives nothing when the article was refused. Raises OutputError when a file cannot be written.
        """
        return write_exports(self.exports, Path(folder), Path(name or stem_of(self.source)))


def convert(job: Job) -> Result:
    """Read, prepare, compose, export and prove; never raises for a bad input, its messages say what was wrong."""
    made = convert_unjudged(job)
    return judged([made])[0] if job.check == "full" else made


def convert_unjudged(job: Job) -> Result:
    """The same, before the judges of others are asked: they are quicker with the files of many results at once."""
    from exporter.passes import prepare

    report = Report()
    exports: list[Export] = []
    receipt: Receipt | None = None
    checks: tuple[Checked, ...] = ()
    with _reported(report):
        article = read(job.source, job.read_options, report)
        if not report.failed:
            article = prepare(article, report, job.layout.typography)
            publication = _composed(article, job, report)
            if publication:
                exports = _all_exported(publication, job, report)
                receipt, checks = _proved(article, publication, exports, job, report)
    return _result(job.source.name, exports, report, receipt, checks)


def judged(results: Sequence[Result]) -> list[Result]:
    """Results with what the judges of others find in their files; an error of theirs refuses the article."""
    waiting = [result for result in results if result.exports]
    found = iter(held_to_judges([result.exports for result in waiting]))
    return [_with(result, *next(found)) if result.exports else result for result in results]


def begin_reading() -> Reading | None:
    """Fork a process that loads what reading needs, before it is known what is read; None where nothing forks."""
    return Ahead(_read_apart) if can_fork() else None


def convert_overlapped(job: Job, reading: Reading) -> Result:
    """The same as `convert_unjudged`, for a process that makes one article and ends: the work is shared between forks.

    Reading runs in one process and the PDF in another, each loading its own libraries, while this one loads those of
    the templates and of the other formats.
    """
    report = Report()
    exports: dict[str, Export] = {}
    receipt: Receipt | None = None
    checks: tuple[Checked, ...] = ()
    reading.send(job)
    printing = Ahead(_export_pdf_apart) if "pdf" in job.formats else None
    with _reported(report):
        try:
            here = [backend(name) for name in job.formats if name != "pdf"]
            for made in here:
                made.load()
            _load_composing()
            if not printing and not reading.ready():  # two processes for two cores: this one would wait for the reader
                _rehearse(job)
            article, messages = reading.result()
            report.extend(messages)
            report.know(job.source.name, job.source.text)
            publication = _composed(article, job, report) if article else None
            if publication is not None:
                if printing:
                    printing.send(publication)
                if shows_pages(publication.page.root) and any(made.shows_pages for made in here):
                    if printing:
                        exports["pdf"], messages, pages = printing.result()
                        report.extend(messages)
                    else:
                        _, pages = _printed(publication, report)
                    publication = msgspec.structs.replace(publication, pages=pages)
                for made in here:
                    exports[made.name] = _exported(made, publication, report)
                load_proving(job.formats, job.receipt, job.check)  # while the other process prints
                if printing and "pdf" not in exports:
                    exports["pdf"], messages, _ = printing.result()
                    report.extend(messages)
                assert article
                made_all = [exports[name] for name in job.formats]
                receipt, checks = _proved(article, publication, made_all, job, report)
        finally:
            reading.stop()
            if printing:
                printing.stop()
    made_all = [exports[name] for name in job.formats if name in exports]
    return _result(job.source.name, made_all, report, receipt, checks)


def load_ahead(
    formats: tuple[str, ...], layout: Layout, receipt: Receipts, check: Checks, readers: Iterable[str]
) -> None:
    """Import what jobs of this kind need, so that processes forked afterwards share it.

    Raises what every such job would end in: a missing library, a theme or kind that is not there.
    """
    for name in formats:
        backend(name).load()
    for name in readers:
        if name in READERS:
            find(READERS, name, "exporter.readers")
    _load_composing()
    load_proving(formats, receipt, check)
    from exporter.publication.compose import check_layout

    check_layout(layout)
    if layout.reference_doc and "docx" in formats:
        from exporter.backends.docx.reference import open_reference

        given = _reference_doc(layout)
        open_reference(given.name, given.data)


def _composed(article: Article, job: Job, report: Report) -> Publication | None:
    """The publication of a prepared article, or None when an error refuses it."""
    from exporter.passes.coverage import check_coverage
    from exporter.publication.compose import compose
    from exporter.publication.look import find_theme

    layout = job.layout
    own = (job.source.folder or Path()) / "_brand.yml"
    if not layout.brand and job.source.folder and own.is_file():
        layout = msgspec.structs.replace(layout, brand=str(own))
    elif layout.brand == NO_BRAND:
        layout = msgspec.structs.replace(layout, brand="")
    check_coverage(article, find_theme(layout), report)
    reference = _reference_doc(layout) if layout.reference_doc and "docx" in job.formats else None
    publication = compose(article, layout, report, {backend(name).medium for name in job.formats})
    kept = _kept(article, job, layout, report) if job.embed_source else None
    publication = msgspec.structs.replace(publication, reference_doc=reference, kept=kept)
    return None if report.failed else publication


def _kept(article: Article, job: Job, layout: Layout, report: Report) -> "Kept":
    from exporter.embedding import source_files

    if job.layout.pdf_standard == "a-2a" and "pdf" in job.formats:
        text = "PDF/A-2 may carry no other files, and --embed-source asks for them"
        raise TemplateError(Message("B111", "error", text, "choose --pdf-standard a-3a+ua-1, or leave one of them out"))
    kept = source_files(article, job.source, job.read_options, layout)
    text = f"each file carries its source, {len(kept.files)} file(s) as they came"
    report.add("B110", text, "leave --embed-source out where readers should get no more than they see")
    return kept


def _all_exported(publication: Publication, job: Job, report: Report) -> list[Export]:
    """Every format; the PDF first where others show its pages."""
    exports: dict[str, Export] = {}
    if shows_pages(publication.page.root) and any(backend(name).shows_pages for name in job.formats):
        exports["pdf"], pages = _printed(publication, report)
        publication = msgspec.structs.replace(publication, pages=pages)
    return [exports.get(name) or _exported(backend(name), publication, report) for name in job.formats]


def _printed(publication: Publication, report: Report) -> tuple[Export, Pages]:
    from exporter.backends.pdf import PdfBackend

    made = PdfBackend()
    data, pages = made.paginate(publication, report)
    return Export(made.name, made.suffix, made.media_type, data), pages


def _reference_doc(layout: Layout) -> ReferenceDoc:
    """The file that a layout names for the look of a DOCX. Raises TemplateError when it cannot be read."""
    path = Path(layout.reference_doc)
    try:
        return ReferenceDoc(path.name, path.read_bytes())
    except OSError as exc:
        text = f"the reference document {path} cannot be read: {exc.strerror}"
        raise TemplateError(Message("T121", "error", text, "check its name, or leave --reference-doc out")) from exc


def _exported(made: Backend, publication: Publication, report: Report) -> Export:
    return Export(made.name, made.suffix, made.media_type, made.export(publication, report))


def _read_apart(receive: Callable[[], Job]) -> tuple[Article | None, list[Message]]:
    """The prepared article, None when an error refuses it, with the report's messages."""
    from exporter.passes import prepare

    find(READERS, "markdown", "exporter.readers")  # the commonest
    job = receive()
    report = Report()
    article = None
    with _reported(report):
        article = read(job.source, job.read_options, report)
        article = None if report.failed else prepare(article, report, job.layout.typography)
    return article, report.messages


def _export_pdf_apart(receive: Callable[[], Any]) -> tuple[Export, list[Message], Pages]:
    backend("pdf").load()
    report = Report()
    export, pages = _printed(receive(), report)
    return export, report.messages, pages


def _rehearse(job: Job) -> None:
    """Compose a page of two words and throw it away: theme, templates and stylesheets are loaded then."""
    words = (Text(value="x"),)
    body = (Heading(level=1, children=words), Paragraph(children=words))
    with suppress(ExporterError):  # the article itself will end in it
        _composed(Article(metadata=Metadata(title="x", lang="en"), body=body), job, Report())


def _load_composing() -> None:
    import exporter.passes.coverage
    import exporter.publication.compose  # noqa: F401 - loaded while another process reads


@contextmanager
def _reported(report: Report) -> Iterator[None]:
    """Take the messages of an error that ends the work into the report, once each."""
    try:
        yield
    except ExporterError as exc:
        report.extend(exc.messages)


def _proved(
    article: Article, publication: Publication, exports: list[Export], job: Job, report: Report
) -> "tuple[Receipt | None, tuple[Checked, ...]]":
    receipt = held_to_article(job.source.name, article, publication, exports, job.receipt, report)
    return receipt, held_to_rules(exports, job.layout.pdf_standard, job.check, report)


def _result(
    source: str, exports: Sequence[Export], report: Report, receipt: "Receipt | None", checks: "tuple[Checked, ...]"
) -> Result:
    given, withheld = ((), tuple(exports)) if report.failed else (tuple(exports), ())
    return Result(source, given, tuple(report.messages), receipt, checks, withheld)


def _with(result: Result, theirs: "tuple[Checked, ...]", report: Report) -> Result:
    """A result with the findings of judges beside our own."""
    checks = tuple(
        msgspec.structs.replace(other, faults=(*own.faults, *other.faults))
        for own, other in zip(result.checks, theirs, strict=True)
    )
    said = Report()
    said.extend(result.messages)
    said.extend(report.messages)
    return _result(result.source, result.exports, said, result.receipt, checks)
