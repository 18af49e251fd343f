"""An article written down with what lies beside it: its own file, the pictures that its reader took out of the source,
and copies of the files that it names."""

import re
from collections.abc import Iterator
from itertools import chain, islice
from pathlib import Path
from typing import Any

import msgspec

from exporter.errors import OutputError, SourceError
from exporter.messages import Message, Report
from exporter.model import nodes as n
from exporter.model.article import Article
from exporter.model.walk import rewrite, walk
from exporter.origin import Origin, Source, stem_of
from exporter.readers import ReadOptions, as_read
from exporter.readers.parts import parts_of
from exporter.readers.picture_faults import PictureFault
from exporter.readers.pictures import file_beside
from exporter.writers import written

SUFFIXES = {"markdown": ".md", "json": ".json", "xhtml": ".xhtml"}
_ELSEWHERE = re.compile(r"[a-z][a-z0-9+.-]*:|//", re.IGNORECASE)
_NAMING = ("bibliography", "csl", "references")


class WrittenArticle(msgspec.Struct, frozen=True):
    """One article of a source, its number counting from 1; the path and bytes of its file, and those beside it."""

    number: int
    title: str
    path: Path
    data: bytes
    beside: dict[Path, bytes]


def articles_written(
    source: Source, output: Path, format: str, options: ReadOptions, report: Report
) -> Iterator[WrittenArticle]:
    """Each article of a source for a file, or for a folder when `output` has no ending; its decisions in the report.

    Raises SourceError where the source cannot be read, OutputError where a file of another content is there already.
    """
    found = enumerate(as_read(source, options, report), 1)
    first = list(islice(found, 2))
    for number, article in chain(first, found):
        told = [one for one in report.decisions if one.article == number]
        if all(one.role == "left-out" for one in told):  # the reader follows marks, and does not guess
            parts = [msgspec.structs.replace(part, article=number) for part in parts_of(article, source, told)]
            report.decisions[:] = [one for one in report.decisions if one.article != number] + parts
        path = output
        if not output.suffix or output.is_dir():
            stem = stem_of(source.name) if len(first) == 1 else f"{number:03}-{_slug(article.metadata.title)}"
            path = output / f"{stem}{SUFFIXES[format]}"
        elif number > 1:
            hint = "name a folder with -o, and each article becomes a file in it"
            message = report.add("R007", "the source holds more than one article", hint, Origin(source.name))
            raise SourceError(message)
        article, pictures = _with_pictures(article, path.parent)
        beside = {**pictures, **dict(_copies(article, source, path.parent, options, report))}
        data = written(article, format, path.name, report)
        for target, content in ((path, data), *beside.items()):
            _refuse_overwriting(target, content)
        yield WrittenArticle(number, article.metadata.title, path, data, beside)


def _slug(title: str) -> str:
    return re.sub(r"[\W_]+", "-", title.lower()).strip("-")[:60].rstrip("-") or "article"


def _with_pictures(article: Article, folder: Path) -> tuple[Article, dict[Path, bytes]]:
    """The article with the pictures of its own under the names of their files, and these files."""
    files: dict[Path, bytes] = {}

    def named(node: n.Node) -> n.Node:
        if not isinstance(node, n.Image) or node.asset not in article.assets:
            return node
        files[folder / node.asset] = article.assets[node.asset].data
        return msgspec.structs.replace(node, src=node.asset)

    body, standfirst = rewrite(article.body, named), rewrite(article.standfirst, named)
    if article.metadata.cover in article.assets:
        files[folder / article.metadata.cover] = article.assets[article.metadata.cover].data
    return msgspec.structs.replace(article, body=body, standfirst=standfirst), files


def _copies(
    article: Article, source: Source, folder: Path, options: ReadOptions, report: Report
) -> Iterator[tuple[Path, bytes]]:
    """The files beside the source that an article names, to lie in the same places beside the written one."""
    if source.folder is None or source.folder.resolve() == folder.resolve():
        return
    for name, origin in dict(_named(article)).items():
        if not name or _ELSEWHERE.match(name) or name in article.assets:
            continue
        place = Path(_plain(name))
        try:
            if place.is_absolute() or ".." in place.parts:
                raise PictureFault("R305", "lies outside the article's folder", "")
            yield folder / place, file_beside(name, source, options)
        except PictureFault as fault:
            text = f'"{name[:80]}" was not copied: it {fault.reason}'
            hint = "copy it beside the written article, or correct its name there"
            report.add("R613", text, hint, origin or Origin(source.name))


def _plain(name: str) -> str:
    """An address as the name of a file."""
    from urllib.parse import unquote

    return unquote(re.sub(r"[?#].*$", "", name, flags=re.DOTALL)).replace("\\", "/")


def _named(article: Article) -> Iterator[tuple[str, Origin | None]]:
    yield article.metadata.cover, None
    for node in walk((article.standfirst, article.body)):
        if isinstance(node, n.Image) and not node.asset:
            yield node.src, node.origin
        elif isinstance(node, n.Chart) and "\n" not in node.data:
            yield node.data, node.origin
    for name in _NAMING:
        value: Any = article.metadata.extra.get(name)
        for item in value if isinstance(value, list) else [value]:
            if isinstance(item, str):
                yield item, None


def _refuse_overwriting(path: Path, data: bytes) -> None:
    try:
        if not path.is_file() or path.read_bytes() == data:
            return
    except OSError:
        return  # writing it says what is wrong
    text = f"{path} is there already, and is another file"
    raise OutputError(Message("C104", "error", text, "choose another place with -o, or take the file away"))
