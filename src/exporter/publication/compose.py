"""Composes an article into one XHTML page: by its templates.

A kind's page.xhtml.jinja rules the page, blocks/NAME.xhtml.jinja draws one block each, and a user's folder of
templates comes before ours, file by file. Templates run in a sandbox, strict about undefined names, and are
compiled once: their bytecode is kept in the user's cache folder, as Python keeps its own.
"""

import re
from collections.abc import Callable, Collection, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import jinja2
import msgspec
from lxml import etree
from markupsafe import Markup

from exporter.errors import TemplateError
from exporter.messages import Message, Report
from exporter.model.article import Article
from exporter.model.nodes import (
    Block,
    Note,
    kind,
)
from exporter.model.walk import walk
from exporter.origin import Origin
from exporter.publication import Layout, Page, Publication, shows_pages
from exporter.publication.bilingual import Translation, arrange, translation_of
from exporter.publication.drawing import Drawing
from exporter.publication.labels import Labels, direction, load_labels
from exporter.publication.look import Look, find_look, names_in, no_such
from exporter.publication.markup import InlineMarkup
from exporter.publication.outline import Outline, outline_of, plan_of
from exporter.publication.stylesheet import long_word_rules, passage_rules, rare_letter_rules, role_rules
from exporter.publication.templating import environment_of, get_template, has_template, template_message
from exporter.publication.vocabulary import Fault, faults
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
    plan = plan_of(layout, metadata)
    translation = translation_of(metadata)
    if plan.bilingual:
        article = msgspec.structs.replace(article, body=arrange(article.body, plan.bilingual, translation))
    outline = outline_of(article, plan, labels)
    writer = _Writer(environment_of(layout.templates), article, labels, look, dir, outline, translation, report)
    source = writer.page(f"kinds/{layout.kind}/page.xhtml.jinja")
    root = _parse(source, writer)
    if plan.drop_cap or root.find(".//p[@class='drop-cap']") is not None:
        from exporter.publication.drop_caps import set_drop_caps  # few texts have one

        set_drop_caps(root, article, plan.drop_cap, report)
    if plan.turn_wide_tables:
        from exporter.publication.widths import turn_wide_tables

        turn_wide_tables(root, look.theme)
    if any(asset.media_type != "image/svg+xml" for asset in writer.assets.values()):
        from exporter.publication.pictures import fit_pictures

        fit_pictures(root, writer.assets, article, look.theme, report, layout.pictures == "print")
    page = Page(root, metadata.title, lang, dir)
    look = look.fitted(_all_text(root, article), [lang, *(tag for tag in root.xpath(".//@lang") if tag != lang)])
    used = {src for image in root.iter("img") if (src := image.get("src"))}
    return Publication(
        page=page,
        metadata=metadata,
        assets={key: asset for key, asset in writer.assets.items() if key in used or key == metadata.cover},
        labels=labels,
        theme=look.theme,
        pdf_standard=layout.pdf_standard,
        # Who shows page numbers needs the printed page, whether that is wanted or not.
        print_css=stylesheet(layout, look, dir, "print") if "print" in media or shows_pages(root) else "",
        book_css=stylesheet(layout, look, dir, "book") if "book" in media else "",
    )


def check_layout(layout: Layout) -> None:
    """Raise TemplateError when there is no such kind or theme."""
    find_look(layout)
    if layout.kind and not has_template(environment_of(layout.templates), f"kinds/{layout.kind}/page.xhtml.jinja"):
        raise TemplateError(no_such("T103", "kind", layout.kind, kinds(layout.templates)))


def _of_kind(layout: Layout, article: Article) -> Layout:
    """The layout with a kind: its own, the one that the article names when there is such a one, or a brief.

    Site generators have a field of that name too; what names none of our kinds is theirs.
    """
    if layout.kind:
        return layout
    name = re.sub(r"[\s_]+", "-", str(article.metadata.extra.get("kind", "")).strip().lower())
    known = re.fullmatch(r"[a-z][a-z0-9-]*", name) and has_template(
        environment_of(layout.templates), f"kinds/{name}/page.xhtml.jinja"
    )
    return msgspec.structs.replace(layout, kind=name if known else _KIND)


def kinds(user_templates: str = "") -> list[str]:
    """The names of all kinds, ours and the user's."""
    return names_in(user_templates, "kinds", "page.xhtml.jinja")


class _Writer:
    """Writes the markup of one article; lives for one page."""

    def __init__(
        self,
        environment: jinja2.Environment,
        article: Article,
        labels: Labels,
        look: Look,
        dir: str,
        outline: Outline,
        translation: Translation,
        report: Report,
    ) -> None:
        self._environment = environment
        self._article = article
        self.assets = dict(article.assets)
        drawing = Drawing(self.assets, look.theme, labels, dir, report)
        inlines = InlineMarkup(self.assets, labels, outline, drawing.formula)
        self._names = {
            "draw_chart": drawing.chart,
            "highlighted": drawing.code,
            "draw_qr": drawing.qr,
            "labels": labels,
            "metadata": article.metadata,
            "outline": outline,
            "translation": translation,
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
            template = get_template(self._environment, f"blocks/{name}.xhtml.jinja")
            draw = self._draws[name] = lambda block: self._rendered(template, {"block": block})
        return draw(block)

    def _render(self, name: str, names: dict[str, Any]) -> str:
        return self._rendered(get_template(self._environment, name), names)

    def _rendered(self, template: jinja2.Template, names: dict[str, Any]) -> str:
        try:
            return template.render({**self._names, **names})
        except TemplateError:
            raise
        except jinja2.TemplateError as exc:
            raise TemplateError(template_message(template.name or "", exc, exc)) from exc
        except (TypeError, ValueError, KeyError, AttributeError, ZeroDivisionError) as exc:
            raise TemplateError(template_message(template.name or "", exc, exc)) from exc


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
        text = (Path(str(get_template(writer._environment, template).filename))).read_text("utf-8")
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


@cache
def stylesheet(layout: Layout, look: Look, dir: str, medium: str) -> str:
    """The CSS of a kind in a look, for one direction and medium ("print", "book")."""
    environment = environment_of(layout.templates)
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
    if has_template(environment, own):
        sheets.append(environment.get_template(own))
    rules = (role_rules(theme, dir), *(sheet.render(names) for sheet in sheets), passage_rules(theme))
    if medium == "print":
        rules = (*rules, long_word_rules(theme), rare_letter_rules(theme))
    return "\n".join(filter(None, rules))
