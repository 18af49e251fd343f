"""Composes an article into one XHTML page: the only place that knows Jinja.

A kind's page.xhtml.jinja rules the page, blocks/NAME.xhtml.jinja draws one block each, and a user's folder of
templates comes before ours, file by file. Templates run in a sandbox, strict about undefined names, and are
compiled once: their bytecode is kept in the user's cache folder, as Python keeps its own.
"""

import re
from collections.abc import Callable, Collection, Iterator
from functools import cache, partial
from pathlib import Path
from typing import Any

import jinja2
import msgspec
from jinja2.sandbox import ImmutableSandboxedEnvironment
from lxml import etree
from markupsafe import Markup

from exporter.cache import cache_folder
from exporter.errors import TemplateError
from exporter.messages import Message, Report
from exporter.model.article import Article
from exporter.model.nodes import Block, BulletList, Division, Heading, Note, Paragraph, Strong, kind
from exporter.model.walk import plain_text, walk
from exporter.origin import Origin
from exporter.publication import Layout, Page, Publication
from exporter.publication.labels import Labels, direction, load_labels
from exporter.publication.look import Look, find_look, names_in, no_such
from exporter.publication.markup import InlineMarkup
from exporter.publication.stylesheet import passage_rules, role_rules
from exporter.publication.vocabulary import Fault, faults
from exporter.resources import templates_folder
from exporter.theme.scripts import is_upright

_KIND = "brief"


def compose(
    article: Article, layout: Layout, report: Report, media: Collection[str] = ("print", "book")
) -> Publication:
    """Set an article after its layout, with the stylesheets of these media; the others are "".

    Raises TemplateError when the kind, theme or a template is missing or broken, or writes markup outside the
    vocabulary.
    """
    metadata = article.metadata
    lang = metadata.lang or "en"
    if not metadata.lang:
        report.add("T108", "the article says no language; it is set as English", "add lang: fr (or en, ar ...)")
    dir = metadata.dir or direction(lang)
    labels = load_labels(lang, report)
    layout = _of_kind(layout, article)
    look = find_look(layout)
    report.extend(look.messages)
    check_layout(layout)
    if look.logo:
        article = msgspec.structs.replace(article, assets={**article.assets, look.logo.key: look.logo})
    writer = _Writer(_environment(layout.templates), article, labels, look, dir)
    source = writer.page(f"kinds/{layout.kind}/page.xhtml.jinja")
    root = _parse(source, writer)
    page = Page(root, metadata.title, lang, dir)
    look = look.fitted(_all_text(root, article), [lang, *(tag for tag in root.xpath(".//@lang") if tag != lang)])
    used = {src for image in root.iter("img") if (src := image.get("src"))}
    return Publication(
        page=page,
        metadata=metadata,
        assets={key: asset for key, asset in article.assets.items() if key in used or key == metadata.cover},
        labels=labels,
        theme=look.theme,
        print_css=_stylesheet(layout, look, dir, "print") if "print" in media else "",
        book_css=_stylesheet(layout, look, dir, "book") if "book" in media else "",
    )


def check_layout(layout: Layout) -> None:
    """Raise TemplateError when there is no such kind or theme."""
    find_look(layout)
    if layout.kind and not _exists(_environment(layout.templates), f"kinds/{layout.kind}/page.xhtml.jinja"):
        raise TemplateError(no_such("T103", "kind", layout.kind, kinds(layout.templates)))


def _of_kind(layout: Layout, article: Article) -> Layout:
    """The layout with a kind: its own, the one that the article names when there is such a one, or a brief.

    Site generators have a field of that name too; what names none of our kinds is theirs.
    """
    if layout.kind:
        return layout
    name = re.sub(r"[\s_]+", "-", str(article.metadata.extra.get("kind", "")).strip().lower())
    known = re.fullmatch(r"[a-z][a-z0-9-]*", name) and _exists(
        _environment(layout.templates), f"kinds/{name}/page.xhtml.jinja"
    )
    return msgspec.structs.replace(layout, kind=name if known else _KIND)


def kinds(user_templates: str = "") -> list[str]:
    """The names of all kinds, ours and the user's."""
    return names_in(user_templates, "kinds", "page.xhtml.jinja")


class _Writer:
    """Writes the markup of one article; lives for one page."""

    def __init__(self, environment: jinja2.Environment, article: Article, labels: Labels, look: Look, dir: str) -> None:
        self._environment = environment
        self._article = article
        inlines = InlineMarkup(article.assets, labels)
        self._names = {
            "labels": labels,
            "metadata": article.metadata,
            "inlines": inlines,
            "image": inlines.image,
            "logo": inlines.image(look.logo_image) if look.logo_image else "",
            "flow": self.flow,
            "dir": dir,
        }
        self._draws: dict[str, Callable[[Block], str]] = {}

    def page(self, template: str) -> str:
        article = self._article
        notes = tuple(node for node in walk((article.standfirst, article.body)) if isinstance(node, Note))
        names = {"article": article, "notes": sorted(notes, key=lambda note: note.number)}
        return self._render(template, names)

    def flow(self, blocks: tuple[Block, ...]) -> Markup:
        """The markup of a sequence of blocks, one template each."""
        return Markup("\n".join([self._draw(block) for block in blocks]))

    def culprit(self, blocks: tuple[Block, ...], parse: Callable[[str], bool]) -> Iterator[tuple[str, Origin | None]]:
        """Each block template whose own markup does not pass `parse`, innermost first, with its block's place."""
        for block in reversed([node for node in walk(blocks) if isinstance(node, Block)]):
            if not parse(self._draw(block)):
                yield f"blocks/{kind(block)}.xhtml.jinja", block.origin

    def _draw(self, block: Block) -> str:
        name = kind(block)
        draw = self._draws.get(name)
        if draw is None:
            template = _get(self._environment, f"blocks/{name}.xhtml.jinja")
            draw = self._draws[name] = lambda block: self._rendered(template, {"block": block})
        return draw(block)

    def _render(self, name: str, names: dict[str, Any]) -> str:
        return self._rendered(_get(self._environment, name), names)

    def _rendered(self, template: jinja2.Template, names: dict[str, Any]) -> str:
        try:
            return template.render({**self._names, **names})
        except TemplateError:
            raise
        except jinja2.TemplateError as exc:
            raise TemplateError(_template_message(template.name or "", exc, exc)) from exc
        except (TypeError, ValueError, KeyError, AttributeError, ZeroDivisionError) as exc:
            raise TemplateError(_template_message(template.name or "", exc, exc)) from exc


def _parse(source: str, writer: _Writer) -> Any:
    """The page as an lxml tree; a fault names the template that wrote it."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True)
    try:
        root = etree.fromstring(source.encode(), parser)
    except etree.XMLSyntaxError as exc:
        lines = source.splitlines()
        excerpt = lines[exc.lineno - 1][:200] if exc.lineno and exc.lineno <= len(lines) else ""
        raise TemplateError(
            Message("T101", "error", f"the templates wrote markup that is not XML: {exc.msg}", "", None, excerpt)
        ) from exc
    fault = next(iter(faults(root)), None)
    if fault is not None:
        raise TemplateError(_vocabulary_message(fault, source, writer))
    return root


def _all_text(root: Any, article: Article) -> str:
    """The words of a page, of its metadata and of the drawings in it."""
    drawings = [a.data for a in article.assets.values() if a.media_type == "image/svg+xml" and b"<text" in a.data]
    furniture = [article.metadata.title, article.metadata.publisher]  # the cover's, where no page has them
    return "".join([*root.itertext(), *furniture, *(data.decode("utf-8", "replace") for data in drawings)])


def _vocabulary_message(fault: Fault, source: str, writer: _Writer) -> Message:
    def passes(markup: str) -> bool:
        fragment = etree.fromstring(f"<article>{markup}</article>".encode())
        return not any(found.reason == fault.reason for found in faults(fragment))

    article = writer._article
    template = next((name for name, _ in writer.culprit(article.body, passes)), "")
    name = template or "the kind's page.xhtml.jinja"
    origin = None
    if template:
        text = (Path(str(_get(writer._environment, template).filename))).read_text("utf-8")
        line = next((i for i, row in enumerate(text.splitlines(), 1) if f"<{fault.tag}" in row), 1)
        origin = Origin(template, line, 1)
    excerpt = source.splitlines()[fault.element.sourceline - 1].strip()[:200]
    return Message(
        "T102",
        "error",
        f"{name}: {fault.reason}",
        "use the elements, classes and roles that docs/vocabulary.md lists",
        origin,
        excerpt,
    )


def _template_message(name: str, exc: BaseException, raised: BaseException) -> Message:
    line = getattr(exc, "lineno", None)
    traceback = raised.__traceback__
    while line is None and traceback is not None:
        if traceback.tb_frame.f_code.co_filename.endswith(".jinja"):
            name, line = traceback.tb_frame.f_code.co_filename, traceback.tb_lineno
        traceback = traceback.tb_next
    name = re.sub(r"^.*/templates/", "", name)
    return Message(
        "T101",
        "error",
        f"template {name} is broken: {exc}",
        "correct the template; docs/templates.md lists the names that it may use",
        Origin(name, line or 1, 1),
    )


def _get(environment: jinja2.Environment, name: str) -> jinja2.Template:
    try:
        return environment.get_template(name)
    except jinja2.TemplateNotFound as exc:
        raise TemplateError(Message("T101", "error", f"there is no template {exc.name}")) from exc
    except jinja2.TemplateSyntaxError as exc:
        raise TemplateError(_template_message(exc.name or name, exc, exc)) from exc


def _exists(environment: jinja2.Environment, name: str) -> bool:
    try:
        environment.get_template(name)
    except jinja2.TemplateNotFound:
        return False
    except jinja2.TemplateSyntaxError:
        return True
    return True


@cache
def _environment(user_templates: str) -> jinja2.Environment:
    folders = [folder for folder in (user_templates, str(templates_folder())) if folder]
    environment = ImmutableSandboxedEnvironment(
        loader=jinja2.FileSystemLoader(folders),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
        cache_size=-1,
        bytecode_cache=_bytecode_cache(),
    )
    environment.filters["plain"] = plain_text
    environment.filters["having"] = _having
    environment.filters["without"] = _without
    tests: dict[str, Any] = environment.tests
    for name, node in (("paragraph", Paragraph), ("heading", Heading), ("bullet_list", BulletList), ("strong", Strong)):
        tests[name] = partial(_is_a, node)
    return environment


def _is_a(node: type, value: Any) -> bool:
    return isinstance(value, node)


def _having(blocks: tuple[Block, ...], *classes: str) -> tuple[Block, ...]:
    """The divisions with one of these classes: the parts of a document that stand at a place of their own."""
    return tuple(block for block in blocks if isinstance(block, Division) and not {*classes}.isdisjoint(block.classes))


def _without(blocks: tuple[Block, ...], *classes: str) -> tuple[Block, ...]:
    """The other blocks."""
    apart = _having(blocks, *classes)
    return tuple(block for block in blocks if not any(block is part for part in apart))


def _bytecode_cache() -> jinja2.BytecodeCache | None:
    folder = cache_folder() / "templates"
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError:
        return None
    return jinja2.FileSystemBytecodeCache(str(folder))


@cache
def _stylesheet(layout: Layout, look: Look, dir: str, medium: str) -> str:
    environment = _environment(layout.templates)
    theme = look.theme
    names = {
        "theme": theme,
        "color": theme.colors,
        "role": theme.roles,
        "page": theme.page,
        "rtl": dir == "rtl",
        "upright": is_upright(theme),
        "start": "right" if dir == "rtl" else "left",
        "end": "left" if dir == "rtl" else "right",
    }
    sheets = [environment.get_template(f"style/{part}.css.jinja") for part in ("common", medium)]
    own = f"kinds/{layout.kind}/style.css.jinja"
    if _exists(environment, own):
        sheets.append(environment.get_template(own))
    rules = (role_rules(theme, dir), *(sheet.render(names) for sheet in sheets), passage_rules(theme))
    return "\n".join(filter(None, rules))
