"""A piece of HTML that stands inside another source (a feed, an export) as blocks or running text."""

from exporter.messages import Report
from exporter.model import nodes as n
from exporter.origin import Origin
from exporter.readers import ReadOptions
from exporter.readers.converter import Converter
from exporter.readers.element_parts import flattened
from exporter.readers.elements import Element
from exporter.readers.generator import Masked
from exporter.readers.walker import Walker


def blocks_of(markup: Masked, origin: Origin, report: Report, options: ReadOptions) -> tuple[n.AnyBlock, ...]:
    """The blocks of some HTML that begins at `origin`. Raises TooDeepError."""
    walker, converter, tree = _converter(markup, origin, report, options)
    blocks = tuple(converter.blocks(tree.children))
    walker.tell()
    return blocks


def inlines_of(markup: Masked, origin: Origin, report: Report, options: ReadOptions) -> tuple[n.AnyInline, ...]:
    """Some HTML as running text. Raises TooDeepError."""
    walker, converter, tree = _converter(markup, origin, report, options)
    inlines = converter.inlines(flattened(tree.children))
    walker.tell()
    return inlines


def _converter(
    markup: Masked, origin: Origin, report: Report, options: ReadOptions
) -> tuple[Walker, Converter, Element]:
    walker = Walker(origin.file, markup.text.split("\n"), markup, report, options.max_depth, options.keep_all)
    tree = walker.html_tree(markup.text, origin.line - 1)
    return walker, Converter(tree, {}, walker.inline, origin.file, report, options.keep_all), tree
