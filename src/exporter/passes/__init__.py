"""Passes prepare an article for setting: the same tree in better order, each change reported."""

from exporter.messages import Report
from exporter.model.article import Article
from exporter.passes.identify import identify
from exporter.passes.links import resolve_links
from exporter.passes.number import number
from exporter.passes.tidy import tidy


def prepare(article: Article, report: Report) -> Article:
    """Run the passes in their order: tidy, identify, resolve links, number."""
    for step in (tidy, identify, resolve_links, number):
        article = step(article, report)
    return article
